//! The fundamental diagram of a lane and the flow that junctions and panic leave
//! of it.

use sandtable_kernel::SimSpan;
use sandtable_space::RoadClass;
use serde::{Deserialize, Serialize};

use super::TrafficError;

/// Greatest sustained flow of a lane by class of road, veh/h. On streets it stands
/// for what junctions let through, on motorways for what drivers under stress do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowLimits {
    /// Motorways and expressways.
    pub motorway: f64,
    /// Trunk roads.
    pub trunk: f64,
    /// Primary roads.
    pub primary: f64,
    /// Secondary roads.
    pub secondary: f64,
    /// Tertiary roads.
    pub tertiary: f64,
    /// Streets and village roads.
    pub local: f64,
}

impl FlowLimits {
    /// No limit but the diagram's own capacity.
    pub const NONE: Self = Self {
        motorway: f64::INFINITY,
        trunk: f64::INFINITY,
        primary: f64::INFINITY,
        secondary: f64::INFINITY,
        tertiary: f64::INFINITY,
        local: f64::INFINITY,
    };

    /// Evacuation without contraflow. Motorway and trunk: 600 veh/h a lane, the flow
    /// that lasted in hurricanes Ivan, Katrina and Gustav without contraflow (TRB
    /// paper 11-4115; 800–1,000 with it; ideal 2,000). Others: saturation flow
    /// 1,900 veh/h times a green share of 0.32 to 0.26 (assumed).
    pub const EVACUATION: Self = Self {
        motorway: 600.0,
        trunk: 600.0,
        primary: 600.0,
        secondary: 600.0,
        tertiary: 550.0,
        local: 500.0,
    };

    /// Ordinary peak: ideal 2,000 veh/h a lane on motorways less 15 % (the peak that
    /// was measured in urban evacuations lay 15 % below the ordinary one; TRB paper
    /// 11-4115), and junctions with more green (assumed).
    pub const PEAK: Self = Self {
        motorway: 2_000.0,
        trunk: 1_700.0,
        primary: 950.0,
        secondary: 850.0,
        tertiary: 700.0,
        local: 600.0,
    };

    /// The limit of a class, veh/h a lane. Paths carry no cars.
    pub fn of(&self, class: RoadClass) -> f64 {
        match class {
            RoadClass::Motorway => self.motorway,
            RoadClass::Trunk => self.trunk,
            RoadClass::Primary => self.primary,
            RoadClass::Secondary => self.secondary,
            RoadClass::Tertiary => self.tertiary,
            RoadClass::Local | RoadClass::Path => self.local,
        }
    }
}

/// Tunables of the flow of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowParams {
    /// Vehicles a metre of lane when all stand (7.14 m a vehicle with its gap).
    pub jam_density_veh_m: f64,
    /// Speed at which a queue dissolves against the traffic, m/s. 1/(1 s · 0.14/m),
    /// the reaction time of one second that UXsim takes too.
    pub backward_wave_m_s: f64,
    /// Flow limits by class.
    pub limits: FlowLimits,
    /// Weight of a node's driveways at a merge, against a link of the capacity of
    /// the one that is entered (assumed 1).
    pub driveway_weight: f64,
    /// How long a ring of full links stands before a unit squeezes in (assumed).
    pub gridlock_after: SimSpan,
}

impl Default for FlowParams {
    fn default() -> Self {
        Self {
            jam_density_veh_m: 0.14,
            backward_wave_m_s: 1.0 / 0.14,
            limits: FlowLimits::EVACUATION,
            driveway_weight: 1.0,
            gridlock_after: SimSpan::from_mins(2),
        }
    }
}

impl FlowParams {
    /// The bare triangular diagram.
    pub fn triangular(jam_density_veh_m: f64, backward_wave_m_s: f64) -> Self {
        Self { jam_density_veh_m, backward_wave_m_s, limits: FlowLimits::NONE, ..Self::default() }
    }

