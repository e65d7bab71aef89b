//! What `evaluate` and `run` leave and say: folders that take no result, goals asked
//! for, titles, precision.

use std::fs;
use std::path::Path;

use super::{assert_chinese, brook, run};

#[test]
fn a_folder_that_takes_no_results_is_found_before_computing() {
    let case = brook::folder();
    let place = case.path().display().to_string();
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("file");
    fs::write(&file, "mine").expect("written");
    let with_report = out.path().join("study");
    fs::create_dir_all(with_report.join("report.html")).expect("made");
    let with_events = out.path().join("run");
    fs::create_dir_all(with_events.join("events.jsonl")).expect("made");
    let with_raster = out.path().join("end");
    fs::create_dir_all(with_raster.join("speed_m_s.tif")).expect("made");
    let inside = file.join("deeper");
    for (command, folder, en, zh) in [
        ("evaluate", &file, "a file stands where a folder", "应为文件夹的位置是一个文件"),
        ("run", &file, "a file stands where a folder", "应为文件夹的位置是一个文件"),
        ("evaluate", &inside, "a file stands where a folder", "应为文件夹的位置是一个文件"),
        ("evaluate", &with_report, "a folder stands where a file", "要写文件的位置是一个文件夹"),
        ("run", &with_raster, "a folder stands where a file", "要写文件的位置是一个文件夹"),
        ("run", &with_events, "a folder stands where a file", "要写文件的位置是一个文件夹"),
    ] {
        let folder = folder.display().to_string();
        // Would it compute first, the replicates of this study would outlast the test.
        let many: &[&str] = if command == "evaluate" { &["-n", "60000"] } else { &[] };
        for (lang, words) in [("en", en), ("zh", zh)] {
            let all = [&[command, &place, "--out", &folder, "--lang", lang], many].concat();
            let said = run(&all);
            assert_eq!((said.code, said.out.as_str()), (3, ""), "{command} {folder}: {}", said.err);
            assert!(said.err.contains(words) && said.err.contains("--out"), "{}", said.err);
            if lang == "zh" {
                assert_chinese(&said.err);
            }
        }
    }
    assert_eq!(fs::read(&file).expect("read"), b"mine");
    let left = |folder: &Path| fs::read_dir(folder).expect("a folder").count();
    assert_eq!((left(&with_report), left(&with_events)), (1, 1));
}

/// The limit on the size of files holds the report back, but not the trial before.
#[test]
#[cfg(unix)]
fn the_table_is_printed_even_if_writing_fails_in_the_end() {
    let case = brook::folder();
    let out = tempfile::tempdir().expect("a folder");
    let program = env!("CARGO_BIN_EXE_sandtable");
    let (place, out) = (case.path().display(), out.path().display());
    for (command, words) in [("evaluate", "-n 2"), ("run", "")] {
        let script = format!(
            "trap '' XFSZ; ulimit -f 2; exec '{program}' {command} '{place}' {words} --lang zh --out '{out}'"
        );
        let said = super::said(assert_cmd::Command::new("sh").args(["-c", &script]));
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(said.out.contains("死亡人数"), "{}", said.out);
        assert!(said.err.contains("空间不足"), "{}", said.err);
    }
}

/// The study of the small place with these words more.
fn study(words: &[&str]) -> (super::Said, tempfile::TempDir) {
    let case = brook::folder();
    let place = case.path().display().to_string();
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    let said = run(&[&["evaluate", &place, "--out", &folder], words].concat());
    (said, out)
}

#[test]
fn goals_are_asked_of_the_best_plan_in_the_unit_that_is_shown() {
    let evacuated = "evacuation.before_arrival.flood_villages";
    let json = |words: &[&str]| -> serde_json::Value {
        serde_json::from_str(&study(&[&["-n", "2", "--json"], words].concat()).0.out).expect("JSON")
    };
    // Every goal is judged on one plan and told, whatever it comes to.
    let told = json(&["--require", "deaths.total>=0", "--require", "cost.team_hours<=-1"]);
    let goals = told["requirements"].as_array().expect("goals");
    assert_eq!(goals.len(), 2);
    assert_eq!((&goals[0]["met"], &goals[1]["met"]), (&true.into(), &false.into()));
    assert_eq!(goals[0]["plan"], goals[1]["plan"]);
    let best = told["finding"]["best"].as_str().or(told["reference"].as_str());
    assert_eq!(goals[0]["plan"].as_str(), best);
    // 90 and 90% are the same, of shares only.
    for text in [format!("{evacuated}>=90"), format!("{evacuated}>=90%"), format!("{evacuated} >= 90 %")] {
        assert_eq!(json(&["--require", &text])["requirements"][0]["goal"]["value"], 0.9, "{text}");
    }
    for wrong in
        ["deaths.total<=2%", "deaths.total<=many", "deaths.total<=nan", "deaths.total=2", "deaths<=2"]
    {
        assert_eq!(study(&["-n", "1", "--require", wrong]).0.code, 2, "{wrong}");
    }
    for (lang, met, missed) in [
        ("en", "Goal met: Deaths under “", "Goal missed: Deaths under “"),
        ("zh", "达到目标：“", "未达到目标：“"),
    ] {
        let words =
            ["-n", "2", "--lang", lang, "--require", "deaths.total>=0", "--require", "deaths.total<=-1"];
        let (said, _) = study(&words);
        assert_eq!(said.code, 4, "{}", said.err);
        let lines = |start: &str| said.out.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((lines(met), lines(missed)), (1, 1), "{}", said.out);
        assert!(said.out.contains("≥ 0") && said.out.contains("≤ -1"), "{}", said.out);
    }
    assert_eq!(study(&["-n", "2", "--require", "deaths.total>=0"]).0.code, 0);
}

