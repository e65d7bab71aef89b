//! What teams did in the typical run.

use maud::{Markup, html};
use sandtable_results::{Activity, PlanTitle};

use super::Page;
use crate::chart::{Axis, Bar, Gantt, Kind};
use crate::error::ReportError;

/// Rows of a chart, so that it fits a page of A4; further teams follow in the next.
const MOST_ROWS: usize = 54;
/// Colours of Tol's muted scheme (technical note SRON/EPS/TN/09-002, 2021).
const COLOURS: [&str; 9] =
    ["#332288", "#cc6677", "#117733", "#ddcc77", "#88ccee", "#882255", "#44aa99", "#999933", "#aa4499"];

impl Page<'_> {
    pub(super) fn resources(&self) -> Result<Markup, ReportError> {
        let Some(replicate) = self.bundle.comparison.typical_replicate else {
            return Ok(self.nothing("report-resources-none"));
        };
        let plans = &self.bundle.table.plans;
        let outcomes = plans.iter().filter_map(|plan| self.typical(&plan.key));
        let mut kinds: Vec<Kind> = Vec::new();
        for activity in outcomes.flat_map(|outcome| &outcome.activities) {
            if !kinds.iter().any(|kind| kind.key == activity.kind) {
                let title = self.say(&activity.text).to_owned();
                kinds.push(Kind { key: activity.kind.clone(), title, colour: String::new() });
            }
        }
        kinds.sort_by(|a, b| a.key.cmp(&b.key));
        for (place, kind) in kinds.iter_mut().enumerate() {
            kind.colour = COLOURS[place % COLOURS.len()].to_owned();
        }
        Ok(html! {
            p { (self.with("report-resources-text", &[("replicate", replicate.to_string().into())])) }
            p .legend {
                @for kind in &kinds {
                    span .item {
                        svg .swatch viewBox="0 0 14 10" width="14" height="10" aria-hidden="true" {
                            rect width="14" height="10" fill=(kind.colour) {}
                        }
                        (kind.title)
                    }
                }
            }
            @for plan in plans {
                @match self.typical(&plan.key) {
                    Some(outcome) => (self.plan_resources(plan, &outcome.activities, &kinds)),
                    None => figure {
                        figcaption { (self.badge(&plan.key)) " " (self.say(&plan.title)) }
                        p .quiet { (self.t("report-typical-failed")) }
                    },
                }
            }
        })
    }

    fn plan_resources(&self, plan: &PlanTitle, activities: &[Activity], kinds: &[Kind]) -> Markup {
        let mut teams: Vec<(&str, &str, f64, Vec<Bar>)> = Vec::new();
        for activity in activities {
            let kind = kinds.iter().position(|kind| kind.key == activity.kind).unwrap_or(0);
            let bar = Bar { kind, from_h: activity.from_h, to_h: activity.to_h };
            match teams.iter_mut().find(|team| team.0 == activity.who) {
                Some(team) => {
                    team.2 = team.2.min(activity.from_h);
                    team.3.push(bar);
                }
                None => teams.push((&activity.who, self.say(&activity.title), activity.from_h, vec![bar])),
            }
        }
        teams.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(b.0)));
        let label = self.with("report-resources-of", &[("plan", self.say(&plan.title).to_owned().into())]);
        let all = teams.len();
        let charts: Vec<Gantt> = teams
            .chunks(MOST_ROWS)
            .map(|teams| Gantt {
                label: label.clone(),
                hours: Axis::hours(self.t("report-hours-axis"), 0.0, self.bundle.manifest.span_h),
                rows: teams.iter().map(|(_, name, _, bars)| ((*name).to_owned(), bars.clone())).collect(),
            })
            .collect();
        html! {
            @if charts.is_empty() {
                figure {
                    figcaption { (self.badge(&plan.key)) " " (self.say(&plan.title)) }
                    p .quiet { (self.t("report-no-activity")) }
                }
            }
            @for (place, chart) in charts.iter().enumerate() {
                @let first = (place * MOST_ROWS + 1).to_string();
                @let last = (place * MOST_ROWS + chart.rows.len()).to_string();
                @let count = all.to_string();
                figure {
                    figcaption {
                        (self.badge(&plan.key)) " " (self.say(&plan.title)) " "
                        span .quiet { @if charts.len() == 1 {
                            (self.with("report-teams", &[("count", all.into())]))
                        } @else {
                            (self.with("report-teams-part", &[("first", first.into()), ("last", last.into()), ("count", count.into())]))
                        } }
                    }
                    (chart.svg(kinds))
                }
            }
        }
    }
}
