//! Rasters as PNG with a palette: the shaded relief, and classes over it that are
//! transparent where there is nothing.

use base64::Engine;
use sandtable_results::BaseMap;
use sandtable_space::{Frame, Grid};

use super::scale::Classes;
use crate::error::ReportError;

/// Most columns or rows of a picture; finer grids are thinned.
const MOST_PIXELS: usize = 1000;
/// Shades of the relief.
const SHADES: usize = 48;
/// Colour of water in ordinary times.
pub const WATER: (u8, u8, u8) = (190, 212, 228);
/// Relief of flat ground, and the range of shades around it: light, so that what
/// is drawn over it can be read.
const DARKEST: f64 = 140.0;
const LIGHTEST: f64 = 252.0;

/// Cells that one pixel stands for, a side.
fn thinning(frame: &Frame) -> usize {
    frame.columns.max(frame.rows).div_ceil(MOST_PIXELS).max(1)
}

/// A picture of palette indices, rows from north to south, as a data URI.
fn data_uri(
    (width, height): (usize, usize),
    pixels: &[u8],
    palette: &[(u8, u8, u8)],
    transparent_first: bool,
) -> Result<String, ReportError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder
        .set_palette(palette.iter().flat_map(|&(red, green, blue)| [red, green, blue]).collect::<Vec<u8>>());
    if transparent_first {
        encoder.set_trns(vec![0u8]);
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)))
}

/// Pixels from a value for each block of cells, rows from north to south.
fn pixels(frame: &Frame, mut value: impl FnMut(&[usize]) -> u8) -> ((usize, usize), Vec<u8>) {
    let side = thinning(frame);
    let (width, height) = (frame.columns.div_ceil(side), frame.rows.div_ceil(side));
    let mut out = Vec::with_capacity(width * height);
    let mut block = Vec::with_capacity(side * side);
    for line in (0..height).rev() {
        for place in 0..width {
            block.clear();
            for row in line * side..((line + 1) * side).min(frame.rows) {
                for column in place * side..((place + 1) * side).min(frame.columns) {
                    block.push(frame.index(column, row));
                }
            }
            out.push(value(&block));
        }
    }
    ((width, height), out)
}

/// Light on a slope facing north-west, 0 to 1 (Horn 1981, Proc. IEEE 69(1): sun at
/// azimuth 315°, altitude 45°); flat ground has sin 45°.
fn light(grid: &Grid<f32>, column: usize, row: usize, exaggeration: f64) -> f64 {
    let frame = grid.frame;
    let here = grid.cells[frame.index(column, row)];
    let z = |dc: i64, dr: i64| {
        let near = |at: usize, by: i64, count: usize| (at as i64 + by).clamp(0, count as i64 - 1) as usize;
        let index = frame.index(near(column, dc, frame.columns), near(row, dr, frame.rows));
        let value = grid.cells[index];
        f64::from(if value.is_finite() { value } else { here })
    };
    let across = 8.0 * frame.cell_m / exaggeration;
    let east = (z(1, 1) + 2.0 * z(1, 0) + z(1, -1) - z(-1, 1) - 2.0 * z(-1, 0) - z(-1, -1)) / across;
    let north = (z(-1, 1) + 2.0 * z(0, 1) + z(1, 1) - z(-1, -1) - 2.0 * z(0, -1) - z(1, -1)) / across;
    // The sun's direction is (−½, ½, √½); the normal (−east, −north, 1).
    let facing = 0.5 * east - 0.5 * north + std::f64::consts::FRAC_1_SQRT_2;
    (facing / (1.0 + east * east + north * north).sqrt()).clamp(0.0, 1.0)
}

