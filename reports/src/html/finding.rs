//! Which plan, and how sure, in words. Every sentence says no more than its
//! interval does.

use maud::{Markup, html};
use sandtable_results::comparison::{Certainty, FEW_REPLICATES, Favours, PairedDifference, StoppingRule};
use sandtable_results::{Direction, Metric, MetricGroup};

use super::Page;
use crate::shown::{Shown, per_cent};

/// Pairs below which a correlation says more of chance than of the draws: of two it is 1
/// or −1 whatever they are.
const LEAST_PAIRS: u64 = 8;

impl<'a> Page<'a> {
    pub(super) fn finding(&self) -> Markup {
        let comparison = &self.bundle.comparison;
        let Some(metric) = self.metric(&comparison.decision_metric) else {
            return self.nothing("report-no-decision");
        };
        let (class, headline) = self.headline(metric);
        let pairs = self.pairs(metric);
        html! {
            div class={ "verdict " (class) } {
                p .headline { (headline) }
                @if let Some(best) = &comparison.finding.best {
                    @if let Some(counted) = self.counted(best) { p { (counted) } }
                }
            }
            @if !pairs.is_empty() {
                ul { @for pair in &pairs { li { (pair) } } }
            }
            @let costs = self.costs();
            @if !costs.is_empty() {
                h3 { (self.t("report-costs")) }
                ul { @for cost in &costs { li { (cost) } } }
            }
            h3 { (self.t("report-cautions")) }
            ul .cautions { @for caution in self.cautions(metric) { li { (caution) } } }
        }
    }

