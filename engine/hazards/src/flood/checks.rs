//! Published and closed-form numbers of hydrology and structures, as data.

use sandtable_kernel::validation::{Check, CheckContext, CheckRow, Tolerance};

use super::hydrology::channel::wide_normal_depth_m;
use super::hydrology::green_ampt::GreenAmpt;
use super::hydrology::scs;
use super::solver::weir_unit_flow_m2_s;

/// All checks of this module.
pub const CHECKS: &[Check] = &[
    Check { name: "flood.green_ampt", slow: false, run: green_ampt },
    Check { name: "flood.scs_runoff", slow: false, run: scs_runoff },
    Check { name: "flood.weir", slow: false, run: weir },
    Check { name: "flood.normal_depth", slow: false, run: normal_depth },
];

/// Silt loam of Chow, Maidment & Mays 1988, example 4.3.1.
const SILT_LOAM: GreenAmpt = GreenAmpt { conductivity_mm_h: 6.5, suction_mm: 167.0, deficit: 0.340 };

fn green_ampt(_: &CheckContext) -> Vec<CheckRow> {
    let chow = "Chow, Maidment & Mays 1988, example 4.3.1 (3.17 cm, 1.81 cm/h)";
    let mein = "Mein & Larson 1973; Chow et al. 1988, section 4.4";
    let after_hour = SILT_LOAM.ponded_mm(0.0, 1.0);
    let ponding = SILT_LOAM.ponding_time_h(50.0);
    let row = CheckRow::judged;
    let ponded = ("Green–Ampt，粉壤土，积水入渗 1 h", "Green–Ampt, silt loam, ponded for 1 h");
    let rain = ("Green–Ampt，粉壤土，雨强 50 mm/h", "Green–Ampt, silt loam, rain 50 mm/h");
    vec![
        row(
            ponded,
            ("累计入渗量（mm）", "infiltrated, mm"),
            31.664,
            after_hour,
            Tolerance::Relative(5e-3),
            chow,
        ),
        row(
            ponded,
            ("入渗率（mm/h）", "rate, mm/h"),
            18.156,
            SILT_LOAM.capacity_mm_h(after_hour),
            Tolerance::Relative(5e-3),
            chow,
        ),
        row(
            rain,
            ("开始积水的时间（h）", "time of ponding, h"),
            0.169_69,
            ponding,
            Tolerance::Relative(0.01),
            mein,
        ),
        row(
            rain,
            ("此前累计入渗量（mm）", "infiltrated by then, mm"),
            8.4844,
            50.0 * ponding,
            Tolerance::Relative(0.01),
            mein,
        ),
        row(
            ("Green–Ampt，粉壤土，雨强 10 mm/h", "Green–Ampt, silt loam, rain 10 mm/h"),
            ("开始积水的时间（h）", "time of ponding, h"),
            10.545,
            SILT_LOAM.ponding_time_h(10.0),
            Tolerance::Relative(0.01),
            mein,
        ),
    ]
}

fn scs_runoff(_: &CheckContext) -> Vec<CheckRow> {
    [(100.0, 80.0, 50.539), (200.0, 90.0, 169.712), (150.0, 98.0, 143.954), (50.0, 70.0, 5.8128)]
        .into_iter()
        .map(|(rain, cn, runoff)| {
            CheckRow::judged(
                (
                    format!("SCS 径流：降雨 {rain} mm，曲线数 {cn}"),
                    format!("SCS runoff of {rain} mm on curve number {cn}"),
                ),
                ("径流深（mm）", "runoff, mm"),
                runoff,
                scs::runoff_mm(rain, cn, 0.2),
                Tolerance::Absolute(1e-3),
                "National Engineering Handbook 4: (P − 0.2 S)²/(P + 0.8 S)",
            )
        })
        .collect()
}

fn weir(_: &CheckContext) -> Vec<CheckRow> {
    let free = weir_unit_flow_m2_s(1.0, 0.0);
    vec![
        CheckRow::judged(
            ("宽顶堰，宽 10 m，水头 1 m", "broad-crested weir, 10 m under 1 m of head"),
            ("流量（m³/s）", "flow, m³/s"),
            17.05,
            10.0 * free,
            Tolerance::Absolute(1e-3),
            "1.705 b H^1.5",
        ),
        CheckRow::judged(
            ("宽顶堰，下游淹没至水头的 0.8", "broad-crested weir, drowned to 0.8 of the head"),
            ("淹没折减系数", "factor of submergence"),
            0.6163,
            weir_unit_flow_m2_s(1.0, 0.8) / free,
            Tolerance::Absolute(1e-3),
            "Villemonte 1947",
        ),
    ]
}

fn normal_depth(_: &CheckContext) -> Vec<CheckRow> {
    vec![CheckRow::judged(
        ("正常水深，单宽流量 1 m²/s，糙率 0.03，坡度 0.001", "normal depth, q 1 m²/s, n 0.03, slope 0.001"),
        ("水深（m）", "depth, m"),
        0.968_886,
        wide_normal_depth_m(1.0, 0.03, 1e-3),
        Tolerance::Relative(1e-3),
        "Manning, wide channel",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::validation::Verdict;

    #[test]
    fn val_every_check_passes() {
        let mut failed = Vec::new();
        for check in CHECKS {
            let rows = (check.run)(&CheckContext::default());
            assert!(!rows.is_empty(), "{}", check.name);
            failed.extend(rows.into_iter().filter(|row| row.verdict != Verdict::Pass));
        }
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
