//! Help and usage errors in the language of the user. Texts of clap's own are
//! replaced by the catalogue's.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ColorChoice as ClapColor, Command};
use sandtable_kernel::Lang;

use crate::args::ColorChoice;
use crate::expected::Expected;
use crate::session::{Early, labelled};

/// Puts the texts of a language into the command line.
pub(crate) fn localise(command: Command, early: &Early) -> Command {
    let text = |key: &str| early.text.get(key);
    let command = command
        .about(text("cli-about"))
        .subcommand_help_heading(text("cli-heading-commands"))
        .help_template(template(early))
        .color(match early.color {
            ColorChoice::Auto => ClapColor::Auto,
            ColorChoice::Always => ClapColor::Always,
            ColorChoice::Never => ClapColor::Never,
        })
        .mut_args(|arg| global_text(arg, early));
    // Usage is asked of a copy: asking builds the command line, which is done later.
    let mut built = command.clone();
    built.build();
    let usage = |name: Option<&str>| usage(&built, name, early);
    let command = match usage(None) {
        Some(line) => command.override_usage(line),
        None => command,
    };
    command.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        let command = match usage(Some(&name)) {
            Some(line) => command.override_usage(line),
            None => command,
        };
        command
            .about(text(&format!("cmd-{name}-about")))
            .help_template(template(early))
            .mut_args(|arg| own_text(arg, &name, early))
    })
}

fn template(early: &Early) -> String {
    let usage = labelled(early.text.lang(), &early.text.get("cli-heading-usage"), "{usage}");
    format!("{{about-with-newline}}\n{usage}\n\n{{all-args}}{{after-help}}")
}

/// The line of usage with the words that clap puts into it in the language, if that
/// is not clap's own.
fn usage(built: &Command, name: Option<&str>, early: &Early) -> Option<String> {
    if early.text.lang() == Lang::En {
        return None;
    }
    let command = name.map_or(Some(built), |name| built.find_subcommand(name))?;
    let line = command.clone().render_usage().to_string();
    let line = line.strip_prefix("Usage: ").unwrap_or(&line);
    Some(line.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>"))
}

fn global_text(arg: Arg, early: &Early) -> Arg {
    let key = format!("arg-global-{}", arg.get_id());
    let heading = early.text.get("cli-heading-global");
    plain(arg).help(early.text.get(&key)).help_heading(heading)
}

fn own_text(arg: Arg, command: &str, early: &Early) -> Arg {
    let key = format!("arg-{command}-{}", arg.get_id());
    let heading = if arg.is_positional() { "cli-heading-arguments" } else { "cli-heading-options" };
    let heading = early.text.get(heading);
    plain(arg).help(early.text.get(&key)).help_heading(heading)
}

/// Without clap's English additions to a help text; ours say what is needed.
fn plain(arg: Arg) -> Arg {
    let takes_value = arg.get_action().takes_values();
    arg.hide_possible_values(takes_value).hide_default_value(takes_value)
}

/// Prints help or version, or says what is wrong with the words.
pub(crate) fn answer(error: &clap::Error, early: &Early) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader who closes the pipe has read enough.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            let label = early.text.get("usage-error");
            let color = match early.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => {
                    std::io::stderr().is_terminal()
                        && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
                }
            };
            let label = if color { format!("\x1b[31m{label}\x1b[0m") } else { label };
            let _ = writeln!(
                std::io::stderr(),
                "{}",
                labelled(early.text.lang(), &label, &message(error, early))
            );
            ExitCode::from(2)
        }
    }
}

