//! Barriers at the entry of a link, and turned lanes.

use super::*;

#[test]
fn a_barrier_lets_nobody_in_and_everybody_out() {
    let mut traffic = Traffic::new(Arc::new(net(3, &[(0, 1, 400.0, 1), (1, 2, 2000.0, 1)])));
    traffic.depart(unit(1, 1, SimTime::ZERO, 0, links(&[0, 1]))).unwrap();
    traffic.depart(unit(2, 1, SimTime::from_secs(60), 0, links(&[0, 1]))).unwrap();
    // At 70 s the first is on the second link, the other on the first.
    let early = traffic.advance(SimTime::from_secs(70));
    assert!(arrivals(&early).is_empty());
    traffic.set_link_barred(LinkId(1), LinkState::Closed, LinkState::Open, LinkState::Open).unwrap();
    let events = traffic.advance(SimTime::from_mins(10));
    assert_eq!(arrivals(&events), [(1, 120.0)], "who is on the road drives off it in his time");
    assert!(!events.iter().any(|event| matches!(event.what, TrafficEventKind::Stranded { .. })));
    // Then water: the barrier stays, and who would be there is caught.
    let mut wet = Traffic::new(Arc::new(net(3, &[(0, 1, 400.0, 1), (1, 2, 2000.0, 1)])));
    wet.depart(unit(1, 1, SimTime::ZERO, 0, links(&[0, 1]))).unwrap();
    wet.advance(SimTime::from_secs(70));
    wet.set_link_barred(LinkId(1), LinkState::Closed, LinkState::Open, LinkState::Open).unwrap();
    wet.advance(SimTime::from_secs(80));
    wet.set_link_barred(LinkId(1), LinkState::Closed, LinkState::Closed, LinkState::Open).unwrap();
    let events = wet.advance(SimTime::from_mins(10));
    assert!(matches!(events[0].what, TrafficEventKind::Stranded { link: LinkId(1), .. }), "{events:?}");
    // The barrier goes: the second car drives on.
    traffic.set_link_barred(LinkId(1), LinkState::Open, LinkState::Open, LinkState::Open).unwrap();
    let events = traffic.advance(SimTime::from_mins(20));
    assert_eq!(arrivals(&events).len(), 1);
    assert!(traffic.ledger().closes() && wet.ledger().closes());
}

/// Seconds until 600 cars are through two links, the second with some lanes in use.
fn through(lanes: f64) -> f64 {
    let mut traffic = Traffic::new(Arc::new(net(3, &[(0, 1, 400.0, 3), (1, 2, 1000.0, 1)])));
    traffic.set_lanes(LinkId(1), lanes).unwrap();
    assert_eq!(traffic.lanes(LinkId(1)), lanes);
    for k in 0..600 {
        traffic.depart(unit(k + 1, 1, SimTime::ZERO, 0, links(&[0, 1]))).unwrap();
    }
    let events = traffic.advance(SimTime::from_hours(3));
    let arrived = arrivals(&events);
    assert_eq!(arrived.len(), 600);
    arrived.last().unwrap().1
}

#[test]
fn turned_lanes_carry_their_share_more() {
    // One lane of the triangle 0.14/m, 20 m/s, 7.14 m/s lets a car pass each 1.357 s:
    // 600 cars take 814 s and the 70 s of the way; 1.7 lanes 479 s and the way.
    let (one, more) = (through(1.0), through(1.7));
    assert!((one - (599.0 * 1.357_142_9 + 70.0)).abs() < 3.0, "{one}");
    assert!((more - (599.0 * 1.357_142_9 / 1.7 + 70.0)).abs() < 3.0, "{more}");
    let mut traffic = Traffic::new(Arc::new(net(2, &[(0, 1, 400.0, 1)])));
    assert!(traffic.set_lanes(LinkId(9), 2.0).is_err());
    assert!(traffic.set_lanes(LinkId(0), f64::NAN).is_err() && traffic.set_lanes(LinkId(0), 0.0).is_err());
}

#[test]
fn time_lost_in_a_queue_is_that_of_the_deterministic_queue() {
    // 100 cars, one each 0.5 s, into a lane that takes one each 1.357 s (D/D/1): the k-th
    // loses k·0.857 s, all together 0.857·4,950 s = 4,243 s, upstream of the lane.
    let mut traffic = Traffic::new(Arc::new(net(3, &[(0, 1, 400.0, 3), (1, 2, 1000.0, 1)])));
    for k in 0..100 {
        traffic.depart(unit(k + 1, 1, SimTime(500 * k as i64), 0, links(&[0, 1]))).unwrap();
    }
    let events = traffic.advance(SimTime::from_hours(1));
    let lost: f64 = arrivals(&events).iter().map(|(id, at)| at - 0.5 * (*id as f64 - 1.0) - 70.0).sum();
    assert!((lost - 4243.0).abs() < 0.01 * 4243.0, "{lost}");
    let counted = traffic.delay_s(LinkId(0)) + traffic.delay_s(LinkId(1));
    assert!((counted - lost).abs() < 2.0, "{counted} {lost}");
    assert!(traffic.delay_s(LinkId(0)) > 0.95 * counted);
    assert_eq!(traffic.delay_s(LinkId(7)), 0.0);
}
