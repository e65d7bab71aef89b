//! `sandtable list`: what is built in.

use clap::ValueEnum;
use sandtable_kernel::{Lang, Text};
use sandtable_reports::unit_name;
use sandtable_results::metric::{Bound, Direction, Metric, MetricGroup};
use sandtable_results::standard::standard;
use sandtable_scenarios::open::{SCENARIOS, listed_plans};
use serde_json::{Map, Value, json};

use super::calc;
use crate::Answer;
use crate::exit::Outcome;
use crate::models::{calculators, checks, topic};
use crate::session::Session;
use crate::table::{Align, Table, number};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "KIND")]
    pub kind: Option<What>,
}

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Built-in scenarios with their plans.
    Scenarios,
    /// Built-in plans.
    Plans,
    /// Metrics with units.
    Metrics,
    /// Calculators.
    Models,
    /// Published checks by topic.
    Checks,
}

impl What {
    const ALL: [Self; 5] = [Self::Scenarios, Self::Plans, Self::Metrics, Self::Models, Self::Checks];

    fn key(self) -> &'static str {
        match self {
            Self::Scenarios => "scenarios",
            Self::Plans => "plans",
            Self::Metrics => "metrics",
            Self::Models => "models",
            Self::Checks => "checks",
        }
    }

    fn json(self, session: &Session) -> Value {
        match self {
            Self::Scenarios => scenarios_json(),
            Self::Plans => plans_json(),
            Self::Metrics => standard().all().iter().map(|metric| metric_json(metric, session)).collect(),
            Self::Models => {
                calculators().iter().map(|model| calc::described(model, session.lang())).collect()
            }
            Self::Checks => {
                topics().iter().map(|(topic, count)| json!({ "topic": topic, "checks": count })).collect()
            }
        }
    }

    fn text(self, session: &Session) -> String {
        match self {
            Self::Scenarios => scenarios(session),
            Self::Plans => plans(session),
            Self::Metrics => metrics(session),
            Self::Models => calc::table_of(&calculators(), session).render(),
            Self::Checks => published(session),
        }
    }
}

/// Lists scenarios with their plans, metrics, models and published checks.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: &Args, session: &Session) -> Answer {
    let wanted = args.kind.map_or_else(|| What::ALL.to_vec(), |kind| vec![kind]);
    if session.json {
        let all: Map<String, Value> =
            wanted.iter().map(|what| (what.key().to_owned(), what.json(session))).collect();
        session.print_json(&all)?;
        return Ok(Outcome::Done);
    }
    let part = |what: &What| {
        format!("{}\n\n{}", session.text.get(&format!("list-{}", what.key())), what.text(session))
    };
    let parts: Vec<String> = wanted.iter().map(part).collect();
    session.print(&parts.join("\n"))?;
    Ok(Outcome::Done)
}

fn names(text: &Text) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

fn scenarios_json() -> Value {
    let plans: Vec<String> = listed_plans().into_iter().map(|(key, ..)| key).collect();
    let one = |(key, (zh, en)): &(&str, (&str, &str))| json!({ "key": key, "name": { "zh": zh, "en": en }, "plans": plans });
    SCENARIOS.iter().map(one).collect()
}

fn plans_json() -> Value {
    let one = |(key, name, scope): (String, Text, Text)| json!({ "key": key, "name": names(&name), "scope": names(&scope) });
    listed_plans().into_iter().map(one).collect()
}

fn metric_json(metric: &Metric, session: &Session) -> Value {
    let lang = session.lang();
    let direction = match metric.direction {
        Direction::LowerBetter => "lower-better",
        Direction::HigherBetter => "higher-better",
        Direction::Neutral => "neutral",
    };
    let goal = metric.goal.map(|goal| {
        let bound = if goal.bound == Bound::AtLeast { "at-least" } else { "at-most" };
        json!({ "bound": bound, "value": goal.value })
    });
    json!({
        "key": metric.key, "name": names(&metric.title), "meaning": metric.meaning.get(lang),
        "unit": metric.unit, "direction": direction, "group": metric.group.title().get(lang), "goal": goal,
    })
}

fn scenarios(session: &Session) -> String {
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([
        (text("list-name"), Align::Left),
        (text("list-title"), Align::Left),
        (text("list-its-plans"), Align::Left),
    ]);
    let plans: Vec<String> = listed_plans().into_iter().map(|(key, ..)| key).collect();
    for (key, (zh, en)) in SCENARIOS {
        let title = if session.lang() == Lang::Zh { zh } else { en };
        table.row([(*key).to_owned(), (*title).to_owned(), plans.join(", ")]);
    }
    table.render()
}

fn plans(session: &Session) -> String {
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([
        (text("list-name"), Align::Left),
        (text("list-title"), Align::Left),
        (text("list-scope"), Align::Left),
    ]);
    for (key, name, scope) in listed_plans() {
        table.row([key, name.get(session.lang()).to_owned(), scope.get(session.lang()).to_owned()]);
    }
    table.render()
}

/// Metrics by group; the sign says which way is good.
fn metrics(session: &Session) -> String {
    let (lang, text) = (session.lang(), |key: &str| session.text.get(key));
    let mut table = Table::new([
        (text("list-group"), Align::Left),
        (text("list-name"), Align::Left),
        (text("list-title"), Align::Left),
        (text("calc-unit"), Align::Left),
        (text("list-direction"), Align::Left),
        (text("list-goal"), Align::Left),
    ]);
    let registry = standard();
    for group in MetricGroup::ALL {
        for metric in registry.all().iter().filter(|metric| metric.group == group) {
            let direction = match metric.direction {
                Direction::LowerBetter => text("list-lower"),
                Direction::HigherBetter => text("list-higher"),
                Direction::Neutral => "–".to_owned(),
            };
            let goal = metric.goal.map_or_else(String::new, |goal| {
                let sign = if goal.bound == Bound::AtLeast { '≥' } else { '≤' };
                format!("{sign} {}", number(goal.value * metric.shown_factor()))
            });
            table.row([
                group.title().get(lang).to_owned(),
                metric.key.clone(),
                metric.title.get(lang).to_owned(),
                unit_name(&session.text, metric.shown_unit()),
                direction,
                goal,
            ]);
        }
    }
    table.render()
}

fn published(session: &Session) -> String {
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([(text("list-name"), Align::Left), (text("list-count"), Align::Right)]);
    for (topic, count) in topics() {
        table.row([topic.to_owned(), count.to_string()]);
    }
    table.render()
}

/// Topics of the published checks with their number.
fn topics() -> Vec<(&'static str, usize)> {
    let mut topics: Vec<(&str, usize)> = Vec::new();
    for check in checks() {
        match topics.last_mut() {
            Some((last, count)) if *last == topic(check.name) => *count += 1,
            _ => topics.push((topic(check.name), 1)),
        }
    }
    topics
}