/// A usage error in a sentence, what may have been meant, and where to read on.
fn message(error: &clap::Error, early: &Early) -> String {
    let say = |key: &str, values: &[(&str, String)]| {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.clone().into())).collect();
        early.text.with(key, &values)
    };
    let one = |kind| error.get(kind).map(shown).unwrap_or_default();
    let arg = || one(ContextKind::InvalidArg);
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if one(ContextKind::InvalidValue).is_empty() => {
            say("usage-no-value", &[("arg", arg())])
        }
        ErrorKind::InvalidValue => say(
            "usage-invalid-value-choices",
            &[
                ("value", one(ContextKind::InvalidValue)),
                ("arg", arg()),
                ("choices", one(ContextKind::ValidValue)),
            ],
        ),
        ErrorKind::ValueValidation => {
            let mut values = vec![("value", one(ContextKind::InvalidValue)), ("arg", arg())];
            let expected = std::error::Error::source(error).and_then(|why| why.downcast_ref::<Expected>());
            match expected {
                Some(expected) => {
                    values.push(("choices", expected_text(expected, early)));
                    say("usage-invalid-value-choices", &values)
                }
                None => say("usage-invalid-value", &values),
            }
        }
        ErrorKind::UnknownArgument => say("usage-unknown-argument", &[("arg", arg())]),
        ErrorKind::InvalidSubcommand => {
            say("usage-unknown-command", &[("command", one(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingRequiredArgument => say("usage-missing", &[("args", arg())]),
        ErrorKind::MissingSubcommand => say("usage-missing-command", &[]),
        ErrorKind::ArgumentConflict if one(ContextKind::PriorArg) == arg() => {
            say("usage-too-many", &[("arg", arg())])
        }
        ErrorKind::ArgumentConflict => {
            say("usage-conflict", &[("arg", arg()), ("other", one(ContextKind::PriorArg))])
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => say("usage-too-many", &[("arg", arg())]),
        ErrorKind::TooFewValues | ErrorKind::NoEquals => say("usage-no-value", &[("arg", arg())]),
        ErrorKind::InvalidUtf8 => say("usage-not-utf8", &[]),
        // Help, version and what the system says of its own streams.
        _ => error.to_string(),
    };
    let suggestions =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for suggestion in suggestions.into_iter().map(one).filter(|name| !name.is_empty()) {
        text.push('\n');
        text.push_str(&say("usage-suggestion", &[("name", suggestion)]));
    }
    text.push('\n');
    text.push_str(&say("usage-see-help", &[("command", "sandtable".to_owned())]));
    text
}

/// What an argument takes, in the language.
fn expected_text(expected: &Expected, early: &Early) -> String {
    match expected {
        Expected::Whole { least, most } => {
            let values = [("least", least.to_string().into()), ("most", most.to_string().into())];
            early.text.with("usage-expects-whole", &values)
        }
        Expected::CellSize => early.text.get("usage-expects-cell"),
        Expected::OneOf(words) => words.clone(),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::Number(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_reports::text::Catalogue;

    fn early(lang: Lang) -> Early {
        Early { text: Catalogue::new(lang), color: ColorChoice::Never }
    }

    #[test]
    fn every_command_and_argument_has_its_texts() {
        let text = Catalogue::new(Lang::Zh);
        let command = crate::args::command();
        let mut keys: Vec<String> =
            command.get_arguments().map(|arg| format!("arg-global-{}", arg.get_id())).collect();
        for sub in command.get_subcommands() {
            keys.push(format!("cmd-{}-about", sub.get_name()));
            keys.extend(sub.get_arguments().map(|arg| format!("arg-{}-{}", sub.get_name(), arg.get_id())));
        }
        let missing: Vec<_> = keys.iter().filter(|key| !text.has(key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        localise(command, &early(Lang::Zh)).debug_assert();
    }

    #[test]
    fn chinese_help_holds_no_english_sentence() {
        let mut command = localise(crate::args::command(), &early(Lang::Zh));
        let help = command.render_long_help().to_string();
        for word in ["Usage:", "Options:", "Commands:", "Print help", "possible values", "default:"] {
            assert!(!help.contains(word), "{word}: {help}");
        }
        assert!(help.contains("用法：sandtable [选项] <命令>"), "{help}");
    }

    #[test]
    fn usage_errors_are_told_in_the_language() {
        let error = |words: &[&str], lang| {
            let early = early(lang);
            let error = localise(crate::args::command(), &early).try_get_matches_from(words).unwrap_err();
            message(&error, &early)
        };
        let text = error(&["sandtable", "calk"], Lang::Zh);
        assert!(text.contains("未知命令“calk”") && text.contains("calc"), "{text}");
        let text = error(&["sandtable", "list", "--jsn"], Lang::En);
        assert!(text.contains("unknown argument '--jsn'") && text.contains("--json"), "{text}");
        let text = error(&["sandtable", "list", "--lang", "fr"], Lang::Zh);
        assert!(text.contains("“fr”") && text.contains("zh, en"), "{text}");
    }
}
