//! The event log of one run: who did or learnt what and when, in the order in
//! which it happened, written as JSON Lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use sandtable_kernel::{SimTime, Text};
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::numbers;

/// What sort of event an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// Put into the run by the scenario or the control group.
    Inject,
    /// The water at a gauge rose to one of its levels.
    GaugeRose,
    /// The water at a gauge fell below one of its levels.
    GaugeFell,
    /// Water began to go over a levee.
    LeveeOvertopped,
    /// Water ceased to go over a levee.
    LeveeHeld,
    /// The response was raised to a level.
    LevelRaised,
    /// The response was lowered or ended.
    LevelLowered,
    /// A seat gave an order.
    OrderIssued,
    /// An order did not get through and is given again.
    OrderLost,
    /// An order reached whom it is for.
    OrderReceived,
    /// The seat learnt that its order was received.
    OrderAcknowledged,
    /// An order was turned down.
    OrderRefused,
    /// An order could not be carried out.
    OrderFailed,
    /// An order was carried out.
    OrderDone,
    /// An order was still being carried out at the end of the run.
    OrderOpen,
    /// An order that a plan wanted could not be given.
    OrderDropped,
    /// A warning went out.
    WarningIssued,
    /// The public is told the facts.
    FactsReleased,
    /// A rumour begins to go round.
    RumourBegun,
    /// People of a zone were told to leave.
    EvacuationOrdered,
    /// A share of a zone's people has left.
    EvacuationLeft,
    /// A share of a zone's people is clear of it.
    EvacuationCleared,
    /// People of a zone were told that they may return.
    ReturnAllowed,
    /// People were caught on the road.
    PeopleStranded,
    /// A shelter opened.
    ShelterOpened,
    /// A shelter filled up.
    ShelterFull,
    /// A shelter was closed by order.
    ShelterClosed,
    /// A shelter was closed by water.
    ShelterFlooded,
    /// A team set out.
    TeamTurnedOut,
    /// A team arrived.
    TeamArrived,
    /// A team began its work.
    TeamBegan,
    /// A team ended its mission.
    TeamEnded,
    /// A main road or underpass was closed by water or by order.
    RoadClosed,
    /// A main road or underpass can be passed again.
    RoadOpened,
    /// A pump was switched, placed or taken away.
    PumpSet,
    /// A gate was set.
    GateSet,
    /// A length of a levee was raised with sandbags.
    SandbagsLaid,
    /// Another change of the physical world.
    WorksDone,
    /// A call for help came in.
    CallReceived,
    /// A team reached people who had called.
    CallServed,
    /// Somebody died.
    Death,
    /// Somebody was hurt.
    Injury,
    /// Goods were loaded for a shelter.
    SuppliesSent,
    /// Goods reached a shelter.
    SuppliesDelivered,
    /// Teams from outside were granted.
    AidGranted,
    /// A team from outside arrived.
    AidArrived,
    /// A responsible person is in post.
    PersonInPost,
    /// A note of the engine: a model left its validity.
    Note,
}

/// A value of an entry's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LogValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(i64),
    /// A number.
    Number(#[serde(with = "numbers::one")] f64),
    /// A word: a key, a place.
    Word(String),
}

impl From<bool> for LogValue {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}
impl From<i64> for LogValue {
    fn from(value: i64) -> Self {
        Self::Count(value)
    }
}
impl From<u32> for LogValue {
    fn from(value: u32) -> Self {
        Self::Count(i64::from(value))
    }
}
impl From<f64> for LogValue {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}
impl From<&str> for LogValue {
    fn from(value: &str) -> Self {
        Self::Word(value.to_owned())
    }
}
impl From<String> for LogValue {
    fn from(value: String) -> Self {
        Self::Word(value)
    }
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogPlace {
    /// Key of the thing in the register, if it happened at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Coordinate to the east, m, to a tenth.
    pub x: f64,
    /// Coordinate to the north, m, to a tenth.
    pub y: f64,
}

impl LogPlace {
    /// A place on the map.
    pub fn new(key: Option<String>, at: Point) -> Self {
        let tenth = |metres: f64| (metres * 10.0).round() / 10.0;
        Self { key, x: tenth(at.0), y: tenth(at.1) }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When, milliseconds since the start.
    pub time: SimTime,
    /// When, as the clock on the wall shows it: `2026-06-12 18:05:30`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub local: String,
    /// What sort.
    pub kind: LogKind,
    /// Key of who: a seat, a team, a zone, a hazard.
    pub actor: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<LogPlace>,
    /// What happened, for people.
    pub text: Text,
    /// What happened, for programs; numbers carry their unit in the key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, LogValue>,
}

impl LogEntry {
    /// An entry without place and data.
    pub fn new(time: SimTime, actor: impl Into<String>, kind: LogKind, text: Text) -> Self {
        let (local, place, data) = (String::new(), None, BTreeMap::new());
        Self { time, local, kind, actor: actor.into(), place, text, data }
    }

