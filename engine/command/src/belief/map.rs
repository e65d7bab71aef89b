//! The map of a belief, made from single observations by a stated rule: the
//! nearest observation within a radius whose weight 2^(−age / half-life) is still
//! at least the least weight; of equally near ones the newest. Otherwise unknown.
//! A number is never smoothed or noised from a truth that the seat cannot see.

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{Point, Quantity};

use super::{Belief, Known};
use crate::answer::Answer;
use crate::register::Register;
use crate::report::{Place, ReportNumber};

/// What a map says of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value observed nearby.
    pub value: f64,
    /// How far away it was observed, m.
    pub distance_m: f64,
    /// How long ago.
    pub age: SimSpan,
    /// 1 for a fresh observation, halving with age.
    pub weight: f64,
    /// The report it comes from.
    pub number: ReportNumber,
}

impl Belief {
    /// What the map says of a quantity at a point; none: unknown.
    pub fn at_point(
        &self,
        quantity: Quantity,
        point: Point,
        now: SimTime,
        register: &Register,
    ) -> Option<Estimate> {
        let rule = &self.settings.map;
        let mut best: Option<Estimate> = None;
        for place in self.series.places(quantity) {
            let Some(at) = place.position(register) else { continue };
            let distance_m = at.distance_m(point);
            if distance_m > rule.radius_m {
                continue;
            }
            let Some(known) = self.series.latest(quantity, place) else { continue };
            let weight = self.weight(known, now);
            if weight < rule.least_weight {
                continue;
            }
            let age = known.age(now);
            let nearer = best.is_none_or(|old| {
                distance_m < old.distance_m || (distance_m == old.distance_m && age < old.age)
            });
            if nearer {
                best = Some(Estimate { value: known.value, distance_m, age, weight, number: known.number });
            }
        }
        best
    }

    fn weight(&self, known: &Known, now: SimTime) -> f64 {
        let half_life_s = self.settings.map.half_life.as_secs_f64();
        if half_life_s <= 0.0 {
            return if known.age(now) <= SimSpan::ZERO { 1.0 } else { 0.0 };
        }
        libm::exp2(-known.age(now).as_secs_f64().max(0.0) / half_life_s)
    }

    /// Whether a zone or administrative unit is under at least so much water, by
    /// observations in it that the map rule still counts; if there are none, by the
    /// map at its middle. Unknown if that says nothing either.
    pub fn flooded(&self, area: &str, depth_m: f64, now: SimTime, register: &Register) -> Answer {
        let inside = self.wet_places_in.get(area).into_iter().flatten();
        let seen = inside
            .filter_map(|place| self.series.latest(Quantity::WaterDepth, place))
            .filter(|known| self.weight(known, now) >= self.settings.map.least_weight)
            .map(|known| known.value)
            .fold(None, |most: Option<f64>, depth| Some(most.map_or(depth, |so_far| so_far.max(depth))));
        let depth = seen.or_else(|| {
            let middle = Place::Zone(area.into()).position(register)?;
            Some(self.at_point(Quantity::WaterDepth, middle, now, register)?.value)
        });
        depth.map_or(Answer::Unknown, |depth| Answer::from(depth >= depth_m))
    }
}
