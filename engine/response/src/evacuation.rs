//! Evacuation: people who leave, by car in the traffic or on foot beside it,
//! towards the best shelter with room or out of the area, and what becomes of them.
//!
//! One reverse search serves all drivers and one all walkers; both are renewed
//! when roads or shelters have changed, at most every reroute interval.

use std::sync::Arc;

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use sandtable_exchange::{FieldBoard, TrueRoads};
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime};
use sandtable_space::routing::{Tree, TreeOptions};
use sandtable_space::{LinkState, NodeId};
use serde::{Deserialize, Serialize};

use crate::alerts::{Alerts, Circumstances, Due};
use crate::exposure::{CallsToCome, call_later, road_flow};
use crate::homecoming;
use crate::index::{Index, Site};
use crate::people::{Group, Stage};
use crate::roads::{FootRoads, HeldLinks, Lanes, LinkWater, RoadChanges, car_state};
use crate::shelters::{Shelter, ShelterVersion};
use crate::teams::Rides;
use crate::traffic::{
    ClassId, Departure, NextLinks, Route, TableId, Traffic, TrafficEvent, TrafficEventKind,
};
use crate::{Failure, Hours, Tally};

/// Class of cars in the network's list.
pub const CAR: ClassId = ClassId(0);
/// Class of walkers.
pub const WALKER: ClassId = ClassId(1);
/// Table of next links for cars.
pub(crate) const CARS_TO_SAFETY: TableId = TableId(0);
/// Table of next links for walkers.
pub(crate) const WALKERS_TO_SAFETY: TableId = TableId(1);
/// People in a car that flees (2.5–3 a household and one vehicle; planning value).
pub(crate) const PEOPLE_PER_CAR: u16 = 4;
/// Time after which people who found no way out look again, minutes (assumed).
pub(crate) const LOOK_AGAIN_MIN: f64 = 30.0;
/// Seconds by which leaving the area costs more than the way itself: people prefer
/// a shelter that they know (assumed).
pub(crate) const EXIT_PENALTY_S: f64 = 900.0;

/// For which roads and shelters the tables were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Resource, Serialize, Deserialize)]
pub struct Ways {
    roads: u64,
    foot: u64,
    shelters: u64,
    made: Option<SimTime>,
}

/// Move: hands road and lane changes of the tick to the traffic.
pub fn pass_on_closures(
    changes: Res<RoadChanges>,
    held: Res<HeldLinks>,
    water: Res<LinkWater>,
    lanes: Res<Lanes>,
    foot: Res<FootRoads>,
    mut traffic: ResMut<Traffic>,
    mut failure: ResMut<Failure>,
) {
    for (&link, &lanes) in &lanes.0 {
        if (traffic.lanes(link) - lanes).abs() > 1e-3
            && let Err(error) = traffic.set_lanes(link, lanes)
        {
            failure.set(error);
        }
    }
    for &(link, state) in &changes.0 {
        // A guard lets nobody in; who is on the road drives off it if water lets him.
        let through = if held.0.contains_key(&link) { car_state(water.depth_m(link)) } else { state };
        if let Err(error) = traffic.set_link_barred(link, state, through, foot.0.state(link)) {
            failure.set(error);
        }
    }
}

