//! Everything that changes in a run, and nothing that does not: this is what a
//! snapshot holds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::sync::Arc;

use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{LinkId, LinkState, NodeId};
use serde::{Deserialize, Serialize};

use super::{ClassId, Network, NextLinks, Route, TrafficEvent};

/// Microseconds since the start: finer than the run's milliseconds, so that the
/// headways of wide roads are kept to a millionth.
pub(super) type Micros = i64;

/// Later than anything.
pub(super) const NEVER: Micros = i64::MAX;

/// Thousandths of a car in which storage is counted.
pub(super) const MILLI: i64 = 1000;

/// No link.
pub(super) const NONE: u32 = u32::MAX;

/// Place of a node's driveways among those who compete for a link.
pub(super) const DRIVEWAY: u16 = u16::MAX;

/// A moment of the run in microseconds.
pub(super) fn from_time(time: SimTime) -> Micros {
    time.0.saturating_mul(1000)
}

/// The first whole millisecond that is not earlier.
pub(super) fn to_time(at: Micros) -> SimTime {
    SimTime(at.saturating_add(999).div_euclid(1000))
}

/// Where a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Spot {
    /// The slot is free.
    Free,
    /// Its departure is to come.
    Scheduled,
    /// At its node, in the queue of the driveways into a link.
    Driveway(LinkId),
    /// On a link, in its queue.
    Queue(LinkId),
    /// On a link, beside the queue.
    Beside(LinkId),
    /// At its node, without a way.
    Parked,
    /// On a link that closed, this share along it.
    Stranded(LinkId, f64),
    /// At its goal; the rest of the packet is coming in.
    ComingIn,
}

/// A unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unit {
    pub id: SimId,
    pub owner: u64,
    pub vehicles: u16,
    pub class: ClassId,
    /// Capacity and room that it takes, cars.
    pub load: u32,
    pub route: Route,
    /// Links of an explicit route already taken.
    pub step: u32,
    /// The node where it is or to which it goes.
    pub node: NodeId,
    pub spot: Spot,
    /// When it entered its link.
    pub entered: Micros,
    /// When it can be at the end of its link.
    pub ready: Micros,
}

/// A departure from a link whose room is on its way upstream.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Hole {
    /// When its first car left.
    pub first: Micros,
    /// Time from car to car.
    pub gap: Micros,
    /// Cars.
    pub cars: u32,
}

/// Somebody who stands at the entry of a link.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Waiter {
    /// Start tag of fair queueing; the lowest goes first.
    pub tag: u64,
    pub id: SimId,
    /// Place of the link it comes from, or `DRIVEWAY`.
    pub from: u16,
}

/// A directed link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Road {
    /// Units on it, the first to leave in front.
    pub queue: VecDeque<u32>,
    /// Departures whose room has not come upstream.
    pub holes: VecDeque<Hole>,
    /// When the last car left whose room has come upstream; `NEVER` before that.
    pub last_hole: Micros,
    /// Units at its start that come from no link.
    pub driveway: VecDeque<u32>,
    /// Those who compete for the next entry.
    pub waiters: Vec<Waiter>,
    /// Cars on it, and cars whose room has not come upstream.
    pub taken: u32,
    /// Cars on it.
    pub cars: u32,
    /// Vehicles that ever entered.
    pub entered: u64,
    /// The next entry that capacity allows.
    pub entry_from: Micros,
    /// The next exit that capacity allows.
    pub exit_from: Micros,
    /// Pending event of its first unit.
    pub head_due: Micros,
    /// Pending event of its entry.
    pub entry_due: Micros,
    /// Pending look for gridlock.
    pub check_due: Micros,
    /// The link for which its first unit waits, or `NONE`.
    pub blocked_by: u32,
    pub blocked_since: Micros,
    /// Start tag of the last one served.
    pub served_tag: u64,
    pub headway_us: Micros,
    /// Who may enter with a vehicle, and how fast.
    pub state: LinkState,
    /// What those already on it meet: a barrier at the entry does not stop them.
    pub through: LinkState,
    /// Both for those on foot, whom no barrier stops.
    pub foot: LinkState,
    /// Lanes in use, thousandths of its own.
    pub lanes_milli: u32,
    /// Time that cars spent on it beyond that of an empty link, car-microseconds.
    pub delay: Micros,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Due {
    /// The entry of a link is free.
    Entry(u32),
    /// The first unit of a link is at its end.
    Head(u32),
    /// A unit departs.
    Depart(u32),
    /// A unit beside the queue is at the end of its link.
    Step(u32),
    /// The middle of a packet has come in.
    In(u32),
    /// A look for gridlock from a link.
    Check(u32),
}

/// Events come in order of time, then of the unit's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key {
    pub at: Micros,
    pub unit: SimId,
    pub due: Due,
}

/// The changing state of the traffic.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrafficState {
    pub(super) now: Micros,
    #[serde(with = "sorted")]
    pub(super) heap: BinaryHeap<Reverse<Key>>,
    pub(super) units: Vec<Unit>,
    pub(super) free: Vec<u32>,
    pub(super) index: BTreeMap<SimId, u32>,
    pub(super) roads: Vec<Road>,
    /// Finish tags of fair queueing.
    pub(super) tags: Vec<u64>,
    /// Units beside the queue, by link.
    pub(super) beside: BTreeMap<(u32, SimId), u32>,
    /// People and vehicles beside the queue on each link.
    pub(super) beside_count: BTreeMap<u32, u32>,
    pub(super) parked: BTreeMap<SimId, u32>,
    pub(super) tables: Vec<Arc<NextLinks>>,
    /// Ways have changed since those who wait last looked.
    pub(super) review: bool,
    pub(super) departed: u64,
    pub(super) arrived: u64,
    pub(super) withdrawn: u64,
    pub(super) squeezed: u64,
    /// What happened since the last `advance` told it.
    pub(super) events: Vec<TrafficEvent>,
    pub(super) tell_links: bool,
}

impl TrafficState {
    /// Whether the state is one of this network, as far as its size tells.
    pub fn fits(&self, net: &Network) -> bool {
        self.roads.len() == net.links.len() && self.tags.len() == net.tags
    }
}

/// A heap is stored as its events in order.
mod sorted {
    use super::{BinaryHeap, Deserialize, Key, Reverse, Serialize};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(
        heap: &BinaryHeap<Reverse<Key>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<Key> = heap.iter().map(|Reverse(key)| *key).collect();
        keys.sort_unstable();
        keys.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(de: D) -> Result<BinaryHeap<Reverse<Key>>, D::Error> {
        Ok(Vec::<Key>::deserialize(de)?.into_iter().map(Reverse).collect())
    }
}
