//! Rain, infiltration and sewers on the grid, reckoned together once an interval.
//!
//! Of the rain of the interval the ground takes its part, then hollows and fields hold
//! some back, then the sewers take theirs; only what is left is handed to the solver, so
//! rain that never runs off wakes no tile. Water that stands goes on infiltrating and
//! draining with the capacity that the rain has left; what is held back only infiltrates.

use std::sync::Arc;

use sandtable_kernel::SimTime;
use sandtable_space::Frame;

use super::FloodHazard;
use crate::flood::hydrology::{green_ampt, scs};
use crate::flood::site::{FloodSite, SoilLoss, Water};
use crate::flood::solver::{SolverError, Term};
use crate::flood::structures::drain::gravity_share;

/// A soil in the units of the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Soil {
    Sealed,
    GreenAmpt { k_m_s: f32, suction_m: f32, deficit: f32 },
    CurveNumber { retention_m: f32 },
    InitialAndRate { initial_m: f32, rate_m_s: f32 },
    InCatchment,
}

/// What never changes, and room for one interval's sums.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    soils: Vec<Soil>,
    /// What the surface of each soil holds back, m.
    storage_m: Vec<f32>,
    /// Stretches of simulated cells of one soil within a row, by soil: first cell and
    /// number of cells.
    stretches: Arc<Vec<Vec<(usize, usize)>>>,
    /// Lowest ground of each drain's cells, m.
    lowest_m: Vec<f64>,
    /// Cell of the rain table of each cell; empty if there is one only.
    rain_cell: Arc<Vec<u16>>,
    rain_m: Vec<f32>,
    net_m: Vec<f32>,
    infiltration_left_m: Vec<f32>,
    drain_left_m: Vec<f32>,
    /// Taken from the interval's rain by each drain, m summed over cells.
    drained_from_rain_m: Vec<f64>,
}

/// Rates of a drain in an interval.
#[derive(Clone, Copy, Debug)]
struct DrainNow {
    gravity_m: f32,
    pumped_m: f32,
    outfall_m: f64,
    design_head_m: f64,
    /// Whether all its cells lie high enough above the outfall for the full capacity.
    free: bool,
}

const MM_H: f64 = 1.0 / 3.6e6;

impl Sources {
    pub fn new(
        site: &FloodSite,
        rain_frame: &Frame,
        cell_of: impl Fn(sandtable_space::Point) -> usize,
    ) -> Self {
        let frame = &site.layers.frame;
        let n = frame.len();
        let rain_cell = if rain_frame.len() > 1 {
            (0..n)
                .map(|cell| {
                    let (column, row) = frame.column_row(cell);
                    u16::try_from(cell_of(frame.centre(column, row))).unwrap_or(0)
                })
                .collect()
        } else {
            Vec::new()
        };
        let mut lowest_m = vec![f64::INFINITY; site.spec.drains.len()];
        let mut stretches: Vec<Vec<(usize, usize)>> = vec![Vec::new(); site.spec.soils.len()];
        for (cell, soil) in site.layers.soil.iter().enumerate().filter(|(cell, _)| site.is_open(*cell)) {
            let zone = usize::from(site.layers.drain[cell]);
            if zone > 0 {
                lowest_m[zone - 1] = lowest_m[zone - 1].min(f64::from(site.layers.ground_m[cell]));
            }
            let Some(of_soil) = stretches.get_mut(usize::from(*soil)) else { continue };
            match of_soil.last_mut().filter(|(first, cells)| first + cells == cell) {
                Some((_, cells)) if !cell.is_multiple_of(frame.columns) => *cells += 1,
                _ => of_soil.push((cell, 1)),
            }
        }
        let soils = site
            .spec
            .soils
            .iter()
            .map(|soil| match soil.loss {
                SoilLoss::Sealed => Soil::Sealed,
                SoilLoss::InCatchment => Soil::InCatchment,
                SoilLoss::GreenAmpt(soil) => Soil::GreenAmpt {
                    k_m_s: (soil.conductivity_mm_h * MM_H) as f32,
                    suction_m: (soil.suction_mm / 1000.0) as f32,
                    deficit: soil.deficit as f32,
                },
                SoilLoss::CurveNumber { curve_number } => {
                    Soil::CurveNumber { retention_m: (scs::retention_mm(curve_number) / 1000.0) as f32 }
                }
                SoilLoss::InitialAndRate { initial_mm, rate_mm_h } => Soil::InitialAndRate {
                    initial_m: (initial_mm / 1000.0) as f32,
                    rate_m_s: (rate_mm_h * MM_H) as f32,
                },
            })
            .collect();
        Self {
            soils,
            storage_m: site.spec.soils.iter().map(|soil| (soil.storage_mm / 1000.0) as f32).collect(),
            rain_cell: Arc::new(rain_cell),
            stretches: Arc::new(stretches),
            lowest_m,
            rain_m: vec![0.0; rain_frame.len()],
            net_m: vec![0.0; n],
            infiltration_left_m: vec![0.0; n],
            drain_left_m: vec![0.0; n],
            drained_from_rain_m: vec![0.0; site.spec.drains.len()],
        }
    }

