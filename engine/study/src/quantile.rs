//! Quantiles with intervals that assume nothing of the distribution.

use sandtable_results::comparison::{Estimate, Interval};
use statrs::function::beta::beta_reg;

/// The values without NaN, ascending; infinite ones stay at their end.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Quantile `p` of ascending values, Hyndman & Fan 1996 (The American Statistician
/// 50(4) 361–365) type 7. None without values, outside 0 ≤ p ≤ 1, or between two
/// infinities of different sign.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let place = (sorted.len() - 1) as f64 * p;
    let index = place as usize;
    let share = place - index as f64;
    let low = sorted[index];
    let high = sorted[(index + 1).min(sorted.len() - 1)];
    if share == 0.0 || low == high {
        return Some(low);
    }
    match (low.is_finite(), high.is_finite()) {
        (true, true) => Some(low + share * (high - low)),
        (true, false) => Some(high),
        (false, true) => Some(low),
        (false, false) => None,
    }
}

/// P(B ≤ k) of a binomial number of `n` trials with probability `p`.
fn binomial_cdf(k: i64, n: usize, p: f64) -> f64 {
    if k < 0 {
        0.0
    } else if k as usize >= n {
        1.0
    } else {
        beta_reg((n as i64 - k) as f64, (k + 1) as f64, 1.0 - p)
    }
}

/// Interval of quantile `p` between order statistics (David & Nagaraja 2003,
/// "Order Statistics", 3rd ed., section 7.1; recalled): X₍l₎ to X₍u₎ cover with
/// P(l ≤ B ≤ u − 1), B binomial(n, p), tails of at most (1 − level)/2 each.
/// The level given back is that coverage. An end for which the sample is too small
/// is infinite; none if both are.
pub fn order_interval(sorted: &[f64], p: f64, level: f64) -> Option<Interval> {
    let n = sorted.len();
    if n == 0 || !(p > 0.0 && p < 1.0 && level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = 0.5 - 0.5 * level;
    // Greatest l with P(B ≤ l − 1) ≤ tail, least u with P(B ≥ u) ≤ tail.
    let l = (1..=n).take_while(|&l| binomial_cdf(l as i64 - 1, n, p) <= tail).last();
    let u = (1..=n).find(|&u| 1.0 - binomial_cdf(u as i64 - 1, n, p) <= tail);
    if l.is_none() && u.is_none() {
        return None;
    }
    let below = l.map_or(0.0, |l| binomial_cdf(l as i64 - 1, n, p));
    let above = u.map_or(0.0, |u| 1.0 - binomial_cdf(u as i64 - 1, n, p));
    Some(Interval {
        low: l.map_or(f64::NEG_INFINITY, |l| sorted[l - 1]),
        high: u.map_or(f64::INFINITY, |u| sorted[u - 1]),
        level: 1.0 - below - above,
    })
}

/// Quantile with its interval.
pub fn quantile_estimate(sorted: &[f64], p: f64, level: f64) -> Option<Estimate> {
    Some(Estimate { value: quantile(sorted, p)?, interval: order_interval(sorted, p, level) })
}

/// Least number of runs whose greatest value exceeds quantile `p` with confidence
/// `level`: 1 − pⁿ ≥ level (Wilks 1941). None outside the open unit interval.
pub fn wilks_n(p: f64, level: f64) -> Option<u64> {
    if !(p > 0.0 && p < 1.0 && level > 0.0 && level < 1.0) {
        return None;
    }
    let n = libm::ceil(libm::log(1.0 - level) / libm::log(p)) as u64;
    // Rounding of the logarithms may be one off.
    (n.saturating_sub(1).max(1)..=n + 1).find(|&n| 1.0 - libm::pow(p, n as f64) >= level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_seven_is_that_of_r() {
        // R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .9)).
        let values = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (p, expected) in [(0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.9, 12.8), (0.0, 1.0), (1.0, 16.0)] {
            assert!((quantile(&values, p).unwrap() - expected).abs() < 1e-12, "{p}");
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.9), Some(3.0));
    }

    #[test]
    fn runs_that_did_not_reach_it_stand_at_their_end() {
        let values = sorted(&[f64::INFINITY, 3.0, f64::NAN, 1.0, f64::INFINITY, 2.0]);
        assert_eq!(values.len(), 5);
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.6), Some(f64::INFINITY));
        assert_eq!(quantile(&[f64::NEG_INFINITY, f64::INFINITY], 0.5), None);
        assert_eq!(quantile(&[f64::NEG_INFINITY, 1.0], 0.5), Some(f64::NEG_INFINITY));
    }

    #[test]
    fn order_statistics_of_the_median_are_those_of_the_tables() {
        // n = 10: ranks 2 and 9 cover 0.9785; n = 40: ranks 14 and 27 cover 0.9615
        // (Conover 1999, Table A3: binomial 0.5).
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        let interval = order_interval(&ten, 0.5, 0.95).unwrap();
        assert_eq!((interval.low, interval.high), (2.0, 9.0));
        assert!((interval.level - (1.0 - 22.0 / 1024.0)).abs() < 1e-12);
        let forty: Vec<f64> = (1..=40).map(f64::from).collect();
        let interval = order_interval(&forty, 0.5, 0.95).unwrap();
        assert_eq!((interval.low, interval.high), (14.0, 27.0));
        assert!((interval.level - 0.9615).abs() < 1e-4);
    }

    #[test]
    fn a_small_sample_does_not_bound_its_tail() {
        let forty: Vec<f64> = (1..=40).map(f64::from).collect();
        let interval = order_interval(&forty, 0.95, 0.95).unwrap();
        assert_eq!(interval.high, f64::INFINITY);
        assert!(interval.low < 40.0 && interval.level > 0.95);
        assert_eq!(order_interval(&[1.0], 0.5, 0.95), None);
        // 95/95 two-sided: the upper end exists from the n with 1 − pⁿ ≥ 0.975 on.
        let n = wilks_n(0.95, 0.975).unwrap() as usize;
        let values = |n: usize| (1..=n).map(|k| k as f64).collect::<Vec<_>>();
        assert_eq!(order_interval(&values(n), 0.95, 0.95).unwrap().high, n as f64);
        assert_eq!(order_interval(&values(n - 1), 0.95, 0.95).unwrap().high, f64::INFINITY);
    }

    #[test]
    fn wilks_counts_of_the_licensing_practice() {
        // 95/95: 59, 95/99: 90 (level .99), 99/95: 299, 90/95: 29, 50/50: 1.
        for (p, level, n) in
            [(0.95, 0.95, 59), (0.95, 0.99, 90), (0.99, 0.95, 299), (0.9, 0.95, 29), (0.5, 0.5, 1)]
        {
            assert_eq!(wilks_n(p, level), Some(n));
        }
        assert_eq!(wilks_n(1.0, 0.95), None);
    }
}
