//! What a solver is made from: terrain, roughness, edges, stage cells and weirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_space::Frame;
use serde::{Deserialize, Serialize};

use super::boundary::{EdgeFace, FarFace, FreeEdge};
use super::field::Field;
use super::kernel::Slot;
use super::layout::{Layout, MAX_CELLS, WALL_M};
use super::state::{Fixed, Shore, Solver};
use super::weir::Weir;
use super::{Params, Roughness, SolverError};

/// A side of the domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Least x.
    West,
    /// Greatest x.
    East,
    /// Least y.
    South,
    /// Greatest y.
    North,
}

impl Side {
    /// All four.
    pub const ALL: [Self; 4] = [Self::West, Self::East, Self::South, Self::North];

    /// Cells along this side, from south to north or from west to east.
    #[must_use]
    pub fn cells(self, frame: &Frame) -> usize {
        match self {
            Self::West | Self::East => frame.rows,
            Self::South | Self::North => frame.columns,
        }
    }

    /// The cell at a position along this side.
    #[must_use]
    pub fn cell(self, frame: &Frame, position: usize) -> usize {
        match self {
            Self::West => frame.index(0, position),
            Self::East => frame.index(frame.columns - 1, position),
            Self::South => frame.index(position, 0),
            Self::North => frame.index(position, frame.rows - 1),
        }
    }
}

/// What lies beyond an edge cell. A level that is given (sea, tide, river stage) is
/// not an edge but stage cells: [`Setup::stage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Edge {
    /// A wall.
    #[default]
    Closed,
    /// Water leaves in normal flow on a slope (m/m).
    Free {
        /// Energy slope beyond the edge, m/m.
        slope: f32,
    },
    /// Water leaves in normal flow on the slope of the bed at the edge.
    FreeOnBed {
        /// Slope where the bed falls less than this towards the edge, m/m.
        least_slope: f32,
    },
}

/// A group of stage cells whose level is set together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StageId(pub(super) u16);

/// What a cell is to the solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellKind {
    /// Land or water that is simulated.
    Open,
    /// Not part of the domain.
    Blocked,
    /// Its level is given.
    Stage(StageId),
}

/// A face between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Face {
    /// The west face of a cell.
    West(usize),
    /// The south face of a cell.
    South(usize),
}

impl Face {
    /// The face that two cells share, if they are neighbours.
    #[must_use]
    pub fn between(frame: &Frame, a: usize, b: usize) -> Option<Self> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        if high >= frame.len() {
            return None;
        }
        if high == low + 1 && high % frame.columns != 0 {
            Some(Self::West(high))
        } else if high == low + frame.columns {
            Some(Self::South(high))
        } else {
            None
        }
    }

    /// The two cells of this face: west or south one first. None if it is an edge of
    /// the grid.
    #[must_use]
    pub fn cells(self, frame: &Frame) -> Option<(usize, usize)> {
        match self {
            Self::West(cell) => (cell < frame.len() && cell % frame.columns > 0).then(|| (cell - 1, cell)),
            Self::South(cell) => {
                (cell < frame.len() && cell >= frame.columns).then(|| (cell - frame.columns, cell))
            }
        }
    }
}

/// Builds a [`Solver`].
///
/// ```
/// use sandtable_hazards::flood::solver::{Edge, Params, Setup, Side};
/// use sandtable_space::{Frame, Point};
///
/// let frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 20, rows: 10 };
/// let mut solver = Setup::new(frame, vec![0.0; frame.len()])
///     .edge(Side::East, Edge::Free { slope: 1e-3 })
///     .depth(vec![0.5; frame.len()])
///     .build(Params::default())?;
/// solver.advance(60.0, 10_000)?;
/// assert!(solver.ledger().edge_out_m3 > 0.0);
/// assert!(solver.ledger().relative_error() < 1e-6);
/// # Ok::<(), sandtable_hazards::flood::solver::SolverError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Setup {
    frame: Frame,
    bed_m: Vec<f32>,
    roughness: Roughness,
    kinds: Vec<CellKind>,
    stages_m: Vec<f32>,
    sides: [Edge; 4],
    edges: BTreeMap<(Side, usize), Edge>,
    weirs: BTreeMap<Face, f32>,
    depth_m: Option<Vec<f32>>,
    fault: Option<SolverError>,
}

