//! With all roads closed cars stand, people on foot and boats move, and of the teams
//! those that can pass.

use sandtable_command::register::Capability;
use sandtable_exchange::TrueRoads;
use sandtable_impact::VehicleClass;
use sandtable_kernel::Text;
use sandtable_response::people::Group;
use sandtable_response::teams::Team as TeamState;
use sandtable_response::traffic::Traffic;
use sandtable_scenarios::place::{Packets, Place, Station, Team};
use sandtable_simulation::lockstep::Lockstep;
use sandtable_simulation::run::begin;
use sandtable_simulation::{Case, Finished};
use sandtable_space::{LinkId, Point};
use sandtable_tests::fixture;

use crate::common::{calm, case, last, run, value};

/// A team like that of the small place, without boats.
fn team(key: &str, vehicle: VehicleClass, capability: Capability) -> Team {
    let boat = fixture::place().teams.remove(0);
    Team { key: key.into(), name: Text::same(key), capabilities: vec![capability], vehicle, boats: 0, ..boat }
}

/// Roads by name, once for both directions.
fn roads(place: &Place) -> Vec<String> {
    let mut keys: Vec<String> = place.roads.links().iter().map(|link| link.key.clone()).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Closes every road by a guard of its own, and later orders people out and sends the
/// team with the boat.
fn closing(place: &Place, close: bool) -> String {
    let orders: String =
        roads(place).iter().map(|road| format!("(order: CloseRoad(road: \"stretch.{road}\")),")).collect();
    let rule =
        format!("(key: \"close\", seat: \"seat.city\", when: At(since_start_min: 0), actions: [{orders}]),");
    let rule = if close { rule } else { String::new() };
    format!(
        r#"(key: "p", name: "P", roles: [(seat: "seat.city", decision_delay_min: 0)],
        resources: (teams: ["team.boat"]),
        rules: [{rule}
            (key: "out", seat: "seat.city", when: At(since_start_min: 120), actions: [
                (order: OpenShelter(shelter: "shelter.school")),
                (order: EvacuateZone(zone: "zone.low")),
                (order: Dispatch(team: Named("team.boat"), task: Standby(at: At("depot.city")))),
        ])])"#
    )
}

/// The place with a police team for every road; everybody has a car, or nobody.
fn guarded(cars: bool) -> Place {
    let mut place = fixture::place();
    place.communities[0].car_share = if cars { 1.0 } else { 0.0 };
    let guards = roads(&place).len();
    // Roads that orders may name.
    for road in roads(&place) {
        let links = place.roads.links_by_key()[road.as_str()].clone();
        place.stretches.insert(format!("stretch.{road}"), (Text::same(road.clone()), links));
    }
    let police = |k| team(&format!("team.police.{k}"), VehicleClass::Van, Capability::Traffic);
    place.teams.extend((0..guards).map(police));
    place
}

/// Vehicles and walkers that entered any link.
fn entered(run: &Lockstep) -> u64 {
    let traffic = run.members()[0].world.resource::<Traffic>();
    (0..run.members()[0].world.resource::<sandtable_response::roads::LinkWater>().0.len() as u32)
        .map(|k| traffic.entered(LinkId(k)))
        .sum()
}

fn closed(run: &Lockstep) -> usize {
    run.members()[0].world.resource::<TrueRoads>().0.closed().count()
}

/// Runs to the end.
fn to_the_end(case: &Case, text: &str) -> Lockstep {
    let mut lockstep = begin(case, &[fixture::plan(case, "p", Some(text))], 7, 0).expect("a run");
    while !lockstep.is_done() {
        lockstep.tick();
    }
    assert_eq!(lockstep.members()[0].failed, None);
    lockstep
}

/// Packets that are clear, of how many.
fn clear(run: &mut Lockstep) -> (usize, usize) {
    let world = &mut run.members_mut()[0].world;
    let mut groups = world.query::<&Group>();
    let all: Vec<bool> = groups.iter(world).map(|group| group.cleared.is_some()).collect();
    (all.iter().filter(|clear| **clear).count(), all.len())
}

