//! ESRI ASCII grids.

use std::fmt::Write;
use std::path::Path;

use sandtable_space::Grid;

use super::{NO_DATA, RasterError, replace};

/// A grid as the text of an ESRI ASCII grid. Numbers are the shortest that read
/// back to the same 32 bit float.
#[must_use]
pub fn ascii(grid: &Grid<f32>) -> String {
    let frame = &grid.frame;
    let mut text = format!(
        "ncols {}\nnrows {}\nxllcorner {}\nyllcorner {}\ncellsize {}\nNODATA_value {NO_DATA}\n",
        frame.columns, frame.rows, frame.origin.0, frame.origin.1, frame.cell_m
    );
    for row in grid.cells.chunks(frame.columns.max(1)).rev() {
        for (k, value) in row.iter().enumerate() {
            let gap = if k == 0 { "" } else { " " };
            // Writing to a String does not fail.
            let _ =
                if value.is_finite() { write!(text, "{gap}{value}") } else { write!(text, "{gap}{NO_DATA}") };
        }
        text.push('\n');
    }
    text
}

/// Writes a grid as an ESRI ASCII grid.
///
/// # Errors
/// If the file cannot be written.
pub fn write_ascii(path: &Path, grid: &Grid<f32>) -> Result<(), RasterError> {
    replace(path, ascii(grid).as_bytes())
}
