//! Crossings of many straight pieces, found by blocks of the plane.

use std::collections::BTreeMap;

use sandtable_space::Point;

/// A straight piece of line `line`, from `along_m` on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Line that it belongs to.
    pub line: usize,
    /// Start.
    pub from: Point,
    /// End.
    pub to: Point,
    /// Distance of its start along the line, m.
    pub along_m: f64,
}

/// A crossing of two lines: distance along the first and along the second.
pub type Crossing = (usize, f64, usize, f64);

/// Where two pieces cross or touch within `slack_m`: shares of the first and second.
pub fn meet(a: &Piece, b: &Piece, slack_m: f64) -> Option<(f64, f64)> {
    let (ux, uy) = (a.to.0 - a.from.0, a.to.1 - a.from.1);
    let (vx, vy) = (b.to.0 - b.from.0, b.to.1 - b.from.1);
    let cross = ux * vy - uy * vx;
    let (la, lb) = (a.from.distance_m(a.to), b.from.distance_m(b.to));
    if la <= 0.0 || lb <= 0.0 || cross.abs() < 0.05 * la * lb {
        return None;
    }
    let (wx, wy) = (b.from.0 - a.from.0, b.from.1 - a.from.1);
    let s = (wx * vy - wy * vx) / cross;
    let t = (wx * uy - wy * ux) / cross;
    let within = |share: f64, length: f64| share > -slack_m / length && share < 1.0 + slack_m / length;
    (within(s, la) && within(t, lb)).then(|| (s.clamp(0.0, 1.0), t.clamp(0.0, 1.0)))
}

/// All crossings among pieces of different lines, in the order of the pieces.
pub fn all(pieces: &[Piece], slack_m: f64) -> Vec<Crossing> {
    let block = 600.0;
    let key = |x: f64| libm::floor(x / block) as i32;
    let mut blocks: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for (k, piece) in pieces.iter().enumerate() {
        let (x0, x1) = (piece.from.0.min(piece.to.0) - slack_m, piece.from.0.max(piece.to.0) + slack_m);
        let (y0, y1) = (piece.from.1.min(piece.to.1) - slack_m, piece.from.1.max(piece.to.1) + slack_m);
        for column in key(x0)..=key(x1) {
            for row in key(y0)..=key(y1) {
                blocks.entry((column, row)).or_default().push(k);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for members in blocks.values() {
        for (i, &a) in members.iter().enumerate() {
            for &b in &members[i + 1..] {
                if pieces[a].line != pieces[b].line {
                    pairs.push((a, b));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let (p, q) = (&pieces[a], &pieces[b]);
            let (s, t) = meet(p, q, slack_m)?;
            Some((
                p.line,
                p.along_m + s * p.from.distance_m(p.to),
                q.line,
                q.along_m + t * q.from.distance_m(q.to),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(line: usize, from: Point, to: Point) -> Piece {
        Piece { line, from, to, along_m: 0.0 }
    }

    #[test]
    fn a_cross_meets_in_its_middle() {
        let a = piece(0, Point(0.0, 0.0), Point(1000.0, 0.0));
        let b = piece(1, Point(500.0, -300.0), Point(500.0, 700.0));
        assert_eq!(all(&[a, b], 5.0), vec![(0, 500.0, 1, 300.0)]);
    }

    #[test]
    fn a_short_end_still_touches_and_parallels_do_not() {
        let a = piece(0, Point(0.0, 0.0), Point(1000.0, 0.0));
        let short = piece(1, Point(400.0, 8.0), Point(400.0, 500.0));
        assert_eq!(all(&[a, short], 10.0).len(), 1);
        assert!(all(&[a, short], 5.0).is_empty());
        let parallel = piece(2, Point(0.0, 3.0), Point(1000.0, 3.0));
        assert!(all(&[a, parallel], 10.0).is_empty());
    }
}
