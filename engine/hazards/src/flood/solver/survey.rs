//! A look at one tile: does its water move, how deep is it, and what was its worst.

use super::layout::{Layout, TILE};
use super::params::Sleep;

/// What is kept of each cell over the run, in padded arrays.
#[derive(Clone, Debug)]
pub(super) struct Records {
    /// Greatest depth, m.
    pub depth_m: Vec<f32>,
    /// Time of arrival, s; infinite where none.
    pub arrival_s: Vec<f32>,
    /// Greatest depth × (speed + 0.5), m²/s.
    pub rating_m2_s: Vec<f32>,
}

/// What a survey of a tile found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// Quadrants in which water moves.
    pub awake: u8,
    pub deepest_m: f32,
    /// Sum of depths, not finite if one of them is not.
    pub sum_m: f32,
    /// Faces at which water moves, and those of them above Froude number 1.
    pub moving: u32,
    pub fast: u32,
}

/// What a survey reads.
pub(super) struct View<'a> {
    pub layout: &'a Layout,
    pub h: &'a [f32],
    pub qx: &'a [f32],
    pub qy: &'a [f32],
    pub bed: &'a [f32],
}

/// Numbers of a survey.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub sleep: Sleep,
    pub hmin_m: f32,
    pub gravity_m_s2: f32,
    pub arrival_depth_m: f32,
    pub now_s: f32,
}

/// Speed above which the water at a face counts as moving for the Froude share, m/s.
const MOVING_M_S: f32 = 0.01;

#[derive(Clone, Copy, Default)]
struct Lanes {
    awake: [u32; TILE],
    moving: [u32; TILE],
    fast: [u32; TILE],
}

/// A weir face of the tile, and whether water that matters could pass it.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeirFace {
    pub tile: usize,
    /// Padded index of the cell whose west or south face it is.
    pub at: usize,
    pub along_x: bool,
    pub stirs: bool,
}

/// Looks at the faces between `n` = 16 pairs of cells.
#[inline(always)]
fn faces(rule: &Rule, (h0, h1): (&[f32], &[f32]), (z0, z1): (&[f32], &[f32]), q: &[f32], lanes: &mut Lanes) {
    let (h0, h1, z0, z1, q) = (&h0[..TILE], &h1[..TILE], &z0[..TILE], &z1[..TILE], &q[..TILE]);
    for i in 0..TILE {
        let rise = z1[i] - z0[i];
        let step_up = if rise > 0.0 { rise } else { 0.0 };
        let (above0, above1) = (h0[i] - step_up, h1[i] + (rise - step_up));
        let hf = if above0 > above1 { above0 } else { above1 };
        let drop = (h1[i] - h0[i]) + rise;
        let flow = q[i].abs();
        let stirs = (hf > rule.sleep.film_m)
            & ((flow > rule.sleep.speed_m_s * hf) | (drop.abs() > rule.sleep.level_m));
        let moving = (hf > rule.hmin_m) & (flow > MOVING_M_S * hf);
        let fast = moving & (flow * flow > rule.gravity_m_s2 * (hf * hf * hf));
        lanes.awake[i] = u32::from(stirs);
        lanes.moving[i] += u32::from(moving);
        lanes.fast[i] += u32::from(fast);
    }
}

/// Surveys a tile.
#[inline(always)]
pub(super) fn survey(
    view: &View<'_>,
    rule: &Rule,
    tile: usize,
    weirs: &[WeirFace],
    records: &mut Records,
) -> Found {
    let layout = view.layout;
    let (band, column) = (tile / layout.tile_columns, tile % layout.tile_columns * TILE);
    let stride = layout.stride;
    let mut found = Found::default();
    let (mut along_x, mut along_y) = (Lanes::default(), Lanes::default());
    let mut awake = [0u32; TILE];
    let mut deepest = [0i32; TILE];
    let mut sums = [0f32; TILE];
    for (k, row) in layout.band_rows(band).enumerate() {
        if k == TILE / 2 {
            found.awake |= halves(&awake);
            awake = [0; TILE];
        }
        let at = layout.at(column, row);
        let (h, bed) = (view.h, view.bed);
        let west = ((&h[at - 1..], &h[at..]), (&bed[at - 1..], &bed[at..]));
        faces(rule, west.0, west.1, &view.qx[at..], &mut along_x);
        let south = ((&h[at - stride..], &h[at..]), (&bed[at - stride..], &bed[at..]));
        faces(rule, south.0, south.1, &view.qy[at..], &mut along_y);
        for weir in weirs.iter().filter(|weir| (at..at + TILE).contains(&weir.at)) {
            let lanes = if weir.along_x { &mut along_x } else { &mut along_y };
            lanes.awake[weir.at - at] = u32::from(weir.stirs);
        }
        for (lane, (x, y)) in awake.iter_mut().zip(along_x.awake.iter().zip(&along_y.awake)) {
            *lane |= x | y;
        }
        observe(view, rule, at, records);
        let h = &h[at..at + TILE];
        for i in 0..TILE {
            let bits = h[i].to_bits() as i32;
            deepest[i] = if bits > deepest[i] { bits } else { deepest[i] };
            sums[i] += h[i];
        }
    }
    let northern = halves(&awake);
    found.awake |= if layout.band_rows(band).len() > TILE / 2 { northern << 2 } else { northern };
    for i in 0..TILE {
        let depth = f32::from_bits(deepest[i] as u32);
        found.deepest_m = if depth > found.deepest_m { depth } else { found.deepest_m };
        found.sum_m += sums[i];
        found.moving += along_x.moving[i] + along_y.moving[i];
        found.fast += along_x.fast[i] + along_y.fast[i];
    }
    found
}

fn halves(awake: &[u32; TILE]) -> u8 {
    let (west, east) = awake.split_at(TILE / 2);
    u8::from(west.iter().any(|lane| *lane != 0)) | (u8::from(east.iter().any(|lane| *lane != 0)) << 1)
}

/// Keeps maxima and arrival of sixteen cells.
#[inline(always)]
fn observe(view: &View<'_>, rule: &Rule, at: usize, records: &mut Records) {
    let stride = view.layout.stride;
    let h = &view.h[at..at + TILE];
    let (west, east) = (&view.qx[at..at + TILE], &view.qx[at + 1..at + 1 + TILE]);
    let (south, north) = (&view.qy[at..at + TILE], &view.qy[at + stride..at + stride + TILE]);
    let depth = &mut records.depth_m[at..at + TILE];
    let arrival = &mut records.arrival_s[at..at + TILE];
    let rating = &mut records.rating_m2_s[at..at + TILE];
    for i in 0..TILE {
        let (qx, qy) = (0.5 * (west[i] + east[i]), 0.5 * (south[i] + north[i]));
        // depth × (speed + 0.5) = |q| + depth/2
        let now = (qx * qx + qy * qy).sqrt() + 0.5 * h[i];
        depth[i] = if h[i] > depth[i] { h[i] } else { depth[i] };
        rating[i] = if now > rating[i] { now } else { rating[i] };
        let first = (h[i] >= rule.arrival_depth_m) & (arrival[i] > rule.now_s);
        arrival[i] = if first { rule.now_s } else { arrival[i] };
    }
}
