//! Speed on a road by the density of its traffic, as LifeSim has it.
//!
//! USACE LifeSim 2.1 technical reference, equations 10 and 11, with its default roads.
//! The fast counterpart of the queues: no front of a jam, no spillback. A speed
//! of LifeSim's stands against ours by this curve.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};

/// Metres a second of a mile an hour.
pub const MPH: f64 = 0.447_04;
/// Metres of a mile.
pub const MILE_M: f64 = 1_609.344;

/// Classes of roads in LifeSim, by the codes of the United States' census.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CensusClass {
    /// Motorway, A10–19.
    A10,
    /// A20–29.
    A20,
    /// A30–39.
    A30,
    /// Street, A40–49.
    A40,
    /// A50–69.
    A50,
    /// Walkway and the like, A70–75.
    A70,
}

/// Speed over density of a lane: free up to the break, then falling to stop and go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpeedDensity {
    /// Lanes of the class (default of the source).
    pub lanes: u8,
    /// Speed without hindrance, m/s.
    pub free_m_s: f64,
    /// Density up to which nobody hinders another, vehicles a metre of lane.
    pub break_veh_m: f64,
    /// Density at which all stand, vehicles a metre of lane.
    pub jam_veh_m: f64,
    /// Speed of stop and go, m/s.
    pub stop_go_m_s: f64,
    /// Exponent α.
    pub exponent: f64,
}

impl SpeedDensity {
    /// The source's defaults for a class.
    pub fn of(class: CensusClass) -> Self {
        let (lanes, free, jam, breaks, exponent) = match class {
            CensusClass::A10 => (3, 65.0, 160.0, 28.0, 2.5),
            CensusClass::A20 => (2, 55.0, 160.0, 23.0, 2.0),
            CensusClass::A30 => (2, 45.0, 160.0, 23.0, 2.0),
            CensusClass::A40 => (1, 35.0, 160.0, 14.0, 1.5),
            CensusClass::A50 => (1, 25.0, 160.0, 5.0, 1.5),
            CensusClass::A70 => (1, 4.0, 90.0, 5.0, 1.5),
        };
        Self {
            lanes,
            free_m_s: free * MPH,
            break_veh_m: breaks / MILE_M,
            jam_veh_m: jam / MILE_M,
            stop_go_m_s: 4.0 * MPH,
            exponent,
        }
    }

    /// Speed at a density, m/s: v0 + (u − v0)·((k_jam − k)/(k_jam − k_b))^α beyond the
    /// break, which joins the free speed there; v0 from the jam density on.
    pub fn speed_m_s(&self, density_veh_m: f64) -> f64 {
        if density_veh_m <= self.break_veh_m {
            self.free_m_s
        } else if density_veh_m >= self.jam_veh_m {
            self.stop_go_m_s
        } else {
            let left = (self.jam_veh_m - density_veh_m) / (self.jam_veh_m - self.break_veh_m);
            self.stop_go_m_s + (self.free_m_s - self.stop_go_m_s) * libm::pow(left, self.exponent)
        }
    }
}

/// The curve of a motorway against the source's equations.
pub(crate) fn check(_: &CheckContext) -> Vec<CheckRow> {
    let road = SpeedDensity::of(CensusClass::A10);
    [(10.0, 65.0), (28.0, 65.0), (60.0, 34.472), (100.0, 12.497), (160.0, 4.0)]
        .map(|(density, expected)| {
            CheckRow::judged(
                ("LifeSim 速度—密度曲线，高速公路 A10", "LifeSim speed over density, motorway A10"),
                (
                    format!("密度 {density} 辆/英里·车道时的速度（mph）"),
                    format!("speed at {density} vehicles a mile of lane, mph"),
                ),
                expected,
                road.speed_m_s(density / MILE_M) / MPH,
                Tolerance::Absolute(1e-3),
                "USACE LifeSim 2.1 technical reference, eq. 10–11, joined at the break (computed)",
            )
        })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_falls_without_a_jump_from_free_to_stop_and_go() {
        for class in
            [CensusClass::A10, CensusClass::A20, CensusClass::A30, CensusClass::A40, CensusClass::A50]
        {
            let road = SpeedDensity::of(class);
            let mut before = road.speed_m_s(0.0);
            assert_eq!(before, road.free_m_s);
            for step in 1..=2000 {
                let speed = road.speed_m_s(f64::from(step) * 1e-4 * 160.0 / 161.0);
                assert!(speed <= before && before - speed < 0.1, "{class:?} {step} {speed} {before}");
                before = speed;
            }
            assert_eq!(road.speed_m_s(1.0), 4.0 * MPH);
        }
        // Who walks is not slowed: four miles an hour is stop and go already.
        assert_eq!(SpeedDensity::of(CensusClass::A70).speed_m_s(0.04), 4.0 * MPH);
    }
}
