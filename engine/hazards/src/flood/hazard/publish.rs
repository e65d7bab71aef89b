//! Fields and values of things at the end of a tick, copied only where they changed.
//!
//! Depth is of the tick. Two buffers take turns: a tile is written anew if its water
//! moves, or moved or changed since the last time; a buffer that somebody still reads is
//! left alone and copied. Speed, rate of rise, maxima and arrival are noted every
//! [`FloodHazard::NOTED`] as part of the state. What is written depends on the state
//! only, never on what was published before.

use std::sync::Arc;

use sandtable_exchange::FieldFrame;
use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::Quantity;

use super::FloodHazard;
use super::state::Noted;
use crate::flood::site::{FloodSite, Water, table::interpolate};
use crate::flood::solver::RowView;

/// Layers that are noted, in the order of [`Noted::layers`].
const NOTES: [Quantity; Noted::LAYERS] = [
    Quantity::WaterSpeed,
    Quantity::RiseRate,
    Quantity::MaxDepth,
    Quantity::ArrivalTime,
    Quantity::HazardRating,
];

/// Layers that follow the rain, with the hours they look back.
const RAIN: [(Quantity, i64); 5] = [
    (Quantity::RainRate, 0),
    (Quantity::Rain1h, 1),
    (Quantity::Rain3h, 3),
    (Quantity::Rain6h, 6),
    (Quantity::Rain24h, 24),
];

/// Debris factor of FD2320 on urban land, for depths above 0.25 m (recalled).
const URBAN_DEBRIS: f32 = 1.0;
const DEBRIS_FROM_M: f32 = 0.25;

/// Buffers of the layers and what they hold.
#[derive(Clone)]
pub(super) struct Layers {
    front: Arc<Vec<f32>>,
    back: Arc<Vec<f32>>,
    /// Tiles that differ between front and back.
    stale: Vec<bool>,
    /// Tiles active then.
    was_active: Vec<bool>,
    rain: Vec<Arc<Vec<f32>>>,
    /// Step that the rain layers are of, and their values by cell of the rain table.
    rain_at: Option<usize>,
    rain_values: Vec<Vec<f32>>,
    /// Runs of cells whose level is given: first cell, number, stage.
    stage_runs: Arc<Vec<(usize, usize, usize)>>,
}

impl Layers {
    pub fn new(site: &FloodSite) -> Self {
        let mut stage_runs: Vec<(usize, usize, usize)> = Vec::new();
        for (cell, stage) in site.layers.stage.iter().enumerate().filter(|(_, stage)| **stage > 0) {
            let stage = usize::from(*stage) - 1;
            match stage_runs.last_mut() {
                Some((first, cells, of)) if *first + *cells == cell && *of == stage => *cells += 1,
                _ => stage_runs.push((cell, 1, stage)),
            }
        }
        Self {
            front: Arc::default(),
            back: Arc::default(),
            stale: Vec::new(),
            was_active: Vec::new(),
            rain: Vec::new(),
            rain_at: None,
            rain_values: Vec::new(),
            stage_runs: Arc::new(stage_runs),
        }
    }
}

/// Rates of rise since the depths before. Slices of one length, as all loops here, so
/// that they run on vectors.
fn write_rises(rise: &mut [f32], h: &[f32], before: &[f32], per_hour: f32) {
    let n = h.len();
    let (rise, before) = (&mut rise[..n], &before[..n]);
    for k in 0..n {
        rise[k] = (h[k] - before[k]) * per_hour;
    }
}

fn write_speeds(speed: &mut [f32], row: &RowView<'_>, film: f32) {
    let n = row.depth_m.len();
    let (speed, h) = (&mut speed[..n], &row.depth_m[..n]);
    let (west, east) = (&row.west_m2_s[..n], &row.east_m2_s[..n]);
    let (south, north) = (&row.south_m2_s[..n], &row.north_m2_s[..n]);
    for k in 0..n {
        let (x, y) = (0.5 * (west[k] + east[k]), 0.5 * (south[k] + north[k]));
        let flow = (x * x + y * y).sqrt();
        let deep = if h[k] > film { h[k] } else { f32::INFINITY };
        speed[k] = flow / deep;
    }
}

/// Not zero if two slices differ. No early end: sixteen cells are done at once.
fn difference(a: &[f32], b: &[f32]) -> u32 {
    let n = a.len();
    let b = &b[..n];
    let mut bits = 0;
    for k in 0..n {
        bits |= a[k].to_bits() ^ b[k].to_bits();
    }
    bits
}

fn write_ratings(rating: &mut [f32], most: &[f32], depth: &[f32]) {
    let n = most.len();
    let (rating, depth) = (&mut rating[..n], &depth[..n]);
    for k in 0..n {
        rating[k] = most[k] + if depth[k] > DEBRIS_FROM_M { URBAN_DEBRIS } else { 0.0 };
    }
}

