//! Ledgers, warnings, runs that failed, figures that nobody has confirmed.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sandtable_results::{Ledger, RunWarning};

use super::Page;
use crate::shown::{Shown, scientific};

/// Rows of a list of failed runs; further ones are counted.
const MOST_FAILED: usize = 40;

/// How a ledger closed over all runs of a plan.
#[derive(Default)]
struct Closing {
    runs: u64,
    closed: u64,
    worst: f64,
    tolerance: f64,
}

impl Page<'_> {
    pub(super) fn ledgers(&self) -> Markup {
        let keys = self.ledger_keys();
        if keys.is_empty() {
            return self.nothing("report-ledgers-none");
        }
        let replicate = self.bundle.comparison.typical_replicate;
        let (full, short): (Vec<&str>, Vec<&str>) =
            keys.into_iter().partition(|key| !key.starts_with("stock."));
        html! {
            p { (self.t("report-ledgers-text")) }
            @if let Some(replicate) = replicate {
                @for key in &full { (self.ledger_table(key, replicate)) }
            }
            (self.closing_table(full.iter().chain(&short).copied()))
        }
    }

    /// Keys of all ledgers, in the order in which runs write them.
    fn ledger_keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for ledger in self.bundle.table.outcomes().iter().flat_map(|outcome| &outcome.ledgers) {
            if !keys.contains(&ledger.key.as_str()) {
                keys.push(&ledger.key);
            }
        }
        keys
    }

    /// A ledger of the typical run term by term, a column a plan.
    fn ledger_table(&self, key: &str, replicate: u64) -> Markup {
        let plans = &self.bundle.table.plans;
        let ledgers: Vec<Option<&Ledger>> = plans
            .iter()
            .map(|plan| self.typical(&plan.key)?.ledgers.iter().find(|ledger| ledger.key == key))
            .collect();
        let Some(first) = ledgers.iter().flatten().next() else { return html! {} };
        let amounts = ledgers.iter().flatten().flat_map(|ledger| &ledger.lines).map(|line| line.amount);
        let shown = Shown::ledger(&self.text, &first.unit, amounts);
        let mut terms: Vec<(&str, &str)> = Vec::new();
        for line in ledgers.iter().flatten().flat_map(|ledger| &ledger.lines) {
            if !terms.iter().any(|term| term.0 == line.key) {
                terms.push((&line.key, self.say(&line.title)));
            }
        }
        let line = |ledger: Option<&Ledger>, key: &str| {
            let line = ledger.and_then(|ledger| ledger.lines.iter().find(|line| line.key == key));
            line.map_or_else(|| String::from("—"), |line| shown.signed(line.amount))
        };
        let caption = self.with(
            "report-ledger-of",
            &[
                ("ledger", self.say(&first.title).to_owned().into()),
                ("replicate", replicate.to_string().into()),
            ],
        );
        html! {
            h3 {
                (caption)
                @if !shown.unit().is_empty() { span .unit { " " (self.with("report-unit", &[("unit", shown.unit().to_owned().into())])) } }
            }
            table .numbers {
                thead { tr {
                    th { (self.t("report-term")) }
                    @for plan in plans { th { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                } }
                tbody {
                    @for (key, title) in &terms {
                        tr {
                            th scope="row" { (title) }
                            @for ledger in &ledgers { td { (line(*ledger, key)) } }
                        }
                    }
                    tr .sum {
                        th scope="row" { (self.t("report-residual")) }
                        @for ledger in &ledgers {
                            td {
                                @match ledger {
                                    Some(ledger) => { (shown.signed(ledger.residual())) " " span .quiet { (self.aside("", &scientific(ledger.relative_error()))) } },
                                    None => "—",
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// How all ledgers closed in all runs.
    fn closing_table<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Markup {
        let plans = &self.bundle.table.plans;
        let rows: Vec<(String, Vec<Closing>)> = keys
            .map(|key| {
                let mut title = key.to_owned();
                let mut closings: Vec<Closing> = plans.iter().map(|_| Closing::default()).collect();
                for outcome in self.bundle.table.outcomes() {
                    let place = self.bundle.table.plan_index(&outcome.plan);
                    for ledger in outcome.ledgers.iter().filter(|ledger| ledger.key == key) {
                        self.say(&ledger.title).clone_into(&mut title);
                        let Some(closing) = place.and_then(|place| closings.get_mut(place)) else { continue };
                        closing.runs += 1;
                        closing.closed += u64::from(ledger.closes());
                        closing.worst = closing.worst.max(ledger.relative_error());
                        closing.tolerance = ledger.tolerance;
                    }
                }
                (title, closings)
            })
            .collect();
        html! {
            h3 { (self.t("report-closing")) }
            p { (self.t("report-closing-text")) }
            table .numbers {
                thead { tr {
                    th { (self.t("report-ledger")) }
                    th { (self.t("report-tolerance")) }
                    @for plan in plans { th { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                } }
                tbody {
                    @for (title, closings) in &rows {
                        tr {
                            th scope="row" { (title) }
                            td { (closings.iter().find(|closing| closing.runs > 0).map_or("—".into(), |closing| scientific(closing.tolerance))) }
                            @for closing in closings {
                                td .bad[closing.closed < closing.runs] {
                                    @if closing.runs == 0 { "—" } @else {
                                        (closing.closed) "/" (closing.runs)
                                        " " span .quiet { (self.aside("", &scientific(closing.worst))) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Warnings and failed runs.
    pub(super) fn runs(&self) -> Markup {
        html! {
            (self.failed())
            (self.warnings())
        }
    }

    fn failed(&self) -> Markup {
        let comparison = &self.bundle.comparison;
        let failed = &comparison.failed;
        let runs = (comparison.replicates as usize * comparison.plans.len()).to_string();
        if failed.is_empty() {
            return html! { p { (self.with("report-none-failed", &[("runs", runs.into())])) } };
        }
        let text = self
            .with("report-failed-text", &[("count", failed.len().to_string().into()), ("runs", runs.into())]);
        html! {
            h3 { (self.t("report-failed")) }
            p .alert { (text) }
            table {
                thead { tr {
                    th { (self.t("report-plan")) } th { (self.t("report-replicate")) } th { (self.t("report-reason")) }
                } }
                tbody {
                    @for row in failed.iter().take(MOST_FAILED) {
                        tr { td { (self.badge(&row.plan)) " " (self.plan_name(&row.plan)) } td { (row.replicate) } td { (row.reason) } }
                    }
                }
            }
            @if failed.len() > MOST_FAILED {
                p .quiet { (self.with("report-more-failed", &[("count", (failed.len() - MOST_FAILED).to_string().into())])) }
            }
        }
    }

    /// Warnings by key: how many runs gave them, how often, and one in full.
    fn warnings(&self) -> Markup {
        let mut warnings: BTreeMap<&str, (&RunWarning, u64, u64)> = BTreeMap::new();
        for warning in self.bundle.table.outcomes().iter().flat_map(|outcome| &outcome.warnings) {
            let row = warnings.entry(&warning.key).or_insert((warning, 0, 0));
            row.1 += 1;
            row.2 += warning.count;
        }
        if warnings.is_empty() {
            return html! { p { (self.t("report-no-warnings")) } };
        }
        html! {
            h3 { (self.t("report-warnings")) }
            p { (self.t("report-warnings-text")) }
            table {
                thead { tr {
                    th { (self.t("report-warning")) } th { (self.t("report-warned-runs")) } th { (self.t("report-warned-times")) }
                } }
                tbody {
                    @for (key, (warning, runs, times)) in &warnings {
                        tr {
                            td { (self.say(&warning.text)) " " span .quiet { (key) } }
                            td { (runs) }
                            td { (times) }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn unconfirmed(&self) -> Markup {
        let figures = &self.bundle.manifest.unconfirmed;
        if figures.is_empty() {
            return self.nothing("report-unconfirmed-none");
        }
        html! {
            p { (self.with("report-unconfirmed-text", &[("count", figures.len().to_string().into())])) }
            table .small {
                thead { tr {
                    th { (self.t("report-figure")) } th { (self.t("report-source")) } th { (self.t("report-place")) }
                } }
                tbody {
                    @for figure in figures {
                        tr { td { (self.say(&figure.figure)) } td { (figure.source) } td { code { (figure.place) } } }
                    }
                }
            }
        }
    }
}
