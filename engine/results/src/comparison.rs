//! What statistics say of a study: plain data that `study` makes and `reports`
//! prints. A number that the data cannot give is `None`, never a stand-in.

use sandtable_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::{Goal, numbers};

/// Replicates below which intervals are rough and no choice is called clear.
pub const FEW_REPLICATES: u64 = 30;

/// Replicates below which there is no mean of the worst 5 %: the tail holds less than
/// one.
pub const CVAR95_LEAST: u64 = 20;
/// Replicates below which the mean of the worst 5 % has no interval: the tail holds less
/// than two.
pub const CVAR95_INTERVAL_LEAST: u64 = 40;

/// A confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end; −∞ if there is none.
    #[serde(with = "numbers::one")]
    pub low: f64,
    /// Upper end; +∞ if there is none.
    #[serde(with = "numbers::one")]
    pub high: f64,
    /// Confidence level, 0 to 1: the nominal one, or for order statistics the
    /// coverage attained, which is at least the one asked for.
    pub level: f64,
}

impl Interval {
    /// Whether zero lies strictly outside.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// The part of it that lies within two bounds.
    #[must_use]
    pub fn within(self, (least, greatest): (f64, f64)) -> Self {
        Self { low: self.low.max(least), high: self.high.min(greatest), ..self }
    }

    /// Half its length.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }
}

/// A number from a sample, with its interval if the sample allows one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The number; infinite if most runs did not reach it.
    #[serde(with = "numbers::one")]
    pub value: f64,
    /// Its interval; none if there are too few replicates.
    pub interval: Option<Interval>,
}

/// How the interval of a mean was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeanMethod {
    /// Student's t.
    Student,
    /// Bias-corrected and accelerated bootstrap, taken when the sample is too
    /// skewed for Student's t by Cochran's rule n > 25 G₁² (Cochran 1977, section
    /// 2.15): many zeros and a few disasters. Not below 20 values.
    Bootstrap,
}

/// A metric of a plan over the replicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Key of the plan.
    pub plan: String,
    /// Key of the metric.
    pub metric: String,
    /// Replicates in which the metric applied, those not reached included.
    pub n: u64,
    /// Complete replicates in which it did not apply.
    pub not_applicable: u64,
    /// Replicates in which it was not reached (infinite values). If there are any,
    /// there is no mean; quantiles stand.
    pub not_reached: u64,
    /// Replicates in which it was exactly zero.
    pub zeros: u64,
    /// Mean; none if `n` is zero or a value is infinite. It has no interval if all
    /// values are equal: a sample without spread says nothing of its error.
    pub mean: Option<Estimate>,
    /// How the mean's interval was made.
    pub mean_method: MeanMethod,
    /// Standard deviation; none below two replicates.
    pub sd: Option<f64>,
    /// Median with the interval of order statistics.
    pub median: Option<Estimate>,
    /// 5th percentile.
    pub p5: Option<Estimate>,
    /// 95th percentile.
    pub p95: Option<Estimate>,
    /// Mean of the worst 5 % in the metric's bad direction (upper tail for neutral
    /// metrics).
    pub cvar95: Option<Estimate>,
    /// Least value.
    pub least: Option<Estimate>,
    /// Greatest value.
    pub greatest: Option<Estimate>,
}

/// Who is better by a paired difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Favours {
    /// The plan.
    Plan,
    /// The one it is compared with.
    Other,
    /// The interval holds zero, there are too few replicates, or nobody judges
    /// the metric.
    Neither,
    /// Equal in every replicate.
    Equal,
}

