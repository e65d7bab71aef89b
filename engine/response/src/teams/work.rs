//! Work on the spot: sandbags, pumps, doors, roads, looking.

use sandtable_command::report::FailReason;
use sandtable_exchange::{Work, WorkKind};
use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::Quantity;

use super::missions::{Scene, drive_to_place};
use super::{Duty, Mission, Team};
use crate::observations::Seen;
use crate::people::Stage;
use crate::roads::hold;

/// Sandbag walls grow piece by piece; one piece is this much work, minutes.
const PIECE_MIN: f64 = 10.0;
/// Bags a team's own vehicle carries; empty bags are light (assumed).
pub(crate) const BAGS_ABOARD: f64 = 6_000.0;
/// Time to load bags, minutes (assumed).
pub(crate) const BAG_LOAD_MIN: f64 = 15.0;
/// A look around on patrol, minutes (assumed).
const LOOK_MIN: f64 = 10.0;
/// Item name of empty bags.
pub(crate) const SANDBAG: &str = "sandbag";

/// To the nearest depot that holds bags, unless enough are aboard.
pub(super) fn fetch_bags(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    if team.material >= 1.0 {
        return drive_to_place(team, id, at, scene);
    }
    let here = scene.site.graph.node(team.node);
    let mut best: Option<(f64, usize)> = None;
    for (k, &entity) in scene.index.depots.iter().enumerate() {
        let held =
            scene.depots.get(entity).map_or(0.0, |depot| depot.stock.get(SANDBAG).copied().unwrap_or(0.0));
        let distance = scene.site.depots[k].at.distance_m(here);
        if held >= 1.0 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, k));
        }
    }
    let trip = best.and_then(|(_, k)| scene.begin(team, scene.site.depots[k].node, at));
    match trip {
        Some(trip) => team.duty = Duty::Fetching(trip),
        None => scene.finish(team, id, at, Seen::TeamFailed(FailReason::NothingLeft)),
    }
    true
}

/// Takes bags from the depot at the team's node.
pub(super) fn load_bags(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let depot = scene
        .index
        .depots
        .iter()
        .enumerate()
        .filter(|(k, _)| scene.site.depots[*k].node == team.node)
        .map(|(_, entity)| *entity)
        .find(|&entity| {
            scene.depots.get(entity).is_ok_and(|d| d.stock.get(SANDBAG).is_some_and(|n| *n >= 1.0))
        });
    let Some(mut depot) = depot.and_then(|entity| scene.depots.get_mut(entity).ok()) else {
        scene.finish(team, id, at, Seen::TeamFailed(FailReason::NothingLeft));
        return true;
    };
    if let Some(stock) = depot.stock.get_mut(SANDBAG) {
        let taken = stock.min(BAGS_ABOARD - team.material);
        *stock -= taken;
        team.material += taken;
        scene.tally.bags_aboard += taken;
    }
    team.duty = Duty::Loading(at + SimSpan::from_mins_f64(BAG_LOAD_MIN));
    true
}

/// Begins the work of the mission at the place.
pub(super) fn begin(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(mission) = team.mission.clone() else { return false };
    let params = &scene.site.params;
    let slow = team.slowness(at, params);
    let minutes = match mission {
        Mission::Sandbag { .. } => PIECE_MIN * slow,
        Mission::Pump { .. } => params.pump_setup_min * slow,
        Mission::Knock { zone } => return knock_next(team, id, at, zone, scene),
        Mission::Deliver { .. } => scene.site.params.lorry_load_min * slow,
        Mission::Escort { zone, .. } => return super::escort::next(team, id, at, zone, scene),
        Mission::CloseRoad { .. } | Mission::OpenRoad { .. } => params.close_road_min * slow,
        Mission::Contraflow { setup, .. } => setup.as_secs_f64() / 60.0 * slow,
        Mission::Patrol { .. } => LOOK_MIN,
        Mission::StandBy { .. } => 0.0,
        Mission::Rescue { .. } => return false,
    };
    team.duty = Duty::Working(at + SimSpan::from_mins_f64(minutes));
    true
}

