//! Behaviour of the traffic at its border. Published numbers are in
//! `crate::validation`.

mod lanes;

use std::sync::Arc;

use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::routing::{Profile, Tree, TreeOptions};
use sandtable_space::{Link, LinkId, LinkState, NodeId, Overlay, Point, Polyline, RoadClass, RoadGraph};

use super::{
    ClassId, Departure, FlowParams, Ledger, Network, NextLinks, Place, Route, TableId, Traffic, TrafficError,
    TrafficEvent, TrafficEventKind, VehicleClass, grid20,
};

const CAR: ClassId = ClassId(0);
const WALKER: ClassId = ClassId(1);
const BOAT: ClassId = ClassId(2);

/// Roads (from, to, length in m, lanes) at 20 m/s.
fn net(nodes: u32, roads: &[(u32, u32, f64, u8)]) -> Network {
    let nodes: Vec<Point> = (0..nodes).map(|k| Point(f64::from(k) * 100.0, 0.0)).collect();
    let links = roads
        .iter()
        .map(|&(from, to, length_m, lanes)| Link {
            key: format!("{from}-{to}"),
            from: NodeId(from),
            to: NodeId(to),
            length_m,
            class: RoadClass::Secondary,
            lanes,
            free_speed_m_s: 20.0,
            bridge: false,
            sag_m: 0.0,
            shape: Polyline(vec![nodes[from as usize], nodes[to as usize]]),
            opposite: None,
        })
        .collect();
    let classes = vec![
        VehicleClass::CAR,
        VehicleClass::walker(1.25),
        VehicleClass::unqueued(Profile { speed_m_s: 10.0, ..Profile::CAR }.passing_closed(2.5)),
    ];
    let graph = Arc::new(RoadGraph::new(nodes, links).unwrap());
    Network::new(graph, FlowParams::triangular(0.14, 1.0 / 0.14), classes).unwrap()
}

fn unit(id: u64, vehicles: u16, at: SimTime, from: u32, route: Route) -> Departure {
    Departure { unit: SimId(id), owner: id, vehicles, class: CAR, from: NodeId(from), at, route }
}

fn links(ids: &[u32]) -> Route {
    Route::links(ids.iter().map(|&id| LinkId(id)).collect::<Vec<_>>())
}

fn arrivals(events: &[TrafficEvent]) -> Vec<(u64, f64)> {
    let arrived = |e: &&TrafficEvent| matches!(e.what, TrafficEventKind::Arrived { .. });
    events.iter().filter(arrived).map(|e| (e.unit.0, e.at.as_secs_f64())).collect()
}

fn table(traffic: &Traffic, goal: u32, overlay: &Overlay) -> Arc<NextLinks> {
    let graph = traffic.network().graph();
    let tree = Tree::to_targets(
        graph,
        &[(NodeId(goal), 0.0)],
        TreeOptions::default(),
        Profile::CAR.cost_over(overlay),
    );
    Arc::new(NextLinks::from_tree(graph, &tree))
}

#[test]
fn a_lone_car_takes_the_free_travel_time() {
    let mut traffic = Traffic::new(Arc::new(net(3, &[(0, 1, 400.0, 1), (1, 2, 600.0, 1)])));
    traffic.depart(unit(1, 1, SimTime::from_secs(10), 0, links(&[0, 1]))).unwrap();
    let events = traffic.advance(SimTime::from_mins(5));
    assert_eq!(arrivals(&events), [(1, 60.0)]);
    assert_eq!(events[0].what, TrafficEventKind::Arrived { node: NodeId(2) });
    assert!(traffic.next_time().is_none(), "an empty road costs nothing");
}

#[test]
fn a_link_is_first_in_first_out_and_flows_at_capacity() {
    let mut traffic = Traffic::new(Arc::new(net(2, &[(0, 1, 1000.0, 1)])));
    for k in 0..200 {
        // Identities fall while departures rise.
        traffic.depart(unit(1000 - k, 1, SimTime(10 * k as i64), 0, links(&[0]))).unwrap();
    }
    let arrived = arrivals(&traffic.advance(SimTime::from_hours(1)));
    assert!(arrived.windows(2).all(|pair| pair[0].0 > pair[1].0), "order of arrival is that of departure");
    // 0.14·20·7.142857/27.142857 = 0.736842 cars/s.
    let (first, last) = (arrived[0].1, arrived[199].1);
    assert!((199.0 / (last - first) - 0.736_842).abs() < 1e-4, "{first} {last}");
}