    /// Cell of the rain table at a cell of the grid.
    pub fn rain_cell(&self, cell: usize) -> usize {
        self.rain_cell.get(cell).map_or(0, |cell| usize::from(*cell))
    }
}

impl DrainNow {
    /// What a cell's sewer can take in the interval, m.
    #[inline(always)]
    fn capacity_m(&self, ground_m: f64) -> f32 {
        let share = if self.free { 1.0 } else { gravity_share(ground_m, self.outfall_m, self.design_head_m) };
        self.gravity_m * share as f32 + self.pumped_m
    }
}

/// Rain, loss of it and what the ground could still take, of one cell, m.
#[inline(always)]
fn loss_m(soil: Soil, taken_m: &mut f32, rain_m: f32, depth_m: f32, dt_s: f32) -> (f32, f32) {
    match soil {
        Soil::Sealed | Soil::InCatchment => (0.0, 0.0),
        Soil::GreenAmpt { k_m_s, suction_m, deficit } => {
            let front = (suction_m + depth_m) * deficit;
            let potential = green_ampt::potential_m(*taken_m, k_m_s * dt_s, front) - *taken_m;
            let loss = if potential < rain_m { potential } else { rain_m };
            *taken_m += loss;
            (loss, potential - loss)
        }
        Soil::CurveNumber { retention_m } => {
            let before = scs::runoff_m(*taken_m, retention_m, 0.2);
            *taken_m += rain_m;
            let runoff = (scs::runoff_m(*taken_m, retention_m, 0.2) - before).clamp(0.0, rain_m);
            (rain_m - runoff, 0.0)
        }
        Soil::InitialAndRate { initial_m, rate_m_s } => {
            let room = initial_m - *taken_m;
            let first = if room < rain_m { room.max(0.0) } else { rain_m };
            *taken_m += first;
            let rate = rate_m_s * dt_s;
            let rest = rain_m - first;
            let further = if rate < rest { rate } else { rest };
            (first + further, rate - further)
        }
    }
}

