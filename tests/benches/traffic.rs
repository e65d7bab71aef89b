//! The evacuation load that the traffic programs are compared on (20 × 20 streets,
//! eight exits, fixed nearest exit), and a day of a city of 7,920 links with closures.
//!
//! Prints CPU seconds of the run (building apart), peak memory of the process and the
//! clearance times, against what UXsim and SUMO needed for the same table on one
//! machine. It judges nothing.

use std::sync::Arc;
use std::time::Instant;

use sandtable_kernel::{Component, SimId, SimTime, Streams};
use sandtable_response::traffic::{
    ClassId, Departure, FlowParams, Network, NextLinks, Route, Traffic, VehicleClass, grid20,
};
use sandtable_space::routing::{Profile, Tree, TreeOptions};
use sandtable_space::{Link, LinkId, LinkState, NodeId, Overlay, Point, Polyline, RoadClass, RoadGraph};

/// CPU seconds of this thread so far; wall time where the system does not tell.
fn cpu_s(start: Instant) -> f64 {
    std::fs::read_to_string("/proc/self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

/// Peak resident memory of the process, MiB.
fn peak_mib() -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("VmHWM"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(f64::NAN, |kib| kib / 1024.0)
}

struct Run {
    build_s: f64,
    run_s: f64,
    clearance_s: [f64; 3],
}

fn run(vehicles: usize, packet: u16) -> Option<Run> {
    let start = Instant::now();
    let before = cpu_s(start);
    let mut traffic = grid20::load(vehicles, packet).ok()?;
    let built = cpu_s(start);
    let hours = 6 + vehicles as i64 / 8_000;
    let clearance_s = grid20::clearance_s(&mut traffic, vehicles, SimTime::from_hours(hours));
    Some(Run { build_s: built - before, run_s: cpu_s(start) - built, clearance_s })
}

fn main() {
    println!("grid20, nearest exit, 50,000 vehicles as recorded of others (fastest run, another sitting):");
    println!(
        "UXsim 1.15.1 C++ 9.14 CPU-s, SUMO 1.28.0 meso 16.8 CPU-s and 117 MiB (reading its files included);"
    );
    println!("T50 5,055, T90 8,840-8,844, T100 10,110-10,205 s\n");
    println!("vehicles packet   build s     run s  per vehicle µs   peak MiB     T50     T90    T100");
    for (vehicles, packet) in
        [(10_000, 5), (50_000, 5), (50_000, 1), (100_000, 1), (200_000, 1), (400_000, 1), (1_000_000, 1)]
    {
        // The clock of the system moves in steps of some milliseconds, so small loads
        // are run several times.
        let tries = if vehicles <= 50_000 { 10 } else { 1 };
        let runs: Vec<Run> = (0..tries).filter_map(|_| run(vehicles, packet)).collect();
        let count = runs.len().max(1) as f64;
        let build_s = runs.iter().map(|run| run.build_s).sum::<f64>() / count;
        let run_s = runs.iter().map(|run| run.run_s).sum::<f64>() / count;
        let Some(best) = runs.last() else { continue };
        let [t50, t90, t100] = best.clearance_s;
        println!(
            "{vehicles:>8} {packet:>6} {:>9.4} {:>9.4} {:>15.3} {:>10.1} {t50:>7.0} {t90:>7.0} {t100:>7.0}",
            build_s,
            run_s,
            run_s / vehicles as f64 * 1e6,
            peak_mib(),
        );
        if vehicles == 50_000 {
            println!(
                "                 recorded UXsim / this = {:.0}, recorded SUMO / this = {:.0}",
                9.14 / run_s,
                16.8 / (run_s + build_s)
            );
        }
    }
    println!();
    for packets in [5_000, 10_000, 20_000] {
        city_day(packets);
    }
}

/// Junctions in a row of the city: 7,920 directed links.
const SIDE: u32 = 45;

/// Streets of 250 m, every fifth one wide and fast.
fn city() -> Option<RoadGraph> {
    let nodes: Vec<Point> =
        (0..SIDE * SIDE).map(|k| Point(f64::from(k / SIDE) * 250.0, f64::from(k % SIDE) * 250.0)).collect();
    let mut links = Vec::new();
    for k in 0..SIDE * SIDE {
        let (i, j) = (k / SIDE, k % SIDE);
        let mut both = |other: u32, wide: bool| {
            for (from, to) in [(k, other), (other, k)] {
                links.push(Link {
                    key: format!("{k}-{other}"),
                    from: NodeId(from),
                    to: NodeId(to),
                    length_m: 250.0,
                    class: if wide { RoadClass::Primary } else { RoadClass::Local },
                    lanes: if wide { 2 } else { 1 },
                    free_speed_m_s: if wide { 16.7 } else { 11.1 },
                    bridge: false,
                    sag_m: 0.0,
                    shape: Polyline(vec![nodes[from as usize], nodes[to as usize]]),
                    opposite: None,
                });
            }
        };
        if i + 1 < SIDE {
            both(k + SIDE, j % 5 == 0);
        }
        if j + 1 < SIDE {
            both(k + 1, i % 5 == 0);
        }
    }
    RoadGraph::new(nodes, links).ok()
}

/// A day of a city in ticks of a minute: packets of ten cars that leave over six
/// hours for the nearest of 60 shelters, roads that close one after the other, and
/// ways renewed every five minutes while anybody is under way.
fn city_day(packets: u64) {
    let Some(graph) = city().map(Arc::new) else { return };
    let Ok(net) = Network::new(graph.clone(), FlowParams::default(), vec![VehicleClass::CAR]) else { return };
    let net = Arc::new(net);
    let draws = Streams::new(4, 0);
    let draw = |k: u64, what: u16| draws.uniform(SimId(k), 0, Component(what), 0);
    let goals: Vec<(NodeId, f64)> =
        (0..60).map(|k| (NodeId((draw(k, 1) * f64::from(SIDE * SIDE)) as u32), 0.0)).collect();
    let ways = |overlay: &Overlay| {
        let cost = Profile::CAR;
        let tree = Tree::to_targets(&graph, &goals, TreeOptions::default(), cost.cost_over(overlay));
        Arc::new(NextLinks::from_tree(&graph, &tree))
    };
    let start = Instant::now();
    let before = cpu_s(start);
    let mut ways_s = 0.0;
    let mut overlay = Overlay::open(graph.links().len());
    let mut traffic = Traffic::new(net);
    traffic.tell_links(true);
    let table = traffic.add_table(ways(&overlay));
    for k in 0..packets {
        let departure = Departure {
            unit: SimId(k + 1),
            owner: k,
            vehicles: 10,
            class: ClassId(0),
            from: NodeId((draw(k, 2) * f64::from(SIDE * SIDE)) as u32),
            at: SimTime((draw(k, 3) * 6.0 * 3_600_000.0) as i64),
            route: Route::Table(table),
        };
        if traffic.depart(departure).is_err() {
            return;
        }
    }
    let (mut events, mut closed) = (0, 0u64);
    for minute in 1..=1440 {
        if minute > 60 && closed < 400 {
            let link = LinkId((draw(closed, 4) * graph.links().len() as f64) as u32);
            overlay.set(link, LinkState::Closed);
            let _ = traffic.set_link(link, LinkState::Closed);
            closed += 1;
        }
        if minute % 5 == 0 && traffic.under_way().next().is_some() {
            let renewing = Instant::now();
            let _ = traffic.set_table(table, ways(&overlay));
            ways_s += renewing.elapsed().as_secs_f64();
        }
        events += traffic.advance(SimTime::from_mins(minute)).len();
    }
    let ledger = traffic.ledger();
    println!(
        "city of {} links, {packets} packets of ten, 1,440 ticks: {:.3} CPU-s, {ways_s:.3} s of it for ways; \
         {events} events, {} arrived, {} stranded, {} parked, {} squeezed",
        graph.links().len(),
        cpu_s(start) - before,
        ledger.arrived,
        ledger.stranded,
        ledger.parked,
        traffic.squeezed(),
    );
}