/// A goal that only the other plan meets is not met, and two goals are asked of one plan.
#[test]
fn a_goal_is_not_met_by_a_plan_that_nobody_chose() {
    // Nobody dies here: the plans are equal and the first, which warns everybody, is judged.
    let warned = "warning.before_arrival.flood_villages";
    for (bounds, code) in
        [(&[">=100"][..], 0), (&["<=50"], 4), (&[">=100", "<=50"], 4), (&[">=99%", ">=0.5"], 0)]
    {
        let goals: Vec<String> = bounds.iter().map(|bound| format!("{warned}{bound}")).collect();
        let words: Vec<&str> = goals.iter().flat_map(|goal| ["--require", goal]).collect();
        let (said, _) = study(&[&["-n", "2"], &words[..]].concat());
        assert_eq!(said.code, code, "{bounds:?}: {}", said.out);
        assert!(said.out.contains("“Leave”") && !said.out.contains("“No plan”"), "{}", said.out);
    }
}

#[test]
fn the_examples_of_help_are_taken() {
    for lang in ["en", "zh"] {
        let help = run(&["evaluate", "--help", "--lang", lang]).out;
        let words: Vec<&str> = help
            .split(|c: char| !(c.is_ascii_alphanumeric() || "._<>=%".contains(c)))
            .map(|word| word.trim_end_matches('.'))
            .filter(|word| word.contains('.'))
            .collect();
        let goals: Vec<&&str> =
            words.iter().filter(|word| word.contains("<=") || word.contains(">=")).collect();
        let precision: Vec<&&str> =
            words.iter().filter(|word| word.contains('=') && !goals.contains(word)).collect();
        assert!(goals.len() >= 2 && !precision.is_empty(), "{help}");
        for goal in goals {
            let (said, _) = study(&["-n", "1", "--require", goal]);
            assert!([0, 4].contains(&said.code), "{goal}: {}", said.err);
        }
        for precision in precision {
            let (said, _) = study(&["--max-n", "1", "--precision", precision]);
            assert_eq!(said.code, 0, "{precision}: {}", said.err);
        }
    }
}

#[test]
fn plans_of_one_title_are_told_apart() {
    let case = brook::folder();
    let text = fs::read_to_string(case.path().join("leave.ron")).expect("read");
    fs::write(case.path().join("again.ron"), text.replace("key: \"leave\", name", "key: \"again\", name"))
        .expect("written");
    let place = case.path().display().to_string();
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    let plan = |name: &str| case.path().join(name).display().to_string();
    let (one, two) = (plan("leave.ron"), plan("again.ron"));
    let said = run(&[
        "evaluate", &place, "-n", "2", "--out", &folder, "--plan", &one, "--plan", &two, "--plan", "no-plan",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = fs::read_to_string(out.path().join("report.html")).expect("a report");
    for title in ["Leave (leave)", "Leave (again)"] {
        assert!(said.out.contains(title) && report.contains(title), "{}", said.out);
    }
}

#[test]
fn a_new_plan_bears_its_own_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("boats-first");
    assert_eq!(run(&["new", "plan", &path.display().to_string()]).code, 0);
    let said = run(&["new", "plan", &folder.path().join("b").display().to_string(), "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said.out).expect("one document");
    assert!(told["files"][0].as_str().is_some_and(|file| file.ends_with("b.ron")), "{told}");
    let text = fs::read_to_string(path.with_extension("ron")).expect("written");
    assert!(text.contains("name: (zh: \"boats-first\", en: \"boats-first\")"), "{text}");
    assert_eq!(run(&["check", &path.with_extension("ron").display().to_string()]).code, 0);
}

#[test]
fn one_is_not_told_as_many() {
    let (said, out) = study(&["-n", "1", "--threads", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = fs::read_to_string(out.path().join("report.html")).expect("a report");
    assert!(said.out.starts_with("Means over 1 replicate of each plan"), "{}", said.out);
    assert!(report.contains("1 thread,") && report.contains("Only 1 replicate:"));
    for wrong in [" 1 threads", " 1 replicates", " 1 hazard runs"] {
        assert!(!report.contains(wrong) && !said.out.contains(wrong), "{wrong}");
    }
    let (said, _) = study(&["-n", "2", "--threads", "1"]);
    assert!(said.out.starts_with("Means over 2 replicates of each plan"), "{}", said.out);
}

#[test]
fn a_precision_that_was_not_reached_is_told_at_once() {
    let precision = ["--precision", "deaths.total=1%", "--max-n", "2"];
    for (lang, words) in
        [("en", "at the 2 replicates of --max-n without the precision"), ("zh", "仍未达到要求的精度")]
    {
        let (said, _) = study(&[&precision[..], &["--lang", lang]].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains(words), "{}", said.err);
    }
    assert!(!study(&["-n", "2"]).0.err.contains("precision"));
}
