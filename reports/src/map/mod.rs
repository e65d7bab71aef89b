//! Maps: a shaded relief with roads, levees and places, drawn once a page and used
//! by every map, and over it a layer of classes or marks.

mod image;
mod scale;

pub use image::Keep;
pub use scale::Classes;

use maud::{Markup, html};
use sandtable_kernel::Lang;
use sandtable_results::{BaseMap, LineKind, PlaceKind};
use sandtable_space::{Frame, Grid, Point};

use crate::chart::ems;
use crate::error::ReportError;
use crate::look::hex;

/// Units of a map from west to east.
const WIDE: f64 = 1000.0;
/// Height of names, units.
const LETTERS: f64 = 27.0;
/// Points of lines nearer than this are left out, units.
const NEAR: f64 = 1.2;

/// What all maps of a page share.
pub struct Atlas<'a> {
    base: &'a BaseMap,
    lang: Lang,
    tall: f64,
}

/// A mark on a map.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Where.
    pub at: Point,
    /// Area in proportion to this: persons.
    pub weight: f64,
}

impl<'a> Atlas<'a> {
    /// The maps of a study; none without ground.
    pub fn new(base: &'a BaseMap, lang: Lang) -> Option<Self> {
        let frame = base.ground_m.frame;
        let whole = !frame.is_empty() && frame.cell_m > 0.0 && base.ground_m.cells.len() == frame.len();
        let tall = WIDE * frame.rows as f64 / frame.columns.max(1) as f64;
        whole.then_some(Self { base, lang, tall })
    }

    fn frame(&self) -> Frame {
        self.base.ground_m.frame
    }

    /// Units a metre.
    fn unit(&self) -> f64 {
        WIDE / (self.frame().columns as f64 * self.frame().cell_m)
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let origin = self.frame().origin;
        (self.unit() * (point.0 - origin.0), self.tall - self.unit() * (point.1 - origin.1))
    }

    fn holds(&self, point: Point) -> bool {
        let (x, y) = self.place(point);
        (0.0..=WIDE).contains(&x) && (0.0..=self.tall).contains(&y)
    }

