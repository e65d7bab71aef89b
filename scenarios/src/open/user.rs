//! Scenarios that users write: a file `scenario.ron` over a folder that the importers
//! made, with plans beside it.

mod file;
mod ground;
mod people;
mod place;
mod placed;

use std::path::{Component, Path, PathBuf};

use sandtable_kernel::time::CalendarError;
use sandtable_kernel::{Calendar, SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_results::comparison::FileHash;
use sandtable_results::standard::standard;
use sandtable_simulation::Unconfirmed;
use xxhash_rust::xxh3::xxh3_64;

use super::base::base_map;
use super::{NO_PLAN, OpenOptions, Opened, plan_cases, read_plans};
use crate::data::read_bytes;
use crate::file::{Fault, Limits, Loaded, SpanIndex, read_ron, suggest};
use crate::import::{CaseFiles, Kind, PROVENANCE};
use crate::open::told;
use crate::place::{Assembly, Place, assemble};

pub(super) use place::lacking;

pub use file::{
    Buildings, Figure, GaugeEntry, Grouping, InflowRule, PeopleRule, ScenarioFile, SeaEntry, ZoneEntry,
};

/// Names of the scenario file in a folder.
const NAMES: [&str; 2] = ["scenario.ron", "case.ron"];
/// Length of a tick, s.
const TICK_S: i64 = 60;
/// Largest imported file, bytes.
const MOST_BYTES: u64 = 4 << 30;

/// Opens a scenario file, or the one in a folder.
///
/// # Errors
/// All faults of the file, its imported files and its plans.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Opened, Vec<Fault>> {
    let path = scenario_in(path)?;
    let loaded: Loaded<ScenarioFile> = read_ron(&path, &Limits::default())?;
    let (file, index) = (&loaded.value, &loaded.index);
    let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let folder = case_folder(&loaded, &beside)?;
    let files =
        CaseFiles::read(&folder).map_err(|errors| errors.into_iter().map(Fault::from).collect::<Vec<_>>())?;
    let (mut faults, calendar) = match Calendar::new(&file.start, &file.zone) {
        Ok(calendar) => (Vec::new(), Some(calendar)),
        Err(error) => {
            let field = if matches!(error, CalendarError::UnknownZone { .. }) { "zone" } else { "start" };
            (vec![told::of_calendar(&error).at(index, field, "scenario")], None)
        }
    };
    faults.extend(choices(file, index));
    let read = read_plans(&plan_names(&options.plans, &file.plans, &beside));
    let built = place::place(file, index, &files, &folder, options.cell_m);
    let (Some(calendar), Ok(plans), Ok((place, forcing)), true) =
        (calendar, &read, &built, faults.is_empty())
    else {
        faults.extend(read.err().into_iter().flatten());
        faults.extend(built.err().into_iter().flatten());
        return Err(faults);
    };
    let mut hashes = hashes(&loaded, &folder)?;
    let assembly = Assembly {
        key: file.key.clone(),
        name: file.name.clone(),
        note: note(file, &files, place),
        calendar,
        tick: SimSpan::from_secs(TICK_S),
        length: SimSpan::from_secs_f64(file.hours * 3600.0),
        forcing: forcing.clone(),
        packets: options.packets,
        unconfirmed: unconfirmed(file, &files, &place.params),
        hash: identity(&hashes, place.layers.frame.cell_m, options),
    };
    let base = base_map(place);
    let mut case = assemble(place.clone(), assembly).map_err(|faults| {
        let placed = |fault| placed::placed(fault, file, &files, index, &folder);
        let mut faults: Vec<Fault> = faults.iter().map(placed).collect();
        faults.sort_by_key(|fault| (fault.file(), fault.place.span.start));
        faults
    })?;
    case.plans = plan_cases(plans, &case.response)?;
    hashes.extend(plans.iter().filter_map(|plan| plan.hash.clone()));
    let first = case.plans.first().map_or_else(String::new, |plan| plan.key.clone());
    let reference = match &file.reference {
        Some(key) if case.plans.iter().any(|plan| plan.key == *key) => key.clone(),
        // Plans named by the caller may leave the reference out.
        Some(_) if !options.plans.is_empty() => first,
        Some(key) => {
            let known: Vec<&str> = case.plans.iter().map(|plan| plan.key.as_str()).collect();
            let expected =
                Text::new(format!("{} 之一", known.join("、")), format!("one of {}", known.join(", ")));
            let remedy = Text::new("改为所列预案之一的 key", "give the key of a plan of the list");
            return Err(vec![place::fault(
                index,
                "reference",
                Text::same(format!("`{key}`")),
                expected,
                remedy,
            )]);
        }
        None => first,
    };
    Ok(Opened { case, base, files: hashes, decision_metric: file.decision_metric.clone(), reference })
}

