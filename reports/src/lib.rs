//! Tables, charts and reports; reads results only.
#![deny(missing_docs)]

pub mod text;
pub mod raster;
