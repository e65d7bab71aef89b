//! The forcing from file to weather.

use sandtable_exchange::{Outlook, OutlookPlace};
use sandtable_kernel::{Dist, SimId, SimSpan, SimTime, Streams};
use sandtable_space::{Frame, Point, Quantity};

use super::{FloodForcing, Hydrograph, Rain, StageSeries, StormCell, Tide};
use crate::flood::hydrology::catchment::{Loss, UnitHydrograph};
use crate::flood::hydrology::storm::IntensityFormula;
use crate::flood::site::{
    CatchmentSpec, FloodFault, FloodSite, InflowSpec, SiteLayers, SiteSpec, SoilLoss, SoilSpec, StageSpec,
};
use crate::flood::solver::Params;

const FORMULA: IntensityFormula = IntensityFormula { a1_mm_min: 12.0, c: 0.6, b_min: 11.0, n: 0.7 };

fn site() -> std::sync::Arc<FloodSite> {
    let frame = Frame { origin: Point(0.0, 0.0), cell_m: 500.0, columns: 20, rows: 10 };
    let spec = SiteSpec {
        soils: vec![SoilSpec { key: "street".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 }],
        stages: vec![StageSpec { key: "sea".into(), level_m: 0.2 }],
        catchments: vec![CatchmentSpec {
            key: "hills".into(),
            area_km2: 40.0,
            points: vec![Point(1000.0, 1000.0)],
            loss: Loss::InitialAndRate { initial_mm: 10.0, rate_mm_h: 1.0 },
            shape: UnitHydrograph::Triangle { lag_h: 1.0 },
            base_m3_s: 2.0,
        }],
        inflows: vec![InflowSpec {
            key: "river".into(),
            points: vec![Point(250.0, 2250.0)],
            catchments: vec!["hills".into()],
        }],
        ..SiteSpec::default()
    };
    let mut layers = SiteLayers::of_terrain(frame, vec![1.0; frame.len()], 0.03);
    layers.stage[frame.index(19, 0)] = 1;
    FloodSite::new(spec, layers, Params::default()).unwrap()
}

fn cell(peak: Dist) -> StormCell {
    StormCell {
        x_m: Dist::Normal { mean: 3000.0, sd: 800.0 },
        y_m: Dist::Fixed(2500.0),
        u_m_s: Dist::Fixed(1.0),
        v_m_s: Dist::Fixed(0.0),
        radius_m: Dist::Fixed(2000.0),
        peak_mm_h: peak,
        starts_h: Dist::Fixed(0.0),
        duration_h: Dist::Fixed(2.0),
    }
}

fn forcing() -> FloodForcing {
    FloodForcing {
        rain: vec![Rain::Design {
            key: "storm".into(),
            formula: FORMULA,
            years: Dist::Uniform { low: 5.0, high: 50.0 },
            duration_h: Dist::Fixed(3.0),
            peak: 0.4,
            starts_h: Dist::Uniform { low: 0.0, high: 2.0 },
        }],
        hydrographs: vec![Hydrograph {
            inflow: "river".into(),
            rows: vec![(0.0, 100.0), (6.0, 900.0), (20.0, 100.0)],
            scale: Dist::Normal { mean: 1.0, sd: 0.1 },
            shift_h: Dist::Fixed(0.0),
        }],
        ..FloodForcing::default()
    }
}

const DAY: SimSpan = SimSpan::from_hours(24);

#[test]
fn a_replicate_has_one_weather_and_replicates_differ() {
    let (site, forcing) = (site(), forcing());
    let draw = |replicate| forcing.draw(&site, &Streams::new(7, replicate), DAY);
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3), draw(4));
}

#[test]
fn another_entry_moves_no_draw() {
    let (site, mut forcing) = (site(), forcing());
    let streams = Streams::new(7, 3);
    let before = forcing.draw(&site, &streams, DAY);
    forcing.stages.push(StageSeries {
        stage: "sea".into(),
        tide: Tide { mean_m: Dist::Normal { mean: 0.5, sd: 0.1 }, constituents: Vec::new() },
        surge: None,
        rows: Vec::new(),
        scale: Dist::Fixed(1.0),
        shift_h: Dist::Fixed(0.0),
    });
    let after = forcing.draw(&site, &streams, DAY);
    assert_eq!(before.rain, after.rain);
    assert_eq!(before.inflow_m3_s, after.inflow_m3_s);
    assert_ne!(before.stages, after.stages);
}

