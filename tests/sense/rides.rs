//! Rides for people without a car, and the way home after an all-clear.

use sandtable_command::register::Capability;
use sandtable_impact::VehicleClass;
use sandtable_kernel::Dist;
use sandtable_scenarios::place::{Packets, Place, Team};
use sandtable_simulation::{Case, Finished};
use sandtable_tests::fixture;

use crate::common::{calm, case, last, run, value};

/// The fixture on a calm day without a single car, with some buses at the station.
fn without_cars(buses: usize, seats: u16) -> Place {
    let mut place = fixture::place();
    place.communities[0].car_share = 0.0;
    let boat = place.teams[0].clone();
    place.teams.extend((0..buses).map(|k| Team {
        key: format!("team.bus{k}"),
        capabilities: vec![Capability::Transport],
        crew: 1,
        vehicle: VehicleClass::Bus,
        boats: 0,
        seats,
        turnout_min: Dist::Fixed(5.0),
        ..boat.clone()
    }));
    place
}

/// Everybody is told to leave after ten minutes; rides are ordered with it, and an
/// all-clear at some minute.
fn orders(buses: usize, clear_min: Option<f64>) -> String {
    let rides: String = (0..buses)
        .map(|k| {
            format!(
                r#"(order: Dispatch(team: Named("team.bus{k}"), task: Escort(zone: "zone.low", shelter: Some("shelter.school"))), deadline_min: Some(600)),"#
            )
        })
        .collect();
    let teams: String = (0..buses).map(|k| format!(r#""team.bus{k}","#)).collect();
    let clear: String = clear_min
        .map(|minute| {
            format!(
                r#"(key: "clear", seat: "seat.city", when: At(since_start_min: {minute}), actions: [(order: AllClear(zone: "zone.low"))]),"#
            )
        })
        .unwrap_or_default();
    format!(
        r#"(key: "rides", name: "Rides", roles: [(seat: "seat.city", decision_delay_min: 0)],
        resources: (teams: [{teams}]),
        rules: [(key: "out", seat: "seat.city", when: At(since_start_min: 10), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            {rides}
            (order: EvacuateZone(zone: "zone.low")),
        ]), {clear}])"#
    )
}

fn day(buses: usize, seats: u16, clear_min: Option<f64>) -> (Case, Finished) {
    let day = case(without_cars(buses, seats), calm(), Packets::Of(4));
    let plan = fixture::plan(&day, "rides", Some(&orders(buses, clear_min)));
    let done = run(&day, &[plan], 0).remove(0);
    (day, done)
}

#[test]
fn buses_take_those_who_have_no_car_and_nobody_is_lost() {
    let (place, none) = day(0, 40, None);
    let walkers = last(&none, "shelter.people");
    assert!(walkers > 200.0 && value(&place, &none, "evacuation.escorted") == 0.0, "{walkers}");
    for (buses, seats) in [(1, 40), (3, 40), (2, 7)] {
        let (place, done) = day(buses, seats, None);
        let out = value(&place, &done, "evacuation.escorted");
        println!(
            "{buses} buses of {seats} seats: {out} by bus, {} in the shelter",
            last(&done, "shelter.people")
        );
        // The same people leave, by bus or, if none came in time, on foot. Packets are
        // larger than seven: some are torn apart and come together again.
        assert!(out > 0.0 && out <= walkers, "{buses} {seats}: {out} of {walkers}");
        assert_eq!(last(&done, "shelter.people"), walkers, "{buses} {seats}");
        let people = done.outcome.ledgers.iter().find(|ledger| ledger.key == "people").expect("a ledger");
        assert!(people.closes(), "{people:?}");
    }
    let by_bus = |buses| {
        let (place, done) = day(buses, 40, None);
        value(&place, &done, "evacuation.escorted")
    };
    assert!(by_bus(3) >= by_bus(1), "more buses take no fewer people");
}

#[test]
fn people_go_home_after_the_all_clear_and_not_before() {
    let (place, done) = day(2, 40, Some(400.0));
    let people = done.outcome.curves.iter().find(|curve| curve.key == "shelter.people").expect("a curve");
    let most = people.values.iter().copied().fold(0.0, f64::max);
    let home = value(&place, &done, "evacuation.returned");
    println!("{most} sheltered, {home} home again, {} left", last(&done, "shelter.people"));
    assert!(most > 200.0);
    // An hour of inspection passes first.
    for (time_h, there) in people.time_h.iter().zip(&people.values) {
        if (3.0..=7.6).contains(time_h) {
            assert_eq!(*there, most, "at {time_h} h");
        }
    }
    // Those whom television and social media reach; all are told within hours.
    assert!(home > 0.9 * most && home <= most, "{home} of {most}");
    assert!((last(&done, "shelter.people") - (most - home)).abs() < 0.5);
    let people = done.outcome.ledgers.iter().find(|ledger| ledger.key == "people").expect("a ledger");
    assert!(people.closes(), "{people:?}");
}

#[test]
fn a_team_carries_goods_in_rounds_and_none_is_lost() {
    let mut place = fixture::place();
    // A fire engine carries a ton: 2.5 t of water take three rounds.
    place.teams[0].capabilities.push(Capability::Transport);
    let day = case(place, calm(), Packets::Of(20));
    let plan = r#"(key: "water", name: "Water", roles: [(seat: "seat.city", decision_delay_min: 0)],
        resources: (teams: ["team.boat"], stock: [(depot: "depot.city", item: "water", quantity: 2500)]),
        rules: [(key: "bring", seat: "seat.city", when: At(since_start_min: 10), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            (order: Dispatch(team: Named("team.boat"),
                task: Deliver(from: "depot.city", to: "shelter.school", item: "water", quantity: 2500))),
        ])])"#;
    let done = run(&day, &[fixture::plan(&day, "water", Some(plan))], 0).remove(0);
    let water = done.outcome.curves.iter().find(|curve| curve.key == "supplies.water").expect("a curve");
    let steps: Vec<f64> =
        water.values.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0.0).collect();
    println!("{steps:?}");
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert_eq!((steps[0], steps[1], steps[2]), (1000.0, 1000.0, 500.0));
    let ledger = done.outcome.ledgers.iter().find(|ledger| ledger.key == "stock.water").expect("a ledger");
    assert!(ledger.closes(), "{ledger:?}");
}
