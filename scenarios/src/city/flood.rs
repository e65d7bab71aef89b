//! What the flood model takes of a city: its layers and its site.

use sandtable_hazards::flood::hydrology::catchment::{Loss, UnitHydrograph};
use sandtable_hazards::flood::hydrology::green_ampt::GreenAmpt;
use sandtable_hazards::flood::site::{
    CatchmentSpec, Crest, InflowSpec, LeveeSpec, SiteLayers, SiteSpec, SoilLoss, SoilSpec,
};
use sandtable_space::rasterise::cells_in_polygon;
use sandtable_space::{Grid, Point};

use super::course::lookup;
use super::hydraulics::profile;
use super::model::CityModel;
use super::terrain::{AreaKind, Cover, RiverKind};

/// Width of both berms of the main river together, m: levees 420 m from its middle
/// and a channel 600 m wide with slopes to 660 m.
const BERMS_M: f64 = 180.0;

/// The flow of a wide river enters over this length of it, m.
const INFLOW_REACH_M: f64 = 600.0;
/// Depth of a tributary or creek in dry weather, m.
const LOW_WATER_M: f64 = 0.15;
/// Water over the bed at the mouth of a creek kept low before a storm, m.
const DRAWN_DOWN_M: f64 = 0.8;

impl CityModel {
    /// Steady level along each wide river for a flow of the main river and a level of
    /// the sea: (distance along, level) by river, in the recipe's order; empty for
    /// tributaries and creeks.
    #[must_use]
    pub fn river_profiles(&self, main_flow_m3_s: f64, sea_m: f64) -> Vec<Vec<(f64, f64)>> {
        let rivers = &self.terrain_recipe.rivers;
        let position = |key: &str| rivers.iter().position(|river| river.key == key);
        let main = position(&self.main_river).unwrap_or(0);
        let branches: Vec<usize> =
            (0..rivers.len()).filter(|&k| k != main && rivers[k].kind == RiverKind::Main).collect();
        let mut profiles: Vec<Vec<(f64, f64)>> = vec![Vec::new(); rivers.len()];
        let mut node_m = 0.0;
        for &k in &branches {
            let course = &self.courses.rivers[k];
            // Up to the sea: the first vertex that lies in it.
            let reach = course
                .line
                .0
                .iter()
                .zip(&course.along_m)
                .find(|(p, _)| self.terrain_recipe.coast.sea.contains(**p))
                .map_or(course.length_m(), |(_, along)| *along);
            let flow = main_flow_m3_s / branches.len() as f64;
            profiles[k] = profile(&rivers[k], course, flow, reach, sea_m, BERMS_M);
            node_m += profiles[k].first().map_or(sea_m, |row| row.1) / branches.len() as f64;
        }
        let end_m = if branches.is_empty() { sea_m } else { node_m };
        let course = &self.courses.rivers[main];
        // The last half kilometre lies in the branches already.
        let to_m = course.length_m() - if branches.is_empty() { 0.0 } else { 500.0 };
        profiles[main] = profile(&rivers[main], course, main_flow_m3_s, to_m, end_m, BERMS_M);
        profiles
    }

    /// Depth of water at the start, m: wide rivers in steady flow, tributaries and
    /// creeks low, lakes full, the sea at its mean level.
    #[must_use]
    pub fn initial_depth_m(&self, main_flow_m3_s: f64) -> Grid<f32> {
        let terrain = &self.terrain;
        let frame = terrain.ground_m.frame;
        let sea_m = self.terrain_recipe.coast.mean_level_m;
        let profiles = self.river_profiles(main_flow_m3_s, sea_m);
        let backwater: Vec<f64> =
            (0..self.terrain_recipe.rivers.len()).map(|k| self.backwater_m(k, &profiles, sea_m)).collect();
        let mut depth = Grid::filled(frame, 0.0f32);
        for k in 0..frame.len() {
            let (column, row) = frame.column_row(k);
            let ground = f64::from(terrain.ground_m.cells[k]);
            let level = if terrain.sea.cells[k] {
                sea_m
            } else if terrain.river.cells[k] > 0 {
                let river = usize::from(terrain.river.cells[k]) - 1;
                if profiles[river].is_empty() {
                    backwater[river].max(ground + LOW_WATER_M)
                } else {
                    let (_, along) = self.courses.rivers[river].line.nearest(frame.centre(column, row));
                    lookup(&profiles[river], along)
                }
            } else if terrain.lake.cells[k] > 0 {
                terrain.lake_level_m[usize::from(terrain.lake.cells[k]) - 1]
            } else {
                continue;
            };
            depth.cells[k] = ((level - ground).max(0.0)) as f32;
        }
        depth
    }

