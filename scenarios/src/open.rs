//! Opening a scenario by name or file, with its plans: everything that `check`,
//! `run` and `evaluate` begin with.

mod base;
mod built_in;
mod check;
mod content;
mod faults;
mod template;
mod told;
mod user;

use std::path::Path;

use sandtable_command::Plan;
use sandtable_command::plan::PlanFault;
use sandtable_kernel::Text;
use sandtable_response::world::Prepared;
use sandtable_response::{ResponseParams, assumptions};
use sandtable_results::BaseMap;
use sandtable_results::comparison::FileHash;
use sandtable_simulation::{Case, PlanCase, Unconfirmed};
use xxhash_rust::xxh3::xxh3_64;

use crate::file::{Fault, Limits, Loaded, read_ron, read_ron_text};
use crate::place::Packets;

pub use built_in::{PLANS, SCENARIOS, listed_plans};
pub use check::{Checked, Checker};
pub use content::Content;
pub use faults::of_place;
pub use template::{TEMPLATE, TEMPLATE_KEY, TEMPLATE_PLAN};
pub use user::{
    Buildings, Figure, GaugeEntry, Grouping, InflowRule, PeopleRule, ScenarioFile, SeaEntry, ZoneEntry,
};

/// Figures of the impact functions and of the response that nobody has confirmed, with
/// the values of a place.
fn of_models(params: &ResponseParams) -> impl Iterator<Item = Unconfirmed> {
    let impact = sandtable_impact::recalled::list().map(|coefficient| Unconfirmed {
        place: coefficient.key.to_owned(),
        figure: coefficient.named(),
        source: coefficient.note.to_owned(),
    });
    let response = assumptions::list(params).into_iter().map(|assumption| Unconfirmed {
        place: assumption.key,
        figure: assumption.figure,
        source: assumption.source.to_owned(),
    });
    impact.chain(response)
}

/// How a scenario is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenOptions {
    /// Side of a cell, m; none: the scenario's own.
    pub cell_m: Option<f64>,
    /// How households are packed.
    pub packets: Packets,
    /// Plans by name or file; empty: those that the scenario lists.
    pub plans: Vec<String>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { cell_m: None, packets: Packets::Of(20), plans: Vec::new() }
    }
}

/// An opened scenario.
#[derive(Debug)]
pub struct Opened {
    /// The checked case with its plans.
    pub case: Case,
    /// What maps are drawn on.
    pub base: BaseMap,
    /// Files read, with their hashes.
    pub files: Vec<FileHash>,
    /// Metric by which plans are chosen.
    pub decision_metric: String,
    /// Plan to which the others are compared.
    pub reference: String,
}

/// Opens a scenario: a built-in one by name, else a scenario file, or a folder with
/// one.
///
/// # Errors
/// All faults of the scenario, its place and its plans.
pub fn open(name: &str, options: &OpenOptions) -> Result<Opened, Vec<Fault>> {
    let path = Path::new(name);
    let built_in = SCENARIOS.iter().any(|(key, _)| *key == name);
    if !built_in && path.exists() { user::open(path, options) } else { built_in::open(name, options) }
}

/// A plan as read, before it is held against a register.
pub(crate) struct ReadPlan {
    key: String,
    name: Text,
    loaded: Option<Loaded<Plan>>,
    hash: Option<FileHash>,
}

