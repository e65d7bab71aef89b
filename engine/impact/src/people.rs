//! Stability of people in flowing water: the hazard rating of FD2320, the hazard
//! classes H1–H6 of Australian Rainfall and Runoff, and the critical speeds of
//! Xia et al. 2014 for toppling and sliding.

use serde::{Deserialize, Serialize};

use crate::recalled::Coefficient;

/// Classes of people that water treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PersonClass {
    /// Adult in good health.
    Adult,
    /// Child.
    Child,
    /// Elderly or frail.
    Elderly,
    /// Patient who cannot walk alone.
    Patient,
}

impl PersonClass {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Adult, Self::Child, Self::Elderly, Self::Patient];

    /// Body that stands for the class. Xia's adult stands for the elderly too;
    /// what sets them apart is in [`Self::strength`].
    pub fn body(self) -> Body {
        match self {
            Self::Child => Body::CHILD,
            _ => Body::ADULT,
        }
    }

    /// Share of the critical speed of a fit body at which this class falls.
    pub fn strength(self) -> f64 {
        match self {
            Self::Adult | Self::Child => 1.0,
            Self::Elderly => ELDERLY_STRENGTH.value,
            Self::Patient => PATIENT_STRENGTH.value,
        }
    }
}

/// Height and mass of a person.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Height, m.
    pub height_m: f64,
    /// Mass, kg.
    pub mass_kg: f64,
}

impl Body {
    /// Adult of Xia et al. 2014 as used by Kvočka et al. 2016 (recalled).
    pub const ADULT: Self = Self { height_m: ADULT_HEIGHT.value, mass_kg: ADULT_MASS.value };
    /// Child of the same (recalled).
    pub const CHILD: Self = Self { height_m: CHILD_HEIGHT.value, mass_kg: CHILD_MASS.value };

    /// Mass that buoyancy takes off at full immersion over the water's density,
    /// m³: a2 m + b2 of Xia et al. 2014.
    fn volume_m3(self) -> f64 {
        A2.value * self.mass_kg + B2.value
    }

    /// Critical speed for toppling, m/s. Xia et al. 2014:
    /// Uc = α (h/hp)^β sqrt(m/(ρ h²) − (a1/hp² + b1/(h hp)) (a2 m + b2)).
    /// Zero where the body floats, infinite without water. Flume tests with model
    /// bodies on level ground; depths up to the body's height.
    pub fn toppling_speed_m_s(self, depth_m: f64) -> f64 {
        if depth_m <= 0.0 {
            return f64::INFINITY;
        }
        let hp = self.height_m;
        let held = self.mass_kg / (WATER_DENSITY * depth_m * depth_m)
            - (A1.value / (hp * hp) + B1.value / (depth_m * hp)) * self.volume_m3();
        TOPPLE_A.value * libm::pow(depth_m / hp, TOPPLE_B.value) * held.max(0.0).sqrt()
    }

    /// Critical speed for sliding, m/s. Xia et al. 2014:
    /// Uc = α (h/hp)^β sqrt(m/(ρ hp h) − (a1 h/hp + b1) (a2 m + b2)/hp²).
    pub fn sliding_speed_m_s(self, depth_m: f64) -> f64 {
        if depth_m <= 0.0 {
            return f64::INFINITY;
        }
        let hp = self.height_m;
        let held = self.mass_kg / (WATER_DENSITY * hp * depth_m)
            - (A1.value * depth_m / hp + B1.value) * self.volume_m3() / (hp * hp);
        SLIDE_A.value * libm::pow(depth_m / hp, SLIDE_B.value) * held.max(0.0).sqrt()
    }

    /// The lesser of both critical speeds, m/s.
    pub fn critical_speed_m_s(self, depth_m: f64) -> f64 {
        self.toppling_speed_m_s(depth_m).min(self.sliding_speed_m_s(depth_m))
    }

    /// Hazard degree HD = min(1, U/Uc) of Xia et al. 2014.
    pub fn hazard_degree(self, depth_m: f64, speed_m_s: f64) -> f64 {
        let critical = self.critical_speed_m_s(depth_m);
        if critical <= 0.0 { 1.0 } else { (speed_m_s / critical).min(1.0) }
    }
}

const WATER_DENSITY: f64 = 1000.0;

/// Land use as far as floating debris goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LandUse {
    /// Pasture and arable land.
    Pasture,
    /// Woodland.
    Woodland,
    /// Urban.
    #[default]
    Urban,
}

