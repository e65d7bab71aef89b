//! Values of a grid at points and on other grids.
//!
//! A cell without data is not a number (NaN) and stays so: nothing is invented
//! where the nearest cell holds nothing.

use crate::{Frame, Grid, Point};

/// How values are carried to another grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Resampling {
    /// Value of the cell that holds the new centre.
    Nearest,
    /// Bilinear between the four centres around the new one.
    Bilinear,
    /// Mean of the cells whose centres lie in the new cell.
    Mean,
    /// Median of these (mean of the middle two).
    Median,
    /// Greatest of these.
    Max,
    /// Least of these.
    Min,
    /// Most common of these, the lower of equals: for classes.
    Majority,
}

impl Resampling {
    /// One value from those of a block, none for an empty block. Sorts the block.
    /// Methods that look at a single place give the median.
    pub fn of_block(self, block: &mut [f32]) -> Option<f32> {
        let n = block.len();
        if n == 0 {
            return None;
        }
        if self == Self::Mean {
            return Some((block.iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64) as f32);
        }
        block.sort_unstable_by(f32::total_cmp);
        match self {
            Self::Max => block.last().copied(),
            Self::Min => block.first().copied(),
            Self::Majority => {
                let mut best = (0, block[0]);
                let mut from = 0;
                while from < n {
                    let run = block[from..].iter().take_while(|v| **v == block[from]).count();
                    if run > best.0 {
                        best = (run, block[from]);
                    }
                    from += run;
                }
                Some(best.1)
            }
            _ => Some(((f64::from(block[(n - 1) / 2]) + f64::from(block[n / 2])) / 2.0) as f32),
        }
    }
}

impl Grid<f32> {
    /// Bilinear value at a point: between the four nearest centres, constant
    /// beyond the outermost ones. Centres without data are left out and the others
    /// weigh more; none outside the grid or where the cell itself has no data.
    pub fn bilinear(&self, point: Point) -> Option<f32> {
        let frame = &self.frame;
        self.at(point).filter(|value| value.is_finite())?;
        let place = |offset: f64, count: usize| {
            let u = (offset / frame.cell_m - 0.5).clamp(0.0, count as f64 - 1.0);
            let low = (libm::floor(u) as usize).min(count - 1);
            (low, (low + 1).min(count - 1), u - low as f64)
        };
        let (west, east, u) = place(point.0 - frame.origin.0, frame.columns);
        let (south, north, v) = place(point.1 - frame.origin.1, frame.rows);
        let corners = [
            (west, south, (1.0 - u) * (1.0 - v)),
            (east, south, u * (1.0 - v)),
            (west, north, (1.0 - u) * v),
            (east, north, u * v),
        ];
        let (mut sum, mut weights) = (0.0, 0.0);
        for (column, row, weight) in corners {
            let value = f64::from(self.cells[frame.index(column, row)]);
            if weight > 0.0 && value.is_finite() {
                sum += weight * value;
                weights += weight;
            }
        }
        (weights > 0.0).then(|| (sum / weights) as f32)
    }

    /// The grid's values on other cells; NaN where there is nothing. A block
    /// method takes the value of the cell at the new centre where no old centre
    /// lies in the new cell (the new cells are then smaller than the old ones).
    #[must_use]
    pub fn resampled(&self, frame: Frame, method: Resampling) -> Grid<f32> {
        let nearest = |point| self.at(point).copied().unwrap_or(f32::NAN);
        match method {
            Resampling::Nearest => Grid::from_fn(frame, |c, r| nearest(frame.centre(c, r))),
            Resampling::Bilinear => {
                Grid::from_fn(frame, |c, r| self.bilinear(frame.centre(c, r)).unwrap_or(f32::NAN))
            }
            _ => {
                let columns = self.blocks(frame.columns, self.frame.columns, |k| {
                    (frame.origin.0 + k as f64 * frame.cell_m - self.frame.origin.0) / self.frame.cell_m
                });
                let rows = self.blocks(frame.rows, self.frame.rows, |k| {
                    (frame.origin.1 + k as f64 * frame.cell_m - self.frame.origin.1) / self.frame.cell_m
                });
                let mut block = Vec::new();
                Grid::from_fn(frame, |c, r| {
                    let (columns, rows) = (columns[c].clone(), rows[r].clone());
                    if columns.is_empty() || rows.is_empty() {
                        return nearest(frame.centre(c, r));
                    }
                    block.clear();
                    for row in rows {
                        let line = self.frame.index(columns.start, row)..self.frame.index(columns.end, row);
                        block.extend(self.cells[line].iter().copied().filter(|v| v.is_finite()));
                    }
                    method.of_block(&mut block).unwrap_or(f32::NAN)
                })
            }
        }
    }

