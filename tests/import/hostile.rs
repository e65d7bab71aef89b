//! Imports that cannot be done say why and leave the folder as it was.

use std::path::Path;

use sandtable_kernel::Lang;
use sandtable_scenarios::import::{ImportError, Kind, Moved, Options, Recipe};

use crate::{importer, write};

fn refused(name: &str, content: &str, kind: Kind, options: Options) -> ImportError {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    let file = write(source.path(), name, content);
    let error = importer(folder.path()).import(kind, &file, &options).expect_err("refused");
    let left = std::fs::read_dir(folder.path()).expect("folder").count();
    assert_eq!(left, 0, "nothing is written");
    assert!(!error.message(Lang::Zh).is_empty() && error.message(Lang::Zh) != error.message(Lang::En));
    error
}

const GRID: &str = "ncols 1\nnrows 1\nxllcorner 113\nyllcorner 23\ncellsize 0.001\n5\n";
const LINE: &str = r#"{"type":"LineString","coordinates":[[113,23],[113.01,23]]}"#;

fn from(epsg: u32) -> Options {
    Options { from_epsg: Some(epsg), ..Options::default() }
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let say = |error: ImportError| error.to_string();
    assert!(say(refused("a.asc", GRID, Kind::Dem, Options::default())).contains("give from_epsg"));
    assert!(say(refused("a.asc", GRID, Kind::Dem, from(3857))).contains("EPSG:3857"));
    let degrees = Options { epsg: Some(4326), ..from(4326) };
    assert!(say(refused("a.asc", GRID, Kind::Dem, degrees)).contains("counts in degrees"));
    let tiny = Options { cell_m: Some(1e-9), ..from(4326) };
    assert!(say(refused("a.asc", GRID, Kind::Dem, tiny)).contains("larger cells"));
    for cell_m in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let options = Options { cell_m: Some(cell_m), ..from(4326) };
        refused("a.asc", GRID, Kind::Dem, options);
    }
    let void = GRID.replace("\n5\n", "\n-9999\n");
    assert!(say(refused("a.asc", &void, Kind::Dem, from(4326))).contains("no cell has data"));
    let far = Options { moved: Some(Moved { epsg: 32649, east_m: f64::NAN, north_m: 0.0 }), ..from(4326) };
    refused("a.asc", GRID, Kind::Dem, far);
    assert!(say(refused("a.asc", GRID, Kind::Landcover, from(4326))).contains("import dem first"));
    assert!(say(refused("a.geojson", LINE, Kind::Zones, Options::default())).contains("no areas"));
    let off = r#"{"type":"LineString","coordinates":[[113,230],[113.01,230]]}"#;
    assert!(say(refused("a.geojson", off, Kind::Roads, Options::default())).contains("longitude first"));
    assert!(say(refused("a.pbf", "no pbf", Kind::Roads, Options::default())).contains("PBF"));
    assert!(
        say(refused("a.csv", "time_s,m3_s\n0,1\n", Kind::Inflow, Options::default())).contains("option at")
    );
    let at = Options { at: Some(sandtable_space::Point(0.0, 0.0)), ..Options::default() };
    assert!(say(refused("a.csv", "time_s,m3_s\n5,1\n5,2\n", Kind::Inflow, at.clone())).contains(":3:1"));
    assert!(say(refused("a.csv", "time_s,m3_s\n5,-1\n", Kind::Inflow, at)).contains("not negative"));
    assert!(say(refused("a.csv", "a,b\n1,2\n", Kind::Places, from(4547))).contains("a column named x"));
    assert!(
        say(refused("a.ron", "(edges: [(side: Up)])", Kind::Boundaries, Options::default())).contains(":1:")
    );
}

#[test]
fn two_systems_in_one_case_are_refused() {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    let session = importer(folder.path());
    session.import(Kind::Dem, &write(source.path(), "a.asc", GRID), &from(4326)).expect("terrain");
    let roads = write(source.path(), "r.geojson", LINE);
    let other = Options { epsg: Some(32650), ..Options::default() };
    let error = session.import(Kind::Roads, &roads, &other).expect_err("two systems");
    assert!(error.to_string().contains("EPSG:32649"), "{error}");
}

#[test]
fn a_recipe_stays_inside_its_folders() {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    for (name, what) in [
        ("../x.asc", "outside"),
        ("/etc/passwd", "outside"),
        ("data:../x", "outside"),
        ("none.asc", "no such file"),
    ] {
        let text = format!("(epsg: 4547, steps: [(kind: dem, file: \"{name}\")])");
        let recipe = Recipe::read(&write(source.path(), "import.ron", text)).expect("a recipe");
        let error = recipe
            .run(&importer(folder.path()), source.path(), Some(source.path()), None)
            .expect_err("refused");
        assert!(error.to_string().contains(what), "{error}");
    }
    let recipe = Recipe::read(&write(
        source.path(),
        "b.ron",
        "(epsg: 4547, steps: [(kind: roads, file: \"data:x\")])",
    ));
    let error = recipe.expect("a recipe").run(&importer(folder.path()), source.path(), None, None);
    assert!(error.expect_err("no data").to_string().contains("SANDTABLE_DATA"));
    let wrong =
        Recipe::read(&write(source.path(), "c.ron", "(epsg: 4547,\n steps: [(kind: dam, file: \"x\")])"));
    assert!(wrong.expect_err("a fault").to_string().contains(":2:"));
    assert!(Recipe::read(Path::new("none.ron")).is_err());
}
