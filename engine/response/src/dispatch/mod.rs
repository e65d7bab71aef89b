//! Dispatch: which team goes to which call, and the queueing theory that says how
//! long calls wait. Pure functions; teams, travel and the picture that a dispatcher
//! has are elsewhere.
//!
//! * [`choice`]: the nearest idle team by believed time of arrival, the next call by
//!   priority and age, and both together.
//! * [`theory`]: Erlang's and Cobham's formulas, Larson's hypercube of two units,
//!   distances in a field of units.
//! * [`service`]: calls served by finitely many teams, event by event, by the same
//!   choices; what the theory is checked against.

pub(crate) mod checks;
pub mod choice;
pub mod service;
pub mod theory;

pub use choice::{Call, Offer, assign, nearest, next_call};
pub use service::{Job, Served, WhenBusy, serve};
