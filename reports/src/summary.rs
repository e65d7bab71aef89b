//! The result of a study as one JSON document: what `--json` prints and what a
//! script asks for first. The whole of the statistics stands in `comparison.json`.

use sandtable_results::StudyBundle;
use sandtable_results::comparison::{
    BestShare, FailedReplicate, Finding, GoalProbability, MetricSummary, PairedDifference, Stopping,
};
use serde::Serialize;

/// Version of the documents' form; raised when a field changes its meaning or goes.
pub const FORMAT: &str = "sandtable.study/1";

/// The short form of a study's result.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    /// [`FORMAT`].
    pub format: &'static str,
    /// Key of the scenario.
    pub scenario: &'a str,
    /// Seed.
    pub seed: u64,
    /// Replicates used.
    pub replicates: u64,
    /// How the study ended.
    pub stopping: Option<&'a Stopping>,
    /// Hash of the case, hexadecimal.
    pub case_hash: String,
    /// Hash of `outcomes.csv`, hexadecimal.
    pub outcomes_hash: String,
    /// Keys of the plans in the order of tables.
    pub plans: &'a [String],
    /// Key of the plan to which others are compared.
    pub reference: &'a str,
    /// Confidence level of all intervals.
    pub level: f64,
    /// Which plan, and how surely.
    pub finding: &'a Finding,
    /// The decision metric, plan by plan.
    pub decision: Vec<&'a MetricSummary>,
    /// Paired differences of the decision metric, all pairs.
    pub differences: Vec<&'a PairedDifference>,
    /// How often each plan was best.
    pub best: &'a [BestShare],
    /// How probable goals are met.
    pub goals: &'a [GoalProbability],
    /// Runs that did not come to their end.
    pub failed: &'a [FailedReplicate],
    /// Number of unconfirmed figures used.
    pub unconfirmed: usize,
}

/// The short form of a study's result.
#[must_use]
pub fn summary(bundle: &StudyBundle) -> Summary<'_> {
    let (manifest, comparison) = (&bundle.manifest, &bundle.comparison);
    let decisive = &comparison.decision_metric;
    Summary {
        format: FORMAT,
        scenario: &manifest.scenario,
        seed: manifest.seed,
        replicates: comparison.replicates,
        stopping: comparison.stopping.as_ref(),
        case_hash: format!("{:016x}", manifest.case_hash),
        outcomes_hash: format!("{:016x}", manifest.outcomes_hash),
        plans: &comparison.plans,
        reference: &comparison.reference,
        level: comparison.level,
        finding: &comparison.finding,
        decision: comparison.summaries.iter().filter(|row| row.metric == *decisive).collect(),
        differences: comparison.differences.iter().filter(|row| row.metric == *decisive).collect(),
        best: &comparison.best,
        goals: &comparison.goals,
        failed: &comparison.failed,
        unconfirmed: manifest.unconfirmed.len(),
    }
}
