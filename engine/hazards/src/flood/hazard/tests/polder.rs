//! A small site that has everything a site can have, and a run of it.

use std::sync::Arc;

use sandtable_exchange::{FieldFrame, Hazard, Work, WorkKind};
use sandtable_kernel::{Clock, Dist, SimId, SimSpan, Streams};
use sandtable_space::{Frame, Point, Polyline, Quantity};

use super::super::FloodHazard;
use crate::flood::forcing::{Constituent, FloodForcing, Hydrograph, Rain, StageSeries, Surge, Tide};
use crate::flood::hydrology::catchment::{Loss, UnitHydrograph};
use crate::flood::hydrology::green_ampt::GreenAmpt;
use crate::flood::site::{
    CatchmentSpec, Crest, DrainSpec, EdgeSpec, FloodSite, GateSpec, GaugeSpec, InflowSpec, LeveeSpec, Outlet,
    PumpControl, PumpSpec, ReservoirSpec, SiteLayers, SiteSpec, SoilLoss, SoilSpec, Spillway, StageSpec,
};
use crate::flood::solver::{Edge, Params, Side};

pub(super) const FRAME: Frame = Frame { origin: Point(0.0, 0.0), cell_m: 50.0, columns: 40, rows: 30 };

/// A polder behind a levee: plain at 1 m, falling to a sea in the six western columns,
/// a hollow in the middle, a river from the east. Everything that a site can have.
pub(super) fn polder() -> (SiteSpec, SiteLayers) {
    let spec = SiteSpec {
        soils: vec![
            SoilSpec {
                key: "field".into(),
                loss: SoilLoss::GreenAmpt(GreenAmpt {
                    conductivity_mm_h: 3.0,
                    suction_mm: 150.0,
                    deficit: 0.2,
                }),
                storage_mm: 3.0,
            },
            SoilSpec { key: "street".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 },
            SoilSpec {
                key: "garden".into(),
                loss: SoilLoss::CurveNumber { curve_number: 85.0 },
                storage_mm: 4.0,
            },
        ],
        stages: vec![StageSpec { key: "sea".into(), level_m: 0.0 }],
        drains: vec![DrainSpec {
            key: "sewer".into(),
            capacity_mm_h: 20.0,
            service: Dist::Uniform { low: 0.7, high: 1.0 },
            pumped_mm_h: 0.0,
            outfall: Outlet::Stage("sea".into()),
            design_head_m: 0.5,
        }],
        levees: vec![LeveeSpec {
            key: "dike".into(),
            line: Polyline(vec![Point(400.0, -10.0), Point(400.0, 1510.0)]),
            crest: Crest::Level(2.0),
        }],
        gates: vec![GateSpec {
            key: "sluice".into(),
            inner: Point(425.0, 725.0),
            outer: Outlet::Stage("sea".into()),
            width_m: 6.0,
            sill_m: 0.0,
            height_m: 2.0,
            opening: 0.0,
            flap: true,
            needs_power: true,
        }],
        pumps: vec![PumpSpec {
            key: "station".into(),
            intake: Point(1025.0, 725.0),
            outlet: Outlet::Stage("sea".into()),
            curve: vec![(0.0, 6.0), (5.0, 3.0), (8.0, 0.0)],
            start_m: 0.6,
            stop_m: 0.3,
            control: PumpControl::Operator,
        }],
        reservoirs: vec![ReservoirSpec {
            key: "lake".into(),
            storage: vec![(40.0, 0.0), (60.0, 4e6)],
            initial_m: Dist::Uniform { low: 50.0, high: 52.0 },
            spillway: Spillway { crest_m: 57.0, width_m: 20.0 },
            outlet: vec![(42.0, 0.0), (60.0, 40.0)],
            rule: vec![(50.0, 1.0), (56.0, 20.0)],
            catchments: vec!["valley".into()],
            release_to: Outlet::Point(Point(1825.0, 1225.0)),
            limit_m: 50.0,
            design_m: 58.0,
            check_m: 59.0,
        }],
        catchments: vec![catchment("valley", 8.0), catchment("brook", 3.0)],
        inflows: vec![
            InflowSpec {
                key: "river".into(),
                points: vec![Point(1975.0, 325.0), Point(1975.0, 375.0)],
                catchments: Vec::new(),
            },
            InflowSpec {
                key: "brook.mouth".into(),
                points: vec![Point(1525.0, 1125.0)],
                catchments: vec!["brook".into()],
            },
        ],
        edges: vec![EdgeSpec { side: Side::North, from_m: 0.0, to_m: 1e9, edge: Edge::Free { slope: 1e-3 } }],
        gauges: vec![GaugeSpec {
            key: "gauge".into(),
            point: Point(1025.0, 725.0),
            warning_m: Some(0.8),
            guarantee_m: Some(1.2),
            rating: vec![(0.0, 0.0), (3.0, 90.0)],
        }],
    };
    let mut layers = SiteLayers::of_terrain(FRAME, vec![1.0; FRAME.len()], 0.035);
    for row in 0..FRAME.rows {
        for column in 0..FRAME.columns {
            let cell = FRAME.index(column, row);
            let centre = FRAME.centre(column, row);
            let hollow = libm::exp(
                -((centre.0 - 1025.0) / 300.0) * ((centre.0 - 1025.0) / 300.0)
                    - ((centre.1 - 725.0) / 250.0) * ((centre.1 - 725.0) / 250.0),
            );
            layers.ground_m[cell] = (1.0 + 0.0004 * centre.0 - 1.2 * hollow) as f32;
            layers.soil[cell] = (column % 3) as u8;
            if column < 6 {
                layers.stage[cell] = 1;
                layers.ground_m[cell] = -3.0;
            } else if (column + row) % 2 == 0 {
                layers.drain[cell] = 1;
            }
        }
    }
    layers.blocked[FRAME.index(30, 20)] = true;
    (spec, layers)
}

