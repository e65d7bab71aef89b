//! What maps of a place are drawn on.

use sandtable_results::{BaseMap, LineKind, MapLine, MapPlace, PlaceKind};
use sandtable_space::{Grid, RoadClass};

use crate::place::Place;

/// The base map of a place.
pub fn base_map(place: &Place) -> BaseMap {
    let frame = place.layers.frame;
    let water =
        place.land.iter().zip(&place.layers.stage).map(|(land, stage)| !*land || *stage > 0).collect();
    let mut lines = Vec::new();
    for (k, link) in place.roads.links().iter().enumerate() {
        // Both directions are one line.
        if link.opposite.is_some_and(|opposite| (opposite.0 as usize) < k) {
            continue;
        }
        let main = link.class <= RoadClass::Primary;
        if main || link.class <= RoadClass::Secondary {
            let kind = if main { LineKind::MainRoad } else { LineKind::Road };
            lines.push(MapLine { kind, points: link.shape.0.clone() });
        }
    }
    let levees = place
        .flood
        .levees
        .iter()
        .map(|levee| MapLine { kind: LineKind::Levee, points: levee.line.0.clone() });
    lines.extend(levees);
    lines.extend(place.borders.iter().map(|line| MapLine { kind: LineKind::Border, points: line.0.clone() }));
    let towns = place.units.iter().filter(|unit| unit.level == 2);
    let towns = towns.map(|unit| MapPlace { kind: PlaceKind::Town, at: unit.at, name: unit.name.clone() });
    let gauges = place.gauges.iter().filter(|gauge| gauge.levels_m.is_some());
    let gauges =
        gauges.map(|gauge| MapPlace { kind: PlaceKind::Gauge, at: gauge.at, name: gauge.name.clone() });
    BaseMap {
        ground_m: Grid { frame, cells: place.layers.ground_m.clone() },
        water,
        lines,
        places: towns.chain(gauges).collect(),
        epsg: place.epsg,
    }
}
