//! OpenStreetMap extracts in PBF: roads and buildings.
//!
//! The file is read twice, ways first, then the nodes they need, so that memory
//! follows what is kept and not the file. Relations are counted only: turn
//! restrictions and multipolygon buildings are left out. Data © OpenStreetMap
//! contributors (ODbL): reports that use them say so.

mod read;
mod roads;

pub use read::{OsmCounts, OsmExtract, OsmWay, read};
pub use roads::{AREA, BROKEN, NO_ACCESS, OsmRoad, OsmRules, PATHS, TUNNEL, osm_roads};

#[cfg(test)]
mod tests;
