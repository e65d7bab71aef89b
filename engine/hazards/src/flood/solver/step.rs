//! Advancing: survey when due, choose the step, sweep, then the edges.

use std::sync::Arc;

use super::SolverError;
use super::boundary::{EdgeFace, EdgeInflow, FreeEdge};
use super::kernel::{Coefficients, Fields};
use super::layout::TILE;
use super::params::Sleep;
use super::paths::{Sweep, run_survey, run_sweep};
use super::state::{Fixed, Solver};
use super::survey::{Rule, View, WeirFaces};
use super::tiles::{EVERYWHERE, SURVEY_STEPS};
use super::validity::Sample;

/// A remainder that is longer than a step by less than this share is one step. Without
/// it a caller who asks for exactly one step would now and then get two halves, and
/// steps of alternating length resonate with short waves.
const PARTS_SLACK: f64 = 1e-6;

impl Solver {
    /// Advances to a time (s since the start), which is met exactly, in steps as long
    /// as stability allows and as equal as the remainder allows.
    ///
    /// # Errors
    /// If more than `max_steps` steps would be needed or the water is no longer finite.
    pub fn advance(&mut self, until_s: f64, max_steps: u64) -> Result<(), SolverError> {
        self.run_to(until_s, max_steps)?;
        self.survey(true)
    }

    /// As [`advance`](Self::advance), without the survey at the end that brings maxima and
    /// arrivals up to date: for callers who come back within a few steps.
    ///
    /// # Errors
    /// If more than `max_steps` steps would be needed or the water is no longer finite.
    pub fn run_to(&mut self, until_s: f64, max_steps: u64) -> Result<(), SolverError> {
        let mut steps = 0;
        while self.time_s < until_s {
            if steps == max_steps {
                return Err(SolverError::WorkLimit { limit: max_steps, until_s });
            }
            self.step_towards(until_s)?;
            steps += 1;
        }
        Ok(())
    }

    /// One step that does not pass a time (s since the start); gives its length, s. If
    /// the time is already reached, nothing is done.
    ///
    /// # Errors
    /// If the water is no longer finite.
    pub fn step_towards(&mut self, until_s: f64) -> Result<f64, SolverError> {
        let rest_s = until_s - self.time_s;
        if rest_s <= 0.0 {
            return Ok(0.0);
        }
        let parts = (rest_s / self.next_dt_s()? - PARTS_SLACK).ceil().max(1.0);
        self.step_by(rest_s / parts);
        if parts <= 1.0 {
            self.time_s = until_s;
        }
        Ok(rest_s / parts)
    }

    /// One step as long as stability allows; gives its length, s.
    ///
    /// # Errors
    /// If the water is no longer finite.
    pub fn step(&mut self) -> Result<f64, SolverError> {
        let dt_s = self.next_dt_s()?;
        self.step_by(dt_s);
        Ok(dt_s)
    }

    /// Length of the next step, s: alpha·dx over the speed of the gravity wave √(g·h) of
    /// the deepest active water, at most [`Params::dt_max_s`](super::Params::dt_max_s).
    /// Where no Froude cap keeps it below, the kinematic wave (5/3 of the speed of the
    /// water, Manning) is held to the same bound: in steep thin flow it is the faster one.
    ///
    /// # Errors
    /// If the water is no longer finite.
    pub fn next_dt_s(&mut self) -> Result<f64, SolverError> {
        let due = self.surveyed_at.is_none_or(|at| self.step >= at + SURVEY_STEPS);
        if due || self.tiles.any_touched {
            self.survey(due)?;
        }
        let params = &self.fixed.params;
        let most = f64::from(params.dt_max_s);
        let gravity_wave = (f64::from(params.gravity_m_s2) * f64::from(self.deepest_m)).sqrt();
        let kinematic_wave = if params.froude_cap.is_some_and(|cap| cap <= 1.0) {
            0.0
        } else {
            5.0 / 3.0 * f64::from(self.fastest_m_s)
        };
        let celerity = gravity_wave.max(kinematic_wave);
        if celerity <= 0.0 {
            return Ok(most);
        }
        Ok((f64::from(params.alpha) * self.fixed.frame.cell_m / celerity).min(most))
    }

    /// One step of a given length, not longer than the last answer of `next_dt_s`.
    fn step_by(&mut self, dt_s: f64) {
        let fixed = Arc::clone(&self.fixed);
        let k = coefficients(&fixed, dt_s);
        let plan = self.plan(fixed.frame.cell_m / dt_s);
        let free_flows = self.free_flows();
        let sweep = Sweep {
            k: &k,
            layout: &fixed.layout,
            bands: &self.tiles.bands,
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
            west_n2: &fixed.west_n2,
            south_n2: &fixed.south_n2,
        };
        self.deepest_m = run_sweep(self.path, &sweep, &mut fields, &mut self.scratch);
        for (_, number) in &plan.weirs {
            self.book_weir(*number, dt_s);
        }
        self.plan = Some(plan);
        self.exchange_with_stages();
        self.let_in(dt_s);
        self.let_out(&free_flows, dt_s);
        self.cell_steps += self.tiles.active_cells(&fixed.layout) as u64;
        self.time_s += dt_s;
        self.step += 1;
    }

