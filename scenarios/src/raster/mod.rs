//! Rasters in files: ESRI ASCII grids and GeoTIFF.
//!
//! [`read`] tells the two apart by their first bytes. What comes out is a
//! [`Raster`], rows from **north** to south as in files, no data as NaN. Sizes are
//! checked before memory is taken, and nothing in a file makes the readers panic.
//! Rasters of several bands, rotated rasters and colour pictures are not read.

mod ascii;
mod geokeys;
mod geotiff;
mod repaint;

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sandtable_space::{Frame, Grid, Point};

use crate::data::{self, At, DataError, t};

/// Bounds on a raster, checked before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Cells of one raster.
    pub cells: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cells: 200_000_000 }
    }
}

/// A raster as files hold it: rows from north to south, columns from west to east.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// West edge, in the units of the coordinate system (metres or degrees).
    pub west: f64,
    /// North edge.
    pub north: f64,
    /// Width of a cell.
    pub step_x: f64,
    /// Height of a cell, positive.
    pub step_y: f64,
    /// EPSG code of the coordinate system, if the file states it.
    pub epsg: Option<u32>,
    /// The value that stands for no data in the file, if it states one.
    pub no_data: Option<f64>,
    /// The values, row by row from the north; NaN where there are none.
    pub values: Vec<f32>,
}

impl Raster {
    /// The value at a column and row from the north.
    pub fn value(&self, column: usize, row: usize) -> Option<f32> {
        (column < self.columns).then(|| self.values.get(row * self.columns + column).copied()).flatten()
    }

    /// Number of cells without data.
    pub fn missing(&self) -> usize {
        self.values.iter().filter(|v| v.is_nan()).count()
    }

    /// Least and greatest value and the mean; none if no cell has data.
    pub fn summary(&self) -> Option<(f32, f32, f64)> {
        let (mut low, mut high, mut sum, mut count) = (f32::INFINITY, f32::NEG_INFINITY, 0.0, 0u64);
        for &v in self.values.iter().filter(|v| !v.is_nan()) {
            low = low.min(v);
            high = high.max(v);
            sum += f64::from(v);
            count += 1;
        }
        (count > 0).then(|| (low, high, sum / count as f64))
    }

    /// Edges: west, south, east, north.
    pub fn bounds(&self) -> [f64; 4] {
        [
            self.west,
            self.north - self.rows as f64 * self.step_y,
            self.west + self.columns as f64 * self.step_x,
            self.north,
        ]
    }

    /// Whether cells are as high as they are wide, within a millionth.
    pub fn is_square(&self) -> bool {
        ((self.step_x - self.step_y) / self.step_x).abs() < 1e-6
    }

    /// The values as a grid in the units of the raster, rows from the south; none
    /// if cells are not square.
    pub fn into_grid(self) -> Option<Grid<f32>> {
        if !self.is_square() {
            return None;
        }
        let frame = Frame {
            origin: Point(self.west, self.north - self.rows as f64 * self.step_y),
            cell_m: self.step_x,
            columns: self.columns,
            rows: self.rows,
        };
        let cells = self.values.chunks(self.columns.max(1)).rev().flatten().copied().collect();
        Some(Grid { frame, cells })
    }
}

/// Reads a raster file of either kind with the usual bounds.
///
/// # Errors
/// [`DataError`] says where the fault is and what to do.
pub fn read(path: &Path) -> Result<Raster, DataError> {
    read_within(path, Limits::default())
}

/// Reads a raster file of either kind within bounds.
///
/// # Errors
/// As [`read`].
pub fn read_within(path: &Path, limits: Limits) -> Result<Raster, DataError> {
    let (file, length) = data::open(path)?;
    read_from(std::io::BufReader::new(file), length, path, limits)
}

/// Reads a raster of either kind from bytes in memory; `name` is for messages.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], name: &Path, limits: Limits) -> Result<Raster, DataError> {
    read_from(std::io::Cursor::new(bytes), bytes.len() as u64, name, limits)
}

fn read_from(
    mut input: impl Read + Seek,
    length: u64,
    path: &Path,
    limits: Limits,
) -> Result<Raster, DataError> {
    let about = About { path: path.to_path_buf(), length, limits };
    let mut magic = Vec::new();
    let start = (&mut input).take(8).read_to_end(&mut magic).and_then(|_| input.seek(SeekFrom::Start(0)));
    if let Err(error) = start {
        return Err(about.io(&error, At::Byte(0)));
    }
    match magic[..] {
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => geotiff::read(input, &about),
        _ => ascii::read(std::io::BufReader::new(input), &about),
    }
}

/// What the readers know of the file.
struct About {
    path: PathBuf,
    length: u64,
    limits: Limits,
}

impl About {
    fn io(&self, error: &std::io::Error, at: At) -> DataError {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            return self.truncated(at);
        }
        DataError::malformed(
            &self.path,
            at,
            t(format!("读取错误：{error}"), format!("an error while reading: {error}")),
            t("可读的文件", "a file that can be read"),
            t("请重新取得该文件", "get the file again"),
        )
    }

    fn truncated(&self, at: At) -> DataError {
        DataError::malformed(
            &self.path,
            at,
            t("文件在此中断", "the end of the file"),
            t("更多数据", "more data"),
            t("文件不完整，请重新下载或复制", "the file is incomplete: download or copy it again"),
        )
    }

    /// Number of cells, if they are within the bounds.
    fn cells(&self, columns: u64, rows: u64, at: At) -> Result<usize, DataError> {
        if columns == 0 || rows == 0 {
            return Err(DataError::malformed(
                &self.path,
                at,
                t(format!("{columns} 列 {rows} 行"), format!("{columns} columns and {rows} rows")),
                t("至少一个栅格", "at least one cell"),
                t("请重新导出该文件", "export the file again"),
            ));
        }
        let cells = columns.checked_mul(rows).filter(|&cells| cells <= self.limits.cells);
        cells.and_then(|cells| usize::try_from(cells).ok()).ok_or_else(|| {
            let mut error = DataError::too_large(
                &self.path,
                t(format!("{columns} × {rows} 个栅格"), format!("{columns} × {rows} cells")),
                t(format!("{} 个栅格", self.limits.cells), format!("{} cells", self.limits.cells)),
                t("请先裁剪或降低分辨率", "clip it to the area of the case or make it coarser first"),
            );
            error.at = at;
            error
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
