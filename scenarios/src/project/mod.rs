//! Coordinate systems by EPSG code, and carrying points and rasters between them.
//!
//! Known are WGS 84 (4326) with its UTM zones (326xx, 327xx), CGCS2000 (4490) with
//! its Gauss–Krüger zones of six (4491–4512) and three degrees (4513–4554), and
//! GDA94 and GDA2020 with their MGA zones. The three datums are taken as one: they
//! differ by centimetres (CGCS2000) to about two metres (WGS 84 of today against
//! GDA94, by the drift of the plate), which terrain and streets do not resolve.
//! GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, have no EPSG code
//! and are not read. The projections themselves are those of the crate `proj4rs`.

mod crs;
mod warp;

pub use crs::{Crs, ProjectError, Transform};
pub use warp::{Window, frame_covering, warp};

#[cfg(test)]
mod tests;
