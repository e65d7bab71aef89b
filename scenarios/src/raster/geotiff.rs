//! GeoTIFF: one band of 8, 16 or 32 bit integers or 32 or 64 bit floats, in strips
//! or tiles, plain or compressed with deflate or LZW, with any predictor.

use std::io::{Read, Seek};

use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits as TiffLimits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::repaint::Repainted;
use super::{About, Raster, geokeys};
use crate::data::{At, DataError, t};

/// Deflate, the denser of the methods read, makes at most 1,032 bytes of one
/// (RFC 1951: 258 bytes from 2 bits). A file that promises more lies.
const MOST_BYTES_OF_ONE: u64 = 1100;
/// Bytes of one tag's value: enough for the offsets of four million strips.
const TAG_BYTES: usize = 32 << 20;

pub(super) fn read(input: impl Read + Seek, about: &About) -> Result<Raster, DataError> {
    let input = Repainted::new(input).map_err(|error| about.io(&error, At::Byte(0)))?;
    let fault = |error: TiffError| of_tiff(about, &error);
    let mut decoder = Decoder::new(input).map_err(fault)?;
    let mut bounds = TiffLimits::default();
    bounds.ifd_value_size = TAG_BYTES;
    // Neither more than the bound nor more than the file can hold.
    let most = about.limits.cells.saturating_mul(8).min(about.length.saturating_mul(MOST_BYTES_OF_ONE));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    bounds.decoding_buffer_size = most;
    bounds.intermediate_buffer_size = most;
    decoder = decoder.with_limits(bounds);

    let (columns, rows) = decoder.dimensions().map_err(fault)?;
    let cells = about.cells(columns.into(), rows.into(), At::File)?;
    let depth = match decoder.colortype().map_err(fault)? {
        ColorType::Gray(bits @ (8 | 16 | 32 | 64)) => bits,
        other => return Err(unsupported(about, format!("{other:?}"))),
    };
    if (cells as u64).saturating_mul(u64::from(depth / 8)) > about.length.saturating_mul(MOST_BYTES_OF_ONE) {
        return Err(about.truncated(At::Byte(about.length)));
    }
    let mut raster = frame(&mut decoder, about)?;
    raster.columns = columns as usize;
    raster.rows = rows as usize;
    raster.values = vec![f32::NAN; cells];
    chunks(&mut decoder, about, &mut raster, usize::from(depth / 8))?;
    Ok(raster)
}

/// Position, coordinate system and no-data value, without values.
fn frame<R: Read + Seek>(decoder: &mut Decoder<R>, about: &About) -> Result<Raster, DataError> {
    let mut floats = |tag| -> Result<Option<Vec<f64>>, DataError> {
        match decoder.find_tag(tag) {
            Ok(Some(value)) => value.into_f64_vec().map(Some).map_err(|error| of_tiff(about, &error)),
            Ok(None) => Ok(None),
            Err(error) => Err(of_tiff(about, &error)),
        }
    };
    let scale = floats(Tag::ModelPixelScaleTag)?;
    let tie = floats(Tag::ModelTiepointTag)?;
    let transformation = floats(Tag::ModelTransformationTag)?;
    let directory = decoder
        .find_tag_unsigned_vec::<u64>(Tag::GeoKeyDirectoryTag)
        .map_err(|error| of_tiff(about, &error))?;
    let keys = geokeys::keys(&directory.unwrap_or_default());
    let position =
        geokeys::position(scale.as_deref(), tie.as_deref(), transformation.as_deref(), keys.at_centres)
            .ok_or_else(|| {
                DataError::malformed(
                    &about.path,
                    At::File,
                    t("没有可用的地理位置", "no position that can be used"),
                    t(
                        "ModelPixelScale 与 ModelTiepoint 标签，且不旋转",
                        "the tags ModelPixelScale and ModelTiepoint, and no rotation",
                    ),
                    t(
                        "请用 gdalwarp 导出正北朝上的 GeoTIFF",
                        "export a north-up GeoTIFF, for example with gdalwarp",
                    ),
                )
            })?;
    Ok(Raster {
        columns: 0,
        rows: 0,
        west: position.west,
        north: position.north,
        step_x: position.step_x,
        step_y: position.step_y,
        epsg: keys.epsg,
        no_data: no_data(decoder, about)?,
        values: Vec::new(),
    })
}

/// Tag 42113: the no-data value as text.
fn no_data<R: Read + Seek>(decoder: &mut Decoder<R>, about: &About) -> Result<Option<f64>, DataError> {
    let Some(value) = decoder.find_tag(Tag::GdalNodata).map_err(|error| of_tiff(about, &error))? else {
        return Ok(None);
    };
    let text = value.into_string().map_err(|error| of_tiff(about, &error))?;
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    text.parse().map(Some).map_err(|_| {
        DataError::malformed(
            &about.path,
            At::File,
            t(format!("无数据值 `{text}`"), format!("the no-data value `{text}`")),
            t("一个数", "a number"),
            t("请修正标签 42113", "correct the tag 42113 (GDAL_NODATA)"),
        )
    })
}

