//! Channels: how reports reach a seat, with delay, loss, limited capacity and
//! outages.
//!
//! Two faults are told apart, after RoboCup Rescue's communication model: a
//! *failure* delivers nothing at all, a *dropout* delivers a message in which
//! nothing can be made out (`About::Empty`). Whoever sends learns of neither. An
//! outage is different: the line is dead, the sender notices, and the channel's
//! fallback is tried, if it has one.
//!
//! Capacity is one server per channel: each message holds it for 60 s divided by
//! the capacity, in the order of sending, so calls queue when many come at once.
//! The delay follows after that. Messages have to be sent in order of time (a
//! late one queues behind those sent before it).

use std::collections::{BTreeMap, BTreeSet};

use sandtable_kernel::{
    Component, Dist, DistError, EventQueue, Phase, SimId, SimSpan, SimTime, Streams, Text,
};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::report::{About, Place, Report};

/// Purpose of the draw of a message's delay.
const DELAY: Component = Component(0x3001);
/// Purpose of the draw that decides whether a message is lost or emptied.
const LOSS: Component = Component(0x3002);
/// How often a message may change to a fallback channel: no chain is longer.
const FALLBACKS: usize = 4;

/// What kind of channel it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChannelKind {
    /// Fire and rescue, 119.
    Phone119,
    /// Police, 110.
    Phone110,
    /// Government hotline, 12345.
    Phone12345,
    /// Duty telephone.
    Phone,
    /// Radio.
    Radio,
    /// Telemetry of gauges and stations.
    Telemetry,
    /// Fax and paper.
    Fax,
    /// Messenger groups and official systems.
    Messenger,
    /// Satellite phone.
    Satellite,
    /// A person who walks or drives.
    Runner,
}

/// A time in which a channel is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// First moment of it.
    pub from: SimTime,
    /// First moment after it.
    pub until: SimTime,
}

/// A channel as written in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSpec {
    /// Key.
    pub key: Key,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: ChannelKind,
    /// Time from sending to receiving, s.
    pub delay_s: Dist,
    /// Share of messages that never arrive (failure).
    #[serde(default)]
    pub loss: f64,
    /// Share of messages, of those that arrive, of which nothing can be made out
    /// (dropout).
    #[serde(default)]
    pub dropout: f64,
    /// Messages it carries in a minute; none: no limit.
    #[serde(default)]
    pub capacity_per_min: Option<f64>,
    /// Planned outages.
    #[serde(default)]
    pub outages: Vec<Outage>,
    /// The channel that is tried while this one is dead.
    #[serde(default)]
    pub fallback: Option<Key>,
}

/// What is wrong with a channel.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChannelError {
    /// The delay is no distribution.
    #[error("channel '{channel}': the delay is wrong: {cause}")]
    Delay {
        /// The channel.
        channel: Key,
        /// What is wrong.
        cause: DistError,
    },
    /// The delay can be negative.
    #[error("channel '{channel}': the delay can be {least} s; cut it at zero with Truncated")]
    NegativeDelay {
        /// The channel.
        channel: Key,
        /// A value it takes.
        least: f64,
    },
    /// A share lies outside 0 to 1.
    #[error("channel '{channel}': {name} is {value}; it is a share from 0 to 1")]
    Share {
        /// The channel.
        channel: Key,
        /// Which.
        name: &'static str,
        /// What was found.
        value: f64,
    },
    /// The capacity is not above zero.
    #[error("channel '{channel}': the capacity is {value} a minute; leave it out if there is no limit")]
    Capacity {
        /// The channel.
        channel: Key,
        /// What was found.
        value: f64,
    },
    /// An outage ends before it begins.
    #[error("channel '{channel}': an outage ends at {until}, before it begins at {from}")]
    Outage {
        /// The channel.
        channel: Key,
        /// Its start.
        from: SimTime,
        /// Its end.
        until: SimTime,
    },
    /// Two channels have one key.
    #[error("channel '{channel}' is given twice; rename one of the two")]
    Duplicate {
        /// The channel.
        channel: Key,
    },
    /// The fallback does not exist.
    #[error("channel '{channel}': there is no channel '{fallback}' to fall back to")]
    UnknownFallback {
        /// The channel.
        channel: Key,
        /// What was found.
        fallback: Key,
    },
}

