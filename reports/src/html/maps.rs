//! Maps: the same base and scale for all, one row of maps for each hazard that
//! plans had.

use maud::{Markup, html};
use sandtable_results::{LineKind, PlaceKind, PlanMaps};
use sandtable_space::Grid;

use super::Page;
use crate::error::ReportError;
use crate::look::hex;
use crate::map::{Atlas, Classes, Keep, Mark, water_colour};
use crate::shown::Shown;

impl<'a> Page<'a> {
    pub(super) fn maps(&self) -> Result<Markup, ReportError> {
        let Some(atlas) = Atlas::new(&self.bundle.base, self.lang) else {
            return Ok(self.nothing("report-maps-none"));
        };
        let (depth, arrival) = (Classes::depth(), Classes::arrival(self.bundle.manifest.span_h));
        let mut rows = Vec::new();
        for group in groups(&self.bundle.maps) {
            let Some(maps) = group.first() else { continue };
            let plans = self.list(group.iter().map(|maps| self.plan_name(&maps.plan).to_owned()));
            let mut drawn = Vec::new();
            for (key, grid, classes, keep) in [
                ("report-depth-p50", &maps.depth_p50_m, &depth, Keep::Greatest),
                ("report-depth-p90", &maps.depth_p90_m, &depth, Keep::Greatest),
                ("report-arrival-p50", &maps.arrival_p50_h, &arrival, Keep::Least),
            ] {
                let caption = self.t(key);
                let label = self.with(
                    "report-map-of",
                    &[("map", caption.clone().into()), ("plans", plans.clone().into())],
                );
                drawn.push((caption, atlas.layer(grid, classes, keep, &label)?));
            }
            rows.push((group, drawn));
        }
        Ok(html! {
            p { (self.t("report-maps-text")) }
            @if rows.is_empty() { (self.nothing("report-maps-no-layer")) }
            @for (group, drawn) in &rows {
                h3 {
                    @for maps in group { (self.badge(&maps.plan)) " " (self.plan_name(&maps.plan)) "  " }
                    @if group.len() > 1 { span .quiet { (self.t("report-same-hazard")) } }
                }
                div .pair.atlas {
                    @for (caption, map) in drawn { (self.figure(caption, map)) }
                    div .key {
                        (self.class_legend("report-depth-legend", &depth))
                        (self.class_legend("report-arrival-legend", &arrival))
                        (self.sign_legend(&atlas))
                    }
                }
            }
            (self.calls(&atlas))
            (atlas.definitions()?)
        })
    }

    fn class_legend(&self, key: &str, classes: &Classes) -> Markup {
        html! {
            p .legend {
                span .item { b { (self.t(key)) } }
                @for (class, colour) in classes.colours.iter().enumerate() {
                    span .item { (swatch(&hex(*colour))) (classes.label(class)) }
                }
            }
        }
    }

    fn sign_legend(&self, atlas: &Atlas<'_>) -> Markup {
        let lines = [
            (LineKind::MainRoad, "report-sign-main-road", "#6b4c2a", "2.4", None),
            (LineKind::Road, "report-sign-road", "#8a8f98", "1.2", None),
            (LineKind::Levee, "report-sign-levee", "#111111", "3", Some("3 3")),
            (LineKind::Border, "report-sign-border", "#9a8f7f", "1.4", Some("6 4")),
        ];
        html! {
            p .legend {
                span .item { b { (self.t("report-signs")) } }
                @if atlas.has_water() { span .item { (swatch(&water_colour())) (self.t("report-sign-water")) } }
                @for (kind, key, colour, width, dash) in lines {
                    @if atlas.has(kind) {
                        span .item {
                            svg .stroke viewBox="0 0 30 8" width="30" height="8" aria-hidden="true" {
                                line x1="0" x2="30" y1="4" y2="4" stroke=(colour) stroke-width=(width) stroke-dasharray=[dash] {}
                            }
                            (self.t(key))
                        }
                    }
                }
                @if atlas.has_place(PlaceKind::Gauge) {
                    span .item { (sign("M1 2h10l-5 9z", "#fff", "#222")) (self.t("report-sign-gauge")) }
                }
                @if atlas.has_place(PlaceKind::Shelter) {
                    span .item { (sign("M6 1l5 10h-10z", "#009e73", "none")) (self.t("report-sign-shelter")) }
                }
                @if atlas.has_place(PlaceKind::Hospital) {
                    span .item { (sign("M4 1h4v3h3v4h-3v3h-4v-3h-3v-4h3z", "#0072b2", "none")) (self.t("report-sign-hospital")) }
                }
            }
        }
    }

    /// Calls without help at the end of the typical run, a map a plan.
    fn calls(&self, atlas: &Atlas<'_>) -> Markup {
        let Some(replicate) = self.bundle.comparison.typical_replicate else {
            return html! {};
        };
        html! {
            h3 { (self.with("report-calls", &[("replicate", replicate.to_string().into())])) }
            p { (self.t("report-calls-text")) }
            div .pair {
                @for plan in &self.bundle.table.plans {
                    @if let Some(outcome) = self.typical(&plan.key) {
                        @let marks: Vec<Mark> = outcome.unserved_calls.iter().map(|call| Mark { at: call.place, weight: call.persons }).collect();
                        @let persons = outcome.unserved_calls.iter().map(|call| call.persons).filter(|n| n.is_finite()).sum::<f64>();
                        @let shown = Shown::new(&self.text, "persons", false, 0, [persons]);
                        @let caption = self.with("report-calls-of", &[
                            ("plan", self.say(&plan.title).to_owned().into()),
                            ("calls", marks.len().to_string().into()),
                            ("persons", shown.phrase(persons).into()),
                        ]);
                        (self.figure(&caption, &atlas.marks(&marks, "#d55e00", &caption)))
                    } @else {
                        figure { figcaption { (self.say(&plan.title)) } p .quiet { (self.t("report-typical-failed")) } }
                    }
                }
            }
        }
    }
}

fn swatch(colour: &str) -> Markup {
    html! {
        svg .swatch viewBox="0 0 14 10" width="14" height="10" aria-hidden="true" {
            rect width="14" height="10" fill=(colour) stroke="#888" stroke-width="0.8" {}
        }
    }
}

fn sign(path: &str, fill: &str, stroke: &str) -> Markup {
    html! {
        svg .swatch viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" {
            path d=(path) fill=(fill) stroke=(stroke) {}
        }
    }
}

/// Plans whose maps are the same to the bit stand together.
fn groups(maps: &[PlanMaps]) -> Vec<Vec<&PlanMaps>> {
    let same = |a: &Grid<f32>, b: &Grid<f32>| {
        a.frame == b.frame
            && a.cells.len() == b.cells.len()
            && a.cells.iter().zip(&b.cells).all(|(a, b)| a.to_bits() == b.to_bits())
    };
    let mut groups: Vec<Vec<&PlanMaps>> = Vec::new();
    for plan in maps {
        let home = groups.iter_mut().find(|group| {
            group.first().is_some_and(|first| {
                same(&first.depth_p50_m, &plan.depth_p50_m)
                    && same(&first.depth_p90_m, &plan.depth_p90_m)
                    && same(&first.arrival_p50_h, &plan.arrival_p50_h)
            })
        });
        match home {
            Some(group) => group.push(plan),
            None => groups.push(vec![plan]),
        }
    }
    groups
}
