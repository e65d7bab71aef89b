//! Warning in the field: who hears what when, and what people make of it.
//!
//! Each packet has one place on the curve of first alert and one on the curve of
//! preparation, its own draws, whatever is issued and when. So a warning issued
//! earlier is heard earlier by everybody, by construction.

use std::collections::BTreeMap;

use bevy_ecs::prelude::Resource;
use sandtable_command::order::{Grounds, WarningChannel, WarningLevel};
use sandtable_kernel::{EventQueue, Phase, SimId, SimSpan, SimTime, Streams};
use serde::{Deserialize, Serialize};

use crate::Hours;
use crate::people::{Group, Stage, draw};
use crate::site::ResponseSite;
use crate::warning::{self, Curve, Issue, Supply, Teller};

/// What reaches a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// A warning.
    Warning(WarningLevel),
    /// An order to leave.
    Order,
    /// Somebody at the door who says that they have to leave.
    Knock,
    /// Water outside.
    Sight,
}

/// By whom a packet was alerted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Told {
    /// Over a channel.
    Channel(WarningChannel),
    /// By people who had heard it.
    Neighbour,
    /// By a team at the door.
    Door,
    /// By nobody: it saw the water.
    Water,
}

impl Told {
    /// Name in the keys of metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Channel(WarningChannel::CellBroadcast) => "cell_broadcast",
            Self::Channel(WarningChannel::Sms) => "sms",
            Self::Channel(WarningChannel::Loudspeaker) => "loudspeaker",
            Self::Channel(WarningChannel::Broadcast) => "broadcast",
            Self::Channel(WarningChannel::SocialMedia) => "social_media",
            Self::Channel(WarningChannel::Siren) => "siren",
            Self::Channel(WarningChannel::DoorToDoor) | Self::Door => "door",
            Self::Neighbour => "neighbours",
            Self::Water => "water",
        }
    }
}

/// Something that a packet will hear or do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// It hears something from somebody.
    Heard(Message, Told),
    /// It leaves.
    Leave,
    /// Caught in the car, it looks whether it can walk on.
    LeaveCar,
    /// It hears the facts from an official release.
    Informed,
    /// It hears that it may go home: in its shelter, or wherever it is.
    Return {
        /// Told in the shelter.
        there: bool,
    },
}

/// A warning or order of a zone, as issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// When.
    pub at: SimTime,
    /// Over which channels.
    pub channels: Vec<WarningChannel>,
    /// A warning's level; none for an order to leave.
    pub level: Option<WarningLevel>,
    /// When the seat decided on it.
    pub decided_at: SimTime,
    /// The news behind it.
    pub grounds: Option<Grounds>,
}

/// What people will hear and do, and what was issued.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct Alerts {
    queue: EventQueue<(u32, Due)>,
    issued: BTreeMap<u32, Vec<Issued>>,
    first_release: Option<SimTime>,
}

/// What everybody's hearing and deciding depends on.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// Who lives where.
    pub site: &'a ResponseSite,
    /// Streams of the run.
    pub streams: &'a Streams,
    /// Hours of the day.
    pub hours: &'a Hours,
}

/// A warning or an order to leave on its way to the people of a zone.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// The zone.
    pub zone: u32,
    /// When it goes out.
    pub at: SimTime,
    /// Over which channels.
    pub channels: &'a [WarningChannel],
    /// A warning's level; none for an order to leave.
    pub level: Option<WarningLevel>,
    /// What works in the zone.
    pub supply: Supply,
    /// When the seat decided on it.
    pub decided_at: SimTime,
    /// The news behind it.
    pub grounds: Option<Grounds>,
}

