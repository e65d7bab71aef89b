//! Warning: at whom it is aimed, what it takes to come through, how long each link of
//! its chain takes, and rumours against facts.

use sandtable_kernel::{Dist, Text};
use sandtable_response::site::Hearsay;
use sandtable_scenarios::place::{BaseStation, Community, Packets, Place, Rumour, Substation};
use sandtable_space::Point;
use sandtable_tests::fixture::{self, EARLY};

use crate::common::{calm, case, run, value};

/// The fixture with two villages, an administrative level of their own.
fn two_villages() -> Place {
    let mut place = fixture::place();
    place.levels.push(Text::same("village"));
    let low = place.communities[0].clone();
    place.communities = [("village.south", Point(275.0, 325.0)), ("village.north", Point(325.0, 675.0))]
        .map(|(key, at)| Community {
            key: key.into(),
            village: key.into(),
            at,
            households: 60,
            persons: 170,
            ..low.clone()
        })
        .to_vec();
    place
}

/// Rules that each give one order at a minute.
fn at_minutes(orders: &[(f64, &str)]) -> String {
    let rule = |(k, (minute, order)): (usize, &(f64, &str))| {
        format!(
            r#"(key: "r{k}", seat: "seat.city", when: At(since_start_min: {minute}), actions: [(order: {order})]),"#
        )
    };
    let rules: String = orders.iter().enumerate().map(rule).collect();
    format!(
        r#"(key: "timed", name: "Timed", roles: [(seat: "seat.city", decision_delay_min: 0)], rules: [{rules}])"#
    )
}

fn warning(areas: &str, channels: &str) -> String {
    format!("IssueWarning(hazard: Flood, level: Red, areas: [{areas}], channels: [{channels}])")
}

