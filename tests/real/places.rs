//! Two places made of real data by the recipes beside this file.

use std::path::{Path, PathBuf};

use sandtable_kernel::Lang;
use sandtable_reports::{StudyOptions, write_study};
use sandtable_response::spot::LOWEST_M;
use sandtable_results::comparison::StudyManifest;
use sandtable_results::{Effort, PlanMaps, StudyBundle};
use sandtable_scenarios::import::Recipe;
use sandtable_scenarios::open::{OpenOptions, Opened, open};
use sandtable_simulation::{Keep, replicate};
use sandtable_study::{Cancel, Evaluation, Length, Request, evaluate};

use crate::importer;

/// The folder of data, if it is set.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("SANDTABLE_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped (set SANDTABLE_DATA)");
    }
    folder
}

/// Imports a place into a new folder and puts its scenario and plans beside it.
fn build(name: &str, files: &[&str], data: &Path, cell_m: Option<f64>) -> tempfile::TempDir {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("real").join(name);
    let folder = tempfile::tempdir().expect("folder");
    let case = folder.path().join("case");
    std::fs::create_dir(&case).expect("folder");
    let recipe = Recipe::read(&beside.join("import.ron")).expect("a recipe");
    recipe.run(&importer(&case), &beside, Some(data), cell_m).unwrap_or_else(|error| panic!("{error}"));
    for file in files {
        std::fs::copy(beside.join(file), folder.path().join(file)).expect("copied");
    }
    folder
}