impl FloodHazard {
    pub(super) fn publish_frame(&mut self) -> Arc<FieldFrame> {
        self.write_water();
        self.write_rain();
        let mut frame = FieldFrame::new(self.state.now, self.site.layers.frame);
        frame = frame.with_layer(Quantity::WaterDepth, Arc::clone(&self.layers.front));
        for (quantity, layer) in NOTES.iter().zip(&self.state.noted.layers) {
            frame = frame.with_layer(*quantity, Arc::clone(layer));
        }
        for ((quantity, _), layer) in RAIN.iter().zip(&self.layers.rain) {
            frame = frame.with_layer(*quantity, Arc::clone(layer));
        }
        Arc::new(self.with_things(frame))
    }

    /// Tiles that may differ from the front: where water moves, moved or was added.
    fn changed_tiles(&self) -> Vec<bool> {
        let layers = &self.layers;
        let tiles = self.solver.tiles();
        let active = self.solver.active_tiles();
        let mut changed = vec![true; tiles];
        if layers.front.is_empty() {
            return changed;
        }
        for tile in (0..tiles).filter(|tile| !active[*tile]) {
            let mut unseen = 0;
            for row in self.solver.tile_rows(tile) {
                unseen |= difference(row.depth_m, &layers.front[row.first..row.first + row.depth_m.len()]);
            }
            changed[tile] = unseen != 0 || layers.was_active[tile];
        }
        changed
    }

    fn write_water(&mut self) {
        let n = self.site.layers.frame.len();
        let changed = self.changed_tiles();
        if self.layers.front.is_empty() {
            self.layers.front = Arc::new(vec![0.0; n]);
            self.layers.back = Arc::clone(&self.layers.front);
            self.layers.stale = vec![true; changed.len()];
        }
        if !self.layers.stage_runs.is_empty() || changed.contains(&true) {
            let back = std::mem::take(&mut self.layers.back);
            // A back that somebody reads is replaced by a copy of the front.
            let mut depth = Arc::try_unwrap(back).unwrap_or_else(|_| self.layers.front.as_ref().clone());
            let (columns, _) = self.solver.tile_grid();
            let stale = std::mem::take(&mut self.layers.stale);
            for (band, (changed, stale)) in changed.chunks(columns).zip(stale.chunks(columns)).enumerate() {
                let write = |column: usize| changed[column] || stale[column];
                let mut column = 0;
                while column < columns {
                    let run = (column..columns).take_while(|column| write(*column)).count();
                    if run > 0 {
                        let first = band * columns + column;
                        for row in self.solver.stretch_rows(first, first + run - 1) {
                            depth[row.first..row.first + row.depth_m.len()].copy_from_slice(row.depth_m);
                        }
                    }
                    column += run + 1;
                }
            }
            self.flood_stages(&mut depth);
            self.layers.back = std::mem::replace(&mut self.layers.front, Arc::new(depth));
            self.layers.stale = changed;
        }
        self.layers.was_active.clear();
        self.layers.was_active.extend_from_slice(self.solver.active_tiles());
    }

    /// Depths of the cells whose level is given.
    fn flood_stages(&self, depth: &mut [f32]) {
        for (run, level) in self.stage_cells() {
            for (h, ground) in depth[run.clone()].iter_mut().zip(&self.site.layers.ground_m[run]) {
                *h = (level - ground).max(0.0);
            }
        }
    }