#[test]
fn short_links_keep_the_capacity() {
    // 40 m hold 5.6 cars: neither five nor six.
    let roads: Vec<(u32, u32, f64, u8)> = (0..12).map(|k| (k, k + 1, 40.0, 1)).collect();
    let mut traffic = Traffic::new(Arc::new(net(13, &roads)));
    for k in 0..400 {
        traffic.depart(unit(k, 1, SimTime::ZERO, 0, links(&(0..12).collect::<Vec<_>>()))).unwrap();
    }
    let arrived = arrivals(&traffic.advance(SimTime::from_hours(1)));
    let flow = 300.0 / (arrived[399].1 - arrived[99].1);
    assert!((flow / 0.736_842 - 1.0).abs() < 0.005, "{flow}");
}

#[test]
fn merging_streams_share_by_capacity() {
    // One lane from node 0 and two lanes from node 1 into one lane, all in queues.
    let net = net(4, &[(0, 2, 500.0, 1), (1, 2, 500.0, 2), (2, 3, 300.0, 1)]);
    let mut traffic = Traffic::new(Arc::new(net));
    for k in 0..600 {
        traffic.depart(unit(k, 1, SimTime::ZERO, 0, links(&[0, 2]))).unwrap();
        traffic.depart(unit(10_000 + k, 1, SimTime::ZERO, 1, links(&[1, 2]))).unwrap();
        traffic.depart(unit(20_000 + k, 1, SimTime::ZERO, 1, links(&[1, 2]))).unwrap();
    }
    traffic.advance(SimTime::from_mins(5));
    let before = (traffic.entered(LinkId(0)), traffic.entered(LinkId(1)));
    let middle = arrivals(&traffic.advance(SimTime::from_mins(20)));
    let narrow = middle.iter().filter(|(id, _)| *id < 10_000).count() as f64;
    assert!((narrow / middle.len() as f64 - 1.0 / 3.0).abs() < 0.01, "{narrow} of {}", middle.len());
    // The outlet flows at its capacity of 0.736842/s for the 15 minutes.
    assert!((middle.len() as f64 / 900.0 - 0.736_842).abs() < 0.005, "{}", middle.len());
    assert!(traffic.entered(LinkId(0)) > before.0 && traffic.entered(LinkId(1)) > before.1);
}

#[test]
fn a_stream_that_is_alone_gets_all_and_banks_no_credit() {
    let net = net(4, &[(0, 2, 500.0, 1), (1, 2, 500.0, 1), (2, 3, 300.0, 1)]);
    let mut traffic = Traffic::new(Arc::new(net));
    for k in 0..800 {
        traffic.depart(unit(k, 1, SimTime::ZERO, 0, links(&[0, 2]))).unwrap();
    }
    for k in 0..200 {
        traffic.depart(unit(10_000 + k, 1, SimTime::from_mins(8), 1, links(&[1, 2]))).unwrap();
    }
    let first = arrivals(&traffic.advance(SimTime::from_mins(8))).len() as f64;
    assert!((first / (480.0 - 40.0) - 0.736_842).abs() < 0.01, "alone it has the whole link: {first}");
    let later = arrivals(&traffic.advance(SimTime::from_mins(12)));
    let new = later.iter().filter(|(id, _)| *id >= 10_000).count() as f64;
    // From 40 s after their start on they take half, no more.
    assert!((new / 200.0 / 0.736_842 - 0.5).abs() < 0.02, "{new}");
}