/// Teams that stand elsewhere than at their base, by key.
fn away(case: &Case, run: &mut Lockstep) -> Vec<String> {
    let site = case.response.site().clone();
    let world = &mut run.members_mut()[0].world;
    let mut teams = world.query::<&TeamState>();
    let mut away: Vec<String> = teams
        .iter(world)
        .filter(|team| team.node != site.teams[team.site as usize].base)
        .map(|team| site.teams[team.site as usize].key.clone())
        .collect();
    away.sort();
    away
}

#[test]
fn guards_stop_cars_and_let_walkers_and_teams_pass() {
    for (cars, close) in [(true, true), (true, false), (false, true), (false, false)] {
        let place = guarded(cars);
        let text = closing(&place, close);
        let links = place.roads.links().len();
        let case = case(place, calm(), Packets::Of(5));
        let mut run = to_the_end(&case, &text);
        assert_eq!(closed(&run), if close { links } else { 0 });
        let (out, all) = clear(&mut run);
        let moved = entered(&run);
        println!("cars {cars}, closed {close}: {out} of {all} packets clear, {moved} entries into links");
        if cars && close {
            assert_eq!((moved, out), (0, 0), "a car went through a guard");
        } else {
            // All but those who stay in spite of the order.
            assert!(out * 10 > all * 6 && moved > 0, "{out} of {all}");
        }
        assert_eq!(away(&case, &mut run), ["team.boat"], "the team passes guards");
    }
}

/// Flat ground under still water, with one team of each vehicle at the station.
fn under_water(depth_m: f32) -> Place {
    let mut place = fixture::place();
    place.layers.ground_m.fill(0.0);
    place.layers.depth_m.fill(depth_m);
    place.communities[0].car_share = 0.0;
    place.stations.push(Station {
        key: "station.east".into(),
        name: Text::same("East"),
        at: Point(900.0, 100.0),
        admin: None,
    });
    for (key, vehicle) in KINDS {
        place.teams.push(team(key, vehicle, Capability::Rescue));
    }
    place.shelters[0].floor_m = 3.0;
    place
}

const KINDS: [(&str, VehicleClass); 7] = [
    ("team.car", VehicleClass::SmallCar),
    ("team.engine", VehicleClass::FireEngine),
    ("team.truck", VehicleClass::HighTruck),
    ("team.assault", VehicleClass::AssaultBoat),
    ("team.raft", VehicleClass::Inflatable),
    ("team.foot", VehicleClass::Walker),
    ("team.van", VehicleClass::Van),
];

fn all_go() -> String {
    let go: String = KINDS
        .iter()
        .map(|(key, _)| {
            format!("(order: Dispatch(team: Named(\"{key}\"), task: Standby(at: At(\"depot.city\")))),")
        })
        .collect();
    let teams: Vec<String> = KINDS.iter().map(|(key, _)| format!("\"{key}\"")).collect();
    format!(
        r#"(key: "p", name: "P", roles: [(seat: "seat.city", decision_delay_min: 0)],
        resources: (teams: [{}]),
        rules: [(key: "out", seat: "seat.city", when: At(since_start_min: 1), actions: [
            (order: OpenShelter(shelter: "shelter.school")), (order: EvacuateZone(zone: "zone.low")), {go}
        ])])"#,
        teams.join(", ")
    )
}

