//! Local steps: shallow water takes longer steps than deep water.
//!
//! An interval of at most eight steps is fixed by the deepest water. Tiles whose own water
//! allows it are stepped every second, fourth or eighth time only, by the time that has
//! passed since. In the sweep over the tiles of one level the faces to tiles of other
//! levels are walls; the water that passes them is moved by the same momentum equation
//! (or over the same weir) when the coarser side is stepped, out of one cell and into
//! the other, so volume is kept exactly. A face is never stepped longer than the water
//! over it allows. Levels rest on the last survey, with a margin; when water has
//! outgrown its level, all are chosen anew.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::SolverError;
use super::kernel::{Border, Coefficients, Fields, Patch, Slot};
use super::layout::TILE;
use super::paths::{Sweep, run_border, run_sweep};
use super::state::Solver;
use super::step::coefficients;
use super::tiles::{Band, SURVEY_STEPS, bands_of};

/// Levels: tiles of level `l` are stepped every 2^l-th time.
const LEVELS: usize = 4;
/// By how much water may deepen or quicken before its tile needs a lower level.
const MARGIN: f32 = 1.25;
/// Steps after which levels are chosen anew, so that water that has fallen takes longer
/// steps again.
const CHOICE_STEPS: u64 = 64;
/// Share of a cell's water that may pass one face between levels: a cell has at most
/// two of them.
const MOST_OUT: f32 = 0.45;

/// Greatest depth (m) and speed (m/s) that the steps of each level above the first allow.
type Limits = [(f32, f32); LEVELS - 1];

/// The highest level that allows a depth (m) and a speed (m/s).
fn highest(limits: &Limits, depth_m: f32, speed_m_s: f32) -> u8 {
    limits.iter().take_while(|(most_m, most_m_s)| depth_m <= *most_m && speed_m_s <= *most_m_s).count() as u8
}

/// The faces between two tiles of different levels.
#[derive(Clone, Debug)]
struct Between {
    border: Border,
    /// Of either side, low (west or south) first.
    levels: (u8, u8),
    /// Numbers of weirs on them, with their place along the border.
    weirs: Vec<(usize, usize)>,
}

impl Between {
    fn touches(&self, level: u8) -> bool {
        self.levels.0 == level || self.levels.1 == level
    }

    fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        let Border { first, back, along_x, row, cells, .. } = self.border;
        (0..cells).map(move |k| {
            let at = first + k * self.border.between;
            let row = if along_x { row + k } else { row };
            Slot { row, at, low_at: at - back, along_x }
        })
    }
}

/// How the tiles of one level are stepped.
#[derive(Clone, Debug)]
struct LevelPlan {
    bands: Vec<Band>,
    cells: u64,
    /// Faces that do not follow from the momentum equation, by rows: walls and weirs.
    patches: Vec<Patch>,
    /// Numbers of the weirs among them: place in the patches, place in the solver's list.
    weirs: Vec<(usize, usize)>,
}

/// How a step or an interval is divided. Follows from the levels, the active tiles and
/// the faces of weirs and edges, and is kept until one of them changes.
#[derive(Clone, Debug)]
pub(super) struct Division {
    tile_levels: Vec<u8>,
    active: Vec<bool>,
    levels: [LevelPlan; LEVELS],
    between: Vec<Between>,
}

/// The level of each tile, kept while its water allows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Levels {
    of_tile: Vec<u8>,
    /// Step at which they were chosen.
    chosen_at: u64,
}

impl Solver {
    /// Some steps towards a time (s since the start) that is not passed; gives their
    /// number. Tiles take local steps where some may.
    pub(super) fn stride_towards(&mut self, until_s: f64) -> Result<u64, SolverError> {
        let rest_s = until_s - self.time_s;
        if rest_s <= 0.0 {
            return Ok(0);
        }
        let parts = Self::parts(rest_s, self.next_dt_s()?);
        let count = Self::share_of(parts);
        if count > 1 && self.surveyed_at.is_none_or(|at| self.step + count > at + SURVEY_STEPS) {
            self.survey(true)?;
        }
        let parts = Self::parts(rest_s, self.next_dt_s()?);
        let count = Self::share_of(parts);
        let dt_s = rest_s / parts;
        if count > 1 {
            self.choose_levels(count, dt_s);
        }
        let active = &self.tiles.active;
        if count == 1 || !self.levels.of_tile.iter().zip(active).any(|(level, active)| *active && *level > 0)
        {
            self.step_towards(until_s)?;
            return Ok(1);
        }
        let mut division = self.division(self.levels.of_tile.clone());
        let done = self.run_interval(count, dt_s, &mut division);
        self.division = Some(division);
        if done as f64 >= parts {
            self.time_s = until_s;
        }
        Ok(done)
    }

