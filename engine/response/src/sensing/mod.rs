//! Sensing: the only door from truth to belief.
//!
//! Gauges read with error and fail; callers call late, miss the place and
//! sometimes call for nothing; teams and shelters report what they see; forecasts
//! are the forcing to come, displaced, mistimed and rescaled. Everything leaves as
//! a report into a channel, with delay and loss, to named seats.

mod callers;
mod field;
mod forecasts;
mod gauges;

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_command::channel::Sender;
use sandtable_command::{Beliefs, Channels, Key, Mailroom, Register, Report};
use sandtable_kernel::{Clock, SimId, SimTime, Streams};
use serde::{Deserialize, Serialize};

pub(crate) use callers::{CALL_AGAIN, CALLER_ERROR_M};
pub use callers::{FalseCalls, call};
pub use field::report;
pub use forecasts::{Forecasts, forecast};
pub use gauges::read;

/// Purposes of draws about sensing.
pub mod draw {
    use sandtable_kernel::Component;
    /// Error of a gauge's reading, by number of the reading.
    pub const READING: Component = Component(0x4201);
    /// Whether a reading fails.
    pub const OUTAGE: Component = Component(0x4202);
    /// How far a caller misses the place.
    pub const CALLER_PLACE: Component = Component(0x4203);
    /// Intervals between false calls.
    pub const FALSE_CALL: Component = Component(0x4204);
    /// Errors of a forecast, by number of the issue.
    pub const FORECAST: Component = Component(0x4205);
    /// Error of what a team or patrol estimates.
    pub const ESTIMATE: Component = Component(0x4206);
}

/// The public register and the channels of the case.
#[derive(Clone, Debug, Resource)]
pub struct Public {
    /// Everything that can be named.
    pub register: Arc<Register>,
    /// All channels.
    pub channels: Arc<Channels>,
    /// Seats that teams, shelters and officers report to.
    pub duty_seats: Arc<Vec<Key>>,
}

/// How many messages everybody has sent; addresses the draws of their fate.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct SentCounts(BTreeMap<SimId, u32>);

impl SentCounts {
    /// The next message of a sender.
    pub fn next(&mut self, who: SimId) -> Sender {
        let nth = self.0.entry(who).or_insert(0);
        *nth += 1;
        Sender { who, nth: *nth }
    }
}

/// Where reports are posted.
pub struct Post<'a> {
    /// Register and channels.
    pub public: &'a Public,
    /// Streams of the run.
    pub streams: &'a Streams,
    /// Messages on the way.
    pub mail: &'a mut Mailroom,
    /// Counts of messages.
    pub sent: &'a mut SentCounts,
}

impl Post<'_> {
    /// Sends a report to each of some seats.
    pub fn send(&mut self, who: SimId, at: SimTime, seats: &[Key], report: &Report) {
        for seat in seats {
            let sender = self.sent.next(who);
            self.mail.send(&self.public.channels, self.streams, sender, at, seat, report.clone());
        }
    }
}

/// Sense, last: what has arrived by the end of the tick enters the beliefs.
pub fn receive(
    clock: Res<Clock>,
    public: Res<Public>,
    mut mail: ResMut<Mailroom>,
    mut beliefs: ResMut<Beliefs>,
) {
    while let Some((seat, report)) = mail.receive(clock.now) {
        if let Some(belief) = beliefs.0.get_mut(&seat) {
            belief.receive(report, &public.register);
        }
    }
}
