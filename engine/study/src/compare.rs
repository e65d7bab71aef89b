//! From the table of a study to what it says of the plans.
//!
//! Used are the replicates of the longest prefix complete for all plans. Summaries
//! of a plan take its own complete runs; differences, best shares and the finding
//! take only replicates whose runs are complete for the plans concerned, so a plan
//! is never favoured by having failed where it is hard.

use sandtable_results::comparison::{
    Comparison, Estimate, FailedReplicate, Favours, GoalProbability, Interval, MetricSummary,
    PairedDifference,
};
use sandtable_results::{Direction, Metric, MetricGroup, Scale, Status, StudyTable};

use crate::bootstrap::ResampleCache;
use crate::curves::{bands, exceedance};
use crate::finding::{best_shares, find, typical_replicate};
use crate::mean::mean;
use crate::moments::Moments;
use crate::paired::{Paired, paired};
use crate::proportion::wilson;
use crate::quantile::{quantile_estimate, sorted};
use crate::tail::cvar_estimate;

/// Share of replicates outside the bad tail.
const CVAR_ALPHA: f64 = 0.95;

/// Why a table cannot be compared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CompareError {
    /// A metric that the table does not have.
    #[error("the study has no metric '{metric}'; the nearest name is '{nearest}'")]
    UnknownMetric {
        /// What was asked for.
        metric: String,
        /// The one that exists and is spelt most like it.
        nearest: String,
    },
    /// A reference that is none of the plans.
    #[error("the reference plan '{plan}' is none of those compared: {known}")]
    UnknownPlan {
        /// What was asked for.
        plan: String,
        /// Those compared.
        known: String,
    },
    /// Nothing to compare.
    #[error("no replicate is complete for all plans yet; let the study run longer")]
    Empty,
    /// A confidence level that is none.
    #[error("a confidence level lies between 0 and 1 (0.95), not {0}")]
    Level(f64),
}

/// Compares the plans of a table by all metrics; plans are chosen by
/// `decision_metric` and compared with `reference`, all intervals at `level`.
///
/// # Errors
/// An unknown metric or plan, a level that is none, or no complete replicate.
pub fn compare(
    table: &StudyTable,
    decision_metric: &str,
    reference: &str,
    level: f64,
) -> Result<Comparison, CompareError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(CompareError::Level(level));
    }
    let Some(decision) = table.registry.get(decision_metric) else {
        let keys = table.registry.all().iter().map(|metric| &metric.key);
        let nearest = keys.min_by_key(|key| spelling_distance(key, decision_metric)).cloned();
        return Err(CompareError::UnknownMetric {
            metric: decision_metric.into(),
            nearest: nearest.unwrap_or_default(),
        });
    };
    let plans: Vec<String> = table.plans.iter().map(|plan| plan.key.clone()).collect();
    if !plans.iter().any(|plan| plan == reference) {
        return Err(CompareError::UnknownPlan { plan: reference.into(), known: plans.join(", ") });
    }
    let replicates = table.complete_prefix();
    if replicates == 0 {
        return Err(CompareError::Empty);
    }

    let used = &table.prefix(replicates);
    let mut work = Work { table: used, level, resamples: ResampleCache::default() };
    let mut summaries = Vec::new();
    let mut differences = Vec::new();
    let mut goals = Vec::new();
    let mut curves = Vec::new();
    for metric in used.registry.all() {
        for plan in &plans {
            let column = values(used, plan, metric);
            summaries.push(work.summary(plan, metric, &column));
            goals.extend(work.goal(plan, metric, &column));
            if has_exceedance(metric) || metric.key == decision.key {
                curves.extend(exceedance(plan, &metric.key, &column));
            }
        }
        differences.extend(work.differences(metric, reference, metric.key == decision.key));
    }
    let best = best_shares(used, decision, level);
    let finding = find(used, decision, &differences);
    let typical = typical_replicate(used, decision, finding.best.as_deref().unwrap_or(reference));
    Ok(Comparison {
        reference: reference.into(),
        decision_metric: decision.key.clone(),
        level,
        replicates,
        summaries,
        differences,
        goals,
        best,
        finding,
        failed: failed(used),
        bands: bands(used),
        exceedance: curves,
        typical_replicate: typical,
        stopping: None,
        plans,
    })
}

