//! Which faces of a step do not follow from the momentum equation.

use super::kernel::Patch;
use super::state::Solver;

/// Walls and weirs of a sweep. Follows from the active tiles and the faces of weirs and
/// edges, and is kept until one of them changes.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    active: Vec<bool>,
    /// Faces by rows: active weirs, and the faces of edges and of the sea, which are walls
    /// in the sweep (their water is added or taken after it, so that the limiter sees it in
    /// no cell).
    pub patches: Vec<Patch>,
    /// The weirs among them: place in the patches, place in the solver's list.
    pub weirs: Vec<(usize, usize)>,
}

impl Solver {
    /// The plan for the next step, with the flow over each weir for a step that levels
    /// water at `levelling_m_s` (cell over step).
    pub(super) fn plan(&mut self, levelling_m_s: f64) -> Plan {
        let kept = self.plan.take().filter(|plan| plan.active == self.tiles.active);
        let mut plan = kept.unwrap_or_else(|| self.new_plan());
        for (place, number) in &plan.weirs {
            let weir = &mut self.weirs[*number];
            weir.flow_m2_s = weir.unit_flow(&self.h, &self.fixed.bed, levelling_m_s);
            plan.patches[*place].flow_m2_s = weir.flow_m2_s;
        }
        plan
    }

    fn new_plan(&mut self) -> Plan {
        let active = self.tiles.active.clone();
        let wall = |slot| (Patch { slot, flow_m2_s: 0.0 }, None);
        let edges = self.edge_inflows.iter().map(|inflow| inflow.face.slot);
        let mut faces: Vec<(Patch, Option<usize>)> =
            edges.chain(self.fixed.walls.iter().copied()).map(wall).collect();
        for (number, weir) in self.weirs.iter_mut().enumerate() {
            // Those that no sweep looks at pass nothing.
            weir.flow_m2_s = 0.0;
            if active[weir.tiles.0] && active[weir.tiles.1] && weir.stands(&self.fixed.bed) {
                faces.push((Patch { slot: weir.slot, flow_m2_s: 0.0 }, Some(number)));
            }
        }
        faces.sort_by_key(|(patch, _)| patch.slot.row);
        let weirs =
            faces.iter().enumerate().filter_map(|(place, (_, weir))| Some((place, (*weir)?))).collect();
        Plan { active, patches: faces.into_iter().map(|(patch, _)| patch).collect(), weirs }
    }
}
