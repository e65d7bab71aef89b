//! Water that structures move between cells, stages, reservoirs and the world beyond,
//! in short intervals within a tick.

use sandtable_kernel::{SimSpan, SimTime};

use super::FloodHazard;
use crate::flood::site::{FloodSite, Water};
use crate::flood::solver::{Side, SolverError, Term};
use crate::flood::structures::gate::gate_flow_m3_s;
use crate::flood::structures::pump::pump_flow_m3_s;

/// Share of the volume that would level both sides of a gate which may pass in one
/// interval.
const LEVELLING_SHARE: f64 = 0.5;

/// How an inflow enters the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Entry {
    /// Through the edge face of a cell, without a break.
    Edge { inflow: usize, side: Side, position: usize, share: f64 },
    /// Into a cell, interval by interval.
    Cell { inflow: usize, cell: usize, share: f64 },
}

/// Entries of a site's inflows: those whose cells all lie on the edge of the grid
/// enter through it.
pub(super) fn entries(site: &FloodSite) -> Vec<Entry> {
    let frame = &site.layers.frame;
    let at_edge = |cell: usize| {
        let (column, row) = frame.column_row(cell);
        if column == 0 {
            Some((Side::West, row))
        } else if column + 1 == frame.columns {
            Some((Side::East, row))
        } else if row == 0 {
            Some((Side::South, column))
        } else if row + 1 == frame.rows {
            Some((Side::North, column))
        } else {
            None
        }
    };
    let mut entries = Vec::new();
    for (inflow, cells) in site.inflow_cells().iter().enumerate() {
        let mut distinct = cells.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let share = 1.0 / distinct.len().max(1) as f64;
        let edges: Option<Vec<_>> = distinct.iter().map(|cell| at_edge(*cell)).collect();
        match edges {
            Some(edges) => {
                entries.extend(edges.into_iter().map(|(side, position)| Entry::Edge {
                    inflow,
                    side,
                    position,
                    share,
                }));
            }
            None => {
                entries.extend(distinct.into_iter().map(|cell| Entry::Cell { inflow, cell, share }));
            }
        }
    }
    entries
}

impl FloodHazard {
    /// Sets boundaries and moves the water of structures for the interval that ends at
    /// `until`.
    pub(super) fn exchange(&mut self, until: SimTime) -> Result<(), SolverError> {
        let span = until.since(self.state.now);
        let dt_s = span.as_secs_f64();
        let middle = self.state.now + SimSpan(span.0 / 2);
        self.set_stages(middle)?;
        self.let_rivers_in(middle, dt_s)?;
        self.route_reservoirs(middle, dt_s)?;
        self.move_gates(dt_s)?;
        self.run_pumps(dt_s)?;
        self.run_mobile_pumps(dt_s)
    }

    fn set_stages(&mut self, at: SimTime) -> Result<(), SolverError> {
        for (id, level) in self.site.stage_ids().iter().zip(&self.weather.stages) {
            self.solver.set_stage(*id, level.level_m(at) as f32)?;
        }
        Ok(())
    }

    fn let_rivers_in(&mut self, at: SimTime, dt_s: f64) -> Result<(), SolverError> {
        let cell_m = self.site.layers.frame.cell_m;
        for (k, entry) in self.entries.iter().enumerate() {
            match *entry {
                Entry::Edge { inflow, side, position, share } => {
                    let flow = (share * self.weather.inflow_m3_s(inflow, at) / cell_m) as f32;
                    if self.state.edge_flows[k] != flow {
                        self.solver.set_edge_inflow(side, position, flow)?;
                        self.state.edge_flows[k] = flow;
                    }
                }
                Entry::Cell { inflow, cell, share } => {
                    let volume = share * self.weather.inflow_m3_s(inflow, at) * dt_s;
                    self.solver.add_volume(Term::Inflow, cell, volume)?;
                }
            }
        }
        Ok(())
    }

