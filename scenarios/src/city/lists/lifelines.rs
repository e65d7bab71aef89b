//! Power and mobile networks.

use sandtable_kernel::Dist;
use serde::{Deserialize, Serialize};

use crate::place::Substation;

/// `lifelines.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifelines {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` or `assumed` if unconfirmed.
    #[serde(default)]
    pub status: Option<String>,
    /// Substations; each feeds towns and streets.
    pub substations: Vec<Substation>,
    /// Base stations.
    pub base_stations: BaseStations,
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
