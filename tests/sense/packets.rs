//! Packets of households against single households: the reference to which packets
//! of 20, 10 and 5 converge.

use rayon::prelude::*;
use sandtable_impact::BuildingClass;
use sandtable_scenarios::place::{Packets, Place};
use sandtable_space::Point;
use sandtable_tests::fixture::{self, LATE};

use crate::common::{case, run, value};

const METRICS: [&str; 5] = [
    "evacuation.before_arrival.flood_villages",
    "deaths.total",
    "evacuation.departure.t50",
    "warning.t90",
    "exposure.persons",
];

/// Two villages of 400 households each on the low ground.
fn place() -> Place {
    let mut place = fixture::place();
    place.shelters[0].capacity = 3000;
    let low = place.communities[0].clone();
    place.communities = [("community.south", Point(275.0, 325.0)), ("community.north", Point(325.0, 675.0))]
        .into_iter()
        .map(|(key, at)| sandtable_scenarios::place::Community {
            key: key.into(),
            village: key.into(),
            at,
            households: 400,
            persons: 1120,
            // Low weak houses: those who are caught are in danger.
            building: BuildingClass::Light,
            upper_storeys: 0,
            ..low.clone()
        })
        .collect();
    place
}

fn means(packets: Packets, replicates: u64) -> [f64; 5] {
    let case = case(place(), fixture::assembly(packets).forcing, packets);
    let plan = [fixture::plan(&case, "late", Some(LATE))];
    let rows: Vec<[f64; 5]> = (0..replicates)
        .into_par_iter()
        .map(|number| {
            let done = run(&case, &plan, number);
            METRICS.map(|metric| value(&case, &done[0], metric))
        })
        .collect();
    std::array::from_fn(|k| rows.iter().map(|row| row[k]).sum::<f64>() / replicates as f64)
}

#[test]
fn packets_converge_to_single_households() {
    const REPLICATES: u64 = 24;
    let sizes =
        [("20", Packets::Of(20)), ("10", Packets::Of(10)), ("5", Packets::Of(5)), ("1", Packets::Single)];
    let table: Vec<[f64; 5]> = sizes.iter().map(|(_, packets)| means(*packets, REPLICATES)).collect();
    println!("households   clear before arrival   deaths   departure T50, h   warning T90, h   exposed");
    for ((size, _), row) in sizes.iter().zip(&table) {
        println!(
            "{size:>10} {:>22.4} {:>8.3} {:>18.3} {:>16.3} {:>9.1}",
            row[0], row[1], row[2], row[3], row[4]
        );
    }
    let single = table[3];
    for ((size, _), row) in sizes.iter().zip(&table) {
        // Of the order of the spread of 24 runs, in which packets of 20 draw 40 times and
        // single households 800 times.
        assert!((row[0] - single[0]).abs() < 0.04, "{size}: clear {} and {}", row[0], single[0]);
        assert!((row[1] / single[1] - 1.0).abs() < 0.25, "{size}: deaths {} and {}", row[1], single[1]);
        assert!((row[3] - single[3]).abs() < 0.02, "{size}: warning {} and {} h", row[3], single[3]);
        assert!((row[4] / single[4] - 1.0).abs() < 0.10, "{size}: exposed {} and {}", row[4], single[4]);
    }
    // Smaller packets come nearer.
    let off = |row: &[f64; 5]| (row[0] - single[0]).abs();
    assert!(off(&table[2]) <= off(&table[0]), "{} {}", off(&table[2]), off(&table[0]));
}