    fn route_reservoirs(&mut self, at: SimTime, dt_s: f64) -> Result<(), SolverError> {
        for (k, spec) in self.site.spec.reservoirs.iter().enumerate() {
            let inflow = self.weather.reservoir_m3_s(k, at);
            let left = self.state.reservoirs[k].route(spec, inflow, dt_s);
            self.state.books.reservoir_in += inflow * dt_s;
            match self.site.release_to()[k] {
                Water::Cell(cell) => self.solver.add_volume(Term::Reservoir, cell, left)?,
                Water::Stage(_) | Water::Outside => self.state.books.reservoir_out += left,
            }
        }
        Ok(())
    }

    /// Level of a water, m; far below everything outside the model.
    pub(super) fn level_of(&self, water: Water) -> f64 {
        match water {
            Water::Cell(cell) => self.solver.level_m(cell),
            Water::Stage(k) => {
                let level = self.site.stage_ids().get(k).and_then(|id| self.solver.stage_m(*id));
                level.map_or(f64::NEG_INFINITY, f64::from)
            }
            Water::Outside => f64::NEG_INFINITY,
        }
    }

    fn move_gates(&mut self, dt_s: f64) -> Result<(), SolverError> {
        let area = self.site.layers.frame.cell_area_m2();
        for (k, spec) in self.site.spec.gates.iter().enumerate() {
            let (inner, outer) = self.site.gate_sides()[k];
            let (inside, outside) = (self.solver.level_m(inner), self.level_of(outer).max(-1e5));
            let opening = self.state.gates[k].opening * spec.height_m;
            let flow = gate_flow_m3_s(inside, outside, spec.sill_m, spec.width_m, opening, spec.flap);
            let levelling = match outer {
                Water::Cell(_) => 0.5 * area * (inside - outside).abs(),
                Water::Stage(_) | Water::Outside => area * (inside - outside).abs(),
            };
            let wanted = (flow.abs() * dt_s).min(LEVELLING_SHARE * levelling);
            let passed = if flow >= 0.0 {
                let taken = self.solver.take_volume(Term::Gate, inner, wanted)?;
                if let Water::Cell(cell) = outer {
                    self.solver.add_volume(Term::Gate, cell, taken)?;
                }
                taken
            } else {
                let taken = match outer {
                    Water::Cell(cell) => self.solver.take_volume(Term::Gate, cell, wanted)?,
                    Water::Stage(_) | Water::Outside => wanted,
                };
                self.solver.add_volume(Term::Gate, inner, taken)?;
                -taken
            };
            self.state.gates[k].flow_m3_s = passed / dt_s;
        }
        Ok(())
    }

    fn run_pumps(&mut self, dt_s: f64) -> Result<(), SolverError> {
        for (k, spec) in self.site.spec.pumps.iter().enumerate() {
            let (intake, outlet) = self.site.pump_sides()[k];
            let level = self.solver.level_m(intake);
            let state = &mut self.state.pumps[k];
            state.see_level(level, spec.start_m, spec.stop_m);
            let mut passed = 0.0;
            if state.runs(spec.control, level, spec.stop_m) {
                let head = match outlet {
                    Water::Outside => 0.0,
                    water => (self.level_of(water) - level).max(0.0),
                };
                let area = self.site.layers.frame.cell_area_m2();
                let above_stop = (level - spec.stop_m).max(0.0) * area;
                let wanted = (pump_flow_m3_s(&spec.curve, head) * dt_s).min(above_stop);
                passed = self.solver.take_volume(Term::Pump, intake, wanted)?;
                if let Water::Cell(cell) = outlet {
                    self.solver.add_volume(Term::Pump, cell, passed)?;
                }
            }
            self.state.pump_flows[k] = passed / dt_s;
        }
        Ok(())
    }

    fn run_mobile_pumps(&mut self, dt_s: f64) -> Result<(), SolverError> {
        for pump in self.state.mobile.values_mut() {
            let running = pump.on && pump.powered;
            let wanted = if running { pump.capacity_m3_s * dt_s } else { 0.0 };
            let passed = self.solver.take_volume(Term::Pump, pump.intake, wanted)?;
            if let Some(cell) = pump.outlet {
                self.solver.add_volume(Term::Pump, cell, passed)?;
            }
            pump.flow_m3_s = passed / dt_s;
        }
        Ok(())
    }
}
