//! From a site's description to what the hazard runs on.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_kernel::SimId;
use sandtable_space::Point;

use super::check;
use super::spec::{Outlet, SiteSpec};
use super::{FloodFault, Levee, SiteLayers};
use crate::flood::solver::{Face, Params, Roughness, Setup, Solver, SolverError, StageId};

/// Where water comes from or goes to, resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Water {
    /// A cell of the grid.
    Cell(usize),
    /// A stage, by position in the list.
    Stage(usize),
    /// Out of the model.
    Outside,
}

/// A checked site on its grid.
#[derive(Clone, Debug)]
pub struct FloodSite {
    /// What was described.
    pub spec: SiteSpec,
    /// Its layers.
    pub layers: SiteLayers,
    /// Parameters of the solver.
    pub params: Params,
    levees: Vec<Levee>,
    by_face: BTreeMap<Face, Vec<(usize, usize)>>,
    levee_of: BTreeMap<SimId, usize>,
    drain_cells: Vec<u32>,
    drain_outfall: Vec<Water>,
    gate_sides: Vec<(usize, Water)>,
    pump_sides: Vec<(usize, Water)>,
    release_to: Vec<Water>,
    inflow_cells: Vec<Vec<usize>>,
    gauge_cells: Vec<usize>,
    start: Solver,
    stage_ids: Vec<StageId>,
}

impl FloodSite {
    /// Checks a site and lays it on the grid.
    ///
    /// # Errors
    /// All faults of the description and its layers.
    pub fn new(spec: SiteSpec, layers: SiteLayers, params: Params) -> Result<Arc<Self>, Vec<FloodFault>> {
        let faults = check::site(&spec, &layers);
        if !faults.is_empty() {
            return Err(faults);
        }
        let levees: Vec<Levee> =
            spec.levees.iter().map(|levee| Levee::new(levee, &layers.frame, &layers.ground_m)).collect();
        let mut by_face: BTreeMap<Face, Vec<(usize, usize)>> = BTreeMap::new();
        for (k, levee) in levees.iter().enumerate() {
            for (j, part) in levee.faces.iter().enumerate() {
                by_face.entry(part.face).or_default().push((k, j));
            }
        }
        let mut drain_cells = vec![0; spec.drains.len()];
        for (cell, zone) in layers.drain.iter().enumerate() {
            if *zone > 0 && layers.stage[cell] == 0 && !layers.blocked[cell] {
                drain_cells[usize::from(*zone) - 1] += 1;
            }
        }
        let cell = |point: &Point| layers.frame.index_at(*point).unwrap_or(0);
        let water = |outlet: &Outlet| match outlet {
            Outlet::Point(point) => Water::Cell(cell(point)),
            Outlet::Stage(key) => {
                spec.stages.iter().position(|stage| stage.key == *key).map_or(Water::Outside, Water::Stage)
            }
            Outlet::Outside => Water::Outside,
        };
        let (start, stage_ids) =
            start(&spec, &layers, &levees, &by_face, params).map_err(|fault| vec![fault.into()])?;
        let site = Self {
            start,
            stage_ids,
            levee_of: levees.iter().enumerate().map(|(k, levee)| (levee.id, k)).collect(),
            drain_outfall: spec.drains.iter().map(|drain| water(&drain.outfall)).collect(),
            gate_sides: spec.gates.iter().map(|gate| (cell(&gate.inner), water(&gate.outer))).collect(),
            pump_sides: spec.pumps.iter().map(|pump| (cell(&pump.intake), water(&pump.outlet))).collect(),
            release_to: spec.reservoirs.iter().map(|reservoir| water(&reservoir.release_to)).collect(),
            inflow_cells: spec
                .inflows
                .iter()
                .map(|inflow| inflow.points.iter().map(cell).collect())
                .collect(),
            gauge_cells: spec.gauges.iter().map(|gauge| cell(&gauge.point)).collect(),
            levees,
            by_face,
            drain_cells,
            spec,
            layers,
            params,
        };
        Ok(Arc::new(site))
    }

    /// A solver at the start of a run.
    pub fn solver(&self) -> Solver {
        self.start.clone()
    }

    /// Stages of the solver in the order of the list.
    pub fn stage_ids(&self) -> &[StageId] {
        &self.stage_ids
    }

    /// Levees in the order of the description.
    pub fn levees(&self) -> &[Levee] {
        &self.levees
    }

    /// Position of a levee in the list.
    pub fn levee(&self, id: SimId) -> Option<usize> {
        self.levee_of.get(&id).copied()
    }

    /// Levees (position, face of it) that lie on a face.
    pub fn levees_on(&self, face: Face) -> &[(usize, usize)] {
        self.by_face.get(&face).map_or(&[], Vec::as_slice)
    }

    /// Simulated cells of each drain.
    pub fn drain_cells(&self) -> &[u32] {
        &self.drain_cells
    }

    /// Where each drain ends.
    pub fn drain_outfall(&self) -> &[Water] {
        &self.drain_outfall
    }

    /// Inner cell and outer water of each gate.
    pub fn gate_sides(&self) -> &[(usize, Water)] {
        &self.gate_sides
    }

    /// Intake cell and outlet of each pumping station.
    pub fn pump_sides(&self) -> &[(usize, Water)] {
        &self.pump_sides
    }

    /// Where each reservoir releases.
    pub fn release_to(&self) -> &[Water] {
        &self.release_to
    }

    /// Cells that receive each inflow.
    pub fn inflow_cells(&self) -> &[Vec<usize>] {
        &self.inflow_cells
    }

    /// Cell of each gauge.
    pub fn gauge_cells(&self) -> &[usize] {
        &self.gauge_cells
    }

    /// Whether a cell is simulated.
    pub fn is_open(&self, cell: usize) -> bool {
        self.layers.stage[cell] == 0 && !self.layers.blocked[cell]
    }
}

/// The solver that every run of a site starts from; what it refuses is a fault of the
/// site, not of a replicate.
fn start(
    spec: &SiteSpec,
    layers: &SiteLayers,
    levees: &[Levee],
    by_face: &BTreeMap<Face, Vec<(usize, usize)>>,
    params: Params,
) -> Result<(Solver, Vec<StageId>), SolverError> {
    let blocked: Vec<usize> = (0..layers.frame.len()).filter(|cell| layers.blocked[*cell]).collect();
    let mut setup = Setup::new(layers.frame, layers.ground_m.clone())
        .roughness(Roughness::Raster(layers.manning.clone()))
        .depth(layers.depth_m.clone())
        .block(&blocked);
    let mut stages = Vec::new();
    for (k, stage) in spec.stages.iter().enumerate() {
        let cells: Vec<usize> =
            (0..layers.frame.len()).filter(|cell| usize::from(layers.stage[*cell]) == k + 1).collect();
        let id;
        (setup, id) = setup.stage(&cells, stage.level_m as f32);
        stages.push(id);
    }
    for part in &spec.edges {
        let cell_m = layers.frame.cell_m;
        for position in 0..part.side.cells(&layers.frame) {
            let middle = (position as f64 + 0.5) * cell_m;
            if part.from_m <= middle && middle <= part.to_m {
                setup = setup.edge_cell(part.side, position, part.edge);
            }
        }
    }
    for (face, parts) in by_face {
        let crest = parts.iter().map(|(k, j)| levees[*k].faces[*j].crest_m).fold(f32::NEG_INFINITY, f32::max);
        setup = setup.weir(*face, crest);
    }
    Ok((setup.build(params)?, stages))
}
