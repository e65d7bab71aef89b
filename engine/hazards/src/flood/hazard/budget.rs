//! What a run of a city's size costs. Printed, not judged: run with
//! `cargo test --release -p sandtable-hazards budget -- --ignored --nocapture`.

use std::sync::Arc;
use std::time::Duration;

use sandtable_exchange::Hazard;
use sandtable_kernel::{Clock, Dist, SimSpan, Streams};
use sandtable_space::{Frame, Point, Polyline};

use super::FloodHazard;
use crate::flood::forcing::{Constituent, FloodForcing, Hydrograph, Rain, StageSeries, Surge, Tide};
use crate::flood::hydrology::green_ampt::GreenAmpt;
use crate::flood::site::{
    Crest, DrainSpec, FloodSite, InflowSpec, LeveeSpec, Outlet, PumpControl, PumpSpec, SiteLayers, SiteSpec,
    SoilLoss, SoilSpec, StageSpec,
};
use crate::flood::solver::{Params, Sleep};

const FRAME: Frame = Frame { origin: Point(0.0, 0.0), cell_m: 120.0, columns: 333, rows: 250 };

/// A delta of 40 × 30 km: sea in the south, hills in the north that a catchment
/// holds, a river of five cells between levees through a plain with a city.
fn city() -> Arc<FloodSite> {
    let river = |y: f64| 20_000.0 + 3_000.0 * libm::sin(y / 5_000.0);
    let bank = |side: f64| {
        Polyline(
            (0..=70)
                .map(|k| Point(river(400.0 * f64::from(k) + 2000.0) + side, 400.0 * f64::from(k) + 2000.0))
                .collect(),
        )
    };
    let mut layers = SiteLayers::of_terrain(FRAME, vec![0.0; FRAME.len()], 0.04);
    for cell in 0..FRAME.len() {
        let (column, row) = FRAME.column_row(cell);
        let p = FRAME.centre(column, row);
        let plain = 1.0 + (p.1 - 4000.0) * 3e-4 + 0.4 * libm::sin(p.0 / 900.0) * libm::sin(p.1 / 700.0);
        let hills = ((p.1 - 21_000.0) * 0.03).max(0.0) + ((p.0 - 33_000.0) * 0.03).max(0.0);
        let off = (p.0 - river(p.1)).abs();
        let in_river = off < 300.0;
        let bed = if in_river { (p.1 - 4000.0) * 2e-4 - 5.0 } else { plain + hills };
        layers.ground_m[cell] = bed as f32;
        if p.1 < 4000.0 {
            layers.ground_m[cell] = if in_river { -5.0 } else { -3.0 };
            layers.stage[cell] = 1;
        } else if in_river {
            layers.manning[cell] = 0.028;
            layers.depth_m[cell] = (5.0 - (p.1 - 4000.0) * 1e-4).max(2.0) as f32;
            layers.soil[cell] = 1;
        } else if hills > 0.0 {
            layers.soil[cell] = 2;
        } else if off < 6000.0 && p.1 < 16_000.0 {
            layers.soil[cell] = 1;
            layers.drain[cell] = 1;
        }
    }
    let spec = SiteSpec {
        soils: vec![
            SoilSpec {
                key: "field".into(),
                loss: SoilLoss::GreenAmpt(GreenAmpt {
                    conductivity_mm_h: 4.0,
                    suction_mm: 150.0,
                    deficit: 0.15,
                }),
                storage_mm: 0.0,
            },
            SoilSpec { key: "street".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 },
            SoilSpec { key: "hill".into(), loss: SoilLoss::InCatchment, storage_mm: 0.0 },
        ],
        stages: vec![StageSpec { key: "sea".into(), level_m: 0.0 }],
        drains: vec![DrainSpec {
            key: "sewers".into(),
            capacity_mm_h: 36.0,
            service: Dist::Fixed(0.9),
            pumped_mm_h: 0.0,
            outfall: Outlet::Stage("sea".into()),
            design_head_m: 0.5,
        }],
        levees: vec![
            LeveeSpec { key: "west".into(), line: bank(-360.0), crest: Crest::AboveGround(2.5) },
            LeveeSpec { key: "east".into(), line: bank(360.0), crest: Crest::AboveGround(2.5) },
        ],
        pumps: (0..12)
            .map(|k| PumpSpec {
                key: format!("pump.{k}"),
                intake: Point(12_000.0 + 600.0 * f64::from(k), 9_000.0),
                outlet: Outlet::Stage("sea".into()),
                curve: vec![(0.0, 12.0), (6.0, 6.0)],
                start_m: 2.0,
                stop_m: 1.0,
                control: PumpControl::Automatic,
            })
            .collect(),
        inflows: vec![InflowSpec {
            key: "river".into(),
            points: (-2..=2).map(|k| Point(river(29_950.0) + 120.0 * f64::from(k), 29_950.0)).collect(),
            catchments: Vec::new(),
        }],
        ..SiteSpec::default()
    };
    let sleep = Some(Sleep { film_m: 0.01, ..Sleep::default() });
    FloodSite::new(spec, layers, Params { sleep, ..Params::default() }).unwrap()
}

