use super::super::{Edge, Params, Path, Roughness, Side, Solver, SolverError, Term};
use super::*;

fn stirred(path: Path, params: Params, raster: bool) -> Solver {
    let frame = frame(203, 157, 10.0);
    let bed = hilly(&frame, 21);
    let mut setup = Setup::new(frame, bed.clone())
        .depth(flooded(&bed, 1.6))
        .edge(Side::East, Edge::Free { slope: 0.002 });
    if raster {
        setup = setup
            .roughness(Roughness::Raster(noise(4, frame.len()).iter().map(|x| 0.02 + 0.04 * x).collect()));
    }
    let mut solver = setup.build(params).unwrap();
    solver.use_path(path);
    for round in 0..6 {
        solver.rain_uniform(0.004).unwrap();
        solver.add_volume(Term::Inflow, 80 * 203 + 90 + round, 2000.0).unwrap();
        for _ in 0..50 {
            solver.step().unwrap();
        }
    }
    solver
}

/// Committed hash of `stirred`: the same in debug and release, on every machine and path.
const STIRRED: u64 = 0x7516_f48c_740c_f2fd;

#[test]
fn all_paths_debug_and_release_give_the_same_bits() {
    for raster in [false, true] {
        for froude_cap in [None, Some(1.0)] {
            let params = Params { froude_cap, ..Params::default() };
            let hashes: Vec<(Path, u64)> = Path::ALL
                .into_iter()
                .filter(|path| path.available())
                .map(|path| (path, stirred(path, params, raster).state_hash().unwrap()))
                .collect();
            println!("raster {raster}, cap {froude_cap:?}: {hashes:x?}");
            assert!(hashes.iter().all(|(_, hash)| *hash == hashes[0].1), "{hashes:x?}");
        }
    }
    let hash = stirred(Path::Baseline, Params::default(), false).state_hash().unwrap();
    assert_eq!(hash, STIRRED, "{hash:#x}");
}

#[test]
fn a_copy_and_a_restored_state_continue_to_the_bit() {
    let mut original = stirred(Path::widest(), Params::default(), true);
    // Not at a survey, so that the set of active tiles matters.
    original.step().unwrap();
    let bytes = original.save().unwrap();
    let mut copy = original.clone();
    let mut restored = stirred(Path::Baseline, Params::default(), true);
    restored.rain_uniform(0.1).unwrap();
    restored.load(&bytes).unwrap();
    assert_eq!(restored.state_hash().unwrap(), original.state_hash().unwrap());
    for solver in [&mut original, &mut copy, &mut restored] {
        for _ in 0..37 {
            solver.step().unwrap();
        }
        solver.advance(solver.time_s() + 33.0, 10_000).unwrap();
    }
    let hash = original.state_hash().unwrap();
    assert_eq!(copy.state_hash().unwrap(), hash);
    assert_eq!(restored.state_hash().unwrap(), hash);
}

#[test]
fn foreign_and_broken_states_are_refused() {
    let mut solver = mound(Params::default(), 40, 30, 1);
    let bytes = mound(Params::default(), 40, 30, 2).save().unwrap();
    let hash = solver.state_hash().unwrap();
    assert!(matches!(solver.load(&bytes), Err(SolverError::Snapshot { .. })));
    let own = solver.save().unwrap();
    assert!(solver.load(&own[..own.len() / 2]).is_err());
    assert!(solver.load(&[]).is_err());
    assert_eq!(solver.state_hash().unwrap(), hash);
    solver.load(&own).unwrap();
}
