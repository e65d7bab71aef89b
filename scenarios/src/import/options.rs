//! What can be said of a step.

use std::collections::BTreeMap;

use sandtable_space::{Point, Resampling};
use serde::{Deserialize, Serialize};

use crate::project::Window;

/// Kinds of imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Terrain.
    Dem,
    /// Land cover, made to Manning's n.
    Landcover,
    /// Roads.
    Roads,
    /// Zones.
    Zones,
    /// Places with people.
    Places,
    /// Buildings.
    Buildings,
    /// Gauges.
    Gauges,
    /// Inflow hydrographs.
    Inflow,
    /// What lies beyond the edges.
    Boundaries,
}

impl Kind {
    /// All kinds, in the order in which they are best imported.
    pub const ALL: [Self; 9] = [
        Self::Dem,
        Self::Landcover,
        Self::Roads,
        Self::Zones,
        Self::Places,
        Self::Buildings,
        Self::Gauges,
        Self::Inflow,
        Self::Boundaries,
    ];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dem => "dem",
            Self::Landcover => "landcover",
            Self::Roads => "roads",
            Self::Zones => "zones",
            Self::Places => "places",
            Self::Buildings => "buildings",
            Self::Gauges => "gauges",
            Self::Inflow => "inflow",
            Self::Boundaries => "boundaries",
        }
    }

    /// The kind of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The file it writes.
    pub fn file(self) -> &'static str {
        match self {
            Self::Dem => "terrain.tif",
            Self::Landcover => "manning.tif",
            Self::Roads => "roads.geojson",
            Self::Zones => "zones.geojson",
            Self::Places => "places.csv",
            Self::Buildings => "buildings.geojson",
            Self::Gauges => "gauges.csv",
            Self::Inflow => "inflow.csv",
            Self::Boundaries => "boundaries.ron",
        }
    }
}

/// Data moved to where they do not belong, to make an artificial case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The metric system of the true place.
    pub epsg: u32,
    /// Metres to the east.
    pub east_m: f64,
    /// Metres to the north.
    pub north_m: f64,
}

/// Options of a step. What is not given follows from the file and the case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// EPSG code of the file; needed where the file does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_epsg: Option<u32>,
    /// EPSG code of the case; the first step sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epsg: Option<u32>,
    /// Side of a cell of the terrain, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell_m: Option<f64>,
    /// How rasters are resampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resampling: Option<Resampling>,
    /// What lies outside is dropped, in the case's system; the terrain's extent if
    /// there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip: Option<Window>,
    /// Distance within which lines and areas are simplified, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplify_m: Option<f64>,
    /// Distance within which ends of roads are joined, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_m: Option<f64>,
    /// Data from elsewhere are moved here; the case is artificial then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Manning's n by class of land cover.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub manning: BTreeMap<i64, f32>,
    /// Manning's n inside the areas of a land cover file of areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside_n: Option<f32>,
    /// Manning's n elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_n: Option<f32>,
    /// Take foot paths into the road network (by default not).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<bool>,
    /// Depth of road tunnels below the ground, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunnel_sag_m: Option<f64>,
    /// Keep only the largest connected part of the roads (by default yes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_part_only: Option<bool>,
    /// People in a building of which nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupants: Option<u32>,
    /// CSV beside the recipe with key and occupants (floors, use) of buildings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupants_table: Option<String>,
    /// Where an inflow enters, in the case's system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// Radius over which it is spread, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// Name of the column that holds the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_column: Option<String>,
}
