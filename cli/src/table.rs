//! Tables for the terminal, padded by display width: a hanzi takes two columns.

use sandtable_kernel::Lang;
use sandtable_reports::unit_name;
use sandtable_results::Metric;
use unicode_width::UnicodeWidthStr;

use crate::session::Session;

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// A table of texts.
#[derive(Clone, Debug)]
pub struct Table {
    head: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(head: impl IntoIterator<Item = (String, Align)>) -> Self {
        Self { head: head.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty, surplus ones left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = cells.into_iter().take(self.head.len()).collect();
        row.resize(self.head.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, each ended.
    pub fn render(&self) -> String {
        let widths: Vec<usize> = self
            .head
            .iter()
            .enumerate()
            .map(|(column, (title, _))| {
                self.rows.iter().map(|row| row[column].width()).chain([title.width()]).max().unwrap_or(0)
            })
            .collect();
        let titles: Vec<&str> = self.head.iter().map(|(title, _)| title.as_str()).collect();
        let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        let mut text = self.line(&titles, &widths);
        text.push_str(&self.line(&rules, &widths));
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            text.push_str(&self.line(&cells, &widths));
        }
        text
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let padded: Vec<String> = cells
            .iter()
            .zip(widths)
            .zip(&self.head)
            .map(|((cell, width), (_, align))| {
                let space = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => format!("{cell}{space}"),
                    Align::Right => format!("{space}{cell}"),
                }
            })
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    }
}

/// A number with at most six significant digits, without trailing zeros.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    // Rounded to six digits first, so that 999999.9 has the exponent of 1e6.
    let scientific = format!("{value:.5e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 || (-4..7).contains(&exponent) {
        let decimals = usize::try_from(5 - exponent).unwrap_or(0);
        return trimmed(&format!("{value:.decimals$}")).to_owned();
    }
    format!("{}e{exponent}", trimmed(digits))
}

/// Title of a metric with its unit, in the language of the session.
pub fn titled(metric: &Metric, session: &Session) -> String {
    let title = metric.title.get(session.lang());
    match unit_name(&session.text, metric.shown_unit()) {
        unit if unit.is_empty() => title.to_owned(),
        unit => match session.lang() {
            Lang::Zh => format!("{title}（{unit}）"),
            Lang::En => format!("{title} ({unit})"),
        },
    }
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hanzi_take_two_columns() {
        let mut table = Table::new([("名称".to_owned(), Align::Left), ("数".to_owned(), Align::Right)]);
        table.row(["云江市".to_owned(), "3".to_owned()]);
        table.row(["a".to_owned(), "1200".to_owned()]);
        let text = table.render();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, ["名称      数", "──────  ────", "云江市     3", "a       1200"]);
    }

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (1.75, "1.75"),
            (123_456.0, "123456"),
            (0.1 + 0.2, "0.3"),
            (-2.5e-7, "-2.5e-7"),
            (1e9, "1e9"),
            (f64::NAN, "–"),
            (19.999_999_9, "20"),
            (0.000_123_456_7, "0.000123457"),
            (-1234.5678, "-1234.57"),
        ] {
            assert_eq!(number(value), text, "{value}");
        }
    }
}
