//! Every published check of the workspace, as `sandtable validate` prints them: none
//! may fail. Real data are found by `SANDTABLE_DATA`; without it their rows are
//! skipped and say so.

use sandtable_kernel::Text;
use sandtable_kernel::validation::{Check, CheckContext, CheckRow, Verdict};

const LISTS: [&[Check]; 5] = [
    sandtable_hazards::flood::checks::CHECKS,
    sandtable_hazards::flood::validation::CHECKS,
    sandtable_impact::CHECKS,
    sandtable_response::validation::CHECKS,
    sandtable_study::validation::CHECKS,
];

fn none_fails(wanted: impl Fn(&Check) -> bool) {
    let context = CheckContext { data: std::env::var_os("SANDTABLE_DATA").map(Into::into) };
    let (mut run, mut faults) = (0, Vec::new());
    for check in LISTS.into_iter().flatten().filter(|check| wanted(check)) {
        let begun = std::time::Instant::now();
        let rows = (check.run)(&context);
        println!("{}: {} rows, {:.1} s", check.name, rows.len(), begun.elapsed().as_secs_f64());
        assert!(!rows.is_empty(), "{} has no row", check.name);
        for row in rows {
            run += 1;
            faults.extend(unnamed(check.name, &row));
            match &row.verdict {
                Verdict::Skipped(why) => println!("  {}: skipped ({why})", row.case),
                Verdict::Fail => faults.push(format!("{}: {row:?}", check.name)),
                Verdict::Pass | Verdict::OutsideValidity => {}
            }
        }
    }
    assert!(run > 0, "no check is called so");
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Names of a row that are missing in a language: every case and quantity has
/// hanzi in Chinese, none in English.
fn unnamed(check: &str, row: &CheckRow) -> Vec<String> {
    let hanzi = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let told: [(&str, &Text); 2] = match &row.verdict {
        Verdict::Skipped(why) => [("case", &row.case), ("why it was skipped", why)],
        _ => [("case", &row.case), ("quantity", &row.quantity)],
    };
    told.into_iter()
        .filter(|(_, text)| !hanzi(&text.zh) || hanzi(&text.en) || text.en.trim().is_empty())
        .map(|(what, text)| format!("{check}: the {what} is not named in both languages: {text:?}"))
        .collect()
}

fn is_merewether(check: &Check) -> bool {
    check.name == "flood.merewether"
}

#[test]
fn no_flood_check_fails() {
    none_fails(|check| check.name.starts_with("flood.") && !check.slow && !is_merewether(check));
}

#[test]
fn no_check_of_impact_response_and_study_fails() {
    none_fails(|check| !check.name.starts_with("flood.") && !check.slow);
}

#[test]
fn the_merewether_flood_agrees_with_its_marks() {
    none_fails(is_merewether);
}

#[test]
#[ignore = "over 20 s each"]
fn no_slow_check_fails() {
    if LISTS.into_iter().flatten().any(|check| check.slow) {
        none_fails(|check| check.slow);
    }
}

#[test]
fn no_two_checks_share_a_name() {
    let mut names: Vec<&str> = LISTS.into_iter().flatten().map(|check| check.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