/// Difference of two plans over replicates with the same draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedDifference {
    /// Key of the metric.
    pub metric: String,
    /// Key of the plan.
    pub plan: String,
    /// Key of the plan that is taken away.
    pub other: String,
    /// Pairs in which the metric was finite for both.
    pub n: u64,
    /// Pairs left out because it was not applicable or not reached for one.
    pub left_out: u64,
    /// Mean of plan − other; without interval if all differences are equal.
    pub mean: Option<Estimate>,
    /// How the mean's interval was made.
    pub mean_method: MeanMethod,
    /// Correlation that the common draws achieved; none if either is constant.
    pub correlation: Option<f64>,
    /// Variance of the difference over that of independent draws; above one the
    /// common draws do harm. None if both are constant.
    pub variance_ratio: Option<f64>,
    /// Whether zero is excluded: by the interval, or by the sign test where all
    /// differences are equal and not zero. None where neither can be.
    pub excludes_zero: Option<bool>,
    /// The same with Bonferroni's correction for all pairs of plans compared on
    /// this metric, so that all such statements hold together.
    pub excludes_zero_jointly: Option<bool>,
    /// Who is better.
    pub favours: Favours,
}

/// How probable a plan meets a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalProbability {
    /// Key of the plan.
    pub plan: String,
    /// Key of the metric.
    pub metric: String,
    /// The goal.
    pub goal: Goal,
    /// Replicates in which the metric applied.
    pub n: u64,
    /// Those that met it.
    pub met: u64,
    /// Share with Wilson's interval; none if `n` is zero.
    pub share: Option<Estimate>,
}

/// How often a plan was the best by the decision metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestShare {
    /// Key of the plan.
    pub plan: String,
    /// Replicates in which it alone was best.
    pub best: u64,
    /// Replicates in which it was best together with others.
    pub tied: u64,
    /// Replicates in which the metric applied for every plan.
    pub n: u64,
    /// Share alone best with Wilson's interval.
    pub share: Option<Estimate>,
}

/// How sure the choice of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    /// Its differences to all other plans exclude zero, jointly, over
    /// [`FEW_REPLICATES`] pairs or more.
    Clear,
    /// Each does alone, not all together, or over fewer pairs.
    Likely,
    /// At least one does not.
    Undecided,
    /// All plans gave the same value in every replicate.
    Equal,
}

/// Which plan the decision metric favours, and how surely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Key of the decision metric.
    pub metric: String,
    /// Plan with the best mean over the common replicates; none if there is no
    /// mean or the metric has no direction.
    pub best: Option<String>,
    /// How sure.
    pub certainty: Certainty,
    /// Plans from which it could not be told apart.
    pub rivals: Vec<String>,
}

/// Precision of one plan's mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Achieved {
    /// Key of the plan.
    pub plan: String,
    /// Half-width over the absolute mean; none if it has no meaning (mean zero
    /// with spread, too few replicates, values not reached).
    pub relative_half_width: Option<f64>,
    /// Whether the precision asked for was reached.
    pub reached: bool,
}

/// What decided the number of replicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StoppingRule {
    /// A number given.
    Fixed {
        /// Replicates asked for.
        n: u64,
    },
    /// Relative precision of a metric's mean for every plan (Law & Kelton).
    Precision {
        /// Key of the metric.
        metric: String,
        /// Relative error asked for, such as 0.05.
        relative_error: f64,
        /// Replicates allowed.
        max_n: u64,
        /// What each plan reached.
        achieved: Vec<Achieved>,
    },
}

/// How the study came to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stopping {
    /// The rule.
    pub rule: StoppingRule,
    /// Replicates used: the longest prefix complete for all plans.
    pub n: u64,
    /// Whether it was interrupted before its rule was met.
    pub interrupted: bool,
}

/// A run that did not come to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedReplicate {
    /// Key of the plan.
    pub plan: String,
    /// The replicate.
    pub replicate: u64,
    /// Why.
    pub reason: String,
}

/// Band of a curve over the replicates of a plan, on the common time grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveBand {
    /// Key of the plan.
    pub plan: String,
    /// Key of the curve, such as `evacuation.completion`.
    pub key: String,
    /// Name.
    pub title: Text,
    /// Unit.
    pub unit: String,
    /// Runs that had the curve.
    pub n: u64,
    /// Hours since the start.
    pub time_h: Vec<f64>,
    /// 10th percentile at each time; NaN where no run had a value.
    #[serde(with = "numbers::many")]
    pub p10: Vec<f64>,
    /// Median at each time.
    #[serde(with = "numbers::many")]
    pub p50: Vec<f64>,
    /// 90th percentile at each time.
    #[serde(with = "numbers::many")]
    pub p90: Vec<f64>,
}

