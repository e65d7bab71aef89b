//! Faults as a person reads them: with the lines they are in when written to a
//! terminal, one line each otherwise.

use std::io::{self, Write};
use std::ops::Range;

use ariadne::{CharSet, Color, Config, IndexType, Label, Report, ReportKind};
use sandtable_kernel::Lang;

use super::fault::Fault;
use super::source::{Place, Source};

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintStyle {
    /// Language.
    pub lang: Lang,
    /// With the lines of the file around each fault.
    pub lines: bool,
    /// With colours.
    pub color: bool,
}

/// Prints faults.
///
/// # Errors
/// When writing fails.
pub fn print_faults(faults: &[Fault], style: PrintStyle, out: &mut dyn Write) -> io::Result<()> {
    for fault in faults {
        if style.lines && !fault.whole_file && window(&fault.place).is_some() {
            pictured(fault, style, out)?;
        } else {
            plain(fault, style.lang, out)?;
        }
    }
    Ok(())
}

/// `file:line:column: code: found …; expected …. Remedy`, notes indented below.
fn plain(fault: &Fault, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}: {}", visible(&fault.at_text()), fault.code)?;
    if !fault.path.is_empty() {
        write!(out, " ({})", visible(&fault.path))?;
    }
    writeln!(out, ": {}", visible(&fault.headline(lang)))?;
    for (place, text) in &fault.notes {
        writeln!(out, "    {}: {}", visible(&place.to_string()), visible(text.get(lang)))?;
    }
    let label = match lang {
        Lang::Zh => "处理：",
        Lang::En => "remedy: ",
    };
    writeln!(out, "    {label}{}", visible(fault.remedy.get(lang)))
}

fn pictured(fault: &Fault, style: PrintStyle, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let config = Config::default()
        .with_index_type(IndexType::Char)
        .with_color(style.color)
        .with_char_set(CharSet::Unicode);
    let mut windows: Vec<Window> = Vec::new();
    let mut labels = Vec::new();
    let main = std::iter::once((&fault.place, fault.expected.get(lang), Color::Red, true));
    let others = fault.notes.iter().map(|(place, text)| (place, text.get(lang), Color::Blue, false));
    let mut span_of_fault = (String::new(), 0..0);
    for (place, text, color, is_main) in main.chain(others) {
        let Some(window) = window(place) else { continue };
        let span = (window.name.clone(), window.span.clone());
        if is_main {
            span_of_fault = span.clone();
        }
        let text = if is_main { expectation(lang, text) } else { text.to_owned() };
        labels.push(Label::new(span).with_message(visible(&text)).with_color(color));
        windows.push(window);
    }
    let kind = match lang {
        Lang::Zh => "错误",
        Lang::En => "Error",
    };
    let mut title = found(lang, fault.found.get(lang));
    if !fault.path.is_empty() {
        title = format!("{title} ({})", fault.path);
    }
    let report = Report::build(ReportKind::Custom(kind, Color::Red), span_of_fault)
        .with_config(config)
        .with_code(fault.code)
        .with_message(visible(&title))
        .with_labels(labels)
        .with_help(visible(fault.remedy.get(lang)))
        .finish();
    let cache = Windows(windows.into_iter().map(|window| (window.name, window.text)).collect());
    let mut picture = Vec::new();
    report.write(cache, &mut picture)?;
    out.write_all(if style.color { picture } else { without_colors(&picture) }.as_slice())
}

/// Colours that are written although switched off: ariadne colours the kind of a
/// report of one's own in any case. Texts hold no escape characters by now.
fn without_colors(picture: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(picture.len());
    let mut escaped = false;
    for byte in picture {
        match byte {
            0x1b => escaped = true,
            b'm' if escaped => escaped = false,
            _ if escaped => {}
            other => plain.push(*other),
        }
    }
    plain
}

fn expectation(lang: Lang, text: &str) -> String {
    match lang {
        Lang::Zh => format!("应为：{text}"),
        Lang::En => format!("expected {text}"),
    }
}

fn found(lang: Lang, text: &str) -> String {
    match lang {
        Lang::Zh => format!("发现：{text}"),
        Lang::En => format!("found {text}"),
    }
}

/// The one line of a file around a place, for printing.
struct Window {
    name: String,
    text: ariadne::Source<String>,
    /// In characters of the text.
    span: Range<usize>,
}

/// The line of a place; none for lines too long to show.
fn window(place: &Place) -> Option<Window> {
    const LONGEST: usize = 300;
    // The lines before are counted by empty ones: ariadne numbers the margin from 1
    // whatever offset it is given.
    const LAST: usize = 50_000;
    let source: &Source = &place.source;
    let (line, column) = source.line_column(place.span.start);
    if line > LAST {
        return None;
    }
    let text = source.line(line);
    if text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
        return None;
    }
    let shown = visible(text);
    let length = source.slice(place.span.clone()).lines().next().map_or(0, |first| first.chars().count());
    let start = (column - 1).min(shown.chars().count());
    let end = (start + length.max(1)).min(shown.chars().count().max(start + 1));
    let before = line - 1;
    let path = visible(&source.path().display().to_string());
    Some(Window {
        // The line is part of the name, so that two windows of one file stay apart.
        name: format!("{path}#{line}"),
        text: ariadne::Source::from(format!("{}{shown} ", "\n".repeat(before))),
        span: before + start..before + end,
    })
}

struct Windows(Vec<(String, ariadne::Source<String>)>);

impl ariadne::Cache<String> for Windows {
    type Storage = String;

    fn fetch(&mut self, name: &String) -> Result<&ariadne::Source<String>, impl std::fmt::Debug> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text).ok_or_else(|| name.clone())
    }

    fn display<'a>(&self, name: &'a String) -> Option<impl std::fmt::Display + 'a> {
        name.rsplit_once('#').map(|(path, _)| path.to_owned())
    }
}

/// Nothing that a terminal would obey, one character for one.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
