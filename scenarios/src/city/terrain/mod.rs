//! The terrain of a generated city: ground, land cover and masks at any cell
//! size, made from a recipe (`recipe.rs`) in a fixed order of steps.
//!
//! The ground of a cell is the mean of samples at a fixed spacing, so that a
//! coarse cell is the mean of the fine ones in it. What is left out: buildings
//! (they are roughness), embankments of roads, and levees, which are lines with a
//! crest and never part of the ground.

pub mod carve;
pub mod depression;
pub mod recipe;
pub mod relief;

use sandtable_space::rasterise::cells_in_polygon;
use sandtable_space::{Frame, Grid, Point, Polygon};

pub use recipe::{
    Area, AreaKind, Bank, CatchmentRecipe, Cover, CoverClass, Lake, LeveeCourse, LeveeRecipe, Person, River,
    RiverKind, TerrainRecipe,
};
pub use relief::{Courses, Section};

use super::course::Course;
use relief::{Relief, Sample};

/// The grids of a city.
#[derive(Clone, Debug, PartialEq)]
pub struct Terrain {
    /// Ground level, m.
    pub ground_m: Grid<f32>,
    /// Land cover, numbers of [`Cover`].
    pub cover: Grid<u8>,
    /// Manning's n, s/m^(1/3).
    pub manning_n: Grid<f32>,
    /// Rivers and creeks: number in the recipe + 1; 0: none.
    pub river: Grid<u8>,
    /// Sea.
    pub sea: Grid<bool>,
    /// Lakes and pools: number in the recipe + 1; 0: none.
    pub lake: Grid<u8>,
    /// Hill catchments whose rain is lumped: number in the recipe + 1; 0: none.
    pub catchment: Grid<u8>,
    /// Height of the hills in the ground, m.
    pub hill_m: Grid<f32>,
    /// Cells that are meant to lie lower than all around: lakes and hollows.
    pub intended_pit: Grid<bool>,
    /// Water levels of the lakes in the recipe's order at the start, m.
    pub lake_level_m: Vec<f64>,
    /// Share of cells that were raised to let water run off, and by how much at
    /// most, m.
    pub filled: (f64, f64),
}

/// The frame of a recipe at a cell size: as many whole cells as the extent holds.
pub fn frame_of(recipe: &TerrainRecipe, cell_m: f64) -> Frame {
    Frame {
        origin: Point(0.0, 0.0),
        cell_m,
        columns: libm::round(recipe.extent_m.0 / cell_m) as usize,
        rows: libm::round(recipe.extent_m.1 / cell_m) as usize,
    }
}

/// Makes the grids. `villages` are places with the radius of their houses, m, for
/// the land cover.
pub fn build(recipe: &TerrainRecipe, courses: &Courses, villages: &[(Point, f64)], cell_m: f64) -> Terrain {
    let frame = frame_of(recipe, cell_m);
    let cells = sample(recipe, courses, frame);
    let mut ground_m = Grid { frame, cells: cells.iter().map(|c| c.ground_m as f32).collect() };
    let hill_m = Grid { frame, cells: cells.iter().map(|c| c.hill_m as f32).collect() };
    let sea = Grid { frame, cells: cells.iter().map(|c| c.sea).collect() };
    let mut river = Grid { frame, cells: cells.iter().map(|c| c.river).collect() };
    carve_narrow(recipe, courses, &mut ground_m, &mut river, &sea);
    let lake = lake_mask(recipe, &sea, &mut river);
    let mut intended_pit = lake.map(|&k| k > 0);
    let filled = fill(&mut ground_m, &outlets(&sea, &river), &intended_pit);
    let lake_level_m = sink_lakes(recipe, &mut ground_m, &lake);
    sink_hollows(recipe, &mut ground_m, &mut intended_pit, &sea, &river);
    let cover = cover_of(
        recipe,
        courses,
        villages,
        &Masks { hill_m: &hill_m, sea: &sea, river: &river, lake: &lake },
    );
    let roughness: Vec<f32> = Cover::ALL
        .iter()
        .map(|class| {
            recipe.cover.iter().find(|row| row.class == *class).map_or(0.05, |row| row.manning_n as f32)
        })
        .collect();
    let mut manning_n = cover.map(|&class| roughness[class as usize]);
    for (n, &k) in manning_n.cells.iter_mut().zip(&river.cells) {
        if k > 0 {
            let river = &recipe.rivers[k as usize - 1];
            *n = match river.grid_n.as_slice() {
                [] => river.manning_n,
                table => super::course::lookup(table, cell_m),
            } as f32;
        }
    }
    let catchment = catchment_mask(recipe, &cover, &hill_m);
    Terrain {
        ground_m,
        cover,
        manning_n,
        river,
        sea,
        lake,
        catchment,
        hill_m,
        intended_pit,
        lake_level_m,
        filled,
    }
}