    /// What maps refer to: relief, lines, places, names, scale. Stands once on a
    /// page.
    ///
    /// # Errors
    /// If the relief cannot be encoded.
    pub fn definitions(&self) -> Result<Markup, ReportError> {
        let relief = image::relief(self.base)?;
        let pixelated = self.frame().columns < 120;
        Ok(html! {
            svg width="0" height="0" style="position:absolute" aria-hidden="true" {
                defs {
                    g #relief {
                        image href=(relief) width=(WIDE) height=(round(self.tall)) preserveAspectRatio="none"
                            style=[pixelated.then_some("image-rendering:pixelated")] {}
                    }
                    g #lines fill="none" stroke-linejoin="round" {
                        @for (kind, colour, width, dash) in [
                            (LineKind::Border, "#9a8f7f", "1.4", Some("7 5")),
                            (LineKind::Road, "#8a8f98", "1", None),
                            (LineKind::MainRoad, "#6b4c2a", "2.6", None),
                            (LineKind::Levee, "#111111", "3.6", Some("3 4")),
                        ] {
                            @let path = self.path(kind);
                            @if !path.is_empty() {
                                path d=(path) stroke=(colour) stroke-width=(width) stroke-dasharray=[dash] {}
                            }
                        }
                    }
                    g #places { (self.places()) }
                    g #shelters { (self.symbols()) }
                    g #frame-marks { (self.scale_bar()) }
                }
            }
        })
    }

    /// All lines of a kind as one path.
    fn path(&self, kind: LineKind) -> String {
        let mut path = String::new();
        for line in self.base.lines.iter().filter(|line| line.kind == kind) {
            let mut last: Option<(f64, f64)> = None;
            for (place, point) in line.points.iter().enumerate() {
                let (x, y) = self.place(*point);
                if !(x.is_finite() && y.is_finite()) {
                    continue;
                }
                let far = last.is_none_or(|(a, b)| (a - x).abs() + (b - y).abs() >= NEAR);
                if far || place + 1 == line.points.len() {
                    path.push_str(&format!(
                        "{}{} {}",
                        if last.is_none() { "M" } else { "L" },
                        round(x),
                        round(y)
                    ));
                    last = Some((x, y));
                }
            }
        }
        path
    }

    /// Towns and gauges with names; a name that would cover another is left out.
    fn places(&self) -> Markup {
        let named =
            |kind| self.base.places.iter().filter(move |place| place.kind == kind && self.holds(place.at));
        let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
        let mut labels: Vec<(f64, f64, &'static str, &str)> = Vec::new();
        for place in named(PlaceKind::Gauge).chain(named(PlaceKind::Town)) {
            let (x, y) = self.place(place.at);
            let name = place.name.get(self.lang);
            let wide = ems(name) * LETTERS;
            for (anchor, left, base) in [
                ("start", x + 11.0, y + 9.0),
                ("end", x - 11.0 - wide, y + 9.0),
                ("middle", x - 0.5 * wide, y - 14.0),
                ("middle", x - 0.5 * wide, y + 33.0),
            ] {
                let area = (left, base - LETTERS, left + wide, base + 5.0);
                let inside = area.0 >= 0.0 && area.2 <= WIDE && area.1 >= 0.0 && area.3 <= self.tall;
                let free = taken.iter().all(|other| {
                    area.2 < other.0 || area.0 > other.2 || area.3 < other.1 || area.1 > other.3
                });
                if inside && free {
                    taken.push(area);
                    let at = match anchor {
                        "start" => left,
                        "end" => left + wide,
                        _ => left + 0.5 * wide,
                    };
                    labels.push((at, base, anchor, name));
                    break;
                }
            }
        }
        html! {
            @for place in named(PlaceKind::Town) {
                @let (x, y) = self.place(place.at);
                circle cx=(round(x)) cy=(round(y)) r="4.5" fill="#fff" stroke="#222" stroke-width="2" {}
            }
            @for place in named(PlaceKind::Gauge) {
                @let (x, y) = self.place(place.at);
                path d={ "M" (round(x - 9.0)) " " (round(y - 9.0)) "h18l-9 16z" } fill="#fff" stroke="#222" stroke-width="2.4" {}
            }
            g .names font-size=(LETTERS) {
                @for (x, y, anchor, name) in &labels {
                    text x=(round(*x)) y=(round(*y)) text-anchor=(anchor) { (name) }
                }
            }
        }
    }

    /// Shelters and hospitals.
    fn symbols(&self) -> Markup {
        html! {
            @for place in self.base.places.iter().filter(|place| self.holds(place.at)) {
                @let (x, y) = self.place(place.at);
                @match place.kind {
                    PlaceKind::Shelter => {
                        path d={ "M" (round(x)) " " (round(y - 7.0)) "l7 13h-14z" } fill="#009e73" stroke="#fff" stroke-width="1.5" {}
                    }
                    PlaceKind::Hospital => {
                        path d={ "M" (round(x - 3.0)) " " (round(y - 9.0)) "h6v6h6v6h-6v6h-6v-6h-6v-6h6z" } fill="#0072b2" stroke="#fff" stroke-width="1.5" {}
                    }
                    PlaceKind::Town | PlaceKind::Gauge => {}
                }
            }
        }
    }

    /// A bar of a round length, and where north is.
    fn scale_bar(&self) -> Markup {
        let target = 0.22 * WIDE / self.unit();
        let power = libm::pow(10.0, libm::floor(libm::log10(target)));
        let length =
            [5.0, 2.0, 1.0].into_iter().map(|k| k * power).find(|length| *length <= target).unwrap_or(power);
        let label = if length >= 1000.0 { format!("{} km", length / 1000.0) } else { format!("{length} m") };
        let (wide, y) = (length * self.unit(), self.tall - 20.0);
        let beneath = (wide.max(ems(&label) * 24.0 + 16.0) + 28.0, 58.0);
        html! {
            rect x="6" y=(round(y - 42.0)) width=(round(beneath.0)) height=(beneath.1) rx="5" fill="#fff" fill-opacity="0.85" {}
            rect x=(WIDE - 48.0) y="4" width="44" height="66" rx="5" fill="#fff" fill-opacity="0.85" {}
            path d={ "M20 " (round(y - 8.0)) "v8h" (round(wide)) "v-8" } fill="none" stroke="#111" stroke-width="3" {}
            g .names font-size="24" {
                text x="28" y=(round(y - 12.0)) { (label) }
                text x=(WIDE - 26.0) y="62" text-anchor="middle" { "N" }
            }
            path d={ "M" (WIDE - 26.0) " 8l9 28l-9 -7l-9 7z" } fill="#111" stroke="#fff" stroke-width="1.5" {}
        }
    }

    /// A map of a layer.
    ///
    /// # Errors
    /// If the picture cannot be encoded.
    pub fn layer(
        &self,
        grid: &Grid<f32>,
        classes: &Classes,
        keep: Keep,
        label: &str,
    ) -> Result<Markup, ReportError> {
        let picture = if grid.frame.is_empty() || grid.cells.len() != grid.frame.len() {
            None
        } else {
            Some(image::layer(self.base, grid, classes, keep)?)
        };
        let (low, high) = grid.frame.bounds();
        let ((left, below), (right, above)) = (self.place(low), self.place(high));
        Ok(self.map(label, &html! {
            @if let Some(picture) = picture {
                image href=(picture) x=(round(left)) y=(round(above)) width=(round(right - left))
                    height=(round(below - above)) preserveAspectRatio="none" style="image-rendering:pixelated" {}
            }
            use href="#lines" {}
            use href="#places" {}
        }))
    }

    /// A map of marks, with shelters and hospitals.
    pub fn marks(&self, marks: &[Mark], colour: &str, label: &str) -> Markup {
        let known = |mark: &&Mark| mark.at.0.is_finite() && mark.at.1.is_finite() && self.holds(mark.at);
        self.map(label, &html! {
            use href="#lines" {}
            use href="#shelters" {}
            @for mark in marks.iter().filter(known) {
                @let (x, y) = self.place(mark.at);
                circle cx=(round(x)) cy=(round(y)) r=(round(radius(mark.weight))) fill=(colour) fill-opacity="0.55"
                    stroke="#111" stroke-width="2" {}
            }
            use href="#places" {}
        })
    }

    fn map(&self, label: &str, over: &Markup) -> Markup {
        html! {
            svg .map role="img" aria-label=(label) viewBox={ "0 0 " (WIDE) " " (round(self.tall)) } {
                use href="#relief" {}
                (over)
                use href="#frame-marks" {}
                rect x="1" y="1" width=(WIDE - 2.0) height=(round(self.tall - 2.0)) fill="none" stroke="#777" stroke-width="2" {}
            }
        }
    }

    /// Whether there are lines of a kind.
    pub fn has(&self, kind: LineKind) -> bool {
        self.base.lines.iter().any(|line| line.kind == kind)
    }

    /// Whether there are places of a kind.
    pub fn has_place(&self, kind: PlaceKind) -> bool {
        self.base.places.iter().any(|place| place.kind == kind)
    }

    /// Whether there is permanent water.
    pub fn has_water(&self) -> bool {
        self.base.water.contains(&true)
    }
}

