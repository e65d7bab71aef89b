//! What lies at the top, and how long files are.

use std::collections::BTreeSet;

use super::{read, repository_files};

const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh.md",
    "cli",
    "engine",
    "reports",
    "scenarios",
    "tests",
];

/// Files that may be longer than 600 lines, and why.
const LONG: &[(&str, &str)] =
    &[("engine/kernel/src/dist.rs", "one list of distributions, each with its check and its draw")];

#[test]
fn the_top_level_is_exactly_this() {
    let files = repository_files();
    let found: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.split('/').next())
        .filter(|name| !name.starts_with('.'))
        .collect();
    let expected: BTreeSet<&str> = TOP.iter().copied().collect();
    assert_eq!(found, expected);
}

#[test]
fn no_file_is_longer_than_600_lines_but_those_listed() {
    let mut long: Vec<(String, usize)> = repository_files()
        .into_iter()
        .filter(|file| file.ends_with(".rs"))
        .map(|file| (file.clone(), read(&file).lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .collect();
    long.retain(|(file, _)| !LONG.iter().any(|(listed, _)| listed == file));
    assert!(long.is_empty(), "{long:?}: split by meaning, or list with a reason");
    for (listed, why) in LONG {
        assert!(
            read(listed).lines().count() > 600,
            "{listed} is no longer long ({why}): take it off the list"
        );
    }
}
