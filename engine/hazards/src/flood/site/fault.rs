//! What can be wrong with a site or its forcing. Every fault names its key, what was
//! found and what to do.

use sandtable_kernel::DistError;
use sandtable_space::Point;

use crate::flood::solver::SolverError;

/// A fault of a flood site or forcing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FloodFault {
    /// A layer has another size than the grid.
    #[error("layer '{layer}' has {found} values, the grid {expected} cells; make it on the case's grid")]
    Layer {
        /// The layer.
        layer: &'static str,
        /// Values found.
        found: usize,
        /// Values expected.
        expected: usize,
    },
    /// A cell of a layer names an entry that is not in its list.
    #[error(
        "layer '{layer}' names entry {found} in cell {cell}, but the list has {known}; add it or correct the layer"
    )]
    Entry {
        /// The layer.
        layer: &'static str,
        /// The first such cell.
        cell: usize,
        /// The entry.
        found: usize,
        /// Length of the list.
        known: usize,
    },
    /// A number is out of its range.
    #[error("'{key}': {name} is {value}; give {expected}")]
    Number {
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// What was found.
        value: f64,
        /// What is accepted.
        expected: &'static str,
    },
    /// A distribution is not one.
    #[error("'{key}': {name}: {fault}")]
    Dist {
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// What is wrong.
        fault: DistError,
    },
    /// A table is empty or not in rising order.
    #[error(
        "'{key}': {name} must have at least {least} rows, rising in the first column and {order}; row {row} does not"
    )]
    Table {
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// Rows needed.
        least: usize,
        /// Order of the second column.
        order: &'static str,
        /// First row at fault, counted from 1.
        row: usize,
    },
    /// Two things have one key.
    #[error("two things are called '{key}'; keys of a flood site are unique")]
    Duplicate {
        /// The key.
        key: String,
    },
    /// A key that is not there.
    #[error("'{key}': {name} '{found}' is not known; known are: {known}")]
    Unknown {
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// What was found.
        found: String,
        /// What there is.
        known: String,
    },
    /// A point that lies outside the grid, in a building or in the sea.
    #[error("'{key}': {name} at ({}, {}) lies {place}; move it to an open cell", .point.0, .point.1)]
    Place {
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// Where.
        point: Point,
        /// What is there.
        place: &'static str,
    },
    /// A line that crosses no inner face of the grid.
    #[error(
        "'{key}': the line lies on no face between two cells of the grid; give two or more points inside it"
    )]
    Line {
        /// The thing.
        key: String,
    },
    /// The solver does not take the terrain or the parameters.
    #[error("the flood solver does not take this site: {0}")]
    Solver(#[from] SolverError),
}
