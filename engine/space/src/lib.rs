//! Space: grids, geometry, road graphs with routing and the list of quantities.
//!
//! Coordinates are metres in the case's projected system, x to the east and y to
//! the north. Files are read elsewhere (`sandtable-scenarios`).
#![deny(missing_docs)]

#[cfg(test)]
mod fixtures;
pub mod geometry;
pub mod grid;
pub mod index;
pub mod overlay;
pub mod quantity;
pub mod rasterise;
pub mod road;
pub mod routing;
pub mod sample;
mod simplify;
pub mod terrain;

pub use geometry::{Point, Polygon, Polyline};
pub use grid::{Frame, Grid};
pub use index::{LinkIndex, OnLink, PointIndex};
pub use overlay::{LinkState, Overlay};
pub use quantity::Quantity;
pub use road::{Link, LinkId, NodeId, RoadClass, RoadGraph};
pub use sample::Resampling;
