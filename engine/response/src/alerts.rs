//! Warning in the field: who hears what when, and what people make of it.
//!
//! Each packet has one place on the curve of first alert and one on the curve of
//! preparation, its own draws, whatever is issued and when. So a warning issued
//! earlier is heard earlier by everybody, by construction.

use std::collections::BTreeMap;

use bevy_ecs::prelude::Resource;
use sandtable_command::order::{WarningChannel, WarningLevel};
use sandtable_kernel::{EventQueue, Phase, SimId, SimSpan, SimTime, Streams};
use serde::{Deserialize, Serialize};

use crate::Hours;
use crate::people::{Group, Stage, draw};
use crate::site::ResponseSite;
use crate::warning::{self, Curve, Issue};

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

/// Something that a packet will hear or do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// It hears something.
    Heard(Message),
    /// It leaves.
    Leave,
    /// Caught in the car, it looks whether it can walk on.
    LeaveCar,
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
}

/// What people will hear and do, and what was issued.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct Alerts {
    queue: EventQueue<(u32, Due)>,
    issued: BTreeMap<u32, Vec<Issued>>,
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

impl Alerts {
    /// Issues a warning (with a level) or an order to leave (without) to packets of
    /// a zone. An order travels over the channels of the zone's warnings and the
    /// village loudspeakers.
    pub fn issue(
        &mut self,
        around: Circumstances,
        zone: u32,
        packets: impl Iterator<Item = u32>,
        at: SimTime,
        channels: &[WarningChannel],
        level: Option<WarningLevel>,
    ) {
        let Circumstances { site, streams, hours } = around;
        let mut channels = channels.to_vec();
        let before = self.issued.entry(zone).or_default();
        if level.is_none() {
            channels.push(WarningChannel::Loudspeaker);
            before.iter().for_each(|issued| channels.extend(&issued.channels));
        }
        channels.sort();
        channels.dedup();
        let issues: Vec<Issue> = channels.iter().filter_map(|&channel| warning::issue(channel, at)).collect();
        before.push(Issued { at, channels, level });
        let message = level.map_or(Message::Order, Message::Warning);
        let curve = Curve::new(&issues, hours);
        for k in packets {
            let id = site.groups[k as usize].id;
            let place = streams.uniform(id, 0, draw::ALERT, 0);
            if let Some(heard) = curve.first_alert(place) {
                self.queue.push(heard.max(at), Phase::Move, id, (k, Due::Heard(message)));
            }
        }
    }

    /// All that was issued, by zone.
    pub fn all_issued(&self) -> impl Iterator<Item = (u32, &Issued)> + '_ {
        self.issued.iter().flat_map(|(zone, list)| list.iter().map(|issued| (*zone, issued)))
    }

    /// A team has knocked at a packet's doors.
    pub fn knock(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Heard(Message::Knock)));
    }

    /// A packet sees water at its door.
    pub fn see_water(&mut self, id: SimId, packet: u32, at: SimTime) {
        self.queue.push(at, Phase::Move, id, (packet, Due::Heard(Message::Sight)));
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
        message: Message,
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
        group.alerted.get_or_insert(at);
        if matches!(message, Message::Order | Message::Knock) {
            group.ordered.get_or_insert(at);
        }
        let own = |purpose| streams.uniform(id, 0, purpose, 0);
        let goes = match message {
            Message::Warning(level) => {
                level >= WarningLevel::Orange && own(draw::EARLY) < params.early_leavers
            }
            Message::Order => own(draw::COMPLY) >= params.stay_share,
            Message::Knock => own(draw::COMPLY) >= params.stay_after_knock,
            Message::Sight => own(draw::CUE) < params.cue_share,
        };
        if !goes || group.leaves.is_some() {
            return;
        }
        let night = !(6.0..23.0).contains(&hour);
        let sigma = params.prepare_sigma_min * if night { params.night_factor } else { 1.0 };
        // Those who see the water take what they can carry.
        let sigma = if message == Message::Sight { 0.25 * sigma } else { sigma };
        let minutes = warning::rayleigh_quantile(own(draw::PREPARE), sigma);
        let leaves = at + SimSpan::from_mins_f64(minutes);
        group.leaves = Some(leaves);
        group.stage = Stage::Preparing;
        self.queue.push(leaves, Phase::Move, id, (group.site, Due::Leave));
    }
}
