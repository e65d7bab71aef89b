//! The READMEs: the same commands in both languages, no dead link, and CI runs the
//! `cargo` commands. The `sandtable` commands are run by `tests/cli`.

use super::{read, top};

/// Lines of fenced shell blocks.
fn commands(file: &str) -> Vec<String> {
    let text = read(file);
    let mut inside = false;
    let mut commands = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && !line.trim().is_empty() && !line.starts_with('#') {
            commands.push(line.trim().to_owned());
        }
    }
    commands
}

#[test]
fn both_readmes_name_the_same_commands() {
    assert!(!commands("README.md").is_empty());
    assert_eq!(commands("README.md"), commands("README.zh.md"));
}

#[test]
fn ci_runs_the_cargo_commands_of_the_readme() {
    let ci = read(".ci/run");
    let missing: Vec<_> = commands("README.md")
        .into_iter()
        .filter(|command| command.starts_with("cargo "))
        .filter(|command| !ci.contains(command.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn links_lead_somewhere() {
    for file in ["README.md", "README.zh.md", "CHANGELOG.md", "ARCHITECTURE.md"] {
        let text = read(file);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or(target);
            let outside = target.starts_with("http") || path.is_empty();
            assert!(outside || top().join(path).exists(), "{file}: {target}");
        }
    }
}
