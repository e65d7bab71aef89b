//! The user equilibrium of a steady demand, by path equilibration.

use sandtable_space::routing::{Tree, TreeOptions};
use sandtable_space::{Link, LinkId, NodeId, RoadGraph};

use super::{AssignmentError, Latency};

/// A steady flow between two nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trips {
    /// Start.
    pub from: NodeId,
    /// End.
    pub to: NodeId,
    /// Cars a second.
    pub flow_s: f64,
}

/// How long to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Relative gap at which the search ends.
    pub gap: f64,
    /// Rounds after which it ends anyway; a round looks for new ways once.
    pub rounds: u32,
}

impl Default for Effort {
    /// A gap of 1e-6 (link flows stand well below 1e-4; Boyce et al. 2004, J. Transp.
    /// Eng. 130(1)), at most 200 rounds.
    fn default() -> Self {
        Self { gap: 1e-6, rounds: 200 }
    }
}

/// Flows at which nobody gains by another way, up to the gap.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Equilibrium {
    /// Flow of each link, cars/s.
    pub flows_s: Vec<f64>,
    /// Time on each link, s; infinite where nobody may go.
    pub times_s: Vec<f64>,
    /// Time of the quickest way of each of the trips given, s; zero where the flow is
    /// zero or start and end are one.
    pub least_s: Vec<f64>,
    /// Beckmann's objective: sum over links of the integral of time over flow, cars.
    pub objective: f64,
    /// Time that all cars of a second spend on their way, car·s/s.
    pub total_time: f64,
    /// Share of the total time that could be saved if each took the quickest way at
    /// these times: Σxt − Σd·u over Σxt. Above the gap asked for if the rounds ended
    /// first.
    pub gap: f64,
    /// Rounds taken.
    pub rounds: u32,
}

/// Ways of one of the trips, each with its flow; the links in the order of travel.
#[derive(Clone, Debug, Default)]
struct Ways(Vec<(Vec<LinkId>, f64)>);

/// Sweeps over all trips between two looks for new ways.
const SWEEPS: u32 = 8;

/// Finds the user equilibrium. A link without a curve is not used. Nodes for which
/// `ends_only` holds are passed by no trips but those that start there (the zone nodes
/// of planning networks).
///
/// # Errors
/// If a curve or a flow is unusable, or some trips have no way.
pub fn equilibrium(
    graph: &RoadGraph,
    latencies: &[Option<Latency>],
    trips: &[Trips],
    ends_only: impl Fn(NodeId) -> bool,
    effort: Effort,
) -> Result<Equilibrium, AssignmentError> {
    check(graph, latencies, trips)?;
    let mut search = Search {
        graph,
        latencies,
        flows_s: vec![0.0; latencies.len()],
        times_s: latencies
            .iter()
            .map(|curve| curve.map_or(f64::INFINITY, |curve| curve.time_s(0.0)))
            .collect(),
        ways: vec![Ways::default(); trips.len()],
        of_best: vec![0; latencies.len()],
        of_other: vec![0; latencies.len()],
        stamp: 0,
    };
    // Trips with flow, by start: one search serves all of a start.
    let mut order: Vec<usize> =
        (0..trips.len()).filter(|&k| trips[k].flow_s > 0.0 && trips[k].from != trips[k].to).collect();
    order.sort_by_key(|&k| (trips[k].from, trips[k].to, k));
    let starts: Vec<&[usize]> = order.chunk_by(|&a, &b| trips[a].from == trips[b].from).collect();

    for start in &starts {
        search.load(trips, start, &ends_only)?;
    }
    let mut rounds = 0;
    loop {
        search.settle(&order);
        let mut least_s = vec![0.0; trips.len()];
        for start in &starts {
            search.look(trips, start, &ends_only, &mut least_s);
        }
        let total_time: f64 = search.flows_s.iter().zip(&search.times_s).map(|(&x, &t)| car_time(x, t)).sum();
        let least: f64 = order.iter().map(|&k| trips[k].flow_s * least_s[k]).sum();
        let gap = if total_time > 0.0 { (total_time - least) / total_time } else { 0.0 };
        if gap <= effort.gap || rounds >= effort.rounds {
            let parts = latencies.iter().zip(&search.flows_s);
            let objective = parts.map(|(curve, &x)| curve.map_or(0.0, |curve| curve.integral(x))).sum();
            let Search { flows_s, times_s, .. } = search;
            return Ok(Equilibrium { flows_s, times_s, least_s, objective, total_time, gap, rounds });
        }
        for _ in 0..SWEEPS {
            for &k in &order {
                search.even_out(k);
            }
        }
        rounds += 1;
    }
}

fn check(graph: &RoadGraph, latencies: &[Option<Latency>], trips: &[Trips]) -> Result<(), AssignmentError> {
    let links = graph.links().len();
    if latencies.len() != links {
        return Err(AssignmentError::Curves { curves: latencies.len(), links });
    }
    if let Some(link) = latencies.iter().position(|curve| curve.is_some_and(|curve| !curve.is_sound())) {
        return Err(AssignmentError::Latency { link: link as u32 });
    }
    match trips.iter().find(|trips| !(trips.flow_s.is_finite() && trips.flow_s >= 0.0)) {
        Some(&Trips { from, to, flow_s }) => Err(AssignmentError::Flow { from: from.0, to: to.0, flow_s }),
        None => Ok(()),
    }
}

/// Time of a flow on a link; none where nobody goes.
fn car_time(flow_s: f64, time_s: f64) -> f64 {
    if flow_s > 0.0 { flow_s * time_s } else { 0.0 }
}

