//! Files that people write: RON read with diagnostics, composed by `include`,
//! bounded before memory is taken.
//!
//! [`read_ron`] goes through a file three times. A pass over its words
//! (`parse`) finds every fault of form at once: brackets, commas, full-width
//! punctuation, duplicates, numbers that are not finite, depth and size. The
//! files it includes are joined to one text (`include`, `joined`). The RON
//! reader turns that into the type asked for; after a fault the faulty part is
//! left out and it reads on, so that all faults are found (`explain`). What it
//! leaves behind is the value and a [`SpanIndex`], which gives later checks of
//! meaning the place where a value was written.
//!
//! A [`Fault`] says where, what was found, what was expected and what to do, in
//! Chinese and English; [`print_faults`] shows them with the lines they are in.
//!
//! In files `Some(…)` may be left out and newtypes need no brackets. Types read
//! here do not use `serde(flatten)` (RON structs fail on it), deny unknown
//! fields, and hold no field named `include` at the top.

mod explain;
mod fault;
mod include;
mod index;
mod joined;
mod limits;
mod parse;
mod print;
mod read;
mod source;
pub mod suggest;
mod token;
mod tree;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod include_tests;
#[cfg(test)]
mod parse_tests;
#[cfg(test)]
mod read_tests;

pub use fault::{Fault, FaultRow, code};
pub use index::SpanIndex;
pub use limits::Limits;
pub use print::{PrintStyle, print_faults};
pub use read::{Loaded, read_ron, read_ron_built_in, read_ron_text, top_fields};
pub use source::{BuiltIn, PathError, Place, Source, inside};