impl LandUse {
    /// Debris factor of FD2320 (bands recalled): none up to 0.25 m; above 0.75 m
    /// or 2 m/s the higher one.
    pub fn debris_factor(self, depth_m: f64, speed_m_s: f64) -> f64 {
        let high = depth_m > 0.75 || speed_m_s > 2.0;
        match (self, high, depth_m <= 0.25) {
            (Self::Pasture, true, _) => DF_PASTURE_HIGH.value,
            (Self::Woodland, true, _) => DF_WOODLAND_HIGH.value,
            (Self::Urban, true, _) => DF_URBAN.value,
            (_, false, true) | (Self::Pasture, false, false) => 0.0,
            (Self::Woodland, false, false) => DF_WOODLAND_LOW.value,
            (Self::Urban, false, false) => DF_URBAN.value,
        }
    }
}

/// Hazard rating of FD2320/FD2321 (HR Wallingford 2006): HR = d (v + 0.5) + DF.
/// Zero without water.
pub fn hazard_rating(depth_m: f64, speed_m_s: f64, land: LandUse) -> f64 {
    if depth_m <= 0.0 {
        return 0.0;
    }
    depth_m * (speed_m_s + 0.5) + land.debris_factor(depth_m, speed_m_s)
}

/// Classes of the FD2320 rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HazardClass {
    /// Below 0.75: caution.
    Low,
    /// 0.75 to 1.25: danger for some (children, elderly, infirm).
    Moderate,
    /// 1.25 to 2.0: danger for most.
    Significant,
    /// Above 2.0: danger for all.
    Extreme,
}

impl HazardClass {
    /// All classes from low to extreme.
    pub const ALL: [Self; 4] = [Self::Low, Self::Moderate, Self::Significant, Self::Extreme];

    /// The class of a rating, the top class beginning at `extreme_from`: 2.0 after
    /// the supplementary note of 2008 (recalled, [`EXTREME_FROM`]), 2.5 in FD2321 itself.
    pub fn of(rating: f64, extreme_from: f64) -> Self {
        match rating {
            r if r < 0.75 => Self::Low,
            r if r < 1.25 => Self::Moderate,
            r if r <= extreme_from => Self::Significant,
            _ => Self::Extreme,
        }
    }
}

/// Hazard classes of Australian Rainfall and Runoff (Smith, Davey & Cox 2014).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ArrClass {
    /// Safe for all.
    H1,
    /// Unsafe for small vehicles.
    H2,
    /// Unsafe for vehicles, children and the elderly.
    H3,
    /// Unsafe for people and vehicles.
    H4,
    /// Unsafe for all; buildings at risk of damage.
    H5,
    /// Unsafe for all; all buildings at risk of failure.
    H6,
}

impl ArrClass {
    /// The class of a depth and a speed.
    pub fn of(depth_m: f64, speed_m_s: f64) -> Self {
        let dv = depth_m * speed_m_s;
        // (class, DV m²/s, depth m, speed m/s); H2 and H3 depths recalled.
        let limits = [
            (Self::H1, 0.3, 0.3, 2.0),
            (Self::H2, 0.6, ARR_H2_DEPTH.value, 2.0),
            (Self::H3, 0.6, ARR_H3_DEPTH.value, 2.0),
            (Self::H4, 1.0, 2.0, 2.0),
            (Self::H5, 4.0, 4.0, 4.0),
        ];
        limits
            .iter()
            .find(|(_, most_dv, most_d, most_v)| dv <= *most_dv && depth_m <= *most_d && speed_m_s <= *most_v)
            .map_or(Self::H6, |(class, ..)| *class)
    }
}

