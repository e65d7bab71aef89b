//! The kernel: what every other crate stands on and what knows no domain.
//!
//! Time in integer milliseconds, identities that are stable hashes of file keys,
//! counter-based random streams addressed by meaning, the order of phases in a
//! tick, event queues with a total order, distributions as they are written in
//! files, snapshots and the state hash made from them, text in two languages.
#![deny(missing_docs)]

pub mod calculator;
pub mod dist;
pub mod id;
pub mod phase;
pub mod queue;
pub mod random;
pub mod snapshot;
pub mod special;
pub mod text;
pub mod time;
pub mod validation;

pub use dist::{Dist, DistError};
pub use id::SimId;
pub use phase::Phase;
pub use queue::EventQueue;
pub use random::{Component, Stream, Streams};
pub use text::{Lang, Text};
pub use time::{Calendar, Clock, SimSpan, SimTime};
