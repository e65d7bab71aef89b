//! Health, digging and survival against their sources.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};

use super::rcrs::{Casualty, FULL_HEALTH, NOISE_MEAN, dig_steps, score};
use super::survival::hayward_min;

const SERVER: &str = "roborescue/rcrs-server 0680463 (computed)";

/// Score, damage and digging of the RoboCup Rescue simulation.
pub(crate) fn rcrs(_: &CheckContext) -> Vec<CheckRow> {
    let exact = Tolerance::Absolute(0.0);
    // 150 alive at 8,000 points, 50 dead: 60 % of all health is left.
    let civilian = |health| Casualty { health, collapse: 0.0, buried: 0.0, fire: 0.0 };
    let mut civilians = vec![civilian(0.8 * FULL_HEALTH); 150];
    civilians.resize(200, civilian(0.0));
    let mut rows = vec![CheckRow::judged(
        (
            "RCRS 得分：200 名平民，150 人存活，生命值合计 60%",
            "RCRS score: 200 civilians, 150 alive, 60 % health",
        ),
        ("RSL21 得分", "RSL21 score"),
        20.3003,
        score(&civilians),
        Tolerance::Absolute(1e-4),
        "150·exp(−2), RSL21 (computed)",
    )];

    let mut buried = Casualty::buried(15.0);
    let dead_on = (1..=1000).find(|_| {
        buried.wait([NOISE_MEAN; 3]);
        buried.is_dead()
    });
    rows.push(CheckRow::judged(
        ("RCRS 伤情：被埋，初始伤害 15，噪声取均值", "RCRS damage: buried, 15 at first, noise at its mean"),
        ("死亡时的步数", "step of death"),
        287.0,
        dead_on.map_or(f64::NAN, f64::from),
        exact,
        SERVER,
    ));
    for (rescuers, steps) in [(1, 60.0), (3, 20.0), (6, 10.0)] {
        rows.push(CheckRow::judged(
            ("RCRS 挖掘：埋深 60", "RCRS digging: buriedness 60"),
            (format!("救援人员 {rescuers} 名时的步数"), format!("steps, rescuers: {rescuers}")),
            steps,
            dig_steps(60, rescuers).map_or(f64::NAN, f64::from),
            exact,
            SERVER,
        ));
    }
    rows
}

/// Survival time in cold water.
pub(crate) fn cold_water(_: &CheckContext) -> Vec<CheckRow> {
    vec![CheckRow::judged(
        ("冷水中存活时间，水温 10 °C", "survival in cold water, 10 °C"),
        ("存活时间（min）", "survival time, min"),
        176.8,
        hayward_min(10.0).unwrap_or(f64::NAN),
        Tolerance::Absolute(0.1),
        "Hayward, Eckerson & Collis 1975 (read in a secondary source)",
    )]
}
