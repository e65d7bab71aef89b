//! Nearest things: uniform bins over points and over the links of a road graph.
//!
//! Bins are searched ring by ring around the point until nothing nearer can
//! follow; of equals the lowest number is found. The answers are those of a
//! search through everything.

use crate::rasterise::cells_along_segment;
use crate::{Frame, LinkId, NodeId, Point, Polyline, RoadGraph};

/// Bins of a frame, each with the numbers of the things in it.
#[derive(Clone, Debug)]
struct Bins {
    frame: Frame,
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Bins {
    /// A frame over points with about one bin a thing.
    fn frame_over(points: impl Iterator<Item = Point> + Clone, things: usize) -> Option<Frame> {
        let finite = points.filter(|p| p.0.is_finite() && p.1.is_finite());
        let mut low = Point(f64::INFINITY, f64::INFINITY);
        let mut high = Point(f64::NEG_INFINITY, f64::NEG_INFINITY);
        for p in finite {
            low = Point(low.0.min(p.0), low.1.min(p.1));
            high = Point(high.0.max(p.0), high.1.max(p.1));
        }
        let (width, height) = (high.0 - low.0, high.1 - low.1);
        if !(width.is_finite() && height.is_finite()) {
            return None;
        }
        let things = things.max(1) as f64;
        // Square bins: about one a thing over an area, no more than that along a line.
        let cell_m = (width * height / things).sqrt().max(width.max(height) / things).max(1e-3);
        let count = |side: f64| (libm::floor(side / cell_m) as usize) + 1;
        Some(Frame { origin: low, cell_m, columns: count(width), rows: count(height) })
    }

    /// Bins from (bin, thing) pairs.
    fn new(frame: Frame, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut start = vec![0u32; frame.len() + 1];
        for &(bin, _) in &pairs {
            start[bin as usize + 1] += 1;
        }
        for k in 0..frame.len() {
            start[k + 1] += start[k];
        }
        Self { frame, start, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }

    fn bin(&self, column: usize, row: usize) -> &[u32] {
        let k = self.frame.index(column, row);
        &self.items[self.start[k] as usize..self.start[k + 1] as usize]
    }

    /// Column and row of the bin nearest to a point, which may lie outside.
    fn nearest_bin(&self, point: Point) -> (usize, usize) {
        let clamp = |offset: f64, count: usize| {
            let k = libm::floor(offset / self.frame.cell_m);
            if k > 0.0 { (k as usize).min(count - 1) } else { 0 }
        };
        (
            clamp(point.0 - self.frame.origin.0, self.frame.columns),
            clamp(point.1 - self.frame.origin.1, self.frame.rows),
        )
    }

    /// Visits the things of all bins, ring by ring, until `enough(distance)` says
    /// that nothing at that distance or further matters.
    fn rings(&self, point: Point, mut visit: impl FnMut(u32), mut enough: impl FnMut(f64) -> bool) {
        let (c, r) = self.nearest_bin(point);
        let (columns, rows) = (self.frame.columns, self.frame.rows);
        let reach = c.max(columns - 1 - c).max(r.max(rows - 1 - r));
        for ring in 0..=reach {
            // Things not in the rings so far lie outside their square; the point lies in
            // its middle bin, or beyond it where the frame has ended anyway.
            if ring > 0 && enough((ring - 1) as f64 * self.frame.cell_m * (1.0 - 1e-9)) {
                return;
            }
            let (west, east) = (c.checked_sub(ring), Some(c + ring).filter(|&k| k < columns));
            let (south, north) = (r.checked_sub(ring), Some(r + ring).filter(|&k| k < rows));
            let across = west.unwrap_or(0)..=east.unwrap_or(columns - 1);
            for row in [south, north].into_iter().flatten() {
                for column in across.clone() {
                    self.bin(column, row).iter().for_each(|&item| visit(item));
                }
                if ring == 0 {
                    break;
                }
            }
            let inner_low = south.map_or(0, |k| k + 1);
            let inner_high = north.unwrap_or(rows);
            for column in [west, east].into_iter().flatten() {
                if ring == 0 {
                    break;
                }
                for row in inner_low..inner_high {
                    self.bin(column, row).iter().for_each(|&item| visit(item));
                }
            }
        }
    }
}

/// Which of a set of points is nearest.
#[derive(Clone, Debug)]
pub struct PointIndex {
    points: Vec<Point>,
    bins: Option<Bins>,
}

impl PointIndex {
    /// An index over points; those that are not finite are never found.
    pub fn new(points: Vec<Point>) -> Self {
        let bins = Bins::frame_over(points.iter().copied(), points.len()).map(|frame| {
            let pairs = points
                .iter()
                .enumerate()
                .filter_map(|(k, &p)| frame.index_at(p).map(|bin| (bin as u32, k as u32)))
                .collect();
            Bins::new(frame, pairs)
        });
        Self { points, bins }
    }

    /// An index over the nodes of a road graph.
    pub fn of_nodes(graph: &RoadGraph) -> Self {
        Self::new(graph.nodes().to_vec())
    }

    /// The points.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Number of the nearest point and its distance, m.
    pub fn nearest(&self, point: Point) -> Option<(usize, f64)> {
        self.nearest_where(point, |_| true)
    }

    /// The nearest node, for an index over nodes.
    pub fn nearest_node(&self, point: Point) -> Option<NodeId> {
        self.nearest(point).map(|(k, _)| NodeId(k as u32))
    }

    /// Number and distance, m, of the nearest of the points that `fits` admits.
    pub fn nearest_where(&self, point: Point, fits: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let best = std::cell::Cell::new((f64::INFINITY, usize::MAX));
        self.bins.as_ref()?.rings(
            point,
            |item| {
                let k = item as usize;
                let candidate = (self.points[k].distance_m(point), k);
                if candidate < best.get() && fits(k) {
                    best.set(candidate);
                }
            },
            |distance| best.get().0 < distance,
        );
        let (distance, k) = best.get();
        (k != usize::MAX).then_some((k, distance))
    }

    /// Numbers of all points within a radius, m, in rising order.
    pub fn within(&self, point: Point, radius_m: f64) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(bins) = &self.bins {
            bins.rings(
                point,
                |item| {
                    if self.points[item as usize].distance_m(point) <= radius_m {
                        found.push(item as usize);
                    }
                },
                |distance| distance > radius_m,
            );
        }
        found.sort_unstable();
        found
    }
}

/// A place on a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnLink {
    /// The link.
    pub link: LinkId,
    /// Straight distance from the point asked for, m.
    pub distance_m: f64,
    /// Distance from the start of the link along its shape, m.
    pub along_m: f64,
}

