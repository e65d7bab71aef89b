//! Where units go: a list of links, or a shared table of next links.

use std::sync::Arc;

use sandtable_space::routing::Tree;
use sandtable_space::{LinkId, NodeId, RoadGraph};
use serde::{Deserialize, Serialize};

use super::TrafficError;

/// A table of next links, by its number in the traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TableId(pub u32);

/// The way of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Route {
    /// These links, in the order of travel.
    Links(Arc<[LinkId]>),
    /// Whatever the table says at each node, as it is when the unit gets there.
    Table(TableId),
}

impl Route {
    /// A route over a list of links.
    pub fn links(links: impl Into<Arc<[LinkId]>>) -> Self {
        Self::Links(links.into())
    }
}

/// What a table says at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NextStep {
    /// This is a goal.
    Here,
    /// Take this link.
    Take(LinkId),
    /// No goal can be reached.
    NoWay,
}

/// The next link at each node towards the best of some goals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextLinks {
    steps: Vec<u32>,
}

const HERE: u32 = u32::MAX;
const NO_WAY: u32 = u32::MAX - 1;

impl NextLinks {
    /// A table of one step a node.
    ///
    /// # Errors
    /// If a link does not leave its node.
    pub fn new(graph: &RoadGraph, steps: &[NextStep]) -> Result<Self, TrafficError> {
        let mut table = Vec::with_capacity(steps.len());
        for (k, step) in steps.iter().enumerate() {
            table.push(match step {
                NextStep::Here => HERE,
                NextStep::NoWay => NO_WAY,
                NextStep::Take(link) => {
                    let leaves = graph.links().get(link.0 as usize).is_some_and(|l| l.from.0 as usize == k);
                    if !leaves {
                        return Err(TrafficError::Gap { link: link.0, node: k as u32 });
                    }
                    link.0
                }
            });
        }
        Ok(Self { steps: table })
    }

    /// The table of a tree that was grown towards targets.
    pub fn from_tree(graph: &RoadGraph, tree: &Tree) -> Self {
        let inward = tree.is_inward();
        let steps = (0..graph.nodes().len() as u32)
            .map(|k| match (tree.link_at(NodeId(k)), tree.reaches(NodeId(k))) {
                (Some(link), _) if inward => link.0,
                (None, true) => HERE,
                _ => NO_WAY,
            })
            .collect();
        Self { steps }
    }

    /// What to do at a node.
    pub fn at(&self, node: NodeId) -> NextStep {
        match self.steps.get(node.0 as usize) {
            Some(&HERE) => NextStep::Here,
            None | Some(&NO_WAY) => NextStep::NoWay,
            Some(&link) => NextStep::Take(LinkId(link)),
        }
    }
}