    /// One step of all tiles alike.
    pub(super) fn step_all(&mut self, dt_s: f64) {
        let mut division = self.division(vec![0; self.tiles.active.len()]);
        self.fine_step(dt_s, &mut division);
        self.division = Some(division);
    }

    /// The division of these levels: the one that was kept, if it is theirs.
    fn division(&mut self, tile_levels: Vec<u8>) -> Division {
        match self.division.take() {
            Some(kept) if kept.tile_levels == tile_levels && kept.active == self.tiles.active => kept,
            _ => self.divide(tile_levels),
        }
    }

    /// Keeps the levels if the water still allows them and they are not old; chooses new
    /// ones otherwise.
    fn choose_levels(&mut self, count: u64, dt_s: f64) {
        let fresh = self.step < self.levels.chosen_at + CHOICE_STEPS;
        let kept = &self.levels.of_tile;
        if fresh && kept.len() == self.tiles.active.len() && self.allows(kept, &self.limits(count, dt_s, 1.0))
        {
            return;
        }
        let of_tile = self.levels(&self.limits(count, dt_s, MARGIN));
        self.levels = Levels { of_tile, chosen_at: self.step };
    }

    /// Steps of the next interval, of `parts` that are left: intervals are as equal as
    /// can be and not longer than the time between surveys.
    fn share_of(parts: f64) -> u64 {
        let intervals = (parts / SURVEY_STEPS as f64).ceil();
        (parts / intervals).ceil() as u64
    }

    fn divide(&mut self, tile_levels: Vec<u8>) -> Division {
        for weir in &mut self.weirs {
            // Those that no sweep looks at pass nothing.
            if !(self.tiles.active[weir.tiles.0] && self.tiles.active[weir.tiles.1]) {
                weir.flow_m2_s = 0.0;
            }
        }
        let between = self.borders(&tile_levels);
        let levels = std::array::from_fn(|level| self.level_plan(level as u8, &tile_levels, &between));
        Division { tile_levels, active: self.tiles.active.clone(), levels, between }
    }

    fn level_plan(&self, level: u8, levels: &[u8], between: &[Between]) -> LevelPlan {
        let fixed = &self.fixed;
        let layout = &fixed.layout;
        let of_level: Vec<bool> =
            self.tiles.active.iter().zip(levels).map(|(active, own)| *active && *own == level).collect();
        let cells_of = |tile: usize| (TILE * layout.band_rows(tile / layout.tile_columns).len()) as u64;
        let cells = (0..layout.tiles()).filter(|tile| of_level[*tile]).map(cells_of).sum();
        let wall = |slot| (Patch { slot, flow_m2_s: 0.0 }, None);
        let mut gates: Vec<(Patch, Option<usize>)> = Vec::new();
        for (k, weir) in self.weirs.iter().enumerate() {
            let inner = of_level[weir.tiles.0] && of_level[weir.tiles.1];
            if inner && weir.stands(&fixed.bed) {
                gates.push((Patch { slot: weir.slot, flow_m2_s: 0.0 }, Some(k)));
            }
        }
        if level == 0 {
            let edges = self.edge_inflows.iter().map(|inflow| inflow.face.slot);
            gates.extend(edges.chain(fixed.walls.iter().copied()).map(wall));
        }
        for between in between.iter().filter(|between| between.touches(level)) {
            gates.extend(between.slots().map(wall));
        }
        gates.sort_by_key(|(patch, _)| patch.slot.row);
        let weirs =
            gates.iter().enumerate().filter_map(|(place, (_, weir))| Some((place, (*weir)?))).collect();
        let patches = gates.into_iter().map(|(patch, _)| patch).collect();
        LevelPlan { bands: bands_of(layout, &of_level), cells, patches, weirs }
    }

