//! One step over all active rows.
//!
//! Rows are taken from south to north in one sweep. At row `r` the new flows of its
//! west and south faces are made from old values (flows are replaced in place, so
//! the old ones of this row and the row before are kept aside); then the outflow of
//! row `r − 1` is complete and can be tested against its water; then the depths of row
//! `r − 2` are advanced with flows that are final. Every loop runs over equally long
//! slices, has no branch and no call, and is inlined into an entry point for each
//! vector unit (see `paths`). Operations are those of the source, in its order, without
//! fused multiply-add or approximate reciprocals, so each unit gives the same bits.

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::layout::{Layout, PAD};
use super::tiles::{Band, Span};

/// Flows below this are set to zero, m²/s: they are no water, but their squares would
/// be subnormal numbers, which cost ten times the time.
pub(super) const TINY_FLOW: f32 = 1e-12;
/// Share of a cell's water that may leave it in a step, and how much of it is asked for
/// before the limiter acts: both a rounding error away from 1, so that no depth is
/// ever negative.
const NEARLY_ALL: f32 = 0.999_999;
const MORE_THAN_ALL: f32 = 1.000_001;

/// Where a special face lies in the padded arrays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Slot {
    /// Row whose west or south faces hold it.
    pub row: usize,
    /// The cell to the east or north, whose west or south face it is.
    pub at: usize,
    /// The cell to the west or south.
    pub low_at: usize,
    /// Flow along x (a west face) or along y (a south face).
    pub along_x: bool,
}

/// A face whose flow does not follow from the momentum equation in this step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch {
    pub slot: Slot,
    pub flow_m2_s: f32,
}

/// Numbers of one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coefficients {
    pub theta: f32,
    /// (1 − theta)/2.
    pub side: f32,
    /// g·dt/dx.
    pub g_dt_dx: f32,
    /// g·dt, times n² where roughness is uniform.
    pub friction: f32,
    /// dt/dx.
    pub dt_dx: f32,
    pub hmin: f32,
    /// A quarter, or 0 for friction by component.
    pub cross: f32,
    pub gravity: f32,
    /// Froude cap, if there is one.
    pub froude: f32,
}

/// The fields of a step.
pub(super) struct Fields<'a> {
    pub h: &'a mut [f32],
    pub qx: &'a mut [f32],
    pub qy: &'a mut [f32],
    /// What rounding added to each column so far and was not given back, m.
    pub surplus: &'a mut [f32],
    pub bed: &'a [f32],
    /// Roughness; empty where it is uniform.
    pub roughness: &'a [f32],
}

/// Rows kept aside during a sweep, each a padded row long.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    qx_now: Field,
    qx_before: Field,
    qy_now: Field,
    qy_before: Field,
    share_now: Shares,
    share_before: Shares,
}

/// The share of its outflow that each cell of a row can give: 1 unless `mixed`.
#[derive(Clone, Debug, Default)]
struct Shares {
    row: Field,
    mixed: bool,
}

impl Shares {
    /// Makes all shares 1, unless they are already.
    #[inline(always)]
    fn settle(&mut self, mixed: bool) {
        if self.mixed {
            self.row.fill(1.0);
        }
        self.mixed = mixed;
    }
}

impl Scratch {
    pub fn new(layout: &Layout) -> Self {
        let row = Field::filled(layout.stride + PAD, 0.0);
        let ones = Shares { row: Field::filled(layout.stride + PAD, 1.0), mixed: false };
        Self {
            qx_now: row.clone(),
            qx_before: row.clone(),
            qy_now: row.clone(),
            qy_before: row,
            share_now: ones.clone(),
            share_before: ones,
        }
    }
}

/// Minimax coefficients of ((1 − e)^(−1/3) − 1)/e for |e| ≤ 0.103, the error of the seed
/// of [`inverse_cbrt`]; relative error of the sum 9e-8.
const SERIES: [f32; 4] = [0.333_329_04, 0.222_217_51, 0.174_481_03, 0.145_485_19];

/// x^(−1/3) to 4e-7, for normal x > 0: integer seed and one step of fifth order; no
/// division.
#[inline(always)]
pub(super) fn inverse_cbrt(x: f32) -> f32 {
    let third = x.to_bits() as i32 as f32 * (1.0 / 3.0);
    // SAFETY: a third of an `i32` is an `i32`. The plain cast would saturate, and with
    // its tests the loop would not be made into vector code.
    let third: i32 = unsafe { third.to_int_unchecked() };
    let seed = f32::from_bits(0x54a2_0000_i32.wrapping_sub(third) as u32);
    let e = 1.0 - x * (seed * seed * seed);
    let series = SERIES[0] + e * (SERIES[1] + e * (SERIES[2] + e * SERIES[3]));
    seed + seed * (e * series)
}

