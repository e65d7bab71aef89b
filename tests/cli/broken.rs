//! Scenario folders broken by hand: `check` answers each with place and remedy in both
//! languages and exit code 3, and `run` and `evaluate` do not begin.

use std::fs;
use std::path::Path;

use super::brook::{self, PLAN, SCENARIO};
use super::{Said, assert_chinese, run};

/// The sound folder with one file changed.
fn broken(file: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> tempfile::TempDir {
    let folder = brook::folder();
    let path = folder.path().join(file);
    let held = fs::read(&path).unwrap_or_default();
    fs::write(path, change(held)).expect("written");
    folder
}

fn replaced(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    broken(file, |held| {
        let text = String::from_utf8(held).expect("text");
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1).into_bytes()
    })
}

fn words(folder: &Path, words: &[&str]) -> Said {
    let folder = folder.display().to_string();
    let all: Vec<&str> =
        words.iter().map(|word| if *word == "DIR" { folder.as_str() } else { word }).collect();
    run(&all)
}

/// `check` says where (`at` is the end of a line's beginning, such as `a.ron:3:4:`),
/// what and how to mend it, in both languages; the other commands refuse too.
fn answered(folder: &tempfile::TempDir, at: &str, says: &[&str]) {
    let folder = folder.path();
    let en = words(folder, &["check", "DIR"]);
    assert_eq!((en.code, en.out.as_str()), (3, ""), "{}", en.err);
    let line = en.err.lines().find(|line| line.contains(at));
    let line = line.unwrap_or_else(|| panic!("no {at}: {}", en.err));
    for word in says {
        assert!(en.err.contains(word), "{word}: {}", en.err);
    }
    assert!(line.contains("found ") && en.err.contains("remedy: "), "{}", en.err);
    let zh = words(folder, &["check", "DIR", "--lang", "zh"]);
    assert_eq!(zh.code, 3);
    assert!(zh.err.contains(at) && zh.err.contains("处理："), "{}", zh.err);
    assert_chinese(&zh.err);
    let json = words(folder, &["check", "DIR", "--json"]);
    assert_eq!((json.code, json.err.as_str()), (3, ""));
    let told: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let faults = told["faults"].as_array().expect("faults");
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault["remedy"] != ""), "{told:#}");
    for command in [["run", "DIR"], ["evaluate", "DIR"]] {
        let said = words(folder, &command);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{command:?}: {}", said.err);
        assert!(said.err.contains(at), "{command:?}: {}", said.err);
    }
}

#[test]
fn the_sound_folder_is_fine() {
    let folder = brook::folder();
    for what in ["", "/scenario.ron", "/leave.ron"] {
        let said = run(&["check", &format!("{}{what}", folder.path().display())]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{what}");
        assert!(said.out.contains("no fault found"), "{}", said.out);
    }
    let zh = words(folder.path(), &["check", "DIR", "--lang", "zh"]);
    assert!(zh.out.contains("情景") && zh.out.contains("未发现错误"), "{}", zh.out);
}

#[test]
fn a_missing_field() {
    answered(
        &replaced("scenario.ron", "    hours: 2,\n", ""),
        "scenario.ron:1:1: missing-field",
        &["`hours`"],
    );
}

#[test]
fn a_wrong_type() {
    answered(
        &replaced("scenario.ron", "hours: 2", "hours: \"two\""),
        "scenario.ron:6:12: wrong-type",
        &["`\"two\"`", "a number"],
    );
}

#[test]
fn a_duplicate_key() {
    answered(
        &replaced("scenario.ron", "hours: 2,", "hours: 2,\n    hours: 3,"),
        "scenario.ron:7:5: duplicate-key",
        &["`hours`"],
    );
    let seat = "(key: \"seat.village\", name: \"Village\", on_duty: true)";
    answered(
        &replaced("scenario.ron", seat, &format!("{seat}, {seat}")),
        "scenario.ron:12:",
        &["duplicate-key", "seat.village"],
    );
    // One key for two kinds of things: each is right by itself.
    answered(
        &replaced("scenario.ron", "key: \"seat.village\"", "key: \"shelter.school\""),
        "scenario.ron:10:",
        &["`shelter.school` twice"],
    );
}

#[test]
fn a_number_that_is_none() {
    answered(
        &replaced("scenario.ron", "car_share: 1", "car_share: NaN"),
        "scenario.ron:8:",
        &["non-finite", "`NaN`"],
    );
    answered(&replaced("scenario.ron", "car_share: 1", "car_share: 2"), "scenario.ron:8:", &["0 to 1"]);
}

#[test]
fn a_cycle_of_includes() {
    let folder = replaced("scenario.ron", "(\n", "(\n    include: [\"a.ron\"],\n");
    fs::write(folder.path().join("a.ron"), "(\n    include: [\"b.ron\"],\n)").expect("written");
    fs::write(folder.path().join("b.ron"), "(\n    include: [\"a.ron\"],\n)").expect("written");
    answered(&folder, "b.ron:2:15: include-cycle", &["a.ron → ", "b.ron → …"]);
}

#[test]
fn a_road_to_nowhere() {
    let road = |key: &str, from: &str, to: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"key":"{key}","class":"local"}},"geometry":{{"type":"LineString","coordinates":[{from},{to}]}}}}"#
        )
    };
    // A side road that meets the street, and a lane that meets nothing.
    let side = road("side", "[382320,6354320]", "[382320,6354370]");
    let lane = road("lane", "[382300,6354400]", "[382340,6354400]");
    let list = format!("\"features\":[\n{lane},\n{side},\n");
    let folder = replaced("roads.geojson", r#""features":["#, &list);
    answered(&folder, "roads.geojson:2:", &["road `lane`, which leads nowhere", "join it"]);
}