    /// Books what passed a weir after the limiter.
    fn book_weir(&mut self, number: usize, dt_s: f64) {
        let weir = &mut self.weirs[number];
        if weir.flow_m2_s != 0.0 {
            let flows = if weir.slot.along_x { &self.qx } else { &self.qy };
            weir.flow_m2_s = flows[weir.slot.at];
            self.books.weir_m3 += f64::from(weir.flow_m2_s).abs() * dt_s * self.fixed.frame.cell_m;
        }
    }

    /// Books what the shore cells gave or took and puts them back to their level.
    fn exchange_with_stages(&mut self) {
        let area = self.fixed.frame.cell_area_m2();
        let mut into_domain_m = 0.0;
        for shore in &self.fixed.shore {
            let level_m = self.stages_m[usize::from(shore.stage.0)];
            let depth_m = (level_m - shore.bed_m).max(0.0);
            into_domain_m += f64::from(depth_m) - f64::from(self.h[shore.at]);
            self.h[shore.at] = depth_m;
        }
        for face in &self.fixed.far_faces {
            let flows = if face.slot.along_x { &mut self.qx } else { &mut self.qy };
            flows[face.slot.at] = flows[face.near_at];
        }
        if into_domain_m > 0.0 {
            self.books.stage_in_m3 += into_domain_m * area;
        } else {
            self.books.stage_out_m3 -= into_domain_m * area;
        }
    }

    /// Flows through the free edges in this step, m²/s.
    fn free_flows(&self) -> Vec<f64> {
        let hmin_m = self.fixed.params.hmin_m;
        let flow = |edge: &FreeEdge| {
            let depth = self.h[edge.face.at];
            let flows = self.tiles.active[edge.face.tile] && depth > hmin_m;
            if flows { edge.unit_flow(f64::from(depth)) } else { 0.0 }
        };
        self.fixed.free_edges.iter().map(flow).collect()
    }

    /// Adds the water of edge faces with a given flow.
    fn let_in(&mut self, dt_s: f64) {
        for k in 0..self.edge_inflows.len() {
            let EdgeInflow { face, inward_m2_s } = self.edge_inflows[k];
            let volume_per_m = f64::from(inward_m2_s) * dt_s;
            let cell_m = self.fixed.frame.cell_m;
            self.pour(face.at, volume_per_m / cell_m);
            self.books.edge_in_m3 += volume_per_m * cell_m;
            self.deepest_m = self.deepest_m.max(self.h[face.at]);
            self.leave_on(&face, inward_m2_s);
        }
    }

    /// Lets water out over the free edges, at most what is there.
    fn let_out(&mut self, flows_m2_s: &[f64], dt_s: f64) {
        let fixed = Arc::clone(&self.fixed);
        let dt_dx = dt_s / fixed.frame.cell_m;
        let mut out_m = 0.0;
        for (edge, flow) in fixed.free_edges.iter().zip(flows_m2_s) {
            let left_m = self.draw(edge.face.at, flow * dt_dx);
            out_m += left_m;
            self.leave_on(&edge.face, -(left_m / dt_dx) as f32);
        }
        self.books.edge_out_m3 += out_m * fixed.frame.cell_area_m2();
    }

    /// Leaves a flow on an edge face, for its neighbours' averages of the next step.
    fn leave_on(&mut self, face: &EdgeFace, inward_m2_s: f32) {
        let flows = if face.slot.along_x { &mut self.qx } else { &mut self.qy };
        flows[face.slot.at] = face.signed(inward_m2_s);
    }

