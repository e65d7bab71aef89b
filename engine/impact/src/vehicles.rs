//! Vehicles and boats in water: how fast a flooded road can be driven, which
//! vehicle passes which water, and when water carries it away.

use serde::{Deserialize, Serialize};

use crate::recalled::Coefficient;

/// Speed on a flooded road against depth. Pregnolato et al. 2017
/// (Transportation Research D 55, 67–81) with its lower and upper curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpeedCurve {
    /// The fit: 0.0009 w² − 0.5529 w + 86.9448 km/h, w in mm; closed from 300 mm.
    #[default]
    Fitted,
    /// Lower resistance of the water: 0.0002415 w² − 0.2898 w + 86.94; closed from 600 mm.
    Bold,
    /// Higher: 0.003864 w² − 1.1592 w + 86.94; closed from 150 mm.
    Cautious,
}

impl SpeedCurve {
    /// Depth from which the road is closed, m.
    pub fn closed_from_m(self) -> f64 {
        match self {
            Self::Fitted => 0.3,
            Self::Bold => 0.6,
            Self::Cautious => 0.15,
        }
    }

    /// Greatest speed that a driver keeps up in water, m/s; zero where the road is
    /// closed. Take the lesser of this and the speed without water.
    pub fn speed_m_s(self, depth_m: f64) -> f64 {
        if depth_m >= self.closed_from_m() {
            return 0.0;
        }
        let w = depth_m.max(0.0) * 1000.0;
        let (a, b, c) = match self {
            Self::Fitted => (0.0009, 0.5529, 86.9448),
            Self::Bold => (0.000_241_5, 0.2898, 86.94),
            Self::Cautious => (0.003_864, 1.1592, 86.94),
        };
        (a * w * w - b * w + c).max(0.0) / 3.6
    }
}

/// Vehicles, boats and people on foot, as far as water decides whether they pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VehicleClass {
    /// Small car.
    SmallCar,
    /// Large car.
    LargeCar,
    /// Large four-wheel drive.
    OffRoad,
    /// Van or ambulance.
    Van,
    /// Bus.
    Bus,
    /// Fire engine.
    FireEngine,
    /// High army or engineering truck.
    HighTruck,
    /// Assault boat with outboard motor.
    AssaultBoat,
    /// Small inflatable boat, rowed or pushed.
    Inflatable,
    /// A team on foot.
    Walker,
}

/// Water that a vehicle can be in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passable {
    /// Least depth it needs, m (boats).
    pub least_depth_m: f64,
    /// Depth from which it cannot go on, m.
    pub most_depth_m: f64,
    /// Speed of the water from which it cannot go on, m/s.
    pub most_speed_m_s: f64,
    /// Product of depth and speed from which it is carried away, m²/s.
    pub most_dv_m2_s: f64,
}

/// How a vehicle fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passage {
    /// It passes.
    Passes,
    /// It cannot go on, but stays where it is.
    Stalls,
    /// The water carries it away.
    Swept,
}

impl VehicleClass {
    /// All classes.
    pub const ALL: [Self; 10] = [
        Self::SmallCar,
        Self::LargeCar,
        Self::OffRoad,
        Self::Van,
        Self::Bus,
        Self::FireEngine,
        Self::HighTruck,
        Self::AssaultBoat,
        Self::Inflatable,
        Self::Walker,
    ];

    /// Whether it floats.
    pub fn is_boat(self) -> bool {
        matches!(self, Self::AssaultBoat | Self::Inflatable)
    }

    /// Water that it can be in. Cars: Shand et al. 2011 (Australian Rainfall and
    /// Runoff, stationary vehicles; recalled). Others are assumptions.
    pub fn passable(self) -> Passable {
        let (least, most, speed, dv) = match self {
            Self::SmallCar => (0.0, SMALL_DEPTH.value, CAR_SPEED.value, SMALL_DV.value),
            Self::LargeCar => (0.0, LARGE_DEPTH.value, CAR_SPEED.value, LARGE_DV.value),
            Self::OffRoad => (0.0, OFFROAD_DEPTH.value, CAR_SPEED.value, OFFROAD_DV.value),
            Self::Van => (0.0, VAN_DEPTH.value, CAR_SPEED.value, LARGE_DV.value),
            Self::Bus => (0.0, BUS_DEPTH.value, CAR_SPEED.value, OFFROAD_DV.value),
            Self::FireEngine => (0.0, ENGINE_DEPTH.value, CAR_SPEED.value, ENGINE_DV.value),
            Self::HighTruck => (0.0, TRUCK_DEPTH.value, CAR_SPEED.value, TRUCK_DV.value),
            Self::AssaultBoat => (BOAT_DEPTH.value, f64::INFINITY, BOAT_SPEED.value, f64::INFINITY),
            Self::Inflatable => (RAFT_DEPTH.value, f64::INFINITY, RAFT_SPEED.value, f64::INFINITY),
            Self::Walker => (0.0, WALKER_DEPTH.value, WALKER_SPEED.value, WALKER_DV.value),
        };
        Passable { least_depth_m: least, most_depth_m: most, most_speed_m_s: speed, most_dv_m2_s: dv }
    }

