//! How numbers are shown to people: one scale a row, so that values and their
//! differences can be compared by eye. Chinese takes 万 and 亿 for large figures,
//! English million and billion with separators of thousands.

use sandtable_kernel::Lang;
use sandtable_results::comparison::{Estimate, Interval};
use sandtable_results::{Bound, Goal, Metric, Scale};

use crate::text::Catalogue;

/// A typographic minus: as wide as a plus.
const MINUS: char = '−';

/// The scale of a row of values.
#[derive(Clone)]
pub struct Shown<'a> {
    text: &'a Catalogue,
    factor: f64,
    decimals: usize,
    unit: String,
}

impl<'a> Shown<'a> {
    /// The scale for values of a metric.
    pub fn of(text: &'a Catalogue, metric: &Metric, values: impl IntoIterator<Item = f64>) -> Self {
        Self::new(text, &metric.unit, metric.scale == Scale::Share, usize::from(metric.decimals), values)
    }

    /// The scale for values of a unit; a `share` is shown in per cent.
    pub fn new(
        text: &'a Catalogue,
        unit: &str,
        share: bool,
        decimals: usize,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        if share {
            return Self { text, factor: 100.0, decimals, unit: "%".into() };
        }
        let finite = values.into_iter().filter(|value| value.is_finite());
        let largest = finite.fold(0.0, |most: f64, value| most.max(value.abs()));
        let steps: [(f64, &str); 2] = match text.lang() {
            Lang::Zh => [(1e8, "亿"), (1e4, "万")],
            Lang::En => [(1e9, "billion "), (1e6, "million ")],
        };
        let unit = unit_name(text, unit);
        for (size, word) in steps {
            if largest >= size {
                // Three figures of the largest value and never below a tenth.
                let decimals = if largest < 100.0 * size { 2 } else { 1 };
                let unit = format!("{word}{unit}").trim_end().to_owned();
                return Self { text, factor: 1.0 / size, decimals, unit };
            }
        }
        Self { text, factor: 1.0, decimals, unit }
    }

    /// The scale for the terms of a ledger, small ones beside large ones: at most
    /// one step of ten thousands or millions, with decimals enough for a hundredth
    /// per cent of the largest.
    pub fn ledger(text: &'a Catalogue, unit: &str, amounts: impl Iterator<Item = f64> + Clone) -> Self {
        let finite = || amounts.clone().filter(|amount| amount.is_finite());
        let largest = finite().fold(0.0, |most: f64, amount| most.max(amount.abs()));
        let whole = finite().all(|amount| amount.fract() == 0.0);
        let (size, word) = match text.lang() {
            Lang::Zh => (1e4, "万"),
            Lang::En => (1e6, "million "),
        };
        let unit = unit_name(text, unit);
        if largest < 100.0 * size || (whole && largest < 1e7) {
            return Self { text, factor: 1.0, decimals: usize::from(!whole), unit };
        }
        let decimals = (4.0 - libm::log10(largest / size)).clamp(1.0, 3.0) as usize;
        Self { text, factor: 1.0 / size, decimals, unit: format!("{word}{unit}").trim_end().to_owned() }
    }

    /// Unit of shown values; empty for a bare number.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Factor from stored to shown values.
    pub fn factor(&self) -> f64 {
        self.factor
    }

    /// An already scaled value at a tick of an axis.
    pub fn tick(&self, scaled: f64, decimals: usize) -> String {
        Self { factor: 1.0, decimals, ..self.clone() }.value(scaled)
    }

    /// A value without its unit.
    pub fn value(&self, value: f64) -> String {
        if value.is_nan() {
            return String::from("—");
        }
        if value.is_infinite() {
            return self.text.get("report-not-reached");
        }
        let plain = format!("{:.*}", self.decimals, value.abs() * self.factor);
        let sign = if value < 0.0 && plain.chars().any(|c| c.is_ascii_digit() && c != '0') {
            String::from(MINUS)
        } else {
            String::new()
        };
        let grouped = if self.text.lang() == Lang::En { grouped(&plain) } else { plain };
        format!("{sign}{grouped}")
    }

    /// A value with a plus if it is above zero.
    pub fn signed(&self, value: f64) -> String {
        let shown = self.value(value);
        let positive = value.is_finite() && value > 0.0 && shown.chars().any(|c| ('1'..='9').contains(&c));
        if positive { format!("+{shown}") } else { shown }
    }

    /// An interval in brackets.
    pub fn interval(&self, interval: &Interval) -> String {
        format!("[{}, {}]", self.value(interval.low), self.value(interval.high))
    }

    /// The interval of an estimate, if it has one that says something: not if it
    /// was never reached from end to end.
    pub fn interval_of(&self, estimate: &Estimate) -> Option<String> {
        let interval =
            estimate.interval.filter(|interval| interval.low.is_finite() || interval.high.is_finite());
        interval.map(|interval| self.interval(&interval))
    }

    /// The same scale for differences: those of per cent are percentage points.
    #[must_use]
    pub fn differences(self) -> Self {
        let unit = if self.unit == "%" { self.text.get("report-points") } else { self.unit.clone() };
        Self { unit, ..self }
    }

