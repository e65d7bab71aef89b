//! The report of a study: one HTML file that needs nothing else, to be read on a
//! screen or printed on A4. No script, no request; what comes from files is
//! escaped by the templates.

mod accounts;
mod curves;
mod finding;
mod maps;
mod method;
mod reading;
mod resources;
mod tables;
mod warning;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sandtable_kernel::Lang;
use sandtable_results::{Metric, Outcome, StudyBundle};

use crate::error::ReportError;
use crate::look::{Look, hex};
use crate::text::{Arg, Catalogue};

const STYLE: &str = include_str!("style.css");
/// What a browser may load for the page: nothing but what is inside it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Names of the parts in their order; each is the id of a section.
pub const PARTS: [&str; 16] = [
    "method",
    "finding",
    "plans",
    "told",
    "evacuation",
    "exceedance",
    "maps",
    "stage",
    "supplies",
    "course",
    "resources",
    "ledgers",
    "runs",
    "unconfirmed",
    "metrics",
    "reading",
];

/// What all parts of a report share.
pub(crate) struct Page<'a> {
    bundle: &'a StudyBundle,
    text: Catalogue,
    lang: Lang,
    made_at: Option<&'a str>,
}

/// The report of a study as an HTML document.
///
/// # Errors
/// If a chart or a map cannot be drawn.
pub fn report(bundle: &StudyBundle, lang: Lang, made_at: Option<&str>) -> Result<String, ReportError> {
    let page = Page { bundle, text: Catalogue::new(lang), lang, made_at };
    let title = page.with("report-title", &[("scenario", page.say(&bundle.manifest.title).into())]);
    let parts = page.parts()?;
    let document = html! {
        (DOCTYPE)
        html lang=(match lang { Lang::Zh => "zh-Hans", Lang::En => "en" }) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "sandtable " (bundle.manifest.version) };
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(page.plan_colours())) }
            }
            body {
                main {
                    header {
                        h1 { (title) }
                        p .plans { (page.plan_legend()) }
                    }
                    nav {
                        @for (name, _) in &parts {
                            a href={ "#" (name) } { (page.t(&format!("report-{name}"))) }
                        }
                    }
                    @for (name, content) in &parts {
                        section id=(name) {
                            h2 { (page.t(&format!("report-{name}"))) }
                            (content)
                        }
                    }
                    footer { (page.footer()) }
                }
            }
        }
    };
    Ok(document.into_string())
}

impl<'a> Page<'a> {
    fn parts(&self) -> Result<Vec<(&'static str, Markup)>, ReportError> {
        PARTS
            .iter()
            .map(|&name| {
                let content = match name {
                    "method" => self.method(),
                    "finding" => self.finding(),
                    "plans" => self.plans(),
                    "told" => self.warning(),
                    "evacuation" => self.evacuation()?,
                    "exceedance" => self.exceedance()?,
                    "maps" => self.maps()?,
                    "stage" => self.stage()?,
                    "supplies" => self.supplies()?,
                    "course" => self.course()?,
                    "resources" => self.resources()?,
                    "ledgers" => self.ledgers(),
                    "runs" => self.runs(),
                    "unconfirmed" => self.unconfirmed(),
                    "metrics" => self.all_metrics(),
                    _ => self.reading(),
                };
                Ok((name, content))
            })
            .collect()
    }

    fn t(&self, key: &str) -> String {
        self.text.get(key)
    }

    fn with(&self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        self.text.with(key, values)
    }

    fn say<'t>(&self, text: &'t sandtable_kernel::Text) -> &'t str {
        text.get(self.lang)
    }

    /// Name of a plan; its key if the table does not have it.
    fn plan_name(&self, key: &'a str) -> &'a str {
        let plan = self.bundle.table.plans.iter().find(|plan| plan.key == key);
        plan.map_or(key, |plan| plan.title.get(self.lang))
    }

    fn look(&self, key: &str) -> Look {
        Look::of(self.bundle.table.plan_index(key).unwrap_or(0))
    }

    fn metric(&self, key: &str) -> Option<&'a Metric> {
        self.bundle.table.registry.get(key)
    }

    /// The typical run of a plan, if it came to its end.
    fn typical(&self, plan: &str) -> Option<&'a Outcome> {
        let replicate = self.bundle.comparison.typical_replicate?;
        self.bundle.table.outcome(plan, replicate).filter(|outcome| outcome.status.is_complete())
    }

    /// Level of all intervals in per cent.
    fn level(&self) -> String {
        format!("{}", (1000.0 * self.bundle.comparison.level).round() / 10.0)
    }

    /// Names joined as in a sentence.
    fn list(&self, names: impl IntoIterator<Item = String>) -> String {
        let names: Vec<String> = names.into_iter().collect();
        names.join(match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    }

    /// A plan's letter in its colour.
    fn badge(&self, key: &str) -> Markup {
        let place = self.bundle.table.plan_index(key).unwrap_or(0);
        html! { span class={ "badge plan" (place) } { (Look::of(place).letter) } }
    }

    /// Colours of plans as rules, so that a page names each once.
    fn plan_colours(&self) -> String {
        (0..self.bundle.table.plans.len())
            .map(|place| format!(".badge.plan{place}{{background:{}}}", hex(Look::of(place).colour)))
            .collect()
    }

    /// Letter, stroke and name of every plan.
    fn plan_legend(&self) -> Markup {
        html! {
            span .legend {
                @for (place, plan) in self.bundle.table.plans.iter().enumerate() {
                    @let look = Look::of(place);
                    span .item {
                        (self.badge(&plan.key))
                        svg .stroke viewBox="0 0 36 8" width="36" height="8" aria-hidden="true" {
                            line x1="0" x2="36" y1="4" y2="4" stroke=(look.css()) stroke-width="2.6"
                                stroke-dasharray=[look.stroke.map(|(on, off)| format!("{on} {off}"))] {}
                        }
                        (self.say(&plan.title))
                        @if plan.key == self.bundle.comparison.reference {
                            span .quiet { (self.t("report-is-reference")) }
                        }
                    }
                }
            }
        }
    }

    /// Something with a remark in the brackets of the language.
    fn aside(&self, what: &str, remark: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{what}（{remark}）"),
            Lang::En if what.is_empty() => format!("({remark})"),
            Lang::En => format!("{what} ({remark})"),
        }
    }

    /// A figure with its caption.
    fn figure(&self, caption: &str, content: &Markup) -> Markup {
        html! { figure { figcaption { (caption) } (content) } }
    }

    fn nothing(&self, key: &str) -> Markup {
        html! { p .quiet { (self.t(key)) } }
    }

    fn footer(&self) -> Markup {
        let manifest = &self.bundle.manifest;
        html! {
            "sandtable " (manifest.version) " · " (manifest.scenario) " · " (format!("{:016x}", manifest.case_hash))
            @if let Some(made_at) = self.made_at { " · " (made_at) }
        }
    }
}