impl FloodHazard {
    /// Reckons rain and losses from `sources_at` to `to`.
    pub(super) fn rain_and_losses(&mut self, to: SimTime) -> Result<(), SolverError> {
        let from = self.state.sources_at;
        let dt_s = to.since(from).as_secs_f64();
        self.state.sources_at = to;
        if dt_s <= 0.0 {
            return Ok(());
        }
        let mut wet = false;
        for (cell, rain) in self.sources.rain_m.iter_mut().enumerate() {
            let table = &self.weather.rain;
            *rain = ((table.since_start_mm(cell, to) - table.since_start_mm(cell, from)) / 1000.0) as f32;
            wet |= *rain > 0.0;
        }
        let drains = self.drains_now(dt_s);
        let (poured, taking) = self.reckon(dt_s as f32, &drains);
        if wet && poured {
            self.solver.rain(&self.sources.net_m)?;
        }
        if taking.0 {
            let (left, ground) = (&self.sources.infiltration_left_m, &mut self.state.ground_m);
            let (soils, soil) = (&self.sources.soils, &self.site.layers.soil);
            self.solver.abstract_depths(Term::Infiltration, |cell, depth| {
                let taken = left[cell].min(depth);
                if matches!(soils[usize::from(soil[cell])], Soil::GreenAmpt { .. }) {
                    ground[cell] += taken;
                }
                taken
            });
        }
        let mut drained_m = vec![0.0; drains.len()];
        if taking.1 {
            let (left, zones) = (&self.sources.drain_left_m, &self.site.layers.drain);
            self.solver.abstract_depths(Term::Drainage, |cell, depth| {
                let taken = left[cell].min(depth);
                if taken > 0.0 {
                    drained_m[usize::from(zones[cell]) - 1] += f64::from(taken);
                }
                taken
            });
        }
        self.let_drains_out(&drained_m)
    }

    fn drains_now(&self, dt_s: f64) -> Vec<DrainNow> {
        self.site
            .spec
            .drains
            .iter()
            .enumerate()
            .map(|(k, drain)| {
                let service = self.weather.service[k];
                let pumped = if self.state.drain_power[k] { drain.pumped_mm_h } else { 0.0 };
                let outfall_m = self.level_of(self.site.drain_outfall()[k]);
                DrainNow {
                    free: self.sources.lowest_m[k] - outfall_m >= drain.design_head_m,
                    gravity_m: (service * drain.capacity_mm_h * MM_H * dt_s) as f32,
                    pumped_m: (service * pumped * MM_H * dt_s) as f32,
                    outfall_m,
                    design_head_m: drain.design_head_m,
                }
            })
            .collect()
    }

    /// Fills the interval's arrays and books the rain. Tells whether there is rain for
    /// the solver, and whether ground or sewers take standing water.
    fn reckon(&mut self, dt_s: f32, drains: &[DrainNow]) -> (bool, (bool, bool)) {
        let site = &self.site;
        let layers = &site.layers;
        let area = layers.frame.cell_area_m2();
        let sources = &mut self.sources;
        let (mut rain_sum, mut drained_sum, mut net_sum) = (0.0f64, 0.0f64, 0.0f64);
        let mut held_sum = 0.0f64;
        let mut drained_of = vec![0.0f64; drains.len()];
        let mut taking = (false, false);
        let uniform = sources.rain_cell.is_empty();
        let everywhere = sources.rain_m.first().copied().unwrap_or(0.0);
        for layer in [&mut sources.net_m, &mut sources.infiltration_left_m, &mut sources.drain_left_m] {
            layer.fill(0.0);
        }
        let stretches = Arc::clone(&sources.stretches);
        let stretches = stretches
            .iter()
            .enumerate()
            .flat_map(|(soil, of_soil)| of_soil.iter().map(move |(first, cells)| (soil, *first, *cells)));
        for (number, first, cells) in stretches {
            let (soil, storage_m) = (sources.soils[number], sources.storage_m[number]);
            let depth_m = self.solver.row_depths_m(first, cells);
            let cells = first..first + cells;
            let net_m = &mut sources.net_m[cells.clone()];
            let soil_left_m = &mut sources.infiltration_left_m[cells.clone()];
            let drain_left_m = &mut sources.drain_left_m[cells.clone()];
            let taken_m = &mut self.state.ground_m[cells.clone()];
            let held_m = &mut self.state.held_m[cells.clone()];
            let zones = &layers.drain[cells.clone()];
            for (k, &depth) in depth_m.iter().enumerate() {
                let rain = if soil == Soil::InCatchment {
                    0.0
                } else if uniform {
                    everywhere
                } else {
                    sources.rain_m[usize::from(sources.rain_cell[first + k])]
                };
                if rain <= 0.0 && depth <= 0.0 && held_m[k] <= 0.0 {
                    continue;
                }
                let (loss, left) = loss_m(soil, &mut taken_m[k], rain, depth, dt_s);
                let rest = rain - loss;
                // What is held back goes on infiltrating; the room that is left holds rain.
                let soaked = if held_m[k] < left { held_m[k] } else { left };
                held_m[k] -= soaked;
                let left = left - soaked;
                if matches!(soil, Soil::GreenAmpt { .. }) {
                    taken_m[k] += soaked;
                }
                let room = storage_m - held_m[k];
                let kept = if room < rest { room.max(0.0) } else { rest };
                held_m[k] += kept;
                let rest = rest - kept;
                held_sum += f64::from(kept) - f64::from(soaked);
                let mut drained = 0.0f32;
                if zones[k] > 0 {
                    let zone = usize::from(zones[k]) - 1;
                    let ground = f64::from(layers.ground_m[first + k]);
                    let capacity = drains[zone].capacity_m(ground);
                    drained = if capacity < rest { capacity } else { rest };
                    drain_left_m[k] = capacity - drained;
                    taking.1 |= capacity > drained;
                    drained_of[zone] += f64::from(drained);
                }
                let net = rest - drained;
                net_m[k] = net;
                soil_left_m[k] = left;
                taking.0 |= left > 0.0;
                rain_sum += f64::from(rain);
                drained_sum += f64::from(drained);
                net_sum += f64::from(net);
            }
        }
        let books = &mut self.state.books;
        books.rain += rain_sum * area;
        books.rain_drained += drained_sum * area;
        books.rain_poured += net_sum * area;
        books.rain_held += held_sum * area;
        books.rain_infiltrated += (rain_sum - drained_sum - net_sum - held_sum) * area;
        sources.drained_from_rain_m = drained_of;
        (net_sum > 0.0, taking)
    }

