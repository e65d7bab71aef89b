//! From a line on the map to faces of the grid.
//!
//! The line is snapped to corners of cells and walked along their sides, so the
//! result is a chain of faces without a gap: water, which passes faces only, cannot
//! leak through it diagonally. A line whose ends meet encloses its cells.

use std::collections::BTreeMap;

use sandtable_kernel::SimId;
use sandtable_space::{Frame, Polyline};

use super::spec::{Crest, LeveeSpec};
use super::table::interpolate;
use crate::flood::solver::Face;

/// A face of a levee.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeveeFace {
    /// The face.
    pub face: Face,
    /// Its cells, west or south one first.
    pub cells: (usize, usize),
    /// Distance along the levee, m.
    pub along_m: f64,
    /// Crest as built, m above the datum.
    pub crest_m: f32,
}

/// A levee on the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Levee {
    /// Its identity.
    pub id: SimId,
    /// Its faces along its course.
    pub faces: Vec<LeveeFace>,
}

impl Levee {
    /// Lays a levee on the grid. `ground_m` is needed for crests above the ground.
    pub fn new(spec: &LeveeSpec, frame: &Frame, ground_m: &[f32]) -> Self {
        let faces = faces_along(frame, &spec.line)
            .into_iter()
            .filter_map(|(face, along_m)| {
                let cells = face.cells(frame)?;
                let ground = f64::from(ground_m[cells.0].max(ground_m[cells.1]));
                let crest_m = match &spec.crest {
                    Crest::Level(level) => *level,
                    Crest::Profile(rows) => interpolate(rows, along_m),
                    Crest::AboveGround(height) => ground + height,
                } as f32;
                Some(LeveeFace { face, cells, along_m, crest_m })
            })
            .collect();
        Self { id: spec.id(), faces }
    }
}

/// The inner faces that a line runs along, each once, with the distance along the
/// line at which it is first met.
pub fn faces_along(frame: &Frame, line: &Polyline) -> Vec<(Face, f64)> {
    let corners = corner_path(frame, line);
    let mut seen = BTreeMap::new();
    let mut faces = Vec::new();
    for pair in corners.windows(2) {
        let ((a, _), (b, along)) = (pair[0], pair[1]);
        if let Some(face) = face_of(frame, a, b)
            && seen.insert(face, ()).is_none()
        {
            faces.push((face, along));
        }
    }
    faces
}

/// Corners (column, row) that the line passes, each a side of a cell from the last.
fn corner_path(frame: &Frame, line: &Polyline) -> Vec<((i64, i64), f64)> {
    let length = line.length_m();
    if line.0.len() < 2 || !length.is_finite() || frame.cell_m <= 0.0 {
        return Vec::new();
    }
    let step = 0.2 * frame.cell_m;
    // Long lines far outside the grid are bounded: no more than a million samples.
    let samples = (libm::ceil(length / step) as usize).clamp(1, 1_000_000);
    let mut path: Vec<((i64, i64), f64)> = Vec::new();
    let mut walker = Walker::new(line);
    for k in 0..=samples {
        let along = length * k as f64 / samples as f64;
        let (x, y) = walker.at(along, frame);
        let corner = (libm::round(x) as i64, libm::round(y) as i64);
        let Some(&(last, _)) = path.last() else {
            path.push((corner, along));
            continue;
        };
        for next in sides_between(last, corner, (x, y)) {
            // A spur back over the side just walked is no wall.
            if path.len() >= 2 && path[path.len() - 2].0 == next {
                path.pop();
            } else {
                path.push((next, along));
            }
        }
    }
    path
}

/// Corners after `from` up to `to`, one side at a time; of two ways round a cell the
/// one nearer to the line.
fn sides_between(from: (i64, i64), to: (i64, i64), near: (f64, f64)) -> Vec<(i64, i64)> {
    let mut way = Vec::new();
    let (mut x, mut y) = from;
    while (x, y) != to {
        let (dx, dy) = ((to.0 - x).signum(), (to.1 - y).signum());
        let off = |cx: i64, cy: i64| libm::hypot(cx as f64 - near.0, cy as f64 - near.1);
        if dx != 0 && (dy == 0 || off(x + dx, y) <= off(x, y + dy)) {
            x += dx;
        } else {
            y += dy;
        }
        way.push((x, y));
    }
    way
}