/// Move: renews the ways to safety if somebody needs them and they are stale.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn find_ways(
    clock: Res<Clock>,
    site: Res<Site>,
    index: Res<Index>,
    roads: Res<TrueRoads>,
    foot: Res<FootRoads>,
    version: Res<ShelterVersion>,
    alerts: Res<Alerts>,
    mut ways: ResMut<Ways>,
    mut traffic: ResMut<Traffic>,
    mut failure: ResMut<Failure>,
    shelters: Query<&Shelter>,
) {
    let needed = traffic.under_way().next().is_some() || alerts.next_time().is_some_and(|at| at <= clock.now);
    let stale = ways.made.is_none()
        || ways.roads != roads.0.version()
        || ways.foot != foot.0.version()
        || ways.shelters != version.0;
    // A shelter that filled up or closed is known at its door at once; roads that
    // closed are known after a while.
    let due = ways.made.is_none_or(|made| {
        ways.shelters != version.0 || clock.now.since(made) >= site.params.reroute_interval
    });
    if !(needed && stale && due) {
        return;
    }
    let mut goals: Vec<(NodeId, f64)> = Vec::new();
    for (k, &entity) in index.shelters.iter().enumerate() {
        let spec = &site.shelters[k];
        if shelters.get(entity).is_ok_and(|shelter| shelter.room(spec.capacity) > 0) {
            goals.push((spec.node, 0.0));
        }
    }
    let mut exits = goals.clone();
    exits.extend(site.exits.iter().map(|&node| (node, EXIT_PENALTY_S)));
    let costs = &index.costs;
    let tree = Tree::to_targets(&site.graph, &exits, TreeOptions::default(), |id, _| {
        // Drivers avoid water even where it could still be passed.
        let state = roads.0.state(id);
        let own = costs.car.cost_s(id, state);
        if matches!(state, LinkState::Slow(_)) { 3.0 * own } else { own }
    });
    let cars = Arc::new(NextLinks::from_tree(&site.graph, &tree));
    // On foot people go where they can get in; without any open shelter they go
    // where cars go.
    let goals = if goals.is_empty() { &exits } else { &goals };
    let tree = Tree::to_targets(&site.graph, goals, TreeOptions::default(), costs.walker.cost_over(&foot.0));
    let walkers = Arc::new(NextLinks::from_tree(&site.graph, &tree));
    let set = if ways.made.is_none() {
        traffic.add_table(cars);
        traffic.add_table(walkers);
        Ok(())
    } else {
        traffic.set_table(CARS_TO_SAFETY, cars).and_then(|()| traffic.set_table(WALKERS_TO_SAFETY, walkers))
    };
    if let Err(error) = set {
        failure.set(error);
    }
    *ways =
        Ways { roads: roads.0.version(), foot: foot.0.version(), shelters: version.0, made: Some(clock.now) };
}

/// Move: alerts are heard, people leave, travel and arrive.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn travel(
    clock: Res<Clock>,
    hours: Res<Hours>,
    site: Res<Site>,
    index: Res<Index>,
    streams: Res<sandtable_kernel::Streams>,
    mut version: ResMut<ShelterVersion>,
    board: Res<FieldBoard>,
    mut alerts: ResMut<Alerts>,
    mut calls: ResMut<CallsToCome>,
    mut traffic: ResMut<Traffic>,
    mut tally: ResMut<Tally>,
    mut failure: ResMut<Failure>,
    rides: Res<Rides>,
    mut groups: Query<(&SimId, &mut Group)>,
    mut shelters: Query<&mut Shelter>,
) {
    let mut home = homecoming::Ways::default();
    while let Some((at, k, due)) = alerts.pop(clock.now) {
        let Ok((id, mut group)) = groups.get_mut(index.groups[k as usize]) else { continue };
        match due {
            Due::Heard(message, told) => {
                let around = Circumstances { site: &site, streams: &streams, hours: &hours };
                alerts.hear(*id, &mut group, (message, told), at, around);
            }
            Due::LeaveCar => {
                let flow =
                    group.link.map(|link| road_flow(&site, &board, link, group.share)).unwrap_or_default();
                if group.stage != Stage::Stranded || group.waiting() == 0 {
                    continue;
                }
                if flow.depth_m > site.params.leave_car_m {
                    // Held fast: they call for help, and look again when it may have fallen.
                    alerts.leave_car(*id, k, at + sandtable_kernel::SimSpan::from_mins(30));
                    continue;
                }
                if let Err(error) = walk_on(*id, &mut group, at, &site, &mut traffic) {
                    failure.set(error);
                }
            }
            Due::Leave => {
                if group.stage != Stage::Preparing || group.leaves != Some(at) {
                    continue;
                }
                if waits_for_ride(&group, &site, &rides) {
                    let until = at + SimSpan::from_mins_f64(site.params.ride_patience_min);
                    (group.waits_ride, group.leaves) = (Some(at), Some(until));
                    alerts.look_again(*id, k, until);
                } else if let Err(error) = depart(*id, &mut group, at, &site, &mut traffic) {
                    failure.set(error);
                }
            }
            Due::Informed => Alerts::inform(&mut group, at),
            Due::Return { there } => {
                if there && !matches!(group.stage, Stage::Sheltered(_)) {
                    continue;
                }
                match homecoming::set_out(*id, &mut group, at, &site, &index, &mut traffic, &mut home) {
                    Ok(homecoming::Start::Gone(from)) => {
                        let left = from.and_then(|k| shelters.get_mut(index.shelters[k as usize]).ok());
                        if let Some(mut shelter) = left {
                            let full = shelter.room(site.shelters[shelter.site as usize].capacity) == 0;
                            shelter.occupants = shelter.occupants.saturating_sub(u32::from(group.waiting()));
                            version.0 += u64::from(full);
                        }
                    }
                    Ok(homecoming::Start::OnTheWay) => {
                        let again = at + SimSpan::from_mins_f64(LOOK_AGAIN_MIN);
                        alerts.return_later(*id, k, again);
                    }
                    Ok(homecoming::Start::Stays) => {}
                    Err(error) => failure.set(error),
                }
            }
        }
    }
    for event in traffic.advance(clock.now) {
        let Ok((id, mut group)) = groups.get_mut(index.groups[event.owner as usize]) else { continue };
        let stranded = matches!(event.what, TrafficEventKind::Stranded { .. });
        if stays_home(&event, &group, &site) {
            if let Err(error) = traffic.withdraw(*id) {
                failure.set(error);
            }
            let again = event.at + sandtable_kernel::SimSpan::from_mins_f64(LOOK_AGAIN_MIN);
            group.stage = Stage::Preparing;
            group.departed = None;
            group.leaves = Some(again);
            alerts.look_again(*id, group.site, again);
            continue;
        }
        if homecoming::is_home(&event, &group, &site) {
            if let Err(error) = homecoming::arrive(&event, &mut group, &site, &board, &mut traffic) {
                failure.set(error);
            }
            continue;
        }
        happen(&event, &mut group, &site, &index, &mut shelters, &mut version, &mut traffic, &mut tally);
        if stranded && group.stage == Stage::Stranded {
            call_later(*id, &mut group, &site, &streams, event.at, &mut calls);
            let soon = sandtable_kernel::SimSpan::from_mins_f64(site.params.leave_car_min);
            alerts.leave_car(*id, group.site, event.at + soon);
        }
    }
}

