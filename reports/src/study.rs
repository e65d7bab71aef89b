//! All files of a study: the report for people, tables for programs, and what is
//! needed to make them again.

use std::path::{Path, PathBuf};

use sandtable_kernel::Lang;
use sandtable_results::{Effort, StudyBundle, comparison::Comparison, comparison::StudyManifest};
use serde::Serialize;

use crate::error::ReportError;
use crate::html;
use crate::parquet::table_to_parquet;
use crate::raster::replace;
use crate::summary::FORMAT;

/// Names of the files of a study, in the order of writing.
pub const STUDY_FILES: [&str; 6] =
    ["outcomes.csv", "metrics.csv", "outcomes.parquet", "comparison.json", "manifest.json", "report.html"];

/// How a study is written.
#[derive(Clone, Debug, Default)]
pub struct StudyOptions {
    /// Local date and time to print as that of the report; nothing reads a clock
    /// here, so the same bundle and options give the same bytes.
    pub made_at: Option<String>,
    /// Whether `outcomes.csv` begins with a byte order mark: spreadsheets of
    /// Chinese systems take a file without it for GBK. The hash of the manifest is
    /// that of the bytes without the mark.
    pub bom: bool,
}

/// The files written, in the order of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths.
    pub files: Vec<PathBuf>,
}

impl Written {
    pub(crate) fn put(&mut self, dir: &Path, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
        let path = dir.join(name);
        replace(&path, bytes)?;
        self.files.push(path);
        Ok(())
    }

    /// The path of the file with this name, if it was written.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Path> {
        self.files
            .iter()
            .find(|path| path.file_name().is_some_and(|found| found == name))
            .map(PathBuf::as_path)
    }
}

/// `manifest.json`.
#[derive(Serialize)]
struct ManifestFile<'a> {
    format: &'static str,
    /// What has to be the same for the same result.
    study: &'a StudyManifest,
    /// What may differ.
    effort: Effort,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<&'a str>,
}

/// `comparison.json`.
#[derive(Serialize)]
struct ComparisonFile<'a> {
    format: &'static str,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

/// Makes a folder if it is not there.
pub(crate) fn make_folder(dir: &Path) -> Result<(), ReportError> {
    std::fs::create_dir_all(dir).map_err(|cause| ReportError::Folder { path: dir.to_path_buf(), cause })
}

pub(crate) fn json(file: &'static str, value: &impl Serialize) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|cause| ReportError::Json { file, cause })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes `outcomes.csv`, `metrics.csv` (what each column is), `outcomes.parquet`,
/// `comparison.json`, `manifest.json` and, last, `report.html` into a folder. Each
/// is replaced at once or not at all; other files of the folder are not touched.
///
/// # Errors
/// If something cannot be encoded, or the folder or a file cannot be written.
pub fn write_study(
    bundle: &StudyBundle,
    lang: Lang,
    dir: &Path,
    options: &StudyOptions,
) -> Result<Written, ReportError> {
    let report = html::report(bundle, lang, options.made_at.as_deref())?;
    let manifest = ManifestFile {
        format: FORMAT,
        study: &bundle.manifest,
        effort: bundle.effort,
        made_at: options.made_at.as_deref(),
    };
    let comparison = ComparisonFile { format: FORMAT, comparison: &bundle.comparison };
    let with_mark = |csv: String| if options.bom { format!("\u{feff}{csv}") } else { csv };
    let contents = [
        with_mark(bundle.table.to_csv()).into_bytes(),
        with_mark(bundle.table.registry.to_csv()).into_bytes(),
        table_to_parquet(&bundle.table)?,
        json("comparison.json", &comparison)?,
        json("manifest.json", &manifest)?,
        report.into_bytes(),
    ];
    make_folder(dir)?;
    let mut written = Written::default();
    for (name, bytes) in STUDY_FILES.into_iter().zip(contents) {
        written.put(dir, name, &bytes)?;
    }
    Ok(written)
}
