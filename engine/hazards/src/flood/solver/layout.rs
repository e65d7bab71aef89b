//! Where a cell lies in the padded arrays.
//!
//! A wall of one row below and above and sixteen columns to the left surrounds the
//! grid; the padding of the next row is the wall on the right. So the inner loops
//! need no code for edges, and rows are whole vectors.

use sandtable_space::Frame;

use super::field::Field;

/// Side of a tile, and width of the widest vector in `f32`.
pub(super) const TILE: usize = 16;
/// Wall columns to the left of each row.
pub(super) const PAD: usize = 16;
/// Bed of a cell that is not part of the domain, m.
pub(super) const WALL_M: f32 = 1.0e5;
/// Largest number of cells.
pub(super) const MAX_CELLS: usize = 100_000_000;

/// Sizes of the padded arrays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    pub columns: usize,
    pub rows: usize,
    pub stride: usize,
    pub tile_columns: usize,
    pub bands: usize,
}

impl Layout {
    pub fn new(frame: &Frame) -> Self {
        let tile_columns = frame.columns.div_ceil(TILE);
        Self {
            columns: frame.columns,
            rows: frame.rows,
            stride: PAD + tile_columns * TILE,
            tile_columns,
            bands: frame.rows.div_ceil(TILE),
        }
    }

    /// Length of a padded array. A vector more than the rows, so that the right
    /// neighbour of the last cell exists.
    pub fn len(&self) -> usize {
        (self.rows + 2) * self.stride + PAD
    }

    /// First index of a row's padded storage; `row` −1 is the wall below.
    pub fn row_start(&self, row: usize) -> usize {
        (row + 1) * self.stride
    }

    /// Padded index of a cell.
    pub fn at(&self, column: usize, row: usize) -> usize {
        self.row_start(row) + PAD + column
    }

    /// Padded index of a cell given by its number in the frame.
    pub fn cell(&self, cell: usize) -> usize {
        self.at(cell % self.columns, cell / self.columns)
    }

    /// Tile of a cell given by its number in the frame.
    pub fn tile_of(&self, cell: usize) -> usize {
        (cell / self.columns / TILE) * self.tile_columns + (cell % self.columns) / TILE
    }

    /// Number of tiles.
    pub fn tiles(&self) -> usize {
        self.tile_columns * self.bands
    }

    /// Rows of a band.
    pub fn band_rows(&self, band: usize) -> std::ops::Range<usize> {
        band * TILE..((band + 1) * TILE).min(self.rows)
    }

    /// A padded copy of a layer of the frame, with `wall` outside.
    pub fn padded(&self, cells: &[f32], wall: f32) -> Field {
        let mut padded = Field::filled(self.len(), wall);
        for (row, values) in cells.chunks_exact(self.columns).enumerate() {
            let start = self.at(0, row);
            padded[start..start + self.columns].copy_from_slice(values);
        }
        padded
    }

    /// The cells of a padded layer, rows from south to north.
    pub fn unpadded(&self, padded: &[f32]) -> Vec<f32> {
        let mut cells = Vec::with_capacity(self.columns * self.rows);
        for row in 0..self.rows {
            let start = self.at(0, row);
            cells.extend_from_slice(&padded[start..start + self.columns]);
        }
        cells
    }
}
