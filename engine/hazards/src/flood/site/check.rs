//! Checks of a site: every fault, not the first only.

use std::collections::BTreeSet;

use sandtable_kernel::Dist;
use sandtable_space::Point;

use super::levee::faces_along;
use super::spec::{Crest, Outlet, SiteSpec, SoilLoss};
use super::table::first_fault;
use super::{FloodFault, SiteLayers};
use crate::flood::hydrology::catchment::{Loss, UnitHydrograph};
use crate::flood::hydrology::green_ampt::GreenAmpt;

/// Collects faults.
#[derive(Default)]
pub(in crate::flood) struct Faults(pub Vec<FloodFault>);

impl Faults {
    pub fn number(&mut self, key: &str, name: &'static str, value: f64, ok: bool, expected: &'static str) {
        if !(ok && value.is_finite()) {
            self.0.push(FloodFault::Number { key: key.into(), name, value, expected });
        }
    }

    pub fn dist(&mut self, key: &str, name: &'static str, dist: &Dist) {
        if let Err(fault) = dist.check() {
            self.0.push(FloodFault::Dist { key: key.into(), name, fault });
        }
    }

    pub fn table(&mut self, key: &str, name: &'static str, rows: &[(f64, f64)], least: usize, rising: bool) {
        if let Some(row) = first_fault(rows, least, rising) {
            let order = if rising { "not falling in the second" } else { "finite in the second" };
            self.0.push(FloodFault::Table { key: key.into(), name, least, order, row });
        }
    }

    pub fn known(&mut self, key: &str, name: &'static str, found: &str, known: &[&str]) {
        if !known.contains(&found) {
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            self.0.push(FloodFault::Unknown { key: key.into(), name, found: found.into(), known });
        }
    }

    fn place(&mut self, key: &str, name: &'static str, point: Point, layers: &SiteLayers) {
        let place = match layers.frame.index_at(point) {
            None => "outside the grid",
            Some(cell) if layers.blocked.get(cell) == Some(&true) => "in a blocked cell",
            Some(cell) if layers.stage.get(cell).is_some_and(|stage| *stage > 0) => {
                "in a cell whose level is given"
            }
            Some(_) => return,
        };
        self.0.push(FloodFault::Place { key: key.into(), name, point, place });
    }

    fn outlet(
        &mut self,
        key: &str,
        name: &'static str,
        outlet: &Outlet,
        spec: &SiteSpec,
        layers: &SiteLayers,
    ) {
        match outlet {
            Outlet::Point(point) => self.place(key, name, *point, layers),
            Outlet::Stage(stage) => {
                let known: Vec<_> = spec.stages.iter().map(|stage| stage.key.as_str()).collect();
                self.known(key, name, stage, &known);
            }
            Outlet::Outside => {}
        }
    }

    fn green_ampt(&mut self, key: &str, soil: &GreenAmpt) {
        let k = soil.conductivity_mm_h;
        self.number(key, "conductivity_mm_h", k, (0.0..=1000.0).contains(&k), "0 to 1000 mm/h");
        let psi = soil.suction_mm;
        self.number(key, "suction_mm", psi, (0.0..=5000.0).contains(&psi), "0 to 5000 mm");
        self.number(key, "deficit", soil.deficit, (0.0..=1.0).contains(&soil.deficit), "0 to 1");
    }

    fn curve_number(&mut self, key: &str, cn: f64) {
        self.number(key, "curve_number", cn, (1.0..=100.0).contains(&cn), "1 to 100");
    }

    fn not_negative(&mut self, key: &str, name: &'static str, value: f64) {
        self.number(key, name, value, value >= 0.0, "0 or more");
    }

    fn positive(&mut self, key: &str, name: &'static str, value: f64) {
        self.number(key, name, value, value > 0.0, "more than 0");
    }
}

/// All faults of a site.
pub(super) fn site(spec: &SiteSpec, layers: &SiteLayers) -> Vec<FloodFault> {
    let mut faults = Faults::default();
    if !layer_sizes(&mut faults, layers) {
        return faults.0;
    }
    entries(&mut faults, spec, layers);
    keys(&mut faults, spec);
    soils(&mut faults, spec);
    structures(&mut faults, spec, layers);
    waters(&mut faults, spec, layers);
    faults.0
}

