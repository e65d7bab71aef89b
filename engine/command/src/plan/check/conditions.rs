//! Faults of conditions: names, numbers, and thresholds that cannot be reached.

use sandtable_space::Quantity;

use super::{Checker, ElementPath, Fault};
use crate::key::Key;
use crate::plan::condition::{Condition, ForecastLimit, GaugeLevel, minute_of_day};
use crate::plan::template::names_of;
use crate::register::{Entry, EntryKind, KindTag};

/// Things that stand for an area.
const AREAS: [KindTag; 2] = [KindTag::Zone, KindTag::AdminUnit];

impl Checker<'_> {
    /// Checks a condition for all things that its rule is read for (`[None]` for
    /// none); of each part only the first thing with a fault is reported.
    pub(super) fn condition(&mut self, at: &ElementPath, condition: &Condition, things: &[Option<&Entry>]) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                let word = if matches!(condition, Condition::All(_)) { "All" } else { "Any" };
                for (k, part) in parts.iter().enumerate() {
                    self.condition(&at.inside(&format!("{word}[{k}]")), part, things);
                }
            }
            Condition::Not(part) => self.condition(&at.inside("Not"), part, things),
            single => {
                for thing in things {
                    let before = self.faults.len();
                    self.single(at, single, *thing);
                    if self.faults.len() > before {
                        break;
                    }
                }
            }
        }
    }

    /// What a name stands for; a fault if it stands for nothing.
    pub(super) fn meaning(&mut self, at: &ElementPath, name: &Key, thing: Option<&Entry>) -> Vec<Key> {
        let names = names_of(name, thing, self.register);
        if names.is_empty() {
            let thing = thing.map(|entry| entry.key.clone());
            self.add(at, Fault::NoMeaning { name: name.clone(), thing });
        }
        names
    }

    /// A name in a condition: known, and of the right kind.
    fn named(
        &mut self,
        at: &ElementPath,
        name: &Key,
        thing: Option<&Entry>,
        kinds: &[KindTag],
    ) -> Option<Key> {
        let key = self.meaning(at, name, thing).into_iter().next()?;
        self.name(at, &key, kinds).then_some(key)
    }

    fn single(&mut self, at: &ElementPath, condition: &Condition, thing: Option<&Entry>) {
        match condition {
            Condition::Always | Condition::Never => {}
            Condition::GaugeAbove { gauge, level, offset_m } => {
                self.gauge(at, gauge, *level, *offset_m, thing);
            }
            Condition::GaugeTrend { gauge, level, offset_m, within_min, over_min } => {
                self.gauge(at, gauge, *level, *offset_m, thing);
                self.not_negative(&at.inside("within_min"), *within_min);
                self.positive(&at.inside("over_min"), *over_min);
            }
            Condition::RainAbove { at: place, window_h, mm } => {
                let kinds = [KindTag::RainGauge, KindTag::Zone, KindTag::AdminUnit];
                self.named(&at.inside("at"), place, thing, &kinds);
                let known = [1, 3, 6, 24].contains(window_h);
                self.range(&at.inside("window_h"), f64::from(*window_h), known, "1, 3, 6 or 24");
                self.positive(&at.inside("mm"), *mm);
            }
            Condition::ForecastAbove { quantity, place, within_h, limit } => {
                self.named(&at.inside("place"), place, thing, &[]);
                self.positive(&at.inside("within_h"), *within_h);
                self.forecast_limit(&at.inside("limit"), *quantity, limit, thing);
            }
            Condition::Reported { area, at_least, within_min, .. } => {
                if let Some(area) = area {
                    self.named(&at.inside("area"), area, thing, &AREAS);
                }
                self.positive(&at.inside("at_least"), f64::from(*at_least));
                self.positive(&at.inside("within_min"), *within_min);
            }
            Condition::At { since_start_min } => {
                self.not_negative(&at.inside("since_start_min"), *since_start_min);
            }
            Condition::Clock { at: time, for_min } => {
                if minute_of_day(time).is_none() {
                    self.add(&at.inside("at"), Fault::TimeOfDay { text: time.clone() });
                }
                self.positive(&at.inside("for_min"), *for_min);
            }
            Condition::LevelReached { track, .. } => self.track(&at.inside("track"), track),
            Condition::AfterRule { rule, delay_min } => {
                self.rule_name(&at.inside("rule"), rule);
                self.not_negative(&at.inside("delay_min"), *delay_min);
            }
            Condition::ZoneFlooded { zone, depth_m } => {
                self.named(&at.inside("zone"), zone, thing, &AREAS);
                self.not_negative(&at.inside("depth_m"), *depth_m);
            }
            Condition::EvacuationOrdered { zone } => {
                self.named(&at.inside("zone"), zone, thing, &[KindTag::Zone]);
            }
            Condition::StockBelow { depot, item, quantity } => {
                self.named(&at.inside("depot"), depot, thing, &[KindTag::Depot, KindTag::Shelter]);
                self.named(&at.inside("item"), item, thing, &[KindTag::Item]);
                self.positive(&at.inside("quantity"), *quantity);
            }
            Condition::ShelterFilled { shelter, share } => {
                self.named(&at.inside("shelter"), shelter, thing, &[KindTag::Shelter]);
                let fits = (0.0..=1.0).contains(share);
                self.range(&at.inside("share"), *share, fits, "a share from 0 to 1");
            }
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {}
        }
    }

    /// A level at a gauge that water can reach without overtopping the levee there.
    fn gauge(
        &mut self,
        at: &ElementPath,
        gauge: &Key,
        level: GaugeLevel,
        offset_m: f64,
        thing: Option<&Entry>,
    ) {
        if let GaugeLevel::Metres(metres) = level {
            self.range(&at.inside("level"), metres, true, "a finite number");
        }
        self.range(&at.inside("offset_m"), offset_m, true, "a finite number");
        let Some(key) = self.named(&at.inside("gauge"), gauge, thing, &[KindTag::Gauge]) else { return };
        let crest = GaugeLevel::Crest.metres(key.as_str(), self.register);
        if let (Some(limit), Some(crest)) = (level.metres(key.as_str(), self.register), crest)
            && limit + offset_m > crest
        {
            let why = format!(
                "{} m at '{key}' lies above the crest at {crest} m, where the water spreads instead of rising",
                limit + offset_m
            );
            self.add(&at.inside("level"), Fault::Unreachable { why });
        }
    }

    fn forecast_limit(
        &mut self,
        at: &ElementPath,
        quantity: Quantity,
        limit: &ForecastLimit,
        thing: Option<&Entry>,
    ) {
        let (gauge, level) = match limit {
            ForecastLimit::Value(value) => {
                return self.range(at, *value, true, "a finite number");
            }
            ForecastLimit::Gauge { gauge, level } => (gauge, *level),
        };
        let Some(key) = self.named(&at.inside("gauge"), gauge, thing, &[KindTag::Gauge]) else { return };
        let register = self.register;
        let Some(EntryKind::Gauge { rating, .. }) = register.get(key.as_str()).map(|entry| &entry.kind)
        else {
            return;
        };
        let why = match quantity {
            Quantity::WaterLevel => return,
            Quantity::Discharge => {
                let rated =
                    level.metres(key.as_str(), register).and_then(|metres| rating.discharge_at(metres));
                match rated {
                    Some(rated) if !rated.outside => return,
                    Some(_) => format!("that level lies beyond the rating table of '{key}'"),
                    None => format!("'{key}' has no rating table; give the limit as a Value"),
                }
            }
            other => format!("a level at a gauge cannot be compared with a forecast of {other:?}"),
        };
        self.add(at, Fault::Unreachable { why });
    }
}

impl ElementPath {
    /// A field inside this one.
    pub(super) fn inside(&self, field: &str) -> Self {
        let joined = if self.field.is_empty() { field.to_owned() } else { format!("{}.{field}", self.field) };
        Self { field: joined, ..self.clone() }
    }
}
