//! The importers from end to end: small hostile files, and two real places.

mod folder;
mod hostile;
mod real;

use std::path::{Path, PathBuf};

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

/// A file of a folder with a content.
fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}
