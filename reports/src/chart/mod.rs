//! Charts as SVG to stand inside a page: lines and bands by plotters, the resource
//! chart by hand. Sizes are CSS pixels; the drawing is finer by [`FINE`], since
//! plotters draws on whole pixels.

mod axis;
mod backend;
mod gantt;
mod width;

pub use axis::Axis;
pub use gantt::{Bar, Gantt, Kind};
pub use width::{cut, ems};

use plotters::coord::ranged1d::{KeyPointHint, Ranged};
use plotters::prelude::*;

use crate::error::ReportError;
use crate::look::Look;
use backend::{POINTS, Sheet};

/// Units of the drawing in a CSS pixel.
const FINE: u32 = 4;
/// Height of letters, CSS pixels.
const LETTERS: f64 = 11.0;
/// Faces with hanzi of the usual systems; the reader's machine has one of them.
pub const FONTS: &str = "\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",\"PingFang SC\",\"WenQuanYi Micro Hei\",sans-serif";

const INK: RGBColor = RGBColor(40, 44, 52);
const GRID: RGBColor = RGBColor(222, 225, 230);

/// A band between two lines.
#[derive(Clone, Debug)]
pub struct Band {
    /// Whose.
    pub look: Look,
    /// Place, lower and upper value; a gap where one is no number.
    pub points: Vec<(f64, f64, f64)>,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whose.
    pub look: Look,
    /// Its points; a gap where one is no number.
    pub points: Vec<(f64, f64)>,
}

/// A chart of lines and bands.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows, for those who cannot see it.
    pub label: String,
    /// Width and height, CSS pixels.
    pub size: (u32, u32),
    /// From left to right.
    pub x: Axis,
    /// From below.
    pub y: Axis,
    /// Bands, drawn first.
    pub bands: Vec<Band>,
    /// Lines, drawn over the bands.
    pub lines: Vec<Line>,
}

/// A linear range with given ticks.
#[derive(Clone)]
struct Ticked {
    range: std::ops::Range<f64>,
    ticks: Vec<f64>,
}

impl Ticked {
    fn of(axis: &Axis) -> Self {
        Self { range: axis.low..axis.high, ticks: axis.ticks.iter().map(|tick| tick.0).collect() }
    }
}

impl Ranged for Ticked {
    type FormatOption = plotters::coord::ranged1d::NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = (value - self.range.start) / (self.range.end - self.range.start);
        // Far outside is as good as at the border of what can be drawn.
        let share = share.clamp(-10.0, 10.0);
        limit.0 + (f64::from(limit.1 - limit.0) * share).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.range.clone()
    }
}

impl plotters::coord::ranged1d::ValueFormatter<f64> for Ticked {
    fn format_ext(&self, value: &f64) -> String {
        value.to_string()
    }
}

fn pixels(css: f64) -> u32 {
    (css * f64::from(FINE)).round() as u32
}

fn font(css: f64) -> TextStyle<'static> {
    (FontFamily::Name(FONTS), css * f64::from(FINE) * POINTS).into_font().color(&INK)
}

impl Chart {
    /// The chart as an SVG element.
    ///
    /// # Errors
    /// If plotters cannot draw it.
    pub fn svg(&self) -> Result<String, ReportError> {
        let size = (self.size.0 * FINE, self.size.1 * FINE);
        let mut drawn = String::new();
        let failed = |cause: String| ReportError::Chart { chart: self.label.clone(), cause };
        self.draw(&mut drawn, size).map_err(failed)?;
        Ok(inline(&drawn, self.size, size, &self.label))
    }

