//! Axes: where they begin and end and what stands at their ticks.

/// An axis with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What it shows, with the unit.
    pub title: String,
    /// Its ends.
    pub low: f64,
    /// Its ends.
    pub high: f64,
    /// Values and what is written at them.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Hours from `low` to `high`, ticks at steps that a clock knows.
    pub fn hours(title: String, low: f64, high: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let steps = [0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0];
        let step = steps.into_iter().find(|step| (high - low) / step <= 9.0).unwrap_or(336.0);
        let decimals = if step < 0.5 { 2 } else { usize::from(step < 1.0) };
        let ticks = multiples(low, high, step).map(|tick| (tick, format!("{tick:.decimals$}"))).collect();
        Self { title, low, high, ticks }
    }

    /// Shares from 0 to 100 %.
    pub fn share(title: String) -> Self {
        let ticks = (0..=4).map(|k| (0.25 * f64::from(k), format!("{}%", 25 * k))).collect();
        Self { title, low: 0.0, high: 1.0, ticks }
    }

    /// A range of values, ticks at 1, 2 or 5 times a power of ten; `shown` writes
    /// a tick with so many decimals. Zero is an end unless the values are far from it.
    pub fn values(
        title: String,
        (least, most): (f64, f64),
        from_zero: bool,
        shown: impl Fn(f64, usize) -> String,
    ) -> Self {
        let (mut low, mut high) = if least <= most { (least, most) } else { (0.0, 1.0) };
        if from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if high - low <= 1e-9 * high.abs().max(low.abs()) {
            (low, high) = if low > 0.0 && from_zero { (0.0, high) } else { (low, low + 1.0) };
        }
        let raw = (high - low) / 5.0;
        let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|k| k * power >= raw).unwrap_or(10.0) * power;
        let (low, high) = (libm::floor(low / step + 1e-9) * step, libm::ceil(high / step - 1e-9) * step);
        let decimals = (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize;
        let ticks = multiples(low, high, step).map(|tick| (tick, shown(tick, decimals))).collect();
        Self { title, low, high, ticks }
    }

    /// Positive values on a logarithmic axis: the axis holds their logarithms to
    /// the base of ten.
    pub fn logarithmic(
        title: String,
        (least, most): (f64, f64),
        shown: impl Fn(f64, usize) -> String,
    ) -> Self {
        let (low, high) = (libm::log10(least), libm::log10(most));
        let pad = 0.05 * (high - low).max(0.1);
        let (low, high) = (low - pad, high + pad);
        let factors: &[f64] = if high - low < 1.3 { &[1.0, 2.0, 3.0, 5.0, 7.0] } else { &[1.0, 3.0] };
        let mut ticks = Vec::new();
        let mut power = libm::floor(low);
        while power <= high && ticks.len() < 60 {
            for factor in factors {
                let at = power + libm::log10(*factor);
                if at >= low && at <= high {
                    let value = factor * libm::pow(10.0, power);
                    ticks.push((at, shown(value, (-power).max(0.0) as usize)));
                }
            }
            power += 1.0;
        }
        Self { title, low, high, ticks }
    }

    /// What is written at the tick nearest to a value.
    pub fn label(&self, value: f64) -> String {
        let nearest = self.ticks.iter().min_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()));
        nearest.map_or_else(String::new, |tick| tick.1.clone())
    }
}

/// Multiples of a step within a range.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = libm::ceil(low / step - 1e-9);
    let last = libm::floor(high / step + 1e-9);
    let count = if last >= first { (last - first) as usize + 1 } else { 0 };
    // A zero has no sign.
    (0..count.min(100)).map(move |k| (first + k as f64) * step + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: f64, decimals: usize) -> String {
        format!("{value:.decimals$}")
    }

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        let axis = Axis::values(String::new(), (0.3, 7.2), true, plain);
        assert_eq!((axis.low, axis.high), (0.0, 8.0));
        let labels: Vec<&str> = axis.ticks.iter().map(|tick| tick.1.as_str()).collect();
        assert_eq!(labels, ["0", "2", "4", "6", "8"]);
        let stage = Axis::values(String::new(), (9.81, 10.27), false, plain);
        assert!(stage.low <= 9.81 && stage.high >= 10.27 && stage.low > 9.0);
        assert_eq!(stage.ticks[0].1, "9.8");
        let hours = Axis::hours(String::new(), 0.0, 24.0);
        assert_eq!(
            hours.ticks.iter().map(|tick| tick.0).collect::<Vec<_>>(),
            [0., 3., 6., 9., 12., 15., 18., 21., 24.]
        );
    }

    #[test]
    fn ranges_without_width_or_sense_still_give_an_axis() {
        for range in [(0.0, 0.0), (5.0, 5.0), (-3.0, -3.0), (f64::INFINITY, f64::NEG_INFINITY), (1e12, 1e12)]
        {
            for from_zero in [false, true] {
                let axis = Axis::values(String::new(), range, from_zero, plain);
                assert!(axis.high > axis.low && !axis.ticks.is_empty(), "{range:?}: {axis:?}");
            }
        }
        assert!(Axis::hours(String::new(), 0.0, 0.0).high > 0.0);
        let log = Axis::logarithmic(String::new(), (2e6, 2e6), plain);
        assert!(log.high > log.low);
        assert_eq!(Axis::logarithmic(String::new(), (1.0, 1e4), plain).ticks.len(), 9);
    }
}
