//! What water does to one person from tick to tick.
//!
//! Published functions give the share of people who fall or die once the water has
//! done its worst. Here a person has a hidden resistance (a quantile that is never
//! drawn as such): within one kind of place a person falls or drowns when the
//! published share for the water of the moment first exceeds that quantile. The
//! probability of a step, given that nothing happened before, is therefore
//! (now − worst before)/(1 − worst before): summed over an exposure it returns the
//! published share at the worst moment, whatever the length of the steps. Dangers
//! of different kinds of place are taken as independent. Only people who float in
//! open water die by a rate in time.
//!
//! Left out: cold, exhaustion on roofs, disease, electricity, debris that hits,
//! what people know of the place. Factors that set person classes apart and the
//! outcomes of falling are assumptions or recalled, and listed.

use sandtable_kernel::SimSpan;
use sandtable_kernel::special::normal_cdf;
use serde::{Deserialize, Serialize};

use crate::damage::BuildingClass;
use crate::drowning::{Zone, jonkman, zone};
use crate::people::{LandUse, PersonClass, hazard_rating};
use crate::recalled::Coefficient;
use crate::vehicles::VehicleClass;

/// Water at a person's place, outdoors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Depth above the street or ground, m.
    pub depth_m: f64,
    /// Speed, m/s.
    pub speed_m_s: f64,
    /// Rate of rise, m/h.
    pub rise_m_h: f64,
}

/// Storey of a building.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Below the street: basement, underground shop or garage.
    Basement,
    /// Ground floor.
    #[default]
    Ground,
    /// Upper storey; 1 is the first above the ground floor. A flat roof counts as one.
    Upper(u8),
}

/// Where a person is, as far as water is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// On foot outdoors.
    Outdoors,
    /// In a vehicle on the road.
    Vehicle(VehicleClass),
    /// In a building.
    Indoors {
        /// Its class.
        building: BuildingClass,
        /// The storey.
        level: Level,
    },
    /// Carried by the water after a fall or the loss of the vehicle or house.
    InWater,
}

/// Risk of one person in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepRisk {
    /// Probability of losing the ground in this step: falling outdoors, the vehicle
    /// swept off, the house collapsing.
    pub unstable: f64,
    /// Probability of drowning in this step. Counts those among the unstable who die.
    pub drowned: f64,
    /// Of those who die in such water, the share who die under their collapsing house.
    /// A state, not a probability of the step.
    pub by_collapse: f64,
    /// Probability of an injury in this step for one who does not die.
    pub injured: f64,
    /// Share of such people who cannot leave by themselves now. A state, not a
    /// probability of the step.
    pub cannot_leave: f64,
}

/// Worst shares so far in one kind of place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Worst {
    unstable: f64,
    drowned: f64,
    injured: f64,
}

/// What a person, or a packet of alike people at one place, went through so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    outdoors: Worst,
    vehicle: Worst,
    indoors: Worst,
}

impl Exposure {
    /// Risk of the next `dt` in this water, and what it leaves behind.
    #[must_use]
    pub fn step(&mut self, flow: Flow, person: PersonClass, place: Place, dt: SimSpan) -> StepRisk {
        let now = shares(flow, person, place);
        let worst = match place {
            Place::Outdoors => &mut self.outdoors,
            Place::Vehicle(_) => &mut self.vehicle,
            Place::Indoors { .. } => &mut self.indoors,
            Place::InWater => {
                let rate =
                    if flow.depth_m < SHALLOW.value { 0.0 } else { FLOAT_RATE.value * frailty(person) };
                let drowned = -libm::expm1(-rate * dt.as_hours_f64().max(0.0));
                return StepRisk { drowned, cannot_leave: 1.0, ..StepRisk::default() };
            }
        };
        StepRisk {
            unstable: increment(&mut worst.unstable, now.unstable),
            drowned: increment(&mut worst.drowned, now.drowned),
            by_collapse: now.by_collapse,
            injured: increment(&mut worst.injured, now.injured),
            cannot_leave: now.cannot_leave,
        }
    }
}

/// Probability of passing from `worst` to `now`, given that nothing happened so far.
fn increment(worst: &mut f64, now: f64) -> f64 {
    let now = now.clamp(0.0, 1.0);
    if now <= *worst {
        return 0.0;
    }
    let probability = (now - *worst) / (1.0 - *worst);
    *worst = now;
    probability
}

