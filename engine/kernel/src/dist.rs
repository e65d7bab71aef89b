//! Distributions as scenario files write them: a bare number, or for example
//! `Normal(mean: 3200, sd: 400)`, drawn once per replicate from its own stream.
//!
//! Where the inverse distribution function has a closed form (or a table of full
//! accuracy) a draw uses one uniform number through it, so that draws are
//! monotone in the uniform and plans meet under common random numbers. Gamma,
//! Beta and Poisson use rejection or products of uniforms. `Truncated` restricts
//! the inverse where there is one and rejects otherwise; the check makes sure
//! that at least one draw in a hundred is accepted.

use libm::{exp, log, log1p, pow, sqrt};
use serde::{Deserialize, Serialize};

use crate::random::{Component, Stream, Streams};
use crate::special::{normal_cdf, normal_quantile};
use crate::{SimId, random};

/// A number in a scenario file: fixed or random.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub enum Dist {
    /// Always this value.
    Fixed(f64),
    /// Equally likely between two bounds.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// The logarithm is normal with this mean and standard deviation.
    LogNormal {
        /// Median of the value itself: exp of the mean logarithm.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Triangular.
    Triangular {
        /// Lower bound.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        high: f64,
    },
    /// Beta on 0 to 1, stretched to `low`..`high`.
    Beta {
        /// First shape.
        a: f64,
        /// Second shape.
        b: f64,
        /// Lower bound.
        #[serde(default)]
        low: f64,
        /// Upper bound.
        #[serde(default = "one")]
        high: f64,
    },
    /// Weibull: F(x) = 1 − exp(−(x/scale)^shape).
    Weibull {
        /// Scale.
        scale: f64,
        /// Shape.
        shape: f64,
    },
    /// Gamma with mean shape × scale.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Poisson counts.
    Poisson {
        /// Mean.
        mean: f64,
    },
    /// One of several values with weights.
    Choice(Vec<(f64, f64)>),
    /// A sample: one of the values, each equally likely.
    Empirical(Vec<f64>),
    /// Another distribution restricted to an interval.
    Truncated {
        /// The distribution that is cut.
        of: Box<Dist>,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
}

fn one() -> f64 {
    1.0
}

/// Accepts a bare number for `Fixed`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Named(Named),
}

