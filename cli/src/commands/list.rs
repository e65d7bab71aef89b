//! `sandtable list`: what is built in.

use sandtable_kernel::Lang;
use sandtable_scenarios::open::{PLANS, SCENARIOS};
use serde_json::json;

use super::calc;
use crate::Answer;
use crate::exit::Outcome;
use crate::models::{calculators, checks, topic};
use crate::session::Session;
use crate::table::{Align, Table};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Lists scenarios, plans, models and published checks.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(_: &Args, session: &Session) -> Answer {
    let models = calculators();
    let topics = topics();
    if session.json {
        let models: Vec<_> = models.iter().map(|model| calc::described(model, session.lang())).collect();
        let checks: Vec<_> =
            topics.iter().map(|(topic, count)| json!({ "topic": topic, "checks": count })).collect();
        let scenarios: Vec<_> = SCENARIOS
            .iter()
            .map(|(key, names)| json!({ "key": key, "name": pick(*names, session) }))
            .collect();
        let plans: Vec<_> = PLANS.iter().map(|(key, _)| key).collect();
        session.print_json(
            &json!({ "scenarios": scenarios, "plans": plans, "models": models, "checks": checks }),
        )?;
        return Ok(Outcome::Done);
    }
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([(text("list-name"), Align::Left), (text("list-count"), Align::Right)]);
    for (topic, count) in topics {
        table.row([topic.to_owned(), count.to_string()]);
    }
    let mut scenarios = Table::new([(text("list-name"), Align::Left), (text("list-title"), Align::Left)]);
    for (key, names) in SCENARIOS {
        scenarios.row([(*key).to_owned(), pick(*names, session).to_owned()]);
    }
    let plans: Vec<&str> = PLANS.iter().map(|(key, _)| *key).collect();
    session.print(&format!(
        "{}\n\n{}\n{}: {}\n\n{}\n\n{}\n{}\n\n{}",
        text("list-scenarios"),
        scenarios.render(),
        text("list-plans"),
        plans.join(", "),
        text("list-models"),
        calc::table_of(&models, session).render(),
        text("list-checks"),
        table.render(),
    ))?;
    Ok(Outcome::Done)
}

fn pick(names: (&'static str, &'static str), session: &Session) -> &'static str {
    match session.lang() {
        Lang::Zh => names.0,
        Lang::En => names.1,
    }
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