impl Setup {
    /// Terrain: bed elevation of each cell in m, rows from south to north. All edges
    /// are closed, roughness is 0.03 and all cells are open and dry until said
    /// otherwise.
    #[must_use]
    pub fn new(frame: Frame, bed_m: Vec<f32>) -> Self {
        let cells = frame.columns.checked_mul(frame.rows).filter(|cells| *cells <= MAX_CELLS);
        let kinds = vec![CellKind::Open; cells.unwrap_or(0)];
        Self {
            frame,
            bed_m,
            roughness: Roughness::Uniform(0.03),
            kinds,
            stages_m: Vec::new(),
            sides: [Edge::Closed; 4],
            edges: BTreeMap::new(),
            weirs: BTreeMap::new(),
            depth_m: None,
            fault: None,
        }
    }

    /// Manning's roughness.
    #[must_use]
    pub fn roughness(mut self, roughness: Roughness) -> Self {
        self.roughness = roughness;
        self
    }

    /// Takes cells out of the domain.
    #[must_use]
    pub fn block(self, cells: &[usize]) -> Self {
        self.mark(cells, CellKind::Blocked)
    }

    /// Makes cells a group whose water level (m) is given: sea, lake or tide. The
    /// group's level is changed by [`Solver::set_stage`].
    #[must_use]
    pub fn stage(mut self, cells: &[usize], level_m: f32) -> (Self, StageId) {
        let id = StageId(u16::try_from(self.stages_m.len()).unwrap_or(u16::MAX));
        if !level_m.is_finite() {
            let cell = self.stages_m.len();
            self.note(SolverError::Value { layer: "stage", cell, value: level_m, expected: "finite" });
        }
        self.stages_m.push(level_m);
        (self.mark(cells, CellKind::Stage(id)), id)
    }

    /// What lies beyond a whole side.
    #[must_use]
    pub fn edge(mut self, side: Side, edge: Edge) -> Self {
        self.sides[side as usize] = edge;
        self
    }

    /// What lies beyond one cell of a side, counted from south or west.
    #[must_use]
    pub fn edge_cell(mut self, side: Side, position: usize, edge: Edge) -> Self {
        self.edges.insert((side, position), edge);
        self
    }

    /// A levee or wall on a face, with its crest level in m.
    #[must_use]
    pub fn weir(mut self, face: Face, crest_m: f32) -> Self {
        self.weirs.insert(face, crest_m);
        self
    }

    /// Water at the start: depth of each cell in m. Ignored in blocked and stage cells.
    #[must_use]
    pub fn depth(mut self, depth_m: Vec<f32>) -> Self {
        self.depth_m = Some(depth_m);
        self
    }

    fn mark(mut self, cells: &[usize], kind: CellKind) -> Self {
        for &cell in cells {
            match self.kinds.get_mut(cell) {
                Some(slot) => *slot = kind,
                None => {
                    self.note(SolverError::Outside { what: "cell", index: cell, limit: self.kinds.len() })
                }
            }
        }
        self
    }

    fn note(&mut self, fault: SolverError) {
        self.fault.get_or_insert(fault);
    }