/// The new unit flow of a face between cells 0 and 1.
///
/// Bates et al. 2010 eq. 13 with the flow averaged along its direction (de Almeida et
/// al. 2012 eq. 11) and friction by the whole vector (de Almeida and Bates 2013). Where
/// the average would drive water up its own surface the face's own flow is used, as
/// LISFLOOD-FP and itzi do.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn face<const FROUDE: bool>(
    k: &Coefficients,
    friction: f32,
    (h0, h1): (f32, f32),
    rise: f32,
    own: f32,
    along: f32,
    across: f32,
) -> f32 {
    let step_up = if rise > 0.0 { rise } else { 0.0 };
    let (above0, above1) = (h0 - step_up, h1 + (rise - step_up));
    let hf = if above0 > above1 { above0 } else { above1 };
    let drop = (h1 - h0) + rise;
    let wet = hf > k.hmin;
    let depth = if wet { hf } else { k.hmin };
    let drive = k.g_dt_dx * depth * drop;
    let centred = (k.theta * own + k.side * along) - drive;
    let local = own - drive;
    let top = if centred * drop > 0.0 { local } else { centred };
    let root = inverse_cbrt(depth);
    let root_2 = root * root;
    let depth_m7_3 = (root_2 * root_2) * (root_2 * root);
    let cross = k.cross * across;
    let speed = (own * own + cross * cross).sqrt();
    let mut flow = top / (1.0 + (friction * speed) * depth_m7_3);
    if FROUDE {
        let most = k.froude * depth * (k.gravity * depth).sqrt();
        flow = if flow > most { most } else { flow };
        flow = if flow < -most { -most } else { flow };
    }
    let keep = wet & (flow.abs() >= TINY_FLOW);
    if keep { flow } else { 0.0 }
}

/// Friction factor of a face from the roughness of its cells.
#[inline(always)]
fn face_friction<const RASTER: bool>(k: &Coefficients, n0: f32, n1: f32) -> f32 {
    if RASTER {
        let n = 0.5 * (n0 + n1);
        k.friction * (n * n)
    } else {
        k.friction
    }
}

/// New flows of the west faces of `n` cells from the `first` of a row.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn west_faces<const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    out: &mut [f32],
    h: &[f32],
    bed: &[f32],
    roughness: &[f32],
    qx: &[f32],
    qy_south: &[f32],
    qy_north: &[f32],
) {
    // `h`, `bed`, `roughness`, `qy_*` start one cell to the west; `qx` one to the west
    // and reaches one to the east.
    let n = out.len();
    let (h0, h1) = (&h[..n], &h[1..n + 1]);
    let (z0, z1) = (&bed[..n], &bed[1..n + 1]);
    let (q_west, q, q_east) = (&qx[..n], &qx[1..n + 1], &qx[2..n + 2]);
    let (s0, s1) = (&qy_south[..n], &qy_south[1..n + 1]);
    let (t0, t1) = (&qy_north[..n], &qy_north[1..n + 1]);
    let (n0, n1) = if RASTER { (&roughness[..n], &roughness[1..n + 1]) } else { (z0, z1) };
    for i in 0..n {
        let across = (s0[i] + s1[i]) + (t0[i] + t1[i]);
        let friction = face_friction::<RASTER>(k, n0[i], n1[i]);
        out[i] =
            face::<FROUDE>(k, friction, (h0[i], h1[i]), z1[i] - z0[i], q[i], q_west[i] + q_east[i], across);
    }
}

/// New flows of the south faces of `n` cells of a row.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn south_faces<const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    out: &mut [f32],
    (h0, h1): (&[f32], &[f32]),
    (z0, z1): (&[f32], &[f32]),
    (n0, n1): (&[f32], &[f32]),
    (q_south, q, q_north): (&[f32], &[f32], &[f32]),
    (x_south, x_north): (&[f32], &[f32]),
) {
    let n = out.len();
    let (h0, h1, z0, z1) = (&h0[..n], &h1[..n], &z0[..n], &z1[..n]);
    let (q_south, q, q_north) = (&q_south[..n], &q[..n], &q_north[..n]);
    let (s0, s1) = (&x_south[..n], &x_south[1..n + 1]);
    let (t0, t1) = (&x_north[..n], &x_north[1..n + 1]);
    let (n0, n1) = if RASTER { (&n0[..n], &n1[..n]) } else { (z0, z1) };
    for i in 0..n {
        let across = (s0[i] + s1[i]) + (t0[i] + t1[i]);
        let friction = face_friction::<RASTER>(k, n0[i], n1[i]);
        out[i] =
            face::<FROUDE>(k, friction, (h0[i], h1[i]), z1[i] - z0[i], q[i], q_south[i] + q_north[i], across);
    }
}

