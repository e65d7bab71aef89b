//! One step over all active rows.
//!
//! Rows are taken from south to north in one sweep. At row `r` the new flows of its
//! west and south faces are made from old values (flows are replaced in place, so
//! the old ones of this row and the row before are kept aside); then the outflow of
//! row `r − 1` is complete and can be tested against its water; then the depths of row
//! `r − 2` are advanced with flows that are final. Every loop runs over whole vectors
//! (see `lanes`) and is inlined into an entry point for each vector unit (see `paths`).
//! Operations are those of the source, in its order, without fused multiply-add or
//! approximate reciprocals, so each unit gives the same bits.

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::lanes::Lanes;
use super::layout::{Layout, PAD, TILE};
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
    /// A little less than the square of the cap, times g.
    pub froude_2_g: f32,
}

/// The fields of a step.
pub(super) struct Fields<'a> {
    pub h: &'a mut [f32],
    pub qx: &'a mut [f32],
    pub qy: &'a mut [f32],
    /// What rounding added to each column so far and was not given back, m.
    pub surplus: &'a mut [f32],
    pub bed: &'a [f32],
    /// Squares of roughness at west and at south faces; empty where it is uniform.
    pub west_n2: &'a [f32],
    pub south_n2: &'a [f32],
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

    /// Whether all rows are long enough for a layout of this stride.
    fn fits(&self, stride: usize) -> bool {
        [
            &self.qx_now,
            &self.qx_before,
            &self.qy_now,
            &self.qy_before,
            &self.share_now.row,
            &self.share_before.row,
        ]
        .into_iter()
        .all(|row| row.len() >= stride + PAD)
    }
}

/// Minimax coefficients of ((1 − e)^(−1/3) − 1)/e for |e| ≤ 0.103, the error of the seed
/// of [`inverse_cbrt`]; relative error of the sum 9e-8.
const SERIES: [f32; 4] = [0.333_329_04, 0.222_217_51, 0.174_481_03, 0.145_485_19];

/// x^(−1/3) to 4e-7, for normal x > 0: integer seed and one step of fifth order; no
/// division.
///
/// # Safety
/// As for [`Lanes`].
#[inline(always)]
pub(super) unsafe fn inverse_cbrt<L: Lanes>(x: L::F) -> L::F {
    // SAFETY: the features are present, by the contract.
    unsafe {
        let seed = L::cbrt_seed(x);
        let e = L::sub(L::splat(1.0), L::mul(x, L::mul(L::mul(seed, seed), seed)));
        let mut series = L::splat(SERIES[3]);
        for k in [2, 1, 0] {
            series = L::add(L::splat(SERIES[k]), L::mul(e, series));
        }
        L::add(seed, L::mul(seed, L::mul(e, series)))
    }
}

/// What a face sees: depths of cells 0 and 1, rise of the bed from 0 to 1, square of the
/// roughness.
#[derive(Clone, Copy)]
pub(super) struct Ends<F> {
    pub h: (F, F),
    pub rise: F,
    pub n2: F,
}

/// Flows about a face: its own, the sum of the two along its direction, and the sum of
/// the four across it.
#[derive(Clone, Copy)]
pub(super) struct Flows<F> {
    pub own: F,
    pub along: F,
    pub across: F,
}

