//! `new` and `check`: a plan that is fine, and plans broken by hand. Every fault is
//! answered with its place, a remedy and exit code 3.

use std::fs;
use std::path::Path;

use super::{Said, run};

/// A fresh plan in a folder.
fn fresh(folder: &Path) -> String {
    let name = folder.join("mine").display().to_string();
    let said = run(&["new", "plan", &name]);
    assert_eq!(said.code, 0, "{}", said.err);
    fs::read_to_string(folder.join("mine.ron")).expect("written")
}

fn check(path: &Path) -> Said {
    run(&["check", &path.display().to_string()])
}

/// The fresh plan with its first `old` replaced.
fn broken(old: &str, new: &str) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fresh(folder.path());
    assert!(text.contains(old), "{old}");
    let path = folder.path().join("mine.ron");
    fs::write(&path, text.replacen(old, new, 1)).expect("written");
    check(&path)
}

/// Exit code 3, the file, a line, a remedy, and these words.
fn answered(said: &Said, words: &[&str]) {
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    assert!(said.err.contains("mine.ron:"), "{}", said.err);
    assert!(said.err.contains("remedy: "), "{}", said.err);
    for word in words {
        assert!(said.err.contains(word), "{word}: {}", said.err);
    }
}

#[test]
fn a_fresh_plan_has_no_fault_and_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fresh(folder.path());
    assert!(text.contains("key: \"mine\""));
    let path = folder.path().join("mine.ron");
    let said = check(&path);
    assert_eq!(said.code, 0, "{}", said.err);
    let name = folder.path().join("mine").display().to_string();
    assert_eq!(run(&["new", "plan", &name]).code, 1);
    assert_eq!(run(&["new", "plan", &name, "--force"]).code, 0);
    assert_eq!(run(&["new", "plan", "a b"]).code, 2);
    assert_eq!(run(&["new", "nothing", &name]).code, 2);
}

#[test]
fn a_missing_field() {
    answered(&broken("key: \"mine\",", ""), &["missing-field", "`key`"]);
}

#[test]
fn a_wrong_type() {
    answered(&broken("hold_min: ", "hold_min: \"long\", /* "), &["mine.ron"]);
    answered(&broken("key: \"mine\"", "key: 3"), &["mine.ron:", "wrong-type", "`3`"]);
}

#[test]
fn a_duplicate_key() {
    answered(&broken("key: \"mine\"", "key: \"mine\", key: \"twice\""), &["duplicate-key"]);
}

#[test]
fn a_number_that_is_not_finite() {
    answered(&broken("(median: 30", "(median: NaN"), &["non-finite", "`NaN`"]);
    answered(&broken("(median: 30", "(median: 1e999"), &["non-finite"]);
}

#[test]
fn a_slip_in_a_field() {
    answered(&broken("roles: [", "rolls: ["), &["unknown-field", "did you mean `roles`?"]);
}

#[test]
fn an_unknown_team() {
    answered(&broken("\"team.levee.1\"", "\"team.leeve.1\""), &["team.leeve.1"]);
}

#[test]
fn a_cycle_of_includes() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fresh(folder.path());
    let path = folder.path().join("mine.ron");
    fs::write(&path, text.replacen("key: \"mine\"", "include: [\"other.ron\"], key: \"mine\"", 1))
        .expect("written");
    fs::write(folder.path().join("other.ron"), "(\n  include: [\"mine.ron\"],\n)").expect("written");
    let said = check(&path);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("other.ron:2:13: include-cycle"), "{}", said.err);
}

#[test]
fn a_truncated_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fresh(folder.path());
    let path = folder.path().join("mine.ron");
    let half = text.char_indices().nth(text.chars().count() / 2).expect("half").0;
    fs::write(&path, &text[..half]).expect("written");
    answered(&check(&path), &["truncated"]);
}

#[test]
fn bytes_emptiness_depth_and_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.ron");
    for (content, word) in [
        (b"\xd4\xc6\xbd\xad".to_vec(), "not-utf8"),
        (vec![0; 4096], "syntax"),
        (Vec::new(), "empty"),
        (b"(rules: ".repeat(100_000), "too-deep"),
        (b"[".repeat(1_000_000), "too-deep"),
        (b"\"".to_vec(), "truncated"),
        (vec![b' '; 17 << 20], "too-large"),
    ] {
        fs::write(&path, &content).expect("written");
        let said = check(&path);
        assert_eq!(said.code, 3, "{word}: {}", said.err);
        assert!(said.err.contains(word), "{word}: {}", said.err);
    }
    for missing in [folder.path().to_path_buf(), folder.path().join("none.ron"), "/dev/zero".into()] {
        let said = check(&missing);
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(said.err.contains("remedy"), "{}", said.err);
    }
    assert_eq!(run(&["check"]).code, 2);
}

#[test]
fn all_faults_of_all_files_come_at_once_also_as_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fresh(folder.path());
    for (name, old, new) in [("a.ron", "roles: [", "rolls: ["), ("b.ron", "key: \"mine\"", "key: 3")] {
        fs::write(folder.path().join(name), text.replacen(old, new, 1)).expect("written");
    }
    let files: Vec<String> =
        ["a.ron", "b.ron"].iter().map(|name| folder.path().join(name).display().to_string()).collect();
    let said = run(&["check", &files[0], &files[1], "--json", "--lang", "zh"]);
    assert_eq!((said.code, said.err.as_str()), (3, ""));
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let faults = json["faults"].as_array().expect("faults");
    assert_eq!(faults.len(), 2, "{json:#}");
    assert!(faults.iter().all(|fault| fault["line"].is_u64() && fault["remedy"].is_string()));
    assert!(faults[0]["remedy"].as_str().is_some_and(|remedy| remedy.contains("是否想写")));
}
