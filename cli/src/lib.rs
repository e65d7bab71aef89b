//! The command line of Sandtable.
//!
//! `args` holds the words as typed (parsed, nothing more), `session` what a run
//! needs from them and from the environment (language, colours, where to talk),
//! `commands` one file a command. Results go to standard output, talk and
//! progress to standard error; exit codes are in `exit`.
#![deny(missing_docs)]

pub mod args;
pub mod commands;
pub mod exit;
pub mod expected;
mod localise;
pub mod models;
pub mod output;
pub mod progress;
pub mod session;
pub mod table;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use args::LowArgs;
use exit::{Failure, Outcome};
use session::Session;

/// Runs the program with these words, the program's name first.
pub fn run(words: Vec<OsString>) -> ExitCode {
    let early = session::Early::from_words(&words);
    let options = commands::import::options_help(&words, &early.text);
    let mut command = localise::localise(args::command(), &early)
        .mut_subcommand("import", |command| command.after_help(options));
    let matches = match command.try_get_matches_from_mut(words) {
        Ok(matches) => matches,
        Err(error) => return localise::answer(&error, &early),
    };
    match LowArgs::from_arg_matches(&matches) {
        Ok(low) => {
            let session = Session::new(&low.global, early);
            let outcome = commands::dispatch(low.command, &session);
            session.finish(outcome)
        }
        Err(error) => localise::answer(&error, &early),
    }
}

/// What a command comes to.
pub type Answer = Result<Outcome, Failure>;
