//! What is measured in a run: a metric has a key, a unit, a direction and
//! perhaps a goal; a registry is the ordered list of those of a study.

use sandtable_kernel::Text;
use serde::{Deserialize, Serialize};

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Less is better: deaths, losses, delays.
    LowerBetter,
    /// More is better: shares warned, margins.
    HigherBetter,
    /// A fact, judged by nobody: the peak stage.
    Neutral,
}

/// What a metric speaks of; the order is that of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MetricGroup {
    /// Deaths and injuries.
    Casualties,
    /// People in the hazard.
    Exposure,
    /// Warnings and their lead.
    Warning,
    /// Departure, clearance, margins.
    Evacuation,
    /// Calls and teams.
    Rescue,
    /// Shelters and hospitals.
    Shelter,
    /// Supplies.
    Supplies,
    /// Power and networks.
    Lifelines,
    /// Economic loss.
    Loss,
    /// Responsible persons and decisions.
    Command,
    /// What the plan itself costs.
    Cost,
    /// Facts of the hazard.
    Hazard,
}

impl MetricGroup {
    /// All groups in the order of tables.
    pub const ALL: [Self; 12] = [
        Self::Casualties,
        Self::Exposure,
        Self::Warning,
        Self::Evacuation,
        Self::Rescue,
        Self::Shelter,
        Self::Supplies,
        Self::Lifelines,
        Self::Loss,
        Self::Command,
        Self::Cost,
        Self::Hazard,
    ];

    /// Name of the group.
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Casualties => ("伤亡", "Casualties"),
            Self::Exposure => ("暴露", "Exposure"),
            Self::Warning => ("预警", "Warning"),
            Self::Evacuation => ("转移避险", "Evacuation"),
            Self::Rescue => ("救援", "Rescue"),
            Self::Shelter => ("安置与收治", "Shelters and hospitals"),
            Self::Supplies => ("物资", "Supplies"),
            Self::Lifelines => ("生命线", "Power and networks"),
            Self::Loss => ("损失", "Loss"),
            Self::Command => ("指挥与责任人", "Command"),
            Self::Cost => ("预案代价", "Cost of the plan"),
            Self::Hazard => ("灾情事实", "Hazard facts"),
        };
        Text::new(zh, en)
    }
}

/// How a value is shown; stored values are never scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// As it is, on linear axes.
    #[default]
    Linear,
    /// As it is, on logarithmic axes where all values are positive: losses.
    Log,
    /// A share between 0 and 1, shown in per cent.
    Share,
}

/// Which side of a goal's value is wanted; the value itself is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// The value or more.
    AtLeast,
    /// The value or less.
    AtMost,
}

/// What is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Which side is wanted.
    pub bound: Bound,
    /// The value, in the metric's unit.
    pub value: f64,
}

impl Goal {
    /// Whether a value meets the goal; none if the metric did not apply.
    pub fn is_met(&self, value: f64) -> Option<bool> {
        if value.is_nan() {
            return None;
        }
        Some(match self.bound {
            Bound::AtLeast => value >= self.value,
            Bound::AtMost => value <= self.value,
        })
    }
}

/// A measured quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Key, such as `evacuation.before_arrival.slopes`; column name in tables.
    pub key: String,
    /// Short name for tables and charts.
    pub title: Text,
    /// What exactly is counted, from when, among whom.
    pub meaning: Text,
    /// Unit of stored values; `1` for a share.
    pub unit: String,
    /// Which way is good.
    pub direction: Direction,
    /// What it speaks of.
    pub group: MetricGroup,
    /// Decimals shown (of the shown value: of per cent for a share).
    pub decimals: u8,
    /// What is aimed at, if anything.
    pub goal: Option<Goal>,
    /// How it is shown.
    pub scale: Scale,
    /// Whether values can be negative: margins, leads, levels above a datum.
    #[serde(default)]
    pub signed: bool,
}

impl Metric {
    /// Least and greatest value that can be: shares lie within 0 and 1, counts and
    /// times are not negative.
    pub fn bounds(&self) -> (f64, f64) {
        match (self.scale, self.signed) {
            (Scale::Share, _) => (0.0, 1.0),
            (_, true) => (f64::NEG_INFINITY, f64::INFINITY),
            (_, false) => (0.0, f64::INFINITY),
        }
    }

    /// Factor from stored to shown values.
    pub fn shown_factor(&self) -> f64 {
        if self.scale == Scale::Share { 100.0 } else { 1.0 }
    }

    /// Unit of shown values.
    pub fn shown_unit(&self) -> &str {
        if self.scale == Scale::Share { "%" } else { &self.unit }
    }

    /// A value as text with the metric's decimals, without unit. `–` for not
    /// applicable, `∞` for not reached.
    pub fn show(&self, value: f64) -> String {
        if value.is_nan() {
            return String::from("–");
        }
        if value.is_infinite() {
            return String::from(if value > 0.0 { "∞" } else { "−∞" });
        }
        let text = format!("{:.*}", usize::from(self.decimals), value * self.shown_factor());
        // A rounded zero has no sign.
        match text.strip_prefix('-') {
            Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
            _ => text,
        }
    }

