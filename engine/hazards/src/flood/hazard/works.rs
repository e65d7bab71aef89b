//! Works: what people and injects change on the site.

use sandtable_exchange::{Work, WorkKind};
use sandtable_kernel::SimId;
use sandtable_space::{Point, Polyline};

use super::FloodHazard;
use super::state::MobilePump;
use crate::flood::site::levee::faces_along;
use crate::flood::solver::{Face, SolverError};

/// Remarks are kept up to here; a plan that orders nonsense every tick fills no memory.
const MOST_REMARKS: usize = 50;

impl FloodHazard {
    /// Whether a kind of work finds its device here.
    pub(super) fn knows(&self, kind: &WorkKind) -> bool {
        match kind {
            WorkKind::RaiseCrest { levee, .. } => self.site.levee(*levee).is_some(),
            WorkKind::SetGate { gate, .. } => self.gate(*gate).is_some() || self.reservoir(*gate).is_some(),
            WorkKind::SetPump { pump, .. } => {
                self.pump(*pump).is_some() || self.state.mobile.contains_key(pump)
            }
            WorkKind::SetPower { device, .. } => {
                self.gate(*device).is_some()
                    || self.pump(*device).is_some()
                    || self.drain(*device).is_some()
                    || self.state.mobile.contains_key(device)
            }
            WorkKind::PlacePump { .. } | WorkKind::RemovePump { .. } | WorkKind::Barrier { .. } => true,
        }
    }

    fn gate(&self, id: SimId) -> Option<usize> {
        self.ids.gates.iter().position(|gate| *gate == id)
    }

    fn pump(&self, id: SimId) -> Option<usize> {
        self.ids.pumps.iter().position(|pump| *pump == id)
    }

    fn drain(&self, id: SimId) -> Option<usize> {
        self.ids.drains.iter().position(|drain| *drain == id)
    }

    fn reservoir(&self, id: SimId) -> Option<usize> {
        self.ids.reservoirs.iter().position(|reservoir| *reservoir == id)
    }

    /// Carries out a work.
    pub(super) fn apply(&mut self, work: &Work) -> Result<(), SolverError> {
        match &work.kind {
            WorkKind::RaiseCrest { levee, from_m, to_m, by_m } => {
                return self.raise(*levee, from_m.min(*to_m), from_m.max(*to_m), *by_m);
            }
            WorkKind::SetGate { gate, opening } => self.set_gate(*gate, *opening),
            WorkKind::SetPump { pump, on } => {
                if let Some(k) = self.pump(*pump) {
                    self.state.pumps[k].order = Some(*on);
                } else if let Some(mobile) = self.state.mobile.get_mut(pump) {
                    mobile.on = *on;
                }
            }
            WorkKind::SetPower { device, on } => self.set_power(*device, *on),
            WorkKind::PlacePump { pump, intake, outlet, capacity_m3_s } => {
                self.place_pump(*pump, *intake, *outlet, *capacity_m3_s);
            }
            WorkKind::RemovePump { pump } => {
                self.state.mobile.remove(pump);
            }
            WorkKind::Barrier { barrier, line, height_m } => {
                return self.put_barrier(*barrier, line, *height_m);
            }
        }
        Ok(())
    }

    fn remark(&mut self, text: String) {
        let remarks = &mut self.state.remarks;
        if remarks.len() < MOST_REMARKS && !remarks.contains(&text) {
            remarks.push(text);
        }
    }

    fn set_gate(&mut self, gate: SimId, opening: f64) {
        if !opening.is_finite() {
            return;
        }
        if let Some(k) = self.gate(gate) {
            let spec = &self.site.spec.gates[k];
            if spec.needs_power && !self.state.gates[k].powered {
                let text = format!("gate {} was ordered to move without power and stayed", spec.key);
                return self.remark(text);
            }
            self.state.gates[k].opening = opening.clamp(0.0, 1.0);
        } else if let Some(k) = self.reservoir(gate) {
            self.state.reservoirs[k].opening = Some(opening.clamp(0.0, 1.0));
        }
    }

