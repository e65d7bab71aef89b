//! Shortest paths over a road graph whose links may be slow or closed.
//!
//! A [`Profile`] says who travels and turns a link and its state into seconds;
//! [`Tree`] holds the best ways from (or to) a set of nodes to (or from) all
//! others; [`Bound::route`] finds one way between two nodes; [`weak_components`]
//! and [`strong_components`] say what hangs together.
//!
//! Everything is deterministic: the heap is keyed by (cost, node number), and of
//! two ways of the same cost the one over the lower link number is kept. Turn
//! costs and waiting at junctions are left out; queues belong to whoever moves
//! things on the links.

mod components;
mod profile;
mod route;
mod tree;

pub use components::{largest_component, strong_components, weak_components};
pub use profile::{LinkCosts, Mode, Profile};
pub use route::{Bound, Route};
pub use tree::{Tree, TreeOptions};

use crate::NodeId;

/// Seconds and a node as one order-preserving key: costs are never negative, and for
/// those the bits of a float sort as the float does.
fn key(cost_s: f64, node: NodeId) -> u128 {
    u128::from(cost_s.to_bits()) << 32 | u128::from(node.0)
}

/// The node of a key.
fn node_of(key: u128) -> NodeId {
    NodeId(key as u32)
}

/// A cost that can be used: neither negative, infinite nor not a number.
fn usable(cost_s: f64) -> bool {
    cost_s >= 0.0 && cost_s.is_finite()
}

#[cfg(test)]
mod tests;
