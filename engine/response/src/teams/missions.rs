//! The state machine of a team, up to the work on the spot.

use bevy_ecs::prelude::{Query, Res, ResMut};
use bevy_ecs::system::SystemParam;
use sandtable_command::report::FailReason;
use sandtable_exchange::{FieldBoard, TrueRoads, WorksLog};
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime, Streams};
use sandtable_space::{LinkId, LinkState, NodeId, Point, Quantity};

use super::{Claimed, Done, Duty, Goal, Mission, Team, TeamTally, ability, draw};
use crate::alerts::Alerts;
use crate::index::{Index, Site};
use crate::observations::{Observation, Observations, OrderRef, Seen};
use crate::people::Group;
use crate::roads::{HeldLinks, Lanes, LinkWater, RoadChanges};
use crate::shelters::{Shelter, ShelterVersion};
use crate::site::TeamSite;
use crate::stores::{Depot, SupplyTally};
use crate::travel::{Progress, Trip};

/// How near to the place of work the road has to lead, m (assumed).
pub(crate) const WORK_REACH_M: f64 = 600.0;
/// How far from the last passable node people are fetched, m (assumed).
pub(crate) const RESCUE_REACH_M: f64 = 3_000.0;

/// What teams touch.
#[derive(SystemParam)]
pub struct Scene<'w, 's> {
    pub(super) clock: Res<'w, Clock>,
    pub(super) site: Res<'w, Site>,
    pub(super) index: Res<'w, Index>,
    pub(super) board: Res<'w, FieldBoard>,
    pub(super) water: Res<'w, LinkWater>,
    pub(super) held: ResMut<'w, HeldLinks>,
    pub(super) lanes: ResMut<'w, Lanes>,
    pub(super) roads: ResMut<'w, TrueRoads>,
    pub(super) changes: ResMut<'w, RoadChanges>,
    pub(super) works: ResMut<'w, WorksLog>,
    pub(super) seen: ResMut<'w, Observations>,
    pub(super) tally: ResMut<'w, TeamTally>,
    pub(super) alerts: ResMut<'w, Alerts>,
    pub(super) claimed: ResMut<'w, Claimed>,
    pub(super) supplies: ResMut<'w, SupplyTally>,
    pub(super) shelter_version: ResMut<'w, ShelterVersion>,
    pub(super) groups: Query<'w, 's, &'static mut Group>,
    pub(super) shelters: Query<'w, 's, &'static mut Shelter>,
    pub(super) depots: Query<'w, 's, &'static mut Depot>,
}

/// Gives a team a mission; it gets ready for as long as its turnout takes.
pub fn assign(
    team: &mut Team,
    site: &TeamSite,
    mission: Mission,
    order: Option<OrderRef>,
    now: SimTime,
    streams: &Streams,
) {
    let mut stream = streams.at(site.id, team.missions, draw::TURNOUT, 0);
    let ready = 60.0 * site.turnout_min.draw(&mut stream).max(0.0);
    if let Duty::Returning(trip) = &team.duty {
        team.node = trip.node;
    }
    team.missions += 1;
    team.mission = Some(mission);
    team.order = order;
    team.ordered = now;
    team.on_scene = None;
    team.saved = 0;
    team.done = 0.0;
    team.target = None;
    // A team called on its way home is in its vehicle already.
    let ready = if team.away_since.is_some() { 0.0 } else { ready };
    team.duty = Duty::Turnout(now + SimSpan::from_secs_f64(ready));
}

/// Move: advances every team to the end of the tick, in the order of identities.
pub fn advance(mut scene: Scene, mut teams: Query<(&SimId, &mut Team)>) {
    let order = scene.index.team_order.clone();
    for k in order {
        let entity = scene.index.teams[k as usize];
        let Ok((id, mut team)) = teams.get_mut(entity) else { continue };
        if let Some(until) = team.absent_until {
            if until > scene.clock.now {
                continue;
            }
            team.absent_until = None;
            scene.note(&team, *id, until, Seen::TeamIdle);
        }
        // Each step ends in a later state or waits for time; the bound only guards
        // against a fault in the machine itself.
        for _ in 0..256 {
            if !step(&mut team, *id, &mut scene) {
                break;
            }
        }
        if team.away_since.is_some() {
            scene.tally.team_ms += scene.clock.step.0;
        }
    }
}

