//! Lines on cells: every cell that a line touches.

use crate::{Frame, Point, Polyline};

/// Indices of all cells that a line touches, in the order of the line, each once
/// in a row. Where the line goes exactly through a corner of four cells, the step
/// is diagonal (8-connected), else from side to side.
pub fn cells_along(frame: &Frame, line: &Polyline) -> Vec<usize> {
    let mut cells: Vec<usize> = Vec::new();
    for pair in line.0.windows(2) {
        for cell in cells_along_segment(frame, pair[0], pair[1]) {
            if cells.last() != Some(&cell) {
                cells.push(cell);
            }
        }
    }
    if let [only] = line.0[..] {
        cells.extend(frame.index_at(only));
    }
    cells
}

/// Indices of all cells that a straight segment touches, in its order. The cells
/// are those between the segment's crossings of the grid lines.
pub fn cells_along_segment(frame: &Frame, from: Point, to: Point) -> Vec<usize> {
    let Some((start, end)) = clip(frame, from, to) else {
        return Vec::new();
    };
    let in_cells = |p: Point| ((p.0 - frame.origin.0) / frame.cell_m, (p.1 - frame.origin.1) / frame.cell_m);
    let (a, b) = (in_cells(start), in_cells(end));
    // Shares of the way at which the segment crosses a grid line.
    let mut shares = vec![0.0, 1.0];
    crossings(a.0, b.0, &mut shares);
    crossings(a.1, b.1, &mut shares);
    shares.sort_unstable_by(f64::total_cmp);
    let cell_of = |u: f64, v: f64| {
        let column = libm::floor(u).clamp(0.0, frame.columns as f64 - 1.0) as usize;
        let row = libm::floor(v).clamp(0.0, frame.rows as f64 - 1.0) as usize;
        frame.index(column, row)
    };
    // Both ends too: an end that lies on a grid line belongs to the cell beyond it.
    let mut cells = vec![cell_of(a.0, a.1)];
    for pair in shares.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        if pair[1] - pair[0] < 1e-12 {
            continue;
        }
        let cell = cell_of(a.0 + middle * (b.0 - a.0), a.1 + middle * (b.1 - a.1));
        if cells.last() != Some(&cell) {
            cells.push(cell);
        }
    }
    let cell = cell_of(b.0, b.1);
    if cells.last() != Some(&cell) {
        cells.push(cell);
    }
    cells
}

/// Adds the shares at which a coordinate passes a whole number.
fn crossings(from: f64, to: f64, shares: &mut Vec<f64>) {
    let (low, high) = (from.min(to), from.max(to));
    let mut line = libm::floor(low) + 1.0;
    while line < high {
        shares.push((line - from) / (to - from));
        line += 1.0;
    }
}

/// The part of a segment inside the frame (Liang and Barsky 1984); none if outside
/// or not finite.
pub(super) fn clip(frame: &Frame, from: Point, to: Point) -> Option<(Point, Point)> {
    if frame.is_empty() || ![from.0, from.1, to.0, to.1].iter().all(|v| v.is_finite()) {
        return None;
    }
    let (low, high) = frame.bounds();
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [(-dx, from.0 - low.0), (dx, high.0 - from.0), (-dy, from.1 - low.1), (dy, high.1 - from.1)];
    for (towards, room) in edges {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enter = enter.max(room / towards);
        } else {
            leave = leave.min(room / towards);
        }
    }
    (enter <= leave).then(|| {
        let start = if enter > 0.0 { from.towards(to, enter) } else { from };
        let end = if leave < 1.0 { from.towards(to, leave) } else { to };
        (start, end)
    })
}
