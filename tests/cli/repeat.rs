//! The same numbers by every way: any number of threads, and `run` against the row of
//! `evaluate`.

use std::fs;
use std::path::Path;

use super::{brook, run};

/// `outcomes.csv` of a study.
fn study(words: &[&str], out: &Path) -> String {
    let out_word = out.display().to_string();
    let all: Vec<&str> =
        ["evaluate"].iter().chain(words).copied().chain(["--quiet", "--out", &out_word]).collect();
    let said = run(&all);
    assert_eq!(said.code, 0, "{}", said.err);
    fs::read_to_string(out.join("outcomes.csv")).expect("outcomes.csv")
}

/// The row of a run.
fn single(words: &[&str], plan: &str, replicate: &str, out: &Path) -> String {
    let out_word = out.display().to_string();
    let tail = ["--plan", plan, "--replicate", replicate, "--quiet", "--out", &out_word];
    let all: Vec<&str> = ["run"].iter().chain(words).copied().chain(tail).collect();
    let said = run(&all);
    assert_eq!(said.code, 0, "{}", said.err);
    let csv = fs::read_to_string(out.join("outcome.csv")).expect("outcome.csv");
    csv.lines().nth(1).expect("a row").to_owned()
}

/// The row of a plan and replicate; it holds the hash of the state.
fn row<'a>(csv: &'a str, replicate: &str, plan: &str) -> &'a str {
    let wanted = format!("{replicate},{plan},complete,");
    csv.lines().find(|line| line.starts_with(&wanted)).unwrap_or_else(|| panic!("no {wanted} in {csv}"))
}

#[test]
fn threads_change_no_bit_and_a_run_is_its_row() {
    let case = brook::folder();
    let place = case.path().display().to_string();
    let out = tempfile::tempdir().expect("a folder");
    let words = |threads| [place.as_str(), "-n", "4", "--seed", "7", "--threads", threads];
    let one = study(&words("1"), &out.path().join("one"));
    let two = study(&words("2"), &out.path().join("two"));
    assert_eq!(one, two);
    assert_eq!(one.lines().count(), 1 + 4 * 2);
    let head = one.lines().next().expect("a head");
    assert!(head.starts_with("replicate,plan,status,reason,state_hash,"), "{head}");
    // Plans differ and so do seeds: the comparison can fail.
    assert_ne!(row(&one, "2", "leave").split(',').nth(4), row(&one, "2", "no-plan").split(',').nth(4));
    let other = study(&[&place, "-n", "4", "--seed", "8"], &out.path().join("other"));
    assert_ne!(one, other);
    for (plan, replicate) in [("leave", "2"), ("no-plan", "3")] {
        let own = single(&[&place, "--seed", "7"], plan, replicate, &out.path().join(plan));
        assert_eq!(own, row(&one, replicate, plan));
    }
}

#[test]
#[ignore = "minutes in a debug build; CI runs it in release"]
fn the_city_repeats_itself_by_every_way() {
    let out = tempfile::tempdir().expect("a folder");
    let words = |threads| ["yunjiang-flood", "-n", "2", "--threads", threads];
    let one = study(&words("1"), &out.path().join("one"));
    assert_eq!(one, study(&words("2"), &out.path().join("two")));
    for plan in ["as-written", "early-evacuation", "no-plan"] {
        let own = single(&["yunjiang-flood"], plan, "1", &out.path().join(plan));
        assert_eq!(own, row(&one, "1", plan));
    }
}
