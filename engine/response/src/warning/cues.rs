//! People who act on what they see: nobody has told them, but water stands at the
//! door.

use serde::{Deserialize, Serialize};

/// How people take water at the door.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaterCue {
    /// Depth at the door at which the first leave, m (assumed).
    pub first_m: f64,
    /// Depth at which all have left who leave on sight, m (assumed).
    pub last_m: f64,
    /// Share that leaves on sight in the end (physical cues told 14–81 % of people
    /// first; LifeSim appendix C).
    pub share: f64,
    /// Depth above which nobody leaves by own means, m: LifeSim's non-evacuation depth,
    /// 2 ft (0–3 ft).
    pub too_deep_m: f64,
}

impl Default for WaterCue {
    fn default() -> Self {
        Self { first_m: 0.05, last_m: 0.30, share: 0.6, too_deep_m: 0.61 }
    }
}

/// What a household does about water at its door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reaction {
    /// It stays: no water, or not enough to make it go.
    Stays,
    /// It leaves.
    Leaves,
    /// It can no longer leave by its own means.
    CutOff,
}

impl WaterCue {
    /// Depth at which a household at place `u` (0 to 1) leaves, m; none if it does not
    /// leave on sight.
    pub fn threshold_m(&self, u: f64) -> Option<f64> {
        (u < self.share && self.share > 0.0)
            .then(|| self.first_m + (self.last_m - self.first_m) * u / self.share)
    }

    /// What a household at place `u` does at a depth, m.
    pub fn reaction(&self, u: f64, depth_m: f64) -> Reaction {
        if depth_m >= self.too_deep_m {
            return Reaction::CutOff;
        }
        match self.threshold_m(u) {
            Some(threshold) if depth_m >= threshold => Reaction::Leaves,
            _ => Reaction::Stays,
        }
    }
}

/// Share of households that leave before any order once a warning is out: 20–30 % in
/// hurricanes (Baker 1987, as in LifeSim's technical reference); least and greatest.
pub const EARLY_LEAVERS: (f64, f64) = (0.20, 0.30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_water_moves_more_people_until_it_is_too_deep() {
        let cue = WaterCue::default();
        let left = |depth: f64| {
            (0..1000).filter(|k| cue.reaction(f64::from(*k) / 1000.0, depth) == Reaction::Leaves).count()
        };
        assert_eq!(left(0.0), 0);
        assert!(left(0.1) < left(0.2) && left(0.2) < left(0.3));
        assert_eq!(left(0.5), 600);
        assert_eq!(cue.reaction(0.0, 0.61), Reaction::CutOff);
        assert_eq!(cue.threshold_m(0.7), None);
    }
}
