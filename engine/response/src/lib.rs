//! What people and things do: sensing, warning, evacuation, shelters, teams, works and supplies.
#![deny(missing_docs)]

pub mod traffic;
