//! The SVG backend of plotters with a sensible measure of text. Its own, without a
//! font, takes 0.7 em a byte, and a hanzi has three bytes (plotters 0.3.7).

use plotters::backend::SVGBackend;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::width::ems;

type Answer<T> = Result<T, DrawingErrorKind<std::io::Error>>;

/// plotters writes a font size of `size / 1.24` into the SVG.
pub const POINTS: f64 = 1.24;

/// SVG into a string.
pub struct Sheet<'a>(SVGBackend<'a>);

impl<'a> Sheet<'a> {
    /// An empty sheet of a size.
    pub fn new(target: &'a mut String, size: (u32, u32)) -> Self {
        Self(SVGBackend::with_string(target, size))
    }
}

impl DrawingBackend for Sheet<'_> {
    type ErrorType = std::io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Answer<()> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Answer<()> {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Answer<()> {
        self.0.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Answer<()> {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Answer<()> {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Answer<()> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Answer<()> {
        self.0.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Answer<()> {
        self.0.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Answer<()> {
        self.0.draw_text(text, style, pos)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Answer<(u32, u32)> {
        let em = style.size() / POINTS;
        Ok(((em * ems(text)).ceil() as u32, (em * 1.2).ceil() as u32))
    }
}
