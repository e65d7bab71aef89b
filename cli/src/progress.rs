//! Progress on standard error, and Ctrl-C.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sandtable_study::{Cancel, Progress};

use crate::exit::Failure;
use crate::session::Session;

/// Ctrl-C, or an order to terminate, as a request that is asked for. A second one
/// ends the program at once.
#[derive(Clone, Debug)]
pub struct Interrupt {
    cancel: Cancel,
}

impl Interrupt {
    /// From now on Ctrl-C is a request.
    ///
    /// # Errors
    /// When the system refuses the handler.
    pub fn catch() -> Result<Self, Failure> {
        let cancel = Cancel::default();
        let asked = cancel.clone();
        ctrlc::set_handler(move || {
            if asked.is_cancelled() {
                std::process::exit(130);
            }
            asked.cancel();
        })
        .map_err(|error| Failure::Other(error.to_string()))?;
        Ok(Self { cancel })
    }

    /// Whether it came.
    pub fn came(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// The request in the form that a study asks for.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }
}

/// What is being done, where the length is not known. Silent unless standard error
/// is a terminal and talk is wanted.
pub struct Spinner(ProgressBar);

impl Spinner {
    /// A spinner that turns by itself.
    pub fn new(session: &Session) -> Self {
        let spinner = ProgressBar::with_draw_target(None, target(session));
        spinner.enable_steady_tick(Duration::from_millis(120));
        Self(spinner)
    }

    /// What is being done now.
    pub fn say(&self, text: &str) {
        self.0.set_message(text.to_owned());
    }

    /// Takes it away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.end();
    }
}

/// How far a study is, with the time it will still take. Silent unless standard
/// error is a terminal and talk is wanted.
pub struct StudyBar(ProgressBar);

impl StudyBar {
    /// An empty bar.
    pub fn new(session: &Session) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target(session));
        let (unit, eta) = (session.text.get("progress-replicates"), session.text.get("progress-eta"));
        // The template is fixed but for two words without braces.
        let template = format!("{{bar:30}} {{pos}}/{{len}} {unit}, {eta} {{eta}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes it away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for StudyBar {
    fn advance(&self, done: u64, of: u64) {
        self.0.set_length(of);
        self.0.set_position(done);
    }
}

impl Drop for StudyBar {
    fn drop(&mut self) {
        self.end();
    }
}

fn target(session: &Session) -> ProgressDrawTarget {
    if session.terminal && !session.quiet {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}
