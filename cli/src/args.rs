//! The words of the command line as typed. Help texts are in the text catalogue
//! (`cmd-…`, `arg-…`), so that they come in both languages.

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use sandtable_kernel::Lang;

use crate::commands::{calc, check, evaluate, import, list, new, run, validate};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, Parser)]
#[command(name = "sandtable", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true)]
pub struct LowArgs {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Low,
}

#[allow(missing_docs)]
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LangChoice>,
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorChoice>,
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

#[allow(missing_docs)]
#[derive(Debug, Subcommand)]
pub enum Low {
    Calc(calc::Args),
    Check(check::Args),
    Evaluate(evaluate::Args),
    Import(import::Args),
    List(list::Args),
    New(new::Args),
    Run(run::Args),
    Validate(validate::Args),
}

/// Languages as words of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangChoice {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<LangChoice> for Lang {
    fn from(choice: LangChoice) -> Self {
        match choice {
            LangChoice::Zh => Self::Zh,
            LangChoice::En => Self::En,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The command line without its texts.
pub fn command() -> clap::Command {
    LowArgs::command()
}