    fn shown(&self, metric: &Metric) -> Shown<'_> {
        let rows = self.bundle.comparison.summaries.iter().filter(|row| row.metric == metric.key);
        Shown::of(&self.text, metric, rows.filter_map(|row| row.mean.map(|mean| mean.value)))
    }

    fn headline(&self, metric: &Metric) -> (&'static str, String) {
        let comparison = &self.bundle.comparison;
        let finding = &comparison.finding;
        let name = self.say(&metric.title).to_owned();
        let named = [("metric", name.clone().into())];
        let Some(best) = &finding.best else {
            let unreached =
                comparison.summaries.iter().any(|row| row.metric == metric.key && row.not_reached > 0);
            let key = match finding.certainty {
                _ if comparison.plans.len() < 2 => "report-one-plan",
                Certainty::Equal => "report-all-equal",
                _ if metric.direction == Direction::Neutral => "report-neutral",
                _ if unreached => "report-no-mean",
                _ => "report-no-best",
            };
            return ("undecided", self.with(key, &named));
        };
        let summary = comparison.summary(best, &metric.key).and_then(|row| row.mean);
        let shown = self.shown(metric);
        let mean = summary.map_or_else(String::new, |mean| match mean.interval {
            Some(interval) => self.with(
                "report-mean-interval",
                &[
                    ("mean", shown.phrase(mean.value).into()),
                    ("level", self.level().into()),
                    ("between", shown.between(interval.low, interval.high).into()),
                ],
            ),
            None => shown.phrase(mean.value),
        });
        let rivals = finding.rivals.iter().map(|rival| self.quoted(rival));
        let (class, key) = match finding.certainty {
            Certainty::Clear => ("clear", "report-clear"),
            Certainty::Likely if finding.rivals.is_empty() => ("likely", "report-likely-few"),
            Certainty::Likely => ("likely", "report-likely"),
            Certainty::Undecided | Certainty::Equal => ("undecided", "report-undecided"),
        };
        let values = [
            ("plan", self.plan_name(best).to_owned().into()),
            ("metric", name.into()),
            ("mean", mean.into()),
            ("rivals", self.list(rivals).into()),
            ("n", comparison.replicates.into()),
            ("least", FEW_REPLICATES.into()),
        ];
        (class, self.with(key, &values))
    }

    fn quoted(&self, plan: &'a str) -> String {
        self.with("report-quoted", &[("name", self.plan_name(plan).to_owned().into())])
    }

    /// In how many replicates the plan was best.
    fn counted(&self, plan: &str) -> Option<String> {
        let row = self.bundle.comparison.best.iter().find(|row| row.plan == plan)?;
        let share = row.share?;
        let interval = share.interval?;
        let values = [
            ("best", row.best.to_string().into()),
            ("tied", row.tied.to_string().into()),
            ("n", row.n.into()),
            ("share", per_cent(&self.text, share.value).into()),
            ("low", per_cent(&self.text, interval.low).into()),
            ("high", per_cent(&self.text, interval.high).into()),
            ("level", self.level().into()),
        ];
        Some(self.with(if row.tied == 0 { "report-best-in" } else { "report-best-in-tied" }, &values))
    }

    /// The decision metric of the best plan (or the others) against each other plan.
    fn pairs(&self, metric: &Metric) -> Vec<String> {
        let comparison = &self.bundle.comparison;
        let centre = comparison.finding.best.as_deref().unwrap_or(&comparison.reference);
        let rows = comparison.differences.iter().filter(|row| row.metric == metric.key);
        rows.filter_map(|row| match () {
            () if row.plan == centre => self.pair(metric, row, centre, &row.other, 1.0),
            () if row.other == centre => self.pair(metric, row, centre, &row.plan, -1.0),
            () => None,
        })
        .collect()
    }

    /// One sentence: plan − other, or the other way if `sign` is negative.
    fn pair(
        &self,
        metric: &Metric,
        row: &'a PairedDifference,
        plan: &'a str,
        other: &'a str,
        sign: f64,
    ) -> Option<String> {
        let mean = row.mean?;
        let shown = self.shown(metric).differences();
        let value = sign * mean.value;
        let name = || {
            [
                ("plan", self.plan_name(plan).to_owned().into()),
                ("other", self.plan_name(other).to_owned().into()),
                ("metric", self.say(&metric.title).to_owned().into()),
            ]
        };
        if row.favours == Favours::Equal {
            return Some(self.with("report-pair-equal", &name()));
        }
        let mut values = name().to_vec();
        values.push(("amount", shown.phrase(value.abs()).into()));
        let lead = if value < 0.0 { "less" } else { "more" };
        let Some(interval) = mean.interval else {
            return Some(self.with(&format!("report-pair-{lead}-constant"), &values));
        };
        // The interval of the amount as it is said: less is counted upwards.
        let turned = if value < 0.0 { -sign } else { sign };
        let (low, high) =
            if turned > 0.0 { (interval.low, interval.high) } else { (-interval.high, -interval.low) };
        values.push(("between", shown.between(low, high).into()));
        values.push(("level", self.level().into()));
        let lead = self.with(&format!("report-pair-{lead}"), &values);
        let tail = match (row.excludes_zero, row.excludes_zero_jointly) {
            (Some(true), Some(true)) => "report-pair-sure",
            (Some(true), _) => "report-pair-alone",
            _ => "report-pair-open",
        };
        let sentences = [Some(lead + &self.t(tail)), self.pairing("report-pairing", row)];
        Some(sentences.into_iter().flatten().collect())
    }

    /// What the common draws achieved for a difference: correlation and variance ratio.
    pub(super) fn pairing(&self, key: &str, row: &PairedDifference) -> Option<String> {
        let (correlation, ratio) =
            row.correlation.zip(row.variance_ratio).filter(|_| row.n >= LEAST_PAIRS)?;
        let shown = format!("{correlation:.2}").replace('-', "−");
        Some(self.with(key, &[("r", shown.into()), ("ratio", per_cent(&self.text, ratio).into())]))
    }

    /// What each plan costs more or less than the reference, as far as it is known.
    fn costs(&self) -> Vec<String> {
        let comparison = &self.bundle.comparison;
        let others = comparison.plans.iter().filter(|plan| **plan != comparison.reference);
        others
            .filter(|plan| self.bundle.table.plan_index(plan).is_some())
            .map(|plan| {
                let costs = self
                    .bundle
                    .table
                    .registry
                    .all()
                    .iter()
                    .filter(|metric| metric.group == MetricGroup::Cost);
                let sure: Vec<String> = costs
                    .filter_map(|metric| {
                        let row = comparison.difference(&metric.key, plan, &comparison.reference)?;
                        let mean = row.mean.filter(|_| row.excludes_zero == Some(true))?;
                        let shown = self.shown(metric).differences();
                        let amount = shown.with_unit(&shown.signed(mean.value));
                        Some(self.with(
                            "report-cost-item",
                            &[
                                ("metric", self.say(&metric.title).to_owned().into()),
                                ("amount", amount.into()),
                            ],
                        ))
                    })
                    .collect();
                let values = [
                    ("plan", self.plan_name(plan).to_owned().into()),
                    ("reference", self.plan_name(&comparison.reference).to_owned().into()),
                    ("items", self.list(sure.iter().cloned()).into()),
                ];
                self.with(if sure.is_empty() { "report-cost-none" } else { "report-cost" }, &values)
            })
            .collect()
    }

    /// What weakens the statement.
    fn cautions(&self, metric: &Metric) -> Vec<String> {
        let comparison = &self.bundle.comparison;
        let mut cautions = Vec::new();
        let n = comparison.replicates;
        if n < FEW_REPLICATES {
            cautions.push(self.with("report-few", &[("n", n.into())]));
        }
        if let Some(stopping) = &comparison.stopping {
            if stopping.interrupted {
                cautions.push(self.with("report-interrupted", &[("n", n.into())]));
            }
            if let StoppingRule::Precision { achieved, .. } = &stopping.rule {
                let missed = achieved.iter().filter(|row| !row.reached).map(|row| self.quoted(&row.plan));
                let missed = self.list(missed);
                if !missed.is_empty() {
                    cautions.push(self.with("report-imprecise", &[("plans", missed.into())]));
                }
            }
        }
        if !comparison.failed.is_empty() {
            let count = comparison.failed.len().to_string();
            cautions.push(self.with("report-some-failed", &[("count", count.into())]));
        }
        for row in comparison.summaries.iter().filter(|row| row.metric == metric.key) {
            let values = |count: u64| {
                [
                    ("plan", self.plan_name(&row.plan).to_owned().into()),
                    ("metric", self.say(&metric.title).to_owned().into()),
                    ("count", count.to_string().into()),
                    ("n", row.n.to_string().into()),
                ]
            };
            if row.zeros > 0 && 2 * row.zeros >= row.n && row.zeros < row.n {
                cautions.push(self.with("report-mostly-zero", &values(row.zeros)));
            }
            if row.not_reached > 0 {
                cautions.push(self.with("report-some-unreached", &values(row.not_reached)));
            }
        }
        let left_out =
            comparison.differences.iter().filter(|row| row.metric == metric.key).map(|row| row.left_out);
        if let Some(most) = left_out.max().filter(|most| *most > 0) {
            cautions.push(self.with("report-left-out", &[("count", most.to_string().into())]));
        }
        cautions.push(self.with("report-one-by-one", &[("level", self.level().into())]));
        cautions.push(self.t("report-only-a-model"));
        cautions
    }
}
