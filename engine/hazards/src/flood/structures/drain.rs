//! Storm sewers as a capacity: what they take from the street.

/// Share of its gravity capacity that a sewer keeps when its outfall stands at a
/// level: √ of the head left over the design head, none when the outfall is as high as
/// the street (tide lock), all from the design head on. The square root is that of
/// pipe flow under head (Darcy–Weisbach at constant friction).
pub fn gravity_share(street_m: f64, outfall_m: f64, design_head_m: f64) -> f64 {
    if design_head_m <= 0.0 {
        return if outfall_m < street_m { 1.0 } else { 0.0 };
    }
    ((street_m - outfall_m) / design_head_m).clamp(0.0, 1.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_high_tide_locks_the_sewer() {
        assert_eq!(gravity_share(3.0, 1.0, 0.5), 1.0);
        assert_eq!(gravity_share(3.0, 3.0, 0.5), 0.0);
        assert_eq!(gravity_share(3.0, 3.4, 0.5), 0.0);
        // A quarter of the head: half the flow.
        assert_eq!(gravity_share(3.0, 2.875, 0.5), 0.5);
    }
}
