//! Terrain and roughness.

use sandtable_space::rasterise::cells_in_polygon;
use sandtable_space::{Frame, Grid, Point, Resampling};

use super::session::{Work, Written};
use super::{ImportError, Kind, areas};
use crate::data::{Reason, Tally, t};
use crate::project::{Window, frame_covering, warp};
use crate::raster::{self, Limits, Raster};

/// Cells with data.
pub const CELLS: Reason = Reason { en: "cells", zh: "栅格" };
/// Cells without data.
pub const HOLES: Reason = Reason { en: "cells without data", zh: "无数据的栅格" };
/// Class without a value.
pub const NO_MANNING: Reason = Reason {
    en: "class of land cover without a roughness: n of the rest taken",
    zh: "没有糙率的地类：取其余处的糙率",
};
/// Recalled table used.
pub const RECALLED_TABLE: Reason = Reason {
    en: "roughness by class from the built-in table (status: recalled)",
    zh: "糙率取自内置地类表（未经核实）",
};

/// Terrain: carried over, clipped and resampled.
pub(super) fn dem(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let source = raster::read(work.file)?;
    let [west, south, east, north] = source.bounds();
    let way = work.way(source.epsg, Point((west + east) / 2.0, (south + north) / 2.0))?;
    let own_m = own_cell_m(&source, &way.transform, Point(west, south))?;
    let cell_m = work.options.cell_m.unwrap_or(own_m);
    if !(cell_m.is_finite() && cell_m > 0.0) {
        return Err(ImportError::Option(t(
            format!("cell_m 为 {cell_m}；应为正数（米）"),
            format!("cell_m is {cell_m}; give a size in metres above zero"),
        )));
    }
    // The clip is in the case's system, after the move.
    let clip = work.options.clip.map(|w| Window {
        west: w.west - way.shift.0,
        east: w.east - way.shift.0,
        south: w.south - way.shift.1,
        north: w.north - way.shift.1,
    });
    let frame = frame_covering(&source, &way.transform, cell_m, clip, Limits::default().cells)?;
    if frame.is_empty() {
        return Err(ImportError::Nothing("the clip lies outside".into()));
    }
    let usual = if cell_m > 1.5 * own_m { Resampling::Mean } else { Resampling::Bilinear };
    let kept = way.transform.source().epsg() == way.transform.target().epsg() && cell_m == own_m;
    let method = work.options.resampling.unwrap_or(if kept { Resampling::Nearest } else { usual });
    let mut grid = warp(source, &way.transform, frame, method)?;
    grid.frame.origin = Point(frame.origin.0 + way.shift.0, frame.origin.1 + way.shift.1);
    account(&grid, tally)?;
    Ok((work.encode(&grid, Kind::Dem, way.epsg)?, Some(way.epsg)))
}

/// Counts cells; an error if none has data.
fn account(grid: &Grid<f32>, tally: &mut Tally) -> Result<(), ImportError> {
    let holes = grid.cells.iter().filter(|v| v.is_nan()).count();
    if holes == grid.cells.len() {
        return Err(ImportError::Nothing("no cell has data".into()));
    }
    tally.keep(CELLS, (grid.cells.len() - holes) as u64);
    tally.drop_many(HOLES, holes as u64);
    Ok(())
}

/// Side of the raster's own cells in metres: as they are in a metric system, else
/// the height of a cell, rounded up to a whole metre.
fn own_cell_m(
    source: &Raster,
    transform: &crate::project::Transform,
    corner: Point,
) -> Result<f64, ImportError> {
    if transform.source().epsg() == transform.target().epsg() && source.is_square() {
        return Ok(source.step_x);
    }
    let here = transform.point(corner)?;
    let north = transform.point(Point(corner.0, corner.1 + source.step_y))?;
    Ok(libm::ceil(here.distance_m(north) - 1e-6).max(1.0))
}