/// Shares of people of a class at a place for whom the water of this moment is too
/// much, as if it stayed: what [`Exposure::step`] spends over time.
pub fn shares(flow: Flow, person: PersonClass, place: Place) -> StepRisk {
    match place {
        Place::Outdoors => outdoors(flow, person),
        Place::Vehicle(class) => vehicle(flow, person, class),
        Place::Indoors { building, level } => indoors(flow, person, building, level),
        Place::InWater => StepRisk { cannot_leave: 1.0, ..StepRisk::default() },
    }
}

/// Share of people of a class who cannot stand: Φ(ln(U/Uc)/σ) about the critical
/// speed of Xia et al. 2014, times the class's strength; all of them where the
/// water is deeper than the chin. σ is an assumption for the scatter of bodies.
pub fn share_unstable(flow: Flow, person: PersonClass) -> f64 {
    let body = person.body();
    if flow.depth_m >= CHIN.value * body.height_m {
        return 1.0;
    }
    if flow.depth_m < FILM.value || flow.speed_m_s <= 0.0 {
        return 0.0;
    }
    let critical = body.critical_speed_m_s(flow.depth_m) * person.strength();
    normal_cdf(libm::log(flow.speed_m_s / critical) / BODY_SCATTER.value)
}

fn outdoors(flow: Flow, person: PersonClass) -> StepRisk {
    let unstable = share_unstable(flow, person);
    let drowned = unstable * lethality(flow, person);
    let injured = INJURED_BY_FALL.value * (unstable - drowned);
    StepRisk { unstable, drowned, by_collapse: 0.0, injured, cannot_leave: unstable }
}

/// Share of those who lost the ground who die of it: 2 × HR % after FD2321
/// (recalled), all in Jonkman's breach zone.
fn lethality(flow: Flow, person: PersonClass) -> f64 {
    if zone(flow.depth_m, flow.speed_m_s, flow.rise_m_h) == Zone::Breach {
        return 1.0;
    }
    let rating = hazard_rating(flow.depth_m, flow.speed_m_s, LandUse::Urban);
    (FATALITY_PER_RATING.value * rating * frailty(person)).min(1.0)
}

fn vehicle(flow: Flow, person: PersonClass, class: VehicleClass) -> StepRisk {
    let limit = class.passable();
    let floats =
        if class.is_boat() { 0.0 } else { flow.depth_m / (limit.most_depth_m + FLOATING_ABOVE.value) };
    let film = flow.depth_m < FILM.value;
    let pushed = if film {
        0.0
    } else {
        (flow.depth_m * flow.speed_m_s / limit.most_dv_m2_s).max(flow.speed_m_s / limit.most_speed_m_s)
    };
    let load = floats.max(pushed);
    let unstable = if load > 0.0 { normal_cdf(libm::log(load) / VEHICLE_SCATTER.value) } else { 0.0 };
    let drowned = unstable * lethality(flow, person);
    let injured = INJURED_BY_FALL.value * (unstable - drowned);
    let doors = ramp(flow.depth_m, 0.4, DOOR_DEPTH.value);
    StepRisk {
        unstable,
        drowned,
        by_collapse: 0.0,
        injured,
        cannot_leave: doors.max(unstable).max(share_unstable(flow, person)),
    }
}

fn indoors(flow: Flow, person: PersonClass, building: BuildingClass, level: Level) -> StepRisk {
    let around = zone(flow.depth_m, flow.speed_m_s, flow.rise_m_h);
    // In the breach zone the house decides (collapse below), not the depth alone.
    let calm = if around == Zone::Breach { Zone::Remaining } else { around };
    let (depth_m, kind) = match level {
        Level::Basement => {
            let filled = ((flow.depth_m - SILL.value) / SILL_TO_FULL.value).clamp(0.0, 1.0);
            let kind = if flow.rise_m_h >= 0.5 { Zone::RapidRise } else { Zone::Remaining };
            (filled * BASEMENT_HEIGHT.value, kind)
        }
        Level::Ground if flow.depth_m <= building.floor_height_m() => (0.0, calm),
        Level::Ground => (flow.depth_m, calm),
        Level::Upper(k) => {
            (flow.depth_m - building.floor_height_m() - f64::from(k) * STOREY.value, Zone::Remaining)
        }
    };
    // Jonkman's data hold no shallow water: nobody dies below the first depth, the
    // published share holds from the second on.
    let mortality = jonkman(depth_m, kind) * ramp(depth_m, SHALLOW.value, FULL_MORTALITY.value);
    let by_water = (mortality * frailty(person)).min(1.0);
    let collapsed = building.share_collapsed(flow.depth_m, flow.speed_m_s);
    let under_ruins = if around == Zone::Breach { 1.0 } else { DEATH_IN_COLLAPSE.value };
    let crushed = (1.0 - by_water) * collapsed * under_ruins;
    let drowned = by_water + crushed;
    let by_collapse = if drowned > 0.0 { crushed / drowned } else { 0.0 };
    let injured = (INJURED_PER_DEATH.value * drowned).min(1.0 - drowned);
    let low = matches!(level, Level::Ground | Level::Basement);
    let inside = if low { ramp(depth_m, SHALLOW.value, FULL_MORTALITY.value) } else { 0.0 };
    let helpless = person == PersonClass::Patient && flow.depth_m > WARD_DEPTH.value;
    let cannot_leave = if helpless { 1.0 } else { inside.max(share_unstable(flow, person)) };
    StepRisk { unstable: collapsed, drowned, by_collapse, injured, cannot_leave }
}

