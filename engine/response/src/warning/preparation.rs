//! From the first alert to departure: packing, fetching children, locking up.

use sandtable_kernel::special::normal_quantile;
use serde::{Deserialize, Serialize};

use super::CurveError;

/// Minutes of a Rayleigh-distributed preparation at place `u` (0 to 1).
///
/// F(t) = 1 − exp(−t²/(2σ²)); with σ = 30 min the curve of Tweedie et al. 1986
/// (recalled).
pub fn rayleigh_quantile(u: f64, sigma_min: f64) -> f64 {
    sigma_min * (-2.0 * libm::log1p(-u.clamp(0.0, 1.0 - 1e-16))).sqrt()
}

/// The shape of a departure curve; minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Preparation {
    /// 1 − exp(−t²/(2σ²)).
    Rayleigh {
        /// σ, min.
        sigma_min: f64,
    },
    /// The logarithm of the time is normal: household tasks.
    LogNormal {
        /// Median, min.
        median_min: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// 1 − exp(−a·t^b): LifeSim's protective action curve (technical reference, eq. 9,
    /// after Lindell).
    Weibull {
        /// a, in min^−b.
        a: f64,
        /// b.
        b: f64,
    },
}

impl Preparation {
    /// Share that has left `t_min` minutes after the alert, of those who leave.
    pub fn share(&self, t_min: f64) -> f64 {
        if t_min <= 0.0 {
            return 0.0;
        }
        match *self {
            Self::Rayleigh { sigma_min } => -libm::expm1(-t_min * t_min / (2.0 * sigma_min * sigma_min)),
            Self::LogNormal { median_min, sigma } => {
                sandtable_kernel::special::normal_cdf(libm::log(t_min / median_min) / sigma)
            }
            Self::Weibull { a, b } => -libm::expm1(-a * libm::pow(t_min, b)),
        }
    }

    /// Minutes at which a share of those who leave has left.
    pub fn quantile_min(&self, u: f64) -> f64 {
        let u = u.clamp(0.0, 1.0 - 1e-16);
        match *self {
            Self::Rayleigh { sigma_min } => rayleigh_quantile(u, sigma_min),
            Self::LogNormal { median_min, sigma } if u > 0.0 => {
                median_min * libm::exp(sigma * normal_quantile(u))
            }
            Self::LogNormal { .. } => 0.0,
            Self::Weibull { a, b } => libm::pow(-libm::log1p(-u) / a, 1.0 / b),
        }
    }

    /// Refuses parameters that describe no curve.
    ///
    /// # Errors
    /// The first that is not positive.
    pub fn check(&self) -> Result<(), CurveError> {
        let pairs = match *self {
            Self::Rayleigh { sigma_min } => [("sigma", sigma_min), ("sigma", sigma_min)],
            Self::LogNormal { median_min, sigma } => [("median", median_min), ("sigma", sigma)],
            Self::Weibull { a, b } => [("a", a), ("b", b)],
        };
        match pairs.into_iter().find(|(_, value)| !value.is_finite() || *value <= 0.0) {
            Some((name, value)) => Err(CurveError { name, value, expected: "greater than zero" }),
            None => Ok(()),
        }
    }
}

/// A departure curve that does not reach all: some never leave, however long they
/// have (typically 5–20 %; LifeSim).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreparationCurve {
    /// The shape.
    pub shape: Preparation,
    /// Share that leaves in the end, 0 to 1.
    pub mobilised: f64,
}

impl PreparationCurve {
    /// Share of all that has left `t_min` minutes after the alert.
    pub fn share(&self, t_min: f64) -> f64 {
        self.mobilised * self.shape.share(t_min)
    }

    /// Minutes of preparation of a household at place `u`; none if it stays.
    pub fn quantile_min(&self, u: f64) -> Option<f64> {
        (u < self.mobilised).then(|| self.shape.quantile_min(u / self.mobilised))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::{Component, SimId, Streams};

    const SHAPES: [Preparation; 3] = [
        Preparation::Rayleigh { sigma_min: 30.0 },
        Preparation::LogNormal { median_min: 45.0, sigma: 0.6 },
        Preparation::Weibull { a: 0.02, b: 1.2 },
    ];

    #[test]
    fn quantiles_invert_the_curves() {
        for shape in SHAPES {
            shape.check().unwrap();
            for k in 1..100 {
                let u = f64::from(k) / 100.0;
                assert!((shape.share(shape.quantile_min(u)) - u).abs() < 1e-12, "{shape:?}");
            }
        }
        // A Weibull curve with b = 2 and a = 1/1800 is Tweedie's Rayleigh curve.
        let twin = Preparation::Weibull { a: 1.0 / 1800.0, b: 2.0 };
        assert!((twin.share(47.0) - SHAPES[0].share(47.0)).abs() < 1e-14);
    }

    #[test]
    fn those_who_stay_stay_and_the_others_keep_the_shape() {
        let curve = PreparationCurve { shape: SHAPES[0], mobilised: 0.85 };
        let streams = Streams::new(8, 0);
        let n = 40_000;
        let times: Vec<Option<f64>> =
            (0..n).map(|k| curve.quantile_min(streams.uniform(SimId(1), k, Component(0x4002), 0))).collect();
        let stay = times.iter().filter(|t| t.is_none()).count() as f64 / f64::from(n);
        assert!((stay - 0.15).abs() < 3.0 * (0.15f64 * 0.85 / f64::from(n)).sqrt());
        // Half of those who leave have left at 35.322 min: 30 √(2 ln 2).
        let gone = times.iter().flatten().filter(|&&t| t <= 35.322).count() as f64 / f64::from(n);
        assert!((gone - 0.425).abs() < 3.0 * (0.425f64 * 0.575 / f64::from(n)).sqrt());
    }

    #[test]
    fn nonsense_is_refused() {
        let bad = Preparation::LogNormal { median_min: 10.0, sigma: -1.0 };
        assert!(bad.check().unwrap_err().to_string().contains("sigma is -1"));
    }
}