/// Whether a packet found no way at its own door: it never left, and what the water
/// does at home it does to those people.
fn stays_home(event: &TrafficEvent, group: &Group, site: &Site) -> bool {
    let at_door = match event.what {
        TrafficEventKind::NoWay { node } => node == site.groups[group.site as usize].node,
        _ => false,
    };
    at_door && group.link.is_none() && matches!(group.stage, Stage::Driving | Stage::Walking)
}

/// Whether a packet about to leave waits for a ride first: it has no car, its zone was
/// promised one, and it has not waited yet.
fn waits_for_ride(group: &Group, site: &Site, rides: &Rides) -> bool {
    let spec = &site.groups[group.site as usize];
    let promised = rides.0.contains(&(spec.zone as u32));
    promised && spec.cars == 0 && group.waits_ride.is_none() && group.waiting() > 0
}

/// A packet sets out, by car if its cars hold most of it, else on foot.
fn depart(
    id: SimId,
    group: &mut Group,
    at: SimTime,
    site: &Site,
    traffic: &mut Traffic,
) -> Result<(), crate::traffic::TrafficError> {
    let spec = &site.groups[group.site as usize];
    let people = group.waiting();
    if people == 0 {
        // Nobody is at home: the house is empty and counts as clear.
        group.stage = Stage::Away;
        group.departed = Some(at);
        group.cleared = Some(at);
        return Ok(());
    }
    let cars = spec.cars.min(people.div_ceil(PEOPLE_PER_CAR)).max(u16::from(spec.cars > 0));
    let drives = cars * PEOPLE_PER_CAR * 2 >= people;
    let (class, vehicles, table, stage) = if drives {
        (CAR, cars, CARS_TO_SAFETY, Stage::Driving)
    } else {
        (WALKER, people, WALKERS_TO_SAFETY, Stage::Walking)
    };
    traffic.depart(Departure {
        unit: id,
        owner: u64::from(group.site),
        vehicles,
        class,
        from: spec.node,
        at,
        route: Route::Table(table),
    })?;
    group.stage = stage;
    group.on_foot = !drives;
    group.departed = Some(at);
    Ok(())
}

