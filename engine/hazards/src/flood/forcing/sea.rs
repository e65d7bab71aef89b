//! Tide and surge: a mean level, a sum of harmonics, and a surge that rises and
//! falls. Interaction of tide and surge is left out.

use sandtable_kernel::{Dist, SimTime};
use serde::{Deserialize, Serialize};

use crate::flood::site::table::interpolate;

/// An astronomical tide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tide {
    /// Mean level, m above the datum.
    pub mean_m: Dist,
    /// Constituents.
    pub constituents: Vec<Constituent>,
}

impl Default for Tide {
    fn default() -> Self {
        Self { mean_m: Dist::Fixed(0.0), constituents: Vec::new() }
    }
}

/// A harmonic of the tide: amplitude × cos(360° t/period − phase), t from the start of
/// the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constituent {
    /// Amplitude, m.
    pub amplitude_m: f64,
    /// Period, h (M2: 12.4206, S2: 12, K1: 23.9345, O1: 25.8193).
    pub period_h: f64,
    /// Phase lag at the start of the scenario, degrees.
    pub phase_deg: f64,
}

/// A storm surge: rises and falls as half cosines about its peak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surge {
    /// Height of the peak, m.
    pub peak_m: Dist,
    /// When it peaks, h.
    pub at_h: Dist,
    /// How long it rises, h.
    pub rise_h: f64,
    /// How long it falls, h.
    pub fall_h: f64,
}

/// A level over one replicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeaLevel {
    /// Mean level, m.
    pub mean_m: f64,
    /// Constituents.
    pub constituents: Vec<Constituent>,
    /// Surge: peak, m, its hour, hours of rise and of fall.
    pub surge: Option<(f64, f64, f64, f64)>,
    /// Further level: hours and m.
    pub rows: Vec<(f64, f64)>,
}

impl SeaLevel {
    /// A level that does not change.
    pub fn constant(level_m: f64) -> Self {
        Self { mean_m: level_m, ..Self::default() }
    }

    /// Level at a moment, m above the datum.
    pub fn level_m(&self, at: SimTime) -> f64 {
        let t = at.as_hours_f64();
        let tide: f64 = self
            .constituents
            .iter()
            .map(|part| {
                let angle = std::f64::consts::TAU * (t / part.period_h - part.phase_deg / 360.0);
                part.amplitude_m * libm::cos(angle)
            })
            .sum();
        let surge = self.surge.map_or(0.0, |(peak, hour, rise, fall)| {
            let off = if t < hour { (hour - t) / rise } else { (t - hour) / fall };
            if off >= 1.0 { 0.0 } else { peak * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * off)) }
        });
        self.mean_m + tide + surge + interpolate(&self.rows, t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn springs_and_neaps_follow_the_beat_of_moon_and_sun() {
        // M2 and S2 in phase at the start; out of phase after half of 14.765 days.
        let tide = SeaLevel {
            mean_m: 0.5,
            constituents: vec![
                Constituent { amplitude_m: 0.8, period_h: 12.420_6, phase_deg: 0.0 },
                Constituent { amplitude_m: 0.3, period_h: 12.0, phase_deg: 0.0 },
            ],
            ..SeaLevel::default()
        };
        assert!((tide.level_m(SimTime::ZERO) - 1.6).abs() < 1e-12);
        let neap = SimTime::from_hours(24 * 7 + 9);
        let high = (0..150).map(|k| tide.level_m(neap + sandtable_kernel::SimSpan::from_mins(5 * k)));
        let high = high.fold(f64::NEG_INFINITY, f64::max);
        assert!((high - 1.0).abs() < 0.02, "{high}");
    }

    #[test]
    fn a_surge_peaks_at_its_hour_and_passes() {
        let level = SeaLevel { surge: Some((2.0, 10.0, 4.0, 8.0)), ..SeaLevel::default() };
        let at = |h| level.level_m(SimTime::from_hours(h));
        assert_eq!([at(0), at(6), at(10), at(18), at(30)], [0.0, 0.0, 2.0, 0.0, 0.0]);
        assert!((at(8) - 1.0).abs() < 1e-12 && (at(14) - 1.0).abs() < 1e-12);
    }
}