impl ChannelSpec {
    /// Checks every number.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn check(&self) -> Result<(), ChannelError> {
        let channel = self.key.clone();
        self.delay_s.check().map_err(|cause| ChannelError::Delay { channel: channel.clone(), cause })?;
        if let Some(least) = negative_value(&self.delay_s) {
            return Err(ChannelError::NegativeDelay { channel, least });
        }
        for (name, value) in [("loss", self.loss), ("dropout", self.dropout)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(ChannelError::Share { channel, name, value });
            }
        }
        if let Some(value) = self.capacity_per_min
            && !(value.is_finite() && value > 0.0)
        {
            return Err(ChannelError::Capacity { channel, value });
        }
        if let Some(outage) = self.outages.iter().find(|outage| outage.until < outage.from) {
            return Err(ChannelError::Outage { channel, from: outage.from, until: outage.until });
        }
        Ok(())
    }
}

/// A value below zero that a distribution can take, if it can take one with any
/// weight to speak of (its 0.1 % quantile, or its lower bound).
pub(crate) fn negative_value(dist: &Dist) -> Option<f64> {
    let least = match dist {
        Dist::Fixed(x) => *x,
        Dist::Uniform { low, .. }
        | Dist::Triangular { low, .. }
        | Dist::Beta { low, .. }
        | Dist::Truncated { low, .. } => *low,
        Dist::Normal { mean, sd } => mean + sd * sandtable_kernel::special::normal_quantile(0.001),
        Dist::Choice(pairs) => pairs.iter().map(|pair| pair.0).fold(f64::INFINITY, f64::min),
        Dist::Empirical(values) => values.iter().copied().fold(f64::INFINITY, f64::min),
        Dist::LogNormal { .. } | Dist::Weibull { .. } | Dist::Gamma { .. } | Dist::Poisson { .. } => 0.0,
    };
    (least < 0.0).then_some(least)
}

/// What became of a message. Only who carries the truth may look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It will arrive, through this channel.
    Arrives {
        /// When.
        at: SimTime,
        /// Through which channel (a fallback perhaps).
        channel: Key,
        /// With nothing to be made out.
        empty: bool,
    },
    /// It never arrives, and the sender does not know.
    Lost,
    /// The channel and its fallbacks are dead, and the sender knows.
    Dead,
}

/// The channels of a case, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channels(BTreeMap<Key, ChannelSpec>);

impl Channels {
    /// The channels of a list.
    ///
    /// # Errors
    /// If one is wrong, given twice, or falls back to a channel that is not there.
    pub fn new(specs: Vec<ChannelSpec>) -> Result<Self, ChannelError> {
        let mut channels = BTreeMap::new();
        for spec in specs {
            spec.check()?;
            if channels.contains_key(&spec.key) {
                return Err(ChannelError::Duplicate { channel: spec.key });
            }
            channels.insert(spec.key.clone(), spec);
        }
        for spec in channels.values() {
            if let Some(fallback) = &spec.fallback
                && !channels.contains_key(fallback)
            {
                return Err(ChannelError::UnknownFallback {
                    channel: spec.key.clone(),
                    fallback: fallback.clone(),
                });
            }
        }
        Ok(Self(channels))
    }

    /// A channel.
    pub fn get(&self, key: &str) -> Option<&ChannelSpec> {
        self.0.get(key)
    }

    /// All channels in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &ChannelSpec> {
        self.0.values()
    }
}

/// Who sends: the address of the draws, so that no other sender's message moves
/// its fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Who.
    pub who: SimId,
    /// The sender's own running number of messages.
    pub nth: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Letter {
    seat: Key,
    report: Report,
}

