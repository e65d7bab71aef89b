//! The Case, one run of it, and plans in lockstep.
#![deny(missing_docs)]

mod bottlenecks;
pub mod case;
pub mod lockstep;
mod log;
pub mod run;

pub use case::{Case, HazardSource, PlanCase, Unconfirmed};
pub use lockstep::{Lockstep, Member, RunError};
pub use run::{Finished, Keep, replicate};
