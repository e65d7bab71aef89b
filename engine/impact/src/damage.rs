//! Damage to buildings, goods and land against depth: the curves of Huizinga,
//! de Moel & Szewczyk 2017 (JRC 105688) for Asia, and the collapse of buildings in
//! fast water.

use serde::{Deserialize, Serialize};

use crate::recalled::Coefficient;

/// Classes of the JRC curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DamageClass {
    /// Homes with their contents.
    Residential,
    /// Shops, offices, public buildings.
    Commercial,
    /// Industry.
    Industrial,
    /// Transport facilities.
    Transport,
    /// Roads.
    Roads,
    /// Farm land.
    Agriculture,
}

/// Depths of the curves, m.
const DEPTHS: [f64; 9] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0];

impl DamageClass {
    /// All classes.
    pub const ALL: [Self; 6] = [
        Self::Residential,
        Self::Commercial,
        Self::Industrial,
        Self::Transport,
        Self::Roads,
        Self::Agriculture,
    ];

    /// Shares lost at the depths of the curve. Table for Asia of Huizinga et al.
    /// 2017, as transcribed in CLIMADA's `river_flood.py`.
    fn shares(self) -> [f64; 9] {
        match self {
            Self::Residential => [0.0, 0.327, 0.494, 0.617, 0.721, 0.870, 0.931, 0.984, 1.0],
            Self::Commercial => [0.0, 0.377, 0.538, 0.659, 0.763, 0.883, 0.942, 0.981, 1.0],
            Self::Industrial => [0.0, 0.283, 0.482, 0.629, 0.717, 0.857, 0.909, 0.955, 1.0],
            Self::Transport => [0.0, 0.358, 0.572, 0.733, 0.847, 1.0, 1.0, 1.0, 1.0],
            Self::Roads => [0.0, 0.214, 0.373, 0.604, 0.710, 0.808, 0.887, 0.969, 1.0],
            Self::Agriculture => [0.0, 0.135, 0.370, 0.524, 0.558, 0.660, 0.834, 0.988, 1.0],
        }
    }

    /// Share of the value lost at the greatest depth, linear between the points of
    /// the curve; complete from 6 m on, nothing below `DRY_BELOW` (0.05 m, as
    /// CLIMADA keeps it). The value itself is the scenario's: country figures were
    /// not read.
    pub fn share_lost(self, depth_m: f64) -> f64 {
        if depth_m <= DRY_BELOW_M {
            return 0.0;
        }
        let shares = self.shares();
        for k in 1..DEPTHS.len() {
            if depth_m <= DEPTHS[k] {
                let part = (depth_m - DEPTHS[k - 1]) / (DEPTHS[k] - DEPTHS[k - 1]);
                return shares[k - 1] + part * (shares[k] - shares[k - 1]);
            }
        }
        1.0
    }
}

const DRY_BELOW_M: f64 = 0.05;

/// Buildings by how they withstand water.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BuildingClass {
    /// Reinforced concrete frame.
    Concrete,
    /// Brick masonry.
    #[default]
    Masonry,
    /// Light building, shed, hut.
    Light,
    /// Building listed as dangerous (危房).
    Dangerous,
}

