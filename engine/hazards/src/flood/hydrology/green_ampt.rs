//! Infiltration after Green and Ampt 1911, in the form of Chow, Maidment & Mays
//! 1988 (Applied Hydrology, sections 4.3 and 4.4): a sharp wetting front, suction
//! ψ at the front, moisture deficit Δθ, conductivity K behind it. One homogeneous
//! layer of unlimited depth; no redistribution between storms.

use serde::{Deserialize, Serialize};

/// A soil.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GreenAmpt {
    /// Hydraulic conductivity, mm/h.
    pub conductivity_mm_h: f64,
    /// Suction at the wetting front, mm.
    pub suction_mm: f64,
    /// Moisture deficit, 0 to 1.
    pub deficit: f64,
}

impl GreenAmpt {
    /// ψ Δθ, mm.
    fn front_mm(&self) -> f64 {
        self.suction_mm * self.deficit
    }

    /// Cumulative infiltration, mm, under ponded water of no depth after `hours`,
    /// having begun with `start_mm`: F − F₀ − ψΔθ ln((ψΔθ + F)/(ψΔθ + F₀)) = K t
    /// (Chow et al. eq. 4.4.5), by Newton's method to 1e-12 of F.
    pub fn ponded_mm(&self, start_mm: f64, hours: f64) -> f64 {
        let (s, kt) = (self.front_mm(), self.conductivity_mm_h * hours);
        if kt <= 0.0 {
            return start_mm;
        }
        if s <= 0.0 {
            // The limit of no suction or no deficit: water goes in at K.
            return start_mm + kt;
        }
        // Above the root, from where Newton converges: the function is convex.
        let mut f = start_mm + kt + libm::sqrt(2.0 * kt * s) + 1e-12;
        for _ in 0..60 {
            let excess = f - start_mm - s * libm::log((s + f) / (s + start_mm)) - kt;
            let step = excess * (s + f) / f;
            f -= step;
            if step.abs() <= 1e-12 * f {
                break;
            }
        }
        f
    }

    /// Infiltration capacity at a cumulative infiltration, mm/h: K (1 + ψΔθ/F).
    pub fn capacity_mm_h(&self, cumulative_mm: f64) -> f64 {
        self.conductivity_mm_h * (1.0 + self.front_mm() / cumulative_mm)
    }

    /// Time until water ponds under steady rain, h: K ψΔθ/(i (i − K)) (Mein &
    /// Larson 1973). Infinite if the rain does not exceed K.
    pub fn ponding_time_h(&self, rain_mm_h: f64) -> f64 {
        let k = self.conductivity_mm_h;
        if rain_mm_h <= k { f64::INFINITY } else { k * self.front_mm() / (rain_mm_h * (rain_mm_h - k)) }
    }

    /// Cumulative infiltration, mm, of steady rain after `hours`.
    pub fn under_rain_mm(&self, rain_mm_h: f64, hours: f64) -> f64 {
        let ponding = self.ponding_time_h(rain_mm_h);
        if hours <= ponding {
            rain_mm_h * hours
        } else {
            self.ponded_mm(rain_mm_h * ponding, hours - ponding)
        }
    }
}

/// Cumulative potential infiltration after a step, m, for the grid: the trapezoidal
/// rule on d(F²)/dt = 2K (F + S), which has one square root, no singularity at
/// F = 0, and an error of second order in the step. `front_m` is (ψ + h) Δθ, the
/// ponded depth h included; `kt_m` is K times the step.
#[inline(always)]
pub fn potential_m(cumulative_m: f32, kt_m: f32, front_m: f32) -> f32 {
    let f = cumulative_m;
    0.5 * (kt_m + (kt_m * kt_m + 4.0 * (f * f + kt_m * f + 2.0 * kt_m * front_m)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Silt loam of Chow et al. example 4.3.1.
    const SILT_LOAM: GreenAmpt = GreenAmpt { conductivity_mm_h: 6.5, suction_mm: 167.0, deficit: 0.340 };

    #[test]
    fn the_grid_step_follows_the_exact_solution() {
        let exact = SILT_LOAM.ponded_mm(0.0, 3.0) / 1000.0;
        for minutes in [1, 5, 10] {
            let kt = (6.5 / 1000.0 * f64::from(minutes) / 60.0) as f32;
            let mut f = 0.0f32;
            for _ in 0..180 / minutes {
                f = potential_m(f, kt, 0.167 * 0.34);
            }
            let error = (f64::from(f) / exact - 1.0).abs();
            assert!(error < 2e-3, "{minutes} min: {error}");
        }
    }

    /// With ψΔθ → 0 the equation becomes F − F₀ = K t.
    #[test]
    fn without_deficit_or_suction_water_goes_in_at_the_conductivity() {
        for soil in [GreenAmpt { deficit: 0.0, ..SILT_LOAM }, GreenAmpt { suction_mm: 0.0, ..SILT_LOAM }] {
            assert_eq!(soil.ponded_mm(0.0, 2.0), 13.0);
            assert_eq!(soil.under_rain_mm(50.0, 2.0), 13.0);
            assert_eq!(soil.capacity_mm_h(13.0), 6.5);
        }
        let nearly = GreenAmpt { deficit: 1e-12, ..SILT_LOAM };
        assert!((nearly.ponded_mm(0.0, 2.0) - 13.0).abs() < 1e-6);
    }

    #[test]
    fn rain_below_the_conductivity_all_goes_in() {
        assert_eq!(SILT_LOAM.ponding_time_h(6.0), f64::INFINITY);
        assert_eq!(SILT_LOAM.under_rain_mm(6.0, 10.0), 60.0);
        let at_ponding = SILT_LOAM.under_rain_mm(50.0, SILT_LOAM.ponding_time_h(50.0));
        assert!((SILT_LOAM.capacity_mm_h(at_ponding) - 50.0).abs() < 1e-9);
    }
}