    /// Level that stands in a narrow river from its mouth upwards, m: that of the
    /// water that receives it; a creek has been drawn down behind its sluice.
    fn backwater_m(&self, river: usize, profiles: &[Vec<(f64, f64)>], sea_m: f64) -> f64 {
        let rivers = &self.terrain_recipe.rivers;
        let end = self.courses.rivers[river].line.0.last().copied().unwrap_or_default();
        let into = rivers.iter().position(|other| other.key == rivers[river].into);
        let outside = match into.filter(|&k| !profiles[k].is_empty()) {
            Some(k) => lookup(&profiles[k], self.courses.rivers[k].line.nearest(end).1),
            None => sea_m,
        };
        let mouth = rivers[river].stations.last().map_or(sea_m, |station| station.bed_m);
        if rivers[river].kind == RiverKind::Creek { outside.min(mouth + DRAWN_DOWN_M) } else { outside }
    }

    /// Layers and site for the flood model.
    #[must_use]
    pub fn flood_site(&self, main_flow_m3_s: f64) -> (SiteSpec, SiteLayers) {
        let terrain = &self.terrain;
        let frame = terrain.ground_m.frame;
        let lumped = Cover::ALL.len() as u8;
        let soil = terrain
            .cover
            .cells
            .iter()
            .zip(&terrain.catchment.cells)
            .map(|(&class, &catchment)| if catchment > 0 { lumped } else { class })
            .collect();
        let drain = self.drain_layer();
        let layers = SiteLayers {
            frame,
            ground_m: terrain.ground_m.cells.clone(),
            manning: terrain.manning_n.cells.clone(),
            soil,
            drain,
            stage: terrain.sea.cells.iter().map(|&sea| u8::from(sea)).collect(),
            blocked: vec![false; frame.len()],
            depth_m: self.initial_depth_m(main_flow_m3_s).cells,
        };
        let spec = SiteSpec {
            soils: self.soils(),
            stages: vec![self.sea.clone()],
            drains: self.drains.iter().map(|zone| zone.spec.clone()).collect(),
            levees: self
                .levees
                .iter()
                .map(|levee| LeveeSpec {
                    key: levee.key.clone(),
                    line: levee.line.clone(),
                    crest: Crest::Profile(levee.crest.clone()),
                })
                .collect(),
            gates: self.gates.iter().map(|gate| gate.spec.clone()).collect(),
            pumps: self.pumps.iter().map(|pump| pump.spec.clone()).collect(),
            reservoirs: self.reservoirs.iter().map(|reservoir| reservoir.spec.clone()).collect(),
            catchments: self.catchment_specs(),
            inflows: self.inflow_specs(),
            edges: self.edges.clone(),
            gauges: self.gauges.iter().map(|gauge| gauge.spec.clone()).collect(),
        };
        (spec, layers)
    }

    /// Drain of each cell: position in the list from 1; of two areas the later counts.
    fn drain_layer(&self) -> Vec<u16> {
        let terrain = &self.terrain;
        let frame = terrain.ground_m.frame;
        let open_country = self.drains.iter().position(|zone| zone.area.is_none());
        let mut drain: Vec<u16> = terrain
            .cover
            .cells
            .iter()
            .map(|&class| match (Cover::of(class), open_country) {
                (Some(Cover::Farmland | Cover::Village), Some(k)) => k as u16 + 1,
                _ => 0,
            })
            .collect();
        let mut of_area = vec![0u16; frame.len()];
        for area in &self.terrain_recipe.areas {
            let zone = self.drains.iter().position(|zone| zone.area.as_ref() == Some(&area.key));
            let number = zone.map_or(0, |k| k as u16 + 1);
            for cell in cells_in_polygon(&frame, &area.outline) {
                // A built-up area inside a polder keeps its own sewers.
                if area.kind != AreaKind::Polder || of_area[cell] == 0 {
                    of_area[cell] = number;
                }
            }
        }
        for (cell, (own, &number)) in drain.iter_mut().zip(&of_area).enumerate() {
            let water = Cover::of(terrain.cover.cells[cell]).is_none_or(Cover::is_water);
            if number > 0 && !water {
                *own = number;
            }
        }
        drain
    }

