//! Act: orders of earlier ticks are carried out when they have arrived. Names are
//! resolved here; what cannot be done is reported back from the field.

mod road;
mod transit;
mod warn;

use std::collections::BTreeMap;

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use bevy_ecs::system::SystemParam;
use sandtable_command::order::{Advance, Spot, Target};
use sandtable_command::register::{Capability, EntryKind};
use sandtable_command::report::FailReason;
use sandtable_command::{Beliefs, Key, Mailroom, Order, OrderKind, Task};
use sandtable_exchange::{Work, WorkKind, WorksLog};
use sandtable_kernel::{Clock, Dist, EventQueue, Phase, SimId, SimSpan, SimTime, Streams};
use sandtable_space::{LinkId, Point};
use serde::{Deserialize, Serialize};

use crate::alerts::Alerts;
use crate::index::{Index, Site};
use crate::lifelines::Lifelines;
use crate::observations::{Observation, Observations, OrderRef, Seen};
use crate::roads::LinkWater;
use crate::sensing::Public;
use crate::shelters::{Shelter, ShelterVersion};
use crate::stores::{Consignment, Convoys, Depot, SupplyTally, send};
use crate::teams::{Claimed, Duty, Goal, Mission, Rides, Team, assign};
use crate::travel::{Ability, Progress, Trip};
use crate::{Hours, RoadKeys, Tally};

pub use transit::InTransit;
use warn::Aim;
pub use warn::belongs;

/// Purposes of draws about orders.
pub mod draw {
    use sandtable_kernel::Component;
    /// How long an operator takes, by number of the operation.
    pub const OPERATE: Component = Component(0x4301);
    /// How long aid takes to set out, by number of the request.
    pub const AID: Component = Component(0x4302);
    /// How long it takes to turn the lanes of a road, by number of the order.
    pub const LANES: Component = Component(0x4303);
}

/// Orders that wait to be carried out in the next tick.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Issued(pub Vec<Order>);

/// Something that happens when an operator or aid has got ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Ready {
    Device { device: u32, value: f64, order: OrderRef },
    Aid { teams: Vec<String>, capability: Capability, order: OrderRef },
}

/// Operations under way, and how often each device was operated and aid asked.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct Operations {
    queue: EventQueue<Ready>,
    counts: BTreeMap<SimId, u32>,
}

/// Named persons on the way to their posts and in them, by index.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Posts {
    /// On the way, and the order that sent them.
    pub going: BTreeMap<u32, (Trip, OrderRef)>,
    /// In post since.
    pub in_post: BTreeMap<u32, SimTime>,
}

/// What carrying out orders touches.
#[derive(SystemParam)]
pub struct Hands<'w, 's> {
    clock: Res<'w, Clock>,
    hours: Res<'w, Hours>,
    site: Res<'w, Site>,
    index: Res<'w, Index>,
    streams: Res<'w, Streams>,
    public: Res<'w, Public>,
    beliefs: Res<'w, Beliefs>,
    roads: Res<'w, RoadKeys>,
    water: Res<'w, LinkWater>,
    lifelines: Res<'w, Lifelines>,
    alerts: ResMut<'w, Alerts>,
    works: ResMut<'w, WorksLog>,
    seen: ResMut<'w, Observations>,
    version: ResMut<'w, ShelterVersion>,
    convoys: ResMut<'w, Convoys>,
    supplies: ResMut<'w, SupplyTally>,
    operations: ResMut<'w, Operations>,
    mail: ResMut<'w, Mailroom>,
    transit: ResMut<'w, InTransit>,
    posts: ResMut<'w, Posts>,
    rides: ResMut<'w, Rides>,
    claimed: ResMut<'w, Claimed>,
    tally: ResMut<'w, Tally>,
    teams: Query<'w, 's, &'static mut Team>,
    shelters: Query<'w, 's, &'static mut Shelter>,
    depots: Query<'w, 's, (&'static SimId, &'static mut Depot)>,
}

/// Carries out what was ordered in earlier ticks and has arrived, and sends what is
/// ordered now.
pub fn carry_out(mut issued: ResMut<Issued>, mut hands: Hands) {
    hands.receive_orders();
    for order in std::mem::take(&mut issued.0) {
        hands.send_order(order);
    }
    hands.finish_operations();
    hands.walk_to_posts();
}

