//! Result files: written beside their place and renamed into it, so that no
//! reader ever finds half a file; other files in the folder are never touched.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use sandtable_reports::ReportError;
use sandtable_reports::raster::RasterError;

use crate::exit::Failure;
use crate::session::Session;

/// The folder of `--out`, made if missing. Where nothing came of it, what was made of it
/// is taken away again.
#[derive(Debug)]
pub struct OutFolder {
    path: PathBuf,
    /// Folders that had to be made, outermost last.
    made: Vec<PathBuf>,
}

impl OutFolder {
    /// Opens the folder, making it if missing, and tries whether files of these names
    /// can be written there: before hours of computing, not after.
    ///
    /// # Errors
    /// When it cannot be made or written, is a file, or holds a folder of such a name.
    pub fn open(path: &Path, names: &[&str], session: &Session) -> Result<Self, Failure> {
        let refused = |path: &Path, why: String| {
            let values = [("path", path.display().to_string().into()), ("why", why.into())];
            Failure::Input(session.say("io-out", &values))
        };
        if path.exists() && !path.is_dir() {
            return Err(refused(path, session.text.get("io-why-file")));
        }
        let missing = path.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists());
        let out = Self { path: path.to_path_buf(), made: missing.map(Path::to_path_buf).collect() };
        fs::create_dir_all(path)
            .and_then(|()| temporary(path)?.write_all(b"sandtable"))
            .map_err(|error| refused(path, reason(&error, session)))?;
        if let Some(name) = names.iter().find(|name| path.join(name).is_dir()) {
            return Err(refused(&path.join(name), session.text.get("io-why-folder")));
        }
        Ok(out)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file whole or not at all; an earlier one of that name is replaced.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: &[u8], session: &Session) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        let written = temporary(&self.path)
            .and_then(|mut file| {
                file.write_all(content)?;
                file.as_file().sync_all()?;
                Ok(file)
            })
            .and_then(|file| file.persist(&path).map_err(|error| error.error))
            .and_then(|file| shared(&file));
        written.map_err(|error| cannot_write(&path, &error, session))?;
        Ok(path)
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        // A folder that holds something stays: the system refuses to remove it.
        let _ = self.made.iter().try_for_each(fs::remove_dir);
    }
}

/// A file that is gone again unless it is given a name.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".sandtable-").suffix(".tmp").tempfile_in(folder)
}

/// Temporary files are private; results are read by others as other files are.
fn shared(file: &fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// A file that cannot be written.
pub fn cannot_write(path: &Path, error: &std::io::Error, session: &Session) -> Failure {
    let values = [("path", path.display().to_string().into()), ("why", reason(error, session).into())];
    Failure::Other(session.say("io-write", &values))
}

/// Why the system refuses, in the language of the session as far as the kind is known.
fn reason(error: &std::io::Error, session: &Session) -> String {
    let key = match error.kind() {
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "io-why-file",
        ErrorKind::IsADirectory => "io-why-folder",
        ErrorKind::PermissionDenied => "io-why-denied",
        ErrorKind::ReadOnlyFilesystem => "io-why-read-only",
        ErrorKind::NotFound => "io-why-missing",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "io-why-full",
        _ => return session.say("io-why-other", &[("text", error.to_string().into())]),
    };
    session.text.get(key)
}

/// Results that cannot be written.
pub fn not_written(error: &ReportError, session: &Session) -> Failure {
    match error {
        ReportError::Folder { path, cause } | ReportError::File(RasterError::Unwritable { path, cause }) => {
            cannot_write(path, cause, session)
        }
        other => Failure::Other(session.say("io-results", &[("why", other.to_string().into())])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{ColorChoice, Global};
    use crate::session::Early;
    use sandtable_kernel::Lang;
    use sandtable_reports::text::Catalogue;

    fn session() -> Session {
        let early = Early { text: Catalogue::new(Lang::En), color: ColorChoice::Never };
        Session::new(&Global::default(), early)
    }

    #[test]
    fn own_files_are_replaced_and_others_kept() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        let out = OutFolder::open(&deep, &["result.csv"], &session()).unwrap();
        fs::write(deep.join("other.txt"), "mine").unwrap();
        out.write("result.csv", b"1", &session()).unwrap();
        out.write("result.csv", b"22", &session()).unwrap();
        assert_eq!(fs::read(deep.join("result.csv")).unwrap(), b"22");
        let mut names: Vec<_> = fs::read_dir(&deep)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["other.txt", "result.csv"]);
    }

    #[test]
    fn folders_that_stay_empty_are_taken_away_again() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        drop(OutFolder::open(&deep, &[], &session()).unwrap());
        assert!(!folder.path().join("a").exists());
        fs::create_dir(folder.path().join("a")).unwrap();
        drop(OutFolder::open(&deep, &[], &session()).unwrap());
        assert!(folder.path().join("a").is_dir() && !deep.exists());
    }

    #[test]
    fn a_file_in_the_way_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let failure = OutFolder::open(&folder.path().join("file"), &[], &session()).unwrap_err();
        assert_eq!(failure.code(), 3);
    }
}
