//! Questions to the traffic.

use sandtable_kernel::SimId;
use sandtable_space::{LinkId, LinkState, NodeId};
use serde::{Deserialize, Serialize};

use super::engine::Traffic;
use super::state::{NONE, Spot};

/// Where a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// At its start; it has not left.
    Scheduled(NodeId),
    /// At a node, waiting to get onto a link.
    AtEntry(NodeId, LinkId),
    /// On a link, this share along it (0 to 1).
    On(LinkId, f64),
    /// At a node without a way.
    Parked(NodeId),
    /// On a link that closed under it, this share along it.
    Stranded(LinkId, f64),
    /// Coming in at its goal.
    ComingIn(NodeId),
}

/// All vehicles that were ever sent out, by where they are. Walkers count as
/// vehicles of their units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Those whose departure is to come; not among the departed.
    pub scheduled: u64,
    /// Ever departed.
    pub departed: u64,
    /// At their start or at a node, waiting to get onto a link.
    pub at_entry: u64,
    /// On a link, or coming in.
    pub moving: u64,
    /// At a node without a way.
    pub parked: u64,
    /// On links that closed under them.
    pub stranded: u64,
    /// At their goal.
    pub arrived: u64,
    /// Taken off the road.
    pub withdrawn: u64,
}

impl Ledger {
    /// Whether every vehicle that departed is somewhere.
    pub fn closes(&self) -> bool {
        let found = self.at_entry + self.moving + self.parked + self.stranded + self.arrived + self.withdrawn;
        self.departed == found
    }
}

impl Traffic {
    /// Time that cars which have left a link spent on it beyond that of an empty one,
    /// car-seconds.
    pub fn delay_s(&self, link: LinkId) -> f64 {
        self.state.roads.get(link.0 as usize).map_or(0.0, |road| road.delay as f64 * 1e-6)
    }

    /// Lanes that a link has in use, in its own.
    pub fn lanes(&self, link: LinkId) -> f64 {
        self.state.roads.get(link.0 as usize).map_or(1.0, |road| f64::from(road.lanes_milli) / 1000.0)
    }

    /// Cars that a link holds with the lanes it has in use.
    fn room(&self, link: LinkId) -> f64 {
        let own = self.net.links.get(link.0 as usize).map_or(0.0, |flow| flow.storage_milli as f64 / 1000.0);
        own * self.lanes(link)
    }

    /// Where a unit is; none if it is not under way.
    pub fn place(&self, unit: SimId) -> Option<Place> {
        let slot = *self.state.index.get(&unit)?;
        let unit = &self.state.units[slot as usize];
        Some(match unit.spot {
            Spot::Free => return None,
            Spot::Scheduled => Place::Scheduled(unit.node),
            Spot::Driveway(link) => Place::AtEntry(unit.node, link),
            Spot::Queue(link) | Spot::Beside(link) => Place::On(link, self.share(slot)),
            Spot::Parked => Place::Parked(unit.node),
            Spot::Stranded(link, share) => Place::Stranded(link, share),
            Spot::ComingIn => Place::ComingIn(unit.node),
        })
    }

    /// Units on a link and how far along it they are: the queue from its front, then
    /// those beside it.
    pub fn units_on(&self, link: LinkId) -> Vec<(SimId, f64)> {
        let Some(road) = self.state.roads.get(link.0 as usize) else { return Vec::new() };
        let mut ahead = 0;
        let mut found = Vec::with_capacity(road.queue.len());
        for &slot in &road.queue {
            let unit = &self.state.units[slot as usize];
            found.push((unit.id, self.queued_share(slot, link, ahead)));
            ahead += unit.load;
        }
        let beside = self.state.beside.range((link.0, SimId(0))..=(link.0, SimId(u64::MAX)));
        found.extend(beside.map(|(&(_, id), &slot)| (id, self.free_share(slot, link))));
        found
    }

    /// How far along its link a unit is, 0 to 1.
    pub(super) fn share(&self, slot: u32) -> f64 {
        match self.state.units[slot as usize].spot {
            Spot::Queue(link) => {
                let queue = &self.state.roads[link.0 as usize].queue;
                let ahead = queue.iter().take_while(|&&other| other != slot);
                let ahead = ahead.map(|&other| self.state.units[other as usize].load).sum();
                self.queued_share(slot, link, ahead)
            }
            Spot::Beside(link) => self.free_share(slot, link),
            Spot::Stranded(_, share) => share,
            Spot::Free | Spot::Scheduled | Spot::Driveway(_) | Spot::Parked | Spot::ComingIn => 0.0,
        }
    }

