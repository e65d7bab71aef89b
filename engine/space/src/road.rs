//! The road graph: directed links in compressed rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Point, Polyline};

/// A node of the road graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u32);

/// A directed link of the road graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u32);

/// Classes of roads, from the widest to paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RoadClass {
    /// Motorway, expressway.
    Motorway,
    /// Trunk or national road.
    Trunk,
    /// Primary road.
    Primary,
    /// Secondary road.
    Secondary,
    /// Tertiary road.
    Tertiary,
    /// Street, residential or village road.
    Local,
    /// Foot or farm path; no cars.
    Path,
}

/// A directed link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Key of the road in the file it came from; both directions share it.
    pub key: String,
    /// Start.
    pub from: NodeId,
    /// End.
    pub to: NodeId,
    /// Length along its shape, m.
    pub length_m: f64,
    /// Class.
    pub class: RoadClass,
    /// Lanes in this direction.
    pub lanes: u8,
    /// Speed without other traffic, m/s.
    pub free_speed_m_s: f64,
    /// On a bridge: water under it does not close it before `deck_m` is reached.
    pub bridge: bool,
    /// Underpass or tunnel that fills with water: how far its lowest point lies
    /// below the ground around it, m; 0 for an ordinary road.
    pub sag_m: f64,
    /// Course from start to end, end points included.
    pub shape: Polyline,
    /// The same road in the other direction, if there is one.
    pub opposite: Option<LinkId>,
}

/// Nodes and links with the links that leave and enter each node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadGraph {
    nodes: Vec<Point>,
    links: Vec<Link>,
    out_start: Vec<u32>,
    out_links: Vec<LinkId>,
    /// Where the links that leave go to, beside `out_links`.
    out_ends: Vec<NodeId>,
    in_start: Vec<u32>,
    in_links: Vec<LinkId>,
    /// Where the links that enter come from, beside `in_links`.
    in_ends: Vec<NodeId>,
    least_detour: f64,
    fastest_m_s: f64,
}

/// What is wrong with a set of nodes and links.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RoadError {
    /// A link names a node that is not there.
    #[error("road '{key}' goes to node {node}, but there are only {nodes} nodes")]
    NoSuchNode {
        /// The road.
        key: String,
        /// The node named.
        node: u32,
        /// Number of nodes.
        nodes: usize,
    },
    /// Length, speed or lanes make no road.
    #[error("road '{key}' has {what}")]
    NoRoad {
        /// The road.
        key: String,
        /// What is wrong.
        what: String,
    },
}

/// Places of a node's links in their list.
fn row(start: &[u32], node: NodeId) -> std::ops::Range<usize> {
    let k = node.0 as usize;
    start[k] as usize..start[k + 1] as usize
}

