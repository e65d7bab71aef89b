//! A small case folder written by hand, without data from elsewhere.

use std::fs;

/// 24 × 24 cells of 10 m that fall from east to west, a street, two houses and an inflow.
pub fn folder() -> tempfile::TempDir {
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

/// The scenario file.
pub const SCENARIO: &str = r#"(
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

/// The plan file.
pub const PLAN: &str = r#"(
    key: "leave", name: "Leave", roles: [(seat: "seat.village", decision_delay_min: 1)],
    rules: [(key: "leave", seat: "seat.village", when: Always, actions: [
        (order: OpenShelter(shelter: "shelter.school")), (order: EvacuateZone(zone: "zone.all")),
    ])],
)
"#;
