//! What the solver must keep whatever it computes: volume, symmetry, stillness,
//! stability, the bits; and that it computes what the simple reference does.

mod bits;
mod conservation;
mod scheme;
mod sleep;
mod structures;

use sandtable_space::{Frame, Point};

use super::{Params, Setup, Solver};

pub(super) fn frame(columns: usize, rows: usize, cell_m: f64) -> Frame {
    Frame { origin: Point(0.0, 0.0), cell_m, columns, rows }
}

/// Numbers in [0, 1) that depend on the seed and the place alone.
pub(super) fn noise(seed: u64, count: usize) -> Vec<f32> {
    (0..count as u64)
        .map(|k| {
            let mut x =
                seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(k.wrapping_mul(0xbf58_476d_1ce4_e5b9));
            x ^= x >> 31;
            x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^= x >> 29;
            (x >> 40) as f32 / (1u64 << 24) as f32
        })
        .collect()
}

/// Hills and hollows of some metres, smooth over a few cells.
pub(super) fn hilly(frame: &Frame, seed: u64) -> Vec<f32> {
    let rough = noise(seed, frame.len());
    (0..frame.len())
        .map(|cell| {
            let (column, row) = frame.column_row(cell);
            let wave = libm::sin(column as f64 * 0.31 + seed as f64) + libm::cos(row as f64 * 0.23);
            (2.0 + wave) as f32 + 0.3 * rough[cell]
        })
        .collect()
}

/// Depth up to a level over a bed.
pub(super) fn flooded(bed: &[f32], level_m: f32) -> Vec<f32> {
    bed.iter().map(|z| (level_m - z).max(0.0)).collect()
}

/// A basin with a mound of water on wet and dry hills.
pub(super) fn mound(params: Params, columns: usize, rows: usize, seed: u64) -> Solver {
    let frame = frame(columns, rows, 10.0);
    let bed = hilly(&frame, seed);
    let mut depth = flooded(&bed, 1.5);
    for (cell, depth) in depth.iter_mut().enumerate() {
        let (column, row) = frame.column_row(cell);
        if column.abs_diff(columns / 3) < 6 && row.abs_diff(rows / 2) < 6 {
            *depth += 2.0;
        }
    }
    Setup::new(frame, bed).depth(depth).build(params).unwrap()
}