impl Hands<'_, '_> {
    fn answer(&mut self, order: &OrderRef, at: SimTime, seen: Seen) {
        let by = order.seat.to_string();
        let who = SimId::from_key(&by);
        let place = Point(0.0, 0.0);
        self.seen.0.push(Observation { at, by, who, place, seen, order: Some(order.clone()) });
    }

    fn done(&mut self, order: &OrderRef, at: SimTime) {
        self.answer(order, at, Seen::TeamDone(0));
    }

    /// Carries out an order that was received at `now`.
    fn act(&mut self, order: &Order, reference: &OrderRef, now: SimTime) -> Result<(), FailReason> {
        match &order.kind {
            // Levels unlock rules where they are believed; the world has nothing to do.
            OrderKind::RaiseLevel { .. } | OrderKind::LowerLevel { .. } => self.done(reference, now),
            OrderKind::IssueWarning { level, areas, groups, channels, .. } => {
                for aim in self.aims(areas) {
                    let notice = self.notice(aim.zone, order, channels, Some(*level), now);
                    self.warn(&aim, groups, notice);
                }
                self.done(reference, now);
            }
            OrderKind::Release { areas, channels } => {
                for aim in self.aims(areas) {
                    let notice = self.notice(aim.zone, order, channels, None, now);
                    self.release(&aim, notice);
                }
                self.done(reference, now);
            }
            OrderKind::EvacuateZone { zone, groups, .. } => {
                let zone = self.site.zone(zone.as_str()).ok_or(FailReason::NothingThere)?;
                self.tally.ordered_zones.entry(zone as u32).or_insert(now);
                let aim = Aim { zone: zone as u32, villages: None };
                let notice = self.notice(aim.zone, order, &[], None, now);
                self.warn(&aim, groups, notice);
                self.done(reference, now);
            }
            OrderKind::AllClear { zone } => {
                let zone = self.site.zone(zone.as_str()).ok_or(FailReason::NothingThere)?;
                self.all_clear(zone as u32, now);
                self.done(reference, now);
            }
            OrderKind::OpenShelter { shelter } => self.open(shelter, true, reference, now)?,
            OrderKind::CloseShelter { shelter } => self.open(shelter, false, reference, now)?,
            OrderKind::Dispatch { team, task } => self.dispatch(team, task, order, reference, now)?,
            OrderKind::MoveSupplies { from, to, item, quantity } => {
                self.move_supplies(from, to, item, *quantity, now)?;
                self.done(reference, now);
            }
            OrderKind::PrePosition(advance) => {
                self.preposition(advance)?;
                self.done(reference, now);
            }
            OrderKind::CloseRoad { road } => self.road(road, true, reference, now)?,
            OrderKind::OpenRoad { road } => self.road(road, false, reference, now)?,
            OrderKind::Contraflow { road, toward } => self.contraflow(road, toward, reference, now)?,
            OrderKind::OperatePump { pump, on } => {
                self.operate(pump, f64::from(u8::from(*on)), reference, now)?
            }
            OrderKind::OperateGate { gate, opening } => self.operate(gate, *opening, reference, now)?,
            OrderKind::RequestAid { from, capability, count } => {
                self.request_aid(from, *capability, *count, reference, now)?;
            }
            OrderKind::Post { person, .. } => self.post(person, reference, now)?,
        }
        Ok(())
    }

    fn open(
        &mut self,
        shelter: &Key,
        open: bool,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let k = self.site.shelter(shelter.as_str()).ok_or(FailReason::NothingThere)?;
        let mut state =
            self.shelters.get_mut(self.index.shelters[k]).map_err(|_| FailReason::NothingThere)?;
        if open && state.flooded.is_some() {
            return Err(FailReason::Unsafe);
        }
        if state.open != open {
            state.open = open;
            self.version.0 += 1;
        }
        if open {
            state.opened.get_or_insert(now);
            self.tally.first_shelter.get_or_insert(now);
        }
        self.done(reference, now);
        Ok(())
    }

    /// Where a spot is.
    fn spot(&self, spot: &Spot) -> Option<Point> {
        match spot {
            Spot::Point(point) => Some(*point),
            Spot::At(key) => self.public.register.get(key.as_str()).and_then(|entry| entry.at),
        }
    }

