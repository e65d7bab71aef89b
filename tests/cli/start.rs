//! `new scenario` and `list`: where a user begins.

use std::fs;
use std::path::Path;

use super::{assert_chinese, brook, run};

fn new_town(folder: &Path, name: &str) -> (String, super::Said) {
    let town = folder.join(name).display().to_string();
    let said = run(&["new", "scenario", &town]);
    (town, said)
}

#[test]
fn a_new_scenario_lacks_nothing_but_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let (town, said) = new_town(folder.path(), "水乡");
    assert_eq!(said.code, 0, "{}", said.err);
    for kind in ["dem", "roads", "buildings"] {
        assert!(
            said.err.contains(&format!("sandtable import {kind} FILE --into {town}/case")),
            "{}",
            said.err
        );
    }
    let names: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["水乡"]);
    let text = fs::read_to_string(format!("{town}/scenario.ron")).expect("written");
    assert!(text.contains("key: \"水乡\"") && text.contains("zh: ") && text.contains("en: "));
    let check = run(&["check", &town]);
    assert_eq!(check.code, 3);
    let faults = check.err.lines().filter(|line| !line.starts_with(' ')).count();
    assert_eq!((faults, check.err.matches("missing-file").count()), (3, 3), "{}", check.err);
    assert_chinese(&run(&["check", &town, "--lang", "zh"]).err);
}

#[test]
fn a_new_scenario_with_data_is_led_to_its_results() {
    let folder = tempfile::tempdir().expect("a folder");
    let (town, _) = new_town(folder.path(), "town");
    let data = brook::folder();
    fs::create_dir(format!("{town}/case")).expect("made");
    for file in ["terrain.asc", "roads.geojson", "buildings.geojson", "inflow.csv"] {
        fs::copy(data.path().join(file), format!("{town}/case/{file}")).expect("copied");
    }
    // Now every place that is still (0, 0) is pointed at.
    let check = run(&["check", &town]);
    assert_eq!(check.code, 3);
    assert_eq!(check.err.matches("outside the terrain").count(), 2, "{}", check.err);
    let path = format!("{town}/scenario.ron");
    let text = fs::read_to_string(&path).expect("read");
    let text = text.replace("at: (0, 0)", "at: (382425, 6354320)").replace("hours: 24", "hours: 2");
    fs::write(&path, text).expect("written");
    let check = run(&["check", &town]);
    assert_eq!(check.code, 0, "{}", check.err);
    // A plan made beside it speaks of its seats and teams.
    assert_eq!(run(&["new", "plan", &format!("{town}/second")]).code, 0);
    assert_eq!(run(&["check", &format!("{town}/second.ron")]).code, 0);
    let out = folder.path().join("out").display().to_string();
    let said = run(&["evaluate", &town, "-n", "2", "--out", &out]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Early evacuation") && Path::new(&out).join("report.html").is_file());
    // The figures that nobody confirmed are named in the language of the report.
    let out = folder.path().join("zh").display().to_string();
    let said = run(&["evaluate", &town, "-n", "2", "--out", &out, "--lang", "zh"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = fs::read_to_string(format!("{out}/report.html")).expect("read");
    for figure in ["雨、住户、队伍、信道：模板占位值", "成人身高：1.71 m"] {
        assert!(report.contains(figure), "{figure}");
    }
    assert!(!report.contains("placeholders of the template"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("empty")).expect("made");
    fs::write(folder.path().join("file"), "mine").expect("written");
    for name in ["empty", "file"] {
        let (_, said) = new_town(folder.path(), name);
        assert_eq!(said.code, 1, "{}", said.err);
    }
    assert_eq!(fs::read(folder.path().join("file")).expect("read"), b"mine");
    assert_eq!(fs::read_dir(folder.path().join("empty")).expect("a folder").count(), 0);
    let town = folder.path().join("town").display().to_string();
    assert_eq!(run(&["new", "scenario", &town, "--force"]).code, 2);
    assert_eq!(run(&["new", "scenario", &town]).code, 0);
    fs::write(format!("{town}/scenario.ron"), "mine").expect("written");
    assert_eq!(run(&["new", "scenario", &town]).code, 1);
    assert_eq!(fs::read(format!("{town}/scenario.ron")).expect("read"), b"mine");
    assert_eq!(run(&["new", "scenario", "a b"]).code, 2);
}

#[test]
fn the_list_names_scenarios_with_their_plans_and_metrics_with_units() {
    let json: serde_json::Value = serde_json::from_str(&run(&["list", "--json"]).out).expect("JSON");
    let city = &json["scenarios"][0];
    assert_eq!(city["key"], "yunjiang-flood");
    assert!(city["name"]["zh"].as_str().is_some_and(|name| name.contains("云江")));
    assert_eq!(city["plans"].as_array().map(Vec::len), Some(3));
    for plan in json["plans"].as_array().expect("plans") {
        assert!(plan["name"]["zh"] != plan["name"]["en"], "{plan}");
    }
    let metrics = json["metrics"].as_array().expect("metrics");
    assert!(metrics.iter().any(|metric| metric["key"] == "deaths.total" && metric["unit"] == "persons"));
    assert!(metrics.iter().any(|metric| !metric["goal"].is_null()));
    assert!(json["models"].as_array().is_some_and(|models| models.len() > 8));
    let zh = run(&["list", "--lang", "zh"]).out;
    for word in ["内置情景", "无预案", "死亡人数", "小时", "flood.weir"] {
        assert!(zh.contains(word), "{word}: {zh}");
    }
    let only = run(&["list", "metrics"]);
    assert!(only.out.contains("deaths.total") && !only.out.contains("flood.weir"), "{}", only.out);
}

#[test]
fn a_slip_in_a_scenarios_name_is_recognised() {
    for command in [["run", "yunjiang-flod"], ["evaluate", "yunjiang-flod"], ["check", "yunjiang-flod"]] {
        let said = run(&command);
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(said.err.contains("did you mean `yunjiang-flood`?"), "{}", said.err);
    }
    let said = run(&["run", "yunjiang-flood", "--plan", "as-writen", "--lang", "zh"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("是否想写 `as-written`？"), "{}", said.err);
    let said = run(&["run", "yunjiang-flood", "--grid", "1000", "--lang", "zh"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("30 至 250 米"), "{}", said.err);
    assert_chinese(&said.err);
    let said = run(&["run", "yunjiang-flood", "--grid", "200m"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("cells of 200 m") && said.err.contains("--grid 120m"), "{}", said.err);
}
