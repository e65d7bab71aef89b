//! Relief levels at the edges of their bands, and a stock that runs out.

use sandtable_command::order::Level;
use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};

use super::{Delivery, Outlook, Toll, relief_level};

/// A level as a number, 1 the highest; none is no number.
fn number(level: Option<Level>) -> f64 {
    match level {
        Some(Level::I) => 1.0,
        Some(Level::II) => 2.0,
        Some(Level::III) => 3.0,
        Some(Level::IV) => 4.0,
        None => f64::NAN,
    }
}

/// Edge pairs of levels II and I.
pub(crate) fn relief(_: &CheckContext) -> Vec<CheckRow> {
    let dead = |dead_missing| Toll { dead_missing, ..Toll::default() };
    let relocated = |relocated| Toll { relocated, ..Toll::default() };
    [
        ("死亡失踪 199 人", "199 dead and missing", dead(199), 2.0),
        ("死亡失踪 200 人", "200 dead and missing", dead(200), 1.0),
        ("紧急转移安置 1999999 人", "1,999,999 relocated", relocated(1_999_999), 2.0),
        ("紧急转移安置 2000000 人", "2,000,000 relocated", relocated(2_000_000), 1.0),
    ]
    .map(|(zh, en, toll, expected)| {
        CheckRow::judged(
            (
                format!("国家自然灾害救助响应，一省，{zh}"),
                format!("national relief response, one province, {en}"),
            ),
            ("响应级别（1 为最高）", "response level, 1 the highest"),
            expected,
            number(relief_level(&toll)),
            Tolerance::Absolute(0.0),
            "国办函〔2024〕11号",
        )
    })
    .to_vec()
}

/// A convoy that comes two days late.
pub(crate) fn stock_out(_: &CheckContext) -> Vec<CheckRow> {
    let case = ("库存 600，日耗 100，第 8 天补给 500", "stock 600, use 100 a day, a convoy of 500 on day 8");
    let outlook =
        Outlook::of(600.0, 100.0, &[Delivery { day: 8.0, amount: 500.0 }], 10.0).unwrap_or_default();
    let gap = outlook.gaps.first();
    let row = |quantity: (&str, &str), expected: f64, obtained: Option<f64>| {
        let obtained = obtained.unwrap_or(f64::NAN);
        CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(0.0), "arithmetic")
    };
    vec![
        row(("断供开始（天）", "stock-out begins, day"), 6.0, gap.map(|gap| gap.from_day)),
        row(("断供结束（天）", "stock-out ends, day"), 8.0, gap.map(|gap| gap.to_day)),
        row(("未满足的需求", "unmet"), 200.0, gap.map(|gap| gap.unmet)),
    ]
}
