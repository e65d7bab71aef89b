//! Writers of rasters: GeoTIFF for desktop GIS, ESRI ASCII grids for everything
//! else. Rows go from north to south as those formats want it, no data (NaN) is
//! written as [`NO_DATA`]. Files are replaced at once or not at all.

mod ascii;
mod geotiff;

pub use ascii::{ascii, write_ascii};
pub use geotiff::{Cell, geotiff, write_geotiff};

use std::io::Write;
use std::path::{Path, PathBuf};

/// The value that stands for no data in written files.
pub const NO_DATA: i16 = -9999;

/// Why a raster cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// The grid has no cells or more than the format holds.
    #[error("a raster of {columns} × {rows} cells cannot be written; write between one cell and 2 GB")]
    Size {
        /// Columns.
        columns: usize,
        /// Rows.
        rows: usize,
    },
    /// The encoder failed.
    #[error("the raster cannot be encoded: {0}")]
    Encoding(#[from] tiff::TiffError),
    /// The file cannot be written.
    #[error(
        "{path}: it cannot be written: {cause}; look at the space on the disk and the permission to write"
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
}

/// Writes bytes to a temporary file beside the target, syncs and renames it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), RasterError> {
    let unwritable = |cause| RasterError::Unwritable { path: path.to_path_buf(), cause };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = plain_file().tempfile_in(folder).map_err(unwritable)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// A temporary file that others may read as any new file, as far as the umask goes.
fn plain_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}
