//! A flood site as files describe it: what stands on the terrain. Places are points
//! in metres; every thing has a key, from which its [`SimId`] follows. Numbers are
//! metres, seconds, m³/s and m above the datum unless the name says otherwise.

use sandtable_kernel::{Dist, SimId};
use sandtable_space::{Point, Polyline};
use serde::{Deserialize, Serialize};

use crate::flood::hydrology::catchment::{Loss, UnitHydrograph};
use crate::flood::hydrology::green_ampt::GreenAmpt;
use crate::flood::solver::{Edge, Side};

/// Everything on a site beside its layers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteSpec {
    /// What becomes of rain on the ground; the layer `soil` names them by position.
    pub soils: Vec<SoilSpec>,
    /// Sea, lakes and river ends with a given level; the layer `stage` names them by
    /// position from 1.
    pub stages: Vec<StageSpec>,
    /// Areas drained by sewers; the layer `drain` names them by position from 1.
    pub drains: Vec<DrainSpec>,
    /// Levees and walls.
    pub levees: Vec<LeveeSpec>,
    /// Gates and sluices.
    pub gates: Vec<GateSpec>,
    /// Pumping stations.
    pub pumps: Vec<PumpSpec>,
    /// Reservoirs.
    pub reservoirs: Vec<ReservoirSpec>,
    /// Hill catchments whose runoff is reckoned as a whole.
    pub catchments: Vec<CatchmentSpec>,
    /// Places where rivers enter.
    pub inflows: Vec<InflowSpec>,
    /// What lies beyond the edges of the grid.
    pub edges: Vec<EdgeSpec>,
    /// Gauges.
    pub gauges: Vec<GaugeSpec>,
}

/// What becomes of rain on a kind of ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoilSpec {
    /// Key.
    pub key: String,
    /// The rule.
    pub loss: SoilLoss,
    /// Depth that the surface holds back in hollows or behind the banks of fields before
    /// water runs off, mm. It infiltrates later; sewers do not take it.
    #[serde(default)]
    pub storage_mm: f64,
}

/// Loss of rain on a cell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum SoilLoss {
    /// Everything runs off.
    Sealed,
    /// Green–Ampt; water that stands or flows on the cell goes on infiltrating.
    GreenAmpt(GreenAmpt),
    /// Curve number method on the rain that falls here.
    CurveNumber {
        /// Curve number, above 0 up to 100.
        curve_number: f64,
    },
    /// An initial loss of the rain, then a constant rate, also of standing water.
    InitialAndRate {
        /// Initial loss, mm.
        initial_mm: f64,
        /// Rate, mm/h.
        rate_mm_h: f64,
    },
    /// No rain on these cells: a catchment of the site holds it.
    InCatchment,
}

/// Cells whose water level is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageSpec {
    /// Key.
    pub key: String,
    /// Level where the forcing gives none, m.
    #[serde(default)]
    pub level_m: f64,
}

/// Where water that leaves a drain, pump, gate or reservoir goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Outlet {
    /// Into the cell at a point.
    Point(Point),
    /// Into a stage (sea, lake), by key; its level counts.
    Stage(String),
    /// Out of the model; no level counts.
    #[default]
    Outside,
}

/// An area with storm sewers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrainSpec {
    /// Key.
    pub key: String,
    /// Capacity by gravity, mm/h over the area.
    pub capacity_mm_h: f64,
    /// Share of the inlets that are open, 0 to 1.
    #[serde(default = "one")]
    pub service: Dist,
    /// Capacity of pumps at the outfall, mm/h, not locked by a high outfall level. Needs
    /// power.
    #[serde(default)]
    pub pumped_mm_h: f64,
    /// Where it ends.
    #[serde(default)]
    pub outfall: Outlet,
    /// Head over the outfall at which it has its full capacity, m.
    #[serde(default = "half_metre")]
    pub design_head_m: f64,
}

/// A levee, wall or embankment thinner than a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeveeSpec {
    /// Key.
    pub key: String,
    /// Its course.
    pub line: Polyline,
    /// Its crest.
    pub crest: Crest,
}

/// Level of a crest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Crest {
    /// One level, m above the datum.
    Level(f64),
    /// Levels at distances along the line, m and m above the datum; linear between.
    Profile(Vec<(f64, f64)>),
    /// Height above the higher of the two cells beside it, m.
    AboveGround(f64),
}