pub(super) fn catchment(key: &str, area_km2: f64) -> CatchmentSpec {
    CatchmentSpec {
        key: key.into(),
        area_km2,
        points: Vec::new(),
        loss: Loss::CurveNumber { curve_number: 75.0, abstraction: 0.2 },
        shape: UnitHydrograph::Triangle { lag_h: 0.5 },
        base_m3_s: 0.2,
    }
}

pub(super) fn forcing(rain_mm_h: f64, river_m3_s: f64, surge_m: f64) -> FloodForcing {
    FloodForcing {
        rain: vec![Rain::Uniform {
            key: "rain".into(),
            rows: vec![(0.2, rain_mm_h), (1.5, rain_mm_h * 0.3), (2.5, 0.0)],
            scale: Dist::Uniform { low: 0.8, high: 1.2 },
            shift_h: Dist::Fixed(0.0),
        }],
        hydrographs: vec![Hydrograph {
            inflow: "river".into(),
            rows: vec![(0.0, 0.2 * river_m3_s), (1.5, river_m3_s), (4.0, 0.2 * river_m3_s)],
            scale: Dist::Fixed(1.0),
            shift_h: Dist::Fixed(0.0),
        }],
        stages: vec![StageSeries {
            stage: "sea".into(),
            tide: Tide {
                mean_m: Dist::Fixed(0.2),
                constituents: vec![Constituent { amplitude_m: 0.6, period_h: 12.42, phase_deg: 60.0 }],
            },
            surge: Some(Surge {
                peak_m: Dist::Fixed(surge_m),
                at_h: Dist::Fixed(2.0),
                rise_h: 2.0,
                fall_h: 2.0,
            }),
            rows: Vec::new(),
            scale: Dist::Fixed(1.0),
            shift_h: Dist::Fixed(0.0),
        }],
        ..FloodForcing::default()
    }
}

pub(super) struct Run {
    pub(super) hazard: Box<FloodHazard>,
    pub(super) clock: Clock,
}

impl Run {
    pub(super) fn new(spec: SiteSpec, layers: SiteLayers, forcing: &FloodForcing) -> Self {
        let site = FloodSite::new(spec, layers, Params::default()).unwrap();
        assert_eq!(forcing.check(&site.spec), []);
        let weather = forcing.draw(&site, &Streams::new(11, 4), SimSpan::from_hours(6));
        Self { hazard: Box::new(FloodHazard::new(site, weather)), clock: Clock::new(SimSpan::from_mins(1)) }
    }

    pub(super) fn polder(forcing: &FloodForcing) -> Self {
        let (spec, layers) = polder();
        Self::new(spec, layers, forcing)
    }

    pub(super) fn work(&mut self, kind: WorkKind) {
        assert!(self.hazard.consumes(&kind), "{kind:?}");
        let work = Work { tick: self.clock.tick, at: self.clock.now, by: SimId(1), kind };
        self.tick(&[work]);
    }

    pub(super) fn tick(&mut self, works: &[Work]) {
        self.clock.advance();
        self.hazard.advance(&self.clock, works).unwrap();
    }

    pub(super) fn minutes(&mut self, n: u32) {
        for _ in 0..n {
            self.tick(&[]);
        }
    }

    pub(super) fn state(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.hazard.save(&mut bytes).unwrap();
        bytes
    }

    pub(super) fn publish(&mut self) -> Arc<FieldFrame> {
        self.hazard.publish()
    }

    /// Simulated cells deeper than 0.1 m.
    pub(super) fn flooded(&mut self) -> usize {
        let frame = self.publish();
        let depth = frame.layer(Quantity::WaterDepth).unwrap();
        (0..depth.len()).filter(|cell| self.hazard.site().is_open(*cell) && depth[*cell] > 0.1).count()
    }

    pub(super) fn assert_closed(&self) {
        let ledger = self.hazard.water_ledger();
        let solver = self.hazard.solver().ledger();
        assert!(ledger.relative_error() < 1e-6, "{:e} {ledger:#?} {solver:#?}", ledger.relative_error());
    }
}

pub(super) fn id(key: &str) -> SimId {
    SimId::from_key(key)
}
