//! All files of one run.

use std::collections::BTreeMap;
use std::path::Path;

use sandtable_command::cap::WarningMessage;
use sandtable_kernel::Text;
use sandtable_results::numbers::{csv_number, csv_text};
use sandtable_results::{MetricRegistry, Outcome, PlanTitle, RunLayers, RunLog, StudyTable};
use sandtable_space::{Grid, Quantity};
use serde::Serialize;

use crate::error::ReportError;
use crate::raster::write_geotiff;
use crate::study::{Written, json, make_folder};
use crate::warnings::{WarningFile, listed, write_warnings};

/// Layers at the end of a run and their files.
const AT_END: [(Quantity, &str); 3] = [
    (Quantity::WaterDepth, "depth_m.tif"),
    (Quantity::WaterSpeed, "speed_m_s.tif"),
    (Quantity::HazardRating, "max_hazard_rating.tif"),
];

/// Names of the files of a run, in the order of writing.
pub const RUN_FILES: [&str; 9] = [
    "events.jsonl",
    "series.csv",
    "outcome.csv",
    "outcome.json",
    "max_depth_m.tif",
    "arrival_h.tif",
    AT_END[0].1,
    AT_END[1].1,
    AT_END[2].1,
];

/// What a single run left.
#[derive(Clone, Copy, Debug)]
pub struct RunFiles<'a> {
    /// What the values are.
    pub registry: &'a MetricRegistry,
    /// Values, curves, ledgers.
    pub outcome: &'a Outcome,
    /// Events.
    pub log: &'a RunLog,
    /// Maps; a failed run has none.
    pub layers: Option<&'a RunLayers>,
    /// EPSG code of the coordinates, if they are real.
    pub epsg: Option<u16>,
    /// Warnings as they went out, in the order of time.
    pub warnings: &'a [WarningMessage],
}

/// An outcome with its values by the keys of the metrics too, what is not a number being
/// null; and the list of the warnings that went out.
#[derive(Debug, Serialize)]
pub struct RunSummary<'a> {
    metrics: BTreeMap<&'a str, f64>,
    issued_warnings: Vec<WarningFile<'a>>,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

impl<'a> RunSummary<'a> {
    /// Of a run.
    pub fn of(run: &RunFiles<'a>) -> Self {
        let keys = run.registry.all().iter().map(|metric| metric.key.as_str());
        Self {
            metrics: keys.zip(run.outcome.values.iter().copied()).collect(),
            issued_warnings: listed(run.warnings),
            outcome: run.outcome,
        }
    }
}

/// Writes one run into a folder: `events.jsonl`, `series.csv` (a row a point),
/// `outcome.csv` (the row that the run has in a study's `outcomes.csv`),
/// `outcome.json` (ledgers, activities, remarks and the list of issued warnings too), each
/// issued warning as a CAP message in the folder `warnings`, and, of a complete run,
/// `max_depth_m.tif`, `arrival_h.tif` and, of the end, `depth_m.tif`, `speed_m_s.tif` and
/// `max_hazard_rating.tif` (the greatest rating so far).
///
/// # Errors
/// If something cannot be encoded, or the folder or a file cannot be written.
pub fn write_run(run: &RunFiles<'_>, dir: &Path) -> Result<Written, ReportError> {
    let mut events = Vec::new();
    run.log
        .write_json_lines(&mut events)
        .map_err(|cause| ReportError::Json { file: "events.jsonl", cause: serde_json::Error::io(cause) })?;
    let files = [
        ("events.jsonl", events),
        ("series.csv", series_csv(run.outcome).into_bytes()),
        ("outcome.csv", row_csv(run)?.into_bytes()),
        ("outcome.json", json("outcome.json", &RunSummary::of(run))?),
    ];
    make_folder(dir)?;
    let mut written = Written::default();
    for (name, bytes) in files {
        written.put(dir, name, &bytes)?;
    }
    write_warnings(run.warnings, dir, &mut written)?;
    if let Some(layers) = run.layers {
        let epsg = run.epsg.map(u32::from);
        let mut rasters =
            vec![("max_depth_m.tif", &layers.max_depth_m), ("arrival_h.tif", &layers.arrival_h)];
        rasters.extend(layers.at_end.iter().filter_map(|(quantity, cells)| {
            AT_END.iter().find(|(of, _)| of == quantity).map(|(_, name)| (*name, cells))
        }));
        for (name, cells) in rasters {
            let path = dir.join(name);
            write_geotiff(&path, &Grid { frame: layers.frame, cells: cells.to_vec() }, epsg)?;
            written.files.push(path);
        }
    }
    Ok(written)
}

/// All curves of a run, a row a point.
fn series_csv(outcome: &Outcome) -> String {
    let mut csv = String::from("key,unit,time_h,value\n");
    for series in &outcome.curves {
        let (key, unit) = (csv_text(&series.key), csv_text(&series.unit));
        for (&time, &value) in series.time_h.iter().zip(&series.values) {
            csv.push_str(&format!("{key},{unit},{},{}\n", csv_number(time), csv_number(value)));
        }
    }
    csv
}

fn row_csv(run: &RunFiles<'_>) -> Result<String, ReportError> {
    let plan = PlanTitle { key: run.outcome.plan.clone(), title: Text::same(run.outcome.plan.clone()) };
    let mut table = StudyTable::new(vec![plan], run.registry.clone());
    table.insert(run.outcome.clone())?;
    Ok(table.to_csv())
}