/// Letters to add, drop or change to make one word of the other (Levenshtein).
fn spelling_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

fn values(table: &StudyTable, plan: &str, metric: &Metric) -> Vec<f64> {
    table.column(plan, &metric.key).into_iter().map(|(_, value)| value).collect()
}

fn has_exceedance(metric: &Metric) -> bool {
    matches!(metric.group, MetricGroup::Casualties | MetricGroup::Exposure | MetricGroup::Loss)
}

fn failed(table: &StudyTable) -> Vec<FailedReplicate> {
    let rows = table.outcomes().iter().filter_map(|row| match &row.status {
        Status::Complete => None,
        Status::Failed { reason } => {
            Some(FailedReplicate { plan: row.plan.clone(), replicate: row.replicate, reason: reason.clone() })
        }
    });
    rows.collect()
}

struct Work<'a> {
    table: &'a StudyTable,
    level: f64,
    resamples: ResampleCache,
}

impl Work<'_> {
    fn summary(&mut self, plan: &str, metric: &Metric, column: &[f64]) -> MetricSummary {
        let applicable: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
        let ascending = sorted(&applicable);
        let (mean, mean_method) = mean(&applicable, self.level, &mut self.resamples);
        let mean = within(mean, metric.bounds());
        let finite = mean.is_some();
        let upper = metric.direction != Direction::HigherBetter;
        let cvar = cvar_estimate(&ascending, CVAR_ALPHA, self.level, upper);
        let quantile = |p| quantile_estimate(&ascending, p, self.level);
        let bare = |value: Option<&f64>| value.map(|&value| Estimate { value, interval: None });
        let count = |what: fn(&f64) -> bool| applicable.iter().filter(|&value| what(value)).count() as u64;
        MetricSummary {
            plan: plan.to_owned(),
            metric: metric.key.clone(),
            n: applicable.len() as u64,
            not_applicable: (column.len() - applicable.len()) as u64,
            not_reached: count(|value| value.is_infinite()),
            zeros: count(|&value| value == 0.0),
            mean,
            mean_method,
            sd: finite.then(|| Moments::of(&applicable).sd()).flatten(),
            median: quantile(0.5),
            p5: quantile(0.05),
            p95: quantile(0.95),
            cvar95: within(cvar, metric.bounds()),
            least: bare(ascending.first()),
            greatest: bare(ascending.last()),
        }
    }

    fn goal(&self, plan: &str, metric: &Metric, column: &[f64]) -> Option<GoalProbability> {
        let goal = metric.goal?;
        let judged: Vec<bool> = column.iter().filter_map(|&value| goal.is_met(value)).collect();
        let (n, met) = (judged.len() as u64, judged.iter().filter(|&&met| met).count() as u64);
        let share = wilson(met, n, self.level);
        Some(GoalProbability { plan: plan.to_owned(), metric: metric.key.clone(), goal, n, met, share })
    }

    fn differences(&mut self, metric: &Metric, reference: &str, all_pairs: bool) -> Vec<PairedDifference> {
        let keys: Vec<&str> = self.table.plans.iter().map(|plan| plan.key.as_str()).collect();
        let mut pairs: Vec<(&str, &str)> =
            keys.iter().filter(|&&key| key != reference).map(|&key| (key, reference)).collect();
        if all_pairs {
            for (place, &other) in keys.iter().enumerate() {
                let later = keys[place + 1..].iter().filter(|&&key| key != reference && other != reference);
                pairs.extend(later.map(|&key| (key, other)));
            }
        }
        let count = pairs.len();
        pairs.into_iter().map(|(plan, other)| self.difference(metric, plan, other, count)).collect()
    }

    fn difference(&mut self, metric: &Metric, plan: &str, other: &str, pairs: usize) -> PairedDifference {
        let values = common(self.table, &metric.key, plan, other);
        let alone = paired(values.iter().copied(), self.level, &mut self.resamples);
        let joint_level = 1.0 - (1.0 - self.level) / pairs as f64;
        let joint = if pairs > 1 {
            paired(values.into_iter(), joint_level, &mut self.resamples).excludes_zero
        } else {
            alone.excludes_zero
        };
        PairedDifference {
            metric: metric.key.clone(),
            plan: plan.to_owned(),
            other: other.to_owned(),
            n: alone.n,
            left_out: alone.left_out,
            mean: if metric.scale == Scale::Share { within(alone.mean, (-1.0, 1.0)) } else { alone.mean },
            mean_method: alone.method,
            correlation: alone.correlation,
            variance_ratio: alone.variance_ratio,
            excludes_zero: alone.excludes_zero,
            excludes_zero_jointly: joint,
            favours: favours(metric, &alone),
        }
    }
}

