//! How many replicates: counts fixed beforehand, and the relative precision at
//! which to stop (Law & Kelton 2000, "Simulation Modeling and Analysis", 3rd ed.,
//! section 9.4.1; recalled). What has finished first decides nothing: the rule is
//! asked only at the fixed counts, of all replicates below the count.

use sandtable_results::StudyTable;
use sandtable_results::comparison::Achieved;

use crate::mean::half_width;
use crate::moments::{Moments, is_constant};

/// The counts at which a study may stop: 30, 40, 60, 80, 120, 160, 240, …, and
/// `max_n` itself as the last.
pub fn fixed_counts(max_n: u64) -> Vec<u64> {
    let mut counts = Vec::new();
    let (mut three, mut four) = (30u64, 40u64);
    while three < max_n {
        counts.push(three);
        if four < max_n {
            counts.push(four);
        }
        (three, four) = (three.saturating_mul(2), four.saturating_mul(2));
    }
    counts.push(max_n);
    counts
}

/// Stop when the mean of a metric is known to a relative error for every plan.
#[derive(Clone, Debug, PartialEq)]
pub struct RelativePrecision {
    /// Key of the metric.
    pub metric: String,
    /// Relative error γ wanted of the mean, such as 0.05.
    pub relative_error: f64,
    /// Confidence level.
    pub level: f64,
    /// Replicates allowed.
    pub max_n: u64,
}

/// What the rule says at a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Go on to this count.
    Continue {
        /// The next fixed count.
        next: u64,
    },
    /// Stop: reached for every plan, or no replicate is left.
    Stop,
}

impl RelativePrecision {
    /// What each plan has reached with the first `n` replicates: half-width over
    /// |mean| against γ/(1 + γ), which makes the error relative to the true mean.
    /// A mean of zero, a sample without spread or with values not reached has no
    /// relative precision and counts as not reached.
    pub fn achieved(&self, table: &StudyTable, n: u64) -> Vec<Achieved> {
        let wanted = self.relative_error / (1.0 + self.relative_error);
        let plan = |plan: &sandtable_results::PlanTitle| {
            let column = table.column(&plan.key, &self.metric);
            let values = column.into_iter().filter(|&(replicate, _)| replicate < n).map(|(_, value)| value);
            let relative = self.relative_half_width(&values.collect::<Vec<_>>());
            Achieved {
                plan: plan.key.clone(),
                relative_half_width: relative,
                reached: relative.is_some_and(|relative| relative <= wanted),
            }
        };
        table.plans.iter().map(plan).collect()
    }

    fn relative_half_width(&self, values: &[f64]) -> Option<f64> {
        let values: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        if is_constant(&values) || values.iter().any(|value| value.is_infinite()) {
            return None;
        }
        let moments = Moments::of(&values);
        let mean = moments.mean().filter(|&mean| mean != 0.0)?;
        Some(half_width(&moments, self.level)? / mean.abs())
    }

    /// Whether to go on after the first `n` replicates of all plans.
    pub fn verdict(&self, table: &StudyTable, n: u64) -> Verdict {
        if !table.plans.is_empty() && self.achieved(table, n).iter().all(|plan| plan.reached) {
            return Verdict::Stop;
        }
        match fixed_counts(self.max_n).into_iter().find(|&count| count > n) {
            Some(next) => Verdict::Continue { next },
            None => Verdict::Stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::Text;
    use sandtable_results::{MetricRegistry, Outcome, PlanTitle, standard::standard};

    fn table(value: impl Fn(u64) -> f64, n: u64) -> StudyTable {
        let plans = vec![PlanTitle { key: "a".into(), title: Text::same("a") }];
        let registry = MetricRegistry::new(standard().all()[..1].to_vec()).unwrap();
        let mut table = StudyTable::new(plans, registry);
        // Last first: what has finished first must not matter.
        for replicate in (0..n).rev() {
            table.insert(Outcome::complete("a", replicate, vec![value(replicate)], 0)).unwrap();
        }
        table
    }

    fn rule(relative_error: f64) -> RelativePrecision {
        RelativePrecision { metric: "deaths.total".into(), relative_error, level: 0.95, max_n: 100 }
    }

    #[test]
    fn counts_are_those_of_the_issue() {
        assert_eq!(fixed_counts(300), [30, 40, 60, 80, 120, 160, 240, 300]);
        assert_eq!(fixed_counts(40), [30, 40]);
        assert_eq!(fixed_counts(10), [10]);
        assert_eq!(fixed_counts(0), [0]);
    }

    #[test]
    fn the_rule_looks_at_the_first_n_alone() {
        let table = table(|replicate| if replicate < 30 { 100.0 + (replicate % 2) as f64 } else { 1e6 }, 40);
        assert_eq!(rule(0.05).verdict(&table, 30), Verdict::Stop);
        assert_eq!(rule(0.05).verdict(&table, 40), Verdict::Continue { next: 60 });
    }

    #[test]
    fn the_wanted_half_width_is_gamma_over_one_plus_gamma() {
        // 30 values 100 ± d: half-width 2.045230 · s/√30, s = d·√(30/29).
        let bound: f64 = 0.05 / 1.05 * 100.0 * 29f64.sqrt() / 2.045_230;
        for (d, expected) in [(bound * 0.999, Verdict::Stop), (bound * 1.001, Verdict::Continue { next: 40 })]
        {
            let table = table(|replicate| 100.0 + if replicate % 2 == 0 { d } else { -d }, 30);
            assert_eq!(rule(0.05).verdict(&table, 30), expected);
        }
    }

    #[test]
    fn zero_and_constant_never_reach_a_precision() {
        for value in [0.0, 5.0, f64::NAN] {
            let table = table(|_| value, 100);
            assert_eq!(rule(0.05).verdict(&table, 30), Verdict::Continue { next: 40 });
            assert_eq!(rule(0.05).verdict(&table, 100), Verdict::Stop);
            assert_eq!(rule(0.05).achieved(&table, 100)[0].relative_half_width, None);
        }
    }
}
