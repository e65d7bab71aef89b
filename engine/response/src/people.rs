//! People: household packets, where they are and what has happened to them.
//!
//! A packet of up to 20 households is alerted, decides, leaves, travels and is
//! rescued as one. What kills and injures, kills and injures single persons: each
//! person has his or her own exponential draw, and dies when the risk gathered by
//! the packet passes it. So deaths follow from exposure histories, and two plans
//! meet the same people.

use bevy_ecs::prelude::{Component, Entity, World};
use sandtable_impact::Exposure;
use sandtable_kernel::{Component as Purpose, SimId, SimTime, Streams};
use sandtable_space::{LinkId, NodeId, Point};
use serde::{Deserialize, Serialize};

use crate::alerts::Told;
use crate::site::ResponseSite;

/// Purposes of draws about people.
pub mod draw {
    use sandtable_kernel::Component;
    /// Uniform that places a packet on the curve of first alert.
    pub const ALERT: Component = Component(0x4001);
    /// Uniform that places a packet on the curve of preparation.
    pub const PREPARE: Component = Component(0x4002);
    /// Uniform of the willingness to leave.
    pub const COMPLY: Component = Component(0x4003);
    /// Uniform of acting on what one sees.
    pub const CUE: Component = Component(0x4004);
    /// Delay from trouble to the call.
    pub const CALL: Component = Component(0x4005);
    /// Exponential draws of the persons against the risk of death.
    pub const DEATH: Component = Component(0x4006);
    /// Exponential draws of the persons against the risk of injury.
    pub const INJURY: Component = Component(0x4007);
    /// Share of early leavers and of the shadow evacuation.
    pub const EARLY: Component = Component(0x4008);
    /// Whether a call gets through.
    pub const CALL_THROUGH: Component = Component(0x4009);
    /// Whether somebody who dies or is hurt indoors is under the ruins of the house.
    pub const RUINS: Component = Component(0x400a);
    /// Place of a packet among those who may have told it first.
    pub const TELLER: Component = Component(0x400b);
    /// Place of a packet on the curve of a rumour, by number of the rumour.
    pub const RUMOUR: Component = Component(0x400c);
    /// What a packet makes of a rumour, by number of the rumour.
    pub const BELIEVE: Component = Component(0x400d);
    /// How many of a packet call about a rumour, and when, by number of the rumour.
    pub const ASK: Component = Component(0x400e);
}

/// Where a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// At home, going about its day.
    Home,
    /// At home, getting ready to leave.
    Preparing,
    /// On the way, by car.
    Driving,
    /// On the way, on foot.
    Walking,
    /// In a shelter (index).
    Sheltered(u32),
    /// Out of the area, with relatives or beyond an exit.
    Away,
    /// Caught on the road.
    Stranded,
    /// Cut off at home by water.
    Trapped,
    /// In a rescue team's boat or vehicle.
    Aboard,
}

