//! Courses of rivers and roads: smooth lines through control points, values along
//! them, and quick nearest-point questions for whole grids.

use sandtable_space::{Point, Polyline};

/// A smooth line with the distance along it at every vertex.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Vertices.
    pub line: Polyline,
    /// Distance of each vertex from the start, m.
    pub along_m: Vec<f64>,
    /// For each vertex, where it lies among the control points: control point 2
    /// and a quarter of the way to the next is 2.25. Values given at control
    /// points are interpolated with it.
    pub control: Vec<f64>,
}

/// The nearest point of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Distance from the course, m.
    pub distance_m: f64,
    /// Distance along the course, m.
    pub along_m: f64,
    /// Place among the control points.
    pub control: f64,
    /// Whether the point lies to the left, looking along the course.
    pub left: bool,
}

impl Course {
    /// A uniform Catmull–Rom curve (Catmull & Rom 1974) through control points,
    /// cut into pieces of at most `step_m`.
    pub fn smooth(points: &[Point], step_m: f64) -> Self {
        let mut line = Vec::new();
        let mut control = Vec::new();
        let last = points.len().saturating_sub(1);
        for k in 0..last {
            let (p1, p2) = (points[k], points[k + 1]);
            let p0 = if k > 0 { points[k - 1] } else { p1 };
            let p3 = points[(k + 2).min(last)];
            let pieces = (libm::ceil(p1.distance_m(p2) / step_m) as usize).max(1);
            for piece in 0..pieces {
                let t = piece as f64 / pieces as f64;
                line.push(Point(spline(p0.0, p1.0, p2.0, p3.0, t), spline(p0.1, p1.1, p2.1, p3.1, t)));
                control.push(k as f64 + t);
            }
        }
        if let Some(&end) = points.last() {
            line.push(end);
            control.push(last as f64);
        }
        let along_m = distances(&line);
        Self { line: Polyline(line), along_m, control }
    }

    /// Length, m.
    pub fn length_m(&self) -> f64 {
        self.along_m.last().copied().unwrap_or(0.0)
    }

    /// Value at a place among the control points, linear between them.
    pub fn value(values: &[f64], control: f64) -> f64 {
        let Some(last) = values.len().checked_sub(1) else { return 0.0 };
        let k = (control.max(0.0) as usize).min(last);
        let next = (k + 1).min(last);
        values[k] + (control - k as f64).clamp(0.0, 1.0) * (values[next] - values[k])
    }

    /// Place among the control points at a distance along the course.
    pub fn control_at(&self, along_m: f64) -> f64 {
        let k = self.along_m.partition_point(|&a| a <= along_m);
        if k == 0 {
            return 0.0;
        }
        let Some(&above) = self.along_m.get(k) else { return self.control[self.control.len() - 1] };
        let below = self.along_m[k - 1];
        let share = if above > below { (along_m - below) / (above - below) } else { 0.0 };
        self.control[k - 1] + share * (self.control[k] - self.control[k - 1])
    }

    /// The part between two distances, moved sideways (to the left if positive),
    /// with the distance along the course of each vertex.
    pub fn beside(&self, from_m: f64, to_m: f64, offset_m: f64, step_m: f64) -> Vec<(Point, f64)> {
        let (from_m, to_m) = (from_m.max(0.0), to_m.min(self.length_m()));
        let steps = (libm::ceil((to_m - from_m) / step_m) as usize).max(1);
        (0..=steps)
            .map(|k| {
                let along = from_m + (to_m - from_m) * k as f64 / steps as f64;
                let (before, after) = (self.line.at(along - 60.0), self.line.at(along + 60.0));
                let length = before.distance_m(after).max(1e-9);
                let (dx, dy) = ((after.0 - before.0) / length, (after.1 - before.1) / length);
                let middle = self.line.at(along);
                (Point(middle.0 - offset_m * dy, middle.1 + offset_m * dx), along)
            })
            .collect()
    }

    /// Nearest point of one segment.
    fn near_segment(&self, k: usize, p: Point) -> (f64, f64) {
        let (a, b) = (self.line.0[k], self.line.0[k + 1]);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let square = dx * dx + dy * dy;
        let share =
            if square > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (p.0 - a.0 - share * dx, p.1 - a.1 - share * dy);
        (ex * ex + ey * ey, share)
    }

    /// The nearest point among some segments.
    fn near(&self, segments: &[u32], p: Point) -> Option<Near> {
        let mut best: Option<(f64, usize, f64)> = None;
        for &k in segments {
            let (square, share) = self.near_segment(k as usize, p);
            if best.is_none_or(|(least, ..)| square < least) {
                best = Some((square, k as usize, share));
            }
        }
        let (square, k, share) = best?;
        let (a, b) = (self.line.0[k], self.line.0[k + 1]);
        Some(Near {
            distance_m: square.sqrt(),
            along_m: self.along_m[k] + share * (self.along_m[k + 1] - self.along_m[k]),
            control: self.control[k] + share * (self.control[k + 1] - self.control[k]),
            left: (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) > 0.0,
        })
    }
}