/// Which link of a road graph is nearest.
#[derive(Clone, Debug)]
pub struct LinkIndex {
    bins: Option<Bins>,
}

impl LinkIndex {
    /// An index over the links of a graph.
    pub fn new(graph: &RoadGraph) -> Self {
        let shapes = graph.links().iter().flat_map(|link| link.shape.0.iter().copied());
        let bins = Bins::frame_over(shapes, graph.links().len()).map(|frame| {
            let mut pairs = Vec::new();
            for (k, link) in graph.links().iter().enumerate() {
                let mut add = |bin: usize| pairs.push((bin as u32, k as u32));
                for pair in link.shape.0.windows(2) {
                    cells_along_segment(&frame, pair[0], pair[1]).into_iter().for_each(&mut add);
                }
                link.shape.0.first().and_then(|&p| frame.index_at(p)).into_iter().for_each(&mut add);
            }
            Bins::new(frame, pairs)
        });
        Self { bins }
    }

    /// The nearest place on the links that `fits` admits; of equals that on the
    /// lowest link.
    pub fn nearest_where(
        &self,
        graph: &RoadGraph,
        point: Point,
        fits: impl Fn(LinkId) -> bool,
    ) -> Option<OnLink> {
        let best = std::cell::Cell::new((f64::INFINITY, u32::MAX, 0.0));
        self.bins.as_ref()?.rings(
            point,
            |item| {
                let shape: &Polyline = &graph.link(LinkId(item)).shape;
                let (distance, along) = shape.nearest(point);
                let held = best.get();
                if (distance, item) < (held.0, held.1) && fits(LinkId(item)) {
                    best.set((distance, item, along));
                }
            },
            |distance| best.get().0 < distance,
        );
        let (distance_m, link, along_m) = best.get();
        (link != u32::MAX).then_some(OnLink { link: LinkId(link), distance_m, along_m })
    }

    /// The nearest place on any link.
    pub fn nearest(&self, graph: &RoadGraph, point: Point) -> Option<OnLink> {
        self.nearest_where(graph, point, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::any_graph;

    fn any_points() -> impl Strategy<Value = Vec<Point>> {
        // Whole metres, so that equal distances and equal points occur.
        prop::collection::vec((0i32..60, 0i32..40), 0..60)
            .prop_map(|v| v.into_iter().map(|(x, y)| Point(f64::from(x), f64::from(y))).collect())
    }

    proptest! {
        #[test]
        fn nearest_point_and_radius_agree_with_a_full_search(
            points in any_points(), x in -50i32..120, y in -50i32..120, radius in 0.0..80.0f64,
        ) {
            let asked = Point(f64::from(x), f64::from(y));
            let index = PointIndex::new(points.clone());
            let mut best: Option<(usize, f64)> = None;
            for (k, p) in points.iter().enumerate() {
                let d = p.distance_m(asked);
                if best.is_none_or(|(_, least)| d < least) {
                    best = Some((k, d));
                }
            }
            prop_assert_eq!(index.nearest(asked), best);
            let within: Vec<usize> =
                (0..points.len()).filter(|&k| points[k].distance_m(asked) <= radius).collect();
            prop_assert_eq!(index.within(asked, radius), within);
        }

        #[test]
        fn nearest_link_agrees_with_a_full_search(
            graph in any_graph(), x in -500.0..1500.0f64, y in -500.0..1500.0f64,
        ) {
            let asked = Point(x, y);
            let mut best: Option<OnLink> = None;
            for (k, link) in graph.links().iter().enumerate() {
                let (distance_m, along_m) = link.shape.nearest(asked);
                if best.is_none_or(|held| distance_m < held.distance_m) {
                    best = Some(OnLink { link: LinkId(k as u32), distance_m, along_m });
                }
            }
            prop_assert_eq!(LinkIndex::new(&graph).nearest(&graph, asked), best);
        }
    }

    #[test]
    fn points_that_are_no_numbers_are_never_found() {
        let index = PointIndex::new(vec![Point(f64::NAN, 0.0), Point(3.0, 4.0), Point(f64::INFINITY, 1.0)]);
        assert_eq!(index.nearest(Point(0.0, 0.0)), Some((1, 5.0)));
        assert_eq!(PointIndex::new(vec![Point(f64::NAN, 0.0)]).nearest(Point(0.0, 0.0)), None);
    }

    #[test]
    fn a_filter_skips_the_nearest() {
        let index = PointIndex::new((0..10).map(|k| Point(f64::from(k), 0.0)).collect());
        assert_eq!(index.nearest_where(Point(2.2, 0.0), |k| k >= 7), Some((7, 4.8)));
    }
}
