//! GeoTIFF: one band in strips, compressed with deflate, with position, EPSG code
//! and no-data value (OGC GeoTIFF 1.1, 19-008r4; tag 42113 of GDAL).

use std::io::Cursor;
use std::path::Path;

use sandtable_space::{Frame, Grid};
use tiff::encoder::colortype::{ColorType, Gray32Float, GrayI16};
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder, TiffValue};
use tiff::tags::Tag;

use super::{NO_DATA, RasterError, replace};

/// Strips of about this many bytes, as the format advises (TIFF 6.0, page 27).
const STRIP_BYTES: usize = 8192;
/// Bytes of a raster before compression; offsets in the file have 32 bits.
const MOST_BYTES: usize = 2 << 30;

/// A type of cells that a GeoTIFF can hold.
pub trait Cell: Copy {
    /// How the encoder sees it.
    type Color: ColorType<Inner = Self>;
    /// The value as it is written: no data becomes [`NO_DATA`].
    fn written(self) -> Self;
}

impl Cell for f32 {
    type Color = Gray32Float;
    fn written(self) -> Self {
        if self.is_finite() { self } else { f32::from(NO_DATA) }
    }
}

impl Cell for i16 {
    type Color = GrayI16;
    fn written(self) -> Self {
        self
    }
}

/// A grid as the bytes of a GeoTIFF. `epsg` is the code of the coordinate system,
/// if it is known.
///
/// # Errors
/// If the grid has no cells or more than 2 GB.
pub fn geotiff<T: Cell>(grid: &Grid<T>, epsg: Option<u32>) -> Result<Vec<u8>, RasterError>
where
    [T]: TiffValue,
{
    let Frame { columns, rows, .. } = grid.frame;
    let size = RasterError::Size { columns, rows };
    let row_bytes = columns.saturating_mul(size_of::<T>());
    if columns == 0
        || rows == 0
        || grid.cells.len() != columns * rows
        || row_bytes.saturating_mul(rows) > MOST_BYTES
    {
        return Err(size);
    }
    let (Ok(width), Ok(height)) = (u32::try_from(columns), u32::try_from(rows)) else {
        return Err(size);
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder =
        TiffEncoder::new(&mut bytes)?.with_compression(Compression::Deflate(DeflateLevel::default()));
    let mut image = encoder.new_image::<T::Color>(width, height)?;
    let strip_rows = (STRIP_BYTES / row_bytes).clamp(1, rows);
    image.rows_per_strip(strip_rows as u32)?;
    georeference(&grid.frame, epsg, |tag, value| match value {
        Value::Numbers(numbers) => image.encoder().write_tag(tag, numbers),
        Value::Keys(keys) => image.encoder().write_tag(tag, keys),
        Value::Text(text) => image.encoder().write_tag(tag, text),
    })?;
    // All at once: strips written one by one are not compressed by the crate (0.11.3).
    let cells: Vec<T> = grid.cells.chunks(columns).rev().flatten().map(|cell| cell.written()).collect();
    image.write_data(&cells)?;
    Ok(bytes.into_inner())
}

/// The value of a tag.
enum Value<'a> {
    Numbers(&'a [f64]),
    Keys(&'a [u16]),
    Text(&'a str),
}

/// Writes position, keys and no-data value.
fn georeference(
    frame: &Frame,
    epsg: Option<u32>,
    mut write: impl FnMut(Tag, Value<'_>) -> tiff::TiffResult<()>,
) -> tiff::TiffResult<()> {
    let north = frame.bounds().1.1;
    write(Tag::ModelPixelScaleTag, Value::Numbers(&[frame.cell_m, frame.cell_m, 0.0]))?;
    write(Tag::ModelTiepointTag, Value::Numbers(&[0.0, 0.0, 0.0, frame.origin.0, north, 0.0]))?;
    // A key of 16 bits holds every EPSG code of a coordinate system.
    if let Some(code) = epsg.and_then(|code| u16::try_from(code).ok()) {
        let geographic = matches!(code, 4326 | 4490);
        let (model, key) = if geographic { (2, 2048) } else { (1, 3072) };
        // Version 1.1.0, three keys: model type, cells are areas, the system.
        let keys = [1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, code];
        write(Tag::GeoKeyDirectoryTag, Value::Keys(&keys))?;
    }
    write(Tag::GdalNodata, Value::Text(&NO_DATA.to_string()))
}

/// Writes a grid as a GeoTIFF.
///
/// # Errors
/// As [`geotiff`], or if the file cannot be written.
pub fn write_geotiff<T: Cell>(path: &Path, grid: &Grid<T>, epsg: Option<u32>) -> Result<(), RasterError>
where
    [T]: TiffValue,
{
    replace(path, &geotiff(grid, epsg)?)
}
