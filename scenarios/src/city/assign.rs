//! What follows from the lists once there are ground and roads: where the houses of
//! a community stand, its node of the road graph, the area of a zone, and the
//! shelters that its people go to.

use sandtable_command::register::Category;
use sandtable_space::routing::{Profile, Tree, TreeOptions};
use sandtable_space::{Grid, NodeId, Point, Polygon, RoadGraph};

use super::lists::{Community, Shelter, ZoneEntry};
use super::terrain::{Cover, Terrain};

/// Where the people of a community live.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Zone, by position in the list.
    pub zone: usize,
    /// Households.
    pub households: u32,
    /// Residents on the evacuation list of the community's category.
    pub listed: u32,
    /// Node of the road graph nearest to its middle.
    pub node: NodeId,
    /// Cells of its houses in the terrain that they stand on, in index order; people are
    /// spread over them evenly.
    pub cells: Vec<u32>,
}

/// A zone's area and shelters.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneArea {
    /// Middle: mean place of its residents.
    pub centre: Point,
    /// Outline, for maps and warnings: the hull of its houses.
    pub area: Polygon,
    /// Residents.
    pub population: u32,
    /// Shelters by position in the list and places kept there, in order of
    /// preference.
    pub shelters: Vec<(usize, u32)>,
}

/// Residents per square kilometre of a village, for its radius (assumed).
const VILLAGE_DENSITY_KM2: f64 = 4500.0;
/// Urban houses belong to the nearest community within this distance, m.
const URBAN_REACH_M: f64 = 1400.0;
/// Share of the people on a list who need a place in a shelter; the others go to
/// relatives (assumed).
const SHELTER_SHARE: f64 = 0.35;

/// Radius of the houses of a village, m.
pub fn village_radius_m(population: u32) -> f64 {
    libm::sqrt(f64::from(population) / VILLAGE_DENSITY_KM2 / std::f64::consts::PI) * 1000.0
}

/// Cells of the houses of every community: built-up ground nearest to it, and at
/// least the driest cell at its middle.
pub fn cells_of(communities: &[Community], terrain: &Terrain) -> Vec<Vec<u32>> {
    let frame = terrain.cover.frame;
    let mut cells: Vec<Vec<u32>> = vec![Vec::new(); communities.len()];
    for k in 0..frame.len() {
        let class = terrain.cover.cells[k];
        let village = class == Cover::Village as u8;
        let built =
            village || [Cover::Urban, Cover::Dense, Cover::Industrial].iter().any(|c| *c as u8 == class);
        if !built {
            continue;
        }
        let (column, row) = frame.column_row(k);
        let p = frame.centre(column, row);
        let mut best: Option<(f64, usize)> = None;
        for (j, community) in communities.iter().enumerate() {
            let distance = community.at.distance_m(p);
            let reach = if village { village_radius_m(community.population) + 200.0 } else { URBAN_REACH_M };
            if distance < reach && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, j));
            }
        }
        if let Some((_, j)) = best {
            cells[j].push(k as u32);
        }
    }
    for (own, community) in cells.iter_mut().zip(communities) {
        if let (true, Some(k)) = (own.is_empty(), frame.index_at(community.at)) {
            own.push(k as u32);
        }
    }
    cells
}

/// Outlines and middles of the zones.
pub fn areas(
    zones: &[ZoneEntry],
    communities: &[Community],
    homes: &[Home],
    cover: &Grid<u8>,
) -> Vec<ZoneArea> {
    let frame = cover.frame;
    let half = 0.5 * frame.cell_m;
    (0..zones.len())
        .map(|z| {
            let mut corners = Vec::new();
            let (mut x, mut y, mut people) = (0.0, 0.0, 0u32);
            for (community, home) in communities.iter().zip(homes).filter(|(_, home)| home.zone == z) {
                let n = f64::from(community.population);
                x += n * community.at.0;
                y += n * community.at.1;
                people += community.population;
                for &cell in &home.cells {
                    let (column, row) = frame.column_row(cell as usize);
                    let p = frame.centre(column, row);
                    for (dx, dy) in [(-half, -half), (half, -half), (half, half), (-half, half)] {
                        corners.push(Point(p.0 + dx, p.1 + dy));
                    }
                }
            }
            let n = f64::from(people.max(1));
            let centre = Point(x / n, y / n);
            ZoneArea { centre, area: hull(corners), population: people, shelters: Vec::new() }
        })
        .collect()
}

/// Convex hull, counter-clockwise (Andrew 1979, monotone chain).
fn hull(mut points: Vec<Point>) -> Polygon {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    let turn = |o: Point, a: Point, b: Point| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while chain.len() > 1 && turn(chain[chain.len() - 2], chain[chain.len() - 1], p) <= 0.0 {
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut ring = half(&mut points.iter().copied());
    ring.extend(half(&mut points.iter().rev().copied()));
    Polygon(ring)
}

/// Assigns shelters: zones in the order flood, slope, houses, outdoor, ordinary,
/// each to the nearest by road with places left. Every zone gets at least the
/// nearest one, places or not.
pub fn shelters(
    zones: &[ZoneEntry],
    homes: &[Home],
    shelters: &[Shelter],
    graph: &RoadGraph,
    areas: &mut [ZoneArea],
) {
    let node_of: Vec<Option<NodeId>> = shelters.iter().map(|s| graph.nearest_node(s.at)).collect();
    let mut left: Vec<u32> = shelters.iter().map(|s| s.capacity).collect();
    let mut order: Vec<usize> = (0..zones.len()).collect();
    let rank = |category: Category| match category {
        Category::FloodVillage => 0,
        Category::Slope => 1,
        Category::DangerousHouse => 2,
        Category::OutdoorWork => 3,
        Category::Ordinary => 4,
    };
    order.sort_by_key(|&z| (rank(zones[z].category), z));
    for z in order {
        let own: Vec<&Home> = homes.iter().filter(|home| home.zone == z).collect();
        let sources: Vec<(NodeId, f64)> = own.iter().map(|home| (home.node, 0.0)).collect();
        let tree = Tree::from_sources(graph, &sources, TreeOptions::default(), |_, link| {
            Profile::CAR.cost_s(link, sandtable_space::LinkState::Open)
        });
        let cost = |k: usize| node_of[k].map_or(f64::INFINITY, |node| tree.cost_s(node));
        let mut near: Vec<usize> = (0..shelters.len()).filter(|&k| cost(k).is_finite()).collect();
        near.sort_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b)));
        let listed: u32 = own.iter().map(|home| home.listed).sum();
        let mut wanted = libm::ceil(SHELTER_SHARE * f64::from(listed)) as u32;
        for &k in &near {
            if wanted == 0 {
                break;
            }
            let places = left[k].min(wanted);
            if places > 0 {
                left[k] -= places;
                wanted -= places;
                areas[z].shelters.push((k, places));
            }
        }
        if let (true, Some(&nearest)) = (areas[z].shelters.is_empty(), near.first()) {
            areas[z].shelters.push((nearest, 0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hull_of_a_square_with_inner_points_is_the_square() {
        let ring = hull(vec![
            Point(0.0, 0.0),
            Point(2.0, 0.0),
            Point(2.0, 2.0),
            Point(0.0, 2.0),
            Point(1.0, 1.0),
            Point(1.0, 0.0),
        ]);
        assert_eq!(ring.0.len(), 4);
        assert_eq!(ring.area_m2(), 4.0);
    }
}
