//! Impact: what the water does to people where they are, tick by tick.
//!
//! Only packets with water at their place cost anything: those at homes in a wet cell
//! or below a slope, and those on wet roads. Time exposed is counted in whole
//! person-milliseconds by band of the FD2320 rating, so that no order of summation
//! matters.

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use sandtable_exchange::{FieldBoard, FieldFrame};
use sandtable_impact::people::{EXTREME_FROM, HazardClass, LandUse, hazard_rating};
use sandtable_impact::{Flow, Level, PersonClass, Place, VehicleClass};
use sandtable_kernel::{Clock, EventQueue, Phase, SimId, SimSpan, SimTime, Streams};
use sandtable_space::{LinkId, Quantity};
use serde::{Deserialize, Serialize};

use crate::alerts::Alerts;
use crate::index::{Home, Index, Neighbourhood, Site};
use crate::people::{Group, Stage, draw};
use crate::roads::{self, LinkWater};
use crate::site::GroupSite;
use crate::traffic::Traffic;
use crate::{Hours, Tally};

/// Depth below which nothing is looked at, m.
pub(crate) const FILM_M: f32 = 0.02;

/// Calls for help that will be made: packet index.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct CallsToCome(pub EventQueue<u32>);

/// Bands of the hazard rating, from low to extreme.
pub const BANDS: [HazardClass; 4] = HazardClass::ALL;

/// How people were killed or hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// In a building.
    Indoors,
    /// On foot.
    OnFoot,
    /// In a vehicle.
    InVehicle,
    /// Under a collapsing house.
    Collapse,
}

/// How deep the water at a packet's home has to be before anything can happen to it there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Watch {
    /// Any film of water counts.
    #[default]
    Film,
    /// It has not been reached yet: only the depth that reaches it counts.
    Reach,
    /// It has been reached, and has left for good.
    Nothing,
}

impl Watch {
    fn of(group: &Group) -> Self {
        match (group.reached, group.stage) {
            (None, _) => Self::Reach,
            (Some(_), Stage::Sheltered(_) | Stage::Away | Stage::Aboard) => Self::Nothing,
            (Some(_), _) => Self::Film,
        }
    }
}

/// What to watch at each packet's home, as of the last look at it; no state of a run, and
/// empty before the first look.
#[derive(Clone, Debug, Default, Resource)]
pub struct HomeWatch(Vec<Watch>);

impl HomeWatch {
    /// Packets to which something can happen in this step, in the order of the site's
    /// list: those whose home is under enough water or below a slope with heavy rain, and
    /// those on a wet road or, on their way, at a node.
    fn concerned(
        &mut self,
        site: &Site,
        near: &Neighbourhood,
        water: &Water,
        on_links: &LinkWater,
        traffic: &Traffic,
    ) -> Vec<u32> {
        self.0.resize(near.homes.len(), Watch::Film);
        let wet = |home: &Home, watch: Watch| {
            water.depth_m.get(home.cell as usize).is_some_and(|&depth| match watch {
                Watch::Film => depth >= home.film_m,
                Watch::Reach => depth >= home.reach_m,
                Watch::Nothing => false,
            })
        };
        let homes = near.homes.iter().zip(&self.0).zip(0u32..);
        let mut packets: Vec<u32> =
            homes.filter(|&((home, &watch), _)| wet(home, watch)).map(|(_, k)| k).collect();
        let rained = |k: &u32| rain_threatens(&site.groups[*k as usize], water.rain_1h_mm);
        packets.extend(near.below_slopes.iter().copied().filter(rained));
        let wet_road = |link: LinkId| on_links.depth_m(link) >= FILM_M;
        packets.extend(traffic.owners_where(wet_road).map(|owner| owner as u32));
        packets.sort_unstable();
        packets.dedup();
        packets
    }
}

/// Whether the rain of the last hour puts the slope above a packet's home in danger.
fn rain_threatens(spec: &GroupSite, rain_1h_mm: Option<&[f32]>) -> bool {
    let fallen = rain_1h_mm.zip(spec.cell).and_then(|(layer, cell)| layer.get(cell as usize));
    spec.rain_limit_mm_h.zip(fallen).is_some_and(|(limit, &fallen)| f64::from(fallen) >= limit)
}

/// The layers of a frame that people feel.
struct Water<'a> {
    depth_m: &'a [f32],
    speed_m_s: Option<&'a [f32]>,
    rise_m_h: Option<&'a [f32]>,
    rain_1h_mm: Option<&'a [f32]>,
}

impl<'a> Water<'a> {
    fn of(frame: &'a FieldFrame) -> Option<Self> {
        Some(Self {
            depth_m: frame.layer(Quantity::WaterDepth)?,
            speed_m_s: frame.layer(Quantity::WaterSpeed),
            rise_m_h: frame.layer(Quantity::RiseRate),
            rain_1h_mm: frame.layer(Quantity::Rain1h),
        })
    }