/// A piece of work is done.
pub(super) fn step(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(mission) = team.mission.clone() else { return false };
    match mission {
        Mission::Sandbag { levee, from_m, to_m, by_m } => {
            lay_piece(team, id, at, (levee, from_m, to_m, by_m), scene)
        }
        Mission::Pump { at: intake, outlet } => {
            let capacity_m3_s = scene.team(team).pump_m3_s;
            write(scene, id, at, WorkKind::PlacePump { pump: id, intake, outlet, capacity_m3_s });
            scene.note(team, id, at, Seen::DeviceSet(true));
            // The crew stays with its pump until it is called off.
            team.duty = Duty::Working(SimTime::NEVER);
            true
        }
        Mission::Knock { zone } => {
            if let Some(k) = team.target.take() {
                let packet = scene.site.groups[k as usize].id;
                scene.alerts.knock(packet, k, at);
            }
            knock_next(team, id, at, zone, scene)
        }
        Mission::Deliver { from, to, amount, .. } => {
            super::deliver::hand_over(team, id, at, (from, to, amount), scene)
        }
        Mission::Escort { zone, .. } => super::escort::step(team, id, at, zone, scene),
        Mission::CloseRoad { links, .. } | Mission::OpenRoad { links, .. } => {
            let close = matches!(team.mission, Some(Mission::CloseRoad { .. }));
            for link in links {
                let scene = &mut *scene;
                if let Some(lanes) = scene.lanes.0.get_mut(&link).filter(|_| !close) {
                    *lanes = 1.0;
                }
                hold(link, close, &mut scene.held, &scene.water, &mut scene.roads, &mut scene.changes);
            }
            scene.finish(team, id, at, Seen::TeamDone(0));
            true
        }
        Mission::Contraflow { gain, shut, .. } => {
            for link in shut {
                let scene = &mut *scene;
                hold(link, true, &mut scene.held, &scene.water, &mut scene.roads, &mut scene.changes);
            }
            scene.lanes.0.extend(gain.into_iter().map(|(link, more)| (link, 1.0 + more)));
            scene.finish(team, id, at, Seen::TeamDone(0));
            true
        }
        Mission::Patrol { at: place } => {
            look(team, id, at, place, scene);
            scene.finish(team, id, at, Seen::TeamDone(0));
            true
        }
        Mission::StandBy { .. } => {
            scene.note(team, id, at, Seen::TeamDone(0));
            scene.note(team, id, at, Seen::TeamIdle);
            // Free for other orders, but it stays here instead of going home.
            team.duty = Duty::Working(SimTime::NEVER);
            true
        }
        Mission::Rescue { .. } => false,
    }
}

fn write(scene: &mut Scene, by: SimId, at: SimTime, kind: WorkKind) {
    let tick = scene.clock.tick;
    scene.works.write(Work { tick, at, by, kind });
}

/// Lays as much wall as the crew can in one piece of time.
fn lay_piece(team: &mut Team, id: SimId, at: SimTime, wall: (u32, f64, f64, f64), scene: &mut Scene) -> bool {
    let (levee, from_m, to_m, by_m) = wall;
    let params = &scene.site.params;
    let bags_per_m = params.bags_per_10m_1m / 10.0 * by_m;
    let laid = f64::from(scene.team(team).crew) * params.bags_person_h * PIECE_MIN / 60.0;
    let bags = laid.min(team.material).min((to_m - from_m - team.done).max(0.0) * bags_per_m);
    let metres = bags / bags_per_m;
    if metres > 0.0 {
        let start = from_m + team.done;
        let levee = scene.site.levees[levee as usize].id;
        write(scene, id, at, WorkKind::RaiseCrest { levee, from_m: start, to_m: start + metres, by_m });
        team.done += metres;
        team.material -= bags;
        scene.tally.bags += bags;
        scene.tally.bags_aboard -= bags;
    }
    if team.done >= to_m - from_m - 0.5 {
        scene.finish(team, id, at, Seen::TeamDone(0));
    } else if team.material < 1.0 {
        return fetch_bags(team, id, at, scene);
    } else {
        let slow = team.slowness(at, &scene.site.params);
        team.duty = Duty::Working(at + SimSpan::from_mins_f64(PIECE_MIN * slow));
    }
    true
}

/// The next packet of a zone at whose doors nobody has knocked yet. Several teams
/// share a zone: each claims the packet it goes to.
fn knock_next(team: &mut Team, id: SimId, at: SimTime, zone: u32, scene: &mut Scene) -> bool {
    let near = scene.index.near.clone();
    for &k in near.by_zone.get(zone as usize).into_iter().flatten() {
        let Ok(mut group) = scene.groups.get_mut(scene.index.groups[k as usize]) else { continue };
        if group.knocked || !matches!(group.stage, Stage::Home | Stage::Preparing) {
            continue;
        }
        group.knocked = true;
        team.target = Some(k);
        let params = &scene.site.params;
        let households = f64::from(scene.site.groups[k as usize].households);
        let hours = households / params.knock_households_h * team.slowness(at, params);
        team.duty = Duty::Working(at + SimSpan::from_secs_f64(hours * 3600.0));
        return true;
    }
    let zone = scene.site.zones[zone as usize].key.clone();
    scene.finish(team, id, at, Seen::ZoneKnocked(zone));
    true
}

/// What a patrol sees at a place: the water, and levees that run over.
fn look(team: &Team, id: SimId, at: SimTime, place: sandtable_space::Point, scene: &mut Scene) {
    let depth = scene.depth_at(place);
    scene.note(team, id, at, Seen::Value(Quantity::WaterDepth, depth, 0.05));
    let over: Vec<String> = scene
        .site
        .levees
        .iter()
        .filter(|levee| levee.line.nearest(place).0 < 1_000.0)
        .filter(|levee| scene.board.thing(levee.id, Quantity::Overtopping).unwrap_or(0.0) > 0.0)
        .map(|levee| levee.key.clone())
        .collect();
    for key in over {
        scene.note(team, id, at, Seen::Overtopping(key));
    }
}
