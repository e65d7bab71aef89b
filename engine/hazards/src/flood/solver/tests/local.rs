use super::super::{Face, Params, Path, Setup, Solver, Term};
use super::*;

const COLUMNS: usize = 160;
const ROWS: usize = 112;

/// A deep channel, left of a levee with a gap in it, that spills onto a gently sloping
/// plain on which it rains.
fn spill(params: Params, path: Path) -> Solver {
    let frame = frame(COLUMNS, ROWS, 50.0);
    let random = noise(11, frame.len());
    let (mut bed, mut depth) = (Vec::new(), Vec::new());
    for cell in 0..frame.len() {
        let (column, row) = frame.column_row(cell);
        let ground = if column < 20 { -8.0 } else { 1.0 - 0.005 * column as f32 + 0.05 * random[cell] };
        bed.push(ground);
        let slope = 0.01 * row as f32;
        depth.push(if column < 20 { 9.0 + slope } else { 0.0 });
    }
    let mut setup = Setup::new(frame, bed).depth(depth);
    for row in (0..ROWS).filter(|row| !(50..56).contains(row)) {
        setup = setup.weir(Face::West(row * COLUMNS + 20), 1.9);
    }
    let mut solver = setup.build(params).unwrap();
    solver.use_path(path);
    solver
}

fn run(solver: &mut Solver, until_s: f64) {
    while solver.time_s() < until_s {
        solver.rain_uniform(1e-4).unwrap();
        solver.add_volume(Term::Inflow, 56 * COLUMNS + 5, 3000.0).unwrap();
        solver.advance((solver.time_s() + 60.0).min(until_s), 10_000).unwrap();
    }
}

const LOCAL: Params = Params {
    theta: 0.9,
    alpha: 0.6,
    hmin_m: 1e-3,
    froude_cap: None,
    dt_max_s: 60.0,
    gravity_m_s2: 9.81,
    vector_friction: true,
    sleep: None,
    local_steps: true,
    arrival_depth_m: 0.05,
};

/// Half the work, and the same flood: volume to rounding, and depths change less than by
/// taking all steps a third shorter.
#[test]
fn local_steps_change_the_work_and_hardly_the_flood() {
    let flood = |params: Params| {
        let mut solver = spill(params, Path::widest());
        run(&mut solver, 7200.0);
        solver
    };
    let global = flood(Params { local_steps: false, ..LOCAL });
    let shorter = flood(Params { local_steps: false, alpha: 0.4, ..LOCAL });
    let local = flood(LOCAL);
    let apart = |other: &Solver| {
        let (a, b) = (global.depths_m(), other.depths_m());
        a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32
    };
    let wet = |solver: &Solver| solver.depths_m().iter().filter(|depth| **depth > 0.15).count() as f64;
    let work = local.cell_steps() as f64 / global.cell_steps() as f64;
    println!("{} m, shorter steps {} m, work {work}", apart(&local), apart(&shorter));
    assert!(apart(&local) < apart(&shorter) && apart(&shorter) < 0.01);
    assert!((wet(&local) / wet(&global) - 1.0).abs() < 0.03, "{} {}", wet(&local), wet(&global));
    assert!(work < 0.6, "{work}");
    assert!(local.ledger().relative_error() < 1e-7);
    assert!(local.ledger().weir_m3 > 0.0 && local.ledger().added(Term::Rain) > 0.0);
}

#[test]
fn local_steps_have_the_same_bits_on_all_paths() {
    let hashes: Vec<u64> = Path::ALL
        .into_iter()
        .filter(|path| path.available())
        .map(|path| {
            let mut solver = spill(LOCAL, path);
            run(&mut solver, 900.0);
            solver.state_hash().unwrap()
        })
        .collect();
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:x?}");
}

/// Levels and divisions are kept between intervals: a restored solver, which must make
/// them anew, goes on with the same bits.
#[test]
fn a_restored_state_with_local_steps_continues_to_the_bit() {
    let mut original = spill(LOCAL, Path::widest());
    run(&mut original, 1000.0);
    let mut restored = spill(LOCAL, Path::Baseline);
    restored.load(&original.save().unwrap()).unwrap();
    run(&mut original, 1700.0);
    run(&mut restored, 1700.0);
    assert_eq!(restored.state_hash().unwrap(), original.state_hash().unwrap());
}

/// A lake at rest, deep on one side and shallow on the other, stays at rest.
#[test]
fn a_lake_at_rest_stays_at_rest_between_levels() {
    let frame = frame(96, 64, 50.0);
    let bed: Vec<f32> = (0..frame.len()).map(|cell| if cell % 96 < 40 { -9.0 } else { -0.25 }).collect();
    let depth = flooded(&bed, 0.0);
    let mut solver = Setup::new(frame, bed).depth(depth.clone()).build(LOCAL).unwrap();
    solver.advance(3600.0, 100_000).unwrap();
    assert_eq!(solver.depths_m(), depth);
    assert!(solver.cell_steps() < solver.steps() * 4 * 6 * 256 * 7 / 10, "local steps were taken");
}
