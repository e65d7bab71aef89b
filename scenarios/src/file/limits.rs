//! Bounds on what is read, checked before memory is taken.

/// Bounds on the files of one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub max_bytes: u64,
    /// Bytes of a file and all it includes.
    pub max_total_bytes: u64,
    /// Brackets within brackets.
    pub max_depth: usize,
    /// Values (numbers, texts, lists, …) of one file.
    pub max_values: usize,
    /// Files, the first included.
    pub max_files: usize,
    /// Includes within includes.
    pub max_include_depth: usize,
    /// Faults reported before reading gives up.
    pub max_faults: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 16 << 20,
            max_total_bytes: 64 << 20,
            max_depth: 64,
            max_values: 2_000_000,
            max_files: 64,
            max_include_depth: 8,
            max_faults: 100,
        }
    }
}
