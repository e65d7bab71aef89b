//! Without rain, inflow or surge nobody is hurt, plans are of no use, and they cost
//! what they do, no more.

use sandtable_hazards::flood::FloodForcing;
use sandtable_hazards::flood::forcing::Hydrograph;
use sandtable_hazards::flood::site::EdgeSpec;
use sandtable_hazards::flood::solver::{Edge, Side};
use sandtable_kernel::{Dist, Text};
use sandtable_scenarios::place::{Forecast, Packets};
use sandtable_space::Quantity;
use sandtable_tests::fixture::{self, EARLY};

use crate::common::{calm, case, last, out_after, run, value, values};

/// What a disaster does to people and things.
const HARM: [&str; 8] = [
    "deaths.",
    "injuries.",
    "exposure.",
    "evacuation.caught.",
    "rescue.calls_unserved",
    "loss.",
    "hospital.",
    "flood.",
];

/// Stands a team and goods ready before anything is known.
const READY: &str = r#"(
    key: "ready", name: "Ready", roles: [(seat: "seat.city", decision_delay_min: 0)],
    resources: (teams: ["team.boat"], stock: [(depot: "depot.city", item: "water", quantity: 300)]),
    preposition: [
        (seat: "seat.city", what: Team(team: "team.boat", at: At("shelter.school"))),
        (seat: "seat.city", what: Supplies(from: "depot.city", to: "shelter.school", item: "water", quantity: 300)),
    ],
)"#;

/// Sends the team to stand by after an hour.
const STAND_BY: &str = r#"(
    key: "stand-by", name: "Stand by", roles: [(seat: "seat.city", decision_delay_min: 0)],
    resources: (teams: ["team.boat"]),
    rules: [(key: "go", seat: "seat.city", when: At(since_start_min: 60), actions: [
        (order: Dispatch(team: Named("team.boat"), task: Standby(at: At("depot.city")))),
    ])],
)"#;

/// Orders people out on a forecast of the river.
const FORECAST: &str = r#"(
    key: "forecast", name: "Forecast", roles: [(seat: "seat.city", decision_delay_min: 5)],
    rules: [(key: "out", seat: "seat.city",
        when: ForecastAbove(quantity: Discharge, place: "gauge.main", within_h: 6, limit: Value(1.0)), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            (order: IssueWarning(hazard: Flood, level: Red, areas: ["zone.low"], channels: [CellBroadcast, Loudspeaker])),
            (order: EvacuateZone(zone: "zone.low")),
    ])],
)"#;

/// Those that apply: a flood alone causes no landslide, say.
fn known(values: Vec<(String, f64)>) -> Vec<(String, f64)> {
    values.into_iter().filter(|(_, value)| !value.is_nan()).collect()
}

/// Costs of a run, all zero (and not written as -0) or not applicable.
fn is_free(costs: &[(String, f64)]) -> bool {
    costs.iter().all(|(_, cost)| cost.is_nan() || (*cost == 0.0 && cost.is_sign_positive()))
}

