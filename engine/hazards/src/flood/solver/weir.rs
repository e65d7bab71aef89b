//! Levees, walls and barriers thinner than a cell, as weirs on faces.
//!
//! Flow over a broad crest, drowned from below when the tail water stands above it.
//! Where the crest is not above the ground of both sides the face flows as any other.

use serde::{Deserialize, Serialize};

use super::kernel::Slot;
use super::layout::Layout;
use super::{Face, Sleep};

/// Discharge coefficient of a broad crest in Q = C·b·H^1.5, m^(1/2)/s: critical flow,
/// (2/3)^1.5·√g with g = 9.81.
pub const WEIR_COEFFICIENT: f64 = 1.705;
/// Exponent of Villemonte's (1947) factor for drowned weirs.
pub const VILLEMONTE_EXPONENT: f64 = 0.385;
/// Share of the volume that would level both sides which may pass in one step. Half
/// would level them exactly; a quarter leaves room for the cells' other faces.
const LEVELLING_SHARE: f64 = 0.25;

/// Unit flow over a broad crest, m²/s, from the heads above it on both sides, m:
/// 1.705·Hu^1.5·(1 − (Hd/Hu)^1.5)^0.385, from the higher side to the lower.
#[must_use]
pub fn weir_unit_flow_m2_s(upper_head_m: f64, lower_head_m: f64) -> f64 {
    if upper_head_m <= 0.0 || lower_head_m >= upper_head_m {
        return 0.0;
    }
    let free = WEIR_COEFFICIENT * upper_head_m * upper_head_m.sqrt();
    if lower_head_m <= 0.0 {
        return free;
    }
    let ratio = lower_head_m / upper_head_m;
    free * libm::pow(1.0 - ratio * ratio.sqrt(), VILLEMONTE_EXPONENT)
}

/// A weir on a face.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Weir {
    pub face: Face,
    pub crest_m: f32,
    pub slot: Slot,
    /// Tiles of both cells.
    pub tiles: (usize, usize),
    /// Unit flow of the last step, m²/s, east or north positive.
    pub flow_m2_s: f32,
}

impl Weir {
    pub fn new(layout: &Layout, face: Face, low: usize, high: usize, crest_m: f32) -> Self {
        let (at, low_at) = (layout.cell(high), layout.cell(low));
        let slot = Slot { row: high / layout.columns, at, low_at, along_x: matches!(face, Face::West(_)) };
        Self { face, crest_m, slot, tiles: (layout.tile_of(low), layout.tile_of(high)), flow_m2_s: 0.0 }
    }

    /// Whether its crest is above the ground of both sides; if not, the face flows as any
    /// other.
    pub fn stands(&self, bed: &[f32]) -> bool {
        self.crest_m > bed[self.slot.low_at] && self.crest_m > bed[self.slot.at]
    }

    /// Unit flow over this weir, m²/s.
    pub fn unit_flow(&self, h: &[f32], bed: &[f32], levelling_m_s: f64) -> f32 {
        let (low, high) = (self.slot.low_at, self.slot.at);
        let crest = f64::from(self.crest_m);
        let head = |at: usize| (f64::from(bed[at]) - crest) + f64::from(h[at]);
        let (low_head, high_head) = (head(low), head(high));
        if low_head <= 0.0 && high_head <= 0.0 {
            return 0.0;
        }
        let (upper, lower, sign) =
            if low_head > high_head { (low_head, high_head, 1.0) } else { (high_head, low_head, -1.0) };
        let flow = weir_unit_flow_m2_s(upper, lower).min(LEVELLING_SHARE * (upper - lower) * levelling_m_s);
        if flow < 1e-12 { 0.0 } else { (sign * flow) as f32 }
    }

    /// Whether water that matters could pass, for the rule of sleep; none if the face
    /// flows as any other.
    pub fn stirs(&self, h: &[f32], bed: &[f32], sleep: &Sleep) -> Option<bool> {
        let (low, high) = (self.slot.low_at, self.slot.at);
        if !self.stands(bed) {
            return None;
        }
        let head = |at: usize| (bed[at] - self.crest_m) + h[at];
        let (low_head, high_head) = (head(low), head(high));
        let deepest = if low_head > high_head { low_head } else { high_head };
        Some(deepest > sleep.film_m && (low_head - high_head).abs() > sleep.level_m)
    }
}
