//! Gates and sluices: an opening above a sill, as a broad-crested weir while the
//! water does not touch the gate's lip and as an orifice when it does.

use super::super::solver::weir_unit_flow_m2_s;

/// Coefficient of discharge of a sharp-lipped sluice gate under free flow; about 0.6
/// in the text books (Henry 1950).
pub const ORIFICE_COEFFICIENT: f64 = 0.6;

/// Flow from the first side to the second, m³/s; negative the other way. Levels in m
/// above the datum; `opening_m` is the height of the gap above the sill. The lesser
/// of weir flow (with Villemonte's factor where drowned) and orifice flow
/// Cd b a √(2 g Δ), Δ from the higher side down to the lower one or to half the gap.
pub fn gate_flow_m3_s(
    first_m: f64,
    second_m: f64,
    sill_m: f64,
    width_m: f64,
    opening_m: f64,
    flap: bool,
) -> f64 {
    if opening_m <= 0.0 || (flap && second_m >= first_m) {
        return 0.0;
    }
    let (upper, lower, sign) =
        if first_m >= second_m { (first_m, second_m, 1.0) } else { (second_m, first_m, -1.0) };
    let (head, tail) = (upper - sill_m, (lower - sill_m).max(0.0));
    if head <= 0.0 {
        return 0.0;
    }
    let weir = width_m * weir_unit_flow_m2_s(head, tail);
    let drop = head - tail.max(0.5 * opening_m);
    if drop <= 0.0 {
        return sign * weir;
    }
    let orifice = ORIFICE_COEFFICIENT * width_m * opening_m * (2.0 * 9.81 * drop).sqrt();
    sign * weir.min(orifice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raised_gate_is_a_weir_and_a_low_one_an_orifice() {
        // From Q = 1.705 B H^1.5: a broad crest of 10 m under 1 m of head passes 17.05 m³/s.
        let raised = gate_flow_m3_s(1.0, -5.0, 0.0, 10.0, 3.0, false);
        assert!((raised - 17.05).abs() < 1e-9, "{raised}");
        // Free orifice: 0.6 × 10 × 0.2 × √(2 × 9.81 × (4 − 0.1)).
        let low = gate_flow_m3_s(4.0, -5.0, 0.0, 10.0, 0.2, false);
        assert!((low - 10.497).abs() < 0.01, "{low}");
    }

    #[test]
    fn flow_turns_with_the_levels_unless_a_flap_stops_it() {
        let out = gate_flow_m3_s(2.0, 1.0, 0.0, 4.0, 1.0, false);
        let back = gate_flow_m3_s(1.0, 2.0, 0.0, 4.0, 1.0, false);
        assert!(out > 0.0 && (out + back).abs() < 1e-12);
        assert_eq!(gate_flow_m3_s(1.0, 2.0, 0.0, 4.0, 1.0, true), 0.0);
        assert_eq!(gate_flow_m3_s(2.0, 1.0, 0.0, 4.0, 0.0, false), 0.0);
        assert_eq!(gate_flow_m3_s(2.0, 1.0, 2.5, 4.0, 1.0, false), 0.0);
        assert_eq!(gate_flow_m3_s(1.0, 1.0, 0.0, 4.0, 1.0, false), 0.0);
    }

    #[test]
    fn a_wider_gap_never_passes_less() {
        let mut last = 0.0;
        for k in 1..60 {
            let flow = gate_flow_m3_s(3.0, 1.4, 0.0, 5.0, 0.05 * f64::from(k), false);
            assert!(flow >= last - 1e-12, "{k}");
            last = flow;
        }
    }
}
