//! The true state of the roads: water slows and closes links at tick borders,
//! and so do teams that block them on order. A guard at a road stops cars; people on
//! foot go past him and wade through shallow water.
//!
//! A road is as bad as its worst cell. Bridges are judged by nothing but orders:
//! their decks lie above the design flood (a simplification: approach ramps are
//! ordinary links and do flood). An underpass gathers the street's water: once
//! the street is wet, its depth is the street's plus its sag.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_exchange::{FieldBoard, TrueRoads};
use sandtable_impact::{SpeedCurve, VehicleClass};
use sandtable_space::{Frame, LinkId, LinkState, Overlay, Point, Quantity, RoadGraph};
use serde::{Deserialize, Serialize};

use crate::index::Site;
use crate::params::ResponseParams;

/// Street depth from which water runs into an underpass and fills it, m (assumed).
pub const UNDERPASS_INLET_M: f32 = 0.05;

/// Gradient of the ramps of an underpass (6 %, the steepest of city roads; recalled).
const RAMP_GRADIENT: f64 = 0.06;

/// How far the carriageway of an underpass lies below the street at a share of its link:
/// the whole sag in the middle, and ramps up from there, m.
pub fn dip_m(sag_m: f64, length_m: f64, share: f64) -> f64 {
    (sag_m - RAMP_GRADIENT * length_m * (share - 0.5).abs()).max(0.0)
}

/// Cell whose water stands on the roads at a point; none outside, and none over what is
/// always water: there a road lies on a bridge or over a culvert, marked or not.
pub fn cell_under(frame: &Frame, land: &[bool], at: Point) -> Option<usize> {
    frame.index_at(at).filter(|&cell| land.get(cell).copied().unwrap_or(true))
}

/// Cells under each road, once for both directions.
#[derive(Clone, Debug, Resource)]
pub struct RoadCells {
    rows: Arc<Rows>,
}

/// Links and cells of all roads, one road after the other.
#[derive(Clone, Debug, Default)]
struct Rows {
    roads: Vec<Row>,
    links: Vec<LinkId>,
    cells: Vec<u32>,
}

/// Where the links and the cells of a road end in the lists; they begin where those of
/// the road before it end.
#[derive(Clone, Copy, Debug)]
struct Row {
    links_end: u32,
    cells_end: u32,
    sag_m: f32,
}

#[derive(Clone, Debug)]
struct Road {
    links: Vec<LinkId>,
    cells: BTreeSet<u32>,
    sag_m: f32,
}

impl RoadCells {
    /// Finds the cells of land that each road touches; `land` holds one a cell.
    pub fn new(graph: &RoadGraph, frame: &Frame, land: &[bool]) -> Self {
        let mut roads: Vec<Road> = Vec::new();
        for (k, link) in graph.links().iter().enumerate() {
            let id = LinkId(k as u32);
            if link.bridge {
                continue;
            }
            // The opposite direction was seen first: it has the same cells.
            if let Some(opposite) = link.opposite.filter(|opposite| opposite.0 < id.0) {
                if let Some(road) = roads.iter_mut().rev().find(|road| road.links.contains(&opposite)) {
                    road.links.push(id);
                }
                continue;
            }
            let mut cells = BTreeSet::new();
            let length = link.shape.length_m();
            let steps = (length / (0.5 * frame.cell_m)).ceil().max(1.0) as usize;
            for step in 0..=steps {
                let point = link.shape.at(length * step as f64 / steps as f64);
                cells.extend(cell_under(frame, land, point).map(|cell| cell as u32));
            }
            roads.push(Road { links: vec![id], cells, sag_m: link.sag_m as f32 });
        }
        let mut rows = Rows::default();
        for road in roads {
            rows.links.extend(road.links);
            rows.cells.extend(road.cells);
            rows.roads.push(Row {
                links_end: rows.links.len() as u32,
                cells_end: rows.cells.len() as u32,
                sag_m: road.sag_m,
            });
        }
        Self { rows: Arc::new(rows) }
    }
}

/// Water on each link now, m; what vehicles with other limits than cars look at.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct LinkWater(pub Vec<f32>);

impl LinkWater {
    /// Water on a link now, m.
    pub fn depth_m(&self, link: LinkId) -> f32 {
        self.0.get(link.0 as usize).copied().unwrap_or(0.0)
    }
}

/// Links that teams hold closed, and how many do.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct HeldLinks(pub BTreeMap<LinkId, u32>);

/// Lanes in use on links whose direction was turned, in their own lanes.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Lanes(pub BTreeMap<LinkId, f64>);

/// State of the roads for people on foot.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct FootRoads(pub Overlay);

/// Links whose state changed in this tick for vehicles or for those on foot, with the
/// one for vehicles; read by movement in the same tick.
#[derive(Clone, Debug, Default, Resource)]
pub struct RoadChanges(pub Vec<(LinkId, LinkState)>);

/// How far water has to fall below what closed a road before people take it again, m: where
/// it rises and falls by centimetres nobody sets out and is caught time and again (assumed).
pub(crate) const REOPEN_M: f32 = 0.05;

