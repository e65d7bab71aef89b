//! `sandtable new`: files to start from.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use sandtable_scenarios::import::Kind;
use sandtable_scenarios::open::{PLANS, TEMPLATE, TEMPLATE_KEY, TEMPLATE_PLAN};

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::output::{OutFolder, cannot_write};
use crate::session::Session;

/// How the line begins that names a plan.
const NAME: &str = "    name: ";

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

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum New {
    /// A scenario: a folder with a commented scenario file and two plans.
    Scenario,
    /// A plan: under a new key, the template's beside a user's scenario, else the first
    /// built-in one.
    Plan,
}

/// Writes a scenario's folder or a plan, comments included, under a new key.
///
/// # Errors
/// A name that cannot be a key, something in the way.
pub fn run(args: &Args, session: &Session) -> Answer {
    let shown = args.name.display().to_string();
    let key = args.name.file_name().and_then(|name| name.to_str()).filter(|name| is_key(name));
    let Some(key) = key else {
        return Err(Failure::Usage(session.say("new-no-name", &[("name", shown.into())])));
    };
    let folder = args.name.parent().unwrap_or(Path::new(""));
    match args.kind {
        New::Plan => plan(key, folder, args.force, session),
        New::Scenario if args.force => Err(Failure::Usage(session.text.get("new-force-scenario"))),
        New::Scenario => scenario(key, folder, session),
    }
}

fn plan(key: &str, folder: &Path, force: bool, session: &Session) -> Answer {
    let file = format!("{key}.ron");
    let path = folder.join(&file);
    if path.exists() && !force {
        let values = [("path", path.display().to_string().into())];
        return Err(Failure::Other(session.say("new-in-the-way", &values)));
    }
    // Beside a user's scenario a plan names what the template of scenarios names.
    let own = folder.join("scenario.ron").is_file();
    let Some((origin, text)) = (if own { Some(&TEMPLATE_PLAN) } else { PLANS.first() }) else {
        return Err(Failure::Other(session.text.get("new-nothing")));
    };
    let text = text.replacen(&format!("key: \"{origin}\""), &format!("key: \"{key}\""), 1);
    let text = renamed(&text, key);
    OutFolder::open(or_here(folder), &[&file], session)?.write(&file, text.as_bytes(), session)?;
    list(std::slice::from_ref(&path), session)?;
    session.talk(&session.say("new-next", &[("path", path.display().to_string().into())]));
    Ok(Outcome::Done)
}

/// The plan with its key for its name, until its author finds a better one: two plans of
/// the same name cannot be told apart.
fn renamed(text: &str, key: &str) -> String {
    let mut found = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if found || !line.starts_with(NAME) {
            return line.to_owned();
        }
        found = true;
        format!("{NAME}(zh: \"{key}\", en: \"{key}\"),\n")
    });
    lines.collect()
}

/// Writes the folder under a temporary name and renames it, so that it is there
/// whole or not at all.
fn scenario(key: &str, beside: &Path, session: &Session) -> Answer {
    let target = beside.join(key);
    let in_the_way = || {
        let values = [("path", target.display().to_string().into())];
        Failure::Other(session.say("new-folder-in-the-way", &values))
    };
    if target.symlink_metadata().is_ok() {
        return Err(in_the_way());
    }
    let _held = OutFolder::open(or_here(beside), &[], session)?;
    let failed = |error: std::io::Error| match target.symlink_metadata() {
        Ok(_) => in_the_way(),
        Err(_) => cannot_write(&target, &error, session),
    };
    let making = tempfile::Builder::new().prefix(".sandtable-").suffix(".tmp").tempdir_in(or_here(beside));
    let making = making.map_err(failed)?;
    for (name, text) in TEMPLATE {
        write_synced(&making.path().join(name), &text.replace(TEMPLATE_KEY, key)).map_err(failed)?;
    }
    readable(making.path()).and_then(|()| fs::rename(making.path(), &target)).map_err(failed)?;
    // It is no temporary folder any more: nothing to clean up.
    let _ = making.keep();
    let files: Vec<PathBuf> = TEMPLATE.iter().map(|(name, _)| target.join(name)).collect();
    list(&files, session)?;
    told(&target, session);
    Ok(Outcome::Done)
}

/// Prints what was written.
fn list(files: &[PathBuf], session: &Session) -> Result<(), Failure> {
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    if session.json {
        return session.print_json(&serde_json::json!({ "files": names }));
    }
    session.print(&format!("{}\n", names.join("\n")))
}

/// The folder, the current one where none is named.
fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn write_synced(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Temporary folders are private; a scenario is a folder like others.
fn readable(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    fs::File::open(folder).and_then(|folder| folder.sync_all())
}

/// What is still missing, and what comes next.
fn told(target: &Path, session: &Session) {
    let shown = target.display().to_string();
    session.talk(&session.text.get("new-still-missing"));
    for kind in [Kind::Dem, Kind::Roads, Kind::Buildings] {
        let into = target.join("case").display().to_string();
        let values = [("kind", kind.name().into()), ("into", into.into())];
        session.talk(&format!("  {}", session.say(&format!("new-import-{}", kind.name()), &values)));
    }
    session.talk(&session.say("new-next-scenario", &[("path", shown.into())]));
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
        let (origin, text) = TEMPLATE_PLAN;
        assert!(text.contains(&format!("key: \"{origin}\"")));
        let (_, scenario) = TEMPLATE[0];
        assert!(scenario.contains(&format!("key: \"{TEMPLATE_KEY}\"")));
    }
}
