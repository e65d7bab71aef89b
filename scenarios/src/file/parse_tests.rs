//! Faults of form.

use std::sync::Arc;

use super::parse::parse;
use super::*;

fn faults(text: &str) -> Vec<(&'static str, usize, usize)> {
    let source = Arc::new(Source::new("t.ron", text));
    let faults = parse(&source, &Limits::default()).err().unwrap_or_default();
    faults.iter().map(|f| (f.code, f.place.line(), f.place.column())).collect()
}

#[test]
fn well_formed_files_pass() {
    for text in [
        "#![enable(implicit_some)]\n(a: 1, b: [1, 2,], c: {\"x\": 1, 2: 'y'}, d: Some((1, 2)), e: Normal(mean: 1, sd: 2), f: ())",
        "\u{feff}Team(名称: \"云江\", // 注释\n /* a */)",
        "[]",
        "Unit",
        "(r#type: 1..5, b: b\"x\", c: r#\"a\"b\"#)",
        "(infra: 1, inf: 2, v: info)",
    ] {
        assert_eq!(faults(text), [], "{text}");
    }
}

#[test]
fn all_faults_of_form_come_at_once() {
    let text = "(\n  a: NaN,\n  b: 1 c: 2,\n  a: 3,\n  m: {\"k\": 1, \"k\": -inf},\n  l: [(key: \"x\"), (key: \"x\")],\n  z = 4,\n  d: 1e999,\n)";
    let found = faults(text);
    for expected in [
        (code::NON_FINITE, 2, 6),
        (code::SYNTAX, 3, 8),
        (code::DUPLICATE_KEY, 4, 3),
        (code::NON_FINITE, 5, 20),
        (code::DUPLICATE_KEY, 5, 15),
        (code::DUPLICATE_KEY, 6, 25),
        (code::SYNTAX, 7, 5),
        (code::NON_FINITE, 8, 6),
    ] {
        assert!(found.contains(&expected), "{expected:?} not in {found:?}");
    }
    assert_eq!(found.len(), 8, "{found:?}");
}

#[test]
fn brackets_name_their_opening() {
    let source = Arc::new(Source::new("t.ron", "(\n  a: [1, 2),\n)"));
    let fault = parse(&source, &Limits::default()).unwrap_err().remove(0);
    assert_eq!((fault.code, fault.position()), (code::UNBALANCED, Some((2, 11))));
    assert_eq!((fault.notes[0].0.line(), fault.notes[0].0.column()), (2, 6));

    let source = Arc::new(Source::new("t.ron", "(\n  a: [1,\n"));
    let fault = parse(&source, &Limits::default()).unwrap_err().remove(0);
    assert_eq!((fault.code, fault.position()), (code::TRUNCATED, Some((2, 9))));
    assert!(fault.expected.en.contains("2:6"), "{}", fault.expected.en);
    assert_eq!(faults("(a: 1))"), [(code::UNBALANCED, 1, 7)]);
    assert_eq!(faults("(a: \"no end)"), [(code::TRUNCATED, 1, 5)]);
    assert_eq!(faults("(a: 1 /* no end)"), [(code::TRUNCATED, 1, 7)]);
}

#[test]
fn chinese_punctuation_gets_its_own_remedy() {
    let found = faults("（a：1，b: “x”）");
    assert_eq!(found.iter().filter(|(code, ..)| *code == code::SYNTAX).count(), found.len());
    assert!(found.len() >= 5, "{found:?}");
}

#[test]
fn depth_and_number_of_values_are_bounded() {
    assert_eq!(faults(&"[".repeat(100_000)), [(code::TOO_DEEP, 1, 65)]);
    assert_eq!(faults(&"(a:".repeat(100_000)), [(code::TOO_DEEP, 1, 193)]);
    let source = Arc::new(Source::new("t.ron", "[1,1,1,1,1]"));
    let limits = Limits { max_values: 4, ..Limits::default() };
    assert_eq!(parse(&source, &limits).unwrap_err()[0].code, code::TOO_MANY);
}

#[test]
fn nothing_in_it_is_an_empty_file() {
    for text in ["", " \n", "// only a comment", "\u{feff}"] {
        assert_eq!(faults(text)[0].0, code::EMPTY, "{text:?}");
    }
}
