//! Bringing people out: the last leg by boat or on foot, search, boarding, and the
//! way to a hospital or shelter. The place in the call is the caller's; who is
//! there is found by looking.

use sandtable_command::report::FailReason;
use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::Point;

use super::missions::{Scene, drive_to_place};
use super::{Duty, Mission, Team};
use crate::observations::Seen;
use crate::people::Stage;

/// People are looked for this far around the place of the call, m (assumed).
pub(crate) const SEARCH_RADIUS_M: f64 = 500.0;
/// Time to look around before a call is given up as false, minutes (assumed).
pub(crate) const SEARCH_MIN: f64 = 10.0;
/// Water that a crew without boat wades, m (assumed).
pub(crate) const WADE_M: f64 = 0.8;
/// Speed on foot through water, m/s (assumed).
pub(crate) const WADE_SPEED_M_S: f64 = 0.6;
/// From one house to the next by boat, minutes (assumed).
pub(crate) const NEXT_HOUSE_MIN: f64 = 2.0;

/// From the last passable node towards the people.
pub(super) fn approach(
    team: &mut Team,
    id: SimId,
    at: SimTime,
    place: Point,
    gap_m: f64,
    scene: &mut Scene,
) -> bool {
    let params = &scene.site.params;
    let deep = scene.depth_at(place) > params.boat_depth_m;
    let boats = scene.team(team).boats > 0;
    let speed = if deep && boats { params.boat_speed_m_s } else { WADE_SPEED_M_S };
    if deep && !boats && scene.depth_at(place) > WADE_M {
        scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unsafe));
        return true;
    }
    team.last_leg_m = gap_m;
    let slow = team.slowness(at, params);
    team.duty = Duty::Approaching(at + SimSpan::from_secs_f64(gap_m / speed * slow));
    true
}

/// The packet nearest to the place that waits for help within the search radius.
fn waiting_near(place: Point, scene: &Scene) -> Option<u32> {
    let near = scene.index.near.around(&scene.site, place, SEARCH_RADIUS_M);
    near.into_iter().find(|&k| {
        scene
            .groups
            .get(scene.index.groups[k as usize])
            .is_ok_and(|group| matches!(group.stage, Stage::Trapped | Stage::Stranded) && group.waiting() > 0)
    })
}

fn place_of(team: &Team, scene: &Scene) -> Option<Point> {
    team.mission.as_ref().map(|mission| scene.place_of(mission))
}

pub(super) fn aboard(team: &Team) -> u16 {
    team.aboard.iter().map(|load| load.1).sum()
}

/// Arrival at the people, boarding and leaving.
pub(super) fn step(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(place) = place_of(team, scene) else { return false };
    match team.duty {
        Duty::Approaching(_) => {
            if team.on_scene.is_none() {
                team.on_scene = Some(at);
                scene.tally.responses_ms.push(at.since(team.ordered).0);
                scene.note(team, id, at, Seen::TeamAtWork);
                let depth = scene.depth_at(place);
                scene.note(team, id, at, Seen::Value(sandtable_space::Quantity::WaterDepth, depth, 0.1));
            }
            board_next(team, at, place, scene);
        }
        Duty::Searching(_) => {
            if waiting_near(place, scene).is_some() {
                board_next(team, at, place, scene);
            } else {
                scene.tally.found_nothing += 1;
                team.duty = Duty::Leaving(at + back(team, scene));
            }
        }
        Duty::Boarding(_) => {
            take_aboard(team, at, scene);
            let room = scene.team(team).seats.saturating_sub(aboard(team));
            if room > 0 && waiting_near(place, scene).is_some() {
                board_next(team, at, place, scene);
            } else {
                team.duty = Duty::Leaving(at + back(team, scene));
            }
        }
        Duty::Leaving(_) if aboard(team) > 0 => carry(team, id, at, scene),
        Duty::Leaving(_) => {
            let outcome = if team.saved > 0 { Seen::TeamDone(team.saved) } else { Seen::NothingFound };
            scene.finish(team, id, at, outcome);
        }
        _ => return false,
    }
    true
}

/// Way back from the people to the vehicle.
fn back(team: &Team, scene: &Scene) -> SimSpan {
    let params = &scene.site.params;
    let speed = if scene.team(team).boats > 0 { params.boat_speed_m_s } else { WADE_SPEED_M_S };
    SimSpan::from_secs_f64(team.last_leg_m / speed * team.slowness(scene.clock.now, params))
}

/// Begins to take the nearest waiting packet aboard, or to search.
fn board_next(team: &mut Team, at: SimTime, place: Point, scene: &mut Scene) {
    let params = &scene.site.params;
    let slow = team.slowness(at, params);
    let Some(k) = waiting_near(place, scene) else {
        team.duty = Duty::Searching(at + SimSpan::from_mins_f64(SEARCH_MIN * slow));
        return;
    };
    team.target = Some(k);
    let waiting = scene.groups.get(scene.index.groups[k as usize]).map_or(0, |group| group.waiting());
    let crew = scene.team(team);
    let taken = waiting.min(crew.seats.saturating_sub(aboard(team)));
    let hands = f64::from(crew.boats.max(1));
    let minutes = NEXT_HOUSE_MIN + f64::from(taken) * params.load_min_person / hands;
    team.duty = Duty::Boarding(at + SimSpan::from_mins_f64(minutes * slow));
}

