//! The questions of the small place, asked of the built-in city and printed with
//! paired intervals. A city has bottlenecks and chances, so only what has to hold is
//! asserted: every run ends, its numbers are numbers, and the weather is the same.

use sandtable_command::Plan;
use sandtable_command::plan::OrderTemplate;
use sandtable_hazards::flood::site::PumpControl;
use sandtable_kernel::Dist;
use sandtable_scenarios::place::{Packets, Place};

use crate::city::{City, column, difference, line, of_case, plan, replicates};

const REPLICATES: u64 = 4;
const METRICS: [&str; 9] = [
    "deaths.total",
    "exposure.persons",
    "evacuation.before_arrival.flood_villages",
    "rescue.share_6h",
    "rescue.calls_unserved",
    "shelter.overflow",
    "flood.area",
    "flood.population",
    "cost.team_hours",
];
/// A boat team and a shelter that no rule names.
const TEAM: &str = "team.east.boat1";

/// Orders to leave, and the knocks that follow them, come so much later.
fn later(mut plan: Plan, minutes: f64) -> Plan {
    for step in plan.rules.iter_mut().flat_map(|rule| &mut rule.actions) {
        if matches!(step.order, OrderTemplate::EvacuateZone { .. }) {
            assert_eq!(step.after_min, None);
            step.after_min = Some(Dist::Fixed(minutes));
        }
    }
    plan
}

/// The largest shelter that the plan does not name.
fn shelter(place: &Place, plan: &Plan) -> String {
    let text = format!("{plan:?}");
    let free = place.shelters.iter().filter(|shelter| !text.contains(&shelter.key));
    free.max_by_key(|shelter| shelter.capacity).expect("a shelter").key.clone()
}

struct Asked {
    name: &'static str,
    columns: Vec<Vec<f64>>,
}

fn ask(city: &City, name: &'static str, place: Place, plan: &Plan) -> Asked {
    let case = city.case(place, Packets::Of(20));
    let rows = replicates(&case, &[of_case(&case, "plan", Some(plan))], REPLICATES);
    Asked { name, columns: METRICS.iter().map(|metric| column(&case, &rows, 0, metric)).collect() }
}

#[test]
#[ignore = "20 runs of the city; CI runs it in release"]
fn the_questions_of_sense_on_the_city() {
    let city = City::new(120.0);
    let early = plan("early-evacuation");
    let base = ask(&city, "early-evacuation", city.place(), &early);
    let mut asked = vec![ask(&city, "orders 2 h later", city.place(), &later(early.clone(), 120.0))];
    let mut place = city.place();
    let mut fewer = early.clone();
    place.teams.retain(|team| team.key != TEAM);
    fewer.resources.teams.retain(|team| team.as_str() != TEAM);
    assert_eq!(
        (place.teams.len() + 1, fewer.resources.teams.len() + 1),
        (city.place().teams.len(), early.resources.teams.len())
    );
    asked.push(ask(&city, "one team fewer", place, &fewer));
    let mut place = city.place();
    let gone = shelter(&place, &early);
    place.shelters.retain(|shelter| shelter.key != gone);
    place.zones.iter_mut().for_each(|zone| zone.shelters.retain(|shelter| *shelter != gone));
    asked.push(ask(&city, "one shelter fewer", place, &early));
    let mut place = city.place();
    place.flood.pumps.iter_mut().for_each(|pump| pump.control = PumpControl::Operator);
    let mut unmanned = early.clone();
    unmanned.rules.retain(|rule| rule.key.as_str() != "pumps");
    assert_eq!(unmanned.rules.len() + 1, early.rules.len());
    asked.push(ask(&city, "fixed pumps off", place, &unmanned));

    println!("without {TEAM}; without {gone}; {REPLICATES} replicates, 95 % intervals");
    for other in &asked {
        println!("\n{} minus {}", other.name, base.name);
        for ((metric, a), b) in METRICS.iter().zip(&other.columns).zip(&base.columns) {
            println!("{}", line(&format!("  {metric}"), &difference(a, b)));
        }
    }
    let of = |asked: &Asked, metric: &str| {
        asked.columns[METRICS.iter().position(|own| *own == metric).expect("a metric")].clone()
    };
    for one in asked.iter().chain([&base]) {
        for metric in
            ["deaths.total", "exposure.persons", "flood.area", "flood.population", "cost.team_hours"]
        {
            assert!(of(one, metric).iter().all(|value| value.is_finite()), "{}: {metric}", one.name);
        }
    }
    // Who is rescued and sheltered by whom leaves the water as it is.
    for k in [1, 2] {
        for (a, b) in of(&asked[k], "flood.area").iter().zip(of(&base, "flood.area")) {
            assert!((a / b - 1.0).abs() < 0.01, "{}: other weather: {a} {b} km²", asked[k].name);
        }
    }
}
