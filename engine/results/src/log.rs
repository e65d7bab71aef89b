//! The event log of one run: who did or learnt what and when, in the order in
//! which it happened, written as JSON Lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use sandtable_kernel::{SimTime, Text};
use serde::{Deserialize, Serialize};

use crate::numbers;

/// What sort of event an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// Put into the run by the scenario or the control group.
    Inject,
    /// The hazard did something: a crest was overtopped.
    Hazard,
    /// Something broke or was cut: a road, a feeder, a mast.
    Damage,
    /// A report was sent or arrived.
    Report,
    /// A trigger of a plan came true or false.
    Trigger,
    /// A seat gave an order.
    Order,
    /// An order was acknowledged, refused or failed in the field.
    Reply,
    /// A warning was issued or heard.
    Warning,
    /// People left, arrived or turned back.
    Evacuation,
    /// A team or vehicle moved or was caught.
    Movement,
    /// A call, a rescue.
    Rescue,
    /// A shelter or hospital opened, filled, closed.
    Shelter,
    /// Stock was moved, delivered or ran out.
    Supplies,
    /// The physical world was changed: sandbags, gates, pumps.
    Works,
    /// Somebody was hurt.
    Casualty,
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

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When, milliseconds since the start.
    pub time: SimTime,
    /// Key of who: a seat, a team, a zone, a hazard.
    pub actor: String,
    /// What sort.
    pub kind: LogKind,
    /// What happened, for people.
    pub text: Text,
    /// What happened, for programs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, LogValue>,
}

impl LogEntry {
    /// An entry without data.
    pub fn new(time: SimTime, actor: impl Into<String>, kind: LogKind, text: Text) -> Self {
        Self { time, actor: actor.into(), kind, text, data: BTreeMap::new() }
    }

    /// The entry with one more piece of data.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<LogValue>) -> Self {
        self.data.insert(key.to_owned(), value.into());
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
    fn a_log_survives_json_lines() {
        let mut log = RunLog::default();
        let text = Text::new("启动三级响应", "Level III response");
        log.push(
            LogEntry::new(SimTime::from_mins(61), "seat.city", LogKind::Order, text)
                .with("level", 3u32)
                .with("stage_m", 12.75)
                .with("stale", false)
                .with("due", f64::INFINITY)
                .with("zone", "z1"),
        );
        log.push(LogEntry::new(SimTime::from_mins(62), "team.a", LogKind::Reply, Text::same("ok\n")));
        let mut bytes = Vec::new();
        log.write_json_lines(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains(r#""time":3660000"#) && text.contains(r#""kind":"order""#));
        let back = RunLog::from_json_lines(&text).unwrap();
        assert_eq!(back.entries()[1], log.entries()[1]);
        assert_eq!(back.entries()[0].data["stage_m"], LogValue::Number(12.75));
        assert_eq!(back.entries()[0].data["level"], LogValue::Count(3));
        assert_eq!(back.entries()[0].data["due"], LogValue::Number(f64::INFINITY));
        assert_eq!(RunLog::from_json_lines(&format!("{text}\nnonsense")).unwrap_err().0, 4);
    }
}
