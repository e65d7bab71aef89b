//! `sandtable validate`: the models against published numbers.

use std::path::PathBuf;

use sandtable_kernel::Lang;
use sandtable_kernel::validation::{Check, CheckContext, CheckRow, Tolerance, Verdict};
use serde_json::json;

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::models::{checks, topic};
use crate::progress::{Interrupt, Spinner};
use crate::session::Session;
use crate::table::{Align, Table, number};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
    #[arg(long)]
    pub quick: bool,
}

/// Runs the checks of a topic, or all, and prints every compared number.
///
/// # Errors
/// An unknown topic, Ctrl-C.
pub fn run(args: &Args, session: &Session) -> Answer {
    let chosen = choose(args, session)?;
    let left_out = chosen.iter().filter(|check| args.quick && check.slow).count();
    let interrupt = Interrupt::catch()?;
    let context = CheckContext {
        data: std::env::var_os("SANDTABLE_DATA").filter(|data| !data.is_empty()).map(PathBuf::from),
    };
    let spinner = Spinner::new(session);
    let mut rows = Vec::new();
    for check in chosen.iter().filter(|check| !(args.quick && check.slow)) {
        spinner.say(&session.say("validate-running", &[("name", check.name.into())]));
        rows.extend((check.run)(&context).into_iter().map(|row| (check.name, row)));
        if interrupt.came() {
            return Err(Failure::Interrupted);
        }
    }
    spinner.end();
    if left_out > 0 {
        session.talk(&session.say("validate-left-out", &[("count", left_out.into())]));
    }
    if session.json {
        session.print_json(&as_json(&rows, session.lang()))?;
    } else {
        session.print(&table(&rows, session).render())?;
        session.print(&format!("\n{}\n", summary(&rows, session)))?;
    }
    let failed = rows.iter().any(|(_, row)| row.verdict == Verdict::Fail);
    Ok(if failed { Outcome::No } else { Outcome::Done })
}

fn choose(args: &Args, session: &Session) -> Result<Vec<&'static Check>, Failure> {
    let all = checks();
    let Some(wanted) = &args.topic else { return Ok(all) };
    let chosen: Vec<_> = all.iter().copied().filter(|check| is_about(check.name, wanted)).collect();
    if chosen.is_empty() {
        let mut topics: Vec<&str> = all.iter().map(|check| topic(check.name)).collect();
        topics.dedup();
        let values = [("topic", wanted.as_str().into()), ("known", topics.join(", ").into())];
        return Err(Failure::Usage(session.say("validate-no-topic", &values)));
    }
    Ok(chosen)
}

/// `flood` is the topic of `flood.ea4` and not of `floodplain.x`; `flood.ea4` is
/// that check alone.
fn is_about(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.ends_with('.'))
}

fn table(rows: &[(&str, CheckRow)], session: &Session) -> Table {
    let lang = session.lang();
    let text = |key: &str| session.text.get(key);
    let mut table = Table::new([
        (text("validate-verdict"), Align::Left),
        (text("validate-check"), Align::Left),
        (text("validate-case"), Align::Left),
        (text("validate-quantity"), Align::Left),
        (text("validate-expected"), Align::Right),
        (text("validate-obtained"), Align::Right),
        (text("validate-error"), Align::Right),
        (text("validate-tolerance"), Align::Left),
        (text("validate-source"), Align::Left),
    ]);
    for (check, row) in rows {
        let verdict = match &row.verdict {
            Verdict::Pass => text("validate-pass"),
            Verdict::Fail => text("validate-fail"),
            Verdict::OutsideValidity => text("validate-outside"),
            Verdict::Skipped(why) => session.say("validate-skipped", &[("why", why.get(lang).into())]),
        };
        let compared = !matches!(row.verdict, Verdict::Skipped(_));
        table.row([
            verdict,
            (*check).to_owned(),
            row.case.get(lang).to_owned(),
            row.quantity.get(lang).to_owned(),
            number(row.expected),
            number(row.obtained),
            number(error(row)),
            if compared { tolerance(row, session) } else { String::new() },
            row.source.clone(),
        ]);
    }
    table
}

