//! Mean and variance in one pass, exactly mergeable in a fixed order (Welford
//! 1962, Technometrics 4(3) 419–420; Chan, Golub & LeVeque 1979).

/// Count, mean and sums of powers of the deviations from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    m2: f64,
}

impl Moments {
    /// The moments of some values, taken in their order.
    pub fn of(values: &[f64]) -> Self {
        let mut moments = Self::default();
        values.iter().for_each(|&value| moments.push(value));
        moments
    }

    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let delta = value - self.mean;
        self.mean += delta / self.n as f64;
        self.m2 += delta * (value - self.mean);
    }

    /// Adds the values of another sample.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let delta = other.mean - self.mean;
        self.n += other.n;
        self.mean += delta * (b / (a + b));
        self.m2 += other.m2 + delta * delta * (a * b / (a + b));
    }

    /// Number of values.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Their mean; none without values.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// Sample variance (divisor n − 1); none below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.m2 / (self.n - 1) as f64)
    }

    /// Square root of the sample variance.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

/// Fisher's skewness G₁ = m₃/m₂^{3/2} (moments with divisor n); none without
/// spread.
pub fn skewness(values: &[f64]) -> Option<f64> {
    let mean = Moments::of(values).mean()?;
    let n = values.len() as f64;
    let (m2, m3) = values.iter().fold((0.0, 0.0), |(m2, m3), value| {
        let d = value - mean;
        (m2 + d * d, m3 + d * d * d)
    });
    (m2 > 0.0).then(|| (m3 / n) / ((m2 / n) * (m2 / n).sqrt()))
}

/// Whether all values are the same.
pub fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn law_and_kelton_mean_and_variance() {
        // Computed from the definitions.
        let moments = Moments::of(&[1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]);
        assert!((moments.mean().unwrap() - 1.343).abs() < 1e-12);
        assert!((moments.variance().unwrap() - 0.167_512).abs() < 1e-6);
    }

    #[test]
    fn a_large_offset_does_not_eat_the_variance() {
        let moments = Moments::of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!(moments.variance(), Some(30.0));
    }

    #[test]
    fn skewness_of_one_in_n_is_its_closed_form() {
        // One 1 among n zeros: Bernoulli with p = 1/n, (1 − 2p)/√(p(1 − p)).
        let mut values = vec![0.0; 20];
        values[7] = 1.0;
        let p: f64 = 0.05;
        assert!((skewness(&values).unwrap() - (1.0 - 2.0 * p) / (p * (1.0 - p)).sqrt()).abs() < 1e-12);
        assert_eq!(skewness(&[3.0, 3.0]), None);
    }

    proptest! {
        #[test]
        fn merged_shards_agree_with_the_whole(
            values in prop::collection::vec(-1e6..1e6f64, 2..60), cut in 0..60usize,
        ) {
            let cut = cut.min(values.len());
            let mut merged = Moments::of(&values[..cut]);
            merged.merge(&Moments::of(&values[cut..]));
            let whole = Moments::of(&values);
            prop_assert_eq!(merged.n(), whole.n());
            prop_assert!((merged.mean().unwrap() - whole.mean().unwrap()).abs() <= 1e-9 * 1e6);
            let (a, b) = (merged.variance().unwrap(), whole.variance().unwrap());
            prop_assert!((a - b).abs() <= 1e-9 * b.max(1.0));
        }
    }
}