    /// One soil a class of cover, and one for ground that a catchment holds.
    fn soils(&self) -> Vec<SoilSpec> {
        let mut soils: Vec<SoilSpec> = Cover::ALL
            .iter()
            .map(|class| {
                let row = self.terrain_recipe.cover.iter().find(|row| row.class == *class);
                let loss = match row {
                    Some(row) if !class.is_water() => SoilLoss::GreenAmpt(GreenAmpt {
                        conductivity_mm_h: row.conductivity_mm_h,
                        suction_mm: row.suction_mm,
                        deficit: row.deficit,
                    }),
                    _ => SoilLoss::Sealed,
                };
                let storage_mm = row.map_or(0.0, |row| row.storage_mm);
                SoilSpec { key: format!("soil.{class:?}").to_lowercase(), loss, storage_mm }
            })
            .collect();
        let key = "soil.catchment".into();
        soils.push(SoilSpec { key, loss: SoilLoss::InCatchment, storage_mm: 0.0 });
        soils
    }

    fn catchment_specs(&self) -> Vec<CatchmentSpec> {
        self.terrain_recipe
            .catchments
            .iter()
            .map(|catchment| {
                let inside = |p: &Point| catchment.outline.contains(*p);
                let mut points: Vec<Point> =
                    self.rain_gauges.iter().map(|gauge| gauge.at).filter(inside).collect();
                if points.is_empty() {
                    points.push(catchment.at);
                }
                CatchmentSpec {
                    key: format!("catchment.{}", catchment.key),
                    area_km2: catchment.area_km2,
                    points,
                    loss: Loss::CurveNumber { curve_number: catchment.curve_number, abstraction: 0.2 },
                    shape: UnitHydrograph::Triangle { lag_h: catchment.lag_min / 60.0 },
                    base_m3_s: 0.0,
                }
            })
            .collect()
    }

    /// Cells of the same wide river within reach of the points of an inflow; the
    /// points themselves where they lie in none. A flood let into a few cells would
    /// stand up as a wall of water there.
    fn spread(&self, points: &[Point]) -> Vec<Point> {
        let terrain = &self.terrain;
        let frame = terrain.ground_m.frame;
        let river_of = |p: Point| terrain.river.at(p).copied().unwrap_or(0);
        let river = points.first().map_or(0, |p| river_of(*p));
        let wide = usize::from(river)
            .checked_sub(1)
            .is_some_and(|k| self.terrain_recipe.rivers[k].kind == RiverKind::Main);
        if !wide {
            return points.to_vec();
        }
        (0..frame.len())
            .filter(|&cell| terrain.river.cells[cell] == river)
            .map(|cell| {
                let (column, row) = frame.column_row(cell);
                frame.centre(column, row)
            })
            .filter(|centre| points.iter().any(|p| p.distance_m(*centre) < INFLOW_REACH_M))
            .collect()
    }

    /// The inflows of the list, spread over the river, and one for every catchment
    /// that no reservoir holds.
    fn inflow_specs(&self) -> Vec<InflowSpec> {
        let mut inflows = self.inflows.clone();
        for inflow in &mut inflows {
            inflow.points = self.spread(&inflow.points);
        }
        for catchment in self.terrain_recipe.catchments.iter().filter(|c| c.reservoir.is_none()) {
            inflows.push(InflowSpec {
                key: format!("inflow.{}", catchment.key),
                points: vec![catchment.at],
                catchments: vec![format!("catchment.{}", catchment.key)],
            });
        }
        inflows
    }
}