    fn draw(&self, target: &mut String, size: (u32, u32)) -> Result<(), String> {
        let root = Sheet::new(target, size).into_drawing_area();
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let left = self.y.ticks.iter().map(|tick| ems(&tick.1)).fold(1.0, f64::max) * LETTERS + 10.0;
        let title = font(LETTERS);
        root.draw(&Text::new(self.y.title.clone(), (pixels(4.0) as i32, pixels(3.0) as i32), title))
            .map_err(|error| said(&error))?;
        let mut chart = ChartBuilder::on(&root)
            .margin_top(pixels(22.0))
            .margin_right(pixels(26.0))
            .margin_left(pixels(2.0))
            .margin_bottom(pixels(2.0))
            .x_label_area_size(pixels(34.0))
            .y_label_area_size(pixels(left))
            .build_cartesian_2d(Ticked::of(&self.x), Ticked::of(&self.y))
            .map_err(|error| said(&error))?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID.stroke_width(FINE))
            .light_line_style(TRANSPARENT)
            .axis_style(INK.stroke_width(FINE))
            .label_style(font(LETTERS))
            .set_all_tick_mark_size(pixels(4.0))
            .x_desc(self.x.title.clone())
            .x_label_formatter(&|value| self.x.label(*value))
            .y_label_formatter(&|value| self.y.label(*value))
            .draw()
            .map_err(|error| said(&error))?;
        for (place, band) in self.bands.iter().enumerate() {
            // Where plans do not differ one band is drawn, not a darker heap of them.
            if self.bands[..place].iter().any(|earlier| same_points(earlier, band)) {
                continue;
            }
            let colour = rgb(band.look);
            let known =
                |point: &(f64, f64, f64)| point.0.is_finite() && point.1.is_finite() && point.2.is_finite();
            for part in band.points.split(|point| !known(point)).filter(|part| part.len() > 1) {
                let lower: Vec<(f64, f64)> = part.iter().map(|point| (point.0, point.1)).collect();
                let upper: Vec<(f64, f64)> = part.iter().map(|point| (point.0, point.2)).collect();
                let around: Vec<(f64, f64)> =
                    lower.iter().copied().chain(upper.iter().rev().copied()).collect();
                chart
                    .draw_series(std::iter::once(Polygon::new(around, colour.mix(0.12).filled())))
                    .map_err(|error| said(&error))?;
                let edge = colour.mix(0.55).stroke_width(pixels(0.7));
                chart
                    .draw_series([lower, upper].into_iter().map(|side| PathElement::new(side, edge)))
                    .map_err(|error| said(&error))?;
            }
        }
        for line in &self.lines {
            let style = rgb(line.look).stroke_width(pixels(1.8));
            let known = |point: &(f64, f64)| point.0.is_finite() && point.1.is_finite();
            for part in line.points.split(|point| !known(point)).filter(|part| !part.is_empty()) {
                let points = part.iter().copied();
                match line.look.stroke {
                    None => chart
                        .draw_series(std::iter::once(PathElement::new(points.collect::<Vec<_>>(), style))),
                    Some((on, off)) => {
                        let dashes = DashedLineSeries::new(
                            points,
                            pixels(f64::from(on)),
                            pixels(f64::from(off)),
                            style,
                        );
                        chart.draw_series(dashes)
                    }
                }
                .map_err(|error| said(&error))?;
            }
        }
        root.present().map_err(|error| said(&error))
    }
}

fn same_points(a: &Band, b: &Band) -> bool {
    a.points.len() == b.points.len()
        && a.points.iter().zip(&b.points).all(|(a, b)| {
            a.0.to_bits() == b.0.to_bits() && a.1.to_bits() == b.1.to_bits() && a.2.to_bits() == b.2.to_bits()
        })
}

fn rgb(look: Look) -> RGBColor {
    RGBColor(look.colour.0, look.colour.1, look.colour.2)
}

/// Puts the head of an element that stands inside a page in place of the head of
/// a file.
fn inline(drawn: &str, shown: (u32, u32), size: (u32, u32), label: &str) -> String {
    let body = drawn.find('>').map_or("", |end| &drawn[end + 1..]);
    let label = maud::html! { (label) }.into_string();
    format!(
        "<svg class=\"chart\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {} {}\" style=\"max-width:{}px\">{body}",
        size.0, size.1, shown.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(label: &str, title: &str) -> Chart {
        let points: Vec<(f64, f64)> = (0..=24).map(|k| (f64::from(k), f64::from(k) / 24.0)).collect();
        Chart {
            label: label.into(),
            size: (640, 300),
            x: Axis::hours("小时".into(), 0.0, 24.0),
            y: Axis::share(title.into()),
            bands: vec![Band {
                look: Look::of(0),
                points: points.iter().map(|&(x, y)| (x, y - 0.1, y + 0.1)).collect(),
            }],
            lines: (0..3).map(|place| Line { look: Look::of(place), points: points.clone() }).collect(),
        }
    }

    #[test]
    fn a_chart_is_drawn_with_no_font_installed_and_measures_hanzi() {
        // No font is registered or looked for anywhere in this crate.
        let svg = chart("转移完成率", "完成比例").svg().unwrap();
        assert!(svg.contains("完成比例") && svg.contains("100%") && svg.contains("Noto Sans CJK SC"));
        assert!(svg.starts_with("<svg class=\"chart\"") && svg.trim_end().ends_with("</svg>"));
        assert!(!svg.contains("http"));
        let mut text = String::new();
        let sheet = Sheet::new(&mut text, (10, 10));
        let (wide, _) = sheet.estimate_text_size("云江市", &font(10.0)).unwrap();
        assert_eq!(wide, 30 * FINE);
    }

    #[test]
    fn hostile_text_stays_text_and_gaps_are_gaps() {
        let mut chart = chart("\"><script>", "<script>alert(1)</script>");
        chart.lines[0].points[12].1 = f64::NAN;
        chart.bands[0].points[3].2 = f64::INFINITY;
        let svg = chart.svg().unwrap();
        assert!(!svg.contains("<script>"));
        assert_eq!(svg.matches("<polygon").count(), 2);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    use plotters_backend::DrawingBackend;
}
