//! Pits of a raster: filled, or counted. Priority-flood after Barnes, Lehman &
//! Mulla (2014, Computers & Geosciences 62:117–127): water is let in from the
//! outlets, always over the lowest cell of the border, through faces.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use sandtable_space::Grid;

/// The lowest level, cell by cell, at which water would run off to an outlet.
pub fn spill_level(ground: &Grid<f32>, outlet: &[bool]) -> Grid<f32> {
    let frame = ground.frame;
    let mut level = Grid::filled(frame, f32::INFINITY);
    // Ordered bits: like the floats for all finite values.
    let key = |z: f32| {
        let bits = z.to_bits() as i32;
        (if bits < 0 { !bits } else { bits | i32::MIN }) as u32
    };
    let mut border = BinaryHeap::new();
    for (k, &is_outlet) in outlet.iter().enumerate() {
        if is_outlet {
            level.cells[k] = ground.cells[k];
            border.push(Reverse((key(ground.cells[k]), k as u32)));
        }
    }
    while let Some(Reverse((_, k))) = border.pop() {
        let k = k as usize;
        let here = level.cells[k];
        let (column, row) = frame.column_row(k);
        let neighbours = [
            (column > 0).then(|| k - 1),
            (column + 1 < frame.columns).then(|| k + 1),
            (row > 0).then(|| k - frame.columns),
            (row + 1 < frame.rows).then(|| k + frame.columns),
        ];
        for n in neighbours.into_iter().flatten() {
            if level.cells[n] == f32::INFINITY {
                level.cells[n] = ground.cells[n].max(here);
                border.push(Reverse((key(level.cells[n]), n as u32)));
            }
        }
    }
    level
}

/// Share of the cells that lie more than `least_m` below their spill level, those
/// of `intended` left out.
pub fn pit_share(ground: &Grid<f32>, outlet: &[bool], intended: &[bool], least_m: f32) -> f64 {
    let spill = spill_level(ground, outlet);
    let pits = (0..ground.frame.len())
        .filter(|&k| !intended[k] && spill.cells[k] - ground.cells[k] > least_m)
        .count();
    pits as f64 / ground.frame.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use sandtable_space::{Frame, Point};

    use super::*;

    fn bowl() -> Grid<f32> {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 1.0, columns: 5, rows: 5 };
        let mut ground = Grid::filled(frame, -1.0f32);
        for (column, row) in [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (1, 3), (2, 3), (3, 3)] {
            ground.cells[frame.index(column, row)] = 2.0;
        }
        ground.cells[frame.index(3, 2)] = 1.5;
        ground.cells[frame.index(2, 2)] = -3.0;
        ground
    }

    fn edge(ground: &Grid<f32>) -> Vec<bool> {
        let frame = ground.frame;
        (0..frame.len())
            .map(|k| {
                let (column, row) = frame.column_row(k);
                column == 0 || row == 0 || column + 1 == frame.columns || row + 1 == frame.rows
            })
            .collect()
    }

    #[test]
    fn a_bowl_fills_to_its_lowest_rim() {
        let ground = bowl();
        let spill = spill_level(&ground, &edge(&ground));
        assert_eq!(spill.cells[ground.frame.index(2, 2)], 1.5);
        assert_eq!(spill.cells[ground.frame.index(0, 0)], -1.0);
    }

    #[test]
    fn an_intended_pit_is_not_counted() {
        let ground = bowl();
        let outlet = edge(&ground);
        let mut intended = vec![false; 25];
        assert_eq!(pit_share(&ground, &outlet, &intended, 0.01), 1.0 / 25.0);
        intended[ground.frame.index(2, 2)] = true;
        assert_eq!(pit_share(&ground, &outlet, &intended, 0.01), 0.0);
    }
}
