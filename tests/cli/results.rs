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