/// A packet of households. Counts are persons unless said otherwise.
#[derive(Clone, Debug, PartialEq, Component, Serialize, Deserialize)]
pub struct Group {
    /// Index in the site's list.
    pub site: u32,
    /// Where it is.
    pub stage: Stage,
    /// Alive and with the packet; fixed when it first prepares, is reached or leaves.
    pub present: u16,
    /// Dead.
    pub dead: u16,
    /// Injured and alive.
    pub injured: u16,
    /// Brought out by teams so far, of those present.
    pub taken: u16,
    /// First alert by any warning, order or neighbour.
    pub alerted: Option<SimTime>,
    /// By whom.
    pub alerted_by: Option<Told>,
    /// When the facts were last heard from an official release.
    pub informed: Option<SimTime>,
    /// Decided to leave on a rumour alone.
    pub misled: Option<SimTime>,
    /// Does not trust orders after what it heard.
    pub doubts: bool,
    /// An order to leave has been heard.
    pub ordered: Option<SimTime>,
    /// A team has knocked at the door, or is about to.
    pub knocked: bool,
    /// Whether its number present has been counted (at first alert or first water).
    pub counted: bool,
    /// Whether it goes on foot, if it has left.
    pub on_foot: bool,
    /// Link it is on, if it travels or was caught on the road.
    pub link: Option<LinkId>,
    /// How far along the link it was caught, 0 to 1.
    pub share: f32,
    /// Calls for help made so far.
    pub calls: u16,
    /// When it means to leave.
    pub leaves: Option<SimTime>,
    /// Since when it waits for a ride that its zone has been promised.
    pub waits_ride: Option<SimTime>,
    /// Brought out by escorts, of those taken, while others of it still wait.
    pub escorted: u16,
    /// Of those, on a vehicle now.
    pub riding: u16,
    /// Where it found safety.
    pub refuge: Option<NodeId>,
    /// On the way home.
    pub returning: bool,
    /// When it was home again.
    pub returned: Option<SimTime>,
    /// When it left.
    pub departed: Option<SimTime>,
    /// When it was clear of the zone.
    pub cleared: Option<SimTime>,
    /// When water reached its home.
    pub reached: Option<SimTime>,
    /// When the danger its category is listed for first threatened (rain for slopes).
    pub threatened: Option<SimTime>,
    /// Whether water has caught it on the way.
    pub caught: bool,
    /// When it was cut off or stranded.
    pub trapped: Option<SimTime>,
    /// When it called for help.
    pub called: Option<SimTime>,
    /// When a team first took people of it aboard.
    pub helped: Option<SimTime>,
    /// When the last of it was brought out.
    pub rescued: Option<SimTime>,
    /// What those in full strength went through.
    pub strong: Exposure,
    /// What children, elderly and patients went through.
    pub frail: Exposure,
    /// Risk of death gathered by each person so far (integrated hazard).
    pub death_risk: f64,
    /// Risk of injury gathered by each person so far.
    pub injury_risk: f64,
    /// Dead and hurt under the ruins of the house.
    pub crushed: (u16, u16),
    /// Risk at which the next person dies.
    pub next_death: f64,
    /// Risk at which the next person is injured.
    pub next_injury: f64,
}

/// Number at home at an hour of the day: residents × presence, to the nearest.
pub fn present_at(residents: u16, presence: &[f32; 24], hour: f64) -> u16 {
    let share = presence[(hour.max(0.0) as usize) % 24];
    libm::roundf(f32::from(residents) * share) as u16
}

/// The k-th smallest of n exponential draws, from the (k−1)-th: the spacing of
/// exponential order statistics is exponential with mean 1/(n − k + 1)
/// (Rényi 1953). Addressed by (packet, k), so it never depends on the clock.
pub fn next_threshold(streams: &Streams, who: SimId, purpose: Purpose, n: u16, k: u16, before: f64) -> f64 {
    if k >= n {
        return f64::INFINITY;
    }
    before + streams.at(who, u32::from(k), purpose, 0).exponential() / f64::from(n - k)
}

/// Spawns all packets at home; entities in the order of the site's list.
pub fn spawn(world: &mut World, site: &ResponseSite, streams: &Streams) -> Vec<Entity> {
    site.groups
        .iter()
        .enumerate()
        .map(|(k, spec)| {
            let group = Group {
                site: k as u32,
                stage: Stage::Home,
                present: spec.persons,
                dead: 0,
                injured: 0,
                taken: 0,
                alerted: None,
                alerted_by: None,
                informed: None,
                misled: None,
                doubts: false,
                ordered: None,
                knocked: false,
                counted: false,
                on_foot: false,
                link: None,
                share: 0.5,
                calls: 0,
                leaves: None,
                waits_ride: None,
                escorted: 0,
                riding: 0,
                refuge: None,
                returning: false,
                returned: None,
                departed: None,
                cleared: None,
                reached: None,
                threatened: None,
                caught: false,
                trapped: None,
                called: None,
                helped: None,
                rescued: None,
                strong: Exposure::default(),
                frail: Exposure::default(),
                death_risk: 0.0,
                injury_risk: 0.0,
                crushed: (0, 0),
                next_death: next_threshold(streams, spec.id, draw::DEATH, spec.persons, 0, 0.0),
                next_injury: next_threshold(streams, spec.id, draw::INJURY, spec.persons, 0, 0.0),
            };
            world.spawn((spec.id, group)).id()
        })
        .collect()
}

