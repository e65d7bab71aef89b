//! Published and closed-form numbers of the impact functions, as data.

use sandtable_kernel::validation::{Check, CheckContext, CheckRow, Tolerance};

use crate::damage::DamageClass;
use crate::drowning::{Zone, boyd, jonkman, new_orleans};
use crate::people::{Body, LandUse, hazard_rating};
use crate::vehicles::SpeedCurve;

/// All checks of this crate.
pub const CHECKS: &[Check] = &[
    Check { name: "flood.hazard_rating", slow: false, run: rating },
    Check { name: "flood.vehicle_speed", slow: false, run: vehicle_speed },
    Check { name: "flood.depth_damage", slow: false, run: depth_damage },
    Check { name: "flood.mortality", slow: false, run: mortality },
    Check { name: "flood.people_stability", slow: false, run: stability },
];

fn rating(_: &CheckContext) -> Vec<CheckRow> {
    vec![CheckRow::judged(
        ("FD2320 危险度，水深 0.5 m，流速 1 m/s，城区", "FD2320 rating, 0.5 m at 1 m/s, urban"),
        ("危险度", "hazard rating"),
        1.75,
        hazard_rating(0.5, 1.0, LandUse::Urban),
        Tolerance::Absolute(0.0),
        "HR Wallingford 2006, FD2320: d (v + 0.5) + DF",
    )]
}

fn vehicle_speed(_: &CheckContext) -> Vec<CheckRow> {
    let pairs = [
        (0.0, 86.945),
        (50.0, 61.550),
        (100.0, 40.655),
        (150.0, 24.260),
        (200.0, 12.365),
        (250.0, 4.970),
        (299.0, 2.089),
        (300.0, 0.0),
    ];
    pairs
        .iter()
        .map(|&(w_mm, km_h)| {
            CheckRow::judged(
                (format!("路面积水 {w_mm} mm 时的车速"), format!("speed on a road under {w_mm} mm")),
                ("车速（km/h）", "speed, km/h"),
                km_h,
                SpeedCurve::Fitted.speed_m_s(w_mm / 1000.0) * 3.6,
                Tolerance::Absolute(1e-3),
                "Pregnolato et al. 2017, Transportation Research D 55",
            )
        })
        .collect()
}

fn depth_damage(_: &CheckContext) -> Vec<CheckRow> {
    vec![CheckRow::judged(
        ("JRC 亚洲，住宅，水深 1.25 m", "JRC Asia, residential, 1.25 m"),
        ("损失比例", "share lost"),
        0.5555,
        DamageClass::Residential.share_lost(1.25),
        Tolerance::Absolute(1e-4),
        "Huizinga, de Moel & Szewczyk 2017, linear between points",
    )]
}

fn mortality(_: &CheckContext) -> Vec<CheckRow> {
    let mut rows = Vec::new();
    let mut row = |case: (String, String), expected: f64, obtained: f64, source: &str| {
        let tolerance = Tolerance::Absolute(1e-4);
        rows.push(CheckRow::judged(case, ("死亡率", "mortality"), expected, obtained, tolerance, source));
    };
    let source = "Jonkman 2007/2008 (parameters recalled)";
    for (h, f) in [(1.0, 0.002_858), (2.0, 0.006_010), (3.0, 0.009_036), (4.0, 0.011_925)] {
        let case = (format!("Jonkman 其余区，水深 {h} m"), format!("Jonkman remaining zone, {h} m"));
        row(case, f, jonkman(h, Zone::Remaining), source);
    }
    for (h, f) in [(3.0, 0.098_41), (4.0, 0.396_18), (5.0, 0.703_23)] {
        let case = (format!("Jonkman 快速上涨区，水深 {h} m"), format!("Jonkman rapid rise, {h} m"));
        row(case, f, jonkman(h, Zone::RapidRise), source);
    }
    let case = ("新奥尔良，水深 2 m".to_owned(), "New Orleans, 2 m".to_owned());
    row(case, 0.012_116, new_orleans(2.0, 0.5), "Jonkman et al. 2009 (recalled)");
    for (h, f) in [(3.0, 0.047_00), (4.0, 0.335_67)] {
        let case = (format!("Boyd 曲线，水深 {h} m"), format!("Boyd, {h} m"));
        row(case, f, boyd(h), "Boyd et al. 2005 (recalled)");
    }
    rows
}

fn stability(_: &CheckContext) -> Vec<CheckRow> {
    let people = [
        (("成人", "adult"), Body::ADULT, [(0.4, 1.63), (0.6, 1.12), (1.0, 0.63)]),
        (("儿童", "child"), Body::CHILD, [(0.4, 1.03), (0.6, 0.69), (1.0, 0.35)]),
    ];
    let mut rows = Vec::new();
    for ((zh, en), body, pairs) in people {
        for (depth, speed) in pairs {
            rows.push(CheckRow::judged(
                (format!("{zh}倾倒失稳，水深 {depth} m"), format!("toppling of {en} in {depth} m")),
                ("临界流速（m/s）", "critical speed, m/s"),
                speed,
                body.toppling_speed_m_s(depth),
                Tolerance::Relative(0.01),
                "Xia et al. 2014 (parameters recalled)",
            ));
        }
    }
    rows
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
