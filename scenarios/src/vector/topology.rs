//! Which vertices of lines are the same place.
//!
//! Vertices closer than a millimetre are one. A line's end that meets nothing is
//! joined to the nearest line within the snapping distance: to a vertex of it if
//! one is that near, else to a new vertex at the nearest point. Lines that cross
//! without a common vertex stay apart: one may be a bridge over the other.

use std::collections::BTreeMap;

use sandtable_space::{Point, PointIndex, Polyline};

/// How lines are joined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// Ends this near to another line are joined to it, m.
    pub distance_m: f64,
}

impl Default for Snap {
    fn default() -> Self {
        Self { distance_m: 1.0 }
    }
}

/// A line whose vertices are numbered; equal numbers are one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Vertexed {
    /// Numbers of the places.
    pub ids: Vec<u64>,
    /// Where they are.
    pub points: Vec<Point>,
}

/// Lines with numbered vertices, ends snapped, and how many ends were joined.
pub fn snapped(lines: &[Polyline], snap: Snap) -> (Vec<Vertexed>, usize) {
    let mut places = Places::default();
    let mut result: Vec<Vertexed> = lines
        .iter()
        .map(|line| {
            let mut vertexed = Vertexed { ids: Vec::new(), points: Vec::new() };
            for &point in &line.0 {
                let id = places.at(point);
                if vertexed.ids.last() != Some(&id) {
                    vertexed.ids.push(id);
                    vertexed.points.push(places.points[id as usize]);
                }
            }
            vertexed
        })
        .collect();
    let mut uses = vec![0u32; places.points.len()];
    for id in result.iter().flat_map(|line| &line.ids) {
        uses[*id as usize] += 1;
    }
    // Loose ends, in the order of the lines.
    let mut loose = Vec::new();
    for (k, line) in result.iter().enumerate() {
        if line.ids.len() < 2 {
            continue;
        }
        for id in [line.ids[0], line.ids[line.ids.len() - 1]] {
            if uses[id as usize] == 1 {
                loose.push((k, id));
            }
        }
    }
    let index = Segments::new(&result, snap.distance_m);
    let mut joined = 0;
    // New vertices on segments: (line, segment, share, id).
    let mut inserts: Vec<(usize, usize, f64, u64)> = Vec::new();
    let mut renames: BTreeMap<u64, u64> = BTreeMap::new();
    for (own, id) in loose {
        let point = places.points[id as usize];
        let Some((line, segment, share, distance)) = index.nearest(&result, point, own) else { continue };
        if distance > snap.distance_m {
            continue;
        }
        joined += 1;
        let held = &result[line];
        let ends = [segment, segment + 1].map(|k| (held.points[k].distance_m(point), held.ids[k]));
        let nearest = if ends[0].0 <= ends[1].0 { ends[0] } else { ends[1] };
        if nearest.0 <= snap.distance_m {
            renames.insert(id, nearest.1);
        } else {
            inserts.push((line, segment, share, id));
        }
    }
    // From the back, so that segment numbers stay true.
    inserts.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(b.2.total_cmp(&a.2)).then(b.3.cmp(&a.3)));
    for (line, segment, _, id) in inserts {
        result[line].ids.insert(segment + 1, id);
        result[line].points.insert(segment + 1, places.points[id as usize]);
    }
    for line in &mut result {
        for (id, point) in line.ids.iter_mut().zip(&mut line.points) {
            // Two loose ends may be joined to each other: then one step is enough.
            if let Some(&to) = renames.get(id).filter(|to| renames.get(*to) != Some(id) || **to < *id) {
                *id = to;
                *point = places.points[to as usize];
            }
        }
    }
    (result, joined)
}

/// Places by their millimetre.
#[derive(Default)]
struct Places {
    known: BTreeMap<(i64, i64), u64>,
    points: Vec<Point>,
}

impl Places {
    fn at(&mut self, point: Point) -> u64 {
        let millimetre = |v: f64| libm::rint(v * 1000.0) as i64;
        *self.known.entry((millimetre(point.0), millimetre(point.1))).or_insert_with(|| {
            self.points.push(point);
            self.points.len() as u64 - 1
        })
    }
}

/// Segments of lines, found by points laid along them.
struct Segments {
    index: PointIndex,
    /// Line and segment of each point.
    of: Vec<(usize, usize)>,
    reach_m: f64,
}

/// Points laid along one segment at most.
const MOST_POINTS: f64 = 1000.0;

impl Segments {
    fn new(lines: &[Vertexed], snap_m: f64) -> Self {
        let longest = lines
            .iter()
            .flat_map(|line| line.points.windows(2).map(|pair| pair[0].distance_m(pair[1])))
            .fold(0.0, f64::max);
        let step = (20.0 * snap_m).max(50.0).max(longest / MOST_POINTS);
        let (mut points, mut of) = (Vec::new(), Vec::new());
        for (k, line) in lines.iter().enumerate() {
            for (segment, pair) in line.points.windows(2).enumerate() {
                let pieces = libm::ceil(pair[0].distance_m(pair[1]) / step).max(1.0) as usize;
                for piece in 0..=pieces {
                    points.push(pair[0].towards(pair[1], piece as f64 / pieces as f64));
                    of.push((k, segment));
                }
            }
        }
        Self { index: PointIndex::new(points), of, reach_m: snap_m + step }
    }

    /// The nearest place on any line but one's own: line, segment, share, distance.
    fn nearest(&self, lines: &[Vertexed], point: Point, own: usize) -> Option<(usize, usize, f64, f64)> {
        let mut best: Option<(usize, usize, f64, f64)> = None;
        for k in self.index.within(point, self.reach_m) {
            let (line, segment) = self.of[k];
            if line == own {
                continue;
            }
            let piece = Polyline(lines[line].points[segment..segment + 2].to_vec());
            let (distance, along) = piece.nearest(point);
            if best.is_none_or(|held| distance < held.3) {
                best = Some((line, segment, along / piece.length_m().max(1e-9), distance));
            }
        }
        best
    }
}
