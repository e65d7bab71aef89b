//! The solver's state, and what can be read from it.

use std::sync::Arc;

use sandtable_space::Frame;

use super::boundary::{EdgeFace, EdgeInflow, FarFace, FreeEdge};
use super::field::Field;
use super::kernel::{Scratch, Slot};
use super::layout::{Layout, TILE};
use super::ledger::{Books, Ledger};
use super::plan::Plan;
use super::setup::{CellKind, Face, Side, StageId, new_weir};
use super::survey::Records;
use super::tiles::Tiles;
use super::validity::Validity;
use super::weir::Weir;
use super::{Params, Path, SolverError};

/// What never changes during a run, shared by all copies of a solver.
#[derive(Debug)]
pub(super) struct Fixed {
    pub frame: Frame,
    pub params: Params,
    pub layout: Layout,
    /// Padded; walls where cells do not take part.
    pub bed: Field,
    /// As given, a value a cell.
    pub ground_m: Vec<f32>,
    pub roughness: f32,
    /// Padded; empty where roughness is uniform.
    pub roughness_raster: Field,
    /// Squares of the mean roughness of both cells of west and of south faces; empty where
    /// roughness is uniform.
    pub west_n2: Field,
    pub south_n2: Field,
    pub kinds: Vec<CellKind>,
    pub shore: Vec<Shore>,
    pub far_faces: Vec<FarFace>,
    pub free_edges: Vec<FreeEdge>,
    /// Faces of free edges and far faces, by rows.
    pub walls: Vec<Slot>,
    /// Whether a cell is open.
    pub works: Vec<bool>,
}

/// A stage cell beside open cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shore {
    pub at: usize,
    pub bed_m: f32,
    pub tile: usize,
    pub stage: StageId,
}

/// A flood in progress. Cheap to copy apart from its fields: what never changes is
/// shared, so plans that part company can each go on with their own copy.
#[derive(Clone, Debug)]
pub struct Solver {
    pub(super) fixed: Arc<Fixed>,
    pub(super) h: Field,
    pub(super) qx: Field,
    pub(super) qy: Field,
    pub(super) records: Records,
    pub(super) time_s: f64,
    pub(super) step: u64,
    /// Step before which the active tiles were last surveyed.
    pub(super) surveyed_at: Option<u64>,
    /// Greatest depth of active water, m.
    pub(super) deepest_m: f32,
    /// Greatest speed at the last survey of active water, m/s.
    pub(super) fastest_m_s: f32,
    pub(super) tiles: Tiles,
    pub(super) open_tiles: Arc<Vec<bool>>,
    pub(super) stages_m: Vec<f32>,
    /// In the order of rows, columns and direction.
    pub(super) weirs: Vec<Weir>,
    pub(super) edge_inflows: Vec<EdgeInflow>,
    pub(super) books: Books,
    /// What rounding added to each column and is still to be given back, m.
    pub(super) surplus_m: Field,
    /// Rain that was too little for the last bit of the cells before, m.
    pub(super) rain_carry_m: f64,
    pub(super) validity: Validity,
    pub(super) cell_steps: u64,
    pub(super) scratch: Scratch,
    pub(super) path: Path,
    /// Faces of the last step that do not follow from the momentum equation.
    pub(super) plan: Option<Plan>,
}

impl Solver {
    pub(super) fn at_rest(fixed: Arc<Fixed>, h: Field, stages_m: Vec<f32>) -> Self {
        let layout = fixed.layout;
        let mut open_tiles = vec![false; layout.tiles()];
        for (cell, works) in fixed.works.iter().enumerate() {
            open_tiles[layout.tile_of(cell)] |= works;
        }
        for shore in &fixed.shore {
            open_tiles[shore.tile] = true;
        }
        let records = Records {
            depth_m: Field::filled(h.len(), 0.0),
            arrival_s: Field::filled(h.len(), f32::INFINITY),
            rating_m2_s: Field::filled(h.len(), 0.0),
        };
        let mut solver = Self {
            qx: Field::filled(h.len(), 0.0),
            qy: Field::filled(h.len(), 0.0),
            h,
            records,
            time_s: 0.0,
            step: 0,
            surveyed_at: None,
            deepest_m: 0.0,
            fastest_m_s: 0.0,
            tiles: Tiles::new(&layout),
            open_tiles: Arc::new(open_tiles),
            stages_m,
            weirs: Vec::new(),
            edge_inflows: Vec::new(),
            books: Books::default(),
            surplus_m: Field::filled(layout.stride, 0.0),
            rain_carry_m: 0.0,
            validity: Validity::default(),
            cell_steps: 0,
            scratch: Scratch::new(&layout),
            path: Path::widest(),
            plan: None,
            fixed,
        };
        solver.tiles.activate(&layout, vec![false; layout.tiles()]);
        solver.books.initial_m3 = solver.stored_m3();
        solver
    }