/// State of a road under a depth of water after the state it was in.
fn reopened(was: LinkState, depth_m: f32, state_at: impl Fn(f32) -> LinkState) -> LinkState {
    let stays = was == LinkState::Closed && state_at(depth_m + REOPEN_M) == LinkState::Closed;
    if stays { LinkState::Closed } else { state_at(depth_m) }
}

/// State of a road for ordinary cars under a depth of water.
pub fn car_state(depth_m: f32) -> LinkState {
    if depth_m < 0.01 {
        return LinkState::Open;
    }
    match SpeedCurve::Fitted.speed_m_s(f64::from(depth_m)) {
        speed if speed > 0.0 => LinkState::Slow(speed as f32),
        _ => LinkState::Closed,
    }
}

/// State of a road for families on foot under a depth of water.
pub fn foot_state(depth_m: f32, params: &ResponseParams) -> LinkState {
    let depth_m = f64::from(depth_m);
    if depth_m < 0.01 {
        return LinkState::Open;
    }
    let speed = VehicleClass::Walker.speed_m_s(params.walk_speed_m_s, depth_m, 0.0, SpeedCurve::Fitted);
    if depth_m >= params.wade_m || speed <= 0.0 { LinkState::Closed } else { LinkState::Slow(speed as f32) }
}

/// Impact: reads the water on every road and records what changed.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn close_by_water(
    site: Res<Site>,
    board: Res<FieldBoard>,
    cells: Res<RoadCells>,
    held: Res<HeldLinks>,
    mut water: ResMut<LinkWater>,
    mut roads: ResMut<TrueRoads>,
    mut foot: ResMut<FootRoads>,
    mut changes: ResMut<RoadChanges>,
) {
    changes.0.clear();
    let Some(depth) =
        board.frame_of(Quantity::WaterDepth).and_then(|frame| frame.layer(Quantity::WaterDepth))
    else {
        return;
    };
    let Rows { roads: rows, links: all_links, cells: all_cells } = &*cells.rows;
    let (mut first_link, mut first_cell) = (0, 0);
    for road in rows {
        let links = &all_links[first_link..road.links_end as usize];
        let cells = &all_cells[first_cell..road.cells_end as usize];
        (first_link, first_cell) = (road.links_end as usize, road.cells_end as usize);
        let mut worst = 0.0f32;
        for &cell in cells {
            let here = depth.get(cell as usize).copied().unwrap_or(0.0);
            if here > worst {
                worst = here;
            }
        }
        if road.sag_m > 0.0 && worst > UNDERPASS_INLET_M {
            worst += road.sag_m;
        }
        for &link in links {
            let Some(known) = water.0.get_mut(link.0 as usize) else { continue };
            // A change below a centimetre moves nobody.
            if (*known - worst).abs() < 0.01 && (*known > 0.0) == (worst > 0.0) {
                continue;
            }
            *known = worst;
            let by_car = reopened(roads.0.state(link), worst, car_state);
            let on_foot = reopened(foot.0.state(link), worst, |depth| foot_state(depth, &site.params));
            let state = if held.0.contains_key(&link) { LinkState::Closed } else { by_car };
            let walked = foot.0.set(link, on_foot);
            // Behind a guard the water still matters to those who are on the road.
            if roads.0.set(link, state) || walked || held.0.contains_key(&link) {
                changes.0.push((link, state));
            }
        }
    }
}

/// Closes or opens a road on order; called in Act.
pub fn hold(
    link: LinkId,
    close: bool,
    held: &mut HeldLinks,
    water: &LinkWater,
    roads: &mut TrueRoads,
    changes: &mut RoadChanges,
) {
    if close {
        *held.0.entry(link).or_insert(0) += 1;
    } else if held.0.remove(&link).is_none() {
        return;
    }
    let depth = water.0.get(link.0 as usize).copied().unwrap_or(0.0);
    let state = if held.0.contains_key(&link) { LinkState::Closed } else { car_state(depth) };
    if roads.0.set(link, state) {
        changes.0.push((link, state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_road_reopens_five_centimetres_below_what_closed_it() {
        let state = |depth_m: f32| if depth_m >= 0.3 { LinkState::Closed } else { LinkState::Open };
        assert_eq!(reopened(LinkState::Open, 0.29, state), LinkState::Open);
        assert_eq!(reopened(LinkState::Open, 0.30, state), LinkState::Closed);
        assert_eq!(reopened(LinkState::Closed, 0.26, state), LinkState::Closed);
        assert_eq!(reopened(LinkState::Closed, 0.24, state), LinkState::Open);
    }

    #[test]
    fn an_underpass_is_deep_in_its_middle_only() {
        // 3.6 m of sag need 60 m of ramp on either side.
        assert_eq!(dip_m(3.6, 300.0, 0.5), 3.6);
        assert!((dip_m(3.6, 300.0, 0.6) - 1.8).abs() < 1e-9);
        assert_eq!(dip_m(3.6, 300.0, 0.75), 0.0);
        assert_eq!(dip_m(3.6, 300.0, 0.0), 0.0);
    }
}
