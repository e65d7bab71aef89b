//! A small case made of files written by hand.

use std::path::Path;

use sandtable_kernel::Lang;
use sandtable_scenarios::import::{CaseFiles, Kind, Options, PROVENANCE, Provenance};
use sandtable_space::{Point, Resampling};

use crate::{importer, write};

const TERRAIN: &str = "ncols 4\nnrows 3\nxllcorner 500000\nyllcorner 2500000\ncellsize 10\nNODATA_value 0\n\
    1 2 3 4\n5 6 7 8\n9 10 11 0\n";

fn case(source: &Path, case: &Path) {
    let import = |kind, file: &Path, options: Options| {
        importer(case).import(kind, file, &options).unwrap_or_else(|error| panic!("{kind:?}: {error}"))
    };
    let dem = write(source, "dem.asc", TERRAIN);
    let tally = import(Kind::Dem, &dem, Options { from_epsg: Some(4547), ..Options::default() });
    assert_eq!(tally.kept["cells"].count, 11);
    assert_eq!(tally.dropped["cells without data"].count, 1);

    let metres = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4547\"}}";
    let roads = format!(
        "{{\"type\":\"FeatureCollection\",{metres},\"features\":[\
         {{\"type\":\"Feature\",\"properties\":{{\"key\":\"a\",\"class\":\"primary\",\"maxspeed\":54}},\"geometry\":\
         {{\"type\":\"LineString\",\"coordinates\":[[500001,2500005],[500020,2500005],[500039,2500005],[500900,2500005]]}}}},\
         {{\"type\":\"Feature\",\"properties\":{{\"key\":\"b\"}},\"geometry\":\
         {{\"type\":\"LineString\",\"coordinates\":[[500020,2500005.5],[500020,2500029]]}}}}]}}"
    );
    let tally = import(Kind::Roads, &write(source, "r.geojson", roads), Options::default());
    assert_eq!(tally.kept["roads between junctions"].count, 3);
    assert_eq!(tally.assumed.len(), 2);

    let zones = format!(
        "{{\"type\":\"FeatureCollection\",{metres},\"features\":[\
         {{\"type\":\"Feature\",\"properties\":{{\"key\":\"z\",\"name\":\"东区\",\"population\":12}},\"geometry\":\
         {{\"type\":\"MultiPolygon\",\"coordinates\":[[[[500000,2500000],[500040,2500000],[500040,2500030],[500000,2500000]]],\
         [[[500000,2500000],[500001,2500000],[500001,2500001],[500000,2500000]]]]}}}},\
         {{\"type\":\"Feature\",\"properties\":{{\"key\":\"far\"}},\"geometry\":\
         {{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}}}]}}"
    );
    let tally = import(Kind::Zones, &write(source, "z.geojson", zones), Options::default());
    assert_eq!(tally.dropped["outside the case's area"].examples, ["far"]);
    assert_eq!(tally.dropped["smaller part of an area of several parts"].count, 1);

    let places = write(
        source,
        "p.csv",
        "key,name,name_zh,kind,x,y,population\nv,\"Villa, old\",老村/旧村,village,500010,2500010,40\nv,Two,,village,500011,2500010,0\n",
    );
    let tally = import(Kind::Places, &places, Options { from_epsg: Some(4547), ..Options::default() });
    assert_eq!(tally.assumed["key given before: renamed"].examples, ["v-2"]);

    let houses =
        write(source, "h.csv", "house,x,y\nh1,500010,2500010\nh1,500014,2500010\nh1,500014,2500014\n");
    write(source, "occupants.csv", "key,occupants,floors,use\nh1,3,2,home\n");
    let options = Options {
        from_epsg: Some(4547),
        occupants_table: Some("occupants.csv".into()),
        ..Options::default()
    };
    importer(case).beside(source).import(Kind::Buildings, &houses, &options).expect("houses");

    let gauges = write(source, "g.csv", "key,x,y,warning_m,crest_m\ng,500030,2500010,3.5,\n");
    import(Kind::Gauges, &gauges, Options { from_epsg: Some(4547), ..Options::default() });
    let inflow = write(source, "i.csv", "time_s,m3_s\n0,1\n600,2.5\n");
    let options =
        Options { at: Some(Point(500_005.0, 2_500_005.0)), radius_m: Some(4.0), ..Options::default() };
    import(Kind::Inflow, &inflow, options);
    let edges = write(source, "b.ron", "// remark\n(edges: [(side: North, edge: Free(slope: 0.01))])");
    import(Kind::Boundaries, &edges, Options::default());
    let cover = write(
        source,
        "c.asc",
        "ncols 2\nnrows 2\nxllcorner 500000\nyllcorner 2500000\ncellsize 20\n10 50\n77 -9999\n",
    );
    let tally = import(Kind::Landcover, &cover, Options { from_epsg: Some(4547), ..Options::default() });
    assert_eq!(
        tally.assumed["class of land cover without a roughness: n of the rest taken"].examples,
        ["77"]
    );
}

