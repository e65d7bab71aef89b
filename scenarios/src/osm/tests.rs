use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sandtable_space::RoadClass;
use sandtable_space::routing::{strong_components, weak_components};

use super::*;
use crate::data::{FaultKind, Tally};
use crate::project::Transform;
use crate::raster::tests::real;
use crate::vector::{GraphOptions, LINKS, NODES, build_graph};

/// Writes Protocol Buffers by hand: enough for a small extract.
mod write {
    pub fn varint(mut value: u64, out: &mut Vec<u8>) {
        while value > 127 {
            out.push(value as u8 | 128);
            value >>= 7;
        }
        out.push(value as u8);
    }

    pub fn bytes(field: u64, content: &[u8], out: &mut Vec<u8>) {
        varint(field << 3 | 2, out);
        varint(content.len() as u64, out);
        out.extend(content);
    }

    pub fn number(field: u64, value: u64, out: &mut Vec<u8>) {
        varint(field << 3, out);
        varint(value, out);
    }

    fn signed(value: i64) -> u64 {
        ((value << 1) ^ (value >> 63)) as u64
    }

    /// Differences of a list, packed.
    pub fn differences(values: &[i64]) -> Vec<u8> {
        let (mut out, mut last) = (Vec::new(), 0);
        for &value in values {
            varint(signed(value - last), &mut out);
            last = value;
        }
        out
    }

    pub fn blob(kind: &str, content: &[u8], out: &mut Vec<u8>) {
        let mut blob = Vec::new();
        bytes(1, content, &mut blob);
        let mut header = Vec::new();
        bytes(1, kind.as_bytes(), &mut header);
        number(3, blob.len() as u64, &mut header);
        out.extend((header.len() as u32).to_be_bytes());
        out.extend(header);
        out.extend(blob);
    }
}

/// Number, nodes and tags of a way.
type Way<'a> = (i64, &'a [i64], &'a [(&'a str, &'a str)]);