/// New unit flows of faces.
///
/// Bates et al. 2010 eq. 13 with the flow averaged along its direction (de Almeida et
/// al. 2012 eq. 11) and friction by the whole vector (de Almeida and Bates 2013). Where
/// the average would drive water up its own surface the face's own flow is used, as
/// LISFLOOD-FP and itzi do. `flows` is asked for only if one of the faces is wet.
///
/// # Safety
/// As for [`Lanes`].
#[inline(always)]
pub(super) unsafe fn face<L: Lanes, const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    ends: Ends<L::F>,
    flows: impl FnOnce() -> Flows<L::F>,
) -> L::F {
    // SAFETY: the features are present, by the contract.
    unsafe {
        let Ends { h: (h0, h1), rise, n2 } = ends;
        let zero = L::splat(0.0);
        let step_up = L::max(rise, zero);
        let above0 = L::sub(h0, step_up);
        let above1 = L::add(h1, L::sub(rise, step_up));
        let hf = L::max(above0, above1);
        let hmin = L::splat(k.hmin);
        let wet = L::gt(hf, hmin);
        if !L::any(wet) {
            return zero;
        }
        let Flows { own, along, across } = flows();
        let drop = L::add(L::sub(h1, h0), rise);
        let depth = L::select(wet, hf, hmin);
        let drive = L::mul(L::mul(L::splat(k.g_dt_dx), depth), drop);
        let mean = L::add(L::mul(L::splat(k.theta), own), L::mul(L::splat(k.side), along));
        let centred = L::sub(mean, drive);
        let local = L::sub(own, drive);
        let top = L::select(L::gt(L::mul(centred, drop), zero), local, centred);
        let root = inverse_cbrt::<L>(depth);
        let root_2 = L::mul(root, root);
        let depth_m7_3 = L::mul(L::mul(root_2, root_2), L::mul(root_2, root));
        let cross = L::mul(L::splat(k.cross), across);
        let speed = L::sqrt(L::add(L::mul(own, own), L::mul(cross, cross)));
        let friction = if RASTER { L::mul(L::splat(k.friction), n2) } else { L::splat(k.friction) };
        let drag = L::mul(L::mul(friction, speed), depth_m7_3);
        let mut flow = L::div(top, L::add(L::splat(1.0), drag));
        if FROUDE {
            let bound = L::mul(L::splat(k.froude_2_g), L::mul(L::mul(depth, depth), depth));
            if L::any(L::gt(L::mul(flow, flow), bound)) {
                let wave = L::sqrt(L::mul(L::splat(k.gravity), depth));
                let most = L::mul(L::mul(L::splat(k.froude), depth), wave);
                flow = L::select(L::gt(flow, most), most, flow);
                let least = L::sub(zero, most);
                flow = L::select(L::gt(least, flow), least, flow);
            }
        }
        let keep = L::and(wet, L::ge(L::abs(flow), L::splat(TINY_FLOW)));
        L::select(keep, flow, zero)
    }
}

/// Pointers to the first elements of the padded arrays.
#[derive(Clone, Copy)]
struct At {
    h: *mut f32,
    qx: *mut f32,
    qy: *mut f32,
    bed: *const f32,
    /// Those of the bed where roughness is uniform, when they are not read.
    west_n2: *const f32,
    south_n2: *const f32,
}

/// What the faces between the cells from `low` and those from `high` see.
#[inline(always)]
unsafe fn ends<L: Lanes, const RASTER: bool>(at: At, n2: *const f32, low: usize, high: usize) -> Ends<L::F> {
    // SAFETY: as in `west_faces`.
    unsafe {
        Ends {
            h: (L::load(at.h.add(low)), L::load(at.h.add(high))),
            rise: L::sub(L::load(at.bed.add(high)), L::load(at.bed.add(low))),
            n2: L::load(n2.add(if RASTER { high } else { 0 })),
        }
    }
}

/// Keeps the old flows of a span aside and makes the new ones of its west faces.
#[inline(always)]
unsafe fn west_faces<L: Lanes, const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    start: usize,
    stride: usize,
    Span { first, cells }: Span,
    at: At,
    scratch: &mut Scratch,
) {
    let (qx_now, qy_now) = (scratch.qx_now.as_mut_ptr(), scratch.qy_now.as_mut_ptr());
    // SAFETY: spans lie within the rows, and a row has a wall of a tile to its left and
    // right (`sweep` has looked), so all indices are inside; `scratch` is as long.
    unsafe {
        for edge in [first - 1, first + cells] {
            *qx_now.add(edge) = *at.qx.add(start + edge);
            *qy_now.add(edge) = *at.qy.add(start + edge);
        }
        for i in (first..first + cells).step_by(L::WIDTH) {
            L::store(qx_now.add(i), L::load(at.qx.add(start + i)));
            L::store(qy_now.add(i), L::load(at.qy.add(start + i)));
        }
        for i in (first..first + cells).step_by(L::WIDTH) {
            let (low, high) = (start + i - 1, start + i);
            let ends = ends::<L, RASTER>(at, at.west_n2, low, high);
            let flows = || Flows {
                own: L::load(qx_now.add(i)),
                along: L::add(L::load(qx_now.add(i - 1)), L::load(qx_now.add(i + 1))),
                across: L::add(
                    L::add(L::load(qy_now.add(i - 1)), L::load(qy_now.add(i))),
                    L::add(L::load(at.qy.add(low + stride)), L::load(at.qy.add(high + stride))),
                ),
            };
            let flow = face::<L, FROUDE, RASTER>(k, ends, flows);
            L::store(at.qx.add(high), flow);
        }
        // What lies to the west of a span is a wall or asleep.
        *at.qx.add(start + first) = 0.0;
    }
}