impl RoadGraph {
    /// A graph of nodes and directed links.
    ///
    /// # Errors
    /// If a link names a missing node, or has no length, speed or lane.
    pub fn new(nodes: Vec<Point>, links: Vec<Link>) -> Result<Self, RoadError> {
        for link in &links {
            for node in [link.from, link.to] {
                if node.0 as usize >= nodes.len() {
                    return Err(RoadError::NoSuchNode {
                        key: link.key.clone(),
                        node: node.0,
                        nodes: nodes.len(),
                    });
                }
            }
            let no_road = |what: String| Err(RoadError::NoRoad { key: link.key.clone(), what });
            if !(link.length_m.is_finite() && link.length_m > 0.0) {
                return no_road(format!("length {} m", link.length_m));
            }
            if !(link.free_speed_m_s.is_finite() && link.free_speed_m_s > 0.0) {
                return no_road(format!("speed {} m/s", link.free_speed_m_s));
            }
            if link.lanes == 0 {
                return no_road("no lane".into());
            }
        }
        let rows = |end: fn(&Link) -> NodeId| {
            let mut start = vec![0u32; nodes.len() + 1];
            for link in &links {
                start[end(link).0 as usize + 1] += 1;
            }
            for k in 0..nodes.len() {
                start[k + 1] += start[k];
            }
            let mut next = start.clone();
            let mut row = vec![LinkId(0); links.len()];
            for (k, link) in links.iter().enumerate() {
                let slot = &mut next[end(link).0 as usize];
                row[*slot as usize] = LinkId(k as u32);
                *slot += 1;
            }
            (start, row)
        };
        let (out_start, out_links) = rows(|link| link.from);
        let (in_start, in_links) = rows(|link| link.to);
        let out_ends = out_links.iter().map(|id| links[id.0 as usize].to).collect();
        let in_ends = in_links.iter().map(|id| links[id.0 as usize].from).collect();
        let straight = |link: &Link| nodes[link.from.0 as usize].distance_m(nodes[link.to.0 as usize]);
        let detours = links.iter().map(|link| link.length_m / straight(link));
        let least_detour = detours.fold(f64::INFINITY, f64::min);
        let fastest_m_s = links.iter().fold(0.0, |most: f64, link| most.max(link.free_speed_m_s));
        Ok(Self {
            nodes,
            links,
            out_start,
            out_links,
            out_ends,
            in_start,
            in_links,
            in_ends,
            least_detour,
            fastest_m_s,
        })
    }

    /// All nodes.
    pub fn nodes(&self) -> &[Point] {
        &self.nodes
    }

    /// All links.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// A link.
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.0 as usize]
    }

    /// The least ratio of a link's length to the straight distance between its ends (a
    /// link of a file may be shorter than that distance); infinite without any.
    pub fn least_detour(&self) -> f64 {
        self.least_detour
    }

    /// The greatest free speed of all links, m/s.
    pub fn fastest_m_s(&self) -> f64 {
        self.fastest_m_s
    }

    /// Where a node lies.
    pub fn node(&self, id: NodeId) -> Point {
        self.nodes[id.0 as usize]
    }

    /// Links that leave a node.
    pub fn leaving(&self, node: NodeId) -> &[LinkId] {
        &self.out_links[row(&self.out_start, node)]
    }

    /// Links that enter a node.
    pub fn entering(&self, node: NodeId) -> &[LinkId] {
        &self.in_links[row(&self.in_start, node)]
    }

    /// Links that leave a node with the nodes they lead to, for searches: what the
    /// links hold beside that is not touched.
    pub(crate) fn ways_out(&self, node: NodeId) -> impl Iterator<Item = (LinkId, NodeId)> + '_ {
        let row = row(&self.out_start, node);
        self.out_links[row.clone()].iter().copied().zip(self.out_ends[row].iter().copied())
    }

    /// Links that enter a node with the nodes they come from.
    pub(crate) fn ways_in(&self, node: NodeId) -> impl Iterator<Item = (LinkId, NodeId)> + '_ {
        let row = row(&self.in_start, node);
        self.in_links[row.clone()].iter().copied().zip(self.in_ends[row].iter().copied())
    }

    /// The node nearest to a point, by straight distance; the lowest number of
    /// equals. None for an empty graph.
    pub fn nearest_node(&self, point: Point) -> Option<NodeId> {
        let mut best = None;
        for (k, node) in self.nodes.iter().enumerate() {
            let d = node.distance_m(point);
            if best.is_none_or(|(least, _)| d < least) {
                best = Some((d, NodeId(k as u32)));
            }
        }
        best.map(|(_, node)| node)
    }

    /// Links by the key of their road, in link order.
    pub fn links_by_key(&self) -> BTreeMap<&str, Vec<LinkId>> {
        let mut by_key: BTreeMap<&str, Vec<LinkId>> = BTreeMap::new();
        for (k, link) in self.links.iter().enumerate() {
            by_key.entry(&link.key).or_default().push(LinkId(k as u32));
        }
        by_key
    }
}
