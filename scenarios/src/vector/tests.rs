use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sandtable_space::{Point, Polygon, Polyline, RoadClass};
use serde_json::{Map, json};

use super::*;
use crate::data::{At, DataError, Tally};
use crate::raster::tests::real;

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

fn features(text: &str) -> Result<Features, DataError> {
    let (_folder, path) = file(text);
    read_features(&path)
}

#[test]
fn features_of_every_kind_are_read() {
    let text = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","id":7,"properties":{"name":"站","n":"3.5","deep":-2,"on":"yes"},"geometry":{"type":"Point","coordinates":[113.5,23.25,9]}},
      {"type":"Feature","properties":null,"geometry":{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}},
      {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}},
      {"type":"Feature","properties":{},"geometry":null}]}"#;
    let read = features(text).expect("sound");
    assert_eq!((read.epsg, read.list.len()), (4326, 4));
    let first = &read.list[0];
    assert_eq!(first.geometry, Some(Geometry::Points(vec![Point(113.5, 23.25)])));
    assert_eq!((first.id.as_deref(), first.text("name").as_deref()), (Some("7"), Some("站")));
    assert_eq!(
        (first.number("n"), first.number("deep"), first.flag("on")),
        (Some(3.5), Some(-2.0), Some(true))
    );
    assert_eq!((first.number("name"), first.text("none"), first.flag("n")), (None, None, None));
    assert!(matches!(&read.list[1].geometry, Some(Geometry::Lines(lines)) if lines.len() == 2));
    let ring = Polygon(vec![Point(0.0, 0.0), Point(4.0, 0.0), Point(4.0, 4.0)]);
    assert_eq!(read.list[2].geometry, Some(Geometry::Areas(vec![(ring, 1)])));
    assert_eq!(read.list[3].geometry, None);
}

#[test]
fn faults_of_geojson_have_a_place() {
    let at = |text: &str| features(text).expect_err("a fault").at;
    assert_eq!(at("{\"type\":\n \"FeatureCollection\",,}"), At::Line(2, 22));
    assert_eq!(at(&"[".repeat(100_000)), At::Line(1, 128));
    assert_eq!(at("{\"a\": 1e999}"), At::Line(1, 11));
    assert_eq!(at("[1,2]"), At::File);
    assert_eq!(at("{\"type\":\"FeatureCollection\"}"), At::File);
    let collection = |geometry: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":null}},\
             {{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{geometry}}}]}}"
        )
    };
    for geometry in [
        r#"{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}"#,
        r#"{"type":"Polygon","coordinates":[]}"#,
        r#"{"type":"Point","coordinates":["a",2]}"#,
        r#"{"type":"Point","coordinates":[1]}"#,
        r#"{"type":"Circle","coordinates":[1,2]}"#,
        r#"{"type":"GeometryCollection","geometries":[]}"#,
    ] {
        assert_eq!(at(&collection(geometry)), At::Feature(2), "{geometry}");
    }
}

#[test]
fn a_stated_coordinate_system_is_taken() {
    let with = |name: &str| {
        features(&format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},\"features\":[]}}"
        ))
        .map(|features| features.epsg)
    };
    assert_eq!(with("urn:ogc:def:crs:EPSG::4547"), Ok(4547));
    assert_eq!(with("EPSG:32650"), Ok(32650));
    assert_eq!(with("urn:ogc:def:crs:OGC:1.3:CRS84"), Ok(4326));
    assert!(with("local").is_err());
}

/// Polygons of the saved district files: areas by the trapezoid formula on the
/// sphere of 6,371,008.8 m, within 0.1 km².
#[test]
fn val_areas_of_districts() {
    for (name, districts, expected_km2) in [
        ("guangzhou", 11, 7_414.4),
        ("dongguan", 1, 2_467.1),
        ("shenzhen", 8, 2_139.8),
        ("liuzhou", 10, 18_640.2),
        ("hangzhou", 13, 16_866.2),
    ] {
        let Some(path) = real(&format!("ecosystem/admin/{name}.geojson")) else { return };
        let features = read_features(&path).expect("a sound file");
        assert_eq!(features.list.len(), districts, "{name}");
        let mut km2 = 0.0;
        for feature in &features.list {
            let Some(Geometry::Areas(areas)) = &feature.geometry else { panic!("an area") };
            for (area, _) in areas {
                let ring = &area.0;
                let twice: f64 = (0..ring.len())
                    .map(|k| {
                        let (a, b) = (ring[k], ring[(k + 1) % ring.len()]);
                        let sine = |p: Point| libm::sin(p.1.to_radians());
                        (b.0 - a.0).to_radians() * (2.0 + sine(a) + sine(b))
                    })
                    .sum();
                km2 += (twice * 6_371.008_8 * 6_371.008_8 / 2.0).abs();
            }
        }
        println!("{name}: {km2:.2} km2");
        assert!((km2 - expected_km2).abs() < 0.1, "{name} {km2}");
    }
}

