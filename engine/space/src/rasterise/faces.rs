//! Lines on faces: a chain of faces between cells that follows a line.

use serde::{Deserialize, Serialize};

use super::line::clip;
use crate::{Frame, Point, Polyline};

/// Which way one looks through a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Axis {
    /// From west to east.
    X,
    /// From south to north.
    Y,
}

/// The face between two neighbouring cells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// Which way one looks through it.
    pub axis: Axis,
    /// Cell to the west or south of it.
    pub low: usize,
    /// Cell to the east or north of it.
    pub high: usize,
    /// How far along the line the middle of the face lies, m.
    pub along_m: f64,
}

/// The chain of faces that follows a line, in its order and without gaps: cells on
/// one side touch cells on the other through the faces of the chain only. The line
/// is moved to the corners of cells (never more than a cell); faces at the rim of
/// the grid have a cell on one side only and are left out; each face comes once.
pub fn faces_along(frame: &Frame, line: &Polyline) -> Vec<Face> {
    let mut chain: Vec<Face> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut here: Option<(i64, i64)> = None;
    let mut along = 0.0;
    for pair in line.0.windows(2) {
        let length = pair[0].distance_m(pair[1]);
        if let Some((start, end)) = clip(frame, pair[0], pair[1]) {
            let from_m = along + pair[0].distance_m(start);
            let first = here.filter(|_| start == pair[0]).unwrap_or_else(|| corner(frame, start));
            let last = corner(frame, end);
            let run = Run { frame, start, end, from_m };
            run.walk(first, last, |face| {
                if seen.insert((face.axis, face.low)) {
                    chain.push(face);
                }
            });
            here = Some(last);
        } else {
            here = None;
        }
        along += length;
    }
    chain
}

/// The corner of cells nearest to a point.
fn corner(frame: &Frame, point: Point) -> (i64, i64) {
    let nearest =
        |offset: f64, count: usize| libm::floor(offset / frame.cell_m + 0.5).clamp(0.0, count as f64) as i64;
    (nearest(point.0 - frame.origin.0, frame.columns), nearest(point.1 - frame.origin.1, frame.rows))
}

/// A straight piece of the line inside the grid.
struct Run<'a> {
    frame: &'a Frame,
    start: Point,
    end: Point,
    /// Distance of `start` along the whole line, m.
    from_m: f64,
}

impl Run<'_> {
    fn at(&self, corner: (i64, i64)) -> Point {
        Point(
            self.frame.origin.0 + corner.0 as f64 * self.frame.cell_m,
            self.frame.origin.1 + corner.1 as f64 * self.frame.cell_m,
        )
    }

    /// Twice the area between the line and a point: how far off the point is.
    fn off(&self, p: Point) -> f64 {
        let (a, b) = (self.start, self.end);
        ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).abs()
    }

    /// Distance along the whole line of the point of the piece nearest to `p`, m.
    fn along(&self, p: Point) -> f64 {
        let (a, b) = (self.start, self.end);
        let length = a.distance_m(b);
        if length == 0.0 {
            return self.from_m;
        }
        let share = ((p.0 - a.0) * (b.0 - a.0) + (p.1 - a.1) * (b.1 - a.1)) / (length * length);
        self.from_m + share.clamp(0.0, 1.0) * length
    }

    /// Steps from corner to corner, of the two ways ahead the one nearer the line.
    fn walk(&self, from: (i64, i64), to: (i64, i64), mut take: impl FnMut(Face)) {
        let (step_x, step_y) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let mut here = from;
        while here != to {
            let by_x = (here.0 + step_x, here.1);
            let by_y = (here.0, here.1 + step_y);
            let go_x = if here.1 == to.1 {
                true
            } else if here.0 == to.0 {
                false
            } else {
                self.off(self.at(by_x)) <= self.off(self.at(by_y))
            };
            let next = if go_x { by_x } else { by_y };
            if let Some(face) = self.face(here, next) {
                take(face);
            }
            here = next;
        }
    }

    /// The face whose edge runs between two neighbouring corners.
    fn face(&self, a: (i64, i64), b: (i64, i64)) -> Option<Face> {
        let (columns, rows) = (self.frame.columns as i64, self.frame.rows as i64);
        let (pa, pb) = (self.at(a), self.at(b));
        let along_m = self.along(pa.towards(pb, 0.5));
        let index = |column: i64, row: i64| self.frame.index(column as usize, row as usize);
        if a.1 == b.1 {
            // An edge from west to east parts the cells south and north of it.
            let (column, row) = (a.0.min(b.0), a.1);
            (row > 0 && row < rows && column < columns).then(|| Face {
                axis: Axis::Y,
                low: index(column, row - 1),
                high: index(column, row),
                along_m,
            })
        } else {
            let (column, row) = (a.0, a.1.min(b.1));
            (column > 0 && column < columns && row < rows).then(|| Face {
                axis: Axis::X,
                low: index(column - 1, row),
                high: index(column, row),
                along_m,
            })
        }
    }
}
