use super::super::kernel::inverse_cbrt;
use super::super::lanes::{Baseline, Lanes};
use super::super::reference::Reference;
use super::super::{Edge, Face, Params, Roughness, Setup, Side, SolverError};
use super::*;

#[test]
fn the_inverse_cube_root_is_good_to_4e_7() {
    let mut x = 1e-7f32;
    while x < 3e3 {
        let exact = 1.0 / libm::cbrt(f64::from(x));
        // SAFETY: every machine has what the baseline asks for.
        let root = unsafe { inverse_cbrt::<Baseline>(Baseline::splat(x)) }[0];
        let error = (f64::from(root) / exact - 1.0).abs();
        assert!(error < 4e-7, "{x}: {error:e}");
        x *= 1.003;
    }
}

#[test]
fn agrees_with_the_simple_reference_on_wet_and_dry_hills() {
    let (columns, rows) = (53, 37);
    let frame = frame(columns, rows, 10.0);
    let bed = hilly(&frame, 7);
    let mut depth = flooded(&bed, 1.5);
    depth[18 * columns + 20] += 1.0;
    for k in 0..100 {
        depth[(10 + k / 10) * columns + 15 + k % 10] += 1.5;
    }
    let mut reference = Reference::new(columns, rows, 10.0, &bed, &depth, 0.03);
    let params = Params { sleep: None, dt_max_s: 3600.0, ..Params::default() };
    let mut solver = Setup::new(frame, bed).depth(depth).build(params).unwrap();
    let before: f64 = reference.h.iter().sum();
    for _ in 0..200 {
        let dt = solver.step().unwrap();
        // The reference knows the gravity wave alone, which is the longer step.
        assert!(dt < reference.next_dt() * (1.0 + 1e-4), "{dt}");
        reference.step(dt);
    }
    assert!((reference.h.iter().sum::<f64>() / before - 1.0).abs() < 1e-12);
    let depths = solver.depths_m();
    let worst = depths.iter().zip(&reference.h).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max);
    println!("greatest difference of depth after 200 steps: {worst:e} m");
    assert!(worst < 2e-3, "{worst}");
    let mean: f64 =
        depths.iter().zip(&reference.h).map(|(a, b)| (f64::from(*a) - b).abs()).sum::<f64>() / before;
    assert!(mean < 1e-5, "{mean:e}");
}

/// Where a symmetry of a square of `n` cells puts a column and row.
type Move = fn(usize, usize, usize) -> (usize, usize);

/// A start and terrain moved by a symmetry of the square give the moved result. Sums of
/// four flows are taken in another order, so the last bits may differ.
#[test]
fn mirrored_and_turned_floods_are_mirrored_and_turned() {
    let n = 41;
    let frame = frame(n, n, 10.0);
    let bed = hilly(&frame, 3);
    let mut depth = flooded(&bed, 1.2);
    for k in 0..64 {
        depth[(5 + k / 8) * n + 9 + k % 8] += 1.5;
    }
    let moves: [Move; 3] = [|c, r, n| (n - 1 - c, r), |c, r, n| (c, n - 1 - r), |c, r, _| (r, c)];
    let run = |bed: Vec<f32>, depth: Vec<f32>| {
        let params = Params { sleep: None, ..Params::default() };
        let mut solver = Setup::new(frame, bed).depth(depth).build(params).unwrap();
        solver.advance(60.0, 10_000).unwrap();
        solver.depths_m()
    };
    let original = run(bed.clone(), depth.clone());
    for place in moves {
        let moved = |layer: &[f32]| {
            let mut out = vec![0.0; layer.len()];
            for (cell, value) in layer.iter().enumerate() {
                let (column, row) = place(cell % n, cell / n, n);
                out[row * n + column] = *value;
            }
            out
        };
        let result = run(moved(&bed), moved(&depth));
        let worst = moved(&original).iter().zip(&result).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
        assert!(worst < 1e-3, "{worst}");
    }
}

/// Depth at fixed places of a smooth wave converges as cells shrink.
#[test]
fn finer_cells_converge() {
    let depth_at = |cells: usize| {
        let cell_m = 1000.0 / cells as f64;
        let frame = frame(cells, 1, cell_m);
        let depth = (0..cells)
            .map(|column| {
                let x = (column as f64 + 0.5) * cell_m - 300.0;
                (1.0 + 0.3 * libm::exp(-x * x / 8000.0)) as f32
            })
            .collect();
        let params = Params { sleep: None, ..Params::default() };
        let mut solver = Setup::new(frame, vec![0.0; cells]).depth(depth).build(params).unwrap();
        solver.advance(100.0, 100_000).unwrap();
        let depths = solver.depths_m();
        // Mean over each of ten stretches.
        (0..10)
            .map(|k| {
                let stretch = &depths[k * cells / 10..(k + 1) * cells / 10];
                stretch.iter().map(|h| f64::from(*h)).sum::<f64>() / stretch.len() as f64
            })
            .collect::<Vec<_>>()
    };
    let finest = depth_at(1600);
    let error = |cells| depth_at(cells).iter().zip(&finest).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let errors = [error(50), error(100), error(200), error(400)];
    println!("errors at 20, 10, 5, 2.5 m: {errors:?}");
    assert!(errors[1] < 0.75 * errors[0] && errors[2] < 0.75 * errors[1] && errors[3] < 0.75 * errors[2]);
}

