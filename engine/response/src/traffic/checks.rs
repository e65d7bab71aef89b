//! Closed-form checks of the traffic: queues, a shock, walking in a crowd,
//! and the evacuation load that other traffic programs ran.

use std::sync::Arc;

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_kernel::{SimId, SimTime, Text};
use sandtable_space::{Link, LinkId, NodeId, Point, Polyline, RoadClass, RoadGraph};

use super::flow::weidmann_m_s;
use super::{
    ClassId, Departure, FlowParams, Network, Route, Traffic, TrafficError, TrafficEvent, TrafficEventKind,
    VehicleClass, grid20,
};

const QUEUE_THEORY: &str = "deterministic point queue: arrivals less capacity (computed)";
const NEWELL: &str = "Lighthill & Whitham 1955; Richards 1956; Newell 1993 (computed)";

/// Runs a check; a refusal by the traffic itself is a failed row.
fn checked(
    case: impl Into<Text>,
    source: &str,
    rows: impl FnOnce() -> Result<Vec<CheckRow>, TrafficError>,
) -> Vec<CheckRow> {
    rows().unwrap_or_else(|error| {
        let quantity = (format!("未能算出：{error}"), format!("not computed: {error}"));
        vec![CheckRow::judged(case, quantity, 0.0, f64::NAN, Tolerance::Absolute(0.0), source)]
    })
}

/// A road in pieces (length in m), the last piece let through at most `outlet_s` cars
/// a second.
fn road(
    pieces_m: &[f64],
    lanes: u8,
    speed_m_s: f64,
    params: FlowParams,
    outlet_s: f64,
) -> Result<Traffic, TrafficError> {
    let nodes: Vec<Point> = (0..=pieces_m.len()).map(|k| Point(k as f64, 0.0)).collect();
    let links = pieces_m
        .iter()
        .enumerate()
        .map(|(k, &length_m)| Link {
            key: format!("piece.{k}"),
            from: NodeId(k as u32),
            to: NodeId(k as u32 + 1),
            length_m,
            class: RoadClass::Local,
            lanes,
            free_speed_m_s: speed_m_s,
            bridge: false,
            sag_m: 0.0,
            shape: Polyline(vec![nodes[k], nodes[k + 1]]),
            opposite: None,
        })
        .collect();
    let graph = RoadGraph::new(nodes, links).map_err(|_| TrafficError::NoSuchNode { node: 0, nodes: 0 })?;
    let last = LinkId(pieces_m.len().saturating_sub(1) as u32);
    let net =
        Network::new(Arc::new(graph), params, vec![VehicleClass::CAR])?.with_capacity(last, outlet_s)?;
    Ok(Traffic::new(Arc::new(net)))
}

/// Sends single cars down the whole road at these times, s.
fn send(traffic: &mut Traffic, times_s: &[f64]) -> Result<(), TrafficError> {
    let links: Vec<LinkId> = (0..traffic.network().graph().links().len() as u32).map(LinkId).collect();
    let route = Route::links(links);
    for (k, at_s) in times_s.iter().enumerate() {
        traffic.depart(Departure {
            unit: SimId(k as u64),
            owner: k as u64,
            vehicles: 1,
            class: ClassId(0),
            from: NodeId(0),
            at: SimTime(libm::round(at_s * 1000.0) as i64),
            route: route.clone(),
        })?;
    }
    Ok(())
}

fn arrival_times_s(events: &[TrafficEvent]) -> Vec<f64> {
    let arrived = |e: &&TrafficEvent| matches!(e.what, TrafficEventKind::Arrived { .. });
    events.iter().filter(arrived).map(|e| e.at.as_secs_f64()).collect()
}

/// Times at which cars enter a link, s, by car.
fn entry_times_s(events: &[TrafficEvent], link: LinkId) -> Vec<f64> {
    let entered = |e: &&TrafficEvent| e.what == TrafficEventKind::Entered { link };
    let mut found: Vec<(SimId, f64)> =
        events.iter().filter(entered).map(|e| (e.unit, e.at.as_secs_f64())).collect();
    found.sort_by_key(|(unit, _)| *unit);
    found.into_iter().map(|(_, at)| at).collect()
}

/// Longest queue and its time, of cars that come and go at these times (sorted), s.
fn longest_queue(come_s: &[f64], go_s: &[f64]) -> (f64, f64) {
    let mut gone = 0;
    let mut best = (0.0, 0.0);
    for (k, &now) in come_s.iter().enumerate() {
        while go_s.get(gone).is_some_and(|&go| go <= now) {
            gone += 1;
        }
        let queue = (k + 1 - gone) as f64;
        if queue > best.0 {
            best = (queue, now);
        }
    }
    best
}

/// A road so short that a queue at it stands at one point.
fn gate(cars_s: f64) -> Result<Traffic, TrafficError> {
    let mut traffic = road(&[1.0], 4, 20.0, FlowParams::triangular(0.14, 1.0 / 0.14), cars_s)?;
    traffic.tell_links(true);
    Ok(traffic)
}

