//! From a user's own data to results: import, scenario file, replicates, report.

mod brook;
mod places;
mod small;

use std::path::Path;

use sandtable_scenarios::import::{Importer, RasterEncoder};
use sandtable_space::Grid;

fn encode(grid: &Grid<f32>, epsg: Option<u32>) -> Result<Vec<u8>, String> {
    sandtable_reports::raster::geotiff(grid, epsg).map_err(|error| error.to_string())
}

/// The encoder that the program hands in too.
const ENCODER: RasterEncoder = encode;

/// An import session into a folder.
fn importer(folder: &Path) -> Importer {
    Importer::new(folder, "2026-11-21", ENCODER)
}
