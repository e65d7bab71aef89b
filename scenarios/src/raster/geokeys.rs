//! Where a GeoTIFF lies: its geo tags (OGC GeoTIFF 1.1, 19-008r4, section 7).

/// Position of a raster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    pub(super) west: f64,
    pub(super) north: f64,
    pub(super) step_x: f64,
    pub(super) step_y: f64,
}

/// What the directory of keys says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Keys {
    /// EPSG code of the coordinate system.
    pub(super) epsg: Option<u32>,
    /// Coordinates are those of cell centres (RasterPixelIsPoint).
    pub(super) at_centres: bool,
}

const RASTER_TYPE: u64 = 1025;
const PIXEL_IS_POINT: u64 = 2;
const GEODETIC_CRS: u64 = 2048;
const PROJECTED_CRS: u64 = 3072;
const USER_DEFINED: u64 = 32_767;

/// Reads the directory of keys: a header of four numbers, then four a key.
pub(super) fn keys(directory: &[u64]) -> Keys {
    let mut keys = Keys::default();
    let mut geodetic = None;
    for entry in directory.chunks_exact(4).skip(1) {
        // Only values held in the entry itself (location 0).
        if entry[1] != 0 {
            continue;
        }
        let code = (entry[3] != 0 && entry[3] != USER_DEFINED).then_some(entry[3] as u32);
        match entry[0] {
            RASTER_TYPE => keys.at_centres = entry[3] == PIXEL_IS_POINT,
            PROJECTED_CRS => keys.epsg = code,
            GEODETIC_CRS => geodetic = code,
            _ => {}
        }
    }
    keys.epsg = keys.epsg.or(geodetic);
    keys
}

/// Position from ModelPixelScale and ModelTiepoint, or from ModelTransformation;
/// none if they are missing, rotate the raster or are no numbers.
pub(super) fn position(
    scale: Option<&[f64]>,
    tie: Option<&[f64]>,
    transformation: Option<&[f64]>,
    at_centres: bool,
) -> Option<Position> {
    let mut position = match (scale, tie, transformation) {
        (Some(&[step_x, step_y, ..]), Some(&[column, row, _, x, y, _, ..]), _) => {
            Position { west: x - column * step_x, north: y + row * step_y, step_x, step_y }
        }
        (_, _, Some(&[step_x, turn_x, _, west, turn_y, step_y, _, north, ..]))
            if turn_x == 0.0 && turn_y == 0.0 =>
        {
            Position { west, north, step_x, step_y: -step_y }
        }
        _ => return None,
    };
    if at_centres {
        position.west -= position.step_x / 2.0;
        position.north += position.step_y / 2.0;
    }
    let Position { west, north, step_x, step_y } = position;
    let sound = [west, north, step_x, step_y].iter().all(|v| v.is_finite()) && step_x > 0.0 && step_y > 0.0;
    sound.then_some(position)
}