    /// Where the cells lie.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.fixed.frame
    }

    /// The parameters.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.fixed.params
    }

    /// Time since the start, s.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Steps since the start.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Cells advanced since the start, summed over steps: the work done.
    #[must_use]
    pub fn cell_steps(&self) -> u64 {
        self.cell_steps
    }

    /// Cells in active tiles.
    #[must_use]
    pub fn active_cells(&self) -> usize {
        self.tiles.active_cells(&self.fixed.layout)
    }

    /// What a cell is.
    #[must_use]
    pub fn kind(&self, cell: usize) -> Option<CellKind> {
        self.fixed.kinds.get(cell).copied()
    }

    /// Bed elevation of a cell, m; 0 outside the grid.
    #[must_use]
    pub fn bed_m(&self, cell: usize) -> f32 {
        self.fixed.ground_m.get(cell).copied().unwrap_or(0.0)
    }

    /// Bed elevations of all cells, m.
    #[must_use]
    pub fn beds_m(&self) -> &[f32] {
        &self.fixed.ground_m
    }

    /// Depth of a cell, m; 0 in blocked cells and outside the grid.
    #[must_use]
    pub fn depth_m(&self, cell: usize) -> f32 {
        match self.kind(cell) {
            Some(CellKind::Open) => self.h[self.fixed.layout.cell(cell)],
            Some(CellKind::Stage(id)) => {
                (self.stages_m[usize::from(id.0)] - self.fixed.ground_m[cell]).max(0.0)
            }
            Some(CellKind::Blocked) | None => 0.0,
        }
    }

    /// Water level of a cell, m: bed and depth.
    #[must_use]
    pub fn level_m(&self, cell: usize) -> f64 {
        f64::from(self.bed_m(cell)) + f64::from(self.depth_m(cell))
    }

    /// Depths of all cells, m, rows from south to north.
    #[must_use]
    pub fn depths_m(&self) -> Vec<f32> {
        self.with_stages(self.fixed.layout.unpadded(&self.h))
    }

    /// Greatest depths since the start, m. Sampled every eight steps, whenever water is
    /// added, and at the end of [`advance`](Self::advance). Of stage cells the depth now.
    #[must_use]
    pub fn max_depths_m(&self) -> Vec<f32> {
        self.with_stages(self.fixed.layout.unpadded(&self.records.depth_m))
    }

    fn with_stages(&self, mut depths: Vec<f32>) -> Vec<f32> {
        for (cell, kind) in self.fixed.kinds.iter().enumerate() {
            if *kind != CellKind::Open {
                depths[cell] = self.depth_m(cell);
            }
        }
        depths
    }

    /// Times at which the water first stood [`Params::arrival_depth_m`] deep, s since
    /// the start; infinite where it has not. Sampled like the greatest depth.
    #[must_use]
    pub fn arrivals_s(&self) -> Vec<f32> {
        self.fixed.layout.unpadded(&self.records.arrival_s)
    }

    /// Greatest depth × (speed + 0.5) of each cell, m²/s: the hazard rating of
    /// DEFRA/EA FD2320 without its debris term. Sampled like the greatest depth.
    #[must_use]
    pub fn max_ratings_m2_s(&self) -> Vec<f32> {
        self.fixed.layout.unpadded(&self.records.rating_m2_s)
    }

    /// Unit flow in a cell, m²/s, east and north: the mean of opposite faces.
    #[must_use]
    pub fn unit_flow_m2_s(&self, cell: usize) -> (f32, f32) {
        if cell >= self.fixed.frame.len() {
            return (0.0, 0.0);
        }
        let at = self.fixed.layout.cell(cell);
        let north = at + self.fixed.layout.stride;
        (0.5 * (self.qx[at] + self.qx[at + 1]), 0.5 * (self.qy[at] + self.qy[north]))
    }

    /// Unit flow through a face, m²/s, east or north positive; 0 at faces of no cell.
    #[must_use]
    pub fn face_flow_m2_s(&self, face: Face) -> f32 {
        let (Face::West(cell) | Face::South(cell)) = face;
        if cell >= self.fixed.frame.len() {
            return 0.0;
        }
        let at = self.fixed.layout.cell(cell);
        if matches!(face, Face::West(_)) { self.qx[at] } else { self.qy[at] }
    }

    /// Velocity in a cell, m/s, east and north; 0 where the water is no deeper than
    /// [`Params::hmin_m`].
    #[must_use]
    pub fn velocity_m_s(&self, cell: usize) -> (f32, f32) {
        let depth = self.depth_m(cell);
        if depth <= self.fixed.params.hmin_m {
            return (0.0, 0.0);
        }
        let (east, north) = self.unit_flow_m2_s(cell);
        (east / depth, north / depth)
    }

    /// Speeds of all cells, m/s.
    #[must_use]
    pub fn speeds_m_s(&self) -> Vec<f32> {
        (0..self.fixed.frame.len())
            .map(|cell| {
                let (east, north) = self.velocity_m_s(cell);
                (east * east + north * north).sqrt()
            })
            .collect()
    }

    /// How far the run stays within what the scheme can do.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Water in open cells, m³.
    #[must_use]
    pub fn stored_m3(&self) -> f64 {
        let fixed = &self.fixed;
        let mut sum = 0.0;
        for row in 0..fixed.layout.rows {
            let start = fixed.layout.at(0, row);
            let cells = &self.h[start..start + fixed.layout.columns];
            let works = &fixed.works[row * fixed.layout.columns..][..fixed.layout.columns];
            // Lanes of a fixed number: the order of the sum is that of the source.
            let mut lanes = [0.0f64; TILE];
            for (k, (depth, works)) in cells.iter().zip(works).enumerate() {
                lanes[k % TILE] += if *works { f64::from(*depth) } else { 0.0 };
            }
            sum += lanes.iter().sum::<f64>();
        }
        sum * fixed.frame.cell_area_m2()
    }

    /// The account of water.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger::close(&self.books, self.stored_m3())
    }

    /// Chooses the vector unit of the inner loops; without this the widest of the
    /// machine. Changes no bit of the result.
    pub fn use_path(&mut self, path: Path) {
        self.path = path;
    }

    /// Water level of a group of stage cells, m.
    #[must_use]
    pub fn stage_m(&self, id: StageId) -> Option<f32> {
        self.stages_m.get(usize::from(id.0)).copied()
    }

    /// Sets the water level (m) of a group of stage cells from now on.
    ///
    /// # Errors
    /// If there is no such group or the level is not finite.
    pub fn set_stage(&mut self, id: StageId, level_m: f32) -> Result<(), SolverError> {
        let (index, limit) = (usize::from(id.0), self.stages_m.len());
        let outside = SolverError::Outside { what: "stage group", index, limit };
        let slot = self.stages_m.get_mut(index).ok_or(outside)?;
        if !level_m.is_finite() {
            let cell = index;
            return Err(SolverError::Value { layer: "stage", cell, value: level_m, expected: "finite" });
        }
        if *slot == level_m {
            return Ok(());
        }
        *slot = level_m;
        let fixed = Arc::clone(&self.fixed);
        for shore in fixed.shore.iter().filter(|shore| shore.stage == id) {
            self.h[shore.at] = (level_m - shore.bed_m).max(0.0);
            self.changed(shore.at, shore.tile);
        }
        Ok(())
    }

    /// Sets the depth of a cell (m) as part of the state at the start; the difference
    /// is booked as initial water.
    ///
    /// # Errors
    /// If the cell is not open or the depth out of range.
    pub fn set_depth(&mut self, cell: usize, depth_m: f32) -> Result<(), SolverError> {
        let at = self.open_cell(cell)?;
        if !(0.0..=2000.0).contains(&depth_m) {
            let expected = "between 0 and 2000 m";
            return Err(SolverError::Value { layer: "depth", cell, value: depth_m, expected });
        }
        let change = f64::from(depth_m) - f64::from(self.h[at]);
        self.h[at] = depth_m;
        self.books.initial_m3 += change * self.fixed.frame.cell_area_m2();
        self.changed(at, self.fixed.layout.tile_of(cell));
        Ok(())
    }

    /// Notes that the water of a cell was changed between steps: active tiles are looked
    /// at every eight steps anyway, others before the next.
    pub(super) fn changed(&mut self, at: usize, tile: usize) {
        if self.tiles.active[tile] {
            self.deepest_m = self.deepest_m.max(self.h[at]);
        } else {
            self.tiles.touch(tile);
        }
    }

    /// Padded index of an open cell.
    pub(super) fn open_cell(&self, cell: usize) -> Result<usize, SolverError> {
        match self.fixed.works.get(cell) {
            Some(true) => Ok(self.fixed.layout.cell(cell)),
            _ => Err(SolverError::Outside { what: "open cell", index: cell, limit: self.fixed.works.len() }),
        }
    }

    /// Puts a weir on a face, or sets the crest (m) of the one that is there. Where the
    /// crest is not above the ground of both cells the face flows freely.
    ///
    /// # Errors
    /// If the face is no inner face of the grid or the crest out of range.
    pub fn set_weir(&mut self, face: Face, crest_m: f32) -> Result<(), SolverError> {
        let weir = new_weir(&self.fixed, face, crest_m)?;
        for tile in [weir.tiles.0, weir.tiles.1] {
            self.tiles.touch(tile);
        }
        match self.weir_place(face) {
            Ok(place) => self.weirs[place].crest_m = crest_m,
            Err(place) => self.weirs.insert(place, weir),
        }
        self.plan = None;
        Ok(())
    }

    /// Where a face's weir is in the list, or where it would be.
    fn weir_place(&self, face: Face) -> Result<usize, usize> {
        let (Face::West(cell) | Face::South(cell)) = face;
        self.weirs.binary_search_by_key(&(cell, matches!(face, Face::West(_))), |weir| {
            let (Face::West(cell) | Face::South(cell)) = weir.face;
            (cell, weir.slot.along_x)
        })
    }

    /// Takes the weir off a face, if there is one.
    pub fn remove_weir(&mut self, face: Face) {
        if let Ok(place) = self.weir_place(face) {
            let weir = self.weirs.remove(place);
            self.plan = None;
            self.tiles.touch(weir.tiles.0);
            self.tiles.touch(weir.tiles.1);
        }
    }

    /// Crest of the weir on a face, m.
    #[must_use]
    pub fn weir_crest_m(&self, face: Face) -> Option<f32> {
        self.weir_place(face).ok().map(|place| self.weirs[place].crest_m)
    }

    /// Whether water passed over the weir on a face in the last step.
    #[must_use]
    pub fn overtopped(&self, face: Face) -> bool {
        self.weir_place(face).is_ok_and(|place| self.weirs[place].flow_m2_s != 0.0)
    }

    /// All weirs with crest (m) and flow of the last step (m²/s, east or north
    /// positive), from south to north.
    pub fn weirs(&self) -> impl Iterator<Item = (Face, f32, f32)> + '_ {
        self.weirs.iter().map(|weir| (weir.face, weir.crest_m, weir.flow_m2_s))
    }

    /// Sets the unit flow (m²/s, into the domain) through the edge face of one cell of
    /// a side, until it is set again. 0 closes it.
    ///
    /// # Errors
    /// If there is no such cell, it is not open, or the flow is negative or not finite.
    pub fn set_edge_inflow(
        &mut self,
        side: Side,
        position: usize,
        inward_m2_s: f32,
    ) -> Result<(), SolverError> {
        let frame = self.fixed.frame;
        let limit = side.cells(&frame);
        if position >= limit {
            return Err(SolverError::Outside { what: "edge cell", index: position, limit });
        }
        let cell = side.cell(&frame, position);
        self.open_cell(cell)?;
        if !(0.0..=1e4).contains(&inward_m2_s) {
            let expected = "between 0 and 10000 m²/s";
            return Err(SolverError::Value { layer: "edge inflow", cell, value: inward_m2_s, expected });
        }
        let face = EdgeFace::new(&self.fixed.layout, side, cell);
        let inflow = EdgeInflow { face, inward_m2_s };
        let key = |inflow: &EdgeInflow| {
            let slot = inflow.face.slot;
            (slot.row, slot.at, slot.along_x)
        };
        let flows = if face.slot.along_x { &mut self.qx } else { &mut self.qy };
        flows[face.slot.at] = face.signed(inward_m2_s);
        match self.edge_inflows.binary_search_by_key(&key(&inflow), key) {
            Ok(place) if inward_m2_s == 0.0 => {
                self.edge_inflows.remove(place);
                self.plan = None;
            }
            Ok(place) => self.edge_inflows[place] = inflow,
            Err(_) if inward_m2_s == 0.0 => {}
            Err(place) => {
                self.edge_inflows.insert(place, inflow);
                self.plan = None;
            }
        }
        if !self.tiles.active[face.tile] {
            self.tiles.touch(face.tile);
        }
        Ok(())
    }
}