#[test]
fn a_warning_reaches_the_village_it_is_aimed_at() {
    let flood = case(two_villages(), fixture::assembly(Packets::Of(20)).forcing, Packets::Of(20));
    let warned = |areas: &str| {
        let order = warning(areas, "CellBroadcast, Loudspeaker");
        let plan = fixture::plan(&flood, "timed", Some(&at_minutes(&[(10.0, &order)])));
        value(&flood, &run(&flood, &[plan], 0)[0], "warning.before_arrival.flood_villages")
    };
    let both = warned(r#""zone.low""#);
    let each = [warned(r#""village.south""#), warned(r#""village.north""#)];
    assert!(both > 0.95, "{both}");
    assert!(each.iter().all(|share| (0.3..0.7).contains(share)), "{each:?}");
    assert!((each[0] + each[1] - both).abs() < 1e-9, "{each:?} {both}");
    let named = warned(r#""village.south", "village.north""#);
    assert_eq!(named.to_bits(), both.to_bits(), "all villages are the zone");
}

#[test]
fn each_link_of_the_chain_takes_its_time() {
    let flood = fixture::case();
    let done = run(&flood, &[fixture::plan(&flood, "early", Some(EARLY))], 0);
    let link = |name: &str| value(&flood, &done[0], &format!("warning.chain.{name}"));
    // The gauge's reading takes 30 s on its channel; the seat decides in five minutes and
    // looks each minute; the order takes 30 s and is carried out in the tick after.
    assert!((link("told") - 0.5).abs() < 1e-6, "{}", link("told"));
    assert!((5.0..=6.0).contains(&link("decided")), "{}", link("decided"));
    assert!((0.5..=2.0).contains(&link("issued")), "{}", link("issued"));
    // Cell broadcast and loudspeaker at their rates: half of the people within minutes.
    assert!((0.5..15.0).contains(&link("alerted")), "{}", link("alerted"));
    // Rayleigh with sigma 30 min has its median at 35.3 min (Tweedie 1986 form).
    assert!((20.0..55.0).contains(&link("departed")), "{}", link("departed"));
}

/// The two villages with a substation and a base station by the river.
fn wired(switchgear_m: f64, cabinet_m: f64) -> Place {
    let mut place = two_villages();
    place.substations = vec![Substation {
        key: "substation".into(),
        name: Text::same("Substation"),
        at: Point(125.0, 525.0),
        floor_m: switchgear_m,
        feeds: vec!["city".into()],
    }];
    place.base_stations = vec![BaseStation {
        key: "cell".into(),
        at: Point(425.0, 525.0),
        reach_m: 2000.0,
        floor_m: cabinet_m,
        substation: Some("substation".into()),
        battery_h: Dist::Fixed(0.5),
    }];
    place
}

#[test]
fn phones_fall_silent_when_water_takes_their_power_and_the_battery_is_empty() {
    let forcing = || fixture::assembly(Packets::Of(20)).forcing;
    let told = |place: Place, channels: &str| {
        let flood = case(place, forcing(), Packets::Of(20));
        // Six hours on, with the peak of the flood, power has been gone for long.
        let order = warning(r#""zone.low""#, channels);
        let plan = fixture::plan(&flood, "timed", Some(&at_minutes(&[(360.0, &order)])));
        let done = run(&flood, &[plan], 0);
        let of = |metric: &str| value(&flood, &done[0], metric);
        (of("warning.told.cell_broadcast"), of("lifelines.no_power"), of("lifelines.no_signal"))
    };
    let dry = told(wired(20.0, 20.0), "CellBroadcast");
    let dark = told(wired(0.2, 20.0), "CellBroadcast");
    assert_eq!((dry.1, dry.2), (0.0, 0.0));
    assert!(dry.0 > 0.0, "{dry:?}");
    assert_eq!(dark.0, 0.0, "no phone rings: {dark:?}");
    // The network lives half an hour longer than the power: 340 residents.
    assert!((dark.1 - dark.2 - 0.5 * 340.0).abs() < 340.0 * 0.1, "{dark:?}");
    // A cabinet under water is silent with power too.
    let drowned = told(wired(20.0, 0.0), "CellBroadcast");
    assert!(drowned.1 == 0.0 && drowned.2 > 0.0, "{drowned:?}");
}

/// A calm day with a rumour after an hour.
fn talked(leave_share: f64, doubt_share: f64) -> Place {
    let mut place = two_villages();
    place.rumours = vec![Rumour {
        key: "rumour.levee".into(),
        says: Text::same("the levee has broken"),
        about: Hearsay::Levee,
        chance: 1.0,
        starts_h: Dist::Fixed(1.0),
        areas: vec!["zone.low".into()],
        at: Point(300.0, 500.0),
        leave_share,
        doubt_share,
        call_share: 0.3,
    }];
    place
}

const RELEASE: &str = r#"Release(areas: ["city"], channels: [CellBroadcast, Loudspeaker, Broadcast])"#;

#[test]
fn facts_told_early_keep_people_from_leaving_on_a_rumour() {
    let day = case(talked(0.5, 0.0), calm(), Packets::Single);
    let left = |orders: &[(f64, &str)]| {
        let plan = fixture::plan(&day, "timed", Some(&at_minutes(orders)));
        let done = run(&day, &[plan], 0);
        let of = |metric: &str| value(&day, &done[0], metric);
        (of("warning.rumour.left"), of("warning.rumour.calls"), of("command.first_release"))
    };
    let silent = left(&[]);
    let late = left(&[(150.0, RELEASE)]);
    let soon = left(&[(62.0, RELEASE)]);
    println!("silent {silent:?}, late {late:?}, soon {soon:?}");
    // Half of those who hear it leave: at most half of 340 and some noise.
    assert!(silent.0 > 60.0 && silent.0 < 0.62 * 340.0, "{silent:?}");
    assert!(soon.0 < late.0 && late.0 <= silent.0, "{soon:?} {late:?} {silent:?}");
    assert!(soon.1 < silent.1 && silent.1 > 10.0, "{soon:?} {silent:?}");
    assert!(silent.2.is_infinite());
    assert!((1.4..1.7).contains(&late.2) && (0.0..0.2).contains(&soon.2), "{late:?} {soon:?}");
    // What was told before the rumour came up says nothing of it.
    let before = left(&[(30.0, RELEASE)]);
    assert_eq!(before.0.to_bits(), silent.0.to_bits());
    assert_eq!(before.2, 0.0);
}

#[test]
fn people_in_doubt_follow_an_order_less_until_they_have_the_facts() {
    let day = case(talked(0.0, 1.0), calm(), Packets::Single);
    let out = |orders: &[(f64, &str)]| {
        let open = (170.0, r#"OpenShelter(shelter: "shelter.school")"#);
        let order = (180.0, r#"EvacuateZone(zone: "zone.low")"#);
        let orders: Vec<(f64, &str)> = orders.iter().copied().chain([open, order]).collect();
        let plan = fixture::plan(&day, "timed", Some(&at_minutes(&orders)));
        crate::common::last(&run(&day, &[plan], 0)[0], "shelter.people")
    };
    let (doubting, told) = (out(&[]), out(&[(70.0, RELEASE)]));
    println!("in the shelter: doubting {doubting}, told {told}");
    // 0.6 of those in doubt follow and 0.85 of the others.
    assert!(told > 1.1 * doubting && doubting > 0.4 * 340.0, "{told} {doubting}");
}
