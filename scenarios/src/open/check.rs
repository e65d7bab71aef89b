//! Checking whatever a user points at: plans, scenarios, folders of imported data,
//! lists of imports, and single files of data.

use std::collections::BTreeMap;
use std::path::Path;

use sandtable_command::Plan;
use sandtable_kernel::Text;

use super::content::Content;
use super::user::{held_in, lacking};
use super::{NO_PLAN, OpenOptions, Opened, SCENARIOS, faults_of_plan, open, user};
use crate::file::{Fault, Limits, read_ron};
use crate::import::{Boundaries, CaseFiles, Kind, Recipe};
use crate::{osm, raster, vector};

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What it is; none if that cannot be told.
    pub content: Option<Content>,
    /// Its name, if it carries one.
    pub name: Option<Text>,
    /// Data that it does without, each with a word why it would gain from them.
    pub without: Vec<(Kind, Text)>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Checks files one after another; a scenario that several plans are held against is
/// opened once.
#[derive(Debug, Default)]
pub struct Checker {
    scenario: Option<String>,
    opened: BTreeMap<String, Option<Opened>>,
}

impl Checker {
    /// `scenario` is the one that plans are made for; none: the one in the plan's own
    /// folder, else the first that is built in.
    pub fn new(scenario: Option<&str>) -> Self {
        Self { scenario: scenario.map(str::to_owned), opened: BTreeMap::new() }
    }

    /// All that is wrong with a file, a folder, or a built-in scenario of that name.
    pub fn check(&mut self, path: &Path) -> Checked {
        let name = path.display().to_string();
        let bare = path.components().count() == 1 && path.extension().is_none();
        if bare && !path.exists() {
            let opened = open(&name, &OpenOptions::default());
            return of_opened(opened, Content::Scenario(path.to_path_buf()));
        }
        let content = match Content::of(path) {
            Ok(content) => content,
            Err(faults) => return Checked { faults, ..Checked::default() },
        };
        match &content {
            Content::Scenario(file) => of_opened(user::open(file, &OpenOptions::default()), content),
            Content::Plan => self.plan(path),
            // The account of a folder stands for the folder.
            Content::Case if path.is_file() => case(path.parent().unwrap_or(Path::new(""))),
            Content::Case => case(path),
            Content::Table => {
                of_read(vector::Table::read_bare(path).map(drop).map_err(|e| vec![e.into()]), content)
            }
            Content::Osm => of_read(osm::read(path).map(drop).map_err(|e| vec![e.into()]), content),
            Content::Recipe => of_read(read_ron::<Recipe>(path, &Limits::default()).map(drop), content),
            Content::Boundaries => {
                of_read(read_ron::<Boundaries>(path, &Limits::default()).map(drop), content)
            }
            Content::Raster => of_read(raster::read(path).map(drop).map_err(|e| vec![e.into()]), content),
            Content::Features => {
                of_read(vector::read_features(path).map(drop).map_err(|e| vec![e.into()]), content)
            }
        }
    }

    /// Form first, then the plan against its scenario.
    fn plan(&mut self, path: &Path) -> Checked {
        let mut checked = Checked { content: Some(Content::Plan), ..Checked::default() };
        let plan = match read_ron::<Plan>(path, &Limits::default()) {
            Ok(plan) => plan,
            Err(faults) => return Checked { faults, ..checked },
        };
        checked.name = Some(plan.value.name.clone());
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = held_in(folder).map(|file| file.display().to_string());
        let built_in = SCENARIOS.first().map(|(key, _)| (*key).to_owned());
        let Some(scenario) = self.scenario.clone().or(beside).or(built_in) else { return checked };
        let faults = &mut checked.faults;
        let held = self.opened.entry(scenario).or_insert_with_key(|scenario| {
            let options = OpenOptions { plans: vec![NO_PLAN.to_owned()], ..OpenOptions::default() };
            // Told once, with the first plan that needs it.
            open(scenario, &options).map_err(|wrong| faults.extend(wrong)).ok()
        });
        if let Some(opened) = held {
            faults.extend(faults_of_plan(&plan, &opened.case.response));
        }
        checked
    }
}

fn of_read(read: Result<(), Vec<Fault>>, content: Content) -> Checked {
    Checked { content: Some(content), faults: read.err().unwrap_or_default(), ..Checked::default() }
}

fn of_opened(opened: Result<Opened, Vec<Fault>>, content: Content) -> Checked {
    let content = Some(content);
    match opened {
        Ok(opened) => Checked { content, name: Some(opened.case.name), ..Checked::default() },
        Err(faults) => Checked { content, faults, ..Checked::default() },
    }
}

/// A folder of imported data: what is wrong with it, and what it lacks.
fn case(folder: &Path) -> Checked {
    let mut checked = Checked { content: Some(Content::Case), ..Checked::default() };
    match CaseFiles::read(folder) {
        Err(errors) => checked.faults.extend(errors.into_iter().map(Fault::from)),
        Ok(files) => {
            checked.faults = lacking(&files, folder);
            let useful = files.missing().into_iter().filter(|(_, needed, _)| !needed);
            checked.without = useful.map(|(kind, _, why)| (kind, why)).collect();
        }
    }
    checked
}