struct Search<'a> {
    graph: &'a RoadGraph,
    latencies: &'a [Option<Latency>],
    flows_s: Vec<f64>,
    times_s: Vec<f64>,
    ways: Vec<Ways>,
    /// Marks of the links of two ways that are compared: marked if equal to the stamp.
    of_best: Vec<u32>,
    of_other: Vec<u32>,
    stamp: u32,
}

impl Search<'_> {
    fn tree(&self, from: NodeId, ends_only: &impl Fn(NodeId) -> bool) -> Tree {
        let cost = |id: LinkId, link: &Link| {
            let barred = link.from != from && ends_only(link.from);
            if barred { f64::INFINITY } else { self.times_s[id.0 as usize] }
        };
        Tree::from_sources(self.graph, &[(from, 0.0)], TreeOptions::default(), cost)
    }

    /// Puts all trips of a start on their quickest ways at the times of now.
    fn load(
        &mut self,
        trips: &[Trips],
        start: &[usize],
        ends_only: &impl Fn(NodeId) -> bool,
    ) -> Result<(), AssignmentError> {
        let Some(&first) = start.first() else { return Ok(()) };
        let tree = self.tree(trips[first].from, ends_only);
        for &k in start {
            let Trips { from, to, flow_s } = trips[k];
            let no_way = AssignmentError::NoWay { from: from.0, to: to.0 };
            let way = tree.path(self.graph, to).ok_or(no_way)?;
            for &link in &way {
                self.add(link, flow_s);
            }
            self.ways[k].0.push((way, flow_s));
        }
        Ok(())
    }

    /// Adds each trip's quickest way of now to its ways, if it is new.
    fn look(
        &mut self,
        trips: &[Trips],
        start: &[usize],
        ends_only: &impl Fn(NodeId) -> bool,
        least_s: &mut [f64],
    ) {
        let Some(&first) = start.first() else { return };
        let tree = self.tree(trips[first].from, ends_only);
        for &k in start {
            least_s[k] = tree.cost_s(trips[k].to);
            if let Some(way) = tree.path(self.graph, trips[k].to)
                && !self.ways[k].0.iter().any(|(known, _)| *known == way)
            {
                self.ways[k].0.push((way, 0.0));
            }
        }
    }

    /// Flows and times anew from the ways, so that rounding does not pile up.
    fn settle(&mut self, order: &[usize]) {
        self.flows_s.fill(0.0);
        for (way, flow_s) in order.iter().flat_map(|&k| &self.ways[k].0) {
            for link in way {
                self.flows_s[link.0 as usize] += flow_s;
            }
        }
        for ((time_s, curve), flow_s) in self.times_s.iter_mut().zip(self.latencies).zip(&self.flows_s) {
            *time_s = curve.map_or(f64::INFINITY, |curve| curve.time_s(*flow_s));
        }
    }

    fn add(&mut self, link: LinkId, flow_s: f64) {
        let k = link.0 as usize;
        self.flows_s[k] = (self.flows_s[k] + flow_s).max(0.0);
        if let Some(curve) = self.latencies[k] {
            self.times_s[k] = curve.time_s(self.flows_s[k]);
        }
    }

    fn time_s(&self, way: &[LinkId]) -> f64 {
        way.iter().map(|link| self.times_s[link.0 as usize]).sum()
    }

    /// Shifts flow of one of the trips from its slower ways to its quickest: the
    /// difference of their times over the sum of the slopes on the links that only one
    /// of the two uses, but no more than there is. Ways left empty are forgotten.
    fn even_out(&mut self, k: usize) {
        let mut ways = std::mem::take(&mut self.ways[k].0);
        if ways.len() > 1 {
            let quickest = (0..ways.len())
                .map(|j| (self.time_s(&ways[j].0), j))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let Some((_, best)) = quickest {
                for j in (0..ways.len()).filter(|&j| j != best) {
                    let shift = self.shift(&ways[j], &ways[best].0);
                    ways[j].1 -= shift;
                    ways[best].1 += shift;
                }
                let kept = std::mem::take(&mut ways[best]);
                ways.retain(|(_, flow_s)| *flow_s > 0.0);
                ways.insert(0, kept);
            }
        }
        self.ways[k].0 = ways;
    }

    /// Moves flow from one way to a quicker one and tells how much.
    fn shift(&mut self, (from, flow_s): &(Vec<LinkId>, f64), to: &[LinkId]) -> f64 {
        let saved_s = self.time_s(from) - self.time_s(to);
        if saved_s <= 0.0 || *flow_s <= 0.0 {
            return 0.0;
        }
        self.stamp += 1;
        for link in to {
            self.of_best[link.0 as usize] = self.stamp;
        }
        for link in from {
            self.of_other[link.0 as usize] = self.stamp;
        }
        let leave: Vec<LinkId> =
            from.iter().copied().filter(|link| self.of_best[link.0 as usize] != self.stamp).collect();
        let join: Vec<LinkId> =
            to.iter().copied().filter(|link| self.of_other[link.0 as usize] != self.stamp).collect();
        let slope: f64 = leave
            .iter()
            .chain(&join)
            .map(|link| {
                let k = link.0 as usize;
                self.latencies[k].map_or(0.0, |curve| curve.slope(self.flows_s[k]))
            })
            .sum();
        // Without any slope the times stay as they are, and all may go.
        let shift = if slope > 0.0 { flow_s.min(saved_s / slope) } else { *flow_s };
        for &link in &leave {
            self.add(link, -shift);
        }
        for &link in &join {
            self.add(link, shift);
        }
        shift
    }
}
