//! Broken files.

use crate::city::{CityFault, CityFiles, build};

fn broken(file: &str, from: &str, to: &str) -> Vec<CityFault> {
    let files = CityFiles::yunjiang();
    let text = files.text(file).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    match build(&files.clone().with(file, text.replacen(from, to, 1)), 120.0) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

fn says(faults: &[CityFault], words: &[&str]) {
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(
        all.iter().any(|message| words.iter().all(|word| message.contains(word))),
        "none of {all:#?} says {words:?}"
    );
}

#[test]
fn each_fault_is_told_with_its_line() {
    says(&broken("shelters.ron", "at: (", "at: (100"), &["shelters.ron:", "outside the map"]);
    says(
        &broken("hospitals.ron", "at: (17800, 14700)", "at: (39000, 15000)"),
        &["hospitals.ron:5", "in the sea"],
    );
    says(
        &broken("teams.ron", "station: \"station.special\"", "station: \"station.specail\""),
        &["teams.ron:", "no station 'station.specail'", "did you mean 'station.special'"],
    );
    says(&broken("communities.ron", "population: ", "population: 99"), &["population is", "1 to 200000"]);
    says(&broken("zones.ron", "category: ", "kategory: "), &["zones.ron:", "kategory"]);
    says(&broken("seats.ron", "key: \"seat.120\"", "key: \"seat.119\""), &["seat.119", "a second time"]);
    says(&broken("people.ron", "(Concrete, 0.52)", "(Concrete, NaN)"), &["people.ron:", "NaN", "finite"]);
    says(
        &broken("terrain.ron", "river: \"yunjiang\"", "river: \"yunjang\""),
        &["no river 'yunjang'", "did you mean 'yunjiang'"],
    );
    says(
        &broken("gauges.ron", "guarantee_m: 3.80", "guarantee_m: 2.00"),
        &["gauge.yunjiang", "rising order"],
    );
}

#[test]
fn all_unreadable_files_are_told_at_once() {
    let files = CityFiles::yunjiang().with("roads.ron", "(").with("people.ron", "nonsense");
    let faults = build(&files, 120.0).unwrap_err();
    assert_eq!(faults.len(), 2);
    assert!(build(&CityFiles::default(), 120.0).unwrap_err().len() == 17);
    assert!(matches!(build(&CityFiles::yunjiang(), 3.0).unwrap_err()[..], [CityFault::Cell { .. }]));
}
