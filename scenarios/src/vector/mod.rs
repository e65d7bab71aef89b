//! Points, lines and areas in files: GeoJSON and CSV, and road graphs from lines.
//!
//! [`read_features`] reads GeoJSON (RFC 7946, and the `crs` member of its 2008
//! form), [`Table`] reads CSV by the names of its columns. Coordinates are those of
//! the file; who reads them carries them to the case's system. [`RoadLine`]s become
//! a graph by [`build_graph`], whichever file they came from.

mod features;
mod graph;
mod roads;
mod table;
mod topology;

pub use features::{Feature, Features, Geometry, read_features, write_features};
pub use graph::{CUT_OFF, GraphOptions, LINKS, NO_LENGTH, NODES, build_graph};
pub use roads::{
    NO_CLASS, NO_LINE, NO_ROAD, NO_SPEED, RoadLine, RoadRules, class_name, class_of_name, class_rules,
    road_lines, road_properties,
};
pub use table::{Row, Table};
pub use topology::{Snap, Vertexed, snapped};

#[cfg(test)]
mod tests;
