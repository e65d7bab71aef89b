//! What a report tells beside its figures: how they came about and what they lack.

use sandtable_kernel::Lang;

use super::{page, small};
use crate::specimen::bundle;

/// Correlation and variance ratio stand beside the difference, in words and in the table
/// of all metrics.
#[test]
fn what_the_common_draws_achieved_is_told() {
    let bundle = bundle(&small());
    let comparison = &bundle.comparison;
    let best = comparison.finding.best.as_deref().unwrap_or(&comparison.reference);
    let row = comparison
        .differences
        .iter()
        .find(|row| row.metric == comparison.decision_metric && (row.plan == best || row.other == best))
        .unwrap();
    let shown = format!("{:.2}", row.correlation.unwrap()).replace('-', "−");
    let ratio = format!("{:.0}", 100.0 * row.variance_ratio.unwrap());
    for (lang, words, cell) in
        [(Lang::En, "a correlation of ", "correlation "), (Lang::Zh, "达到相关系数", "相关系数")]
    {
        let page = page(&bundle, lang);
        let told = |name: &str, words: &str| {
            page.iter().any(|element| {
                element.name == name && element.text.contains(words) && element.text.contains(&ratio)
            })
        };
        assert!(told("li", &format!("{words}{shown}")), "{lang:?}: {shown}");
        assert!(told("div", &format!("{cell}{shown}")), "{lang:?}: {shown}");
    }
}