fn opened(folder: &Path, cell_m: Option<f64>) -> Opened {
    let name = folder.display().to_string();
    open(&name, &OpenOptions { cell_m, ..OpenOptions::default() }).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// What `evaluate` writes of a study.
fn bundle(opened: Opened, evaluation: Evaluation, seed: u64) -> StudyBundle {
    let case = opened.case;
    let maps = case.plans.iter().zip(&evaluation.layers).map(|(plan, layers)| PlanMaps {
        plan: plan.key.clone(),
        depth_p50_m: layers.depth_quantile_m(0.5),
        depth_p90_m: layers.depth_quantile_m(0.9),
        arrival_p50_h: layers.arrival_quantile_h(0.5),
    });
    StudyBundle {
        start: case.calendar.label(sandtable_kernel::SimTime::ZERO),
        zone: case.calendar.zone(),
        note: case.note.clone(),
        maps: maps.collect(),
        manifest: StudyManifest {
            version: "0".into(),
            scenario: case.key.clone(),
            title: case.name.clone(),
            plans: case.plans.iter().map(|plan| plan.key.clone()).collect(),
            seed,
            replicates: evaluation.comparison.replicates,
            cell_m: case.cell_m,
            tick_s: case.tick.as_secs_f64(),
            span_h: case.length.as_hours_f64(),
            case_hash: case.hash,
            outcomes_hash: 0,
            files: opened.files,
            unconfirmed: vec![],
        },
        table: evaluation.table,
        comparison: evaluation.comparison,
        base: opened.base,
        effort: Effort { wall_s: 0.0, threads: 1, hazards: evaluation.hazards },
    }
}

#[test]
fn merewether_doors_knocked_early_save_more_than_late() {
    let Some(data) = data() else { return };
    let folder = build("merewether", &["scenario.ron", "early.ron", "late.ron"], &data, Some(1.0));
    let opened = opened(folder.path(), Some(4.0));
    let case = &opened.case;
    assert_eq!((case.cell_m, opened.reference.as_str()), (4.0, "late"));
    // Doorsteps lie on the terrain of 1 m: above and below the mean of their cells.
    let rises: Vec<f32> = case.response.site().groups.iter().map(|group| group.ground.rise_m()).collect();
    let low = rises.iter().filter(|rise| **rise < 0.0).count();
    let range = rises.iter().fold((0.0f32, 0.0f32), |(low, high), rise| (low.min(*rise), high.max(*rise)));
    println!(
        "{low} of {} homes below the mean of their cell, from {} to {} m",
        rises.len(),
        range.0,
        range.1
    );
    assert!((rises.len() / 4..rises.len()).contains(&low), "{low}");
    assert!(range.0 >= LOWEST_M && range.1 < 1.0, "{range:?}");
    let request = Request {
        seed: 1,
        length: Length::Fixed(3),
        shard: 1,
        decision_metric: opened.decision_metric.clone(),
        reference: opened.reference.clone(),
        level: 0.95,
    };
    let done = evaluate(case, &case.plans, &request, &(), &Cancel::default()).expect("an evaluation");
    let mean = |plan: &str, metric: &str| {
        let row = done.comparison.summary(plan, metric).and_then(|row| row.mean.as_ref());
        row.map_or(f64::NAN, |mean| mean.value)
    };
    for plan in ["early", "late", "no-plan"] {
        let shown = [
            "evacuation.before_arrival.flood_villages",
            "exposure.persons",
            "evacuation.caught.persons",
            "deaths.total",
            "rescue.calls_unserved",
            "evacuation.departure.t50",
        ];
        let row: Vec<String> =
            shown.iter().map(|metric| format!("{metric} {:.3}", mean(plan, metric))).collect();
        println!("{plan}: {}", row.join(", "));
    }
    assert_eq!(done.comparison.replicates, 3);
    assert!(done.table.to_csv().lines().count() > 9);
    // Both plans ordered people out; without one nobody did.
    assert!(mean("late", "evacuation.departure.t50").is_finite());
    assert!(!mean("no-plan", "evacuation.departure.t50").is_finite());
    let saved = |plan| mean(plan, "evacuation.before_arrival.flood_villages");
    // The water reached homes, and the doors knocked early emptied most of them before.
    assert!(mean("no-plan", "exposure.persons") > 0.0);
    assert!(saved("early") >= saved("late"), "{} < {}", saved("early"), saved("late"));
    assert!(saved("early") > 0.5, "{}", saved("early"));
    assert!(mean("early", "exposure.persons") <= mean("no-plan", "exposure.persons"));
    let out = folder.path().join("out");
    let bundle = bundle(opened, done, 1);
    let written = write_study(&bundle, Lang::En, &out, &StudyOptions::default()).expect("a report");
    let report = std::fs::read_to_string(written.file("report.html").expect("a report")).expect("read");
    assert!(report.contains("Merewether flash flood of June 2007") && report.contains("Doors early"));
}

#[test]
fn helsinki_over_colorado_runs() {
    let Some(data) = data() else { return };
    let folder = build("helsinki_over_colorado", &["scenario.ron", "leave.ron"], &data, None);
    let opened = opened(folder.path(), None);
    let case = &opened.case;
    assert!(case.note.en.contains("artificial"));
    let keep = Keep { layers: true, log: false };
    let done = replicate(case, &case.plans, 1, 0, keep, &|| false).expect("not cancelled");
    let value =
        |k: usize, metric: &str| done[k].outcome.values[case.registry.index(metric).expect("a metric")];
    for (k, run) in done.iter().enumerate() {
        println!(
            "{}: departure t50 {} h, in hazardous water {}",
            run.outcome.plan,
            value(k, "evacuation.departure.t50"),
            value(k, "exposure.persons")
        );
        assert!(run.outcome.status.is_complete(), "{:?}", run.outcome.status);
        let ledger =
            |key: &str| run.outcome.ledgers.iter().find(|ledger| ledger.key == key).expect("a ledger");
        assert!(ledger("people").closes());
        let water =
            |key: &str| ledger("water").lines.iter().find(|line| line.key == key).expect("a term").amount;
        println!("  water: rain {:.0} m³, out at edges {:.0} m³", water("rain"), -water("edge_out"));
        let residual = ledger("water").residual();
        assert!(water("rain") > 0.0 && residual.abs() <= 1e-6 * water("rain"), "{residual}");
    }
    assert_eq!(done.len(), 2);
    // Without a plan nobody is ordered out: there is nothing to time.
    assert!(value(1, "evacuation.departure.t50").is_nan());
}