/// The same list as `Dist`, by name, for files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
enum Named {
    Fixed(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    LogNormal {
        median: f64,
        sigma: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Beta {
        a: f64,
        b: f64,
        #[serde(default)]
        low: f64,
        #[serde(default = "one")]
        high: f64,
    },
    Weibull {
        scale: f64,
        shape: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Poisson {
        mean: f64,
    },
    Choice(Vec<(f64, f64)>),
    Empirical(Vec<f64>),
    Truncated {
        of: Box<Dist>,
        low: f64,
        high: f64,
    },
}

impl From<Written> for Dist {
    fn from(written: Written) -> Self {
        match written {
            Written::Number(x) | Written::Named(Named::Fixed(x)) => Self::Fixed(x),
            Written::Named(Named::Uniform { low, high }) => Self::Uniform { low, high },
            Written::Named(Named::Normal { mean, sd }) => Self::Normal { mean, sd },
            Written::Named(Named::LogNormal { median, sigma }) => Self::LogNormal { median, sigma },
            Written::Named(Named::Triangular { low, mode, high }) => Self::Triangular { low, mode, high },
            Written::Named(Named::Beta { a, b, low, high }) => Self::Beta { a, b, low, high },
            Written::Named(Named::Weibull { scale, shape }) => Self::Weibull { scale, shape },
            Written::Named(Named::Gamma { shape, scale }) => Self::Gamma { shape, scale },
            Written::Named(Named::Poisson { mean }) => Self::Poisson { mean },
            Written::Named(Named::Choice(pairs)) => Self::Choice(pairs),
            Written::Named(Named::Empirical(values)) => Self::Empirical(values),
            Written::Named(Named::Truncated { of, low, high }) => Self::Truncated { of, low, high },
        }
    }
}

/// What is wrong with a distribution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DistError {
    /// A parameter is not a finite number.
    #[error("{name} of {kind} is {value}, not a finite number")]
    NotFinite {
        /// Distribution.
        kind: &'static str,
        /// Parameter.
        name: &'static str,
        /// What was found.
        value: f64,
    },
    /// A parameter has to be larger.
    #[error("{name} of {kind} is {value}; it must be greater than {above}")]
    TooSmall {
        /// Distribution.
        kind: &'static str,
        /// Parameter.
        name: &'static str,
        /// What was found.
        value: f64,
        /// The bound it has to exceed.
        above: f64,
    },
    /// A parameter has to be smaller.
    #[error("{name} of {kind} is {value}; at most {most} is allowed")]
    TooLarge {
        /// Distribution.
        kind: &'static str,
        /// Parameter.
        name: &'static str,
        /// What was found.
        value: f64,
        /// The greatest value allowed.
        most: f64,
    },
    /// The bounds are in the wrong order.
    #[error("{kind}: low {low} is not below high {high} (or the mode is outside them)")]
    Order {
        /// Distribution.
        kind: &'static str,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Nothing to choose from.
    #[error("{kind} has no values, or weights that do not add up to more than zero")]
    Empty {
        /// Distribution.
        kind: &'static str,
    },
    /// The interval of a truncation is so unlikely that drawing would not end.
    #[error("less than 1 % of {kind} lies between {low} and {high}; widen the interval")]
    Unlikely {
        /// Distribution that is cut.
        kind: &'static str,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
}

impl From<f64> for Dist {
    fn from(value: f64) -> Self {
        Self::Fixed(value)
    }
}

impl Dist {
    /// Name as written in files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Fixed(_) => "Fixed",
            Self::Uniform { .. } => "Uniform",
            Self::Normal { .. } => "Normal",
            Self::LogNormal { .. } => "LogNormal",
            Self::Triangular { .. } => "Triangular",
            Self::Beta { .. } => "Beta",
            Self::Weibull { .. } => "Weibull",
            Self::Gamma { .. } => "Gamma",
            Self::Poisson { .. } => "Poisson",
            Self::Choice(_) => "Choice",
            Self::Empirical(_) => "Empirical",
            Self::Truncated { .. } => "Truncated",
        }
    }

    /// Checks every parameter.
    ///
    /// # Errors
    /// The first parameter that is out of its range.
    pub fn check(&self) -> Result<(), DistError> {
        let kind = self.kind();
        let finite = |name, value: f64| {
            if value.is_finite() { Ok(value) } else { Err(DistError::NotFinite { kind, name, value }) }
        };
        let positive = |name, value: f64| {
            finite(name, value)?;
            if value > 0.0 { Ok(()) } else { Err(DistError::TooSmall { kind, name, value, above: 0.0 }) }
        };
        let ordered = |low, high| {
            finite("low", low)?;
            finite("high", high)?;
            if low < high { Ok(()) } else { Err(DistError::Order { kind, low, high }) }
        };
        match self {
            Self::Fixed(value) => finite("value", *value).map(drop),
            Self::Uniform { low, high } => ordered(*low, *high),
            Self::Normal { mean, sd } => {
                finite("mean", *mean)?;
                positive("sd", *sd)
            }
            Self::LogNormal { median, sigma } => {
                positive("median", *median)?;
                positive("sigma", *sigma)
            }
            Self::Triangular { low, mode, high } => {
                ordered(*low, *high)?;
                finite("mode", *mode)?;
                if (*low..=*high).contains(mode) {
                    Ok(())
                } else {
                    Err(DistError::Order { kind, low: *low, high: *high })
                }
            }
            Self::Beta { a, b, low, high } => {
                positive("a", *a)?;
                positive("b", *b)?;
                ordered(*low, *high)
            }
            Self::Weibull { scale, shape } | Self::Gamma { scale, shape } => {
                positive("scale", *scale)?;
                positive("shape", *shape)
            }
            Self::Poisson { mean } => {
                positive("mean", *mean)?;
                if *mean <= 1e6 {
                    Ok(())
                } else {
                    Err(DistError::TooLarge { kind, name: "mean", value: *mean, most: 1e6 })
                }
            }
            Self::Choice(pairs) => {
                for &(value, weight) in pairs {
                    finite("value", value)?;
                    finite("weight", weight)?;
                    if weight < 0.0 {
                        return Err(DistError::TooSmall { kind, name: "weight", value: weight, above: 0.0 });
                    }
                }
                if pairs.iter().map(|pair| pair.1).sum::<f64>() > 0.0 {
                    Ok(())
                } else {
                    Err(DistError::Empty { kind })
                }
            }
            Self::Empirical(values) => {
                for &value in values {
                    finite("value", value)?;
                }
                if values.is_empty() { Err(DistError::Empty { kind }) } else { Ok(()) }
            }
            Self::Truncated { of, low, high } => {
                of.check()?;
                ordered(*low, *high)?;
                if of.share_within(*low, *high) < 0.01 {
                    return Err(DistError::Unlikely { kind: of.kind(), low: *low, high: *high });
                }
                Ok(())
            }
        }
    }

    /// Probability of the interval: exact with an inverse function, else from
    /// 4,096 draws of a fixed stream.
    fn share_within(&self, low: f64, high: f64) -> f64 {
        if let Some((below, above)) = self.cdf(low).zip(self.cdf(high)) {
            return above - below;
        }
        let probe = Streams::new(0, 0);
        let hits = (0..4096).filter(|&k| {
            let x = self.draw(&mut probe.at(SimId(0), k, Component(0), 0));
            (low..=high).contains(&x)
        });
        hits.count() as f64 / 4096.0
    }

    /// Distribution function, where `quantile` inverts it.
    fn cdf(&self, x: f64) -> Option<f64> {
        Some(match self {
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Normal { mean, sd } => normal_cdf((x - mean) / sd),
            Self::LogNormal { median, sigma } => {
                if x <= 0.0 {
                    0.0
                } else {
                    normal_cdf(log(x / median) / sigma)
                }
            }
            Self::Weibull { scale, shape } => {
                if x <= 0.0 {
                    0.0
                } else {
                    -libm::expm1(-pow(x / scale, *shape))
                }
            }
            Self::Triangular { low, mode, high } => {
                if x <= *low {
                    0.0
                } else if x >= *high {
                    1.0
                } else if x <= *mode {
                    (x - low) * (x - low) / ((high - low) * (mode - low))
                } else {
                    1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
                }
            }
            _ => return None,
        })
    }

    /// Inverse distribution function at 0 < u < 1, where there is one.
    fn quantile(&self, u: f64) -> Option<f64> {
        Some(match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => low + u * (high - low),
            Self::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Self::LogNormal { median, sigma } => median * exp(sigma * normal_quantile(u)),
            Self::Weibull { scale, shape } => scale * pow(-log1p(-u), 1.0 / shape),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if u * width <= mode - low {
                    low + sqrt(u * width * (mode - low))
                } else {
                    high - sqrt((1.0 - u) * width * (high - mode))
                }
            }
            Self::Choice(pairs) => {
                let mut left = u * pairs.iter().map(|pair| pair.1).sum::<f64>();
                let mut last = 0.0;
                for &(value, weight) in pairs.iter().filter(|pair| pair.1 > 0.0) {
                    last = value;
                    left -= weight;
                    if left < 0.0 {
                        break;
                    }
                }
                last
            }
            Self::Empirical(values) => {
                let index = ((u * values.len() as f64) as usize).min(values.len().saturating_sub(1));
                values.get(index).copied().unwrap_or(0.0)
            }
            Self::Truncated { of, low, high } => {
                let (below, above) = of.cdf(*low).zip(of.cdf(*high))?;
                of.quantile((below + u * (above - below)).clamp(1e-300, 1.0 - 1e-16))?.clamp(*low, *high)
            }
            Self::Beta { .. } | Self::Gamma { .. } | Self::Poisson { .. } => return None,
        })
    }