    /// Water of sewers whose outfall is a cell comes back onto the map there.
    fn let_drains_out(&mut self, standing_m: &[f64]) -> Result<(), SolverError> {
        let area = self.site.layers.frame.cell_area_m2();
        for (k, outfall) in self.site.drain_outfall().iter().enumerate() {
            let Water::Cell(cell) = *outfall else { continue };
            let volume = (standing_m[k] + self.sources.drained_from_rain_m[k]) * area;
            if volume > 0.0 {
                self.solver.add_volume(Term::Drainage, cell, volume)?;
                self.state.books.drain_returned += volume;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_s_green_ampt_follows_the_exact_one_under_rain() {
        let exact = green_ampt::GreenAmpt { conductivity_mm_h: 6.5, suction_mm: 167.0, deficit: 0.34 };
        let soil = Soil::GreenAmpt { k_m_s: (6.5 * MM_H) as f32, suction_m: 0.167, deficit: 0.34 };
        let mut taken = 0.0;
        let step = 50.0e-3 / 12.0;
        for _ in 0..24 {
            let _ = loss_m(soil, &mut taken, step, 0.0, 300.0);
        }
        let expected = exact.under_rain_mm(50.0, 2.0) / 1000.0;
        assert!((f64::from(taken) / expected - 1.0).abs() < 5e-3, "{taken} {expected}");
    }

    #[test]
    fn no_soil_takes_more_than_the_rain_or_gives_water() {
        let soils = [
            Soil::Sealed,
            Soil::GreenAmpt { k_m_s: 1e-5, suction_m: 0.1, deficit: 0.3 },
            Soil::CurveNumber { retention_m: 0.06 },
            Soil::InitialAndRate { initial_m: 0.01, rate_m_s: 1e-6 },
            Soil::InCatchment,
        ];
        for soil in soils {
            let mut taken = 0.0;
            for rain in [0.0, 1e-4, 5e-3, 0.08, 0.0] {
                let (loss, left) = loss_m(soil, &mut taken, rain, 0.2, 300.0);
                assert!((0.0..=rain).contains(&loss) && left >= 0.0, "{soil:?} {rain} {loss} {left}");
            }
        }
    }
}