    fn dispatch(
        &mut self,
        team: &Key,
        task: &Task,
        order: &Order,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let k = self.site.team(team.as_str()).ok_or(FailReason::NothingThere)?;
        let register = self.public.register.clone();
        let at_of = |key: &Key| register.get(key.as_str()).and_then(|entry| entry.at);
        let mut promised = None;
        let mission = match task {
            Task::Rescue { target } => {
                let place =
                    self.beliefs.0.get(&order.seat).and_then(|belief| belief.resolve(target, &register));
                let at = match (place, target) {
                    (Some(place), _) => place.position(&register),
                    (None, Target::Zone(zone)) => at_of(zone),
                    _ => None,
                };
                Mission::Rescue { at: at.ok_or(FailReason::NothingThere)? }
            }
            Task::Sandbag { levee, from_m, to_m, by_m } => {
                let levee = self.site.levees.iter().position(|own| own.key == levee.as_str());
                let levee = levee.ok_or(FailReason::NothingThere)? as u32;
                Mission::Sandbag { levee, from_m: *from_m, to_m: *to_m, by_m: *by_m }
            }
            Task::PlacePump { at, outlet } => {
                if self.site.teams[k].pump_m3_s <= 0.0 {
                    return Err(FailReason::NothingLeft);
                }
                let at = self.spot(at).ok_or(FailReason::NothingThere)?;
                Mission::Pump { at, outlet: outlet.as_ref().and_then(|spot| self.spot(spot)) }
            }
            Task::Patrol { place } => {
                Mission::Patrol { at: self.look_at(place).ok_or(FailReason::NothingThere)? }
            }
            Task::DoorKnock { zone } => {
                Mission::Knock { zone: self.site.zone(zone.as_str()).ok_or(FailReason::NothingThere)? as u32 }
            }
            Task::Standby { at } => Mission::StandBy { at: self.spot(at).ok_or(FailReason::NothingThere)? },
            Task::Return => {
                let mut state =
                    self.teams.get_mut(self.index.teams[k]).map_err(|_| FailReason::NothingThere)?;
                if let Some(Mission::Pump { .. }) = state.mission {
                    let (tick, at, by) = (self.clock.tick, now, self.site.teams[k].id);
                    self.works.write(Work { tick, at, by, kind: WorkKind::RemovePump { pump: by } });
                }
                if !state.aboard.is_empty() {
                    return Err(FailReason::Busy);
                }
                if let Some(packet) = state.target {
                    self.claimed.0.remove(&packet);
                }
                state.mission = None;
                state.order = None;
                state.duty = Duty::Idle;
                self.done(reference, now);
                return Ok(());
            }
            Task::Escort { zone, shelter } => {
                let zone = self.site.zone(zone.as_str()).ok_or(FailReason::NothingThere)? as u32;
                if self.site.teams[k].seats == 0 {
                    return Err(FailReason::NothingLeft);
                }
                let shelter = match shelter {
                    Some(key) => {
                        Some(self.site.shelter(key.as_str()).ok_or(FailReason::NothingThere)? as u32)
                    }
                    None => None,
                };
                promised = Some(zone);
                Mission::Escort { zone, shelter }
            }
            Task::Deliver { from, to, item, quantity } => {
                let from = self.site.depot(from.as_str()).ok_or(FailReason::NothingThere)? as u32;
                let shelter = self.site.shelter(to.as_str()).map(|k| Goal::Shelter(k as u32));
                let depot = || self.site.depot(to.as_str()).map(|k| Goal::Depot(k as u32));
                let to = shelter.or_else(depot).ok_or(FailReason::NothingThere)?;
                Mission::Deliver { from, to, item: item.to_string(), amount: *quantity }
            }
        };
        let spec = &self.site.teams[k];
        let mut state = self.teams.get_mut(self.index.teams[k]).map_err(|_| FailReason::NothingThere)?;
        if !state.is_free() {
            return Err(FailReason::Busy);
        }
        assign(&mut state, spec, mission, Some(reference.clone()), now, &self.streams);
        self.rides.0.extend(promised);
        Ok(())
    }

    /// Where to stand to look at a thing: its place, or the middle of its line.
    fn look_at(&self, key: &Key) -> Option<Point> {
        let entry = self.public.register.get(key.as_str())?;
        entry.at.or_else(|| match &entry.kind {
            EntryKind::Levee { line: Some(line), .. } => Some(line.at(0.5 * line.length_m())),
            EntryKind::Road => self.roads.0.get(key.as_str()).and_then(|links| links.first()).map(|&link| {
                let link = self.site.graph.link(link);
                link.shape.at(0.5 * link.length_m)
            }),
            _ => None,
        })
    }