    /// Capacity of a lane at a free speed, veh/s: the top of the triangle,
    /// k_j·v·w/(v + w), or the limit of the class if that is lower.
    pub fn lane_capacity_veh_s(&self, free_speed_m_s: f64, class: RoadClass) -> f64 {
        let w = self.backward_wave_m_s;
        let top = self.jam_density_veh_m * free_speed_m_s * w / (free_speed_m_s + w);
        top.min(self.limits.of(class) / 3600.0)
    }

    /// Refuses parameters that describe no traffic.
    ///
    /// # Errors
    /// The first parameter that is out of range.
    pub fn check(&self) -> Result<(), TrafficError> {
        let limits = &self.limits;
        for (name, value) in [
            ("jam_density_veh_m", self.jam_density_veh_m),
            ("backward_wave_m_s", self.backward_wave_m_s),
            ("limits.motorway", limits.motorway),
            ("limits.trunk", limits.trunk),
            ("limits.primary", limits.primary),
            ("limits.secondary", limits.secondary),
            ("limits.tertiary", limits.tertiary),
            ("limits.local", limits.local),
            ("driveway_weight", self.driveway_weight),
        ] {
            let finite = value.is_finite() || name.starts_with("limits");
            if !(finite && value > 0.0) {
                return Err(TrafficError::Parameter { name, value, expected: "greater than zero" });
            }
        }
        if self.gridlock_after.0 < 1000 {
            let value = self.gridlock_after.as_secs_f64();
            return Err(TrafficError::Parameter { name: "gridlock_after", value, expected: "1 s or more" });
        }
        Ok(())
    }
}

/// Free walking speed of Weidmann 1993, m/s (recalled).
pub const WEIDMANN_FREE_M_S: f64 = 1.34;

/// Walking speed at a density, persons/m²: 1.34·(1 − exp(−1.913·(1/ρ − 1/5.4)))
/// (Weidmann 1993, "Transporttechnik der Fussgänger"; recalled). From 5.3 /m² on,
/// where the law stops people for ever, they shuffle at its value there.
pub fn weidmann_m_s(density_m2: f64) -> f64 {
    if density_m2 <= 0.0 {
        return WEIDMANN_FREE_M_S;
    }
    let density = density_m2.min(5.3);
    WEIDMANN_FREE_M_S * (1.0 - libm::exp(-1.913 * (1.0 / density - 1.0 / 5.4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_of_the_triangle() {
        // Newell 1993, q = k u w/(u + w): 60 km/h, w 20 km/h, 150 veh/km give 2,250 veh/h; the peers'
        // grid: 13.89 m/s, 0.14/m, reaction time 1 s give 0.6604 veh/s (0.6605 with
        // the speed rounded up to 13.9 m/s).
        let o6 = FlowParams::triangular(0.150, 20.0 / 3.6);
        assert!((o6.lane_capacity_veh_s(60.0 / 3.6, RoadClass::Local) * 3600.0 - 2250.0).abs() < 1e-6);
        let grid = FlowParams::triangular(0.14, 1.0 / 0.14);
        assert!((grid.lane_capacity_veh_s(13.89, RoadClass::Local) - 0.6605).abs() < 2e-4);
    }

    #[test]
    fn weidmann_speeds_of_the_formula() {
        // v = 1.34 (1 − exp(−1.913 (1/k − 1/5.4))).
        for (density, speed) in [(1.0, 1.0581), (2.0, 0.6062), (4.0, 0.1563)] {
            assert!((weidmann_m_s(density) - speed).abs() < 1e-3, "{density}");
        }
        let flow = |density: f64| density * weidmann_m_s(density);
        assert!((flow(1.7506) - 1.2249).abs() < 1e-3);
        assert!(flow(1.7506) > flow(1.70) && flow(1.7506) > flow(1.80));
        assert!(weidmann_m_s(9.0) > 0.0);
    }

    #[test]
    fn nonsense_is_refused_with_its_name() {
        let bad = FlowParams { backward_wave_m_s: f64::NAN, ..FlowParams::default() };
        assert!(bad.check().unwrap_err().to_string().contains("backward_wave_m_s"));
        assert!(FlowParams::default().check().is_ok());
        assert!(FlowParams::triangular(0.1, 5.0).check().is_ok());
    }
}
