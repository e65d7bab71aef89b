//! The equilibrium against published networks.

use std::sync::Arc;

use sandtable_kernel::Text;
use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Link, LinkId, NodeId, Overlay, Point, Polyline, RoadClass, RoadGraph};

use super::super::{ClassId, FlowParams, Network, VehicleClass};
use super::tntp::FileNetwork;
use super::{AssignmentError, Effort, Equilibrium, Latency, Trips, equilibrium, latencies};

const COLLECTION: &str = "TransportationNetworks d1639b4, best known flows (recomputed from its flow file)";
const BRAESS: &str = "Braess 1968, Unternehmensforschung 12 258–268";

/// Links of the same length and speed between nodes on a line; only their ends count.
pub(super) fn graph(nodes: u32, ends: &[(u32, u32)], free_s: impl Fn(usize) -> f64) -> Option<RoadGraph> {
    let places: Vec<Point> = (0..nodes).map(|k| Point(f64::from(k), 0.0)).collect();
    let links = ends
        .iter()
        .enumerate()
        .map(|(k, &(from, to))| {
            let shape = Polyline(vec![*places.get(from as usize)?, *places.get(to as usize)?]);
            Some(Link {
                key: format!("link.{k}"),
                from: NodeId(from),
                to: NodeId(to),
                length_m: 1_000.0,
                class: RoadClass::Local,
                lanes: 1,
                free_speed_m_s: 1_000.0 / free_s(k).max(1e-3),
                bridge: false,
                sag_m: 0.0,
                shape,
                opposite: None,
            })
        })
        .collect::<Option<Vec<Link>>>()?;
    RoadGraph::new(places, links).ok()
}

/// A row that could not be computed, with why.
fn failed(case: impl Into<Text>, source: &str, why: impl std::fmt::Display) -> CheckRow {
    let quantity = (format!("未能算出：{why}"), format!("not computed: {why}"));
    CheckRow::judged(case, quantity, 0.0, f64::NAN, Tolerance::Absolute(0.0), source)
}

/// The BPR curve.
pub(crate) fn bpr(_: &CheckContext) -> Vec<CheckRow> {
    let curve = Latency::bpr(1.0, 1.0);
    [(0.5, 1.009_375), (1.0, 1.15), (1.5, 1.759_375), (2.0, 3.4)]
        .map(|(ratio, expected)| {
            CheckRow::judged(
                ("BPR 路段时间函数", "BPR curve"),
                (
                    format!("流量/通行能力 {ratio} 时，时间与自由流时间之比"),
                    format!("time over free time at flow over capacity {ratio}"),
                ),
                expected,
                curve.time_s(ratio),
                Tolerance::Absolute(1e-12),
                "Bureau of Public Roads 1964, t0 (1 + 0.15 (x/c)⁴) (computed)",
            )
        })
        .to_vec()
}

/// Braess's four links, and the fifth that makes all slower: 10x, 50 + x, 50 + x, 10x
/// and 10 + x.
pub(super) fn braess(bridge: bool) -> Result<Equilibrium, AssignmentError> {
    let affine = |free_s, added_s| Some(Latency { free_s, added_s, capacity_s: 1.0, power: 1.0 });
    let mut ends = vec![(0, 2), (0, 3), (2, 1), (3, 1)];
    let mut curves = vec![affine(0.0, 10.0), affine(50.0, 1.0), affine(50.0, 1.0), affine(0.0, 10.0)];
    if bridge {
        ends.push((2, 3));
        curves.push(affine(10.0, 1.0));
    }
    let graph = graph(4, &ends, |_| 1.0).unwrap_or_default();
    let trips = [Trips { from: NodeId(0), to: NodeId(1), flow_s: 6.0 }];
    equilibrium(&graph, &curves, &trips, |_| false, Effort { gap: 1e-12, rounds: 100 })
}

/// Braess's paradox.
pub(crate) fn paradox(_: &CheckContext) -> Vec<CheckRow> {
    [(("有桥", "with"), true, 92.0), (("无桥", "without"), false, 83.0)]
        .map(|((zh, en), bridge, expected)| {
            let case =
                (format!("Braess 路网，需求 6，{zh}"), format!("Braess network, demand 6, {en} the bridge"));
            match braess(bridge) {
                Ok(found) => CheckRow::judged(
                    case,
                    ("所用各路径的时间", "time of each way used"),
                    expected,
                    found.least_s.first().copied().unwrap_or(f64::NAN),
                    Tolerance::Absolute(1e-6),
                    BRAESS,
                ),
                Err(why) => failed(case, BRAESS, why),
            }
        })
        .to_vec()
}