/// Samples averaged into cells; masks by majority.
fn sample(recipe: &TerrainRecipe, courses: &Courses, frame: Frame) -> Vec<Sample> {
    let relief = Relief::new(recipe, courses);
    let per_side = (libm::round(frame.cell_m / recipe.sample_m) as usize).max(1);
    let spacing = frame.cell_m / per_side as f64;
    let count = (per_side * per_side) as f64;
    let grid = Grid::from_fn(frame, |column, row| {
        let mut mean = Sample::default();
        let (mut in_sea, mut in_river, mut wide) = (0, 0, 0);
        for k in 0..per_side * per_side {
            let p = Point(
                frame.origin.0 + column as f64 * frame.cell_m + ((k % per_side) as f64 + 0.5) * spacing,
                frame.origin.1 + row as f64 * frame.cell_m + ((k / per_side) as f64 + 0.5) * spacing,
            );
            let sample = relief.at(p);
            mean.ground_m += sample.ground_m / count;
            mean.hill_m += sample.hill_m / count;
            in_sea += usize::from(sample.sea);
            if sample.river > 0 {
                in_river += 1;
                wide = sample.river;
            }
        }
        mean.sea = 2 * in_sea > per_side * per_side;
        mean.river = if 2 * in_river > per_side * per_side && !mean.sea { wide } else { 0 };
        mean
    });
    grid.cells
}

/// Carves rivers that are no wide ones along their course, falling all the way.
/// Where the ground is lower than the banks of the recipe, the channel is sunk into
/// the ground as deep as it would have been under its banks.
fn carve_narrow(
    recipe: &TerrainRecipe,
    courses: &Courses,
    ground_m: &mut Grid<f32>,
    river: &mut Grid<u8>,
    sea: &Grid<bool>,
) {
    let cell_m = ground_m.frame.cell_m;
    for (k, spec) in recipe.rivers.iter().enumerate().filter(|(_, spec)| spec.kind != RiverKind::Main) {
        let section = Section::of(spec);
        let course = &courses.rivers[k];
        let mut lowest = f64::INFINITY;
        carve::cells_along(ground_m.frame, &course.line, |cell, along_m| {
            let control = course.control_at(along_m);
            let width = Course::value(&section.width_m, control);
            let depth =
                (Course::value(&section.bank_m, control) - Course::value(&section.bed_m, control)).max(0.3);
            let bank = Course::value(&section.bank_m, control).min(f64::from(ground_m.cells[cell]));
            lowest = lowest.min(bank - carve::depth_of_cell_channel(depth, width, cell_m));
            if river.cells[cell] == 0 && !sea.cells[cell] {
                river.cells[cell] = k as u8 + 1;
            }
            ground_m.cells[cell] = ground_m.cells[cell].min(lowest as f32);
        });
    }
}

/// Where water leaves: the sea, and the edge of the map except where rivers enter.
pub fn outlets(sea: &Grid<bool>, river: &Grid<u8>) -> Vec<bool> {
    let frame = sea.frame;
    (0..frame.len())
        .map(|k| {
            let (column, row) = frame.column_row(k);
            let edge = column == 0 || row == 0 || column + 1 == frame.columns || row + 1 == frame.rows;
            sea.cells[k] || edge && river.cells[k] == 0
        })
        .collect()
}

/// Raises pits to their spill level; the share of cells raised by more than a
/// centimetre, and the greatest rise, m.
fn fill(ground_m: &mut Grid<f32>, outlet: &[bool], intended: &Grid<bool>) -> (f64, f64) {
    let spill = depression::spill_level(ground_m, outlet);
    let (mut raised, mut most) = (0usize, 0.0f32);
    for (k, z) in ground_m.cells.iter_mut().enumerate() {
        let rise = spill.cells[k] - *z;
        if rise > 0.0 && !intended.cells[k] {
            raised += usize::from(rise > 0.01);
            most = most.max(rise);
            *z = spill.cells[k];
        }
    }
    (raised as f64 / ground_m.frame.len().max(1) as f64, f64::from(most))
}

/// Lakes; a narrow river that runs through one ends and begins at its shores.
fn lake_mask(recipe: &TerrainRecipe, sea: &Grid<bool>, river: &mut Grid<u8>) -> Grid<u8> {
    let mut mask = Grid::filled(sea.frame, 0u8);
    let wide = |k: u8| k > 0 && recipe.rivers[k as usize - 1].kind == RiverKind::Main;
    for (k, lake) in recipe.lakes.iter().enumerate() {
        for cell in cells_in_polygon(&sea.frame, &lake.outline) {
            if !sea.cells[cell] && !wide(river.cells[cell]) {
                mask.cells[cell] = k as u8 + 1;
                river.cells[cell] = 0;
            }
        }
    }
    mask
}

/// Levels of the lakes at the start, m: half a metre under the lowest ground of
/// their cells before they were dug. The ground of a reservoir's pool is its level.
fn sink_lakes(recipe: &TerrainRecipe, ground_m: &mut Grid<f32>, mask: &Grid<u8>) -> Vec<f64> {
    let mut levels = Vec::new();
    for (k, lake) in recipe.lakes.iter().enumerate() {
        let own: Vec<usize> =
            (0..mask.frame.len()).filter(|&cell| mask.cells[cell] as usize == k + 1).collect();
        let lowest = own.iter().map(|&cell| ground_m.cells[cell]).fold(f32::INFINITY, f32::min);
        let (level, bed) = match lake.surface_m {
            Some(surface) => (surface, surface),
            None => (f64::from(lowest) - 0.5, f64::from(lowest) - 0.5 - lake.depth_m),
        };
        for cell in own {
            ground_m.cells[cell] = bed as f32;
        }
        levels.push(level);
    }
    levels
}

