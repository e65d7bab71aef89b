//! Medical: who still lives after waiting, and how the hurt get worse.
//!
//! * [`survival`]: shares alive over time while waiting for rescue, as published.
//! * [`rcrs`]: health, damage and digging of the RoboCup Rescue simulation, and its score.
//!
//! Pure functions. Left out so far: burns, poisoning, and wounds by severity at triage,
//! for which there is no curve with a source yet.

pub(crate) mod checks;
pub mod rcrs;
pub mod survival;

pub use rcrs::Casualty;
pub use survival::{Survival, SurvivalError, hayward_min};
