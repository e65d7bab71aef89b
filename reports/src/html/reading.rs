//! How to read the report: the terms it uses.

use maud::{Markup, html};

use super::Page;

/// Terms explained, in the order in which a reader meets them.
const TERMS: [&str; 11] = [
    "replicate",
    "common",
    "interval",
    "difference",
    "excludes",
    "median",
    "tail",
    "exceedance",
    "goal",
    "ledger",
    "marks",
];

impl Page<'_> {
    pub(super) fn reading(&self) -> Markup {
        html! {
            dl .terms {
                @for term in TERMS {
                    dt { (self.with(&format!("report-term-{term}"), &[("level", self.level().into())])) }
                    dd { (self.with(&format!("report-term-{term}-text"), &[("level", self.level().into())])) }
                }
            }
        }
    }
}
