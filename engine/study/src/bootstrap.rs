//! Bias-corrected and accelerated bootstrap (Efron 1987; DiCiccio & Efron 1996,
//! Statistical Science 11(3) 189–228) with resamples addressed by number, so that
//! threads and other metrics move nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use sandtable_kernel::special::{normal_cdf, normal_quantile};
use sandtable_kernel::{Component, SimId, Streams};
use sandtable_results::comparison::Interval;

use crate::moments::is_constant;
use crate::quantile::quantile;

/// Purpose of the draws of resamples.
const RESAMPLE: Component = Component(0x6000);
/// Resamples taken where nothing else is said.
pub const RESAMPLES: u32 = 1000;

/// Which values each resample takes: the same for every metric of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Resamples {
    n: usize,
    picks: Vec<Vec<u32>>,
}

impl Resamples {
    /// `count` resamples of a sample of `n` values.
    pub fn new(n: usize, count: u32) -> Self {
        let streams = Streams::new(0, n as u64);
        let picks = (0..count).into_par_iter().map(|resample| {
            let mut stream = streams.at(SimId::from_key("study.bootstrap"), resample, RESAMPLE, 0);
            (0..n).map(|_| stream.below(n as u32)).collect()
        });
        Self { n, picks: picks.collect() }
    }
}

/// Resamples by sample size, drawn when first asked for.
#[derive(Clone, Debug, Default)]
pub struct ResampleCache(BTreeMap<usize, Arc<Resamples>>);

impl ResampleCache {
    /// The resamples for samples of `n` values.
    pub fn of(&mut self, n: usize) -> Arc<Resamples> {
        self.0.entry(n).or_insert_with(|| Arc::new(Resamples::new(n, RESAMPLES))).clone()
    }
}

/// Mean of some values, summed in their order.
pub fn mean_of(values: &mut dyn Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

/// BCa interval of a statistic at a confidence level. None below three values,
/// without spread, for a sample of another size than the resamples', or where the
/// statistic degenerates (equal in all resamples or not finite in one).
pub fn bca(
    values: &[f64],
    level: f64,
    resamples: &Resamples,
    statistic: impl Fn(&mut dyn Iterator<Item = f64>) -> f64 + Sync,
) -> Option<Interval> {
    let n = values.len();
    let fits = n >= 3 && n == resamples.n && level > 0.0 && level < 1.0 && !is_constant(values);
    if !fits || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let estimate = statistic(&mut values.iter().copied());
    let mut drawn: Vec<f64> = resamples
        .picks
        .par_iter()
        .map(|picks| statistic(&mut picks.iter().map(|&pick| values[pick as usize])))
        .collect();
    drawn.sort_by(f64::total_cmp);
    if !estimate.is_finite() || drawn.iter().any(|value| !value.is_finite()) || is_constant(&drawn) {
        return None;
    }

    // Median bias; resamples equal to the estimate count half.
    let below = drawn.partition_point(|&value| value < estimate);
    let equal = drawn.partition_point(|&value| value <= estimate) - below;
    let bias = normal_quantile((below as f64 + 0.5 * equal as f64) / drawn.len() as f64);
    let acceleration = acceleration(values, statistic)?;
    let end = |p: f64| {
        let z = bias + normal_quantile(p);
        let share = normal_cdf(bias + z / (1.0 - acceleration * z));
        (bias.is_finite() && share.is_finite() && acceleration * z < 1.0)
            .then(|| quantile(&drawn, share))
            .flatten()
    };
    Some(Interval { low: end(0.5 - 0.5 * level)?, high: end(0.5 + 0.5 * level)?, level })
}

/// Acceleration from the jackknife: Σd³/(6(Σd²)^{3/2}), d = mean of the leave-one-
/// out statistics less each.
fn acceleration(values: &[f64], statistic: impl Fn(&mut dyn Iterator<Item = f64>) -> f64) -> Option<f64> {
    let n = values.len();
    let without = |left_out: usize| {
        let rest = values.iter().enumerate().filter(|&(index, _)| index != left_out);
        statistic(&mut rest.map(|(_, &value)| value))
    };
    let left_out: Vec<f64> = (0..n).map(without).collect();
    let mean = mean_of(&mut left_out.iter().copied());
    let (square, cube) = left_out.iter().fold((0.0, 0.0), |(square, cube), value| {
        let d = mean - value;
        (square + d * d, cube + d * d * d)
    });
    (square > 0.0 && square.is_finite()).then(|| cube / (6.0 * square * square.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degenerate_samples_have_no_interval() {
        let resamples = Resamples::new(5, 200);
        assert_eq!(bca(&[2.0; 5], 0.95, &resamples, mean_of), None);
        assert_eq!(bca(&[1.0, 2.0], 0.95, &Resamples::new(2, 200), mean_of), None);
        assert_eq!(bca(&[1.0, 2.0, 3.0, 4.0], 0.95, &resamples, mean_of), None);
        assert_eq!(bca(&[1.0, 2.0, f64::INFINITY, 4.0, 5.0], 0.95, &resamples, mean_of), None);
    }

    #[test]
    fn the_interval_moves_with_the_sample() {
        // Equivariance under shift and positive scale.
        let values = [0.0, 0.0, 1.0, 3.0, 0.0, 9.0, 0.0, 2.0, 0.0, 30.0];
        let resamples = Resamples::new(values.len(), 2000);
        let interval = bca(&values, 0.9, &resamples, mean_of).unwrap();
        let moved: Vec<f64> = values.iter().map(|value| 4.0 * value + 100.0).collect();
        let shifted = bca(&moved, 0.9, &resamples, mean_of).unwrap();
        assert!((shifted.low - (4.0 * interval.low + 100.0)).abs() < 1e-9);
        assert!((shifted.high - (4.0 * interval.high + 100.0)).abs() < 1e-9);
        // Skewed to the right: the interval reaches further up than down.
        let mean = 4.5;
        assert!(interval.high - mean > mean - interval.low && interval.low > 0.0);
    }
}
