//! Requests to the traffic, and its event loop.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{LinkId, LinkState, NodeId};

use super::network::micros;
use super::state::{Due, Hole, Key, Micros, NEVER, NONE, Road, Spot, TrafficState, Unit, from_time, to_time};
use super::{
    ClassId, Network, NextLinks, NextStep, Route, TableId, TrafficError, TrafficEvent, TrafficEventKind,
};

/// A unit that is to leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Departure {
    /// Its identity, unique among units under way.
    pub unit: SimId,
    /// A number of the caller's own, given back with each event.
    pub owner: u64,
    /// Vehicles, or walkers.
    pub vehicles: u16,
    /// How they move.
    pub class: ClassId,
    /// Where they start.
    pub from: NodeId,
    /// When; a moment that has passed means now.
    pub at: SimTime,
    /// Where they go.
    pub route: Route,
}

/// The traffic of one run.
#[derive(Clone, Debug, Resource)]
pub struct Traffic {
    pub(super) net: Arc<Network>,
    pub(super) state: TrafficState,
    /// Links at whose entry somebody may wait: all with waiters and some without. Derived
    /// from the state.
    pub(super) entries: BTreeSet<u32>,
}

/// What a unit does at its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Stop,
    Barred,
    Enter(LinkId),
}

impl Traffic {
    /// Empty roads, all open.
    pub fn new(net: Arc<Network>) -> Self {
        let roads = (0..net.links.len() as u32)
            .map(|k| Road {
                queue: VecDeque::new(),
                holes: VecDeque::new(),
                last_hole: NEVER,
                driveway: VecDeque::new(),
                waiters: Vec::new(),
                taken: 0,
                cars: 0,
                entered: 0,
                entry_from: 0,
                exit_from: 0,
                head_due: NEVER,
                entry_due: NEVER,
                check_due: NEVER,
                blocked_by: NONE,
                blocked_since: 0,
                served_tag: 0,
                headway_us: net.headway_us(LinkId(k), LinkState::Open),
                state: LinkState::Open,
                through: LinkState::Open,
                foot: LinkState::Open,
                lanes_milli: 1000,
                delay: 0,
            })
            .collect();
        let state = TrafficState {
            now: 0,
            heap: BinaryHeap::new(),
            units: Vec::new(),
            free: Vec::new(),
            index: BTreeMap::new(),
            roads,
            tags: vec![0; net.tags],
            beside: BTreeMap::new(),
            beside_count: BTreeMap::new(),
            parked: BTreeMap::new(),
            tables: Vec::new(),
            review: false,
            departed: 0,
            arrived: 0,
            withdrawn: 0,
            squeezed: 0,
            events: Vec::new(),
            tell_links: false,
        };
        Self { net, state, entries: BTreeSet::new() }
    }

    /// The state, for a snapshot.
    pub fn state(&self) -> &TrafficState {
        &self.state
    }

    /// Traffic that goes on from a saved state of the same network.
    pub fn restore(net: Arc<Network>, state: TrafficState) -> Self {
        let waited = |road: &Road| !road.waiters.is_empty();
        let entries = (0u32..).zip(&state.roads).filter(|(_, road)| waited(road)).map(|(k, _)| k).collect();
        Self { net, state, entries }
    }

    /// Whether to tell each link that is entered.
    pub fn tell_links(&mut self, tell: bool) {
        self.state.tell_links = tell;
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        &self.net
    }

    /// Adds a table of next links.
    pub fn add_table(&mut self, table: Arc<NextLinks>) -> TableId {
        self.state.tables.push(table);
        TableId(self.state.tables.len() as u32 - 1)
    }

