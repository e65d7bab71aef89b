//! The evacuation load that the traffic programs are compared on (20 × 20 streets,
//! eight exits, fixed nearest exit), and a day of a city with little traffic.
//!
//! Prints CPU seconds of the run (building apart), peak memory of the process and the
//! clearance times, against what UXsim and SUMO needed for the same table on one
//! machine. It judges nothing.

use std::time::Instant;

use sandtable_kernel::SimTime;
use sandtable_response::traffic::{Traffic, grid20};

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
    idle_day();
}

/// A day in ticks of a minute with 5,000 vehicles in packets: what a run of a city
/// asks for.
fn idle_day() {
    let start = Instant::now();
    let Ok(mut traffic) = grid20::load(5_000, 5) else { return };
    let before = cpu_s(start);
    let mut events = 0;
    for minute in 1..=1440 {
        events += traffic.advance(SimTime::from_mins(minute)).len();
    }
    println!("\n1,440 ticks, 1,000 packets of five: {:.4} CPU-s, {events} events", cpu_s(start) - before);
    let fresh = Instant::now();
    let before = cpu_s(fresh);
    let made = (0..2000).map(|_| Traffic::new(traffic.network().clone())).count();
    println!("{made} empty copies of the roads: {:.4} CPU-s", cpu_s(fresh) - before);
}
