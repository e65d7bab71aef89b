//! Answers to conditions, from a belief and the plan's own doings.

use sandtable_kernel::{Calendar, SimSpan, SimTime};
use sandtable_space::Quantity;

use super::condition::{Condition, ForecastLimit, GaugeLevel, minute_of_day};
use super::interpreter::Interpreter;
use super::minutes;
use super::program::Program;
use crate::answer::Answer;
use crate::belief::{Belief, Known};
use crate::key::Key;
use crate::order::Grounds;
use crate::register::{EntryKind, Register};
use crate::report::Place;

/// Everything an answer may depend on.
pub(super) struct View<'a> {
    pub now: SimTime,
    pub calendar: &'a Calendar,
    pub register: &'a Register,
    pub belief: &'a Belief,
    pub program: &'a Program,
    pub interpreter: &'a Interpreter,
    pub each: Option<&'a Key>,
}

impl View<'_> {
    pub(super) fn answer(&self, condition: &Condition) -> Answer {
        match condition {
            Condition::Always => Answer::Yes,
            Condition::Never => Answer::No,
            Condition::GaugeAbove { gauge, level, offset_m } => {
                self.gauge_above(gauge, *level, *offset_m).unwrap_or(Answer::Unknown)
            }
            Condition::GaugeTrend { gauge, level, offset_m, within_min, over_min } => {
                self.gauge_trend(gauge, *level, *offset_m, *within_min, *over_min).unwrap_or(Answer::Unknown)
            }
            Condition::RainAbove { at, window_h, mm } => self.rain_above(at, *window_h, *mm),
            Condition::ForecastAbove { quantity, place, within_h, limit } => {
                self.forecast_above(*quantity, place, *within_h, limit).unwrap_or(Answer::Unknown)
            }
            Condition::Reported { what, area, at_least, within_min } => {
                let area = area.as_ref().map(Key::as_str);
                let count = self.belief.count_reports(*what, area, minutes(*within_min), self.now);
                Answer::from(count >= *at_least as usize)
            }
            Condition::At { since_start_min } => {
                Answer::from(self.now >= SimTime::ZERO + minutes(*since_start_min))
            }
            Condition::Clock { at, for_min } => self.clock(at, *for_min),
            Condition::LevelReached { track, level } => {
                self.interpreter.level(track).map_or(Answer::Unknown, |now| Answer::from(now >= Some(*level)))
            }
            Condition::AfterRule { rule, delay_min } => {
                let fired = self.interpreter.fired_at(self.program, rule, self.each);
                Answer::from(fired.is_some_and(|at| self.now >= at + minutes(*delay_min)))
            }
            Condition::ZoneFlooded { zone, depth_m } => {
                self.belief.flooded(zone.as_str(), *depth_m, self.now, self.register)
            }
            Condition::EvacuationOrdered { zone } => {
                Answer::from(self.belief.evacuating().contains_key(zone))
            }
            Condition::StockBelow { depot, item, quantity } => self
                .belief
                .stock(depot, item, self.register)
                .map_or(Answer::Unknown, |held| Answer::from(held < *quantity)),
            Condition::ShelterFilled { shelter, share } => {
                self.shelter_filled(shelter, *share).unwrap_or(Answer::Unknown)
            }
            Condition::All(parts) => Answer::all(parts.iter().map(|part| self.answer(part))),
            Condition::Any(parts) => Answer::any(parts.iter().map(|part| self.answer(part))),
            Condition::Not(part) => self.answer(part).negated(),
        }
    }

    /// The news that made a condition true which holds: of parts that must all hold the
    /// last to come in, of alternatives the first. None where it holds for another
    /// reason (time, the plan's own doings, several reports together).
    pub(super) fn grounds(&self, condition: &Condition) -> Option<Grounds> {
        let known = match condition {
            Condition::GaugeAbove { gauge, .. } | Condition::GaugeTrend { gauge, .. } => {
                self.belief.fresh(Quantity::WaterLevel, &Place::Gauge(gauge.clone()), self.now)
            }
            Condition::RainAbove { at, window_h, .. } => self.most_rain(at, *window_h),
            Condition::ForecastAbove { quantity, place, within_h, .. } => {
                self.most_forecast(*quantity, place, *within_h)
            }
            Condition::All(parts) => {
                return parts.iter().filter_map(|part| self.grounds(part)).max_by_key(|news| news.told_at);
            }
            Condition::Any(parts) => {
                let holding = parts.iter().filter(|part| self.answer(part).is_yes());
                return holding.filter_map(|part| self.grounds(part)).min_by_key(|news| news.told_at);
            }
            _ => None,
        }?;
        Some(Grounds { observed_at: known.observed_at, told_at: known.received_at })
    }

    fn gauge_above(&self, gauge: &Key, level: GaugeLevel, offset_m: f64) -> Option<Answer> {
        let limit = level.metres(gauge.as_str(), self.register)? + offset_m;
        let place = Place::Gauge(gauge.clone());
        let known = self.belief.fresh(Quantity::WaterLevel, &place, self.now)?;
        Some(Answer::from(known.value >= limit))
    }

    /// Straight line from the newest observation; `within_min` counts from now.
    fn gauge_trend(
        &self,
        gauge: &Key,
        level: GaugeLevel,
        offset_m: f64,
        within_min: f64,
        over_min: f64,
    ) -> Option<Answer> {
        let limit = level.metres(gauge.as_str(), self.register)? + offset_m;
        let place = Place::Gauge(gauge.clone());
        let known = self.belief.fresh(Quantity::WaterLevel, &place, self.now)?;
        if known.value >= limit {
            return Some(Answer::Yes);
        }
        let rate = self.belief.series().trend_per_h(Quantity::WaterLevel, &place, minutes(over_min))?;
        let ahead_h = (known.age(self.now) + minutes(within_min)).as_hours_f64();
        Some(Answer::from(known.value + rate * ahead_h >= limit))
    }

    /// The greatest fresh rain of some hours among the gauges of a place.
    fn most_rain(&self, at: &Key, window_h: u32) -> Option<&Known> {
        let quantity = match window_h {
            1 => Quantity::Rain1h,
            3 => Quantity::Rain3h,
            6 => Quantity::Rain6h,
            24 => Quantity::Rain24h,
            _ => return None,
        };
        let places = self.program.rain.get(at).map_or(&[][..], Vec::as_slice);
        let fresh = places.iter().filter_map(|place| self.belief.fresh(quantity, place, self.now));
        // Of equal ones the first.
        fresh.reduce(|most, known| if known.value > most.value { known } else { most })
    }

    fn rain_above(&self, at: &Key, window_h: u32, mm: f64) -> Answer {
        self.most_rain(at, window_h).map_or(Answer::Unknown, |rain| Answer::from(rain.value >= mm))
    }

    /// The greatest value of the newest forecast that is valid within some hours.
    fn most_forecast(&self, quantity: Quantity, place: &Key, within_h: f64) -> Option<&Known> {
        let place = Place::of(place, self.register)?;
        let until = self.now + SimSpan::from_mins_f64(within_h * 60.0);
        let stale = self.belief.settings().stale_after;
        let valid = self.belief.series().newest_forecast(quantity, &place).filter(|known| {
            let valid = known.valid_at();
            known.age(self.now) <= stale && self.now <= valid && valid <= until
        });
        valid.reduce(|most, known| if known.value > most.value { known } else { most })
    }

    fn forecast_above(
        &self,
        quantity: Quantity,
        place: &Key,
        within_h: f64,
        limit: &ForecastLimit,
    ) -> Option<Answer> {
        let limit = self.forecast_limit(quantity, limit)?;
        let most = self.most_forecast(quantity, place, within_h)?;
        Some(Answer::from(most.value >= limit))
    }

    /// The limit in the forecast's own quantity. A level beyond the rating's end has
    /// no discharge: the answer is unknown rather than guessed.
    fn forecast_limit(&self, quantity: Quantity, limit: &ForecastLimit) -> Option<f64> {
        match limit {
            ForecastLimit::Value(value) => Some(*value),
            ForecastLimit::Gauge { gauge, level } => {
                let metres = level.metres(gauge.as_str(), self.register)?;
                match (quantity, &self.register.get(gauge.as_str())?.kind) {
                    (Quantity::WaterLevel, _) => Some(metres),
                    (Quantity::Discharge, EntryKind::Gauge { rating, .. }) => {
                        let rated = rating.discharge_at(metres)?;
                        (!rated.outside).then_some(rated.value)
                    }
                    _ => None,
                }
            }
        }
    }

    fn clock(&self, at: &str, for_min: f64) -> Answer {
        let Some(at) = minute_of_day(at) else { return Answer::Unknown };
        let minute = self.calendar.hour_of_day(self.now) * 60.0;
        let mut since = minute - f64::from(at);
        if since < 0.0 {
            since += 24.0 * 60.0;
        }
        Answer::from(since < for_min)
    }

    fn shelter_filled(&self, shelter: &Key, share: f64) -> Option<Answer> {
        let EntryKind::Shelter { capacity } = self.register.get(shelter.as_str())?.kind else { return None };
        let occupants = self.belief.assets().shelter(shelter.as_str())?.occupants;
        Some(Answer::from(f64::from(occupants) >= share * f64::from(capacity)))
    }
}