    /// Lets a unit leave.
    ///
    /// # Errors
    /// If the unit is under way or empty, or its class, node or route is not there.
    pub fn depart(&mut self, departure: Departure) -> Result<(), TrafficError> {
        let Departure { unit, owner, vehicles, class, from, at, route } = departure;
        if vehicles == 0 {
            return Err(TrafficError::Empty(unit));
        }
        let known = self.net.classes.len();
        let Some(kind) = self.net.classes.get(class.0 as usize) else {
            return Err(TrafficError::NoSuchClass { class: class.0, known });
        };
        let load = u32::from(vehicles) * u32::from(kind.cars);
        self.net.check_node(from)?;
        self.check_route(from, &route)?;
        if self.state.index.contains_key(&unit) {
            return Err(TrafficError::UnderWay(unit));
        }
        let at = from_time(at).max(self.state.now);
        let made = Unit {
            id: unit,
            owner,
            vehicles,
            class,
            load,
            route,
            step: 0,
            node: from,
            spot: Spot::Scheduled,
            entered: at,
            ready: at,
        };
        let slot = match self.state.free.pop() {
            Some(slot) => {
                self.state.units[slot as usize] = made;
                slot
            }
            None => {
                self.state.units.push(made);
                self.state.units.len() as u32 - 1
            }
        };
        self.state.index.insert(unit, slot);
        self.push(at, unit, Due::Depart(slot));
        Ok(())
    }

    /// Moves everybody up to a moment and tells what happened, in order of time,
    /// then of the unit's identity.
    pub fn advance(&mut self, until: SimTime) -> Vec<TrafficEvent> {
        let end = from_time(until);
        if std::mem::take(&mut self.state.review) && !self.state.index.is_empty() {
            self.review();
        }
        while let Some(&Reverse(key)) = self.state.heap.peek() {
            if key.at > end {
                break;
            }
            self.state.heap.pop();
            self.state.now = self.state.now.max(key.at);
            self.handle(key);
        }
        self.state.now = self.state.now.max(end);
        let mut events = std::mem::take(&mut self.state.events);
        events.sort_by_key(|event| (event.at, event.unit));
        events
    }

    /// When the next event is due, if any.
    pub fn next_time(&self) -> Option<SimTime> {
        self.state.heap.peek().map(|Reverse(key)| to_time(key.at))
    }

    fn handle(&mut self, key: Key) {
        match key.due {
            Due::Depart(slot) => {
                let unit = &self.state.units[slot as usize];
                if unit.id == key.unit && unit.spot == Spot::Scheduled && unit.ready == key.at {
                    self.state.departed += u64::from(unit.vehicles);
                    self.set_off(slot);
                }
            }
            Due::Head(link) => {
                let road = &mut self.state.roads[link as usize];
                if road.head_due == key.at {
                    road.head_due = NEVER;
                    self.head(LinkId(link));
                }
            }
            Due::Entry(link) => {
                let road = &mut self.state.roads[link as usize];
                if road.entry_due == key.at {
                    road.entry_due = NEVER;
                    self.serve(LinkId(link));
                }
            }
            Due::Step(slot) => {
                let unit = &self.state.units[slot as usize];
                if let Spot::Beside(link) = unit.spot
                    && unit.id == key.unit
                    && unit.ready == key.at
                {
                    self.leave_beside(slot, link);
                    self.set_off(slot);
                }
            }
            Due::In(slot) => {
                let unit = &self.state.units[slot as usize];
                if unit.id == key.unit && unit.spot == Spot::ComingIn && unit.ready == key.at {
                    self.come_in(slot);
                }
            }
            Due::Check(link) => {
                let road = &mut self.state.roads[link as usize];
                if road.check_due == key.at {
                    road.check_due = NEVER;
                    self.check_gridlock(LinkId(link));
                }
            }
        }
    }

    /// A unit at its node, off the carriageway, goes where its way leads.
    pub(super) fn set_off(&mut self, slot: u32) {
        match self.choice(slot) {
            Choice::Stop => self.stop(slot, 0),
            Choice::Barred => self.park(slot),
            Choice::Enter(link) => {
                let class = self.state.units[slot as usize].class;
                if self.net.classes[class.0 as usize].queues {
                    self.state.units[slot as usize].spot = Spot::Driveway(link);
                    let road = &mut self.state.roads[link.0 as usize];
                    road.driveway.push_back(slot);
                    if road.driveway.len() == 1 {
                        self.join(link, super::state::DRIVEWAY);
                    }
                } else {
                    self.enter_beside(slot, link);
                }
            }
        }
    }

