//! Roads from OpenStreetMap or GeoJSON lines.

use sandtable_space::{Point, RoadGraph};

use super::ImportError;
use super::areas::OUTSIDE;
use super::session::{Way, Work, Written};
use crate::data::{Reason, Tally};
use crate::osm::{self, OsmRules, osm_roads};
use crate::vector::{
    Geometry, GraphOptions, RoadLine, Snap, Vertexed, build_graph, read_features, road_lines,
    road_properties, snapped, write_features,
};

/// Ends joined.
pub const JOINED: Reason =
    Reason { en: "ends of roads joined to the road beside them", zh: "与邻近道路相接的路端" };
/// Roads.
pub const ROADS: Reason = Reason { en: "roads between junctions", zh: "路口之间的道路" };

pub(super) fn roads(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let (lines, vertices, epsg) =
        if work.ends_with(&[".pbf"]) { from_osm(work, tally)? } else { from_lines(work, tally)? };
    let (lines, vertices) = clipped(work, lines, vertices, tally)?;
    let options = GraphOptions { largest_part_only: work.options.largest_part_only.unwrap_or(true) };
    let graph = build_graph(&lines, &vertices, options, tally);
    if graph.links().is_empty() {
        return Err(ImportError::Nothing("no road inside the case's area".into()));
    }
    let pieces = pieces(&graph, work.simplify_m(0.5));
    tally.keep(ROADS, pieces.len() as u64);
    let shapes: Vec<Geometry> = pieces.iter().map(|road| Geometry::Lines(vec![road.line.clone()])).collect();
    let text = write_features(epsg, shapes.iter().zip(pieces.iter().map(road_properties)));
    Ok((text.into_bytes(), Some(epsg)))
}

type Roads = (Vec<RoadLine>, Vec<Vertexed>, u32);

fn from_osm(work: &Work<'_>, tally: &mut Tally) -> Result<Roads, ImportError> {
    let extract = osm::read(work.file)?;
    let usual = OsmRules::default();
    let rules = OsmRules {
        tunnel_sag_m: work.options.tunnel_sag_m.filter(|m| *m >= 0.0).unwrap_or(usual.tunnel_sag_m),
        paths: work.options.paths.unwrap_or(false),
    };
    let roads = osm_roads(&extract.highways, &rules, tally);
    let middle = roads.first().and_then(|road| road.vertices.points.first()).copied();
    let middle = middle.ok_or_else(|| ImportError::Nothing("no roads".into()))?;
    let way = work.way(Some(4326), middle)?;
    let roads: Vec<_> =
        roads.into_iter().map(|road| road.carried(|p| way.point(p))).collect::<Result<_, _>>()?;
    let (lines, vertices) = roads.into_iter().map(|road| (road.road, road.vertices)).unzip();
    Ok((lines, vertices, way.epsg))
}

fn from_lines(work: &Work<'_>, tally: &mut Tally) -> Result<Roads, ImportError> {
    let file = read_features(work.file)?;
    let mut lines = road_lines(&file.list, tally);
    if !work.options.paths.unwrap_or(true) {
        lines.retain(|road| {
            let path = road.class == sandtable_space::RoadClass::Path;
            if path {
                tally.drop(osm::PATHS, road.key.clone());
            }
            !path
        });
    }
    let middle = lines.iter().find_map(|road| road.line.0.first()).copied();
    let middle = middle.ok_or_else(|| ImportError::Nothing("no roads".into()))?;
    let way: Way = work.way(Some(file.epsg), middle)?;
    for road in &mut lines {
        road.line.0 = way.points(&road.line.0)?;
    }
    let usual = Snap::default();
    let snap = Snap {
        distance_m: work.options.snap_m.filter(|m| m.is_finite() && *m >= 0.0).unwrap_or(usual.distance_m),
    };
    let shapes: Vec<_> = lines.iter().map(|road| road.line.clone()).collect();
    let (vertices, joined) = snapped(&shapes, snap);
    if joined > 0 {
        tally.keep(JOINED, joined as u64);
    }
    Ok((lines, vertices, way.epsg))
}

/// Leaves the stretches of vertices inside the case's area.
fn clipped(
    work: &Work<'_>,
    lines: Vec<RoadLine>,
    vertices: Vec<Vertexed>,
    tally: &mut Tally,
) -> Result<(Vec<RoadLine>, Vec<Vertexed>), ImportError> {
    let Some(window) = work.clip()? else {
        return Ok((lines, vertices));
    };
    let (mut kept_lines, mut kept) = (Vec::new(), Vec::new());
    for (road, line) in lines.into_iter().zip(vertices) {
        let inside = |k: &usize| window.contains(line.points[*k]);
        let mut stretch: Vec<usize> = Vec::new();
        let mut pieces = Vec::new();
        for k in 0..=line.ids.len() {
            if k < line.ids.len() && inside(&k) {
                stretch.push(k);
            } else if !stretch.is_empty() {
                pieces.push(std::mem::take(&mut stretch));
            }
        }
        if pieces.iter().all(|piece| piece.len() < 2) && line.ids.len() >= 2 {
            tally.drop(OUTSIDE, road.key);
            continue;
        }
        for piece in pieces.into_iter().filter(|piece| piece.len() >= 2) {
            let take = |k: &usize| (line.ids[*k], line.points[*k]);
            let (ids, points): (Vec<u64>, Vec<Point>) = piece.iter().map(take).unzip();
            kept.push(Vertexed { ids, points });
            kept_lines.push(road.clone());
        }
    }
    Ok((kept_lines, kept))
}

/// Roads between junctions: one a pair of links.
fn pieces(graph: &RoadGraph, simplify_m: f64) -> Vec<RoadLine> {
    graph
        .links()
        .iter()
        .enumerate()
        .filter(|(k, link)| link.opposite.is_none_or(|other| *k < other.0 as usize))
        .map(|(_, link)| RoadLine {
            key: link.key.clone(),
            class: link.class,
            lanes: link.lanes,
            speed_kmh: libm::rint(link.free_speed_m_s * 3600.0) / 1000.0,
            oneway: link.opposite.is_none(),
            bridge: link.bridge,
            sag_m: link.sag_m,
            line: link.shape.simplified(simplify_m),
        })
        .collect()
}
