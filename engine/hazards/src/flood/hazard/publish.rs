//! Fields and values of things at the end of a tick, copied only where they changed.
//!
//! Of each layer two buffers take turns. A tile is written anew if its water moves, or
//! moved or changed since the last time; a buffer that somebody still reads is left
//! alone and copied. What is written depends on the state only, never on what was
//! published before.

use std::sync::Arc;

use sandtable_exchange::FieldFrame;
use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::Quantity;

use super::FloodHazard;
use crate::flood::site::{FloodSite, Water, table::interpolate};
use crate::flood::solver::RowView;

/// Layers that follow the water, in the order of the buffers.
const WATER: [Quantity; 7] = [
    Quantity::WaterDepth,
    Quantity::WaterLevel,
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
    front: Vec<Arc<Vec<f32>>>,
    back: Vec<Arc<Vec<f32>>>,
    /// Tiles that differ between front and back.
    stale: Vec<bool>,
    /// Depths of the solver when the front was written; empty before the first time.
    seen_m: Vec<f32>,
    /// Tiles active then.
    was_active: Vec<bool>,
    /// Tiles whose depths differed then from those that the rate of rise looks back to.
    was_rising: Vec<bool>,
    /// Tiles whose depths had changed then; the solver notes their maxima later.
    was_new: Vec<bool>,
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
            front: Vec::new(),
            back: Vec::new(),
            stale: Vec::new(),
            seen_m: Vec::new(),
            was_active: Vec::new(),
            was_rising: Vec::new(),
            was_new: Vec::new(),
            rain: Vec::new(),
            rain_at: None,
            rain_values: Vec::new(),
            stage_runs: Arc::new(stage_runs),
        }
    }
}