/// People of the target who are still alive and there come aboard.
fn take_aboard(team: &mut Team, at: SimTime, scene: &mut Scene) {
    let Some(k) = team.target.take() else { return };
    let room = scene.team(team).seats.saturating_sub(aboard(team));
    let who = scene.site.groups[k as usize].id;
    let Ok(mut group) = scene.groups.get_mut(scene.index.groups[k as usize]) else { return };
    let taken = group.waiting().min(room);
    if taken == 0 {
        return;
    }
    let injured = group.injured.min(taken);
    group.taken += taken;
    group.helped.get_or_insert(at);
    if group.waiting() == 0 {
        group.stage = Stage::Aboard;
        group.rescued = Some(at);
    }
    team.saved += u32::from(taken);
    scene.tally.rescued += u32::from(taken);
    team.aboard.push((who, taken, injured));
}

/// Sets out for the nearest hospital with the injured, else the nearest shelter
/// with room; where neither can be reached, people are set down on the spot.
pub(super) fn carry(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) {
    let here = scene.site.graph.node(team.node);
    let injured: u16 = team.aboard.iter().map(|load| load.2).sum();
    let goal = if injured > 0 {
        let nearest = scene.site.hospitals.iter().min_by(|a, b| {
            let d = |h: &crate::site::HospitalSite| scene.site.graph.node(h.node).distance_m(here);
            d(a).total_cmp(&d(b)).then(a.id.cmp(&b.id))
        });
        nearest.map(|hospital| (hospital.node, true))
    } else {
        let wanted = super::escort::wanted_shelter(team, scene);
        wanted.or_else(|| nearest_shelter(here, scene)).map(|k| (scene.site.shelters[k].node, false))
    };
    let trip = goal.and_then(|(node, hospital)| Some((scene.begin(team, node, at)?, hospital)));
    match trip {
        Some((trip, hospital)) => team.duty = Duty::Carrying(trip, hospital),
        None => {
            unload(team, id, at, false, scene);
        }
    }
}

/// The nearest open shelter with room, by straight distance.
fn nearest_shelter(here: Point, scene: &Scene) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (k, &entity) in scene.index.shelters.iter().enumerate() {
        let spec = &scene.site.shelters[k];
        let room = scene.shelters.get(entity).map_or(0, |shelter| shelter.room(spec.capacity));
        let distance = spec.at.distance_m(here);
        if room > 0 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, k));
        }
    }
    best.map(|(_, k)| k)
}

/// People leave the vehicle; the team goes back for more, on to a shelter with
/// those who are not hurt, or is free.
pub(super) fn unload(team: &mut Team, id: SimId, at: SimTime, hospital: bool, scene: &mut Scene) -> bool {
    let here = scene.site.graph.node(team.node);
    if hospital {
        let injured: u32 = team.aboard.iter().map(|load| u32::from(load.2)).sum();
        admit(here, injured, scene);
        for load in &mut team.aboard {
            load.1 -= load.2;
            load.2 = 0;
        }
        team.aboard.retain(|load| load.1 > 0);
        if aboard(team) > 0 {
            carry(team, id, at, scene);
            return true;
        }
    } else {
        let loads = std::mem::take(&mut team.aboard);
        let people: u32 = loads.iter().map(|load| u32::from(load.1)).sum();
        let near =
            nearest_shelter(here, scene).filter(|&k| scene.site.shelters[k].at.distance_m(here) < 2_000.0);
        if matches!(team.mission, Some(Mission::Escort { .. })) {
            super::escort::set_down(&loads, near, at, team.node, scene);
        }
        if let Some(mut shelter) = near.and_then(|k| scene.shelters.get_mut(scene.index.shelters[k]).ok()) {
            let capacity = scene.site.shelters[shelter.site as usize].capacity;
            let before = shelter.room(capacity);
            shelter.occupants += people;
            if before <= people {
                scene.shelter_version.0 += 1;
            }
        }
    }
    if let Some(Mission::Escort { zone, .. }) = team.mission {
        return super::escort::again(team, id, at, zone, scene);
    }
    let more = matches!(team.mission, Some(Mission::Rescue { .. }))
        && place_of(team, scene).is_some_and(|place| waiting_near(place, scene).is_some());
    if more {
        return drive_to_place(team, id, at, scene);
    }
    let saved = team.saved;
    scene.finish(team, id, at, Seen::TeamDone(saved));
    true
}

/// Beds of the hospital at a place; those it has no bed for are counted.
fn admit(here: Point, injured: u32, scene: &mut Scene) {
    let site = &scene.site;
    let nearest = (0..site.hospitals.len()).min_by(|&a, &b| {
        let d = |k: usize| site.graph.node(site.hospitals[k].node).distance_m(here);
        d(a).total_cmp(&d(b))
    });
    let Some(k) = nearest else { return };
    let beds = site.hospitals[k].beds;
    let tally = &mut scene.tally;
    if tally.hospital.len() <= k {
        tally.hospital.resize(k + 1, 0);
    }
    let free = beds.saturating_sub(tally.hospital[k]);
    tally.hospital[k] += injured.min(free);
    tally.hospital_overflow += injured.saturating_sub(free);
}
