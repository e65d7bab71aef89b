//! Free edges, and edge faces with a given inflow.

use serde::{Deserialize, Serialize};

use super::Side;

/// A cell beyond one of whose sides water leaves in normal flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FreeEdge {
    /// Padded index of the cell.
    pub at: usize,
    pub tile: usize,
    /// √slope / n, m^(1/3)/s.
    pub conveyance: f64,
}

impl FreeEdge {
    /// Unit flow that leaves at a depth, m²/s: Manning's normal flow of a wide section,
    /// h^(5/3)·√S/n, at most critical flow.
    pub fn unit_flow(&self, depth_m: f64, gravity_m_s2: f64) -> f64 {
        let root = libm::cbrt(depth_m);
        let normal = self.conveyance * depth_m * root * root;
        normal.min(depth_m * (gravity_m_s2 * depth_m).sqrt())
    }
}

/// An edge face with a given flow into the domain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EdgeInflow {
    pub side: Side,
    pub position: usize,
    /// Padded index of the cell, and of the face in the array of its direction.
    pub at: usize,
    pub face_at: usize,
    /// Row in whose turn the face lies.
    pub face_row: usize,
    pub tile: usize,
    /// m²/s into the domain.
    pub inward_m2_s: f32,
}

impl EdgeInflow {
    /// Whether the face's flow runs along x.
    pub fn along_x(&self) -> bool {
        matches!(self.side, Side::West | Side::East)
    }

    /// The flow with the sign of its direction.
    pub fn signed_m2_s(&self) -> f32 {
        if matches!(self.side, Side::West | Side::South) { self.inward_m2_s } else { -self.inward_m2_s }
    }
}