/// Reads strip by strip or tile by tile into the raster.
fn chunks<R: Read + Seek>(
    decoder: &mut Decoder<R>,
    about: &About,
    raster: &mut Raster,
    bytes: usize,
) -> Result<(), DataError> {
    let (wide, high) = decoder.chunk_dimensions();
    let (wide, high) = (wide as usize, high as usize);
    if wide == 0 || high == 0 {
        return Err(about.truncated(At::File));
    }
    let (across, down) = (raster.columns.div_ceil(wide), raster.rows.div_ceil(high));
    let held = match decoder.get_chunk_type() {
        ChunkType::Strip => decoder.strip_count(),
        ChunkType::Tile => decoder.tile_count(),
    };
    let held = held.map_err(|error| of_tiff(about, &error))? as usize;
    if held < across.saturating_mul(down) {
        return Err(about.truncated(At::File));
    }
    all_there(decoder, about)?;
    let mut data = DecodingResult::U8(Vec::new());
    for chunk in 0..across * down {
        let (column, row) = ((chunk % across) * wide, (chunk / across) * high);
        // The whole width of the block, padding too: read with the padding left out,
        // the crate (0.11.3) loses the end of some LZW streams.
        decoder
            .read_chunk_to_buffer(&mut data, chunk as u32, wide * bytes)
            .map_err(|e| of_tiff(about, &e))?;
        place(about, raster, (column, row), wide, &data)?;
    }
    Ok(())
}

/// Whether every block lies inside the file: a file that was cut off is said to be
/// so, even where its last blocks could still be decoded.
fn all_there<R: Read + Seek>(decoder: &mut Decoder<R>, about: &About) -> Result<(), DataError> {
    let (offsets, sizes) = match decoder.get_chunk_type() {
        ChunkType::Strip => (Tag::StripOffsets, Tag::StripByteCounts),
        ChunkType::Tile => (Tag::TileOffsets, Tag::TileByteCounts),
    };
    let mut list = |tag| {
        decoder
            .find_tag_unsigned_vec::<u64>(tag)
            .map(Option::unwrap_or_default)
            .map_err(|e| of_tiff(about, &e))
    };
    let (offsets, sizes) = (list(offsets)?, list(sizes)?);
    for (offset, size) in offsets.iter().zip(&sizes) {
        if offset.saturating_add(*size) > about.length {
            return Err(about.truncated(At::Byte(about.length)));
        }
    }
    Ok(())
}

/// Puts the values of a chunk where they belong.
fn place(
    about: &About,
    raster: &mut Raster,
    (column, row): (usize, usize),
    width: usize,
    data: &DecodingResult,
) -> Result<(), DataError> {
    macro_rules! each {
        ($values:expr) => {
            for (k, &value) in $values.iter().enumerate() {
                let (c, r) = (column + k % width, row + k / width);
                if c < raster.columns && r < raster.rows {
                    raster.values[r * raster.columns + c] =
                        stored(about, (c, r), f64::from(value), raster.no_data)?;
                }
            }
        };
    }
    match data {
        DecodingResult::U8(values) => each!(values),
        DecodingResult::U16(values) => each!(values),
        DecodingResult::U32(values) => each!(values),
        DecodingResult::I8(values) => each!(values),
        DecodingResult::I16(values) => each!(values),
        DecodingResult::I32(values) => each!(values),
        DecodingResult::F32(values) => each!(values),
        DecodingResult::F64(values) => each!(values),
        DecodingResult::U64(_) | DecodingResult::I64(_) | DecodingResult::F16(_) => {
            return Err(unsupported(about, "64 bit integers or 16 bit floats".into()));
        }
    }
    Ok(())
}

/// A value as it is stored: NaN for no data, else a finite number. A NaN of the
/// file is no data, which is what it is used for; infinity is a fault.
fn stored(
    about: &About,
    (column, row): (usize, usize),
    value: f64,
    no_data: Option<f64>,
) -> Result<f32, DataError> {
    let short = value as f32;
    if value.is_nan() || no_data.is_some_and(|no| value == no || short == no as f32) {
        return Ok(f32::NAN);
    }
    if short.is_finite() {
        return Ok(short);
    }
    Err(DataError::malformed(
        &about.path,
        At::Cell(column, row),
        t(format!("{value}"), format!("{value}")),
        t("32 位浮点数能表示的有限值", "a finite value that a 32 bit float can hold"),
        t("请把这类值标为无数据", "mark such values as no data"),
    ))
}

fn unsupported(about: &About, found: String) -> DataError {
    DataError::unsupported(
        &about.path,
        t(format!("像元类型 {found}"), format!("cells of type {found}")),
        t(
            "单波段，8、16、32 位整数或 32、64 位浮点数",
            "one band of 8, 16 or 32 bit integers or 32 or 64 bit floats",
        ),
        t(
            "请导出单个波段，例如 gdal_translate -b 1",
            "export one band, for example with gdal_translate -b 1",
        ),
    )
}

fn of_tiff(about: &About, error: &TiffError) -> DataError {
    match error {
        TiffError::IoError(error) => about.io(error, At::Byte(about.length)),
        TiffError::UnsupportedError(what) => DataError::unsupported(
            &about.path,
            t(format!("不支持的 TIFF（`{what}`）"), format!("{what}")),
            t(
                "条带或瓦片、deflate 或 LZW 压缩的单波段 GeoTIFF",
                "a GeoTIFF of one band in strips or tiles, plain, deflate or LZW",
            ),
            t(
                "请用 gdal_translate -co COMPRESS=DEFLATE 转换",
                "convert it, for example with gdal_translate -co COMPRESS=DEFLATE",
            ),
        ),
        TiffError::LimitsExceeded | TiffError::IntSizeError => DataError::too_large(
            &about.path,
            t("过大的标签或数据块", "a tag or a block beyond the bound"),
            t(format!("{} 个栅格", about.limits.cells), format!("{} cells", about.limits.cells)),
            t("请先裁剪或重新导出", "clip it or export it again"),
        ),
        other => DataError::malformed(
            &about.path,
            At::File,
            t(format!("损坏的 TIFF（`{other}`）"), format!("a broken TIFF ({other})")),
            t("完好的 GeoTIFF", "a sound GeoTIFF"),
            t("请重新取得或导出该文件", "get or export the file again"),
        ),
    }
}
