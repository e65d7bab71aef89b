//! From a scenario file and its imported files to a place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sandtable_command::BeliefSettings;
use sandtable_command::register::RatingTable;
use sandtable_hazards::flood::forcing::Hydrograph;
use sandtable_hazards::flood::site::{GaugeSpec, InflowSpec, SoilLoss, SoilSpec};
use sandtable_hazards::flood::solver::Params;
use sandtable_hazards::flood::{FloodForcing, SiteSpec};
use sandtable_kernel::{SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_space::{Point, Quantity};

use super::file::{GaugeEntry, ScenarioFile};
use super::ground::Ground;
use super::people;
use crate::file::{Fault, SpanIndex, suggest};
use crate::import::{CaseFiles, GaugeRow};
use crate::place::{FineGround, Gauge, Named, Place};

/// A fault of meaning in the scenario file.
pub fn fault(index: &SpanIndex, at: &str, found: Text, expected: Text, remedy: Text) -> Fault {
    index.fault(at, "scenario", found, expected, remedy)
}

/// The place that the files describe, and its weather.
///
/// # Errors
/// What is missing from the folder, and what does not fit.
pub fn place(
    file: &ScenarioFile,
    index: &SpanIndex,
    files: &CaseFiles,
    folder: &Path,
    cell_m: Option<f64>,
) -> Result<(Place, FloodForcing), Vec<Fault>> {
    let mut faults = lacking(files, folder);
    faults.extend(numbers(file, index));
    let (Some(terrain), Some(roads)) = (&files.terrain, &files.roads) else { return Err(faults) };
    let own = terrain.frame.cell_m;
    let wanted = cell_m.or(file.cell_m).unwrap_or(own);
    let factor = libm::round(wanted / own).max(1.0);
    let even = (wanted / own - factor).abs() <= 1e-3 * factor;
    let few = terrain.frame.columns.min(terrain.frame.rows) as f64 / factor < 3.0;
    if !even || few {
        let found = Text::new(format!("栅格边长 {wanted} 米"), format!("cells of {wanted} m"));
        let expected = Text::new(
            format!("地形栅格边长 {own} 米的整数倍，且不大于范围的三分之一"),
            format!("a whole multiple of the terrain's {own} m, at most a third of its extent"),
        );
        let remedy = Text::new(
            "改用整数倍，或以所需边长重新导入地形",
            "take a multiple, or import the terrain with that side",
        );
        faults.push(fault(index, "cell_m", found, expected, remedy));
    }
    let gauges = gauges(file, index, files, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let laid = |factor: usize| Ground::new(files, terrain, factor, file.manning as f32, file.buildings);
    let mut ground = laid(factor as usize);
    let faults = sea(file, index, &mut ground);
    if !faults.is_empty() {
        return Err(faults);
    }
    // Homes stand on the terrain as it was imported, whatever the grid.
    let own = (factor > 1.0).then(|| {
        let mut own = laid(1);
        // Its faults are those told above.
        let _ = sea(file, index, &mut own);
        own
    });
    let (zones, communities) = people::settle(file, files, own.as_ref().unwrap_or(&ground));
    let flood = site(file, files, &ground, &gauges);
    let forcing = forcing(file, files);
    let named = file.named.iter().map(|(key, name)| Named {
        key: key.clone(),
        name: name.clone(),
        admin: None,
        responsible: None,
        tags: Vec::new(),
    });
    let mut params = ResponseParams::default();
    if let Some(calls) = file.false_calls_h {
        params.false_calls_h = calls;
    }
    let epsg = file.epsg.or_else(|| files.provenance.epsg.and_then(|code| u16::try_from(code).ok()));
    let place = Place {
        scheme: Params::default(),
        levels: file.levels.clone(),
        units: file.units.clone(),
        flood,
        land: ground.layers.stage.iter().map(|stage| *stage == 0).collect(),
        fine: own.map(|own| FineGround {
            ground_m: own.bare(terrain),
            settled: (0..ground.layers.frame.len()).map(|cell| ground.settled(cell)).collect(),
        }),
        layers: ground.layers,
        roads: Arc::new(roads.clone()),
        stretches: BTreeMap::new(),
        zones,
        communities,
        persons: file.persons.clone(),
        shelters: file.shelters.clone(),
        depots: file.depots.clone(),
        hospitals: file.hospitals.clone(),
        substations: file.substations.clone(),
        base_stations: file.base_stations.clone(),
        rumours: file.rumours.clone(),
        stations: file.stations.clone(),
        teams: file.teams.clone(),
        gauges,
        main_gauge: file.main_gauge.clone(),
        forecasts: file.forecasts.clone(),
        items: file.items.clone(),
        seats: file.seats.clone(),
        named: named.collect(),
        waterlogging: file.waterlogging.clone(),
        channels: file.channels.clone(),
        telemetry_channel: file.telemetry_channel.clone(),
        call_channel: file.call_channel.clone(),
        duty_channel: file.duty_channel.clone(),
        call_seat: file.call_seat.clone(),
        desks: file.desks.clone(),
        exits: file.exits.clone(),
        operate_s: file.operate_s.clone(),
        beliefs: BeliefSettings::default(),
        params,
        borders: file.borders.clone(),
        epsg,
    };
    Ok((place, forcing))
}

/// Marks the cells of seas and lakes.
fn sea(file: &ScenarioFile, index: &SpanIndex, ground: &mut Ground) -> Vec<Fault> {
    let mut faults = Vec::new();
    let known: Vec<&str> = file.site.stages.iter().map(|stage| stage.key.as_str()).collect();
    for (k, sea) in file.sea.iter().enumerate() {
        let stage = known.iter().position(|key| *key == sea.stage);
        match stage.and_then(|k| u8::try_from(k + 1).ok()) {
            Some(stage) if sea.below_m.is_finite() => ground.put_under(stage, sea.below_m, sea.area.as_ref()),
            _ => {
                let found = Text::same(format!("`{}`", sea.stage));
                let expected = Text::new("site.stages 中的 key", "the key of a stage of `site.stages`");
                let remedy = suggest::remedy(&sea.stage, &known);
                faults.push(fault(index, &format!("sea[{k}].stage"), found, expected, remedy));
            }
        }
    }
    faults
}

/// Imports without which there is no case.
pub fn lacking(files: &CaseFiles, folder: &Path) -> Vec<Fault> {
    let needed = files.missing().into_iter().filter(|(_, needed, _)| *needed);
    needed
        .map(|(kind, _, why)| {
            let found =
                Text::new(format!("没有这个文件（{}）", why.zh), format!("no such file ({})", why.en));
            let name = kind.name();
            let expected = Text::new(
                format!("sandtable import {name} 写出的文件"),
                format!("the file that sandtable import {name} writes"),
            );
            let into = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let into = into.display();
            let remedy = Text::new(
                format!("导入：sandtable import {name} 文件 --into {into}"),
                format!("bring it in: sandtable import {name} FILE --into {into}"),
            );
            Fault::of_file(&folder.join(kind.file()), "missing-file", found, expected, remedy)
        })
        .collect()
}

fn numbers(file: &ScenarioFile, index: &SpanIndex) -> Vec<Fault> {
    let rule = &file.people;
    let checks = [
        ("hours", file.hours, 0.1, 24.0 * 60.0),
        ("manning", file.manning, 0.005, 1.0),
        ("people.household_size", rule.household_size, 1.0, 20.0),
        ("people.frail_share", rule.frail_share, 0.0, 1.0),
        ("people.car_share", rule.car_share, 0.0, 1.0),
        ("people.basement_share", rule.basement_share, 0.0, 1.0),
        ("people.value_cny", rule.value_cny, 0.0, 1e12),
        ("people.place_radius_m", rule.place_radius_m, 1.0, 1e5),
        ("false_calls_h", file.false_calls_h.unwrap_or(0.0), 0.0, 1e4),
    ];
    let wrong = checks.into_iter().filter(|(_, value, low, high)| !(*value >= *low && *value <= *high));
    wrong
        .map(|(at, value, low, high)| {
            let range = Text::new(format!("{low} 至 {high}"), format!("{low} to {high}"));
            let remedy = Text::new("改为范围内的数", "give a number in this range");
            fault(index, at, Text::same(format!("`{value}`")), range, remedy)
        })
        .collect()
}

/// Gauges of the scenario, then those of the import that have all levels.
fn gauges(file: &ScenarioFile, index: &SpanIndex, files: &CaseFiles, faults: &mut Vec<Fault>) -> Vec<Gauge> {
    let levels = |row: &GaugeRow| Some([row.warning_m?, row.guarantee_m?, row.crest_m?]);
    let mut all = Vec::new();
    for entry in &file.gauges {
        let held = files.gauges.iter().find(|row| row.key == entry.key);
        let Some(at) = entry.at.or_else(|| held.map(|row| row.at)) else {
            let known: Vec<&str> = files.gauges.iter().map(|row| row.key.as_str()).collect();
            let found = Text::new("没有位置的测站", "a gauge without a place");
            let (expected, remedy) = match known.is_empty() {
                true => (Text::new("字段 `at`", "the field `at`"), Text::new("补上 `at`", "add `at`")),
                false => (
                    Text::new(
                        format!("字段 `at`，或导入的测站：{}", known.join("、")),
                        format!("`at`, or the key of an imported gauge: {}", known.join(", ")),
                    ),
                    Text::new("补上 `at`，或改用导入测站的 key", "add `at`, or take an imported key"),
                ),
            };
            faults.push(fault(index, &format!("gauges[{}]", entry.key), found, expected, remedy));
            continue;
        };
        if !(entry.interval_min > 0.0 && entry.interval_min <= 1440.0) {
            let found = Text::same(format!("`{}`", entry.interval_min));
            let expected = Text::new("大于0、不超过1440的分钟数", "minutes above 0, at most 1440");
            let remedy = Text::new("改为范围内的数", "give a number in this range");
            faults.push(fault(
                index,
                &format!("gauges[{}].interval_min", entry.key),
                found,
                expected,
                remedy,
            ));
        }
        let name = entry.name.clone().or_else(|| held.map(|row| row.name.clone()));
        all.push(gauge(entry, name, at, entry.levels_m.or_else(|| held.and_then(levels))));
    }
    for row in files.gauges.iter().filter(|row| file.gauges.iter().all(|entry| entry.key != row.key)) {
        let Some(levels_m) = levels(row) else { continue };
        all.push(Gauge {
            key: row.key.clone(),
            name: row.name.clone(),
            at: row.at,
            levels_m: Some(levels_m),
            rating: RatingTable::default(),
            quantities: vec![Quantity::WaterLevel],
            interval: SimSpan::from_mins(5),
            error_sd: 0.01,
            outage: 0.0,
            admin: None,
        });
    }
    all
}

fn gauge(entry: &GaugeEntry, name: Option<Text>, at: Point, levels_m: Option<[f64; 3]>) -> Gauge {
    Gauge {
        key: entry.key.clone(),
        name: name.unwrap_or_else(|| Text::same(entry.key.clone())),
        at,
        levels_m,
        rating: entry.rating.clone(),
        quantities: entry.quantities.clone(),
        interval: SimSpan::from_mins_f64(entry.interval_min),
        error_sd: entry.error_sd,
        outage: entry.outage,
        admin: entry.admin.clone(),
    }
}

/// The scenario's own things, and the imported inflows, edges and gauges.
fn site(file: &ScenarioFile, files: &CaseFiles, ground: &Ground, gauges: &[Gauge]) -> SiteSpec {
    let mut site = file.site.clone();
    if site.soils.is_empty() {
        site.soils.push(SoilSpec { key: "sealed".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 });
    }
    for inflow in &files.inflow {
        if site.inflows.iter().all(|own| own.key != inflow.key) {
            let points = ground.disc(inflow.at, inflow.radius_m);
            site.inflows.push(InflowSpec { key: inflow.key.clone(), points, catchments: Vec::new() });
        }
    }
    if let Some(boundaries) = &files.boundaries {
        site.edges.extend(boundaries.edges.iter().copied());
    }
    for gauge in gauges.iter().filter(|gauge| gauge.quantities.contains(&Quantity::WaterLevel)) {
        if site.gauges.iter().all(|own| own.key != gauge.key) {
            site.gauges.push(GaugeSpec {
                key: gauge.key.clone(),
                point: gauge.at,
                warning_m: gauge.levels_m.map(|levels| levels[0]),
                guarantee_m: gauge.levels_m.map(|levels| levels[1]),
                rating: gauge.rating.0.clone(),
            });
        }
    }
    site
}

fn forcing(file: &ScenarioFile, files: &CaseFiles) -> FloodForcing {
    let mut forcing = file.forcing.clone();
    for inflow in &files.inflow {
        if forcing.hydrographs.iter().all(|own| own.inflow != inflow.key) {
            forcing.hydrographs.push(Hydrograph {
                inflow: inflow.key.clone(),
                rows: inflow.hydrograph.iter().map(|(seconds, flow)| (seconds / 3600.0, *flow)).collect(),
                scale: file.inflow.scale.clone(),
                shift_h: file.inflow.shift_h.clone(),
            });
        }
    }
    forcing
}
