//! Speed of the flood solver: the dam break that itzi and landlab are timed on.
//!
//! `cargo bench -p sandtable-tests --bench flood`. 2.0 m against 0.1 m of water on a flat
//! bed of square cells of 10 m, n 0.03, all walls, theta 0.9, alpha 0.6, hmin 5 mm; the
//! full scheme (vector friction, limiter, step search, ledger, records of maxima and
//! arrival, Froude sample), no tile asleep, so that cells × steps is work done. Rates are
//! million cell-updates per CPU-second of the thread.
//!
//! With `SANDTABLE_PEER_PYTHON` (a Python with itzi and landlab) and `SANDTABLE_PEERS` (the
//! folder with `flood_itzi.py` and `flood_landlab.py`) both are run in turn with ours, and
//! the ratios to their fastest runs are printed.
//!
//! Arithmetic. A cell-update reads and writes h, qx, qy (24 B) and reads the bed (4 B):
//! 28 B, and 32 B with a roughness raster; the survey of every eighth step adds about 5 B.
//! A run costs cells × active share × steps × (1 + forks) ÷ rate. A day of the city at
//! 120 m (333 × 250 cells, 8 m of water: dt = 0.6·120/√(9.81·8) = 8.1 s, 10,700 steps) is
//! 8.9e8 cell-updates if all is awake; 40 replicates of one hazard 3.6e10, at
//! 4e8 a second 89 CPU-s, and a quarter of that with a quarter of the tiles awake.
//!
//! Prints; judges nothing.

use std::process::Command;
use std::time::Instant;

use sandtable_hazards::flood::solver::{Params, Path, Roughness, Setup, Solver, SolverError};
use sandtable_space::{Frame, Point};

/// Cells along a side, and steps of one run.
const SIZES: [(usize, u64); 3] = [(400, 600), (1000, 100), (3000, 12)];
const RUNS: usize = 5;

/// CPU seconds of this thread so far; wall time where the system does not tell.
fn cpu_s(start: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

fn dam(side: usize, path: Path, everything: bool) -> Result<Solver, SolverError> {
    let frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: side, rows: side };
    let depth = (0..frame.len()).map(|cell| if cell % side < side / 2 { 2.0 } else { 0.1 }).collect();
    let params = Params {
        hmin_m: 0.005,
        gravity_m_s2: 9.806_65,
        sleep: None,
        froude_cap: everything.then_some(1.0),
        ..Params::default()
    };
    let mut setup = Setup::new(frame, vec![0.0; frame.len()]).depth(depth);
    if everything {
        setup = setup.roughness(Roughness::Raster(vec![0.03; frame.len()]));
    }
    let mut solver = setup.build(params)?;
    solver.use_path(path);
    // Touches all memory and makes the first survey.
    solver.step()?;
    Ok(solver)
}

struct Rate {
    per_cpu_s: f64,
    ledger_error: f64,
}

fn rate(side: usize, steps: u64, path: Path, everything: bool) -> Result<Rate, SolverError> {
    let mut solver = dam(side, path, everything)?;
    let start = Instant::now();
    let before = cpu_s(start);
    for k in 0..steps {
        if everything && k % 8 == 0 {
            solver.rain_uniform(1e-6)?;
        }
        solver.step()?;
    }
    let ledger_error = solver.ledger().relative_error();
    let work = (side * side) as f64 * steps as f64;
    Ok(Rate { per_cpu_s: work / (cpu_s(start) - before) / 1e6, ledger_error })
}

fn median(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[0], values[values.len() - 1])
}

fn single() -> Result<(), SolverError> {
    println!("path      side   median (slowest-fastest)  ledger error");
    for path in Path::ALL.into_iter().filter(|path| path.available()) {
        let mut medians = Vec::new();
        for (side, steps) in SIZES {
            let runs = (0..RUNS).map(|_| rate(side, steps, path, false)).collect::<Result<Vec<_>, _>>()?;
            let worst = runs.iter().map(|run| run.ledger_error).fold(0.0, f64::max);
            let (median, least, most) = median(runs.iter().map(|run| run.per_cpu_s).collect());
            println!("{:<9} {side:>4}   {median:>6.0} ({least:.0}-{most:.0})  {worst:.1e}", path.name());
            medians.push(median);
        }
        println!("{:<9} 3000² / 400²: {:.2}", path.name(), medians[2] / medians[0]);
    }
    let path = Path::widest();
    let runs = (0..RUNS).map(|_| rate(400, 600, path, true)).collect::<Result<Vec<_>, _>>()?;
    let (median, least, most) = median(runs.iter().map(|run| run.per_cpu_s).collect());
    println!(
        "{:<9}  400   {median:>6.0} ({least:.0}-{most:.0})  with roughness raster, Froude cap, rain every 8 steps",
        path.name()
    );
    Ok(())
}