#[test]
fn val_largest_places_of_geonames() {
    let Some(path) = real("ecosystem/places/geonames_five_cities.csv") else { return };
    let table = Table::read(&path).expect("a sound file");
    assert_eq!(table.len(), 1_142);
    let (city, people) =
        (table.column(&["name"]).expect("name"), table.column(&["population"]).expect("population"));
    for (name, expected) in [
        ("Guangzhou", 16_096_724.0),
        ("Shenzhen", 17_494_398.0),
        ("Dongguan", 9_644_871.0),
        ("Hangzhou", 9_236_032.0),
    ] {
        let held = table
            .rows()
            .filter(|row| row.text(city) == name)
            .filter_map(|row| row.number(people).ok())
            .fold(0.0, f64::max);
        assert_eq!(held, expected, "{name}");
    }
}

#[test]
fn tables_are_read_by_name_and_faults_have_a_line() {
    let (_folder, path) = file("\u{feff}Key, X ,y\r\n# a remark\r\na,1,2\r\n\"b, c\", 3.5 ,x\r\n");
    let table = Table::read(&path).expect("sound");
    assert_eq!((table.names(), table.len()), (&["key".to_owned(), "x".into(), "y".into()][..], 2));
    let (x, y) = (table.column(&["lon", "x"]).expect("x"), table.column(&["y"]).expect("y"));
    let rows: Vec<Row<'_>> = table.rows().collect();
    assert_eq!((rows[1].text(0), rows[1].number(x)), ("b, c", Ok(3.5)));
    assert_eq!(rows[1].number(y).expect_err("no number").at, At::Line(4, 3));
    assert_eq!(table.column(&["population"]).expect_err("no column").at, At::Line(1, 1));
    let (_folder, path) = file("a,b\n1,2\n3\n");
    assert_eq!(Table::read(&path).expect_err("ragged").at, At::Line(3, 1));
}

fn road(key: &str, line: &[(f64, f64)]) -> RoadLine {
    RoadLine {
        key: key.into(),
        class: RoadClass::Local,
        lanes: 1,
        speed_kmh: 36.0,
        oneway: false,
        bridge: false,
        sag_m: 0.0,
        line: Polyline(line.iter().map(|&(x, y)| Point(x, y)).collect()),
    }
}

fn graph(roads: &[RoadLine], whole: bool) -> (sandtable_space::RoadGraph, Tally) {
    let mut tally = Tally::default();
    let lines: Vec<Polyline> = roads.iter().map(|road| road.line.clone()).collect();
    let (vertices, _) = snapped(&lines, Snap::default());
    let graph = build_graph(roads, &vertices, GraphOptions { largest_part_only: whole }, &mut tally);
    (graph, tally)
}

#[test]
fn lines_are_split_where_they_meet_and_only_there() {
    // A cross with a common vertex, a crossing without one, a T within half a metre.
    let roads = [
        road("we", &[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]),
        road("sn", &[(100.0, -50.0), (100.0, 0.0), (100.0, 50.0)]),
        road("over", &[(150.0, -50.0), (150.0, 50.0)]),
        road("tee", &[(50.0, 0.4), (50.0, 80.0)]),
    ];
    let (net, _) = graph(&roads, false);
    let count = |key: &str| net.links().iter().filter(|link| link.key == key).count();
    assert_eq!((count("we"), count("sn"), count("over"), count("tee")), (6, 4, 2, 2));
    // The road over the others is cut off, and so dropped.
    let (net, tally) = graph(&roads, true);
    assert_eq!((net.links().len(), tally.dropped_for(CUT_OFF)), (12, 2));
    let total: f64 = net.links().iter().map(|link| link.length_m).sum();
    assert!((total / 2.0 - (200.0 + 100.0 + 79.6)).abs() < 0.1, "{total}");
}

#[test]
fn ends_near_each_other_are_joined() {
    let (net, _) =
        graph(&[road("a", &[(0.0, 0.0), (10.0, 0.0)]), road("b", &[(10.6, 0.3), (20.0, 0.0)])], true);
    assert_eq!((net.nodes().len(), net.links().len()), (3, 4));
    let (net, _) =
        graph(&[road("a", &[(0.0, 0.0), (10.0, 0.0)]), road("b", &[(11.6, 0.3), (20.0, 0.0)])], true);
    assert_eq!((net.nodes().len(), net.links().len()), (2, 2));
}

#[test]
fn rings_and_roads_of_no_length_are_handled() {
    let ring = road("ring", &[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]);
    let (net, tally) = graph(&[ring, road("dot", &[(5.0, 5.0), (5.0, 5.0)])], true);
    assert_eq!((net.nodes().len(), net.links().len(), tally.dropped_for(NO_LENGTH)), (2, 4, 1));
    let total: f64 = net.links().iter().map(|link| link.length_m).sum();
    assert_eq!(total, 80.0);
}

#[test]
fn one_way_traps_are_cut_off() {
    let mut trap = road("trap", &[(0.0, 0.0), (0.0, 50.0)]);
    trap.oneway = true;
    let (net, tally) = graph(&[road("a", &[(-50.0, 0.0), (0.0, 0.0), (50.0, 0.0)]), trap], true);
    assert_eq!((net.nodes().len(), tally.dropped_for(CUT_OFF)), (3, 1));
}

