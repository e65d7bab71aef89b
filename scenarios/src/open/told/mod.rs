//! What is said of a fault of meaning, in both languages: what was found, what was
//! expected, what to do. The checks are in the crates that own the things; their
//! errors carry the values, and here are the words.

mod city;
mod figures;
mod flood;
mod names;
mod place;
mod plan;
mod words;

use std::path::Path;

use sandtable_kernel::Text;

use crate::file::{Fault, SpanIndex};

pub use city::of_city;
pub use figures::of_calendar;
pub use place::of_place;
pub use plan::of_plan;

/// The words of a fault, without its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was found.
    pub found: Text,
    /// What was expected.
    pub expected: Text,
    /// What to do.
    pub remedy: Text,
}

impl Told {
    fn new(found: Text, expected: Text, remedy: Text) -> Self {
        Self { found, expected, remedy }
    }

    /// As a fault of the value at a path.
    pub fn at(self, index: &SpanIndex, path: &str, code: &'static str) -> Fault {
        index.fault(path, code, self.found, self.expected, self.remedy)
    }

    /// As a fault of a whole file.
    pub fn of_file(self, path: &Path, code: &'static str) -> Fault {
        Fault::of_file(path, code, self.found, self.expected, self.remedy)
    }
}

/// What to do about a name that is not there.
fn near(suggestion: Option<&str>) -> Text {
    match suggestion {
        Some(name) => Text::new(format!("是否想写 `{name}`？"), format!("did you mean `{name}`?")),
        None => Text::new(
            "改正名称，或在情景中补上它",
            "correct the name, or add the thing that it stands for to the scenario",
        ),
    }
}

/// What to do about a number out of its range.
fn in_range() -> Text {
    Text::new("改为范围内的数", "give a number in this range")
}

/// What to do about a thing given twice.
fn rename() -> Text {
    Text::new("给其中一个改名，或删去其一", "rename or remove one of the two")
}

/// A number for print: as written, without a tail of binary digits.
fn number(value: f64) -> String {
    let rounded = libm::round(value * 1e6) / 1e6;
    if rounded.is_finite() && (rounded - value).abs() <= 1e-9 * value.abs() {
        rounded.to_string()
    } else {
        value.to_string()
    }
}
