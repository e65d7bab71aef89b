//! Rides out of a zone for people without a car: from stop to stop through the zone, to a
//! shelter, and back for more.
//!
//! People who were told to leave and have no car wait for the ride that their zone was
//! promised, and walk when it does not come in time.

use std::collections::BTreeSet;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::NodeId;
use serde::{Deserialize, Serialize};

use super::missions::{Scene, drive_to_place};
use super::rescue::{aboard, carry};
use super::{Duty, Mission, Team};
use crate::observations::Seen;
use crate::people::{Group, Stage};

/// How long a vehicle waits at the place before it looks again for people, minutes
/// (assumed).
const LOOK_MIN: f64 = 5.0;

/// Seats of an ordinary bus.
const BUS_SEATS: u16 = 45;

/// Packets to which a vehicle is going.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Claimed(pub BTreeSet<u32>);

/// Zones whose people were promised a ride.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Rides(pub BTreeSet<u32>);

fn waits(group: &Group) -> bool {
    group.stage == Stage::Preparing && group.waits_ride.is_some() && group.waiting() > 0
}

/// The first packet of the zone's list that waits and to which no vehicle is going.
fn next_stop(zone: u32, scene: &Scene) -> Option<u32> {
    let packets = scene.index.near.by_zone.get(zone as usize)?;
    packets.iter().copied().find(|&k| {
        scene
            .groups
            .get(scene.index.groups[k as usize])
            .is_ok_and(|group| waits(group) && !scene.claimed.0.contains(&k))
    })
}

/// Whether anybody of the zone is getting ready who has no car: he will wait for a ride.
fn more_to_come(zone: u32, scene: &Scene) -> bool {
    let packets = scene.index.near.by_zone.get(zone as usize);
    packets.into_iter().flatten().any(|&k| {
        let preparing = scene
            .groups
            .get(scene.index.groups[k as usize])
            .is_ok_and(|group| group.stage == Stage::Preparing && group.waiting() > 0);
        preparing && scene.site.groups[k as usize].cars == 0
    })
}

/// Goes to the next stop, or off with those aboard, or waits, or ends the mission.
pub(super) fn next(team: &mut Team, id: SimId, at: SimTime, zone: u32, scene: &mut Scene) -> bool {
    let params = &scene.site.params;
    let slow = team.slowness(at, params);
    let room = scene.team(team).seats.saturating_sub(aboard(team));
    let stop = next_stop(zone, scene).filter(|_| room > 0);
    if let Some(k) = stop {
        let waiting = scene.groups.get(scene.index.groups[k as usize]).map_or(0, Group::waiting);
        let boarding = params.ride_board_min * f64::from(waiting.min(room));
        // A convoy serves as many stops at a time as it has vehicles.
        let vehicles = f64::from(scene.team(team).seats.div_ceil(BUS_SEATS).max(1));
        team.target = Some(k);
        scene.claimed.0.insert(k);
        team.duty =
            Duty::Working(at + SimSpan::from_mins_f64((params.ride_stop_min + boarding) * slow / vehicles));
    } else if aboard(team) > 0 {
        carry(team, id, at, scene);
    } else if more_to_come(zone, scene) {
        team.duty = Duty::Working(at + SimSpan::from_mins_f64(LOOK_MIN));
    } else {
        let out = team.saved;
        scene.finish(team, id, at, Seen::TeamDone(out));
    }
    true
}

/// People of the stop have come aboard, or a wait is over.
pub(super) fn step(team: &mut Team, id: SimId, at: SimTime, zone: u32, scene: &mut Scene) -> bool {
    if let Some(k) = team.target.take() {
        scene.claimed.0.remove(&k);
        board(team, k, at, scene);
    }
    next(team, id, at, zone, scene)
}

fn board(team: &mut Team, k: u32, at: SimTime, scene: &mut Scene) {
    let room = scene.team(team).seats.saturating_sub(aboard(team));
    let who = scene.site.groups[k as usize].id;
    let Ok(mut group) = scene.groups.get_mut(scene.index.groups[k as usize]) else { return };
    // They may have walked, or been cut off, while the vehicle came.
    let taken = if waits(&group) { group.waiting().min(room) } else { 0 };
    if taken == 0 {
        return;
    }
    group.taken += taken;
    group.escorted += taken;
    group.riding += taken;
    group.departed.get_or_insert(at);
    if group.waiting() == 0 {
        group.stage = Stage::Aboard;
        group.leaves = None;
    } else {
        // The others wait on for the next one.
        let until = at + SimSpan::from_mins_f64(scene.site.params.ride_patience_min);
        group.leaves = Some(until);
        scene.alerts.look_again(who, k, until);
    }
    team.saved += u32::from(taken);
    scene.tally.escorted += u32::from(taken);
    scene.tally.parted += u32::from(taken);
    team.aboard.push((who, taken, 0));
}

/// The shelter that the order names, if it has room.
pub(super) fn wanted_shelter(team: &Team, scene: &Scene) -> Option<usize> {
    let Some(Mission::Escort { shelter: Some(k), .. }) = team.mission else { return None };
    let k = k as usize;
    let capacity = scene.site.shelters[k].capacity;
    let room = scene.shelters.get(scene.index.shelters[k]).map_or(0, |shelter| shelter.room(capacity));
    (room > 0).then_some(k)
}

/// People leave the vehicle at a shelter, or where the road ended.
pub(super) fn set_down(
    loads: &[(SimId, u16, u16)],
    shelter: Option<usize>,
    at: SimTime,
    node: NodeId,
    scene: &mut Scene,
) {
    for &(who, persons, _) in loads {
        let Ok(k) = scene.site.groups.binary_search_by_key(&who, |group| group.id) else { continue };
        let Ok(mut group) = scene.groups.get_mut(scene.index.groups[k]) else { continue };
        group.riding -= persons.min(group.riding);
        if group.stage == Stage::Aboard && group.riding == 0 && group.rescued.is_none() {
            // All of it are out: it is one packet again.
            scene.tally.parted -= u32::from(group.escorted);
            group.taken -= group.escorted;
            group.escorted = 0;
            group.stage = shelter.map_or(Stage::Away, |k| Stage::Sheltered(k as u32));
            group.refuge = Some(node);
            group.cleared.get_or_insert(at);
        }
    }
}

/// Back for more, or free.
pub(super) fn again(team: &mut Team, id: SimId, at: SimTime, zone: u32, scene: &mut Scene) -> bool {
    if next_stop(zone, scene).is_some() || more_to_come(zone, scene) {
        return drive_to_place(team, id, at, scene);
    }
    let out = team.saved;
    scene.finish(team, id, at, Seen::TeamDone(out));
    true
}