/// New flows of the south faces of a span.
#[inline(always)]
unsafe fn south_faces<L: Lanes, const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    start: usize,
    stride: usize,
    Span { first, cells }: Span,
    at: At,
    scratch: &Scratch,
) {
    let (qx_now, qx_before) = (scratch.qx_now.as_ptr(), scratch.qx_before.as_ptr());
    let (qy_now, qy_before) = (scratch.qy_now.as_ptr(), scratch.qy_before.as_ptr());
    // SAFETY: as in `west_faces`.
    unsafe {
        for i in (first..first + cells).step_by(L::WIDTH) {
            let (low, high) = (start + i - stride, start + i);
            let ends = ends::<L, RASTER>(at, at.south_n2, low, high);
            let flows = || Flows {
                own: L::load(qy_now.add(i)),
                along: L::add(L::load(qy_before.add(i)), L::load(at.qy.add(high + stride))),
                across: L::add(
                    L::add(L::load(qx_before.add(i)), L::load(qx_before.add(i + 1))),
                    L::add(L::load(qx_now.add(i)), L::load(qx_now.add(i + 1))),
                ),
            };
            let flow = face::<L, FROUDE, RASTER>(k, ends, flows);
            L::store(at.qy.add(high), flow);
        }
    }
}

/// Outflow of cells from the flows of their four faces, m²/s.
#[inline(always)]
unsafe fn outflow<L: Lanes>(at: At, i: usize, stride: usize) -> L::F {
    // SAFETY: as in `west_faces`.
    unsafe {
        let zero = L::splat(0.0);
        let out = |flow: L::F| L::max(flow, zero);
        let west = out(L::sub(zero, L::load(at.qx.add(i))));
        let east = out(L::load(at.qx.add(i + 1)));
        let south = out(L::sub(zero, L::load(at.qy.add(i))));
        let north = out(L::load(at.qy.add(i + stride)));
        L::add(L::add(west, east), L::add(south, north))
    }
}

/// Whether a cell of a span would give more than it holds.
#[inline(always)]
unsafe fn overdrawn<L: Lanes>(dt_dx: f32, start: usize, stride: usize, span: Span, at: At) -> bool {
    // SAFETY: as in `west_faces`.
    unsafe {
        let all = L::splat(dt_dx * MORE_THAN_ALL);
        // The least that remains of any; the bits of a negative number are above all others.
        let mut least = L::splat(f32::INFINITY);
        for i in (start + span.first..start + span.first + span.cells).step_by(L::WIDTH) {
            let left = L::sub(L::load(at.h.add(i)), L::mul(all, outflow::<L>(at, i, stride)));
            least = L::select(L::gt(least, left), left, least);
        }
        L::any(L::gt(L::splat(0.0), least))
    }
}

/// The share of its outflow that each cell of a span can give.
#[inline(always)]
unsafe fn shares<L: Lanes>(
    dt_dx: f32,
    start: usize,
    stride: usize,
    Span { first, cells }: Span,
    at: At,
    out: &mut [f32],
) {
    let out = out.as_mut_ptr();
    // SAFETY: as in `west_faces`.
    unsafe {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        for i in (first..first + cells).step_by(L::WIDTH) {
            let wanted = L::mul(L::splat(dt_dx), outflow::<L>(at, start + i, stride));
            let held = L::max(L::load(at.h.add(start + i)), zero);
            let short = L::gt(L::mul(wanted, L::splat(MORE_THAN_ALL)), held);
            let safe = L::select(short, wanted, one);
            let share = L::div(L::mul(L::splat(NEARLY_ALL), held), safe);
            L::store(out.add(i), L::select(short, share, one));
        }
    }
}