/// People leave their cars where they stalled and walk on from the road's start,
/// from where they came.
fn walk_on(
    id: SimId,
    group: &mut Group,
    at: SimTime,
    site: &Site,
    traffic: &mut Traffic,
) -> Result<(), crate::traffic::TrafficError> {
    let Some(link) = group.link else { return Ok(()) };
    traffic.withdraw(id)?;
    traffic.depart(Departure {
        unit: id,
        owner: u64::from(group.site),
        vehicles: group.waiting(),
        class: WALKER,
        from: site.graph.link(link).from,
        at,
        route: Route::Table(WALKERS_TO_SAFETY),
    })?;
    group.stage = Stage::Walking;
    group.on_foot = true;
    group.returning = false;
    Ok(())
}

/// What the traffic says of a packet.
#[expect(clippy::too_many_arguments, reason = "one event's consequences touch people, shelters and traffic")]
fn happen(
    event: &TrafficEvent,
    group: &mut Group,
    site: &Site,
    index: &Index,
    shelters: &mut Query<&mut Shelter>,
    version: &mut ShelterVersion,
    traffic: &mut Traffic,
    tally: &mut Tally,
) {
    match event.what {
        TrafficEventKind::Entered { link } => group.link = Some(link),
        TrafficEventKind::Arrived { node } => {
            group.link = None;
            let people = u32::from(group.waiting());
            let spec_of = |k: usize| &site.shelters[k];
            let here = (0..site.shelters.len()).filter(|&k| spec_of(k).node == node);
            let mut full = None;
            for k in here {
                let Ok(mut shelter) = shelters.get_mut(index.shelters[k]) else { continue };
                let room = shelter.room(spec_of(k).capacity);
                if room > 0 {
                    // A packet is not torn apart at the door; what is above the
                    // capacity is counted as overflow.
                    shelter.occupants += people;
                    tally.overflow += people.saturating_sub(room);
                    if people >= room {
                        version.0 += 1;
                    }
                    group.stage = Stage::Sheltered(k as u32);
                    group.refuge = Some(node);
                    group.cleared.get_or_insert(event.at);
                    return;
                }
                full = Some(k);
            }
            if site.exits.contains(&node) {
                group.stage = Stage::Away;
                group.refuge = Some(node);
                group.cleared.get_or_insert(event.at);
                return;
            }
            if let Some(k) = full {
                // It filled up on the way: they are turned away and go on.
                if let Ok(mut shelter) = shelters.get_mut(index.shelters[k]) {
                    shelter.turned_away += people;
                }
                version.0 += 1;
            }
            let class = if group.on_foot { WALKER } else { CAR };
            let table = if class == WALKER { WALKERS_TO_SAFETY } else { CARS_TO_SAFETY };
            let again = Departure {
                unit: event.unit,
                owner: event.owner,
                vehicles: event.vehicles,
                class,
                from: node,
                // The tables are renewed at the next tick border.
                at: event.at + sandtable_kernel::SimSpan::from_mins(2),
                route: Route::Table(table),
            };
            if traffic.depart(again).is_err() {
                // Out of the zone without a roof: clear of the water at least.
                group.stage = Stage::Away;
                group.cleared.get_or_insert(event.at);
            }
        }
        TrafficEventKind::Stranded { link, share } => {
            group.link = Some(link);
            group.share = share as f32;
            group.stage = Stage::Stranded;
            group.trapped.get_or_insert(event.at);
            // Who wades on and is caught again is one person caught.
            if !std::mem::replace(&mut group.caught, true) {
                tally.stranded_people += u32::from(group.waiting());
            }
            if !group.on_foot {
                tally.stranded_cars += u32::from(event.vehicles);
            }
        }
        // No way on: they wait beside the road and go on when one opens.
        TrafficEventKind::NoWay { .. }
        | TrafficEventKind::Resumed { .. }
        | TrafficEventKind::Squeezed { .. } => {}
    }
}
