//! One way between two nodes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Profile, key, usable};
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

    /// No knowledge: the search spreads evenly.
    pub const NONE: Self = Self { s_per_m: 0.0 };

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
        let ahead = |node: NodeId| graph.node(node).distance_m(goal) * self.s_per_m;
        let mut spent = vec![f64::INFINITY; nodes];
        let mut step: Vec<Option<LinkId>> = vec![None; nodes];
        let mut done = vec![false; nodes];
        let mut heap = BinaryHeap::new();
        spent[from.0 as usize] = 0.0;
        heap.push(Reverse((key(ahead(from)), from.0)));
        while let Some(Reverse((_, here))) = heap.pop() {
            let h = here as usize;
            if here == to.0 {
                break;
            }
            if std::mem::replace(&mut done[h], true) {
                continue;
            }
            for &id in graph.leaving(NodeId(here)) {
                let link = graph.link(id);
                let t = link.to.0 as usize;
                let own = cost_s(id, link);
                if !usable(own) {
                    continue;
                }
                let total = spent[h] + own;
                let tie = !done[t] && total == spent[t] && step[t].is_some_and(|held| id < held);
                if total < spent[t] {
                    // Rounding may improve a node already done: look at it again.
                    done[t] = false;
                    spent[t] = total;
                    step[t] = Some(id);
                    heap.push(Reverse((key(total + ahead(link.to)), link.to.0)));
                } else if tie {
                    step[t] = Some(id);
                }
            }
        }
        if !spent[to.0 as usize].is_finite() {
            return None;
        }
        let mut links = Vec::new();
        let mut here = to;
        while here != from {
            let id = step[here.0 as usize]?;
            links.push(id);
            here = graph.link(id).from;
        }
        links.reverse();
        Some(Route { links, cost_s: spent[to.0 as usize] })
    }
}
