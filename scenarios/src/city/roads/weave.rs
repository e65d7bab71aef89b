//! From lines to links: crossings, nodes, villages, loose parts.

use std::collections::BTreeMap;

use sandtable_space::road::RoadError;
use sandtable_space::{Link, LinkId, NodeId, Point, Polyline, RoadClass, RoadGraph};

use super::Land;
use super::crossing::{self, Piece};
use super::recipe::{RoadRecipe, UnderpassRecipe};
use crate::city::course::distances;
use crate::city::terrain::Courses;

/// Ends that lie within this distance are one node, m.
const SNAP_M: f64 = 30.0;
/// A road that stops this short of another still meets it, m.
const SLACK_M: f64 = 45.0;
/// Longest link away from bridges, m.
const LONGEST_M: f64 = 800.0;
/// Half the length of a small bridge, m.
const SPAN_M: f64 = 90.0;
/// Underpasses lie on a through road no further than this from their place, m.
const UNDERPASS_REACH_M: f64 = 400.0;

struct Line {
    key: String,
    class: RoadClass,
    points: Vec<Point>,
    along_m: Vec<f64>,
    through: bool,
}

struct Edge {
    key: String,
    class: RoadClass,
    from: usize,
    to: usize,
    shape: Vec<Point>,
    bridge: bool,
}

/// Lines, then nodes and undirected links.
pub struct Web<'a> {
    recipe: &'a RoadRecipe,
    lines: Vec<Line>,
    nodes: Vec<Point>,
    blocks: BTreeMap<(i32, i32), Vec<usize>>,
    edges: Vec<Edge>,
}

impl<'a> Web<'a> {
    /// Nothing yet.
    pub fn new(recipe: &'a RoadRecipe) -> Self {
        Self { recipe, lines: Vec::new(), nodes: Vec::new(), blocks: BTreeMap::new(), edges: Vec::new() }
    }

    /// Adds a line; `through` roads keep dead ends and get bridges over wide rivers.
    pub fn add(&mut self, key: &str, class: RoadClass, line: &Polyline, through: bool) {
        let along_m = distances(&line.0);
        self.lines.push(Line { key: key.to_owned(), class, points: line.0.clone(), along_m, through });
    }

