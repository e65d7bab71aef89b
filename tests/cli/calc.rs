//! `calc`, `list` and `validate`.

use serde_json::Value;

use super::{run, said, sandtable};

fn json(words: &[&str]) -> Value {
    let said = run(words);
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

#[test]
fn without_a_name_the_models_are_listed() {
    let said = run(&["calc"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("flood.hazard_rating"), "{}", said.out);
    assert!(run(&["calc", "--lang", "zh"]).out.contains("洪水对人的危险等级"));
}

#[test]
fn a_name_alone_explains_the_model_and_its_example_runs() {
    for model in json(&["calc", "--json"])["models"].as_array().expect("models") {
        let name = model["name"].as_str().expect("name");
        for lang in ["zh", "en"] {
            let said = run(&["calc", name, "--lang", lang]);
            assert_eq!(said.code, 0, "{name}: {}", said.err);
        }
        for key in ["inputs", "outputs", "validity", "source"] {
            assert!(!model[key].is_null(), "{name}: {key}");
        }
        let explained = run(&["calc", name]).out;
        assert!(explained.contains("Holds for:") && explained.contains("Source:"), "{explained}");
        for input in model["inputs"].as_array().expect("inputs") {
            assert!(explained.contains(input["meaning"].as_str().expect("meaning")), "{explained}");
        }
        let example = explained.lines().find_map(|line| line.strip_prefix("Example: sandtable "));
        let words: Vec<&str> = example.unwrap_or_else(|| panic!("{name}: no example")).split(' ').collect();
        let said = run(&words);
        assert_eq!(said.code, 0, "{words:?}: {}", said.err);
    }
}

#[test]
fn a_count_that_is_not_whole_or_given_twice_is_refused() {
    let said = run(&["calc", "queue.erlang_c", "servers=2.5", "load=1"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("servers = '2.5': allowed is 1 to 10000, whole"), "{}", said.err);
    let said = run(&["calc", "flood.hazard_rating", "depth=1", "depth=2", "--lang", "zh"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("depth 给出了 2 次"), "{}", said.err);
}

#[test]
fn what_is_outside_the_validity_is_named_with_its_range() {
    let words = ["calc", "queue.cobham", "servers=3", "urgent=2", "other=2"];
    let said = run(&words);
    assert_eq!(said.code, 3);
    assert!(
        said.err.contains("urgent + other = 4;") && said.err.contains("below servers = 3"),
        "{}",
        said.err
    );
    let said = run(&[&words[..], &["--lang", "zh"]].concat());
    assert!(
        said.err.contains("urgent + other = 4，应为：") && said.err.contains("小于 servers = 3"),
        "{}",
        said.err
    );
}

#[test]
fn ground_without_deficit_takes_water_at_its_conductivity() {
    let json = json(&[
        "calc",
        "flood.green_ampt",
        "conductivity=6.5",
        "suction=167",
        "deficit=0",
        "hours=2",
        "--json",
    ]);
    assert_eq!(json["outputs"]["infiltrated"], 13.0);
    assert_eq!(json["outputs"]["capacity"], 6.5);
}

/// FD2320 (HR Wallingford 2006): d (v + 0.5) + DF; 0.5 m at 1 m/s in a town is 1.75.
#[test]
fn a_model_calculates() {
    let said = run(&["calc", "flood.hazard_rating", "depth=0.5", "speed=1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("1.75"), "{}", said.out);
    let json = json(&["calc", "flood.hazard_rating", "depth=0.5", "speed=1", "--json"]);
    assert_eq!(json["outputs"]["rating"], 1.75);
    assert_eq!(json["inputs"]["land"], "urban");
}

#[test]
fn all_faults_of_the_inputs_are_told_at_once() {
    let said = run(&["calc", "flood.hazard_rating", "depth=NaN", "foo=1", "bar"]);
    assert_eq!(said.code, 2);
    for part in ["depth", "foo", "bar"] {
        assert!(said.err.contains(part), "{}", said.err);
    }
    let said = run(&["calc", "flood.hazard_rating", "speed=1", "--lang", "zh"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("需要 depth"), "{}", said.err);
}

#[test]
fn everything_built_in_is_listed() {
    let said = run(&["list"]);
    assert_eq!(said.code, 0);
    assert!(
        ["yunjiang-flood", "as-written", "flood.vehicle_speed", "study"]
            .iter()
            .all(|word| said.out.contains(word)),
        "{}",
        said.out
    );
    assert!(json(&["list", "--json"])["checks"].as_array().is_some_and(|checks| !checks.is_empty()));
}

#[test]
fn published_checks_of_a_topic_pass_and_are_counted() {
    let said = run(&["validate", "study"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains(" 0 failed"), "{}", said.out);
    let json = json(&["validate", "study", "--json"]);
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(json["summary"]["pass"].as_u64(), Some(rows.len() as u64));
    assert!(rows.iter().all(|row| row["check"].as_str().is_some_and(|name| name.starts_with("study."))));
}

/// Warning, traffic, dispatch, medical care and supplies: one topic holds them all. The
/// published road networks are told as skipped where there are no data.
#[test]
fn the_topic_response_holds_every_open_check_of_the_response() {
    let said = run(&["validate", "response", "--json", "--lang", "zh"]);
    assert_eq!(said.code, 0, "{}", said.out);
    let json: Value = serde_json::from_str(&said.out).expect("one document");
    let rows = json["rows"].as_array().expect("rows");
    let checks: std::collections::BTreeSet<&str> =
        rows.iter().map(|row| row["check"].as_str().expect("a name")).collect();
    for check in [
        "warning.diffusion",
        "warning.departure",
        "traffic.rayleigh",
        "traffic.rectangle",
        "traffic.shock",
        "traffic.bpr",
        "traffic.equilibrium",
        "traffic.braess",
        "dispatch.waiting",
        "dispatch.loss",
        "dispatch.priorities",
        "dispatch.hypercube",
        "dispatch.nearest",
        "traffic.walking",
        "medical.rcrs",
        "medical.cold_water",
        "traffic.speed_density",
        "supplies.relief_level",
        "supplies.stock_out",
    ] {
        assert!(checks.contains(format!("response.{check}").as_str()), "{check}: {checks:?}");
    }
    let skipped: Vec<&Value> = rows.iter().filter(|row| row["verdict"] == "skipped").collect();
    assert!(!skipped.is_empty() && skipped.iter().all(|row| row["check"] == "response.traffic.equilibrium"));
    assert!(skipped.iter().all(|row| row["why"] == "请设置 SANDTABLE_DATA"), "{skipped:?}");
    let passed = rows.len() - skipped.len();
    assert_eq!(json["summary"]["pass"].as_u64(), Some(passed as u64));
}

#[test]
fn one_check_can_be_named() {
    let said = run(&["validate", "flood.hazard_rating", "--lang", "zh"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("通过") && said.out.contains("1.75"), "{}", said.out);
    assert!(said.out.contains("FD2320 危险度，水深 0.5 m") && !said.out.contains("urban"), "{}", said.out);
    let row = &json(&["validate", "flood.hazard_rating", "--json", "--lang", "zh"])["rows"][0];
    assert_eq!(row["quantity"], "危险度");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let program = env!("CARGO_BIN_EXE_sandtable");
    let mut shell = assert_cmd::Command::new("sh");
    shell.args(["-c", &format!("{{ '{program}' calc --json; echo $? >&2; }} | true")]);
    let code = said(&mut shell).err;
    assert_eq!(code.trim(), "0");
    assert_eq!(said(&mut sandtable(&["calc"])).code, 0);
}
