//! Probabilities from counts.

use sandtable_kernel::special::normal_quantile;
use sandtable_results::comparison::{Estimate, Interval};
use statrs::distribution::{Beta, ContinuousCDF};

/// Share of `met` among `n` with Wilson's score interval (Wilson 1927; Newcombe
/// 1998, method 3). None if there is nothing to count.
pub fn wilson(met: u64, n: u64, level: f64) -> Option<Estimate> {
    if n == 0 || met > n || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (count, p) = (n as f64, met as f64 / n as f64);
    let z = normal_quantile(0.5 + 0.5 * level);
    let scale = 1.0 + z * z / count;
    let centre = (p + z * z / (2.0 * count)) / scale;
    let half = z / scale * (p * (1.0 - p) / count + z * z / (4.0 * count * count)).sqrt();
    // At the ends the bound is exact; rounding must not push it past.
    let low = if met == 0 { 0.0 } else { centre - half };
    let high = if met == n { 1.0 } else { centre + half };
    Some(Estimate { value: p, interval: Some(Interval { low, high, level }) })
}

/// Share with the interval of Clopper & Pearson (1934), which never covers less
/// than its level: for claims on which safety rests.
pub fn clopper_pearson(met: u64, n: u64, level: f64) -> Option<Estimate> {
    if n == 0 || met > n || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = 0.5 - 0.5 * level;
    let (yes, no) = (met as f64, (n - met) as f64);
    let low = if met == 0 { 0.0 } else { Beta::new(yes, no + 1.0).ok()?.inverse_cdf(tail) };
    let high = if met == n { 1.0 } else { Beta::new(yes + 1.0, no).ok()?.inverse_cdf(1.0 - tail) };
    Some(Estimate { value: yes / n as f64, interval: Some(Interval { low, high, level }) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::beta::beta_reg;

    #[test]
    fn clopper_pearson_bounds_have_the_tail_probabilities_they_promise() {
        for (met, n) in [(0u64, 20u64), (1, 29), (15, 148), (81, 263), (39, 40), (40, 40)] {
            let interval = clopper_pearson(met, n, 0.95).unwrap().interval.unwrap();
            // P(B ≥ met | low) = I_low(met, n − met + 1), P(B ≤ met | high) likewise.
            if met > 0 {
                let tail = beta_reg(met as f64, (n - met + 1) as f64, interval.low);
                assert!((tail - 0.025).abs() < 1e-9, "{met}/{n}: {tail}");
            }
            if met < n {
                let tail = 1.0 - beta_reg((met + 1) as f64, (n - met) as f64, interval.high);
                assert!((tail - 0.025).abs() < 1e-9, "{met}/{n}: {tail}");
            }
            let wilson = wilson(met, n, 0.95).unwrap().interval.unwrap();
            assert!(interval.high - interval.low > wilson.high - wilson.low, "{met}/{n}");
        }
    }

    #[test]
    fn nothing_counted_is_no_probability() {
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(wilson(3, 2, 0.95), None);
        assert_eq!(clopper_pearson(0, 0, 0.95), None);
        assert_eq!(wilson(40, 40, 0.95).unwrap().interval.unwrap().high, 1.0);
    }
}
