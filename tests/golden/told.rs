//! What a report tells beside its figures: how they came about and what they lack.

use sandtable_kernel::Lang;

use super::{page, small};
use crate::specimen::{Recipe, bundle};

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

/// Two pairs always correlate perfectly: that is not told.
#[test]
fn a_correlation_of_a_few_pairs_is_not_told() {
    let bundle = bundle(&Recipe { replicates: 3, failures: 0, ..Recipe::default() });
    for (lang, words) in [(Lang::En, "a correlation of "), (Lang::Zh, "达到相关系数")] {
        let page = page(&bundle, lang);
        let told = page.iter().any(|element| element.name == "li" && element.text.contains(words));
        assert!(!told, "{lang:?}");
    }
}

/// A tail of too few replicates says how many it takes; forty have an interval.
#[test]
fn worst_cases_say_how_many_replicates_they_take() {
    for (replicates, en, zh) in [
        (12, Some("takes 20 replicates, has 12"), Some("需要20次推演，现有12次")),
        (24, Some("an interval takes 40 replicates, there are 24"), Some("区间需要40次推演，现有24次")),
        (40, None, None),
    ] {
        let bundle = bundle(&Recipe { replicates, failures: 0, ..Recipe::default() });
        for (lang, words) in [(Lang::En, en), (Lang::Zh, zh)] {
            let page = page(&bundle, lang);
            let told = |words: &str| page.iter().any(|element| element.text.contains(words));
            match words {
                Some(words) => assert!(told(words), "{replicates} {lang:?}"),
                None => assert!(!told(" replicates, ") && !told("次推演，现有"), "{lang:?}"),
            }
        }
        let metric = &bundle.comparison.decision_metric;
        let rows = bundle.comparison.summaries.iter().filter(|row| row.metric == *metric);
        for row in rows {
            let interval = row.cvar95.and_then(|tail| tail.interval);
            assert_eq!(interval.is_some(), replicates == 40, "{}", row.plan);
        }
    }
}

/// The cells of an imported grid are told to the centimetre.
#[test]
fn the_cell_is_told_to_the_centimetre() {
    let mut bundle = bundle(&small());
    for (cell_m, told) in [(3.999_747_240_001_16, "4"), (12.345_6, "12.35"), (120.0, "120")] {
        bundle.manifest.cell_m = cell_m;
        for (lang, unit) in [(Lang::En, " m, "), (Lang::Zh, "米，")] {
            let wanted = format!("{told}{unit}");
            let page = page(&bundle, lang);
            assert!(
                page.iter().any(|element| element.name == "dd" && element.text.starts_with(&wanted)),
                "{wanted}"
            );
        }
    }
}
