//! Fewer vertices for lines and areas, within a stated distance.

use geo::{Coord, LineString, Simplify};

use crate::{Point, Polygon, Polyline};

fn coords(points: &[Point]) -> Vec<Coord<f64>> {
    points.iter().map(|p| Coord { x: p.0, y: p.1 }).collect()
}

fn thin(points: &[Point], tolerance_m: f64) -> Vec<Point> {
    let line = LineString::new(coords(points)).simplify(tolerance_m);
    line.0.into_iter().map(|c| Point(c.x, c.y)).collect()
}

impl Polyline {
    /// The line with as few of its vertices as stay within `tolerance_m` of it
    /// (Ramer–Douglas–Peucker); its ends stay.
    #[must_use]
    pub fn simplified(&self, tolerance_m: f64) -> Self {
        Self(thin(&self.0, tolerance_m))
    }
}

impl Polygon {
    /// The polygon with as few of its vertices as stay within `tolerance_m`; the
    /// polygon itself where fewer than three would be left.
    #[must_use]
    pub fn simplified(&self, tolerance_m: f64) -> Self {
        let Some(&first) = self.0.first() else {
            return self.clone();
        };
        let mut ring = self.0.clone();
        ring.push(first);
        let mut thin = thin(&ring, tolerance_m);
        thin.pop();
        if thin.len() < 3 { self.clone() } else { Self(thin) }
    }

    /// Centre of mass; the mean of the vertices for a polygon without area.
    pub fn centroid(&self) -> Point {
        let ring = &self.0;
        let Some(&origin) = ring.first() else {
            return Point::default();
        };
        let (mut twice_area, mut x, mut y) = (0.0, 0.0, 0.0);
        for (k, a) in ring.iter().enumerate() {
            let b = &ring[(k + 1) % ring.len()];
            // From the first vertex, so that large coordinates do not eat the digits.
            let (ax, ay, bx, by) = (a.0 - origin.0, a.1 - origin.1, b.0 - origin.0, b.1 - origin.1);
            let cross = ax * by - bx * ay;
            twice_area += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
        if twice_area.abs() > 1e-9 {
            return Point(origin.0 + x / (3.0 * twice_area), origin.1 + y / (3.0 * twice_area));
        }
        let n = ring.len() as f64;
        let sum = ring.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        Point(sum.0 / n, sum.1 / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_within_the_tolerance_go() {
        let line = Polyline(vec![Point(0.0, 0.0), Point(5.0, 0.4), Point(10.0, 0.0), Point(10.0, 9.0)]);
        assert_eq!(line.simplified(0.5).0, vec![Point(0.0, 0.0), Point(10.0, 0.0), Point(10.0, 9.0)]);
        assert_eq!(line.simplified(0.3), line);
    }

    #[test]
    fn a_polygon_keeps_its_corners_and_never_vanishes() {
        let square = Polygon(vec![
            Point(0.0, 0.0),
            Point(5.0, 0.1),
            Point(10.0, 0.0),
            Point(10.0, 10.0),
            Point(0.0, 10.0),
        ]);
        assert_eq!(square.simplified(0.5).0.len(), 4);
        assert_eq!(square.simplified(1e6), square);
        assert_eq!(Polygon(vec![]).simplified(1.0), Polygon(vec![]));
    }

    #[test]
    fn the_centre_of_a_triangle_far_away_is_the_mean_of_its_corners() {
        let far = 6_354_000.0;
        let centre = Polygon(vec![Point(far, far), Point(far + 3.0, far), Point(far, far + 3.0)]).centroid();
        assert!(centre.distance_m(Point(far + 1.0, far + 1.0)) < 1e-6);
        assert_eq!(Polygon(vec![Point(1.0, 2.0), Point(3.0, 2.0)]).centroid(), Point(2.0, 2.0));
    }
}