/// Roughness by class of ESA WorldCover v200 (10 tree cover, 20 shrubland, 30
/// grassland, 40 cropland, 50 built-up, 60 bare, 70 snow and ice, 80 water, 90
/// wetland, 95 mangroves, 100 moss). Status: recalled; of the order of the usual
/// tables for floodplains, not copied from one.
const WORLDCOVER_N: &[(i64, f32)] = &[
    (10, 0.12),
    (20, 0.08),
    (30, 0.035),
    (40, 0.04),
    (50, 0.08),
    (60, 0.03),
    (70, 0.03),
    (80, 0.03),
    (90, 0.06),
    (95, 0.12),
    (100, 0.035),
];
/// Roughness where nothing is said. Status: recalled.
const USUAL_N: f32 = 0.04;

/// Roughness on the cells of the terrain, from classes or from areas.
pub(super) fn landcover(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let frame = work.terrain()?.ok_or(ImportError::Needs("dem"))?;
    let outside = work.options.outside_n.unwrap_or(USUAL_N);
    for n in work.options.manning.values().chain(&work.options.inside_n).chain(&work.options.outside_n) {
        if !(n.is_finite() && *n > 0.0 && *n < 1.0) {
            return Err(ImportError::Option(t(
                format!("糙率 {n}；应在 0 与 1 之间"),
                format!("a Manning's n of {n}; give one between 0 and 1"),
            )));
        }
    }
    let (grid, epsg) = if work.ends_with(&[".geojson", ".json", ".csv"]) {
        from_areas(work, frame, outside, tally)?
    } else {
        from_classes(work, frame, outside, tally)?
    };
    account(&grid, tally)?;
    Ok((work.encode(&grid, Kind::Landcover, epsg)?, Some(epsg)))
}

fn from_areas(
    work: &Work<'_>,
    frame: Frame,
    outside: f32,
    tally: &mut Tally,
) -> Result<(Grid<f32>, u32), ImportError> {
    let inside = work.options.inside_n.ok_or_else(|| {
        ImportError::Option(t(
            "面状地类需要 inside_n（面内的糙率）",
            "a file of areas needs inside_n, the roughness inside them",
        ))
    })?;
    let (list, epsg) = areas::read(work, tally)?;
    let mut grid = Grid::filled(frame, outside);
    for area in &list {
        for cell in cells_in_polygon(&frame, &area.polygon) {
            grid.cells[cell] = inside;
        }
    }
    Ok((grid, epsg))
}

fn from_classes(
    work: &Work<'_>,
    frame: Frame,
    outside: f32,
    tally: &mut Tally,
) -> Result<(Grid<f32>, u32), ImportError> {
    let source = raster::read(work.file)?;
    let way = work.way(source.epsg, frame.centre(0, 0))?;
    let shifted =
        Frame { origin: Point(frame.origin.0 - way.shift.0, frame.origin.1 - way.shift.1), ..frame };
    let method = work.options.resampling.unwrap_or(Resampling::Majority);
    let classes = warp(source, &way.transform, shifted, method)?;
    let built_in = work.options.manning.is_empty();
    if built_in {
        tally.assume(RECALLED_TABLE, "ESA WorldCover");
    }
    let n_of = |class: i64| {
        if built_in {
            WORLDCOVER_N.iter().find(|(held, _)| *held == class).map(|(_, n)| *n)
        } else {
            work.options.manning.get(&class).copied()
        }
    };
    let mut unknown = std::collections::BTreeSet::new();
    let cells = classes
        .cells
        .iter()
        .map(|&value| {
            if value.is_nan() {
                return outside;
            }
            let class = libm::rintf(value) as i64;
            n_of(class).unwrap_or_else(|| {
                unknown.insert(class);
                outside
            })
        })
        .collect();
    for class in unknown {
        tally.assume(NO_MANNING, class.to_string());
    }
    Ok((Grid { frame, cells }, way.epsg))
}
