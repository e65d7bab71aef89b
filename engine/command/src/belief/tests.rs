use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{Link, LinkId, LinkState, NodeId, Point, Polyline, Quantity, RoadClass, RoadGraph};

use super::*;
use crate::answer::Answer;
use crate::fixture::{belief, level, mins, register, report, trapped};
use crate::order::{Basis, OrderKind, Task};
use crate::report::{About, Source};

fn depth(value: f64, at: (f64, f64), observed: SimTime) -> Report {
    report(About::Quantity(Quantity::WaterDepth), Place::Point(Point(at.0, at.1)), Some(value), observed)
}

fn draft(kind: OrderKind, at: SimTime) -> Draft {
    Draft { issued_at: at, kind, basis: Basis::Person, grounds: None, needs_ack: true, deadline: None }
}

fn rescue(team: &str, incident: u32) -> OrderKind {
    let target = Target::Incident(IncidentNumber(incident));
    OrderKind::Dispatch { team: team.into(), task: Task::Rescue { target } }
}

#[test]
fn contradicting_items_are_kept_and_the_newest_observation_answers() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let gauge = Place::Gauge("gauge.main".into());
    belief.receive(level(4.2, mins(30)), &register);
    // An older observation that comes in later does not replace the newer one.
    belief.receive(Report { received_at: mins(40), ..level(3.1, mins(20)) }, &register);
    belief.receive(Report { source: Source::Caller, ..level(5.0, mins(30)) }, &register);
    let values: Vec<f64> =
        belief.series().observations(Quantity::WaterLevel, &gauge).map(|known| known.value).collect();
    assert_eq!(values, [3.1, 4.2, 5.0]);
    let latest = belief.fresh(Quantity::WaterLevel, &gauge, mins(45)).unwrap();
    assert_eq!((latest.value, latest.age(mins(45))), (5.0, SimSpan::from_mins(15)));
    assert_eq!(belief.item(latest.number).unwrap().report.value, Some(5.0));
}

#[test]
fn what_is_old_is_unknown_again() {
    let (register, mut belief) = (register(), belief("seat.city"));
    belief.receive(level(4.2, mins(0)), &register);
    let gauge = Place::Gauge("gauge.main".into());
    assert!(belief.fresh(Quantity::WaterLevel, &gauge, SimTime::from_hours(3)).is_some());
    assert!(belief.fresh(Quantity::WaterLevel, &gauge, SimTime(3 * 3_600_000 + 1)).is_none());
}

#[test]
fn a_trend_is_the_slope_of_the_last_values() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let gauge = Place::Gauge("gauge.main".into());
    let trend =
        |belief: &Belief| belief.series().trend_per_h(Quantity::WaterLevel, &gauge, SimSpan::from_mins(60));
    // Outside the window; would turn the slope.
    belief.receive(level(9.0, mins(0)), &register);
    belief.receive(level(3.0, mins(100)), &register);
    assert_eq!(trend(&belief), None);
    belief.receive(level(3.1, mins(115)), &register);
    belief.receive(level(3.2, mins(130)), &register);
    assert!((trend(&belief).unwrap() - 0.4).abs() < 1e-12);
    // Two contradicting values at one time alone give no slope.
    let mut other = super::Belief::new("seat.city".into(), BeliefSettings::default());
    other.receive(level(3.0, mins(5)), &register);
    other.receive(level(4.0, mins(5)), &register);
    assert_eq!(trend(&other), None);
}

#[test]
fn the_newest_issue_of_a_forecast_stands() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let place = Place::Facility("inflow.main".into());
    let forecast = |value: f64, issued: i64, lead_h: i64| Report {
        lead: Some(SimSpan::from_hours(lead_h)),
        source: Source::Forecast,
        ..report(About::Quantity(Quantity::Discharge), place.clone(), Some(value), mins(issued))
    };
    belief.receive(forecast(900.0, 60, 6), &register);
    belief.receive(forecast(3000.0, 0, 12), &register);
    belief.receive(forecast(1500.0, 60, 12), &register);
    let issue: Vec<(f64, SimTime)> = belief
        .series()
        .newest_forecast(Quantity::Discharge, &place)
        .map(|known| (known.value, known.valid_at()))
        .collect();
    assert_eq!(issue, [(900.0, SimTime::from_hours(7)), (1500.0, SimTime::from_hours(13))]);
    // A forecast is no observation.
    assert!(belief.series().latest(Quantity::Discharge, &place).is_none());
}

