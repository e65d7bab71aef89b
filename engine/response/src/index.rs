//! Where the entities of the site's lists are, and which packets live where.
//! Rebuilt with the world; no state of a run.

use std::sync::Arc;

use bevy_ecs::prelude::{Entity, Resource};
use sandtable_space::Point;
use sandtable_space::index::PointIndex;
use sandtable_space::routing::{LinkCosts, Profile};

use crate::exposure::FILM_M;
use crate::site::{GroupSite, ResponseSite};

/// The site, shared by all runs.
#[derive(Clone, Debug, Resource)]
pub struct Site(pub Arc<ResponseSite>);

impl std::ops::Deref for Site {
    type Target = ResponseSite;
    fn deref(&self) -> &ResponseSite {
        &self.0
    }
}

/// No cell of the hazard grid.
pub const OUTSIDE: u32 = u32::MAX;

/// Packets by zone and by place.
#[derive(Clone, Debug)]
pub struct Neighbourhood {
    /// Packets of each zone, in the order of the site's list.
    pub by_zone: Vec<Vec<u32>>,
    /// Home of each packet on the hazard grid, in the order of the site's list.
    pub homes: Vec<Home>,
    /// Packets that rain on a slope can threaten, in the order of the site's list.
    pub below_slopes: Vec<u32>,
    origin: Point,
    step_m: f64,
    columns: usize,
    rows: usize,
    tiles: Vec<Vec<u32>>,
}

/// Where a packet's home lies on the hazard grid, and from which depth of its cell on it
/// needs a look. The look itself reckons with the ground of the home.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// Cell of the hazard grid; `OUTSIDE` if it lies in none.
    pub cell: u32,
    /// A little less than the depth of the cell with which a film stands at the home, m.
    pub film_m: f32,
    /// Likewise the depth that counts as reached, m.
    pub reach_m: f32,
}

impl Home {
    fn new(group: &GroupSite, reach_m: f32) -> Self {
        // Where a film is more than what counts as reached every depth needs a look.
        let film_m = if reach_m < FILM_M { 0.0 } else { group.ground.cell_depth_before_m(FILM_M) };
        Self {
            cell: group.cell.unwrap_or(OUTSIDE),
            film_m,
            reach_m: group.ground.cell_depth_before_m(reach_m),
        }
    }
}

impl Neighbourhood {
    /// Sorts the packets of a site into zones and square tiles of 500 m.
    pub fn new(site: &ResponseSite) -> Self {
        let mut by_zone = vec![Vec::new(); site.zones.len()];
        let (low, high) = site.frame.bounds();
        let step_m = 500.0;
        let columns = (((high.0 - low.0) / step_m).ceil() as usize).max(1);
        let rows = (((high.1 - low.1) / step_m).ceil() as usize).max(1);
        let mut found = Self {
            by_zone: Vec::new(),
            homes: site.groups.iter().map(|group| Home::new(group, site.params.wet_m as f32)).collect(),
            below_slopes: (0u32..)
                .zip(&site.groups)
                .filter(|(_, group)| group.rain_limit_mm_h.is_some())
                .map(|(k, _)| k)
                .collect(),
            origin: low,
            step_m,
            columns,
            rows,
            tiles: vec![Vec::new(); columns * rows],
        };
        for (k, group) in site.groups.iter().enumerate() {
            by_zone[group.zone].push(k as u32);
            let tile = found.tile(group.at);
            found.tiles[tile].push(k as u32);
        }
        found.by_zone = by_zone;
        found
    }

    fn tile(&self, at: Point) -> usize {
        let clamp = |x: f64, n: usize| (libm::floor(x / self.step_m).max(0.0) as usize).min(n - 1);
        clamp(at.1 - self.origin.1, self.rows) * self.columns + clamp(at.0 - self.origin.0, self.columns)
    }

    /// Packets whose homes lie within a radius of a point, nearest first.
    pub fn around(&self, site: &ResponseSite, at: Point, radius_m: f64) -> Vec<u32> {
        let mut near = Vec::new();
        let reach = (radius_m / self.step_m).ceil() as usize;
        let middle = self.tile(at);
        let (column, row) = (middle % self.columns, middle / self.columns);
        for r in row.saturating_sub(reach)..=(row + reach).min(self.rows - 1) {
            for c in column.saturating_sub(reach)..=(column + reach).min(self.columns - 1) {
                for &k in &self.tiles[r * self.columns + c] {
                    let distance = site.groups[k as usize].at.distance_m(at);
                    if distance <= radius_m {
                        near.push((distance, k));
                    }
                }
            }
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.into_iter().map(|(_, k)| k).collect()
    }
}

/// Entities of the site's lists.
#[derive(Clone, Debug, Resource)]
pub struct Index {
    /// Packets.
    pub groups: Vec<Entity>,
    /// Shelters.
    pub shelters: Vec<Entity>,
    /// Depots.
    pub depots: Vec<Entity>,
    /// Teams.
    pub teams: Vec<Entity>,
    /// Teams in the order of their identities, as indices of the site's list.
    pub team_order: Vec<u32>,
    /// Packets by zone and place.
    pub near: Arc<Neighbourhood>,
    /// Nodes of the road graph by place.
    pub nodes: Arc<PointIndex>,
    /// What open roads cost.
    pub costs: Arc<OpenRoads>,
}

/// What the roads cost those who travel in numbers, while they are open.
#[derive(Clone, Debug)]
pub struct OpenRoads {
    /// Ordinary cars.
    pub car: LinkCosts,
    /// Families on foot.
    pub walker: LinkCosts,
}

impl OpenRoads {
    /// The costs of a site's roads.
    pub fn new(site: &ResponseSite) -> Self {
        let walker = Profile::walker(site.params.walk_speed_m_s);
        Self { car: LinkCosts::new(&site.graph, Profile::CAR), walker: LinkCosts::new(&site.graph, walker) }
    }
}
