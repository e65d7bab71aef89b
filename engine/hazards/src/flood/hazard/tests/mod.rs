//! The whole hazard on small sites.

use std::sync::Arc;

use proptest::prelude::*;
use sandtable_exchange::{Hazard, WorkKind};
use sandtable_kernel::{Dist, SimSpan, SimTime};
use sandtable_space::{Point, Polyline, Quantity};

use crate::flood::forcing::{FloodForcing, Tide};
use crate::flood::site::{SiteLayers, SoilLoss};
use crate::flood::solver::Term;

mod polder;

use self::polder::{FRAME, Run, forcing, id, polder};

#[test]
fn the_ledger_closes_with_every_term_in_use() {
    let mut run = Run::polder(&forcing(60.0, 40.0, 2.2));
    run.work(WorkKind::SetPump { pump: id("station"), on: true });
    run.work(WorkKind::SetGate { gate: id("sluice"), opening: 1.0 });
    run.work(WorkKind::PlacePump {
        pump: id("mobile"),
        intake: Point(925.0, 725.0),
        outlet: Some(Point(1625.0, 225.0)),
        capacity_m3_s: 1.5,
    });
    run.minutes(300);
    run.assert_closed();
    let ledger = run.hazard.water_ledger();
    let terms = [
        ledger.initial,
        ledger.rain,
        ledger.inflow,
        ledger.sea_in,
        ledger.sea_out,
        ledger.infiltrated,
        ledger.held,
        ledger.drained,
        ledger.pumped,
        ledger.edge_out,
        ledger.stored,
        ledger.reservoirs,
    ];
    assert!(terms.iter().all(|term| *term > 1.0), "{ledger:#?}");
    // The rain of the ledger is that of the weather on the simulated cells.
    let open = (0..FRAME.len()).filter(|cell| run.hazard.site().is_open(*cell)).count() as f64;
    let fallen = run.hazard.weather().rain.since_start_mm(0, SimTime::from_mins(300));
    assert!((ledger.rain / (fallen / 1000.0 * open * 2500.0) - 1.0).abs() < 1e-5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_ledger_closes_on_random_terrain(
        bumps in prop::collection::vec((0.0..2000.0f64, 0.0..1500.0f64, -2.0..4.0f64, 80.0..500.0f64), 3..9),
        rain in 0.0..150.0f64, river in 0.0..120.0f64, surge in 0.0..4.0f64, opening in 0.0..1.0f64,
    ) {
        let (spec, mut layers) = polder();
        for cell in 0..FRAME.len() {
            let (column, row) = FRAME.column_row(cell);
            let p = FRAME.centre(column, row);
            let rise: f64 = bumps.iter().map(|(x, y, height, radius)| {
                let (dx, dy) = ((p.0 - x) / radius, (p.1 - y) / radius);
                height * libm::exp(-dx * dx - dy * dy)
            }).sum();
            layers.ground_m[cell] += rise as f32;
        }
        let mut run = Run::new(spec, layers, &forcing(rain, river, surge));
        run.work(WorkKind::SetPump { pump: id("station"), on: true });
        run.work(WorkKind::SetGate { gate: id("sluice"), opening });
        run.work(WorkKind::RaiseCrest { levee: id("dike"), from_m: 200.0, to_m: 700.0, by_m: -1.0 });
        run.minutes(90);
        run.assert_closed();
    }
}

#[test]
fn a_dry_site_stays_dry_and_costs_no_steps_of_cells() {
    let (mut spec, mut layers) = polder();
    spec.reservoirs.clear();
    spec.catchments.clear();
    spec.inflows.clear();
    spec.stages[0].level_m = -0.5;
    layers.depth_m.fill(0.0);
    let mut run = Run::new(spec, layers, &FloodForcing::default());
    run.minutes(60);
    assert_eq!(run.flooded(), 0);
    assert_eq!(run.hazard.water_ledger().stored, 0.0);
    assert!(run.hazard.warnings().is_empty());
}

#[test]
fn equal_works_give_equal_bits_and_a_snapshot_goes_on_to_the_bit() {
    let forcing = forcing(50.0, 30.0, 2.0);
    let script = |run: &mut Run| {
        run.minutes(20);
        run.work(WorkKind::SetPump { pump: id("station"), on: true });
        run.work(WorkKind::Barrier {
            barrier: id("bags"),
            line: Polyline(vec![Point(700.0, 500.0), Point(700.0, 900.0)]),
            height_m: 0.6,
        });
        run.minutes(40);
    };
    let (mut a, mut b) = (Run::polder(&forcing), Run::polder(&forcing));
    script(&mut a);
    script(&mut b);
    assert_eq!(a.state(), b.state());
    // Published or not, forked or restored: the same bits.
    let _ = a.publish();
    let bytes = b.state();
    let mut restored = Run::polder(&forcing);
    restored.hazard.load(&bytes).unwrap();
    restored.clock = b.clock;
    let mut fork = b.hazard.fork();
    for _ in 0..60 {
        a.tick(&[]);
        b.tick(&[]);
        restored.tick(&[]);
        fork.advance(&a.clock, &[]).unwrap();
        let _ = a.publish();
    }
    assert_eq!(a.state(), b.state());
    assert_eq!(a.state(), restored.state());
    let mut bytes = Vec::new();
    fork.save(&mut bytes).unwrap();
    assert_eq!(a.state(), bytes);
    let (mine, theirs, forked) = (a.publish(), restored.publish(), fork.publish());
    for quantity in
        [Quantity::WaterDepth, Quantity::WaterSpeed, Quantity::RiseRate, Quantity::MaxDepth, Quantity::Rain1h]
    {
        assert_eq!(mine.layer(quantity), theirs.layer(quantity), "{quantity:?}");
        assert_eq!(mine.layer(quantity), forked.layer(quantity), "{quantity:?}");
    }
    assert!(a.hazard.load(&[1, 2, 3]).is_err());
}

#[test]
fn banks_of_fields_hold_rain_back_until_they_are_full() {
    let (mut spec, layers) = polder();
    for soil in &mut spec.soils {
        (soil.loss, soil.storage_mm) = (SoilLoss::Sealed, 50.0);
    }
    spec.drains.clear();
    let layers = SiteLayers { drain: vec![0; layers.drain.len()], ..layers };
    let mut run = Run::new(spec, layers, &forcing(60.0, 0.0, 0.0));
    run.minutes(45);
    let early = run.hazard.water_ledger();
    assert!(early.rain > 0.0 && (early.held / early.rain - 1.0).abs() < 1e-6, "{early:#?}");
    run.minutes(135);
    let late = run.hazard.water_ledger();
    // 77 mm at least have fallen.
    let cells = (0..FRAME.len()).filter(|cell| run.hazard.site().is_open(*cell)).count() as f64;
    assert!((late.held / (0.05 * FRAME.cell_area_m2() * cells) - 1.0).abs() < 1e-3, "{late:#?}");
    assert!(late.rain > 1.4 * late.held);
    run.assert_closed();
}

#[test]
fn what_is_published_is_the_state() {
    let mut run = Run::polder(&forcing(70.0, 40.0, 2.0));
    let mut held = Vec::new();
    for minute in 0..120 {
        run.tick(&[]);
        let frame = run.publish();
        let solver = run.hazard.solver();
        assert_eq!(frame.layer(Quantity::WaterDepth).unwrap(), solver.depths_m(), "{minute}");
        if (minute + 1) % 5 == 0 {
            let speed = frame.layer(Quantity::WaterSpeed).unwrap();
            for (cell, theirs) in solver.speeds_m_s().into_iter().enumerate() {
                let expected = if run.hazard.site().is_open(cell) { theirs } else { 0.0 };
                assert!((speed[cell] - expected).abs() <= 1e-6 * expected, "{minute} {cell}");
            }
            let most = frame.layer(Quantity::MaxDepth).unwrap();
            assert_eq!(most, solver.max_depths_m(), "{minute}");
            let arrived = frame.layer(Quantity::ArrivalTime).unwrap();
            for (cell, at) in solver.arrivals_s().into_iter().enumerate() {
                assert!(!run.hazard.site().is_open(cell) || arrived[cell] == at, "{minute} {cell}");
            }
            // A reader that keeps old frames must not see them change.
            held.push((Arc::clone(&frame), frame.layer(Quantity::WaterDepth).unwrap().to_vec()));
        }
    }
    assert!(held.iter().all(|(frame, depths)| frame.layer(Quantity::WaterDepth).unwrap() == depths));
    let frame = run.publish();
    let rain = frame.layer(Quantity::Rain1h).unwrap()[0];
    let table = run.hazard.weather().rain.last_mm(0, SimTime::from_mins(120), SimSpan::from_hours(1));
    assert!((f64::from(rain) - table).abs() < 1e-3 && rain > 5.0);
    assert!(frame.thing(id("lake"), Quantity::WaterLevel).unwrap() > 50.0);
    let level = frame.thing(id("gauge"), Quantity::WaterLevel).unwrap();
    assert!((frame.thing(id("gauge"), Quantity::Discharge).unwrap() - 30.0 * level).abs() < 1e-9);
    assert!(frame.thing(id("river"), Quantity::Discharge).unwrap() > 30.0);
    assert!(frame.thing(id("sea"), Quantity::WaterLevel).is_some());
}

#[test]
fn pumps_to_the_sea_flood_nothing_more() {
    let forcing = forcing(60.0, 30.0, 1.0);
    let (mut without, mut with) = (Run::polder(&forcing), Run::polder(&forcing));
    with.work(WorkKind::SetPump { pump: id("station"), on: true });
    with.work(WorkKind::PlacePump {
        pump: id("mobile"),
        intake: Point(1025.0, 775.0),
        outlet: None,
        capacity_m3_s: 2.0,
    });
    without.minutes(2);
    for _ in 0..12 {
        without.minutes(20);
        with.minutes(20);
        let (less, more) = (with.flooded(), without.flooded());
        let allowed = (FRAME.len() as f64 * 1e-3) as usize;
        assert!(less <= more + allowed, "{less} {more}");
    }
    assert!(with.hazard.water_ledger().pumped > 10_000.0);
    assert!(with.flooded() < without.flooded());
}

#[test]
fn power_decides_over_pumps() {
    let mut run = Run::polder(&forcing(60.0, 30.0, 1.0));
    run.work(WorkKind::SetPump { pump: id("station"), on: true });
    run.work(WorkKind::SetPower { device: id("station"), on: false });
    run.minutes(120);
    assert_eq!(run.hazard.water_ledger().pumped, 0.0);
    assert_eq!(run.publish().thing(id("station"), Quantity::Discharge), Some(0.0));
    run.work(WorkKind::SetPower { device: id("station"), on: true });
    run.minutes(10);
    let flow = run.publish().thing(id("station"), Quantity::Discharge).unwrap();
    // By its curve: 6 m³/s without head, less against the sea.
    assert!(flow > 4.0 && flow <= 6.0, "{flow}");
}

#[test]
fn a_raised_crest_spills_less() {
    let forcing = forcing(0.0, 0.0, 2.6);
    let spilled = |by_m: f64, whole: bool| {
        let mut run = Run::polder(&forcing);
        let to_m = if whole { 2000.0 } else { 800.0 };
        if by_m != 0.0 {
            run.work(WorkKind::RaiseCrest { levee: id("dike"), from_m: 0.0, to_m, by_m });
        } else {
            run.minutes(1);
        }
        let mut over = false;
        for _ in 0..240 {
            run.minutes(1);
            over |= run.publish().thing(id("dike"), Quantity::Overtopping) == Some(1.0);
        }
        (run.hazard.solver().ledger().weir_m3, over)
    };
    let (bare, over) = spilled(0.0, true);
    let (half, _) = spilled(0.3, false);
    let (all, _) = spilled(0.3, true);
    let (high, none) = spilled(2.0, true);
    assert!(over && bare > 1000.0, "{bare}");
    assert!(half < bare && all < half, "{bare} {half} {all}");
    assert!(high == 0.0 && !none, "{high}");
}

#[test]
fn a_barrier_keeps_water_out_and_may_be_taken_down() {
    // A levelled ring of bags round the gauge in the hollow.
    let ring = |height_m| WorkKind::Barrier {
        barrier: id("ring"),
        line: Polyline(vec![
            Point(900.0, 600.0),
            Point(1150.0, 600.0),
            Point(1150.0, 850.0),
            Point(900.0, 850.0),
            Point(900.0, 600.0),
        ]),
        height_m,
    };
    let forcing = forcing(0.0, 60.0, 0.0);
    let mut run = Run::polder(&forcing);
    run.work(ring(3.0));
    run.minutes(180);
    let inside = FRAME.index_at(Point(1025.0, 725.0)).unwrap();
    assert_eq!(run.hazard.solver().depth_m(inside), 0.0);
    run.work(ring(0.0));
    run.minutes(60);
    assert!(run.hazard.solver().depth_m(inside) > 0.1);
    run.assert_closed();
}

#[test]
fn a_sluice_opens_to_a_lower_sea_and_its_flap_stops_the_tide() {
    let (spec, mut layers) = polder();
    let flat = |layers: &mut SiteLayers| {
        for cell in 0..FRAME.len() {
            if layers.stage[cell] == 0 {
                layers.ground_m[cell] = 0.5;
                layers.depth_m[cell] = 0.8;
            }
        }
    };
    flat(&mut layers);
    let mut quiet = forcing(0.0, 0.0, 0.0);
    quiet.stages[0].tide.constituents.clear();
    let outflow = |opening: f64, sea_m: f64, power: bool| {
        let mut forcing = quiet.clone();
        forcing.stages[0].tide.mean_m = Dist::Fixed(sea_m);
        let mut run = Run::new(spec.clone(), layers.clone(), &forcing);
        run.work(WorkKind::SetPower { device: id("sluice"), on: power });
        run.work(WorkKind::SetGate { gate: id("sluice"), opening });
        run.minutes(30);
        run.assert_closed();
        let warned = run.hazard.warnings().iter().any(|text| text.contains("sluice"));
        (run.hazard.solver().ledger().taken(Term::Gate), warned)
    };
    let (open, warned) = outflow(1.0, 0.0, true);
    // 6 m wide, 1.3 m of head at first: at most 15 m³/s.
    assert!(open > 5000.0 && open < 1.705 * 6.0 * 1.49 * 1800.0 && !warned, "{open}");
    let (half, _) = outflow(0.1, 0.0, true);
    assert!(half > 1000.0 && half < 0.8 * open, "{half} {open}");
    assert_eq!(outflow(1.0, 1.9, true).0, 0.0, "the flap is shut");
    assert_eq!(outflow(1.0, 0.0, false), (0.0, true), "no power, not moved, and said so");
}

#[test]
fn a_high_sea_locks_the_sewers() {
    let drained = |sea_m: f64, pumped: f64, power: bool| {
        let (mut spec, mut layers) = polder();
        spec.drains[0].service = Dist::Fixed(1.0);
        spec.drains[0].pumped_mm_h = pumped;
        layers.drain.iter_mut().zip(&layers.stage).for_each(|(zone, stage)| *zone = u16::from(*stage == 0));
        layers.soil.fill(1);
        for (cell, ground) in layers.ground_m.iter_mut().enumerate() {
            if layers.stage[cell] == 0 {
                *ground = 1.0;
            }
        }
        let mut forcing = forcing(10.0, 0.0, 0.0);
        forcing.stages[0].tide = Tide { mean_m: Dist::Fixed(sea_m), constituents: Vec::new() };
        let mut run = Run::new(spec, layers, &forcing);
        run.work(WorkKind::SetPower { device: id("sewer"), on: power });
        run.minutes(89);
        run.assert_closed();
        let ledger = run.hazard.water_ledger();
        ledger.drained / ledger.rain
    };
    // 12 mm/h at most against 20 mm/h of sewers: everything while the sea is low.
    assert!(drained(0.0, 0.0, true) > 0.999);
    assert_eq!(drained(1.5, 0.0, true), 0.0, "locked");
    let half_open = drained(0.98, 0.0, true);
    assert!(half_open > 0.2 && half_open < 0.9, "{half_open}");
    assert!(drained(1.5, 20.0, true) > 0.999, "pumped");
    assert_eq!(drained(1.5, 20.0, false), 0.0, "pumped without power");
}

#[test]
fn an_opened_reservoir_gate_lets_more_out_than_the_rule() {
    let mut run = Run::polder(&forcing(40.0, 0.0, 0.0));
    run.minutes(60);
    let rule = run.publish().thing(id("lake"), Quantity::Discharge).unwrap();
    let level = run.hazard.reservoir_level_m(0).unwrap();
    run.work(WorkKind::SetGate { gate: id("lake"), opening: 1.0 });
    run.minutes(2);
    let open = run.publish().thing(id("lake"), Quantity::Discharge).unwrap();
    assert!(open > 2.0 * rule, "{rule} {open}");
    run.work(WorkKind::SetGate { gate: id("lake"), opening: 0.0 });
    run.minutes(60);
    assert_eq!(run.publish().thing(id("lake"), Quantity::Discharge), Some(0.0));
    assert!(run.hazard.reservoir_level_m(0).unwrap() > level);
    run.assert_closed();
}

#[test]
fn works_that_find_nothing_are_not_consumed() {
    let run = Run::polder(&forcing(0.0, 0.0, 0.0));
    for kind in [
        WorkKind::RaiseCrest { levee: id("nowhere"), from_m: 0.0, to_m: 1.0, by_m: 1.0 },
        WorkKind::SetGate { gate: id("dike"), opening: 1.0 },
        WorkKind::SetPump { pump: id("sluice"), on: true },
        WorkKind::SetPower { device: id("river"), on: false },
    ] {
        assert!(!run.hazard.consumes(&kind), "{kind:?}");
    }
    assert!(run.hazard.consumes(&WorkKind::SetGate { gate: id("lake"), opening: 0.5 }));
}

#[test]
fn an_order_that_cannot_be_met_is_remarked_and_does_no_harm() {
    let mut run = Run::polder(&forcing(0.0, 0.0, 0.0));
    run.work(WorkKind::PlacePump {
        pump: id("lost"),
        intake: Point(-5000.0, 0.0),
        outlet: None,
        capacity_m3_s: 5.0,
    });
    run.work(WorkKind::Barrier { barrier: id("far"), line: Polyline(vec![]), height_m: f64::NAN });
    run.work(WorkKind::SetGate { gate: id("sluice"), opening: f64::NAN });
    run.minutes(3);
    assert_eq!(run.hazard.warnings().len(), 2, "{:?}", run.hazard.warnings());
    run.assert_closed();
}