    fn flow(&self, cell: usize) -> Flow {
        let here = |layer: Option<&[f32]>| {
            layer.and_then(|layer| layer.get(cell)).map_or(0.0, |&value| f64::from(value))
        };
        Flow {
            depth_m: here(Some(self.depth_m)),
            speed_m_s: here(self.speed_m_s),
            rise_m_h: here(self.rise_m_h),
        }
    }
}

/// Depth at the homes of a packet, m, from the depths of the cells: the level is that of
/// the cell, the ground that of the homes.
pub fn depth_at_home(spec: &GroupSite, cells_m: &[f32]) -> f32 {
    let cell = spec.cell.and_then(|cell| cells_m.get(cell as usize)).copied().unwrap_or(0.0);
    spec.ground.depth_m(cell)
}

/// Impact: exposure of every packet that has water at its place.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn expose(
    clock: Res<Clock>,
    hours: Res<Hours>,
    site: Res<Site>,
    index: Res<Index>,
    streams: Res<Streams>,
    board: Res<FieldBoard>,
    on_links: Res<LinkWater>,
    traffic: Res<Traffic>,
    mut watch: ResMut<HomeWatch>,
    mut calls: ResMut<CallsToCome>,
    mut alerts: ResMut<Alerts>,
    mut tally: ResMut<Tally>,
    mut groups: Query<(&SimId, &mut Group)>,
) {
    // The risk of a step does not depend on its length (see `impact::person`), so
    // people are looked at every few minutes, not in every tick.
    let dt = SimSpan(site.params.look_interval.0.max(clock.step.0));
    if clock.now.0 % dt.0 >= clock.step.0 {
        return;
    }
    let Some(frame) = board.frame_of(Quantity::WaterDepth) else { return };
    let Some(water) = Water::of(frame) else { return };
    for k in watch.concerned(&site, &index.near, &water, &on_links, &traffic) {
        let Ok((id, mut group)) = groups.get_mut(index.groups[k as usize]) else { continue };
        let spec = &site.groups[k as usize];
        let here = depth_at_home(spec, water.depth_m);
        if group.threatened.is_none() && rain_threatens(spec, water.rain_1h_mm) {
            group.threatened = Some(clock.now);
        }
        if group.reached.is_none() && f64::from(here) >= site.params.wet_m {
            group.reached = Some(clock.now);
            group.count(spec.persons, &spec.presence, hours.of_day(clock.now));
        }
        watch.0[k as usize] = Watch::of(&group);
        match group.stage {
            Stage::Home | Stage::Preparing | Stage::Trapped => {
                let Some(cell) = spec.cell.filter(|_| here >= FILM_M) else { continue };
                let flow = Flow { depth_m: f64::from(here), ..water.flow(cell as usize) };
                at_home(
                    *id,
                    &mut group,
                    spec,
                    &clock,
                    dt,
                    &site,
                    &streams,
                    flow,
                    &mut calls,
                    &mut alerts,
                    &mut tally,
                );
            }
            Stage::Walking | Stage::Stranded | Stage::Driving => {
                let Some(link) = group.link else { continue };
                if on_links.depth_m(link) < FILM_M {
                    continue;
                }
                let flow = road_flow(&site, &board, link, group.share);
                on_road(*id, &mut group, spec, &clock, dt, &site, &streams, flow, &mut calls, &mut tally);
            }
            Stage::Sheltered(_) | Stage::Away | Stage::Aboard => {}
        }
    }
}

/// Water where somebody is on a link: that of the cell there, deeper in an
/// underpass that has filled.
pub fn road_flow(site: &Site, board: &FieldBoard, link: LinkId, share: f32) -> Flow {
    let road = site.graph.link(link);
    let frame = board.frame_of(Quantity::WaterDepth).filter(|_| !road.bridge);
    let Some((frame, water)) = frame.and_then(|frame| Some((frame, Water::of(frame)?))) else {
        return Flow::default();
    };
    let at = road.shape.at(f64::from(share) * road.shape.length_m());
    let cell = roads::cell_under(&frame.frame, &site.land, at);
    let mut flow = cell.map(|cell| water.flow(cell)).unwrap_or_default();
    if road.sag_m > 0.0 && flow.depth_m > f64::from(roads::UNDERPASS_INLET_M) {
        flow.depth_m += roads::dip_m(road.sag_m, road.shape.length_m(), f64::from(share));
    }
    flow
}

/// What a step does to a packet.
struct Risk {
    death: f64,
    injury: f64,
    cannot_leave: f64,
    /// Share of the deaths, and of the injuries that go with them, under ruins.
    by_collapse: f64,
}