#[test]
fn a_case_is_built_step_by_step_and_read_back() {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    case(source.path(), folder.path());
    let files = CaseFiles::read(folder.path()).expect("a sound case");
    assert_eq!(files.missing().len(), 0);
    let terrain = files.terrain.expect("terrain");
    assert_eq!((terrain.frame.columns, terrain.frame.rows, terrain.frame.cell_m), (4, 3, 10.0));
    assert_eq!(terrain.frame.origin, Point(500_000.0, 2_500_000.0));
    assert_eq!(&terrain.cells[..3], &[9.0, 10.0, 11.0]);
    assert!(terrain.cells[3].is_nan());
    let manning = files.manning.expect("roughness");
    assert_eq!(manning.at(Point(500_001.0, 2_500_029.0)), Some(&0.12));
    assert_eq!(manning.at(Point(500_039.0, 2_500_029.0)), Some(&0.08));
    assert_eq!(manning.at(Point(500_001.0, 2_500_001.0)), Some(&0.04));
    let roads = files.roads.expect("roads");
    // Clipped to the terrain, joined at the T: 4 nodes, 3 stretches both ways.
    assert_eq!((roads.nodes().len(), roads.links().len()), (4, 6));
    assert!(roads.links().iter().any(|link| (link.free_speed_m_s - 15.0).abs() < 1e-9));
    assert_eq!((files.zones[0].name.zh.as_str(), files.zones[0].population), ("东区", Some(12)));
    assert!((files.zones[0].polygon.area_m2() - 600.0).abs() < 1e-6);
    let [old, two] = &files.places[..] else { panic!("two places") };
    assert_eq!(
        (old.name.en.as_str(), old.name.zh.as_str(), old.population),
        ("Villa, old", "老村", Some(40))
    );
    assert_eq!((two.key.as_str(), two.population), ("v-2", None));
    let house = &files.buildings[0];
    assert_eq!(
        (house.key.as_str(), house.floors, house.occupants, house.use_.as_str()),
        ("h1", 2, 3, "home")
    );
    assert_eq!((files.gauges[0].warning_m, files.gauges[0].crest_m), (Some(3.5), None));
    assert_eq!(files.inflow[0].hydrograph, [(0.0, 1.0), (600.0, 2.5)]);
    assert_eq!((files.inflow[0].radius_m, files.inflow[0].at), (4.0, Point(500_005.0, 2_500_005.0)));
    assert_eq!(files.boundaries.expect("edges").edges.len(), 1);
}

#[test]
fn provenance_names_source_hash_date_and_options() {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    case(source.path(), folder.path());
    let held = Provenance::read(folder.path()).expect("provenance");
    assert_eq!((held.epsg, held.artificial, held.steps.len()), (Some(4547), false, 9));
    let step = &held.steps[&Kind::Dem];
    assert_eq!((step.source.as_str(), step.date.as_str()), ("dem.asc", "2026-11-21"));
    assert!(step.hash.starts_with("xxh3:") && step.hash.len() == 21, "{}", step.hash);
    assert_eq!(step.options.from_epsg, Some(4547));
    let text = std::fs::read_to_string(folder.path().join(PROVENANCE)).expect("text");
    let secret = source.path().to_string_lossy().into_owned();
    assert!(!text.contains(&secret), "the folder of the source is not told");
    // Done twice with the same files, the folder is the same to the byte.
    let again = tempfile::tempdir().expect("folder");
    case(source.path(), again.path());
    for entry in std::fs::read_dir(folder.path()).expect("folder") {
        let path = entry.expect("entry").path();
        let other = again.path().join(path.file_name().expect("a name"));
        assert_eq!(std::fs::read(&path).expect("read"), std::fs::read(other).expect("read"), "{path:?}");
    }
}

#[test]
fn a_step_done_again_replaces_its_result_and_keeps_the_others() {
    let (source, folder) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    case(source.path(), folder.path());
    let options = Options {
        from_epsg: Some(4547),
        cell_m: Some(20.0),
        resampling: Some(Resampling::Max),
        ..Options::default()
    };
    importer(folder.path()).import(Kind::Dem, &source.path().join("dem.asc"), &options).expect("again");
    let held = Provenance::read(folder.path()).expect("provenance");
    assert_eq!((held.steps.len(), held.steps[&Kind::Dem].options.cell_m), (9, Some(20.0)));
    // The roughness no longer fits the terrain: that is said.
    let faults = CaseFiles::read(folder.path()).expect_err("a fault");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message(Lang::En).contains("import the land cover again"));
}

#[test]
fn a_folder_says_what_it_lacks() {
    let folder = tempfile::tempdir().expect("folder");
    let files = CaseFiles::read(folder.path()).expect("an empty case");
    let needed: Vec<Kind> =
        files.missing().iter().filter(|(_, needed, _)| *needed).map(|row| row.0).collect();
    assert_eq!(needed, [Kind::Dem, Kind::Roads, Kind::Buildings]);
    assert_eq!(files.missing().len(), 8);
}
