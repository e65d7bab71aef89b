//! Bands of curves over replicates, and exceedance curves.

use sandtable_results::comparison::{CurveBand, ExceedanceCurve};
use sandtable_results::{Outcome, Series, StudyTable};

use crate::quantile::{quantile, sorted};

/// P10, median and P90 at each time of every curve of every plan. A run whose
/// curve stands on another time grid than the plan's first is left out; `n` counts
/// those used.
pub fn bands(table: &StudyTable) -> Vec<CurveBand> {
    let mut bands = Vec::new();
    for plan in &table.plans {
        let runs: Vec<&Outcome> =
            table.outcomes().iter().filter(|row| row.plan == plan.key && row.status.is_complete()).collect();
        let mut keys: Vec<&str> = Vec::new();
        for series in runs.iter().flat_map(|run| &run.curves) {
            if !keys.contains(&series.key.as_str()) {
                keys.push(&series.key);
            }
        }
        for key in keys {
            let curves: Vec<&Series> = runs.iter().filter_map(|run| run.curve(key)).collect();
            bands.extend(band(&plan.key, &curves));
        }
    }
    bands
}

fn band(plan: &str, curves: &[&Series]) -> Option<CurveBand> {
    let first = curves.first()?;
    let times = first.time_h.len();
    let fits = |series: &&&Series| series.time_h == first.time_h && series.values.len() == times;
    let curves: Vec<&&Series> = curves.iter().filter(fits).collect();
    let at = |place: usize| sorted(&curves.iter().map(|series| series.values[place]).collect::<Vec<_>>());
    let columns: Vec<Vec<f64>> = (0..times).map(at).collect();
    let line = |p: f64| columns.iter().map(|values| quantile(values, p).unwrap_or(f64::NAN)).collect();
    Some(CurveBand {
        plan: plan.to_owned(),
        key: first.key.clone(),
        title: first.title.clone(),
        unit: first.unit.clone(),
        n: curves.len() as u64,
        time_h: first.time_h.clone(),
        p10: line(0.1),
        p50: line(0.5),
        p90: line(0.9),
    })
}

/// Share of replicates above each distinct value. None if the metric never applied.
pub fn exceedance(plan: &str, metric: &str, values: &[f64]) -> Option<ExceedanceCurve> {
    let sorted = sorted(values);
    let n = sorted.len();
    if n == 0 {
        return None;
    }
    let (mut distinct, mut above) = (Vec::new(), Vec::new());
    for (index, &value) in sorted.iter().enumerate() {
        if index + 1 == n || sorted[index + 1] != value {
            distinct.push(value);
            above.push((n - index - 1) as f64 / n as f64);
        }
    }
    Some(ExceedanceCurve { plan: plan.into(), metric: metric.into(), n: n as u64, values: distinct, above })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::Text;
    use sandtable_results::{MetricRegistry, PlanTitle};

    #[test]
    fn a_band_is_pointwise_and_leaves_other_grids_out() {
        let plans = vec![PlanTitle { key: "a".into(), title: Text::same("a") }];
        let mut table = StudyTable::new(plans, MetricRegistry::default());
        for replicate in 0..12u64 {
            let mut outcome = Outcome::complete("a", replicate, vec![], 0);
            let late = if replicate == 3 { f64::NAN } else { replicate as f64 * 10.0 };
            outcome.curves.push(Series {
                key: "evacuation.completion".into(),
                title: Text::same("S"),
                unit: "1".into(),
                time_h: if replicate == 11 { vec![0.0, 2.0] } else { vec![0.0, 1.0] },
                values: vec![replicate as f64, late],
            });
            table.insert(outcome).unwrap();
        }
        table.insert(Outcome::failed("a", 12, 0, "limit")).unwrap();
        let bands = bands(&table);
        assert_eq!(bands.len(), 1);
        assert_eq!((bands[0].n, &bands[0].time_h[..]), (11, &[0.0, 1.0][..]));
        // Replicates 0 to 10; at the second time number 3 has no value.
        assert_eq!((bands[0].p10[0], bands[0].p50[0], bands[0].p90[0]), (1.0, 5.0, 9.0));
        assert_eq!(bands[0].p50[1], 55.0);
    }

    #[test]
    fn exceedance_counts_what_is_strictly_above() {
        let curve = exceedance("a", "m", &[2.0, 0.0, f64::NAN, 0.0, 5.0]).unwrap();
        assert_eq!((curve.n, curve.values, curve.above), (4, vec![0.0, 2.0, 5.0], vec![0.5, 0.25, 0.0]));
        assert_eq!(exceedance("a", "m", &[f64::NAN]), None);
    }
}
