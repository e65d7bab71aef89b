//! `provenance.ron`: where every file of a case folder came from.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::options::{Kind, Options};
use super::{ImportError, atomic};
use crate::data::{At, DataError, Tally, read_text, t};
use crate::file::{Limits, read_ron_text};

/// Name of the file.
pub const PROVENANCE: &str = "provenance.ron";
/// Bytes of the file.
const MOST_BYTES: u64 = 4 << 20;

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Name of the source file, without its folders.
    pub source: String,
    /// XXH3 (64 bits) of its bytes, in hexadecimal.
    pub hash: String,
    /// Date given by the caller, such as `2026-11-21`.
    pub date: String,
    /// Options given.
    pub options: Options,
    /// What was kept, dropped and assumed.
    pub tally: Tally,
}

/// The whole account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// EPSG code of the case's coordinates; none before the first step.
    pub epsg: Option<u32>,
    /// Whether data were moved from elsewhere: the case is artificial.
    pub artificial: bool,
    /// The last step of each kind.
    pub steps: BTreeMap<Kind, Step>,
}

impl Provenance {
    /// The account of a folder; an empty one if it has none yet.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, DataError> {
        let path = folder.join(PROVENANCE);
        if !path.exists() {
            return Ok(Self::default());
        }
        from_ron(&path, &read_text(&path, MOST_BYTES)?)
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), ImportError> {
        let path = folder.join(PROVENANCE);
        let text = form()
            .to_string_pretty(self, ron::ser::PrettyConfig::default())
            .map_err(|error| DataError::unwritable(&path, error))?;
        let text = format!("// Where the files of this folder came from. Written by the importer.\n{text}\n");
        Ok(atomic::replace(&path, text.as_bytes())?)
    }
}

/// The form of RON that all files of the project have.
fn form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// Reads RON as all files of the project are read; the first fault.
pub(super) fn from_ron<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, DataError> {
    let read = read_ron_text(&path.display().to_string(), text, &Limits::default());
    read.map(|loaded| loaded.value).map_err(|faults| match faults.into_iter().next() {
        Some(fault) => {
            let at = fault.position().map_or(At::File, |(line, column)| At::Line(line as u64, column as u64));
            DataError::malformed(path, at, fault.found, fault.expected, fault.remedy)
        }
        None => DataError::malformed(
            path,
            At::File,
            t("无法读取的内容", "contents that cannot be read"),
            t("RON 文件", "a RON file"),
            t("请修正该文件", "correct the file"),
        ),
    })
}
