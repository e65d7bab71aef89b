//! Graphs for the tests of this crate.

use proptest::prelude::*;

use crate::{Link, LinkId, NodeId, Point, Polyline, RoadClass, RoadGraph};

/// A straight one-way link.
pub fn link(nodes: &[Point], from: u32, to: u32, length_m: f64) -> Link {
    Link {
        key: format!("{from}-{to}"),
        from: NodeId(from),
        to: NodeId(to),
        length_m,
        class: RoadClass::Local,
        lanes: 1,
        free_speed_m_s: 10.0,
        bridge: false,
        sag_m: 0.0,
        shape: Polyline(vec![nodes[from as usize], nodes[to as usize]]),
        opposite: None,
    }
}

/// A graph from node places and (from, to, length) rows.
pub fn graph(nodes: Vec<Point>, links: &[(u32, u32, f64)]) -> RoadGraph {
    let links = links.iter().map(|&(from, to, length)| link(&nodes, from, to, length)).collect();
    RoadGraph::new(nodes, links).expect("a sound graph")
}

/// Random graphs: nodes on a 1 km square, links of whole lengths so that ties are
/// common, shorter than straight ones included.
pub fn any_graph() -> impl Strategy<Value = RoadGraph> {
    (1usize..24).prop_flat_map(|n| {
        let nodes = prop::collection::vec((0.0..1000.0f64, 0.0..1000.0f64), n);
        let links = prop::collection::vec((0..n as u32, 0..n as u32, 1u32..6), 0..70);
        (nodes, links).prop_map(|(nodes, links)| {
            let nodes = nodes.into_iter().map(|(x, y)| Point(x, y)).collect();
            let links: Vec<_> = links.into_iter().map(|(a, b, l)| (a, b, 100.0 * f64::from(l))).collect();
            graph(nodes, &links)
        })
    })
}

/// Seconds between all pairs of nodes by the method of Floyd and Warshall.
pub fn all_pairs(graph: &RoadGraph, cost: impl Fn(LinkId, &Link) -> f64) -> Vec<Vec<f64>> {
    let n = graph.nodes().len();
    let mut d = vec![vec![f64::INFINITY; n]; n];
    for (k, row) in d.iter_mut().enumerate() {
        row[k] = 0.0;
    }
    for (k, link) in graph.links().iter().enumerate() {
        let slot = &mut d[link.from.0 as usize][link.to.0 as usize];
        *slot = slot.min(cost(LinkId(k as u32), link));
    }
    for via in 0..n {
        for a in 0..n {
            for b in 0..n {
                d[a][b] = d[a][b].min(d[a][via] + d[via][b]);
            }
        }
    }
    d
}
