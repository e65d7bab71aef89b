//! Traffic: units (packets of vehicles, walkers, boats) on the road graph.
//!
//! Vehicles queue by Newell's kinematic waves on each link (Newell 1993, TR-B
//! 27(4) 281–313; as link model: Yperman 2007, "The Link Transmission Model"). A
//! link has a triangular fundamental diagram: free speed v_f, backward wave w and
//! jam density k_j a lane, hence q_max = k_j·v_f·w/(v_f + w). A unit leaves a link
//! no earlier than L/v_f after it entered, and enters while
//! N_in(t) ≤ N_out(t − L/w) + k_j·L. Queues therefore have length, spill back at
//! the right time and dissolve from the front; there is no time step, and a unit
//! costs O(log n) a link.
//!
//! * Links are first in, first out. Where several links and the driveways of a node
//!   compete for one link, they merge in proportion to their capacities (Ni &
//!   Leonard 2005, TR-C 13(3) 194–214) by start-time fair queueing, so a share is
//!   kept over any span in which the queue stands.
//! * A unit is a packet: its first vehicle moves as above, the others follow at the
//!   capacity of the link. With packets of one vehicle the model is Newell's own.
//! * Units follow an explicit list of links or a shared table of next links (one
//!   reverse tree serves all who go to the same shelters); when a table is swapped,
//!   everybody takes the new way at the next node.
//! * Where a link closes, units on it are stranded where they stand; those about to
//!   enter take the table's new way, or leave the carriageway and wait.
//! * Walkers, boats and vehicles with priority use the same links without queueing.
//! * A closed ring of full links, in which nobody can move, is broken by letting one
//!   unit squeeze in after a while (`FlowParams::gridlock_after`), and counted.
//!
//! Beside it stand two models that know no time: [`assignment`], the static equilibrium
//! of a steady demand on the same network, and [`SpeedDensity`], LifeSim's curve.
//!
//! Left out: lane changes and overtaking on a link, turning lanes, signals as such
//! (their mean green is in the flow limit), the size of junctions.

pub mod assignment;
pub(crate) mod checks;
mod closures;
pub(crate) mod density;
mod engine;
mod entry;
mod flow;
pub mod grid20;
mod network;
mod query;
mod route;
mod section;
mod state;
#[cfg(test)]
mod tests;

pub use density::{CensusClass, MILE_M, MPH, SpeedDensity};
pub use engine::{Departure, Traffic};
pub use flow::{FlowLimits, FlowParams};
pub use network::{ClassId, Network, VehicleClass};
pub use query::{Ledger, Place};
pub use route::{NextLinks, NextStep, Route, TableId};
pub use section::TrafficSection;
pub use state::TrafficState;

use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{LinkId, NodeId};
use serde::{Deserialize, Serialize};

/// Something that happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrafficEvent {
    /// When, rounded up to the millisecond.
    pub at: SimTime,
    /// To whom.
    pub unit: SimId,
    /// The number that whoever sent the unit gave it.
    pub owner: u64,
    /// Vehicles (or walkers) in the unit.
    pub vehicles: u16,
    /// What.
    pub what: TrafficEventKind,
}

/// What happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum TrafficEventKind {
    /// It reached its goal; a packet does so with its middle vehicle.
    Arrived {
        /// The goal.
        node: NodeId,
    },
    /// It entered a link (told only if asked for).
    Entered {
        /// The link.
        link: LinkId,
    },
    /// The link closed under it.
    Stranded {
        /// The link.
        link: LinkId,
        /// How far along the link it stands, 0 to 1.
        share: f64,
    },
    /// There is no way on; it has left the carriageway and waits.
    NoWay {
        /// Where.
        node: NodeId,
    },
    /// A way on was found; it wants to move again.
    Resumed {
        /// Where.
        node: NodeId,
    },
    /// It squeezed out of a ring of full links in which nobody could move.
    Squeezed {
        /// The link that it left.
        link: LinkId,
    },
}

/// What is wrong with a request to the traffic.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrafficError {
    /// A parameter of the flow is out of range.
    #[error("{name} of the traffic flow is {value}; it must be {expected}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What was found.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// No such class of vehicles.
    #[error("vehicle class {class} is not in the network's list of {known}; add it there")]
    NoSuchClass {
        /// What was given.
        class: u8,
        /// Length of the list.
        known: usize,
    },
    /// No such node.
    #[error("node {node} is not in the road graph, which has {nodes} nodes")]
    NoSuchNode {
        /// What was given.
        node: u32,
        /// Number of nodes.
        nodes: usize,
    },
    /// No such link.
    #[error("link {link} is not in the road graph, which has {links} links")]
    NoSuchLink {
        /// What was given.
        link: u32,
        /// Number of links.
        links: usize,
    },
    /// No such table.
    #[error("table {table} was never added; there are {known}")]
    NoSuchTable {
        /// What was given.
        table: u32,
        /// Number of tables.
        known: usize,
    },
    /// A route or a table has a gap.
    #[error("link {link} does not leave node {node}, where the way has come to")]
    Gap {
        /// The link.
        link: u32,
        /// The node.
        node: u32,
    },
    /// A unit of this name is under way.
    #[error("unit {0:?} is already under way; withdraw it first or give it another name")]
    UnderWay(SimId),
    /// No unit of this name is under way.
    #[error("unit {0:?} is not under way")]
    NotUnderWay(SimId),
    /// A stranded unit cannot drive on.
    #[error("unit {0:?} is stranded; withdraw it and let it depart anew")]
    IsStranded(SimId),
    /// A unit without vehicles.
    #[error("unit {0:?} has no vehicles")]
    Empty(SimId),
}
