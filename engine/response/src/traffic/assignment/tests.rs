//! Conservation, Wardrop's principle, symmetry, and a slow reference solver.

use proptest::prelude::*;
use sandtable_space::routing::{Tree, TreeOptions};
use sandtable_space::{LinkId, LinkState, NodeId, Overlay, RoadGraph};

use super::checks::{braess, graph};
use super::*;

/// A grid of two-way streets of `side` × `side` nodes with curves drawn from `seeds`.
fn grid(side: u32, seeds: &[u32]) -> (RoadGraph, Vec<Option<Latency>>) {
    let mut ends = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let here = y * side + x;
            if x + 1 < side {
                ends.extend([(here, here + 1), (here + 1, here)]);
            }
            if y + 1 < side {
                ends.extend([(here, here + side), (here + side, here)]);
            }
        }
    }
    let curves = (0..ends.len())
        .map(|k| {
            let seed = f64::from(seeds[k % seeds.len()]);
            Some(Latency::bpr(20.0 + seed, 0.3 + 0.01 * seed))
        })
        .collect();
    (graph(side * side, &ends, |_| 1.0).unwrap(), curves)
}

fn trips(pairs: &[(u32, u32, f64)]) -> Vec<Trips> {
    pairs.iter().map(|&(from, to, flow_s)| Trips { from: NodeId(from), to: NodeId(to), flow_s }).collect()
}

/// Flow out of a node less flow into it.
fn excess(graph: &RoadGraph, flows_s: &[f64], node: NodeId) -> f64 {
    let sum = |links: &[LinkId]| links.iter().map(|link| flows_s[link.0 as usize]).sum::<f64>();
    sum(graph.leaving(node)) - sum(graph.entering(node))
}

/// Successive averages of all-or-nothing flows: slow, simple, and right in the limit.
fn averages(graph: &RoadGraph, curves: &[Option<Latency>], trips: &[Trips], rounds: u32) -> Vec<f64> {
    let mut flows = vec![0.0; curves.len()];
    for round in 0..rounds {
        let mut all = vec![0.0; curves.len()];
        for trip in trips {
            let cost = |id: LinkId, _: &_| curves[id.0 as usize].unwrap().time_s(flows[id.0 as usize]);
            let tree = Tree::from_sources(graph, &[(trip.from, 0.0)], TreeOptions::default(), cost);
            for link in tree.path(graph, trip.to).unwrap() {
                all[link.0 as usize] += trip.flow_s;
            }
        }
        for (flow, all) in flows.iter_mut().zip(all) {
            *flow += (all - *flow) / f64::from(round + 1);
        }
    }
    flows
}

#[test]
fn a_closed_bridge_makes_everybody_quicker() {
    let (with, without) = (braess(true).unwrap(), braess(false).unwrap());
    assert!((with.least_s[0] - 92.0).abs() < 1e-9 && (without.least_s[0] - 83.0).abs() < 1e-9);
    for flow in &with.flows_s[4..] {
        assert!((flow - 2.0).abs() < 1e-9, "{:?}", with.flows_s);
    }
    assert!(without.flows_s.iter().all(|flow| (flow - 3.0).abs() < 1e-9));
}

#[test]
fn two_equal_ways_share_and_the_order_of_trips_does_not_matter() {
    let (graph, curves) = grid(2, &[10]);
    let there = trips(&[(0, 3, 0.8)]);
    let found = equilibrium(&graph, &curves, &there, |_| false, Effort::default()).unwrap();
    let used: Vec<f64> = found.flows_s.iter().copied().filter(|flow| *flow > 0.0).collect();
    assert!(used.len() == 4 && used.iter().all(|flow| (flow - 0.4).abs() < 1e-9), "{used:?}");
    let (graph, curves) = grid(4, &[3, 8, 1, 13, 5]);
    let some = [(0, 15, 0.5), (5, 2, 0.3), (12, 3, 0.6), (0, 10, 0.2)];
    let mut turned = some;
    turned.reverse();
    let solve = |pairs: &[_]| {
        equilibrium(&graph, &curves, &trips(pairs), |_| false, Effort { gap: 1e-10, rounds: 400 }).unwrap()
    };
    assert_eq!(solve(&some).flows_s, solve(&turned).flows_s);
}

#[test]
fn the_slow_reference_comes_to_the_same_flows() {
    let (graph, curves) = grid(4, &[3, 8, 1, 13, 5]);
    let demand = trips(&[(0, 15, 0.5), (5, 2, 0.3), (12, 3, 0.6), (10, 0, 0.4)]);
    let quick = equilibrium(&graph, &curves, &demand, |_| false, Effort { gap: 1e-10, rounds: 400 }).unwrap();
    assert!(quick.gap <= 1e-10, "{}", quick.gap);
    let slow = averages(&graph, &curves, &demand, 20_000);
    for (a, b) in quick.flows_s.iter().zip(&slow) {
        assert!((a - b).abs() < 2e-3, "{a} {b}");
    }
    let objective = |flows: &[f64]| -> f64 {
        curves.iter().zip(flows).map(|(curve, x)| curve.unwrap().integral(*x)).sum()
    };
    assert!(quick.objective <= objective(&slow) && objective(&slow) < quick.objective * 1.000_01);
}