    /// Checks everything and makes the solver, at rest and at time 0.
    ///
    /// # Errors
    /// If a parameter, a layer or a place is out of range.
    pub fn build(self, params: Params) -> Result<Solver, SolverError> {
        let params = params.checked()?;
        let frame = self.frame;
        let cells_ok = !self.kinds.is_empty();
        if !(cells_ok && frame.cell_m > 0.0 && frame.cell_m.is_finite()) {
            let Frame { columns, rows, cell_m, .. } = frame;
            return Err(SolverError::Size { columns, rows, cell_m });
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        check_layer("bed", &self.bed_m, frame.len(), "finite and between −9000 and 9000 m", |z| {
            z.abs() <= 9000.0
        })?;
        let layout = Layout::new(&frame);
        let (roughness, roughness_raster) = match self.roughness {
            Roughness::Uniform(n) => {
                check_layer("roughness", &[n], 1, ROUGHNESS_RANGE, roughness_ok)?;
                (n, Field::default())
            }
            Roughness::Raster(raster) => {
                check_layer("roughness", &raster, frame.len(), ROUGHNESS_RANGE, roughness_ok)?;
                (0.0, layout.padded(&raster, 0.03))
            }
        };
        let depth_m = self.depth_m.unwrap_or_else(|| vec![0.0; frame.len()]);
        check_layer("depth", &depth_m, frame.len(), "between 0 and 2000 m", |h| (0.0..=2000.0).contains(&h))?;

        let shore = shore_of(&frame, &self.kinds, &self.bed_m, &layout);
        let mut bed = layout.padded(&self.bed_m, WALL_M);
        let mut h = layout.padded(&depth_m, 0.0);
        let mut works = vec![false; frame.len()];
        for (cell, kind) in self.kinds.iter().enumerate() {
            works[cell] = *kind == CellKind::Open;
            if *kind != CellKind::Open {
                bed[layout.cell(cell)] = WALL_M;
                h[layout.cell(cell)] = 0.0;
            }
        }
        for part in &shore {
            bed[part.at] = part.bed_m;
            h[part.at] = (self.stages_m[usize::from(part.stage.0)] - part.bed_m).max(0.0);
        }
        let mut open = vec![false; layout.len()];
        for cell in (0..frame.len()).filter(|cell| works[*cell]) {
            open[layout.cell(cell)] = true;
        }
        let far_faces: Vec<FarFace> = shore
            .iter()
            .flat_map(|part| FarFace::of_shore(&layout, part.at, |at| open[at], |at| bed[at] >= WALL_M))
            .collect();
        let free_edges: Vec<FreeEdge> =
            free_edges(&frame, &layout, &self.sides, &self.edges, &self.kinds, &self.bed_m, |at| {
                if roughness_raster.is_empty() { roughness } else { roughness_raster[at] }
            })?;
        let mut walls: Vec<Slot> = free_edges.iter().map(|edge| edge.face.slot).collect();
        walls.extend(far_faces.iter().map(|face| face.slot));
        walls.sort_by_key(|slot| slot.row);
        let (west_n2, south_n2) = face_roughness(&layout, &roughness_raster);
        let fixed = Fixed {
            frame,
            params,
            layout,
            bed,
            ground_m: self.bed_m,
            roughness,
            roughness_raster,
            west_n2,
            south_n2,
            kinds: self.kinds,
            shore,
            far_faces,
            free_edges,
            walls,
            works,
        };
        let mut solver = Solver::at_rest(Arc::new(fixed), h, self.stages_m);
        for (face, crest_m) in self.weirs {
            solver.set_weir(face, crest_m)?;
        }
        Ok(solver)
    }
}

/// Square of the mean roughness of both cells, at west and at south faces; empty where
/// roughness is uniform.
fn face_roughness(layout: &Layout, raster: &Field) -> (Field, Field) {
    if raster.is_empty() {
        return (Field::default(), Field::default());
    }
    let squares = |back: usize| {
        let mut faces = Field::filled(layout.len(), 0.0);
        for at in back..layout.len() {
            let n = 0.5 * (raster[at - back] + raster[at]);
            faces[at] = n * n;
        }
        faces
    };
    (squares(1), squares(layout.stride))
}

const ROUGHNESS_RANGE: &str = "between 0 and 1 s/m^(1/3)";

fn roughness_ok(n: f32) -> bool {
    (0.0..=1.0).contains(&n)
}

pub(super) fn check_layer(
    layer: &'static str,
    values: &[f32],
    expected_len: usize,
    expected: &'static str,
    accepts: impl Fn(f32) -> bool,
) -> Result<(), SolverError> {
    if values.len() != expected_len {
        return Err(SolverError::Length { layer, found: values.len(), expected: expected_len });
    }
    match values.iter().position(|value| !accepts(*value)) {
        Some(cell) => Err(SolverError::Value { layer, cell, value: values[cell], expected }),
        None => Ok(()),
    }
}

/// Stage cells with an open neighbour: the only ones that take part.
fn shore_of(frame: &Frame, kinds: &[CellKind], bed_m: &[f32], layout: &Layout) -> Vec<Shore> {
    let mut shore = Vec::new();
    for (cell, kind) in kinds.iter().enumerate() {
        let CellKind::Stage(stage) = *kind else { continue };
        let (column, row) = frame.column_row(cell);
        let open = |there: bool, other: fn(usize, usize) -> usize, step: usize| {
            there && kinds[other(cell, step)] == CellKind::Open
        };
        if open(column > 0, usize::wrapping_sub, 1)
            || open(column + 1 < frame.columns, usize::wrapping_add, 1)
            || open(row > 0, usize::wrapping_sub, frame.columns)
            || open(row + 1 < frame.rows, usize::wrapping_add, frame.columns)
        {
            shore.push(Shore {
                at: layout.cell(cell),
                bed_m: bed_m[cell],
                tile: layout.tile_of(cell),
                stage,
            });
        }
    }
    shore
}

fn free_edges(
    frame: &Frame,
    layout: &Layout,
    sides: &[Edge; 4],
    edges: &BTreeMap<(Side, usize), Edge>,
    kinds: &[CellKind],
    bed_m: &[f32],
    roughness_at: impl Fn(usize) -> f32,
) -> Result<Vec<FreeEdge>, SolverError> {
    if let Some((side, position)) = edges.keys().find(|(side, position)| *position >= side.cells(frame)) {
        return Err(SolverError::Outside { what: "edge cell", index: *position, limit: side.cells(frame) });
    }
    let mut free = Vec::new();
    for side in Side::ALL {
        for position in 0..side.cells(frame) {
            let edge = edges.get(&(side, position)).copied().unwrap_or(sides[side as usize]);
            let cell = side.cell(frame, position);
            if kinds[cell] != CellKind::Open {
                continue;
            }
            let slope = match edge {
                Edge::Closed => continue,
                Edge::Free { slope } => slope,
                Edge::FreeOnBed { least_slope } => {
                    let inner = inner_neighbour(frame, side, cell).unwrap_or(cell);
                    let fall = f64::from(bed_m[inner] - bed_m[cell]) / frame.cell_m;
                    least_slope.max(fall as f32)
                }
            };
            if !(slope > 0.0 && slope <= 10.0) {
                let expected = "between 0 and 10 m/m";
                return Err(SolverError::Value { layer: "edge slope", cell, value: slope, expected });
            }
            let face = EdgeFace::new(layout, side, cell);
            let roughness = f64::from(roughness_at(face.at)).max(1e-3);
            free.push(FreeEdge { face, conveyance: f64::from(slope).sqrt() / roughness });
        }
    }
    Ok(free)
}

fn inner_neighbour(frame: &Frame, side: Side, cell: usize) -> Option<usize> {
    let (columns, rows) = (frame.columns, frame.rows);
    match side {
        Side::West => (columns > 1).then(|| cell + 1),
        Side::East => (columns > 1).then(|| cell - 1),
        Side::South => (rows > 1).then(|| cell + columns),
        Side::North => (rows > 1).then(|| cell - columns),
    }
}

/// A weir as it is kept: on its face, with crest and state.
pub(super) fn new_weir(fixed: &Fixed, face: Face, crest_m: f32) -> Result<Weir, SolverError> {
    let limit = fixed.frame.len();
    let (Face::West(cell) | Face::South(cell)) = face;
    let Some((low, high)) = face.cells(&fixed.frame) else {
        return Err(SolverError::Outside { what: "inner face of cell", index: cell, limit });
    };
    if !(crest_m.is_finite() && crest_m.abs() <= 9000.0) {
        let expected = "a level between −9000 and 9000 m";
        return Err(SolverError::Value { layer: "weir crest", cell, value: crest_m, expected });
    }
    Ok(Weir::new(&fixed.layout, face, low, high, crest_m))
}