    /// A value with its unit, as in a sentence.
    pub fn phrase(&self, value: f64) -> String {
        let shown = self.value(value);
        if !value.is_finite() || self.unit.is_empty() {
            return shown;
        }
        self.with_unit(&shown)
    }

    /// A shown text followed by the unit.
    pub fn with_unit(&self, shown: &str) -> String {
        match self.text.lang() {
            Lang::Zh => format!("{shown}{}", self.unit),
            Lang::En => format!("{shown}\u{a0}{}", self.unit),
        }
    }

    /// The ends of an interval with the unit, as in a sentence.
    pub fn between(&self, low: f64, high: f64) -> String {
        let ends = [("low", self.value(low).into()), ("high", self.value(high).into())];
        let shown = self.text.with("report-between", &ends);
        if self.unit.is_empty() { shown } else { self.with_unit(&shown) }
    }

    /// A goal: “≥ 12.0 h”.
    pub fn goal(&self, goal: &Goal) -> String {
        let sign = match goal.bound {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
        };
        format!("{sign} {}", self.phrase(goal.value))
    }
}

/// Name of a unit in the language of the report; as it is if it has none.
pub fn unit_name(text: &Catalogue, unit: &str) -> String {
    let letters = unit.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let key = format!("unit-{}", letters.collect::<String>());
    match unit {
        "" | "1" => String::new(),
        _ if unit.is_ascii() || unit.contains('·') => {
            if text.has(&key) {
                text.get(&key)
            } else {
                unit.to_owned()
            }
        }
        _ => unit.to_owned(),
    }
}

/// Share as whole per cent, but never 0 or 100 for what is neither.
pub fn per_cent(text: &Catalogue, share: f64) -> String {
    let rounded = (100.0 * share).round();
    let shown = match rounded {
        _ if share.is_nan() => return String::from("—"),
        0.0 if share > 0.0 => String::from("<1"),
        100.0 if share < 1.0 => String::from(">99"),
        _ => format!("{rounded:.0}"),
    };
    match text.lang() {
        Lang::Zh => format!("{shown}%"),
        Lang::En => format!("{shown}\u{a0}%"),
    }
}

/// A small number in powers of ten: “3.1 × 10⁻⁹”.
pub fn scientific(value: f64) -> String {
    if !value.is_finite() {
        return String::from("—");
    }
    if value == 0.0 {
        return String::from("0");
    }
    let text = format!("{value:.1e}");
    let Some((digits, power)) = text.split_once('e') else { return text };
    let raised: String = power
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            other => other,
        })
        .collect();
    format!("{digits} × 10{raised}")
}

/// Separators of thousands.
fn grouped(plain: &str) -> String {
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::with_capacity(plain.len() + 4);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_results::standard::standard;

    #[test]
    fn large_figures_follow_the_language() {
        let registry = standard();
        let loss = registry.get("loss.total").unwrap();
        let (zh, en) = (Catalogue::new(Lang::Zh), Catalogue::new(Lang::En));
        let values = [3.214e9, 2.9e8];
        let shown = Shown::of(&zh, loss, values);
        assert_eq!((shown.value(values[0]), shown.unit()), ("32.14".into(), "亿元"));
        assert_eq!(shown.signed(-1.2e8), "−1.20");
        let shown = Shown::of(&en, loss, values);
        assert_eq!((shown.value(values[0]), shown.unit()), ("3.21".into(), "billion CNY"));
        let exposed = registry.get("exposure.persons").unwrap();
        assert_eq!(Shown::of(&zh, exposed, [123_456.0]).phrase(123_456.0), "12.35万人");
        assert_eq!(Shown::of(&en, exposed, [123_456.0]).phrase(123_456.0), "123,456\u{a0}persons");
        assert_eq!(Shown::of(&zh, exposed, [9_999.0]).phrase(9_999.0), "9999人");
    }

    #[test]
    fn values_that_are_no_numbers_are_words_and_rounded_zeros_have_no_sign() {
        let registry = standard();
        let text = Catalogue::new(Lang::Zh);
        let margin = Shown::of(&text, registry.get("evacuation.margin.p50").unwrap(), [1.0]);
        assert_eq!(margin.value(f64::NAN), "—");
        assert_eq!(margin.phrase(f64::NEG_INFINITY), "未完成");
        assert_eq!((margin.value(-0.001), margin.signed(0.001)), ("0.00".into(), "0.00".into()));
        let interval = Interval { low: -1.0, high: f64::INFINITY, level: 0.95 };
        assert_eq!(margin.interval(&interval), "[−1.00, 未完成]");
        assert_eq!(per_cent(&text, 0.9999), ">99%");
        assert_eq!((scientific(3.14e-9), scientific(0.0)), ("3.1 × 10⁻⁹".into(), "0".into()));
        assert_eq!(grouped("1234567.5"), "1,234,567.5");
    }

    #[test]
    fn every_unit_of_the_standard_metrics_has_a_chinese_name() {
        let text = Catalogue::new(Lang::Zh);
        for metric in standard().all() {
            let name = unit_name(&text, &metric.unit);
            assert!(!name.is_ascii() || name.is_empty() || name == "m", "{}: {name}", metric.unit);
        }
    }
}
