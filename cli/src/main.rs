//! The program `sandtable`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sandtable::run(std::env::args_os().collect())
}