/// Radius of a mark, units: area grows with the weight.
fn radius(weight: f64) -> f64 {
    if weight.is_finite() { (6.0 + 3.0 * weight.max(0.0).sqrt()).min(40.0) } else { 6.0 }
}

/// Colour of permanent water.
pub fn water_colour() -> String {
    hex(image::WATER)
}

/// A coordinate with one decimal.
fn round(value: f64) -> f64 {
    (10.0 * value).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::Text;
    use sandtable_results::{MapLine, MapPlace};

    fn base() -> BaseMap {
        let frame = Frame { origin: Point(1000.0, 2000.0), cell_m: 100.0, columns: 40, rows: 30 };
        let town = |x: f64, y: f64, name: &str| MapPlace {
            kind: PlaceKind::Town,
            at: Point(x, y),
            name: Text::same(name),
        };
        BaseMap {
            ground_m: Grid::from_fn(frame, |column, _| column as f32),
            water: vec![false; frame.len()],
            lines: vec![MapLine {
                kind: LineKind::MainRoad,
                points: vec![Point(1000.0, 2000.0), Point(1001.0, 2000.0), Point(5000.0, 5000.0)],
            }],
            places: vec![
                town(3000.0, 3500.0, "<script>x</script>"),
                town(3001.0, 3501.0, "云江镇"),
                town(1e9, 0.0, "far away"),
                town(f64::NAN, 0.0, "nowhere"),
            ],
            epsg: None,
        }
    }

    #[test]
    fn lines_are_thinned_names_escaped_and_places_outside_left_out() {
        let base = base();
        let atlas = Atlas::new(&base, Lang::Zh).unwrap();
        let drawn = atlas.definitions().unwrap().into_string();
        assert!(drawn.contains("M0 750L1000 0"), "north is up and the near point is left out");
        assert!(!drawn.contains("<script>") && drawn.contains("&lt;script&gt;"));
        assert!(drawn.contains("云江镇") && !drawn.contains("far away") && !drawn.contains("nowhere"));
        // 22 % of 4 km is 880 m.
        assert!(drawn.contains("500 m"));
        // Something light lies beneath the bar and beneath the arrow, and is drawn before.
        let (_, marks) = drawn.split_once("id=\"frame-marks\"").unwrap();
        let light: Vec<_> = marks.match_indices("fill=\"#fff\" fill-opacity=\"0.85\"").collect();
        assert_eq!(light.len(), 2);
        assert!(light[1].0 < marks.find("<path").unwrap());
    }

    #[test]
    fn marks_grow_with_their_weight_and_bad_ones_are_left_out() {
        let base = base();
        let atlas = Atlas::new(&base, Lang::En).unwrap();
        let mark = |x, weight| Mark { at: Point(x, 3000.0), weight };
        let marks = [mark(2000.0, 4.0), mark(3000.0, f64::NAN), mark(f64::NAN, 1.0), mark(-9e9, 1.0)];
        let drawn = atlas.marks(&marks, "#d55e00", "calls").into_string();
        assert_eq!(drawn.matches("<circle").count(), 2);
        assert!(radius(100.0) > radius(4.0) && radius(f64::INFINITY) < 40.0);
    }

    #[test]
    fn a_bundle_without_ground_has_no_maps() {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 1.0, columns: 0, rows: 0 };
        let empty = BaseMap {
            ground_m: Grid { frame, cells: vec![] },
            water: vec![],
            lines: vec![],
            places: vec![],
            epsg: None,
        };
        assert!(Atlas::new(&empty, Lang::En).is_none());
    }
}