/// Messages on the way, and how busy each channel is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, bevy_ecs::prelude::Resource)]
pub struct Mailroom {
    queue: EventQueue<Letter>,
    free_at: BTreeMap<Key, SimTime>,
    dead: BTreeSet<Key>,
}

impl Mailroom {
    /// Kills a channel or brings it back, beside its planned outages.
    pub fn set_dead(&mut self, channel: &Key, dead: bool) {
        if dead {
            self.dead.insert(channel.clone());
        } else {
            self.dead.remove(channel);
        }
    }

    fn is_dead(&self, spec: &ChannelSpec, at: SimTime) -> bool {
        self.dead.contains(&spec.key)
            || spec.outages.iter().any(|outage| outage.from <= at && at < outage.until)
    }

    /// What becomes of a message that is sent through a channel at `at`: by the
    /// channel itself or, while it is dead, by its fallbacks. An unknown channel is
    /// dead. The line is held for as long as the message takes.
    pub fn carry(
        &mut self,
        channels: &Channels,
        streams: &Streams,
        sender: Sender,
        at: SimTime,
        channel: &Key,
    ) -> Sent {
        let mut next = channels.get(channel.as_str());
        for _ in 0..FALLBACKS {
            match next {
                Some(spec) if self.is_dead(spec, at) => {
                    next = spec.fallback.as_ref().and_then(|key| channels.get(key.as_str()));
                }
                _ => break,
            }
        }
        let Some(spec) = next.filter(|spec| !self.is_dead(spec, at)) else { return Sent::Dead };
        let mut fate = streams.at(sender.who, sender.nth, LOSS, 0);
        let (lost, empty) = (fate.uniform() < spec.loss, fate.uniform() < spec.dropout);
        // A lost message held the line all the same.
        let handled = match spec.capacity_per_min {
            Some(capacity) => {
                let free = self.free_at.entry(spec.key.clone()).or_insert(at);
                *free = at.max(*free) + SimSpan::from_secs_f64(60.0 / capacity);
                *free
            }
            None => at,
        };
        if lost {
            return Sent::Lost;
        }
        let delay_s = spec.delay_s.draw(&mut streams.at(sender.who, sender.nth, DELAY, 0));
        let arrives = handled + SimSpan::from_secs_f64(delay_s.max(0.0));
        Sent::Arrives { at: arrives, channel: spec.key.clone(), empty }
    }

    /// Sends a report to a seat at `at` through the channel that the report names.
    /// Its `channel` and `received_at` are set to what becomes of it.
    pub fn send(
        &mut self,
        channels: &Channels,
        streams: &Streams,
        sender: Sender,
        at: SimTime,
        seat: &Key,
        mut report: Report,
    ) -> Sent {
        let sent = self.carry(channels, streams, sender, at, &report.channel);
        let Sent::Arrives { at: arrives, channel, empty } = &sent else { return sent };
        report.channel = channel.clone();
        report.received_at = *arrives;
        if *empty {
            report.about = About::Empty;
            report.place = Place::Nowhere;
            report.value = None;
            report.error_sd = None;
            report.lead = None;
        }
        self.queue.push(*arrives, Phase::Sense, sender.who, Letter { seat: seat.clone(), report });
        sent
    }

    /// Takes the next report that has arrived by `until`, with the seat it is for.
    pub fn receive(&mut self, until: SimTime) -> Option<(Key, Report)> {
        self.queue.pop_due(until).map(|(_, letter)| (letter.seat, letter.report))
    }

    /// When the next report arrives.
    pub fn next_arrival(&self) -> Option<SimTime> {
        self.queue.next_time()
    }

    /// Number of messages on the way.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether none is on the way.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Source;
    use sandtable_space::Quantity;

    fn spec(key: &str) -> ChannelSpec {
        ChannelSpec {
            key: key.into(),
            name: Text::same(key),
            kind: ChannelKind::Phone119,
            delay_s: Dist::Fixed(10.0),
            loss: 0.0,
            dropout: 0.0,
            capacity_per_min: None,
            outages: vec![],
            fallback: None,
        }
    }

