//! Hazards: pure physics beside thin systems, a module per hazard.
#![deny(missing_docs)]

pub mod flood;
