//! A small case folder written by hand, without data from elsewhere, and scenario files
//! with faults.

use std::fs;
use std::path::Path;

use sandtable_scenarios::file::Fault;
use sandtable_scenarios::open::{OpenOptions, Opened, open};
use sandtable_simulation::{Keep, replicate};

/// 24 × 24 cells of 10 m that fall from east to west, a street, two houses and an inflow.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let row: Vec<String> = (0..24).map(|k| format!("{:.2}", 10.0 + 0.05 * f64::from(k))).collect();
    let head = "ncols 24\nnrows 24\nxllcorner 382200\nyllcorner 6354200\ncellsize 10\nNODATA_value -9999\n";
    let grid = format!("{head}{}\n", vec![row.join(" "); 24].join("\n"));
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28356"}}"#;
    let street = format!(
        r#"{{"type":"FeatureCollection",{crs},"features":[{{"type":"Feature","properties":{{"key":"street","class":"local"}},"geometry":{{"type":"LineString","coordinates":[[382210,6354320],[382320,6354320],[382430,6354320]]}}}}]}}"#
    );
    let house = |key: &str, x: u32, n: u32| {
        let (x, y) = (382_200 + x, 6_354_330);
        let ring =
            [(x, y), (x + 20, y), (x + 20, y + 20), (x, y + 20), (x, y)].map(|(x, y)| format!("[{x},{y}]"));
        format!(
            r#"{{"type":"Feature","properties":{{"key":"{key}","floors":1,"occupants":{n}}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    let houses = format!(
        r#"{{"type":"FeatureCollection",{crs},"features":[{},{},{}]}}"#,
        house("west", 40, 3),
        house("east", 160, 2),
        house("shed", 200, 0)
    );
    let inflow = "key,x,y,radius_m,time_s,m3_s\nbrook,382390,6354320,10,0,0\nbrook,382390,6354320,10,600,4\n";
    for (name, text) in [
        ("terrain.asc", grid.as_str()),
        ("roads.geojson", &street),
        ("buildings.geojson", &houses),
        ("inflow.csv", inflow),
        ("scenario.ron", SCENARIO),
        ("leave.ron", PLAN),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

const SCENARIO: &str = r#"(
    key: "brook",
    name: "Brook",
    start: "2026-06-12 08:00",
    zone: "Asia/Shanghai",
    hours: 2,
    buildings: Raised(3),
    people: (household_size: 2.5, frail_share: 0.2, car_share: 1, value_cny: 400000),
    shelters: [
        (key: "shelter.school", name: "School", at: (382425, 6354320), capacity: 20),
    ],
    seats: [(key: "seat.village", name: "Village", on_duty: true)],
    channels: [(key: "phone", name: "Phone", kind: Phone, delay_s: 30)],
    telemetry_channel: "phone", call_channel: "phone", duty_channel: "phone", call_seat: "seat.village",
    plans: ["leave.ron", "no-plan"],
)
"#;

const PLAN: &str = r#"(
    key: "leave", name: "Leave", roles: [(seat: "seat.village", decision_delay_min: 1)],
    rules: [(key: "leave", seat: "seat.village", when: Always, actions: [
        (order: OpenShelter(shelter: "shelter.school")), (order: EvacuateZone(zone: "zone.all")),
    ])],
)
"#;

fn opened(folder: &Path, options: &OpenOptions) -> Result<Opened, Vec<Fault>> {
    open(&folder.display().to_string(), options)
}

/// The first fault of the scenario with its first `old` replaced.
fn broken(old: &str, new: &str) -> Fault {
    let folder = folder();
    assert!(SCENARIO.contains(old), "{old}");
    fs::write(folder.path().join("scenario.ron"), SCENARIO.replacen(old, new, 1)).expect("written");
    let faults = opened(folder.path(), &OpenOptions::default()).expect_err("a fault");
    println!("{}", faults[0]);
    faults.into_iter().next().expect("a fault")
}

#[test]
fn a_folder_of_a_users_own_opens_and_runs() {
    let folder = folder();
    let first = opened(folder.path(), &OpenOptions::default()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let case = &first.case;
    assert_eq!((case.key.as_str(), case.cell_m, case.plans.len()), ("brook", 10.0, 2));
    assert_eq!(case.note.en.matches("raised by 3 m").count(), 1);
    let done = replicate(case, &case.plans, 1, 0, Keep::default(), &|| false).expect("not cancelled");
    assert_eq!(done.len(), 2);
    let caused =
        |k: usize| done[k].outcome.values[case.registry.index("exposure.persons").expect("a metric")];
    println!("exposed: {} with the plan, {} without", caused(0), caused(1));
    assert!(caused(0) <= caused(1));
    // The same files are the same case; another cell is another.
    let again = open(&folder.path().join("scenario.ron").display().to_string(), &OpenOptions::default())
        .expect("opens");
    assert_eq!(again.case.hash, first.case.hash);
    let coarse = OpenOptions { cell_m: Some(20.0), plans: vec!["leave".into()], ..OpenOptions::default() };
    let coarse = opened(folder.path(), &coarse).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!((coarse.case.cell_m, coarse.case.plans.len(), coarse.reference.as_str()), (20.0, 1, "leave"));
    assert_ne!(again.case.hash, coarse.case.hash);
}

#[test]
fn faults_stand_at_the_line_of_the_thing() {
    let far = broken("at: (382425, 6354320)", "at: (1, 2)");
    assert_eq!((far.position().map(|at| at.0), far.code), (Some(10), "place"), "{far}");
    assert!(far.found.en.contains("shelter.school") && far.found.en.contains("outside the terrain"));
    let slip = broken("hours: 2", "ours: 2");
    assert!(slip.code == "unknown-field" || slip.code == "missing-field", "{slip}");
    assert_eq!(broken("hours: 2", "hours: -2").position().map(|at| at.0), Some(6));
    assert_eq!(broken("2026-06-12 08:00", "tomorrow").position().map(|at| at.0), Some(4));
    assert!(
        broken("call_seat: \"seat.village\"", "call_seat: \"seat.vilage\"")
            .remedy
            .en
            .contains("seat.village")
    );
    let outside = broken("hours: 2,", "hours: 2, case: \"../elsewhere\",");
    assert_eq!((outside.path.as_str(), outside.position().map(|at| at.0)), ("case", Some(6)));
    assert_eq!(broken("hours: 2,", "hours: 2, cell_m: 15,").path, "cell_m");
    assert_eq!(broken("seats:", "decision_metric: \"joy\", seats:").path, "decision_metric");
    assert_eq!(broken("leave.ron", "levae.ron").code, "missing-file");
}

#[test]
fn what_is_not_there_is_said() {
    let empty = tempfile::tempdir().expect("a folder");
    let faults = opened(empty.path(), &OpenOptions::default()).expect_err("a fault");
    assert_eq!(faults[0].code, "no-scenario");
    let faults = open("no-such-place", &OpenOptions::default()).expect_err("a fault");
    assert_eq!(faults[0].code, "no-such-scenario");
    let folder = folder();
    for name in ["roads.geojson", "buildings.geojson", "terrain.asc"] {
        fs::remove_file(folder.path().join(name)).expect("removed");
    }
    let faults = opened(folder.path(), &OpenOptions::default()).expect_err("faults");
    // All that is missing at once.
    assert_eq!(faults.iter().filter(|fault| fault.code == "missing-file").count(), 3, "{faults:#?}");
}
