//! Mean of the worst share of replicates: conditional value at risk (Rockafellar
//! & Uryasev 2000, Journal of Risk 2, 21–41).

use sandtable_results::comparison::{Estimate, Interval};

use crate::mean::t_quantile;
use crate::moments::{Moments, is_constant};

/// Replicates above c below which the tail has no interval.
const LEAST_ABOVE: usize = 2;

/// CVaR of ascending values at level α in the upper tail, with c the value of rank
/// ⌈nα⌉: c + Σ(x − c)⁺/(n(1 − α)), equal to the weighted mean of the tail. None
/// without values, outside 0 ≤ α < 1, or if the tail reaches from −∞ to +∞.
pub fn cvar(sorted: &[f64], alpha: f64) -> Option<f64> {
    let n = sorted.len();
    if n == 0 || !(0.0..1.0).contains(&alpha) {
        return None;
    }
    let k = rank(n, alpha);
    // If the tail holds nothing of that value, an infinite one says nothing of it.
    let none_of_it = k < n && k as f64 - n as f64 * alpha < 1e-9;
    let c = if sorted[k - 1].is_infinite() && none_of_it { sorted[k] } else { sorted[k - 1] };
    if c.is_infinite() {
        let all = c > 0.0 || sorted[n - 1] < f64::INFINITY;
        return all.then_some(c);
    }
    let excess = sorted.iter().fold(0.0, |sum, x| sum + (x - c).max(0.0));
    Some(c + excess / (n as f64 * (1.0 - alpha)))
}

/// ⌈nα⌉, at least one; a hair off so that 40 × 0.95 is 38.
fn rank(n: usize, alpha: f64) -> usize {
    (libm::ceil(n as f64 * alpha - 1e-9) as usize).clamp(1, n)
}

/// CVaR of the bad tail with an interval. `upper` says whether large values are
/// bad.
///
/// None if the tail holds less than one replicate (n(1 − α) < 1): the sample says
/// nothing of it. The standard error is that of the influence c + (X − c)⁺/(1 − α)
/// (delta method); t is Student's with as many degrees of freedom as there are
/// replicates above c, less one but not below two, since it is they that carry the
/// estimate; and the interval is laid on the logarithm of the mean excess e = CVaR − c,
/// so that it reads c + e·exp(±h/e), h = t·s/√n. Own measurements (4000 samples a case,
/// nominal 95 %): the plain interval covers 0.86 to 0.93 of exponential and
/// log-normal tails at n = 60 to 480, BCa 0.59 to 0.94, this one 0.93 to 0.97. With two
/// above c (n = 40 to 59 at α = 0.95) it is wide, half of the time six to nine times the
/// estimate at n = 40, and covers 0.95 of exponential, log-normal and normal tails
/// there, 0.92 to 0.94 at n = 50 and 0.88 to 0.92 at n = 59 (1500 samples a case); the
/// percentile bootstrap, a tenth as wide, covers 0.47 to 0.56. No interval below two
/// above c, without spread there, or with values that are not reached.
pub fn cvar_estimate(sorted: &[f64], alpha: f64, level: f64, upper: bool) -> Option<Estimate> {
    if !upper {
        let mirrored: Vec<f64> = sorted.iter().rev().map(|value| -value).collect();
        let estimate = cvar_estimate(&mirrored, alpha, level, true)?;
        let flip = |i: Interval| Interval { low: -i.high, high: -i.low, level: i.level };
        return Some(Estimate { value: -estimate.value, interval: estimate.interval.map(flip) });
    }
    if (sorted.len() as f64) * (1.0 - alpha) < 1.0 - 1e-9 {
        return None;
    }
    let value = cvar(sorted, alpha)?;
    Some(Estimate { value, interval: excess_interval(sorted, alpha, level, value) })
}

