//! Space: grids, geometry, road graphs with routing and the list of quantities.
//!
//! Coordinates are metres in the case's projected system, x to the east and y to
//! the north. Files are read elsewhere (`sandtable-scenarios`).
#![deny(missing_docs)]

pub mod geometry;
pub mod grid;
pub mod overlay;
pub mod quantity;
pub mod road;

pub use geometry::{Point, Polygon, Polyline};
pub use grid::{Frame, Grid};
pub use overlay::{LinkState, Overlay};
pub use quantity::Quantity;
pub use road::{Link, LinkId, NodeId, RoadClass, RoadGraph};