    /// Where free travel would have brought it.
    fn free_share(&self, slot: u32, link: LinkId) -> f64 {
        let unit = &self.state.units[slot as usize];
        let state = self.state.roads[link.0 as usize].state;
        let travel = match unit.spot {
            Spot::Queue(_) => self.net.travel_us(unit.class, link, state).unwrap_or(1),
            _ => unit.ready - unit.entered,
        };
        let left = (unit.ready - self.state.now).max(0);
        (1.0 - left as f64 / travel.max(1) as f64).clamp(0.0, 1.0)
    }

    /// The same, but never inside the standing cars ahead (`ahead` of them).
    fn queued_share(&self, slot: u32, link: LinkId, ahead: u32) -> f64 {
        let storage = self.room(link);
        let standing = (1.0 - f64::from(ahead) / storage).max(0.0);
        self.free_share(slot, link).min(standing)
    }

    /// Cars on a link, and on how many it has room for.
    pub fn cars_on(&self, link: LinkId) -> (u32, f64) {
        let cars = self.state.roads.get(link.0 as usize).map_or(0, |road| road.cars);
        let room = self.room(link);
        (cars, room)
    }

    /// Walkers and vehicles beside the queue of a link.
    pub fn beside(&self, link: LinkId) -> u32 {
        self.state.beside_count.get(&link.0).copied().unwrap_or(0)
    }

    /// Cars at a link's start that come from no link.
    pub fn at_entry(&self, link: LinkId) -> u32 {
        let Some(road) = self.state.roads.get(link.0 as usize) else { return 0 };
        road.driveway.iter().map(|&slot| self.state.units[slot as usize].load).sum()
    }

    /// Vehicles and walkers that ever entered a link.
    pub fn entered(&self, link: LinkId) -> u64 {
        self.state.roads.get(link.0 as usize).map_or(0, |road| road.entered)
    }

    /// Units that squeezed out of a ring of full links.
    pub fn squeezed(&self) -> u64 {
        self.state.squeezed
    }

    /// The state of a link.
    pub fn link_state(&self, link: LinkId) -> LinkState {
        self.state.roads.get(link.0 as usize).map_or(LinkState::Open, |road| road.state)
    }

    /// What a car that enters now may expect to need for a link, s: free travel, or
    /// what the cars before it take to get out at the link's capacity, or as long as
    /// the first of them has been on it if it is held up. Infinite if closed to cars.
    /// A rule of thumb for rerouting on live traffic, not a forecast.
    pub fn expected_s(&self, link: LinkId) -> f64 {
        let Some(road) = self.state.roads.get(link.0 as usize) else { return f64::INFINITY };
        let speed = sandtable_space::routing::Profile::CAR.speed_on(self.net.graph.link(link), road.state);
        if speed <= 0.0 {
            return f64::INFINITY;
        }
        let free = self.net.graph.link(link).length_m / speed;
        let emptying = f64::from(road.cars) * road.headway_us as f64 * 1e-6;
        let held = match road.queue.front() {
            Some(&slot) if road.blocked_by != NONE => {
                (self.state.now - self.state.units[slot as usize].entered) as f64 * 1e-6
            }
            _ => 0.0,
        };
        free.max(emptying).max(held)
    }

    /// The ledger, counted unit by unit.
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger {
            departed: self.state.departed,
            arrived: self.state.arrived,
            withdrawn: self.state.withdrawn,
            ..Ledger::default()
        };
        for unit in &self.state.units {
            let vehicles = u64::from(unit.vehicles);
            match unit.spot {
                Spot::Free => {}
                Spot::Scheduled => ledger.scheduled += vehicles,
                Spot::Driveway(_) => ledger.at_entry += vehicles,
                Spot::Queue(_) | Spot::Beside(_) | Spot::ComingIn => ledger.moving += vehicles,
                Spot::Parked => ledger.parked += vehicles,
                Spot::Stranded(..) => ledger.stranded += vehicles,
            }
        }
        ledger
    }

    /// Owners of the units on links of a kind or off the links, at a node; in no order
    /// that means anything.
    pub fn owners_where(&self, link_is: impl Fn(LinkId) -> bool) -> impl Iterator<Item = u64> {
        let counts = move |spot: Spot| match spot {
            Spot::Free => false,
            Spot::Queue(link) | Spot::Beside(link) | Spot::Stranded(link, _) => link_is(link),
            Spot::Scheduled | Spot::Driveway(_) | Spot::Parked | Spot::ComingIn => true,
        };
        self.state.units.iter().filter(move |unit| counts(unit.spot)).map(|unit| unit.owner)
    }

    /// Units under way, in order of identity.
    pub fn under_way(&self) -> impl Iterator<Item = SimId> + '_ {
        self.state.index.keys().copied()
    }
}
