use proptest::prelude::*;

use super::super::{Edge, Face, Params, Roughness, Setup, Side, Sleep, Term};
use super::*;

/// A world of everything: hills, a sea, blocked cells, weirs, free edges, rain, drains,
/// point and edge inflows; with and without sleep, cap and raster.
fn run(seed: u64, columns: usize, rows: usize, [sleep, cap, raster]: [bool; 3]) -> Solver {
    let frame = frame(columns, rows, 10.0);
    let mut bed = hilly(&frame, seed);
    for row in bed.chunks_exact_mut(columns) {
        row[..4].fill(-0.5);
    }
    let random = noise(seed ^ 77, frame.len());
    let params = Params {
        froude_cap: cap.then_some(1.0),
        sleep: sleep.then_some(Sleep { film_m: 2e-3, level_m: 1e-4, speed_m_s: 2e-3 }),
        ..Params::default()
    };
    let blocked: Vec<usize> = (0..frame.len()).filter(|cell| random[*cell] > 0.97).collect();
    let sea: Vec<usize> = (0..frame.len()).filter(|cell| cell % columns < 4).collect();
    let mut setup = Setup::new(frame, bed.clone())
        .depth(flooded(&bed, 1.3 + random[0]))
        .edge(Side::North, Edge::Free { slope: 0.01 })
        .edge(Side::East, Edge::FreeOnBed { least_slope: 0.001 })
        .block(&blocked);
    if raster {
        setup = setup.roughness(Roughness::Raster(random.iter().map(|x| 0.02 + 0.05 * x).collect()));
    }
    for (row, rise) in random.iter().enumerate().take(rows) {
        setup = setup.weir(Face::West(row * columns + columns / 2), 2.0 + rise);
    }
    let (setup, tide) = setup.stage(&sea, 1.0);
    let mut solver = setup.build(params).unwrap();
    let inlet = (1..columns).find(|k| solver.kind(*k) == Some(super::super::CellKind::Open)).unwrap();
    solver.set_edge_inflow(Side::South, inlet, 0.3).unwrap();
    for round in 0..12u16 {
        solver.rain_uniform(2e-3).unwrap();
        solver.rain(&random.iter().map(|x| 1e-3 * x).collect::<Vec<_>>()).unwrap();
        solver.abstract_depths(Term::Infiltration, |_, depth| 5e-4f32.min(depth));
        solver.set_stage(tide, 1.0 + 0.2 * f32::from(round % 5)).unwrap();
        if let Ok(taken) = solver.take_volume(Term::Pump, frame.len() / 2 + 3, 50.0) {
            assert!((0.0..=50.0).contains(&taken));
            solver.add_volume(Term::Pump, inlet, taken).unwrap();
        }
        solver.advance(f64::from(round + 1) * 20.0, 20_000).unwrap();
    }
    solver
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn water_is_kept_on_random_terrain(
        seed in 0u64..1_000_000,
        columns in 12usize..70,
        rows in 6usize..50,
        sleep: bool,
        cap: bool,
        raster: bool,
    ) {
        let solver = run(seed, columns, rows, [sleep, cap, raster]);
        let ledger = solver.ledger();
        prop_assert!(ledger.relative_error() < 1e-6, "{ledger:?}");
        prop_assert!(ledger.stage_in_m3 + ledger.stage_out_m3 > 0.0);
        prop_assert!(ledger.added(Term::Rain) > 0.0 && ledger.edge_in_m3 > 0.0);
        prop_assert!(solver.depths_m().iter().all(|h| *h >= 0.0 && *h < 100.0));
    }
}

/// Thousands of steps of a still stirring basin: rounding does not pile up.
#[test]
fn volume_does_not_drift_in_thousands_of_steps() {
    let mut solver = mound(Params { sleep: None, ..Params::default() }, 80, 60, 4);
    for _ in 0..6000 {
        solver.step().unwrap();
    }
    let error = solver.ledger().relative_error();
    println!("relative drift after 6000 steps: {error:e}");
    assert!(error < 1e-8, "{error:e}");
}

/// Rain too thin for the last bit of deep water is not lost.
#[test]
fn rain_on_deep_water_is_not_rounded_away() {
    let frame = frame(40, 40, 10.0);
    let mut solver =
        Setup::new(frame, vec![0.0; 1600]).depth(vec![30.0; 1600]).build(Params::default()).unwrap();
    for _ in 0..1000 {
        solver.rain_uniform(5e-7).unwrap();
    }
    let gained = solver.ledger().stored_m3 - solver.ledger().initial_m3;
    assert!((gained / (1000.0 * 5e-7 * 160_000.0) - 1.0).abs() < 1e-3, "{gained}");
}