    /// How it fares in water of a depth and a speed.
    pub fn passage(self, depth_m: f64, speed_m_s: f64) -> Passage {
        let water = self.passable();
        if depth_m < water.least_depth_m {
            return Passage::Stalls;
        }
        if self.is_boat() {
            return if speed_m_s > water.most_speed_m_s { Passage::Swept } else { Passage::Passes };
        }
        // A wheel keeps its grip in a thin film however fast it flows.
        let film = depth_m < 0.05;
        let floats = depth_m >= water.most_depth_m + FLOAT_MARGIN.value;
        let pushed = depth_m * speed_m_s >= water.most_dv_m2_s || speed_m_s > water.most_speed_m_s;
        if floats || (pushed && !film) {
            Passage::Swept
        } else if depth_m >= water.most_depth_m {
            Passage::Stalls
        } else {
            Passage::Passes
        }
    }

    /// Speed on a flooded road, m/s, from the speed without water. Vehicles that
    /// wade deeper than a small car see the curve stretched to their own depth;
    /// boats go at their own speed where the water bears them; people wade.
    pub fn speed_m_s(self, free_m_s: f64, depth_m: f64, flow_m_s: f64, curve: SpeedCurve) -> f64 {
        if self.passage(depth_m, flow_m_s) != Passage::Passes {
            return 0.0;
        }
        let most = self.passable().most_depth_m;
        if self.is_boat() {
            free_m_s
        } else if self == Self::Walker {
            free_m_s * (1.0 - depth_m.max(0.0) / most)
        } else {
            let scale = (most / SMALL_DEPTH.value).max(1.0);
            free_m_s.min(curve.speed_m_s(depth_m / scale))
        }
    }
}

/// Incipient motion of a partly submerged car, m/s. Xia et al. 2011 (Natural
/// Hazards): Uc = α (h/hc)^β sqrt(2 g (ρc − ρf)/ρf hc); α and β of flume tests
/// with models (Pajero 1.492, −0.731; BMW M5 1.116, −0.558; Mini 1.225, −0.708,
/// second-hand transcription). Water below the roof only.
pub fn incipient_motion_m_s(depth_m: f64, height_m: f64, density_kg_m3: f64, alpha: f64, beta: f64) -> f64 {
    if depth_m <= 0.0 || height_m <= 0.0 {
        return f64::INFINITY;
    }
    let under = 2.0 * 9.81 * (density_kg_m3 - 1000.0) / 1000.0 * height_m;
    alpha * libm::pow(depth_m / height_m, beta) * under.max(0.0).sqrt()
}

const SHAND: &str = "Shand et al. 2011 (ARR), stationary vehicles: still-water depth, depth × speed, speed";
const SMALL_DEPTH: Coefficient = Coefficient::recalled("arr.small_car.depth", 0.3, "m", SHAND);
const SMALL_DV: Coefficient = Coefficient::recalled("arr.small_car.dv", 0.3, "m²/s", SHAND);
const LARGE_DEPTH: Coefficient = Coefficient::recalled("arr.large_car.depth", 0.4, "m", SHAND);
const LARGE_DV: Coefficient = Coefficient::recalled("arr.large_car.dv", 0.45, "m²/s", SHAND);
const OFFROAD_DEPTH: Coefficient = Coefficient::recalled("arr.four_wheel.depth", 0.5, "m", SHAND);
const OFFROAD_DV: Coefficient = Coefficient::recalled("arr.four_wheel.dv", 0.6, "m²/s", SHAND);
const CAR_SPEED: Coefficient = Coefficient::recalled("arr.vehicle.speed", 3.0, "m/s", SHAND);
const OWN: &str = "threshold of our own for teams' vehicles and boats; set it by the maker's figures";
const VAN_DEPTH: Coefficient = Coefficient::assumed("vehicle.van.depth", 0.4, "m", OWN);
const BUS_DEPTH: Coefficient = Coefficient::assumed("vehicle.bus.depth", 0.5, "m", OWN);
const ENGINE_DEPTH: Coefficient = Coefficient::assumed("vehicle.fire_engine.depth", 0.8, "m", OWN);
const ENGINE_DV: Coefficient = Coefficient::assumed("vehicle.fire_engine.dv", 1.2, "m²/s", OWN);
const TRUCK_DEPTH: Coefficient = Coefficient::assumed("vehicle.high_truck.depth", 1.0, "m", OWN);
const TRUCK_DV: Coefficient = Coefficient::assumed("vehicle.high_truck.dv", 1.5, "m²/s", OWN);
const BOAT_DEPTH: Coefficient = Coefficient::assumed("boat.assault.depth", 0.4, "m", OWN);
const BOAT_SPEED: Coefficient = Coefficient::assumed("boat.assault.flow", 2.5, "m/s", OWN);
const RAFT_DEPTH: Coefficient = Coefficient::assumed("boat.inflatable.depth", 0.25, "m", OWN);
const RAFT_SPEED: Coefficient = Coefficient::assumed("boat.inflatable.flow", 1.0, "m/s", OWN);
const WALKER_DEPTH: Coefficient = Coefficient::assumed("walker.depth", 0.9, "m", OWN);
const WALKER_SPEED: Coefficient = Coefficient::recalled(
    "walker.flow",
    3.0,
    "m/s",
    "Cox, Shand & Blacka 2010: adults stand in at most 3 m/s",
);
const WALKER_DV: Coefficient = Coefficient::recalled(
    "walker.dv",
    0.6,
    "m²/s",
    "Cox, Shand & Blacka 2010: low hazard for adults up to depth × speed 0.6",
);
const FLOAT_MARGIN: Coefficient = Coefficient::assumed(
    "vehicle.float_margin",
    0.3,
    "m",
    "depth above the wading limit at which a stalled vehicle floats off",
);