#[test]
fn zone_nodes_are_not_passed_and_closed_links_not_used() {
    // 0 → 1 → 2 is short, 0 → 3 → 2 long; node 1 is a zone.
    let ends = [(0, 1), (1, 2), (0, 3), (3, 2)];
    let net = graph(4, &ends, |_| 1.0).unwrap();
    let mut curves: Vec<_> =
        [1.0, 1.0, 50.0, 50.0].map(|free_s| Some(Latency::bpr(free_s, 100.0))).into_iter().collect();
    let demand = trips(&[(0, 2, 1.0), (0, 1, 0.25), (1, 2, 0.5)]);
    let solve = |curves: &[_]| equilibrium(&net, curves, &demand, |node| node.0 == 1, Effort::default());
    assert_eq!(solve(&curves).unwrap().flows_s, [0.25, 0.5, 1.0, 1.0]);
    curves[3] = None;
    assert_eq!(solve(&curves).unwrap_err(), AssignmentError::NoWay { from: 0, to: 2 });
}

#[test]
fn a_slow_or_closed_road_is_so_in_the_static_mode_too() {
    use super::super::{ClassId, FlowParams, Network, VehicleClass};
    let graph = graph(2, &[(0, 1), (0, 1), (0, 1)], |_| 100.0).unwrap();
    let net = Network::new(graph.into(), FlowParams::default(), vec![VehicleClass::CAR]).unwrap();
    let mut overlay = Overlay::open(3);
    overlay.set(LinkId(1), LinkState::Slow(5.0));
    overlay.set(LinkId(2), LinkState::Closed);
    let curves = latencies(&net, ClassId(0), &overlay);
    assert_eq!(curves[0].unwrap().free_s, 100.0);
    // 500 veh/h of a street in an evacuation.
    assert!((curves[0].unwrap().capacity_s * 3600.0 - 500.0).abs() < 1e-9);
    assert_eq!(curves[1].unwrap().free_s, 200.0);
    assert_eq!(curves[2], None);
}

#[test]
fn unusable_input_is_refused() {
    let (graph, mut curves) = grid(2, &[1]);
    let effort = Effort::default();
    let solve = |curves: &[_], flow| {
        equilibrium(&graph, curves, &trips(&[(0, 3, flow)]), |_| false, effort).unwrap_err().to_string()
    };
    assert!(solve(&curves[1..], 1.0).contains("7 latency curves for 8 links"));
    assert!(solve(&curves, f64::NAN).contains("NaN cars/s"));
    curves[2] = Some(Latency { power: 0.5, ..Latency::bpr(1.0, 1.0) });
    assert!(solve(&curves, 1.0).contains("link 2"));
}

#[test]
fn an_effort_without_rounds_tells_its_gap() {
    let (graph, curves) = grid(2, &[10]);
    let effort = Effort { gap: 1e-9, rounds: 0 };
    let found = equilibrium(&graph, &curves, &trips(&[(0, 3, 0.8)]), |_| false, effort).unwrap();
    assert!(found.gap > 1e-3 && found.rounds == 0, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Flows come from somewhere and go somewhere, and no way used is slower than the
    /// quickest by more than the gap says.
    #[test]
    fn flow_is_conserved_and_nobody_gains(
        seeds in prop::collection::vec(0u32..40, 7..20),
        pairs in prop::collection::vec((0u32..25, 0u32..25, 0.0..0.6f64), 1..12),
    ) {
        let (graph, curves) = grid(5, &seeds);
        let demand = trips(&pairs);
        let found =
            equilibrium(&graph, &curves, &demand, |_| false, Effort { gap: 1e-8, rounds: 500 }).unwrap();
        prop_assert!(found.gap.abs() <= 1e-8, "{}", found.gap);
        for node in (0..25).map(NodeId) {
            let due: f64 = demand
                .iter()
                .filter(|trip| trip.from != trip.to)
                .map(|trip| f64::from(u8::from(trip.from == node)) * trip.flow_s
                    - f64::from(u8::from(trip.to == node)) * trip.flow_s)
                .sum();
            prop_assert!((excess(&graph, &found.flows_s, node) - due).abs() < 1e-9);
        }
        prop_assert!(found.flows_s.iter().all(|flow| *flow >= 0.0));
        let again =
            equilibrium(&graph, &curves, &demand, |_| false, Effort { gap: 1e-8, rounds: 500 }).unwrap();
        prop_assert_eq!(found, again);
    }
}
