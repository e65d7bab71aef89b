//! What the tests of sense share: varied places, runs, and numbers of them.

use sandtable_hazards::flood::FloodForcing;
use sandtable_scenarios::place::{Packets, Place, assemble};
use sandtable_simulation::{Case, Finished, Keep, PlanCase, replicate};
use sandtable_tests::fixture;

/// The case of a changed place under other weather.
pub fn case(place: Place, forcing: FloodForcing, packets: Packets) -> Case {
    let assembly = fixture::assembly(packets);
    assemble(place, sandtable_scenarios::place::Assembly { forcing, ..assembly }).expect("a sound case")
}

/// No rain, no river, no sea.
pub fn calm() -> FloodForcing {
    FloodForcing::default()
}

/// One replicate; every plan has to come to its end.
pub fn run(case: &Case, plans: &[PlanCase], replicate_number: u64) -> Vec<Finished> {
    let keep = Keep { layers: true, log: false };
    let done = replicate(case, plans, 7, replicate_number, keep, &|| false).expect("not cancelled");
    for run in &done {
        assert!(run.outcome.status.is_complete(), "{:?}", run.outcome.status);
        assert!(run.outcome.warnings.is_empty(), "{:?}", run.outcome.warnings);
    }
    done
}

/// A number of a run.
pub fn value(case: &Case, run: &Finished, metric: &str) -> f64 {
    run.outcome.values[case.registry.index(metric).unwrap_or_else(|| panic!("{metric}"))]
}

/// Numbers of a run whose key begins with one of these, by key.
pub fn values(case: &Case, run: &Finished, begins: &[&str]) -> Vec<(String, f64)> {
    let all = case.registry.all().iter().zip(&run.outcome.values);
    all.filter(|(metric, _)| begins.iter().any(|part| metric.key.starts_with(part)))
        .map(|(metric, value)| (metric.key.clone(), *value))
        .collect()
}

/// Last value of a curve.
pub fn last(run: &Finished, curve: &str) -> f64 {
    let curve = run.outcome.curves.iter().find(|own| own.key == curve).expect("a curve");
    *curve.values.last().expect("a value")
}

/// The plan that opens shelters and orders the zone out after some minutes.
pub fn out_after(minutes: f64, shelters: &[&str]) -> String {
    let open: String =
        shelters.iter().map(|key| format!("(order: OpenShelter(shelter: \"{key}\")),")).collect();
    format!(
        r#"(key: "timed", name: "Timed", roles: [(seat: "seat.city", decision_delay_min: 0)],
        rules: [(key: "out", seat: "seat.city", when: At(since_start_min: {minutes}), actions: [{open}
            (order: EvacuateZone(zone: "zone.low")),
        ])])"#
    )
}
