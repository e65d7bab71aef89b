//! The recipe of the roads, as `roads.ron` writes it.

use sandtable_kernel::Text;
use sandtable_space::{Point, Polyline, RoadClass};
use serde::{Deserialize, Serialize};

/// Through roads, classes, bridges and underpasses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadRecipe {
    /// Where the figures of the classes come from.
    pub source: String,
    /// `recalled` if nobody has confirmed them against the source.
    pub status: Option<String>,
    /// Lanes and speed of each class.
    pub classes: Vec<ClassRow>,
    /// Through roads.
    pub roads: Vec<ThroughRoad>,
    /// Named bridges.
    pub bridges: Vec<BridgeRecipe>,
    /// Underpasses.
    pub underpasses: Vec<UnderpassRecipe>,
}

/// Lanes and speed of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRow {
    /// Class.
    pub class: RoadClass,
    /// Lanes in each direction.
    pub lanes: u8,
    /// Speed without other traffic, km/h.
    pub free_speed_km_h: f64,
}

/// A road drawn by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThroughRoad {
    /// Key; its links are called `road.<key>.<k>`.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Class.
    pub class: RoadClass,
    /// Course.
    pub line: Polyline,
}

/// A named bridge over a wide river.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BridgeRecipe {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// A place near its middle.
    pub near: Point,
    /// Level of the roadway, m.
    pub deck_m: f64,
}

/// An underpass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderpassRecipe {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// A place on it.
    pub near: Point,
    /// How far the roadway lies below the ground beside it, m.
    pub sag_m: f64,
}
