//! One channel in closed form.

use serde::{Deserialize, Serialize};

use super::CurveError;

/// Spread of a warning: a household that has not heard it is alerted by the channel
/// at a rate p and by those who have heard it at q times their share:
/// dn/dt = (p + q·n)·(1 − n).
///
/// Rogers & Sorensen 1988 write dn/dt = k·a1·(N − n) + (1 − k)·a2·(n/N)·(N − n); p
/// and q are their k·a1 and (1 − k)·a2. With these two it is the equation of Bass
/// 1969 (Management Science 15 215–227), whose solution is used here.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diffusion {
    /// Alert rate, 1/min.
    pub p_min: f64,
    /// Contagion rate, 1/min.
    pub q_min: f64,
}

impl Diffusion {
    /// Rates, checked.
    ///
    /// # Errors
    /// If a rate is negative or no number.
    pub fn new(p_min: f64, q_min: f64) -> Result<Self, CurveError> {
        for (name, value) in [("alert rate p", p_min), ("contagion rate q", q_min)] {
            if !value.is_finite() || value < 0.0 {
                return Err(CurveError { name, value, expected: "a number not below zero" });
            }
        }
        Ok(Self { p_min, q_min })
    }

    /// Share that has been alerted `t_min` minutes after the issue.
    pub fn share(&self, t_min: f64) -> f64 {
        let (p, q) = (self.p_min, self.q_min);
        if t_min <= 0.0 || p <= 0.0 {
            return 0.0;
        }
        let e = libm::exp(-(p + q) * t_min);
        (1.0 - e) / (1.0 + q / p * e)
    }

    /// Minutes until a share is alerted; none where it never is.
    pub fn time_min(&self, share: f64) -> Option<f64> {
        let (p, q) = (self.p_min, self.q_min);
        if share <= 0.0 {
            return Some(0.0);
        }
        if p <= 0.0 || share >= 1.0 || share.is_nan() {
            return None;
        }
        // Solve the solution for t: e^{−(p+q)t} = (1 − F)/(1 + F·q/p).
        Some(libm::log((1.0 + share * q / p) / (1.0 - share)) / (p + q))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::{Component, SimId, Streams};

    #[test]
    fn the_closed_form_solves_its_equation() {
        let curve = Diffusion::new(0.03, 0.10).unwrap();
        // Explicit steps of 0.001 min.
        let (mut n, mut t) = (0.0, 0.0);
        while t < 60.0 {
            n += 0.001 * (0.03 + 0.10 * n) * (1.0 - n);
            t += 0.001;
        }
        assert!((curve.share(60.0) - n).abs() < 1e-4);
    }

    #[test]
    fn time_is_the_inverse_of_share() {
        for (p, q) in [(0.03, 0.1), (0.25, 0.05), (0.01, 0.0), (0.001, 0.3)] {
            let curve = Diffusion::new(p, q).unwrap();
            for k in 1..100 {
                let share = f64::from(k) / 100.0;
                assert!((curve.share(curve.time_min(share).unwrap()) - share).abs() < 1e-12);
            }
        }
        assert_eq!(Diffusion::new(0.0, 0.3).unwrap().time_min(0.5), None, "nobody to hear it from");
        assert_eq!(Diffusion::new(0.1, 0.0).unwrap().time_min(1.0), None);
        assert!(Diffusion::new(-0.1, 0.0).unwrap_err().to_string().contains("alert rate p is -0.1"));
    }

    #[test]
    fn households_converge_to_the_curve() {
        // 3 σ of the binomial share.
        let curve = Diffusion::new(0.03, 0.10).unwrap();
        let n = 40_000;
        let streams = Streams::new(5, 0);
        let times: Vec<f64> = (0..n)
            .map(|k| curve.time_min(streams.uniform(SimId(9), k, Component(0x4001), 0)).unwrap())
            .collect();
        for (t, share) in [(5.0, 0.1744), (10.0, 0.3812), (15.0, 0.5818), (30.0, 0.9178)] {
            let heard = times.iter().filter(|&&at| at <= t).count() as f64 / f64::from(n);
            let sigma = (share * (1.0 - share) / f64::from(n)).sqrt();
            assert!((heard - share).abs() < 3.0 * sigma + 1e-4, "{t} min: {heard} against {share}");
        }
    }
}
