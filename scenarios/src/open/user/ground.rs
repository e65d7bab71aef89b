//! The ground of an imported case: terrain, roughness and buildings as layers.

use sandtable_hazards::flood::SiteLayers;
use sandtable_kernel::Text;
use sandtable_space::rasterise::cells_in_polygon;
use sandtable_space::{Frame, Grid, Point, Polygon};

use super::file::Buildings;
use crate::import::{BuildingRow, CaseFiles};

/// Layers of the case, and which cells lie under buildings that turn water away.
pub struct Ground {
    /// Layers.
    pub layers: SiteLayers,
    /// Cells under raised or blocked buildings.
    pub built: Vec<bool>,
}

impl Ground {
    /// Layers of a terrain. Cells without data are no part of the water's domain.
    pub fn new(
        files: &CaseFiles,
        terrain: &Grid<f32>,
        factor: usize,
        manning: f32,
        buildings: Buildings,
    ) -> Self {
        let terrain = coarsened(terrain, factor);
        let frame = terrain.frame;
        let known = terrain.cells.iter().copied().filter(|z| !z.is_nan());
        let lowest = known.fold(f32::INFINITY, f32::min);
        let blocked: Vec<bool> = terrain.cells.iter().map(|z| z.is_nan()).collect();
        let ground = terrain.cells.iter().map(|z| if z.is_nan() { lowest } else { *z }).collect();
        let mut layers = SiteLayers::of_terrain(frame, ground, manning);
        if let Some(held) = &files.manning {
            let held = coarsened(held, factor);
            for (own, n) in layers.manning.iter_mut().zip(&held.cells) {
                *own = if n.is_nan() { manning } else { *n };
            }
        }
        layers.blocked = blocked;
        let mut built = vec![false; frame.len()];
        if buildings != Buildings::Open {
            for building in &files.buildings {
                cells_in_polygon(&frame, &building.polygon).into_iter().for_each(|cell| built[cell] = true);
            }
        }
        for (cell, _) in built.iter().enumerate().filter(|(_, built)| **built) {
            match buildings {
                Buildings::Open => {}
                Buildings::Raised(by_m) => layers.ground_m[cell] += by_m,
                Buildings::Blocked => layers.blocked[cell] = true,
            }
        }
        Self { layers, built }
    }

    /// Puts the low cells of an area, and those without data, under a stage: its
    /// position in the list of stages from 1.
    pub fn put_under(&mut self, stage: u8, below_m: f64, area: Option<&Polygon>) {
        let frame = self.layers.frame;
        let cells = area.map_or_else(|| (0..frame.len()).collect(), |area| cells_in_polygon(&frame, area));
        for cell in cells.into_iter().filter(|&cell| !self.built[cell]) {
            if self.layers.blocked[cell] || f64::from(self.layers.ground_m[cell]) < below_m {
                self.layers.stage[cell] = stage;
                self.layers.blocked[cell] = false;
            }
        }
    }

    /// Whether water may stand and flow in a cell at street level.
    fn open(&self, cell: usize) -> bool {
        !self.built[cell] && !self.layers.blocked[cell]
    }

    /// Whether the water that may stand in a cell is that at homes: no sea and no lake.
    pub fn settled(&self, cell: usize) -> bool {
        self.open(cell) && self.layers.stage[cell] == 0
    }

    /// The terrain of these cells without buildings, not a number under seas and lakes.
    pub fn bare(&self, terrain: &Grid<f32>) -> Grid<f32> {
        let cells = terrain.cells.iter().zip(&self.layers.stage);
        let cells = cells.map(|(ground, stage)| if *stage > 0 { f32::NAN } else { *ground });
        Grid { frame: terrain.frame, cells: cells.collect() }
    }

    /// Where the water at a building is looked at: the lowest open cell beside its
    /// walls, since its own cells may stand out of the water; the building's middle if
    /// there is none, or if water flows through buildings.
    pub fn doorstep(&self, building: &BuildingRow) -> Point {
        let frame = &self.layers.frame;
        let middle = building.polygon.centroid();
        if frame.index_at(middle).is_none_or(|cell| self.open(cell)) {
            return middle;
        }
        let mut inside = cells_in_polygon(frame, &building.polygon);
        inside.extend(frame.index_at(middle));
        let mut best: Option<(f32, usize)> = None;
        for cell in inside.into_iter().flat_map(|cell| around(frame, cell)).filter(|&cell| self.open(cell)) {
            let here = (self.layers.ground_m[cell], cell);
            let lower = best.is_none_or(|held| here.0 < held.0 || (here.0 == held.0 && here.1 < held.1));
            if lower {
                best = Some(here);
            }
        }
        best.map_or(middle, |(_, cell)| {
            let (column, row) = frame.column_row(cell);
            frame.centre(column, row)
        })
    }

    /// Middles of the open cells within a disc; the place itself if there is none.
    pub fn disc(&self, at: Point, radius_m: f64) -> Vec<Point> {
        let frame = &self.layers.frame;
        let cells = (0..frame.len()).filter(|&cell| self.open(cell)).map(|cell| {
            let (column, row) = frame.column_row(cell);
            frame.centre(column, row)
        });
        let held: Vec<Point> = cells.filter(|centre| centre.distance_m(at) <= radius_m).collect();
        if held.is_empty() { vec![at] } else { held }
    }
}

/// The eight cells around a cell.
fn around(frame: &Frame, cell: usize) -> Vec<usize> {
    let (column, row) = frame.column_row(cell);
    let near = |k: usize, n: usize| k.saturating_sub(1)..(k + 2).min(n);
    let rows = near(row, frame.rows);
    rows.flat_map(|r| near(column, frame.columns).map(move |c| (c, r)))
        .filter(|&place| place != (column, row))
        .map(|(c, r)| frame.index(c, r))
        .collect()
}

/// Means over squares of `factor` × `factor` cells, from the south-west corner; what
/// does not fill a square in the east and north is left out.
fn coarsened(grid: &Grid<f32>, factor: usize) -> Grid<f32> {
    if factor <= 1 {
        return grid.clone();
    }
    let fine = &grid.frame;
    let frame = Frame {
        cell_m: fine.cell_m * factor as f64,
        columns: fine.columns / factor,
        rows: fine.rows / factor,
        ..*fine
    };
    Grid::from_fn(frame, |column, row| {
        let (mut sum, mut n) = (0.0f64, 0u32);
        for r in row * factor..(row + 1) * factor {
            for c in column * factor..(column + 1) * factor {
                let value = grid.cells[fine.index(c, r)];
                if !value.is_nan() {
                    sum += f64::from(value);
                    n += 1;
                }
            }
        }
        // A square with less than half of its ground known is unknown.
        if 2 * (n as usize) < factor * factor { f32::NAN } else { (sum / f64::from(n)) as f32 }
    })
}

/// The note on buildings for reports.
pub fn buildings_note(buildings: Buildings) -> Option<Text> {
    match buildings {
        Buildings::Open => None,
        Buildings::Raised(by_m) => Some(Text::new(
            format!("房屋按地面抬高 {by_m} 米处理，户外水深取墙边最低处。"),
            format!(
                "Houses are ground raised by {by_m} m; water at a house is that of the lowest ground at its walls."
            ),
        )),
        Buildings::Blocked => Some(Text::new(
            "房屋不过水，户外水深取墙边最低处。",
            "Houses keep water out; water at a house is that of the lowest ground at its walls.",
        )),
    }
}