/// The face between two neighbouring corners, if it lies inside the grid.
fn face_of(frame: &Frame, a: (i64, i64), b: (i64, i64)) -> Option<Face> {
    let (columns, rows) = (frame.columns as i64, frame.rows as i64);
    let (x, y) = (a.0.min(b.0), a.1.min(b.1));
    if a.1 == b.1 {
        (x >= 0 && x < columns && y > 0 && y < rows).then(|| Face::South(frame.index(x as usize, y as usize)))
    } else {
        (x > 0 && x < columns && y >= 0 && y < rows).then(|| Face::West(frame.index(x as usize, y as usize)))
    }
}

/// Walks along a line without looking for its place from the start each time.
struct Walker<'a> {
    line: &'a Polyline,
    segment: usize,
    before_m: f64,
}

impl<'a> Walker<'a> {
    fn new(line: &'a Polyline) -> Self {
        Self { line, segment: 0, before_m: 0.0 }
    }

    /// Position in cells from the grid's corner; `along_m` must not fall.
    fn at(&mut self, along_m: f64, frame: &Frame) -> (f64, f64) {
        let points = &self.line.0;
        loop {
            let (a, b) = (points[self.segment], points[self.segment + 1]);
            let length = a.distance_m(b);
            let last = self.segment + 2 >= points.len();
            if along_m <= self.before_m + length || last {
                let share = if length > 0.0 { ((along_m - self.before_m) / length).min(1.0) } else { 0.0 };
                let p = a.towards(b, share);
                return ((p.0 - frame.origin.0) / frame.cell_m, (p.1 - frame.origin.1) / frame.cell_m);
            }
            self.before_m += length;
            self.segment += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use sandtable_space::Point;

    use super::*;

    const FRAME: Frame = Frame { origin: Point(100.0, -50.0), cell_m: 7.0, columns: 40, rows: 30 };

    /// Cells that water can reach from a cell without passing the faces.
    fn reached(from: usize, walls: &[(Face, f64)]) -> BTreeSet<usize> {
        let walls: BTreeSet<Face> = walls.iter().map(|(face, _)| *face).collect();
        let mut reached = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(cell) = open.pop() {
            let (column, row) = FRAME.column_row(cell);
            let mut near = Vec::new();
            if column > 0 {
                near.push(cell - 1);
            }
            if column + 1 < FRAME.columns {
                near.push(cell + 1);
            }
            if row > 0 {
                near.push(cell - FRAME.columns);
            }
            if row + 1 < FRAME.rows {
                near.push(cell + FRAME.columns);
            }
            for other in near {
                let face = Face::between(&FRAME, cell, other).unwrap();
                if !walls.contains(&face) && reached.insert(other) {
                    open.push(other);
                }
            }
        }
        reached
    }

    #[test]
    fn a_diagonal_across_the_grid_parts_it() {
        let line = Polyline(vec![Point(90.0, -60.0), Point(240.0, 100.0), Point(390.0, 170.0)]);
        let walls = faces_along(&FRAME, &line);
        let low = reached(FRAME.index(39, 0), &walls);
        assert!(!low.contains(&FRAME.index(0, 29)));
        assert!(low.len() > 300 && low.len() < 900, "{}", low.len());
        assert!(walls.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    }

    #[test]
    fn a_line_off_the_grid_has_no_face() {
        assert!(faces_along(&FRAME, &Polyline(vec![Point(-900.0, 0.0), Point(-900.0, 90.0)])).is_empty());
        assert!(faces_along(&FRAME, &Polyline(vec![Point(200.0, 0.0)])).is_empty());
        assert!(faces_along(&FRAME, &Polyline(Vec::new())).is_empty());
    }

    proptest! {
        #[test]
        fn a_ring_leaks_nowhere(radii in prop::collection::vec(25.0..95.0f64, 5..12), turn in 0.0..1.0f64) {
            let centre = FRAME.centre(20, 15);
            let n = radii.len();
            let mut ring: Vec<Point> = radii.iter().enumerate().map(|(k, r)| {
                let angle = std::f64::consts::TAU * (k as f64 + turn) / n as f64;
                Point(centre.0 + r * libm::cos(angle), centre.1 + r * libm::sin(angle))
            }).collect();
            ring.push(ring[0]);
            let walls = faces_along(&FRAME, &Polyline(ring));
            let inside = reached(FRAME.index(20, 15), &walls);
            prop_assert!(!inside.contains(&FRAME.index(0, 0)), "leaks");
            // About the area of the ring, not a sliver.
            prop_assert!(inside.len() >= 4, "{}", inside.len());
        }
    }
}
