//! Answers to questions about a belief: yes, no, or not known. What is not known
//! is never taken for true, nor for false.

use serde::{Deserialize, Serialize};

/// Kleene's three-valued logic (Kleene 1952, "Introduction to Metamathematics",
/// section 64, the strong tables).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It holds as far as is known.
    Yes,
    /// It does not hold as far as is known.
    No,
    /// Nothing, or nothing recent, is known.
    Unknown,
}

impl Answer {
    /// Whether it is known to hold.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    /// The opposite; what is unknown stays unknown.
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Yes if all are yes, no if any is no. Yes for none at all.
    pub fn all(answers: impl Iterator<Item = Self>) -> Self {
        let mut so_far = Self::Yes;
        for answer in answers {
            match answer {
                Self::No => return Self::No,
                Self::Unknown => so_far = Self::Unknown,
                Self::Yes => {}
            }
        }
        so_far
    }

    /// Yes if any is yes, no if all are no. No for none at all.
    pub fn any(answers: impl Iterator<Item = Self>) -> Self {
        Self::all(answers.map(Self::negated)).negated()
    }
}

impl From<bool> for Answer {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Answer::{self, No, Unknown, Yes};

    #[test]
    fn kleenes_strong_tables() {
        let and = |a, b| Answer::all([a, b].into_iter());
        let or = |a, b| Answer::any([a, b].into_iter());
        for (a, b, both, either) in [
            (Yes, Yes, Yes, Yes),
            (Yes, Unknown, Unknown, Yes),
            (Yes, No, No, Yes),
            (Unknown, Unknown, Unknown, Unknown),
            (Unknown, No, No, Unknown),
            (No, No, No, No),
        ] {
            assert_eq!((and(a, b), and(b, a)), (both, both));
            assert_eq!((or(a, b), or(b, a)), (either, either));
        }
        assert_eq!(Unknown.negated(), Unknown);
        assert_eq!((Answer::all(std::iter::empty()), Answer::any(std::iter::empty())), (Yes, No));
    }
}