#[test]
fn road_files_come_back_as_they_were_written() {
    let mut roads = vec![
        road("国道", &[(382_249.792, 6_354_265.432), (382_300.0, 6_354_265.5)]),
        road("b", &[(-0.000_4, 1.0), (2.0, 3.0)]),
    ];
    roads[0].class = RoadClass::Trunk;
    (roads[0].bridge, roads[0].sag_m, roads[0].oneway, roads[0].lanes) = (true, 2.5, true, 3);
    let shapes: Vec<Geometry> = roads.iter().map(|road| Geometry::Lines(vec![road.line.clone()])).collect();
    let text = write_features(28356, shapes.iter().zip(roads.iter().map(road_properties)));
    let features = features(&text).expect("sound");
    let mut tally = Tally::default();
    let mut read = road_lines(&features.list, &mut tally);
    assert_eq!(features.epsg, 28356);
    assert_eq!(read[1].line.0[0], Point(0.0, 1.0));
    read[1].line.0[0] = Point(-0.000_4, 1.0);
    assert_eq!((read, tally), (roads, Tally::default()));
}

#[test]
fn what_a_road_file_does_not_say_is_assumed_and_counted() {
    let text = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"name":"x"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}},
      {"type":"Feature","properties":{"highway":"proposed"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}},
      {"type":"Feature","properties":{"class":"motorway"},"geometry":{"type":"Point","coordinates":[0,0]}}]}"#;
    let mut tally = Tally::default();
    let roads = road_lines(&features(text).expect("sound").list, &mut tally);
    assert_eq!((roads.len(), roads[0].class, roads[0].speed_kmh), (1, RoadClass::Local, 30.0));
    assert_eq!((tally.dropped_for(NO_ROAD), tally.dropped_for(NO_LINE)), (1, 1));
    assert_eq!((tally.assumed[NO_CLASS.en].count, tally.assumed[NO_SPEED.en].count), (1, 1));
    assert!(tally.lines(sandtable_kernel::Lang::Zh).contains(&"舍弃 1: 不是线 (#3)".to_owned()));
}

#[test]
fn every_kind_of_geometry_is_written_as_it_is_read() {
    let square = |x: f64| Polygon(vec![Point(x, 0.0), Point(x + 1.0, 0.0), Point(x + 1.0, 1.0)]);
    let shapes = [
        Geometry::Points(vec![Point(1.5, 2.25)]),
        Geometry::Points(vec![Point(1.0, 2.0), Point(3.0, 4.0)]),
        Geometry::Lines(vec![Polyline(vec![Point(0.0, 0.0), Point(1.0, 0.125)]); 2]),
        Geometry::Areas(vec![(square(0.0), 0)]),
        Geometry::Areas(vec![(square(0.0), 0), (square(5.0), 0)]),
    ];
    let mut properties = Map::new();
    properties.insert("key".into(), json!("a\"b"));
    let text = write_features(32650, shapes.iter().map(|shape| (shape, properties.clone())));
    let read = features(&text).expect("sound");
    assert!(read.list.iter().all(|feature| feature.text("key").as_deref() == Some("a\"b")));
    let held: Vec<Geometry> = read.list.into_iter().filter_map(|feature| feature.geometry).collect();
    assert_eq!(held, shapes);
}

proptest! {
    #[test]
    fn spoilt_geojson_never_panics(k in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
        let mut bytes = write_features(
            4326,
            [(&Geometry::Lines(vec![Polyline(vec![Point(0.0, 0.0), Point(1.0, 1.0)])]), Map::new())],
        ).into_bytes();
        let (k, cut) = (k % bytes.len(), cut % bytes.len());
        bytes[k] = byte;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.geojson");
        std::fs::write(&path, &bytes[..bytes.len() - cut]).expect("written");
        let _ = read_features(&path);
        let _ = Table::read(&path);
    }

    #[test]
    fn links_hang_together(lines in prop::collection::vec(prop::collection::vec((0i32..12, 0i32..12), 2..6), 1..12)) {
        let roads: Vec<RoadLine> = lines
            .iter()
            .enumerate()
            .map(|(k, line)| {
                let line: Vec<_> = line.iter().map(|&(x, y)| (f64::from(x) * 10.0, f64::from(y) * 10.0)).collect();
                road(&k.to_string(), &line)
            })
            .collect();
        for whole in [false, true] {
            let (net, _) = graph(&roads, whole);
            for link in net.links() {
                prop_assert_eq!(link.shape.0.first(), Some(&net.node(link.from)));
                prop_assert_eq!(link.shape.0.last(), Some(&net.node(link.to)));
                prop_assert!((link.shape.length_m() - link.length_m).abs() < 1e-9);
                prop_assert!(link.from != link.to);
                prop_assert!(link.opposite.is_some());
            }
        }
    }
}

#[test]
fn missing_files_are_said_to_be_missing() {
    assert!(read_features(Path::new("none")).expect_err("none").to_string().contains("no such file"));
}
