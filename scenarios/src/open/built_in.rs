//! The scenarios inside the program.

use std::path::Path;

use sandtable_command::Plan;
use sandtable_kernel::{Calendar, SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_results::comparison::FileHash;
use sandtable_simulation::Unconfirmed;
use xxhash_rust::xxh3::xxh3_64;

use super::base::base_map;
use super::faults::{of_place, whole};
use super::{NO_PLAN, OpenOptions, Opened, no_plan, plan_cases, read_plans, told};
use crate::city::{self, CityFault, CityFiles};
use crate::file::{Fault, Limits, Loaded, read_ron_text, suggest};
use crate::place::{Assembly, Communication, assemble, of_city};

/// Built-in scenarios with their names.
pub const SCENARIOS: &[(&str, (&str, &str))] = &[(
    "yunjiang-flood",
    ("云江市台风暴雨洪水（虚构训练城市）", "Typhoon-season flood of the fictional training city Yunjiang"),
)];

/// Built-in plans and their texts.
pub const PLANS: &[(&str, &str)] = &[
    ("as-written", include_str!("../../library/yunjiang/plans/as-written.ron")),
    ("early-evacuation", include_str!("../../library/yunjiang/plans/early-evacuation.ron")),
];

const COMMAND: &str = include_str!("../../library/yunjiang/command.ron");

/// Cell size unless told otherwise, m.
const CELL_M: f64 = 120.0;

/// Opens a built-in scenario.
pub fn open(name: &str, options: &OpenOptions) -> Result<Opened, Vec<Fault>> {
    let Some((key, _)) = SCENARIOS.iter().find(|(key, _)| *key == name) else {
        let known: Vec<&str> = SCENARIOS.iter().map(|(key, _)| *key).collect();
        return Err(vec![whole(
            Path::new(name),
            "no-such-scenario",
            Text::new(
                "既不是内置情景，也不是文件或文件夹",
                "neither a built-in scenario nor a file or folder",
            ),
            Text::new(
                format!("内置情景（{}），或情景文件的路径", known.join("、")),
                format!("a built-in scenario ({}), or the path of a scenario file", known.join(", ")),
            ),
            match suggest::nearest(name, known.iter().copied()) {
                Some(near) => Text::new(format!("是否想写 `{near}`？"), format!("did you mean `{near}`?")),
                None => Text::new(
                    "检查名称和路径；sandtable list 列出内置情景",
                    "check the name and the path; sandtable list shows what is built in",
                ),
            },
        )]);
    };
    let cell_m = options.cell_m.unwrap_or(CELL_M);
    let files = CityFiles::yunjiang();
    let folder = Path::new("yunjiang");
    let model = city::build(&files, cell_m).map_err(|faults| {
        // The files inside the program are sound: it is the cells that do not fit.
        let drowned = |fault: &CityFault| match fault {
            CityFault::Place { key, .. } => Some(key.clone()),
            _ => None,
        };
        if let Some(places) = faults.iter().map(drowned).collect::<Option<Vec<String>>>() {
            return vec![too_coarse(name, cell_m, &places)];
        }
        faults.iter().map(|fault| told::of_city(fault, &files, folder)).collect()
    })?;
    let talk: Loaded<Communication> = read_ron_text("command.ron", COMMAND, &Limits::default())?;
    let names = if options.plans.is_empty() {
        PLANS.iter().map(|(key, _)| (*key).to_owned()).chain([NO_PLAN.to_owned()]).collect()
    } else {
        options.plans.clone()
    };
    let plans = read_plans(&names)?;
    let place = of_city(&model, &talk.value);
    let base = base_map(&place);
    let calendar = Calendar::new(&model.flood.start, &model.flood.zone)
        .map_err(|error| vec![told::of_calendar(&error).of_file(&folder.join("flood.ron"), "calendar")])?;
    let command = xxh3_64(COMMAND.as_bytes());
    let mut read: Vec<FileHash> = files
        .hashes()
        .chain([("command.ron", command)])
        .map(|(name, hash)| FileHash { path: format!("yunjiang/{name}"), hash })
        .collect();
    // The identity of the case: its files, the grid, the tick and the packets.
    let mut identity = Vec::new();
    for hash in [files.hash(), command] {
        identity.extend_from_slice(&hash.to_le_bytes());
    }
    let tick = SimSpan::from_secs(60);
    identity.extend_from_slice(&cell_m.to_le_bytes());
    identity.extend_from_slice(&tick.0.to_le_bytes());
    identity.extend_from_slice(&options.packets.size().to_le_bytes());
    let assembly = Assembly {
        key: (*key).to_owned(),
        name: model.flood.name.clone(),
        note: Text::new(
            "云江市为虚构的训练城市，地形、人口、人物和数据均为编造。",
            "Yunjiang is a fictional training city: its terrain, people, names and figures are invented.",
        ),
        calendar,
        tick,
        length: SimSpan::from_secs_f64(model.flood.hours * 3600.0),
        forcing: model.flood.forcing.clone(),
        packets: options.packets,
        unconfirmed: unconfirmed(&model, &talk.value, &place.params),
        hash: xxh3_64(&identity),
    };
    let mut case = assemble(place, assembly)
        .map_err(|faults| faults.iter().map(|fault| of_place(fault, folder, None)).collect::<Vec<_>>())?;
    case.plans = plan_cases(&plans, &case.response)?;
    read.extend(plans.iter().filter_map(|plan| plan.hash.clone()));
    let reference = case.plans.first().map_or_else(String::new, |plan| plan.key.clone());
    Ok(Opened { case, base, files: read, decision_metric: "deaths.total".into(), reference })
}

/// Cells at which banks of rivers come to lie over villages.
fn too_coarse(name: &str, cell_m: f64, places: &[String]) -> Fault {
    const NAMED: usize = 3;
    let more = if places.len() > NAMED { ", …" } else { "" };
    let (number, first) = (places.len(), places[..places.len().min(NAMED)].join(", "));
    whole(
        Path::new(name),
        "city",
        Text::new(
            format!("{cell_m} 米的栅格，使 {number} 处房屋落入河中（{first}{more}）"),
            format!("cells of {cell_m} m, which put {number} built-up place(s) into rivers ({first}{more})"),
        ),
        Text::new("120 米或 60 米的栅格", "cells of 120 m or 60 m"),
        Text::new("改用 --grid 120m 或 --grid 60m", "give --grid 120m or --grid 60m"),
    )
}

/// Plans that a built-in scenario is compared with unless told otherwise: key, name
/// and scope.
pub fn listed_plans() -> Vec<(String, Text, Text)> {
    let read = |text: &str| read_ron_text::<Plan>("", text, &Limits::default()).ok();
    let written = PLANS.iter().filter_map(|(_, text)| read(text));
    let (key, name, scope) = no_plan();
    written
        .map(|plan| (plan.value.key, plan.value.name, plan.value.scope))
        .chain([(key.to_owned(), name, scope)])
        .collect()
}

/// Figures of the city, of the way its people talk, and of the impact functions
/// that nobody has confirmed.
fn unconfirmed(model: &city::CityModel, talk: &Communication, params: &ResponseParams) -> Vec<Unconfirmed> {
    let mut all: Vec<Unconfirmed> = model
        .unconfirmed
        .iter()
        .map(|figure| Unconfirmed {
            place: figure.file.to_owned(),
            figure: figure.what.clone(),
            source: figure.source.clone(),
        })
        .collect();
    if talk.status.is_some() {
        all.push(Unconfirmed {
            place: "command.ron".into(),
            figure: Text::new(
                "席位与信道的处理时间、延时和容量",
                "delays and capacities of seats and channels",
            ),
            source: talk.source.clone(),
        });
    }
    all.extend(super::of_models(params));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_city_is_listed_with_its_own_hash() {
        let plans = vec![NO_PLAN.to_owned()];
        let opened = open("yunjiang-flood", &OpenOptions { plans, ..OpenOptions::default() }).unwrap();
        let mut listed: Vec<String> = opened.files.iter().map(|file| file.path.clone()).collect();
        listed.sort();
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("library/yunjiang");
        let mut held: Vec<String> = std::fs::read_dir(library)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".ron"))
            .map(|name| format!("yunjiang/{name}"))
            .collect();
        held.sort();
        assert_eq!(listed, held);
        let mut hashes: Vec<u64> = opened.files.iter().map(|file| file.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), held.len());
    }
}