/// Million cell-updates per wall second of all members together, and the sum of their
/// rates per CPU-second.
fn together(members: usize, side: usize, steps: u64) -> Result<(f64, f64), SolverError> {
    let mut solvers =
        (0..members).map(|_| dam(side, Path::widest(), false)).collect::<Result<Vec<_>, _>>()?;
    let work = (side * side) as f64 * steps as f64 / 1e6;
    let start = Instant::now();
    let done: Vec<Result<f64, SolverError>> = std::thread::scope(|scope| {
        let run = |solver: &mut Solver| {
            let before = cpu_s(start);
            (0..steps).try_for_each(|_| solver.step().map(|_| ()))?;
            Ok(work / (cpu_s(start) - before))
        };
        let threads: Vec<_> = solvers.iter_mut().map(|solver| scope.spawn(move || run(solver))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let wall = members as f64 * work / start.elapsed().as_secs_f64();
    Ok((wall, done.into_iter().sum::<Result<f64, _>>()?))
}

/// Two members on two threads against one alone.
fn pair() -> Result<(), SolverError> {
    println!("\ntwo members on two threads over one alone (best of {RUNS}):");
    for (side, steps) in SIZES {
        let (mut one, mut two) = ((0.0f64, 0.0f64), (0.0f64, 0.0f64));
        for _ in 0..RUNS {
            for (members, best) in [(1, &mut one), (2, &mut two)] {
                let (wall, cpu) = together(members, side, steps)?;
                *best = (best.0.max(wall), best.1.max(cpu));
            }
        }
        println!(
            "side {side:>4}: by wall clock {:.0} over {:.0} = {:.2}; per CPU-second {:.0} over {:.0} = {:.2}",
            two.0,
            one.0,
            two.0 / one.0,
            two.1,
            one.1,
            two.1 / one.1
        );
    }
    println!(
        "(by CPU-second what another load takes of the machine does not count, only what members take of each other)"
    );
    Ok(())
}

/// Rate of a peer's script, million cell-updates per CPU-second.
fn peer(python: &str, folder: &str, script: &str, case: &str) -> Option<f64> {
    let done = Command::new(python).args(["-W", "ignore", script, case]).current_dir(folder).output().ok()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let line = text.lines().rev().find(|line| line.starts_with("{\"case\""))?.to_owned();
    let row: serde_json::Value = serde_json::from_str(&line).ok()?;
    Some(row.get("rate")?.as_f64()? / 1e6)
}

fn peers() -> Result<(), SolverError> {
    let (Ok(python), Ok(folder)) = (std::env::var("SANDTABLE_PEER_PYTHON"), std::env::var("SANDTABLE_PEERS"))
    else {
        println!("\npeers skipped (set SANDTABLE_PEER_PYTHON and SANDTABLE_PEERS)");
        return Ok(());
    };
    println!("\nin turn with peers, dam break at 400²:");
    for (name, script, case, times) in
        [("itzi, full step", "flood_itzi.py", "step", RUNS), ("landlab", "flood_landlab.py", "dam", 3)]
    {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..times {
            theirs.extend(peer(&python, &folder, script, case));
            ours.push(rate(400, 600, Path::widest(), false)?.per_cpu_s);
        }
        if theirs.is_empty() {
            println!("{name}: {script} gave no result");
            continue;
        }
        let ((ours, ..), (typical, _, fastest)) = (median(ours), median(theirs));
        println!(
            "{name}: median {typical:.1}, fastest {fastest:.1}; ours (median) {ours:.0}: {:.1} times its median, \
             {:.1} times its fastest",
            ours / typical,
            ours / fastest
        );
    }
    Ok(())
}

/// The processor's own name, where the system tells.
fn processor() -> String {
    std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            Some(
                text.lines()
                    .find(|line| line.starts_with("model name"))?
                    .split_once(':')?
                    .1
                    .trim()
                    .to_owned(),
            )
        })
        .unwrap_or_else(|| "unknown processor".to_owned())
}

fn main() -> Result<(), SolverError> {
    println!("{}; million cell-updates per CPU-second", processor());
    single()?;
    pair()?;
    peers()
}