/// Scales flows by the share of the cell that they leave.
#[inline(always)]
unsafe fn scale<L: Lanes>(flows: *mut f32, low: *const f32, high: *const f32, cells: usize) {
    // SAFETY: as in `west_faces`.
    unsafe {
        for i in (0..cells).step_by(L::WIDTH) {
            let flow = L::load(flows.add(i));
            let share = L::select(L::gt(flow, L::splat(0.0)), L::load(low.add(i)), L::load(high.add(i)));
            L::store(flows.add(i), L::mul(flow, share));
        }
    }
}

/// Advances depths of a span; gives the greatest of them and of `most`. What rounding
/// added is summed by column in `surplus`.
#[inline(always)]
unsafe fn advance_depths<L: Lanes>(
    dt_dx: f32,
    start: usize,
    stride: usize,
    Span { first, cells }: Span,
    at: At,
    surplus: *mut f32,
    most: L::F,
) -> L::F {
    let mut most = most;
    // SAFETY: as in `west_faces`; `surplus` is a row long.
    unsafe {
        for i in (first..first + cells).step_by(L::WIDTH) {
            let cell = start + i;
            let along_x = L::sub(L::load(at.qx.add(cell)), L::load(at.qx.add(cell + 1)));
            let along_y = L::sub(L::load(at.qy.add(cell)), L::load(at.qy.add(cell + stride)));
            let change = L::mul(L::splat(dt_dx), L::add(along_x, along_y));
            let before = L::load(at.h.add(cell));
            let depth = L::add(before, change);
            let added = L::sub(L::sub(depth, before), change);
            L::store(surplus.add(i), L::add(L::load(surplus.add(i)), added));
            L::store(at.h.add(cell), depth);
            most = L::max_bits(most, depth);
        }
    }
    most
}

/// Gives the surplus of rounding back: takes it from the cells of one row, where they
/// hold a thousand times as much. The row is another one in each step.
#[inline(always)]
fn settle(h: &mut [f32], surplus: &mut [f32]) {
    for (h, surplus) in h.iter_mut().zip(surplus) {
        let due = if *h > 1000.0 * surplus.abs() { *surplus } else { 0.0 };
        let depth = *h - due;
        *surplus -= *h - depth;
        *h = depth;
    }
}

