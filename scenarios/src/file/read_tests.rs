//! What a reader of messages sees: every fault of a file, in its place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sandtable_kernel::{Lang, Text};
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Speed(f64);

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Team {
    key: String,
    name: Text,
    speed_m_s: Speed,
    #[serde(default)]
    crew: Option<u32>,
    #[serde(default)]
    kind: Kind,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
enum Kind {
    #[default]
    Foot,
    Boat {
        draught_m: f64,
    },
    Truck(Load),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Load {
    capacity_kg: f64,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Case {
    title: Text,
    #[serde(default)]
    teams: Vec<Team>,
    #[serde(default)]
    stock: BTreeMap<String, u32>,
}

fn read(text: &str) -> Result<Loaded<Case>, Vec<Fault>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    fs::write(&path, text).unwrap();
    read_ron(&path, &Limits::default())
}

fn faults(text: &str) -> Vec<Fault> {
    read(text).unwrap_err()
}

/// Kind, line, and what stands at the place.
fn summary(faults: &[Fault]) -> Vec<(&'static str, usize, &str)> {
    faults.iter().map(|f| (f.code, f.place.line(), &f.place.source.text()[f.place.span.clone()])).collect()
}

const GOOD: &str = r#"// 演练
Case(
    title: (zh: "云江", en: "Yunjiang"),
    teams: [
        (key: "boat-1", name: "冲锋舟一队", speed_m_s: 5.0, crew: 4, kind: Boat(draught_m: 0.4)),
        (key: "truck-1", name: "运输队", speed_m_s: 12, kind: Truck(capacity_kg: 5000)),
    ],
    stock: {"sandbag": 10_000},
)
"#;

#[test]
fn a_good_file_is_read_with_short_forms() {
    let loaded = read(GOOD).unwrap();
    assert_eq!(loaded.value.teams[0].crew, Some(4));
    assert_eq!(loaded.value.teams[1].speed_m_s, Speed(12.0));
    assert_eq!(loaded.value.teams[1].kind, Kind::Truck(Load { capacity_kg: 5000.0 }));
    assert_eq!(loaded.value.stock["sandbag"], 10_000);
}

#[test]
fn every_fault_of_content_is_found_in_one_reading() {
    let text = r#"(
    title: (zh: "云江", en: "Yunjiang"),
    teams: [
        (key: "a", name: "甲", speed_m_s: "fast"),
        (key: "b", name: "乙", sped_m_s: 3.0),
        (key: "c", name: "丙"),
        (key: "d", name: "丁", speed_m_s: 1.0, kind: Boats(draught_m: 1.0)),
        (key: "e", name: "戊", speed_m_s: 1.0, crew: -2),
        (key: "f", name: (zh: "己"), speed_m_s: 1.0),
        (key: "g", name: "庚", speed_m_s: 1.0, kind: Truck(capacity: 3)),
    ],
    stock: {"sandbag": 1.5},
    weather: 3,
)"#;
    let faults = faults(text);
    assert_eq!(
        summary(&faults),
        [
            (code::WRONG_TYPE, 4, "\"fast\""),
            (code::UNKNOWN_FIELD, 5, "sped_m_s"),
            (code::MISSING_FIELD, 6, "("),
            (code::UNKNOWN_VARIANT, 7, "Boats"),
            (code::INVALID_VALUE, 8, "-2"),
            (code::MISSING_FIELD, 9, "("),
            (code::UNKNOWN_FIELD, 10, "capacity"),
            (code::WRONG_TYPE, 12, "1.5"),
            (code::UNKNOWN_FIELD, 13, "weather"),
        ],
        "{faults:#?}"
    );
    assert_eq!(faults[0].path, "teams[a].speed_m_s");
    assert!(faults[1].remedy.en.contains("`speed_m_s`"), "{}", faults[1].remedy.en);
    assert!(faults[2].found.en.contains("`speed_m_s`"));
    assert!(faults[3].remedy.zh.contains("`Boat`"), "{}", faults[3].remedy.zh);
    assert!(faults[6].remedy.en.contains("`capacity_kg`"));
}

#[test]
fn a_missing_field_names_the_lines_of_its_struct() {
    let faults = faults("(\n  teams: [\n    (\n      key: \"a\",\n      name: \"甲\",\n    ),\n  ],\n)");
    assert_eq!(summary(&faults), [(code::MISSING_FIELD, 1, "("), (code::MISSING_FIELD, 3, "(")]);
    assert!(faults[1].found.en.contains("from line 3 to line 6"), "{}", faults[1].found.en);
    assert_eq!(faults[1].notes[0].0.line(), 6);
}

#[test]
fn the_index_gives_the_place_of_a_value() {
    let loaded = read(GOOD).unwrap();
    let at = |path: &str| {
        let place = loaded.index.place(path);
        (place.line(), place.source.text()[place.span.clone()].to_owned())
    };
    assert_eq!(at("title.en"), (3, "\"Yunjiang\"".to_owned()));
    assert_eq!(at("teams[boat-1].speed_m_s"), (5, "5.0".to_owned()));
    assert_eq!(at("teams[0].speed_m_s"), (5, "5.0".to_owned()));
    assert_eq!(at("teams[truck-1].kind.capacity_kg"), (6, "5000".to_owned()));
    assert_eq!(at("stock[sandbag]"), (8, "10_000".to_owned()));
    // A default was not written: the opening of the struct that would hold it.
    assert_eq!(at("teams[truck-1].crew"), (6, "(".to_owned()));
    assert_eq!(at("nothing[3].at.all"), (2, "Case(".to_owned()));
    for odd in ["", ".", "[", "[]]", "a..b", "teams[", "teams[9]", "teams]["] {
        let _ = at(odd);
    }
}

#[test]
fn checks_of_meaning_get_positions() {
    let loaded = read(GOOD).unwrap();
    let fault = loaded.index.fault(
        "teams[boat-1].crew",
        "too-few",
        Text::same("4"),
        Text::new("至少 5 人", "at least 5"),
        Text::new("加人", "add people"),
    );
    assert_eq!(fault.place.line(), 5);
    assert_eq!(&fault.place.source.text()[fault.place.span.clone()], "4");
    assert_eq!(fault.row(Lang::Zh).expected, "至少 5 人");
}

#[test]
fn unreadable_inputs_are_faults_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let read = |path: &Path| read_ron::<Case>(path, &Limits::default()).unwrap_err().remove(0);
    assert_eq!(read(&folder.path().join("none.ron")).code, code::MISSING_FILE);
    assert_eq!(read(&folder.path().join("none/none.ron")).code, code::MISSING_FILE);
    assert_eq!(read(folder.path()).code, code::IS_DIRECTORY);
    assert_eq!(read(Path::new("/")).code, code::IS_DIRECTORY);
    assert!(read(Path::new("")).whole_file);
    let path = folder.path().join("bytes.ron");
    fs::write(&path, b"(\n  title: \"\xd4\xc6\xbd\xad\",\n)").unwrap();
    let fault = read(&path);
    assert_eq!((fault.code, fault.position()), (code::NOT_UTF8, Some((2, 11))));
    assert!(fault.found.en.contains("offset 12"), "{}", fault.found.en);
    fs::write(&path, "").unwrap();
    assert_eq!(read(&path).code, code::EMPTY);
    let small = Limits { max_bytes: 10, ..Limits::default() };
    fs::write(&path, GOOD).unwrap();
    assert_eq!(read_ron::<Case>(&path, &small).unwrap_err()[0].code, code::TOO_LARGE);
}

