//! Counters of a run that no single thing carries.

use std::collections::BTreeMap;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::SimTime;
use serde::{Deserialize, Serialize};

use crate::exposure::Cause;

/// Counters of a run.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Tally {
    /// Deaths by cause.
    pub deaths: BTreeMap<Cause, u32>,
    /// Injuries by cause.
    pub injuries: BTreeMap<Cause, u32>,
    /// Person-milliseconds in water by band of the hazard rating.
    pub exposed_ms: [i64; 4],
    /// Calls for help that got through.
    pub calls: u32,
    /// Calls that could not be made because no base station was in reach.
    pub calls_lost: u32,
    /// Residents who heard a rumour before they knew better.
    pub heard_rumours: u32,
    /// Calls about rumours.
    pub rumour_calls: u32,
    /// Calls for nothing.
    pub false_calls: u32,
    /// People above the capacity of shelters when they were let in.
    pub overflow: u32,
    /// Person-milliseconds above the capacity of shelters.
    pub overflow_ms: i64,
    /// Patient-milliseconds above the beds of hospitals.
    pub hospital_overflow_ms: i64,
    /// People caught in vehicles.
    pub stranded_people: u32,
    /// Vehicles caught by water.
    pub stranded_cars: u32,
    /// Zones ordered to leave, and when first.
    pub ordered_zones: BTreeMap<u32, SimTime>,
    /// Named persons called to their posts, and when first.
    pub posted: BTreeMap<u32, SimTime>,
    /// When the first shelter was opened by order.
    pub first_shelter: Option<SimTime>,
}

impl Tally {
    /// Counts deaths and injuries.
    pub fn harm(&mut self, cause: Cause, deaths: u16, injuries: u16) {
        if deaths > 0 {
            *self.deaths.entry(cause).or_insert(0) += u32::from(deaths);
        }
        if injuries > 0 {
            *self.injuries.entry(cause).or_insert(0) += u32::from(injuries);
        }
    }
}
