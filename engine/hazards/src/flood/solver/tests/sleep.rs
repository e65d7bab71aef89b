use super::super::{Face, Params, Setup, Sleep};
use super::*;

/// With the default rule, floods with and without sleeping tiles agree to a centimetre
/// in the worst cell and to a millimetre on average.
#[test]
fn sleeping_tiles_change_little() {
    for seed in [1, 2, 3] {
        let awake = Params { sleep: None, ..Params::default() };
        let (mut with, mut without) = (mound(Params::default(), 120, 90, seed), mound(awake, 120, 90, seed));
        with.advance(900.0, 100_000).unwrap();
        without.advance(900.0, 100_000).unwrap();
        let differences: Vec<f32> =
            with.depths_m().iter().zip(without.depths_m()).map(|(a, b)| (a - b).abs()).collect();
        let worst = differences.iter().copied().fold(0.0, f32::max);
        let mean = differences.iter().sum::<f32>() / differences.len() as f32;
        println!(
            "seed {seed}: worst {worst:e} m, mean {mean:e} m, cell steps {} of {}",
            with.cell_steps(),
            without.cell_steps()
        );
        assert!(worst < 0.01 && mean < 1e-3, "{worst} {mean}");
        assert!(with.cell_steps() < without.cell_steps());
        assert!(with.ledger().relative_error() < 1e-6);
    }
}

#[test]
fn still_lakes_and_dry_land_cost_nothing() {
    let frame = frame(200, 200, 10.0);
    let bed = hilly(&frame, 9);
    let depth = flooded(&bed, 1.5);
    let mut solver = Setup::new(frame, bed).depth(depth).build(Params::default()).unwrap();
    solver.advance(600.0, 1000).unwrap();
    assert_eq!(solver.active_cells(), 0);
    assert_eq!(solver.cell_steps(), 0);
}

#[test]
fn water_poured_on_a_sleeping_lake_wakes_it_and_it_falls_asleep_again() {
    let frame = frame(160, 160, 10.0);
    let mut solver = Setup::new(frame, vec![0.0; frame.len()])
        .depth(vec![0.5; frame.len()])
        .build(Params {
            sleep: Some(Sleep { level_m: 1e-3, speed_m_s: 5e-3, film_m: 1e-3 }),
            ..Params::default()
        })
        .unwrap();
    solver.advance(10.0, 1000).unwrap();
    assert_eq!(solver.active_cells(), 0);
    solver.add_volume(super::super::Term::Inflow, 80 * 160 + 80, 500.0).unwrap();
    solver.advance(30.0, 1000).unwrap();
    let soon = solver.active_cells();
    assert!(soon > 0 && soon < frame.len() / 4, "{soon}");
    solver.advance(120.0, 10_000).unwrap();
    assert!(solver.active_cells() > soon);
    solver.advance(20_000.0, 1_000_000).unwrap();
    assert_eq!(solver.active_cells(), 0);
    assert!(solver.ledger().relative_error() < 1e-9);
}

/// A lake behind a levee sleeps although the land below it is lower, until it is filled
/// over the crest.
#[test]
fn a_lake_behind_a_levee_sleeps_until_it_overtops() {
    let frame = frame(64, 32, 10.0);
    let depth = (0..frame.len()).map(|cell| if cell % 64 < 32 { 1.0 } else { 0.0 }).collect();
    let mut setup = Setup::new(frame, vec![0.0; frame.len()]).depth(depth);
    for row in 0..32 {
        setup = setup.weir(Face::West(row * 64 + 32), 1.2);
    }
    let mut solver = setup.build(Params::default()).unwrap();
    solver.advance(60.0, 1000).unwrap();
    assert_eq!(solver.active_cells(), 0);
    solver.rain_uniform(0.3).unwrap();
    solver.advance(120.0, 10_000).unwrap();
    assert!(solver.overtopped(Face::West(5 * 64 + 32)));
    assert!(solver.ledger().weir_m3 > 0.0);
}