    fn move_supplies(
        &mut self,
        from: &Key,
        to: &Key,
        item: &Key,
        quantity: f64,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let depot = self.site.depot(from.as_str()).ok_or(FailReason::NothingThere)?;
        let shelter = self.site.shelter(to.as_str()).ok_or(FailReason::NothingThere)?;
        let params = &self.site.params;
        let load = SimSpan::from_mins_f64(params.lorry_load_min);
        let lorry_kg = params.lorry_kg;
        let (id, mut state) =
            self.depots.get_mut(self.index.depots[depot]).map_err(|_| FailReason::NothingThere)?;
        let id = *id;
        let mass_kg = self.site.mass_kg(item.as_str()).ok_or(FailReason::NothingLeft)?;
        let goods = Consignment { shelter: shelter as u32, item: item.as_str(), amount: quantity, mass_kg };
        send(&mut state, id, goods, now + load, lorry_kg, &mut self.convoys)
            .map_err(|_| FailReason::NothingLeft)
    }

    /// What stands ready before the start: moved at no time of the run, but counted
    /// as cost of the plan.
    fn preposition(&mut self, advance: &Advance) -> Result<(), FailReason> {
        match advance {
            Advance::Team { team, at } => {
                let k = self.site.team(team.as_str()).ok_or(FailReason::NothingThere)?;
                let at = self.spot(at).ok_or(FailReason::NothingThere)?;
                let node = self.index.nodes.nearest_node(at).ok_or(FailReason::Unreachable)?;
                let mut state =
                    self.teams.get_mut(self.index.teams[k]).map_err(|_| FailReason::NothingThere)?;
                if !state.is_free() {
                    return Err(FailReason::Busy);
                }
                state.node = node;
                state.away_since = Some(SimTime::ZERO);
                state.mission = Some(Mission::StandBy { at });
                state.duty = Duty::Working(SimTime::NEVER);
            }
            Advance::Supplies { from, to, item, quantity } => {
                let depot = self.site.depot(from.as_str()).ok_or(FailReason::NothingThere)?;
                let goal_shelter = self.site.shelter(to.as_str());
                let goal_depot = self.site.depot(to.as_str());
                if goal_shelter.is_none() && goal_depot.is_none() {
                    return Err(FailReason::NothingThere);
                }
                let (_, mut state) =
                    self.depots.get_mut(self.index.depots[depot]).map_err(|_| FailReason::NothingThere)?;
                let held = state.stock.get_mut(item.as_str()).ok_or(FailReason::NothingLeft)?;
                if *held < *quantity {
                    return Err(FailReason::NothingLeft);
                }
                *held -= quantity;
                let entry = item.to_string();
                if let Some(k) = goal_shelter {
                    if let Ok(mut shelter) = self.shelters.get_mut(self.index.shelters[k]) {
                        *shelter.stock.entry(entry.clone()).or_insert(0.0) += quantity;
                    }
                } else if let Some(k) = goal_depot
                    && let Ok((_, mut goal)) = self.depots.get_mut(self.index.depots[k])
                {
                    *goal.stock.entry(entry.clone()).or_insert(0.0) += quantity;
                }
                *self.supplies.prepositioned.entry(entry).or_insert(0.0) += quantity;
            }
        }
        Ok(())
    }

    fn operate(
        &mut self,
        key: &Key,
        value: f64,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let device = self.site.devices.iter().position(|own| own.key == key.as_str());
        let device = device.ok_or(FailReason::NothingThere)?;
        let spec = &self.site.devices[device];
        let nth = self.operations.counts.entry(spec.id).or_insert(0);
        *nth += 1;
        let takes = spec.operate.draw(&mut self.streams.at(spec.id, *nth, draw::OPERATE, 0)).max(0.0);
        let at = now + SimSpan::from_secs_f64(takes);
        let (id, order) = (spec.id, reference.clone());
        self.operations.queue.push(at, Phase::Act, id, Ready::Device { device: device as u32, value, order });
        Ok(())
    }

    fn finish_operations(&mut self) {
        while let Some((key, ready)) = self.operations.queue.pop_due(self.clock.now) {
            let (device, value, order) = match ready {
                Ready::Device { device, value, order } => (device, value, order),
                Ready::Aid { teams, capability, order } => {
                    self.answer(&order, key.time, Seen::AidComing(teams, capability));
                    continue;
                }
            };
            let spec = &self.site.devices[device as usize];
            let kind = if spec.gate {
                WorkKind::SetGate { gate: spec.id, opening: value.clamp(0.0, 1.0) }
            } else {
                WorkKind::SetPump { pump: spec.id, on: value > 0.0 }
            };
            let (by, on) = (spec.id, value > 0.0);
            self.works.write(Work { tick: self.clock.tick, at: key.time, by, kind });
            self.answer(&order, key.time, Seen::DeviceSet(on));
        }
    }

