//! A later order never helps more people out in time, and a shelter fewer never
//! shelters more.

use sandtable_scenarios::place::{Packets, Place, Shelter};
use sandtable_space::Point;
use sandtable_tests::fixture;

use crate::common::{calm, case, last, out_after, run, value};

#[test]
fn a_later_order_never_raises_the_number_clear_before_arrival() {
    // One zone, roads that take everybody, one channel whose reach is the same at all
    // hours of the run, nobody warned by anything else.
    let case = case(fixture::place(), fixture::assembly(Packets::Of(5)).forcing, Packets::Of(5));
    let minutes: Vec<f64> = (0..12).map(|k| 30.0 * f64::from(k)).collect();
    let plans: Vec<_> = minutes
        .iter()
        .enumerate()
        .map(|(k, after)| {
            fixture::plan(&case, &format!("after-{k}"), Some(&out_after(*after, &["shelter.school"])))
        })
        .collect();
    let mut falls = 0;
    for number in 0..6 {
        let done = run(&case, &plans, number);
        let clear: Vec<f64> =
            done.iter().map(|one| value(&case, one, "evacuation.before_arrival.flood_villages")).collect();
        let shown: Vec<String> = clear.iter().map(|share| format!("{share:.3}")).collect();
        println!("replicate {number}, order every 30 min later: {}", shown.join(" "));
        for pair in clear.windows(2) {
            assert!(pair[1] <= pair[0] + 1e-12, "a later order cleared more: {clear:?}");
            falls += usize::from(pair[1] < pair[0]);
        }
        assert!(clear[0] > 0.5 && clear[clear.len() - 1] < clear[0], "{clear:?}");
    }
    assert!(falls > 12, "the order's time has to matter: {falls}");
}

/// Four shelters with fewer places than people.
fn sheltered() -> Place {
    let mut place = fixture::place();
    let school = place.shelters[0].clone();
    let all = [(900.0, 500.0, 70), (700.0, 700.0, 90), (900.0, 100.0, 50), (500.0, 900.0, 60)];
    place.shelters = all
        .iter()
        .enumerate()
        .map(|(k, &(x, y, capacity))| Shelter {
            key: format!("shelter.{k}"),
            at: Point(x, y),
            capacity,
            ..school.clone()
        })
        .collect();
    place.zones[0].shelters = place.shelters.iter().map(|shelter| shelter.key.clone()).collect();
    place
}

#[test]
fn one_shelter_fewer_never_shelters_more() {
    for (weather, forcing) in [("dry", calm()), ("flood", fixture::assembly(Packets::Single).forcing)] {
        let sheltered_people = |place: Place, number: u64| {
            let keys: Vec<String> = place.shelters.iter().map(|shelter| shelter.key.clone()).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let places: u32 = place.shelters.iter().map(|shelter| shelter.capacity).sum();
            let case = case(place, forcing.clone(), Packets::Single);
            let plan = fixture::plan(&case, "out", Some(&out_after(30.0, &keys)));
            let done = run(&case, &[plan], number);
            // A household is not torn apart at the door: at most the last one stands over.
            let people = last(&done[0], "shelter.people");
            assert!(people <= f64::from(places) + 4.0 * keys.len() as f64, "{people} of {places}");
            (places, people)
        };
        for number in 0..3 {
            let (places, all) = sheltered_people(sheltered(), number);
            assert!(all > 0.8 * f64::from(places), "{all} of {places}: the places have to be short");
            for gone in 0..4 {
                let mut place = sheltered();
                place.shelters.remove(gone);
                place.zones[0].shelters.remove(gone);
                let (left, fewer) = sheltered_people(place, number);
                println!(
                    "{weather}, {number}: {all} of {places} places taken; without shelter {gone}: {fewer} of {left}"
                );
                assert!(left < places && fewer <= all, "without shelter {gone}: {fewer} > {all}");
            }
        }
    }
}
