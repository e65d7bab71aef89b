//! The evacuation load that the traffic programs are compared on: 20 × 20
//! junctions, two-way streets of 300 m and one lane at 13.89 m/s, eight exits,
//! vehicles that leave in groups of five from inner junctions (uniform), Rayleigh
//! departures with sigma 1,800 s (latest 9,000 s), each to its nearest exit.
//!
//! The table is the one that Python's `random.Random(1)` gives the other programs,
//! so its generator is reproduced here: MT19937 of Matsumoto & Nishimura 1998
//! (ACM TOMACS 8(1) 3–30), seeded by their `init_by_array`.

use std::sync::Arc;

use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{Link, LinkId, NodeId, Point, Polyline, RoadClass, RoadGraph};

use super::{
    ClassId, Departure, FlowParams, Network, Route, Traffic, TrafficError, TrafficEventKind, VehicleClass,
};

/// Junctions in a row.
pub const SIDE: usize = 20;
/// Length of a street, m.
pub const STREET_M: f64 = 300.0;
/// Free speed, m/s.
pub const SPEED_M_S: f64 = 13.89;
/// Vehicles in a group.
pub const GROUP: usize = 5;
const EXITS: [(usize, usize); 8] = [(0, 6), (0, 13), (19, 6), (19, 13), (6, 0), (13, 0), (6, 19), (13, 19)];

/// MT19937 with the derived draws of Python's `random`.
struct Twister {
    state: [u32; 624],
    next: usize,
}