/// How much heights are exaggerated: a typical slope of the steeper ground is
/// brought to about one in three, so that a plain shows its levees too.
fn exaggeration(grid: &Grid<f32>) -> f64 {
    let frame = grid.frame;
    let mut slopes: Vec<f64> = Vec::new();
    for row in 0..frame.rows {
        for column in 1..frame.columns {
            let step = grid.cells[frame.index(column, row)] - grid.cells[frame.index(column - 1, row)];
            if step.is_finite() && step != 0.0 {
                slopes.push(f64::from(step.abs()) / frame.cell_m);
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    slopes.get(slopes.len() * 9 / 10).map_or(1.0, |&slope| (0.35 / slope).clamp(0.2, 30.0))
}

/// The shaded relief with permanent water.
///
/// # Errors
/// If the picture cannot be encoded.
pub fn relief(base: &BaseMap) -> Result<String, ReportError> {
    let grid = &base.ground_m;
    let mut palette: Vec<(u8, u8, u8)> = (0..SHADES)
        .map(|k| {
            let grey = (DARKEST + (LIGHTEST - DARKEST) * k as f64 / (SHADES - 1) as f64) as u8;
            (grey, grey, grey.saturating_sub(4))
        })
        .collect();
    palette.push(WATER);
    palette.push((255, 255, 255));
    let high = exaggeration(grid);
    let (size, pixels) = pixels(&grid.frame, |block| {
        let wet = block.iter().filter(|&&cell| base.water.get(cell) == Some(&true)).count();
        if 2 * wet >= block.len() {
            return SHADES as u8;
        }
        let (mut sum, mut count) = (0.0, 0.0);
        for &cell in block.iter().filter(|&&cell| grid.cells[cell].is_finite()) {
            let (column, row) = grid.frame.column_row(cell);
            sum += light(grid, column, row, high);
            count += 1.0;
        }
        if count == 0.0 {
            return SHADES as u8 + 1;
        }
        // Flat ground is 0.71; sunlit slopes are white at 0.9.
        let shade: f64 = (sum / count - 0.25) / 0.65;
        (shade.clamp(0.0, 1.0) * (SHADES - 1) as f64).round() as u8
    });
    data_uri(size, &pixels, &palette, false)
}

/// Which value of a block of cells is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The greatest: depth.
    Greatest,
    /// The least: arrival.
    Least,
}

/// A layer by classes, transparent where there is none and on permanent water.
///
/// # Errors
/// If the picture cannot be encoded.
pub fn layer(base: &BaseMap, grid: &Grid<f32>, classes: &Classes, keep: Keep) -> Result<String, ReportError> {
    let same = grid.frame == base.ground_m.frame;
    let on_water = |cell: usize| {
        let (column, row) = grid.frame.column_row(cell);
        let at = if same { Some(cell) } else { base.ground_m.frame.index_at(grid.frame.centre(column, row)) };
        at.and_then(|cell| base.water.get(cell)).copied().unwrap_or(false)
    };
    let (size, pixels) = pixels(&grid.frame, |block| {
        let values =
            block.iter().filter(|&&cell| !on_water(cell)).filter_map(|&cell| grid.cells.get(cell).copied());
        let values = values.filter(|value| value.is_finite());
        let value = match keep {
            Keep::Greatest => values.reduce(f32::max),
            Keep::Least => values.reduce(f32::min),
        };
        value.and_then(|value| classes.class(value)).map_or(0, |class| class as u8 + 1)
    });
    let mut palette = vec![(255, 255, 255)];
    palette.extend(&classes.colours);
    data_uri(size, &pixels, &palette, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_space::Point;

    fn frame(columns: usize, rows: usize) -> Frame {
        Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns, rows }
    }

    fn decode(uri: &str) -> (u32, u32, Vec<u8>) {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(uri.strip_prefix("data:image/png;base64,").unwrap())
            .unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::IDENTITY);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    fn base(ground_m: Grid<f32>, water: Vec<bool>) -> BaseMap {
        BaseMap { ground_m, water, lines: vec![], places: vec![], epsg: None }
    }

    #[test]
    fn north_is_up_and_permanent_water_hides_depth() {
        let mut depth = Grid::filled(frame(3, 2), 0.0f32);
        depth.cells[depth.frame.index(0, 1)] = 0.2;
        depth.cells[depth.frame.index(2, 0)] = 9.0;
        let mut water = vec![false; 6];
        let base_dry = base(Grid::filled(frame(3, 2), 1.0), water.clone());
        let (width, height, pixels) =
            decode(&layer(&base_dry, &depth, &Classes::depth(), Keep::Greatest).unwrap());
        assert_eq!((width, height, pixels), (3, 2, vec![2, 0, 0, 0, 0, 7]));
        water[depth.frame.index(2, 0)] = true;
        let wet = base(Grid::filled(frame(3, 2), 1.0), water);
        assert_eq!(decode(&layer(&wet, &depth, &Classes::depth(), Keep::Greatest).unwrap()).2[5], 0);
        assert_eq!(decode(&relief(&wet).unwrap()).2[5], SHADES as u8);
    }

    #[test]
    fn slopes_to_the_north_west_are_bright_and_those_to_the_south_east_dark() {
        let ridge = Grid::from_fn(frame(21, 21), |column, row| {
            let across = column as f32 - row as f32;
            -2.0 * across.abs()
        });
        // The ridge runs from south-west to north-east.
        let north_west = light(&ridge, 5, 15, 1.0);
        let south_east = light(&ridge, 15, 5, 1.0);
        assert!(north_west > 0.75 && south_east < 0.65, "{north_west} {south_east}");
        let flat = Grid::filled(frame(3, 3), 4.0f32);
        assert!((light(&flat, 1, 1, 1.0) - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-12);
    }

    #[test]
    fn large_grids_are_thinned_and_keep_the_deepest_and_the_earliest() {
        let frame = frame(2500, 7);
        let mut grid = Grid::filled(frame, f32::NAN);
        grid.cells[frame.index(1, 6)] = 3.0;
        grid.cells[frame.index(2, 6)] = 0.1;
        let base = base(Grid::filled(frame, 1.0), vec![]);
        let first = |keep| {
            let (width, height, pixels) = decode(&layer(&base, &grid, &Classes::depth(), keep).unwrap());
            (width, height, pixels[0])
        };
        assert_eq!(first(Keep::Greatest), (834, 3, 6));
        assert_eq!(first(Keep::Least), (834, 3, 1));
    }
}
