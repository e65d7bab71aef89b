//! Conditions: questions to a belief. What is not known never fires a rule.

use sandtable_space::Quantity;
use serde::{Deserialize, Serialize};

use super::template::first_name;
use crate::belief::{Topic, Topics};
use crate::key::Key;
use crate::order::Level;
use crate::register::{Entry, EntryKind, Register};
use crate::report::IncidentKind;

/// A level at a gauge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum GaugeLevel {
    /// The gauge's warning level (警戒水位).
    Warning,
    /// The gauge's guarantee level (保证水位).
    Guarantee,
    /// The crest of the levee at the gauge.
    Crest,
    /// A level above the datum, m.
    Metres(f64),
}

impl GaugeLevel {
    /// The level above the datum at a gauge, m; none if it is no gauge.
    pub fn metres(self, gauge: &str, register: &Register) -> Option<f64> {
        match &register.get(gauge)?.kind {
            EntryKind::Gauge { warning_m, guarantee_m, crest_m, .. } => Some(match self {
                Self::Warning => *warning_m,
                Self::Guarantee => *guarantee_m,
                Self::Crest => *crest_m,
                Self::Metres(level) => level,
            }),
            _ => None,
        }
    }
}

/// What a forecast has to reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ForecastLimit {
    /// A number in the quantity's unit.
    Value(f64),
    /// A level at a gauge; a forecast of discharge is compared with the discharge
    /// that the gauge's public rating gives for it.
    Gauge {
        /// The gauge.
        gauge: Key,
        /// The level.
        level: GaugeLevel,
    },
}

/// A question to the belief of the rule's seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Condition {
    /// Holds always.
    Always,
    /// Never holds.
    Never,
    /// The water at a gauge stands at or above a level.
    GaugeAbove {
        /// The gauge.
        gauge: Key,
        /// The level.
        level: GaugeLevel,
        /// Added to the level, m.
        #[serde(default)]
        offset_m: f64,
    },
    /// The water at a gauge will reach a level within a time if it goes on as in the
    /// last `over_min` minutes (straight line; it counts as reached if it stands
    /// there already).
    GaugeTrend {
        /// The gauge.
        gauge: Key,
        /// The level.
        level: GaugeLevel,
        /// Added to the level, m.
        #[serde(default)]
        offset_m: f64,
        /// How far ahead, minutes.
        within_min: f64,
        /// How far back the trend looks, minutes.
        #[serde(default = "an_hour")]
        over_min: f64,
    },
    /// Rain at a rain gauge, or the most at any in an area; for an area without
    /// one, at the nearest.
    RainAbove {
        /// Rain gauge, zone or administrative unit.
        at: Key,
        /// Sum over the last 1, 3, 6 or 24 hours.
        window_h: u32,
        /// Sum, mm.
        mm: f64,
    },
    /// The newest forecast reaches a value within a time from now.
    ForecastAbove {
        /// Of what.
        quantity: Quantity,
        /// For which place.
        place: Key,
        /// How far ahead, h.
        within_h: f64,
        /// What it has to reach.
        limit: ForecastLimit,
    },
    /// So many reports of a kind came in.
    Reported {
        /// Of what.
        what: IncidentKind,
        /// From which zone or unit; none: from anywhere.
        #[serde(default)]
        area: Option<Key>,
        /// How many.
        #[serde(default = "once")]
        at_least: u32,
        /// In how many minutes.
        within_min: f64,
    },
    /// So many minutes after the start of the scenario, and from then on.
    At {
        /// Minutes.
        since_start_min: f64,
    },
    /// The local clock shows a time, and for a while after it.
    Clock {
        /// Time of day, `HH:MM`.
        at: String,
        /// For how many minutes it counts.
        #[serde(default = "an_hour")]
        for_min: f64,
    },
    /// A track stands at a level or higher.
    LevelReached {
        /// The track.
        track: Key,
        /// The level.
        level: Level,
    },
    /// Another rule has fired (for the same thing if it is read for that too, else
    /// for any).
    AfterRule {
        /// The rule.
        rule: Key,
        /// Minutes after its decision.
        #[serde(default)]
        delay_min: f64,
    },
    /// A zone is believed to be under so much water.
    ZoneFlooded {
        /// The zone or unit.
        zone: Key,
        /// Depth, m.
        depth_m: f64,
    },
    /// The seat has ordered a zone out and not yet cleared it.
    EvacuationOrdered {
        /// The zone.
        zone: Key,
    },
    /// A stock is believed to be below a quantity.
    StockBelow {
        /// The depot or shelter.
        depot: Key,
        /// The item.
        item: Key,
        /// The quantity.
        quantity: f64,
    },
    /// A shelter is believed to be filled to a share of its places.
    ShelterFilled {
        /// The shelter.
        shelter: Key,
        /// Share of the places, 0 to 1.
        share: f64,
    },
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// It is known not to hold.
    Not(Box<Condition>),
}