const XIA: &str = "Xia et al. 2014, stability of people in floodwaters, as used by Kvočka et al. 2016";
const A1: Coefficient = Coefficient::recalled("xia2014.a1", 0.633, "", XIA);
const B1: Coefficient = Coefficient::recalled("xia2014.b1", 0.367, "", XIA);
const A2: Coefficient = Coefficient::recalled("xia2014.a2", 1.015e-3, "m³/kg", XIA);
const B2: Coefficient = Coefficient::recalled("xia2014.b2", -4.927e-3, "m³", XIA);
const TOPPLE_A: Coefficient = Coefficient::recalled("xia2014.toppling.alpha", 3.472, "", XIA);
const TOPPLE_B: Coefficient = Coefficient::recalled("xia2014.toppling.beta", 0.188, "", XIA);
const SLIDE_A: Coefficient = Coefficient::recalled("xia2014.sliding.alpha", 7.975, "", XIA);
const SLIDE_B: Coefficient = Coefficient::recalled("xia2014.sliding.beta", 0.018, "", XIA);
const ADULT_HEIGHT: Coefficient = Coefficient::recalled("xia2014.adult.height", 1.71, "m", XIA);
const ADULT_MASS: Coefficient = Coefficient::recalled("xia2014.adult.mass", 68.7, "kg", XIA);
const CHILD_HEIGHT: Coefficient = Coefficient::recalled("xia2014.child.height", 1.26, "m", XIA);
const CHILD_MASS: Coefficient = Coefficient::recalled("xia2014.child.mass", 25.5, "kg", XIA);
const FD: &str = "FD2320/TR2 (HR Wallingford 2006), debris factors and supplementary note 2008";
const DF_PASTURE_HIGH: Coefficient = Coefficient::recalled("fd2320.debris.pasture.high", 0.5, "", FD);
const DF_WOODLAND_LOW: Coefficient = Coefficient::recalled("fd2320.debris.woodland", 0.5, "", FD);
const DF_WOODLAND_HIGH: Coefficient = Coefficient::recalled("fd2320.debris.woodland.high", 1.0, "", FD);
const DF_URBAN: Coefficient = Coefficient::recalled("fd2320.debris.urban", 1.0, "", FD);
/// Rating above which FD2320 sees danger for all.
pub const EXTREME_FROM: Coefficient = Coefficient::recalled("fd2320.extreme_from", 2.0, "", FD);
const ARR: &str = "Australian Rainfall and Runoff, hazard classes (Smith, Davey & Cox 2014), depth cut";
const ARR_H2_DEPTH: Coefficient = Coefficient::recalled("arr.h2.depth", 0.5, "m", ARR);
const ARR_H3_DEPTH: Coefficient = Coefficient::recalled("arr.h3.depth", 1.2, "m", ARR);
const ELDERLY_STRENGTH: Coefficient = Coefficient::assumed(
    "stability.elderly",
    0.7,
    "",
    "share of the fit body's critical speed at which elderly people fall",
);
const PATIENT_STRENGTH: Coefficient = Coefficient::assumed(
    "stability.patient",
    0.4,
    "",
    "share of the fit body's critical speed at which patients fall",
);

/// Unconfirmed coefficients of this module.
pub const RECALLED: &[Coefficient] = &[
    A1,
    B1,
    A2,
    B2,
    TOPPLE_A,
    TOPPLE_B,
    SLIDE_A,
    SLIDE_B,
    ADULT_HEIGHT,
    ADULT_MASS,
    CHILD_HEIGHT,
    CHILD_MASS,
    DF_PASTURE_HIGH,
    DF_WOODLAND_LOW,
    DF_WOODLAND_HIGH,
    DF_URBAN,
    EXTREME_FROM,
    ARR_H2_DEPTH,
    ARR_H3_DEPTH,
    ELDERLY_STRENGTH,
    PATIENT_STRENGTH,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_water_needs_less_speed_and_a_child_falls_first() {
        let mut last = f64::INFINITY;
        for k in 1..15 {
            let depth = f64::from(k) * 0.1;
            let adult = Body::ADULT.critical_speed_m_s(depth);
            assert!(adult < last, "{depth}");
            assert!(Body::CHILD.critical_speed_m_s(depth) < adult, "{depth}");
            last = adult;
        }
        assert_eq!(Body::ADULT.hazard_degree(0.0, 5.0), 0.0);
        assert_eq!(Body::CHILD.hazard_degree(2.0, 0.0), 1.0, "a child floats in 2 m");
    }

    #[test]
    fn rating_bands_follow_the_table() {
        assert_eq!(LandUse::Urban.debris_factor(0.2, 1.0), 0.0);
        assert_eq!(LandUse::Woodland.debris_factor(0.5, 1.0), 0.5);
        assert_eq!(LandUse::Pasture.debris_factor(0.5, 2.5), 0.5);
        assert_eq!(LandUse::Pasture.debris_factor(0.5, 1.0), 0.0);
        let classes = [0.5, 0.9, 1.75, 2.2].map(|hr| HazardClass::of(hr, EXTREME_FROM.value));
        assert_eq!(classes, HazardClass::ALL);
        assert_eq!(HazardClass::of(2.2, 2.5), HazardClass::Significant);
        assert_eq!(hazard_rating(0.0, 1.0, LandUse::Urban), 0.0);
    }

    #[test]
    fn arr_classes_at_and_beside_their_limits() {
        assert_eq!(ArrClass::of(0.3, 1.0), ArrClass::H1);
        assert_eq!(ArrClass::of(0.31, 0.5), ArrClass::H2);
        assert_eq!(ArrClass::of(1.0, 0.5), ArrClass::H3);
        assert_eq!(ArrClass::of(1.5, 0.5), ArrClass::H4);
        assert_eq!(ArrClass::of(0.2, 2.5), ArrClass::H5);
        assert_eq!(ArrClass::of(1.0, 4.1), ArrClass::H6);
    }
}
