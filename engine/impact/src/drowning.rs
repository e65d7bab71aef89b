//! Mortality functions of whole floods, as published: the share of the people
//! exposed who die. They calibrate the functions of single people in
//! [`crate::person`]; nothing multiplies them by a zone's population.

use sandtable_kernel::special::normal_cdf;

use crate::recalled::Coefficient;

/// Zones of Jonkman's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Beside a breach: depth × speed ≥ 7 m²/s and speed ≥ 2 m/s.
    Breach,
    /// Rise of at least 0.5 m/h to at least 2.1 m.
    RapidRise,
    /// Elsewhere.
    Remaining,
}

/// The zone that a depth (m), a speed (m/s) and a rate of rise (m/h) make.
/// Jonkman 2007, Jonkman et al. 2008 (recalled).
pub fn zone(depth_m: f64, speed_m_s: f64, rise_m_h: f64) -> Zone {
    if depth_m * speed_m_s >= BREACH_DV.value && speed_m_s >= BREACH_SPEED.value {
        Zone::Breach
    } else if rise_m_h >= RAPID_RISE.value && depth_m >= RAPID_DEPTH.value {
        Zone::RapidRise
    } else {
        Zone::Remaining
    }
}

/// Mortality after Jonkman 2007/2008 (parameters recalled), 0 to 1. Fitted to
/// floods of low-lying coasts, mainly the North Sea 1953 and Japan 1959; depths
/// of some decimetres to about six metres.
pub fn jonkman(depth_m: f64, zone: Zone) -> f64 {
    if depth_m <= 0.0 {
        return 0.0;
    }
    match zone {
        Zone::Breach => 1.0,
        Zone::RapidRise => normal_cdf((libm::log(depth_m) - RAPID_MEAN.value) / RAPID_SD.value),
        Zone::Remaining => normal_cdf((libm::log(depth_m) - REMAINING_MEAN.value) / REMAINING_SD.value),
    }
}

/// Mortality fitted to New Orleans 2005 (Jonkman et al. 2009; recalled): 0.053
/// where depth × speed ≥ 5 m²/s, else lognormal in depth.
pub fn new_orleans(depth_m: f64, speed_m_s: f64) -> f64 {
    if depth_m <= 0.0 {
        0.0
    } else if depth_m * speed_m_s >= NO_BREACH_DV.value {
        NO_BREACH.value
    } else {
        normal_cdf((libm::log(depth_m) - NO_MEAN.value) / NO_SD.value)
    }
}

/// Mortality after Boyd et al. 2005 (recalled): 0.34/(1 + exp(20.37 − 6.18 h)).
pub fn boyd(depth_m: f64) -> f64 {
    if depth_m <= 0.0 {
        return 0.0;
    }
    BOYD_MOST.value / (1.0 + libm::exp(BOYD_A.value - BOYD_B.value * depth_m))
}

const J: &str = "Jonkman 2007, Jonkman et al. 2008, loss of life in floods of the Netherlands";
const BREACH_DV: Coefficient = Coefficient::recalled("jonkman.breach.dv", 7.0, "m²/s", J);
const BREACH_SPEED: Coefficient = Coefficient::recalled("jonkman.breach.speed", 2.0, "m/s", J);
const RAPID_RISE: Coefficient = Coefficient::recalled("jonkman.rapid.rise", 0.5, "m/h", J);
const RAPID_DEPTH: Coefficient = Coefficient::recalled("jonkman.rapid.depth", 2.1, "m", J);
const RAPID_MEAN: Coefficient = Coefficient::recalled("jonkman.rapid.mean", 1.46, "", J);
const RAPID_SD: Coefficient = Coefficient::recalled("jonkman.rapid.sd", 0.28, "", J);
const REMAINING_MEAN: Coefficient = Coefficient::recalled("jonkman.remaining.mean", 7.60, "", J);
const REMAINING_SD: Coefficient = Coefficient::recalled("jonkman.remaining.sd", 2.75, "", J);
const N: &str = "Jonkman et al. 2009, loss of life of Hurricane Katrina";
const NO_BREACH_DV: Coefficient = Coefficient::recalled("new_orleans.breach.dv", 5.0, "m²/s", N);
const NO_BREACH: Coefficient = Coefficient::recalled("new_orleans.breach.mortality", 0.053, "", N);
const NO_MEAN: Coefficient = Coefficient::recalled("new_orleans.mean", 5.20, "", N);
const NO_SD: Coefficient = Coefficient::recalled("new_orleans.sd", 2.00, "", N);
const B: &str = "Boyd et al. 2005, flood mortality of New Orleans, logistic in depth";
const BOYD_MOST: Coefficient = Coefficient::recalled("boyd.most", 0.34, "", B);
const BOYD_A: Coefficient = Coefficient::recalled("boyd.a", 20.37, "", B);
const BOYD_B: Coefficient = Coefficient::recalled("boyd.b", 6.18, "1/m", B);

/// Unconfirmed coefficients of this module.
pub const RECALLED: &[Coefficient] = &[
    BREACH_DV,
    BREACH_SPEED,
    RAPID_RISE,
    RAPID_DEPTH,
    RAPID_MEAN,
    RAPID_SD,
    REMAINING_MEAN,
    REMAINING_SD,
    NO_BREACH_DV,
    NO_BREACH,
    NO_MEAN,
    NO_SD,
    BOYD_MOST,
    BOYD_A,
    BOYD_B,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_follow_their_limits() {
        assert_eq!(zone(3.5, 2.0, 0.0), Zone::Breach);
        assert_eq!(zone(7.0, 1.0, 0.0), Zone::Remaining, "slow deep water is no breach zone");
        assert_eq!(zone(2.1, 0.5, 0.5), Zone::RapidRise);
        assert_eq!(zone(2.0, 0.5, 3.0), Zone::Remaining);
    }

    #[test]
    fn a_rapid_rise_kills_more_than_a_slow_one_from_its_depth_on() {
        for depth in [2.5, 3.0, 4.0, 6.0] {
            assert!(jonkman(depth, Zone::RapidRise) > jonkman(depth, Zone::Remaining));
        }
        assert_eq!(jonkman(0.0, Zone::Remaining), 0.0);
        assert_eq!(boyd(0.0), 0.0);
    }
}
