//! A fault of a file: where, what was found, what was expected, what to do.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sandtable_kernel::{Lang, Text};
use serde::Serialize;

use super::source::{Place, Source};

/// Short stable names of the kinds of faults. Checks of meaning add their own.
pub mod code {
    /// There is no such file.
    pub const MISSING_FILE: &str = "missing-file";
    /// A folder where a file is needed.
    pub const IS_DIRECTORY: &str = "is-a-folder";
    /// A device, pipe or socket.
    pub const NOT_A_FILE: &str = "not-a-file";
    /// Larger than the bound.
    pub const TOO_LARGE: &str = "too-large";
    /// The file cannot be read.
    pub const UNREADABLE: &str = "unreadable";
    /// Bytes that are not UTF-8.
    pub const NOT_UTF8: &str = "not-utf8";
    /// Nothing but space and comments.
    pub const EMPTY: &str = "empty";
    /// The file ends in the middle of something.
    pub const TRUNCATED: &str = "truncated";
    /// Brackets that do not match.
    pub const UNBALANCED: &str = "unbalanced";
    /// Not RON.
    pub const SYNTAX: &str = "syntax";
    /// Nested too deeply.
    pub const TOO_DEEP: &str = "too-deep";
    /// Too many values.
    pub const TOO_MANY: &str = "too-many";
    /// A field, a map key or an element's `key` given twice.
    pub const DUPLICATE_KEY: &str = "duplicate-key";
    /// inf, NaN or a number beyond what a 64-bit float holds.
    pub const NON_FINITE: &str = "non-finite";
    /// A field that the type does not have.
    pub const UNKNOWN_FIELD: &str = "unknown-field";
    /// A field that is needed.
    pub const MISSING_FIELD: &str = "missing-field";
    /// A kind that is not among those possible.
    pub const UNKNOWN_VARIANT: &str = "unknown-variant";
    /// A value of the wrong type.
    pub const WRONG_TYPE: &str = "wrong-type";
    /// A value of the right type that is not allowed.
    pub const INVALID_VALUE: &str = "invalid-value";
    /// A file that includes itself, perhaps through others.
    pub const INCLUDE_CYCLE: &str = "include-cycle";
    /// An included file outside the folder.
    pub const INCLUDE_OUTSIDE: &str = "include-outside";
    /// An included file that does not exist or cannot be read.
    pub const INCLUDE_MISSING: &str = "include-missing";
    /// Includes within includes beyond the bound, or too many files.
    pub const INCLUDE_LIMIT: &str = "include-limit";
    /// Two files set the same single value.
    pub const CONFLICT: &str = "conflict";
}

/// A fault of a file.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where; the file alone for what concerns the whole file.
    pub place: Place,
    /// The place in the tree of values, such as `teams[2].speed_m_s`; empty if it has none.
    pub path: String,
    /// A name from [`code`] or from a check of meaning.
    pub code: &'static str,
    /// What was found.
    pub found: Text,
    /// What was expected.
    pub expected: Text,
    /// What to do.
    pub remedy: Text,
    /// Other places that belong to it.
    pub notes: Vec<(Place, Text)>,
    /// Whether it concerns the file and no place in it.
    pub whole_file: bool,
    /// Line and column, both from 1, in a file whose text is not at hand.
    pub told: Option<(usize, usize)>,
}

impl Fault {
    /// A fault at a place.
    pub fn at(place: Place, code: &'static str, found: Text, expected: Text, remedy: Text) -> Self {
        Self {
            place,
            path: String::new(),
            code,
            found,
            expected,
            remedy,
            notes: Vec::new(),
            whole_file: false,
            told: None,
        }
    }

    /// A fault of a whole file, perhaps one that could not be read.
    pub fn of_file(path: &Path, code: &'static str, found: Text, expected: Text, remedy: Text) -> Self {
        let source = Arc::new(Source::new(path, ""));
        Self { whole_file: true, ..Self::at(Place { source, span: 0..0 }, code, found, expected, remedy) }
    }

    /// The same fault with another place that belongs to it.
    #[must_use]
    pub fn note(mut self, place: Place, text: Text) -> Self {
        self.notes.push((place, text));
        self
    }

    /// The same fault at a line and column, both from 1, of a file whose text is not
    /// at hand: a large file of data.
    #[must_use]
    pub fn told_at(mut self, line: usize, column: usize) -> Self {
        self.told = Some((line, column));
        self
    }

    /// The same fault with its place in the tree of values.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The file.
    pub fn file(&self) -> PathBuf {
        self.place.source.path().to_path_buf()
    }

    /// Line and column, both from 1; none for a fault of a whole file.
    pub fn position(&self) -> Option<(usize, usize)> {
        let here = || self.place.source.line_column(self.place.span.start);
        self.told.or_else(|| (!self.whole_file).then(here))
    }

    /// The file, with line and column if they are known.
    pub fn at_text(&self) -> String {
        let file = self.place.source.path().display();
        match self.position() {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_string(),
        }
    }

    /// One line: what was found and what was expected.
    pub fn headline(&self, lang: Lang) -> String {
        let (found, expected) = (self.found.get(lang), self.expected.get(lang));
        match lang {
            Lang::Zh => format!("发现{}；应为{}", spaced(found), spaced(expected)),
            Lang::En => format!("found {found}; expected {expected}"),
        }
    }

    /// The fault as plain data, for `--json`.
    pub fn row(&self, lang: Lang) -> FaultRow {
        let position = self.position();
        FaultRow {
            file: self.file().display().to_string(),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            path: self.path.clone(),
            code: self.code.to_owned(),
            found: self.found.get(lang).to_owned(),
            expected: self.expected.get(lang).to_owned(),
            remedy: self.remedy.get(lang).to_owned(),
        }
    }
}

/// A space between a Chinese word and what begins with a Latin letter or a digit.
fn spaced(text: &str) -> String {
    if text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '`') {
        format!(" {text}")
    } else {
        text.to_owned()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({}); {}", self.at_text(), self.headline(Lang::En), self.code, self.remedy.en)
    }
}

impl std::error::Error for Fault {}

/// A fault as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultRow {
    /// The file.
    pub file: String,
    /// Line from 1.
    pub line: Option<usize>,
    /// Column from 1, in characters.
    pub column: Option<usize>,
    /// Place in the tree of values.
    pub path: String,
    /// Kind.
    pub code: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What to do.
    pub remedy: String,
}

/// A piece of a file for use in a message: one line, at most 40 characters, in
/// backquotes, nothing that a terminal would obey.
pub(crate) fn excerpt(source: &Source, span: Range<usize>) -> String {
    const LONGEST: usize = 40;
    let text = source.slice(span);
    let mut short: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    format!("`{}`", short.split_whitespace().collect::<Vec<_>>().join(" "))
}
