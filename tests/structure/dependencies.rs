//! Dependency rules between the crates of the workspace, from `cargo metadata`.
//! Blindness is one of them: what decides cannot name what it may not see.

use std::collections::{BTreeMap, BTreeSet};

use super::metadata;

/// What each crate may depend on directly, besides nothing. `results` is plain data
/// that everything above it writes.
const ALLOWED: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("space", &["kernel"]),
    ("exchange", &["kernel", "space"]),
    ("results", &["kernel", "space"]),
    ("hazards", &["kernel", "space", "exchange", "results"]),
    ("impact", &["kernel", "space", "exchange", "results"]),
    ("command", &["kernel", "space"]),
    ("response", &["kernel", "space", "exchange", "results", "impact", "command"]),
    ("simulation", &["kernel", "space", "exchange", "results", "hazards", "impact", "command", "response"]),
    (
        "study",
        &["kernel", "space", "exchange", "results", "hazards", "impact", "command", "response", "simulation"],
    ),
    (
        "scenarios",
        &[
            "kernel",
            "space",
            "exchange",
            "results",
            "hazards",
            "impact",
            "command",
            "response",
            "simulation",
            "study",
        ],
    ),
    ("reports", &["kernel", "space", "results", "command"]),
];

/// Crates that may use all others.
const ABOVE_ALL: &[&str] = &["sandtable", "sandtable-tests"];

/// What each crate of the workspace depends on directly, development included.
fn direct() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().expect("name").to_owned();
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let own = dependencies
                .iter()
                .filter(|dependency| dependency["path"].is_string())
                .filter_map(|dependency| dependency["name"].as_str())
                .map(str::to_owned)
                .collect();
            (name, own)
        })
        .collect()
}

fn reachable(from: &str, direct: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(name) = next.pop() {
        for dependency in direct.get(&name).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                next.push(dependency.clone());
            }
        }
    }
    seen
}

#[test]
fn every_crate_depends_only_on_what_it_may() {
    let direct = direct();
    let mut wrong = Vec::new();
    for (name, dependencies) in &direct {
        if ABOVE_ALL.contains(&name.as_str()) {
            continue;
        }
        let short = name.strip_prefix("sandtable-").unwrap_or(name);
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == short) else {
            wrong.push(format!("{name} has no rule: add one here and in ARCHITECTURE.md"));
            continue;
        };
        for dependency in dependencies {
            let dependency = dependency.strip_prefix("sandtable-").unwrap_or(dependency);
            if !allowed.contains(&dependency) {
                wrong.push(format!("{name} must not depend on {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(direct.len() >= ALLOWED.len() + ABOVE_ALL.len(), "{:?}", direct.keys());
}

#[test]
fn what_decides_cannot_reach_the_truth() {
    let direct = direct();
    for (from, never) in [
        ("sandtable-command", ["exchange", "hazards", "impact", "response", "simulation"].as_slice()),
        ("sandtable-response", &["hazards", "simulation", "study"]),
        ("sandtable-reports", &["simulation", "study", "hazards", "response", "exchange"]),
        ("sandtable-kernel", &["space"]),
    ] {
        let reached = reachable(from, &direct);
        for name in never {
            assert!(!reached.contains(&format!("sandtable-{name}")), "{from} reaches {name}");
        }
    }
}
