//! Design storms after the Chinese storm intensity formula
//! i = A1 (1 + C lg P)/(t + b)^n (GB 50014; coefficients are each city's own and come
//! as data), spread in time by Keifer & Chu 1957 (the Chicago hyetograph).

use serde::{Deserialize, Serialize};

/// Coefficients of a city's storm intensity formula.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntensityFormula {
    /// A1, mm/min. A formula written q = 167 A1 (1 + C lg P)/(t + b)^n in L/(s·ha)
    /// has the same A1.
    pub a1_mm_min: f64,
    /// C.
    pub c: f64,
    /// b, min.
    pub b_min: f64,
    /// n.
    pub n: f64,
}

impl IntensityFormula {
    /// A1 (1 + C lg P), mm/min × min^n.
    fn a(&self, years: f64) -> f64 {
        self.a1_mm_min * (1.0 + self.c * libm::log10(years))
    }

    /// Mean intensity over a duration, mm/h, for a return period in years.
    pub fn intensity_mm_h(&self, years: f64, minutes: f64) -> f64 {
        60.0 * self.a(years) / libm::pow(minutes + self.b_min, self.n)
    }

    /// Rain of a whole storm, mm.
    pub fn depth_mm(&self, years: f64, minutes: f64) -> f64 {
        self.intensity_mm_h(years, minutes) * minutes / 60.0
    }

    /// Chicago hyetograph: mean intensity, mm/h, of each of the steps of `step_min`
    /// that cover `duration_min`, the peak at share `peak` (0 to 1) of the duration.
    /// The steps are exact means: every duration about the peak has the rain of the
    /// formula, so the whole storm has `depth_mm`.
    pub fn chicago_mm_h(&self, years: f64, duration_min: f64, peak: f64, step_min: f64) -> Vec<f64> {
        let r = peak.clamp(0.0, 1.0);
        let top = r * duration_min;
        // Rain from the peak to a time on one side whose share of the duration is `part`.
        let side = |minutes: f64, part: f64| {
            if part <= 0.0 || minutes <= 0.0 { 0.0 } else { part * self.depth_mm(years, minutes / part) }
        };
        let before = side(top, r);
        let cumulative = |t: f64| {
            let t = t.clamp(0.0, duration_min);
            if t <= top { before - side(top - t, r) } else { before + side(t - top, 1.0 - r) }
        };
        let steps = libm::ceil(duration_min / step_min - 1e-9).max(0.0) as usize;
        (0..steps)
            .map(|k| {
                let from = k as f64 * step_min;
                (cumulative(from + step_min) - cumulative(from)) * 60.0 / step_min
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITY: IntensityFormula = IntensityFormula { a1_mm_min: 12.0, c: 0.6, b_min: 11.0, n: 0.7 };

    #[test]
    fn the_hyetograph_holds_the_storm_and_peaks_where_told() {
        let rain = CITY.chicago_mm_h(20.0, 180.0, 0.4, 5.0);
        assert_eq!(rain.len(), 36);
        let total: f64 = rain.iter().sum::<f64>() * 5.0 / 60.0;
        assert!((total / CITY.depth_mm(20.0, 180.0) - 1.0).abs() < 1e-12);
        let peak = (0..36).max_by(|a, b| rain[*a].total_cmp(&rain[*b])).unwrap();
        assert!((14..=15).contains(&peak), "{peak}");
    }

    #[test]
    fn any_window_about_the_peak_has_the_rain_of_the_formula() {
        // Steps of one minute; the window of 60 min that splits 24 before, 36 after.
        let rain = CITY.chicago_mm_h(5.0, 120.0, 0.4, 1.0);
        let window: f64 = rain[24..84].iter().sum::<f64>() / 60.0;
        assert!((window / CITY.depth_mm(5.0, 60.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn rarer_storms_are_heavier() {
        assert!(CITY.depth_mm(100.0, 60.0) > CITY.depth_mm(20.0, 60.0));
        // lg 1 = 0: the storm of one year is A1 alone.
        assert!((CITY.intensity_mm_h(1.0, 9.0) - 60.0 * 12.0 / libm::pow(20.0, 0.7)).abs() < 1e-12);
    }
}