fn error(row: &CheckRow) -> f64 {
    row.obtained - row.expected
}

fn tolerance(row: &CheckRow, session: &Session) -> String {
    match row.tolerance {
        Tolerance::Absolute(bound) => format!("± {}", number(bound)),
        Tolerance::Relative(bound) => {
            format!("± {} %", number(bound * 100.0))
        }
        Tolerance::AtMost => session.text.get("validate-at-most"),
        Tolerance::Differs(bound) => session.say("validate-differs", &[("bound", number(bound).into())]),
    }
}

fn count(rows: &[(&str, CheckRow)], wanted: impl Fn(&Verdict) -> bool) -> usize {
    rows.iter().filter(|(_, row)| wanted(&row.verdict)).count()
}

fn counts(rows: &[(&str, CheckRow)]) -> [(&'static str, usize); 4] {
    [
        ("pass", count(rows, |verdict| *verdict == Verdict::Pass)),
        ("fail", count(rows, |verdict| *verdict == Verdict::Fail)),
        ("outside", count(rows, |verdict| *verdict == Verdict::OutsideValidity)),
        ("skipped", count(rows, |verdict| matches!(verdict, Verdict::Skipped(_)))),
    ]
}

fn summary(rows: &[(&str, CheckRow)], session: &Session) -> String {
    session.say("validate-summary", &counts(rows).map(|(name, count)| (name, count.into())))
}

fn as_json(rows: &[(&str, CheckRow)], lang: Lang) -> serde_json::Value {
    let list: Vec<_> = rows
        .iter()
        .map(|(name, row)| {
            let (verdict, why) = match &row.verdict {
                Verdict::Pass => ("pass", None),
                Verdict::Fail => ("fail", None),
                Verdict::OutsideValidity => ("outside-validity", None),
                Verdict::Skipped(why) => ("skipped", Some(why.get(lang))),
            };
            let (kind, bound) = match row.tolerance {
                Tolerance::Absolute(bound) => ("absolute", Some(bound)),
                Tolerance::Relative(bound) => ("relative", Some(bound)),
                Tolerance::AtMost => ("at-most", None),
                Tolerance::Differs(bound) => ("differs", Some(bound)),
            };
            json!({
                "check": name, "case": row.case.get(lang), "quantity": row.quantity.get(lang), "expected": row.expected,
                "obtained": row.obtained, "error": error(row),
                "tolerance": { "kind": kind, "bound": bound }, "source": row.source, "verdict": verdict,
                "why": why,
            })
        })
        .collect();
    let counts: serde_json::Map<String, serde_json::Value> =
        counts(rows).into_iter().map(|(name, count)| (name.to_owned(), json!(count))).collect();
    json!({ "rows": list, "summary": counts })
}

#[cfg(test)]
mod tests {
    use sandtable_reports::text::Catalogue;

    use super::*;
    use crate::args::{ColorChoice, Global};
    use crate::session::Early;

    #[test]
    fn topics_are_whole_words_of_a_name() {
        assert!(is_about("flood.ea4", "flood"));
        assert!(is_about("flood.ea4", "flood.ea4"));
        assert!(!is_about("flood.ea4", "flo"));
        assert!(!is_about("floodplain.x", "flood"));
    }

    #[test]
    fn a_relative_tolerance_is_a_percentage_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let early = Early { text: Catalogue::new(lang), color: ColorChoice::Never };
            let session = Session::new(&Global::default(), early);
            let row = CheckRow::judged(
                ("例", "case"),
                ("水深", "depth"),
                1.0,
                1.0,
                Tolerance::Relative(0.05),
                "source",
            );
            assert_eq!(tolerance(&row, &session), "± 5 %");
        }
    }

    #[test]
    fn numbers_that_do_not_exist_are_null() {
        let rows = [("a.b", CheckRow::skipped(("例", "case"), "source", ("没有数据", "no data")))];
        let json = as_json(&rows, Lang::En);
        assert!(json["rows"][0]["expected"].is_null());
        assert_eq!(json["summary"]["skipped"], 1);
    }
}