impl Scene<'_, '_> {
    pub(super) fn team<'a>(&'a self, team: &Team) -> &'a TeamSite {
        &self.site.teams[team.site as usize]
    }

    pub(super) fn note(&mut self, team: &Team, who: SimId, at: SimTime, seen: Seen) {
        let spec = &self.site.teams[team.site as usize];
        let place = self.site.graph.node(team.node);
        let by = spec.key.clone();
        self.seen.0.push(Observation { at, by, who, place, seen, order: team.order.clone() });
    }

    pub(super) fn depth_at(&self, at: Point) -> f64 {
        self.board.at(Quantity::WaterDepth, at).unwrap_or(0.0)
    }

    fn truth(&self, link: LinkId) -> (f64, bool) {
        (
            f64::from(self.water.0.get(link.0 as usize).copied().unwrap_or(0.0)),
            self.held.0.contains_key(&link),
        )
    }

    /// A journey that knows only the map: closures are found on the way.
    pub(super) fn begin(&self, team: &Team, to: NodeId, at: SimTime) -> Option<Trip> {
        Trip::begin(&self.site.graph, team.node, to, at, &ability(self.team(team)), |_| LinkState::Open)
    }

    fn drive(&self, trip: &mut Trip, team: &TeamSite) -> Progress {
        let known = |_| LinkState::Open;
        trip.advance(&self.site.graph, &ability(team), self.clock.now, |link| self.truth(link), known)
    }

    /// The node nearest to a point; node 0 of a graph without nodes, to which no
    /// journey leads.
    pub(super) fn node_near(&self, at: Point) -> NodeId {
        self.index.nodes.nearest_node(at).unwrap_or(NodeId(0))
    }

    /// Where the mission has to be carried out.
    pub(super) fn place_of(&self, mission: &Mission) -> Point {
        match mission {
            Mission::Rescue { at }
            | Mission::Pump { at, .. }
            | Mission::CloseRoad { at, .. }
            | Mission::OpenRoad { at, .. }
            | Mission::Contraflow { at, .. }
            | Mission::Patrol { at }
            | Mission::StandBy { at } => *at,
            Mission::Deliver { to: Goal::Shelter(k), .. } => self.site.shelters[*k as usize].at,
            Mission::Deliver { to: Goal::Depot(k), .. } => self.site.depots[*k as usize].at,
            Mission::Sandbag { levee, from_m, to_m, .. } => {
                self.site.levees[*levee as usize].line.at(0.5 * (from_m + to_m))
            }
            Mission::Knock { zone } | Mission::Escort { zone, .. } => self.site.zones[*zone as usize].centre,
        }
    }

    /// Ends a mission; the team is free where it stands.
    pub(super) fn finish(&mut self, team: &mut Team, id: SimId, at: SimTime, last: Seen) {
        self.note(team, id, at, last);
        self.note(team, id, at, Seen::TeamIdle);
        if let Some(mission) = team.mission.take() {
            let (kind, from) = (mission.kind(), team.ordered);
            self.tally.activities.push(Done { team: team.site, kind, from, to: at });
        }
        team.order = None;
        team.duty = Duty::Idle;
    }
}

