//! The notes on the built-in plans tell what the plan files do.

use super::read;

const FOLDER: &str = "scenarios/library/yunjiang";

/// Key and condition of every rule of a plan file.
fn rules(plan: &str) -> Vec<(String, String)> {
    plan.split("(key: \"")
        .skip(1)
        .filter_map(|rule| {
            let (key, rest) = rule.split_once('"')?;
            let (when, _) = rest.split_once("when: ")?.1.split_once("actions:")?;
            Some((key.to_owned(), when.to_owned()))
        })
        .collect()
}

/// Whole numbers after a field in a condition.
fn numbers<'a>(when: &'a str, field: &'a str) -> impl Iterator<Item = &'a str> {
    when.split(field).skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        &rest[..end]
    })
}

/// The key of a row of the notes: `knock.*.slope` stands for those of all towns.
fn noted(key: &str) -> String {
    match key.split('.').collect::<Vec<_>>()[..] {
        ["knock", _, kind] => format!("knock.*.{kind}"),
        _ => key.to_owned(),
    }
}

#[test]
fn every_rule_of_a_plan_is_noted_with_its_thresholds() {
    let notes = read(&format!("{FOLDER}/plans.md"));
    for name in ["as-written", "early-evacuation"] {
        let section = notes.split("\n## ").find(|section| section.starts_with(name)).expect(name);
        let rows: Vec<(&str, &str)> =
            section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).collect();
        let rules = rules(&read(&format!("{FOLDER}/plans/{name}.ron")));
        assert!(rules.len() > 10, "{rules:?}");
        for (key, when) in &rules {
            let (_, row) = rows
                .iter()
                .find(|(row, _)| *row == noted(key))
                .unwrap_or_else(|| panic!("{name}: `{key}` is not in the notes"));
            let limits =
                [("mm: ", " mm"), ("window_h: ", " h"), ("within_h: ", " h"), ("delay_min: ", " min")];
            for (field, unit) in
                limits.into_iter().chain([("since_start_min: ", " min"), ("Value(", " mm/h")])
            {
                for number in numbers(when, field) {
                    assert!(
                        row.contains(&format!("{number}{unit}")),
                        "{name}, {key}: {number}{unit} in {row}"
                    );
                }
            }
            for (word, told) in
                [("Guarantee", "guarantee level"), ("Crest", "crest"), ("ForecastAbove", "forecast")]
            {
                assert_eq!(
                    when.contains(word),
                    row.contains(told) && !row.contains("response level"),
                    "{name}, {key}: {word}"
                );
            }
        }
        let without_rule: Vec<_> =
            rows.iter().filter(|(row, _)| !rules.iter().any(|(key, _)| noted(key) == *row)).collect();
        assert!(without_rule.is_empty(), "{name}: {without_rule:?}");
    }
}

#[test]
fn the_teams_placed_forward_are_counted_in_the_notes() {
    let plan = read(&format!("{FOLDER}/plans/early-evacuation.ron"));
    assert_eq!(plan.matches("what: Team(").count(), 4);
    assert!(read(&format!("{FOLDER}/plans.md")).contains("Four boat teams stand\nforward"));
    assert!(!read(&format!("{FOLDER}/plans/as-written.ron")).contains("preposition"));
}
