//! Runoff of a hill catchment as a whole: losses, then the triangular unit
//! hydrograph of the US Soil Conservation Service (National Engineering Handbook,
//! section 4, chapter 16; peak factor 0.208 recalled), then base flow. Rain is the
//! mean over the catchment.

use serde::{Deserialize, Serialize};

use super::green_ampt::GreenAmpt;
use super::scs;

/// What a catchment keeps of its rain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Loss {
    /// Curve number method.
    CurveNumber {
        /// Curve number, above 0 up to 100.
        curve_number: f64,
        /// Initial abstraction over retention, 0.2 in the handbook.
        #[serde(default = "initial_abstraction")]
        abstraction: f64,
    },
    /// Green–Ampt.
    GreenAmpt(GreenAmpt),
    /// An initial loss, then a constant rate.
    InitialAndRate {
        /// Initial loss, mm.
        initial_mm: f64,
        /// Rate after it, mm/h.
        rate_mm_h: f64,
    },
}

fn initial_abstraction() -> f64 {
    0.2
}

impl Loss {
    /// Runoff of each step of rain, mm, from rain intensities in mm/h.
    pub fn excess_mm(&self, rain_mm_h: &[f64], step_h: f64) -> Vec<f64> {
        let (mut fallen, mut taken) = (0.0, 0.0);
        rain_mm_h
            .iter()
            .map(|&rate| {
                let rain = rate * step_h;
                match self {
                    Self::CurveNumber { curve_number, abstraction } => {
                        let before = scs::runoff_mm(fallen, *curve_number, *abstraction);
                        fallen += rain;
                        scs::runoff_mm(fallen, *curve_number, *abstraction) - before
                    }
                    Self::GreenAmpt(soil) => {
                        let infiltrated = (soil.ponded_mm(taken, step_h) - taken).min(rain);
                        taken += infiltrated;
                        rain - infiltrated
                    }
                    Self::InitialAndRate { initial_mm, rate_mm_h } => {
                        let first = (initial_mm - taken).clamp(0.0, rain);
                        taken += first;
                        (rain - first - rate_mm_h * step_h).max(0.0)
                    }
                }
            })
            .collect()
    }
}

/// Shape of a catchment's answer to rain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum UnitHydrograph {
    /// Triangle with time to peak D/2 + lag and base 8/3 of it (SCS).
    Triangle {
        /// Lag: from the middle of the rain to the peak, h; about 0.6 of the time of
        /// concentration.
        lag_h: f64,
    },
    /// Linear reservoir, S = k Q.
    LinearReservoir {
        /// Storage constant, h.
        constant_h: f64,
    },
}

impl UnitHydrograph {
    /// Share of a step's runoff that leaves in each following step; sums to one
    /// (a linear reservoir's tail beyond 0.9999 goes into the last step).
    pub fn ordinates(&self, step_h: f64) -> Vec<f64> {
        // Share that has left at time t.
        let (left, end): (Box<dyn Fn(f64) -> f64>, f64) = match *self {
            Self::Triangle { lag_h } => {
                let peak = 0.5 * step_h + lag_h.max(0.0);
                let base = peak * 8.0 / 3.0;
                let share = move |t: f64| {
                    if t <= peak {
                        t * t / (peak * base)
                    } else {
                        let rest = (base - t).max(0.0);
                        1.0 - rest * rest / (base * (base - peak))
                    }
                };
                (Box::new(share), base)
            }
            Self::LinearReservoir { constant_h } => {
                let k = constant_h.max(1e-6);
                // Inflow is spread over the first step.
                let share = move |t: f64| {
                    let x = t / step_h;
                    let stored = |x: f64| k / step_h * -libm::expm1(-x * step_h / k);
                    if x <= 1.0 { x - stored(x) } else { 1.0 - (stored(x) - stored(x - 1.0)) }
                };
                (Box::new(share), step_h + 10.0 * k)
            }
        };
        let steps = (libm::ceil(end / step_h - 1e-9).max(1.0) as usize).min(200_000);
        let mut before = 0.0;
        let mut ordinates: Vec<f64> = (1..=steps)
            .map(|k| {
                let now = left(k as f64 * step_h).min(1.0);
                let share = now - before;
                before = now;
                share
            })
            .collect();
        if let Some(last) = ordinates.last_mut() {
            *last += 1.0 - before;
        }
        ordinates
    }
}