fn layer_sizes(faults: &mut Faults, layers: &SiteLayers) -> bool {
    let expected = layers.frame.len();
    let sizes = [
        ("ground", layers.ground_m.len()),
        ("manning", layers.manning.len()),
        ("soil", layers.soil.len()),
        ("drain", layers.drain.len()),
        ("stage", layers.stage.len()),
        ("blocked", layers.blocked.len()),
        ("depth", layers.depth_m.len()),
    ];
    for (layer, found) in sizes {
        if found != expected {
            faults.0.push(FloodFault::Layer { layer, found, expected });
        }
    }
    faults.0.is_empty()
}

fn entries(faults: &mut Faults, spec: &SiteSpec, layers: &SiteLayers) {
    let mut entry = |layer, known: usize, found: Option<(usize, usize)>| {
        if let Some((cell, found)) = found {
            faults.0.push(FloodFault::Entry { layer, cell, found, known });
        }
    };
    let first = |values: &mut dyn Iterator<Item = usize>, most: usize| {
        values.enumerate().find(|(_, value)| *value > most)
    };
    let soils = spec.soils.len();
    if soils == 0 {
        entry("soil", 0, Some((0, 0)));
    } else if soils > 200 {
        entry("soil", 200, Some((0, soils)));
    } else {
        entry("soil", soils, first(&mut layers.soil.iter().map(|v| usize::from(*v)), soils - 1));
    }
    let drains = spec.drains.len();
    entry("drain", drains, first(&mut layers.drain.iter().map(|v| usize::from(*v)), drains));
    let stages = spec.stages.len();
    entry("stage", stages, first(&mut layers.stage.iter().map(|v| usize::from(*v)), stages));
}

fn keys(faults: &mut Faults, spec: &SiteSpec) {
    let lists: [Vec<&str>; 9] = [
        spec.stages.iter().map(|s| s.key.as_str()).collect(),
        spec.drains.iter().map(|s| s.key.as_str()).collect(),
        spec.levees.iter().map(|s| s.key.as_str()).collect(),
        spec.gates.iter().map(|s| s.key.as_str()).collect(),
        spec.pumps.iter().map(|s| s.key.as_str()).collect(),
        spec.reservoirs.iter().map(|s| s.key.as_str()).collect(),
        spec.catchments.iter().map(|s| s.key.as_str()).collect(),
        spec.inflows.iter().map(|s| s.key.as_str()).collect(),
        spec.gauges.iter().map(|s| s.key.as_str()).collect(),
    ];
    let mut seen = BTreeSet::new();
    for key in lists.into_iter().flatten() {
        if !seen.insert(key) {
            faults.0.push(FloodFault::Duplicate { key: key.into() });
        }
    }
}

fn soils(faults: &mut Faults, spec: &SiteSpec) {
    for soil in &spec.soils {
        faults.not_negative(&soil.key, "storage_mm", soil.storage_mm);
        match &soil.loss {
            SoilLoss::Sealed | SoilLoss::InCatchment => {}
            SoilLoss::GreenAmpt(soil_type) => faults.green_ampt(&soil.key, soil_type),
            SoilLoss::CurveNumber { curve_number } => faults.curve_number(&soil.key, *curve_number),
            SoilLoss::InitialAndRate { initial_mm, rate_mm_h } => {
                faults.not_negative(&soil.key, "initial_mm", *initial_mm);
                faults.not_negative(&soil.key, "rate_mm_h", *rate_mm_h);
            }
        }
    }
}

fn structures(faults: &mut Faults, spec: &SiteSpec, layers: &SiteLayers) {
    for levee in &spec.levees {
        if faces_along(&layers.frame, &levee.line).is_empty() {
            faults.0.push(FloodFault::Line { key: levee.key.clone() });
        }
        match &levee.crest {
            Crest::Level(level) => {
                faults.number(&levee.key, "crest", *level, level.abs() <= 9000.0, "a level in m");
            }
            Crest::AboveGround(height) => faults.not_negative(&levee.key, "crest", *height),
            Crest::Profile(rows) => faults.table(&levee.key, "crest", rows, 1, false),
        }
    }
    for gate in &spec.gates {
        faults.place(&gate.key, "inner", gate.inner, layers);
        faults.outlet(&gate.key, "outer", &gate.outer, spec, layers);
        faults.positive(&gate.key, "width_m", gate.width_m);
        faults.positive(&gate.key, "height_m", gate.height_m);
        faults.number(&gate.key, "sill_m", gate.sill_m, gate.sill_m.abs() <= 9000.0, "a level in m");
        faults.number(&gate.key, "opening", gate.opening, (0.0..=1.0).contains(&gate.opening), "0 to 1");
    }
    for pump in &spec.pumps {
        faults.place(&pump.key, "intake", pump.intake, layers);
        faults.outlet(&pump.key, "outlet", &pump.outlet, spec, layers);
        faults.table(&pump.key, "curve", &pump.curve, 1, false);
        for (_, flow) in &pump.curve {
            faults.not_negative(&pump.key, "curve", *flow);
        }
        let ordered = pump.stop_m <= pump.start_m && pump.stop_m.is_finite();
        faults.number(&pump.key, "stop_m", pump.stop_m, ordered, "a level not above start_m");
        faults.number(&pump.key, "start_m", pump.start_m, true, "a level in m");
    }
    for drain in &spec.drains {
        let expected = "0 to 1000 mm/h";
        for (name, value) in [("capacity_mm_h", drain.capacity_mm_h), ("pumped_mm_h", drain.pumped_mm_h)] {
            faults.number(&drain.key, name, value, (0.0..=1000.0).contains(&value), expected);
        }
        faults.positive(&drain.key, "design_head_m", drain.design_head_m);
        faults.dist(&drain.key, "service", &drain.service);
        faults.outlet(&drain.key, "outfall", &drain.outfall, spec, layers);
    }
}

