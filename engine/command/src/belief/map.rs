//! The map of a belief, made from single observations by a stated rule: the
//! nearest observation within a radius whose weight 2^(−age / half-life) is still
//! at least the least weight; of equally near ones the newest. Otherwise unknown.
//! A number is never smoothed or noised from a truth that the seat cannot see.

use std::collections::BTreeMap;

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{Point, Quantity};
use serde::{Deserialize, Serialize};

use super::Belief;
use super::settings::MapRule;
use crate::answer::Answer;
use crate::key::Key;
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

impl MapRule {
    /// Age from which an observation no longer counts: the half-life times the
    /// binary logarithm of one over the least weight.
    pub fn counts_for(&self) -> SimSpan {
        let half_lives = -libm::log2(self.least_weight.clamp(f64::MIN_POSITIVE, 1.0));
        SimSpan::from_secs_f64(self.half_life.as_secs_f64().max(0.0) * half_lives)
    }

    fn weight(&self, age: SimSpan) -> f64 {
        let half_life_s = self.half_life.as_secs_f64();
        if half_life_s > 0.0 { libm::exp2(-age.as_secs_f64().max(0.0) / half_life_s) } else { 1.0 }
    }
}

/// Places with their points, in square bins.
type Bins = BTreeMap<(i32, i32), BTreeMap<Place, Point>>;

/// Places where a quantity was observed, in bins as wide as the map's radius.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Spots(BTreeMap<Quantity, Bins>);

impl Spots {
    fn bin(point: Point, rule: &MapRule) -> (i32, i32) {
        let width = rule.radius_m.max(1.0);
        (libm::floor(point.0 / width) as i32, libm::floor(point.1 / width) as i32)
    }

    pub(super) fn add(&mut self, quantity: Quantity, place: &Place, point: Point, rule: &MapRule) {
        let bins = self.0.entry(quantity).or_default();
        bins.entry(Self::bin(point, rule)).or_default().insert(place.clone(), point);
    }

    pub(super) fn remove(&mut self, quantity: Quantity, place: &Place) {
        if let Some(bins) = self.0.get_mut(&quantity) {
            bins.values_mut().for_each(|places| {
                places.remove(place);
            });
            bins.retain(|_, places| !places.is_empty());
        }
    }

    /// Places that may lie within the radius of a point.
    fn around(
        &self,
        quantity: Quantity,
        point: Point,
        rule: &MapRule,
    ) -> impl Iterator<Item = (&Place, Point)> {
        let (x, y) = Self::bin(point, rule);
        self.0.get(&quantity).into_iter().flat_map(move |bins| {
            (-1..=1).flat_map(move |dx| {
                let row =
                    (x.saturating_add(dx), y.saturating_sub(1))..=(x.saturating_add(dx), y.saturating_add(1));
                bins.range(row).flat_map(|(_, places)| places.iter().map(|(place, at)| (place, *at)))
            })
        })
    }
}

/// The newest depths in each area, of places that the map rule still counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Depths(BTreeMap<Key, BTreeMap<Place, (SimTime, f64)>>);

impl Depths {
    pub(super) fn add(&mut self, areas: &[Key], place: &Place, seen: SimTime, depth_m: f64, rule: &MapRule) {
        let counts_for = rule.counts_for();
        for area in areas {
            let places = self.0.entry(area.clone()).or_default();
            if places.get(place).is_none_or(|(last, _)| *last <= seen) {
                places.insert(place.clone(), (seen, depth_m));
            }
            let newest = places.values().map(|(at, _)| *at).max().unwrap_or(seen);
            places.retain(|_, (at, _)| newest.since(*at) <= counts_for);
        }
    }

    /// The greatest depth in an area that counts now.
    fn most(&self, area: &str, now: SimTime, rule: &MapRule) -> Option<f64> {
        let counts_for = rule.counts_for();
        let counting = self.0.get(area)?.values().filter(|(at, _)| now.since(*at) <= counts_for);
        counting.map(|(_, depth)| *depth).reduce(f64::max)
    }
}

impl Belief {
    /// What the map says of a quantity at a point; none: unknown.
    pub fn at_point(&self, quantity: Quantity, point: Point, now: SimTime) -> Option<Estimate> {
        let rule = &self.settings.map;
        let counts_for = rule.counts_for();
        let mut best: Option<Estimate> = None;
        for (place, at) in self.spots.around(quantity, point, rule) {
            let distance_m = at.distance_m(point);
            if distance_m > rule.radius_m || best.is_some_and(|old| old.distance_m < distance_m) {
                continue;
            }
            let Some(known) = self.series.latest(quantity, place) else { continue };
            let age = known.age(now);
            if age > counts_for || best.is_some_and(|old| old.distance_m == distance_m && old.age <= age) {
                continue;
            }
            let weight = rule.weight(age);
            best = Some(Estimate { value: known.value, distance_m, age, weight, number: known.number });
        }
        best
    }

    /// Whether a zone or administrative unit is under at least so much water, by
    /// observations in it that the map rule still counts; if there are none, by the
    /// map at its middle. Unknown if that says nothing either.
    pub fn flooded(&self, area: &str, depth_m: f64, now: SimTime, register: &Register) -> Answer {
        let depth = self.depths.most(area, now, &self.settings.map).or_else(|| {
            let middle = register.get(area)?.middle()?;
            Some(self.at_point(Quantity::WaterDepth, middle, now)?.value)
        });
        depth.map_or(Answer::Unknown, |depth| Answer::from(depth >= depth_m))
    }
}
