//! Who was told by what, and how long each link of the warning chain took.

use maud::{Markup, html};
use sandtable_kernel::Lang;
use sandtable_results::Metric;
use sandtable_results::comparison::MetricSummary;
use sandtable_results::standard::TELLERS;

use super::Page;
use crate::shown::Shown;

/// Metrics whose shares add up to all who were told.
const TOLD: &str = "warning.told.";
/// Links of the chain in their order.
const CHAIN: &str = "warning.chain.";
/// Colours of the parts of a bar, told apart with any colour vision (Tol, muted).
const COLOURS: [&str; 9] =
    ["#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499"];
/// Narrowest part of a bar that has its number written in it, per cent.
const ROOM: f64 = 6.0;

impl Page<'_> {
    pub(super) fn warning(&self) -> Markup {
        let told = self.metrics_of(TOLD);
        let chain = self.metrics_of(CHAIN);
        html! {
            p { (self.t("report-told-text")) }
            (self.tellers(&told))
            (self.links(&chain))
        }
    }

    /// Metrics that apply in some run, by the beginning of their keys.
    fn metrics_of(&self, begin: &str) -> Vec<&Metric> {
        let all = self.bundle.table.registry.all().iter();
        let applies = |metric: &&Metric| {
            let mut rows = self.bundle.comparison.summaries.iter().filter(|row| row.metric == metric.key);
            rows.any(|row| row.n > 0 && row.zeros < row.n)
        };
        all.filter(|metric| metric.key.starts_with(begin)).filter(applies).collect()
    }

    fn summary_of(&self, metric: &Metric, plan: &str) -> Option<&MetricSummary> {
        let mut rows = self.bundle.comparison.summaries.iter();
        rows.find(|row| row.metric == metric.key && row.plan == plan)
    }

    /// Share of those alerted in all replicates; where a channel was not used it told
    /// nobody.
    fn told_share(&self, metric: &Metric, plan: &str) -> f64 {
        let share = |row: &MetricSummary| {
            let all = (row.n + row.not_applicable).max(1);
            row.mean.map_or(0.0, |mean| mean.value * row.n as f64 / all as f64)
        };
        self.summary_of(metric, plan).map_or(0.0, share)
    }

    /// Who told, in short.
    fn teller<'m>(&self, metric: &'m Metric) -> &'m str {
        let key = metric.key.strip_prefix(TOLD).unwrap_or_default();
        let row = TELLERS.iter().find(|row| row.0 == key);
        row.map_or_else(
            || metric.title.get(self.lang),
            |(_, zh, en)| match self.lang {
                Lang::Zh => zh,
                Lang::En => en,
            },
        )
    }

    fn tellers(&self, told: &[&Metric]) -> Markup {
        let colour = |place: usize| COLOURS[place % COLOURS.len()];
        html! {
            @if told.is_empty() { p .quiet { (self.t("report-told-none")) } }
            @else {
                figure {
                    figcaption { (self.t("report-told-by")) }
                    @for plan in &self.bundle.table.plans {
                        @let shares: Vec<f64> = told.iter().map(|metric| self.told_share(metric, &plan.key)).collect();
                        @let all: f64 = shares.iter().sum();
                        div .told {
                            span .who { (self.badge(&plan.key)) " " (self.say(&plan.title)) }
                            div .bar {
                                @for (place, (metric, share)) in told.iter().zip(&shares).enumerate() {
                                    @let percent = if all > 0.0 { 100.0 * share / all } else { 0.0 };
                                    @if percent > 0.05 {
                                        span style=(format!("width:{percent:.1}%;background:{}", colour(place)))
                                            title=(format!("{} {percent:.0} %", self.teller(metric))) {
                                            @if percent >= ROOM { b { (format!("{percent:.0}")) } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    div .legend {
                        @for (place, metric) in told.iter().enumerate() {
                            span .item {
                                svg .swatch viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" {
                                    rect width="12" height="12" fill=(colour(place)) {}
                                }
                                (self.teller(metric))
                            }
                        }
                    }
                }
            }
        }
    }

    fn links(&self, chain: &[&Metric]) -> Markup {
        html! {
            @if !chain.is_empty() {
                table .numbers {
                    thead { tr {
                        th { (self.t("report-told-link")) }
                        @for plan in &self.bundle.table.plans { th { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                    } }
                    tbody {
                        @for metric in chain {
                            @let rows: Vec<Option<&MetricSummary>> = self.bundle.table.plans.iter()
                                .map(|plan| self.summary_of(metric, &plan.key)).collect();
                            @let central = |row: &&MetricSummary| row.mean.or(row.median).map(|estimate| estimate.value);
                            @let shown = Shown::of(&self.text, metric, rows.iter().flatten().filter_map(central));
                            tr {
                                th scope="row" {
                                    (self.say(&metric.title))
                                    span .unit { " " (self.with("report-unit", &[("unit", shown.unit().to_owned().into())])) }
                                    div .quiet { (self.say(&metric.meaning)) }
                                }
                                @for row in &rows {
                                    td { (row.as_ref().and_then(central).map_or_else(|| String::from("—"), |value| shown.value(value))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
