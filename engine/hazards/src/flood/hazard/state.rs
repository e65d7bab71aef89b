//! What changes during a run beside the water on the map.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_kernel::{SimId, SimTime};
use serde::{Deserialize, Serialize};

use crate::flood::forcing::Weather;
use crate::flood::site::FloodSite;
use crate::flood::solver::Face;
use crate::flood::structures::pump::PumpState;
use crate::flood::structures::reservoir::ReservoirState;

/// A gate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct GateState {
    pub opening: f64,
    pub powered: bool,
    /// Flow of the last step, inner to outer positive, m³/s.
    pub flow_m3_s: f64,
}

/// A mobile pump.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct MobilePump {
    pub intake: usize,
    pub outlet: Option<usize>,
    pub capacity_m3_s: f64,
    pub on: bool,
    pub powered: bool,
    pub flow_m3_s: f64,
}

/// Sums in m³ that the solver's books do not tell apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Books {
    /// Rain on simulated cells.
    pub rain: f64,
    /// Of it, taken by the ground before it was water on the map.
    pub rain_infiltrated: f64,
    /// Of it, taken by sewers likewise.
    pub rain_drained: f64,
    /// Of it, held back on the surface now.
    pub rain_held: f64,
    /// Rain that was handed to the solver.
    pub rain_poured: f64,
    /// Flow into reservoirs.
    pub reservoir_in: f64,
    /// Releases and spill that left the model.
    pub reservoir_out: f64,
    /// Water in reservoirs at the start.
    pub reservoir_initial: f64,
    /// Directly from sewers into a stage or out of the model is what is left of
    /// drainage; this is what came back onto the map at outfalls.
    pub drain_returned: f64,
}

/// What is published of the water between two moments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Noted {
    pub at: SimTime,
    /// Depths then, m.
    pub depth_m: Arc<Vec<f32>>,
    /// Speed, m/s; rate of rise up to then, m/h; greatest depth, m; arrival, s; hazard
    /// rating, m²/s.
    pub layers: [Arc<Vec<f32>>; Self::LAYERS],
}

impl Noted {
    /// Number of layers.
    pub const LAYERS: usize = 5;

    fn nothing() -> Self {
        let none = Arc::new(Vec::new());
        Self { at: SimTime::ZERO, depth_m: none.clone(), layers: std::array::from_fn(|_| none.clone()) }
    }
}

/// The whole state beside the solver's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub now: SimTime,
    /// Rain and losses are reckoned up to here.
    pub sources_at: SimTime,
    /// What the ground has taken of each cell, m: infiltrated (Green–Ampt), fallen
    /// (curve number), initial loss so far (initial and rate).
    pub ground_m: Vec<f32>,
    /// What the surface of each cell holds back, m.
    pub held_m: Vec<f32>,
    pub gates: Vec<GateState>,
    pub pumps: Vec<PumpState>,
    /// Flow of each pump in the last step, m³/s.
    pub pump_flows: Vec<f64>,
    pub mobile: BTreeMap<SimId, MobilePump>,
    /// Power of each drain's pumps.
    pub drain_power: Vec<bool>,
    pub reservoirs: Vec<ReservoirState>,
    /// Rise of each levee's faces over what was built, m.
    pub raised_m: Vec<Vec<f32>>,
    pub barriers: BTreeMap<SimId, Vec<(Face, f32)>>,
    /// Unit flow set at each edge inflow, m²/s, in the order of the hazard's list.
    pub edge_flows: Vec<f32>,
    pub books: Books,
    /// The last note.
    pub noted: Noted,
    /// Orders that could not be carried out.
    pub remarks: Vec<String>,
}

impl State {
    pub fn at_start(site: &FloodSite, weather: &Weather, edge_entries: usize) -> Self {
        let spec = &site.spec;
        let reservoirs: Vec<_> = spec
            .reservoirs
            .iter()
            .zip(&weather.initial_m)
            .map(|(reservoir, level)| ReservoirState::at_level(reservoir, *level))
            .collect();
        let books = Books {
            reservoir_initial: reservoirs.iter().map(|state| state.stored_m3).sum(),
            ..Books::default()
        };
        Self {
            now: SimTime::ZERO,
            sources_at: SimTime::ZERO,
            ground_m: vec![0.0; site.layers.frame.len()],
            held_m: vec![0.0; site.layers.frame.len()],
            gates: spec
                .gates
                .iter()
                .map(|gate| GateState { opening: gate.opening, powered: true, flow_m3_s: 0.0 })
                .collect(),
            pumps: vec![PumpState::default(); spec.pumps.len()],
            pump_flows: vec![0.0; spec.pumps.len()],
            mobile: BTreeMap::new(),
            drain_power: vec![true; spec.drains.len()],
            reservoirs,
            raised_m: site.levees().iter().map(|levee| vec![0.0; levee.faces.len()]).collect(),
            barriers: BTreeMap::new(),
            edge_flows: vec![0.0; edge_entries],
            books,
            noted: Noted::nothing(),
            remarks: Vec::new(),
        }
    }

    /// Whether a saved state belongs to a site.
    pub fn fits(&self, site: &FloodSite, edge_entries: usize) -> bool {
        let spec = &site.spec;
        let cells = site.layers.frame.len();
        let raised_fit = self.raised_m.len() == site.levees().len()
            && self.raised_m.iter().zip(site.levees()).all(|(a, b)| a.len() == b.faces.len());
        self.ground_m.len() == cells
            && self.held_m.len() == cells
            && self.noted.depth_m.len() == cells
            && self.noted.layers.iter().all(|layer| layer.len() == cells)
            && self.gates.len() == spec.gates.len()
            && self.pumps.len() == spec.pumps.len()
            && self.pump_flows.len() == spec.pumps.len()
            && self.drain_power.len() == spec.drains.len()
            && self.reservoirs.len() == spec.reservoirs.len()
            && self.edge_flows.len() == edge_entries
            && raised_fit
    }
}