impl Alerts {
    /// Issues a warning (with a level) or an order to leave (without) to packets of
    /// a zone. An order travels over the channels of the zone's warnings and the
    /// village loudspeakers.
    pub fn issue(&mut self, around: Circumstances, notice: Notice, packets: impl Iterator<Item = u32>) {
        let Notice { zone, at, level, supply, .. } = notice;
        let mut channels = notice.channels.to_vec();
        let before = self.issued.entry(zone).or_default();
        if level.is_none() {
            channels.push(WarningChannel::Loudspeaker);
            before.iter().for_each(|issued| channels.extend(&issued.channels));
        }
        channels.sort();
        channels.dedup();
        let message = level.map_or(Message::Order, Message::Warning);
        let Notice { decided_at, grounds, .. } = notice;
        before.push(Issued { at, channels: channels.clone(), level, decided_at, grounds });
        let streams = around.streams;
        self.spread(around, (&channels, at, supply), packets, |curve, id, heard| {
            let told = match curve.teller(heard, streams.uniform(id, 0, draw::TELLER, 0)) {
                Teller::Issue(k) => {
                    let mut used =
                        channels.iter().filter(|channel| warning::channels::figures(**channel).is_some());
                    used.nth(k).map_or(Told::Neighbour, |&channel| Told::Channel(channel))
                }
                Teller::Neighbour => Told::Neighbour,
            };
            Due::Heard(message, told)
        });
    }

