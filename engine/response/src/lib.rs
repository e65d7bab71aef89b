//! What people and things do: sensing, warning, evacuation, shelters, teams,
//! works and supplies. Independent of the hazard: it reads Fields and writes Works.
#![deny(missing_docs)]

pub mod alerts;
pub mod assumptions;
pub mod calculators;
pub mod decide;
pub mod dispatch;
pub mod evacuation;
pub mod exposure;
pub mod homecoming;
pub mod index;
pub mod lifelines;
pub mod medical;
pub mod metrics;
pub mod observations;
pub mod orders;
pub mod params;
pub mod people;
pub mod roads;
pub mod rumours;
pub mod sensing;
pub mod series;
pub mod shelters;
pub mod site;
pub mod spot;
pub mod stores;
pub mod supplies;
mod tally;
pub mod teams;
pub mod traffic;
pub mod travel;
pub mod validation;
pub mod warning;
pub mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::SimTime;
use sandtable_space::LinkId;

pub use params::ResponseParams;
pub use site::ResponseSite;
pub use tally::Tally;

/// Why a run cannot go on, if it cannot.
#[derive(Clone, Debug, Default, PartialEq, Resource)]
pub struct Failure(pub Option<String>);

impl Failure {
    /// Notes the first reason.
    pub fn set(&mut self, why: impl std::fmt::Display) {
        self.0.get_or_insert_with(|| why.to_string());
    }
}

/// Hour of the local day at the start; the only thing of the calendar that people
/// act on.
#[derive(Clone, Copy, Debug, PartialEq, Resource)]
pub struct Hours {
    /// Hour of the day at the start, 0 to 24.
    pub start: f64,
}

impl Hours {
    /// Hour of the day at a moment, 0 ≤ hour < 24.
    pub fn of_day(&self, at: SimTime) -> f64 {
        let hour = (self.start + at.as_hours_f64()) % 24.0;
        if hour < 0.0 { hour + 24.0 } else { hour }
    }
}

/// Links of each road by key.
#[derive(Clone, Debug, Default, Resource)]
pub struct RoadKeys(pub Arc<BTreeMap<String, Vec<LinkId>>>);
