//! Arrays of `f32` that begin on a cache line, so that a full vector of cells never
//! straddles two.

use std::ops::{Deref, DerefMut};

use super::layout::TILE;

/// A cache line.
#[repr(C, align(64))]
#[derive(Clone, Copy, Debug)]
struct Line([f32; TILE]);

/// A padded array.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    lines: Vec<Line>,
    len: usize,
}

impl Field {
    pub fn filled(len: usize, value: f32) -> Self {
        Self { lines: vec![Line([value; TILE]); len.div_ceil(TILE)], len }
    }

    pub fn from_slice(values: &[f32]) -> Self {
        let mut field = Self::filled(values.len(), 0.0);
        field.copy_from_slice(values);
        field
    }
}

impl Deref for Field {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: `lines` are `repr(C)` arrays of `f32` without gaps, at least `len` of them.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl DerefMut for Field {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above, and the borrow is unique.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}