    /// The first unit of a link is at its end.
    fn head(&mut self, link: LinkId) {
        let Some(&slot) = self.state.roads[link.0 as usize].queue.front() else { return };
        match self.choice(slot) {
            Choice::Stop => {
                self.leave(link);
                let headway = self.state.roads[link.0 as usize].headway_us;
                self.stop(slot, headway);
                self.after_leaving(link);
            }
            Choice::Barred => {
                self.leave(link);
                self.park(slot);
                self.after_leaving(link);
            }
            Choice::Enter(next) => {
                let road = &mut self.state.roads[link.0 as usize];
                road.blocked_by = next.0;
                road.blocked_since = self.state.now;
                self.join(next, self.net.links[link.0 as usize].in_place);
                self.watch(link);
            }
        }
    }

    /// What a unit does at its node, as the ways are now.
    pub(super) fn choice(&self, slot: u32) -> Choice {
        let unit = &self.state.units[slot as usize];
        let step = match &unit.route {
            Route::Links(links) => {
                links.get(unit.step as usize).map_or(NextStep::Here, |&l| NextStep::Take(l))
            }
            Route::Table(table) => self.state.tables[table.0 as usize].at(unit.node),
        };
        match step {
            NextStep::Here => Choice::Stop,
            NextStep::NoWay => Choice::Barred,
            NextStep::Take(link) => {
                let passes = self.net.passes(unit.class, link, self.state_for(unit.class, link));
                if passes { Choice::Enter(link) } else { Choice::Barred }
            }
        }
    }

    /// State of a link for a class.
    fn state_for(&self, class: ClassId, link: LinkId) -> LinkState {
        let road = &self.state.roads[link.0 as usize];
        if self.net.walks(class) { road.foot } else { road.state }
    }

    /// A unit enters a link beside the queue.
    fn enter_beside(&mut self, slot: u32, link: LinkId) {
        let unit = &self.state.units[slot as usize];
        let (id, class, vehicles) = (unit.id, unit.class, unit.vehicles);
        let Some(travel) = self.net.travel_us(class, link, self.state_for(class, link)) else { return };
        let road = &mut self.state.roads[link.0 as usize];
        road.entered += u64::from(vehicles);
        let count = self.state.beside_count.entry(link.0).or_insert(0);
        *count += u32::from(vehicles);
        let factor = self.net.crowd_factor(class, link, *count);
        let travel = if factor < 1.0 { micros(travel as f64 * 1e-6 / factor) } else { travel };
        let ready = self.state.now.saturating_add(travel);
        self.state.beside.insert((link.0, id), slot);
        self.on_link(slot, link, Spot::Beside(link), ready);
        self.push(ready, id, Due::Step(slot));
    }

    /// A unit that is beside the queue is no longer on its link.
    pub(super) fn leave_beside(&mut self, slot: u32, link: LinkId) {
        let unit = &self.state.units[slot as usize];
        self.state.beside.remove(&(link.0, unit.id));
        if let Some(count) = self.state.beside_count.get_mut(&link.0) {
            *count = count.saturating_sub(u32::from(unit.vehicles));
            if *count == 0 {
                self.state.beside_count.remove(&link.0);
            }
        }
    }

    /// Notes that a unit is on a link now.
    pub(super) fn on_link(&mut self, slot: u32, link: LinkId, spot: Spot, ready: Micros) {
        let now = self.state.now;
        let unit = &mut self.state.units[slot as usize];
        unit.spot = spot;
        unit.step += 1;
        unit.node = self.net.links[link.0 as usize].to;
        unit.entered = now;
        unit.ready = ready;
        if self.state.tell_links {
            self.tell(slot, TrafficEventKind::Entered { link });
        }
    }

    /// The first unit leaves its link: capacity and room are booked.
    pub(super) fn leave(&mut self, link: LinkId) {
        let now = self.state.now;
        let road = &mut self.state.roads[link.0 as usize];
        let Some(slot) = road.queue.pop_front() else { return };
        let unit = &self.state.units[slot as usize];
        let cars = unit.load;
        let free = self.net.travel_us(unit.class, link, road.through).unwrap_or(0);
        let late = (now - unit.entered - free).max(0);
        road.delay = road.delay.saturating_add(late.saturating_mul(i64::from(cars)));
        road.cars = road.cars.saturating_sub(cars);
        road.holes.push_back(Hole { first: now, gap: road.headway_us, cars });
        road.exit_from = now + road.headway_us.saturating_mul(i64::from(cars));
        road.blocked_by = NONE;
        road.head_due = NEVER;
    }

