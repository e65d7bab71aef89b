//! The site of a flood: terrain and what people built on it. Static and shared by
//! all replicates; what varies is in the forcing and in the hazard's state.

mod build;
pub(in crate::flood) mod check;
mod fault;
pub mod levee;
pub mod spec;
pub mod table;
#[cfg(test)]
mod tests;

pub use build::{FloodSite, Water};
pub use fault::FloodFault;
pub use levee::{Levee, LeveeFace};
pub use spec::{
    CatchmentSpec, Crest, DrainSpec, EdgeSpec, GateSpec, GaugeSpec, InflowSpec, LeveeSpec, Outlet,
    PumpControl, PumpSpec, ReservoirSpec, SiteSpec, SoilLoss, SoilSpec, Spillway, StageSpec,
};

use sandtable_space::Frame;

/// Layers of a site: a value a cell, rows from south to north.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLayers {
    /// Where the cells lie.
    pub frame: Frame,
    /// Ground or bed, m above the datum.
    pub ground_m: Vec<f32>,
    /// Manning's n, s/m^(1/3).
    pub manning: Vec<f32>,
    /// Position in the list of soils.
    pub soil: Vec<u8>,
    /// Position in the list of drains from 1; 0 for none.
    pub drain: Vec<u16>,
    /// Position in the list of stages from 1; 0 for cells that are simulated.
    pub stage: Vec<u8>,
    /// Cells that are no part of the water's domain, such as large buildings.
    pub blocked: Vec<bool>,
    /// Depth at the start, m.
    pub depth_m: Vec<f32>,
}

impl SiteLayers {
    /// Layers of a terrain with one roughness, the first soil, no drains, no stages and
    /// no water.
    #[must_use]
    pub fn of_terrain(frame: Frame, ground_m: Vec<f32>, manning: f32) -> Self {
        let n = frame.len();
        Self {
            frame,
            ground_m,
            manning: vec![manning; n],
            soil: vec![0; n],
            drain: vec![0; n],
            stage: vec![0; n],
            blocked: vec![false; n],
            depth_m: vec![0.0; n],
        }
    }
}