    fn node(&mut self, p: Point) -> usize {
        let block = |x: f64| libm::floor(x / (2.0 * SNAP_M)) as i32;
        let (column, row) = (block(p.0), block(p.1));
        let mut best: Option<(f64, usize)> = None;
        for c in column - 1..=column + 1 {
            for r in row - 1..=row + 1 {
                for &k in self.blocks.get(&(c, r)).into_iter().flatten() {
                    let distance = self.nodes[k].distance_m(p);
                    if distance <= SNAP_M && best.is_none_or(|(least, _)| distance < least) {
                        best = Some((distance, k));
                    }
                }
            }
        }
        if let Some((_, k)) = best {
            return k;
        }
        self.nodes.push(p);
        self.blocks.entry((column, row)).or_default().push(self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn link(&mut self, key: String, class: RoadClass, shape: Vec<Point>, bridge: bool) {
        let (Some(&first), Some(&last)) = (shape.first(), shape.last()) else { return };
        let (from, to) = (self.node(first), self.node(last));
        let known = |edge: &Edge| (edge.from, edge.to) == (from, to) || (edge.from, edge.to) == (to, from);
        if from != to && !self.edges.iter().any(known) {
            self.edges.push(Edge { key, class, from, to, shape, bridge });
        }
    }

    /// Cuts all lines at their crossings, at the levees of wide rivers and at the
    /// greatest length, and drops dead ends of streets.
    pub fn cut(&mut self, land: &Land) {
        let mut pieces = Vec::new();
        for (k, line) in self.lines.iter().enumerate() {
            for (j, pair) in line.points.windows(2).enumerate() {
                pieces.push(Piece { line: k, from: pair[0], to: pair[1], along_m: line.along_m[j] });
            }
        }
        let mut cuts: Vec<Vec<f64>> = vec![Vec::new(); self.lines.len()];
        for (a, along_a, b, along_b) in crossing::all(&pieces, SLACK_M) {
            if self.meets(a, b) {
                cuts[a].push(along_a);
                cuts[b].push(along_b);
            }
        }
        for (k, own) in cuts.into_iter().enumerate() {
            let parts = self.parts(k, own, land);
            let (key, class) = (self.lines[k].key.clone(), self.lines[k].class);
            for (n, (shape, bridge)) in parts.into_iter().enumerate() {
                self.link(format!("{key}.{n}"), class, shape, bridge);
            }
        }
    }

    /// Motorways meet only the roads that an interchange serves.
    fn meets(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.lines[a], &self.lines[b]);
        let served = |line: &Line| line.through && line.class <= RoadClass::Secondary;
        let motorway = |line: &Line| line.class == RoadClass::Motorway;
        if motorway(a) || motorway(b) { served(a) && served(b) } else { true }
    }

    /// Shapes of a line between its cuts, and whether each is a bridge.
    fn parts(&self, k: usize, mut cuts: Vec<f64>, land: &Land) -> Vec<(Vec<Point>, bool)> {
        let line = &self.lines[k];
        let total = line.along_m.last().copied().unwrap_or(0.0);
        let at = |along: f64| Polyline(line.points.clone()).at(along);
        if line.through {
            cuts.extend([0.0, total]);
            let mut wet = land.in_wide_river(at(0.0));
            let steps = (total / 20.0) as usize;
            for step in 1..=steps {
                let along = 20.0 * step as f64;
                let here = land.in_wide_river(at(along));
                if here != wet {
                    cuts.push(along);
                    wet = here;
                }
            }
        }
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|b, a| *b - *a < SNAP_M);
        let mut parts = Vec::new();
        for pair in cuts.windows(2) {
            let bridge = line.through && land.in_wide_river(at(0.5 * (pair[0] + pair[1])));
            let length = pair[1] - pair[0];
            let count = if bridge { 1 } else { (libm::ceil(length / LONGEST_M) as usize).max(1) };
            for n in 0..count {
                let from = pair[0] + length * n as f64 / count as f64;
                let to = pair[0] + length * (n + 1) as f64 / count as f64;
                let mut shape = vec![at(from)];
                for (p, &along) in line.points.iter().zip(&line.along_m) {
                    if along > from + 1.0 && along < to - 1.0 {
                        shape.push(*p);
                    }
                }
                shape.push(at(to));
                parts.push((shape, bridge));
            }
        }
        parts
    }

    /// A few lanes of a village: a cross of four lanes and a loop round it.
    pub fn lanes(&mut self, key: &str, at: Point, land: &Land) {
        let side = 170.0;
        let corner = |x: i32, y: i32| Point(at.0 + f64::from(x) * side, at.1 + f64::from(y) * side);
        let pairs = [
            ((-1, -1), (0, -1)),
            ((0, -1), (1, -1)),
            ((-1, 0), (0, 0)),
            ((0, 0), (1, 0)),
            ((-1, 1), (0, 1)),
            ((0, 1), (1, 1)),
            ((-1, -1), (-1, 0)),
            ((-1, 0), (-1, 1)),
            ((0, -1), (0, 0)),
            ((0, 0), (0, 1)),
            ((1, -1), (1, 0)),
            ((1, 0), (1, 1)),
        ];
        for (n, (a, b)) in pairs.into_iter().enumerate() {
            let (p, q) = (corner(a.0, a.1), corner(b.0, b.1));
            if land.is_dry(p) && land.is_dry(q) {
                self.link(format!("lane.{key}.{n}"), RoadClass::Local, vec![p, q], false);
            }
        }
    }

