//! Static user equilibrium: who drives where when everybody knows the times and
//! nobody gains by another way (Wardrop 1952, first principle), for a steady flow
//! between places.
//!
//! The static mode of the same network: graph, free times and capacities are those of
//! the event model, the time on a link follows from its flow by a curve
//! ([`Latency`]). It answers what a lasting demand does to the roads (which links are
//! full, how much detours are worth) in milliseconds. Left out: time, queues and
//! spillback, turning and junction delays, several classes at once.
//!
//! Solved by path equilibration with Newton shifts (Dafermos & Sparrow 1969, J. Res.
//! NBS 73B 91–118; as gradient projection: Jayakrishnan et al. 1994, TRR 1443), which
//! minimises the objective of Beckmann, McGuire & Winsten 1956. Trips, paths and
//! links are walked in fixed order: same bits on every machine.

pub(crate) mod checks;
mod equilibrium;
mod latency;
#[cfg(test)]
mod tests;
mod tntp;

pub use equilibrium::{Effort, Equilibrium, Trips, equilibrium};
pub use latency::{BPR_POWER, BPR_SHARE, Latency, latencies};

/// Why there is no equilibrium.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AssignmentError {
    /// Another number of curves than of links.
    #[error("{curves} latency curves for {links} links; give one a link")]
    Curves {
        /// Curves given.
        curves: usize,
        /// Links of the graph.
        links: usize,
    },
    /// A curve that is not finite, rising and convex.
    #[error(
        "the latency curve of link {link} is not usable; times have to be 0 or more, capacity above 0, power 1 or more"
    )]
    Latency {
        /// The link.
        link: u32,
    },
    /// A flow that is none.
    #[error("{flow_s} cars/s from node {from} to node {to}; a flow is 0 or more")]
    Flow {
        /// Start.
        from: u32,
        /// End.
        to: u32,
        /// What was given.
        flow_s: f64,
    },
    /// No way for somebody.
    #[error("no way from node {from} to node {to}; open a link or leave the trips out")]
    NoWay {
        /// Start.
        from: u32,
        /// End.
        to: u32,
    },
}
