//! Spread of warnings and departure against their closed forms.

use sandtable_kernel::SimTime;
use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};

use super::{Channel, Curve, Diffusion, Issue, Preparation, Supply};
use crate::Hours;

const BASS: &str = "closed form of Rogers & Sorensen 1988 / Bass 1969 (computed)";
const TWEEDIE: &str = "Tweedie et al. 1986 (form recalled; computed)";

/// Share warned, and times to half and nine tenths; by closed form and by
/// the zone's curve that households are drawn from.
pub(crate) fn diffusion(_: &CheckContext) -> Vec<CheckRow> {
    let mut rows = Vec::new();
    for (case, q, shares, t50, t90) in [
        (
            ("广播率 0.03 /min，口传率 0.10 /min", "p 0.03, q 0.10 /min"),
            0.10,
            &[(5, 0.1744), (10, 0.3812), (15, 0.5818), (30, 0.9178)][..],
            12.877,
            28.376,
        ),
        (("广播率 0.03 /min，无口传", "p 0.03, q 0 /min"), 0.0, &[][..], 23.105, 76.753),
    ] {
        let row = |quantity: (String, String), expected: f64, obtained: f64| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-3), BASS)
        };
        let closed = Diffusion { p_min: 0.03, q_min: q };
        let (Ok(channel), hours) = (Channel::everywhere(0.03, q), Hours { start: 12.0 }) else { continue };
        let curve = Curve::new(&[Issue { channel, at: SimTime::ZERO, supply: Supply::FULL }], &hours);
        for &(minute, share) in shares {
            let (zh, en) = (format!("{minute} min 时已知晓的比例"), format!("warned after {minute} min"));
            let by_zone = (format!("{zh}，分区曲线"), format!("{en}, zone curve"));
            rows.push(row((zh, en), share, closed.share(minute as f64)));
            let found = curve.share(SimTime::from_mins(minute));
            rows.push(row(by_zone, share, found));
        }
        for (percent, share, expected) in [(50, 0.5, t50), (90, 0.9, t90)] {
            let found = closed.time_min(share).unwrap_or(f64::NAN);
            let quantity = (format!("t{percent}，{percent}% 知晓的时间（min）"), format!("t{percent}, min"));
            rows.push(row(quantity, expected, found));
        }
    }
    rows
}

/// The departure curve.
pub(crate) fn departure(_: &CheckContext) -> Vec<CheckRow> {
    let shape = Preparation::Rayleigh { sigma_min: 30.0 };
    let case = ("出发曲线 F = 1 − exp(−t²/1800)", "departure, F = 1 − exp(−t²/1800)");
    let row = |quantity: (String, String), expected: f64, obtained: f64| {
        CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-3), TWEEDIE)
    };
    let mut rows: Vec<CheckRow> = [(10, 13.771), (50, 35.322), (90, 64.379), (95, 73.432), (99, 91.046)]
        .map(|(percent, expected)| {
            let found = shape.quantile_min(f64::from(percent) / 100.0);
            let quantity = (format!("t{percent}，{percent}% 出发的时间（min）"), format!("t{percent}, min"));
            row(quantity, expected, found)
        })
        .to_vec();
    // The mean is the integral of the share that has not left.
    let mean = (0..400_000).map(|k| 1e-3 * (1.0 - shape.share((f64::from(k) + 0.5) * 1e-3))).sum::<f64>();
    rows.push(row(("平均值（min）".into(), "mean, min".into()), 37.599, mean));
    rows
}
