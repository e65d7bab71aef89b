use proptest::prelude::*;

use super::*;
use crate::fixtures::{all_pairs, any_graph, graph};
use crate::{LinkId, LinkState, NodeId, Overlay, Point, RoadGraph};

/// An overlay with every third link closed and every fourth slow.
fn partly_closed(graph: &RoadGraph) -> Overlay {
    let mut overlay = Overlay::open(graph.links().len());
    for k in 0..graph.links().len() as u32 {
        if k % 3 == 0 {
            overlay.set(LinkId(k), LinkState::Closed);
        } else if k % 4 == 0 {
            overlay.set(LinkId(k), LinkState::Slow(2.0));
        }
    }
    overlay
}

/// A search that knows nothing of the distance ahead.
fn unguided(graph: &RoadGraph) -> Bound {
    Bound::up_to(graph, f64::INFINITY)
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() < 1e-9
}

proptest! {
    #[test]
    fn trees_and_routes_agree_with_all_pairs(graph in any_graph(), crew in any::<bool>()) {
        let overlay = partly_closed(&graph);
        let profile = if crew { Profile::CAR.passing_closed(1.0) } else { Profile::CAR };
        let cost = profile.cost_over(&overlay);
        let expected = all_pairs(&graph, &cost);
        let costs = LinkCosts::new(&graph, profile);
        for (id, link) in (0u32..).map(LinkId).zip(graph.links()) {
            prop_assert_eq!(costs.cost_s(id, overlay.state(id)), cost(id, link));
        }
        let bound = Bound::of(&graph, &profile);
        let fastest = Bound::up_to(&graph, graph.fastest_m_s());
        let n = graph.nodes().len() as u32;
        for a in 0..n {
            let out = Tree::from_sources(&graph, &[(NodeId(a), 0.0)], TreeOptions::default(), &cost);
            let inward = Tree::to_targets(&graph, &[(NodeId(a), 0.0)], TreeOptions::default(), &cost);
            for b in 0..n {
                let (there, back) = (expected[a as usize][b as usize], expected[b as usize][a as usize]);
                prop_assert!(close(out.cost_s(NodeId(b)), there));
                prop_assert!(close(inward.cost_s(NodeId(b)), back));
                let route = bound.route(&graph, NodeId(a), NodeId(b), &cost);
                prop_assert!(close(route.as_ref().map_or(f64::INFINITY, |r| r.cost_s), there));
                // Guidance saves work and changes nothing, not even among equal ways.
                let plain = unguided(&graph).route(&graph, NodeId(a), NodeId(b), &cost);
                prop_assert_eq!(&route, &plain);
                prop_assert_eq!(fastest.route(&graph, NodeId(a), NodeId(b), &cost), plain);
                // Paths hang together, start and end where they should, and cost what is said.
                for (path, from, to, total) in [
                    (out.path(&graph, NodeId(b)), a, b, there),
                    (inward.path(&graph, NodeId(b)), b, a, back),
                    (route.map(|r| r.links), a, b, there),
                ] {
                    prop_assert_eq!(path.is_some(), total.is_finite());
                    let Some(path) = path else { continue };
                    let mut here = NodeId(from);
                    let mut spent = 0.0;
                    for id in path {
                        let link = graph.link(id);
                        prop_assert_eq!(link.from, here);
                        here = link.to;
                        spent += cost(id, link);
                    }
                    prop_assert_eq!(here, NodeId(to));
                    prop_assert!(close(spent, total));
                }
            }
        }
    }

    #[test]
    fn several_roots_serve_the_nearest(graph in any_graph(), extra in 0.0..30.0f64) {
        let n = graph.nodes().len() as u32;
        let roots = [(NodeId(0), extra), (NodeId(n / 2), 5.0), (NodeId(n - 1), 0.0)];
        let cost = |_: LinkId, link: &crate::Link| link.length_m / link.free_speed_m_s;
        let expected = all_pairs(&graph, cost);
        let tree = Tree::to_targets(&graph, &roots, TreeOptions::default(), cost);
        for node in 0..n {
            let best = roots.iter().map(|(r, s)| expected[node as usize][r.0 as usize] + s).fold(f64::INFINITY, f64::min);
            prop_assert!(close(tree.cost_s(NodeId(node)), best));
            if let Some(root) = tree.root_of(NodeId(node)) {
                let own = expected[node as usize][roots[root].0.0 as usize] + roots[root].1;
                prop_assert!(close(own, best));
            }
        }
    }

    #[test]
    fn components_agree_with_reach(graph in any_graph()) {
        let reach = all_pairs(&graph, |_, _| 1.0);
        let strong = strong_components(&graph, |_, _| true);
        let both_ways = {
            let n = graph.nodes().len();
            let mut rows: Vec<(u32, u32, f64)> = graph.links().iter().map(|l| (l.from.0, l.to.0, 1.0)).collect();
            rows.extend(graph.links().iter().map(|l| (l.to.0, l.from.0, 1.0)));
            all_pairs(&crate::fixtures::graph(vec![Point(0.0, 0.0); n], &rows), |_, _| 1.0)
        };
        let weak = weak_components(&graph, |_, _| true);
        for a in 0..graph.nodes().len() {
            for b in 0..graph.nodes().len() {
                prop_assert_eq!(strong[a] == strong[b], reach[a][b].is_finite() && reach[b][a].is_finite());
                prop_assert_eq!(weak[a] == weak[b], both_ways[a][b].is_finite());
            }
        }
        prop_assert_eq!(strong[0], 0);
    }
}