fn sink_hollows(
    recipe: &TerrainRecipe,
    ground_m: &mut Grid<f32>,
    intended: &mut Grid<bool>,
    sea: &Grid<bool>,
    river: &Grid<u8>,
) {
    let frame = ground_m.frame;
    for hollow in &recipe.hollows {
        let r = hollow.radius_m;
        let (x, y) = (hollow.at.0, hollow.at.1);
        let square =
            Polygon(vec![Point(x - r, y - r), Point(x + r, y - r), Point(x + r, y + r), Point(x - r, y + r)]);
        for cell in cells_in_polygon(&frame, &square) {
            let (column, row) = frame.column_row(cell);
            let share = frame.centre(column, row).distance_m(hollow.at) / r;
            if share < 1.0 && !sea.cells[cell] && river.cells[cell] == 0 {
                let bowl = 1.0 - share * share;
                ground_m.cells[cell] -= (hollow.depth_m * bowl * bowl) as f32;
                intended.cells[cell] = true;
            }
        }
    }
}

/// What the land cover follows from.
struct Masks<'a> {
    hill_m: &'a Grid<f32>,
    sea: &'a Grid<bool>,
    river: &'a Grid<u8>,
    lake: &'a Grid<u8>,
}

/// Hills higher than this above the plain are forest, m.
const FOREST_FROM_M: f32 = 8.0;
/// Beyond the channel of a wide river the berm reaches this far, m.
const BERM_M: f64 = 110.0;

fn cover_of(recipe: &TerrainRecipe, courses: &Courses, villages: &[(Point, f64)], masks: &Masks) -> Grid<u8> {
    let frame = masks.sea.frame;
    let mut cover = Grid::filled(frame, Cover::Farmland as u8);
    for (class, &hill) in cover.cells.iter_mut().zip(&masks.hill_m.cells) {
        if hill > FOREST_FROM_M {
            *class = Cover::Forest as u8;
        }
    }
    for &(at, radius_m) in villages {
        let corner = |dx: f64, dy: f64| Point(at.0 + dx * radius_m, at.1 + dy * radius_m);
        let square =
            Polygon(vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]);
        for cell in cells_in_polygon(&frame, &square) {
            let (column, row) = frame.column_row(cell);
            if frame.centre(column, row).distance_m(at) <= radius_m {
                cover.cells[cell] = Cover::Village as u8;
            }
        }
    }
    for area in &recipe.areas {
        let class = match area.kind {
            AreaKind::Dense => Cover::Dense,
            AreaKind::Urban => Cover::Urban,
            AreaKind::Industrial => Cover::Industrial,
            AreaKind::Polder => continue,
        };
        for cell in cells_in_polygon(&frame, &area.outline) {
            if masks.hill_m.cells[cell] <= FOREST_FROM_M {
                cover.cells[cell] = class as u8;
            }
        }
    }
    let high = Point(recipe.extent_m.0, recipe.extent_m.1);
    for (k, river) in recipe.rivers.iter().enumerate().filter(|(_, river)| river.kind == RiverKind::Main) {
        let widest = river.stations.iter().map(|s| s.width_m).fold(0.0, f64::max);
        let section = Section::of(river);
        let index =
            super::course::NearIndex::new(&courses.rivers[k], frame.origin, high, 0.5 * widest + BERM_M);
        for cell in 0..frame.len() {
            let (column, row) = frame.column_row(cell);
            let Some(near) = index.near(frame.centre(column, row)) else { continue };
            if near.distance_m < 0.5 * Course::value(&section.width_m, near.control) + BERM_M {
                cover.cells[cell] = Cover::Wetland as u8;
            }
        }
    }
    for cell in 0..frame.len() {
        let water = if masks.sea.cells[cell] {
            Some(Cover::Sea)
        } else if masks.river.cells[cell] > 0 {
            Some(Cover::River)
        } else if masks.lake.cells[cell] > 0 {
            Some(Cover::Lake)
        } else {
            None
        };
        if let Some(water) = water {
            cover.cells[cell] = water as u8;
        }
    }
    cover
}

/// Hill cells inside a catchment's outline: forest, and the pools among it.
fn catchment_mask(recipe: &TerrainRecipe, cover: &Grid<u8>, hill_m: &Grid<f32>) -> Grid<u8> {
    let mut mask = Grid::filled(cover.frame, 0u8);
    for (k, catchment) in recipe.catchments.iter().enumerate() {
        for cell in cells_in_polygon(&cover.frame, &catchment.outline) {
            let hilly = hill_m.cells[cell] > FOREST_FROM_M;
            let class = cover.cells[cell];
            if hilly && (class == Cover::Forest as u8 || class == Cover::Lake as u8) && mask.cells[cell] == 0
            {
                mask.cells[cell] = k as u8 + 1;
            }
        }
    }
    mask
}
