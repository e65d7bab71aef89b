//! Points, lines and areas in metres.

use serde::{Deserialize, Serialize};

/// A point: metres east and north in the case's projected system. In files `(x, y)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Point(pub f64, pub f64);

impl Point {
    /// Metres to the east.
    pub fn x(self) -> f64 {
        self.0
    }

    /// Metres to the north.
    pub fn y(self) -> f64 {
        self.1
    }

    /// Distance to another point, m.
    pub fn distance_m(self, other: Self) -> f64 {
        libm::hypot(self.0 - other.0, self.1 - other.1)
    }

    /// The point at `share` (0 to 1) of the way to another.
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self(self.0 + share * (other.0 - self.0), self.1 + share * (other.1 - self.1))
    }
}

/// A line through two or more points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Polyline(pub Vec<Point>);

impl Polyline {
    /// Length, m.
    pub fn length_m(&self) -> f64 {
        self.0.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum()
    }

    /// Nearest point of the line: distance to it, m, and its distance along the
    /// line, m. Infinite for an empty line.
    pub fn nearest(&self, point: Point) -> (f64, f64) {
        let mut best = (f64::INFINITY, 0.0);
        let mut along = 0.0;
        for pair in self.0.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length = a.distance_m(b);
            let share = if length > 0.0 {
                (((point.0 - a.0) * (b.0 - a.0) + (point.1 - a.1) * (b.1 - a.1)) / (length * length))
                    .clamp(0.0, 1.0)
            } else {
                0.0
            };
            let distance = point.distance_m(a.towards(b, share));
            if distance < best.0 {
                best = (distance, along + share * length);
            }
            along += length;
        }
        if let [only] = self.0[..] {
            best = (point.distance_m(only), 0.0);
        }
        best
    }

    /// The point at a distance along the line (clamped to its ends).
    pub fn at(&self, along_m: f64) -> Point {
        let mut left = along_m.max(0.0);
        for pair in self.0.windows(2) {
            let length = pair[0].distance_m(pair[1]);
            if left <= length && length > 0.0 {
                return pair[0].towards(pair[1], left / length);
            }
            left -= length;
        }
        self.0.last().copied().unwrap_or_default()
    }
}

/// A simple polygon: outer ring, not closed twice, without holes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Polygon(pub Vec<Point>);

impl Polygon {
    /// Whether a point lies inside (even–odd rule).
    pub fn contains(&self, point: Point) -> bool {
        let ring = &self.0;
        let mut inside = false;
        for (k, a) in ring.iter().enumerate() {
            let b = &ring[(k + ring.len() - 1) % ring.len()];
            if (a.1 > point.1) != (b.1 > point.1)
                && point.0 < (b.0 - a.0) * (point.1 - a.1) / (b.1 - a.1) + a.0
            {
                inside = !inside;
            }
        }
        inside
    }

    /// Area, m².
    pub fn area_m2(&self) -> f64 {
        let ring = &self.0;
        let twice: f64 = ring
            .iter()
            .enumerate()
            .map(|(k, a)| {
                let b = &ring[(k + 1) % ring.len()];
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        0.5 * twice.abs()
    }

    /// Smallest upright rectangle: south-west and north-east corner.
    pub fn bounds(&self) -> (Point, Point) {
        let mut low = Point(f64::INFINITY, f64::INFINITY);
        let mut high = Point(f64::NEG_INFINITY, f64::NEG_INFINITY);
        for p in &self.0 {
            low = Point(low.0.min(p.0), low.1.min(p.1));
            high = Point(high.0.max(p.0), high.1.max(p.1));
        }
        (low, high)
    }
}
