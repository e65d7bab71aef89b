//! Differences of plans over replicates with the same draws.

use sandtable_results::comparison::{Estimate, MeanMethod};

use crate::bootstrap::ResampleCache;
use crate::mean::mean;
use crate::moments::{Moments, is_constant};

/// What pairs of values say of the difference a − b.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// Pairs with two finite values.
    pub n: u64,
    /// Pairs left out.
    pub left_out: u64,
    /// Mean of a − b.
    pub mean: Option<Estimate>,
    /// How its interval was made.
    pub method: MeanMethod,
    /// Correlation of a and b; none if either is constant.
    pub correlation: Option<f64>,
    /// Var(a − b)/(Var a + Var b); none if both are constant.
    pub variance_ratio: Option<f64>,
    /// Whether zero is excluded; see [`excludes_zero`].
    pub excludes_zero: Option<bool>,
    /// Whether a equals b in every pair.
    pub equal: bool,
}

/// The finite pairs of two columns.
pub fn finite_pairs(pairs: impl Iterator<Item = (f64, f64)>) -> (Vec<f64>, Vec<f64>, u64) {
    let (mut a, mut b, mut left_out) = (Vec::new(), Vec::new(), 0);
    for (x, y) in pairs {
        if x.is_finite() && y.is_finite() {
            a.push(x);
            b.push(y);
        } else {
            left_out += 1;
        }
    }
    (a, b, left_out)
}

/// Paired difference of two columns.
pub fn paired(pairs: impl Iterator<Item = (f64, f64)>, level: f64, resamples: &mut ResampleCache) -> Paired {
    let (a, b, left_out) = finite_pairs(pairs);
    let differences: Vec<f64> = a.iter().zip(&b).map(|(x, y)| x - y).collect();
    let (mean, method) = mean(&differences, level, resamples);
    let (va, vb) = (Moments::of(&a).variance(), Moments::of(&b).variance());
    let both = va.zip(vb).map(|(va, vb)| va + vb).filter(|&sum| sum > 0.0);
    let ratio = Moments::of(&differences).variance().zip(both).map(|(vd, sum)| vd / sum);
    Paired {
        n: differences.len() as u64,
        left_out,
        excludes_zero: excludes_zero(&differences, mean, level),
        equal: !differences.is_empty() && differences.iter().all(|&d| d == 0.0),
        mean,
        method,
        correlation: correlation(&a, &b),
        variance_ratio: ratio,
    }
}

/// Whether zero is excluded at a level: by the interval; where all differences are
/// equal and not zero, by the sign test, two-sided p = 2^{1−n}. None if all are
/// zero or there is no interval.
pub fn excludes_zero(differences: &[f64], mean: Option<Estimate>, level: f64) -> Option<bool> {
    if let Some(interval) = mean?.interval {
        return Some(interval.excludes_zero());
    }
    let n = differences.len();
    let one_sided = n > 1 && is_constant(differences) && differences[0] != 0.0;
    one_sided.then(|| libm::exp2(1.0 - n as f64) <= 1.0 - level)
}

/// Pearson's correlation; none below two pairs or if either column is constant.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (ma, mb) = (Moments::of(a), Moments::of(b));
    let (mean_a, mean_b) = (ma.mean()?, mb.mean()?);
    if a.len() != b.len() || is_constant(a) || is_constant(b) {
        return None;
    }
    let product = a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + (x - mean_a) * (y - mean_b));
    let scale = ma.sd()? * mb.sd()? * (a.len() - 1) as f64;
    Some((product / scale).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &[f64], b: &[f64]) -> Paired {
        let pairs = a.iter().copied().zip(b.iter().copied());
        paired(pairs, 0.95, &mut ResampleCache::default())
    }

    #[test]
    fn sleep_data_of_student() {
        // Student 1908 (R: t.test(extra ~ group, paired = TRUE) on `sleep`):
        // mean −1.58, 95 % interval −2.4598858 to −0.7001142; cor = 0.7951702.
        let one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let paired = of(&one, &two);
        let estimate = paired.mean.unwrap();
        assert!((estimate.value + 1.58).abs() < 1e-12);
        let interval =
            crate::mean::student(&one.iter().zip(&two).map(|(a, b)| a - b).collect::<Vec<_>>(), 0.95);
        let interval = interval.unwrap().interval.unwrap();
        assert!((interval.low + 2.459_885_8).abs() < 1e-6 && (interval.high + 0.700_114_2).abs() < 1e-6);
        assert!((paired.correlation.unwrap() - 0.795_170_2).abs() < 1e-6);
        assert_eq!((paired.n, paired.left_out, paired.equal), (10, 0, false));
        assert_eq!(paired.excludes_zero, Some(true));
    }

    #[test]
    fn the_variance_ratio_is_that_of_the_correlation() {
        let a = [1.0, 2.0, 4.0, 3.0, 7.0, 5.0];
        let b = [2.0, 3.0, 3.0, 5.0, 9.0, 4.0];
        let paired = of(&a, &b);
        let (sa, sb) = (Moments::of(&a).sd().unwrap(), Moments::of(&b).sd().unwrap());
        let rho = paired.correlation.unwrap();
        let expected = (sa * sa + sb * sb - 2.0 * rho * sa * sb) / (sa * sa + sb * sb);
        assert!((paired.variance_ratio.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn constant_differences_use_the_sign_test_and_equal_plans_say_so() {
        let up: Vec<f64> = (0..6).map(f64::from).collect();
        let shifted: Vec<f64> = up.iter().map(|value| value + 100.0).collect();
        let same = of(&up, &up);
        assert!(same.equal && same.excludes_zero.is_none());
        assert_eq!(same.mean.unwrap().interval, None);
        // 2 · 0.5⁶ = 0.03125 excludes zero at 95 %, 2 · 0.5⁵ = 0.0625 does not.
        assert_eq!(of(&shifted, &up).excludes_zero, Some(true));
        assert_eq!(of(&shifted[..5], &up[..5]).excludes_zero, Some(false));
        assert_eq!(of(&[5.0], &[1.0]).excludes_zero, None);
        assert_eq!(of(&[0.0; 4], &[0.0; 4]).variance_ratio, None);
    }

    #[test]
    fn pairs_without_a_number_are_left_out_and_counted() {
        let paired = of(&[1.0, f64::NAN, 3.0, f64::INFINITY, 6.0], &[0.0, 1.0, 1.0, 2.0, f64::NAN]);
        assert_eq!((paired.n, paired.left_out), (2, 3));
        assert_eq!(of(&[], &[]).mean, None);
    }
}