    /// Greatest depth (m) and speed (m/s) that the steps of each level above the first
    /// allow, in an interval of `count` steps of `dt_s`.
    fn limits(&self, count: u64, dt_s: f64, margin: f32) -> Limits {
        let params = &self.fixed.params;
        let reach_m = f64::from(params.alpha) * self.fixed.frame.cell_m;
        let kinematic = if params.froude_cap.is_some_and(|cap| cap <= 1.0) { 0.0 } else { 5.0 / 3.0 };
        std::array::from_fn(|k| {
            let celerity = reach_m / ((2u64 << k).min(count) as f64 * dt_s);
            let depth = (celerity * celerity / f64::from(params.gravity_m_s2)) as f32 / margin;
            let speed = if kinematic > 0.0 { (celerity / kinematic) as f32 / margin } else { f32::INFINITY };
            (depth, speed)
        })
    }

    /// Tiles with edges or shores: they are stepped with the finest.
    fn outer_tiles(&self) -> impl Iterator<Item = usize> + '_ {
        let fixed = &self.fixed;
        let edges = self.edge_inflows.iter().map(|inflow| inflow.face.tile);
        let free = fixed.free_edges.iter().map(|edge| edge.face.tile);
        edges.chain(free).chain(fixed.shore.iter().map(|shore| shore.tile))
    }

    fn own_level(&self, tile: usize, limits: &Limits) -> u8 {
        highest(limits, self.tiles.deepest[tile], self.tiles.fastest[tile])
    }

    /// Level of each tile: the longest step that its water and the water over its faces
    /// allow. Water over a face stands on one of its sides, so that faces between tiles
    /// of one level need no look.
    fn levels(&self, limits: &Limits) -> Vec<u8> {
        let mut levels: Vec<u8> =
            (0..self.tiles.active.len()).map(|tile| self.own_level(tile, limits)).collect();
        for tile in self.outer_tiles() {
            levels[tile] = 0;
        }
        for tile in 0..levels.len() {
            for (other, along_x) in self.lower_neighbours(tile) {
                if levels[other] != levels[tile] {
                    let (depth, speed) = self.at_border(tile, along_x);
                    let coarser = if levels[tile] > levels[other] { tile } else { other };
                    let finer = levels[tile].min(levels[other]);
                    levels[coarser] = levels[coarser].min(highest(limits, depth, speed).max(finer));
                }
            }
        }
        levels
    }

    /// Whether the water allows these levels.
    fn allows(&self, levels: &[u8], limits: &Limits) -> bool {
        let own = |tile: usize| !self.tiles.active[tile] || levels[tile] <= self.own_level(tile, limits);
        if !(0..levels.len()).all(own) || self.outer_tiles().any(|tile| levels[tile] > 0) {
            return false;
        }
        (0..levels.len()).all(|tile| {
            self.lower_neighbours(tile).all(|(other, along_x)| {
                levels[other] == levels[tile] || {
                    let (depth, speed) = self.at_border(tile, along_x);
                    levels[tile].max(levels[other]) <= highest(limits, depth, speed)
                }
            })
        })
    }

    /// The tiles to the west and to the south of an active tile that are active too, and
    /// whether the border runs across x.
    fn lower_neighbours(&self, tile: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let columns = self.fixed.layout.tile_columns;
        let west = (!tile.is_multiple_of(columns)).then(|| tile - 1);
        let south = tile.checked_sub(columns);
        [(west, true), (south, false)].into_iter().filter_map(move |(other, along_x)| {
            let other = other.filter(|other| self.tiles.active[tile] && self.tiles.active[*other])?;
            Some((other, along_x))
        })
    }

    /// Greatest flow depth (m) and speed (m/s) at the faces between a tile and the one to
    /// its west or south.
    fn at_border(&self, tile: usize, along_x: bool) -> (f32, f32) {
        let border = self.border(tile, along_x);
        let hmin = self.fixed.params.hmin_m;
        let (mut deepest, mut fastest) = (0.0f32, 0.0f32);
        for k in 0..border.cells {
            let at = border.first + k * border.between;
            let low_at = at - border.back;
            let (z0, z1) = (self.fixed.bed[low_at], self.fixed.bed[at]);
            let step_up = if z1 > z0 { z1 - z0 } else { 0.0 };
            let above = (self.h[low_at] - step_up).max(self.h[at] + ((z1 - z0) - step_up));
            if above > hmin {
                deepest = deepest.max(above);
                fastest = fastest.max(border.flows_m2_s[k].abs() / above);
            }
        }
        (deepest, fastest)
    }

    /// The faces between a tile and the one to its west or south.
    fn border(&self, tile: usize, along_x: bool) -> Border {
        let layout = &self.fixed.layout;
        let (band, column) = (tile / layout.tile_columns, tile % layout.tile_columns);
        let row = band * TILE;
        let first = layout.at(column * TILE, row);
        let (between, back, cells) =
            if along_x { (layout.stride, 1, layout.band_rows(band).len()) } else { (1, layout.stride, TILE) };
        let flows = if along_x { &self.qx } else { &self.qy };
        let mut flows_m2_s = [0.0; TILE];
        for (k, flow) in flows_m2_s.iter_mut().enumerate().take(cells) {
            *flow = flows[first + k * between];
        }
        Border { first, between, back, along_x, row, cells, flows_m2_s }
    }

    /// The borders between active tiles of different levels, by tiles.
    fn borders(&self, levels: &[u8]) -> Vec<Between> {
        let mut borders = Vec::new();
        let mut place = vec![[None; 2]; levels.len()];
        for tile in 0..levels.len() {
            for (other, along_x) in self.lower_neighbours(tile) {
                if levels[other] != levels[tile] {
                    place[tile][usize::from(along_x)] = Some(borders.len());
                    let levels = (levels[other], levels[tile]);
                    borders.push(Between { border: self.border(tile, along_x), levels, weirs: Vec::new() });
                }
            }
        }
        for (number, weir) in self.weirs.iter().enumerate().filter(|(_, weir)| weir.stands(&self.fixed.bed)) {
            let along_x = weir.slot.along_x;
            let Some(between) =
                place[weir.tiles.1][usize::from(along_x)].filter(|_| weir.tiles.0 != weir.tiles.1)
            else {
                continue;
            };
            let between: &mut Between = &mut borders[between];
            between.weirs.push(((weir.slot.at - between.border.first) / between.border.between, number));
        }
        borders
    }

    /// The steps of an interval, fewer if the water has grown too deep for them. All
    /// levels end at the same time. Gives the number of steps.
    fn run_interval(&mut self, count: u64, dt_s: f64, division: &mut Division) -> u64 {
        let params = &self.fixed.params;
        let gravity = f64::from(params.gravity_m_s2);
        let reach_m = f64::from(super::Params::alpha_limit(params.theta)) * self.fixed.frame.cell_m;
        let stable = |span_s: f64, depth_m: f32| span_s * (gravity * f64::from(depth_m)).sqrt() <= reach_m;
        let mut lag = [0u64; LEVELS];
        let mut deepest = [0.0f32; LEVELS];
        let mut done = 0;
        loop {
            self.fine_step(dt_s, division);
            done += 1;
            deepest[0] = self.deepest_m;
            let last = done == count || !stable(dt_s, deepest[0]);
            for level in 1..LEVELS {
                lag[level] += 1;
                if last || lag[level] == 1 << level {
                    let span_s = std::mem::take(&mut lag[level]) as f64 * dt_s;
                    deepest[level] = self.coarse_step(level, span_s, division);
                    if !stable(span_s, deepest[level]) {
                        // The levels are chosen anew from a fresh look.
                        self.surveyed_at = None;
                    }
                }
            }
            if last {
                break;
            }
        }
        // Shore cells may have passed water to a coarser tile since the last step.
        self.exchange_with_stages();
        self.deepest_m = deepest.into_iter().fold(0.0, |a, b| if b > a { b } else { a });
        done
    }

    /// A step of the finest level, with edges and shores.
    fn fine_step(&mut self, dt_s: f64, division: &mut Division) {
        let free_flows = self.free_flows();
        self.sweep_level(dt_s, 0, division);
        self.finish_step(dt_s, &free_flows);
        self.time_s += dt_s;
        self.step += 1;
    }

    /// A step of a coarser level; first the faces to finer levels. Gives the greatest
    /// depth in its tiles.
    fn coarse_step(&mut self, level: usize, span_s: f64, division: &mut Division) -> f32 {
        let k = coefficients(&self.fixed, span_s);
        for between in &mut division.between {
            if usize::from(between.levels.0.max(between.levels.1)) == level {
                self.pass(&k, span_s, between);
            }
        }
        if division.levels[level].cells == 0 {
            return 0.0;
        }
        let fine_m = self.deepest_m;
        self.sweep_level(span_s, level, division);
        std::mem::replace(&mut self.deepest_m, fine_m)
    }

    /// Sweeps the tiles of a level; the greatest depth in them is noted.
    fn sweep_level(&mut self, dt_s: f64, level: usize, division: &mut Division) {
        let fixed = Arc::clone(&self.fixed);
        let plan = &mut division.levels[level];
        let k = coefficients(&fixed, dt_s);
        let levelling_m_s = fixed.frame.cell_m / dt_s;
        for (place, number) in &plan.weirs {
            let weir = &mut self.weirs[*number];
            weir.flow_m2_s = weir.unit_flow(&self.h, &fixed.bed, levelling_m_s);
            plan.patches[*place].flow_m2_s = weir.flow_m2_s;
        }
        let sweep = Sweep {
            k: &k,
            layout: &fixed.layout,
            bands: &plan.bands,
            patches: &plan.patches,
            froude_cap: fixed.params.froude_cap.is_some(),
            settled_row: (self.step % fixed.layout.rows as u64) as usize,
        };
        let mut fields = Fields {
            h: &mut self.h,
            qx: &mut self.qx,
            qy: &mut self.qy,
            surplus: &mut self.surplus_m,
            bed: &fixed.bed,
            roughness: &fixed.roughness_raster,
        };
        self.deepest_m = run_sweep(self.path, &sweep, &mut fields, &mut self.scratch);
        self.cell_steps += plan.cells;
        // The flows that the sweep took for walls.
        for between in division.between.iter().filter(|between| between.touches(level as u8)) {
            let flows = if between.border.along_x { &mut self.qx } else { &mut self.qy };
            for (slot, flow) in between.slots().zip(between.border.flows_m2_s) {
                flows[slot.at] = flow;
            }
        }
        for (_, number) in &division.levels[level].weirs {
            self.book_weir(*number, dt_s);
        }
    }

    /// Moves the water of a border between levels.
    fn pass(&mut self, k: &Coefficients, span_s: f64, between: &mut Between) {
        let fixed = Arc::clone(&self.fixed);
        let stride = fixed.layout.stride;
        let fields = Fields {
            h: &mut self.h,
            qx: &mut self.qx,
            qy: &mut self.qy,
            surplus: &mut self.surplus_m,
            bed: &fixed.bed,
            roughness: &fixed.roughness_raster,
        };
        run_border(self.path, k, stride, fixed.params.froude_cap.is_some(), &fields, &mut between.border);
        let levelling_m_s = 1.0 / f64::from(k.dt_dx);
        for (place, number) in &between.weirs {
            let weir = &mut self.weirs[*number];
            weir.flow_m2_s = weir.unit_flow(&self.h, &fixed.bed, levelling_m_s);
            between.border.flows_m2_s[*place] = weir.flow_m2_s;
        }
        let Border { first, between: apart, back, along_x, cells, .. } = between.border;
        let most = |held: f32| MOST_OUT * held / k.dt_dx;
        for (place, flow) in between.border.flows_m2_s.iter_mut().enumerate().take(cells) {
            let at = first + place * apart;
            let low_at = at - back;
            *flow = flow.clamp(-most(self.h[at]), most(self.h[low_at]));
            // What leaves one cell enters the other; roundings go to the books of the columns.
            let moved = k.dt_dx * *flow;
            for (cell, change) in [(low_at, -moved), (at, moved)] {
                let before = self.h[cell];
                let depth = before + change;
                self.surplus_m[cell % stride] += (depth - before) - change;
                self.h[cell] = depth;
            }
            let flows = if along_x { &mut self.qx } else { &mut self.qy };
            flows[at] = *flow;
        }
        for (_, number) in &between.weirs {
            self.book_weir(*number, span_s);
        }
    }
}