fn waters(faults: &mut Faults, spec: &SiteSpec, layers: &SiteLayers) {
    let catchments: Vec<_> = spec.catchments.iter().map(|c| c.key.as_str()).collect();
    for stage in &spec.stages {
        faults.number(&stage.key, "level_m", stage.level_m, stage.level_m.abs() <= 9000.0, "a level in m");
    }
    for reservoir in &spec.reservoirs {
        let key = &reservoir.key;
        faults.table(key, "storage", &reservoir.storage, 2, true);
        faults.table(key, "outlet", &reservoir.outlet, 1, true);
        faults.table(key, "rule", &reservoir.rule, 1, true);
        faults.dist(key, "initial_m", &reservoir.initial_m);
        faults.not_negative(key, "spillway.width_m", reservoir.spillway.width_m);
        faults.number(key, "spillway.crest_m", reservoir.spillway.crest_m, true, "a level in m");
        let levels = [reservoir.limit_m, reservoir.design_m, reservoir.check_m];
        let ordered = levels[0] <= levels[1] && levels[1] <= levels[2];
        faults.number(key, "design_m", levels[1], ordered, "limit ≤ design ≤ check level");
        faults.outlet(key, "release_to", &reservoir.release_to, spec, layers);
        for catchment in &reservoir.catchments {
            faults.known(key, "catchment", catchment, &catchments);
        }
    }
    for catchment in &spec.catchments {
        let key = &catchment.key;
        faults.positive(key, "area_km2", catchment.area_km2);
        faults.not_negative(key, "base_m3_s", catchment.base_m3_s);
        match &catchment.loss {
            Loss::GreenAmpt(soil) => faults.green_ampt(key, soil),
            Loss::CurveNumber { curve_number, abstraction } => {
                faults.curve_number(key, *curve_number);
                faults.number(key, "abstraction", *abstraction, (0.0..=1.0).contains(abstraction), "0 to 1");
            }
            Loss::InitialAndRate { initial_mm, rate_mm_h } => {
                faults.not_negative(key, "initial_mm", *initial_mm);
                faults.not_negative(key, "rate_mm_h", *rate_mm_h);
            }
        }
        let (name, hours) = match catchment.shape {
            UnitHydrograph::Triangle { lag_h } => ("lag_h", lag_h),
            UnitHydrograph::LinearReservoir { constant_h } => ("constant_h", constant_h),
        };
        faults.number(key, name, hours, hours > 0.0 && hours <= 240.0, "more than 0 up to 240 h");
    }
    for inflow in &spec.inflows {
        faults.number(
            &inflow.key,
            "points",
            inflow.points.len() as f64,
            !inflow.points.is_empty(),
            "one or more points",
        );
        for point in &inflow.points {
            faults.place(&inflow.key, "point", *point, layers);
        }
        for catchment in &inflow.catchments {
            faults.known(&inflow.key, "catchment", catchment, &catchments);
        }
    }
    for gauge in &spec.gauges {
        if layers.frame.index_at(gauge.point).is_none() {
            faults.place(&gauge.key, "point", gauge.point, layers);
        }
        if !gauge.rating.is_empty() {
            faults.table(&gauge.key, "rating", &gauge.rating, 2, true);
        }
        if let (Some(warning), Some(guarantee)) = (gauge.warning_m, gauge.guarantee_m) {
            faults.number(
                &gauge.key,
                "guarantee_m",
                guarantee,
                warning <= guarantee,
                "a level not below warning_m",
            );
        }
    }
}
