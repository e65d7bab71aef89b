//! All that a report is made of, in one value: written by whoever ran the study,
//! read by the report writer alone.

use sandtable_kernel::Text;
use sandtable_space::{Grid, Point};
use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, StudyManifest};
use crate::table::StudyTable;

/// What a line on a map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineKind {
    /// Motorways, trunk and primary roads.
    MainRoad,
    /// Other roads.
    Road,
    /// Levees and walls.
    Levee,
    /// Borders of administrative units or zones.
    Border,
}

/// A line on a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapLine {
    /// What it is.
    pub kind: LineKind,
    /// Its points.
    pub points: Vec<Point>,
}

/// What a place on a map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKind {
    /// A town or district whose name is written.
    Town,
    /// A river or tide gauge.
    Gauge,
    /// A shelter.
    Shelter,
    /// A hospital.
    Hospital,
}

/// A named place on a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// What it is.
    pub kind: PlaceKind,
    /// Where.
    pub at: Point,
    /// Its name.
    pub name: Text,
}

/// What all maps of a report are drawn on.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseMap {
    /// Ground, m above the datum; NaN where there is none.
    pub ground_m: Grid<f32>,
    /// Cells that are water in ordinary times (river, sea, lakes); not flooded land.
    pub water: Vec<bool>,
    /// Lines.
    pub lines: Vec<MapLine>,
    /// Places.
    pub places: Vec<MapPlace>,
    /// EPSG code of the coordinates, if they are real.
    pub epsg: Option<u16>,
}

/// Maps of one plan over all replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanMaps {
    /// Key of the plan.
    pub plan: String,
    /// Maximum depth that half of the replicates do not exceed, m.
    pub depth_p50_m: Grid<f32>,
    /// Maximum depth that nine in ten replicates do not exceed, m.
    pub depth_p90_m: Grid<f32>,
    /// Time by which water had come in half of the replicates, h; NaN elsewhere.
    pub arrival_p50_h: Grid<f32>,
}

/// How long the study took; no part of its identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// Wall-clock seconds.
    pub wall_s: f64,
    /// Threads.
    pub threads: usize,
    /// Hazards that were run, forks included.
    pub hazards: u64,
}

/// A finished (or interrupted) study of plans.
#[derive(Clone, Debug)]
pub struct StudyBundle {
    /// Identity: seed, hashes, version.
    pub manifest: StudyManifest,
    /// What a reader has to know of the scenario (a fictional city, say).
    pub note: Text,
    /// Local date and time of the start, as people write it.
    pub start: String,
    /// Time zone of the start and its offset: `Asia/Shanghai UTC+08:00`.
    pub zone: String,
    /// All outcomes used.
    pub table: StudyTable,
    /// Statistics.
    pub comparison: Comparison,
    /// What the maps are drawn on.
    pub base: BaseMap,
    /// Maps by plan.
    pub maps: Vec<PlanMaps>,
    /// How long it took.
    pub effort: Effort,
}