    /// What follows when a unit has left a link: the next one moves up, and those at
    /// the entry learn when there is room.
    pub(super) fn after_leaving(&mut self, link: LinkId) {
        self.plan_head(link);
        self.plan_entry(link);
    }

    /// Plans the event of a link's first unit.
    pub(super) fn plan_head(&mut self, link: LinkId) {
        let now = self.state.now;
        let road = &mut self.state.roads[link.0 as usize];
        if road.blocked_by != NONE {
            return;
        }
        let Some(&slot) = road.queue.front() else {
            road.head_due = NEVER;
            return;
        };
        let unit = &self.state.units[slot as usize];
        let (id, due) = (unit.id, unit.ready.max(road.exit_from).max(now));
        if road.head_due != due {
            road.head_due = due;
            self.push(due, id, Due::Head(link.0));
        }
    }

    /// A unit stops at its goal; a packet's middle vehicle comes in later.
    fn stop(&mut self, slot: u32, headway_us: Micros) {
        let now = self.state.now;
        let unit = &mut self.state.units[slot as usize];
        unit.spot = Spot::ComingIn;
        unit.ready = now + headway_us.saturating_mul(i64::from(unit.load) - 1) / 2;
        if unit.ready <= now {
            self.come_in(slot);
        } else {
            let (ready, id) = (unit.ready, unit.id);
            self.push(ready, id, Due::In(slot));
        }
    }

    /// A unit has arrived.
    fn come_in(&mut self, slot: u32) {
        let unit = &self.state.units[slot as usize];
        let (node, vehicles) = (unit.node, unit.vehicles);
        self.state.arrived += u64::from(vehicles);
        self.tell(slot, TrafficEventKind::Arrived { node });
        self.forget(slot);
    }

    /// A unit leaves the carriageway and waits for a way.
    fn park(&mut self, slot: u32) {
        let unit = &mut self.state.units[slot as usize];
        unit.spot = Spot::Parked;
        let (id, node) = (unit.id, unit.node);
        self.state.parked.insert(id, slot);
        self.tell(slot, TrafficEventKind::NoWay { node });
    }

    /// Frees the slot of a unit.
    pub(super) fn forget(&mut self, slot: u32) {
        let unit = &mut self.state.units[slot as usize];
        unit.spot = Spot::Free;
        unit.route = Route::Table(TableId(0));
        let id = unit.id;
        self.state.index.remove(&id);
        self.state.free.push(slot);
    }

    pub(super) fn tell(&mut self, slot: u32, what: TrafficEventKind) {
        let unit = &self.state.units[slot as usize];
        let event = TrafficEvent {
            at: to_time(self.state.now),
            unit: unit.id,
            owner: unit.owner,
            vehicles: unit.vehicles,
            what,
        };
        self.state.events.push(event);
    }

    pub(super) fn push(&mut self, at: Micros, unit: SimId, due: Due) {
        self.state.heap.push(Reverse(Key { at, unit, due }));
    }

    /// Refuses routes that have gaps and tables that are not there.
    pub(super) fn check_route(&self, from: NodeId, route: &Route) -> Result<(), TrafficError> {
        match route {
            Route::Table(table) => {
                let known = self.state.tables.len();
                if table.0 as usize >= known {
                    return Err(TrafficError::NoSuchTable { table: table.0, known });
                }
            }
            Route::Links(links) => {
                let mut node = from;
                let all = self.net.graph.links();
                for id in links.iter() {
                    let link = all
                        .get(id.0 as usize)
                        .ok_or(TrafficError::NoSuchLink { link: id.0, links: all.len() })?;
                    if link.from != node {
                        return Err(TrafficError::Gap { link: id.0, node: node.0 });
                    }
                    node = link.to;
                }
            }
        }
        Ok(())
    }
}
