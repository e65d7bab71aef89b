//! Licences and sources of everything that is linked in.

use super::metadata;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Whether a licence expression can be met with licences of the list. Brackets are
/// used around alternatives only (`(MIT OR Apache-2.0) AND Unicode-3.0`).
fn is_met(expression: &str) -> bool {
    expression.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')', ' ']);
        part.split(" OR ").flat_map(|one| one.split('/')).any(|one| {
            let licence = one.trim().trim_matches(['(', ')']);
            ALLOWED.contains(&licence.split(" WITH ").next().unwrap_or(licence))
        })
    })
}

#[test]
fn licences_are_read_as_meant() {
    assert!(is_met("MIT OR Apache-2.0") && is_met("MIT/Apache-2.0") && is_met("Apache-2.0 OR GPL-2.0-only"));
    assert!(is_met("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!is_met("GPL-3.0-only") && !is_met("MIT AND GPL-3.0-only") && !is_met(""));
}

#[test]
fn every_dependency_has_an_allowed_licence_and_comes_from_crates_io() {
    // Only what is used on this platform: the rest need not have been downloaded.
    let version = std::process::Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let metadata = metadata(&["--filter-platform", host]);
    let mut wrong = Vec::new();
    let packages = metadata["packages"].as_array().expect("packages");
    for package in packages {
        let name = format!("{} {}", package["name"], package["version"]);
        let licence = package["license"].as_str().unwrap_or("");
        if !is_met(licence) {
            wrong.push(format!("{name}: licence {licence:?}"));
        }
        match package["source"].as_str() {
            Some(source) if source != CRATES_IO => wrong.push(format!("{name}: from {source}")),
            _ => {}
        }
    }
    assert!(packages.len() > 50, "only {} packages", packages.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
