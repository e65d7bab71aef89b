//! The same bits for any number of threads, alone or in lockstep, under other
//! names and orders, and after a snapshot.

use sandtable_simulation::run::begin;
use sandtable_simulation::{Case, Keep, PlanCase, replicate};
use sandtable_study::{Cancel, Evaluation, Length, Request, evaluate};
use sandtable_tests::fixture::{self, EARLY, LATE};

fn plans(case: &Case) -> Vec<PlanCase> {
    vec![
        fixture::plan(case, "early", Some(EARLY)),
        fixture::plan(case, "late", Some(LATE)),
        fixture::plan(case, "no-plan", None),
    ]
}

fn run(case: &Case, plans: &[PlanCase], threads: usize, shard: usize) -> Evaluation {
    let request = Request {
        seed: 7,
        length: Length::Fixed(4),
        shard,
        decision_metric: "deaths.total".into(),
        reference: plans[0].key.clone(),
        level: 0.95,
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| evaluate(case, plans, &request, &(), &Cancel::default())).unwrap()
}

#[test]
fn threads_and_shards_change_no_bit() {
    let case = fixture::case();
    let plans = plans(&case);
    let one = run(&case, &plans, 1, 1).table.to_csv();
    assert_eq!(one, run(&case, &plans, 2, 1).table.to_csv());
    assert_eq!(one, run(&case, &plans, 2, 64).table.to_csv());
}

#[test]
fn the_plans_differ_where_they_should() {
    let case = fixture::case();
    let table = run(&case, &plans(&case), 2, 1).table;
    let mean = |plan: &str, metric: &str| {
        let column = table.column(plan, metric);
        column.iter().map(|(_, value)| value).sum::<f64>() / column.len() as f64
    };
    let out = "evacuation.before_arrival.flood_villages";
    assert!(mean("early", out) > mean("late", out), "{}", table.to_csv());
    assert!(mean("late", out) > mean("no-plan", out), "{}", table.to_csv());
    assert!(mean("no-plan", "rescue.calls_unserved") >= 0.0);
}

#[test]
fn alone_or_in_lockstep_a_plan_has_the_same_bits() {
    let case = fixture::case();
    let plans = plans(&case);
    let together = replicate(&case, &plans, 7, 2, Keep::default(), &|| false).unwrap();
    for (k, plan) in plans.iter().enumerate() {
        let alone = replicate(&case, std::slice::from_ref(plan), 7, 2, Keep::default(), &|| false).unwrap();
        assert_eq!(alone[0].outcome.state_hash, together[k].outcome.state_hash, "{}", plan.key);
    }
}

#[test]
fn names_and_order_of_plans_change_no_number() {
    let case = fixture::case();
    let first = [fixture::plan(&case, "a", Some(EARLY)), fixture::plan(&case, "b", Some(LATE))];
    let second = [fixture::plan(&case, "z", Some(LATE)), fixture::plan(&case, "y", Some(EARLY))];
    let a = replicate(&case, &first, 7, 0, Keep::default(), &|| false).unwrap();
    let b = replicate(&case, &second, 7, 0, Keep::default(), &|| false).unwrap();
    assert_eq!(a[0].outcome.state_hash, b[1].outcome.state_hash);
    assert_eq!(a[1].outcome.state_hash, b[0].outcome.state_hash);
}

#[test]
fn an_empty_plan_is_no_plan_to_the_bit() {
    let case = fixture::case();
    let plans = [
        fixture::plan(&case, "empty", Some("(key: \"empty\", name: \"Empty\")")),
        fixture::plan(&case, "no-plan", None),
    ];
    let both = replicate(&case, &plans, 7, 1, Keep::default(), &|| false).unwrap();
    assert_eq!(both[0].outcome.state_hash, both[1].outcome.state_hash);
    assert_eq!(both[0].forks, 0);
}

#[test]
fn a_restored_run_goes_on_to_the_same_end() {
    let case = fixture::case();
    let plan = [fixture::plan(&case, "early", Some(EARLY))];
    let mut straight = begin(&case, &plan, 7, 3).unwrap();
    let mut middle = None;
    while !straight.is_done() {
        straight.tick();
        if straight.clock().tick == 300 {
            middle = Some(straight.snapshot(0).unwrap());
        }
    }
    let mut again = begin(&case, &plan, 7, 3).unwrap();
    again.restore(&middle.unwrap()).unwrap();
    assert_eq!(again.clock().tick, 300);
    while !again.is_done() {
        again.tick();
    }
    assert_eq!(again.snapshot(0).unwrap().hash(), straight.snapshot(0).unwrap().hash());
}
