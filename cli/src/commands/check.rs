//! `sandtable check`: every fault of plan files, form and meaning.

use std::path::{Path, PathBuf};

use sandtable_command::Plan;
use sandtable_scenarios::file::{Fault, Limits, read_ron};
use sandtable_scenarios::open::SCENARIOS;
use serde_json::json;

use super::scenario::{Households, open_scenario};
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

/// Checks plans against the scenario that they are made for.
///
/// # Errors
/// All faults of all files.
pub fn run(args: &Args, session: &Session) -> Answer {
    let Some(scenario) = args.scenario.as_deref().or_else(|| SCENARIOS.first().map(|(key, _)| *key)) else {
        return Err(Failure::Usage(session.say("usage-missing", &[("args", "--scenario".into())])));
    };
    let mut faults: Vec<Fault> = Vec::new();
    let mut fine: Vec<String> = Vec::new();
    for file in &args.files {
        match faults_of(file, scenario) {
            Ok(()) => fine.push(file.display().to_string()),
            Err(Failure::Faults(wrong)) => faults.extend(wrong),
            Err(other) => return Err(other),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Faults(faults));
    }
    if session.json {
        session.print_json(&json!({ "files": fine, "faults": [] }))?;
    } else {
        for file in fine {
            session.print(&format!("{}\n", session.say("check-ok", &[("file", file.into())])))?;
        }
    }
    Ok(Outcome::Done)
}

/// Form and types first, which is quick; then the plan against the scenario. A path
/// is never taken for the name of a built-in plan.
fn faults_of(file: &Path, scenario: &str) -> Result<(), Failure> {
    read_ron::<Plan>(file, &Limits::default()).map_err(Failure::Faults)?;
    let file = if file.parent().is_some_and(|folder| folder.as_os_str().is_empty()) {
        Path::new(".").join(file)
    } else {
        file.to_path_buf()
    };
    open_scenario(scenario, None, Households::default(), &[file.display().to_string()]).map(|_| ())
}