impl Twister {
    /// The generator of `random.Random(seed)` for a small seed.
    fn new(seed: u32) -> Self {
        let mut state = [0u32; 624];
        state[0] = 19_650_218;
        for k in 1..624 {
            let last = state[k - 1];
            state[k] = 1_812_433_253u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(k as u32);
        }
        let mut k = 1;
        for _ in 0..624 {
            let last = state[k - 1];
            state[k] = (state[k] ^ (last ^ (last >> 30)).wrapping_mul(1_664_525)).wrapping_add(seed);
            k += 1;
            if k == 624 {
                state[0] = state[623];
                k = 1;
            }
        }
        for _ in 0..623 {
            let last = state[k - 1];
            state[k] = (state[k] ^ (last ^ (last >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(k as u32);
            k += 1;
            if k == 624 {
                state[0] = state[623];
                k = 1;
            }
        }
        state[0] = 0x8000_0000;
        Self { state, next: 624 }
    }

    fn word(&mut self) -> u32 {
        if self.next == 624 {
            for k in 0..624 {
                let y = (self.state[k] & 0x8000_0000) | (self.state[(k + 1) % 624] & 0x7fff_ffff);
                let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[k] = self.state[(k + 397) % 624] ^ (y >> 1) ^ odd;
            }
            self.next = 0;
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// `random()`: 53 bits.
    fn uniform(&mut self) -> f64 {
        let a = f64::from(self.word() >> 5);
        let b = f64::from(self.word() >> 6);
        (a * 67_108_864.0 + b) / 9_007_199_254_740_992.0
    }

    /// `_randbelow(n)`: the top bits, drawn again until they are below n.
    fn below(&mut self, n: usize) -> usize {
        let bits = usize::BITS - n.leading_zeros();
        loop {
            let r = (self.word() >> (32 - bits)) as usize;
            if r < n {
                return r;
            }
        }
    }
}

/// A group of vehicles: when it leaves, s, from which junction, to which exit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// Departure, s.
    pub at_s: f64,
    /// Junction (column, row).
    pub origin: (usize, usize),
    /// Exit, 0 to 7.
    pub exit: usize,
}

fn distance(a: (usize, usize), b: (usize, usize)) -> usize {
    a.0.abs_diff(b.0) + a.1.abs_diff(b.1)
}

/// The groups of a load, by departure.
pub fn demand(vehicles: usize) -> Vec<Demand> {
    let mut draw = Twister::new(1);
    let mut rows = Vec::with_capacity(vehicles / GROUP);
    for _ in 0..vehicles / GROUP {
        let origin = (1 + draw.below(SIDE - 2), 1 + draw.below(SIDE - 2));
        let at_s = (1800.0 * (-2.0 * libm::log(1.0 - draw.uniform())).sqrt()).min(9000.0);
        let shortest = EXITS.iter().map(|&exit| distance(origin, exit)).min().unwrap_or(0);
        let ties: Vec<usize> = (0..8).filter(|&k| distance(origin, EXITS[k]) == shortest).collect();
        rows.push(Demand { at_s, origin, exit: ties[draw.below(ties.len())] });
    }
    rows.sort_by(|a, b| a.at_s.total_cmp(&b.at_s).then(a.origin.cmp(&b.origin)).then(a.exit.cmp(&b.exit)));
    rows
}

/// The streets, with an exit link of the same kind behind each of the eight exits.
///
/// # Errors
/// Never for these streets; the graph's own check is passed on.
pub fn graph() -> Result<RoadGraph, sandtable_space::road::RoadError> {
    let node = |i: usize, j: usize| NodeId((i * SIDE + j) as u32);
    let mut nodes = Vec::new();
    for i in 0..SIDE {
        for j in 0..SIDE {
            nodes.push(Point(i as f64 * STREET_M, j as f64 * STREET_M));
        }
    }
    let mut links = Vec::new();
    let street = |from: NodeId, to: NodeId, nodes: &[Point]| Link {
        key: format!("{}-{}", from.0, to.0),
        from,
        to,
        length_m: STREET_M,
        class: RoadClass::Local,
        lanes: 1,
        free_speed_m_s: SPEED_M_S,
        bridge: false,
        sag_m: 0.0,
        shape: Polyline(vec![nodes[from.0 as usize], nodes[to.0 as usize]]),
        opposite: None,
    };
    for i in 0..SIDE {
        for j in 0..SIDE {
            for (a, b) in neighbours((i, j)) {
                links.push(street(node(i, j), node(a, b), &nodes));
            }
        }
    }
    for (k, &(i, j)) in EXITS.iter().enumerate() {
        nodes.push(Point(-1000.0 - k as f64, -1000.0));
        links.push(street(node(i, j), NodeId((SIDE * SIDE + k) as u32), &nodes));
    }
    RoadGraph::new(nodes, links)
}

/// Neighbours of a junction in the order east, west, north, south.
fn neighbours((i, j): (usize, usize)) -> Vec<(usize, usize)> {
    let mut found = Vec::with_capacity(4);
    if i + 1 < SIDE {
        found.push((i + 1, j));
    }
    if i > 0 {
        found.push((i - 1, j));
    }
    if j + 1 < SIDE {
        found.push((i, j + 1));
    }
    if j > 0 {
        found.push((i, j - 1));
    }
    found
}

/// The traffic of a load, ready to run: groups move in packets of `packet` vehicles
/// (1 to 5) on the random shortest ways of `random.Random(2)`, and the bare triangular
/// diagram gives each lane 0.6605 vehicles/s as in the other programs.
///
/// # Errors
/// If the packet is empty or the network refuses something.
pub fn load(vehicles: usize, packet: u16) -> Result<Traffic, TrafficError> {
    let graph = Arc::new(graph().map_err(|_| TrafficError::NoSuchNode { node: 0, nodes: 0 })?);
    let net = Network::new(graph, FlowParams::triangular(0.14, 1.0 / 0.14), vec![VehicleClass::CAR])?;
    let mut traffic = Traffic::new(Arc::new(net));
    let graph = traffic.network().clone();
    let graph = graph.graph();
    let mut draw = Twister::new(2);
    let mut count = 0u64;
    for row in demand(vehicles) {
        let goal = EXITS[row.exit];
        let mut here = row.origin;
        let mut links: Vec<LinkId> = Vec::new();
        let street = |from: (usize, usize), to: u32| {
            let from = NodeId((from.0 * SIDE + from.1) as u32);
            graph.leaving(from).iter().copied().find(|id| graph.link(*id).to.0 == to)
        };
        while here != goal {
            let mut nearer = neighbours(here);
            nearer.retain(|&n| distance(n, goal) < distance(here, goal));
            let next = nearer[draw.below(nearer.len())];
            links.extend(street(here, (next.0 * SIDE + next.1) as u32));
            here = next;
        }
        links.extend(street(here, (SIDE * SIDE + row.exit) as u32));
        let route = Route::links(links);
        let mut left = GROUP as u16;
        while left > 0 {
            let size = left.min(packet.max(1));
            left -= size;
            count += 1;
            traffic.depart(Departure {
                unit: SimId(count),
                owner: count,
                vehicles: size,
                class: ClassId(0),
                from: NodeId((row.origin.0 * SIDE + row.origin.1) as u32),
                at: SimTime((row.at_s * 1000.0) as i64),
                route: route.clone(),
            })?;
        }
    }
    Ok(traffic)
}

/// Times at which 50, 90 and 100 % of a load have arrived, s; NaN where they have
/// not.
pub fn clearance_s(traffic: &mut Traffic, vehicles: usize, until: SimTime) -> [f64; 3] {
    let mut arrivals = Vec::with_capacity(vehicles);
    for event in traffic.advance(until) {
        if let TrafficEventKind::Arrived { .. } = event.what {
            arrivals.extend((0..event.vehicles).map(|_| event.at.as_secs_f64()));
        }
    }
    [50, 90, 100].map(|percent| {
        let rank = (vehicles * percent).div_ceil(100);
        rank.checked_sub(1).and_then(|k| arrivals.get(k)).copied().unwrap_or(f64::NAN)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twister_is_that_of_python() {
        // CPython: random.Random(1).random(), and two getrandbits(32) of seed 1.
        assert_eq!(Twister::new(1).uniform(), 0.134_364_244_112_401_22);
        let mut draw = Twister::new(1);
        assert_eq!([draw.word(), draw.word()], [577_090_037, 2_444_712_010]);
    }

    #[test]
    fn table_is_that_of_the_other_programs() {
        // traffic_demand.py: loads of the exits for 50,000 vehicles, first and last row.
        let rows = demand(50_000);
        assert_eq!(rows.len(), 10_000);
        let mut loads = [0; 8];
        for row in &rows {
            loads[row.exit] += GROUP;
        }
        assert_eq!(loads, [6_305, 6_225, 6_090, 6_110, 6_440, 6_095, 6_500, 6_235]);
        let same = |row: Demand, at_s: f64, origin, exit| {
            (row.at_s - at_s).abs() < 1e-9 && row.origin == origin && row.exit == exit
        };
        assert!(same(rows[0], 23.561_802_588_724_124, (5, 8), 0));
        assert!(same(rows[5000], 2_110.302_762_560_859_7, (16, 1), 5));
        assert!(same(rows[9999], 8_724.218_220_344_172, (2, 2), 0));
    }
}