/// Distances of the vertices of a line from its start, m.
pub fn distances(line: &[Point]) -> Vec<f64> {
    let mut along = 0.0;
    line.iter()
        .enumerate()
        .map(|(k, &p)| {
            if k > 0 {
                along += line[k - 1].distance_m(p);
            }
            along
        })
        .collect()
}

fn spline(p0: f64, p1: f64, p2: f64, p3: f64, t: f64) -> f64 {
    0.5 * (2.0 * p1
        + (p2 - p0) * t
        + (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3) * t * t
        + (3.0 * p1 - p0 - 3.0 * p2 + p3) * t * t * t)
}

/// Nearest-point questions within a reach of a course, by blocks of the plane:
/// each block keeps the segments that can be nearest to any of its points.
#[derive(Clone, Debug)]
pub struct NearIndex<'a> {
    course: &'a Course,
    origin: Point,
    block_m: f64,
    columns: usize,
    rows: usize,
    segments: Vec<Vec<u32>>,
}

impl<'a> NearIndex<'a> {
    /// An index over a rectangle. Blocks wholly beyond `reach_m` answer none.
    pub fn new(course: &'a Course, low: Point, high: Point, reach_m: f64) -> Self {
        let block_m = 600.0;
        let columns = (libm::ceil((high.0 - low.0) / block_m) as usize).max(1);
        let rows = (libm::ceil((high.1 - low.1) / block_m) as usize).max(1);
        let half_diagonal = block_m * 0.5 * std::f64::consts::SQRT_2;
        let mut segments = Vec::with_capacity(columns * rows);
        let count = course.line.0.len().saturating_sub(1);
        let mut squares = vec![0.0; count];
        for row in 0..rows {
            for column in 0..columns {
                let centre =
                    Point(low.0 + (column as f64 + 0.5) * block_m, low.1 + (row as f64 + 0.5) * block_m);
                let mut least = f64::INFINITY;
                for (k, square) in squares.iter_mut().enumerate() {
                    *square = course.near_segment(k, centre).0;
                    least = least.min(*square);
                }
                let nearest = least.sqrt();
                let bound = nearest + 2.0 * half_diagonal;
                segments.push(if nearest - half_diagonal > reach_m {
                    Vec::new()
                } else {
                    (0..count).filter(|&k| squares[k] <= bound * bound).map(|k| k as u32).collect()
                });
            }
        }
        Self { course, origin: low, block_m, columns, rows, segments }
    }

    /// The nearest point of the course, or none where it is beyond the reach.
    pub fn near(&self, p: Point) -> Option<Near> {
        let column = (((p.0 - self.origin.0) / self.block_m).max(0.0) as usize).min(self.columns - 1);
        let row = (((p.1 - self.origin.1) / self.block_m).max(0.0) as usize).min(self.rows - 1);
        self.course.near(&self.segments[row * self.columns + column], p)
    }
}

/// Value of a table of (place, value) pairs in rising places: linear between, the
/// end values beyond.
pub fn lookup(table: &[(f64, f64)], x: f64) -> f64 {
    let k = table.partition_point(|pair| pair.0 <= x);
    match (k.checked_sub(1).and_then(|j| table.get(j)), table.get(k)) {
        (Some(a), Some(b)) => a.1 + (x - a.0) / (b.0 - a.0) * (b.1 - a.1),
        (Some(only), None) | (None, Some(only)) => only.1,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bend() -> Course {
        Course::smooth(&[Point(0.0, 0.0), Point(2000.0, 500.0), Point(4000.0, 0.0)], 60.0)
    }

    #[test]
    fn the_curve_passes_through_its_control_points() {
        let course = bend();
        for p in [Point(0.0, 0.0), Point(2000.0, 500.0), Point(4000.0, 0.0)] {
            assert!(course.line.nearest(p).0 < 1e-9);
        }
        assert!(course.length_m() > 4000.0 && course.length_m() < 4300.0);
    }

    #[test]
    fn the_index_finds_what_a_plain_search_finds() {
        let course = bend();
        let index = NearIndex::new(&course, Point(-1000.0, -1000.0), Point(5000.0, 2000.0), 1e9);
        for k in 0..500 {
            let p = Point(-900.0 + 11.7 * f64::from(k), -950.0 + f64::from(k * 37 % 2900));
            let (plain, along) = course.line.nearest(p);
            let near = index.near(p).unwrap();
            assert!((near.distance_m - plain).abs() < 1e-6 && (near.along_m - along).abs() < 1e-6);
        }
    }

    #[test]
    fn left_is_left_of_the_direction() {
        let course = bend();
        let index = NearIndex::new(&course, Point(-1000.0, -1000.0), Point(5000.0, 2000.0), 1e9);
        assert!(index.near(Point(2000.0, 900.0)).unwrap().left);
        assert!(!index.near(Point(2000.0, 100.0)).unwrap().left);
        let (beside, _) = course.beside(0.0, 4000.0, 100.0, 200.0)[10];
        assert!(index.near(beside).unwrap().left);
    }
}