    /// Whether `a` is better than `b`; never for neutral metrics or NaN.
    pub fn is_better(&self, a: f64, b: f64) -> bool {
        match self.direction {
            Direction::LowerBetter => a < b,
            Direction::HigherBetter => a > b,
            Direction::Neutral => false,
        }
    }
}

/// Why a registry cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Two metrics with one key.
    #[error("metric '{0}' is registered twice; give one of them another key")]
    Duplicate(String),
    /// A key that a column cannot have.
    #[error("'{0}' is no metric key; use lower-case letters, digits, '_' and '.'")]
    Key(String),
}

/// The metrics of a study in the order of its columns; keys are unique.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Metric>", into = "Vec<Metric>")]
pub struct MetricRegistry {
    metrics: Vec<Metric>,
}

impl MetricRegistry {
    /// A registry of these metrics.
    ///
    /// # Errors
    /// The first bad or repeated key.
    pub fn new(metrics: Vec<Metric>) -> Result<Self, RegistryError> {
        let mut registry = Self::default();
        for metric in metrics {
            registry.push(metric)?;
        }
        Ok(registry)
    }

    /// Adds a metric after the others and returns its column.
    ///
    /// # Errors
    /// A bad or repeated key.
    pub fn push(&mut self, metric: Metric) -> Result<usize, RegistryError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
        if metric.key.is_empty() || !metric.key.chars().all(fits) {
            return Err(RegistryError::Key(metric.key));
        }
        if self.index(&metric.key).is_some() {
            return Err(RegistryError::Duplicate(metric.key));
        }
        self.metrics.push(metric);
        Ok(self.metrics.len() - 1)
    }

    /// Column of a metric.
    pub fn index(&self, key: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.key == key)
    }

    /// A metric by its key.
    pub fn get(&self, key: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.key == key)
    }

    /// The metrics in order.
    pub fn all(&self) -> &[Metric] {
        &self.metrics
    }

    /// Number of metrics.
    pub fn len(&self) -> usize {
        self.metrics.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// A row of values with every metric not applicable; writers fill it.
    pub fn blank(&self) -> Vec<f64> {
        vec![f64::NAN; self.metrics.len()]
    }

    /// The metrics as CSV: key, titles, unit, direction, group, goal, meanings.
    pub fn to_csv(&self) -> String {
        use crate::numbers::{csv_number, csv_text};
        let mut csv = String::from(
            "key,title_zh,title_en,unit,direction,group,at_least,at_most,meaning_zh,meaning_en\n",
        );
        for metric in &self.metrics {
            let bound = |wanted| {
                metric.goal.filter(|goal| goal.bound == wanted).map_or(String::new(), |g| csv_number(g.value))
            };
            let fields = [
                csv_text(&metric.key),
                csv_text(&metric.title.zh),
                csv_text(&metric.title.en),
                csv_text(&metric.unit),
                format!("{:?}", metric.direction),
                format!("{:?}", metric.group),
                bound(Bound::AtLeast),
                bound(Bound::AtMost),
                csv_text(&metric.meaning.zh),
                csv_text(&metric.meaning.en),
            ];
            csv.push_str(&fields.join(","));
            csv.push('\n');
        }
        csv
    }
}

impl TryFrom<Vec<Metric>> for MetricRegistry {
    type Error = RegistryError;
    fn try_from(metrics: Vec<Metric>) -> Result<Self, RegistryError> {
        Self::new(metrics)
    }
}

impl From<MetricRegistry> for Vec<Metric> {
    fn from(registry: MetricRegistry) -> Self {
        registry.metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::standard;

    #[test]
    fn a_registry_keeps_order_and_refuses_bad_keys() {
        let mut registry = standard();
        let first = registry.all()[0].clone();
        assert_eq!(registry.push(first.clone()), Err(RegistryError::Duplicate(first.key.clone())));
        let odd = Metric { key: "Deaths, all".into(), ..first };
        assert_eq!(registry.push(odd), Err(RegistryError::Key("Deaths, all".into())));
        let json = serde_json::to_string(&registry).unwrap();
        assert_eq!(serde_json::from_str::<MetricRegistry>(&json).unwrap(), registry);
        assert!(
            serde_json::from_str::<MetricRegistry>(&json.replace("deaths.collapse", "deaths.total")).is_err()
        );
    }

    #[test]
    fn shares_are_shown_in_per_cent_and_goals_respect_their_bound() {
        let registry = standard();
        let slopes = registry.get("evacuation.before_arrival.slopes").unwrap();
        assert_eq!((slopes.show(0.9987), slopes.shown_unit()), ("99.9".into(), "%"));
        let goal = slopes.goal.unwrap();
        assert_eq!(goal.is_met(1.0), Some(true));
        assert_eq!(goal.is_met(0.999), Some(false));
        assert_eq!(goal.is_met(f64::NAN), None);
        assert_eq!(slopes.show(-0.000_01), "0.0");
        assert_eq!(slopes.show(f64::INFINITY), "∞");
    }
}
