//! A road graph from roads whose vertices are numbered.

use std::collections::BTreeMap;

use sandtable_space::routing::{largest_component, strong_components};
use sandtable_space::{Link, LinkId, NodeId, Polyline, RoadClass, RoadGraph};

use super::{RoadLine, Vertexed};
use crate::data::{Reason, Tally};

/// How a graph is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphOptions {
    /// Keep only the largest part in which every place reaches every other, by car
    /// where cars may go and on foot on paths.
    pub largest_part_only: bool,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self { largest_part_only: true }
    }
}

/// A road of no length.
pub const NO_LENGTH: Reason = Reason { en: "road of no length", zh: "没有长度的道路" };
/// Cut off from the largest part.
pub const CUT_OFF: Reason = Reason {
    en: "link cut off from the largest connected part",
    zh: "与最大连通部分不相通的路段",
};
/// Nodes of the graph.
pub const NODES: Reason = Reason { en: "nodes", zh: "节点" };
/// Links of the graph.
pub const LINKS: Reason = Reason { en: "directed links", zh: "有向路段" };

/// Makes a graph: roads are split where places are shared and at their ends, and a
/// link is made for each direction. `vertices[k]` are those of `roads[k]`.
pub fn build_graph(
    roads: &[RoadLine],
    vertices: &[Vertexed],
    options: GraphOptions,
    tally: &mut Tally,
) -> RoadGraph {
    let mut builder = Builder::default();
    let mut uses: BTreeMap<u64, u32> = BTreeMap::new();
    for id in vertices.iter().flat_map(|line| &line.ids) {
        *uses.entry(*id).or_default() += 1;
    }
    for (road, line) in roads.iter().zip(vertices) {
        if line.ids.len() < 2 {
            tally.drop(NO_LENGTH, road.key.clone());
            continue;
        }
        for (start, end) in pieces(line, |id| uses.get(&id).is_some_and(|&n| n > 1)) {
            if !builder.add(road, line, start, end) {
                tally.drop(NO_LENGTH, road.key.clone());
            }
        }
    }
    if options.largest_part_only {
        let cut = builder.keep_largest();
        tally.drop_many(CUT_OFF, cut);
    }
    tally.keep(NODES, builder.nodes.len() as u64);
    tally.keep(LINKS, builder.links.len() as u64);
    // Each link has length, speed and lanes and goes between its own nodes.
    RoadGraph::new(builder.nodes, builder.links).unwrap_or_default()
}

/// First and last vertex of each piece between shared vertices. A piece that comes
/// back to where it began is cut in its middle, so that no link is a loop.
fn pieces(line: &Vertexed, shared: impl Fn(u64) -> bool) -> Vec<(usize, usize)> {
    let last = line.ids.len() - 1;
    let mut cuts: Vec<usize> = (0..=last).filter(|&k| k == 0 || k == last || shared(line.ids[k])).collect();
    let loops: Vec<usize> = cuts
        .windows(2)
        .filter(|pair| line.ids[pair[0]] == line.ids[pair[1]] && pair[1] - pair[0] > 1)
        .map(|pair| (pair[0] + pair[1]) / 2)
        .collect();
    cuts.extend(loops);
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[derive(Default)]
struct Builder {
    known: BTreeMap<u64, NodeId>,
    nodes: Vec<sandtable_space::Point>,
    links: Vec<Link>,
}

impl Builder {
    /// Adds a piece of a road; false if it has no length.
    fn add(&mut self, road: &RoadLine, line: &Vertexed, start: usize, end: usize) -> bool {
        let shape = Polyline(line.points[start..=end].to_vec());
        let length_m = shape.length_m();
        if !(length_m.is_finite() && length_m > 0.0) || line.ids[start] == line.ids[end] {
            return false;
        }
        let from = self.node(line.ids[start], line.points[start]);
        let to = self.node(line.ids[end], line.points[end]);
        let rules = super::class_rules(road.class);
        let speed =
            if road.speed_kmh > 0.0 && road.speed_kmh.is_finite() { road.speed_kmh } else { rules.speed_kmh };
        let forward = Link {
            key: road.key.clone(),
            from,
            to,
            length_m,
            class: road.class,
            lanes: road.lanes.max(1),
            free_speed_m_s: speed / 3.6,
            bridge: road.bridge,
            sag_m: road.sag_m.max(0.0),
            shape,
            opposite: None,
        };
        let id = LinkId(self.links.len() as u32);
        // Walkers go both ways on any path.
        let both = !road.oneway || road.class == RoadClass::Path;
        if both {
            let mut shape = forward.shape.clone();
            shape.0.reverse();
            let back = Link { from: to, to: from, shape, opposite: Some(id), ..forward.clone() };
            self.links.push(Link { opposite: Some(LinkId(id.0 + 1)), ..forward });
            self.links.push(back);
        } else {
            self.links.push(forward);
        }
        true
    }

    fn node(&mut self, id: u64, point: sandtable_space::Point) -> NodeId {
        *self.known.entry(id).or_insert_with(|| {
            self.nodes.push(point);
            NodeId(self.nodes.len() as u32 - 1)
        })
    }

    /// Leaves the largest part and renumbers; says how many links went.
    fn keep_largest(&mut self) -> u64 {
        let Ok(graph) = RoadGraph::new(self.nodes.clone(), self.links.clone()) else {
            return 0;
        };
        let component = strong_components(&graph, |_, _| true);
        let Some(largest) = largest_component(&component) else {
            return 0;
        };
        let kept = |node: NodeId| component[node.0 as usize] == largest;
        let mut new_node = vec![NodeId(0); self.nodes.len()];
        let mut nodes = Vec::new();
        for (k, point) in self.nodes.iter().enumerate() {
            if kept(NodeId(k as u32)) {
                new_node[k] = NodeId(nodes.len() as u32);
                nodes.push(*point);
            }
        }
        let mut new_link = vec![None; self.links.len()];
        let mut links = Vec::new();
        for (k, link) in self.links.iter().enumerate() {
            if kept(link.from) && kept(link.to) {
                new_link[k] = Some(LinkId(links.len() as u32));
                links.push(Link {
                    from: new_node[link.from.0 as usize],
                    to: new_node[link.to.0 as usize],
                    ..link.clone()
                });
            }
        }
        let cut = self.links.len() - links.len();
        for link in &mut links {
            link.opposite = link.opposite.and_then(|id| new_link[id.0 as usize]);
        }
        self.nodes = nodes;
        self.links = links;
        cut as u64
    }
}
