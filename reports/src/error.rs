//! Why a report cannot be written.

use std::path::PathBuf;

use crate::raster::RasterError;

/// Why a report cannot be written. Nothing is left half-written: a file is there
/// whole or as it was before.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder cannot be made.
    #[error("{path}: the folder cannot be made: {cause}; choose another with --out, or mind the permission")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file cannot be written, or a raster is too large.
    #[error(transparent)]
    File(#[from] RasterError),
    /// A table in Parquet.
    #[error("outcomes.parquet cannot be encoded: {0}; the same rows stand in outcomes.csv")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A document in JSON.
    #[error("{file} cannot be encoded as JSON: {cause}")]
    Json {
        /// The file.
        file: &'static str,
        /// Why.
        cause: serde_json::Error,
    },
    /// A map as a picture.
    #[error("the picture of a map cannot be encoded: {0}; run on a coarser grid")]
    Picture(#[from] png::EncodingError),
    /// A chart.
    #[error("the chart '{chart}' cannot be drawn: {cause}")]
    Chart {
        /// What it shows.
        chart: String,
        /// Why.
        cause: String,
    },
    /// A table that does not take its row.
    #[error("{0}; write the outcome with the registry of its case")]
    Table(#[from] sandtable_results::TableError),
}
