//! Design levels of the rivers: steady flow in one dimension, Manning friction
//! over strips of the section, convective terms left out (Froude numbers here are
//! below 0.3, and the level 1 flood solver leaves them out as well).
//!
//! The section is the one that the terrain is made with: a flat bed, two slopes of
//! 120 m to the banks, and berms up to the levees. Used to lay down crest levels,
//! marks and rating tables, and to start a run with rivers that flow.

use super::course::Course;
use super::terrain::{River, RiverKind, Section};

/// Width of the slope between bed and bank of a wide river, m.
const SLOPE_M: f64 = 120.0;
/// Manning's n of berms (class wetland of the recipe).
const BERM_N: f64 = 0.035;

/// A section of a river at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossSection {
    /// Bed level, m.
    pub bed_m: f64,
    /// Width between the middles of the two slopes, m.
    pub width_m: f64,
    /// Bank level, m.
    pub bank_m: f64,
    /// Manning's n of the channel.
    pub manning_n: f64,
    /// Width of both berms together, m.
    pub berm_m: f64,
    /// Whether the banks slope over 120 m (wide rivers) or stand upright.
    pub sloped: bool,
}

impl CrossSection {
    /// Conveyance K(level) of Q = K √S: the sum over strips of h^(5/3)/n, m³/s.
    pub fn conveyance(&self, level_m: f64) -> f64 {
        let depth = level_m - self.bed_m;
        if depth <= 0.0 {
            return 0.0;
        }
        let five_thirds = |h: f64| libm::pow(h.max(0.0), 5.0 / 3.0);
        let eight_thirds = |h: f64| libm::pow(h.max(0.0), 8.0 / 3.0);
        let rise = (self.bank_m - self.bed_m).max(0.1);
        let channel = if self.sloped {
            let slopes = 2.0 * SLOPE_M * 0.375 * (eight_thirds(depth) - eight_thirds(depth - rise)) / rise;
            (self.width_m - SLOPE_M) * five_thirds(depth) + slopes
        } else {
            self.width_m * five_thirds(depth)
        };
        channel / self.manning_n + self.berm_m * five_thirds(level_m - self.bank_m) / BERM_N
    }

    /// Level at which the friction slope of a flow is `slope`, m (normal depth).
    pub fn normal_level_m(&self, flow_m3_s: f64, slope: f64) -> f64 {
        let (mut low, mut high) = (self.bed_m, self.bed_m + 60.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.conveyance(middle) * slope.max(1e-9).sqrt() < flow_m3_s {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }
}

/// The section of a river at a place among its control points.
pub fn section_at(river: &River, section: &Section, control: f64, berm_m: f64) -> CrossSection {
    CrossSection {
        bed_m: Course::value(&section.bed_m, control),
        width_m: Course::value(&section.width_m, control),
        bank_m: Course::value(&section.bank_m, control),
        manning_n: river.design_n.unwrap_or(river.manning_n),
        berm_m,
        sloped: river.kind == RiverKind::Main,
    }
}

/// Steady water level along a river: (distance from the start, level) upstream to
/// downstream, for a flow and a level at the end at `to_m` along it. Never below
/// the normal level of a bed slope of 1e-5 at least.
pub fn profile(
    river: &River,
    course: &Course,
    flow_m3_s: f64,
    to_m: f64,
    end_level_m: f64,
    berm_m: f64,
) -> Vec<(f64, f64)> {
    let section = Section::of(river);
    let step = 60.0;
    let count = libm::floor(to_m / step) as usize;
    let at = |along: f64| section_at(river, &section, course.control_at(along), berm_m);
    let mut level = end_level_m;
    let mut rows = vec![(to_m, level)];
    for k in 0..count {
        let along = to_m - (k as f64 + 0.5) * step;
        let here = at(along);
        // Steep reaches end in normal flow; the level does not fall below it.
        let bed_slope = ((at(along - 30.0).bed_m - at(along + 30.0).bed_m) / step).max(1e-6);
        let floor =
            if bed_slope > 4e-4 { here.normal_level_m(flow_m3_s, bed_slope) } else { here.bed_m + 0.2 };
        let mut upper = level.max(floor);
        // Fixed-point rounds of level_up = level_down + Sf dx with the mean level.
        for _ in 0..6 {
            let k = here.conveyance((0.5 * (upper + level)).max(floor)).max(1e-9);
            let slope = (flow_m3_s / k) * (flow_m3_s / k);
            upper = (level + slope.min(bed_slope.max(2e-3)) * step).max(floor);
        }
        level = upper;
        rows.push((along - 0.5 * step, level));
    }
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_depth_of_a_wide_rectangle() {
        // Manning, wide section: q = 1 m²/s, n 0.03, S 0.001 gives h = 0.968886 m
        // (flood notes, check 15).
        let section = CrossSection {
            bed_m: 2.0,
            width_m: 100.0,
            bank_m: 50.0,
            manning_n: 0.03,
            berm_m: 0.0,
            sloped: false,
        };
        assert!((section.normal_level_m(100.0, 0.001) - 2.968_886).abs() < 1e-4);
    }

    #[test]
    fn conveyance_grows_with_the_level_and_has_no_step_at_the_bank() {
        let section = CrossSection {
            bed_m: -3.0,
            width_m: 600.0,
            bank_m: 3.0,
            manning_n: 0.028,
            berm_m: 120.0,
            sloped: true,
        };
        let at = |k: i32| section.conveyance(-3.0 + 0.1 * f64::from(k));
        for k in 1..119 {
            let (rise, next) = (at(k) - at(k - 1), at(k + 1) - at(k));
            assert!(rise > 0.0 && (next - rise).abs() < 500.0, "level {k}: {rise} then {next}");
        }
        // Half way up the slopes a section of the mean width carries a little less
        // than a rectangle of that width.
        let rectangle = CrossSection { sloped: false, berm_m: 0.0, ..section };
        let ratio = section.conveyance(0.0) / rectangle.conveyance(0.0);
        assert!((0.85..1.0).contains(&ratio), "{ratio}");
    }
}
