//! Readers, checks and importers of scenario, plan and study files, and the built-in library.
#![deny(missing_docs)]

pub mod city;
pub mod file;

pub mod data;
pub mod import;
pub mod open;
pub mod osm;
pub mod place;
pub mod project;
pub mod raster;
pub mod vector;