/// Empirical share of replicates above a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceedanceCurve {
    /// Key of the plan.
    pub plan: String,
    /// Key of the metric.
    pub metric: String,
    /// Replicates in which it applied.
    pub n: u64,
    /// Distinct values, ascending.
    #[serde(with = "numbers::many")]
    pub values: Vec<f64>,
    /// Share of replicates with a value strictly above.
    pub above: Vec<f64>,
}

/// What the replicates say of the plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Plans in the order of tables.
    pub plans: Vec<String>,
    /// Key of the plan to which the others are compared.
    pub reference: String,
    /// Key of the metric by which plans are chosen.
    pub decision_metric: String,
    /// Level of all intervals.
    pub level: f64,
    /// Replicates used.
    pub replicates: u64,
    /// Metric by metric in the order of the registry, plan by plan.
    pub summaries: Vec<MetricSummary>,
    /// For every metric each other plan against the reference; for the decision
    /// metric all pairs.
    pub differences: Vec<PairedDifference>,
    /// Metrics with a goal, plan by plan.
    pub goals: Vec<GoalProbability>,
    /// How often each plan was best.
    pub best: Vec<BestShare>,
    /// Which plan, and how surely.
    pub finding: Finding,
    /// Runs that did not come to their end.
    pub failed: Vec<FailedReplicate>,
    /// Bands of all curves.
    pub bands: Vec<CurveBand>,
    /// Exceedance curves of the metrics of casualties, exposure and loss and of
    /// the decision metric.
    pub exceedance: Vec<ExceedanceCurve>,
    /// The replicate nearest the median of the decision metric under the best (or
    /// the reference) plan: the typical run of charts.
    pub typical_replicate: Option<u64>,
    /// How the study ended; the driver fills it in.
    pub stopping: Option<Stopping>,
}

impl Comparison {
    /// The summary of a metric of a plan.
    pub fn summary(&self, plan: &str, metric: &str) -> Option<&MetricSummary> {
        self.summaries.iter().find(|row| row.plan == plan && row.metric == metric)
    }

    /// The difference plan − other of a metric.
    pub fn difference(&self, metric: &str, plan: &str, other: &str) -> Option<&PairedDifference> {
        self.differences.iter().find(|row| row.metric == metric && row.plan == plan && row.other == other)
    }
}

/// A figure that a run used and that nobody has confirmed at its source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnconfirmedFigure {
    /// Where it stands: file and key, or the module.
    pub place: String,
    /// The figure: its name, or its value with the unit.
    pub figure: Text,
    /// From where it is remembered.
    pub source: String,
}

/// A file that the study read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// Path inside the case.
    pub path: String,
    /// Hash of its bytes.
    #[serde(with = "numbers::hex")]
    pub hash: u64,
}

/// What has to be the same for a study to give the same bytes. The number of
/// threads and the time of day are no part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyManifest {
    /// Version of the program.
    pub version: String,
    /// Key of the scenario.
    pub scenario: String,
    /// Its name.
    pub title: Text,
    /// Plans in the order of tables.
    pub plans: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Replicates used.
    pub replicates: u64,
    /// Grid, m a cell.
    pub cell_m: f64,
    /// Length of a tick, s.
    pub tick_s: f64,
    /// Length of a run, h.
    pub span_h: f64,
    /// Hash of the checked case: all inputs, tick, grid and packet size.
    #[serde(with = "numbers::hex")]
    pub case_hash: u64,
    /// Hash of `outcomes.csv`.
    #[serde(with = "numbers::hex")]
    pub outcomes_hash: u64,
    /// Files read.
    pub files: Vec<FileHash>,
    /// Unconfirmed figures used.
    pub unconfirmed: Vec<UnconfirmedFigure>,
}
