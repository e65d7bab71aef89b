//! The forcing to come, for the forecast observer.

use sandtable_exchange::{Outlook, OutlookPlace};
use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::Quantity;

use super::Weather;

impl Weather {
    /// Value of a series at a moment: that of the step that holds it.
    fn of_series(&self, series: &[f64], at: SimTime) -> Option<f64> {
        let step = usize::try_from((at.0 - 1).max(0) / self.step.0.max(1)).ok()?;
        if at.0 < 0 { None } else { series.get(step).copied() }
    }

    /// Flow of the k-th inflow of the site at a moment, m³/s; the last one's beyond the
    /// horizon.
    pub fn inflow_m3_s(&self, k: usize, at: SimTime) -> f64 {
        let series = &self.inflow_m3_s[k];
        self.of_series(series, at).or(series.last().copied()).unwrap_or(0.0)
    }

    /// Flow into the k-th reservoir of the site at a moment, m³/s.
    pub fn reservoir_m3_s(&self, k: usize, at: SimTime) -> f64 {
        let series = &self.reservoir_m3_s[k];
        self.of_series(series, at).or(series.last().copied()).unwrap_or(0.0)
    }

    fn discharge(&self, thing: SimId, at: SimTime) -> Option<f64> {
        let inflow = self.inflow_ids.iter().position(|id| *id == thing);
        if let Some(k) = inflow {
            return self.of_series(&self.inflow_m3_s[k], at);
        }
        let k = self.reservoir_ids.iter().position(|id| *id == thing)?;
        self.of_series(&self.reservoir_m3_s[k], at)
    }
}

/// Rates and sums of rain at points, discharge of inflows and into reservoirs, levels
/// of stages.
impl Outlook for Weather {
    fn value(&self, quantity: Quantity, place: OutlookPlace, at: SimTime) -> Option<f64> {
        match (quantity, place) {
            (Quantity::RainRate, OutlookPlace::Point(point)) => {
                self.rain.rate_mm_h(self.rain.cell_at(point), at)
            }
            (
                Quantity::Rain1h | Quantity::Rain3h | Quantity::Rain6h | Quantity::Rain24h,
                OutlookPlace::Point(point),
            ) => {
                self.rain.step_at(at)?;
                let hours = match quantity {
                    Quantity::Rain1h => 1,
                    Quantity::Rain3h => 3,
                    Quantity::Rain6h => 6,
                    _ => 24,
                };
                Some(self.rain.last_mm(self.rain.cell_at(point), at, SimSpan::from_hours(hours)))
            }
            (Quantity::Discharge, OutlookPlace::Thing(thing)) => self.discharge(thing, at),
            (Quantity::WaterLevel, OutlookPlace::Thing(thing)) => {
                let k = self.stage_ids.iter().position(|id| *id == thing)?;
                Some(self.stages[k].level_m(at))
            }
            _ => None,
        }
    }
}
