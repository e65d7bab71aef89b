//! `sandtable calc`: one model alone.

use sandtable_kernel::Lang;
use sandtable_kernel::calculator::{Calculator, CalculatorError, Input, InputKind, Values};
use sandtable_reports::unit_name;
use sandtable_scenarios::file::suggest;
use serde_json::json;

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::models::calculators;
use crate::session::{Session, labelled};
use crate::table::{Align, Table, number};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "MODEL")]
    pub model: Option<String>,
    #[arg(value_name = "NAME=VALUE", allow_negative_numbers = true)]
    pub values: Vec<String>,
}

/// Lists the models, explains one, or calculates.
///
/// # Errors
/// Unknown models and inputs, values out of range or outside the model's validity.
pub fn run(args: &Args, session: &Session) -> Answer {
    let all = calculators();
    let Some(name) = &args.model else { return list(&all, session) };
    let Some(model) = all.iter().find(|model| model.name == name) else {
        let mut text = session.say("calc-unknown-model", &[("name", name.as_str().into())]);
        if let Some(near) = suggest::nearest(name, all.iter().map(|model| model.name)) {
            text = format!("{text}\n{}", session.say("usage-suggestion", &[("name", near.into())]));
        }
        return Err(Failure::Usage(text));
    };
    if args.values.is_empty() {
        return explain(model, session);
    }
    calculate(model, &args.values, session)
}

fn list(all: &[&Calculator], session: &Session) -> Answer {
    let lang = session.lang();
    if session.json {
        let models: Vec<_> = all.iter().map(|model| described(model, lang)).collect();
        session.print_json(&json!({ "models": models }))?;
        return Ok(Outcome::Done);
    }
    session.print(&table_of(all, session).render())?;
    session.talk(&session.text.get("calc-hint"));
    Ok(Outcome::Done)
}

/// Names and titles of models.
pub(super) fn table_of(all: &[&Calculator], session: &Session) -> Table {
    let mut table = Table::new([
        (session.text.get("calc-name"), Align::Left),
        (session.text.get("calc-title"), Align::Left),
    ]);
    for model in all {
        table.row([model.name.to_owned(), pick(model.title, session.lang()).to_owned()]);
    }
    table
}

fn pick(pair: (&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => pair.0,
        Lang::En => pair.1,
    }
}

/// A model as plain data.
pub(super) fn described(model: &Calculator, lang: Lang) -> serde_json::Value {
    let inputs: Vec<_> = model
        .inputs
        .iter()
        .map(|input| {
            let (least, most, choices) = match input.kind {
                InputKind::Number { least, most } => (Some(least), Some(most), None),
                InputKind::Whole { least, most } => (Some(f64::from(least)), Some(f64::from(most)), None),
                InputKind::Choice(words) => (None, None, Some(words)),
            };
            json!({
                "name": input.name, "unit": input.unit, "default": input.default, "least": least,
                "most": most, "whole": matches!(input.kind, InputKind::Whole { .. }), "choices": choices, "meaning": pick(input.meaning, lang),
            })
        })
        .collect();
    let outputs: Vec<_> = model
        .outputs
        .iter()
        .map(|output| json!({ "name": output.name, "unit": output.unit, "meaning": pick(output.meaning, lang) }))
        .collect();
    json!({
        "name": model.name, "title": pick(model.title, lang), "inputs": inputs, "outputs": outputs,
        "validity": pick(model.validity, lang), "source": model.source, "example": example(model),
    })
}

fn explain(model: &Calculator, session: &Session) -> Answer {
    let lang = session.lang();
    if session.json {
        session.print_json(&described(model, lang))?;
        return Ok(Outcome::Done);
    }
    let text = |key: &str| session.text.get(key);
    let mut inputs = Table::new([
        (text("calc-input"), Align::Left),
        (text("calc-unit"), Align::Left),
        (text("calc-default"), Align::Right),
        (text("calc-range"), Align::Left),
        (text("calc-meaning"), Align::Left),
    ]);
    for input in model.inputs {
        let default = match (input.default, input.kind) {
            (Some(default), _) => number(default),
            (None, InputKind::Choice(words)) => words.first().copied().unwrap_or("").to_owned(),
            (None, InputKind::Number { .. } | InputKind::Whole { .. }) => text("calc-needed"),
        };
        inputs.row([
            input.name.to_owned(),
            unit_name(&session.text, input.unit),
            default,
            allowed(input, session),
            pick(input.meaning, lang).to_owned(),
        ]);
    }
    let mut outputs = Table::new([
        (text("calc-output"), Align::Left),
        (text("calc-unit"), Align::Left),
        (text("calc-meaning"), Align::Left),
    ]);
    for output in model.outputs {
        outputs.row([
            output.name.to_owned(),
            unit_name(&session.text, output.unit),
            pick(output.meaning, lang).to_owned(),
        ]);
    }
    session.print(&format!(
        "{} — {}\n\n{}\n{}\n{}\n{}\n{}\n",
        model.name,
        pick(model.title, lang),
        inputs.render(),
        outputs.render(),
        labelled(lang, &text("calc-validity"), pick(model.validity, lang)),
        labelled(lang, &text("calc-source"), model.source),
        labelled(lang, &text("calc-example"), &example(model)),
    ))?;
    Ok(Outcome::Done)
}