/// The estimate with its interval cut at what can be.
fn within(estimate: Option<Estimate>, bounds: (f64, f64)) -> Option<Estimate> {
    let cut = |interval: Interval| interval.within(bounds);
    estimate.map(|estimate| Estimate { interval: estimate.interval.map(cut), ..estimate })
}

/// The values of two plans in the replicates that both completed.
fn common(table: &StudyTable, metric: &str, plan: &str, other: &str) -> Vec<(f64, f64)> {
    let others = table.column(other, metric);
    let mine = table.column(plan, metric);
    let pairs = mine.into_iter().filter_map(|(replicate, value)| {
        let place = others.binary_search_by_key(&replicate, |&(replicate, _)| replicate).ok()?;
        Some((value, others[place].1))
    });
    pairs.collect()
}

fn favours(metric: &Metric, paired: &Paired) -> Favours {
    if paired.equal {
        return Favours::Equal;
    }
    let Some(mean) = paired.mean.filter(|_| paired.excludes_zero == Some(true)) else {
        return Favours::Neither;
    };
    if metric.is_better(mean.value, 0.0) {
        Favours::Plan
    } else if metric.is_better(0.0, mean.value) {
        Favours::Other
    } else {
        Favours::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::{Component, SimId, Streams, Text};
    use sandtable_results::comparison::{Certainty, MeanMethod};
    use sandtable_results::{MetricRegistry, Outcome, PlanTitle, standard::standard};

    const PURPOSE: Component = Component(0x6F01);

    fn empty(plans: &[&str]) -> StudyTable {
        let metrics =
            ["deaths.total", "evacuation.before_arrival.slopes", "evacuation.clearance.t100", "flood.area"];
        let all = standard();
        let metrics = metrics.map(|key| all.get(key).unwrap().clone());
        let plans = plans.iter().map(|&key| PlanTitle { key: key.into(), title: Text::same(key) });
        StudyTable::new(plans.collect(), MetricRegistry::new(metrics.to_vec()).unwrap())
    }

    /// Plan `early` saves six of about twenty deaths; a common draw drives all.
    fn study(n: u64) -> StudyTable {
        let mut table = empty(&["written", "early", "none"]);
        for replicate in 0..n {
            let streams = Streams::new(5, replicate);
            let flood = 20.0 + 4.0 * streams.at(SimId(1), 0, PURPOSE, 0).normal();
            for (place, plan) in ["none", "written", "early"].iter().enumerate() {
                let noise = streams.at(SimId(2 + place as u64), 0, PURPOSE, 0).normal();
                let deaths = flood + noise - if *plan == "early" { 6.0 } else { 0.0 };
                let share = if *plan == "early" { 1.0 } else { 0.8 };
                let cleared = if replicate % 4 == 0 && *plan == "none" { f64::INFINITY } else { 5.0 + noise };
                let area = if *plan == "none" { f64::NAN } else { 10.0 };
                table
                    .insert(Outcome::complete(*plan, replicate, vec![deaths, share, cleared, area], 1))
                    .unwrap();
            }
        }
        table
    }

    #[test]
    fn the_plan_that_saves_lives_is_found_and_common_draws_help() {
        let comparison = compare(&study(40), "deaths.total", "written", 0.95).unwrap();
        assert_eq!(comparison.finding.best.as_deref(), Some("early"));
        assert_eq!(comparison.finding.certainty, Certainty::Clear);
        assert!(comparison.finding.rivals.is_empty());
        let difference = comparison.difference("deaths.total", "early", "written").unwrap();
        let interval = difference.mean.unwrap().interval.unwrap();
        assert!(interval.low < -6.0 && -6.0 < interval.high && interval.half_width() < 0.7);
        // Correlation 16/17 by construction.
        assert!((difference.correlation.unwrap() - 16.0 / 17.0).abs() < 0.05);
        assert!(difference.variance_ratio.unwrap() < 0.2);
        assert_eq!(difference.favours, Favours::Plan);
        let none = comparison.difference("deaths.total", "none", "written").unwrap();
        assert_eq!(none.favours, Favours::Neither);
        // All pairs for the decision metric, those with the reference for the rest.
        assert_eq!(comparison.differences.iter().filter(|row| row.metric == "deaths.total").count(), 3);
        assert_eq!(comparison.differences.iter().filter(|row| row.metric == "flood.area").count(), 2);
    }

    #[test]
    fn constant_unreached_and_inapplicable_metrics_are_told_as_such() {
        let comparison = compare(&study(40), "deaths.total", "written", 0.95).unwrap();
        let share = comparison.summary("early", "evacuation.before_arrival.slopes").unwrap();
        assert_eq!(share.mean, Some(Estimate { value: 1.0, interval: None }));
        assert_eq!((share.sd, share.mean_method), (Some(0.0), MeanMethod::Student));
        let cleared = comparison.summary("none", "evacuation.clearance.t100").unwrap();
        assert_eq!((cleared.n, cleared.not_reached, cleared.mean), (40, 10, None));
        assert!(cleared.median.unwrap().value.is_finite());
        assert_eq!(cleared.cvar95.unwrap().value, f64::INFINITY);
        let area = comparison.summary("none", "flood.area").unwrap();
        assert_eq!((area.n, area.not_applicable, area.mean, area.cvar95), (0, 40, None, None));
        let goal = comparison.goals.iter().find(|goal| goal.plan == "early").unwrap();
        assert_eq!((goal.n, goal.met), (40, 40));
        // Wilson, 40 of 40 at 95 %: lower bound n/(n + z²) = 0.9124.
        assert!((goal.share.unwrap().interval.unwrap().low - 0.9124).abs() < 1e-4);
        let constant = comparison.difference("evacuation.before_arrival.slopes", "early", "written").unwrap();
        assert_eq!(constant.favours, Favours::Plan);
        let json = serde_json_round(&comparison);
        assert_eq!(json, comparison);
    }

    fn serde_json_round(comparison: &Comparison) -> Comparison {
        // NaN is nowhere in this comparison, so equality is meaningful.
        serde_json::from_str(&serde_json::to_string(comparison).unwrap()).unwrap()
    }

    #[test]
    fn names_and_order_of_plans_change_no_number() {
        let table = study(40);
        let mut turned = empty(&["none", "early", "written"]);
        for outcome in table.outcomes().iter().rev() {
            turned.insert(outcome.clone()).unwrap();
        }
        let (a, b) = (
            compare(&table, "deaths.total", "written", 0.95).unwrap(),
            compare(&turned, "deaths.total", "written", 0.95).unwrap(),
        );
        for plan in ["written", "early", "none"] {
            assert_eq!(a.summary(plan, "deaths.total"), b.summary(plan, "deaths.total"));
        }
        assert_eq!(
            a.difference("deaths.total", "early", "written"),
            b.difference("deaths.total", "early", "written")
        );
        assert_eq!((a.finding, a.typical_replicate), (b.finding, b.typical_replicate));
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let mut table = empty(&["written", "early"]);
        for replicate in 0..60 {
            for plan in ["written", "early"] {
                // Mostly zero, so that the bootstrap has to do it.
                let mut draw = Streams::new(9, replicate).at(SimId::from_key(plan), 0, PURPOSE, 0);
                let deaths = if draw.uniform() < 0.9 { 0.0 } else { draw.exponential() };
                table.insert(Outcome::complete(plan, replicate, vec![deaths, 1.0, 1.0, 1.0], 0)).unwrap();
            }
        }
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| compare(&table, "deaths.total", "written", 0.95).unwrap())
        };
        let one = with(1);
        assert_eq!(one.summary("early", "deaths.total").unwrap().mean_method, MeanMethod::Bootstrap);
        assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&with(3)).unwrap());
    }

    #[test]
    fn failed_runs_are_listed_and_take_their_replicate_out_of_pairs() {
        let whole = study(40);
        let mut table = empty(&["written", "early", "none"]);
        for outcome in whole.outcomes() {
            let fails = outcome.plan == "early" && outcome.replicate < 5;
            let row = if fails {
                Outcome::failed("early", outcome.replicate, 4, "work limit")
            } else {
                outcome.clone()
            };
            table.insert(row).unwrap();
        }
        let comparison = compare(&table, "deaths.total", "written", 0.95).unwrap();
        assert_eq!((comparison.replicates, comparison.failed.len()), (40, 5));
        assert_eq!(comparison.difference("deaths.total", "early", "written").unwrap().n, 35);
        assert_eq!(comparison.difference("deaths.total", "none", "written").unwrap().n, 40);
        assert_eq!(comparison.summary("early", "deaths.total").unwrap().n, 35);
        assert!(comparison.best.iter().all(|row| row.n == 35));
    }

    #[test]
    fn intervals_end_where_values_cannot_be() {
        let mut table = empty(&["written", "early"]);
        for (replicate, deaths) in [0.0, 0.0, 9.0].into_iter().enumerate() {
            let shares = [("written", 1.0 - 0.1 * deaths), ("early", 0.1 * deaths)];
            for (plan, share) in shares {
                let values = vec![deaths, share, 1.0, 1.0];
                table.insert(Outcome::complete(plan, replicate as u64, values, 0)).unwrap();
            }
        }
        let comparison = compare(&table, "deaths.total", "written", 0.95).unwrap();
        for row in &comparison.summaries {
            let (least, greatest) = table.registry.get(&row.metric).unwrap().bounds();
            for interval in row.mean.iter().filter_map(|mean| mean.interval) {
                assert!(interval.low >= least && interval.high <= greatest, "{}: {interval:?}", row.metric);
            }
        }
        let deaths = comparison.summary("early", "deaths.total").unwrap().mean.unwrap().interval.unwrap();
        assert_eq!(deaths.low, 0.0);
        let share = comparison.difference("evacuation.before_arrival.slopes", "early", "written").unwrap();
        assert_eq!(share.mean.unwrap().interval.unwrap().low, -1.0);
    }

    #[test]
    fn one_replicate_gives_numbers_without_certainty() {
        let comparison = compare(&study(1), "deaths.total", "written", 0.95).unwrap();
        let deaths = comparison.summary("early", "deaths.total").unwrap();
        assert!(deaths.mean.unwrap().interval.is_none() && deaths.median.unwrap().interval.is_none());
        assert_eq!((deaths.sd, deaths.cvar95), (None, None));
        assert_eq!(comparison.finding.certainty, Certainty::Undecided);
        assert!(comparison.differences.iter().all(|row| row.favours != Favours::Plan));
    }

    #[test]
    fn questions_that_cannot_be_answered_are_errors() {
        let table = study(2);
        let unknown = compare(&table, "deaths.totl", "written", 0.95).unwrap_err();
        assert_eq!(
            unknown,
            CompareError::UnknownMetric { metric: "deaths.totl".into(), nearest: "deaths.total".into() }
        );
        assert_eq!(spelling_distance("kitten", "sitting"), 3);
        assert!(matches!(
            compare(&table, "deaths.total", "writen", 0.95),
            Err(CompareError::UnknownPlan { .. })
        ));
        assert_eq!(compare(&table, "deaths.total", "written", 95.0), Err(CompareError::Level(95.0)));
        assert_eq!(compare(&empty(&["written"]), "deaths.total", "written", 0.95), Err(CompareError::Empty));
    }
}