#[cfg(unix)]
#[test]
fn a_device_is_not_opened() {
    let fault = read_ron::<Case>(Path::new("/dev/zero"), &Limits::default()).unwrap_err().remove(0);
    assert_eq!(fault.code, code::NOT_A_FILE);
}

fn printed(text: &str, lang: Lang, lines: bool) -> String {
    let mut out = Vec::new();
    print_faults(&faults(text), PrintStyle { lang, lines, color: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn faults_print_with_and_without_lines_in_both_languages() {
    let text = "(\n  title: \"沙盘\", teams: 3,\n)";
    let plain = printed(text, Lang::En, false);
    assert!(plain.contains("case.ron:2:23: wrong-type (teams): found `3`; expected a list [ … ]"), "{plain}");
    let plain = printed(text, Lang::Zh, false);
    assert!(plain.contains("应为一个列表"), "{plain}");
    let lines = printed(text, Lang::Zh, true);
    assert!(lines.contains("title: \"沙盘\", teams: 3,"), "{lines}");
    assert!(lines.contains("case.ron:2:23") && lines.contains(" 2 │"), "{lines}");
    // Nothing of a file reaches the terminal as a command.
    let hostile = printed("(\n  title: \x1b[31m\u{7},\n)", Lang::En, true);
    assert!(!hostile.contains(['\x1b', '\u{7}']), "{hostile:?}");
}
