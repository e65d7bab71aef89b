//! One file a command.

pub mod calc;
pub mod check;
pub mod evaluate;
mod goals;
pub mod import;
pub mod list;
pub mod new;
pub mod run;
mod scenario;
pub mod validate;

use crate::Answer;
use crate::args::Low;
use crate::session::Session;

/// Runs a command.
///
/// # Errors
/// Why it could not do its work.
pub fn dispatch(command: Low, session: &Session) -> Answer {
    match command {
        Low::Calc(args) => calc::run(&args, session),
        Low::Check(args) => check::run(&args, session),
        Low::Evaluate(args) => evaluate::run(&args, session),
        Low::Import(args) => import::run(&args, session),
        Low::List(args) => list::run(&args, session),
        Low::New(args) => new::run(&args, session),
        Low::Run(args) => run::run(&args, session),
        Low::Validate(args) => validate::run(&args, session),
    }
}