/// The risk of a step to one person of the packet: the mean over the strong and
/// the frail, as integrated hazard −ln(1 − p).
fn risk(group: &mut Group, spec: &GroupSite, flow: Flow, place: Place, dt: SimSpan) -> Risk {
    let share = f64::from(spec.frail) / f64::from(spec.persons.max(1));
    let strong = group.strong.step(flow, PersonClass::Adult, place, dt);
    let frail = group.frail.step(flow, PersonClass::Elderly, place, dt);
    let mix = |a: f64, b: f64| (1.0 - share) * a + share * b;
    let hazard = |p: f64| -libm::log1p(-p.min(1.0 - 1e-9));
    let crushed = mix(strong.drowned * strong.by_collapse, frail.drowned * frail.by_collapse);
    let drowned = mix(strong.drowned, frail.drowned);
    Risk {
        death: hazard(drowned),
        injury: hazard(mix(strong.injured, frail.injured)),
        cannot_leave: mix(strong.cannot_leave, frail.cannot_leave),
        by_collapse: if drowned > 0.0 { crushed / drowned } else { 0.0 },
    }
}

fn band(flow: Flow) -> usize {
    let class =
        HazardClass::of(hazard_rating(flow.depth_m, flow.speed_m_s, LandUse::Urban), EXTREME_FROM.value);
    BANDS.iter().position(|band| *band == class).unwrap_or(0)
}

#[expect(clippy::too_many_arguments, reason = "one packet's tick, taken out of the system for reading")]
fn at_home(
    id: SimId,
    group: &mut Group,
    spec: &GroupSite,
    clock: &Clock,
    dt: SimSpan,
    site: &Site,
    streams: &Streams,
    flow: Flow,
    calls: &mut CallsToCome,
    alerts: &mut Alerts,
    tally: &mut Tally,
) {
    let params = &site.params;
    if group.reached.is_none() {
        return;
    }
    let waiting = i64::from(group.waiting());
    tally.exposed_ms[band(flow)] += waiting * dt.0;
    let above_floor = flow.depth_m - spec.building.floor_height_m();
    let level = if spec.basement && group.alerted.is_none() && flow.depth_m < params.trap_depth_m {
        Level::Basement
    } else if spec.upper_storeys > 0 && above_floor > params.call_depth_m {
        Level::Upper(spec.upper_storeys)
    } else {
        Level::Ground
    };
    let place = Place::Indoors { building: spec.building, level };
    let risk = risk(group, spec, flow, place, dt);
    let (deaths, injuries) = group.expose(streams, id, spec.persons, risk.death, risk.injury);
    let (crushed, hurt) = group.crush(streams, id, (deaths, injuries), risk.by_collapse);
    tally.harm(Cause::Collapse, crushed, hurt);
    tally.harm(Cause::Indoors, deaths - crushed, injuries - hurt);
    if group.alerted.is_none() && flow.depth_m >= params.cue_depth_m {
        alerts.see_water(id, group.site, clock.now);
    }
    if group.stage == Stage::Trapped && flow.depth_m < params.cue_depth_m {
        // The water has gone again before anybody came.
        group.stage = Stage::Home;
    } else if group.stage != Stage::Trapped
        && (flow.depth_m >= params.trap_depth_m || above_floor >= params.call_depth_m)
    {
        group.stage = Stage::Trapped;
        group.trapped = Some(clock.now);
        call_later(id, group, site, streams, clock.now, calls);
    }
}

/// Schedules the packet's next call for help.
pub fn call_later(
    id: SimId,
    group: &mut Group,
    site: &Site,
    streams: &Streams,
    now: SimTime,
    calls: &mut CallsToCome,
) {
    let mut stream = streams.at(id, u32::from(group.calls), draw::CALL, 0);
    let delay = SimSpan::from_mins_f64(site.params.call_delay_min.draw(&mut stream).max(0.0));
    group.calls = group.calls.saturating_add(1);
    calls.0.push(now + delay, Phase::Sense, id, group.site);
}

#[expect(clippy::too_many_arguments, reason = "one packet's tick, taken out of the system for reading")]
fn on_road(
    id: SimId,
    group: &mut Group,
    spec: &GroupSite,
    clock: &Clock,
    dt: SimSpan,
    site: &Site,
    streams: &Streams,
    flow: Flow,
    calls: &mut CallsToCome,
    tally: &mut Tally,
) {
    let (place, cause) = if group.on_foot {
        (Place::Outdoors, Cause::OnFoot)
    } else {
        (Place::Vehicle(VehicleClass::SmallCar), Cause::InVehicle)
    };
    tally.exposed_ms[band(flow)] += i64::from(group.waiting()) * dt.0;
    let risk = risk(group, spec, flow, place, dt);
    let (deaths, injuries) = group.expose(streams, id, spec.persons, risk.death, risk.injury);
    tally.harm(cause, deaths, injuries);
    if group.stage == Stage::Stranded && group.trapped.is_none() && risk.cannot_leave > 0.5 {
        group.trapped = Some(clock.now);
        call_later(id, group, site, streams, clock.now, calls);
    }
}
