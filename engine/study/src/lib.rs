//! Replicates, sampling, statistics and plan comparison.
#![deny(missing_docs)]