/// An extract of nodes (id, longitude, latitude in 1e-7 degrees) and ways.
fn pbf(nodes: &[(i64, i64, i64)], ways: &[Way<'_>]) -> Vec<u8> {
    let mut strings = vec![String::new()];
    let mut string = |text: &str| {
        strings.iter().position(|held| held == text).unwrap_or_else(|| {
            strings.push(text.to_owned());
            strings.len() - 1
        }) as u64
    };
    let mut group = Vec::new();
    let mut dense = Vec::new();
    let column = |k: usize| nodes.iter().map(|n| [n.0, n.2, n.1][k]).collect::<Vec<_>>();
    write::bytes(1, &write::differences(&column(0)), &mut dense);
    write::bytes(8, &write::differences(&column(1)), &mut dense);
    write::bytes(9, &write::differences(&column(2)), &mut dense);
    write::bytes(2, &dense, &mut group);
    let mut way_group = Vec::new();
    for (id, refs, tags) in ways {
        let mut way = Vec::new();
        write::number(1, *id as u64, &mut way);
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in *tags {
            write::varint(string(key), &mut keys);
            write::varint(string(value), &mut values);
        }
        write::bytes(2, &keys, &mut way);
        write::bytes(3, &values, &mut way);
        write::bytes(8, &write::differences(refs), &mut way);
        write::bytes(3, &way, &mut way_group);
    }
    let mut table = Vec::new();
    for text in &strings {
        write::bytes(1, text.as_bytes(), &mut table);
    }
    let mut block = Vec::new();
    write::bytes(1, &table, &mut block);
    write::bytes(2, &group, &mut block);
    write::bytes(2, &way_group, &mut block);
    let mut out = Vec::new();
    write::blob("OSMHeader", &[], &mut out);
    write::blob("OSMData", &block, &mut out);
    out
}

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.osm.pbf");
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

/// A square of four nodes around 113.3 E, 23.1 N with a way of every kind.
fn village() -> Vec<u8> {
    let at = |x: i64, y: i64| (1_133_000_000 + x * 10_000, 231_000_000 + y * 10_000);
    let nodes: Vec<(i64, i64, i64)> = [(1, 0, 0), (2, 1, 0), (3, 1, 1), (4, 0, 1), (5, 2, 0)]
        .into_iter()
        .map(|(id, x, y)| (id, at(x, y).0, at(x, y).1))
        .collect();
    pbf(
        &nodes,
        &[
            (
                10,
                &[1, 2, 3],
                &[("highway", "primary"), ("maxspeed", "50"), ("lanes", "4"), ("bridge", "yes")],
            ),
            (11, &[3, 4, 1], &[("highway", "residential"), ("maxspeed", "20 mph"), ("tunnel", "yes")]),
            (12, &[2, 4], &[("highway", "tertiary"), ("oneway", "-1")]),
            (13, &[2, 5], &[("highway", "footway")]),
            (14, &[1, 3], &[("highway", "proposed")]),
            (15, &[1, 3], &[("highway", "service"), ("access", "private")]),
            (16, &[1, 2, 3, 1], &[("highway", "pedestrian"), ("area", "yes")]),
            (17, &[1, 99], &[("highway", "residential")]),
            (18, &[1, 2, 3, 4, 1], &[("building", "yes"), ("building:levels", "3")]),
            (19, &[1, 3], &[("waterway", "river")]),
        ],
    )
}

#[test]
fn roads_of_a_village() {
    let (_folder, path) = file(&village());
    let extract = read(&path).expect("a sound file");
    let counts = &extract.counts;
    assert_eq!((counts.nodes, counts.ways, counts.relations), (5, 10, 0));
    assert_eq!((counts.highways, counts.buildings, counts.bounds), (8, 1, None));
    assert_eq!(extract.buildings[0].tag("building:levels"), Some("3"));
    assert!((extract.buildings[0].points[1].0 - 113.301).abs() < 1e-9);
    assert!((extract.buildings[0].points[1].1 - 23.1).abs() < 1e-9);

    let mut tally = Tally::default();
    let roads = osm_roads(&extract.highways, &OsmRules::default(), &mut tally);
    assert_eq!(roads.len(), 4);
    for (why, count) in [(AREA, 1), (NO_ACCESS, 1), (BROKEN, 1), (crate::vector::NO_ROAD, 1), (PATHS, 0)] {
        assert_eq!(tally.dropped_for(why), count, "{}", why.en);
    }
    let [primary, lane, against, path] = &roads[..] else { panic!("four roads") };
    assert_eq!(
        (primary.road.class, primary.road.lanes, primary.road.speed_kmh),
        (RoadClass::Primary, 2, 50.0)
    );
    assert!(primary.road.bridge && !primary.road.oneway && primary.road.sag_m == 0.0);
    assert!((lane.road.speed_kmh - 32.186_88).abs() < 1e-9 && lane.road.sag_m == 5.0);
    assert_eq!((against.vertices.ids.as_slice(), against.road.oneway), (&[4, 2][..], true));
    assert_eq!(path.road.class, RoadClass::Path);

    let transform = Transform::between(4326, 32649).expect("known");
    let roads: Vec<OsmRoad> = roads
        .into_iter()
        .map(|road| road.carried(|p| transform.point(p)))
        .collect::<Result<_, _>>()
        .expect("carried");
    let (lines, vertices): (Vec<_>, Vec<_>) = roads.into_iter().map(|r| (r.road, r.vertices)).unzip();
    let graph = build_graph(&lines, &vertices, GraphOptions::default(), &mut tally);
    // 1-2, 2-3 of the bridge, 3-4, 4-1 of the lane, the path 2-5, both ways; 4-2 one way.
    assert_eq!((graph.nodes().len(), graph.links().len()), (5, 11));
    assert_eq!(tally.kept_of(NODES), 5);
    for (k, link) in graph.links().iter().enumerate() {
        if let Some(back) = link.opposite {
            let back = graph.link(back);
            assert_eq!(
                (back.from, back.to, back.opposite.map(|id| id.0 as usize)),
                (link.to, link.from, Some(k))
            );
            assert_eq!(back.length_m, link.length_m);
        } else {
            assert_eq!(link.key, "osm-12");
        }
        assert_eq!(link.shape.0.first(), Some(&graph.node(link.from)));
        assert_eq!(link.shape.0.last(), Some(&graph.node(link.to)));
    }
    // 0.001 degrees of longitude at 23.1° N is 102.4 m on the ground, 0.04 % less or
    // more in the projection.
    let one = graph.links().iter().find(|link| link.key == "osm-10").expect("the bridge");
    assert!((one.length_m - 102.4).abs() < 0.2, "{}", one.length_m);
}

/// Counted with PyPI osmium.
#[test]
fn val_counts_of_helsinki_and_beirut() {
    for (name, nodes, ways, relations, highways, buildings, bounds) in [
        (
            "ecosystem/osm/helsinki.osm.pbf",
            24_260,
            5_130,
            620,
            2_650,
            433,
            [24.935_176_2, 60.164_155_0, 24.953_414_5, 60.179_113_0],
        ),
        (
            "ecosystem/osm/test_piece.osm.pbf",
            8_055,
            1_305,
            28,
            248,
            987,
            [35.473_899_0, 33.888_829_9, 35.483_418_9, 33.898_580_9],
        ),
    ] {
        let Some(path) = real(name) else { return };
        let OsmCounts { bounds: held, .. } = read(&path).expect("a sound file").counts;
        let counts = read(&path).expect("a sound file").counts;
        println!("{name}: {counts:?}");
        assert_eq!((counts.nodes, counts.ways, counts.relations), (nodes, ways, relations));
        assert_eq!((counts.highways, counts.buildings), (highways, buildings));
        for (held, expected) in held.expect("a box").into_iter().zip(bounds) {
            assert!((held - expected).abs() < 1e-7);
        }
    }
}

#[test]
fn helsinki_becomes_one_network() {
    let Some(path) = real("ecosystem/osm/helsinki.osm.pbf") else { return };
    let extract = read(&path).expect("a sound file");
    let mut tally = Tally::default();
    let rules = OsmRules { paths: false, ..OsmRules::default() };
    let transform = Transform::between(4326, 32635).expect("known");
    let roads: Vec<OsmRoad> = osm_roads(&extract.highways, &rules, &mut tally)
        .into_iter()
        .map(|road| road.carried(|p| transform.point(p)).expect("carried"))
        .collect();
    let (lines, vertices): (Vec<_>, Vec<_>) = roads.into_iter().map(|r| (r.road, r.vertices)).unzip();
    let graph = build_graph(&lines, &vertices, GraphOptions::default(), &mut tally);
    for line in tally.lines(sandtable_kernel::Lang::En) {
        println!("{line}");
    }
    println!("{} nodes, {} links", graph.nodes().len(), graph.links().len());
    assert!(weak_components(&graph, |_, _| true).iter().all(|&k| k == 0));
    assert!(strong_components(&graph, |_, _| true).iter().all(|&k| k == 0));
    // Every way tagged as a road is accounted for.
    let dropped: u64 = tally
        .dropped
        .iter()
        .filter(|(why, _)| !why.contains("link") && !why.contains("length"))
        .map(|(_, c)| c.count)
        .sum();
    assert_eq!(dropped + lines.len() as u64, 2_650);
    assert_eq!(tally.kept_of(LINKS), graph.links().len() as u64);
    assert!(graph.links().len() > 500);
}

#[test]
fn cut_and_foreign_files_are_errors() {
    let whole = village();
    for cut in [1, 5, 20, whole.len() / 2, whole.len() - 1] {
        let (_folder, path) = file(&whole[..cut]);
        let error = read(&path).expect_err("cut");
        assert_eq!(error.kind, FaultKind::Malformed, "{error}");
    }
    let (_folder, path) = file(b"<osm version='0.6'>");
    assert!(read(&path).expect_err("XML").to_string().contains("PBF"));
    assert_eq!(read(Path::new("none.pbf")).expect_err("none").kind, FaultKind::Unreadable);
}

proptest! {
    #[test]
    fn spoilt_files_never_panic(changes in prop::collection::vec((0usize..600, any::<u8>()), 1..8)) {
        let mut bytes = village();
        for (k, byte) in changes {
            let k = k % bytes.len();
            bytes[k] = byte;
        }
        let (_folder, path) = file(&bytes);
        if let Ok(extract) = read(&path) {
            for way in &extract.highways {
                prop_assert!(way.points.iter().all(|p| p.0.abs() <= 180.0 && p.1.abs() <= 90.0));
            }
            osm_roads(&extract.highways, &OsmRules::default(), &mut Tally::default());
        }
    }
}