fn an_hour() -> f64 {
    60.0
}

fn once() -> u32 {
    1
}

impl Condition {
    /// Calls `visit` for this condition and all inside it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(part) => part.walk(visit),
            _ => {}
        }
    }

    /// Whether any part has this property.
    pub(super) fn has(&self, property: impl Fn(&Self) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |part| found |= property(part));
        found
    }

    /// Whether time or the plan's own doings can change it without a report.
    pub(super) fn is_timed(&self) -> bool {
        self.has(|part| {
            matches!(
                part,
                Self::At { .. } | Self::Clock { .. } | Self::LevelReached { .. } | Self::AfterRule { .. }
            )
        })
    }

    /// Parts of a belief that it asks about.
    pub(super) fn topics(&self) -> Topics {
        let mut topics = Topics::default();
        self.walk(&mut |part| {
            let topic = match part {
                Self::GaugeAbove { .. } | Self::GaugeTrend { .. } => Topic::Level,
                Self::RainAbove { .. } => Topic::Rain,
                Self::ForecastAbove { .. } => Topic::Forecast,
                Self::Reported { .. } => Topic::Happening,
                Self::ZoneFlooded { .. } => Topic::Depth,
                Self::EvacuationOrdered { .. } | Self::StockBelow { .. } | Self::ShelterFilled { .. } => {
                    Topic::Asset
                }
                Self::Always
                | Self::Never
                | Self::At { .. }
                | Self::Clock { .. }
                | Self::LevelReached { .. }
                | Self::AfterRule { .. }
                | Self::All(_)
                | Self::Any(_)
                | Self::Not(_) => return,
            };
            topics = topics.with(topic);
        });
        topics
    }

    /// Names in it.
    pub(super) fn names_mut(&mut self) -> Vec<&mut Key> {
        match self {
            Self::Always | Self::Never | Self::At { .. } | Self::Clock { .. } => vec![],
            Self::GaugeAbove { gauge, .. } | Self::GaugeTrend { gauge, .. } => vec![gauge],
            Self::RainAbove { at, .. } => vec![at],
            Self::ForecastAbove { place, limit, .. } => match limit {
                ForecastLimit::Gauge { gauge, .. } => vec![place, gauge],
                ForecastLimit::Value(_) => vec![place],
            },
            Self::Reported { area, .. } => area.iter_mut().collect(),
            Self::LevelReached { track, .. } => vec![track],
            Self::AfterRule { rule, .. } => vec![rule],
            Self::ZoneFlooded { zone, .. } | Self::EvacuationOrdered { zone } => vec![zone],
            Self::StockBelow { depot, item, .. } => vec![depot, item],
            Self::ShelterFilled { shelter, .. } => vec![shelter],
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().flat_map(Self::names_mut).collect(),
            Self::Not(part) => part.names_mut(),
        }
    }

    /// Whether it speaks of the thing that its rule is read for.
    pub(super) fn mentions_each(&self) -> bool {
        self.clone().names_mut().iter().any(|name| name.as_str().starts_with('$'))
    }

    /// The condition as read for one thing.
    pub(super) fn read_for(&self, each: Option<&Entry>, register: &Register) -> Self {
        let mut read = self.clone();
        for name in read.names_mut() {
            if let Some(known) = first_name(name, each, register) {
                *name = known;
            }
        }
        read
    }
}

/// Minutes after midnight of a time of day written `HH:MM`.
pub(super) fn minute_of_day(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}