/// Rayleigh departures through one exit.
pub(crate) fn rayleigh_exit(_: &CheckContext) -> Vec<CheckRow> {
    let case = (
        "10000 辆车，瑞利分布 σ 30 min，出口 100 辆/min",
        "10,000 vehicles, Rayleigh σ 30 min, exit 100/min",
    );
    checked(case, QUEUE_THEORY, || {
        // Quantiles of the departure curve, so that the check has no noise.
        let come: Vec<f64> = (0..10_000)
            .map(|k| {
                let u = (f64::from(k) + 0.5) / 10_000.0;
                60.0 * 30.0 * (-2.0 * libm::log(1.0 - u)).sqrt()
            })
            .collect();
        let mut traffic = gate(100.0 / 60.0)?;
        send(&mut traffic, &come)?;
        let events = traffic.advance(SimTime::from_hours(6));
        let go = entry_times_s(&events, LinkId(0));
        let arrivals = arrival_times_s(&events);
        let (peak, peak_at) = longest_queue(&come, &go);
        let delay = |k: usize| go.get(k).map_or(f64::NAN, |go| go - come[k]);
        let at_peak = come.partition_point(|&at| at < peak_at);
        // The last car before the peak, and the first after it, that did not wait
        // (two milliseconds are rounding).
        let starts = (0..at_peak).rev().find(|&k| delay(k) <= 0.002).map_or(f64::NAN, |k| come[k]);
        let clears = (at_peak..come.len()).find(|&k| delay(k) <= 0.6).map_or(f64::NAN, |k| come[k]);
        let total: f64 = (0..come.len()).map(delay).sum();
        let rank = |share: f64| arrivals.get((share * 10_000.0) as usize - 1).copied().unwrap_or(f64::NAN);
        let row = |quantity: (&str, &str), expected: f64, obtained: f64| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.01), QUEUE_THEORY)
        };
        Ok(vec![
            row(("开始排队的时间（min）", "queue starts, min"), 9.459, starts / 60.0),
            row(("排队最长的时间（min）", "queue peaks, min"), 57.880, peak_at / 60.0),
            row(("最长排队（辆）", "longest queue, vehicles"), 3118.07, peak),
            row(("排队消散的时间（min）", "queue clears, min"), 104.375, clears / 60.0),
            row(("总延误（辆·min）", "total delay, vehicle-min"), 169_921.8, total / 60.0),
            row(("T50，半数通过的时间（min）", "T50, min"), 54.610, rank(0.5) / 60.0),
            row(("T90，九成通过的时间（min）", "T90, min"), 94.610, rank(0.9) / 60.0),
        ])
    })
}

/// A rectangular demand.
pub(crate) fn rectangular_demand(_: &CheckContext) -> Vec<CheckRow> {
    let case = ("2000 s 内每秒到达 0.6 辆，出口 0.4 辆/s", "0.6/s for 2,000 s into 0.4/s");
    checked(case, QUEUE_THEORY, || {
        let come: Vec<f64> = (0..1200).map(|k| f64::from(k) / 0.6).collect();
        let mut traffic = gate(0.4)?;
        send(&mut traffic, &come)?;
        let go = entry_times_s(&traffic.advance(SimTime::from_hours(2)), LinkId(0));
        let (peak, peak_at) = longest_queue(&come, &go);
        let delays: Vec<f64> = go.iter().zip(&come).map(|(go, come)| go - come).collect();
        let mean = delays.iter().sum::<f64>() / 1200.0;
        let most = delays.iter().copied().fold(0.0, f64::max);
        let row = |quantity: (&str, &str), expected: f64, obtained: f64| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.005), QUEUE_THEORY)
        };
        Ok(vec![
            row(("通过的车辆（辆）", "vehicles"), 1200.0, go.len() as f64),
            row(("最长排队（辆）", "longest queue, vehicles"), 400.0, peak),
            row(("排队最长的时间（s）", "time of the longest queue, s"), 2000.0, peak_at),
            row(("排队结束的时间（s）", "queue ends, s"), 3000.0, go.last().copied().unwrap_or(f64::NAN)),
            row(("平均延误（s）", "mean delay, s"), 500.0, mean),
            row(("最长延误（s）", "longest delay, s"), 1000.0, most),
        ])
    })
}

