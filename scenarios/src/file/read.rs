//! Reads a value of any type from a file and its includes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ron::Options;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::explain::{Explained, explain, removable_around};
use super::fault::Fault;
use super::include::{Composed, compose, compose_text};
use super::index::SpanIndex;
use super::joined::{Joined, Removed, field_names};
use super::limits::Limits;
use super::source::{BuiltIn, Source, Store};

/// A value read from a file, with where each part of it was written.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The value.
    pub value: T,
    /// Where its parts were written.
    pub index: SpanIndex,
}

impl<T> Loaded<T> {
    /// The files it came from, the first one last.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.index.sources()
    }
}

/// Reads a value from a RON file and the files it includes.
///
/// # Errors
/// All faults found, in the order of files and lines.
pub fn read_ron<T: DeserializeOwned>(path: &Path, limits: &Limits) -> Result<Loaded<T>, Vec<Fault>> {
    let (store, name) = Store::around(path).map_err(|fault| vec![*fault])?;
    read_from(&store, &name, limits)
}

/// Reads a value from a file of the library inside the program.
///
/// # Errors
/// All faults found.
pub fn read_ron_built_in<T: DeserializeOwned>(
    files: BuiltIn,
    name: &str,
    limits: &Limits,
) -> Result<Loaded<T>, Vec<Fault>> {
    read_from(&Store::BuiltIn(files), &PathBuf::from(name), limits)
}

/// Reads a value from a text that is in memory already, under the name that
/// messages print. It includes nothing.
///
/// # Errors
/// All faults found.
pub fn read_ron_text<T: DeserializeOwned>(
    name: &str,
    text: &str,
    limits: &Limits,
) -> Result<Loaded<T>, Vec<Fault>> {
    let composed = compose_text(&Store::BuiltIn(&[]), Source::new(name, text), limits).map_err(in_order)?;
    let value = read_composed(&composed, limits).map_err(in_order)?;
    Ok(Loaded { value, index: SpanIndex::new(composed) })
}

/// Names of the fields at the top of a file and the files it includes, by which kinds
/// of files are told apart.
///
/// # Errors
/// All faults of form.
pub fn top_fields(path: &Path, limits: &Limits) -> Result<Vec<String>, Vec<Fault>> {
    let (store, name) = Store::around(path).map_err(|fault| vec![*fault])?;
    let composed = compose(&store, &name, limits).map_err(in_order)?;
    Ok(composed.pieces.iter().flat_map(field_names).map(str::to_owned).collect())
}

fn read_from<T: DeserializeOwned>(
    store: &Store,
    name: &Path,
    limits: &Limits,
) -> Result<Loaded<T>, Vec<Fault>> {
    let result = compose(store, name, limits).and_then(|composed| {
        let value = read_composed(&composed, limits)?;
        Ok(Loaded { value, index: SpanIndex::new(composed) })
    });
    result.map_err(in_order)
}

fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    let mut files: Vec<PathBuf> = Vec::new();
    for fault in &faults {
        if !files.contains(&fault.file()) {
            files.push(fault.file());
        }
    }
    faults.sort_by_key(|fault| (files.iter().position(|file| *file == fault.file()), fault.place.span.start));
    faults
}

/// Reads the joined text; after a fault, again without what is faulty, so that
/// one reading shows all faults.
fn read_composed<T: DeserializeOwned>(composed: &Composed, limits: &Limits) -> Result<T, Vec<Fault>> {
    // Brackets within brackets are bounded already; a bracket takes the reader
    // at most four levels (option, newtype, variant, struct).
    let options = Options::default()
        .with_default_extension(
            Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES | Extensions::UNWRAP_VARIANT_NEWTYPES,
        )
        .with_recursion_limit(limits.max_depth * 4 + 16);
    let mut removed: Vec<Removed> = Vec::new();
    // Fields that are missing only because they were left out.
    let mut excused: Vec<(usize, u32, String)> = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut work = 0_u64;
    loop {
        let joined = Joined::new(composed, &removed);
        work += joined.text.len() as u64;
        let error = match options.from_str::<T>(&joined.text) {
            Ok(value) if faults.is_empty() => return Ok(value),
            Ok(_) => return Err(faults),
            Err(error) => error,
        };
        let offset = joined.offset(error.span.end.line, error.span.end.col);
        let (index, offset) = joined.origin(offset);
        let Some(piece) = composed.pieces.get(index) else { return Err(faults) };
        let Explained { fault, mut remove, missing, mut removed_field } = explain(&error, piece, offset);
        let excuse = missing.and_then(|(start, field)| {
            let known = excused.iter().any(|(i, s, f)| (*i, *s, f) == (index, start, &field));
            known.then_some(start)
        });
        match excuse {
            // Its own fault is reported: leave out the struct as a whole.
            Some(start) => (remove, removed_field) = removable_around(piece, start),
            None => faults.push(fault),
        }
        let (Some(span), true) = (remove, faults.len() < limits.max_faults) else { return Err(faults) };
        // Each round reads everything again: bounded, so that a large file with
        // many faults is answered soon.
        if removed.contains(&(index, span)) || work > limits.max_total_bytes {
            return Err(faults);
        }
        removed.push((index, span));
        if let Some((start, field)) = removed_field {
            excused.push((index, start, field));
        }
    }
}
