//! A look at the water: where does it move, how deep is it, and what was its worst.
//!
//! Works on rows of the tiles that are to be looked at, in loops as long as the
//! stretch, since short ones of a fixed length are not made into vector code. Counts
//! wrap, since a test for overflow in builds with checks would undo it too.

use super::field::Field;
use super::kernel::inverse_cbrt_of;
use super::layout::{Layout, PAD, TILE};
use super::params::Sleep;
use super::tiles::{Span, spans_of};

/// What is kept of each cell over the run, in padded arrays.
#[derive(Clone, Debug)]
pub(super) struct Records {
    /// Greatest depth, m.
    pub depth_m: Field,
    /// Time of arrival, s; infinite where none.
    pub arrival_s: Field,
    /// Greatest depth × (speed + 0.5), m²/s.
    pub rating_m2_s: Field,
}

/// What a survey of a tile found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    pub tile: usize,
    /// Quadrants in which water moves.
    pub awake: u8,
    pub deepest_m: f32,
    /// Greatest speed of a kinematic flow at a face, m/s.
    pub fastest_m_s: f32,
    /// Sum of depths, not finite if one of them is not.
    pub sum_m: f32,
    /// Faces at which water moves, those of them above Froude number ½, and above 1.
    pub moving: u32,
    pub brisk: u32,
    pub fast: u32,
}

/// What a survey reads.
pub(super) struct View<'a> {
    pub layout: &'a Layout,
    pub h: &'a [f32],
    pub qx: &'a [f32],
    pub qy: &'a [f32],
    pub bed: &'a [f32],
    /// Roughness; empty where it is uniform.
    pub roughness: &'a [f32],
    /// Weir faces, from south to north.
    pub weirs: &'a [WeirFace],
}

/// A weir face, and whether water that matters could pass it.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeirFace {
    pub row: usize,
    /// Position in its padded row of the cell whose west or south face it is.
    pub at: usize,
    pub along_x: bool,
    pub stirs: bool,
}

/// Numbers of a survey.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub sleep: Sleep,
    pub hmin_m: f32,
    pub gravity_m_s2: f32,
    pub arrival_depth_m: f32,
    pub now_s: f32,
    /// Speed of normal flow over depth^(2/3)·√(drop between cells): 1/√dx, over n where
    /// roughness is uniform; 0 without friction, when there is no kinematic wave.
    pub conveyance: f32,
}

/// Speed above which the water at a face counts as moving for the Froude share, m/s.
const MOVING_M_S: f32 = 0.01;

/// Sums over the rows of a band, a padded row long.
#[derive(Clone, Debug)]
struct Lanes {
    /// Of the row at hand: whether water moves at west and at south faces.
    west: Vec<u32>,
    south: Vec<u32>,
    /// Of the southern and of the northern eight rows of the band.
    awake: [Vec<u32>; 2],
    moving: Vec<u32>,
    brisk: Vec<u32>,
    fast: Vec<u32>,
    deepest: Vec<i32>,
    fastest: Vec<f32>,
    sum: Vec<f32>,
}

impl Lanes {
    fn new(layout: &Layout) -> Self {
        let none = vec![0u32; layout.stride];
        Self {
            west: none.clone(),
            south: none.clone(),
            awake: [none.clone(), none.clone()],
            moving: none.clone(),
            brisk: none.clone(),
            fast: none,
            deepest: vec![0; layout.stride],
            fastest: vec![0.0; layout.stride],
            sum: vec![0.0; layout.stride],
        }
    }

    fn clear(&mut self) {
        for lane in [&mut self.moving, &mut self.brisk, &mut self.fast] {
            lane.fill(0);
        }
        self.awake[0].fill(0);
        self.awake[1].fill(0);
        self.deepest.fill(0);
        self.fastest.fill(0.0);
        self.sum.fill(0.0);
    }

    /// What was found in one tile of the band.
    fn of_tile(&self, tile: usize, column: usize) -> Found {
        let cells = PAD + column * TILE..PAD + (column + 1) * TILE;
        let mut found = Found { tile, ..Found::default() };
        for (half, awake) in self.awake.iter().enumerate() {
            for (k, lane) in awake[cells.clone()].iter().enumerate() {
                if *lane != 0 {
                    found.awake |= 1 << (2 * half + 2 * k / TILE);
                }
            }
        }
        for k in cells {
            let depth = f32::from_bits(self.deepest[k] as u32);
            found.deepest_m = if depth > found.deepest_m { depth } else { found.deepest_m };
            let speed = self.fastest[k];
            found.fastest_m_s = if speed > found.fastest_m_s { speed } else { found.fastest_m_s };
            found.sum_m += self.sum[k];
            found.moving += self.moving[k];
            found.brisk += self.brisk[k];
            found.fast += self.fast[k];
        }
        found
    }
}

