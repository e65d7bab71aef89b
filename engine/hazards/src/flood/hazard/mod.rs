//! The flood of one replicate: forcing, hydrology and structures around the solver,
//! behind the face that every hazard shows to the run.
//!
//! A tick is cut into intervals of at most [`FloodHazard::EXCHANGE`]; in each, stages
//! are set, rivers let in, reservoirs routed, gates and pumps worked, and the solver
//! advanced by its own steps. Rain and its losses are reckoned once every
//! [`FloodHazard::SOURCES`], for the time just past. The state depends on the site, the
//! weather and the works alone: equal works, equal bits.

#[cfg(test)]
mod budget;
mod exchange;
mod ledger;
mod publish;
mod sources;
mod state;
#[cfg(test)]
mod tests;
mod works;

use std::sync::Arc;

use sandtable_exchange::{FieldFrame, Hazard, HazardError, HazardLedger, Outlook, Work, WorkKind};
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use self::exchange::{Entry, entries};
use self::publish::Layers;
use self::sources::Sources;
use self::state::State;
use super::forcing::Weather;
use super::site::FloodSite;
use super::solver::{Solver, SolverError};

/// Identities of a site's devices in the order of its lists.
#[derive(Debug)]
struct Ids {
    gates: Vec<SimId>,
    pumps: Vec<SimId>,
    drains: Vec<SimId>,
    reservoirs: Vec<SimId>,
    inflows: Vec<SimId>,
    gauges: Vec<SimId>,
}

/// A flood in progress.
#[derive(Clone)]
pub struct FloodHazard {
    site: Arc<FloodSite>,
    weather: Arc<Weather>,
    ids: Arc<Ids>,
    entries: Arc<Vec<Entry>>,
    solver: Solver,
    state: State,
    sources: Sources,
    layers: Layers,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    state: State,
    solver: Vec<u8>,
}

impl FloodHazard {
    /// Longest interval in which structures move water at once.
    pub const EXCHANGE: SimSpan = SimSpan::from_secs(30);
    /// Interval in which rain, infiltration and sewers are reckoned.
    pub const SOURCES: SimSpan = SimSpan::from_mins(5);
    /// Interval at which speed, rate of rise, maxima and arrivals are noted for
    /// publication; the rate of rise is that of the last whole interval.
    pub const NOTED: SimSpan = SimSpan::from_mins(5);
    /// Steps of the solver in one interval beyond which a replicate fails.
    pub const MOST_STEPS: u64 = 20_000;

    /// The flood of a site under a weather, before its first tick.
    #[must_use]
    pub fn new(site: Arc<FloodSite>, weather: Arc<Weather>) -> Self {
        let spec = &site.spec;
        let ids = Ids {
            gates: spec.gates.iter().map(|gate| gate.id()).collect(),
            pumps: spec.pumps.iter().map(|pump| pump.id()).collect(),
            drains: spec.drains.iter().map(|drain| drain.id()).collect(),
            reservoirs: spec.reservoirs.iter().map(|reservoir| reservoir.id()).collect(),
            inflows: spec.inflows.iter().map(|inflow| inflow.id()).collect(),
            gauges: spec.gauges.iter().map(|gauge| gauge.id()).collect(),
        };
        let entries = entries(&site);
        let rain = &weather.rain;
        let sources = Sources::new(&site, rain.frame(), |point| rain.cell_at(point));
        let solver = site.solver();
        let state = State::at_start(&site, &weather, entries.len());
        let layers = Layers::new(&site);
        let mut hazard = Self {
            ids: Arc::new(ids),
            entries: Arc::new(entries),
            solver,
            state,
            sources,
            layers,
            site,
            weather,
        };
        hazard.note(SimTime::ZERO);
        hazard
    }

    /// The site.
    pub fn site(&self) -> &Arc<FloodSite> {
        &self.site
    }

    /// The weather.
    pub fn weather(&self) -> &Arc<Weather> {
        &self.weather
    }