    /// A draw from a stream. The distribution has to have passed `check`.
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Gamma { shape, scale } => scale * gamma(stream, *shape),
            Self::Beta { a, b, low, high } => {
                let x = gamma(stream, *a);
                let y = gamma(stream, *b);
                low + (high - low) * (if x + y > 0.0 { x / (x + y) } else { 0.5 })
            }
            Self::Poisson { mean } => poisson(stream, *mean),
            Self::Truncated { of, low, high } if self.quantile(0.5).is_none() => {
                // At least 1 % of the draws fall inside (checked), so 10,000
                // misses in a row have probability below 1e-43.
                (0..10_000)
                    .map(|_| of.draw(stream))
                    .find(|x| (*low..=*high).contains(x))
                    .unwrap_or(0.5 * (low + high))
            }
            other => other.quantile(stream.open_uniform()).unwrap_or(0.0),
        }
    }

    /// The value of this number for one replicate: `owner` is the thing it
    /// belongs to, `what` the purpose.
    pub fn value(&self, streams: &random::Streams, owner: SimId, what: Component) -> f64 {
        self.draw(&mut streams.at(owner, 0, what, 0))
    }

    /// A value that stands for the distribution where none is drawn: the mean of
    /// 64 evenly spaced quantiles, or of 256 draws of a fixed stream.
    pub fn typical(&self) -> f64 {
        if self.quantile(0.5).is_some() {
            return (0..64).filter_map(|k| self.quantile((f64::from(k) + 0.5) / 64.0)).sum::<f64>() / 64.0;
        }
        let probe = Streams::new(0, 0);
        (0..256).map(|k| self.draw(&mut probe.at(SimId(0), k, Component(0), 0))).sum::<f64>() / 256.0
    }
}

