//! The warnings of a run: a CAP 1.2 document each, in a folder of their own.

use std::fs;
use std::path::Path;

use sandtable_command::Key;
use sandtable_command::cap::{WarningMessage, write};
use sandtable_command::order::{WarningLevel, WarningType};
use serde::Serialize;

use crate::error::ReportError;
use crate::raster::{RasterError, replace};
use crate::study::{Written, make_folder};

/// The folder of the messages, in that of the run.
pub const WARNINGS: &str = "warnings";

/// A message in the list of a run.
#[derive(Debug, Serialize)]
pub(crate) struct WarningFile<'a> {
    /// The file, from the folder of the run.
    file: String,
    identifier: &'a str,
    sent: &'a str,
    msg_type: &'static str,
    seat: &'a Key,
    hazard: WarningType,
    /// The colour that is new; none: a warning has ended.
    level: Option<WarningLevel>,
    areas: &'a [Key],
}

/// The list of the messages, in the order of time.
pub(crate) fn listed(messages: &[WarningMessage]) -> Vec<WarningFile<'_>> {
    messages
        .iter()
        .enumerate()
        .map(|(k, message)| WarningFile {
            file: format!("{WARNINGS}/{}", message.file_name(k + 1)),
            identifier: &message.alert.identifier,
            sent: message.alert.sent.as_str(),
            msg_type: message.alert.msg_type.word(),
            seat: &message.seat,
            hazard: message.hazard,
            level: message.level,
            areas: &message.areas,
        })
        .collect()
}

/// Writes the messages. Those that an earlier run left in the folder and this one has not
/// are removed: a folder is of one run.
pub(crate) fn write_warnings(
    messages: &[WarningMessage],
    dir: &Path,
    written: &mut Written,
) -> Result<(), ReportError> {
    let folder = dir.join(WARNINGS);
    let names: Vec<String> =
        messages.iter().enumerate().map(|(k, message)| message.file_name(k + 1)).collect();
    if !messages.is_empty() {
        make_folder(&folder)?;
    }
    for (name, message) in names.iter().zip(messages) {
        let path = folder.join(name);
        let mut bytes = Vec::new();
        write(&message.alert, &mut bytes)
            .map_err(|cause| RasterError::Unwritable { path: path.clone(), cause })?;
        replace(&path, &bytes)?;
        written.files.push(path);
    }
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
    let mut emptied = false;
    for entry in entries.flatten() {
        let stale = entry
            .file_name()
            .to_str()
            .is_some_and(|name| is_own(name) && !names.iter().any(|own| own == name));
        if stale {
            let path = entry.path();
            fs::remove_file(&path).map_err(|cause| RasterError::Unwritable { path, cause })?;
            emptied = messages.is_empty();
        }
    }
    if emptied {
        // The system refuses to remove a folder that holds something else.
        let _ = fs::remove_dir(&folder);
    }
    Ok(())
}

/// Whether a file has a name of this program's messages: `0003-update-flood-red.cap.xml`.
fn is_own(name: &str) -> bool {
    let mut parts = name.splitn(3, '-');
    let (number, what, rest) = (parts.next(), parts.next(), parts.next());
    number.is_some_and(|text| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        && what.is_some_and(|word| ["alert", "update", "cancel"].contains(&word))
        && rest.is_some_and(|text| text.ends_with(".cap.xml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_run_takes_away_the_messages_of_the_run_before_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(WARNINGS);
        fs::create_dir(&folder).unwrap();
        let kept = ["0001-alert.xml", "0001-notes-flood-red.cap.xml", "alert-flood.cap.xml", "notes.txt"];
        let gone = ["0001-alert-flood-red.cap.xml", "12345-cancel-storm_surge-ended.cap.xml"];
        for name in kept.iter().chain(&gone) {
            fs::write(folder.join(name), "mine").unwrap();
        }
        let mut written = Written::default();
        write_warnings(&[], dir.path(), &mut written).unwrap();
        let mut left: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, kept);
        assert!(written.files.is_empty());
        // Without messages no folder is made.
        let other = tempfile::tempdir().unwrap();
        write_warnings(&[], other.path(), &mut written).unwrap();
        assert!(!other.path().join(WARNINGS).exists());
    }
}