fn allowed(input: &Input, session: &Session) -> String {
    match input.kind {
        InputKind::Number { least, most } => session
            .say("calc-range-numbers", &[("least", number(least).into()), ("most", number(most).into())]),
        InputKind::Whole { least, most } => session
            .say("calc-range-whole", &[("least", f64::from(least).into()), ("most", f64::from(most).into())]),
        InputKind::Choice(words) => words.join(", "),
    }
}

/// The model's example as a command.
fn example(model: &Calculator) -> String {
    format!("sandtable calc {} {}", model.name, model.example)
}

fn calculate(model: &Calculator, words: &[String], session: &Session) -> Answer {
    let lang = session.lang();
    let mut given = Vec::new();
    let mut faults = Vec::new();
    for word in words {
        match word.split_once('=') {
            Some((name, value)) => given.push((name.to_owned(), value.to_owned())),
            None => faults.push(session.say("calc-no-pair", &[("text", word.as_str().into())])),
        }
    }
    let values = match model.read(&given) {
        Ok(values) if faults.is_empty() => values,
        read => {
            let errors = read.err().unwrap_or_default();
            faults.extend(errors.iter().map(|error| sentence(error, model, session)));
            return Err(Failure::Usage(faults.join("\n")));
        }
    };
    let numbers = (model.run)(&values).map_err(|error| Failure::Input(sentence(&error, model, session)))?;
    if session.json {
        let outputs: serde_json::Map<String, serde_json::Value> = model
            .outputs
            .iter()
            .zip(&numbers)
            .map(|(output, value)| (output.name.to_owned(), json!(value)))
            .collect();
        let units: serde_json::Map<String, serde_json::Value> =
            model.outputs.iter().map(|output| (output.name.to_owned(), json!(output.unit))).collect();
        session.print_json(&json!({
            "model": model.name, "inputs": inputs_used(model, &values), "outputs": outputs, "units": units,
            "source": model.source,
        }))?;
        return Ok(Outcome::Done);
    }
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([
        (text("calc-output"), Align::Left),
        (text("calc-value"), Align::Right),
        (text("calc-unit"), Align::Left),
        (text("calc-meaning"), Align::Left),
    ]);
    for (output, value) in model.outputs.iter().zip(&numbers) {
        table.row([
            output.name.to_owned(),
            number(*value),
            unit_name(&session.text, output.unit),
            pick(output.meaning, lang).to_owned(),
        ]);
    }
    session.print(&table.render())?;
    Ok(Outcome::Done)
}

/// What the model was given, defaults included.
fn inputs_used(model: &Calculator, values: &Values) -> serde_json::Map<String, serde_json::Value> {
    model
        .inputs
        .iter()
        .map(|input| {
            let value = match input.kind {
                InputKind::Number { .. } | InputKind::Whole { .. } => json!(values.number(input.name)),
                InputKind::Choice(_) => json!(values.word(input.name)),
            };
            (input.name.to_owned(), value)
        })
        .collect()
}

/// An error of a calculator in the language of the user.
fn sentence(error: &CalculatorError, model: &Calculator, session: &Session) -> String {
    let say = |key: &str, values: &[(&str, &str)]| {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        session.say(key, &values)
    };
    match error {
        CalculatorError::Unknown { model, name, known } => {
            say("calc-unknown-input", &[("model", model), ("name", name), ("known", known)])
        }
        CalculatorError::Missing { model, name, unit } => {
            let unit = if unit.is_empty() { "–" } else { unit };
            say("calc-missing-input", &[("model", model), ("name", name), ("unit", unit)])
        }
        CalculatorError::Unreadable { name, found, expected } => {
            let input = model.inputs.iter().find(|input| input.name == *name);
            let expected = input.map_or_else(|| expected.clone(), |input| allowed(input, session));
            say("calc-unreadable", &[("name", name), ("found", found), ("expected", &expected)])
        }
        CalculatorError::Repeated { name, count } => {
            say("calc-repeated", &[("name", name), ("count", &count.to_string())])
        }
        CalculatorError::Validity { model, name, value, range } => say(
            "calc-outside-validity",
            &[
                ("model", model),
                ("name", name),
                ("value", &number(*value)),
                ("range", range.get(session.lang())),
            ],
        ),
    }
}