/// A gate or sluice between an inner and an outer water.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateSpec {
    /// Key.
    pub key: String,
    /// Cell on the inner side.
    pub inner: Point,
    /// Outer side.
    pub outer: Outlet,
    /// Width, m.
    pub width_m: f64,
    /// Level of the sill, m.
    pub sill_m: f64,
    /// Height of the full opening, m.
    pub height_m: f64,
    /// Opening at the start, 0 to 1.
    #[serde(default)]
    pub opening: f64,
    /// A flap: water passes from the inner to the outer side only.
    #[serde(default)]
    pub flap: bool,
    /// Whether it takes power to move it.
    #[serde(default)]
    pub needs_power: bool,
}

/// Who runs a pumping station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PumpControl {
    /// Starts and stops by itself at its levels.
    #[default]
    Automatic,
    /// Runs only when an operator has switched it on.
    Operator,
}

/// A pumping station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PumpSpec {
    /// Key.
    pub key: String,
    /// Where it draws water.
    pub intake: Point,
    /// Where it lets it out.
    #[serde(default)]
    pub outlet: Outlet,
    /// Flow against head: m and m³/s, heads rising. Beyond the last head nothing
    /// flows. One row: the same flow at any head.
    pub curve: Vec<(f64, f64)>,
    /// Level at the intake at which it starts, m.
    pub start_m: f64,
    /// Level at the intake at which it stops, m.
    pub stop_m: f64,
    /// Who runs it.
    #[serde(default)]
    pub control: PumpControl,
}

/// A spillway without gates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spillway {
    /// Level of the crest, m.
    pub crest_m: f64,
    /// Width, m.
    pub width_m: f64,
}

/// A reservoir.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservoirSpec {
    /// Key.
    pub key: String,
    /// Level, m, and storage, m³, both rising.
    pub storage: Vec<(f64, f64)>,
    /// Level at the start, m.
    pub initial_m: Dist,
    /// Spillway.
    pub spillway: Spillway,
    /// What the outlet works can pass: level, m, and flow, m³/s.
    pub outlet: Vec<(f64, f64)>,
    /// Rule curve: level, m, and release by rule, m³/s. `SetGate` on the reservoir's
    /// key overrides it with a share of what the outlet can pass.
    pub rule: Vec<(f64, f64)>,
    /// Catchments that flow into it.
    #[serde(default)]
    pub catchments: Vec<String>,
    /// Where it releases.
    #[serde(default)]
    pub release_to: Outlet,
    /// Flood limit level (汛限水位), m.
    pub limit_m: f64,
    /// Design flood level (设计洪水位), m.
    pub design_m: f64,
    /// Check flood level (校核洪水位), m.
    pub check_m: f64,
}

/// A hill catchment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatchmentSpec {
    /// Key.
    pub key: String,
    /// Area, km².
    pub area_km2: f64,
    /// Points whose mean rain is its rain.
    pub points: Vec<Point>,
    /// Losses.
    pub loss: Loss,
    /// Shape of its answer.
    pub shape: UnitHydrograph,
    /// Base flow, m³/s.
    #[serde(default)]
    pub base_m3_s: f64,
}

/// A place where a river enters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InflowSpec {
    /// Key.
    pub key: String,
    /// Cells that receive it, in equal parts.
    pub points: Vec<Point>,
    /// Catchments that flow into it.
    #[serde(default)]
    pub catchments: Vec<String>,
}

/// A stretch of an edge of the grid that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeSpec {
    /// Side.
    pub side: Side,
    /// Start along the side from its south or west end, m.
    #[serde(default)]
    pub from_m: f64,
    /// End along the side, m; the whole side by default.
    #[serde(default = "far")]
    pub to_m: f64,
    /// What lies beyond.
    pub edge: Edge,
}

/// A gauge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaugeSpec {
    /// Key.
    pub key: String,
    /// Where it stands.
    pub point: Point,
    /// Warning level (警戒水位), m.
    #[serde(default)]
    pub warning_m: Option<f64>,
    /// Guarantee level (保证水位), m.
    #[serde(default)]
    pub guarantee_m: Option<f64>,
    /// Rating: level, m, and discharge, m³/s.
    #[serde(default)]
    pub rating: Vec<(f64, f64)>,
}

fn one() -> Dist {
    Dist::Fixed(1.0)
}

fn half_metre() -> f64 {
    0.5
}

fn far() -> f64 {
    1e9
}

macro_rules! keyed {
    ($($spec:ty),*) => {
        $(impl $spec {
            /// Its identity.
            #[must_use]
            pub fn id(&self) -> SimId {
                SimId::from_key(&self.key)
            }
        })*
    };
}
keyed!(
    StageSpec,
    DrainSpec,
    LeveeSpec,
    GateSpec,
    PumpSpec,
    ReservoirSpec,
    CatchmentSpec,
    InflowSpec,
    GaugeSpec
);