/// A published network with the numbers that its best known flows give.
struct Published {
    /// Name in Chinese and English.
    case: (&'static str, &'static str),
    file: &'static str,
    /// The file's unit of time, and its seconds.
    unit: (&'static str, f64),
    objective: f64,
    total_time: f64,
    /// Start and end as numbered in the file, and flow.
    flows: &'static [(u32, u32, f64)],
    /// The fullest link: start, end, flow over capacity.
    fullest: (u32, u32, f64),
}

/// Free times in 0.01 h, flows in vehicles an hour.
const SIOUX_FALLS: Published = Published {
    case: ("苏福尔斯路网用户均衡", "Sioux Falls user equilibrium"),
    file: "SiouxFalls",
    unit: ("0.01 h", 36.0),
    objective: 4_231_335.287,
    total_time: 7_480_225.34,
    flows: &[(1, 2, 4_494.658), (10, 15, 23_125.797)],
    fullest: (8, 6, 2.556_98),
};

/// Free times in minutes; zones that may not be passed.
const ANAHEIM: Published = Published {
    case: ("阿纳海姆路网用户均衡", "Anaheim user equilibrium"),
    file: "Anaheim",
    unit: ("min", 60.0),
    objective: 1_286_032.171,
    total_time: 1_419_913.85,
    flows: &[(1, 117, 7_074.9)],
    fullest: (120, 400, 1.978_906),
};

/// Published user equilibria; skipped without data.
pub(crate) fn published(context: &CheckContext) -> Vec<CheckRow> {
    [SIOUX_FALLS, ANAHEIM].iter().flat_map(|case| case.rows(context)).collect()
}

impl Published {
    fn rows(&self, context: &CheckContext) -> Vec<CheckRow> {
        let Some(folder) = context.data.as_ref().map(|data| data.join("response/tntp")) else {
            return vec![CheckRow::skipped(
                self.case,
                COLLECTION,
                ("请设置 SANDTABLE_DATA", "set SANDTABLE_DATA"),
            )];
        };
        match FileNetwork::read(&folder, self.file) {
            Ok(file) => self.compare(&file).unwrap_or_else(|why| vec![failed(self.case, COLLECTION, why)]),
            Err(why) => {
                let why = (
                    format!("读不了 {}：{why}", folder.display()),
                    format!("cannot read {}: {why}", folder.display()),
                );
                vec![CheckRow::skipped(self.case, COLLECTION, why)]
            }
        }
    }

    /// Makes the network that the event model would drive on, and solves its static
    /// mode in seconds and cars a second.
    fn compare(&self, file: &FileNetwork) -> Result<Vec<CheckRow>, String> {
        let ends: Vec<(u32, u32)> = file.links.iter().map(|link| link.ends).collect();
        let graph = graph(file.nodes, &ends, |k| file.links[k].free * self.unit.1).ok_or("no graph")?;
        // A diagram wider than any capacity of the file, which is then given by link.
        let wide = FlowParams::triangular(1_000.0, 1_000.0);
        let mut net = Network::new(Arc::new(graph), wide, vec![VehicleClass::CAR])
            .map_err(|fault| fault.to_string())?;
        for (k, link) in file.links.iter().enumerate() {
            net = net
                .with_capacity(LinkId(k as u32), link.capacity / 3600.0)
                .map_err(|fault| fault.to_string())?;
        }
        let curves = latencies(&net, ClassId(0), &Overlay::open(file.links.len()));
        let trips: Vec<Trips> = file
            .trips
            .iter()
            .map(|&(from, to, flow)| Trips { from: NodeId(from), to: NodeId(to), flow_s: flow / 3600.0 })
            .collect();
        let ends_only = |node: NodeId| node.0 < file.first_through;
        let effort = Effort { gap: 1e-9, rounds: 300 };
        let found = equilibrium(net.graph(), &curves, &trips, ends_only, effort)
            .map_err(|fault| fault.to_string())?;
        Ok(self.judged(file, &found))
    }

    fn judged(&self, file: &FileNetwork, found: &Equilibrium) -> Vec<CheckRow> {
        let row = |quantity: (String, String), expected: f64, obtained: f64, tolerance| {
            CheckRow::judged(self.case, quantity, expected, obtained, tolerance, COLLECTION)
        };
        let close = Tolerance::Relative(1e-4);
        let unit = self.unit.0;
        let named =
            |zh: &str, en: &str| (format!("{zh}（辆/h × {unit}）"), format!("{en}, vehicles/h × {unit}"));
        // Cars a second times seconds, as vehicles an hour times the file's unit.
        let scale = 3600.0 / self.unit.1;
        let mut rows = vec![
            row(
                named("Beckmann 目标函数", "Beckmann objective"),
                self.objective,
                found.objective * scale,
                close,
            ),
            row(named("总行程时间", "total travel time"), self.total_time, found.total_time * scale, close),
        ];
        for &(from, to, flow) in self.flows {
            let link = file.links.iter().position(|link| link.ends == (from - 1, to - 1));
            let obtained = link.map_or(f64::NAN, |k| found.flows_s[k] * 3600.0);
            rows.push(row(
                (format!("路段 {from}→{to} 流量（辆/h）"), format!("flow from {from} to {to}, vehicles/h")),
                flow,
                obtained,
                close,
            ));
        }
        let (from, to, ratio) = self.fullest;
        let ratios = file.links.iter().zip(&found.flows_s).map(|(link, x)| x * 3600.0 / link.capacity);
        let fullest = ratios.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::NAN));
        let ends = file.links.get(fullest.0).map_or((0, 0), |link| link.ends);
        rows.push(row(
            ("最大流量/通行能力".into(), "greatest flow over capacity".into()),
            ratio,
            fullest.1,
            close,
        ));
        let exact = Tolerance::Absolute(0.0);
        rows.push(row(
            ("该路段起点".into(), "node where that link begins".into()),
            f64::from(from),
            f64::from(ends.0 + 1),
            exact,
        ));
        rows.push(row(
            ("该路段终点".into(), "node where that link ends".into()),
            f64::from(to),
            f64::from(ends.1 + 1),
            exact,
        ));
        rows.push(row(("相对间隙".into(), "relative gap".into()), 1e-4, found.gap, Tolerance::AtMost));
        rows
    }
}