/// Discharge of each step, m³/s (mean of the step), for as many steps as there is
/// rain: runoff convolved with the unit hydrograph, plus base flow.
pub fn discharge_m3_s(
    rain_mm_h: &[f64],
    step_h: f64,
    area_km2: f64,
    loss: &Loss,
    shape: &UnitHydrograph,
    base_m3_s: f64,
) -> Vec<f64> {
    let excess = loss.excess_mm(rain_mm_h, step_h);
    let ordinates = shape.ordinates(step_h);
    let mut flow = vec![base_m3_s; rain_mm_h.len()];
    // One mm on one km² is 1000 m³.
    let per_mm = 1000.0 * area_km2 / (step_h * 3600.0);
    for (k, &mm) in excess.iter().enumerate().filter(|(_, mm)| **mm > 0.0) {
        for (slot, share) in flow[k..].iter_mut().zip(&ordinates) {
            *slot += mm * share * per_mm;
        }
    }
    flow
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_runoff_leaves_in_the_end() {
        let loss = Loss::CurveNumber { curve_number: 80.0, abstraction: 0.2 };
        let mut rain = vec![25.0; 48];
        rain.extend(vec![0.0; 2000]);
        for shape in
            [UnitHydrograph::Triangle { lag_h: 2.0 }, UnitHydrograph::LinearReservoir { constant_h: 1.5 }]
        {
            let flow = discharge_m3_s(&rain, 1.0 / 12.0, 50.0, &loss, &shape, 0.0);
            let volume: f64 = flow.iter().sum::<f64>() * 300.0;
            // From Q = (P − 0.2 S)²/(P + 0.8 S): 100 mm on curve number 80 make 50.539 mm.
            assert!((volume / (50.539 * 50.0 * 1000.0) - 1.0).abs() < 1e-4, "{shape:?} {volume}");
        }
    }

    #[test]
    fn val_scs_triangle_peak() {
        // NEH 4: qp = 0.208 A Q/Tp, m³/s for km², mm and h. One short burst.
        let shape = UnitHydrograph::Triangle { lag_h: 3.0 };
        let step = 0.05;
        let mut rain = vec![10.0 / step];
        rain.extend(vec![0.0; 400]);
        let loss = Loss::InitialAndRate { initial_mm: 0.0, rate_mm_h: 0.0 };
        let flow = discharge_m3_s(&rain, step, 20.0, &loss, &shape, 0.0);
        let peak = flow.iter().copied().fold(0.0, f64::max);
        let expected = 0.208 * 20.0 * 10.0 / (3.0 + step / 2.0);
        assert!((peak / expected - 1.0).abs() < 0.01, "{peak} {expected}");
    }

    #[test]
    fn losses_never_exceed_the_rain_and_base_flow_stays() {
        let rain = [3.0, 0.0, 80.0, 5.0];
        for loss in [
            Loss::CurveNumber { curve_number: 60.0, abstraction: 0.2 },
            Loss::GreenAmpt(GreenAmpt { conductivity_mm_h: 6.5, suction_mm: 167.0, deficit: 0.34 }),
            Loss::InitialAndRate { initial_mm: 4.0, rate_mm_h: 2.0 },
        ] {
            for (excess, rate) in loss.excess_mm(&rain, 0.5).iter().zip(rain) {
                assert!((0.0..=rate * 0.5).contains(excess), "{loss:?} {excess}");
            }
        }
        let flow = discharge_m3_s(
            &[0.0; 5],
            1.0,
            10.0,
            &Loss::InitialAndRate { initial_mm: 0.0, rate_mm_h: 0.0 },
            &UnitHydrograph::Triangle { lag_h: 1.0 },
            7.5,
        );
        assert_eq!(flow, [7.5; 5]);
    }
}
