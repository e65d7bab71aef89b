//! Files written at once or not at all.

use std::io::Write;
use std::path::Path;

use crate::data::DataError;

/// Writes bytes to a temporary file beside the target, syncs it and renames it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fault = |error: &dyn std::fmt::Display| DataError::unwritable(path, error);
    std::fs::create_dir_all(folder).map_err(|error| fault(&error))?;
    let mut builder = tempfile::Builder::new();
    // As any new file: as far as the umask goes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(|error| fault(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| fault(&error))?;
    file.persist(path).map_err(|error| fault(&error.error))?;
    Ok(())
}