impl BuildingClass {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Concrete, Self::Masonry, Self::Light, Self::Dangerous];

    /// Height of the ground floor above the street, m.
    pub fn floor_height_m(self) -> f64 {
        match self {
            Self::Concrete | Self::Masonry => PLINTH.value,
            Self::Light | Self::Dangerous => LOW_PLINTH.value,
        }
    }

    /// Depth × speed from which buildings of the class collapse, m²/s. Clausen &
    /// Clark 1990 for masonry (total destruction from 7 m²/s at 2 m/s or more;
    /// recalled); the others are assumptions.
    fn collapse_dv_m2_s(self) -> f64 {
        match self {
            Self::Concrete => CONCRETE_DV.value,
            Self::Masonry => MASONRY_DV.value,
            Self::Light => LIGHT_DV.value,
            Self::Dangerous => DANGEROUS_DV.value,
        }
    }

    /// Share of the buildings of the class that have collapsed when water of this
    /// depth and speed has been there: none at half the class's product of depth
    /// and speed, all at the whole; dangerous and light ones also soften in deep
    /// still water.
    pub fn share_collapsed(self, depth_m: f64, speed_m_s: f64) -> f64 {
        let full = self.collapse_dv_m2_s();
        let slow = matches!(self, Self::Concrete | Self::Masonry) && speed_m_s < COLLAPSE_SPEED.value;
        let pushed =
            if slow { 0.0 } else { ((depth_m * speed_m_s - 0.5 * full) / (0.5 * full)).clamp(0.0, 1.0) };
        let softened = match self {
            Self::Concrete | Self::Masonry => 0.0,
            Self::Light | Self::Dangerous => SOFT_SHARE.value * (depth_m - SOFT_DEPTH.value).clamp(0.0, 1.0),
        };
        pushed.max(softened)
    }
}

const CC: &str = "Clausen & Clark 1990, masonry: total destruction, depth × speed and speed";
const MASONRY_DV: Coefficient = Coefficient::recalled("collapse.masonry.dv", 7.0, "m²/s", CC);
const COLLAPSE_SPEED: Coefficient = Coefficient::recalled("collapse.speed", 2.0, "m/s", CC);
const OWN: &str = "assumption: resistance or floor height of this class of buildings";
const CONCRETE_DV: Coefficient = Coefficient::assumed("collapse.concrete.dv", 15.0, "m²/s", OWN);
const LIGHT_DV: Coefficient = Coefficient::assumed("collapse.light.dv", 3.0, "m²/s", OWN);
const DANGEROUS_DV: Coefficient = Coefficient::assumed("collapse.dangerous.dv", 2.0, "m²/s", OWN);
const SOFT_DEPTH: Coefficient = Coefficient::assumed("collapse.still.depth", 1.0, "m", OWN);
const SOFT_SHARE: Coefficient = Coefficient::assumed("collapse.still.share", 0.1, "1/m", OWN);
const PLINTH: Coefficient = Coefficient::assumed("building.floor", 0.3, "m", OWN);
const LOW_PLINTH: Coefficient = Coefficient::assumed("building.floor.low", 0.1, "m", OWN);

/// Unconfirmed coefficients of this module.
pub const RECALLED: &[Coefficient] = &[
    MASONRY_DV,
    COLLAPSE_SPEED,
    CONCRETE_DV,
    LIGHT_DV,
    DANGEROUS_DV,
    SOFT_DEPTH,
    SOFT_SHARE,
    PLINTH,
    LOW_PLINTH,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_rise_from_nothing_to_all() {
        for class in DamageClass::ALL {
            assert_eq!(class.share_lost(0.0), 0.0);
            assert_eq!(class.share_lost(0.04), 0.0);
            assert_eq!(class.share_lost(9.0), 1.0);
            let mut last = 0.0;
            for k in 0..70 {
                let share = class.share_lost(f64::from(k) * 0.1);
                assert!(share >= last);
                last = share;
            }
        }
        // Points of the table itself.
        assert_eq!(DamageClass::Roads.share_lost(2.0), 0.710);
        assert_eq!(DamageClass::Agriculture.share_lost(4.0), 0.834);
    }

    #[test]
    fn weak_buildings_collapse_first() {
        for (depth, speed) in [(1.5, 1.0), (3.0, 2.0), (2.0, 4.0)] {
            let shares = BuildingClass::ALL.map(|class| class.share_collapsed(depth, speed));
            assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{depth} {speed} {shares:?}");
        }
        assert_eq!(BuildingClass::Masonry.share_collapsed(3.5, 2.0), 1.0);
        assert_eq!(BuildingClass::Masonry.share_collapsed(8.0, 1.0), 0.0);
    }
}
