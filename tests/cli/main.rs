//! The program as a user meets it: exit codes, languages, streams, bad input.

mod broken;
#[path = "../real/brook.rs"]
mod brook;
mod calc;
mod files;
mod import;
mod readme;
mod repeat;
mod results;
mod start;
mod warnings;
mod wording;
mod words;

use assert_cmd::Command;

/// The program in a clean environment: English, no colours, no data folder.
fn sandtable(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandtable"));
    for name in ["SANDTABLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "SANDTABLE_DATA", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.args(words);
    command
}

/// What came out.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn said(command: &mut Command) -> Said {
    let output = command.output().expect("the program runs");
    Said {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

fn run(words: &[&str]) -> Said {
    said(&mut sandtable(words))
}

/// A message in Chinese without what is the same in every language: code in backquotes,
/// commands, paths and names of fields. What is left holds no English phrase.
fn assert_chinese(text: &str) {
    for line in text.lines() {
        let mut rest: String = line.split('`').step_by(2).collect();
        for command in ["sandtable import", "sandtable new", "sandtable list", "sandtable check"] {
            rest = rest.replace(command, "");
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let plain = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
        let english = words.windows(2).find(|pair| plain(pair[0]) && plain(pair[1]));
        assert!(english.is_none(), "{english:?} in: {line}");
    }
}