#[test]
fn a_blocked_link_holds_up_those_behind_it_only() {
    // 0 → 1 → 2 with a gate of 0.05/s at the end, and 0 → 3 free.
    let net = net(4, &[(0, 1, 200.0, 1), (1, 2, 200.0, 1), (0, 3, 200.0, 1)])
        .with_capacity(LinkId(1), 0.05)
        .unwrap();
    let mut traffic = Traffic::new(Arc::new(net));
    for k in 0..100 {
        traffic.depart(unit(k, 1, SimTime::ZERO, 0, links(&[0, 1]))).unwrap();
        traffic.depart(unit(500 + k, 1, SimTime::ZERO, 0, links(&[2]))).unwrap();
    }
    let events = traffic.advance(SimTime::from_mins(10));
    let free = arrivals(&events).iter().filter(|(id, _)| *id >= 500).count();
    assert_eq!(free, 100, "the other road is not held up");
    // The gated link holds 28 cars, fills and spills back to the driveways.
    let (cars, room) = traffic.cars_on(LinkId(0));
    assert!((room - 28.0).abs() < 1e-9 && (26..=28).contains(&cars), "{cars} of {room}");
    assert!(traffic.at_entry(LinkId(0)) > 30);
    assert!(traffic.expected_s(LinkId(0)) > 200.0 && traffic.expected_s(LinkId(2)) < 11.0);
}

fn diamond() -> Network {
    // 0 → 1 → 3 (short) and 0 → 2 → 3 (long), and back from 1 to 0.
    net(4, &[(0, 1, 400.0, 1), (1, 3, 400.0, 1), (0, 2, 900.0, 1), (2, 3, 900.0, 1), (1, 0, 400.0, 1)])
}

fn diamond_run(close_at: i64, swap: bool) -> (Traffic, Vec<TrafficEvent>, TableId) {
    let mut traffic = Traffic::new(Arc::new(diamond()));
    let mut overlay = Overlay::open(5);
    let first = table(&traffic, 3, &overlay);
    let id = traffic.add_table(first);
    for k in 0..30 {
        traffic.depart(unit(k, 1, SimTime::from_secs(2 * k as i64), 0, Route::Table(id))).unwrap();
    }
    let mut events = traffic.advance(SimTime::from_secs(close_at));
    traffic.set_link(LinkId(1), LinkState::Closed).unwrap();
    if swap {
        overlay.set(LinkId(1), LinkState::Closed);
        let second = table(&traffic, 3, &overlay);
        traffic.set_table(id, second).unwrap();
    }
    events.extend(traffic.advance(SimTime::from_secs(close_at + 600)));
    (traffic, events, id)
}

