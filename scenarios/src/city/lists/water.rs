//! Gauges, works on the water, and the flood itself. What the flood model takes is
//! in `spec`, in its own types; around it stand names and persons.

use sandtable_hazards::flood::forcing::FloodForcing;
use sandtable_hazards::flood::site::{
    DrainSpec, EdgeSpec, GateSpec, GaugeSpec, InflowSpec, PumpSpec, ReservoirSpec, StageSpec,
};
use sandtable_kernel::Text;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::city::terrain::Person;

/// `gauges.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gauges {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// River and tide gauges.
    pub gauges: Vec<Gauge>,
    /// Rain gauges.
    pub rain_gauges: Vec<RainGauge>,
}

/// Kinds of gauges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GaugeKind {
    /// In a river.
    River,
    /// By the sea.
    Tide,
}

/// A river or tide gauge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gauge {
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: GaugeKind,
    /// Crest of the levee at the gauge, m.
    pub crest_m: f64,
    /// Time between two readings, minutes.
    pub interval_min: f64,
    /// Standard deviation of a reading, m.
    pub error_sd_m: f64,
    /// Chance that a reading fails.
    pub outage: f64,
    /// Key, place, marks and rating.
    pub spec: GaugeSpec,
}

/// A rain gauge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RainGauge {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it stands.
    pub at: Point,
}

/// `water.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterWorks {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// Reservoirs.
    pub reservoirs: Vec<Reservoir>,
    /// Sluices.
    pub gates: Vec<Gate>,
    /// Pumping stations.
    pub pumps: Vec<Pump>,
    /// Storm drains of built-up areas.
    pub drains: Vec<DrainZone>,
    /// The sea as a given level.
    pub sea: StageSpec,
    /// Where rivers enter.
    pub inflows: Vec<InflowSpec>,
    /// Open stretches of the edge of the map.
    pub edges: Vec<EdgeSpec>,
}

/// A reservoir.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reservoir {
    /// Name.
    pub name: Text,
    /// The dam.
    pub at: Point,
    /// Named administrative head.
    pub responsible: Person,
    /// Named patrol.
    pub patrol: Text,
    /// Storage, outlets and rule curve.
    pub spec: ReservoirSpec,
}

/// A sluice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Name.
    pub name: Text,
    /// Named keeper.
    pub responsible: Person,
    /// Sides and opening.
    pub spec: GateSpec,
}

/// A pumping station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pump {
    /// Name.
    pub name: Text,
    /// Power drawn at full flow, kW.
    pub power_kw: f64,
    /// Named keeper.
    pub responsible: Person,
    /// Sides, curve and control.
    pub spec: PumpSpec,
}

/// The storm drains of an area, or the ditches of the open country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrainZone {
    /// Area of the terrain; none: all ground outside built-up areas and polders.
    pub area: Option<String>,
    /// Name.
    pub name: Text,
    /// Capacity and outfall.
    pub spec: DrainSpec,
}

/// `flood.ron`: a flood with its start and forcing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloodScenario {
    /// Name.
    pub name: Text,
    /// Local date and time of the start.
    pub start: String,
    /// Time zone.
    pub zone: String,
    /// Length, h.
    pub hours: f64,
    /// Kind of day (`calendar.ron`).
    pub day: String,
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// Return period, years, and peak flow of the main river, m³/s.
    pub frequency: Vec<(f64, f64)>,
    /// Rain, rivers and sea.
    pub forcing: FloodForcing,
    /// Rumours that may go round.
    #[serde(default)]
    pub rumours: Vec<crate::place::Rumour>,
}