/// Two ways of the same cost: links 0, 1 over node 1 and links 2, 3 over node 2.
fn diamond(swapped: bool) -> RoadGraph {
    let nodes = vec![Point(0.0, 0.0), Point(1.0, 1.0), Point(1.0, -1.0), Point(2.0, 0.0)];
    let over = |k: u32| [(0, k, 10.0), (k, 3, 10.0)];
    let rows = if swapped { [over(2), over(1)] } else { [over(1), over(2)] };
    graph(nodes, &rows.concat())
}

#[test]
fn of_equal_ways_the_lower_link_number_is_kept() {
    let cost = |_: LinkId, link: &crate::Link| link.length_m;
    for (swapped, via) in [(false, 1), (true, 2)] {
        let graph = diamond(swapped);
        let out = Tree::from_sources(&graph, &[(NodeId(0), 0.0)], TreeOptions::default(), cost);
        // The tie is at node 3, where links 1 and 3 arrive.
        assert_eq!(out.link_at(NodeId(3)), Some(LinkId(1)));
        assert_eq!(out.path(&graph, NodeId(3)), Some(vec![LinkId(0), LinkId(1)]));
        let inward = Tree::to_targets(&graph, &[(NodeId(3), 0.0)], TreeOptions::default(), cost);
        assert_eq!(inward.link_at(NodeId(0)), Some(LinkId(0)));
        assert_eq!(graph.link(LinkId(0)).to, NodeId(via));
        let route = unguided(&graph).route(&graph, NodeId(0), NodeId(3), cost).expect("a way");
        assert_eq!(route.links, vec![LinkId(0), LinkId(1)]);
    }
}

#[test]
fn a_limit_leaves_the_rest_out_of_reach() {
    let nodes = (0..5).map(|k| Point(f64::from(k) * 100.0, 0.0)).collect();
    let graph = graph(nodes, &[(0, 1, 100.0), (1, 2, 100.0), (2, 3, 100.0), (3, 4, 100.0)]);
    let cost = |_: LinkId, link: &crate::Link| link.length_m / 10.0;
    let tree = Tree::from_sources(&graph, &[(NodeId(0), 0.0)], TreeOptions { limit_s: 20.0 }, cost);
    assert_eq!(tree.cost_s(NodeId(2)), 20.0);
    assert!(!tree.reaches(NodeId(3)));
    assert_eq!(tree.path(&graph, NodeId(4)), None);
    assert_eq!(tree.path(&graph, NodeId(0)), Some(vec![]));
}

#[test]
fn free_links_and_nonsense_costs_do_no_harm() {
    let nodes = vec![Point(0.0, 0.0); 4];
    let graph = graph(nodes, &[(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0), (2, 1, 1.0), (2, 3, 1.0)]);
    let cost = |id: LinkId, _: &crate::Link| if id.0 == 4 { f64::NAN } else { 0.0 };
    let tree = Tree::from_sources(&graph, &[(NodeId(0), 0.0)], TreeOptions::default(), cost);
    assert_eq!(tree.path(&graph, NodeId(2)), Some(vec![LinkId(0), LinkId(2)]));
    assert!(!tree.reaches(NodeId(3)));
    assert!(!tree.reaches(NodeId(99)));
    assert_eq!(unguided(&graph).route(&graph, NodeId(0), NodeId(99), cost), None);
}

#[test]
fn profiles_know_where_they_may_go() {
    let nodes = vec![Point(0.0, 0.0), Point(100.0, 0.0)];
    let mut link = crate::fixtures::link(&nodes, 0, 1, 100.0);
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Open), 10.0);
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Slow(5.0)), 20.0);
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Slow(50.0)), 10.0);
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Slow(0.0)), f64::INFINITY);
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Closed), f64::INFINITY);
    assert_eq!(Profile::CAR.passing_closed(2.0).cost_s(&link, LinkState::Closed), 50.0);
    assert_eq!(Profile::walker(1.25).cost_s(&link, LinkState::Open), 80.0);
    link.class = crate::RoadClass::Path;
    assert_eq!(Profile::CAR.cost_s(&link, LinkState::Open), f64::INFINITY);
    link.class = crate::RoadClass::Motorway;
    assert_eq!(Profile::walker(1.25).cost_s(&link, LinkState::Open), f64::INFINITY);
}