#[test]
fn the_map_is_the_nearest_observation_that_still_counts() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let at = |belief: &Belief, now| {
        belief.at_point(Quantity::WaterDepth, Point(0.0, 0.0), now).map(|e| (e.value, e.weight))
    };
    assert_eq!(at(&belief, mins(0)), None);
    belief.receive(depth(0.9, (0.0, 801.0), mins(0)), &register);
    assert_eq!(at(&belief, mins(0)), None, "beyond the radius of 800 m");
    belief.receive(depth(0.2, (300.0, 400.0), mins(60)), &register);
    belief.receive(depth(0.7, (300.0, 0.0), mins(0)), &register);
    // The nearest, one half-life old.
    assert_eq!(at(&belief, mins(60)), Some((0.7, 0.5)));
    // After three half-lives its weight is 1/8, the least; a moment later the
    // younger one farther away answers.
    assert_eq!(at(&belief, mins(180)), Some((0.7, 0.125)));
    assert_eq!(at(&belief, mins(181)).map(|(value, _)| value), Some(0.2));
    assert_eq!(at(&belief, mins(60 + 181)), None);
}

#[test]
fn a_zone_is_flooded_not_flooded_or_unknown() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let ask = |belief: &Belief, area: &str, now| belief.flooded(area, 0.3, now, &register);
    assert_eq!(ask(&belief, "zone.a", mins(0)), Answer::Unknown);
    belief.receive(depth(0.1, (100.0, 100.0), mins(0)), &register);
    assert_eq!(ask(&belief, "zone.a", mins(0)), Answer::No);
    belief.receive(depth(0.5, (900.0, 900.0), mins(5)), &register);
    assert_eq!(ask(&belief, "zone.a", mins(5)), Answer::Yes);
    assert_eq!(ask(&belief, "district.east", mins(5)), Answer::Yes);
    assert_eq!(ask(&belief, "zone.b", mins(5)), Answer::Unknown);
    assert_eq!(ask(&belief, "zone.a", SimTime::from_hours(10)), Answer::Unknown);
}

#[test]
fn calls_merge_by_kind_place_and_time() {
    let (register, mut belief) = (register(), belief("seat.call"));
    belief.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
    belief.receive(trapped(5, (600.0, 500.0), mins(10)), &register);
    belief.receive(trapped(1, (800.0, 500.0), mins(11)), &register);
    let seepage = report(About::LeveeSeepage, Place::Point(Point(500.0, 500.0)), None, mins(12));
    belief.receive(seepage, &register);
    belief.receive(trapped(3, (500.0, 500.0), mins(10 + 121)), &register);
    let open: Vec<(IncidentKind, u32, usize)> =
        belief.incidents().open().map(|one| (one.kind, one.people, one.calls.len())).collect();
    use IncidentKind::{LeveeSeepage, Trapped};
    assert_eq!(open, [(Trapped, 5, 2), (Trapped, 1, 1), (LeveeSeepage, 0, 1), (Trapped, 3, 1)]);
    let within = |area, min| belief.count_reports(Trapped, area, SimSpan::from_mins(min), mins(131));
    assert_eq!((within(None, 200), within(None, 60)), (4, 1));
    assert_eq!(
        (within(Some("zone.a"), 200), within(Some("zone.b"), 200), within(Some("city"), 200)),
        (4, 0, 4)
    );
}

