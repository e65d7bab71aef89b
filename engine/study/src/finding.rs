//! Which plan, how surely, and in how many of the replicates.

use sandtable_results::comparison::{
    BestShare, Certainty, FEW_REPLICATES, Favours, Finding, PairedDifference,
};
use sandtable_results::{Direction, Metric, StudyTable};

use crate::moments::Moments;
use crate::proportion::wilson;
use crate::quantile::{quantile, sorted};

/// How often each plan was best by a metric, ties apart, over the replicates in
/// which it applied for every plan. A value not reached loses to any that is.
/// Empty for a metric without direction.
pub fn best_shares(table: &StudyTable, metric: &Metric, level: f64) -> Vec<BestShare> {
    if metric.direction == Direction::Neutral {
        return Vec::new();
    }
    let rows = table.paired(&metric.key);
    let rows: Vec<&Vec<f64>> =
        rows.iter().map(|(_, values)| values).filter(|row| row.iter().all(|value| !value.is_nan())).collect();
    let (mut best, mut tied) = (vec![0; table.plans.len()], vec![0; table.plans.len()]);
    for row in &rows {
        let is_best = |value: f64| !row.iter().any(|&other| metric.is_better(other, value));
        let winners: Vec<usize> = (0..row.len()).filter(|&plan| is_best(row[plan])).collect();
        match winners[..] {
            [one] => best[one] += 1,
            _ => winners.iter().for_each(|&plan| tied[plan] += 1),
        }
    }
    let n = rows.len() as u64;
    let share = |(place, plan): (usize, &sandtable_results::PlanTitle)| BestShare {
        plan: plan.key.clone(),
        best: best[place],
        tied: tied[place],
        n,
        share: wilson(best[place], n, level),
    };
    table.plans.iter().enumerate().map(share).collect()
}

/// The plan with the best mean of the decision metric over the replicates common
/// to all plans, and how surely it is the best by the paired differences, which
/// have to hold all pairs of the metric. Below [`FEW_REPLICATES`] pairs intervals are
/// too rough to call anything clear.
pub fn find(table: &StudyTable, metric: &Metric, differences: &[PairedDifference]) -> Finding {
    let none = Finding {
        metric: metric.key.clone(),
        best: None,
        certainty: Certainty::Undecided,
        rivals: Vec::new(),
    };
    let Some(best) = best_by_mean(table, metric) else { return none };
    let best = table.plans[best].key.clone();
    let mut certainty = Certainty::Clear;
    let (mut rivals, mut equals) = (Vec::new(), 0);
    for other in table.plans.iter().map(|plan| &plan.key).filter(|&key| *key != best) {
        let of_both = |row: &&PairedDifference| {
            row.metric == metric.key
                && ((row.plan == best && row.other == *other) || (row.plan == *other && row.other == best))
        };
        let row = differences.iter().find(of_both);
        equals += usize::from(row.is_some_and(|row| row.favours == Favours::Equal));
        let alone = row.is_some_and(|row| row.excludes_zero == Some(true));
        let jointly = alone && row.is_some_and(|row| row.excludes_zero_jointly == Some(true));
        if !jointly {
            rivals.push(other.clone());
        }
        certainty = match certainty {
            Certainty::Clear if jointly && row.is_some_and(|row| row.n >= FEW_REPLICATES) => Certainty::Clear,
            Certainty::Clear | Certainty::Likely if alone => Certainty::Likely,
            _ => Certainty::Undecided,
        };
    }
    if equals == table.plans.len() - 1 {
        return Finding { certainty: Certainty::Equal, rivals, ..none };
    }
    Finding { best: Some(best), certainty, rivals, ..none }
}

/// None for one plan, without direction, or without a mean for every plan.
fn best_by_mean(table: &StudyTable, metric: &Metric) -> Option<usize> {
    if table.plans.len() < 2 || metric.direction == Direction::Neutral {
        return None;
    }
    let rows = table.paired(&metric.key);
    let rows: Vec<_> = rows.iter().filter(|(_, row)| row.iter().all(|value| !value.is_nan())).collect();
    let mut means = Vec::new();
    for plan in 0..table.plans.len() {
        let column: Vec<f64> = rows.iter().map(|(_, row)| row[plan]).collect();
        means.push(Moments::of(&column).mean().filter(|mean| mean.is_finite())?);
    }
    // Equal means: the key decides, not the place in the table.
    (0..means.len()).reduce(|a, b| {
        let smaller_key = means[a] == means[b] && table.plans[b].key < table.plans[a].key;
        if metric.is_better(means[b], means[a]) || smaller_key { b } else { a }
    })
}