    /// The water on the map.
    pub fn solver(&self) -> &Solver {
        &self.solver
    }

    /// Level of the k-th reservoir of the site, m.
    pub fn reservoir_level_m(&self, k: usize) -> Option<f64> {
        Some(self.state.reservoirs.get(k)?.level_m(self.site.spec.reservoirs.get(k)?))
    }

    fn advance_to(&mut self, to: SimTime) -> Result<(), SolverError> {
        let (from, span) = (self.state.now, to.since(self.state.now).0);
        if span <= 0 {
            return Ok(());
        }
        let parts = (span + Self::EXCHANGE.0 - 1) / Self::EXCHANGE.0;
        for k in 1..=parts {
            let until = from + SimSpan(span * k / parts);
            self.exchange(until)?;
            if until.since(self.state.sources_at) >= Self::SOURCES {
                self.rain_and_losses(until)?;
            }
            // Without the survey that `advance` ends with: the one of every eighth step is
            // enough.
            self.solver.run_to(until.as_secs_f64(), Self::MOST_STEPS)?;
            self.state.now = until;
        }
        if to.since(self.state.noted.at) >= Self::NOTED {
            self.note(to);
        }
        Ok(())
    }
}

impl Hazard for FloodHazard {
    fn name(&self) -> &'static str {
        "flood"
    }

    fn consumes(&self, kind: &WorkKind) -> bool {
        self.knows(kind)
    }

    fn advance(&mut self, clock: &Clock, works: &[Work]) -> Result<(), HazardError> {
        let now = self.state.now;
        for work in works {
            self.apply(work).map_err(|error| failed(&error, now))?;
        }
        self.advance_to(clock.now).map_err(|error| failed(&error, clock.now))
    }

    fn publish(&mut self) -> Arc<FieldFrame> {
        self.publish_frame()
    }

    fn outlook(&self) -> Arc<dyn Outlook> {
        Arc::clone(&self.weather) as Arc<dyn Outlook>
    }

    fn fork(&self) -> Box<dyn Hazard> {
        Box::new(self.clone())
    }

    fn save(&self, bytes: &mut Vec<u8>) -> Result<(), HazardError> {
        let unwritable = |cause: String| HazardError::Snapshot { hazard: "flood", cause };
        let solver = self.solver.save().map_err(|error| unwritable(error.to_string()))?;
        let saved = Saved { state: self.state.clone(), solver };
        let written = postcard::to_stdvec(&saved).map_err(|error| unwritable(error.to_string()))?;
        bytes.extend_from_slice(&written);
        Ok(())
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), HazardError> {
        let unreadable = |cause: String| HazardError::Snapshot { hazard: "flood", cause };
        let saved: Saved = postcard::from_bytes(bytes).map_err(|error| unreadable(error.to_string()))?;
        if !saved.state.fits(&self.site, self.entries.len()) {
            return Err(unreadable("it belongs to another site".into()));
        }
        self.solver.load(&saved.solver).map_err(|error| unreadable(error.to_string()))?;
        self.state = saved.state;
        self.layers = Layers::new(&self.site);
        Ok(())
    }

    fn updates(&self) -> u64 {
        self.solver.cell_steps()
    }

    fn ledger(&self) -> HazardLedger {
        self.water_ledger().told()
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.state.remarks.clone();
        warnings.extend(self.solver.validity().warning());
        let ledger = self.water_ledger();
        if ledger.relative_error() > ledger::CLOSED_TO {
            warnings.push(format!(
                "the water ledger is open by {:.3e} of all water ({} allowed)",
                ledger.relative_error(),
                ledger::CLOSED_TO
            ));
        }
        warnings
    }
}

fn failed(error: &SolverError, at: SimTime) -> HazardError {
    match error {
        SolverError::WorkLimit { .. } => {
            HazardError::WorkLimit { hazard: "flood", limit: FloodHazard::MOST_STEPS }
        }
        // On a checked site nothing else is refused but numbers that are none.
        _ => HazardError::NotFinite { hazard: "flood", at },
    }
}