    /// Ties a settlement to the network by up to two ways out in different
    /// directions, unless a node lies close by already.
    pub fn tie(&mut self, key: &str, at: Point, land: &Land) {
        let degree = self.degrees();
        let own: Vec<usize> = (0..self.nodes.len())
            .filter(|&k| degree[k] > 0 && self.nodes[k].distance_m(at) < 260.0)
            .collect();
        let prefix = format!("lane.{key}.");
        let of_village: Vec<usize> = self
            .edges
            .iter()
            .filter(|edge| edge.key.starts_with(&prefix))
            .flat_map(|edge| [edge.from, edge.to])
            .collect();
        if of_village.is_empty() && !own.is_empty() {
            return;
        }
        let mut targets: Vec<(f64, usize)> = (0..self.nodes.len())
            .filter(|k| degree[*k] > 0 && !of_village.contains(k))
            .map(|k| (self.nodes[k].distance_m(at), k))
            .filter(|(distance, _)| *distance < 6000.0)
            .collect();
        targets.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut taken: Vec<Point> = Vec::new();
        for (_, target) in targets {
            let end = self.nodes[target];
            let apart = taken.iter().all(|other| {
                let (ax, ay, bx, by) = (end.0 - at.0, end.1 - at.1, other.0 - at.0, other.1 - at.1);
                let lengths = libm::hypot(ax, ay) * libm::hypot(bx, by);
                ax * bx + ay * by < 0.2 * lengths
            });
            let from = of_village
                .iter()
                .copied()
                .min_by(|&a, &b| {
                    self.nodes[a].distance_m(end).total_cmp(&self.nodes[b].distance_m(end)).then(a.cmp(&b))
                })
                .map_or(at, |k| self.nodes[k]);
            if apart && self.dry_way(from, end, land) {
                let n = taken.len();
                self.link(format!("lane.{key}.way{n}"), RoadClass::Local, vec![from, end], false);
                taken.push(end);
                if taken.len() == 2 {
                    return;
                }
            }
        }
    }

    fn dry_way(&self, from: Point, to: Point, land: &Land) -> bool {
        let steps = (libm::ceil(from.distance_m(to) / 60.0) as usize).max(1);
        (0..=steps).all(|k| land.is_dry(from.towards(to, k as f64 / steps as f64)))
    }

    fn degrees(&self) -> Vec<usize> {
        let mut degree = vec![0; self.nodes.len()];
        for edge in &self.edges {
            degree[edge.from] += 1;
            degree[edge.to] += 1;
        }
        degree
    }

    fn labels(&self) -> Vec<usize> {
        let mut label: Vec<usize> = (0..self.nodes.len()).collect();
        fn root(label: &mut [usize], mut k: usize) -> usize {
            while label[k] != k {
                label[k] = label[label[k]];
                k = label[k];
            }
            k
        }
        for edge in &self.edges {
            let (a, b) = (root(&mut label, edge.from), root(&mut label, edge.to));
            label[a.max(b)] = a.min(b);
        }
        (0..label.len()).map(|k| root(&mut label, k)).collect()
    }

    /// Drops dead ends of streets shorter than a block, then ties every loose part
    /// to the greatest by its shortest dry way, or drops it.
    pub fn join_components(&mut self, land: &Land) {
        for _ in 0..2 {
            let degree = self.degrees();
            self.edges.retain(|edge| {
                !(edge.key.starts_with("street.") && (degree[edge.from] < 2 || degree[edge.to] < 2))
            });
        }
        for _ in 0..60 {
            let (label, degree) = (self.labels(), self.degrees());
            let mut size: BTreeMap<usize, usize> = BTreeMap::new();
            for (k, &l) in label.iter().enumerate().filter(|(k, _)| degree[*k] > 0) {
                let _ = k;
                *size.entry(l).or_default() += 1;
            }
            let Some((&main, _)) = size.iter().max_by_key(|(l, n)| (**n, usize::MAX - **l)) else { return };
            let Some(&loose) = size.keys().find(|l| **l != main) else { return };
            let mut best: Option<(f64, usize, usize)> = None;
            for a in (0..label.len()).filter(|&a| label[a] == loose && degree[a] > 0) {
                for b in (0..label.len()).filter(|&b| label[b] == main && degree[b] > 0) {
                    let distance = self.nodes[a].distance_m(self.nodes[b]);
                    if distance < 1500.0
                        && best.is_none_or(|(least, ..)| distance < least)
                        && self.dry_way(self.nodes[a], self.nodes[b], land)
                    {
                        best = Some((distance, a, b));
                    }
                }
            }
            match best {
                Some((_, a, b)) => {
                    let shape = vec![self.nodes[a], self.nodes[b]];
                    self.link(format!("lane.join.{a}"), RoadClass::Local, shape, false);
                }
                None => self.edges.retain(|edge| label[edge.from] != loose),
            }
        }
    }