#[test]
fn a_design_storm_keeps_its_rain_wherever_it_starts() {
    let site = site();
    for starts in [0.0, 0.031, 1.77] {
        let forcing = FloodForcing {
            rain: vec![Rain::Design {
                key: "storm".into(),
                formula: FORMULA,
                years: Dist::Fixed(20.0),
                duration_h: Dist::Fixed(3.0),
                peak: 0.4,
                starts_h: Dist::Fixed(starts),
            }],
            ..FloodForcing::default()
        };
        let weather = forcing.draw(&site, &Streams::new(1, 1), DAY);
        let fallen = weather.rain.since_start_mm(0, SimTime::from_hours(24));
        assert!((fallen / FORMULA.depth_mm(20.0, 180.0) - 1.0).abs() < 1e-5, "{starts} {fallen}");
    }
}

#[test]
fn hill_runoff_reaches_the_river_and_the_outlook_tells_it() {
    let site = site();
    let mut forcing = forcing();
    forcing.hydrographs.clear();
    let weather = forcing.draw(&site, &Streams::new(1, 2), DAY);
    let river = OutlookPlace::Thing(SimId::from_key("river"));
    let at = |h| weather.value(Quantity::Discharge, river, SimTime::from_hours(h)).unwrap();
    assert_eq!(at(0), 2.0);
    let peak = (0..24).map(at).fold(0.0, f64::max);
    assert!(peak > 20.0, "{peak}");
    assert!(at(24) < 0.2 * peak);
    assert_eq!(weather.value(Quantity::Discharge, river, SimTime::from_hours(25)), None);
    let place = OutlookPlace::Point(Point(1.0, 1.0));
    let day = weather.value(Quantity::Rain24h, place, SimTime::from_hours(24)).unwrap();
    assert!(day > 50.0, "{day}");
    assert_eq!(weather.value(Quantity::WindSpeed, place, SimTime::ZERO), None);
    let sea = OutlookPlace::Thing(SimId::from_key("sea"));
    assert_eq!(weather.value(Quantity::WaterLevel, sea, SimTime::from_hours(9)), Some(0.2));
}

#[test]
fn a_storm_cell_rains_where_it_is() {
    let site = site();
    let forcing = FloodForcing {
        rain: vec![Rain::Storms { key: "cells".into(), cells: vec![cell(Dist::Fixed(80.0))] }],
        rain_cell_m: 500.0,
        ..FloodForcing::default()
    };
    let weather = forcing.draw(&site, &Streams::new(5, 0), SimSpan::from_hours(3));
    let fallen =
        |x| weather.rain.since_start_mm(weather.rain.cell_at(Point(x, 2400.0)), SimTime::from_hours(3));
    let driest = fallen(9900.0).min(fallen(100.0));
    let wettest = (0..20).map(|k| fallen(500.0 * f64::from(k))).fold(0.0, f64::max);
    assert!(wettest > 5.0 * driest.max(1.0), "{wettest} {driest}");
    assert_eq!(weather.rain.rate_mm_h(0, SimTime::from_mins(150)), Some(0.0));
}

#[test]
fn all_faults_are_found() {
    let site = site();
    let mut forcing = forcing();
    forcing.step_min = 0.0;
    forcing.hydrographs[0].inflow = "rivver".into();
    forcing.rain.push(forcing.rain[0].clone());
    forcing.rain.push(Rain::Uniform {
        key: "drizzle".into(),
        rows: vec![(1.0, -4.0), (0.5, 0.0)],
        scale: Dist::Normal { mean: 1.0, sd: -1.0 },
        shift_h: Dist::Fixed(0.0),
    });
    let faults = forcing.check(&site.spec);
    assert_eq!(faults.len(), 6, "{faults:#?}");
    assert!(faults.iter().any(|f| matches!(f, FloodFault::Unknown { found, .. } if found == "rivver")));
    assert!(faults.iter().all(|fault| fault.to_string().len() > 20));
}