/// Outflow of a cell from the flows of its four faces, m²/s.
#[inline(always)]
fn outflow(west: f32, east: f32, south: f32, north: f32) -> f32 {
    let west = if west < 0.0 { -west } else { 0.0 };
    let east = if east > 0.0 { east } else { 0.0 };
    let south = if south < 0.0 { -south } else { 0.0 };
    let north = if north > 0.0 { north } else { 0.0 };
    (west + east) + (south + north)
}

/// Whether a cell of a stretch would give more than it holds.
#[inline(always)]
fn overdrawn(dt_dx: f32, h: &[f32], qx: &[f32], south: &[f32], north: &[f32]) -> bool {
    let n = h.len();
    let (west, east) = (&qx[..n], &qx[1..n + 1]);
    let (south, north) = (&south[..n], &north[..n]);
    let all = dt_dx * MORE_THAN_ALL;
    let mut signs = 0u32;
    for i in 0..n {
        signs |= (h[i] - all * outflow(west[i], east[i], south[i], north[i])).to_bits();
    }
    signs >> 31 != 0
}

/// The share of its outflow that each cell of a stretch can give.
#[inline(always)]
fn shares(dt_dx: f32, out: &mut [f32], h: &[f32], qx: &[f32], south: &[f32], north: &[f32]) {
    let n = out.len();
    let (h, west, east) = (&h[..n], &qx[..n], &qx[1..n + 1]);
    let (south, north) = (&south[..n], &north[..n]);
    for i in 0..n {
        let wanted = dt_dx * outflow(west[i], east[i], south[i], north[i]);
        let held = if h[i] > 0.0 { h[i] } else { 0.0 };
        let short = wanted * MORE_THAN_ALL > held;
        let safe = if short { wanted } else { 1.0 };
        out[i] = if short { NEARLY_ALL * held / safe } else { 1.0 };
    }
}

/// Scales flows by the share of the cell that they leave.
#[inline(always)]
fn scale(flow: &mut [f32], low: &[f32], high: &[f32]) {
    let n = flow.len();
    let (low, high) = (&low[..n], &high[..n]);
    for i in 0..n {
        let share = if flow[i] > 0.0 { low[i] } else { high[i] };
        flow[i] *= share;
    }
}

/// Advances depths; gives the bits of the greatest, which order as the depths do. What
/// rounding added is summed by column in `surplus`.
#[inline(always)]
fn advance_depths(
    dt_dx: f32,
    h: &mut [f32],
    qx: &[f32],
    south: &[f32],
    north: &[f32],
    surplus: &mut [f32],
    most: i32,
) -> i32 {
    let n = h.len();
    let surplus = &mut surplus[..n];
    let (west, east) = (&qx[..n], &qx[1..n + 1]);
    let (south, north) = (&south[..n], &north[..n]);
    let mut most = most;
    for i in 0..n {
        let change = dt_dx * ((west[i] - east[i]) + (south[i] - north[i]));
        let depth = h[i] + change;
        surplus[i] += (depth - h[i]) - change;
        h[i] = depth;
        let bits = depth.to_bits() as i32;
        most = if bits > most { bits } else { most };
    }
    most
}

/// Gives the surplus of rounding back: takes it from the cells of one row, where they
/// hold a thousand times as much. The row is another one in each step.
#[inline(always)]
fn settle(h: &mut [f32], surplus: &mut [f32]) {
    let n = h.len();
    let surplus = &mut surplus[..n];
    for i in 0..n {
        let due = surplus[i];
        let due = if h[i] > 1000.0 * due.abs() { due } else { 0.0 };
        let depth = h[i] - due;
        surplus[i] -= h[i] - depth;
        h[i] = depth;
    }
}

