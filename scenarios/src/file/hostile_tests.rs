//! Whatever the bytes, reading ends with a value or with faults.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use proptest::prelude::*;
use serde::Deserialize;

use super::parse::parse;
use super::*;

/// A recursive type, as the plan language is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
enum Rule {
    Not(Box<Rule>),
    All(Vec<Rule>),
    Above { gauge: String, level_m: f64 },
    Maybe(Option<Box<Rule>>),
    Pair(f64, f64),
    Never,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Plan {
    title: String,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default)]
    stock: BTreeMap<String, Option<f64>>,
    #[serde(default)]
    name: sandtable_kernel::Text,
    #[serde(default)]
    depth: Option<sandtable_kernel::Dist>,
}

const VALID: &str = r##"#![enable(implicit_some)]
// 预案
Plan(
    title: "提前转移", name: (zh: "甲", en: "a"), /* , */
    depth: Normal(mean: 1.5, sd: 0.2),
    rules: [
        Above(gauge: "云江", level_m: 3.5e0),
        All([Not(Never), Maybe(Above(gauge: r#"a"b"#, level_m: -1))]),
        Pair(1, 2.0), Maybe(Some(Never)), Maybe(None),
    ],
    stock: {"sandbag": 10_000, "boat": None},
)
"##;

fn read_bytes(bytes: &[u8]) -> Result<Loaded<Plan>, Vec<Fault>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ron");
    fs::write(&path, bytes).unwrap();
    read_ron(&path, &Limits::default())
}

/// Reads, prints what is wrong both ways, and looks up places.
fn exercise(bytes: &[u8]) {
    match read_bytes(bytes) {
        Ok(loaded) => {
            for path in ["title", "rules[1][0].gauge", "stock[boat]", "x.y[3]"] {
                let _ = loaded.index.place(path).line();
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for lines in [false, true] {
                let style = PrintStyle { lang: sandtable_kernel::Lang::Zh, lines, color: false };
                let mut out = Vec::new();
                print_faults(&faults, style, &mut out).unwrap();
                assert!(!out.contains(&0x1b));
            }
        }
    }
}

/// Pieces of RON in any order: far more often nearly valid than random bytes.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "'",
        "\\",
        "/*",
        "*/",
        "//",
        "\n",
        " ",
        "#",
        "#![",
        "r#",
        "r#\"",
        "b\"",
        "b'",
        "1",
        "-",
        ".",
        "..",
        "e",
        "_",
        "0x1F",
        "1.5",
        "NaN",
        "inf",
        "Some(",
        "None",
        "true",
        "title",
        "rules",
        "stock",
        "Never",
        "Not(",
        "All([",
        "Above(",
        "gauge:",
        "level_m:",
        "key:",
        "include:",
        "\"a\"",
        "\"plan.ron\"",
        "云",
        "，",
        "（",
        "\u{85}",
        "\u{feff}",
        "\0",
        "\u{1b}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A well-formed value.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(|n| n.to_string()),
        (-1e9..1e9_f64).prop_map(|n| format!("{n:?}")),
        "[a-z云江\\\\\"]{0,6}".prop_map(|text| format!("{text:?}")),
        Just("true".to_owned()),
        Just("Never".to_owned()),
        Just("'x'".to_owned()),
        Just("()".to_owned()),
        Just("r#\"a\"b\"#".to_owned()),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            list.clone().prop_map(|items| format!("[{}]", items.join(", "))),
            list.clone().prop_map(|items| format!("T({},)", items.join(" ,\n")).replace("T(,)", "T()")),
            list.clone().prop_map(|items| {
                let fields: Vec<_> =
                    items.iter().enumerate().map(|(k, item)| format!("f{k}: {item}")).collect();
                format!("S( {} )", fields.join(",/* ) */"))
            }),
            list.prop_map(|items| {
                let entries: Vec<_> =
                    items.iter().enumerate().map(|(k, item)| format!("\"k{k}\": {item}")).collect();
                format!("{{{}}}", entries.join(", // }\n"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        exercise(&bytes);
    }

    #[test]
    fn random_pieces_are_answered(text in pieces()) {
        exercise(text.as_bytes());
    }

    #[test]
    fn a_mutated_valid_file_is_answered(
        at in 0..VALID.len(), cut in 0_usize..12, insert in pieces(), keep in 0_usize..8
    ) {
        let mut bytes = VALID.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, insert.bytes().take(keep));
        exercise(&bytes);
    }

    #[test]
    fn a_truncated_valid_file_is_answered(at in 0..VALID.len()) {
        exercise(&VALID.as_bytes()[..at]);
    }

    /// What is well-formed by RON's own reader is well-formed here, and the other way round.
    #[test]
    fn the_form_agrees_with_the_ron_reader(text in value()) {
        let source = Arc::new(Source::new("t.ron", text.clone()));
        prop_assert!(ron::from_str::<ron::Value>(&text).is_ok(), "{text}");
        let faults = parse(&source, &Limits::default()).err().unwrap_or_default();
        prop_assert!(faults.is_empty(), "{text}\n{faults:?}");
    }

    #[test]
    fn what_the_form_refuses_is_refused_by_the_ron_reader(text in pieces()) {
        let source = Arc::new(Source::new("t.ron", text.clone()));
        let faults = parse(&source, &Limits::default()).err().unwrap_or_default();
        // Duplicates and numbers that are not finite are our own rules, and RON's reader
        // takes more after such a number ("NaN.."); a byte-order mark is our own leniency.
        let syntax = [code::SYNTAX, code::UNBALANCED, code::TRUNCATED, code::EMPTY];
        let finite = faults.iter().all(|fault| fault.code != code::NON_FINITE);
        if finite && faults.iter().any(|fault| syntax.contains(&fault.code)) {
            prop_assert!(ron::from_str::<ron::Value>(&text).is_err(), "{text:?}\n{faults:?}");
        }
    }
}

#[test]
fn the_valid_file_is_valid() {
    let loaded = read_bytes(VALID.as_bytes()).unwrap();
    assert_eq!(loaded.value.rules.len(), 5);
}

#[test]
fn deep_nesting_is_answered_at_once() {
    for opening in ["(", "[", "{", "Some(", "rules: [All([", "(title:", "/*"] {
        let text = format!("({}", opening.repeat(100_000));
        let started = std::time::Instant::now();
        assert!(read_bytes(text.as_bytes()).is_err());
        assert!(started.elapsed().as_secs() < 5, "{opening}");
    }
    // At the bound itself the reader of the recursive type still stands.
    let depth = 30;
    let text = format!("(title: \"a\", rules: [{}Never{}])", "All([".repeat(depth), "])".repeat(depth));
    assert!(read_bytes(text.as_bytes()).is_ok());
}

#[test]
fn many_faults_and_long_lines_are_answered_in_bounded_work() {
    let started = std::time::Instant::now();
    let many = format!("(title: \"a\", rules: [{}])", "Nver, ".repeat(50_000));
    let faults = read_bytes(many.as_bytes()).unwrap_err();
    assert_eq!(faults.len(), Limits::default().max_faults);
    let commas = format!("(title: \"a\", rules: [{}])", "1 ".repeat(200_000));
    assert!(read_bytes(commas.as_bytes()).unwrap_err().len() <= Limits::default().max_faults);
    let long = format!("(title: {})", "9".repeat(1_000_000));
    assert!(!read_bytes(long.as_bytes()).unwrap_err().is_empty());
    assert!(started.elapsed().as_secs() < 20);
}
