//! Power and mobile networks.

use sandtable_kernel::{Dist, Text};
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

/// `lifelines.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifelines {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` or `assumed` if unconfirmed.
    #[serde(default)]
    pub status: Option<String>,
    /// Substations.
    pub substations: Vec<Substation>,
    /// Base stations.
    pub base_stations: BaseStations,
}

/// A substation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substation {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// Switchgear above the ground, m.
    pub floor_m: f64,
    /// Keys of the administrative units it feeds.
    pub feeds: Vec<String>,
}

/// Base stations: one in the middle of each community.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseStations {
    /// How far they reach, m.
    pub reach_m: f64,
    /// Cabinet beside a mast, above the ground, m.
    pub cabinet_m: f64,
    /// Cabinet on a roof, above the ground, m.
    pub roof_m: f64,
    /// Kinds of settlement where they stand on roofs.
    pub on_roofs: Vec<String>,
    /// How long a battery lasts without power, h.
    pub battery_h: Dist,
}