/// Factor on the mortality of a whole population for a class of people. With
/// 69 % adults, 15 % children, 15 % elderly and 1 % patients the mean is one.
pub fn frailty(person: PersonClass) -> f64 {
    match person {
        PersonClass::Adult => FRAILTY_ADULT.value,
        PersonClass::Child => FRAILTY_CHILD.value,
        PersonClass::Elderly => FRAILTY_ELDERLY.value,
        PersonClass::Patient => FRAILTY_PATIENT.value,
    }
}

/// 0 up to `from`, 1 from `to` on, linear between.
fn ramp(x: f64, from: f64, to: f64) -> f64 {
    ((x - from) / (to - from)).clamp(0.0, 1.0)
}

const F: &str =
    "assumption: mortality of the class over that of a whole population; the elderly die more often";
const FRAILTY_ADULT: Coefficient = Coefficient::assumed("frailty.adult", 0.62, "", F);
const FRAILTY_CHILD: Coefficient = Coefficient::assumed("frailty.child", 1.0, "", F);
const FRAILTY_ELDERLY: Coefficient = Coefficient::assumed("frailty.elderly", 2.5, "", F);
const FRAILTY_PATIENT: Coefficient = Coefficient::assumed("frailty.patient", 5.0, "", F);
const FATALITY_PER_RATING: Coefficient = Coefficient::recalled(
    "fd2321.fatality_per_rating",
    0.02,
    "",
    "FD2321 2006: fatality rate of those who come to harm is twice the hazard rating, in per cent",
);
const BODY_SCATTER: Coefficient = Coefficient::assumed(
    "stability.scatter",
    0.25,
    "",
    "scatter of ln(critical speed) among people of a class",
);
const CHIN: Coefficient =
    Coefficient::assumed("stability.chin", 0.85, "", "share of the height at which a person floats");
const FILM: Coefficient =
    Coefficient::assumed("stability.film", 0.05, "m", "thinner water moves neither people nor wheels");
const VEHICLE_SCATTER: Coefficient =
    Coefficient::assumed("vehicle.scatter", 0.15, "", "scatter of ln(load/limit) among vehicles of a class");
const FLOATING_ABOVE: Coefficient = Coefficient::assumed(
    "vehicle.occupied.float_margin",
    0.3,
    "m",
    "depth above the wading limit at which an occupied vehicle floats off",
);
const DOOR_DEPTH: Coefficient =
    Coefficient::assumed("vehicle.door", 0.7, "m", "depth at which no door of a car opens");
const INJURED_BY_FALL: Coefficient = Coefficient::assumed(
    "injured.by_fall",
    0.3,
    "",
    "share of those who fall, or whose vehicle is swept off, and survive, who are injured",
);
const INJURED_PER_DEATH: Coefficient =
    Coefficient::assumed("injured.per_death", 3.0, "", "injured for each death indoors");
const DEATH_IN_COLLAPSE: Coefficient = Coefficient::assumed(
    "collapse.death",
    0.2,
    "",
    "share of those in a collapsing house who die, outside Jonkman's breach zone",
);
const SHALLOW: Coefficient = Coefficient::assumed(
    "mortality.none_below",
    0.3,
    "m",
    "depth below which nobody drowns indoors or afloat",
);
const FULL_MORTALITY: Coefficient = Coefficient::assumed(
    "mortality.full_from",
    0.6,
    "m",
    "depth from which the published mortality holds; linear from the depth without any",
);
const WARD_DEPTH: Coefficient = Coefficient::assumed(
    "patient.depth",
    0.15,
    "m",
    "depth in the street from which patients cannot be moved on foot",
);
const STOREY: Coefficient = Coefficient::assumed("building.storey", 3.0, "m", "height of a storey");
const SILL: Coefficient = Coefficient::assumed(
    "basement.sill",
    0.15,
    "m",
    "depth in the street that a basement's entrance keeps out",
);
const SILL_TO_FULL: Coefficient = Coefficient::assumed(
    "basement.fill",
    0.3,
    "m",
    "further depth in the street with which a basement is full",
);
const BASEMENT_HEIGHT: Coefficient =
    Coefficient::assumed("basement.height", 3.0, "m", "height of a basement");