/// A shock on one link, and its way back to the link's start.
pub(crate) fn shock(_: &CheckContext) -> Vec<CheckRow> {
    let case = (
        "车速 60 km/h，回波 20 km/h，150 辆/km，每小时 1500 辆到达、1000 辆驶出",
        "60 and 20 km/h, 150 vehicles/km, 1,500/h into 1,000/h",
    );
    checked(case, NEWELL, || {
        let params = FlowParams::triangular(0.150, 20.0 / 3.6);
        let speed = 60.0 / 3.6;
        let outlet = 1000.0 / 3600.0;
        let come: Vec<f64> = (0..1000).map(|k| 2.4 * f64::from(k)).collect();
        let row = |quantity: (&str, &str), expected: f64, obtained: f64| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.01), NEWELL)
        };

        // One link of 1 km and the outlet: when it spills back, how dense it gets.
        let mut traffic = road(&[1000.0, 10.0], 1, speed, params, outlet)?;
        let capacity = params.lane_capacity_veh_s(speed, RoadClass::Local) * 3600.0;
        traffic.tell_links(true);
        send(&mut traffic, &come)?;
        let mut events = traffic.advance(SimTime::from_mins(15));
        let (mut cars, mut looks) = (0.0, 0.0);
        for k in 0..200 {
            events.extend(traffic.advance(SimTime::from_mins(15) + sandtable_kernel::SimSpan(7_000 * k)));
            cars += f64::from(traffic.cars_on(LinkId(0)).0);
            looks += 1.0;
        }
        let entries = entry_times_s(&events, LinkId(0));
        let late = |times: &[f64], due: &dyn Fn(usize) -> f64| {
            (0..times.len()).find(|&k| times[k] - due(k) > 0.05).map_or(f64::NAN, |k| times[k])
        };
        let spills_at = late(&entries, &|k| come[k]) / 60.0;
        let out = entry_times_s(&events, LinkId(1));
        let begins_at = out.first().copied().unwrap_or(f64::NAN) / 60.0;

        // Sixty links of 50 m: when the tail of the queue passes each of them.
        let pieces: Vec<f64> = (0..60).map(|_| 50.0).chain([10.0]).collect();
        let mut traffic = road(&pieces, 1, speed, params, outlet)?;
        traffic.tell_links(true);
        send(&mut traffic, &come)?;
        let events = traffic.advance(SimTime::from_mins(40));
        let passes = |piece: u32| {
            let times = entry_times_s(&events, LinkId(piece));
            late(&times, &|k| come[k] + f64::from(piece) * 50.0 / speed)
        };
        let shock_km_h = -(2.0 / ((passes(10) - passes(50)) / 3600.0));
        Ok(vec![
            row(("通行能力（辆/h）", "capacity, vehicles/h"), 2250.0, capacity),
            row(("排队密度（辆/km）", "density of the queue, vehicles/km"), 100.0, cars / looks),
            row(("激波速度（km/h）", "speed of the shock, km/h"), -6.667, shock_km_h),
            row(
                ("首车驶入后到回溢的时间（min）", "spills back after the first vehicle enters, min"),
                10.0,
                spills_at,
            ),
            row(
                ("开始排队后到回溢的时间（min）", "spills back after the queue begins, min"),
                9.0,
                spills_at - begins_at,
            ),
        ])
    })
}

/// The evacuation load of the traffic programs, in packets of five.
pub(crate) fn grid(_: &CheckContext) -> Vec<CheckRow> {
    let case = ("grid20 路网，50000 辆车，最近出口", "grid20: 50,000 vehicles, nearest exit");
    let source = "UXsim 1.15.1 C++ and SUMO 1.28.0 meso run on the same load";
    checked(case, source, || {
        let mut traffic = grid20::load(50_000, grid20::GROUP as u16)?;
        let [t50, t90, t100] = grid20::clearance_s(&mut traffic, 50_000, SimTime::from_hours(5));
        let row = |quantity: (&str, &str), expected: f64, obtained: f64| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.01), source)
        };
        Ok(vec![
            row(("T50，半数驶出的时间（s）", "T50, s"), 5_056.0, t50),
            row(("T90，九成驶出的时间（s）", "T90, s"), 8_842.0, t90),
            // Between their 10,110 and 10,205.
            row(("T100，全部驶出的时间（s）", "T100, s"), 10_157.5, t100),
        ])
    })
}

/// Walking speeds in a crowd.
pub(crate) fn weidmann(_: &CheckContext) -> Vec<CheckRow> {
    let case = ("Weidmann 步行速度", "Weidmann");
    let source = "Weidmann 1993, v = 1.34 (1 − exp(−1.913 (1/k − 1/5.4))) (recalled; computed)";
    let row = |quantity: (&str, &str), expected: f64, obtained: f64| {
        CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-3), source)
    };
    let most = (1..5300)
        .map(|k| f64::from(k) * 1e-3)
        .map(|density| (density * weidmann_m_s(density), density))
        .fold((0.0, 0.0), |best, next| if next.0 > best.0 { next } else { best });
    vec![
        row(("密度 1 人/m² 时的步速（m/s）", "speed at 1/m², m/s"), 1.0581, weidmann_m_s(1.0)),
        row(("密度 2 人/m² 时的步速（m/s）", "speed at 2/m², m/s"), 0.6062, weidmann_m_s(2.0)),
        row(("密度 4 人/m² 时的步速（m/s）", "speed at 4/m², m/s"), 0.1563, weidmann_m_s(4.0)),
        row(("最大流率（人/(m·s)）", "greatest flow, 1/(m·s)"), 1.2249, most.0),
        row(("流率最大时的密度（人/m²）", "density at the greatest flow, 1/m²"), 1.7506, most.1),
    ]
}