    fn call(channel: &str, at: SimTime) -> Report {
        Report {
            about: About::Quantity(Quantity::WaterDepth),
            place: Place::Zone("zone.a".into()),
            value: Some(0.4),
            error_sd: Some(0.1),
            observed_at: at,
            received_at: at,
            source: Source::Caller,
            channel: channel.into(),
            lead: None,
        }
    }

    fn send(room: &mut Mailroom, channels: &Channels, nth: u32, at: SimTime, channel: &str) -> Sent {
        let sender = Sender { who: SimId::from_key("caller"), nth };
        room.send(channels, &Streams::new(1, 0), sender, at, &"seat.city".into(), call(channel, at))
    }

    #[test]
    fn losses_dropouts_and_delays_follow_their_distributions() {
        let n = 20_000u32;
        let channels = Channels::new(vec![ChannelSpec {
            loss: 0.2,
            dropout: 0.1,
            delay_s: Dist::Weibull { scale: 30.0, shape: 1.0 },
            ..spec("119")
        }])
        .unwrap();
        let mut room = Mailroom::default();
        let (mut lost, mut empty, mut delay) = (0u32, 0u32, 0.0);
        for nth in 0..n {
            match send(&mut room, &channels, nth, SimTime::ZERO, "119") {
                Sent::Lost => lost += 1,
                Sent::Arrives { at, empty: blank, .. } => {
                    empty += u32::from(blank);
                    delay += at.as_secs_f64();
                }
                Sent::Dead => panic!("no outage here"),
            }
        }
        let arrived = f64::from(n - lost);
        // Four standard errors of a binomial share, and of the mean of an
        // exponential (whose standard deviation is its mean, 30 s).
        let near = |share: f64, p: f64, m: f64| (share - p).abs() < 4.0 * (p * (1.0 - p) / m).sqrt();
        assert!(near(f64::from(lost) / f64::from(n), 0.2, f64::from(n)), "lost {lost}");
        assert!(near(f64::from(empty) / arrived, 0.1, arrived), "empty {empty}");
        assert!((delay / arrived - 30.0).abs() < 4.0 * 30.0 / arrived.sqrt());
        assert_eq!(room.len(), (n - lost) as usize);
    }

    #[test]
    fn an_empty_message_tells_only_that_something_came() {
        let channels = Channels::new(vec![ChannelSpec { dropout: 1.0, ..spec("119") }]).unwrap();
        let mut room = Mailroom::default();
        send(&mut room, &channels, 0, SimTime::ZERO, "119");
        assert!(room.receive(SimTime(9_999)).is_none());
        let (seat, report) = room.receive(SimTime(10_000)).unwrap();
        assert_eq!((seat.as_str(), report.received_at), ("seat.city", SimTime(10_000)));
        assert_eq!(
            (report.about, report.place, report.value, report.error_sd),
            (About::Empty, Place::Nowhere, None, None)
        );
    }

    #[test]
    fn calls_queue_at_the_capacity() {
        // Four calls a minute: each holds the line for 15 s, then 10 s of delay.
        let channels =
            Channels::new(vec![ChannelSpec { capacity_per_min: Some(4.0), ..spec("119") }]).unwrap();
        let mut room = Mailroom::default();
        for nth in 0..4 {
            send(&mut room, &channels, nth, SimTime::ZERO, "119");
        }
        send(&mut room, &channels, 4, SimTime::from_mins(5), "119");
        let arrivals: Vec<_> =
            std::iter::from_fn(|| room.receive(SimTime::NEVER).map(|(_, r)| r.received_at.0 / 1000))
                .collect();
        assert_eq!(arrivals, [25, 40, 55, 70, 325]);
    }

