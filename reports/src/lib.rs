//! Tables, charts and reports; reads results only.
//!
//! [`write_study`] writes all files of a comparison of plans, [`write_run`] those
//! of one run. Nothing here simulates or estimates, reads a clock, prints, or looks
//! for a font: what is given decides every byte.
#![deny(missing_docs)]

mod chart;
mod error;
mod html;
mod look;
mod map;
mod parquet;
pub mod raster;
mod run;
mod shown;
mod study;
mod summary;
pub mod text;
mod warnings;

pub use error::ReportError;
pub use html::{PARTS, report};
pub use parquet::table_to_parquet;
pub use run::{RUN_FILES, RunFiles, RunSummary, write_run};
pub use shown::unit_name;
pub use study::{STUDY_FILES, StudyOptions, Written, write_study};
pub use summary::{FORMAT, Summary, summary};
pub use warnings::WARNINGS;