#[test]
fn a_lake_among_hills_stays_at_rest() {
    let frame = frame(70, 50, 10.0);
    let bed: Vec<f32> = hilly(&frame, 11).iter().map(|z| z + 50.0).collect();
    let depth = flooded(&bed, 52.0);
    let params = Params { sleep: None, ..Params::default() };
    let mut solver = Setup::new(frame, bed).depth(depth.clone()).build(params).unwrap();
    solver.advance(600.0, 100_000).unwrap();
    let moved = solver.depths_m().iter().zip(&depth).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
    // Levels near 50 m have an ulp of 4e-6 m.
    assert!(moved < 2e-5, "{moved}");
}

#[test]
fn alpha_beyond_the_linear_limit_is_refused() {
    for (theta, alpha) in [(0.9, 0.7), (1.0, 0.7), (0.8, 0.62)] {
        let params = Params { theta, alpha, ..Params::default() };
        assert!(
            matches!(params.checked(), Err(SolverError::Parameter { name: "alpha", .. })),
            "{theta} {alpha}"
        );
    }
    assert!(Params::default().checked().is_ok());
    assert!((Params::alpha_limit(0.9) - 0.95 * 0.670_82).abs() < 1e-4);
}

/// Flat water 2 m deep with 1 mm of noise: alpha 0.7 with theta 0.9 makes metres of it.
#[test]
fn noise_on_flat_water_calms_down_at_alpha_0_6() {
    let frame = frame(64, 64, 10.0);
    let depth = noise(5, frame.len()).iter().map(|x| 2.0 + 1e-3 * x).collect();
    let params = Params { sleep: None, ..Params::default() };
    let mut solver = Setup::new(frame, vec![0.0; frame.len()]).depth(depth).build(params).unwrap();
    for _ in 0..4000 {
        solver.step().unwrap();
    }
    let (low, high) =
        solver.depths_m().iter().fold((f32::INFINITY, 0.0f32), |(low, high), h| (low.min(*h), high.max(*h)));
    assert!(high - low < 5e-4, "{low} {high}");
}

/// Ahead of a wave in still water flows fade through 1e-19 and below; none may be left
/// that is neither zero nor worth a square.
#[test]
fn no_flow_is_left_whose_square_is_subnormal() {
    let frame = frame(400, 20, 10.0);
    let depth = (0..frame.len()).map(|cell| if cell % 400 < 40 { 2.0 } else { 1.0 }).collect();
    let params = Params { sleep: None, ..Params::default() };
    let mut solver = Setup::new(frame, vec![0.0; frame.len()]).depth(depth).build(params).unwrap();
    for _ in 0..150 {
        solver.step().unwrap();
    }
    let flows = (0..frame.len()).flat_map(|cell| {
        [solver.face_flow_m2_s(Face::West(cell)).abs(), solver.face_flow_m2_s(Face::South(cell)).abs()]
    });
    let (mut moving, mut still) = (0, 0);
    for flow in flows {
        assert!(flow == 0.0 || flow >= 1e-12, "{flow:e}");
        if flow > 0.0 { moving += 1 } else { still += 1 }
    }
    assert!(moving > 1000 && still > 1000, "{moving} {still}");
}

#[test]
fn no_depth_is_ever_negative_and_no_water_is_clipped() {
    let params = Params { sleep: None, ..Params::default() };
    let mut solver = mound(params, 61, 47, 2);
    for _ in 0..400 {
        solver.step().unwrap();
        assert!(solver.depths_m().iter().all(|h| *h >= 0.0));
    }
    assert!(solver.ledger().relative_error() < 1e-8, "{:?}", solver.ledger());
}

#[test]
fn what_is_out_of_range_is_refused_with_its_place() {
    let frame = frame(4, 3, 10.0);
    let build = |setup: Setup| setup.build(Params::default());
    let flat = || Setup::new(frame, vec![0.0; 12]);
    assert!(build(flat()).is_ok());
    assert!(matches!(build(Setup::new(frame, vec![0.0; 11])), Err(SolverError::Length { .. })));
    let mut bed = vec![0.0; 12];
    bed[5] = f32::NAN;
    assert!(matches!(build(Setup::new(frame, bed)), Err(SolverError::Value { cell: 5, .. })));
    let empty = Frame { columns: 0, ..frame };
    assert!(matches!(build(Setup::new(empty, Vec::new())), Err(SolverError::Size { .. })));
    let huge = Frame { columns: usize::MAX, rows: 2, ..frame };
    assert!(matches!(build(Setup::new(huge, Vec::new())), Err(SolverError::Size { .. })));
    assert!(build(flat().block(&[12])).is_err());
    assert!(build(flat().depth(vec![-1.0; 12])).is_err());
    assert!(build(flat().roughness(Roughness::Raster(vec![0.03; 3]))).is_err());
    assert!(build(flat().edge(Side::East, Edge::Free { slope: -1.0 })).is_err());
    assert!(build(flat().edge_cell(Side::East, 3, Edge::Free { slope: 0.1 })).is_err());
    assert!(build(flat().weir(Face::West(4), 1.0)).is_err());
    let mut solver = build(flat()).unwrap();
    assert!(solver.advance(10.0, 0).is_err());
    assert!(solver.set_weir(Face::South(99), 1.0).is_err());
    assert!(solver.set_edge_inflow(Side::North, 4, 1.0).is_err());
}