#[test]
fn a_calm_day_hurts_nobody_and_plans_cost_what_they_do() {
    let dry = case(fixture::place(), calm(), Packets::Of(20));
    let timed = out_after(60.0, &["shelter.school"]);
    let texts = [
        ("no-plan", None),
        ("early", Some(EARLY)),
        ("ready", Some(READY)),
        ("stand-by", Some(STAND_BY)),
        ("timed", Some(timed.as_str())),
    ];
    let plans = texts.map(|(key, text)| fixture::plan(&dry, key, text));
    for number in 0..3 {
        let done = run(&dry, &plans, number);
        for one in &done {
            let harm = known(values(&dry, one, &HARM));
            assert!(harm.len() >= 15, "{harm:?}");
            for (metric, amount) in harm {
                // The gauge's highest level is that of dry ground.
                assert!(amount == 0.0, "{}: {metric} {amount}", one.outcome.plan);
            }
        }
        let costs: Vec<_> = done.iter().map(|one| values(&dry, one, &["cost."])).collect();
        println!("{costs:?}");
        assert!(is_free(&costs[0]), "no-plan: {:?}", costs[0]);
        assert!(is_free(&costs[1]), "rules that did not fire: {:?}", costs[1]);
        // Their benefit is nothing: every number is that of no plan.
        for (metric, (a, b)) in
            dry.registry.all().iter().zip(done[0].outcome.values.iter().zip(&done[1].outcome.values))
        {
            assert!(a == b || (a.is_nan() && b.is_nan()), "{}: {a} {b}", metric.key);
        }
        // A team out for the whole run, and what was moved.
        assert!((value(&dry, &done[2], "cost.team_hours") - 12.0).abs() < 0.1, "{:?}", costs[2]);
        assert_eq!(value(&dry, &done[2], "cost.stock_prepositioned"), 300.0);
        // Out from the second hour on.
        let out_h = value(&dry, &done[3], "cost.team_hours");
        assert!((10.9..=11.0).contains(&out_h), "{out_h}");
        assert_eq!(value(&dry, &done[3], "cost.needless_evacuation"), 0.0);
        // All who left, left for nothing; they drink what the shelter holds.
        let needless = value(&dry, &done[4], "cost.needless_evacuation");
        assert!(needless > 500.0 && needless < 340.0 * 11.0, "{needless}");
        assert!(value(&dry, &done[4], "cost.stock_used") > 0.0 && last(&done[4], "shelter.people") > 0.0);
    }
}

#[test]
fn the_same_place_under_a_flood_is_hurt() {
    // Or the test above would show nothing.
    let flood = fixture::case();
    let done = run(&flood, &[fixture::plan(&flood, "no-plan", None)], 0);
    for metric in ["exposure.persons", "loss.total", "flood.area", "flood.population"] {
        assert!(value(&flood, &done[0], metric) > 0.0, "{metric}");
    }
}

#[test]
fn a_false_forecast_costs_and_a_right_one_does_not() {
    // A trickle runs down the west column, which is the river's bed, and out again.
    let mut place = fixture::place();
    let columns = place.layers.frame.columns;
    place.land.iter_mut().enumerate().for_each(|(k, land)| *land = k % columns > 1);
    place.flood.edges =
        vec![EdgeSpec { side: Side::West, from_m: 0.0, to_m: 1e9, edge: Edge::Free { slope: 0.002 } }];
    place.forecasts = vec![Forecast {
        key: "forecast.river".into(),
        name: Text::same("River forecast"),
        place: "gauge.main".into(),
        thing: Some("inflow.river".into()),
        quantity: Quantity::Discharge,
        interval_min: 60.0,
        leads_h: vec![1.0, 3.0, 6.0],
        sigma_1h: 0.8,
        shift_min_1h: 0.0,
        shift_m_1h: 0.0,
        persistence: 0.3,
    }];
    let forcing = FloodForcing {
        hydrographs: vec![Hydrograph {
            inflow: "inflow.river".into(),
            rows: vec![(0.0, 0.2)],
            scale: Dist::Fixed(1.0),
            shift_h: Dist::Fixed(0.0),
        }],
        ..FloodForcing::default()
    };
    let case = case(place, forcing, Packets::Of(20));
    let plans = [fixture::plan(&case, "no-plan", None), fixture::plan(&case, "forecast", Some(FORECAST))];
    let (mut fired, mut quiet) = (0, 0);
    for number in 0..16 {
        let done = run(&case, &plans, number);
        for one in &done {
            for (metric, amount) in known(values(&case, one, &HARM[..7])) {
                assert!(amount == 0.0, "{}: {metric} {amount}", one.outcome.plan);
            }
            assert_eq!(value(&case, one, "flood.population"), 0.0);
        }
        assert!(is_free(&values(&case, &done[0], &["cost."])));
        let costs = values(&case, &done[1], &["cost."]);
        let warned = value(&case, &done[1], "cost.false_alarm_rate");
        if warned.is_nan() {
            quiet += 1;
            assert!(is_free(&costs), "{costs:?}");
        } else {
            fired += 1;
            assert_eq!(warned, 1.0);
            assert!(value(&case, &done[1], "cost.needless_evacuation") > 0.0, "{number}: {costs:?}");
        }
    }
    println!("the forecast was false in {fired} of {} runs", fired + quiet);
    assert!(fired > 0 && quiet > 0, "{fired} {quiet}");
}
