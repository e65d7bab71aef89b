//! Sites that are wrong, and what they are told.

use sandtable_kernel::{Dist, DistError};
use sandtable_space::{Frame, Point, Polyline};

use super::*;
use crate::flood::solver::{Edge, Params, Side};

const FRAME: Frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 12, rows: 8 };

fn plain() -> (SiteSpec, SiteLayers) {
    let spec = SiteSpec {
        soils: vec![SoilSpec { key: "street".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 }],
        stages: vec![StageSpec { key: "sea".into(), level_m: 0.0 }],
        ..SiteSpec::default()
    };
    let mut layers = SiteLayers::of_terrain(FRAME, vec![1.0; FRAME.len()], 0.03);
    layers.stage[0] = 1;
    (spec, layers)
}

fn faults(spec: SiteSpec, layers: SiteLayers) -> Vec<FloodFault> {
    let faults = FloodSite::new(spec, layers, Params::default()).unwrap_err();
    assert!(faults.iter().all(|fault| fault.to_string().len() > 25), "{faults:?}");
    faults
}

#[test]
fn a_plain_site_is_fine() {
    let (spec, layers) = plain();
    let site = FloodSite::new(spec, layers, Params::default()).unwrap();
    assert!(!site.is_open(0) && site.is_open(1));
}

#[test]
fn layers_must_fit_the_grid_and_their_lists() {
    let (spec, mut layers) = plain();
    layers.manning.pop();
    layers.drain.push(0);
    let found = faults(spec, layers);
    assert_eq!(found.len(), 2, "{found:?}");
    let (spec, mut layers) = plain();
    layers.soil[5] = 1;
    layers.drain[7] = 1;
    layers.stage[9] = 2;
    let found = faults(spec, layers);
    assert!(found.contains(&FloodFault::Entry { layer: "soil", cell: 5, found: 1, known: 1 }), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn every_fault_of_the_structures_is_named() {
    let (mut spec, layers) = plain();
    spec.pumps.push(PumpSpec {
        key: "p".into(),
        intake: Point(5.0, 5.0),
        outlet: Outlet::Stage("see".into()),
        curve: vec![(2.0, 1.0), (1.0, 3.0)],
        start_m: 1.0,
        stop_m: 2.0,
        control: PumpControl::Automatic,
    });
    spec.gates.push(GateSpec {
        key: "p".into(),
        inner: Point(500.0, 5.0),
        outer: Outlet::Outside,
        width_m: -3.0,
        sill_m: 0.0,
        height_m: f64::NAN,
        opening: 2.0,
        flap: false,
        needs_power: false,
    });
    spec.levees.push(LeveeSpec {
        key: "l".into(),
        line: Polyline(vec![Point(-50.0, 0.0), Point(-50.0, 90.0)]),
        crest: Crest::Profile(Vec::new()),
    });
    spec.drains.push(DrainSpec {
        key: "d".into(),
        capacity_mm_h: -1.0,
        service: Dist::Uniform { low: 1.0, high: 0.5 },
        pumped_mm_h: 0.0,
        outfall: Outlet::Point(Point(55.0, 55.0)),
        design_head_m: 0.0,
    });
    let found = faults(spec, layers);
    // Pump: intake in the sea, unknown stage, curve, stop above start. Gate: same key,
    // outside, width, height, opening. Levee: line, crest. Drain: capacity, head, service.
    assert_eq!(found.len(), 14, "{found:#?}");
    let in_sea = |fault: &FloodFault| {
        matches!(fault, FloodFault::Place { name: "intake", place: "in a cell whose level is given", .. })
    };
    assert!(found.iter().any(in_sea));
    assert!(found.contains(&FloodFault::Duplicate { key: "p".into() }));
    let order = |fault: &FloodFault| matches!(fault, FloodFault::Dist { fault: DistError::Order { .. }, .. });
    assert!(found.iter().any(order));
}

#[test]
fn what_the_solver_refuses_is_a_fault_of_the_site() {
    let (mut spec, layers) = plain();
    spec.edges.push(EdgeSpec { side: Side::North, from_m: 0.0, to_m: 1e9, edge: Edge::Free { slope: -1.0 } });
    assert!(matches!(faults(spec, layers)[..], [FloodFault::Solver(_)]));
    let (spec, mut layers) = plain();
    layers.ground_m[17] = f32::NAN;
    assert!(matches!(faults(spec, layers)[..], [FloodFault::Solver(_)]));
}
