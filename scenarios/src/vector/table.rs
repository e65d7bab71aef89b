//! CSV tables read by the names of their columns.

use std::path::{Path, PathBuf};

use crate::data::{At, DataError, read_text, t};

/// Bytes of one CSV file.
const MOST_BYTES: u64 = 256 << 20;

/// A table in memory.
#[derive(Clone, Debug)]
pub struct Table {
    path: PathBuf,
    names: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// Counts lines on the way through a text.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first field at or after a byte: a record begins, for the
    /// crate, where the one before ended, with the remarks and empty lines between.
    fn line_of(&mut self, byte: u64) -> u64 {
        let target = usize::try_from(byte).unwrap_or(usize::MAX);
        let mut rest = self.text.get(self.byte..).unwrap_or_default();
        while let Some((line, after)) = rest.split_once('\n') {
            let empty = line.trim().is_empty() || line.starts_with('#');
            if !empty && self.byte + line.len() > target {
                break;
            }
            self.byte += line.len() + 1;
            self.line += 1;
            rest = after;
        }
        self.line
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    line: u64,
    fields: &'a [String],
}

impl Table {
    /// Reads a table whose first line names its columns. Names are compared without
    /// case and surrounding space.
    ///
    /// # Errors
    /// [`DataError`] with the line.
    pub fn read(path: &Path) -> Result<Self, DataError> {
        Self::parse(path, &read_text(path, MOST_BYTES)?, true)
    }

    /// Reads a table without a line of names; its columns are called `0`, `1`, ….
    ///
    /// # Errors
    /// [`DataError`] with the line.
    pub fn read_bare(path: &Path) -> Result<Self, DataError> {
        Self::parse(path, &read_text(path, MOST_BYTES)?, false)
    }

    fn parse(path: &Path, text: &str, named: bool) -> Result<Self, DataError> {
        let text = text.replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let mut lines = Lines { text: &text, byte: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = lines.line_of(error.position().map_or(0, csv::Position::byte));
                let what = error.to_string();
                DataError::malformed(
                    path,
                    At::Line(line, 1),
                    t(format!("不合规的行（`{what}`）"), what),
                    t("各行列数相同的 CSV", "CSV with as many fields in each line"),
                    t("请修正该行", "correct the line"),
                )
            })?;
            let line = lines.line_of(record.position().map_or(0, csv::Position::byte));
            rows.push((line, record.iter().map(str::to_owned).collect::<Vec<_>>()));
        }
        let width = rows.first().map_or(0, |(_, fields)| fields.len());
        let names = if named && !rows.is_empty() {
            rows.remove(0).1.iter().map(|name| name.to_lowercase()).collect()
        } else {
            (0..width).map(|k| k.to_string()).collect()
        };
        Ok(Self { path: path.to_path_buf(), names, rows })
    }

    /// Names of the columns, in lower case.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, fields)| Row { table: self, line: *line, fields })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of the first column that has one of the names.
    ///
    /// # Errors
    /// If there is none.
    pub fn column(&self, names: &[&str]) -> Result<usize, DataError> {
        self.column_if_any(names).ok_or_else(|| {
            DataError::malformed(
                &self.path,
                At::Line(1, 1),
                t(format!("列 {}", self.names.join("、")), format!("the columns {}", self.names.join(", "))),
                t(
                    format!("名为 {} 的列", names.join(" 或 ")),
                    format!("a column named {}", names.join(" or ")),
                ),
                t("请补上该列或改列名", "add the column or rename one"),
            )
        })
    }

    /// Number of the first column that has one of the names, if there is one.
    pub fn column_if_any(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|held| held == name))
    }
}

impl<'a> Row<'a> {
    /// A field as text.
    pub fn text(&self, column: usize) -> &'a str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// A field as a finite number.
    ///
    /// # Errors
    /// If it is none.
    pub fn number(&self, column: usize) -> Result<f64, DataError> {
        let text = self.text(column);
        text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| {
            let name = self.table.names.get(column).map_or("", String::as_str);
            self.fault(
                column,
                t(format!("`{text}`"), format!("`{text}`")),
                t(format!("列 {name} 中的有限数"), format!("a finite number in column {name}")),
            )
        })
    }

    /// A fault of a field.
    pub fn fault(
        &self,
        column: usize,
        found: sandtable_kernel::Text,
        expected: sandtable_kernel::Text,
    ) -> DataError {
        let remedy = t("请修正该处", "correct it there");
        DataError::malformed(
            &self.table.path,
            At::Line(self.line, column as u64 + 1),
            found,
            expected,
            remedy,
        )
    }
}