/// Levels, and rates of rise since the depths before. Slices of one length, as all
/// loops here, so that they run on vectors.
fn write_levels(
    level: &mut [f32],
    rise: &mut [f32],
    (h, ground, before): (&[f32], &[f32], &[f32]),
    per_hour: f32,
) {
    let n = h.len();
    let (level, rise) = (&mut level[..n], &mut rise[..n]);
    let (ground, before) = (&ground[..n], &before[..n]);
    for k in 0..n {
        level[k] = ground[k] + h[k];
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
        for (quantity, layer) in WATER.iter().zip(&self.layers.front) {
            frame = frame.with_layer(*quantity, Arc::clone(layer));
        }
        for ((quantity, _), layer) in RAIN.iter().zip(&self.layers.rain) {
            frame = frame.with_layer(*quantity, Arc::clone(layer));
        }
        Arc::new(self.with_things(frame))
    }

    /// Tiles that may differ from the front; those whose depth has changed since the
    /// moment that the rate of rise looks back to; and those whose depth has changed.
    fn changed_tiles(&self) -> [Vec<bool>; 3] {
        let layers = &self.layers;
        let tiles = self.solver.tiles();
        let active = self.solver.active_tiles();
        let before = &self.state.past[0].depth_m;
        let first_time = layers.seen_m.is_empty();
        let [mut changed, mut rising, mut new] = [vec![true; tiles], vec![true; tiles], vec![true; tiles]];
        for tile in (0..tiles).filter(|tile| !(active[*tile] || first_time)) {
            let (mut unseen, mut risen) = (0, 0);
            for row in self.solver.tile_rows(tile) {
                let cells = row.first..row.first + row.depth_m.len();
                unseen |= difference(row.depth_m, &layers.seen_m[cells.clone()]);
                risen |= difference(row.depth_m, &before[cells]);
            }
            (rising[tile], new[tile]) = (risen != 0, unseen != 0);
            let before = layers.was_active[tile] || layers.was_rising[tile] || layers.was_new[tile];
            changed[tile] = rising[tile] || new[tile] || before;
        }
        [changed, rising, new]
    }

    fn write_water(&mut self) {
        let n = self.site.layers.frame.len();
        let [changed, rising, new] = self.changed_tiles();
        if self.layers.front.is_empty() {
            self.layers.front = WATER.iter().map(|_| Arc::new(vec![0.0; n])).collect();
            self.layers.back = self.layers.front.clone();
            self.layers.stale = vec![true; changed.len()];
            self.layers.seen_m = vec![0.0; n];
        }
        let stages = !self.layers.stage_runs.is_empty();
        if stages || changed.contains(&true) {
            let rewrite: Vec<bool> = changed.iter().zip(&self.layers.stale).map(|(a, b)| *a || *b).collect();
            // A back that somebody reads is replaced by a copy of the front.
            let mut buffers: Vec<Vec<f32>> = Vec::with_capacity(WATER.len());
            for (back, front) in self.layers.back.drain(..).zip(&self.layers.front) {
                buffers.push(Arc::try_unwrap(back).unwrap_or_else(|_| front.as_ref().clone()));
            }
            let (columns, _) = self.solver.tile_grid();
            for (band, tiles) in rewrite.chunks(columns).enumerate() {
                let mut column = 0;
                while column < columns {
                    let run = tiles[column..].iter().take_while(|write| **write).count();
                    if run > 0 {
                        let first = band * columns + column;
                        self.write_tiles(first, first + run - 1, &mut buffers);
                    }
                    column += run + 1;
                }
            }
            self.write_stages(&mut buffers);
            let layers = &mut self.layers;
            layers.back = std::mem::take(&mut layers.front);
            layers.front = buffers.into_iter().map(Arc::new).collect();
            layers.stale = changed;
        }
        self.layers.was_active.clear();
        self.layers.was_active.extend_from_slice(self.solver.active_tiles());
        (self.layers.was_rising, self.layers.was_new) = (rising, new);
    }

    /// Writes a stretch of tiles of one band.
    fn write_tiles(&mut self, first: usize, last: usize, buffers: &mut [Vec<f32>]) {
        let [depth, level, speed, rise, most, arrival, rating] = buffers else { return };
        let past = &self.state.past[0];
        let hours = self.state.now.since(past.at).as_hours_f64();
        let per_hour = if hours > 0.0 { (1.0 / hours) as f32 } else { 0.0 };
        let film = self.solver.params().hmin_m;
        for row in self.solver.stretch_rows(first, last) {
            let cells = row.first..row.first + row.depth_m.len();
            self.layers.seen_m[cells.clone()].copy_from_slice(row.depth_m);
            depth[cells.clone()].copy_from_slice(row.depth_m);
            most[cells.clone()].copy_from_slice(row.max_depth_m);
            arrival[cells.clone()].copy_from_slice(row.arrival_s);
            let ground = &self.site.layers.ground_m[cells.clone()];
            let before = &past.depth_m[cells.clone()];
            write_levels(
                &mut level[cells.clone()],
                &mut rise[cells.clone()],
                (row.depth_m, ground, before),
                per_hour,
            );
            write_speeds(&mut speed[cells.clone()], &row, film);
            write_ratings(&mut rating[cells], row.max_rating_m2_s, row.max_depth_m);
        }
    }

    /// Cells whose level is given: no speed, arrival or rating is told of them.
    fn write_stages(&self, buffers: &mut [Vec<f32>]) {
        let [depth, level, speed, rise, most, arrival, rating] = buffers else { return };
        let levels: Vec<f32> =
            self.site.stage_ids().iter().map(|id| self.solver.stage_m(*id).unwrap_or(0.0)).collect();
        let past = &self.state.past[0];
        let hours = self.state.now.since(past.at).as_hours_f64();
        let per_hour = if hours > 0.0 { (1.0 / hours) as f32 } else { 0.0 };
        for &(first, cells, stage) in self.layers.stage_runs.iter() {
            let run = first..first + cells;
            let ground = &self.site.layers.ground_m[run.clone()];
            let before = &past.depth_m[run.clone()];
            for (h, ground) in depth[run.clone()].iter_mut().zip(ground) {
                *h = (levels[stage] - ground).max(0.0);
            }
            let h = &depth[run.clone()];
            write_levels(&mut level[run.clone()], &mut rise[run.clone()], (h, ground, before), per_hour);
            most[run.clone()].copy_from_slice(h);
            speed[run.clone()].fill(0.0);
            arrival[run.clone()].fill(0.0);
            rating[run].fill(0.0);
        }
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
