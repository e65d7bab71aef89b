//! Regular grids of square cells in a projected system.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Point;

/// Where the cells of a grid lie. Rows run from south to north, columns from west
/// to east; cell (column, row) = (0, 0) has its south-west corner at `origin`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// South-west corner of the grid, m.
    pub origin: Point,
    /// Side of a cell, m.
    pub cell_m: f64,
    /// Number of columns.
    pub columns: usize,
    /// Number of rows.
    pub rows: usize,
}

impl Frame {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Index of a cell.
    pub fn index(&self, column: usize, row: usize) -> usize {
        row * self.columns + column
    }

    /// Column and row of an index.
    pub fn column_row(&self, index: usize) -> (usize, usize) {
        (index % self.columns, index / self.columns)
    }

    /// Column and row of the cell that holds a point.
    pub fn cell_at(&self, point: Point) -> Option<(usize, usize)> {
        let column = libm::floor((point.0 - self.origin.0) / self.cell_m);
        let row = libm::floor((point.1 - self.origin.1) / self.cell_m);
        (column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64)
            .then_some((column as usize, row as usize))
    }

    /// Index of the cell that holds a point.
    pub fn index_at(&self, point: Point) -> Option<usize> {
        self.cell_at(point).map(|(column, row)| self.index(column, row))
    }

    /// Centre of a cell.
    pub fn centre(&self, column: usize, row: usize) -> Point {
        Point(
            self.origin.0 + (column as f64 + 0.5) * self.cell_m,
            self.origin.1 + (row as f64 + 0.5) * self.cell_m,
        )
    }

    /// Area of a cell, m².
    pub fn cell_area_m2(&self) -> f64 {
        self.cell_m * self.cell_m
    }

    /// Extent: south-west and north-east corner.
    pub fn bounds(&self) -> (Point, Point) {
        let high = Point(
            self.origin.0 + self.columns as f64 * self.cell_m,
            self.origin.1 + self.rows as f64 * self.cell_m,
        );
        (self.origin, high)
    }
}

/// A value a cell. Rows from south to north; row-major.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid<T> {
    /// Where the cells lie.
    pub frame: Frame,
    /// The values, `frame.len()` of them.
    pub cells: Vec<T>,
}

impl<T: Clone> Grid<T> {
    /// A grid with the same value everywhere.
    pub fn filled(frame: Frame, value: T) -> Self {
        Self { frame, cells: vec![value; frame.len()] }
    }

    /// A grid whose values follow from column and row.
    pub fn from_fn(frame: Frame, mut value: impl FnMut(usize, usize) -> T) -> Self {
        let mut cells = Vec::with_capacity(frame.len());
        for row in 0..frame.rows {
            for column in 0..frame.columns {
                cells.push(value(column, row));
            }
        }
        Self { frame, cells }
    }
}

impl<T> Grid<T> {
    /// The value of a cell.
    pub fn get(&self, column: usize, row: usize) -> Option<&T> {
        (column < self.frame.columns).then(|| self.cells.get(self.frame.index(column, row))).flatten()
    }

    /// The value of the cell that holds a point.
    pub fn at(&self, point: Point) -> Option<&T> {
        self.frame.index_at(point).and_then(|index| self.cells.get(index))
    }

    /// A grid of the same cells with values made from these.
    pub fn map<U>(&self, f: impl FnMut(&T) -> U) -> Grid<U> {
        Grid { frame: self.frame, cells: self.cells.iter().map(f).collect() }
    }
}

/// A layer that several owners share read-only.
pub type SharedGrid<T> = Arc<Grid<T>>;
