//! One way between two nodes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Profile, key, node_of, usable};
use crate::{Link, LinkId, LinkState, NodeId, RoadGraph};

/// A way through the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Links in the order of travel; empty if start and end are the same node.
    pub links: Vec<LinkId>,
    /// Seconds on the way.
    pub cost_s: f64,
}

impl Route {
    /// Length of the way, m.
    pub fn length_m(&self, graph: &RoadGraph) -> f64 {
        self.links.iter().map(|&id| graph.link(id).length_m).sum()
    }
}

/// What a search knows of a node.
#[derive(Clone, Copy)]
struct Seen {
    /// Seconds from the start; infinite before it is seen.
    spent_s: f64,
    /// The link over which it was reached.
    step: Option<LinkId>,
    /// Whether the links that leave it have been looked at.
    done: bool,
}

/// A lower bound of the seconds that a straight metre can cost, with which
/// searches between two nodes are guided (A*, Hart et al. 1968). It holds for any
/// overlay, since slow and closed links only cost more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    s_per_m: f64,
}

impl Bound {
    /// The bound for a traveller on a graph: the least ratio of the seconds of a
    /// link to the straight distance between its ends (a link of a file may be
    /// shorter than that distance, so a bound from the highest speed alone is none).
    #[must_use]
    pub fn of(graph: &RoadGraph, profile: &Profile) -> Self {
        let mut least = f64::INFINITY;
        for link in graph.links() {
            let straight = graph.node(link.from).distance_m(graph.node(link.to));
            let cost = profile.cost_s(link, LinkState::Open).min(profile.cost_s(link, LinkState::Closed));
            if straight > 0.0 && cost.is_finite() {
                least = least.min(cost / straight);
            }
        }
        // A hair less, so that rounding never makes the bound exceed the true cost.
        Self { s_per_m: if least.is_finite() { least * (1.0 - 1e-9) } else { 0.0 } }
    }

    /// The bound for whoever is nowhere faster than a speed, m/s.
    #[must_use]
    pub fn up_to(graph: &RoadGraph, speed_m_s: f64) -> Self {
        let least = graph.least_detour() / speed_m_s;
        Self { s_per_m: if least.is_finite() { least * (1.0 - 1e-9) } else { 0.0 } }
    }

    /// The cheapest way from one node to another; none if there is no way or a
    /// node is not in the graph. Links cost `cost_s(id, link)` seconds, which must
    /// not be less than the bound's traveller needs.
    pub fn route(
        &self,
        graph: &RoadGraph,
        from: NodeId,
        to: NodeId,
        cost_s: impl Fn(LinkId, &Link) -> f64,
    ) -> Option<Route> {
        let nodes = graph.nodes().len();
        if from.0 as usize >= nodes || to.0 as usize >= nodes {
            return None;
        }
        let goal = graph.node(to);
        // Not `distance_m`: it guards against sizes that no map has, and is slow.
        let ahead = |node: NodeId| {
            let at = graph.node(node);
            let (x, y) = (at.0 - goal.0, at.1 - goal.1);
            (x * x + y * y).sqrt() * self.s_per_m
        };
        let mut seen = vec![Seen { spent_s: f64::INFINITY, step: None, done: false }; nodes];
        let mut heap = BinaryHeap::new();
        seen[from.0 as usize].spent_s = 0.0;
        heap.push(Reverse(key(ahead(from), from)));
        while let Some(Reverse(next)) = heap.pop() {
            let here = node_of(next);
            if here == to {
                break;
            }
            let node = &mut seen[here.0 as usize];
            if std::mem::replace(&mut node.done, true) {
                continue;
            }
            let spent_s = node.spent_s;
            for (id, there) in graph.ways_out(here) {
                let end = &mut seen[there.0 as usize];
                if end.spent_s < spent_s {
                    continue;
                }
                let own = cost_s(id, graph.link(id));
                if !usable(own) {
                    continue;
                }
                let total = spent_s + own;
                let tie = !end.done && total == end.spent_s && end.step.is_some_and(|held| id < held);
                if total < end.spent_s {
                    // Rounding may improve a node already done: look at it again.
                    *end = Seen { spent_s: total, step: Some(id), done: false };
                    heap.push(Reverse(key(total + ahead(there), there)));
                } else if tie {
                    end.step = Some(id);
                }
            }
        }
        let cost_s = seen[to.0 as usize].spent_s;
        if !cost_s.is_finite() {
            return None;
        }
        let mut links = Vec::new();
        let mut here = to;
        while here != from {
            let id = seen[here.0 as usize].step?;
            links.push(id);
            here = graph.link(id).from;
        }
        links.reverse();
        Some(Route { links, cost_s })
    }
}