/// Looks at the faces between pairs of cells of a row.
///
/// The speed of the kinematic wave follows from flow and depth, but at most from the
/// normal flow of depth and slope: at the edge of the water the depth may be gone
/// where the flow of the last step still stands. Above Froude number ½ it is doubled:
/// there friction is quicker than the step, the flow rings around normal flow, and
/// runs on planes under rain were stable at half the Courant number only.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn faces<const RASTER: bool>(
    rule: &Rule,
    (h0, h1): (&[f32], &[f32]),
    (z0, z1): (&[f32], &[f32]),
    roughness: &[f32],
    q: &[f32],
    awake: &mut [u32],
    moving: &mut [u32],
    brisk: &mut [u32],
    fast: &mut [u32],
    fastest: &mut [f32],
) {
    let n = q.len();
    let (h0, h1, z0, z1) = (&h0[..n], &h1[..n], &z0[..n], &z1[..n]);
    let roughness = if RASTER { &roughness[..n] } else { z0 };
    let (awake, moving) = (&mut awake[..n], &mut moving[..n]);
    let (brisk, fast, fastest) = (&mut brisk[..n], &mut fast[..n], &mut fastest[..n]);
    for i in 0..n {
        let rise = z1[i] - z0[i];
        let step_up = if rise > 0.0 { rise } else { 0.0 };
        let (above0, above1) = (h0[i] - step_up, h1[i] + (rise - step_up));
        let hf = if above0 > above1 { above0 } else { above1 };
        let drop = (h1[i] - h0[i]) + rise;
        let flow = q[i].abs();
        let stirs = (hf > rule.sleep.film_m)
            & ((flow > rule.sleep.speed_m_s * hf) | (drop.abs() > rule.sleep.level_m));
        let moves = (hf > rule.hmin_m) & (flow > MOVING_M_S * hf);
        let depth = if hf > rule.hmin_m { hf } else { rule.hmin_m };
        let conveyance = if RASTER { rule.conveyance / (roughness[i] + 1e-3) } else { rule.conveyance };
        let normal = conveyance * (depth * inverse_cbrt_of(depth)) * drop.abs().sqrt();
        let speed = flow / depth;
        let speed = if normal < speed { normal } else { speed };
        // Walls and the edge faces of a given inflow have no depth.
        let speed = if hf > rule.hmin_m { speed } else { 0.0 };
        let critical = rule.gravity_m_s2 * (hf * hf * hf);
        let brisk_too = moves & (4.0 * flow * flow > critical);
        let speed = if brisk_too { 2.0 * speed } else { speed };
        let fast_too = moves & (flow * flow > critical);
        fastest[i] = if speed > fastest[i] { speed } else { fastest[i] };
        awake[i] = u32::from(stirs);
        moving[i] = moving[i].wrapping_add(u32::from(moves));
        brisk[i] = brisk[i].wrapping_add(u32::from(brisk_too));
        fast[i] = fast[i].wrapping_add(u32::from(fast_too));
    }
}

/// Adds the row at hand to the sums of its band.
#[inline(always)]
fn gather(west: &[u32], south: &[u32], h: &[f32], awake: &mut [u32], deepest: &mut [i32], sum: &mut [f32]) {
    let n = h.len();
    let (west, south) = (&west[..n], &south[..n]);
    let (awake, deepest, sum) = (&mut awake[..n], &mut deepest[..n], &mut sum[..n]);
    for i in 0..n {
        awake[i] |= west[i] | south[i];
        let bits = h[i].to_bits() as i32;
        deepest[i] = if bits > deepest[i] { bits } else { deepest[i] };
        sum[i] += h[i];
    }
}