const FLOAT_RATE: Coefficient = Coefficient::assumed(
    "afloat.rate",
    0.5,
    "1/h",
    "rate at which people carried by warm water drown, for a whole population",
);

/// Unconfirmed coefficients of this module.
pub const RECALLED: &[Coefficient] = &[
    FRAILTY_ADULT,
    FRAILTY_CHILD,
    FRAILTY_ELDERLY,
    FRAILTY_PATIENT,
    FATALITY_PER_RATING,
    BODY_SCATTER,
    CHIN,
    FILM,
    VEHICLE_SCATTER,
    FLOATING_ABOVE,
    DOOR_DEPTH,
    INJURED_BY_FALL,
    INJURED_PER_DEATH,
    DEATH_IN_COLLAPSE,
    SHALLOW,
    FULL_MORTALITY,
    WARD_DEPTH,
    STOREY,
    SILL,
    SILL_TO_FULL,
    BASEMENT_HEIGHT,
    FLOAT_RATE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GROUND: Place = Place::Indoors { building: BuildingClass::Concrete, level: Level::Ground };

    fn flow(depth_m: f64, speed_m_s: f64, rise_m_h: f64) -> Flow {
        Flow { depth_m, speed_m_s, rise_m_h }
    }

    /// Chance of having drowned after a history of flows in equal steps.
    fn drowned(history: &[Flow], person: PersonClass, place: Place, dt: SimSpan) -> f64 {
        let mut exposure = Exposure::default();
        let alive: f64 =
            history.iter().map(|flow| 1.0 - exposure.step(*flow, person, place, dt).drowned).product();
        1.0 - alive
    }

    #[test]
    fn a_fast_flood_kills_under_ruins_a_slow_one_by_drowning() {
        let house = |building| Place::Indoors { building, level: Level::Ground };
        let flow = |speed_m_s| Flow { depth_m: 2.0, speed_m_s, rise_m_h: 0.1 };
        let slow = shares(flow(0.1), PersonClass::Adult, house(BuildingClass::Concrete));
        let fast = shares(flow(2.5), PersonClass::Adult, house(BuildingClass::Light));
        assert!(slow.drowned > 0.0 && slow.by_collapse == 0.0, "{slow:?}");
        assert!(fast.drowned > slow.drowned && fast.by_collapse > 0.5, "{fast:?}");
    }

    #[test]
    fn half_the_adults_fall_at_xia_s_critical_speed() {
        // Xia et al. 2014, toppling: an adult topples at 1.12 m/s in 0.6 m, a child at 0.69.
        let share = share_unstable(flow(0.6, 1.12, 0.0), PersonClass::Adult);
        assert!((share - 0.5).abs() < 0.02, "{share}");
        let share = share_unstable(flow(0.6, 0.69, 0.0), PersonClass::Child);
        assert!((share - 0.5).abs() < 0.02, "{share}");
        assert!(share_unstable(flow(0.6, 0.69, 0.0), PersonClass::Adult) < 0.05);
    }

    #[test]
    fn a_population_on_the_ground_floor_dies_as_jonkman_says() {
        // Computed from the published lognormals: remaining zone at 2 m 0.006010, rapid rise at 4 m 0.39618.
        let mix = [
            (PersonClass::Adult, 0.69),
            (PersonClass::Child, 0.15),
            (PersonClass::Elderly, 0.15),
            (PersonClass::Patient, 0.01),
        ];
        let rising: Vec<_> = (1..=20).map(|k| flow(0.1 * f64::from(k), 0.1, 0.2)).collect();
        let of = |history: &[Flow]| -> f64 {
            let dt = SimSpan::from_mins(1);
            mix.iter().map(|(person, share)| share * drowned(history, *person, GROUND, dt)).sum()
        };
        let slow = of(&rising);
        assert!((slow / 0.006_010 - 1.0).abs() < 0.02, "{slow}");
        let rapid: Vec<_> = (1..=60).map(|k| flow(0.05 * f64::from(k), 0.1, 2.0)).collect();
        // At 3 m and a rise above 0.5 m/h: 0.09841.
        let rapid = of(&rapid);
        assert!((rapid / 0.098_41 - 1.0).abs() < 0.02, "{rapid}");
    }

    #[test]
    fn the_length_of_the_steps_does_not_matter() {
        let coarse: Vec<_> = (1..=10).map(|k| flow(0.2 * f64::from(k), 0.3, 0.6)).collect();
        let fine: Vec<_> = (1..=400).map(|k| flow(0.005 * f64::from(k), 0.3, 0.6)).collect();
        for place in [Place::Outdoors, Place::Vehicle(VehicleClass::SmallCar), GROUND] {
            let a = drowned(&coarse, PersonClass::Elderly, place, SimSpan::from_mins(5));
            let b = drowned(&fine, PersonClass::Elderly, place, SimSpan::from_secs(7));
            assert!((a - b).abs() < 1e-9 && a > 0.0, "{place:?} {a} {b}");
        }
        let afloat = |n: i64| {
            let history = vec![flow(2.0, 1.0, 0.0); usize::try_from(n).unwrap()];
            drowned(&history, PersonClass::Adult, Place::InWater, SimSpan::from_mins(60 / n))
        };
        assert!((afloat(1) - afloat(60)).abs() < 1e-12);
    }

    #[test]
    fn higher_floors_are_safer_and_basements_worst_when_water_comes_fast() {
        let at = |level| {
            let place = Place::Indoors { building: BuildingClass::Masonry, level };
            shares(flow(1.5, 0.3, 1.0), PersonClass::Adult, place).drowned
        };
        assert!(at(Level::Basement) > at(Level::Ground));
        assert!(at(Level::Ground) > at(Level::Upper(1)));
        assert_eq!(at(Level::Upper(1)), 0.0);
    }

    #[test]
    fn dry_people_are_unhurt_and_patients_cannot_leave_a_wet_ward() {
        for place in [Place::Outdoors, Place::Vehicle(VehicleClass::Bus), GROUND] {
            for person in PersonClass::ALL {
                assert_eq!(shares(Flow::default(), person, place), StepRisk::default());
            }
        }
        assert_eq!(shares(flow(0.4, 0.1, 0.0), PersonClass::Patient, GROUND).cannot_leave, 1.0);
        assert!(shares(flow(0.4, 0.1, 0.0), PersonClass::Adult, GROUND).cannot_leave < 0.5);
    }

    #[test]
    fn a_falling_flood_kills_nobody_more() {
        let mut exposure = Exposure::default();
        let dt = SimSpan::from_mins(1);
        let first = exposure.step(flow(2.0, 0.5, 0.0), PersonClass::Adult, GROUND, dt);
        assert!(first.drowned > 0.0);
        for k in 0..20 {
            let later =
                exposure.step(flow(2.0 - 0.1 * f64::from(k), 0.5, 0.0), PersonClass::Adult, GROUND, dt);
            assert_eq!(later.drowned, 0.0);
        }
    }

    proptest! {
        #[test]
        fn risks_are_probabilities(d in 0.0..12.0f64, v in 0.0..9.0f64, w in -3.0..6.0f64, p in 0usize..4, which in 0usize..9) {
            let places = [
                Place::Outdoors, Place::InWater, Place::Vehicle(VehicleClass::SmallCar),
                Place::Vehicle(VehicleClass::AssaultBoat), GROUND,
                Place::Indoors { building: BuildingClass::Dangerous, level: Level::Ground },
                Place::Indoors { building: BuildingClass::Light, level: Level::Upper(2) },
                Place::Indoors { building: BuildingClass::Masonry, level: Level::Basement },
                Place::Vehicle(VehicleClass::Walker),
            ];
            let risk = Exposure::default().step(flow(d, v, w), PersonClass::ALL[p], places[which], SimSpan::from_mins(1));
            for share in [risk.unstable, risk.drowned, risk.injured, risk.cannot_leave] {
                prop_assert!((0.0..=1.0).contains(&share), "{risk:?}");
            }
        }

        #[test]
        fn weaker_people_are_never_safer(d in 0.0..6.0f64, v in 0.0..5.0f64, w in 0.0..3.0f64) {
            for place in [Place::Outdoors, GROUND] {
                let adult = shares(flow(d, v, w), PersonClass::Adult, place).drowned;
                let elderly = shares(flow(d, v, w), PersonClass::Elderly, place).drowned;
                prop_assert!(elderly >= adult);
            }
        }
    }
}
