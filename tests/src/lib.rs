//! Cross-crate validation, determinism, golden and command-line tests.
#![deny(missing_docs)]

pub mod fixture;
