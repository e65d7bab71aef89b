//! `sandtable evaluate`: plans compared on one scenario, with a report.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Zoned;
use sandtable_kernel::{Lang, SimTime};
use sandtable_reports::{STUDY_FILES, StudyOptions, Summary, summary, write_study};
use sandtable_results::comparison::{StoppingRule, StudyManifest, UnconfirmedFigure};
use sandtable_results::{Effort, PlanMaps, StudyBundle};
use sandtable_scenarios::open::Opened;
use sandtable_study::{Evaluation, Length, RelativePrecision, Request, evaluate};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::goals::{AskedGoal, JudgedGoal, known_metric};
use super::scenario::{GridSize, Households, SEED, open_scenario, pool};
use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::expected::whole;
use crate::output::{OutFolder, not_written};
use crate::progress::{Interrupt, StudyBar};
use crate::session::Session;
use crate::table::{Align, Table, titled};

/// Replicates unless told otherwise: few enough for a first look in two minutes on
/// two cores. A decision wants more (`-n 40`, or `--precision`).
const REPLICATES: u64 = 10;
/// Most replicates of a precision study unless told otherwise.
const MAX_N: u64 = 240;
/// Metrics of the table on the terminal.
const SHOWN: [&str; 7] = [
    "deaths.total",
    "exposure.persons",
    "evacuation.before_arrival.flood_villages",
    "evacuation.before_arrival.slopes",
    "evacuation.caught.persons",
    "rescue.calls_unserved",
    "cost.team_hours",
];

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "precision", value_parser = whole::<u64>(1..=65_535))]
    replicates: Option<u64>,
    #[arg(long, value_name = "METRIC=5%")]
    precision: Option<String>,
    #[arg(long = "max-n", value_name = "N", requires = "precision", value_parser = whole::<u64>(1..=65_535))]
    max_n: Option<u64>,
    #[arg(long, value_name = "S", value_parser = whole::<u64>(0..=u64::MAX))]
    seed: Option<u64>,
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1..=1024))]
    threads: Option<u16>,
    #[arg(long, value_name = "SIZE")]
    grid: Option<GridSize>,
    #[arg(long, value_name = "KIND", default_value = "packets")]
    households: Households,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "METRIC<=X")]
    require: Vec<String>,
}

/// What `--json` prints: the study, and what became of the goals asked for.
#[derive(Serialize)]
struct Answered<'a> {
    #[serde(flatten)]
    study: Summary<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    requirements: &'a [JudgedGoal],
}

/// Evaluates plans and writes the report.
///
/// # Errors
/// When the scenario or a plan is wrong, or results cannot be written.
pub fn run(args: &Args, session: &Session) -> Answer {
    let opened = open_scenario(&args.scenario, args.grid, args.households, &args.plan)?;
    let request = request(args, &opened, session)?;
    let goals = args.require.iter().map(|text| AskedGoal::read(text, &opened.case.registry, session));
    let goals = goals.collect::<Result<Vec<_>, _>>()?;
    let out = args.out.clone().unwrap_or_else(|| Path::new("sandtable-out").join(&opened.case.key));
    let out = OutFolder::open(&out, &STUDY_FILES, session)?;
    let pool = pool(args.threads.map(usize::from))?;
    let interrupt = Interrupt::catch()?;
    let began = Instant::now();
    let bar = StudyBar::new(session);
    let case = &opened.case;
    let done = pool.install(|| evaluate(case, &case.plans, &request, &bar, interrupt.cancel()));
    bar.end();
    let evaluation = match done {
        Ok(evaluation) => evaluation,
        Err(_) if interrupt.came() => return Err(Failure::Interrupted),
        Err(error) => return Err(Failure::Other(error.to_string())),
    };
    let effort = Effort {
        wall_s: began.elapsed().as_secs_f64(),
        threads: pool.current_num_threads(),
        hazards: evaluation.hazards,
    };
    let interrupted = evaluation.interrupted;
    let bundle = bundle(opened, evaluation, &request, effort);
    let made_at = Zoned::now().strftime("%Y-%m-%d %H:%M %:z").to_string();
    let options = StudyOptions { made_at: Some(made_at), ..StudyOptions::default() };
    let written = write_study(&bundle, session.lang(), out.path(), &options);
    let judged: Vec<JudgedGoal> = goals.iter().map(|goal| goal.judge(&bundle)).collect();
    if session.json {
        session.print_json(&Answered { study: summary(&bundle), requirements: &judged })?;
    } else {
        session.print(&table(&bundle, session))?;
        for goal in &judged {
            session.print(&format!("{}\n", goal.line(&bundle, session)))?;
        }
    }
    if let Some(plans) = imprecise(&bundle, session).filter(|_| !interrupted) {
        let values = [("most", bundle.comparison.replicates.into()), ("plans", plans.into())];
        session.talk(&session.say("evaluate-imprecise", &values));
    }
    // A result that could not be written has been printed at least.
    let written = written.map_err(|error| not_written(&error, session))?;
    if let Some(report) = written.file("report.html") {
        session.talk(&session.say("evaluate-report", &[("path", report.display().to_string().into())]));
    }
    if interrupted {
        return Err(Failure::Interrupted);
    }
    Ok(if judged.iter().all(|goal| goal.met) { Outcome::Done } else { Outcome::No })
}