/// Unconfirmed coefficients of this module.
pub const RECALLED: &[Coefficient] = &[
    SMALL_DEPTH,
    SMALL_DV,
    LARGE_DEPTH,
    LARGE_DV,
    OFFROAD_DEPTH,
    OFFROAD_DV,
    CAR_SPEED,
    VAN_DEPTH,
    BUS_DEPTH,
    ENGINE_DEPTH,
    ENGINE_DV,
    TRUCK_DEPTH,
    TRUCK_DV,
    BOAT_DEPTH,
    BOAT_SPEED,
    RAFT_DEPTH,
    RAFT_SPEED,
    WALKER_DEPTH,
    WALKER_SPEED,
    WALKER_DV,
    FLOAT_MARGIN,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_curves_lie_in_order_and_close() {
        for depth in [0.05, 0.1, 0.14] {
            let [cautious, fitted, bold] =
                [SpeedCurve::Cautious, SpeedCurve::Fitted, SpeedCurve::Bold].map(|c| c.speed_m_s(depth));
            assert!(cautious < fitted && fitted < bold, "{depth}: {cautious} {fitted} {bold}");
        }
        for curve in [SpeedCurve::Cautious, SpeedCurve::Fitted, SpeedCurve::Bold] {
            assert_eq!(curve.speed_m_s(curve.closed_from_m()), 0.0);
            assert!(curve.speed_m_s(curve.closed_from_m() - 0.01) >= 0.0);
        }
    }

    #[test]
    fn a_fire_engine_passes_where_a_car_floats_and_a_boat_needs_water() {
        assert_eq!(VehicleClass::SmallCar.passage(0.35, 0.0), Passage::Stalls);
        assert_eq!(VehicleClass::SmallCar.passage(0.7, 0.0), Passage::Swept);
        assert_eq!(VehicleClass::FireEngine.passage(0.7, 0.5), Passage::Passes);
        assert_eq!(VehicleClass::AssaultBoat.passage(0.1, 0.0), Passage::Stalls);
        assert_eq!(VehicleClass::AssaultBoat.passage(2.0, 1.0), Passage::Passes);
        assert_eq!(VehicleClass::AssaultBoat.passage(2.0, 3.0), Passage::Swept);
        assert_eq!(VehicleClass::SmallCar.passage(0.02, 4.0), Passage::Passes, "a film");
    }

    #[test]
    fn deeper_water_never_speeds_a_road_vehicle_up() {
        for class in VehicleClass::ALL.into_iter().filter(|c| !c.is_boat()) {
            let mut last = f64::INFINITY;
            for k in 0..150 {
                let speed = class.speed_m_s(14.0, f64::from(k) * 0.01, 0.2, SpeedCurve::Fitted);
                assert!(speed <= last, "{class:?} at {k} cm");
                last = speed;
            }
            assert_eq!(last, 0.0);
        }
    }

    #[test]
    fn val_incipient_motion_falls_with_depth() {
        // Xia 2011, Pajero: a car 1.87 m high moves at a lower speed in deeper water.
        let at = |h: f64| incipient_motion_m_s(h, 1.87, 1300.0, 1.492, -0.731);
        assert!(at(0.4) > at(0.8));
        assert_eq!(incipient_motion_m_s(0.0, 1.8, 1300.0, 1.5, -0.7), f64::INFINITY);
    }
}