#[test]
fn water_stops_each_vehicle_at_its_own_depth() {
    // Depths between the limits of `impact::vehicles`: 0.3 m and 0.4 m for cars and vans,
    // 0.8 m for a fire engine, 0.9 m for a crew on foot, 1.0 m for a high truck; an assault
    // boat needs 0.4 m, a raft 0.25 m; families wade up to 0.5 m.
    let wet: [(f32, &[&str], bool); 4] = [
        (0.2, &["team.car", "team.engine", "team.foot", "team.truck", "team.van"], true),
        (0.45, &["team.assault", "team.engine", "team.foot", "team.raft", "team.truck"], true),
        (0.85, &["team.assault", "team.foot", "team.raft", "team.truck"], false),
        (1.2, &["team.assault", "team.raft"], false),
    ];
    for (depth_m, go, walk) in wet {
        let case = case(under_water(depth_m), calm(), Packets::Of(5));
        let mut run = to_the_end(&case, &all_go());
        let moved = away(&case, &mut run);
        let moved: Vec<&str> = moved.iter().map(String::as_str).filter(|key| *key != "team.boat").collect();
        let (out, all) = clear(&mut run);
        println!("{depth_m} m: {moved:?} moved, {out} of {all} packets clear on foot");
        assert_eq!(moved, go, "at {depth_m} m");
        assert_eq!(out > 0, walk, "at {depth_m} m {out} of {all} packets waded");
    }
}

#[test]
fn boats_bring_people_out_where_no_road_is_open() {
    let place = under_water(1.2);
    let boats = case(place.clone(), calm(), Packets::Of(5));
    let none = case(Place { teams: vec![], ..place }, calm(), Packets::Of(5));
    let of = |case: &Case| -> Finished {
        let mut done = run(case, &[fixture::plan(case, "no-plan", None)], 0);
        done.remove(0)
    };
    let (with, without) = (of(&boats), of(&none));
    println!(
        "brought out with boats {}, without {}; calls unserved {} and {}",
        last(&with, "rescue.people"),
        last(&without, "rescue.people"),
        value(&boats, &with, "rescue.calls_unserved"),
        value(&none, &without, "rescue.calls_unserved")
    );
    assert!(last(&with, "rescue.people") > 0.0);
    assert_eq!(last(&without, "rescue.people"), 0.0);
}

#[test]
fn turned_lanes_gain_and_the_other_direction_is_shut_until_the_road_is_opened() {
    use sandtable_response::roads::Lanes;
    let place = guarded(true);
    let road = roads(&place)[0].clone();
    let links = place.roads.links_by_key()[road.as_str()].clone();
    let case = case(place, calm(), Packets::Of(20));
    let plan = format!(
        r#"(key: "turn", name: "Turn", roles: [(seat: "seat.city", decision_delay_min: 0)], rules: [
            (key: "turn", seat: "seat.city", when: At(since_start_min: 10), actions: [
                (order: Contraflow(road: "stretch.{road}", toward: "shelter.school"))]),
            (key: "back", seat: "seat.city", when: At(since_start_min: 360), actions: [
                (order: OpenRoad(road: "stretch.{road}"))]),
        ])"#
    );
    let mut run = begin(&case, &[fixture::plan(&case, "turn", Some(&plan))], 7, 0).expect("a run");
    let mut seen = Vec::new();
    while !run.is_done() {
        run.tick();
        let minute = i64::from(run.clock().tick);
        if [60, 300, 700].contains(&minute) {
            let world = &run.members()[0].world;
            let traffic = world.resource::<Traffic>();
            let gained: Vec<f64> = links.iter().map(|&link| traffic.lanes(link)).collect();
            let told = world.resource::<Lanes>().0.len();
            seen.push((minute, told, gained, closed(&run)));
        }
    }
    println!("{seen:?}");
    // It takes two to three hours to set up.
    assert_eq!((seen[0].1, seen[0].3), (0, 0));
    // One of the two directions has 1.7 lanes for its one, the other is shut.
    assert_eq!(seen[1].3, 1);
    let most = seen[1].2.iter().copied().fold(0.0, f64::max);
    assert!(
        (most - 1.7).abs() < 1e-3 && seen[1].2.iter().any(|lanes| (lanes - 1.0).abs() < 1e-9),
        "{seen:?}"
    );
    assert!(seen[2].2.iter().all(|lanes| (lanes - 1.0).abs() < 1e-9) && seen[2].3 == 0, "{seen:?}");
}
