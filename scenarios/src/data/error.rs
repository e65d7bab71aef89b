//! What is wrong with a data file: where, what was found, what was expected, and
//! what to do, in both languages.

use std::fmt;
use std::path::{Path, PathBuf};

use sandtable_kernel::{Lang, Text};

use crate::file::Fault;

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// Line and column, from 1; the column counts bytes.
    Line(u64, u64),
    /// Byte, from 0.
    Byte(u64),
    /// Column and row of a raster's cell, from 0, rows from the north.
    Cell(usize, usize),
    /// The n-th feature or object, from 1.
    Feature(usize),
}

impl At {
    fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::File, _) => String::new(),
            (Self::Line(line, column), _) => format!(":{line}:{column}"),
            (Self::Byte(byte), Lang::Zh) => format!("，第 {byte} 字节"),
            (Self::Byte(byte), Lang::En) => format!(", byte {byte}"),
            (Self::Cell(column, row), Lang::Zh) => format!("，第 {column} 列第 {row} 行的栅格"),
            (Self::Cell(column, row), Lang::En) => format!(", cell at column {column}, row {row}"),
            (Self::Feature(feature), Lang::Zh) => format!("，第 {feature} 个要素"),
            (Self::Feature(feature), Lang::En) => format!(", feature {feature}"),
        }
    }
}

/// Kinds of faults of a data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It cannot be opened: missing, a folder, empty, no permission.
    Unreadable,
    /// It is larger than the bound, known before memory is taken.
    TooLarge,
    /// It ends early, or holds something else than it should.
    Malformed,
    /// It is sound but of a kind that is not read.
    Unsupported,
    /// It cannot be written.
    Unwritable,
}

impl FaultKind {
    /// Short stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::Unwritable => "unwritable",
        }
    }
}

/// Why a data file cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct DataError {
    /// Kind of the fault.
    pub kind: FaultKind,
    /// Where in the file.
    pub at: At,
    /// The file and what is said of it.
    said: Box<Said>,
}

#[derive(Clone, Debug, PartialEq)]
struct Said {
    path: PathBuf,
    found: Text,
    expected: Text,
    remedy: Text,
}

impl DataError {
    fn new(kind: FaultKind, path: &Path, at: At, [found, expected, remedy]: [Text; 3]) -> Self {
        Self { kind, at, said: Box::new(Said { path: path.to_path_buf(), found, expected, remedy }) }
    }

    /// A file that cannot be opened.
    pub fn unreadable(path: &Path, found: Text, remedy: Text) -> Self {
        Self::new(FaultKind::Unreadable, path, At::File, [found, Text::default(), remedy])
    }

    /// A file that is larger than a bound.
    pub fn too_large(path: &Path, found: Text, limit: Text, remedy: Text) -> Self {
        let limit = Text::new(format!("不超过 {}", limit.zh), format!("at most {}", limit.en));
        Self::new(FaultKind::TooLarge, path, At::File, [found, limit, remedy])
    }

    /// A file that holds something else than it should.
    pub fn malformed(path: &Path, at: At, found: Text, expected: Text, remedy: Text) -> Self {
        Self::new(FaultKind::Malformed, path, at, [found, expected, remedy])
    }

    /// A file of a kind that is not read.
    pub fn unsupported(path: &Path, found: Text, expected: Text, remedy: Text) -> Self {
        Self::new(FaultKind::Unsupported, path, At::File, [found, expected, remedy])
    }

    /// A file that cannot be written, for a reason of the system.
    pub fn unwritable(path: &Path, reason: impl fmt::Display) -> Self {
        let found = Text::new(format!("无法写入：{reason}"), format!("it cannot be written: {reason}"));
        let remedy =
            Text::new("请检查磁盘空间与写权限", "look at the space on the disk and the permission to write");
        Self::new(FaultKind::Unwritable, path, At::File, [found, Text::default(), remedy])
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.said.path
    }

    /// What was found.
    pub fn found(&self) -> &Text {
        &self.said.found
    }

    /// What was expected; empty where that goes without saying.
    pub fn expected(&self) -> &Text {
        &self.said.expected
    }

    /// What to do.
    pub fn remedy(&self) -> &Text {
        &self.said.remedy
    }

    /// The message in a language.
    pub fn message(&self, lang: Lang) -> String {
        let Said { path, found, expected, remedy } = &*self.said;
        let at = self.at.text(lang);
        let (found, expected, remedy) = (found.get(lang), expected.get(lang), remedy.get(lang));
        let path = path.display();
        match (lang, expected.is_empty()) {
            (Lang::Zh, true) => format!("{path}{at}：{found}；{remedy}"),
            (Lang::Zh, false) => format!("{path}{at}：发现 {found}；应为 {expected}；{remedy}"),
            (Lang::En, true) => format!("{path}{at}: {found}; {remedy}"),
            (Lang::En, false) => format!("{path}{at}: found {found}; expected {expected}; {remedy}"),
        }
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for DataError {}

/// So that faults of data files stand in one list with those of scenario files.
impl From<DataError> for Fault {
    fn from(error: DataError) -> Self {
        // Data files are not kept in memory as scenario files are: the place is told.
        let (position, [zh, en]) = match error.at {
            At::Line(line, column) => (Some((line as usize, column as usize)), Default::default()),
            other => (None, [other.text(Lang::Zh), other.text(Lang::En)]),
        };
        let found = Text::new(format!("{}{zh}", error.found().zh), format!("{}{en}", error.found().en));
        let expected = if error.expected().en.is_empty() {
            Text::new("可用的数据文件", "a data file that can be used")
        } else {
            error.expected().clone()
        };
        let remedy = error.remedy().clone();
        let fault = Self::of_file(error.path(), error.kind.code(), found, expected, remedy);
        match position {
            Some((line, column)) => fault.told_at(line, column),
            None => fault,
        }
    }
}