fn excess_interval(sorted: &[f64], alpha: f64, level: f64, value: f64) -> Option<Interval> {
    let n = sorted.len();
    let k = rank(n, alpha);
    let above = n - k;
    if above < LEAST_ABOVE || sorted.iter().any(|value| !value.is_finite()) || is_constant(&sorted[k - 1..]) {
        return None;
    }
    let c = sorted[k - 1];
    let influence: Vec<f64> = sorted.iter().map(|x| c + (x - c).max(0.0) / (1.0 - alpha)).collect();
    let sd = Moments::of(&influence).sd()?;
    let half = t_quantile(0.5 + 0.5 * level, (above - 1).max(2) as f64)? * sd / (n as f64).sqrt();
    let excess = value - c;
    let factor = libm::exp(half / excess);
    Some(Interval { low: c + excess / factor, high: c + excess * factor, level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_results::comparison::{CVAR95_INTERVAL_LEAST, CVAR95_LEAST};

    use sandtable_kernel::{Component, SimId, Streams};

    #[test]
    fn cvar_of_a_small_sample_by_hand() {
        // n = 10, α = 0.85: k = 9, (0.9 − 0.85)·9 + 0.1·10 = 1.45, over 0.15.
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert!((cvar(&values, 0.85).unwrap() - 1.45 / 0.15).abs() < 1e-12);
        assert!((cvar(&values, 0.0).unwrap() - 5.5).abs() < 1e-12);
        assert_eq!(cvar(&[], 0.9), None);
    }

    #[test]
    fn the_bad_tail_follows_the_direction() {
        let values: Vec<f64> = (1..=40).map(f64::from).collect();
        assert!((cvar_estimate(&values, 0.95, 0.95, true).unwrap().value - 39.5).abs() < 1e-9);
        assert!((cvar_estimate(&values, 0.95, 0.95, false).unwrap().value - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_tail_without_replicates_has_no_estimate() {
        let values: Vec<f64> = (1..=19).map(f64::from).collect();
        assert_eq!(cvar_estimate(&values, 0.95, 0.95, true), None);
        // One in the tail: a number, no interval. All equal there: likewise.
        let forty: Vec<f64> = (1..=40).map(f64::from).collect();
        assert!(cvar_estimate(&forty[..39], 0.95, 0.95, true).unwrap().interval.is_none());
        assert!(cvar_estimate(&forty[..20], 0.95, 0.95, true).is_some());
        let zeros = vec![0.0; 200];
        let estimate = cvar_estimate(&zeros, 0.95, 0.95, true).unwrap();
        assert_eq!((estimate.value, estimate.interval), (0.0, None));
        let mut never = forty.clone();
        never[39] = f64::INFINITY;
        let estimate = cvar_estimate(&never, 0.95, 0.95, true).unwrap();
        assert_eq!((estimate.value, estimate.interval), (f64::INFINITY, None));
        // The good tail does not see what was never reached.
        assert!((cvar_estimate(&never, 0.95, 0.95, false).unwrap().value - 1.5).abs() < 1e-9);
    }

    #[test]
    fn counts_that_are_told_are_those_that_are_used() {
        let values = |n: u64| (0..n).map(|k| k as f64).collect::<Vec<_>>();
        let estimate = |n: u64| cvar_estimate(&values(n), 0.95, 0.95, true);
        assert!(estimate(CVAR95_LEAST - 1).is_none() && estimate(CVAR95_LEAST).is_some());
        assert!(estimate(CVAR95_INTERVAL_LEAST - 1).unwrap().interval.is_none());
        let interval = estimate(CVAR95_INTERVAL_LEAST).unwrap().interval.unwrap();
        assert!(interval.low < 38.5 && interval.high > 38.5);
    }

    #[test]
    fn intervals_cover_about_as_often_as_they_say() {
        // Exponential: CVaR_α = 1 − ln(1 − α). Log-normal (σ = 1): e^{1/2} Φ(1 − z_α)/(1 − α).
        let alpha = 0.95;
        let z = sandtable_kernel::special::normal_quantile(alpha);
        let heavy = libm::exp(0.5) * sandtable_kernel::special::normal_cdf(1.0 - z) / (1.0 - alpha);
        for n in [40usize, 50, 60, 80, 160, 480] {
            for (name, truth) in [("exponential", 1.0 - libm::log(1.0 - alpha)), ("log-normal", heavy)] {
                let trials = 1000;
                let covered = (0..trials).filter(|&trial| {
                    let mut stream = Streams::new(n as u64, trial).at(SimId(3), 0, Component(0x6F02), 0);
                    let draw = |_| {
                        if name == "exponential" { stream.exponential() } else { libm::exp(stream.normal()) }
                    };
                    let mut values: Vec<f64> = (0..n).map(draw).collect();
                    values.sort_by(f64::total_cmp);
                    let interval = cvar_estimate(&values, alpha, 0.95, true).unwrap().interval.unwrap();
                    interval.low <= truth && truth <= interval.high
                });
                let share = covered.count() as f64 / trials as f64;
                // Nominal 0.95; the standard error of a share is 0.007.
                assert!((0.91..=0.99).contains(&share), "{name}, n = {n}: {share}");
            }
        }
    }
}
