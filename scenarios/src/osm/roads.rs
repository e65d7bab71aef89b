//! Roads of the road network from ways tagged `highway`.

use sandtable_space::{Point, Polyline, RoadClass};

use super::OsmWay;
use crate::data::{Reason, Tally};
use crate::vector::{NO_ROAD, NO_SPEED, RoadLine, Vertexed, class_of_name, class_rules};

/// What is assumed where the tags say nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OsmRules {
    /// Depth of the lowest point of a tunnel for cars below the ground, m. The tags
    /// do not hold it; 5 m is the height of a road tunnel and its cover (assumed).
    pub tunnel_sag_m: f64,
    /// Take foot and cycle paths too.
    pub paths: bool,
}

impl Default for OsmRules {
    fn default() -> Self {
        Self { tunnel_sag_m: 5.0, paths: true }
    }
}

/// A road with the numbers of its nodes, in longitude and latitude.
#[derive(Clone, Debug, PartialEq)]
pub struct OsmRoad {
    /// The road; its line is in degrees.
    pub road: RoadLine,
    /// Node numbers for the graph, and the same places.
    pub vertices: Vertexed,
}

/// An area, not a line.
pub const AREA: Reason = Reason { en: "a square drawn as an area", zh: "以面表示的广场" };
/// Private.
pub const NO_ACCESS: Reason = Reason { en: "no public access", zh: "不对公众开放" };
/// Less than two nodes in the file.
pub const BROKEN: Reason =
    Reason { en: "fewer than two nodes in the file", zh: "文件中不足两个节点" };
/// Paths left out by choice.
pub const PATHS: Reason =
    Reason { en: "foot or cycle path, left out by choice", zh: "人行或自行车道，按选项舍弃" };
/// Tunnel depth assumed.
pub const TUNNEL: Reason = Reason { en: "tunnel of unknown depth", zh: "深度未知的隧道" };

/// Roads of the network, and an account of the ways that are none.
pub fn osm_roads(ways: &[OsmWay], rules: &OsmRules, tally: &mut Tally) -> Vec<OsmRoad> {
    ways.iter().filter_map(|way| road(way, rules, tally)).collect()
}

fn road(way: &OsmWay, rules: &OsmRules, tally: &mut Tally) -> Option<OsmRoad> {
    let key = format!("osm-{}", way.id);
    let highway = way.tag("highway").unwrap_or_default();
    let Some(mut class) = class_of_name(highway) else {
        tally.drop(NO_ROAD, format!("{key} {highway}"));
        return None;
    };
    if way.tag("area") == Some("yes") {
        tally.drop(AREA, key);
        return None;
    }
    if matches!(way.tag("access"), Some("no" | "private")) {
        tally.drop(NO_ACCESS, key);
        return None;
    }
    // Closed to motor vehicles: a path for those on foot.
    if matches!(way.tag("motor_vehicle"), Some("no" | "private")) {
        class = RoadClass::Path;
    }
    if class == RoadClass::Path && !rules.paths {
        tally.drop(PATHS, key);
        return None;
    }
    if way.points.len() < 2 {
        tally.drop(BROKEN, key);
        return None;
    }
    let direction = direction(way, class);
    let mut vertices =
        Vertexed { ids: way.nodes.iter().map(|&id| id as u64).collect(), points: way.points.clone() };
    if direction == Direction::Against {
        vertices.ids.reverse();
        vertices.points.reverse();
    }
    let oneway = direction != Direction::Both;
    let speed = speed_kmh(way, class);
    if speed.is_none() {
        tally.assume(NO_SPEED, key.clone());
    }
    let tunnel = way.tag("tunnel") == Some("yes") && class != RoadClass::Path;
    if tunnel {
        tally.assume(TUNNEL, key.clone());
    }
    let road = RoadLine {
        key,
        class,
        lanes: lanes(way, class, oneway),
        speed_kmh: speed.unwrap_or(class_rules(class).speed_kmh),
        oneway,
        bridge: way.tag("bridge").is_some_and(|bridge| bridge != "no"),
        sag_m: if tunnel { rules.tunnel_sag_m } else { 0.0 },
        line: Polyline(vertices.points.clone()),
    };
    Some(OsmRoad { road, vertices })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Both,
    Along,
    Against,
}

fn direction(way: &OsmWay, class: RoadClass) -> Direction {
    match way.tag("oneway") {
        Some("yes" | "true" | "1") => Direction::Along,
        Some("-1" | "reverse") => Direction::Against,
        Some("no" | "false" | "0") => Direction::Both,
        _ if class == RoadClass::Motorway => Direction::Along,
        _ if matches!(way.tag("junction"), Some("roundabout" | "circular")) => Direction::Along,
        _ => Direction::Both,
    }
}

/// Lanes a direction.
fn lanes(way: &OsmWay, class: RoadClass, oneway: bool) -> u8 {
    let number = |name: &str| way.tag(name)?.parse::<f64>().ok().filter(|n| *n >= 1.0 && *n < 20.0);
    let stated = if oneway {
        number("lanes")
    } else {
        number("lanes:forward").or_else(|| number("lanes").map(|both| libm::floor(both / 2.0).max(1.0)))
    };
    stated.map_or(class_rules(class).lanes, |lanes| lanes as u8)
}

/// The limit in km/h; none if there is none or it is no number.
fn speed_kmh(way: &OsmWay, class: RoadClass) -> Option<f64> {
    if class == RoadClass::Path {
        return Some(class_rules(class).speed_kmh);
    }
    let text = way.tag("maxspeed")?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|v| *v > 0.0 && *v <= 200.0);
    // Miles per hour where it says so (OSM wiki, Key:maxspeed).
    text.strip_suffix("mph").map_or_else(|| number(text), |miles| number(miles).map(|v| v * 1.609_344))
}

impl OsmRoad {
    /// The same road with its places carried to another system.
    ///
    /// # Errors
    /// Those of `carry`.
    pub fn carried<E>(mut self, carry: impl Fn(Point) -> Result<Point, E>) -> Result<Self, E> {
        self.vertices.points = self.vertices.points.into_iter().map(carry).collect::<Result<_, E>>()?;
        self.road.line = Polyline(self.vertices.points.clone());
        Ok(self)
    }
}