    #[test]
    fn a_dead_channel_falls_back_and_a_circle_of_dead_ones_ends() {
        let dead = Outage { from: SimTime::ZERO, until: SimTime::from_mins(30) };
        let channels = Channels::new(vec![
            ChannelSpec { outages: vec![dead], fallback: Some("satellite".into()), ..spec("phone") },
            ChannelSpec { fallback: Some("phone".into()), delay_s: Dist::Fixed(60.0), ..spec("satellite") },
        ])
        .unwrap();
        let mut room = Mailroom::default();
        let sent = send(&mut room, &channels, 0, SimTime::from_mins(1), "phone");
        assert_eq!(
            sent,
            Sent::Arrives { at: SimTime::from_mins(2), channel: "satellite".into(), empty: false }
        );
        room.set_dead(&"satellite".into(), true);
        assert_eq!(send(&mut room, &channels, 1, SimTime::from_mins(1), "phone"), Sent::Dead);
        let later = send(&mut room, &channels, 2, SimTime::from_mins(30), "phone");
        assert!(matches!(later, Sent::Arrives { channel, .. } if channel.as_str() == "phone"));
        assert_eq!(send(&mut room, &channels, 3, SimTime::ZERO, "pigeon"), Sent::Dead);
    }

    #[test]
    fn another_senders_messages_change_nobodys_fate() {
        let channels = Channels::new(vec![ChannelSpec {
            loss: 0.5,
            delay_s: Dist::Uniform { low: 0.0, high: 100.0 },
            ..spec("119")
        }])
        .unwrap();
        let fates = |with_other: bool| -> Vec<Sent> {
            let mut room = Mailroom::default();
            (0..50)
                .map(|nth| {
                    if with_other {
                        let sender = Sender { who: SimId::from_key("other"), nth };
                        let report = call("119", SimTime::ZERO);
                        room.send(
                            &channels,
                            &Streams::new(1, 0),
                            sender,
                            SimTime::ZERO,
                            &"seat.city".into(),
                            report,
                        );
                    }
                    send(&mut room, &channels, nth, SimTime::ZERO, "119")
                })
                .collect()
        };
        assert_eq!(fates(false), fates(true));
    }

    #[test]
    fn a_stored_mailroom_goes_on_as_it_was() {
        let channels =
            Channels::new(vec![ChannelSpec { capacity_per_min: Some(6.0), ..spec("119") }]).unwrap();
        let mut room = Mailroom::default();
        for nth in 0..5 {
            send(&mut room, &channels, nth, SimTime::ZERO, "119");
        }
        let mut again: Mailroom = postcard::from_bytes(&postcard::to_stdvec(&room).unwrap()).unwrap();
        for room in [&mut room, &mut again] {
            send(room, &channels, 5, SimTime::from_secs(20), "119");
        }
        while let Some(letter) = room.receive(SimTime::NEVER) {
            assert_eq!(Some(letter), again.receive(SimTime::NEVER));
        }
        assert!(again.is_empty());
    }

    #[test]
    fn faults_of_channels_are_named() {
        let fault = |spec: ChannelSpec| Channels::new(vec![spec]).unwrap_err();
        assert!(matches!(
            fault(ChannelSpec { loss: 1.5, ..spec("119") }),
            ChannelError::Share { name: "loss", .. }
        ));
        assert!(matches!(
            fault(ChannelSpec { dropout: f64::NAN, ..spec("119") }),
            ChannelError::Share { .. }
        ));
        assert!(matches!(
            fault(ChannelSpec { capacity_per_min: Some(0.0), ..spec("119") }),
            ChannelError::Capacity { .. }
        ));
        assert!(matches!(
            fault(ChannelSpec { delay_s: Dist::Normal { mean: 10.0, sd: 20.0 }, ..spec("119") }),
            ChannelError::NegativeDelay { .. }
        ));
        assert!(matches!(
            fault(ChannelSpec { fallback: Some("none".into()), ..spec("119") }),
            ChannelError::UnknownFallback { .. }
        ));
        assert!(matches!(Channels::new(vec![spec("119"), spec("119")]), Err(ChannelError::Duplicate { .. })));
    }
}
