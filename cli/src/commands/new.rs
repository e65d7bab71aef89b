//! `sandtable new`: a plan to start from.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use sandtable_scenarios::open::PLANS;

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::output::OutFolder;
use crate::session::Session;

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "KIND")]
    pub kind: New,
    #[arg(value_name = "NAME")]
    pub name: PathBuf,
    #[arg(long)]
    pub force: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum New {
    /// A plan: the first built-in one under a new key.
    Plan,
}

/// Writes a built-in plan, comments included, under a new key.
///
/// # Errors
/// A name that cannot be a key, a file in the way.
pub fn run(args: &Args, session: &Session) -> Answer {
    let New::Plan = args.kind;
    let shown = args.name.display().to_string();
    let key = args.name.file_name().and_then(|name| name.to_str()).filter(|name| is_key(name));
    let Some(key) = key else {
        return Err(Failure::Usage(session.say("new-no-name", &[("name", shown.into())])));
    };
    let folder = args.name.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let file = format!("{key}.ron");
    let path = folder.join(&file);
    if path.exists() && !args.force {
        let values = [("path", path.display().to_string().into())];
        return Err(Failure::Other(session.say("new-in-the-way", &values)));
    }
    let Some((origin, text)) = PLANS.first() else {
        return Err(Failure::Other(session.text.get("new-nothing")));
    };
    let text = text.replacen(&format!("key: \"{origin}\""), &format!("key: \"{key}\""), 1);
    let path = OutFolder::open(folder, session)?.write(&file, text.as_bytes(), session)?;
    session.print(&format!("{}\n", path.display()))?;
    session.talk(&session.say("new-next", &[("path", path.display().to_string().into())]));
    Ok(Outcome::Done)
}

/// Letters of any script, digits, `-`, `_` and `.`, the first no dot: safe as a
/// file name and inside quotes.
fn is_key(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with(['.', '-']) && !name.ends_with(".ron") && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_files_and_quotes() {
        assert!(is_key("early-2") && is_key("提前转移"));
        for bad in ["", "a b", "a\"b", ".hidden", "-x", "a.ron", "a\\b"] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn the_key_of_the_origin_is_where_it_is_replaced() {
        let (origin, text) = PLANS[0];
        assert!(text.contains(&format!("key: \"{origin}\"")));
    }
}