    /// Whoever is asked needs time to grant the teams, they to get ready, and then
    /// they travel. The seat hears of the grant when it is given; it may order the
    /// teams when they say that they have come.
    fn request_aid(
        &mut self,
        from: &Key,
        capability: Capability,
        count: u32,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let whom = SimId::from_key(from.as_str());
        let nth = self.operations.counts.entry(whom).or_insert(0);
        *nth += 1;
        let nth = *nth;
        let site = self.site.0.clone();
        let streams = *self.streams;
        let hours = |who: SimId, dist: &Dist, k: u16| {
            let h = dist.draw(&mut streams.at(who, nth, draw::AID, k)).max(0.0);
            SimSpan::from_secs_f64(h * 3600.0)
        };
        let mut granted = None;
        let mut teams = Vec::new();
        for (k, spec) in site.teams.iter().enumerate() {
            if teams.len() as u32 >= count {
                break;
            }
            let fits =
                spec.aid_from.as_deref() == Some(from.as_str()) && spec.capabilities.contains(&capability);
            let Ok(mut team) = self.teams.get_mut(self.index.teams[k]) else { continue };
            if !fits || team.absent_until != Some(SimTime::NEVER) {
                continue;
            }
            // One decision for the whole request, then each team for itself.
            let at = *granted.get_or_insert_with(|| {
                now + spec.aid_times.as_ref().map_or(SimSpan::ZERO, |t| hours(whom, &t.approval_h, 0))
            });
            team.absent_until = Some(match &spec.aid_times {
                Some(times) => at + hours(spec.id, &times.mobilise_h, 1) + hours(spec.id, &times.travel_h, 2),
                None => at + hours(whom, &site.params.aid_delay_h, 3),
            });
            teams.push(spec.key.clone());
        }
        let at = granted.ok_or(FailReason::NothingLeft)?;
        let order = reference.clone();
        self.operations.queue.push(at, Phase::Act, whom, Ready::Aid { teams, capability, order });
        Ok(())
    }

    fn post(&mut self, person: &Key, reference: &OrderRef, now: SimTime) -> Result<(), FailReason> {
        let k = self.site.persons.iter().position(|own| own.key == person.as_str());
        let k = k.ok_or(FailReason::NothingThere)?;
        if self.posts.in_post.contains_key(&(k as u32)) || self.posts.going.contains_key(&(k as u32)) {
            self.done(reference, now);
            return Ok(());
        }
        self.tally.posted.entry(k as u32).or_insert(now);
        let spec = &self.site.persons[k];
        let trip = Trip::begin(&self.site.graph, spec.home, spec.post, now, &PRIVATE_CAR, |_| {
            sandtable_space::LinkState::Open
        });
        self.posts.going.insert(k as u32, (trip.ok_or(FailReason::Unreachable)?, reference.clone()));
        Ok(())
    }

    fn walk_to_posts(&mut self) {
        let mut arrived = Vec::new();
        for (&k, (trip, order)) in &mut self.posts.going {
            let water = &self.water.0;
            let truth = |link: LinkId| (f64::from(water.get(link.0 as usize).copied().unwrap_or(0.0)), false);
            let known = |_| sandtable_space::LinkState::Open;
            match trip.advance(&self.site.graph, &PRIVATE_CAR, self.clock.now, truth, known) {
                Progress::OnTheWay => {}
                Progress::Arrived(at) => arrived.push((k, Some(at), order.clone())),
                Progress::NoWay(_) => arrived.push((k, None, order.clone())),
            }
        }
        for (k, at, order) in arrived {
            self.posts.going.remove(&k);
            match at {
                Some(at) => {
                    self.posts.in_post.insert(k, at);
                    self.answer(&order, at, Seen::InPost);
                }
                None => self.answer(&order, self.clock.now, Seen::TeamFailed(FailReason::Unreachable)),
            }
        }
    }
}

/// The car of a person on the way to a post.
const PRIVATE_CAR: Ability =
    Ability { vehicle: sandtable_impact::VehicleClass::LargeCar, top_speed_m_s: 22.2, passes_guards: true };
