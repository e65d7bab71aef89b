//! Free edges, and edge faces with a given inflow.

use serde::{Deserialize, Serialize};

use super::Side;
use super::kernel::Slot;
use super::layout::Layout;

/// The edge face of a cell on a side. Its flow is kept in the array for the averages
/// of its neighbours; its water is added or taken after the sweep, for which the face
/// is a wall.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EdgeFace {
    pub side: Side,
    /// Padded index of the cell.
    pub at: usize,
    pub tile: usize,
    pub slot: Slot,
}

/// The far face of a shore cell, behind which the sea goes on. It carries the flow of
/// the face opposite, which leads to land: otherwise the average of that face would
/// take the sea for a wall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FarFace {
    pub slot: Slot,
    /// Padded index of the face opposite.
    pub near_at: usize,
}

impl FarFace {
    /// The far faces of a shore cell. `open` and `wall` tell what lies at a padded index.
    pub fn of_shore(
        layout: &Layout,
        at: usize,
        open: impl Fn(usize) -> bool,
        wall: impl Fn(usize) -> bool,
    ) -> Vec<Self> {
        let row = at / layout.stride - 1;
        let (east, north) = (at + 1, at + layout.stride);
        let (west, south) = (at - 1, at - layout.stride);
        let face = |row, at, along_x| Slot { row, at, low_at: at, along_x };
        [
            (east, west, face(row, at, true), east),
            (west, east, face(row, east, true), at),
            (north, south, face(row, at, false), north),
            (south, north, face(row + 1, north, false), at),
        ]
        .into_iter()
        .filter(|(land, sea, ..)| open(*land) && wall(*sea))
        .map(|(.., slot, near_at)| Self { slot, near_at })
        .collect()
    }
}

impl EdgeFace {
    pub fn new(layout: &Layout, side: Side, cell: usize) -> Self {
        let (at, row) = (layout.cell(cell), cell / layout.columns);
        let (face_at, face_row) = match side {
            Side::West | Side::South => (at, row),
            Side::East => (at + 1, row),
            Side::North => (at + layout.stride, row + 1),
        };
        let along_x = matches!(side, Side::West | Side::East);
        let slot = Slot { row: face_row, at: face_at, low_at: face_at, along_x };
        Self { side, at, tile: layout.tile_of(cell), slot }
    }

    /// A flow into the domain with the sign of its direction.
    pub fn signed(&self, inward_m2_s: f32) -> f32 {
        if matches!(self.side, Side::West | Side::South) { inward_m2_s } else { -inward_m2_s }
    }
}

/// A cell beyond one of whose sides water leaves in normal flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FreeEdge {
    pub face: EdgeFace,
    /// √slope / n, m^(1/3)/s.
    pub conveyance: f64,
}

impl FreeEdge {
    /// Unit flow that leaves at a depth, m²/s: Manning's normal flow of a wide section,
    /// h^(5/3)·√S/n.
    pub fn unit_flow(&self, depth_m: f64) -> f64 {
        let root = libm::cbrt(depth_m);
        self.conveyance * depth_m * root * root
    }
}

/// An edge face with a given flow into the domain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EdgeInflow {
    pub face: EdgeFace,
    /// m²/s into the domain.
    pub inward_m2_s: f32,
}
