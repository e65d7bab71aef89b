//! The Outlook: the forcing to come, as it will be. Read by the forecast observer
//! alone, which displaces, mistimes and rescales it before anybody sees it.

use std::sync::Arc;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{Point, Quantity};

/// Where a forecast is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutlookPlace {
    /// At a point.
    Point(Point),
    /// Of a thing of the forcing, such as a river inflow.
    Thing(SimId),
}

/// The forcing of one replicate over its whole length.
pub trait Outlook: Send + Sync {
    /// The value at a moment, or none if the forcing does not hold it.
    fn value(&self, quantity: Quantity, place: OutlookPlace, at: SimTime) -> Option<f64>;

    /// The mean value over a span; by default of samples every ten minutes.
    fn mean(&self, quantity: Quantity, place: OutlookPlace, from: SimTime, to: SimTime) -> Option<f64> {
        let step = 600_000;
        let (mut sum, mut count) = (0.0, 0u32);
        let mut at = from;
        while at <= to {
            sum += self.value(quantity, place, at)?;
            count += 1;
            at = SimTime(at.0.saturating_add(step));
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// The outlooks of all hazards of a run.
#[derive(Clone, Default, Resource)]
pub struct OutlookBoard(pub Vec<Arc<dyn Outlook>>);

impl OutlookBoard {
    /// The value at a moment from the first hazard whose forcing holds it.
    pub fn value(&self, quantity: Quantity, place: OutlookPlace, at: SimTime) -> Option<f64> {
        self.0.iter().find_map(|outlook| outlook.value(quantity, place, at))
    }

    /// The mean over a span from the first hazard whose forcing holds it.
    pub fn mean(&self, quantity: Quantity, place: OutlookPlace, from: SimTime, to: SimTime) -> Option<f64> {
        self.0.iter().find_map(|outlook| outlook.mean(quantity, place, from, to))
    }
}