#[test]
fn closing_a_link_strands_those_on_it_and_turns_the_others() {
    // At 40 s cars 0–10 have passed or are on link 1 (entered 20 s after departure).
    let (traffic, events, _) = diamond_run(40, true);
    let stranded: Vec<u64> = events
        .iter()
        .filter(|e| matches!(e.what, TrafficEventKind::Stranded { link: LinkId(1), .. }))
        .map(|e| e.unit.0)
        .collect();
    let arrived = arrivals(&events);
    assert_eq!(stranded.len() + arrived.len(), 30, "{stranded:?} {arrived:?}");
    // Car 0 is through by 40 s; cars 1 to 10 stand on the link, ordered along it.
    assert_eq!(stranded, (1..=10).collect::<Vec<_>>());
    let along: Vec<f64> = stranded
        .iter()
        .map(|&id| match traffic.place(SimId(id)) {
            Some(Place::Stranded(LinkId(1), share)) => share,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(along.windows(2).all(|pair| pair[0] > pair[1]) && along[0] > 0.85 && along[9] < 0.05);
    // Those on the first link turn round at its end; later ones take the long way.
    let late = arrived.iter().find(|(id, _)| *id == 29).unwrap();
    assert!((late.1 - (58.0 + 90.0)).abs() < 3.0, "{late:?}");
    let turned = arrived.iter().find(|(id, _)| *id == 12).unwrap();
    assert!((turned.1 - (24.0 + 20.0 + 20.0 + 90.0)).abs() < 6.0, "{turned:?}");
    let ledger = traffic.ledger();
    assert_eq!((ledger.stranded, ledger.arrived), (10, 20));
    assert!(ledger.closes());
}

#[test]
fn without_a_new_way_they_wait_off_the_road_until_one_opens() {
    let (mut traffic, events, _) = diamond_run(40, false);
    let told =
        events.iter().filter(|e| matches!(e.what, TrafficEventKind::NoWay { node: NodeId(1) })).count();
    assert_eq!(told, 19, "each is told once");
    assert_eq!(traffic.ledger().parked, 19);
    traffic.set_link(LinkId(1), LinkState::Open).unwrap();
    let after = traffic.advance(SimTime::from_secs(2000));
    assert_eq!(arrivals(&after).len(), 19);
    assert_eq!(after.iter().filter(|e| matches!(e.what, TrafficEventKind::Resumed { .. })).count(), 19);
    // The stranded stay until somebody takes them off.
    for id in 1..=10 {
        traffic.withdraw(SimId(id)).unwrap();
    }
    let ledger = traffic.ledger();
    assert_eq!(ledger, Ledger { departed: 30, arrived: 20, withdrawn: 10, ..Ledger::default() });
}

#[test]
fn slow_water_slows_those_on_the_link_from_then_on() {
    let mut traffic = Traffic::new(Arc::new(net(2, &[(0, 1, 1000.0, 1)])));
    traffic.depart(unit(1, 1, SimTime::ZERO, 0, links(&[0]))).unwrap();
    traffic.advance(SimTime::from_secs(25));
    traffic.set_link(LinkId(0), LinkState::Slow(4.0)).unwrap();
    traffic.advance(SimTime::from_secs(75));
    // Half the way at 20 m/s, a fifth of a kilometre at 4 m/s, the rest at 20 m/s.
    assert_eq!(traffic.place(SimId(1)), Some(Place::On(LinkId(0), 0.7)));
    traffic.set_link(LinkId(0), LinkState::Open).unwrap();
    assert_eq!(arrivals(&traffic.advance(SimTime::from_mins(5))), [(1, 90.0)]);
}

#[test]
fn with_all_roads_closed_boats_move_and_cars_do_not() {
    let mut traffic = Traffic::new(Arc::new(net(3, &[(0, 1, 250.0, 1), (1, 2, 250.0, 1)])));
    for link in 0..2 {
        traffic.set_link(LinkId(link), LinkState::Closed).unwrap();
    }
    for (id, class) in [(1, CAR), (2, WALKER), (3, BOAT)] {
        let route = links(&[0, 1]);
        traffic.depart(Departure { class, ..unit(id, 4, SimTime::ZERO, 0, route) }).unwrap();
    }
    let events = traffic.advance(SimTime::from_mins(30));
    assert_eq!(arrivals(&events), [(3, 200.0)]);
    assert_eq!(traffic.entered(LinkId(0)), 4);
    assert_eq!(traffic.ledger().parked, 8);
}

#[test]
fn walkers_pass_the_queue_and_are_caught_too() {
    let mut traffic = Traffic::new(Arc::new(net(2, &[(0, 1, 250.0, 1)])));
    for k in 0..500 {
        traffic.depart(unit(k, 1, SimTime::ZERO, 0, links(&[0]))).unwrap();
    }
    traffic
        .depart(Departure { class: WALKER, ..unit(900, 3, SimTime::from_secs(5), 0, links(&[0])) })
        .unwrap();
    traffic
        .depart(Departure { class: WALKER, ..unit(901, 3, SimTime::from_secs(150), 0, links(&[0])) })
        .unwrap();
    let events = traffic.advance(SimTime::from_secs(250));
    assert!(arrivals(&events).contains(&(900, 205.0)));
    assert_eq!(traffic.beside(LinkId(0)), 3);
    traffic.set_link(LinkId(0), LinkState::Closed).unwrap();
    let events = traffic.advance(SimTime::from_secs(251));
    let walker = events.iter().find(|e| e.unit == SimId(901)).unwrap();
    assert_eq!(walker.what, TrafficEventKind::Stranded { link: LinkId(0), share: 0.5 });
    assert!(traffic.ledger().closes());
}

#[test]
fn a_dense_crowd_walks_slower() {
    let crowd = |people: u16| {
        let mut net = net(2, &[(0, 1, 100.0, 1)]);
        net.classes[1].crowd_width_m = Some(2.0);
        let mut traffic = Traffic::new(Arc::new(net));
        traffic
            .depart(Departure { class: WALKER, ..unit(1, people, SimTime::ZERO, 0, links(&[0])) })
            .unwrap();
        arrivals(&traffic.advance(SimTime::from_hours(2)))[0].1
    };
    // 400 people on 200 m² walk at Weidmann's 0.6062/1.34 of their speed.
    assert!((crowd(400) / crowd(1) - 1.34 / 0.6062).abs() < 0.005 * 1.34 / 0.6062);
}

#[test]
fn a_ring_of_full_links_is_broken_and_counted() {
    // A one-way ring of three short links; everybody wants all the way round.
    let net = net(
        6,
        &[
            (0, 1, 36.0, 1),
            (1, 2, 36.0, 1),
            (2, 0, 36.0, 1),
            (0, 3, 100.0, 1),
            (1, 4, 100.0, 1),
            (2, 5, 100.0, 1),
        ],
    );
    let mut traffic = Traffic::new(Arc::new(net));
    for k in 0..60 {
        let (from, way) = [(0, [0, 1, 2, 3]), (1, [1, 2, 0, 4]), (2, [2, 0, 1, 5])][k % 3];
        traffic.depart(unit(k as u64, 1, SimTime::ZERO, from, links(&way))).unwrap();
    }
    let events = traffic.advance(SimTime::from_hours(10));
    assert_eq!(arrivals(&events).len(), 60, "{:?}", traffic.ledger());
    assert!(traffic.squeezed() > 0);
}

#[test]
fn without_gridlock_nobody_squeezes() {
    let mut traffic = grid20::load(20_000, 5).unwrap();
    traffic.advance(SimTime::from_hours(6));
    assert_eq!(traffic.squeezed(), 0);
    assert_eq!(traffic.ledger().arrived, 20_000);
}

#[test]
fn same_events_after_saving_and_loading() {
    let until = SimTime::from_mins(180);
    let mut whole = grid20::load(10_000, 5).unwrap();
    whole.tell_links(true);
    let closing = |traffic: &mut Traffic| {
        for link in [40, 90, 300, 777] {
            traffic.set_link(LinkId(link), LinkState::Closed).unwrap();
        }
        traffic.set_link(LinkId(500), LinkState::Slow(2.0)).unwrap();
    };
    whole.advance(SimTime::from_mins(30));
    let mut part = whole.clone();
    closing(&mut whole);
    let mut expected = whole.advance(SimTime::from_mins(60));
    expected.extend(whole.advance(until));

    // Saved with the closures told but not yet acted on.
    closing(&mut part);
    let bytes = postcard::to_stdvec(part.state()).unwrap();
    let mut part = Traffic::restore(part.network().clone(), postcard::from_bytes(&bytes).unwrap());
    let mut found = part.advance(SimTime::from_mins(60));
    let bytes = postcard::to_stdvec(part.state()).unwrap();
    let mut part = Traffic::restore(part.network().clone(), postcard::from_bytes(&bytes).unwrap());
    found.extend(part.advance(until));
    assert!(expected.len() > 5_000);
    assert!(found == expected, "events differ");
    assert_eq!(postcard::to_stdvec(part.state()).unwrap(), postcard::to_stdvec(whole.state()).unwrap());
}

#[test]
fn many_short_advances_are_one_long_one() {
    let until = SimTime::from_mins(60);
    let mut whole = grid20::load(5_000, 5).unwrap();
    let expected = whole.advance(until);
    let mut part = grid20::load(5_000, 5).unwrap();
    let mut found = Vec::new();
    for minute in 1..=60 {
        found.extend(part.advance(SimTime::from_mins(minute)));
    }
    assert!(found == expected);
}

#[test]
fn order_of_requests_changes_nothing() {
    let run = |turned: bool| {
        let net = net(4, &[(0, 2, 300.0, 1), (1, 2, 300.0, 1), (2, 3, 300.0, 1)]);
        let mut traffic = Traffic::new(Arc::new(net));
        let mut all: Vec<Departure> = (0..200)
            .map(|k| {
                let from = (k % 2) as u32;
                unit(k, 3, SimTime::from_secs((k / 8) as i64), from, links(&[from, 2]))
            })
            .collect();
        if turned {
            all.reverse();
        }
        all.into_iter().for_each(|departure| traffic.depart(departure).unwrap());
        traffic.advance(SimTime::from_hours(2))
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn a_unit_elsewhere_changes_nobody() {
    let run = |stranger: bool| {
        let net = net(5, &[(0, 1, 300.0, 1), (1, 2, 300.0, 1), (3, 4, 300.0, 1)]);
        let mut traffic = Traffic::new(Arc::new(net));
        if stranger {
            traffic.depart(unit(5, 7, SimTime::ZERO, 3, links(&[2]))).unwrap();
        }
        for k in 10..60 {
            traffic.depart(unit(k, 2, SimTime::from_secs(k as i64), 0, links(&[0, 1]))).unwrap();
        }
        let mut events = traffic.advance(SimTime::from_hours(1));
        events.retain(|event| event.unit != SimId(5));
        events
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn packets_converge_to_single_cars() {
    // Clearance of a two-arm merge into a bottleneck with spillback.
    let clearance = |packet: u16| {
        let net = net(5, &[(0, 2, 700.0, 1), (1, 2, 400.0, 2), (2, 3, 500.0, 1), (3, 4, 300.0, 1)])
            .with_capacity(LinkId(3), 0.4)
            .unwrap();
        let mut traffic = Traffic::new(Arc::new(net));
        for k in 0..(1000 / u64::from(packet)) {
            let at = SimTime(k as i64 * 2_000 * i64::from(packet) / 2);
            traffic.depart(unit(k, packet, at, 0, links(&[0, 2, 3]))).unwrap();
            traffic.depart(unit(10_000 + k, packet, at, 1, links(&[1, 2, 3]))).unwrap();
        }
        let mut times: Vec<f64> = Vec::new();
        for event in traffic.advance(SimTime::from_hours(5)) {
            times.extend((0..event.vehicles).map(|_| event.at.as_secs_f64()));
        }
        assert_eq!(times.len(), 2000);
        [times[999], times[1799], times[1999], times.iter().sum::<f64>() / 2000.0]
    };
    let single = clearance(1);
    let error = |packet: u16| {
        let found = clearance(packet);
        (0..4).map(|k| (found[k] / single[k] - 1.0).abs()).fold(0.0, f64::max)
    };
    let (twenty, ten, five, two) = (error(20), error(10), error(5), error(2));
    println!("20: {twenty:.5}, 10: {ten:.5}, 5: {five:.5}, 2: {two:.5}");
    assert!(twenty < 0.02 && ten < 0.01 && five < 0.005 && two < 0.002);
    assert!(two <= five && five <= ten && ten <= twenty);
}

#[test]
fn bad_requests_are_answered() {
    let mut traffic = Traffic::new(Arc::new(diamond()));
    let good = unit(1, 2, SimTime::ZERO, 0, links(&[0, 1]));
    let says = |traffic: &mut Traffic, departure: Departure| traffic.depart(departure).unwrap_err();
    assert!(matches!(says(&mut traffic, Departure { vehicles: 0, ..good.clone() }), TrafficError::Empty(_)));
    assert!(matches!(
        says(&mut traffic, Departure { class: ClassId(9), ..good.clone() }),
        TrafficError::NoSuchClass { class: 9, known: 3 }
    ));
    assert!(matches!(
        says(&mut traffic, Departure { from: NodeId(77), ..good.clone() }),
        TrafficError::NoSuchNode { node: 77, .. }
    ));
    assert!(matches!(
        says(&mut traffic, Departure { route: links(&[0, 3]), ..good.clone() }),
        TrafficError::Gap { link: 3, node: 1 }
    ));
    assert!(matches!(
        says(&mut traffic, Departure { route: links(&[99]), ..good.clone() }),
        TrafficError::NoSuchLink { link: 99, .. }
    ));
    assert!(matches!(
        says(&mut traffic, Departure { route: Route::Table(TableId(0)), ..good.clone() }),
        TrafficError::NoSuchTable { table: 0, known: 0 }
    ));
    traffic.depart(good.clone()).unwrap();
    assert!(matches!(says(&mut traffic, good), TrafficError::UnderWay(SimId(1))));
    assert!(matches!(traffic.withdraw(SimId(8)), Err(TrafficError::NotUnderWay(SimId(8)))));
    assert!(traffic.set_link(LinkId(70), LinkState::Closed).is_err());
}

#[test]
fn a_redirected_unit_goes_elsewhere_at_its_next_node() {
    let mut traffic = Traffic::new(Arc::new(diamond()));
    traffic.depart(unit(1, 1, SimTime::ZERO, 0, links(&[0, 1]))).unwrap();
    traffic.advance(SimTime::from_secs(5));
    assert!(matches!(traffic.redirect(SimId(1), links(&[1, 0])), Err(TrafficError::Gap { .. })));
    traffic.redirect(SimId(1), links(&[4])).unwrap();
    let events = traffic.advance(SimTime::from_mins(5));
    assert_eq!(events[0].what, TrafficEventKind::Arrived { node: NodeId(0) });
    assert_eq!(events[0].at, SimTime::from_secs(40));
}

mod random {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever closes, opens, is swapped, redirected or withdrawn: every
        /// vehicle that departed is somewhere, and nobody overtakes on a link.
        #[test]
        fn ledger_closes_whatever_happens(
            packets in prop::collection::vec((0u32..36, 1u16..21, 0i64..1800, 0u8..3), 1..120),
            acts in prop::collection::vec((0u32..120, 0u8..6, 0u64..120), 0..60),
        ) {
            let mut traffic = small_grid();
            let mut overlay = Overlay::open(120);
            let first = table(&traffic, 35, &overlay);
            let id = traffic.add_table(first);
            let mut sent = 0u64;
            for (k, (from, vehicles, at, class)) in packets.iter().enumerate() {
                sent += u64::from(*vehicles);
                traffic.depart(Departure {
                    class: ClassId(*class),
                    ..unit(k as u64, *vehicles, SimTime::from_secs(*at), *from, Route::Table(id))
                }).unwrap();
            }
            let mut arrived = 0u64;
            for (minute, (link, act, who)) in acts.iter().enumerate() {
                let state = match act {
                    0 | 1 => Some(LinkState::Closed),
                    2 => Some(LinkState::Slow(3.0)),
                    3 => Some(LinkState::Open),
                    _ => None,
                };
                if let Some(state) = state {
                    traffic.set_link(LinkId(*link), state).unwrap();
                    overlay.set(LinkId(*link), state);
                }
                if *act == 4 {
                    let swapped = table(&traffic, 35, &overlay);
                    traffic.set_table(id, swapped).unwrap();
                }
                if *act == 5 {
                    let _ = traffic.withdraw(SimId(*who));
                }
                for event in traffic.advance(SimTime::from_mins(minute as i64 + 1)) {
                    if matches!(event.what, TrafficEventKind::Arrived { .. }) {
                        arrived += u64::from(event.vehicles);
                    }
                }
                let ledger = traffic.ledger();
                prop_assert!(ledger.closes(), "{ledger:?}");
                prop_assert!(ledger.departed + ledger.scheduled <= sent);
                prop_assert_eq!(ledger.arrived, arrived);
            }
            // Everything opens again: all who are not stranded get there.
            for link in 0..120 {
                traffic.set_link(LinkId(link), LinkState::Open).unwrap();
            }
            let opened = table(&traffic, 35, &Overlay::open(120));
            traffic.set_table(id, opened).unwrap();
            traffic.advance(SimTime::from_hours(48));
            let ledger = traffic.ledger();
            prop_assert!(ledger.closes());
            prop_assert_eq!(ledger.at_entry + ledger.moving + ledger.parked, 0, "{:?}", ledger);
            for link in 0..120 {
                prop_assert_eq!(traffic.cars_on(LinkId(link)).0, 0);
                prop_assert_eq!(traffic.beside(LinkId(link)), 0);
            }
        }
    }

    /// 6 × 6 junctions, two-way streets of 150 m: 120 links.
    fn small_grid() -> Traffic {
        let mut roads = Vec::new();
        for k in 0..36u32 {
            let (i, j) = (k / 6, k % 6);
            if i < 5 {
                roads.push((k, k + 6, 150.0, 1));
                roads.push((k + 6, k, 150.0, 1));
            }
            if j < 5 {
                roads.push((k, k + 1, 150.0, 1));
                roads.push((k + 1, k, 150.0, 1));
            }
        }
        let mut net = net(36, &roads);
        net.params.gridlock_after = SimSpan::from_secs(30);
        Traffic::new(Arc::new(net))
    }
}
