//! Rasters in another coordinate system and on other cells.

use sandtable_space::{Frame, Grid, Point, Resampling};

use super::{ProjectError, Transform};
use crate::raster::Raster;

/// A rectangle in a coordinate system: south-west and north-east corner.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// West edge.
    pub west: f64,
    /// South edge.
    pub south: f64,
    /// East edge.
    pub east: f64,
    /// North edge.
    pub north: f64,
}

impl Window {
    /// Whether a point lies inside.
    pub fn contains(&self, point: Point) -> bool {
        point.0 >= self.west && point.0 <= self.east && point.1 >= self.south && point.1 <= self.north
    }

    /// The window around all points; none if there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |held: Option<Self>, p| {
            let one = Self { west: p.0, south: p.1, east: p.0, north: p.1 };
            Some(held.map_or(one, |w| Self {
                west: w.west.min(p.0),
                south: w.south.min(p.1),
                east: w.east.max(p.0),
                north: w.north.max(p.1),
            }))
        })
    }
}

/// Points along each side of a raster with which its outline is followed.
const SIDE_POINTS: usize = 32;
/// Most points a side at which a new cell looks at the raster.
const MOST_SAMPLES: usize = 16;

/// The cells of side `cell` that cover a raster in the target system, clipped to a
/// window there. Cells begin at whole multiples of their side, so that rasters of
/// one case fit each other; a raster that needs no transformation and keeps its
/// cell keeps its cells.
///
/// # Errors
/// If the raster does not lie in the target system, or would have more than
/// `limit` cells there.
pub fn frame_covering(
    raster: &Raster,
    transform: &Transform,
    cell_m: f64,
    clip: Option<Window>,
    limit: u64,
) -> Result<Frame, ProjectError> {
    let [west, south, east, north] = raster.bounds();
    let mut outline = Vec::new();
    for k in 0..=SIDE_POINTS {
        let share = k as f64 / SIDE_POINTS as f64;
        let (x, y) = (west + share * (east - west), south + share * (north - south));
        for point in [Point(x, south), Point(x, north), Point(west, y), Point(east, y)] {
            outline.push(transform.point(point)?);
        }
    }
    let around = Window::around(outline).unwrap_or(Window { west, south, east, north });
    let held = clip.map_or(around, |clip| Window {
        west: around.west.max(clip.west),
        south: around.south.max(clip.south),
        east: around.east.min(clip.east),
        north: around.north.min(clip.north),
    });
    let same = transform.source().epsg() == transform.target().epsg()
        && ((raster.step_x - cell_m) / cell_m).abs() < 1e-9
        && raster.is_square();
    // Multiples count from the raster's own corner if its cells are kept, else from 0.
    let (x0, y0) = if same { (west, south) } else { (0.0, 0.0) };
    // A hair of a cell, so that edges on a multiple do not open a further cell.
    let low = |v: f64, zero: f64| libm::floor((v - zero) / cell_m + 1e-6);
    let high = |v: f64, zero: f64| libm::ceil((v - zero) / cell_m - 1e-6);
    let (first_column, first_row) = (low(held.west, x0), low(held.south, y0));
    let columns = (high(held.east, x0) - first_column).max(0.0);
    let rows = (high(held.north, y0) - first_row).max(0.0);
    if !(cell_m > 0.0 && columns * rows <= limit as f64) {
        return Err(ProjectError::TooLarge { columns, rows, limit });
    }
    Ok(Frame {
        origin: Point(x0 + first_column * cell_m, y0 + first_row * cell_m),
        cell_m,
        columns: columns as usize,
        rows: rows as usize,
    })
}

/// A raster on the cells of a frame in another system; NaN where it holds nothing.
///
/// Bilinear and nearest values are those at the new centres. The other methods look
/// at the raster at points spread evenly over the new cell, about four for each old
/// cell in it (at most 16 × 16).
///
/// `transform` leads from the raster's system to the frame's.
///
/// # Errors
/// If a cell of the frame does not lie in the raster's system.
pub fn warp(
    raster: Raster,
    transform: &Transform,
    frame: Frame,
    method: Resampling,
) -> Result<Grid<f32>, ProjectError> {
    let source = Source::new(raster);
    let back = transform.inverse();
    let samples = match method {
        Resampling::Nearest | Resampling::Bilinear => 1,
        _ => source.samples(&back, &frame)?,
    };
    let mut block = Vec::with_capacity(samples * samples);
    let mut cells = Vec::with_capacity(frame.len());
    for index in 0..frame.len() {
        let (column, row) = frame.column_row(index);
        if samples == 1 {
            let place = source.place(back.point(frame.centre(column, row))?);
            cells.push(match method {
                Resampling::Bilinear => source.grid.bilinear(place).unwrap_or(f32::NAN),
                _ => source.grid.at(place).copied().unwrap_or(f32::NAN),
            });
            continue;
        }
        block.clear();
        let step = frame.cell_m / samples as f64;
        for k in 0..samples * samples {
            let x = frame.origin.0 + column as f64 * frame.cell_m + ((k % samples) as f64 + 0.5) * step;
            let y = frame.origin.1 + row as f64 * frame.cell_m + ((k / samples) as f64 + 0.5) * step;
            let value = source.grid.at(source.place(back.point(Point(x, y))?));
            block.extend(value.copied().filter(|value| value.is_finite()));
        }
        cells.push(method.of_block(&mut block).unwrap_or(f32::NAN));
    }
    Ok(Grid { frame, cells })
}

/// A raster as a grid of unit cells, whatever the shape of its own.
struct Source {
    grid: Grid<f32>,
    west: f64,
    south: f64,
    step_x: f64,
    step_y: f64,
}

impl Source {
    fn new(raster: Raster) -> Self {
        let [west, south, ..] = raster.bounds();
        let (step_x, step_y) = (raster.step_x, raster.step_y);
        let frame =
            Frame { origin: Point(0.0, 0.0), cell_m: 1.0, columns: raster.columns, rows: raster.rows };
        let cells = raster.values.chunks(raster.columns.max(1)).rev().flatten().copied().collect();
        Self { grid: Grid { frame, cells }, west, south, step_x, step_y }
    }

    /// A place in the raster's own system, in cells.
    fn place(&self, point: Point) -> Point {
        Point((point.0 - self.west) / self.step_x, (point.1 - self.south) / self.step_y)
    }

    /// Points a side of a new cell, by the size of old cells in the frame's middle.
    fn samples(&self, back: &Transform, frame: &Frame) -> Result<usize, ProjectError> {
        let middle = frame.centre(frame.columns / 2, frame.rows / 2);
        let here = self.place(back.point(middle)?);
        let east = self.place(back.point(Point(middle.0 + frame.cell_m, middle.1))?);
        let north = self.place(back.point(Point(middle.0, middle.1 + frame.cell_m))?);
        let old_cells = here.distance_m(east).max(here.distance_m(north));
        // One to one where the cells are the same, else two a side for each old cell.
        let samples = if old_cells < 1.0 + 1e-6 { 1.0 } else { libm::ceil(2.0 * old_cells - 1e-6) };
        Ok((samples as usize).min(MOST_SAMPLES))
    }
}