    /// For each new column (or row) the old ones whose centres lie in it; `edge(k)`
    /// is the lower edge of the k-th in units of the old.
    fn blocks(&self, new: usize, old: usize, edge: impl Fn(usize) -> f64) -> Vec<std::ops::Range<usize>> {
        let first_centre = |e: f64| libm::ceil(e - 0.5).clamp(0.0, old as f64) as usize;
        (0..new).map(|k| first_centre(edge(k))..first_centre(edge(k + 1))).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(cell_m: f64, columns: usize, rows: usize) -> Frame {
        Frame { origin: Point(100.0, 200.0), cell_m, columns, rows }
    }

    #[test]
    fn bilinear_is_exact_on_a_plane() {
        let plane = |p: Point| 3.0 + 0.5 * (p.0 - 100.0) - 0.25 * (p.1 - 200.0);
        let f = frame(2.0, 10, 8);
        let grid = Grid::from_fn(f, |c, r| plane(f.centre(c, r)) as f32);
        for (x, y) in [(105.3, 207.1), (101.0, 201.0), (118.9, 214.9), (110.0, 208.0)] {
            let value = grid.bilinear(Point(x, y)).expect("inside");
            assert!((f64::from(value) - plane(Point(x, y))).abs() < 1e-5);
        }
        // Beyond the outermost centres it is constant; outside there is nothing.
        assert_eq!(grid.bilinear(Point(100.1, 201.0)), grid.bilinear(Point(101.0, 201.0)));
        assert_eq!(grid.bilinear(Point(99.9, 201.0)), None);
    }

    #[test]
    fn bilinear_leaves_out_cells_without_data() {
        let f = frame(1.0, 2, 1);
        let grid = Grid { frame: f, cells: vec![7.0, f32::NAN] };
        assert_eq!(grid.bilinear(Point(100.9, 200.5)), Some(7.0));
        assert_eq!(grid.bilinear(Point(101.1, 200.5)), None);
    }

    #[test]
    fn blocks_of_one_cell_have_the_stated_statistics() {
        let grid = Grid { frame: frame(1.0, 3, 2), cells: vec![1.0, 1.0, 5.0, 9.0, f32::NAN, 4.0] };
        let whole = frame(3.0, 1, 1);
        let one = |method| grid.resampled(whole, method).cells[0];
        assert_eq!(one(Resampling::Mean), 4.0);
        assert_eq!(one(Resampling::Median), 4.0);
        assert_eq!(one(Resampling::Max), 9.0);
        assert_eq!(one(Resampling::Min), 1.0);
        assert_eq!(one(Resampling::Majority), 1.0);
    }

    proptest! {
        #[test]
        fn block_means_keep_the_sum(cells in prop::collection::vec(-50i16..50, 48), factor in 1usize..4) {
            let (columns, rows) = (8, 6);
            let grid = Grid { frame: frame(1.0, columns, rows), cells: cells.iter().map(|&v| f32::from(v)).collect() };
            let factor = if factor == 3 { 1 } else { factor };
            let coarse = grid.resampled(
                frame(factor as f64, columns / factor, rows / factor),
                Resampling::Mean,
            );
            let fine: f64 = grid.cells.iter().map(|&v| f64::from(v)).sum();
            let sum: f64 = coarse.cells.iter().map(|&v| f64::from(v)).sum::<f64>() * (factor * factor) as f64;
            prop_assert!((fine - sum).abs() < 1e-3);
        }

        #[test]
        fn every_old_cell_falls_into_one_new_cell(
            dx in -3.0..3.0f64, dy in -3.0..3.0f64, cell in 1.0..5.0f64,
        ) {
            // Counting by blocks of ones: sums over blocks add up to the cells covered.
            let grid = Grid::from_fn(frame(1.0, 9, 7), |c, r| (r * 9 + c) as f32);
            let new = Frame { origin: Point(100.0 + dx, 200.0 + dy), cell_m: cell, columns: 12, rows: 12 };
            let rows = grid.blocks(12, 7, |k| (dy + k as f64 * cell) / 1.0);
            let covered = (0..7).filter(|&r| new.cell_at(Point(new.origin.0, 200.5 + r as f64)).is_some()).count();
            prop_assert_eq!(rows.iter().map(|r| r.len()).sum::<usize>(), covered);
        }
    }

    #[test]
    fn refining_takes_the_cell_around() {
        let grid = Grid { frame: frame(4.0, 2, 1), cells: vec![1.0, 2.0] };
        let fine = grid.resampled(frame(1.0, 9, 1), Resampling::Mean);
        assert_eq!(&fine.cells[..8], &[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0]);
        assert!(fine.cells[8].is_nan());
    }
}