/// One change of state, if one is due by the end of the tick.
fn step(team: &mut Team, id: SimId, scene: &mut Scene) -> bool {
    let now = scene.clock.now;
    match team.duty.clone() {
        Duty::Idle => go_home(team, scene),
        Duty::Turnout(at) if at <= now => {
            team.away_since.get_or_insert(at);
            scene.note(team, id, at, Seen::TeamEnRoute);
            set_out(team, id, at, scene)
        }
        Duty::Fetching(mut trip) => {
            let progress = scene.drive(&mut trip, scene.team(team));
            team.node = trip.node;
            match progress {
                Progress::OnTheWay => {
                    team.duty = Duty::Fetching(trip);
                    false
                }
                Progress::Arrived(at) if matches!(team.mission, Some(Mission::Deliver { .. })) => {
                    super::deliver::load(team, id, at, scene)
                }
                Progress::Arrived(at) => super::work::load_bags(team, id, at, scene),
                Progress::NoWay(at) => {
                    scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unreachable));
                    true
                }
            }
        }
        Duty::Loading(at) if at <= now => drive_to_place(team, id, at, scene),
        Duty::Driving(mut trip) => {
            let before = trip.found().count();
            let progress = scene.drive(&mut trip, scene.team(team));
            team.node = trip.node;
            report_closures(team, id, &trip, before, scene);
            match progress {
                Progress::OnTheWay => {
                    team.duty = Duty::Driving(trip);
                    false
                }
                Progress::Arrived(at) | Progress::NoWay(at) => arrive(team, id, at, scene),
            }
        }
        Duty::Approaching(at) | Duty::Searching(at) | Duty::Boarding(at) | Duty::Leaving(at) if at <= now => {
            super::rescue::step(team, id, at, scene)
        }
        Duty::Carrying(mut trip, hospital) => {
            let progress = scene.drive(&mut trip, scene.team(team));
            team.node = trip.node;
            match progress {
                Progress::OnTheWay => {
                    team.duty = Duty::Carrying(trip, hospital);
                    false
                }
                // Cut off with people aboard: they are set down where they are, on dry ground.
                Progress::Arrived(at) | Progress::NoWay(at) => {
                    let unload = SimSpan::from_mins_f64(scene.site.params.unload_min);
                    team.duty = Duty::Unloading(at + unload, hospital);
                    true
                }
            }
        }
        Duty::Unloading(at, hospital) if at <= now => super::rescue::unload(team, id, at, hospital, scene),
        Duty::Working(at) if at <= now => super::work::step(team, id, at, scene),
        Duty::Returning(mut trip) => {
            let progress = scene.drive(&mut trip, scene.team(team));
            team.node = trip.node;
            match progress {
                Progress::OnTheWay => {
                    team.duty = Duty::Returning(trip);
                    false
                }
                Progress::Arrived(at) => {
                    team.duty = Duty::Idle;
                    if let Some(since) = team.away_since.take() {
                        team.worked = team.worked + at.since(since);
                    }
                    true
                }
                Progress::NoWay(_) => {
                    team.duty = Duty::Idle;
                    false
                }
            }
        }
        _ => false,
    }
}

/// A free team away from base goes home, if there is a way.
fn go_home(team: &mut Team, scene: &mut Scene) -> bool {
    let base = scene.team(team).base;
    if team.node == base {
        if let Some(since) = team.away_since.take() {
            team.worked = team.worked + scene.clock.now.since(since);
        }
        return false;
    }
    // A crew that found no way home tries again now and then, not every minute.
    if !scene.clock.tick.is_multiple_of(10) && team.missions > 0 {
        return false;
    }
    match scene.begin(team, base, scene.clock.now) {
        Some(trip) => {
            team.duty = Duty::Returning(trip);
            true
        }
        None => false,
    }
}

/// The first way of a mission: to a depot for bags, or straight to the place.
fn set_out(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    if matches!(team.mission, Some(Mission::Sandbag { .. })) {
        return super::work::fetch_bags(team, id, at, scene);
    }
    if let Some(Mission::Deliver { from, .. }) = team.mission {
        return super::deliver::fetch(team, id, at, from, scene);
    }
    drive_to_place(team, id, at, scene)
}

pub(super) fn drive_to_place(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(mission) = team.mission.clone() else { return false };
    let goal = scene.node_near(scene.place_of(&mission));
    match scene.begin(team, goal, at) {
        Some(trip) => team.duty = Duty::Driving(trip),
        None => scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unreachable)),
    }
    true
}

/// Roads found impassable on the way are reported.
fn report_closures(team: &Team, id: SimId, trip: &Trip, before: usize, scene: &mut Scene) {
    if trip.found().count() == before {
        return;
    }
    let closed: Vec<LinkId> = trip.found().collect();
    for link in closed {
        scene.note(team, id, trip.at, Seen::Road(link, LinkState::Closed));
    }
}

/// At the place, or as near as the roads let it.
fn arrive(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(mission) = team.mission.clone() else { return false };
    let place = scene.place_of(&mission);
    let gap = scene.site.graph.node(team.node).distance_m(place);
    let reach = if matches!(mission, Mission::Rescue { .. }) { RESCUE_REACH_M } else { WORK_REACH_M };
    if gap <= reach {
        scene.note(team, id, at, Seen::TeamArrived);
    }
    if let Mission::Rescue { .. } = mission {
        if gap > RESCUE_REACH_M {
            scene.tally.no_way += 1;
            scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unreachable));
            return true;
        }
        return super::rescue::approach(team, id, at, place, gap, scene);
    }
    if gap > WORK_REACH_M {
        scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unreachable));
        return true;
    }
    team.on_scene = Some(at);
    scene.note(team, id, at, Seen::TeamAtWork);
    super::work::begin(team, id, at, scene)
}
