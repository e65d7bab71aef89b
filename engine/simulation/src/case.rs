//! The Case: everything that is checked and shared before the first replicate.

use std::sync::Arc;

use sandtable_command::plan::{PlanFault, check};
use sandtable_command::{Plan, Program};
use sandtable_exchange::{Hazard, HazardError};
use sandtable_hazards::flood::forcing::FloodForcing;
use sandtable_hazards::flood::hazard::FloodHazard;
use sandtable_hazards::flood::site::FloodSite;
use sandtable_kernel::{Calendar, SimId, SimSpan, Streams, Text};
use sandtable_response::world::Prepared;
use sandtable_results::MetricRegistry;

/// A hazard of a case, before its weather is drawn.
pub trait HazardSource: Send + Sync + std::fmt::Debug {
    /// The hazard of one replicate at its start.
    ///
    /// # Errors
    /// If the hazard refuses the drawn weather.
    fn start(&self, streams: &Streams, length: SimSpan) -> Result<Box<dyn Hazard>, HazardError>;
}

/// A flood: a site and its forcing.
#[derive(Clone, Debug)]
pub struct FloodCase {
    /// The site.
    pub site: Arc<FloodSite>,
    /// The forcing.
    pub forcing: Arc<FloodForcing>,
}

impl HazardSource for FloodCase {
    fn start(&self, streams: &Streams, length: SimSpan) -> Result<Box<dyn Hazard>, HazardError> {
        let weather = self.forcing.draw(&self.site, streams, length);
        Ok(Box::new(FloodHazard::new(self.site.clone(), weather)))
    }
}

/// A plan as it is run: none is `no-plan`.
#[derive(Clone, Debug)]
pub struct PlanCase {
    /// Key, unique in a study.
    pub key: String,
    /// Name.
    pub name: Text,
    /// The plan, read against the register; an empty program is `no-plan`: people
    /// act on what they see, emergency numbers work.
    pub program: Arc<Program>,
}

impl PlanCase {
    /// A plan of a case; none is `no-plan`.
    ///
    /// # Errors
    /// Everything that is wrong with the plan in this case: an order whose names are
    /// unknown here could never be given.
    pub fn new(
        key: impl Into<String>,
        name: Text,
        plan: Option<&Plan>,
        response: &Prepared,
    ) -> Result<Self, Vec<PlanFault>> {
        let faults = plan.map_or_else(Vec::new, |plan| check(plan, response.register()));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { key: key.into(), name, program: response.program(plan) })
    }
}

/// A figure that is used but not confirmed in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Where it stands: file and key, or the module.
    pub place: String,
    /// The figure: its name, or its value with the unit.
    pub figure: Text,
    /// From where it is remembered.
    pub source: String,
}

/// A checked case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// What a reader of the results has to know of it (a fictional city, say).
    pub note: Text,
    /// Local date and time of the start.
    pub calendar: Calendar,
    /// Length of a tick.
    pub tick: SimSpan,
    /// Length of a run.
    pub length: SimSpan,
    /// Hazards.
    pub hazards: Vec<Arc<dyn HazardSource>>,
    /// The response, prepared.
    pub response: Arc<Prepared>,
    /// Cells of the hazard grid that count as land.
    pub land: Arc<Vec<bool>>,
    /// The main gauge.
    pub main_gauge: Option<SimId>,
    /// The metrics.
    pub registry: Arc<MetricRegistry>,
    /// Plans listed by the scenario.
    pub plans: Vec<PlanCase>,
    /// Figures used but not confirmed.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Side of a cell of the hazard grid, m.
    pub cell_m: f64,
    /// Hash of all files and options that the case was made of.
    pub hash: u64,
}