fn request(args: &Args, opened: &Opened, session: &Session) -> Result<Request, Failure> {
    let length = match &args.precision {
        None => Length::Fixed(args.replicates.unwrap_or(REPLICATES)),
        Some(text) => {
            let wrong =
                || Failure::Usage(session.say("evaluate-precision", &[("found", text.clone().into())]));
            let (metric, share) = text.split_once('=').ok_or_else(wrong)?;
            let number = share.trim_end_matches('%').parse::<f64>().map_err(|_| wrong())?;
            let relative_error = if share.ends_with('%') { number / 100.0 } else { number };
            if !(relative_error > 0.0 && relative_error < 1.0) {
                return Err(wrong());
            }
            known_metric(metric, &opened.case.registry, session)?;
            let max_n = args.max_n.unwrap_or(MAX_N);
            Length::Precision(RelativePrecision {
                metric: metric.to_owned(),
                relative_error,
                level: 0.95,
                max_n,
            })
        }
    };
    Ok(Request {
        seed: args.seed.unwrap_or(SEED),
        length,
        shard: 1,
        decision_metric: opened.decision_metric.clone(),
        reference: opened.reference.clone(),
        level: 0.95,
    })
}

fn bundle(opened: Opened, evaluation: Evaluation, request: &Request, effort: Effort) -> StudyBundle {
    let Opened { case, base, files, .. } = opened;
    let maps = case
        .plans
        .iter()
        .zip(&evaluation.layers)
        .map(|(plan, layers)| PlanMaps {
            plan: plan.key.clone(),
            depth_p50_m: layers.depth_quantile_m(0.5),
            depth_p90_m: layers.depth_quantile_m(0.9),
            arrival_p50_h: layers.arrival_quantile_h(0.5),
        })
        .collect();
    let csv = evaluation.table.to_csv();
    let manifest = StudyManifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: case.key.clone(),
        title: case.name.clone(),
        plans: case.plans.iter().map(|plan| plan.key.clone()).collect(),
        seed: request.seed,
        replicates: evaluation.comparison.replicates,
        cell_m: case.cell_m,
        tick_s: case.tick.as_secs_f64(),
        span_h: case.length.as_hours_f64(),
        case_hash: case.hash,
        outcomes_hash: xxh3_64(csv.as_bytes()),
        files,
        unconfirmed: case
            .unconfirmed
            .iter()
            .map(|figure| UnconfirmedFigure {
                place: figure.place.clone(),
                figure: figure.figure.clone(),
                source: figure.source.clone(),
            })
            .collect(),
    };
    StudyBundle {
        start: case.calendar.label(SimTime::ZERO),
        zone: case.calendar.zone(),
        note: case.note.clone(),
        manifest,
        table: evaluation.table,
        comparison: evaluation.comparison,
        base,
        maps,
        effort,
    }
}

/// Plans that did not reach the precision asked for, if one was.
fn imprecise(bundle: &StudyBundle, session: &Session) -> Option<String> {
    let Some(StoppingRule::Precision { achieved, .. }) =
        bundle.comparison.stopping.as_ref().map(|stopping| &stopping.rule)
    else {
        return None;
    };
    let titles = achieved.iter().filter(|row| !row.reached).map(|row| {
        let place = bundle.table.plan_index(&row.plan);
        place.map_or(row.plan.as_str(), |place| bundle.table.plans[place].title.get(session.lang()))
    });
    let titles: Vec<&str> = titles.collect();
    let between = match session.lang() {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    (!titles.is_empty()).then(|| titles.join(between))
}

/// The table on the terminal: a few metrics, plan by plan.
fn table(bundle: &StudyBundle, session: &Session) -> String {
    let lang = session.lang();
    let mut head = vec![(session.text.get("evaluate-metric"), Align::Left)];
    head.extend(bundle.table.plans.iter().map(|plan| (plan.title.get(lang).to_owned(), Align::Right)));
    let mut table = Table::new(head);
    for key in SHOWN {
        let Some(metric) = bundle.table.registry.get(key) else { continue };
        let mut row = vec![titled(metric, session)];
        for plan in &bundle.manifest.plans {
            let mean = bundle.comparison.summary(plan, key).and_then(|row| row.mean.as_ref());
            row.push(mean.map_or_else(|| "–".to_owned(), |mean| metric.show(mean.value)));
        }
        table.row(row);
    }
    let head = session.say("evaluate-head", &[("n", bundle.comparison.replicates.into())]);
    format!("{head}\n{}", table.render())
}