    /// The entry with one more piece of data.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<LogValue>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// The entry with its place, if it has one.
    #[must_use]
    pub fn placed(mut self, key: Option<&str>, at: Option<Point>) -> Self {
        self.place = at.map(|at| LogPlace::new(key.map(str::to_owned), at));
        self
    }
}

/// The events of one run in the order in which they happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunLog {
    entries: Vec<LogEntry>,
}

impl RunLog {
    /// Adds an event after the others.
    pub fn push(&mut self, entry: LogEntry) {
        self.entries.push(entry);
    }

    /// Brings the events into the order of time; of one moment, those noted first
    /// stay first. `label` writes the local date and time.
    pub fn settle(&mut self, label: impl Fn(SimTime) -> String) {
        self.entries.sort_by_key(|entry| entry.time);
        for entry in &mut self.entries {
            entry.local = label(entry.time);
        }
    }

    /// The events.
    pub fn entries(&self) -> &[LogEntry] {
        &self.entries
    }

    /// Writes one JSON document a line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json_lines(&self, mut out: impl Write) -> io::Result<()> {
        for entry in &self.entries {
            serde_json::to_writer(&mut out, entry)?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }

    /// Reads what `write_json_lines` wrote; empty lines are passed over.
    ///
    /// # Errors
    /// The number of the first line that is no entry (counted from one) and why.
    pub fn from_json_lines(text: &str) -> Result<Self, (usize, serde_json::Error)> {
        let mut log = Self::default();
        for (index, line) in text.lines().enumerate() {
            if !line.trim().is_empty() {
                log.push(serde_json::from_str(line).map_err(|error| (index + 1, error))?);
            }
        }
        Ok(log)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_log_runs_in_the_order_of_time() {
        let mut log = RunLog::default();
        for (at, actor) in [(5, "late"), (1, "first"), (1, "second")] {
            log.push(LogEntry::new(SimTime::from_mins(at), actor, LogKind::Note, Text::new("记", "note")));
        }
        log.settle(|time| time.to_string());
        let told: Vec<_> = log.entries().iter().map(|e| (e.actor.as_str(), e.local.as_str())).collect();
        assert_eq!(told, [("first", "T+00:01:00"), ("second", "T+00:01:00"), ("late", "T+00:05:00")]);
    }

    #[test]
    fn a_log_survives_json_lines() {
        let mut log = RunLog::default();
        let text = Text::new("启动三级响应", "Level III response");
        log.push(
            LogEntry::new(SimTime::from_mins(61), "seat.city", LogKind::OrderIssued, text)
                .with("level", 3u32)
                .with("stage_m", 12.75)
                .with("stale", false)
                .with("due", f64::INFINITY)
                .with("zone", "z1"),
        );
        log.push(LogEntry::new(SimTime::from_mins(62), "team.a", LogKind::OrderDone, Text::same("ok\n")));
        let mut bytes = Vec::new();
        log.write_json_lines(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains(r#""time":3660000"#) && text.contains(r#""kind":"order_issued""#));
        let back = RunLog::from_json_lines(&text).unwrap();
        assert_eq!(back.entries()[1], log.entries()[1]);
        assert_eq!(back.entries()[0].data["stage_m"], LogValue::Number(12.75));
        assert_eq!(back.entries()[0].data["level"], LogValue::Count(3));
        assert_eq!(back.entries()[0].data["due"], LogValue::Number(f64::INFINITY));
        assert_eq!(RunLog::from_json_lines(&format!("{text}\nnonsense")).unwrap_err().0, 4);
    }
}