#[test]
fn an_incident_is_assigned_closed_or_open_again() {
    let (register, mut belief) = (register(), belief("seat.call"));
    let waiting = |belief: &Belief, now| {
        belief.incidents().waiting(now, belief.settings()).map(|one| one.number.0).collect::<Vec<_>>()
    };
    belief.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
    let first = belief.issue(draft(rescue("team.boat", 1), mins(1)));
    assert!(waiting(&belief, mins(1)).is_empty());
    assert!(!belief.is_available("team.boat", mins(1)));

    let why = FailReason::Unreachable;
    let failed = report(About::OrderFailed { order: first.number, why }, Place::Nowhere, None, mins(20));
    belief.receive(failed, &register);
    assert!(belief.is_available("team.boat", mins(20)));
    assert!(waiting(&belief, mins(49)).is_empty(), "another try comes after half an hour");
    assert_eq!(waiting(&belief, mins(50)), [1]);

    let second = belief.issue(draft(rescue("team.boat2", 1), mins(50)));
    let done = report(About::OrderDone { order: second.number }, Place::Nowhere, None, mins(90));
    belief.receive(done, &register);
    assert!(waiting(&belief, mins(500)).is_empty());
    assert_eq!(belief.incidents().get(IncidentNumber(1)).unwrap().closed, Some((mins(90), Closed::Dealt)));
    assert_eq!(belief.order(second.number).unwrap().done, Some(mins(90)));
}

#[test]
fn a_silent_assignment_lapses_and_a_silent_team_is_free_again() {
    let (register, mut belief) = (register(), belief("seat.call"));
    belief.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
    belief.issue(draft(rescue("team.boat", 1), mins(0)));
    let count = |now| belief.incidents().waiting(now, belief.settings()).count();
    assert_eq!((count(SimTime::from_hours(4)), count(SimTime(4 * 3_600_000 + 1))), (0, 1));
    assert!(!belief.is_available("team.boat", SimTime::from_hours(6)));
    assert!(belief.is_available("team.boat", SimTime(6 * 3_600_000 + 1)));
}

#[test]
fn road_news_become_an_overlay_and_expire() {
    let link = |key: &str, from, to| Link {
        key: key.into(),
        from: NodeId(from),
        to: NodeId(to),
        length_m: 100.0,
        class: RoadClass::Local,
        lanes: 1,
        free_speed_m_s: 10.0,
        bridge: false,
        sag_m: 0.0,
        shape: Polyline::default(),
        opposite: None,
    };
    let links = vec![link("road.river", 0, 1), link("road.river", 1, 0), link("road.hill", 0, 1)];
    let graph = RoadGraph::new(vec![Point(0.0, 0.0), Point(100.0, 0.0)], links).unwrap();
    let index = RoadIndex::of(&graph);
    let (register, mut belief) = (register(), belief("seat.city"));
    let road = Place::Road("road.river".into());
    let mut roads = BelievedRoads::default();
    let states = |roads: &mut BelievedRoads, belief: &Belief, now| {
        let overlay = roads.refresh(belief.roads(), &index, now);
        [0, 1, 2].map(|k| overlay.state(LinkId(k)))
    };
    use LinkState::{Closed, Open, Slow};
    belief.receive(report(About::RoadFlooded, road.clone(), Some(0.2), mins(0)), &register);
    assert_eq!(states(&mut roads, &belief, mins(0)), [Slow(2.0), Slow(2.0), Open]);
    belief.receive(report(About::RoadFlooded, Place::Link(LinkId(1)), None, mins(10)), &register);
    assert_eq!(states(&mut roads, &belief, mins(10)), [Slow(2.0), Closed, Open]);
    // The link's news outlives the road's by ten minutes; after that all is open.
    assert_eq!(states(&mut roads, &belief, mins(360)), [Open, Closed, Open]);
    assert_eq!(states(&mut roads, &belief, mins(370)), [Open, Open, Open]);
    // What the seat itself has closed no report opens, only its own order.
    belief.issue(draft(OrderKind::CloseRoad { road: "road.hill".into() }, mins(370)));
    let hill = Place::Road("road.hill".into());
    belief.receive(report(About::RoadClear, hill, None, mins(380)), &register);
    assert_eq!(states(&mut roads, &belief, SimTime::from_hours(40)), [Open, Open, Closed]);
    belief.issue(draft(OrderKind::OpenRoad { road: "road.hill".into() }, SimTime::from_hours(41)));
    assert_eq!(states(&mut roads, &belief, SimTime::from_hours(41)), [Open, Open, Open]);
}

