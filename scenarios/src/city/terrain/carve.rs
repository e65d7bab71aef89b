//! Rivers narrower than the grid can show: carved one cell wide along their
//! course, no deeper than gives the cell-wide channel the bankfull conveyance of
//! the true one.

use sandtable_space::{Frame, Polyline};

/// Cells that a line passes, in order, neighbours through faces.
pub fn cells_along(frame: Frame, line: &Polyline, mut visit: impl FnMut(usize, f64)) {
    let mut last: Option<(usize, usize)> = None;
    let mut along = 0.0;
    for pair in line.0.windows(2) {
        let length = pair[0].distance_m(pair[1]);
        let steps = (libm::ceil(length / (0.2 * frame.cell_m)) as usize).max(1);
        for step in 0..=steps {
            let share = step as f64 / steps as f64;
            let p = pair[0].towards(pair[1], share);
            let Some((column, row)) = frame.cell_at(p) else { continue };
            let here = along + share * length;
            match last {
                Some(before) if before == (column, row) => continue,
                // A step over a corner: go round by the cell beside.
                Some(before) if before.0 != column && before.1 != row => {
                    visit(frame.index(column, before.1), here);
                    visit(frame.index(column, row), here);
                }
                _ => visit(frame.index(column, row), here),
            }
            last = Some((column, row));
        }
        along += length;
    }
}

/// Depth of a channel one cell wide that carries what the true one does when
/// full: with Manning's equation in a wide section the conveyance is
/// w·h^(5/3), so h' = h·(w/c)^(3/5). A channel wider than the cell keeps its depth.
pub fn depth_of_cell_channel(depth_m: f64, width_m: f64, cell_m: f64) -> f64 {
    if width_m >= cell_m { depth_m } else { depth_m * libm::pow(width_m / cell_m, 0.6) }
}

#[cfg(test)]
mod tests {
    use sandtable_space::Point;

    use super::*;

    #[test]
    fn neighbours_share_a_face() {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 30, rows: 30 };
        let line = Polyline(vec![Point(5.0, 5.0), Point(150.0, 212.0), Point(290.0, 33.0)]);
        let mut cells = Vec::new();
        cells_along(frame, &line, |k, _| cells.push(frame.column_row(k)));
        assert!(cells.len() > 40);
        for pair in cells.windows(2) {
            let step = pair[0].0.abs_diff(pair[1].0) + pair[0].1.abs_diff(pair[1].1);
            assert_eq!(step, 1, "{pair:?}");
        }
    }

    #[test]
    fn a_cell_wide_channel_carries_the_same_flow() {
        // Manning with slope 1e-3 and n 0.03 in a wide section, 40 m wide and 3 m
        // deep, against one 120 m wide.
        let flow = |w: f64, h: f64| w / 0.03 * libm::pow(h, 5.0 / 3.0) * libm::sqrt(1e-3);
        let depth = depth_of_cell_channel(3.0, 40.0, 120.0);
        assert!((flow(120.0, depth) / flow(40.0, 3.0) - 1.0).abs() < 1e-9);
        assert_eq!(depth_of_cell_channel(3.0, 200.0, 120.0), 3.0);
    }
}