fn storm(scale: f64) -> FloodForcing {
    FloodForcing {
        rain: vec![Rain::Uniform {
            key: "rain".into(),
            rows: vec![(1.0, 6.0), (5.0, 18.0), (9.0, 45.0), (10.0, 20.0), (14.0, 5.0), (20.0, 0.0)],
            scale: Dist::Fixed(scale),
            shift_h: Dist::Fixed(0.0),
        }],
        hydrographs: vec![Hydrograph {
            inflow: "river".into(),
            rows: vec![(0.0, 1500.0), (12.0, 5500.0), (24.0, 3000.0)],
            scale: Dist::Fixed(1.0),
            shift_h: Dist::Fixed(0.0),
        }],
        stages: vec![StageSeries {
            stage: "sea".into(),
            tide: Tide {
                mean_m: Dist::Fixed(0.3),
                constituents: vec![Constituent { amplitude_m: 0.9, period_h: 12.42, phase_deg: 0.0 }],
            },
            surge: Some(Surge {
                peak_m: Dist::Fixed(0.8),
                at_h: Dist::Fixed(12.0),
                rise_h: 6.0,
                fall_h: 8.0,
            }),
            rows: Vec::new(),
            scale: Dist::Fixed(1.0),
            shift_h: Dist::Fixed(0.0),
        }],
        ..FloodForcing::default()
    }
}

/// CPU time of this thread, which other work on the machine does not lengthen much.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

#[test]
#[ignore = "prints times"]
fn budget_of_a_day_in_a_city() {
    let site = city();
    // A plain that is under water everywhere, and one that mostly takes its rain.
    for scale in [1.0, 0.4] {
        a_day(Arc::clone(&site), &storm(scale));
    }
}

fn a_day(site: Arc<FloodSite>, forcing: &FloodForcing) {
    let begun = cpu();
    let weather = forcing.draw(&site, &Streams::new(1, 0), SimSpan::from_hours(24));
    let mut hazard = FloodHazard::new(site, weather);
    let making = cpu() - begun;
    let mut clock = Clock::new(SimSpan::from_mins(1));
    let (mut advancing, mut publishing) = (Duration::ZERO, Duration::ZERO);
    let mut held = None;
    for tick in 0..1440 {
        clock.advance();
        let begun = cpu();
        hazard.advance(&clock, &[]).unwrap();
        advancing += cpu() - begun;
        let begun = cpu();
        held = Some(hazard.publish());
        publishing += cpu() - begun;
        if tick % 180 == 179 {
            let solver = hazard.solver();
            let wet =
                (0..FRAME.len()).filter(|c| hazard.site().is_open(*c) && solver.depth_m(*c) > 0.02).count();
            println!(
                "{:>5} min: {advancing:.2?} {publishing:.2?}, wet {:.0} %, active {:.0} %, steps {}, cells × steps {:.0}e6",
                tick + 1,
                100.0 * wet as f64 / FRAME.len() as f64,
                100.0 * solver.active_cells() as f64 / FRAME.len() as f64,
                solver.steps(),
                solver.cell_steps() as f64 / 1e6,
            );
        }
    }
    let rate = hazard.solver().cell_steps() as f64 / advancing.as_secs_f64() / 1e6;
    println!(
        "made in {making:.2?}; advance {advancing:.2?} ({rate:.0} M cell-steps/s with everything), publish {:.3} ms a tick",
        publishing.as_secs_f64() / 1.44
    );
    println!("{:#?}", hazard.water_ledger());
    println!("{:?}", hazard.warnings());
    assert!(held.is_some());
}
