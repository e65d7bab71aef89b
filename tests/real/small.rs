//! A small case folder written by hand, and scenario files with faults.

use std::fs;
use std::path::Path;

use sandtable_scenarios::file::Fault;
use sandtable_scenarios::open::{OpenOptions, Opened, open};
use sandtable_simulation::{Keep, replicate};

use super::brook::{SCENARIO, folder};

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
fn homes_stand_on_the_imported_ground_whatever_the_grid() {
    let folder = folder();
    let homes = |cell_m: f64| {
        let options = OpenOptions { cell_m: Some(cell_m), ..OpenOptions::default() };
        let case = opened(folder.path(), &options).unwrap_or_else(|faults| panic!("{faults:#?}")).case;
        let groups = case.response.site().groups.iter();
        let homes: Vec<_> = groups.map(|group| (group.id, group.at, group.ground.rise_m())).collect();
        (homes, case.note.en)
    };
    let ((own, said), (coarse, coarse_said)) = (homes(10.0), homes(20.0));
    assert!(own.len() == 2 && coarse.len() == 2);
    for ((id, at, rise), (coarse_id, coarse_at, coarse_rise)) in own.iter().zip(&coarse) {
        assert_eq!((id, at, *rise), (coarse_id, coarse_at, 0.0));
        // The ground rises by 5 cm a cell to the east: the doorsteps west of the walls lie
        // in the eastern half of their coarse cells.
        assert!((coarse_rise - 0.025).abs() < 1e-4, "{coarse_rise}");
    }
    assert!(!said.contains("terrain of 10 m") && coarse_said.contains("terrain of 10 m"), "{coarse_said}");
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
