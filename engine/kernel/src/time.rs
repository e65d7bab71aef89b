//! Simulation time: integer milliseconds since the start of the scenario, and
//! the calendar that ties it to a local date. Nothing here reads a wall clock.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

use bevy_ecs::prelude::Resource;
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A length of simulation time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimSpan(pub i64);

impl SimSpan {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole seconds.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// A span of whole minutes.
    pub const fn from_mins(minutes: i64) -> Self {
        Self(minutes * 60_000)
    }

    /// A span of whole hours.
    pub const fn from_hours(hours: i64) -> Self {
        Self(hours * 3_600_000)
    }

    /// A span from seconds, rounded to the nearest millisecond. Values that are
    /// not finite or that leave the range are clamped to it.
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self(libm::round(seconds * 1000.0) as i64)
    }

    /// A span from minutes, rounded to the nearest millisecond.
    pub fn from_mins_f64(minutes: f64) -> Self {
        Self::from_secs_f64(minutes * 60.0)
    }

    /// The span in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The span in hours.
    pub fn as_hours_f64(self) -> f64 {
        self.0 as f64 / 3_600_000.0
    }
}

impl Add for SimSpan {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for SimSpan {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for SimSpan {
    type Output = Self;
    fn mul(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

/// A moment of simulation time: milliseconds since the scenario's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimTime(pub i64);

impl SimTime {
    /// The start of the scenario.
    pub const ZERO: Self = Self(0);
    /// Later than any event of any run.
    pub const NEVER: Self = Self(i64::MAX);

    /// Whole seconds after the start.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// Whole minutes after the start.
    pub const fn from_mins(minutes: i64) -> Self {
        Self(minutes * 60_000)
    }

    /// Whole hours after the start.
    pub const fn from_hours(hours: i64) -> Self {
        Self(hours * 3_600_000)
    }

    /// Seconds after the start.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Hours after the start.
    pub fn as_hours_f64(self) -> f64 {
        self.0 as f64 / 3_600_000.0
    }

    /// The span since an earlier moment (negative if that moment is later).
    pub fn since(self, earlier: SimTime) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0))
    }
}

impl Add<SimSpan> for SimTime {
    type Output = Self;
    fn add(self, span: SimSpan) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<SimSpan> for SimTime {
    fn add_assign(&mut self, span: SimSpan) {
        *self = *self + span;
    }
}

impl Sub<SimSpan> for SimTime {
    type Output = Self;
    fn sub(self, span: SimSpan) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// Writes `T+HH:MM:SS`, with milliseconds only where there are any.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, ms) = if self.0 < 0 { ("-", self.0.unsigned_abs()) } else { ("+", self.0 as u64) };
        let (h, m, s, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        write!(f, "T{sign}{h:02}:{m:02}:{s:02}")?;
        if rest != 0 {
            write!(f, ".{rest:03}")?;
        }
        Ok(())
    }
}

/// The clock of a run. A tick covers the half-open span (`now - tick`, `now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource, Serialize, Deserialize)]
pub struct Clock {
    /// Number of the tick that is running; the first is 1, 0 is before the start.
    pub tick: u32,
    /// End of the running tick: every event due up to here is handled in it.
    pub now: SimTime,
    /// Length of a tick.
    pub step: SimSpan,
}

impl Clock {
    /// A clock before its first tick.
    pub fn new(step: SimSpan) -> Self {
        Self { tick: 0, now: SimTime::ZERO, step }
    }

    /// Begins the next tick.
    pub fn advance(&mut self) {
        self.tick += 1;
        self.now += self.step;
    }

    /// The start of the running tick.
    pub fn before(&self) -> SimTime {
        self.now - self.step
    }
}

/// Ties simulation time to the calendar of the place.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    start: Zoned,
}

/// What is wrong with a calendar start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text is no date and time of the form `2026-06-12 18:00`.
    #[error("'{text}' is no local date and time; write it like 2026-06-12 18:00")]
    BadStart {
        /// What was found.
        text: String,
    },
    /// The time zone is not in the IANA data base.
    #[error("unknown time zone '{name}'; write an IANA name such as Asia/Shanghai")]
    UnknownZone {
        /// What was found.
        name: String,
    },
}

impl Calendar {
    /// A calendar whose scenario starts at a local date and time.
    ///
    /// # Errors
    /// If the text is no date and time, or the zone is unknown.
    pub fn new(local_start: &str, zone: &str) -> Result<Self, CalendarError> {
        let bad = || CalendarError::BadStart { text: local_start.to_owned() };
        let civil: civil::DateTime = local_start.trim().parse().map_err(|_| bad())?;
        let zone = TimeZone::get(zone).map_err(|_| CalendarError::UnknownZone { name: zone.to_owned() })?;
        Ok(Self { start: civil.to_zoned(zone).map_err(|_| bad())? })
    }

    /// The local date and time at a moment; the start itself if the moment is
    /// outside the years that the calendar can hold.
    pub fn at(&self, time: SimTime) -> Zoned {
        Timestamp::from_millisecond(self.start.timestamp().as_millisecond().saturating_add(time.0))
            .map(|stamp| stamp.to_zoned(self.start.time_zone().clone()))
            .unwrap_or_else(|_| self.start.clone())
    }

    /// Hour of the local day, 0 ≤ hour < 24, with its fraction.
    pub fn hour_of_day(&self, time: SimTime) -> f64 {
        let local = self.at(time);
        f64::from(local.hour()) + f64::from(local.minute()) / 60.0 + f64::from(local.second()) / 3600.0
    }

    /// The time zone and its offset at the start: `Asia/Shanghai UTC+08:00`.
    pub fn zone(&self) -> String {
        let offset = self.start.strftime("UTC%:z").to_string();
        match self.start.time_zone().iana_name() {
            Some(name) if name != "UTC" => format!("{name} {offset}"),
            _ => offset,
        }
    }

    /// Local date and time as people write it: `2026-06-12 18:00`.
    pub fn label(&self, time: SimTime) -> String {
        self.at(time).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_drill_time() {
        assert_eq!(SimTime::from_mins(90).to_string(), "T+01:30:00");
        assert_eq!(SimTime(1).to_string(), "T+00:00:00.001");
    }

    #[test]
    fn shanghai_has_no_summer_time() {
        let calendar = Calendar::new("2026-06-12 18:00", "Asia/Shanghai").unwrap();
        assert_eq!(calendar.label(SimTime::from_hours(24)), "2026-06-13 18:00");
        assert_eq!(calendar.zone(), "Asia/Shanghai UTC+08:00");
        assert!((calendar.hour_of_day(SimTime::from_mins(390)) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_bad_start_says_what_to_write() {
        let error = Calendar::new("yesterday", "Asia/Shanghai").unwrap_err();
        assert!(error.to_string().contains("2026-06-12 18:00"));
        assert!(Calendar::new("2026-06-12 18:00", "Asia/Atlantis").is_err());
    }
}