    /// Splits links at creeks and tributaries: the piece over the water is a bridge.
    pub fn span_creeks(&mut self, land: &Land, courses: &Courses) {
        let edges = std::mem::take(&mut self.edges);
        for edge in edges {
            let line = Polyline(edge.shape.clone());
            let total = line.length_m();
            let mut spans: Vec<(f64, f64)> = Vec::new();
            if !edge.bridge {
                for along in land.narrow_crossings(courses, &edge.shape) {
                    let (from, to) = ((along - SPAN_M).max(0.0), (along + SPAN_M).min(total));
                    match spans.last_mut() {
                        Some(last) if from - last.1 < 2.0 * SNAP_M => last.1 = to,
                        _ => spans.push((from, to)),
                    }
                }
            }
            if spans.is_empty() {
                self.edges.push(edge);
                continue;
            }
            let mut cuts: Vec<(f64, bool)> = Vec::new();
            let mut done = 0.0;
            for (from, to) in spans {
                // Stumps too short for a link of their own go with the bridge.
                if from - done > 2.0 * SNAP_M {
                    cuts.push((from, false));
                }
                done = if total - to > 2.0 * SNAP_M { to } else { total };
                cuts.push((done, true));
            }
            if done < total {
                cuts.push((total, false));
            }
            let along_m = distances(&edge.shape);
            let mut start = 0.0;
            for (n, (end, bridge)) in cuts.into_iter().enumerate() {
                let mut shape = vec![line.at(start)];
                for (p, &along) in edge.shape.iter().zip(&along_m) {
                    if along > start + 1.0 && along < end - 1.0 {
                        shape.push(*p);
                    }
                }
                shape.push(line.at(end));
                self.link(format!("{}.{n}", edge.key), edge.class, shape, bridge);
                start = end;
            }
        }
    }

    /// The graph: both directions of every link, unused nodes left out.
    pub fn graph(self, underpasses: &[UnderpassRecipe]) -> Result<RoadGraph, RoadError> {
        let degree = self.degrees();
        let mut number = vec![u32::MAX; self.nodes.len()];
        let mut nodes = Vec::new();
        for (k, &d) in degree.iter().enumerate() {
            if d > 0 {
                number[k] = nodes.len() as u32;
                nodes.push(self.nodes[k]);
            }
        }
        let mut sag = vec![0.0; self.edges.len()];
        for under in underpasses {
            let mut best: Option<(f64, usize)> = None;
            for (k, edge) in self.edges.iter().enumerate() {
                let through = edge.key.starts_with("road.") && edge.class != RoadClass::Motorway;
                if through && !edge.bridge {
                    let distance = Polyline(edge.shape.clone()).nearest(under.near).0;
                    if distance < UNDERPASS_REACH_M && best.is_none_or(|(least, _)| distance < least) {
                        best = Some((distance, k));
                    }
                }
            }
            if let Some((_, k)) = best {
                sag[k] = under.sag_m;
            }
        }
        let mut links: Vec<Link> = Vec::with_capacity(2 * self.edges.len());
        for (k, edge) in self.edges.into_iter().enumerate() {
            let row = self.recipe.classes.iter().find(|row| row.class == edge.class);
            let (lanes, speed) = row.map_or((1, 30.0), |row| (row.lanes, row.free_speed_km_h));
            // The shape runs from node to node, even where an end was moved to a node.
            let mut shape = edge.shape;
            if let Some(first) = shape.first_mut() {
                *first = nodes[number[edge.from] as usize];
            }
            if let Some(last) = shape.last_mut() {
                *last = nodes[number[edge.to] as usize];
            }
            let length_m = Polyline(shape.clone()).length_m();
            let reversed: Vec<Point> = shape.iter().rev().copied().collect();
            let forward = LinkId(2 * k as u32);
            let backward = LinkId(2 * k as u32 + 1);
            for (from, to, shape, opposite) in
                [(edge.from, edge.to, shape, backward), (edge.to, edge.from, reversed, forward)]
            {
                links.push(Link {
                    key: edge.key.clone(),
                    from: NodeId(number[from]),
                    to: NodeId(number[to]),
                    length_m,
                    class: edge.class,
                    lanes,
                    free_speed_m_s: speed / 3.6,
                    bridge: edge.bridge,
                    sag_m: sag[k],
                    shape: Polyline(shape),
                    opposite: Some(opposite),
                });
            }
        }
        RoadGraph::new(nodes, links)
    }
}