#[test]
fn a_seat_commands_its_own_its_subordinates_and_its_aid() {
    let register = register();
    let team = |key: &str| register.get(key).unwrap();
    let city = belief("seat.city");
    assert!(city.commands(team("team.bags"), &register));
    assert!(city.commands(team("team.boat"), &register), "of the call centre below");
    assert!(!city.commands(team("team.medic"), &register));
    let mut call = belief("seat.call");
    assert!(!call.commands(team("team.bags"), &register));
    let granted = About::AidGranted {
        order: OrderNumber(1),
        capability: Capability::Medical,
        teams: vec!["team.medic".into()],
    };
    call.receive(report(granted, Place::Nowhere, None, mins(0)), &register);
    assert!(call.commands(team("team.medic"), &register));
}

#[test]
fn stock_is_that_of_the_books_until_a_report_comes() {
    let (register, mut belief) = (register(), belief("seat.city"));
    let (depot, bag) = (Key::from("depot.city"), Key::from("item.sandbag"));
    assert_eq!(belief.stock(&depot, &bag, &register), Some(1000.0));
    let about = About::StockStatus { item: bag.clone(), quantity: 40.0 };
    belief.receive(report(about, Place::Facility(depot.clone()), None, mins(5)), &register);
    let about = About::StockStatus { item: bag.clone(), quantity: 600.0 };
    belief.receive(report(about, Place::Facility(depot.clone()), None, mins(1)), &register);
    assert_eq!(belief.stock(&depot, &bag, &register), Some(40.0));
    assert_eq!(belief.stock(&"gate.east".into(), &bag, &register), None);
}

#[test]
fn everything_is_bounded() {
    let settings =
        BeliefSettings { keep_values: 5, keep_places: 10, keep_reports: 20, ..BeliefSettings::default() };
    let (register, mut belief) = (register(), Belief::new("seat.city".into(), settings));
    for k in 0..200 {
        belief.receive(depth(0.5, (f64::from(k % 50), 10.0), mins(k.into())), &register);
        belief.receive(level(3.0, mins(k.into())), &register);
    }
    assert_eq!(belief.series().places(Quantity::WaterDepth).count(), 10);
    // Of the places that were pruned the map says nothing any more.
    let left = |x: f64| belief.at_point(Quantity::WaterDepth, Point(x, 10.0), mins(200)).unwrap().distance_m;
    assert_eq!((left(40.0), left(39.0)), (0.0, 1.0));
    let gauge = Place::Gauge("gauge.main".into());
    assert_eq!(belief.series().observations(Quantity::WaterLevel, &gauge).count(), 5);
    assert_eq!(belief.items().count(), 20);
    assert_eq!(belief.item(ReportNumber(1)), None);
    assert!(belief.item(ReportNumber(400)).is_some());
}

#[test]
fn a_stored_belief_is_the_same_and_goes_on_the_same() {
    let (register, mut belief) = (register(), belief("seat.call"));
    belief.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
    belief.receive(level(4.0, mins(3)), &register);
    belief.receive(report(About::RoadFlooded, Place::Road("road.river".into()), None, mins(4)), &register);
    belief.issue(draft(rescue("team.boat", 1), mins(5)));
    let mut again: Belief = postcard::from_bytes(&postcard::to_stdvec(&belief).unwrap()).unwrap();
    assert_eq!(again, belief);
    for belief in [&mut belief, &mut again] {
        belief.receive(trapped(9, (520.0, 500.0), mins(9)), &register);
        belief.issue(draft(OrderKind::OpenShelter { shelter: "shelter.hall".into() }, mins(10)));
    }
    assert_eq!(again, belief);
}

#[test]
fn an_evacuation_is_remembered_until_the_all_clear() {
    let mut belief = belief("seat.city");
    let zone = Key::from("zone.a");
    let out = OrderKind::EvacuateZone { zone: zone.clone(), groups: vec![], by: None };
    let order = belief.issue(draft(out, mins(1)));
    assert_eq!(belief.evacuating().get(&zone), Some(&order.number));
    belief.issue(draft(OrderKind::AllClear { zone }, mins(99)));
    assert!(belief.evacuating().is_empty());
}
