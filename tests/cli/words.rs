//! Flags, languages, exit codes and streams.

use super::{run, said, sandtable};

#[test]
fn help_and_version_go_to_standard_output() {
    for words in [["--help"], ["-h"], ["--version"], ["-V"]] {
        let said = run(&words);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{words:?}");
        assert!(said.out.contains("sandtable"), "{}", said.out);
    }
}

#[test]
fn usage_errors_are_code_2_on_standard_error() {
    for words in [
        [].as_slice(),
        &["calk"],
        &["list", "--nonsense"],
        &["list", "surplus"],
        &["--lang", "fr", "list"],
        &["--lang"],
        &["calc", "no.such.model"],
        &["calc", "flood.hazard_rating", "depth"],
        &["validate", "no-such-topic"],
    ] {
        let said = run(words);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{words:?}: {}", said.err);
        assert!(!said.err.is_empty(), "{words:?}");
    }
}

#[test]
fn a_value_that_is_refused_is_told_with_what_is_taken_in_both_languages() {
    let huge = "99999999999999999999999";
    for (words, en, zh) in [
        (["evaluate", "a", "-n", "0"], "a whole number from 1 to 65535", "1 至 65535 的整数"),
        (["evaluate", "a", "-n", huge], "a whole number from 1 to 65535", "1 至 65535 的整数"),
        (["evaluate", "a", "--threads", "abc"], "a whole number from 1 to 1024", "1 至 1024 的整数"),
        (["evaluate", "a", "--seed", huge], "a whole number from 0 to 18446744073709551615", "的整数"),
        (["run", "a", "--replicate", "1.5"], "a whole number from 0 to", "的整数"),
        (
            ["run", "a", "--grid", "abc"],
            "in metres above 0, such as 120m",
            "大于 0 的栅格边长（米），如 120m",
        ),
    ] {
        let english = run(&words);
        assert_eq!(english.code, 2, "{words:?}: {}", english.err);
        assert!(english.err.contains(en), "{words:?}: {}", english.err);
        let chinese = run(&[&words[..], &["--lang", "zh"]].concat());
        assert!(chinese.err.contains(zh), "{words:?}: {}", chinese.err);
        for own in ["number too large", "invalid digit", "is not in", "≠", "whole number"] {
            assert!(!chinese.err.contains(own), "{words:?}: {}", chinese.err);
        }
    }
}

#[test]
fn a_slip_is_recognised() {
    assert!(run(&["calk"]).err.contains("did you mean 'calc'?"));
    assert!(run(&["calc", "flood.hazard_ratting"]).err.contains("flood.hazard_rating"));
}

#[test]
fn the_language_comes_from_the_flag_and_then_from_the_environment() {
    let chinese = |text: &str| text.contains("用法");
    assert!(chinese(&run(&["--lang", "zh", "--help"]).out));
    assert!(chinese(&run(&["--help", "--lang=zh"]).out));
    assert!(!chinese(&run(&["--help"]).out));
    assert!(chinese(&said(sandtable(&["--help"]).env("LANG", "zh_CN.UTF-8")).out));
    assert!(!chinese(&said(sandtable(&["--help"]).env("LANG", "zh_CN.UTF-8").env("LC_ALL", "C")).out));
    assert!(chinese(&said(sandtable(&["--help"]).env("SANDTABLE_LANG", "zh").env("LC_ALL", "C")).out));
    assert!(!chinese(&said(sandtable(&["--help", "--lang", "en"]).env("SANDTABLE_LANG", "zh")).out));
    let said = said(sandtable(&["calk"]).env("LC_MESSAGES", "zh_CN"));
    assert!(said.err.contains("未知命令") && said.err.contains("是否想写"), "{}", said.err);
}

#[test]
fn every_command_has_help_in_both_languages() {
    let zh = run(&["--lang", "zh", "--help"]).out;
    let commands: Vec<&str> = zh
        .lines()
        .skip_while(|line| !line.starts_with("命令"))
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 3, "{zh}");
    for command in commands {
        let zh = run(&["--lang", "zh", command, "--help"]);
        let en = run(&["--lang", "en", command, "--help"]);
        assert_eq!((zh.code, en.code), (0, 0), "{command}");
        assert!(zh.out.contains("用法") && !zh.out.contains("Usage"), "{}", zh.out);
        assert!(en.out.is_ascii() || !en.out.contains("用法"), "{}", en.out);
        // A text that is missing shows its key.
        assert!(!zh.out.contains("arg-") && !en.out.contains("arg-"), "{}", en.out);
    }
}

#[test]
fn colours_only_where_asked_or_on_a_terminal() {
    assert!(!run(&["calk"]).err.contains('\x1b'));
    assert!(run(&["--color", "always", "calk"]).err.contains('\x1b'));
    assert!(!run(&["--color", "never", "calk"]).err.contains('\x1b'));
}

#[test]
fn quiet_leaves_standard_error_empty() {
    assert!(!run(&["calc"]).err.is_empty());
    assert_eq!(run(&["calc", "--quiet"]).err, "");
}
