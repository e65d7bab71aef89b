//! Metrics, outcomes, ensemble layers, run logs and study tables: plain data that others write and reports read.
#![deny(missing_docs)]