#[test]
fn a_shelter_in_the_sea() {
    // The ground rises from 10 m in the west: the first two columns are sea.
    let sea = "hours: 2,\n    site: (stages: [(key: \"sea\", level_m: 10.1)]),\n    sea: [(stage: \"sea\", below_m: 10.1)],";
    let fine = replaced("scenario.ron", "hours: 2,", sea);
    let said = words(fine.path(), &["check", "DIR"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = SCENARIO.replace("hours: 2,", sea).replace("at: (382425, 6354320)", "at: (382211, 6354320)");
    let folder = broken("scenario.ron", |_| text.clone().into_bytes());
    answered(&folder, "scenario.ron:12:", &["shelter `shelter.school`", "in the sea", "dry ground"]);
    let slip = replaced("scenario.ron", "hours: 2,", &sea.replace("stage: \"sea\"", "stage: \"see\""));
    answered(&slip, "scenario.ron:8:", &["did you mean `sea`?"]);
}

#[test]
fn a_truncated_geotiff() {
    let folder = brook::folder();
    let asc = folder.path().join("terrain.asc");
    let words = ["import", "dem", &asc.display().to_string(), "--into", &folder.path().display().to_string()]
        .map(str::to_owned);
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["from_epsg=28356"]).collect();
    let said = run(&words);
    assert_eq!(said.code, 0, "{}", said.err);
    fs::remove_file(asc).expect("removed");
    let path = folder.path().join("terrain.tif");
    let bytes = fs::read(&path).expect("read");
    for kept in [bytes.len() * 9 / 10, bytes.len() / 2, 100, 7] {
        fs::write(&path, &bytes[..kept]).expect("written");
        answered(&folder, "terrain.tif: malformed", &[]);
    }
}

#[test]
fn a_grid_header_of_ten_gigabytes() {
    let folder = replaced("terrain.asc", "ncols 24\nnrows 24", "ncols 50000\nnrows 50000");
    answered(&folder, "terrain.asc:1:7: too-large", &["50000"]);
}

#[test]
fn a_plan_that_names_an_unknown_team() {
    let order = "(order: OpenShelter(shelter: \"shelter.school\")),";
    let text = PLAN.replace(
        order,
        &format!("{order}\n        (order: Dispatch(team: Named(\"team.leeve\"), task: DoorKnock(zone: \"zone.all\"))),"),
    );
    let folder = broken("leave.ron", |_| text.clone().into_bytes());
    answered(&folder, "leave.ron:5:", &["`team.leeve`", "no team of the scenario"]);
    // The plan alone is held against the scenario in its folder.
    let said = run(&["check", &folder.path().join("leave.ron").display().to_string()]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("leave.ron:5:") && said.err.contains("`team.leeve`"), "{}", said.err);
    let near = broken("leave.ron", |_| PLAN.replace("shelter.school", "shelter.scool").into_bytes());
    answered(&near, "leave.ron:4:", &["did you mean `shelter.school`?"]);
}

/// An order about a road that does not exist is told before a run, not given up in it;
/// nor is one for teams that come as aid, of whom the plan has none.
#[test]
fn a_plan_that_names_an_unknown_road() {
    let order = "(order: OpenShelter(shelter: \"shelter.school\")),";
    for added in [
        "(order: CloseRoad(road: \"road.nowhere\")),",
        "(order: RequestAid(from: \"seat.command\", capability: Medical, count: 1)), \
         (order: Dispatch(team: Nearest(capability: Medical), task: Patrol(place: \"road.nowhere\"))),",
    ] {
        let text = PLAN.replace(order, &format!("{order}\n        {added}"));
        let folder = broken("leave.ron", |_| text.clone().into_bytes());
        answered(&folder, "leave.ron:5:", &["`road.nowhere`", "of the scenario"]);
        let plan = folder.path().join("leave.ron").display().to_string();
        for command in [["run", "DIR"], ["evaluate", "DIR"]] {
            let said = words(folder.path(), &[&command[..], &["--plan", plan.as_str()]].concat());
            assert_eq!((said.code, said.out.as_str()), (3, ""), "{command:?}: {}", said.err);
            assert!(said.err.contains("leave.ron:5:") && said.err.contains("remedy: "), "{}", said.err);
        }
    }
}

#[test]
fn bytes_emptiness_depth_and_folders() {
    for (content, word) in [
        (b"\xd4\xc6\xbd\xad".to_vec(), "not-utf8"),
        (vec![0; 4096], "syntax"),
        (Vec::new(), "empty"),
        (b"(people: ".repeat(100_000), "too-deep"),
        (b"[".repeat(1_000_000), "too-deep"),
        (b"(key: \"".to_vec(), "truncated"),
        (vec![b' '; 17 << 20], "too-large"),
    ] {
        answered(&broken("scenario.ron", |_| content.clone()), "scenario.ron:", &[word]);
    }
    for (file, content) in [
        ("roads.geojson", b"\xff\xfe\x00".to_vec()),
        ("roads.geojson", Vec::new()),
        ("roads.geojson", b"[".repeat(100_000)),
        ("buildings.geojson", b"{\"type\": \"FeatureCollection\"}".to_vec()),
        ("inflow.csv", b"key,x,y,radius_m,time_s,m3_s\nbrook,382390,6354320,10,0,much\n".to_vec()),
        ("terrain.asc", b"\x00\x01".to_vec()),
        ("terrain.asc", Vec::new()),
    ] {
        answered(&broken(file, |_| content.clone()), file, &[]);
    }
    let folder = brook::folder();
    for file in ["roads.geojson", "terrain.asc"] {
        let path = folder.path().join(file);
        fs::remove_file(&path).expect("removed");
        fs::create_dir(path).expect("made");
    }
    answered(&folder, "roads.geojson: ", &["terrain.asc: ", "folder"]);
    let empty = tempfile::tempdir().expect("a folder");
    answered(&empty, "no-scenario", &[]);
}

#[test]
fn all_faults_come_at_once() {
    let folder = brook::folder();
    let text = SCENARIO
        .replace("2026-06-12 08:00", "tomorrow")
        .replace("hours: 2", "hours: -2")
        .replace("frail_share: 0.2", "frail_share: 7")
        .replace("plans: [", "decision_metric: \"deaths.all\", plans: [");
    fs::write(folder.path().join("scenario.ron"), text).expect("written");
    fs::write(folder.path().join("leave.ron"), PLAN.replace("rules: [", "rulez: [")).expect("written");
    answered(
        &folder,
        "scenario.ron:4:",
        &["scenario.ron:6:", "scenario.ron:8:", "decision_metric", "leave.ron:3:", "`rules`"],
    );
}

#[test]
fn a_case_folder_says_what_is_missing() {
    let folder = brook::folder();
    for file in ["scenario.ron", "leave.ron"] {
        fs::remove_file(folder.path().join(file)).expect("removed");
    }
    let said = words(folder.path(), &["check", "DIR"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("imported data") && said.out.contains("without gauges"), "{}", said.out);
    let zh = words(folder.path(), &["check", "DIR", "--lang", "zh"]);
    assert!(zh.out.contains("没有 gauges（可不给）"), "{}", zh.out);
    for file in ["roads.geojson", "buildings.geojson"] {
        fs::remove_file(folder.path().join(file)).expect("removed");
    }
    let said = words(folder.path(), &["check", "DIR"]);
    assert_eq!(said.code, 3);
    for kind in ["roads", "buildings"] {
        assert!(said.err.contains(&format!("sandtable import {kind} FILE --into ")), "{}", said.err);
    }
}

#[test]
fn single_files_of_data_are_checked_too() {
    let folder = brook::folder();
    let inflow = folder.path().join("inflow.csv");
    assert_eq!(run(&["check", &inflow.display().to_string()]).code, 0);
    fs::write(&inflow, "a,b\n1\n").expect("written");
    let said = run(&["check", &inflow.display().to_string(), "--lang", "zh"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("inflow.csv:2:1: malformed"), "{}", said.err);
    assert_chinese(&said.err);
    for file in ["terrain.asc", "roads.geojson"] {
        let path = folder.path().join(file).display().to_string();
        assert_eq!(run(&["check", &path]).code, 0, "{file}");
        fs::write(&path, "nonsense").expect("written");
        let said = run(&["check", &path]);
        assert_eq!(said.code, 3, "{file}");
        assert!(said.err.contains(file) && said.err.contains("remedy: "), "{}", said.err);
    }
    let recipe = folder.path().join("import.ron");
    fs::write(&recipe, "(\n    epsg: 28356,\n    steps: [(kind: dam, file: \"a\")],\n)").expect("written");
    let said = run(&["check", &recipe.display().to_string()]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("import.ron:3:") && said.err.contains("`dem`"), "{}", said.err);
}
