//! Uniform flow after Manning.

/// A trapezoidal channel; zero side slope for a rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// Width of the bed, m.
    pub width_m: f64,
    /// Side slope, horizontal over vertical.
    pub side_slope: f64,
    /// Manning's n, s/m^(1/3).
    pub manning: f64,
    /// Slope of the bed.
    pub slope: f64,
}

impl Channel {
    /// Discharge at a depth, m³/s: A R^(2/3) √S/n.
    pub fn discharge_m3_s(&self, depth_m: f64) -> f64 {
        if depth_m <= 0.0 {
            return 0.0;
        }
        let area = (self.width_m + self.side_slope * depth_m) * depth_m;
        let wetted = self.width_m + 2.0 * depth_m * (1.0 + self.side_slope * self.side_slope).sqrt();
        area * libm::pow(area / wetted, 2.0 / 3.0) * self.slope.sqrt() / self.manning
    }

    /// Normal depth of a discharge, m, by bisection to 1e-12 of it.
    pub fn normal_depth_m(&self, discharge_m3_s: f64) -> f64 {
        if discharge_m3_s <= 0.0 {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, 1.0);
        while self.discharge_m3_s(high) < discharge_m3_s && high < 1e6 {
            high *= 2.0;
        }
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if self.discharge_m3_s(middle) < discharge_m3_s {
                low = middle;
            } else {
                high = middle;
            }
            if high - low <= 1e-12 * high {
                break;
            }
        }
        0.5 * (low + high)
    }
}

/// Normal depth of a wide channel (R = h) with unit discharge q, m:
/// (q n/√S)^(3/5).
pub fn wide_normal_depth_m(unit_discharge_m2_s: f64, manning: f64, slope: f64) -> f64 {
    libm::pow(unit_discharge_m2_s * manning / slope.sqrt(), 0.6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_wide_rectangle_is_a_wide_channel() {
        let channel = Channel { width_m: 1e5, side_slope: 0.0, manning: 0.03, slope: 1e-3 };
        let wide = wide_normal_depth_m(1.0, 0.03, 1e-3);
        assert!((channel.normal_depth_m(1e5) / wide - 1.0).abs() < 1e-4);
    }

    #[test]
    fn depth_and_discharge_are_inverse() {
        let channel = Channel { width_m: 12.0, side_slope: 1.5, manning: 0.025, slope: 4e-4 };
        for q in [0.1, 5.0, 80.0, 900.0] {
            assert!((channel.discharge_m3_s(channel.normal_depth_m(q)) / q - 1.0).abs() < 1e-9);
        }
        assert_eq!(channel.normal_depth_m(0.0), 0.0);
    }
}