/// One step over all spans of all bands. Gives the greatest depth of active cells.
///
/// # Panics
/// If an array is shorter than the layout asks or a span does not lie within its row:
/// that would be a fault of the caller, which builds all of them from one layout.
///
/// # Safety
/// As for [`Lanes`].
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) unsafe fn sweep<L: Lanes, const FROUDE: bool, const RASTER: bool>(
    k: &Coefficients,
    layout: &Layout,
    bands: &[Band],
    patches: &[Patch],
    settled_row: usize,
    fields: &mut Fields<'_>,
    scratch: &mut Scratch,
) -> f32 {
    let Fields { h, qx, qy, surplus, bed, west_n2, south_n2 } = fields;
    let stride = layout.stride;
    let long = |array: &[f32]| array.len() >= layout.len();
    let inside = |span: &Span| {
        span.first >= PAD && span.first + span.cells <= stride && span.cells.is_multiple_of(TILE)
    };
    assert!(
        long(h)
            && long(qx)
            && long(qy)
            && long(bed)
            && (!RASTER || (long(west_n2) && long(south_n2)))
            && surplus.len() >= stride,
        "padded arrays are as long as the layout"
    );
    assert!(
        bands.len() >= layout.bands
            && bands.iter().all(|band| band.spans.iter().chain(&band.southern_spans).all(inside)),
        "spans lie within their rows"
    );
    assert!(scratch.fits(stride), "rows kept aside are as long as the layout");
    let at = At {
        h: h.as_mut_ptr(),
        qx: qx.as_mut_ptr(),
        qy: qy.as_mut_ptr(),
        bed: bed.as_ptr(),
        west_n2: if RASTER { west_n2.as_ptr() } else { bed.as_ptr() },
        south_n2: if RASTER { south_n2.as_ptr() } else { bed.as_ptr() },
    };
    let surplus_at = surplus.as_mut_ptr();
    let band_of = |row: usize| &bands[row / TILE];
    // SAFETY: lengths and spans were tested just now; the features are present, by the
    // contract.
    let greatest = unsafe {
        let mut most = L::splat(0.0);
        let mut next_patch = 0;
        for row in 0..layout.rows + 2 {
            if row < layout.rows {
                std::mem::swap(&mut scratch.qx_now, &mut scratch.qx_before);
                std::mem::swap(&mut scratch.qy_now, &mut scratch.qy_before);
                let start = layout.row_start(row);
                let band = band_of(row);
                for span in &band.spans {
                    west_faces::<L, FROUDE, RASTER>(k, start, stride, *span, at, scratch);
                }
                let southern: &[Span] = if row % TILE == 0 { &band.southern_spans } else { &band.spans };
                for span in southern {
                    south_faces::<L, FROUDE, RASTER>(k, start, stride, *span, at, scratch);
                }
            }
            while let Some(patch) = patches.get(next_patch).filter(|patch| patch.slot.row == row) {
                assert!(patch.slot.at < layout.len(), "patches lie inside");
                let flows = if patch.slot.along_x { at.qx } else { at.qy };
                *flows.add(patch.slot.at) = patch.flow_m2_s;
                next_patch += 1;
            }
            if (1..=layout.rows).contains(&row) {
                std::mem::swap(&mut scratch.share_now, &mut scratch.share_before);
                limit_row::<L>(k, layout, band_of(row - 1), row - 1, at, scratch);
            }
            if row >= 2 {
                let start = layout.row_start(row - 2);
                for span in &band_of(row - 2).spans {
                    most = advance_depths::<L>(k.dt_dx, start, stride, *span, at, surplus_at, most);
                }
            }
        }
        let mut each = [0.0f32; TILE];
        L::store(each.as_mut_ptr(), most);
        each.into_iter().fold(0.0f32, |a, b| if b.to_bits() as i32 > a.to_bits() as i32 { b } else { a })
    };
    let start = layout.row_start(settled_row);
    for span in &band_of(settled_row).spans {
        let (first, n) = (span.first, span.cells);
        settle(&mut h[start + first..start + first + n], &mut surplus[first..first + n]);
    }
    for shares in [&mut scratch.share_now, &mut scratch.share_before] {
        shares.settle(false);
    }
    greatest
}

/// Tests the outflows of a row and, where a cell of it or of the row before would give
/// more than it holds, scales the flows that are now final: those of the row's west
/// and south faces.
#[inline(always)]
unsafe fn limit_row<L: Lanes>(
    k: &Coefficients,
    layout: &Layout,
    band: &Band,
    row: usize,
    at: At,
    scratch: &mut Scratch,
) {
    let start = layout.row_start(row);
    let stride = layout.stride;
    // SAFETY: as in `west_faces`; shares are a row long.
    unsafe {
        let mut short = false;
        for span in &band.spans {
            short |= overdrawn::<L>(k.dt_dx, start, stride, *span, at);
        }
        let Scratch { share_now, share_before, .. } = scratch;
        share_now.settle(short);
        if short {
            for span in &band.spans {
                shares::<L>(k.dt_dx, start, stride, *span, at, &mut share_now.row);
            }
        }
        if short | share_before.mixed {
            let (now, before) = (share_now.row.as_ptr(), share_before.row.as_ptr());
            for Span { first, cells } in band.spans.iter().copied() {
                let flows = start + first;
                scale::<L>(at.qx.add(flows), now.add(first - 1), now.add(first), cells);
                scale::<L>(at.qy.add(flows), before.add(first), now.add(first), cells);
            }
        }
    }
}
