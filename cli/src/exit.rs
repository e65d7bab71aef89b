//! How the program ends.

use sandtable_scenarios::file::Fault;

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Done, and the answer is no: a check failed, a goal was not met. Exit code 4.
    No,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The words of the command line make no sense together: exit code 2.
    Usage(String),
    /// Input that is invalid or cannot be read, told as faults: exit code 3.
    Faults(Vec<Fault>),
    /// Faults that were printed with the result already: exit code 3.
    Told,
    /// Input that is invalid or cannot be read, told in a sentence: exit code 3.
    Input(String),
    /// Anything else: exit code 1.
    Other(String),
    /// Standard output was closed by its reader, who has what he wants: exit code 0.
    Closed,
    /// Ctrl-C: exit code 130.
    Interrupted,
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Other(_) => 1,
            Self::Usage(_) => 2,
            Self::Faults(_) | Self::Told | Self::Input(_) => 3,
            Self::Interrupted => 130,
        }
    }
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 4,
        }
    }
}