    /// All that was issued, by zone.
    pub fn all_issued(&self) -> impl Iterator<Item = (u32, &Issued)> + '_ {
        self.issued.iter().flat_map(|(zone, list)| list.iter().map(|issued| (*zone, issued)))
    }

    /// A team has knocked at a packet's doors.
    pub fn knock(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Heard(Message::Knock, Told::Door)));
    }

    /// A packet sees water at its door.
    pub fn see_water(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Heard(Message::Sight, Told::Water)));
    }

    /// A packet caught on the road will look whether it can walk on.
    pub fn leave_car(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::LeaveCar));
    }

    /// A packet found no way out and will look again.
    pub fn look_again(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Leave));
    }

    /// When something is due next.
    pub fn next_time(&self) -> Option<SimTime> {
        self.queue.next_time()
    }

    /// Takes what is due by a moment.
    pub fn pop(&mut self, until: SimTime) -> Option<(SimTime, u32, Due)> {
        self.queue.pop_due(until).map(|(key, (packet, due))| (key.time, packet, due))
    }

    /// A packet hears something and decides. Whether it obeys an order, leaves on a
    /// bare warning or acts on what it sees are draws of its own.
    pub fn hear(
        &mut self,
        id: SimId,
        group: &mut Group,
        (message, told): (Message, Told),
        at: SimTime,
        around: Circumstances,
    ) {
        let Circumstances { site, streams, hours } = around;
        if !matches!(group.stage, Stage::Home | Stage::Preparing) {
            return;
        }
        let spec = &site.groups[group.site as usize];
        let params = &site.params;
        let hour = hours.of_day(at);
        group.count(spec.persons, &spec.presence, hour);
        if group.alerted.is_none() {
            (group.alerted, group.alerted_by) = (Some(at), Some(told));
        }
        if matches!(message, Message::Order | Message::Knock) {
            group.ordered.get_or_insert(at);
        }
        let own = |purpose| streams.uniform(id, 0, purpose, 0);
        let goes = match message {
            Message::Warning(level) => {
                level >= WarningLevel::Orange && own(draw::EARLY) < params.early_leavers
            }
            Message::Order | Message::Knock if group.doubts => own(draw::COMPLY) >= params.stay_in_doubt,
            Message::Order => own(draw::COMPLY) >= params.stay_share,
            Message::Knock => own(draw::COMPLY) >= params.stay_after_knock,
            Message::Sight => own(draw::CUE) < params.cue_share,
        };
        if !goes || group.leaves.is_some() {
            return;
        }
        // Those who see the water take what they can carry.
        let hurry = if message == Message::Sight { 0.25 } else { 1.0 };
        self.prepare(id, group, hurry, at, around);
    }

    /// A packet gets ready; `hurry` shortens what it takes.
    fn prepare(&mut self, id: SimId, group: &mut Group, hurry: f64, at: SimTime, around: Circumstances) {
        let Circumstances { site, streams, hours } = around;
        let night = !(6.0..23.0).contains(&hours.of_day(at));
        let sigma = site.params.prepare_sigma_min * if night { site.params.night_factor } else { 1.0 };
        let place = streams.uniform(id, 0, draw::PREPARE, 0);
        let minutes = warning::rayleigh_quantile(place, hurry * sigma);
        let leaves = at + SimSpan::from_mins_f64(minutes);
        group.leaves = Some(leaves);
        group.stage = Stage::Preparing;
        self.queue.push(leaves, Phase::Move, id, (group.site, Due::Leave));
    }

    /// A packet leaves home on a rumour.
    pub fn flee_rumour(&mut self, id: SimId, group: &mut Group, at: SimTime, around: Circumstances) {
        let spec = &around.site.groups[group.site as usize];
        group.count(spec.persons, &spec.presence, around.hours.of_day(at));
        group.misled.get_or_insert(at);
        self.prepare(id, group, 1.0, at, around);
    }

    /// The facts go out to packets of a zone.
    pub fn release(&mut self, around: Circumstances, notice: Notice, packets: impl Iterator<Item = u32>) {
        let Notice { at, supply, channels, .. } = notice;
        self.first_release.get_or_insert(at);
        self.spread(around, (channels, at, supply), packets, |_, _, _| Due::Informed);
    }

    /// A packet has heard the facts: it trusts orders again, and stays if it was about to
    /// leave on a rumour alone.
    pub fn inform(group: &mut Group, at: SimTime) {
        if !matches!(group.stage, Stage::Home | Stage::Preparing) {
            return;
        }
        group.informed = Some(at);
        group.doubts = false;
        if group.misled.is_some() && group.ordered.is_none() && group.stage == Stage::Preparing {
            (group.stage, group.leaves, group.misled) = (Stage::Home, None, None);
        }
    }

    /// Packets of a zone hear that they may go home from a moment on: in shelters at
    /// once, elsewhere by television and social media as far as those work at home.
    pub fn all_clear(
        &mut self,
        around: Circumstances,
        (at, supply): (SimTime, Supply),
        packets: impl Iterator<Item = u32> + Clone,
    ) {
        for k in packets.clone() {
            let id = around.site.groups[k as usize].id;
            self.queue.push(at, Phase::Move, id, (k, Due::Return { there: true }));
        }
        let channels = [WarningChannel::Broadcast, WarningChannel::SocialMedia];
        self.spread(around, (&channels, at, supply), packets, |_, _, _| Due::Return { there: false });
    }

    /// A packet that is on its way will hear again that it may go home.
    pub fn return_later(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Return { there: false }));
    }

    /// When the public was first told the facts.
    pub fn first_release(&self) -> Option<SimTime> {
        self.first_release
    }

    /// Lets packets hear something over channels, each at its place on the curve.
    fn spread(
        &mut self,
        around: Circumstances,
        (channels, at, supply): (&[WarningChannel], SimTime, Supply),
        packets: impl Iterator<Item = u32>,
        due: impl Fn(&Curve, SimId, SimTime) -> Due,
    ) {
        let Circumstances { site, streams, hours } = around;
        let issue = |&channel: &WarningChannel| Some(Issue { supply, ..warning::issue(channel, at)? });
        let issues: Vec<Issue> = channels.iter().filter_map(issue).collect();
        let curve = Curve::new(&issues, hours);
        for k in packets {
            let id = site.groups[k as usize].id;
            if let Some(heard) = curve.first_alert(streams.uniform(id, 0, draw::ALERT, 0)) {
                self.queue.push(heard.max(at), Phase::Move, id, (k, due(&curve, id, heard)));
            }
        }
    }
}
