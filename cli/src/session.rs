//! What a command needs besides its own words: language, colours, where to talk.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use sandtable_kernel::Lang;
use sandtable_reports::text::{Arg, Catalogue};
use sandtable_scenarios::file::{PrintStyle, print_faults};
use serde::Serialize;

use crate::Answer;
use crate::args::{ColorChoice, Global};
use crate::exit::Failure;

/// What has to be known before the command line is parsed, because help and usage
/// errors are texts too.
pub struct Early {
    /// The texts.
    pub text: Catalogue,
    /// When to use colours.
    pub color: ColorChoice,
}

impl Early {
    /// Looks for `--lang` and `--color` among the words, then at the environment.
    pub fn from_words(words: &[OsString]) -> Self {
        let lang = match flag(words, "--lang") {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => lang_of(|name| std::env::var(name).ok()),
        };
        let color = match flag(words, "--color") {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };
        Self { text: Catalogue::new(lang), color }
    }
}

/// The value of a flag among the words, as `--flag value` or `--flag=value`.
fn flag<'a>(words: &'a [OsString], name: &str) -> Option<&'a str> {
    let words: Vec<&str> =
        words.iter().map(|word| word.to_str().unwrap_or("")).take_while(|word| *word != "--").collect();
    words.iter().enumerate().find_map(|(index, word)| {
        let rest = word.strip_prefix(name)?;
        if rest.is_empty() { words.get(index + 1).copied() } else { rest.strip_prefix('=') }
    })
}

/// The language from the environment: the first of these variables that is set.
fn lang_of(variable: impl Fn(&str) -> Option<String>) -> Lang {
    ["SANDTABLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .map_or(Lang::En, |value| Lang::from_locale(&value))
}

/// Colours or none, for a stream.
fn colors(choice: ColorChoice, terminal: bool) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => terminal && !no_color,
    }
}

/// A label and what it labels, with the colon of the language.
pub fn labelled(lang: Lang, label: &str, text: &str) -> String {
    match lang {
        Lang::Zh => format!("{label}：{text}"),
        Lang::En => format!("{label}: {text}"),
    }
}

/// What every command is given.
pub struct Session {
    /// The texts.
    pub text: Catalogue,
    /// The result as JSON.
    pub json: bool,
    /// No talk on standard error.
    pub quiet: bool,
    /// Standard error is a terminal: progress may be drawn.
    pub terminal: bool,
    color: bool,
}

impl Session {
    /// From the words common to all commands and what was known early.
    pub fn new(global: &Global, early: Early) -> Self {
        let terminal = io::stderr().is_terminal();
        let color = colors(global.color.unwrap_or(early.color), terminal);
        Self { text: early.text, json: global.json, quiet: global.quiet, terminal, color }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.text.lang()
    }

    /// A text with values in it.
    pub fn say(&self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        self.text.with(key, values)
    }

    /// Writes a result to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn print(&self, result: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(result.as_bytes()).and_then(|()| out.flush()).map_err(|error| self.stdout_error(&error))
    }

    /// Writes a result to standard output as one JSON document.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn print_json(&self, result: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(result).map_err(|error| Failure::Other(error.to_string()))?;
        self.print(&format!("{text}\n"))
    }

    /// Talks on standard error, unless told to be quiet. A closed standard error is
    /// nothing to end for.
    pub fn talk(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    fn stdout_error(&self, error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Closed;
        }
        Failure::Other(self.say("io-stdout", &[("why", error.to_string().into())]))
    }

    /// Tells what is left to tell and gives the exit code.
    pub fn finish(&self, answer: Answer) -> ExitCode {
        match answer {
            Ok(outcome) => ExitCode::from(outcome.code()),
            Err(failure) => {
                // What cannot be said on standard error has no other place.
                let _ = self.complain(&failure);
                ExitCode::from(failure.code())
            }
        }
    }

    fn complain(&self, failure: &Failure) -> io::Result<()> {
        let mut err = io::stderr().lock();
        let label = if self.color {
            format!("\x1b[31m{}\x1b[0m", self.text.get("error-label"))
        } else {
            self.text.get("error-label")
        };
        match failure {
            Failure::Closed | Failure::Told => Ok(()),
            Failure::Interrupted => writeln!(err, "{}", self.text.get("interrupted")),
            Failure::Faults(faults) if self.json => {
                let rows: Vec<_> = faults.iter().map(|fault| fault.row(self.lang())).collect();
                // On standard output like every result: the faults are what was asked for.
                let _ = self.print_json(&serde_json::json!({ "faults": rows }));
                Ok(())
            }
            Failure::Faults(faults) => {
                let style = PrintStyle { lang: self.lang(), lines: self.terminal, color: self.color };
                print_faults(faults, style, &mut err)
            }
            Failure::Usage(why) | Failure::Input(why) | Failure::Other(why) => {
                writeln!(err, "{}", labelled(self.lang(), &label, why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        assert_eq!(flag(&words("sandtable --lang zh list"), "--lang"), Some("zh"));
        assert_eq!(flag(&words("sandtable list --lang=en"), "--lang"), Some("en"));
        assert_eq!(flag(&words("sandtable calc -- --lang zh"), "--lang"), None);
        assert_eq!(flag(&words("sandtable --language zh"), "--lang"), None);
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let set = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            }
        };
        assert_eq!(lang_of(set(&[("LANG", "zh_CN.UTF-8")])), Lang::Zh);
        assert_eq!(lang_of(set(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")])), Lang::En);
        assert_eq!(lang_of(set(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW")])), Lang::Zh);
        assert_eq!(lang_of(set(&[("SANDTABLE_LANG", "en"), ("LANG", "zh_CN")])), Lang::En);
        assert_eq!(lang_of(set(&[])), Lang::En);
    }
}
