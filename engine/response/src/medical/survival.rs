//! Shares alive over the time that people wait for rescue.
//!
//! Each curve says whose numbers it stands on, how far it reaches, and which of its
//! figures are recalled or assumed ([`RECALLED`]). Beyond its last point a curve gives
//! nothing rather than a guess. They tell of people who lived through the event
//! itself; deaths at its moment belong to the hazard's own casualty functions.

use sandtable_impact::Coefficient;

/// A share alive after a time of waiting.
#[derive(Clone, Debug, PartialEq)]
pub enum Survival {
    /// exp(−ln 2·(t/median)^shape): half live to the median.
    Weibull {
        /// Time to which half live, minutes.
        median_min: f64,
        /// Shape: 1 for a constant rate of dying, more for one that grows.
        shape: f64,
    },
    /// Straight lines between points (minutes, share), falling from (0, 1).
    Points(Vec<(f64, f64)>),
}

/// A water in which nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no survival time is known in water of {water_c} °C; the formula holds from 0 to below 23 °C")]
pub struct SurvivalError {
    /// Temperature of the water, °C.
    pub water_c: f64,
}

/// Warmest water of Hayward's formula, °C: it knows no end of survival near 23.09.
pub const HAYWARD_BELOW_C: f64 = 23.0;

/// Survival time in cold water, minutes: 15 + 7.2/(0.0785 − 0.0034·T), T in °C.
///
/// Hayward, Eckerson & Collis 1975, Can. J. Physiol. Pharmacol. 53 21–32 (read in a
/// secondary source): average adults with life jackets in light clothes who hold still.
/// Swimming, children and the thin die earlier.
///
/// # Errors
/// Outside 0 to below 23 °C.
pub fn hayward_min(water_c: f64) -> Result<f64, SurvivalError> {
    if (0.0..HAYWARD_BELOW_C).contains(&water_c) {
        Ok(15.0 + 7.2 / (0.0785 - 0.0034 * water_c))
    } else {
        Err(SurvivalError { water_c })
    }
}

impl Survival {
    /// People caught in collapsed buildings of brick and concrete: share alive among those
    /// who were dug out, by the time of it, Tangshan 1976. The second and third day
    /// (34 and 37 %) are told as their mean, since nobody comes back to life; straight
    /// lines between are assumed. Who is dug out early lies less deep, so early
    /// shares flatter. Five days.
    pub fn collapse() -> Self {
        let later = 0.5 * (TANGSHAN_48H.value + TANGSHAN_72H.value);
        let hours = [
            (0.0, 1.0),
            (0.5, TANGSHAN_HALF_HOUR.value),
            (24.0, TANGSHAN_24H.value),
            (48.0, later),
            (72.0, later),
            (96.0, TANGSHAN_96H.value),
            (120.0, TANGSHAN_120H.value),
        ];
        Self::Points(hours.map(|(hours, share)| (60.0 * hours, share)).to_vec())
    }

    /// People caught under earthen houses: fewer than half live after two to six hours
    /// (Turkey and China; Noji 1997, "The Public Health Consequences of Disasters").
    /// Median in the middle of that span and a constant rate of dying are assumed.
    pub fn earth_house() -> Self {
        Self::Weibull { median_min: EARTH_MEDIAN.value, shape: EARTH_SHAPE.value }
    }

    /// People afloat in cold water: half live to the time of [`hayward_min`] (assumed: the
    /// source gives one time), and the rate of dying grows with the square of time
    /// (assumed).
    ///
    /// # Errors
    /// Outside 0 to below 23 °C.
    pub fn cold_water(water_c: f64) -> Result<Self, SurvivalError> {
        Ok(Self::Weibull { median_min: hayward_min(water_c)?, shape: COLD_SHAPE.value })
    }

    /// People whose head is under water: share who live without grave harm to the
    /// brain, by time under, from Szpilman et al. 2012, N. Engl. J. Med. 366 2102–2110
    /// (death or grave harm 10 % below 5 min, 56 % to 10, 88 % to 25, nearly all
    /// beyond; recalled), each at the middle of its span. Straight lines between are
    /// assumed. Icy water, in which children lived for longer, is left out.
    pub fn submerged() -> Self {
        Self::Points(vec![
            (0.0, 1.0),
            (2.5, 1.0 - UNDER_5MIN.value),
            (7.5, 1.0 - UNDER_10MIN.value),
            (17.5, 1.0 - UNDER_25MIN.value),
            (UNDER_END.value, 0.0),
        ])
    }

    /// Share alive after a time, minutes. None beyond the last point known, unless
    /// nobody was alive there.
    pub fn share(&self, waited_min: f64) -> Option<f64> {
        match self {
            _ if waited_min <= 0.0 => Some(1.0),
            Self::Weibull { median_min, shape } => {
                Some(libm::exp(-std::f64::consts::LN_2 * libm::pow(waited_min / median_min, *shape)))
            }
            Self::Points(points) => {
                let next = points.partition_point(|(at, _)| *at < waited_min);
                match (points.get(next.saturating_sub(1)), points.get(next)) {
                    (Some(&(low, from)), Some(&(high, to))) if high > low => {
                        Some(from + (waited_min - low) / (high - low) * (to - from))
                    }
                    (_, Some(&(_, share))) => Some(share),
                    (Some(&(_, share)), None) if share <= 0.0 => Some(0.0),
                    _ => None,
                }
            }
        }
    }

