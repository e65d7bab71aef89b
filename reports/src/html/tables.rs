//! The plan tables: chosen metrics first, all of them at the end, goals, and how
//! often each plan was best.

use maud::{Markup, html};
use sandtable_results::comparison::{Favours, MetricSummary, PairedDifference};
use sandtable_results::{Direction, Metric, MetricGroup, PlanTitle};

use super::Page;
use crate::shown::{Shown, per_cent};

/// Plans beside the reference in one table; more go into further tables.
const BESIDE: usize = 3;

/// Metrics of the first table, beside the decision metric and the first of each
/// group.
const CHOSEN: [&str; 14] = [
    "deaths.total",
    "injuries.total",
    "exposure.persons",
    "warning.before_arrival.flood_villages",
    "warning.lead.town",
    "evacuation.before_arrival.flood_villages",
    "evacuation.before_arrival.slopes",
    "evacuation.margin.p10",
    "evacuation.clearance.t90",
    "evacuation.caught.persons",
    "rescue.response.p90",
    "rescue.calls_unserved",
    "cost.needless_evacuation",
    "flood.area",
];

impl Page<'_> {
    pub(super) fn plans(&self) -> Markup {
        let registry = &self.bundle.table.registry;
        let mut seen = Vec::new();
        let chosen: Vec<&Metric> = registry
            .all()
            .iter()
            .filter(|metric| {
                let first = !seen.contains(&metric.group);
                seen.push(metric.group);
                first
                    || metric.key == self.bundle.comparison.decision_metric
                    || CHOSEN.contains(&metric.key.as_str())
            })
            .collect();
        html! {
            p { (self.with("report-plans-text", &[("level", self.level().into())])) }
            (self.metric_tables(&chosen, false))
            (self.marks())
            (self.goals())
            (self.best())
        }
    }

    pub(super) fn all_metrics(&self) -> Markup {
        let all: Vec<&Metric> = self.bundle.table.registry.all().iter().collect();
        html! {
            p { (self.with("report-metrics-text", &[("level", self.level().into())])) }
            (self.metric_tables(&all, true))
            (self.marks())
        }
    }

    /// What the marks of the tables mean.
    fn marks(&self) -> Markup {
        html! {
            p .marks {
                @for (class, key) in [("better", "better"), ("worse", "worse"), ("open", "open"), ("differs", "differs"), ("same", "same")] {
                    span .item { span class={ "mark " (class) } { (self.t(&format!("report-mark-{key}"))) } " " (self.t(&format!("report-mark-{key}-text"))) }
                }
                span .item { (self.t("report-mark-values")) }
            }
        }
    }

    /// The reference and up to three other plans a table.
    fn metric_tables(&self, metrics: &[&Metric], whole: bool) -> Markup {
        let comparison = &self.bundle.comparison;
        let plans = &self.bundle.table.plans;
        let reference: Vec<&PlanTitle> =
            plans.iter().filter(|plan| plan.key == comparison.reference).collect();
        let others: Vec<&PlanTitle> = plans.iter().filter(|plan| plan.key != comparison.reference).collect();
        let (idle, told): (Vec<&Metric>, Vec<&Metric>) =
            metrics.iter().partition(|metric| self.is_idle(metric));
        let chunks: Vec<Vec<&PlanTitle>> = if others.is_empty() {
            vec![reference.clone()]
        } else {
            let tables = others.len().div_ceil(BESIDE);
            others
                .chunks(others.len().div_ceil(tables))
                .map(|chunk| reference.iter().chain(chunk).copied().collect())
                .collect()
        };
        html! {
            @for chunk in &chunks { (self.metric_table(&told, chunk, whole)) }
            @if !idle.is_empty() {
                p .quiet {
                    (self.with("report-idle", &[("metrics", self.list(idle.iter().map(|metric| self.say(&metric.title).to_owned())).into())]))
                }
            }
        }
    }

    /// Whether a metric applied nowhere, or was zero in every run of every plan.
    fn is_idle(&self, metric: &Metric) -> bool {
        if metric.key == self.bundle.comparison.decision_metric {
            return false;
        }
        let mut rows = self.bundle.comparison.summaries.iter().filter(|row| row.metric == metric.key);
        rows.all(|row| row.zeros == row.n)
    }

    fn metric_table(&self, metrics: &[&Metric], plans: &[&PlanTitle], whole: bool) -> Markup {
        html! {
            table .metrics {
                thead {
                    tr {
                        th { (self.t("report-metric")) }
                        @for plan in plans {
                            th { (self.badge(&plan.key)) " " (self.say(&plan.title)) }
                        }
                    }
                }
                @for group in MetricGroup::ALL {
                    @let rows: Vec<&&Metric> = metrics.iter().filter(|metric| metric.group == group).collect();
                    @if !rows.is_empty() {
                        tbody {
                            tr .group { th colspan=(plans.len() + 1) { (self.say(&group.title())) } }
                            @for metric in rows { (self.metric_row(metric, plans, whole)) }
                        }
                    }
                }
            }
        }
    }

    fn metric_row(&self, metric: &Metric, plans: &[&PlanTitle], whole: bool) -> Markup {
        let comparison = &self.bundle.comparison;
        let rows: Vec<&MetricSummary> =
            comparison.summaries.iter().filter(|row| row.metric == metric.key).collect();
        let central = |row: &&MetricSummary| row.mean.or(row.median).map(|estimate| estimate.value);
        let shown = Shown::of(&self.text, metric, rows.iter().filter_map(central));
        let decisive = metric.key == comparison.decision_metric;
        html! {
            tr .decisive[decisive] {
                th scope="row" {
                    (self.say(&metric.title))
                    @if !shown.unit().is_empty() { span .unit { " " (self.with("report-unit", &[("unit", shown.unit().to_owned().into())])) } }
                    @if whole {
                        div .quiet { (self.say(&metric.meaning)) }
                    }
                    @if decisive { div .quiet { (self.t("report-is-decision")) } }
                }
                @for plan in plans {
                    td {
                        @match rows.iter().find(|row| row.plan == plan.key) {
                            Some(row) => (self.summary_cell(row, &shown, whole)),
                            None => "—",
                        }
                        @if plan.key != comparison.reference {
                            @if let Some(row) = comparison.difference(&metric.key, &plan.key, &comparison.reference) {
                                (self.difference_cell(metric, row, &shown))
                                @if whole && row.favours != Favours::Equal {
                                    @if let Some(pairing) = self.pairing("report-pairing-cell", row) { div .quiet { (pairing) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn summary_cell(&self, row: &MetricSummary, shown: &Shown<'_>, whole: bool) -> Markup {
        let value = |estimate: Option<sandtable_results::comparison::Estimate>| {
            estimate.map_or_else(|| String::from("—"), |estimate| shown.value(estimate.value))
        };
        html! {
            @match (row.mean, row.median) {
                (Some(mean), _) => {
                    b { (shown.value(mean.value)) }
                    @if let Some(interval) = shown.interval_of(&mean) { " " span .ci { (interval) } }
                },
                (None, Some(median)) => {
                    span .quiet { (self.t("report-median")) " " }
                    b { (shown.value(median.value)) }
                    @if let Some(interval) = shown.interval_of(&median) { " " span .ci { (interval) } }
                },
                (None, None) => "—",
            }
            @if whole && row.n > 1 {
                div .quiet {
                    span .nowrap { (self.with("report-spread-median", &[("median", value(row.median).into())])) }
                    " "
                    span .nowrap { (self.with("report-spread", &[("p5", value(row.p5).into()), ("p95", value(row.p95).into())])) }
                }
            }
            @if row.not_reached > 0 {
                div .quiet {
                    (self.with("report-unreached-in", &[("count", row.not_reached.to_string().into()), ("n", row.n.to_string().into())]))
                }
            }
            @if whole && row.not_applicable > 0 {
                div .quiet { (self.with("report-inapplicable-in", &[("count", row.not_applicable.to_string().into())])) }
            }
        }
    }

    fn difference_cell(&self, metric: &Metric, row: &PairedDifference, shown: &Shown<'_>) -> Markup {
        let (class, key) = match row.favours {
            Favours::Plan => ("better", "report-mark-better"),
            Favours::Other => ("worse", "report-mark-worse"),
            Favours::Equal => ("same", "report-mark-same"),
            Favours::Neither if metric.direction == Direction::Neutral && row.excludes_zero == Some(true) => {
                ("differs", "report-mark-differs")
            }
            Favours::Neither => ("open", "report-mark-open"),
        };
        html! {
            @if let Some(mean) = row.mean {
                div .difference {
                    "Δ " (shown.signed(mean.value))
                    @if let Some(interval) = mean.interval { " " span .ci { (shown.interval(&interval)) } }
                    " " span class={ "mark " (class) } { (self.t(key)) }
                    @if row.left_out > 0 {
                        " " span .quiet.nowrap { (self.with("report-pairs-left-out", &[("count", row.left_out.to_string().into())])) }
                    }
                }
            } @else if row.left_out > 0 {
                div .quiet { (self.with("report-no-pairs", &[("count", row.left_out.to_string().into())])) }
            }
        }
    }

    /// How probable each plan meets each goal.
    fn goals(&self) -> Markup {
        let comparison = &self.bundle.comparison;
        let metrics: Vec<&Metric> =
            self.bundle.table.registry.all().iter().filter(|metric| metric.goal.is_some()).collect();
        if metrics.is_empty() {
            return html! {};
        }
        html! {
            h3 { (self.t("report-goals")) }
            p { (self.with("report-goals-text", &[("level", self.level().into())])) }
            table {
                thead {
                    tr {
                        th { (self.t("report-metric")) }
                        th { (self.t("report-goal")) }
                        @for plan in &self.bundle.table.plans { th { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                    }
                }
                tbody {
                    @for metric in metrics {
                        tr {
                            th scope="row" { (self.say(&metric.title)) }
                            td .nowrap { @if let Some(goal) = &metric.goal { (Shown::of(&self.text, metric, [goal.value]).goal(goal)) } }
                            @for plan in &self.bundle.table.plans {
                                @let row = comparison.goals.iter().find(|row| row.metric == metric.key && row.plan == plan.key);
                                td {
                                    @match row.and_then(|row| row.share.map(|share| (row, share))) {
                                        Some((row, share)) => {
                                            b { (per_cent(&self.text, share.value)) }
                                            @if let Some(interval) = share.interval {
                                                " " span .ci { "[" (per_cent(&self.text, interval.low)) ", " (per_cent(&self.text, interval.high)) "]" }
                                            }
                                            span .quiet { " " (row.met) "/" (row.n) }
                                        }
                                        None => "—",
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// In how many replicates each plan was best.
    fn best(&self) -> Markup {
        let comparison = &self.bundle.comparison;
        if comparison.best.is_empty() || comparison.plans.len() < 2 {
            return html! {};
        }
        let decision = self.metric(&comparison.decision_metric);
        let name =
            decision.map_or(comparison.decision_metric.as_str(), |metric| self.say(&metric.title)).to_owned();
        html! {
            h3 { (self.with("report-best", &[("metric", name.into())])) }
            table .narrow {
                thead { tr {
                    th { (self.t("report-plan")) }
                    th { (self.t("report-best-alone")) }
                    th { (self.t("report-best-tied")) }
                    th { (self.t("report-best-share")) }
                } }
                tbody {
                    @for row in &comparison.best {
                        tr {
                            th scope="row" { (self.badge(&row.plan)) " " (self.plan_name(&row.plan)) }
                            td { (row.best) "/" (row.n) }
                            td { (row.tied) "/" (row.n) }
                            td {
                                @if let Some(share) = row.share {
                                    b { (per_cent(&self.text, share.value)) }
                                    @if let Some(interval) = share.interval {
                                        " " span .ci { "[" (per_cent(&self.text, interval.low)) ", " (per_cent(&self.text, interval.high)) "]" }
                                    }
                                } @else { "—" }
                            }
                        }
                    }
                }
            }
        }
    }
}
