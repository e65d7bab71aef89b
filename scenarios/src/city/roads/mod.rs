//! The road network of a generated city: through roads from a list, streets of
//! built-up areas by rule, lanes of villages; cut at their crossings into links.
//!
//! Left out: turning bans, one-way streets, lights, ramps (an interchange is a
//! node). Roads that cross without a common node are grade-separated.

pub mod crossing;
pub mod recipe;
pub mod streets;
mod weave;

use sandtable_kernel::Text;
use sandtable_space::{LinkId, NodeId, Point, RoadGraph};

pub use recipe::RoadRecipe;

use super::course::NearIndex;
use super::terrain::{Courses, RiverKind, Terrain, TerrainRecipe};

/// The network with its named structures.
#[derive(Clone, Debug)]
pub struct Roads {
    /// Nodes and links.
    pub graph: RoadGraph,
    /// Named bridges.
    pub bridges: Vec<Bridge>,
    /// Underpasses.
    pub underpasses: Vec<Underpass>,
    /// Names of through roads by the part of the link key before the last dot.
    pub names: Vec<(String, Text)>,
}

/// A named bridge.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Middle.
    pub at: Point,
    /// Its links, both directions.
    pub links: Vec<LinkId>,
    /// Level of the roadway, m.
    pub deck_m: f64,
}

/// An underpass.
#[derive(Clone, Debug, PartialEq)]
pub struct Underpass {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Lowest place.
    pub at: Point,
    /// Its links, both directions.
    pub links: Vec<LinkId>,
    /// Depth of the roadway below the ground, m.
    pub sag_m: f64,
}

/// Where roads may lie, and what they cross.
pub struct Land<'a> {
    recipe: &'a TerrainRecipe,
    terrain: &'a Terrain,
    wide: Vec<(NearIndex<'a>, f64)>,
}

/// Half the way from levee to levee beyond the channel of a wide river, m.
const LEVEE_ROOM_M: f64 = 140.0;

impl<'a> Land<'a> {
    /// Prepares the questions.
    pub fn new(recipe: &'a TerrainRecipe, courses: &'a Courses, terrain: &'a Terrain) -> Self {
        let high = Point(recipe.extent_m.0, recipe.extent_m.1);
        let wide = recipe
            .rivers
            .iter()
            .zip(&courses.rivers)
            .filter(|(river, _)| river.kind == RiverKind::Main)
            .map(|(river, course)| {
                let width = river.stations.iter().map(|s| s.width_m).fold(0.0, f64::max);
                let room = 0.5 * width.min(720.0) + LEVEE_ROOM_M;
                (NearIndex::new(course, Point(0.0, 0.0), high, room), room)
            })
            .collect();
        Self { recipe, terrain, wide }
    }

    /// Between the levees of a wide river.
    pub fn in_wide_river(&self, p: Point) -> bool {
        self.wide.iter().any(|(index, room)| index.near(p).is_some_and(|near| near.distance_m < *room))
    }

    /// Dry, not in the sea, a lake or a wide river.
    pub fn is_dry(&self, p: Point) -> bool {
        let Some(cell) = self.terrain.sea.frame.index_at(p) else { return false };
        !self.terrain.sea.cells[cell] && self.terrain.lake.cells[cell] == 0 && !self.in_wide_river(p)
    }

    /// Dry and no hill.
    pub fn is_level(&self, p: Point) -> bool {
        self.is_dry(p) && self.terrain.hill_m.at(p).is_some_and(|&hill| hill < 10.0)
    }

