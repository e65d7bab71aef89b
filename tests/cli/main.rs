//! The program as a user meets it: exit codes, languages, streams, bad input.

mod calc;
mod files;
mod import;
mod readme;
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
