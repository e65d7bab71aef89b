//! What the canonical files of a case folder hold.

use sandtable_hazards::flood::site::EdgeSpec;
use sandtable_kernel::Text;
use sandtable_space::{Point, Polygon};
use serde::{Deserialize, Serialize};

/// A zone of `zones.geojson`: properties `key`, `name_zh`, `name_en`, `category`,
/// `population`.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneRow {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Why its people are on a list, as the file says.
    pub category: Option<String>,
    /// Residents.
    pub population: Option<u32>,
    /// Outline, m.
    pub polygon: Polygon,
}

/// A place of `places.csv`: columns `key,name_zh,name_en,kind,x,y,population`.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// What it is, such as `village` or `shelter`; empty if the file does not say.
    pub kind: String,
    /// Where it is, m.
    pub at: Point,
    /// Residents or places; none if not known.
    pub population: Option<u32>,
}

/// A building of `buildings.geojson`: properties `key`, `floors`, `occupants`, `use`.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildingRow {
    /// Key.
    pub key: String,
    /// Floors above the ground.
    pub floors: u32,
    /// People who live or work in it.
    pub occupants: u32,
    /// What it is used for, such as `home`.
    pub use_: String,
    /// Outline, m.
    pub polygon: Polygon,
}

/// A gauge of `gauges.csv`: columns `key,name_zh,name_en,x,y,warning_m,guarantee_m,
/// crest_m,observed_m`; levels may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeRow {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it stands, m.
    pub at: Point,
    /// Warning level, m.
    pub warning_m: Option<f64>,
    /// Guarantee level, m.
    pub guarantee_m: Option<f64>,
    /// Crest of the levee there, m.
    pub crest_m: Option<f64>,
    /// An observed level of the event, for comparison, m.
    pub observed_m: Option<f64>,
}

/// An inflow of `inflow.csv`: columns `key,x,y,radius_m,time_s,m3_s`.
#[derive(Clone, Debug, PartialEq)]
pub struct InflowRow {
    /// Key.
    pub key: String,
    /// Where it enters, m.
    pub at: Point,
    /// Radius of the disc over which it is spread, m; 0 for one cell.
    pub radius_m: f64,
    /// Time after the start, s, and discharge, m³/s; linear between.
    pub hydrograph: Vec<(f64, f64)>,
}

/// `boundaries.ron`: what lies beyond the edges; closed where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundaries {
    /// Stretches of edges that are not closed.
    pub edges: Vec<EdgeSpec>,
}