/// Reads plans by name or file; all faults of all of them.
pub(crate) fn read_plans(names: &[String]) -> Result<Vec<ReadPlan>, Vec<Fault>> {
    let (mut plans, mut faults) = (Vec::new(), Vec::new());
    for name in names {
        match read_plan(name) {
            Ok(plan) => plans.push(plan),
            Err(wrong) => faults.extend(wrong),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for plan in &plans {
        if !seen.insert(plan.key.clone()) {
            faults.push(faults::whole(
                Path::new(&plan.key),
                "duplicate-plan",
                Text::new(format!("预案 `{}` 给了两次", plan.key), format!("plan `{}` twice", plan.key)),
                Text::new("key 各不相同的预案", "plans with different keys"),
                Text::new(
                    "给其中一个预案改 key，或去掉重复的",
                    "give one of them another key, or leave it out",
                ),
            ));
        }
    }
    if faults.is_empty() { Ok(plans) } else { Err(faults) }
}

/// Key of the plan in which seats order nothing.
pub const NO_PLAN: &str = "no-plan";

/// Key, name and scope of the plan in which seats order nothing.
pub(crate) fn no_plan() -> (&'static str, Text, Text) {
    let scope = Text::new(
        "席位不下令，人们凭所见所闻行动",
        "seats order nothing; people act on what they see and hear",
    );
    (NO_PLAN, Text::new("无预案", "No plan"), scope)
}

fn read_plan(name: &str) -> Result<ReadPlan, Vec<Fault>> {
    if name == NO_PLAN {
        let (key, title, _) = no_plan();
        return Ok(ReadPlan { key: key.to_owned(), name: title, loaded: None, hash: None });
    }
    let limits = Limits::default();
    let (loaded, bytes): (Loaded<Plan>, Vec<u8>) = match PLANS.iter().find(|(key, _)| *key == name) {
        Some((key, text)) => (read_ron_text(&format!("{key}.ron"), text, &limits)?, text.as_bytes().to_vec()),
        None => {
            let path = Path::new(name);
            let bare = path.components().count() == 1 && path.extension().is_none();
            if bare && !path.exists() {
                return Err(vec![no_such_plan(name)]);
            }
            let loaded = read_ron(path, &limits)?;
            let bytes = loaded.sources().flat_map(|source| source.text().bytes()).collect();
            (loaded, bytes)
        }
    };
    let hash = FileHash { path: format!("plans/{}", loaded.value.key), hash: xxh3_64(&bytes) };
    Ok(ReadPlan {
        key: loaded.value.key.clone(),
        name: loaded.value.name.clone(),
        loaded: Some(loaded),
        hash: Some(hash),
    })
}

/// A word that is neither a built-in plan nor a file.
fn no_such_plan(name: &str) -> Fault {
    let known: Vec<&str> = PLANS.iter().map(|(key, _)| *key).chain([NO_PLAN]).collect();
    faults::whole(
        Path::new(name),
        "no-such-plan",
        Text::new("既不是内置预案，也不是文件", "neither a built-in plan nor a file"),
        Text::new(
            format!("内置预案（{}），或预案文件的路径", known.join("、")),
            format!("a built-in plan ({}), or the path of a plan file", known.join(", ")),
        ),
        match crate::file::suggest::nearest(name, known.iter().copied()) {
            Some(near) => Text::new(format!("是否想写 `{near}`？"), format!("did you mean `{near}`?")),
            None => Text::new("检查名称和路径", "check the name and the path"),
        },
    )
}

/// Faults of a plan against the register of a case.
pub(crate) fn faults_of_plan(loaded: &Loaded<Plan>, response: &Prepared) -> Vec<Fault> {
    placed(&sandtable_command::plan::check(&loaded.value, response.register()), loaded)
}

/// Faults of a plan where they stand in its file.
fn placed(wrong: &[PlanFault], loaded: &Loaded<Plan>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = wrong.iter().map(|fault| told::of_plan(fault, &loaded.index)).collect();
    faults.sort_by_key(|fault| (fault.file(), fault.place.span.start));
    faults
}

/// Holds plans against the register of a case.
pub(crate) fn plan_cases(plans: &[ReadPlan], response: &Prepared) -> Result<Vec<PlanCase>, Vec<Fault>> {
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    for plan in plans {
        let (loaded, name) = (plan.loaded.as_ref(), plan.name.clone());
        match PlanCase::new(plan.key.clone(), name, loaded.map(|loaded| &loaded.value), response) {
            Ok(case) => cases.push(case),
            Err(wrong) => faults.extend(loaded.into_iter().flat_map(|loaded| placed(&wrong, loaded))),
        }
    }
    if faults.is_empty() { Ok(cases) } else { Err(faults) }
}
