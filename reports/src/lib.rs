//! Tables, charts and reports; reads results only.
#![deny(missing_docs)]
