use super::super::{CellKind, Edge, Face, Params, Setup, Side, Term, weir_unit_flow_m2_s};
use super::*;

/// 10 m of crest, 1 m of head; and the factor of a drowned crest.
#[test]
fn weir_flow_is_the_published_one() {
    assert!((10.0 * weir_unit_flow_m2_s(1.0, 0.0) - 17.05).abs() < 0.02);
    let factor = weir_unit_flow_m2_s(1.0, 0.8) / weir_unit_flow_m2_s(1.0, 0.0);
    assert!((factor - 0.6163).abs() < 1e-3, "{factor}");
    assert_eq!(weir_unit_flow_m2_s(1.0, 1.0), 0.0);
    assert_eq!(weir_unit_flow_m2_s(-0.1, -0.5), 0.0);
}

/// A sea held 0.5 m above a crest fills the land behind it at the rate of the weir.
#[test]
fn a_sea_over_a_levee_flows_as_a_weir() {
    let frame = frame(40, 1, 10.0);
    let bed: Vec<f32> = (0..40).map(|column| if column < 5 { -3.0 } else { -5.0 }).collect();
    let (setup, _) = Setup::new(frame, bed).weir(Face::West(5), 0.0).stage(&[0, 1, 2, 3, 4], 0.5);
    let mut solver = setup.build(Params::default()).unwrap();
    solver.advance(60.0, 10_000).unwrap();
    let expected = 60.0 * 10.0 * weir_unit_flow_m2_s(0.5, 0.0);
    let ledger = solver.ledger();
    assert!((ledger.stage_in_m3 / expected - 1.0).abs() < 0.01, "{} {expected}", ledger.stage_in_m3);
    assert!((ledger.weir_m3 - ledger.stage_in_m3).abs() < 1e-3 * expected);
    assert!(solver.overtopped(Face::West(5)));
    assert_eq!(solver.kind(2), Some(CellKind::Stage(super::super::StageId(0))));
    assert!((solver.depth_m(2) - 3.5).abs() < 1e-6);
    // Raising the crest above the sea stops it.
    solver.set_weir(Face::West(5), 0.6).unwrap();
    solver.step().unwrap();
    assert!(!solver.overtopped(Face::West(5)));
    let stored = solver.stored_m3();
    solver.advance(120.0, 10_000).unwrap();
    assert!((solver.stored_m3() / stored - 1.0).abs() < 1e-6);
    // Without the weir the sea comes in.
    solver.remove_weir(Face::West(5));
    assert_eq!(solver.weir_crest_m(Face::West(5)), None);
    solver.advance(180.0, 10_000).unwrap();
    assert!(solver.stored_m3() > 2.0 * stored);
}

/// Two basins joined by a drowned weir level out and do not swing.
#[test]
fn a_drowned_weir_levels_two_basins() {
    let frame = frame(40, 4, 10.0);
    let depth = (0..frame.len()).map(|cell| if cell % 40 < 20 { 2.0 } else { 1.5 }).collect();
    let mut setup = Setup::new(frame, vec![0.0; frame.len()]).depth(depth);
    for row in 0..4 {
        setup = setup.weir(Face::West(row * 40 + 20), 1.0);
    }
    let mut solver = setup.build(Params { sleep: None, ..Params::default() }).unwrap();
    solver.advance(7200.0, 1_000_000).unwrap();
    let (low, high) = (solver.depth_m(5), solver.depth_m(35));
    assert!((low - 1.75).abs() < 0.01 && (high - 1.75).abs() < 0.01, "{low} {high}");
    assert!(solver.ledger().relative_error() < 1e-9);
}