    /// Time until only a share is alive, minutes; the first such moment. None if the
    /// curve does not come to it, or for a share that is none.
    pub fn time_min(&self, share: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        match self {
            Self::Weibull { .. } if share <= 0.0 => None,
            Self::Weibull { median_min, shape } => {
                let steps = -libm::log(share) / std::f64::consts::LN_2;
                Some(median_min * libm::pow(steps, 1.0 / shape))
            }
            Self::Points(points) => {
                let next = points.iter().position(|(_, there)| *there <= share)?;
                let &(high, to) = points.get(next)?;
                let Some(&(low, from)) = next.checked_sub(1).and_then(|k| points.get(k)) else {
                    return Some(high);
                };
                Some(low + (from - share) / (from - to) * (high - low))
            }
        }
    }
}

/// Figures of these curves that are not confirmed in a source.
pub const RECALLED: &[Coefficient] = &[
    TANGSHAN_HALF_HOUR,
    TANGSHAN_24H,
    TANGSHAN_48H,
    TANGSHAN_72H,
    TANGSHAN_96H,
    TANGSHAN_120H,
    EARTH_MEDIAN,
    EARTH_SHAPE,
    COLD_SHAPE,
    UNDER_5MIN,
    UNDER_10MIN,
    UNDER_25MIN,
    UNDER_END,
];

const fn tangshan(key: &'static str, share: f64) -> Coefficient {
    Coefficient::recalled(key, share, "", "alive among those dug out by then, Tangshan 1976")
}

const TANGSHAN_HALF_HOUR: Coefficient = tangshan("tangshan.half_hour", 0.99);
const TANGSHAN_24H: Coefficient = tangshan("tangshan.day_1", 0.81);
const TANGSHAN_48H: Coefficient = tangshan("tangshan.day_2", 0.34);
const TANGSHAN_72H: Coefficient = tangshan("tangshan.day_3", 0.37);
const TANGSHAN_96H: Coefficient = tangshan("tangshan.day_4", 0.19);
const TANGSHAN_120H: Coefficient = tangshan("tangshan.day_5", 0.07);
const EARTH_MEDIAN: Coefficient =
    Coefficient::assumed("earth_house.median", 240.0, "min", "middle of the two to six hours of Noji 1997");
const EARTH_SHAPE: Coefficient =
    Coefficient::assumed("earth_house.shape", 1.0, "", "constant rate of dying under earthen houses");
const COLD_SHAPE: Coefficient =
    Coefficient::assumed("cold_water.shape", 3.0, "", "growing rate of dying as the body cools");
const UNDER_5MIN: Coefficient =
    Coefficient::recalled("submerged.under_5_min", 0.10, "", "dead or gravely harmed, Szpilman et al. 2012");
const UNDER_10MIN: Coefficient =
    Coefficient::recalled("submerged.under_10_min", 0.56, "", "dead or gravely harmed, Szpilman et al. 2012");
const UNDER_25MIN: Coefficient =
    Coefficient::recalled("submerged.under_25_min", 0.88, "", "dead or gravely harmed, Szpilman et al. 2012");
const UNDER_END: Coefficient =
    Coefficient::recalled("submerged.end", 25.0, "min", "hardly anybody lives beyond, Szpilman et al. 2012");

#[cfg(test)]
mod tests {
    use super::*;

    fn curves() -> [Survival; 5] {
        [
            Survival::collapse(),
            Survival::earth_house(),
            Survival::cold_water(4.0).unwrap(),
            Survival::cold_water(20.0).unwrap(),
            Survival::submerged(),
        ]
    }

    #[test]
    fn nobody_comes_back_to_life() {
        for curve in curves() {
            let mut before = 1.0;
            for minute in 0..7200 {
                let Some(share) = curve.share(f64::from(minute)) else { break };
                assert!((0.0..=before).contains(&share), "{curve:?} {minute} {share}");
                before = share;
            }
        }
    }

    #[test]
    fn share_and_time_are_one_anothers_inverse() {
        for curve in curves() {
            for percent in 8..=99 {
                let share = f64::from(percent) / 100.0;
                let time = curve.time_min(share).unwrap();
                assert!((curve.share(time).unwrap() - share).abs() < 1e-12, "{curve:?} {share}");
            }
        }
    }

    #[test]
    fn points_of_the_sources_and_lines_between_them() {
        let day = 24.0 * 60.0;
        let collapse = Survival::collapse();
        assert_eq!(collapse.share(30.0), Some(0.99));
        assert!((collapse.share(day).unwrap() - 0.81).abs() < 1e-12);
        // Half way between the fourth and the fifth day: (0.19 + 0.07)/2.
        assert!((collapse.share(4.5 * day).unwrap() - 0.13).abs() < 1e-12);
        assert_eq!(collapse.share(5.1 * day), None, "nothing is known later");
        let earth = Survival::earth_house();
        assert!(earth.share(120.0).unwrap() > 0.5 && earth.share(360.0).unwrap() < 0.5);
        // 5 min under water lie half way between 90 and 44 %.
        assert!((Survival::submerged().share(5.0).unwrap() - 0.67).abs() < 1e-12);
        assert_eq!(Survival::submerged().share(40.0), Some(0.0));
    }

    #[test]
    fn cold_water_has_its_limits() {
        assert!(hayward_min(23.0).is_err() && hayward_min(-1.0).is_err() && hayward_min(f64::NAN).is_err());
        let (colder, warmer) = (hayward_min(0.0).unwrap(), hayward_min(22.9).unwrap());
        // 15 + 7.2/0.0785 = 106.7 min.
        assert!((colder - 106.72).abs() < 0.01 && warmer > 24.0 * 60.0, "{colder} {warmer}");
    }

    #[test]
    fn every_unconfirmed_figure_is_listed_once() {
        let mut keys: Vec<_> = RECALLED.iter().map(|figure| figure.key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
        assert!(sandtable_impact::recalled::list().all(|figure| !keys.contains(&figure.key)));
    }
}
