//! What the repository promises about itself: who may depend on whom, what lies at
//! the top, how long files are, which licences come in, and which commands the
//! READMEs name.

mod dependencies;
mod files;
mod licences;
mod plans;
mod readme;
mod references;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the repository.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_path_buf()
}

/// `cargo metadata` with further words.
fn metadata(words: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(words)
        .current_dir(top())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

/// Files of the repository: those that git knows, or would add.
fn repository_files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(top())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = String::from_utf8(output.stdout).expect("paths are UTF-8");
    files.lines().filter(|file| top().join(file).is_file()).map(str::to_owned).collect()
}

fn read(file: &str) -> String {
    std::fs::read_to_string(top().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}
