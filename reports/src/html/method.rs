//! What was compared and how: enough to make the study again.

use maud::{Markup, html};
use sandtable_results::comparison::StoppingRule;

use super::Page;
use crate::shown::per_cent;

impl Page<'_> {
    pub(super) fn method(&self) -> Markup {
        let (manifest, comparison, effort) =
            (&self.bundle.manifest, &self.bundle.comparison, &self.bundle.effort);
        let decision = self.metric(&comparison.decision_metric);
        let number = |value: f64| format!("{value}");
        // Cells of imported grids are as they come: 3.99974724 m is told as 4 m.
        let cell_m = (100.0 * manifest.cell_m).round() / 100.0;
        let hash = |value: u64| format!("{value:016x}");
        let rows: Vec<(&str, String)> = vec![
            ("report-scenario", self.aside(self.say(&manifest.title), &manifest.scenario)),
            ("report-start", self.aside(&self.bundle.start, &self.bundle.zone)),
            ("report-span", self.with("report-hours", &[("hours", number(manifest.span_h).into())])),
            ("report-replicates", self.replicates()),
            ("report-reference", self.plan_name(&comparison.reference).to_owned()),
            (
                "report-decision",
                decision.map_or(comparison.decision_metric.clone(), |metric| {
                    self.aside(self.say(&metric.title), &metric.key)
                }),
            ),
            ("report-level", per_cent(&self.text, comparison.level)),
            (
                "report-grid",
                self.with(
                    "report-grid-tick",
                    &[("cell", number(cell_m).into()), ("tick", number(manifest.tick_s).into())],
                ),
            ),
            ("report-seed", manifest.seed.to_string()),
            ("report-version", manifest.version.clone()),
            ("report-case-hash", hash(manifest.case_hash)),
            ("report-outcomes-hash", hash(manifest.outcomes_hash)),
            (
                "report-effort",
                self.with(
                    "report-effort-text",
                    &[
                        ("wall", format!("{:.0}", effort.wall_s).into()),
                        ("threads", effort.threads.into()),
                        ("hazards", effort.hazards.into()),
                    ],
                ),
            ),
        ];
        let note = self.say(&self.bundle.note);
        html! {
            @if !note.trim().is_empty() { p .note { (note) } }
            p { (self.t("report-method-text")) }
            dl .facts {
                @for (key, value) in rows {
                    div { dt { (self.t(key)) } dd { (value) } }
                }
                @if let Some(made_at) = self.made_at {
                    div { dt { (self.t("report-made-at")) } dd { (made_at) } }
                }
            }
            @if !manifest.files.is_empty() {
                p .quiet { (self.with("report-files", &[("count", manifest.files.len().to_string().into())])) }
                ul .files {
                    @for file in &manifest.files { li { code { (hash(file.hash)) } " " (file.path) } }
                }
            }
        }
    }

    /// How many replicates, and what decided their number.
    fn replicates(&self) -> String {
        let comparison = &self.bundle.comparison;
        let used = comparison.replicates.to_string();
        let Some(stopping) = &comparison.stopping else { return used };
        match &stopping.rule {
            StoppingRule::Fixed { n } if *n == comparison.replicates => used,
            StoppingRule::Fixed { n } => {
                self.with("report-replicates-of", &[("used", used.into()), ("asked", n.to_string().into())])
            }
            StoppingRule::Precision { metric, relative_error, max_n, .. } => {
                let name = self.metric(metric).map_or(metric.as_str(), |metric| self.say(&metric.title));
                self.with(
                    "report-replicates-precision",
                    &[
                        ("used", used.into()),
                        ("metric", name.to_owned().into()),
                        ("error", per_cent(&self.text, *relative_error).into()),
                        ("most", max_n.to_string().into()),
                    ],
                )
            }
        }
    }
}