/// Standard gamma: Marsaglia & Tsang 2000, ACM TOMS 26(3) 363–372, with their
/// power boost for shapes below one.
fn gamma(stream: &mut Stream, shape: f64) -> f64 {
    if shape < 1.0 {
        let boost = pow(stream.open_uniform(), 1.0 / shape);
        return boost * gamma(stream, shape + 1.0);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / sqrt(9.0 * d);
    loop {
        let x = stream.normal();
        let t = 1.0 + c * x;
        if t <= 0.0 {
            continue;
        }
        let v = t * t * t;
        if log(stream.open_uniform()) < 0.5 * x * x + d - d * v + d * log(v) {
            return d * v;
        }
    }
}

/// Poisson counts: arrivals of a unit-rate process in pieces of mean at most 16,
/// so that the product of uniforms never underflows.
fn poisson(stream: &mut Stream, mean: f64) -> f64 {
    let mut left = mean;
    let mut count = 0.0;
    // Halve by the gamma–binomial identity for large means (Ahrens & Dieter
    // 1974): the m-th arrival time is gamma(m).
    while left > 16.0 {
        let m = (left * 0.875) as u32;
        let arrival = gamma(stream, f64::from(m));
        if arrival > left {
            // The m-th arrival is past the end: the m − 1 before it are uniform.
            let share = left / arrival;
            return count + (1..m).filter(|_| stream.uniform() < share).count() as f64;
        }
        count += f64::from(m);
        left -= arrival;
    }
    let floor = exp(-left);
    let mut product = stream.open_uniform();
    while product > floor {
        count += 1.0;
        product *= stream.open_uniform();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(dist: &Dist) -> (f64, f64) {
        let streams = Streams::new(11, 0);
        let n = 40_000;
        let draws: Vec<f64> =
            (0..n).map(|k| dist.draw(&mut streams.at(SimId(4), k, Component(1), 0))).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        (mean, draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n - 1))
    }

    #[test]
    fn means_and_variances_are_those_of_the_handbooks() {
        // Johnson, Kotz & Balakrishnan 1994: mean and variance of each family.
        let cases: [(Dist, f64, f64); 12] = [
            (Dist::Uniform { low: 2.0, high: 6.0 }, 4.0, 16.0 / 12.0),
            (Dist::Normal { mean: -1.0, sd: 3.0 }, -1.0, 9.0),
            (Dist::LogNormal { median: 1.0, sigma: 0.5 }, 1.133_148_453, 0.364_695_4),
            (Dist::Triangular { low: 0.0, mode: 1.0, high: 5.0 }, 2.0, 7.0 / 6.0),
            (Dist::Beta { a: 2.0, b: 3.0, low: 0.0, high: 1.0 }, 0.4, 0.04),
            (Dist::Weibull { scale: 1.0, shape: 2.0 }, 0.886_226_925, 0.214_601_8),
            (Dist::Gamma { shape: 0.5, scale: 2.0 }, 1.0, 2.0),
            (Dist::Gamma { shape: 9.0, scale: 0.5 }, 4.5, 2.25),
            (Dist::Poisson { mean: 3.5 }, 3.5, 3.5),
            (Dist::Poisson { mean: 250.0 }, 250.0, 250.0),
            (Dist::Choice(vec![(1.0, 1.0), (4.0, 2.0)]), 3.0, 2.0),
            (Dist::Empirical(vec![1.0, 2.0, 6.0]), 3.0, 14.0 / 3.0),
        ];
        for (dist, mean, variance) in cases {
            dist.check().unwrap();
            let (m, v) = moments(&dist);
            assert!((m - mean).abs() < 4.0 * (variance / 40_000.0).sqrt(), "{dist:?}: mean {m}");
            assert!((v / variance - 1.0).abs() < 0.06, "{dist:?}: variance {v}");
        }
    }

    #[test]
    fn truncation_keeps_the_interval_and_the_shape() {
        let cut = Dist::Truncated { of: Box::new(Dist::Normal { mean: 0.0, sd: 1.0 }), low: 0.0, high: 10.0 };
        cut.check().unwrap();
        // Half-normal: mean sqrt(2/pi), variance 1 − 2/pi.
        let (m, v) = moments(&cut);
        assert!((m - 0.797_884_56).abs() < 0.013 && (v - 0.363_380_2).abs() < 0.015);
        let gamma =
            Dist::Truncated { of: Box::new(Dist::Gamma { shape: 2.0, scale: 1.0 }), low: 1.0, high: 2.0 };
        gamma.check().unwrap();
        let streams = Streams::new(1, 1);
        assert!((0..500).all(|k| (1.0..=2.0).contains(&gamma.draw(&mut streams.at(
            SimId(1),
            k,
            Component(2),
            0
        )))));
    }

    #[test]
    fn bad_parameters_are_named() {
        let says = |dist: Dist| dist.check().unwrap_err().to_string();
        assert!(says(Dist::Normal { mean: 0.0, sd: -1.0 }).contains("sd of Normal is -1"));
        assert!(says(Dist::Fixed(f64::NAN)).contains("not a finite number"));
        assert!(says(Dist::Uniform { low: 2.0, high: 1.0 }).contains("not below"));
        assert!(says(Dist::Choice(vec![])).contains("no values"));
        let far = Dist::Truncated { of: Box::new(Dist::Normal { mean: 0.0, sd: 1.0 }), low: 8.0, high: 9.0 };
        assert!(says(far).contains("less than 1 %"));
    }

    #[test]
    fn files_may_write_a_bare_number() {
        let read = |text: &str| ron::from_str::<Dist>(text).unwrap();
        assert_eq!(read("3.5"), Dist::Fixed(3.5));
        assert_eq!(read("Normal(mean: 3200, sd: 400)"), Dist::Normal { mean: 3200.0, sd: 400.0 });
        assert_eq!(read("Empirical([1, 2])"), Dist::Empirical(vec![1.0, 2.0]));
    }
}