/// One step over all spans of all bands. Gives the greatest depth of active cells.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn sweep<const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    layout: &Layout,
    bands: &[Band],
    patches: &[Patch],
    settled_row: usize,
    fields: &mut Fields<'_>,
    scratch: &mut Scratch,
) -> f32 {
    let Fields { h, qx, qy, surplus, bed, roughness } = fields;
    let (bed, roughness): (&[f32], &[f32]) = (bed, roughness);
    let stride = layout.stride;
    let band_of = |row: usize| &bands[row / super::layout::TILE];
    let mut most = 0i32;
    let mut next_patch = 0;
    for row in 0..layout.rows + 2 {
        if row < layout.rows {
            std::mem::swap(&mut scratch.qx_now, &mut scratch.qx_before);
            std::mem::swap(&mut scratch.qy_now, &mut scratch.qy_before);
            let start = layout.row_start(row);
            let band = band_of(row);
            for span in &band.spans {
                new_flows::<FROUDE, RASTER>(k, start, stride, *span, h, qx, qy, bed, roughness, scratch);
            }
            let southern: &[Span] =
                if row % super::layout::TILE == 0 { &band.southern_spans } else { &band.spans };
            for span in southern {
                let (first, n) = (span.first, span.cells);
                let at = start + first;
                let (old, new) = qy.split_at_mut(at + n);
                let old: &mut [f32] = old;
                south_faces::<FROUDE, RASTER>(
                    k,
                    &mut old[at..],
                    (&h[at - stride..][..n], &h[at..][..n]),
                    (&bed[at - stride..][..n], &bed[at..][..n]),
                    if RASTER { (&roughness[at - stride..][..n], &roughness[at..][..n]) } else { (&[], &[]) },
                    (
                        &scratch.qy_before[first..][..n],
                        &scratch.qy_now[first..][..n],
                        &new[stride - n..][..n],
                    ),
                    (&scratch.qx_before[first..][..n + 1], &scratch.qx_now[first..][..n + 1]),
                );
            }
        }
        while let Some(patch) = patches.get(next_patch).filter(|patch| patch.slot.row == row) {
            let flows = if patch.slot.along_x { &mut **qx } else { &mut **qy };
            flows[patch.slot.at] = patch.flow_m2_s;
            next_patch += 1;
        }
        if (1..=layout.rows).contains(&row) {
            std::mem::swap(&mut scratch.share_now, &mut scratch.share_before);
            limit_row(k, layout, band_of(row - 1), row - 1, h, qx, qy, scratch);
        }
        if row >= 2 {
            let start = layout.row_start(row - 2);
            for span in &band_of(row - 2).spans {
                let (at, n) = (start + span.first, span.cells);
                most = advance_depths(
                    k.dt_dx,
                    &mut h[at..at + n],
                    &qx[at..at + n + 1],
                    &qy[at..at + n],
                    &qy[at + stride..at + stride + n],
                    &mut surplus[span.first..span.first + n],
                    most,
                );
            }
        }
    }
    let start = layout.row_start(settled_row);
    for span in &band_of(settled_row).spans {
        let (first, n) = (span.first, span.cells);
        settle(&mut h[start + first..start + first + n], &mut surplus[first..first + n]);
    }
    for shares in [&mut scratch.share_now, &mut scratch.share_before] {
        shares.settle(false);
    }
    f32::from_bits(most as u32)
}

/// Keeps the old flows of a span aside and makes the new ones of its west faces.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn new_flows<const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    start: usize,
    stride: usize,
    span: Span,
    h: &[f32],
    qx: &mut [f32],
    qy: &[f32],
    bed: &[f32],
    roughness: &[f32],
    scratch: &mut Scratch,
) {
    let (first, n) = (span.first, span.cells);
    let (from, to) = (first - 1, first + n + 1);
    scratch.qx_now[from..to].copy_from_slice(&qx[start + from..start + to]);
    scratch.qy_now[from..to].copy_from_slice(&qy[start + from..start + to]);
    let west = start + from;
    west_faces::<FROUDE, RASTER>(
        k,
        &mut qx[west + 1..west + 1 + n],
        &h[west..west + 1 + n],
        &bed[west..west + 1 + n],
        if RASTER { &roughness[west..west + 1 + n] } else { &[] },
        &scratch.qx_now[from..from + n + 2],
        &scratch.qy_now[from..from + n + 1],
        &qy[west + stride..west + stride + n + 1],
    );
    // What lies to the west of a span is a wall or asleep.
    qx[west + 1] = 0.0;
}

/// Tests the outflows of a row and, where a cell of it or of the row before would give
/// more than it holds, scales the flows that are now final: those of the row's west
/// and south faces.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn limit_row(
    k: &Coefficients,
    layout: &Layout,
    band: &Band,
    row: usize,
    h: &[f32],
    qx: &mut [f32],
    qy: &mut [f32],
    scratch: &mut Scratch,
) {
    let start = layout.row_start(row);
    let stride = layout.stride;
    let mut short = false;
    for span in &band.spans {
        let (at, n) = (start + span.first, span.cells);
        short |=
            overdrawn(k.dt_dx, &h[at..at + n], &qx[at..at + n + 1], &qy[at..at + n], &qy[at + stride..][..n]);
    }
    let Scratch { share_now, share_before, .. } = scratch;
    share_now.settle(short);
    if short {
        for span in &band.spans {
            let (at, n) = (start + span.first, span.cells);
            let out = &mut share_now.row[span.first..span.first + n];
            shares(
                k.dt_dx,
                out,
                &h[at..at + n],
                &qx[at..at + n + 1],
                &qy[at..at + n],
                &qy[at + stride..][..n],
            );
        }
    }
    if short | share_before.mixed {
        let (now, before) = (&share_now.row, &share_before.row);
        for span in &band.spans {
            let (first, n) = (span.first, span.cells);
            let at = start + first;
            scale(&mut qx[at..at + n], &now[first - 1..][..n], &now[first..][..n]);
            scale(&mut qy[at..at + n], &before[first..][..n], &now[first..][..n]);
        }
    }
}
