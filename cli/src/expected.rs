//! What an argument takes, so that a refusal can say it in the language of the user.

use std::fmt;
use std::ops::RangeInclusive;

/// What an argument takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A whole number within bounds.
    Whole {
        /// Least value.
        least: u64,
        /// Greatest value.
        most: u64,
    },
    /// The side of a cell, m.
    CellSize,
    /// One of these words, separated by commas.
    OneOf(String),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::CellSize => f.write_str("a size in metres above 0, such as 120m"),
            Self::OneOf(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Expected {}

/// Reads whole numbers of a range.
pub fn whole<T: TryFrom<u64>>(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, Expected> + Clone + Send + Sync {
    move |text| {
        let number = text.parse::<u64>().ok().filter(|number| range.contains(number));
        let refused = || Expected::Whole { least: *range.start(), most: *range.end() };
        number.and_then(|number| T::try_from(number).ok()).ok_or_else(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_range_are_read_and_others_refused() {
        let read = whole::<u16>(1..=1024);
        assert_eq!(read("1024"), Ok(1024));
        for text in ["0", "1025", "-1", "2.5", "abc", "", "99999999999999999999999"] {
            assert_eq!(read(text), Err(Expected::Whole { least: 1, most: 1024 }), "{text}");
        }
    }
}
