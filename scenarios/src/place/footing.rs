//! Where things stand: the cell whose water comes to a spot, and the ground of the spot
//! within that cell.
//!
//! Where ground finer than the grid is known, homes and shelters stand on it, on any grid
//! the same; only the level of the water is the cell's. A cell may be a channel, a lake, a
//! berm or a wall at the size of the grid while the spot in it is not: then the nearest
//! cell around it whose water stands on settled ground counts. Where nothing finer is
//! known a spot has the ground of its cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_response::spot::{CellRelief, SpotGround};
use sandtable_space::{Frame, Point};

use super::{FineGround, Place};

/// A cell's relief, and the level that its spots are measured from, m.
type Held = Option<(Arc<CellRelief>, f32)>;

/// Finds where spots of a place stand.
pub struct Footings<'a> {
    place: &'a Place,
    /// Reliefs of the cells asked for so far.
    reliefs: BTreeMap<usize, Held>,
}

impl<'a> Footings<'a> {
    /// Of a place.
    pub fn new(place: &'a Place) -> Self {
        Self { place, reliefs: BTreeMap::new() }
    }

    /// Whether houses can stand at a spot: no permanent water.
    pub fn habitable(&self, at: Point) -> bool {
        let layers = &self.place.layers;
        let Some(cell) = layers.frame.index_at(at) else { return false };
        match &self.place.fine {
            Some(fine) => fine.at(at).is_some() && settled_near(fine, &layers.frame, at).is_some(),
            None => layers.stage[cell] == 0 && self.place.land.get(cell).copied().unwrap_or(true),
        }
    }

    /// The cell whose water comes to a spot, and the spot's ground within it.
    pub fn at(&mut self, at: Point) -> (Option<u32>, SpotGround) {
        let frame = &self.place.layers.frame;
        let own = || (frame.index_at(at).map(|cell| cell as u32), SpotGround::default());
        let Some(fine) = &self.place.fine else { return own() };
        let (Some(ground), Some(cell)) = (fine.at(at), settled_near(fine, frame, at)) else { return own() };
        let cell_ground = self.place.layers.ground_m[cell];
        let held = self.reliefs.entry(cell).or_insert_with(|| relief(fine, frame, cell, cell_ground));
        match held {
            Some((relief, level)) => (Some(cell as u32), SpotGround::new(ground - *level, relief.clone())),
            None => (Some(cell as u32), SpotGround::default()),
        }
    }
}

/// The relief of a cell, and what heights in it are measured from: its ground in the
/// grid, or the mean of the fine ground where that is lower, since a cell that was raised
/// has its relief raised with it.
fn relief(fine: &FineGround, frame: &Frame, cell: usize, cell_ground: f32) -> Held {
    let (column, row) = frame.column_row(cell);
    let corner = |column: usize, row: usize| {
        Point(frame.origin.0 + column as f64 * frame.cell_m, frame.origin.1 + row as f64 * frame.cell_m)
    };
    let samples = fine.within(corner(column, row), corner(column + 1, row + 1));
    let (relief, mean) = CellRelief::of(&samples)?;
    Some((Arc::new(relief), cell_ground.min(mean)))
}

/// Of the cell that holds a spot and those around it, the settled one whose middle is
/// nearest; the first of equals.
fn settled_near(fine: &FineGround, frame: &Frame, at: Point) -> Option<usize> {
    let (column, row) = frame.cell_at(at)?;
    let near = |k: usize, n: usize| k.saturating_sub(1)..(k + 2).min(n);
    let cells = near(row, frame.rows).flat_map(|r| near(column, frame.columns).map(move |c| (c, r)));
    let mut best: Option<(f64, usize)> = None;
    for (c, r) in cells {
        let cell = frame.index(c, r);
        let away = frame.centre(c, r).distance_m(at);
        if fine.settled.get(cell).copied().unwrap_or(false) && best.is_none_or(|(least, _)| away < least) {
            best = Some((away, cell));
        }
    }
    best.map(|(_, cell)| cell)
}

#[cfg(test)]
mod tests {
    use sandtable_space::Grid;

    use super::*;

    const GRID: Frame = Frame { origin: Point(100.0, 200.0), cell_m: 4.0, columns: 3, rows: 3 };

    /// Ground that rises by 0.1 m a metre to the east, with a ditch along the west side.
    fn fine(settled: [bool; 9]) -> FineGround {
        let frame = Frame { cell_m: 1.0, columns: 12, rows: 12, ..GRID };
        let rise = |column: usize, _| if column == 0 { f32::NAN } else { 5.0 + 0.1 * column as f32 };
        FineGround { ground_m: Grid::from_fn(frame, rise), settled: settled.to_vec() }
    }

    #[test]
    fn the_nearest_settled_cell_brings_the_water() {
        let at = Point(105.0, 206.5);
        assert_eq!(settled_near(&fine([true; 9]), &GRID, at), Some(4));
        // Its own cell is a channel: the one to the west is nearer than that to the east.
        let mut settled = [true; 9];
        settled[4] = false;
        assert_eq!(settled_near(&fine(settled), &GRID, at), Some(3));
        assert_eq!(settled_near(&fine([false; 9]), &GRID, at), None);
        assert_eq!(settled_near(&fine([true; 9]), &GRID, Point(99.0, 206.5)), None);
    }

    #[test]
    fn heights_are_measured_from_the_lower_of_both_grounds() {
        let fine = fine([true; 9]);
        let samples = fine.within(Point(104.0, 204.0), Point(108.0, 208.0));
        assert_eq!(samples.len(), 16);
        let mean = 5.55;
        let level = |cell_ground: f32| relief(&fine, &GRID, 4, cell_ground).map(|held| held.1);
        // A channel carved into the cell: its water stands below the spots.
        assert_eq!(level(3.0), Some(3.0));
        // A cell that was filled up: so was the ground in it.
        assert!(level(5.8).is_some_and(|level| (level - mean).abs() < 1e-5));
        // Nothing is known of the ditch.
        assert_eq!(fine.within(Point(100.0, 204.0), Point(104.0, 208.0)).len(), 12);
        assert_eq!((fine.at(Point(100.5, 205.0)), fine.at(Point(105.5, 205.0))), (None, Some(5.5)));
    }
}