/// The replicate of a plan whose value is nearest the median, the first of several.
pub fn typical_replicate(table: &StudyTable, metric: &Metric, plan: &str) -> Option<u64> {
    let column = table.column(plan, &metric.key);
    let values: Vec<f64> = column.iter().map(|&(_, value)| value).collect();
    let median = quantile(&sorted(&values), 0.5)?;
    let distance = |value: f64| if value == median { 0.0 } else { (value - median).abs() };
    let known = column.into_iter().filter(|(_, value)| !value.is_nan());
    known.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1))).map(|(replicate, _)| replicate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use sandtable_kernel::Text;
    use sandtable_results::{MetricRegistry, Outcome, PlanTitle, standard::standard};

    fn table(key: &str, rows: &[[f64; 3]]) -> StudyTable {
        let registry = MetricRegistry::new(vec![standard().get(key).unwrap().clone()]).unwrap();
        let plans = ["a", "b", "c"].map(|key| PlanTitle { key: key.into(), title: Text::same(key) });
        let mut table = StudyTable::new(plans.to_vec(), registry);
        for (replicate, row) in rows.iter().enumerate() {
            for (plan, value) in ["a", "b", "c"].iter().zip(row) {
                table.insert(Outcome::complete(*plan, replicate as u64, vec![*value], 0)).unwrap();
            }
        }
        table
    }

    #[test]
    fn ties_are_counted_apart_and_direction_is_respected() {
        let rows = [[0.0, 0.0, 5.0], [1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [4.0, 2.0, f64::NAN], [9.0, 2.0, 3.0]];
        let shares =
            best_shares(&table("deaths.total", &rows), standard().get("deaths.total").unwrap(), 0.95);
        let counts: Vec<_> = shares.iter().map(|row| (row.best, row.tied, row.n)).collect();
        assert_eq!(counts, [(1, 2, 4), (1, 2, 4), (0, 1, 4)]);
        let key = "evacuation.margin.p50";
        let rows = [[0.5, f64::NEG_INFINITY, 2.0], [3.0, 1.0, 2.0]];
        let shares = best_shares(&table(key, &rows), standard().get(key).unwrap(), 0.95);
        assert_eq!(shares.iter().map(|row| row.best).collect::<Vec<_>>(), [1, 0, 1]);
        assert!(
            best_shares(&table("flood.area", &rows), standard().get("flood.area").unwrap(), 0.95).is_empty()
        );
    }

    #[test]
    fn plans_that_never_differ_are_equal_and_partly_equal_ones_undecided() {
        let rows: Vec<[f64; 3]> = (0..40).map(|k| [f64::from(k % 7); 3]).collect();
        let comparison = compare(&table("deaths.total", &rows), "deaths.total", "a", 0.95).unwrap();
        assert_eq!((comparison.finding.best, comparison.finding.certainty), (None, Certainty::Equal));
        let rows: Vec<[f64; 3]> = (0..40).map(|k| f64::from(k % 7)).map(|x| [x + 5.0, x, x]).collect();
        let finding = compare(&table("deaths.total", &rows), "deaths.total", "a", 0.95).unwrap().finding;
        assert_eq!((finding.best.as_deref(), finding.certainty), (Some("b"), Certainty::Undecided));
        assert_eq!(finding.rivals, ["c"]);
    }

    #[test]
    fn a_few_replicates_make_nothing_clear() {
        let certainty = |n: u32| {
            let rows: Vec<[f64; 3]> =
                (0..n).map(|k| f64::from(k % 7)).map(|x| [x, x + 50.0 + x * x, x + 90.0 - x]).collect();
            let comparison = compare(&table("deaths.total", &rows), "deaths.total", "a", 0.95).unwrap();
            assert_eq!(comparison.finding.best.as_deref(), Some("a"));
            assert!(comparison.finding.rivals.is_empty());
            comparison.finding.certainty
        };
        assert_eq!((certainty(29), certainty(30)), (Certainty::Likely, Certainty::Clear));
        // Three replicates that differ widely are no finding at all.
        let rows = [[0.0, 9.0, 9.0], [4.0, 5.0, 5.0], [3.0, 3.5, 3.5]];
        let comparison = compare(&table("deaths.total", &rows), "deaths.total", "a", 0.95).unwrap();
        assert_eq!(comparison.finding.certainty, Certainty::Undecided);
    }

    #[test]
    fn the_typical_replicate_is_nearest_the_median() {
        let rows = [[9.0, 0.0, 0.0], [4.0, 0.0, 0.0], [1.0, 0.0, 0.0], [5.0, 0.0, 0.0], [f64::NAN, 0.0, 0.0]];
        let metric = standard().get("deaths.total").unwrap().clone();
        // Median of 1, 4, 5, 9 is 4.5; 4 and 5 are equally near and 4 comes first.
        assert_eq!(typical_replicate(&table("deaths.total", &rows), &metric, "a"), Some(1));
        let never = [[f64::INFINITY; 3], [1.0; 3], [f64::INFINITY; 3]];
        assert_eq!(typical_replicate(&table("deaths.total", &never), &metric, "a"), Some(0));
    }
}
