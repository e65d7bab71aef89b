//! The forcing of a flood: rain, rivers and the sea over the whole of a replicate.
//!
//! [`FloodForcing`] is what a file says; any number may be a distribution.
//! [`FloodForcing::draw`] makes the [`Weather`] of one replicate from its streams. A
//! draw is addressed by the key of the thing and its purpose, never by a plan, so
//! plans meet the same weather. Runoff of hill catchments depends on no plan either
//! and is reckoned then.

mod draw;
mod outlook;
mod rain;
mod sea;
mod spec;
#[cfg(test)]
mod tests;

pub use rain::RainTable;
pub use sea::{Constituent, SeaLevel, Surge, Tide};
pub use spec::{FloodForcing, Hydrograph, Rain, StageSeries, StormCell};

use std::sync::Arc;

use sandtable_kernel::{SimId, SimSpan};

/// Purposes of draws: 0x1000 to 0x10FF are the flood forcing's.
pub(in crate::flood) mod purpose {
    use sandtable_kernel::Component;

    pub const SCALE: Component = Component(0x1000);
    pub const SHIFT: Component = Component(0x1001);
    pub const YEARS: Component = Component(0x1002);
    pub const DURATION: Component = Component(0x1003);
    pub const PEAK: Component = Component(0x1004);
    pub const STARTS: Component = Component(0x1005);
    pub const STORM_X: Component = Component(0x1006);
    pub const STORM_Y: Component = Component(0x1007);
    pub const STORM_U: Component = Component(0x1008);
    pub const STORM_V: Component = Component(0x1009);
    pub const RADIUS: Component = Component(0x100A);
    pub const MEAN_LEVEL: Component = Component(0x100B);
    pub const SURGE_PEAK: Component = Component(0x100C);
    pub const SURGE_TIME: Component = Component(0x100D);
    pub const SERVICE: Component = Component(0x100E);
    pub const INITIAL_LEVEL: Component = Component(0x100F);
}

/// The weather of one replicate from its start to its horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    /// Length of a step of the series.
    pub step: SimSpan,
    /// Rain.
    pub rain: RainTable,
    /// Flow of each inflow of the site, m³/s, mean of each step: base, hydrographs and
    /// catchments.
    pub inflow_m3_s: Vec<Arc<Vec<f64>>>,
    /// Flow into each reservoir, m³/s, mean of each step.
    pub reservoir_m3_s: Vec<Arc<Vec<f64>>>,
    /// Level of each stage.
    pub stages: Vec<SeaLevel>,
    /// Share of each drain's inlets that are open.
    pub service: Vec<f64>,
    /// Level of each reservoir at the start, m.
    pub initial_m: Vec<f64>,
    inflow_ids: Vec<SimId>,
    reservoir_ids: Vec<SimId>,
    stage_ids: Vec<SimId>,
}
