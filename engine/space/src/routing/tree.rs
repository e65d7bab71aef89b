//! Best ways from a set of nodes to all others, or from all others to a set.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{key, node_of, usable};
use crate::{Link, LinkId, NodeId, RoadGraph};

/// Shortest-path tree over a road graph (Dijkstra 1959). Rooted at sources it
/// tells the way from the nearest source to each node; rooted at targets, the way
/// from each node to its nearest target.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    reached: Vec<Reached>,
    /// Roots are where ways end (true) or start (false).
    inward: bool,
}

/// How a node is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reached {
    /// Seconds to (or from) it; infinite out of reach.
    cost_s: f64,
    /// First link towards the root, `NONE` at roots and out of reach.
    step: u32,
    /// Which of the roots it belongs to, by its place in the list.
    root: u32,
}

/// No link and no root.
const NONE: u32 = u32::MAX;

/// Where a search may stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreeOptions {
    /// Nodes further than this are left out of reach, seconds.
    pub limit_s: f64,
}

impl Default for TreeOptions {
    fn default() -> Self {
        Self { limit_s: f64::INFINITY }
    }
}

impl Tree {
    /// Ways from sources to all nodes. A source is a node and the seconds already
    /// spent there; a link costs `cost_s(id, link)` seconds, and one whose cost is
    /// infinite, negative or no number is not passed.
    pub fn from_sources(
        graph: &RoadGraph,
        sources: &[(NodeId, f64)],
        options: TreeOptions,
        cost_s: impl Fn(LinkId, &Link) -> f64,
    ) -> Self {
        Self::grow(graph, sources, options, cost_s, false)
    }

    /// Ways from all nodes to targets. A target is a node and the seconds still to
    /// spend from there. Costs as in [`Tree::from_sources`].
    pub fn to_targets(
        graph: &RoadGraph,
        targets: &[(NodeId, f64)],
        options: TreeOptions,
        cost_s: impl Fn(LinkId, &Link) -> f64,
    ) -> Self {
        Self::grow(graph, targets, options, cost_s, true)
    }

    fn grow(
        graph: &RoadGraph,
        roots: &[(NodeId, f64)],
        options: TreeOptions,
        cost_s: impl Fn(LinkId, &Link) -> f64,
        inward: bool,
    ) -> Self {
        let nodes = graph.nodes().len();
        let mut reached = vec![Reached { cost_s: f64::INFINITY, step: NONE, root: NONE }; nodes];
        let mut heap = BinaryHeap::new();
        for (place, &(node, spent)) in roots.iter().enumerate() {
            let Some(here) = reached.get_mut(node.0 as usize) else { continue };
            // Strictly better only: of equal roots the first keeps the node.
            if usable(spent) && spent <= options.limit_s && spent < here.cost_s {
                here.cost_s = spent;
                here.root = place as u32;
                heap.push(Reverse(key(spent, node)));
            }
        }
        while let Some(Reverse(next)) = heap.pop() {
            let here = node_of(next);
            let Reached { cost_s: spent, root, .. } = reached[here.0 as usize];
            // A shorter way was found after this one: it has been looked at.
            if key(spent, here) != next {
                continue;
            }
            let mut look = |id: LinkId, there: NodeId| {
                let end = &mut reached[there.0 as usize];
                // No link costs less than nothing.
                if end.cost_s < spent {
                    return;
                }
                let own = cost_s(id, graph.link(id));
                if !usable(own) {
                    return;
                }
                let total = spent + own;
                let shorter = total < end.cost_s;
                // A root keeps itself at a tie; elsewhere the lower link number wins.
                // A link without cost wins no tie: ways would run in circles.
                let tie = total == end.cost_s && total > spent && end.step != NONE && id.0 < end.step;
                if total <= options.limit_s && (shorter || tie) {
                    *end = Reached { cost_s: total, step: id.0, root };
                    if shorter {
                        heap.push(Reverse(key(total, there)));
                    }
                }
            };
            if inward {
                graph.ways_in(here).for_each(|(id, there)| look(id, there));
            } else {
                graph.ways_out(here).for_each(|(id, there)| look(id, there));
            }
        }
        Self { reached, inward }
    }

    /// Whether the ways lead to the roots, not from them.
    pub fn is_inward(&self) -> bool {
        self.inward
    }

    /// Seconds between a node and the roots; infinite if out of reach or unknown.
    pub fn cost_s(&self, node: NodeId) -> f64 {
        self.reached.get(node.0 as usize).map_or(f64::INFINITY, |node| node.cost_s)
    }

    /// Whether there is a way.
    pub fn reaches(&self, node: NodeId) -> bool {
        self.cost_s(node).is_finite()
    }

    /// The link at a node on its way: for ways to targets the link to take next,
    /// for ways from sources the link by which one arrived. None at a root.
    pub fn link_at(&self, node: NodeId) -> Option<LinkId> {
        self.reached.get(node.0 as usize).map(|node| node.step).filter(|&link| link != NONE).map(LinkId)
    }

    /// Which root a node belongs to: its place in the list given to the search.
    pub fn root_of(&self, node: NodeId) -> Option<usize> {
        let root = self.reached.get(node.0 as usize)?.root;
        (root != NONE).then_some(root as usize)
    }

    /// Links of the way between a node and its root, in the order of travel; empty
    /// at a root, none out of reach.
    pub fn path(&self, graph: &RoadGraph, node: NodeId) -> Option<Vec<LinkId>> {
        self.root_of(node)?;
        let mut links = Vec::new();
        let mut here = node;
        while let Some(id) = self.link_at(here) {
            links.push(id);
            let link = graph.link(id);
            here = if self.inward { link.to } else { link.from };
        }
        if !self.inward {
            links.reverse();
        }
        Some(links)
    }
}
