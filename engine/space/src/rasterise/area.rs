//! Areas on cells, by the cell-centre rule.

use crate::{Frame, Grid, Polygon};

/// Indices of the cells whose centres lie inside a polygon ([`Polygon::contains`]),
/// in rising order.
pub fn cells_in_polygon(frame: &Frame, polygon: &Polygon) -> Vec<usize> {
    let ring = &polygon.0;
    let mut cells = Vec::new();
    if ring.len() < 3 || frame.is_empty() {
        return cells;
    }
    let (low, high) = polygon.bounds();
    let (first, last) = span(low.1 - frame.origin.1, high.1 - frame.origin.1, frame.cell_m, frame.rows);
    let mut crossings = Vec::new();
    for row in first..last {
        let y = frame.centre(0, row).1;
        crossings.clear();
        for (k, a) in ring.iter().enumerate() {
            let b = &ring[(k + ring.len() - 1) % ring.len()];
            if (a.1 > y) != (b.1 > y) {
                crossings.push((b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0);
            }
        }
        crossings.sort_unstable_by(f64::total_cmp);
        // A centre is inside where an odd number of crossings lies to its east.
        for pair in crossings.chunks_exact(2) {
            let (from, to) =
                span(pair[0] - frame.origin.0, pair[1] - frame.origin.0, frame.cell_m, frame.columns);
            for column in from..to {
                let x = frame.centre(column, row).0;
                if pair[0] <= x && x < pair[1] {
                    cells.push(frame.index(column, row));
                }
            }
        }
    }
    cells
}

/// Columns or rows that can have their centre between two offsets, one more on
/// either side; the caller decides exactly.
fn span(low: f64, high: f64, cell_m: f64, count: usize) -> (usize, usize) {
    let bound = |k: f64| if k > 0.0 { (k as usize).min(count) } else { 0 };
    (bound(libm::floor(low / cell_m) - 1.0), bound(libm::ceil(high / cell_m) + 1.0))
}

/// For each cell the number of the first polygon that holds its centre.
pub fn mask_of_polygons<'a>(
    frame: Frame,
    polygons: impl IntoIterator<Item = &'a Polygon>,
) -> Grid<Option<u32>> {
    let mut mask = Grid::filled(frame, None);
    for (number, polygon) in polygons.into_iter().enumerate() {
        for cell in cells_in_polygon(&frame, polygon) {
            mask.cells[cell].get_or_insert(number as u32);
        }
    }
    mask
}