    /// Distances along a line at which it crosses tributaries and creeks, rising.
    pub fn narrow_crossings(&self, courses: &Courses, line: &[Point]) -> Vec<f64> {
        let along_m = super::course::distances(line);
        let mut crossings = Vec::new();
        for (pair, &along) in line.windows(2).zip(&along_m) {
            let own = crossing::Piece { line: 0, from: pair[0], to: pair[1], along_m: 0.0 };
            let length = pair[0].distance_m(pair[1]);
            let middle = pair[0].towards(pair[1], 0.5);
            for (river, course) in self.recipe.rivers.iter().zip(&courses.rivers) {
                if river.kind == RiverKind::Main {
                    continue;
                }
                for bit in course.line.0.windows(2) {
                    let (dx, dy) = ((bit[0].0 - middle.0).abs(), (bit[0].1 - middle.1).abs());
                    if dx.max(dy) > 0.5 * length + 100.0 {
                        continue;
                    }
                    let other = crossing::Piece { line: 1, from: bit[0], to: bit[1], along_m: 0.0 };
                    if let Some((share, _)) = crossing::meet(&own, &other, 0.0) {
                        crossings.push(along + share * length);
                    }
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        crossings
    }
}

/// Makes the network. `settlements` are the places that must be reached: place and
/// whether it is a village with lanes of its own.
///
/// # Errors
/// If the pieces make no graph; the message says which.
pub fn build(
    roads: &RoadRecipe,
    terrain_recipe: &TerrainRecipe,
    courses: &Courses,
    terrain: &Terrain,
    settlements: &[(String, Point, bool)],
) -> Result<Roads, sandtable_space::road::RoadError> {
    let land = Land::new(terrain_recipe, courses, terrain);
    let mut web = weave::Web::new(roads);
    for road in &roads.roads {
        web.add(&format!("road.{}", road.key), road.class, &road.line, true);
    }
    for area in &terrain_recipe.areas {
        for street in streets::lay(area, |p| land.is_level(p)) {
            web.add(&street.key, street.class, &street.line, false);
        }
    }
    web.cut(&land);
    for (key, at, village) in settlements {
        if *village {
            web.lanes(key, *at, &land);
        }
        web.tie(key, *at, &land);
    }
    web.join_components(&land);
    web.span_creeks(&land, courses);
    let graph = web.graph(&roads.underpasses)?;
    let nearest = |near: Point, wanted: &dyn Fn(&sandtable_space::Link) -> bool| {
        let mut best: Option<(f64, usize)> = None;
        for (k, link) in graph.links().iter().enumerate() {
            if wanted(link) {
                let distance = link.shape.nearest(near).0;
                if best.is_none_or(|(least, _)| distance < least) {
                    best = Some((distance, k));
                }
            }
        }
        best.map(|(_, k)| {
            let mut links = vec![LinkId(k as u32)];
            links.extend(graph.links()[k].opposite);
            links
        })
        .unwrap_or_default()
    };
    let bridges = roads
        .bridges
        .iter()
        .map(|bridge| Bridge {
            key: bridge.key.clone(),
            name: bridge.name.clone(),
            at: bridge.near,
            links: nearest(bridge.near, &|link| link.bridge && link.length_m > 300.0),
            deck_m: bridge.deck_m,
        })
        .collect();
    let underpasses = roads
        .underpasses
        .iter()
        .map(|under| Underpass {
            key: under.key.clone(),
            name: under.name.clone(),
            at: under.near,
            links: nearest(under.near, &|link| link.sag_m > 0.0),
            sag_m: under.sag_m,
        })
        .collect();
    let names = roads.roads.iter().map(|road| (format!("road.{}", road.key), road.name.clone())).collect();
    Ok(Roads { graph, bridges, underpasses, names })
}

/// The node of a graph nearest to a place among those of a set of nodes.
pub fn nearest_of(graph: &RoadGraph, at: Point, of: impl Fn(NodeId) -> bool) -> Option<NodeId> {
    let mut best: Option<(f64, NodeId)> = None;
    for (k, node) in graph.nodes().iter().enumerate() {
        let id = NodeId(k as u32);
        let distance = node.distance_m(at);
        if best.is_none_or(|(least, _)| distance < least) && of(id) {
            best = Some((distance, id));
        }
    }
    best.map(|(_, id)| id)
}
