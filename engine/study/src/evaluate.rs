//! Evaluates plans: replicates in parallel, plans in lockstep, outcomes in order.
//!
//! Parallel only across replicates. Results enter the table as they come, but what
//! is reported is the longest complete prefix, and whether to go on is decided at
//! fixed counts from complete prefixes alone: the same numbers for any number of
//! threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use sandtable_results::comparison::{Stopping, StoppingRule};
use sandtable_results::{Comparison, EnsembleLayers, LayersError, PlanTitle, StudyTable, TableError};
use sandtable_simulation::{Case, Finished, Keep, PlanCase, replicate};

use crate::compare::{CompareError, compare};
use crate::precision::{RelativePrecision, Verdict};
use crate::progress::{Cancel, Progress};

/// How many replicates.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// This many.
    Fixed(u64),
    /// Until a metric is known to a relative precision, at fixed counts.
    Precision(RelativePrecision),
}

/// What is to be evaluated.
#[derive(Clone, Debug)]
pub struct Request {
    /// Seed of the study.
    pub seed: u64,
    /// How many replicates.
    pub length: Length,
    /// Replicates a thread takes at once; changes no number.
    pub shard: usize,
    /// Metric by which plans are chosen.
    pub decision_metric: String,
    /// Plan to which the others are compared.
    pub reference: String,
    /// Level of all intervals.
    pub level: f64,
}

/// What came out.
#[derive(Debug)]
pub struct Evaluation {
    /// Outcomes of the replicates that are complete for all plans.
    pub table: StudyTable,
    /// Statistics of them.
    pub comparison: Comparison,
    /// Maps of each plan, in the order of plans.
    pub layers: Vec<EnsembleLayers>,
    /// Hazards that were run, forks included.
    pub hazards: u64,
    /// Cells that they updated, summed over steps.
    pub updates: u64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// Why an evaluation has no result.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The comparison cannot be made.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// Outcomes that do not fit together.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Maps that do not fit together.
    #[error(transparent)]
    Layers(#[from] LayersError),
}

/// Replicates whose maps are held at once.
const PIECE: u64 = 64;
/// Bins of arrival time in the maps.
const ARRIVAL_BINS: usize = 96;

/// Runs replicates of some plans and compares them.
///
/// # Errors
/// If no replicate is complete, or the decision metric or reference is unknown.
pub fn evaluate(
    case: &Case,
    plans: &[PlanCase],
    request: &Request,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Evaluation, EvaluateError> {
    let titles = plans.iter().map(|plan| PlanTitle { key: plan.key.clone(), title: plan.name.clone() });
    let mut table = StudyTable::new(titles.collect(), (*case.registry).clone());
    let mut maps = Maps::new(case, plans);
    let effort = [AtomicU64::new(0), AtomicU64::new(0)];
    let mut target = match &request.length {
        Length::Fixed(n) => *n,
        Length::Precision(rule) => crate::fixed_counts(rule.max_n).first().copied().unwrap_or(0),
    };
    let mut done = 0;
    loop {
        while done < target && !cancel.is_cancelled() {
            // Maps of many replicates are folded in piece by piece, to bound memory.
            let end = target.min(done + PIECE);
            for row in run_range(case, plans, request, done..end, target, progress, cancel, &effort) {
                maps.add(&row)?;
                for finished in row {
                    table.insert(finished.outcome)?;
                }
            }
            done = end;
        }
        if cancel.is_cancelled() {
            break;
        }
        match &request.length {
            Length::Fixed(_) => break,
            Length::Precision(rule) => match rule.verdict(&table, done) {
                Verdict::Stop => break,
                Verdict::Continue { next } => target = next,
            },
        }
    }
    let complete = table.complete_prefix();
    let table = table.prefix(complete);
    let mut comparison = compare(&table, &request.decision_metric, &request.reference, request.level)?;
    comparison.stopping = Some(stopping(request, &table, complete, cancel.is_cancelled()));
    let [hazards, updates] = effort.map(AtomicU64::into_inner);
    Ok(Evaluation {
        table,
        comparison,
        layers: maps.of_plans,
        hazards,
        updates,
        interrupted: cancel.is_cancelled(),
    })
}

#[expect(clippy::too_many_arguments, reason = "one piece of the loop above, taken out for reading")]
/// Runs a range of replicates; the rows that come back are the longest prefix that
/// is complete, in order.
fn run_range(
    case: &Case,
    plans: &[PlanCase],
    request: &Request,
    range: std::ops::Range<u64>,
    of: u64,
    progress: &dyn Progress,
    cancel: &Cancel,
    effort: &[AtomicU64; 2],
) -> Vec<Vec<Finished>> {
    let keep = Keep { layers: true, log: false };
    let counted = Mutex::new(range.start);
    let numbers: Vec<u64> = range.collect();
    let rows: Vec<Option<Vec<Finished>>> = numbers
        .par_chunks(request.shard.max(1))
        .flat_map_iter(|shard| {
            shard
                .iter()
                .map(|&r| {
                    let row = replicate(case, plans, request.seed, r, keep, &|| cancel.is_cancelled())?;
                    let done = row.first().map_or([1, 0], |run| [1 + u64::from(run.forks), run.updates]);
                    for (sum, part) in effort.iter().zip(done) {
                        sum.fetch_add(part, Ordering::Relaxed);
                    }
                    if let Ok(mut counted) = counted.lock() {
                        *counted += 1;
                        progress.advance(*counted, of);
                    }
                    Some(row)
                })
                .collect::<Vec<_>>()
        })
        .collect();
    rows.into_iter().map_while(|row| row).collect()
}

fn stopping(request: &Request, table: &StudyTable, used: u64, interrupted: bool) -> Stopping {
    let rule = match &request.length {
        Length::Fixed(n) => StoppingRule::Fixed { n: *n },
        Length::Precision(rule) => StoppingRule::Precision {
            metric: rule.metric.clone(),
            relative_error: rule.relative_error,
            max_n: rule.max_n,
            achieved: rule.achieved(table, used),
        },
    };
    Stopping { rule, n: used, interrupted }
}

/// Maps of every plan over the replicates so far.
struct Maps {
    of_plans: Vec<EnsembleLayers>,
    keys: Vec<String>,
    span_h: f64,
}

impl Maps {
    fn new(case: &Case, plans: &[PlanCase]) -> Self {
        let keys = plans.iter().map(|plan| plan.key.clone()).collect();
        Self { of_plans: Vec::new(), keys, span_h: case.length.as_hours_f64() }
    }

    fn add(&mut self, row: &[Finished]) -> Result<(), LayersError> {
        for finished in row {
            let Some(layers) = &finished.layers else { continue };
            if self.of_plans.is_empty() {
                self.of_plans = self
                    .keys
                    .iter()
                    .map(|_| EnsembleLayers::new(layers.frame, self.span_h, ARRIVAL_BINS))
                    .collect::<Result<_, _>>()?;
            }
            if let Some(k) = self.keys.iter().position(|key| *key == finished.outcome.plan) {
                self.of_plans[k].add(layers)?;
            }
        }
        Ok(())
    }
}
