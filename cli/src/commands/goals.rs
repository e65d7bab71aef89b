//! Goals asked for on the command line. One plan has to meet them all: the one that
//! the study names best, since it is the one that would be carried out.

use sandtable_reports::unit_name;
use sandtable_results::comparison::{Certainty, Comparison};
use sandtable_results::{Bound, Goal, Metric, MetricRegistry, Scale, StudyBundle};
use sandtable_scenarios::file::suggest;
use serde::Serialize;

use crate::exit::Failure;
use crate::session::Session;

/// Decimals of a judged value beyond those of its metric: rounded like a table's, a value
/// could look as if it met the goal that it just missed.
const FINER: usize = 2;

/// A goal as asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedGoal {
    metric: String,
    /// In the unit of stored values.
    goal: Goal,
}

/// What became of a goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedGoal {
    /// Key of the metric.
    pub metric: String,
    /// Key of the plan that was judged; none if the study names none.
    pub plan: Option<String>,
    /// The plan's mean; none if it has none.
    pub value: Option<f64>,
    /// What was asked for, in the unit of stored values.
    pub goal: Goal,
    /// Whether it was met.
    pub met: bool,
}

impl AskedGoal {
    /// Reads `METRIC<=X` or `METRIC>=X`, X in the unit in which the metric is shown:
    /// per cent for shares, with or without the sign.
    ///
    /// # Errors
    /// Another form, a metric that does not exist, per cent of what is no share.
    pub fn read(text: &str, registry: &MetricRegistry, session: &Session) -> Result<Self, Failure> {
        let wrong = || Failure::Usage(session.say("evaluate-require", &[("found", text.to_owned().into())]));
        let (bound, (key, value)) = match (text.split_once("<="), text.split_once(">=")) {
            (Some(parts), _) => (Bound::AtMost, parts),
            (None, Some(parts)) => (Bound::AtLeast, parts),
            _ => return Err(wrong()),
        };
        let metric = known_metric(key.trim(), registry, session)?;
        let (number, per_cent) = match value.trim().strip_suffix('%') {
            Some(number) => (number, true),
            None => (value, false),
        };
        let value = number.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong)?;
        if per_cent && metric.scale != Scale::Share {
            return Err(wrong());
        }
        let goal = Goal { bound, value: value / metric.shown_factor() };
        Ok(Self { metric: metric.key.clone(), goal })
    }

    /// Judges the mean of the study's best plan.
    pub fn judge(&self, bundle: &StudyBundle) -> JudgedGoal {
        let comparison = &bundle.comparison;
        let plan = best_plan(comparison);
        let row = plan.and_then(|plan| comparison.summary(plan, &self.metric));
        let value = row.and_then(|row| row.mean).map(|mean| mean.value);
        JudgedGoal {
            metric: self.metric.clone(),
            plan: plan.map(str::to_owned),
            value,
            goal: self.goal,
            met: value.and_then(|value| self.goal.is_met(value)) == Some(true),
        }
    }
}

/// The plan that is named best; if all were equal the reference, a single plan itself.
fn best_plan(comparison: &Comparison) -> Option<&str> {
    let finding = &comparison.finding;
    match (&finding.best, &comparison.plans[..]) {
        (Some(best), _) => Some(best),
        (None, [only]) => Some(only),
        (None, _) => (finding.certainty == Certainty::Equal).then_some(comparison.reference.as_str()),
    }
}

impl JudgedGoal {
    /// One line: metric, plan, value, bound, met or not.
    pub fn line(&self, bundle: &StudyBundle, session: &Session) -> String {
        let Some(metric) = bundle.table.registry.get(&self.metric) else { return self.metric.clone() };
        let sign = match self.goal.bound {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
        };
        let mut values = vec![
            ("metric", metric.title.get(session.lang()).to_owned().into()),
            ("bound", format!("{sign} {}", with_unit(metric, self.goal.value, session)).into()),
        ];
        let Some(plan) = &self.plan else { return session.say("evaluate-goal-no-plan", &values) };
        let title = bundle.table.plans.iter().find(|known| known.key == *plan);
        let title = title.map_or(plan.as_str(), |plan| plan.title.get(session.lang()));
        values.push(("plan", title.to_owned().into()));
        let Some(value) = self.value else { return session.say("evaluate-goal-no-value", &values) };
        values.push(("value", with_unit(metric, value, session).into()));
        session.say(if self.met { "evaluate-goal-met" } else { "evaluate-goal-missed" }, &values)
    }
}

/// A stored value as it is shown, with decimals enough to tell it from a goal near it.
fn with_unit(metric: &Metric, value: f64, session: &Session) -> String {
    let decimals = usize::from(metric.decimals) + FINER;
    let shown = format!("{:.decimals$}", value * metric.shown_factor());
    let shown = shown.trim_end_matches('0').trim_end_matches('.');
    let unit = unit_name(&session.text, metric.shown_unit());
    format!("{shown} {unit}").trim_end().to_owned()
}

/// The metric of a key.
///
/// # Errors
/// When there is none; the nearest name is told.
pub fn known_metric<'a>(
    key: &str,
    registry: &'a MetricRegistry,
    session: &Session,
) -> Result<&'a Metric, Failure> {
    if let Some(metric) = registry.get(key) {
        return Ok(metric);
    }
    let mut text = session.say("evaluate-unknown-metric", &[("found", key.to_owned().into())]);
    if let Some(near) = suggest::nearest(key, registry.all().iter().map(|metric| metric.key.as_str())) {
        text = format!("{text}\n{}", session.say("usage-suggestion", &[("name", near.into())]));
    }
    Err(Failure::Usage(text))
}
