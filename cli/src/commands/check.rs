//! `sandtable check`: every fault of what a user points at, form and meaning.

use std::path::PathBuf;

use sandtable_scenarios::file::Fault;
use sandtable_scenarios::open::{Checked, Checker, Content};
use serde_json::json;

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::session::Session;

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
}

/// Checks plans, scenarios, folders of imported data and single files of data.
///
/// # Errors
/// All faults of all files.
pub fn run(args: &Args, session: &Session) -> Answer {
    let mut checker = Checker::new(args.scenario.as_deref());
    let mut faults: Vec<Fault> = Vec::new();
    let mut rows = Vec::new();
    let mut lines = String::new();
    for path in &args.files {
        let file = path.display().to_string();
        let checked = checker.check(path);
        if checked.faults.is_empty() {
            lines.push_str(&session.say("check-ok", &[("file", what(&checked, &file, session).into())]));
            lines.push('\n');
            for (kind, why) in &checked.without {
                let why = why.get(session.lang());
                let values = [("kind", kind.name().into()), ("why", why.into())];
                lines.push_str(&format!("  {}\n", session.say("check-without", &values)));
            }
        }
        let without: Vec<_> = checked
            .without
            .iter()
            .map(|(kind, why)| json!({ "kind": kind.name(), "why": why.get(session.lang()) }))
            .collect();
        rows.push(json!({
            "file": file,
            "kind": checked.content.as_ref().map(kind),
            "name": checked.name.as_ref().map(|name| name.get(session.lang())),
            "without": without,
            "faults": checked.faults.len(),
        }));
        faults.extend(checked.faults);
    }
    if session.json {
        let told: Vec<_> = faults.iter().map(|fault| fault.row(session.lang())).collect();
        session.print_json(&json!({ "files": rows, "faults": told }))?;
        return if faults.is_empty() { Ok(Outcome::Done) } else { Err(Failure::Told) };
    }
    session.print(&lines)?;
    if faults.is_empty() { Ok(Outcome::Done) } else { Err(Failure::Faults(faults)) }
}

/// The file with what it is and how it is called.
fn what(checked: &Checked, file: &str, session: &Session) -> String {
    let Some(content) = &checked.content else { return file.to_owned() };
    let kind = session.text.get(&format!("check-kind-{}", kind(content)));
    match &checked.name {
        Some(name) => {
            let values = [
                ("file", file.into()),
                ("kind", kind.as_str().into()),
                ("name", name.get(session.lang()).into()),
            ];
            session.say("check-what-named", &values)
        }
        None => session.say("check-what", &[("file", file.into()), ("kind", kind.as_str().into())]),
    }
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Scenario(_) => "scenario",
        Content::Plan => "plan",
        Content::Case => "case",
        Content::Recipe => "recipe",
        Content::Boundaries => "boundaries",
        Content::Raster => "raster",
        Content::Features => "features",
        Content::Table => "table",
        Content::Osm => "osm",
    }
}