/// What the scenario names that the program knows.
fn choices(file: &ScenarioFile, index: &SpanIndex) -> Vec<Fault> {
    let metrics = standard();
    if metrics.get(&file.decision_metric).is_some() {
        return Vec::new();
    }
    let known = metrics.all().iter().map(|metric| metric.key.as_str());
    let found = Text::same(format!("`{}`", file.decision_metric));
    let expected = Text::new("指标的 key", "the key of a metric");
    let remedy = match suggest::nearest(&file.decision_metric, known) {
        Some(near) => Text::new(format!("是否想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => Text::new("见 sandtable list metrics", "see sandtable list metrics"),
    };
    vec![place::fault(index, "decision_metric", found, expected, remedy)]
}

/// The scenario file that a path means: itself, or the one in a folder.
fn scenario_in(path: &Path) -> Result<PathBuf, Vec<Fault>> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    held_in(path).ok_or_else(|| {
        vec![Fault::of_file(
            path,
            "no-scenario",
            Text::new("没有情景文件的文件夹", "a folder without a scenario file"),
            Text::new(format!("其中有 {}", NAMES.join(" 或 ")), format!("{} in it", NAMES.join(" or "))),
            Text::new(
                "用 sandtable new scenario 生成一个，或给出情景文件的路径",
                "make one with sandtable new scenario, or give the path of a scenario file",
            ),
        )]
    })
}

/// The scenario file of a folder, if it has one.
pub(super) fn held_in(folder: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// The folder of imported files, which lies in the scenario's folder. It need not be
/// there yet: what it lacks is told thing by thing.
fn case_folder(loaded: &Loaded<ScenarioFile>, beside: &Path) -> Result<PathBuf, Vec<Fault>> {
    let written = &loaded.value.case;
    let down =
        Path::new(written).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let folder = beside.join(written);
    if down && !folder.is_file() {
        return Ok(if written == "." { beside.to_path_buf() } else { folder });
    }
    let found = Text::same(format!("`{written}`"));
    let expected =
        Text::new("情景文件所在文件夹内的文件夹", "a folder inside the folder of the scenario file");
    let remedy = Text::new(
        "用 sandtable import 建立该文件夹，再以相对路径写出",
        "make it with sandtable import and name it by a relative path",
    );
    Err(vec![place::fault(&loaded.index, "case", found, expected, remedy)])
}

/// Plans asked for, or those of the file: names of files beside the scenario, with or
/// without `.ron`, come first; the rest is read as it is.
fn plan_names(asked: &[String], own: &[String], beside: &Path) -> Vec<String> {
    let beside_it = |name: &str| {
        let with = [beside.join(name), beside.join(format!("{name}.ron"))];
        with.into_iter().find(|path| path.is_file()).map(|path| path.display().to_string())
    };
    if asked.is_empty() {
        let at = |name: &String| beside_it(name).unwrap_or_else(|| beside.join(name).display().to_string());
        return own.iter().map(|name| if name == NO_PLAN { name.clone() } else { at(name) }).collect();
    }
    let kept = |name: &String| name == NO_PLAN || Path::new(name).is_file();
    asked
        .iter()
        .map(|name| if kept(name) { name.clone() } else { beside_it(name).unwrap_or_else(|| name.clone()) })
        .collect()
}

/// Hashes of the scenario file with its includes, and of every imported file.
fn hashes(loaded: &Loaded<ScenarioFile>, folder: &Path) -> Result<Vec<FileHash>, Vec<Fault>> {
    let name =
        |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut all: Vec<FileHash> = loaded
        .sources()
        .map(|source| FileHash { path: name(source.path()), hash: xxh3_64(source.text().as_bytes()) })
        .collect();
    let imported = Kind::ALL.iter().map(|kind| kind.file()).chain(["terrain.asc", PROVENANCE]);
    for file in imported {
        let path = folder.join(file);
        if path.is_file() {
            let bytes = read_bytes(&path, MOST_BYTES).map_err(|error| vec![Fault::from(error)])?;
            all.push(FileHash { path: file.to_owned(), hash: xxh3_64(&bytes) });
        }
    }
    Ok(all)
}

/// The identity of the case: its files, the grid, the tick and the packets.
fn identity(files: &[FileHash], cell_m: f64, options: &OpenOptions) -> u64 {
    let mut bytes = Vec::new();
    for file in files {
        bytes.extend_from_slice(&file.hash.to_le_bytes());
    }
    bytes.extend_from_slice(&cell_m.to_le_bytes());
    bytes.extend_from_slice(&TICK_S.to_le_bytes());
    bytes.extend_from_slice(&options.packets.size().to_le_bytes());
    xxh3_64(&bytes)
}

/// What a reader has to know: the scenario's own note, how buildings are seen, which ground
/// homes stand on, and whether the terrain is where it belongs.
fn note(file: &ScenarioFile, files: &CaseFiles, place: &Place) -> Text {
    let homes = place.fine.as_ref().map(|fine| {
        let (own, grid) = (fine.ground_m.frame.cell_m, place.layers.frame.cell_m);
        Text::new(
            format!("洪水按 {grid} 米栅格计算，房屋处水深按 {own} 米地形推求。"),
            format!("Water is reckoned on cells of {grid} m, its depth at homes on the terrain of {own} m."),
        )
    });
    let artificial = files.provenance.artificial.then(|| {
        Text::new(
            "部分数据被移动到别处，场景为人为拼接。",
            "Some data were moved from elsewhere: the place is artificial.",
        )
    });
    let parts = [Some(file.note.clone()), ground::buildings_note(file.buildings), homes, artificial];
    let parts: Vec<Text> = parts.into_iter().flatten().filter(|part| !part.en.is_empty()).collect();
    let zh: String = parts.iter().map(|part| part.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    Text::new(zh, en.join(" "))
}

/// Figures of the scenario, of what the import assumed, and of the models that nobody
/// has confirmed.
fn unconfirmed(file: &ScenarioFile, files: &CaseFiles, params: &ResponseParams) -> Vec<Unconfirmed> {
    let own = file.unconfirmed.iter().map(|figure| Unconfirmed {
        place: file.key.clone(),
        figure: figure.figure.clone(),
        source: figure.source.clone(),
    });
    let moved = files.provenance.artificial.then(|| Unconfirmed {
        place: PROVENANCE.into(),
        figure: Text::new("从别处移来的数据", "data moved from elsewhere"),
        source: "import".into(),
    });
    own.chain(moved).chain(super::of_models(params)).collect()
}