impl Group {
    /// Counts who is there at this hour, once: from here on the packet's number
    /// changes only by death and rescue.
    pub fn count(&mut self, residents: u16, presence: &[f32; 24], hour: f64) {
        if !self.counted {
            self.counted = true;
            self.present = present_at(residents, presence, hour);
        }
    }

    /// Whether it called for help and nobody has come.
    pub fn unserved(&self) -> bool {
        self.called.is_some() && self.helped.is_none()
    }

    /// Where it is: on its link, or at home (of a packet that has arrived somewhere, its
    /// home still).
    pub fn place(&self, site: &ResponseSite) -> Point {
        match self.link {
            Some(link) => {
                let shape = &site.graph.link(link).shape;
                shape.at(f64::from(self.share) * shape.length_m())
            }
            None => site.groups[self.site as usize].at,
        }
    }

    /// Adds risk to each person present and takes out those whose own draw it
    /// passes. Returns (new deaths, new injuries).
    pub fn expose(
        &mut self,
        streams: &Streams,
        who: SimId,
        residents: u16,
        death: f64,
        injury: f64,
    ) -> (u16, u16) {
        self.death_risk += death;
        self.injury_risk += injury;
        let (mut deaths, mut injuries) = (0, 0);
        while self.next_death <= self.death_risk {
            let k = self.dead + deaths + 1;
            self.next_death = next_threshold(streams, who, draw::DEATH, residents, k, self.next_death);
            deaths += 1;
        }
        while self.next_injury <= self.injury_risk {
            let k = self.injured + injuries + 1;
            self.next_injury = next_threshold(streams, who, draw::INJURY, residents, k, self.next_injury);
            injuries += 1;
        }
        // Only those who are still there: people brought out are out of danger.
        let deaths = deaths.min(self.waiting());
        self.dead += deaths;
        let injuries = injuries.min(self.waiting().saturating_sub(self.injured));
        self.injured += injuries;
        (deaths, injuries)
    }

    /// Of those who have just died and been hurt indoors, the numbers who are so under the
    /// ruins of their house: each with the same chance.
    pub fn crush(
        &mut self,
        streams: &Streams,
        who: SimId,
        (deaths, injuries): (u16, u16),
        chance: f64,
    ) -> (u16, u16) {
        let under = |first: u16, number: u16, of: u16| {
            let draws = (first..first + number)
                .filter(|&k| streams.uniform(who, u32::from(k), draw::RUINS, of) < chance);
            draws.count() as u16
        };
        let crushed = under(self.dead - deaths, deaths, 0);
        let hurt = under(self.injured - injuries, injuries, 1);
        self.crushed = (self.crushed.0 + crushed, self.crushed.1 + hurt);
        (crushed, hurt)
    }

    /// Alive and still where the packet is.
    pub fn waiting(&self) -> u16 {
        self.present.saturating_sub(self.dead).saturating_sub(self.taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_statistics_of_a_packet_have_the_exponential_mean() {
        // Sum of the n spacings' means: the greatest of n Exp(1) has mean H_n.
        let n = 10u16;
        let harmonic: f64 = (1..=n).map(|k| 1.0 / f64::from(k)).sum();
        let streams = Streams::new(5, 0);
        let runs = 4000u64;
        let mean = (0..runs)
            .map(|r| {
                let who = SimId(r + 1);
                (0..n).fold(0.0, |before, k| next_threshold(&streams, who, draw::DEATH, n, k, before))
            })
            .sum::<f64>()
            / runs as f64;
        assert!((mean - harmonic).abs() < 0.06, "{mean} against {harmonic}");
    }

    #[test]
    fn presence_follows_the_hour() {
        let mut presence = [1.0; 24];
        presence[10] = 0.25;
        assert_eq!(present_at(40, &presence, 10.5), 10);
        assert_eq!(present_at(40, &presence, 23.9), 40);
    }
}