    fn set_power(&mut self, device: SimId, on: bool) {
        if let Some(k) = self.gate(device) {
            self.state.gates[k].powered = on;
        }
        if let Some(k) = self.pump(device) {
            self.state.pumps[k].powered = on;
        }
        if let Some(k) = self.drain(device) {
            self.state.drain_power[k] = on;
        }
        if let Some(mobile) = self.state.mobile.get_mut(&device) {
            mobile.powered = on;
        }
    }

    fn place_pump(&mut self, pump: SimId, intake: Point, outlet: Option<Point>, capacity_m3_s: f64) {
        let open =
            |point: Point| self.site.layers.frame.index_at(point).filter(|cell| self.site.is_open(*cell));
        let (Some(intake_cell), true) = (open(intake), capacity_m3_s.is_finite() && capacity_m3_s >= 0.0)
        else {
            let text = format!("a mobile pump at ({}, {}) has no water to draw there", intake.0, intake.1);
            return self.remark(text);
        };
        // An outlet in a stage or beyond the grid is out of the model.
        let outlet = outlet.and_then(open);
        let pump_state = MobilePump {
            intake: intake_cell,
            outlet,
            capacity_m3_s,
            on: true,
            powered: true,
            flow_m3_s: 0.0,
        };
        self.state.mobile.insert(pump, pump_state);
    }

    fn raise(&mut self, levee: SimId, from_m: f64, to_m: f64, by_m: f64) -> Result<(), SolverError> {
        let Some(k) = self.site.levee(levee) else { return Ok(()) };
        if !(from_m.is_finite() && to_m.is_finite() && by_m.is_finite()) {
            return Ok(());
        }
        let site = std::sync::Arc::clone(&self.site);
        let faces = &site.levees()[k].faces;
        let mut hit: Vec<usize> =
            (0..faces.len()).filter(|j| (from_m..=to_m).contains(&faces[*j].along_m)).collect();
        if hit.is_empty() {
            // A length shorter than a face raises the nearest one.
            let middle = 0.5 * (from_m + to_m);
            let off = |j: &usize| (faces[*j].along_m - middle).abs();
            hit.extend((0..faces.len()).min_by(|a, b| off(a).total_cmp(&off(b))));
        }
        for j in hit {
            let raised = &mut self.state.raised_m[k][j];
            *raised = (f64::from(*raised) + by_m).clamp(-100.0, 100.0) as f32;
            self.refresh(faces[j].face)?;
        }
        Ok(())
    }

    fn put_barrier(&mut self, barrier: SimId, line: &Polyline, height_m: f64) -> Result<(), SolverError> {
        let frame = self.site.layers.frame;
        let height = if height_m.is_finite() { height_m.clamp(0.0, 50.0) } else { 0.0 };
        let ground = &self.site.layers.ground_m;
        let faces: Vec<(Face, f32)> = faces_along(&frame, line)
            .into_iter()
            .filter_map(|(face, _)| {
                let (a, b) = face.cells(&frame)?;
                Some((face, (f64::from(ground[a].max(ground[b])) + height) as f32))
            })
            .collect();
        if faces.is_empty() {
            self.remark("a barrier lies on no face of the grid and holds nothing".into());
        }
        let before = self.state.barriers.insert(barrier, faces.clone()).unwrap_or_default();
        for (face, _) in before.iter().chain(&faces) {
            self.refresh(*face)?;
        }
        Ok(())
    }

    /// Crest that levees and barriers give a face now, m.
    pub(super) fn crest_m(&self, face: Face) -> Option<f32> {
        let levees = self.site.levees_on(face).iter().map(|(k, j)| self.levee_crest_m(*k, *j));
        let barriers = self
            .state
            .barriers
            .values()
            .filter_map(|faces| faces.iter().find(|(other, _)| *other == face))
            .map(|(_, crest)| *crest);
        levees.chain(barriers).reduce(f32::max)
    }

    /// Crest of a levee's face now, m.
    pub(super) fn levee_crest_m(&self, levee: usize, face: usize) -> f32 {
        self.site.levees()[levee].faces[face].crest_m + self.state.raised_m[levee][face]
    }

    fn refresh(&mut self, face: Face) -> Result<(), SolverError> {
        match self.crest_m(face) {
            Some(crest) => self.solver.set_weir(face, crest),
            None => {
                self.solver.remove_weir(face);
                Ok(())
            }
        }
    }
}
