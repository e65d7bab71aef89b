//! The Case, one run of it, and plans in lockstep.
#![deny(missing_docs)]