/// Keeps maxima and arrivals of a stretch of a row.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn observe(
    rule: &Rule,
    h: &[f32],
    qx: &[f32],
    south: &[f32],
    north: &[f32],
    depth: &mut [f32],
    arrival: &mut [f32],
    rating: &mut [f32],
) {
    let n = h.len();
    let (west, east, south, north) = (&qx[..n], &qx[1..n + 1], &south[..n], &north[..n]);
    let (depth, arrival, rating) = (&mut depth[..n], &mut arrival[..n], &mut rating[..n]);
    for i in 0..n {
        let (qx, qy) = (0.5 * (west[i] + east[i]), 0.5 * (south[i] + north[i]));
        // depth × (speed + 0.5) = |q| + depth/2
        let now = (qx * qx + qy * qy).sqrt() + 0.5 * h[i];
        depth[i] = if h[i] > depth[i] { h[i] } else { depth[i] };
        rating[i] = if now > rating[i] { now } else { rating[i] };
        let first = (h[i] >= rule.arrival_depth_m) & (arrival[i] > rule.now_s);
        arrival[i] = if first { rule.now_s } else { arrival[i] };
    }
}

/// Surveys the tiles that are marked; `marks` holds one a tile.
#[inline(always)]
pub(super) fn survey<const RASTER: bool>(
    view: &View<'_>,
    rule: &Rule,
    marks: &[bool],
    records: &mut Records,
    found: &mut Vec<Found>,
) {
    let layout = view.layout;
    let mut lanes = Lanes::new(layout);
    let mut weirs = view.weirs;
    for band in 0..layout.bands {
        let marked = &marks[band * layout.tile_columns..(band + 1) * layout.tile_columns];
        let spans = spans_of(marked.iter().copied());
        let rows = layout.band_rows(band);
        let until = weirs.partition_point(|weir| weir.row < rows.end);
        let (here, beyond) = weirs.split_at(until);
        weirs = beyond;
        if spans.is_empty() {
            continue;
        }
        lanes.clear();
        for row in rows.clone() {
            for span in &spans {
                survey_row::<RASTER>(view, rule, *span, row, &mut lanes, records);
            }
            for weir in here.iter().filter(|weir| weir.row == row) {
                let lane = if weir.along_x { &mut lanes.west } else { &mut lanes.south };
                lane[weir.at] = u32::from(weir.stirs);
            }
            let start = layout.row_start(row);
            for Span { first, cells } in &spans {
                let (from, to) = (*first, first + cells);
                let half = (row - rows.start) / (TILE / 2);
                gather(
                    &lanes.west[from..to],
                    &lanes.south[from..to],
                    &view.h[start + from..start + to],
                    &mut lanes.awake[half][from..to],
                    &mut lanes.deepest[from..to],
                    &mut lanes.sum[from..to],
                );
            }
        }
        for (column, _) in marked.iter().enumerate().filter(|(_, marked)| **marked) {
            found.push(lanes.of_tile(band * layout.tile_columns + column, column));
        }
    }
}

#[inline(always)]
fn survey_row<const RASTER: bool>(
    view: &View<'_>,
    rule: &Rule,
    Span { first, cells }: Span,
    row: usize,
    lanes: &mut Lanes,
    records: &mut Records,
) {
    let View { layout, h, qx, qy, bed, roughness, .. } = view;
    let stride = layout.stride;
    let (at, to) = (layout.row_start(row) + first, first + cells);
    let roughness = if RASTER { &roughness[at..at + cells] } else { &[] };
    faces::<RASTER>(
        rule,
        (&h[at - 1..], &h[at..]),
        (&bed[at - 1..], &bed[at..]),
        roughness,
        &qx[at..at + cells],
        &mut lanes.west[first..to],
        &mut lanes.moving[first..to],
        &mut lanes.brisk[first..to],
        &mut lanes.fast[first..to],
        &mut lanes.fastest[first..to],
    );
    faces::<RASTER>(
        rule,
        (&h[at - stride..], &h[at..]),
        (&bed[at - stride..], &bed[at..]),
        roughness,
        &qy[at..at + cells],
        &mut lanes.south[first..to],
        &mut lanes.moving[first..to],
        &mut lanes.brisk[first..to],
        &mut lanes.fast[first..to],
        &mut lanes.fastest[first..to],
    );
    observe(
        rule,
        &h[at..at + cells],
        &qx[at..at + cells + 1],
        &qy[at..at + cells],
        &qy[at + stride..at + stride + cells],
        &mut records.depth_m[at..at + cells],
        &mut records.arrival_s[at..at + cells],
        &mut records.rating_m2_s[at..at + cells],
    );
}