/// The tide of a stage group goes into a bay and out again, and the ledger has both.
#[test]
fn a_tide_goes_in_and_out() {
    let frame = frame(60, 8, 20.0);
    let bed: Vec<f32> = (0..frame.len()).map(|cell| -2.0 + 0.05 * (cell % 60) as f32).collect();
    let sea: Vec<usize> = (0..frame.len()).filter(|cell| cell % 60 < 10).collect();
    let (setup, tide) = Setup::new(frame, bed.clone()).depth(flooded(&bed, 0.0)).stage(&sea, 0.0);
    let mut solver = setup.build(Params::default()).unwrap();
    let before = solver.stored_m3();
    for minute in 0..240u32 {
        let phase = f64::from(minute) / 240.0 * std::f64::consts::TAU;
        solver.set_stage(tide, (0.5 * libm::sin(phase)) as f32).unwrap();
        solver.advance(f64::from(minute + 1) * 60.0, 10_000).unwrap();
    }
    let ledger = solver.ledger();
    assert!(ledger.stage_in_m3 > 0.1 * before && ledger.stage_out_m3 > 0.1 * before, "{ledger:?}");
    assert!(ledger.relative_error() < 1e-8);
    let high_water = solver.max_depths_m()[4 * 60 + 20];
    assert!(high_water > solver.depth_m(4 * 60 + 20) + 0.2);
}

#[test]
fn volumes_are_booked_by_term_and_no_more_is_taken_than_is_there() {
    let frame = frame(5, 5, 10.0);
    let mut solver = Setup::new(frame, vec![0.0; 25]).block(&[24]).build(Params::default()).unwrap();
    solver.add_volume(Term::Inflow, 12, 30.0).unwrap();
    assert_eq!(solver.depth_m(12), 0.3);
    let taken = solver.take_volume(Term::Drainage, 12, 100.0).unwrap();
    assert!((taken - 30.0).abs() < 1e-5, "{taken}");
    assert_eq!(solver.depth_m(12), 0.0);
    assert!(solver.add_volume(Term::Inflow, 24, 1.0).is_err());
    assert!(solver.add_volume(Term::Inflow, 12, f64::NAN).is_err());
    assert!(solver.take_volume(Term::Inflow, 99, 1.0).is_err());
    let ledger = solver.ledger();
    assert_eq!((ledger.added(Term::Inflow), ledger.taken(Term::Drainage)), (30.0, taken));
    assert!(ledger.error_m3.abs() < 1e-5);
}

/// Arrival and greatest depth of a wave that passes, and free edges that let it out on
/// each side.
#[test]
fn arrival_follows_the_front_and_all_four_sides_let_water_out() {
    for side in Side::ALL {
        let (columns, rows) = if matches!(side, Side::East | Side::West) { (60, 5) } else { (5, 60) };
        let frame = frame(columns, rows, 10.0);
        let along = |cell: usize| {
            let (column, row) = frame.column_row(cell);
            match side {
                Side::East => column,
                Side::West => 59 - column,
                Side::North => row,
                Side::South => 59 - row,
            }
        };
        let bed = (0..frame.len()).map(|cell| 0.005 * 10.0 * (59 - along(cell)) as f32).collect();
        let depth = (0..frame.len()).map(|cell| if along(cell) < 10 { 1.0 } else { 0.0 }).collect();
        let mut solver = Setup::new(frame, bed)
            .edge(side, Edge::FreeOnBed { least_slope: 0.005 })
            .depth(depth)
            .build(Params::default())
            .unwrap();
        solver.advance(3600.0, 100_000).unwrap();
        let ledger = solver.ledger();
        assert!(ledger.edge_out_m3 > 0.9 * ledger.initial_m3, "{side:?}: {ledger:?}");
        assert!(ledger.relative_error() < 1e-6);
        let at = |place: usize| (0..frame.len()).find(|cell| along(*cell) == place).unwrap();
        let arrivals = solver.arrivals_s();
        assert_eq!(arrivals[at(2)], 0.0);
        assert!(arrivals[at(20)] > 0.0 && arrivals[at(20)] < arrivals[at(40)], "{side:?}");
        assert!(arrivals[at(40)] < arrivals[at(58)] && arrivals[at(58)].is_finite());
        assert!(solver.max_depths_m()[at(30)] > solver.depth_m(at(30)) + 0.05);
        assert!(solver.max_ratings_m2_s()[at(30)] > 0.5 * solver.max_depths_m()[at(30)]);
    }
}