    /// Runs of cells whose level is given, with it, m.
    fn stage_cells(&self) -> impl Iterator<Item = (std::ops::Range<usize>, f32)> + '_ {
        self.layers.stage_runs.iter().map(|&(first, cells, stage)| {
            let level = self.solver.stage_m(self.site.stage_ids()[stage]).unwrap_or(0.0);
            (first..first + cells, level)
        })
    }

    /// Notes what is published until the next time: the speed, the rate of rise since the
    /// last note, the greatest depth, the arrival and the hazard rating. Cells whose
    /// level is given have no speed, arrival or rating.
    pub(super) fn note(&mut self, at: SimTime) {
        let frame = &self.site.layers.frame;
        let hours = at.since(self.state.noted.at).as_hours_f64();
        let per_hour = if hours > 0.0 { (1.0 / hours) as f32 } else { 0.0 };
        let mut layers: [Vec<f32>; Noted::LAYERS] = std::array::from_fn(|_| vec![0.0; frame.len()]);
        let mut now = self.solver.depths_m();
        self.flood_stages(&mut now);
        let film = self.solver.params().hmin_m;
        let [speed, rise, most, arrival, rating] = &mut layers;
        if hours > 0.0 {
            write_rises(rise, &now, &self.state.noted.depth_m, per_hour);
        }
        let (columns, bands) = self.solver.tile_grid();
        for band in 0..bands {
            for row in self.solver.stretch_rows(band * columns, (band + 1) * columns - 1) {
                let cells = row.first..row.first + row.depth_m.len();
                write_speeds(&mut speed[cells.clone()], &row, film);
                most[cells.clone()].copy_from_slice(row.max_depth_m);
                arrival[cells.clone()].copy_from_slice(row.arrival_s);
                write_ratings(&mut rating[cells], row.max_rating_m2_s, row.max_depth_m);
            }
        }
        for (run, _) in self.stage_cells() {
            speed[run.clone()].fill(0.0);
            most[run.clone()].copy_from_slice(&now[run.clone()]);
            arrival[run.clone()].fill(0.0);
            rating[run].fill(0.0);
        }
        self.state.noted = Noted { at, depth_m: Arc::new(now), layers: layers.map(Arc::new) };
    }

    fn write_rain(&mut self) {
        let n = self.site.layers.frame.len();
        let weather = &self.weather;
        let step = usize::try_from(self.state.now.0 / weather.step.0.max(1)).unwrap_or(0);
        if self.layers.rain_at == Some(step) {
            return;
        }
        // Values of the step that has ended; the rate is that of the step.
        let at = SimTime(weather.step.0 * step as i64);
        let cells = weather.rain.frame().len();
        let mut written = Vec::with_capacity(RAIN.len());
        let mut values = Vec::with_capacity(RAIN.len());
        for (k, (_, hours)) in RAIN.iter().enumerate() {
            let of_cell: Vec<f32> = (0..cells)
                .map(|cell| match hours {
                    0 => weather.rain.rate_mm_h(cell, at).unwrap_or(0.0) as f32,
                    hours => weather.rain.last_mm(cell, at, SimSpan::from_hours(*hours)) as f32,
                })
                .collect();
            let before = self.layers.rain_values.get(k).is_some_and(|values| *values == of_cell);
            written.push(if before {
                Arc::clone(&self.layers.rain[k])
            } else if cells == 1 {
                Arc::new(vec![of_cell[0]; n])
            } else {
                Arc::new((0..n).map(|cell| of_cell[self.sources.rain_cell(cell)]).collect())
            });
            values.push(of_cell);
        }
        self.layers.rain = written;
        self.layers.rain_values = values;
        self.layers.rain_at = Some(step);
    }

    /// Levels and flows of things: reservoirs, gauges, inflows, pumps, gates, levees.
    fn with_things(&self, mut frame: FieldFrame) -> FieldFrame {
        let (spec, state) = (&self.site.spec, &self.state);
        for (k, reservoir) in spec.reservoirs.iter().enumerate() {
            let (id, now) = (self.ids.reservoirs[k], &state.reservoirs[k]);
            frame = frame.with_thing(id, Quantity::WaterLevel, now.level_m(reservoir)).with_thing(
                id,
                Quantity::Discharge,
                now.release_m3_s + now.spill_m3_s,
            );
        }
        for (k, gauge) in spec.gauges.iter().enumerate() {
            let level = self.solver.level_m(self.site.gauge_cells()[k]);
            frame = frame.with_thing(self.ids.gauges[k], Quantity::WaterLevel, level);
            if !gauge.rating.is_empty() {
                let flow = interpolate(&gauge.rating, level);
                frame = frame.with_thing(self.ids.gauges[k], Quantity::Discharge, flow);
            }
        }
        for (k, id) in self.ids.inflows.iter().enumerate() {
            frame = frame.with_thing(*id, Quantity::Discharge, self.weather.inflow_m3_s(k, state.now));
        }
        for (k, id) in self.ids.pumps.iter().enumerate() {
            frame = frame.with_thing(*id, Quantity::Discharge, state.pump_flows[k]);
        }
        for (id, pump) in &state.mobile {
            frame = frame.with_thing(*id, Quantity::Discharge, pump.flow_m3_s);
        }
        for (k, id) in self.ids.gates.iter().enumerate() {
            frame = frame.with_thing(*id, Quantity::Discharge, state.gates[k].flow_m3_s);
        }
        for (k, stage) in spec.stages.iter().enumerate() {
            frame = frame.with_thing(stage.id(), Quantity::WaterLevel, self.level_of(Water::Stage(k)));
        }
        for (k, levee) in self.site.levees().iter().enumerate() {
            let over = (0..levee.faces.len()).any(|j| self.is_over(k, j));
            frame = frame.with_thing(levee.id, Quantity::Overtopping, f64::from(u8::from(over)));
        }
        frame
    }

    /// Whether water stands above the crest of a levee's face on a wet side.
    fn is_over(&self, levee: usize, face: usize) -> bool {
        let (a, b) = self.site.levees()[levee].faces[face].cells;
        let crest = f64::from(self.levee_crest_m(levee, face)) + 1e-3;
        [a, b].into_iter().any(|cell| self.solver.depth_m(cell) > 0.0 && self.solver.level_m(cell) > crest)
    }
}