    /// Looks at the tiles: all active ones if `active_too`, and those touched. Decides
    /// which are active from now on.
    pub(super) fn survey(&mut self, active_too: bool) -> Result<(), SolverError> {
        let fixed = Arc::clone(&self.fixed);
        let layout = &fixed.layout;
        let marks = self.tiles.to_survey(layout, active_too);
        let rule = self.rule();
        let weirs = self.weir_faces(&rule.sleep);
        let view = View {
            layout,
            h: &self.h,
            qx: &self.qx,
            qy: &self.qy,
            bed: &fixed.bed,
            roughness: &fixed.roughness_raster,
            weirs: &weirs,
        };
        let found = run_survey(self.path, &view, &rule, &marks, &mut self.records);
        let mut sample = Sample::default();
        for found in &found {
            if !found.sum_m.is_finite() {
                return Err(SolverError::NotFinite { time_s: self.time_s, step: self.step });
            }
            self.tiles.awake[found.tile] = found.awake;
            self.tiles.deepest[found.tile] = found.deepest_m;
            self.tiles.fastest[found.tile] = found.fastest_m_s;
            sample.add(found);
        }
        if active_too && self.surveyed_at != Some(self.step) {
            self.validity.add(sample);
        }
        self.keep_awake(&fixed, rule.sleep.film_m);
        let active = self.tiles.spread(layout, &self.open_tiles);
        for (tile, stays) in active.iter().enumerate() {
            if self.tiles.active[tile] && !stays {
                self.still(tile);
            }
        }
        self.tiles.activate(layout, active);
        if active_too {
            (self.deepest_m, self.fastest_m_s) = (0.0, 0.0);
        }
        for tile in (0..layout.tiles()).filter(|tile| self.tiles.active[*tile]) {
            self.deepest_m = self.deepest_m.max(self.tiles.deepest[tile]);
            self.fastest_m_s = self.fastest_m_s.max(self.tiles.fastest[tile]);
        }
        self.tiles.touched.fill(false);
        self.tiles.any_touched = false;
        if active_too {
            self.surveyed_at = Some(self.step);
        }
        Ok(())
    }

    fn rule(&self) -> Rule {
        let params = &self.fixed.params;
        let per_root_dx = (1.0 / self.fixed.frame.cell_m.sqrt()) as f32;
        Rule {
            sleep: params.sleep.unwrap_or_default(),
            hmin_m: params.hmin_m,
            gravity_m_s2: params.gravity_m_s2,
            arrival_depth_m: params.arrival_depth_m,
            now_s: self.time_s as f32,
            conveyance: if !self.fixed.roughness_raster.is_empty() {
                per_root_dx
            } else if self.fixed.roughness > 0.0 {
                per_root_dx / self.fixed.roughness
            } else {
                0.0
            },
        }
    }

    fn weir_faces(&self, sleep: &Sleep) -> Vec<WeirFaces> {
        let layout = &self.fixed.layout;
        let mut faces = vec![WeirFaces::default(); layout.tiles() * TILE];
        for weir in &self.weirs {
            let Some(stirs) = weir.stirs(&self.h, &self.fixed.bed, sleep) else { continue };
            let row = &mut faces[weir.tiles.1 * TILE + weir.slot.row % TILE];
            let bit = 1u16 << (weir.slot.at % layout.stride % TILE);
            let (is, stir) = if weir.slot.along_x { &mut row.west } else { &mut row.south };
            *is |= bit;
            *stir |= if stirs { bit } else { 0 };
        }
        faces
    }

    /// Tiles that may not sleep whatever their faces show.
    fn keep_awake(&mut self, fixed: &Fixed, film_m: f32) {
        if fixed.params.sleep.is_none() {
            self.tiles.awake.fill(EVERYWHERE);
            return;
        }
        for inflow in &self.edge_inflows {
            self.tiles.awake[inflow.face.tile] = EVERYWHERE;
        }
        for edge in fixed.free_edges.iter().filter(|edge| self.h[edge.face.at] > film_m) {
            self.tiles.awake[edge.face.tile] = EVERYWHERE;
        }
    }

    /// Stops the water of a tile that goes to sleep, at all its faces.
    fn still(&mut self, tile: usize) {
        let layout = self.fixed.layout;
        let (band, column) = (tile / layout.tile_columns, tile % layout.tile_columns * TILE);
        let rows = layout.band_rows(band);
        for row in rows.clone() {
            let at = layout.at(column, row);
            self.qx[at..=at + TILE].fill(0.0);
            self.qy[at..at + TILE].fill(0.0);
        }
        let north = layout.at(column, rows.end);
        self.qy[north..north + TILE].fill(0.0);
    }
}

fn coefficients(fixed: &Fixed, dt_s: f64) -> Coefficients {
    let params = &fixed.params;
    let (gravity, theta) = (f64::from(params.gravity_m_s2), params.theta);
    let dt_dx = dt_s / fixed.frame.cell_m;
    let n = f64::from(fixed.roughness);
    let squared = if fixed.roughness_raster.is_empty() { n * n } else { 1.0 };
    Coefficients {
        theta,
        side: 0.5 * (1.0 - theta),
        g_dt_dx: (gravity * dt_dx) as f32,
        friction: (gravity * dt_s * squared) as f32,
        dt_dx: dt_dx as f32,
        hmin: params.hmin_m,
        cross: if params.vector_friction { 0.25 } else { 0.0 },
        gravity: params.gravity_m_s2,
        froude: params.froude_cap.unwrap_or(f32::INFINITY),
        froude_2_g: params.froude_cap.map_or(f32::INFINITY, |cap| 0.999 * cap * cap * params.gravity_m_s2),
    }
}
