//! How a warning spreads over the channels of one issue, and how long people
//! take to get ready: what `alerts` asks of the curves.

use sandtable_command::order::WarningChannel;
use sandtable_kernel::{SimSpan, SimTime};

use crate::Hours;

/// A channel switched on at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Issue {
    /// When.
    pub at: SimTime,
    /// Chance in a minute that somebody within reach is told by the channel itself.
    pub broadcast_per_min: f64,
    /// Rate in a minute at which the told tell others.
    pub contagion_per_min: f64,
    /// Share within reach by day.
    pub reach_day: f64,
    /// Share within reach at night.
    pub reach_night: f64,
}

/// A channel's rates. Project's own starting values ("illustrative" in
/// `response.md` 2.2); none for door to door, which teams do.
pub fn issue(channel: WarningChannel, at: SimTime) -> Option<Issue> {
    let (p, q, day, night) = match channel {
        WarningChannel::CellBroadcast => (0.25, 0.05, 0.90, 0.75),
        WarningChannel::Sms => (0.05, 0.05, 0.85, 0.60),
        WarningChannel::Loudspeaker | WarningChannel::Siren => (0.15, 0.10, 0.75, 0.45),
        WarningChannel::Broadcast => (0.03, 0.10, 0.60, 0.15),
        WarningChannel::SocialMedia => (0.002, 0.30, 0.60, 0.15),
        WarningChannel::DoorToDoor => return None,
    };
    Some(Issue { at, broadcast_per_min: p, contagion_per_min: q, reach_day: day, reach_night: night })
}

impl Issue {
    /// Share told by the channel a while after its start (Bass closed form of
    /// Rogers & Sorensen 1988), times its reach at that hour of the issue.
    fn told(&self, at: SimTime, hours: &Hours) -> f64 {
        let minutes = at.since(self.at).as_secs_f64() / 60.0;
        if minutes <= 0.0 {
            return 0.0;
        }
        let (p, q) = (self.broadcast_per_min, self.contagion_per_min);
        let fade = libm::exp(-(p + q) * minutes);
        let share = (1.0 - fade) / (1.0 + q / p * fade);
        let night = !(6.0..23.0).contains(&hours.of_day(self.at));
        share * if night { self.reach_night } else { self.reach_day }
    }
}

/// When somebody at place `u` (0 to 1) of the combined curve is first told, if
/// ever: channels reach people independently. Found by bisection to a second.
pub fn first_alert(issues: &[Issue], hours: &Hours, u: f64) -> Option<SimTime> {
    let told =
        |at: SimTime| 1.0 - issues.iter().fold(1.0, |left, issue| left * (1.0 - issue.told(at, hours)));
    let mut low = issues.iter().map(|issue| issue.at).min()?;
    let mut high = low + SimSpan::from_hours(24);
    if told(high) <= u {
        return None;
    }
    while high.since(low) > SimSpan::from_secs(1) {
        let middle = SimTime(low.0 + (high.0 - low.0) / 2);
        if told(middle) > u { high = middle } else { low = middle }
    }
    Some(high)
}

/// Inverse of the Rayleigh distribution, minutes.
pub fn rayleigh_quantile(u: f64, sigma_min: f64) -> f64 {
    sigma_min * libm::sqrt(-2.0 * libm::log1p(-u))
}
