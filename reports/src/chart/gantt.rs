//! The resource chart: who did what and when, a row each.

use maud::{Markup, html};

use super::{cut, ems};

/// What was done, with its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// Key.
    pub key: String,
    /// Name.
    pub title: String,
    /// Colour for SVG.
    pub colour: String,
}

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Place of its kind in the list.
    pub kind: usize,
    /// Start, h.
    pub from_h: f64,
    /// End, h.
    pub to_h: f64,
}

/// The chart: rows from above.
#[derive(Clone, Debug, PartialEq)]
pub struct Gantt {
    /// What it shows, for those who cannot see it.
    pub label: String,
    /// Title of the time axis.
    pub hours: super::Axis,
    /// Names of the rows and their bars.
    pub rows: Vec<(String, Vec<Bar>)>,
}

const WIDTH: f64 = 690.0;
const ROW: f64 = 13.0;
const LETTERS: f64 = 9.5;

impl Gantt {
    /// The chart as an SVG element.
    pub fn svg(&self, kinds: &[Kind]) -> Markup {
        let names: Vec<String> = self.rows.iter().map(|row| cut(&row.0, 14.0)).collect();
        let left = names.iter().map(|name| ems(name)).fold(3.0, f64::max) * LETTERS + 8.0;
        let (top, bottom) = (4.0, 4.0 + ROW * self.rows.len() as f64);
        let span = self.hours.high - self.hours.low;
        let x = |hour: f64| left + (WIDTH - left - 14.0) * ((hour - self.hours.low) / span).clamp(0.0, 1.0);
        html! {
            svg .chart role="img" aria-label=(self.label)
                viewBox={ "0 0 " (WIDTH) " " (bottom + 30.0) } style={ "max-width:" (WIDTH) "px" } {
                @for (value, label) in &self.hours.ticks {
                    line x1=(at(x(*value))) x2=(at(x(*value))) y1=(top) y2=(bottom + 3.0) stroke="#dee1e6" {}
                    text x=(at(x(*value))) y=(bottom + 13.0) font-size=(LETTERS) text-anchor="middle" { (label) }
                }
                @for (place, (_, bars)) in self.rows.iter().enumerate() {
                    @let y = top + ROW * place as f64;
                    @if place % 2 == 1 {
                        rect x="0" y=(y) width=(WIDTH) height=(ROW) fill="#f4f5f7" fill-opacity="0.6" {}
                    }
                    text x=(at(left - 6.0)) y=(at(y + ROW - 3.5)) font-size=(LETTERS) text-anchor="end" { (names[place]) }
                    @for bar in bars.iter().filter(|bar| bar.from_h.is_finite() && bar.to_h >= bar.from_h) {
                        rect x=(at(x(bar.from_h))) y=(at(y + 2.0)) width=(at((x(bar.to_h) - x(bar.from_h)).max(0.8)))
                            height=(ROW - 4.0) fill=(kinds.get(bar.kind).map_or("#888", |kind| &kind.colour)) {}
                    }
                }
                line x1=(at(left)) x2=(WIDTH - 14.0) y1=(bottom) y2=(bottom) stroke="#282c34" {}
                text x=(at(0.5 * (left + WIDTH))) y=(bottom + 26.0) font-size=(LETTERS) text-anchor="middle" { (self.hours.title) }
            }
        }
    }
}

/// A coordinate with as many decimals as the eye needs.
fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_within_the_axis_and_names_are_escaped() {
        let kinds = [Kind { key: "rescue".into(), title: "救援".into(), colour: "#0072b2".into() }];
        let bar = |from_h, to_h| Bar { kind: 0, from_h, to_h };
        let rows = vec![
            ("<b>第一救援队".to_owned(), vec![bar(1.0, 3.0), bar(20.0, f64::INFINITY), bar(f64::NAN, 2.0)]),
            ("二队".to_owned(), vec![]),
        ];
        let hours = super::super::Axis::hours("h".into(), 0.0, 24.0);
        let svg = Gantt { label: "x".into(), hours, rows }.svg(&kinds).into_string();
        assert!(!svg.contains("<b>") && !svg.contains("NaN") && !svg.contains("inf"));
        assert_eq!(svg.matches("#0072b2").count(), 2);
    }
}
