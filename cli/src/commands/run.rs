//! `sandtable run`: one replicate of one plan, with everything it leaves.

use std::path::{Path, PathBuf};

use sandtable_command::cap::{Announcement, LatLon, Publisher, WarningMessage};
use sandtable_reports::{RUN_FILES, RunFiles, RunSummary, WARNINGS, write_run};
use sandtable_results::RunLog;
use sandtable_scenarios::project::Transform;
use sandtable_simulation::{Case, Keep, replicate};
use sandtable_space::Point;

use super::scenario::{GridSize, Households, SEED, open_scenario};
use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::expected::whole;
use crate::output::{OutFolder, not_written};
use crate::progress::{Interrupt, Spinner};
use crate::session::Session;
use crate::table::{Align, Table, titled};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    #[arg(long, value_name = "R", default_value = "0", value_parser = whole::<u64>(0..=u64::MAX))]
    replicate: u64,
    #[arg(long, value_name = "S", value_parser = whole::<u64>(0..=u64::MAX))]
    seed: Option<u64>,
    #[arg(long, value_name = "SIZE")]
    grid: Option<GridSize>,
    #[arg(long, value_name = "KIND", default_value = "packets")]
    households: Households,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs one replicate.
///
/// # Errors
/// When the scenario or plan is wrong, the run fails or results cannot be written.
pub fn run(args: &Args, session: &Session) -> Answer {
    let plans: Vec<String> = args.plan.iter().cloned().collect();
    let opened = open_scenario(&args.scenario, args.grid, args.households, &plans)?;
    let case = &opened.case;
    let plan = case.plans.get(..1).unwrap_or_default();
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("sandtable-out").join(format!("{}-run-{}", case.key, args.replicate)));
    let out = OutFolder::open(&out, &RUN_FILES, session)?;
    // Gone again at the end if no warning was issued.
    let _warnings = OutFolder::open(&out.path().join(WARNINGS), &[], session)?;
    let interrupt = Interrupt::catch()?;
    let spinner = Spinner::new(session);
    let keep = Keep { layers: true, log: true };
    let seed = args.seed.unwrap_or(SEED);
    let finished = replicate(case, plan, seed, args.replicate, keep, &|| interrupt.came());
    spinner.end();
    let finished = finished.and_then(|mut all| all.pop()).ok_or(Failure::Interrupted)?;
    let empty = RunLog::default();
    let name = format!("{:016x}.{}.{seed}.{}", case.hash, finished.outcome.plan, args.replicate);
    let warnings = messages(case, &name, opened.base.epsg, &finished.announced);
    let files = RunFiles {
        registry: &case.registry,
        outcome: &finished.outcome,
        log: finished.log.as_ref().unwrap_or(&empty),
        layers: finished.layers.as_deref(),
        epsg: opened.base.epsg,
        warnings: &warnings,
    };
    let written = write_run(&files, out.path());
    if session.json {
        session.print_json(&RunSummary::of(&files))?;
    } else {
        let head = [("evaluate-metric", Align::Left), ("run-value", Align::Right)];
        let mut table = Table::new(head.map(|(key, align)| (session.text.get(key), align)));
        for (metric, value) in case.registry.all().iter().zip(&finished.outcome.values) {
            if !value.is_nan() {
                table.row([titled(metric, session), metric.show(*value)]);
            }
        }
        session.print(&table.render())?;
    }
    let written = written.map_err(|error| not_written(&error, session))?;
    for file in &written.files {
        session.talk(&file.display().to_string());
    }
    if let sandtable_results::Status::Failed { reason } = &finished.outcome.status {
        let values = [("replicate", args.replicate.into()), ("why", reason.as_str().into())];
        return Err(Failure::Other(session.say("run-failed", &values)));
    }
    Ok(Outcome::Done)
}

/// The warnings of the run `name`, as messages. A fictional place lies nowhere on Earth
/// (`epsg` none).
fn messages(case: &Case, name: &str, epsg: Option<u16>, announced: &[Announcement]) -> Vec<WarningMessage> {
    let transform = epsg.and_then(|code| Transform::between(u32::from(code), 4326).ok());
    let to_wgs84 = |point: Point| {
        let Point(lon_deg, lat_deg) = transform.as_ref()?.point(point).ok()?;
        Some(LatLon { lat_deg, lon_deg })
    };
    let (register, calendar) = (case.response.register(), &case.calendar);
    Publisher { register, calendar, run: name, to_wgs84: &to_wgs84 }.publish(announced)
}
