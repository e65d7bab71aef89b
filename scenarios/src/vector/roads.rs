//! Roads as lines with what is said of them.

use sandtable_space::{Polyline, RoadClass};
use serde_json::{Map, Value, json};

use super::features::{Feature, Geometry};
use crate::data::{Reason, Tally};

/// A road before it is part of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadLine {
    /// Key of the road; links made of it share it.
    pub key: String,
    /// Class.
    pub class: RoadClass,
    /// Lanes a direction.
    pub lanes: u8,
    /// Speed without other traffic, km/h.
    pub speed_kmh: f64,
    /// Only in the direction of the line.
    pub oneway: bool,
    /// On a bridge.
    pub bridge: bool,
    /// Depth of the lowest point of an underpass or tunnel below the ground, m.
    pub sag_m: f64,
    /// Course.
    pub line: Polyline,
}

/// What is assumed of a class of roads where the data say nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoadRules {
    /// Speed without other traffic, km/h.
    pub speed_kmh: f64,
    /// Lanes a direction.
    pub lanes: u8,
}

/// Assumptions for a class: round values of the order of usual limits, none of
/// them published; imports count each use of them as assumed.
pub fn class_rules(class: RoadClass) -> RoadRules {
    let (speed_kmh, lanes) = match class {
        RoadClass::Motorway => (100.0, 2),
        RoadClass::Trunk => (70.0, 2),
        RoadClass::Primary => (60.0, 2),
        RoadClass::Secondary => (50.0, 1),
        RoadClass::Tertiary => (40.0, 1),
        RoadClass::Local => (30.0, 1),
        RoadClass::Path => (5.0, 1),
    };
    RoadRules { speed_kmh, lanes }
}

const NAMES: [(RoadClass, &str); 7] = [
    (RoadClass::Motorway, "motorway"),
    (RoadClass::Trunk, "trunk"),
    (RoadClass::Primary, "primary"),
    (RoadClass::Secondary, "secondary"),
    (RoadClass::Tertiary, "tertiary"),
    (RoadClass::Local, "local"),
    (RoadClass::Path, "path"),
];

/// Name of a class in files.
pub fn class_name(class: RoadClass) -> &'static str {
    NAMES.iter().find(|(held, _)| *held == class).map_or("local", |(_, name)| name)
}

/// The class of a name in files: our names and those of OpenStreetMap's `highway`.
/// None for what is no road of the network.
pub fn class_of_name(name: &str) -> Option<RoadClass> {
    let name = name.trim().to_ascii_lowercase();
    let stem = name.strip_suffix("_link").unwrap_or(&name);
    if let Some((class, _)) = NAMES.iter().find(|(_, held)| *held == stem) {
        return Some(*class);
    }
    match stem {
        "residential" | "unclassified" | "living_street" | "service" | "road" | "street" | "busway" => {
            Some(RoadClass::Local)
        }
        "footway" | "pedestrian" | "steps" | "cycleway" | "bridleway" | "track" | "trail" => {
            Some(RoadClass::Path)
        }
        _ => None,
    }
}

/// A feature without a line.
pub const NO_LINE: Reason = Reason { en: "no line", zh: "不是线" };
/// A class that is no road.
pub const NO_ROAD: Reason = Reason { en: "no class of road", zh: "不是道路等级" };
/// No class given.
pub const NO_CLASS: Reason =
    Reason { en: "no class given: local taken", zh: "未给出等级：取地方道路" };
/// No speed given.
pub const NO_SPEED: Reason =
    Reason { en: "no speed given: that of the class taken", zh: "未给出速度：取该等级的速度" };

/// Roads from the line features of a file. Properties read: `key`, `class` (or
/// `highway`), `lanes` a direction, `speed_kmh` (or `maxspeed`), `oneway`, `bridge`,
/// `sag_m`. A feature of several lines gives several roads of one key.
pub fn road_lines(features: &[Feature], tally: &mut Tally) -> Vec<RoadLine> {
    let mut roads = Vec::new();
    for feature in features {
        let label = feature.label();
        let Some(Geometry::Lines(lines)) = &feature.geometry else {
            tally.drop(NO_LINE, label);
            continue;
        };
        let class = match feature.first_text(&["class", "highway", "fclass"]) {
            Some(name) => class_of_name(&name),
            None => {
                tally.assume(NO_CLASS, label.clone());
                Some(RoadClass::Local)
            }
        };
        let Some(class) = class else {
            tally.drop(NO_ROAD, label);
            continue;
        };
        let rules = class_rules(class);
        let speed =
            ["speed_kmh", "maxspeed"].iter().find_map(|name| feature.number(name)).filter(|v| *v > 0.0);
        if speed.is_none() {
            tally.assume(NO_SPEED, label.clone());
        }
        let lanes = feature.number("lanes").filter(|lanes| *lanes >= 1.0).map(|lanes| lanes.min(20.0) as u8);
        for line in lines {
            roads.push(RoadLine {
                key: label.clone(),
                class,
                lanes: lanes.unwrap_or(rules.lanes),
                speed_kmh: speed.unwrap_or(rules.speed_kmh).min(200.0),
                oneway: feature.flag("oneway").unwrap_or(false),
                bridge: feature.flag("bridge").unwrap_or(false),
                sag_m: feature.number("sag_m").filter(|sag| *sag > 0.0).unwrap_or(0.0),
                line: line.clone(),
            });
        }
    }
    roads
}

/// The canonical properties of a road, as [`road_lines`] reads them.
pub fn road_properties(road: &RoadLine) -> Map<String, Value> {
    let value = json!({
        "key": road.key,
        "class": class_name(road.class),
        "lanes": road.lanes,
        "speed_kmh": road.speed_kmh,
        "oneway": road.oneway,
        "bridge": road.bridge,
        "sag_m": road.sag_m,
    });
    if let Value::Object(map) = value { map } else { Map::new() }
}
