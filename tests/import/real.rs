//! Two real places by the recipes in `tests/real`.

use std::path::{Path, PathBuf};

use sandtable_kernel::Lang;
use sandtable_scenarios::import::{CaseFiles, Provenance, Recipe};
use sandtable_space::routing::{Bound, Profile, Tree, TreeOptions, strong_components};
use sandtable_space::{LinkIndex, Overlay, Point, PointIndex};

use crate::importer;

/// The folder of data, if it is set.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("SANDTABLE_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped (set SANDTABLE_DATA)");
    }
    folder
}

/// Runs a recipe of `tests/real` into a new folder.
fn build(name: &str, data: &Path, cell_m: Option<f64>) -> (tempfile::TempDir, CaseFiles) {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("real").join(name);
    let folder = tempfile::tempdir().expect("folder");
    let recipe = Recipe::read(&beside.join("import.ron")).expect("a recipe");
    let done = recipe.run(&importer(folder.path()), &beside, Some(data), cell_m);
    for (kind, tally) in done.unwrap_or_else(|error| panic!("{error}")) {
        println!("{}", kind.name());
        for line in tally.lines(Lang::En) {
            println!("  {line}");
        }
    }
    let files = CaseFiles::read(folder.path()).expect("a sound case");
    (folder, files)
}

#[test]
fn merewether_becomes_a_case() {
    let Some(data) = data() else { return };
    let (folder, files) = build("merewether", &data, None);
    let terrain = files.terrain.as_ref().expect("terrain");
    // Counted with numpy: 416 × 321 cells, 16.4731 to 51.9693 m, 73 without data.
    assert_eq!((terrain.frame.columns, terrain.frame.rows), (321, 416));
    let known = || terrain.cells.iter().copied().filter(|z| !z.is_nan());
    assert_eq!(terrain.cells.len() - known().count(), 73);
    assert_eq!((known().fold(f32::MAX, f32::min), known().fold(f32::MIN, f32::max)), (16.4731, 51.9693));
    assert_eq!((files.buildings.len(), files.gauges.len(), files.inflow.len()), (60, 5, 1));
    let people: u32 = files.buildings.iter().map(|house| house.occupants).sum();
    println!("{people} people");
    assert!((90..200).contains(&people), "{people}");
    assert_eq!(files.gauges.iter().filter_map(|gauge| gauge.observed_m).fold(0.0, f64::max), 23.36);
    let road = files.manning.as_ref().expect("roughness").cells.iter().filter(|&&n| n == 0.02).count();
    println!("{road} m2 of road");
    assert!((8_000..16_000).contains(&road), "{road}");
    // Streets are one network, on the road, near every home, and lead out of the terrain.
    let roads = files.roads.as_ref().expect("roads");
    assert!(strong_components(roads, |_, _| true).iter().all(|&k| k == 0));
    let (index, nodes) = (LinkIndex::new(roads), PointIndex::of_nodes(roads));
    let overlay = Overlay::open(roads.links().len());
    let exit = nodes.nearest_node(Point(382_218.0, 6_354_232.0)).expect("a node");
    let out =
        Tree::to_targets(roads, &[(exit, 0.0)], TreeOptions::default(), Profile::CAR.cost_over(&overlay));
    for house in files.buildings.iter().filter(|house| house.occupants > 0) {
        let near = index.nearest(roads, house.polygon.centroid()).expect("a street");
        assert!(near.distance_m < 60.0, "{}: {near:?}", house.key);
        assert!(out.cost_s(roads.link(near.link).to) < 90.0, "{}", house.key);
    }
    let inflow = &files.inflow[0];
    assert!(terrain.at(inflow.at).is_some_and(|z| (20.0..30.0).contains(z)));
    assert_eq!(inflow.hydrograph.iter().map(|row| row.1).fold(0.0, f64::max), 19.7);
    assert!(!files.provenance.artificial);
    drop(folder);
}

#[test]
fn merewether_may_be_coarser() {
    let Some(data) = data() else { return };
    let (_folder, files) = build("merewether", &data, Some(4.0));
    let terrain = files.terrain.expect("terrain");
    assert_eq!(terrain.frame.cell_m, 4.0);
    // The mean height of the same ground, edges on whole multiples of 4 m: within 2 cm.
    let (_folder, fine) = build("merewether", &data, None);
    let mean = |grid: &sandtable_space::Grid<f32>| {
        let inside =
            |p: Point| (382_272.0..382_548.0).contains(&p.0) && (6_354_292.0..6_354_660.0).contains(&p.1);
        let held = (0..grid.cells.len()).filter(|&k| {
            let (column, row) = grid.frame.column_row(k);
            inside(grid.frame.centre(column, row))
        });
        let heights: Vec<f64> = held.map(|k| f64::from(grid.cells[k])).collect();
        heights.iter().sum::<f64>() / heights.len() as f64
    };
    let (coarse, fine) = (mean(&terrain), mean(&fine.terrain.expect("terrain")));
    println!("mean height {coarse:.4} m at 4 m, {fine:.4} m at 1 m");
    assert!((coarse - fine).abs() < 0.02);
}

#[test]
fn helsinki_lies_over_colorado() {
    let Some(data) = data() else { return };
    let (folder, files) = build("helsinki_over_colorado", &data, None);
    assert!(files.provenance.artificial && Provenance::read(folder.path()).expect("provenance").artificial);
    let terrain = files.terrain.as_ref().expect("terrain");
    assert_eq!((terrain.frame.cell_m, files.provenance.epsg), (30.0, Some(32635)));
    // The flattest part of the file lies under the streets: 2,607 to 2,713 m.
    let roads = files.roads.as_ref().expect("roads");
    println!(
        "{} nodes, {} links, {} buildings",
        roads.nodes().len(),
        roads.links().len(),
        files.buildings.len()
    );
    assert!(roads.links().len() > 1_000 && files.buildings.len() > 350);
    for &node in roads.nodes() {
        let height = terrain.bilinear(node).expect("on the terrain");
        assert!((2_590.0..2_730.0).contains(&height), "{height}");
    }
    assert!(strong_components(roads, |_, _| true).iter().all(|&k| k == 0));
    // A guided route is as good as the tree, and plausible for streets of 30 km/h.
    let nodes = PointIndex::of_nodes(roads);
    let (low, high) = (Point(385_500.0, 6_671_500.0), Point(386_400.0, 6_673_000.0));
    let (a, b) = (nodes.nearest_node(low).expect("a node"), nodes.nearest_node(high).expect("a node"));
    let overlay = Overlay::open(roads.links().len());
    let cost = Profile::CAR.cost_over(&overlay);
    let tree = Tree::from_sources(roads, &[(a, 0.0)], TreeOptions::default(), &cost);
    let route = Bound::of(roads, &Profile::CAR).route(roads, a, b, &cost).expect("a way");
    let straight = roads.node(a).distance_m(roads.node(b));
    println!("{straight:.0} m straight, {:.0} m by road, {:.0} s", route.length_m(roads), route.cost_s);
    assert!((route.cost_s - tree.cost_s(b)).abs() < 1e-6);
    assert!(route.length_m(roads) > straight && route.length_m(roads) < 2.5 * straight);
}
