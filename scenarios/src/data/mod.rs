//! Files of data that users bring: what can be wrong with them, and how they are
//! opened. Readers of rasters, vectors and networks stand on this.

mod error;
mod open;
mod tally;

pub use error::{At, DataError, FaultKind};
pub use open::{open, read_bytes, read_text};
pub use tally::{Counted, Reason, Tally};

use sandtable_kernel::Text;

/// A text in both languages.
pub(crate) fn t(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}
