//! Runoff after the curve number method of the US Soil Conservation Service
//! (National Engineering Handbook, section 4): losses of a storm as a whole, used
//! as increments of the cumulative runoff. Fitted to daily rain of small farmed
//! catchments; no recovery between storms.

/// Potential retention S, mm: 25 400/CN − 254.
pub fn retention_mm(curve_number: f64) -> f64 {
    25_400.0 / curve_number - 254.0
}

/// Cumulative runoff of a cumulative rain, mm: (P − Ia)²/(P − Ia + S) beyond the
/// initial abstraction Ia = `abstraction` × S (0.2 in the handbook).
pub fn runoff_mm(rain_mm: f64, curve_number: f64, abstraction: f64) -> f64 {
    let s = retention_mm(curve_number);
    let beyond = rain_mm - abstraction * s;
    if beyond <= 0.0 { 0.0 } else { beyond * beyond / (beyond + s) }
}

/// The same for the grid: metres, single precision.
#[inline(always)]
pub fn runoff_m(rain_m: f32, retention_m: f32, abstraction: f32) -> f32 {
    let beyond = rain_m - abstraction * retention_m;
    let beyond = if beyond > 0.0 { beyond } else { 0.0 };
    beyond * beyond / (beyond + retention_m + 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_form_agrees() {
        for (p, cn) in [(100.0, 80.0), (200.0, 90.0), (50.0, 70.0), (5.0, 70.0)] {
            let grid =
                f64::from(runoff_m(p as f32 / 1000.0, (retention_mm(cn) / 1000.0) as f32, 0.2)) * 1000.0;
            assert!((grid - runoff_mm(p, cn, 0.2)).abs() < 2e-4 * p, "{p} {cn}");
        }
    }

    #[test]
    fn a_sealed_surface_sheds_everything() {
        assert_eq!(runoff_mm(37.0, 100.0, 0.2), 37.0);
        assert_eq!(runoff_mm(0.0, 80.0, 0.2), 0.0);
    }
}
