//! A look at the water: where does it move, how deep is it, and what was its worst.
//!
//! Works tile by tile; a row of a tile is a whole number of vectors (see `lanes`).

use super::field::Field;
use super::kernel::inverse_cbrt;
use super::lanes::Lanes;
use super::layout::{Layout, TILE};
use super::params::Sleep;
use super::tiles::QUADRANTS;

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
    /// Weir faces of the rows of tiles: sixteen a tile.
    pub weirs: &'a [WeirFaces],
}

/// Which west and which south faces of a row of a tile are weirs, and past which of them
/// water that matters could go: a bit a face.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WeirFaces {
    pub west: (u16, u16),
    pub south: (u16, u16),
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

/// The greatest number of a vector, at least 0.
///
/// # Safety
/// As for [`Lanes`].
#[inline(always)]
unsafe fn greatest<L: Lanes>(values: L::F) -> f32 {
    let mut each = [0.0f32; TILE];
    // SAFETY: by the contract; a vector is not longer than a tile.
    unsafe { L::store(each.as_mut_ptr(), values) };
    each.into_iter().fold(0.0, |a, b| if b > a { b } else { a })
}

/// What is summed up over a tile.
struct Sums<L: Lanes> {
    deepest: L::F,
    sum: L::F,
    fastest_m_s: f32,
    moving: u32,
    brisk: u32,
    fast: u32,
}

/// Looks at faces between pairs of cells, from `at - back` to `at`; gives where water
/// moves, a bit a face.
///
/// The speed of the kinematic wave follows from flow and depth, but at most from the
/// normal flow of depth and slope: at the edge of the water the depth may be gone
/// where the flow of the last step still stands. Above Froude number ½ it is doubled:
/// there friction is quicker than the step, the flow rings around normal flow, and
/// runs on planes under rain were stable at half the Courant number only.
///
/// # Safety
/// As for [`Lanes`]; `at - back` to `at + WIDTH` lie within the arrays.
#[inline(always)]
unsafe fn faces<L: Lanes, const RASTER: bool>(
    view: &View<'_>,
    rule: &Rule,
    q: &[f32],
    at: usize,
    back: usize,
    sums: &mut Sums<L>,
) -> u32 {
    let low = at - back;
    // SAFETY: by the contract.
    unsafe {
        let load = |layer: &[f32], at: usize| L::load(layer.as_ptr().add(at));
        let zero = L::splat(0.0);
        let rise = L::sub(load(view.bed, at), load(view.bed, low));
        let step_up = L::max(rise, zero);
        let (h0, h1) = (load(view.h, low), load(view.h, at));
        let hf = L::max(L::sub(h0, step_up), L::add(h1, L::sub(rise, step_up)));
        let hmin = L::splat(rule.hmin_m);
        // A film is at least `hmin_m` deep.
        let wet = L::gt(hf, hmin);
        if !L::any(wet) {
            return 0;
        }
        let drop = L::add(L::sub(h1, h0), rise);
        let flow = L::abs(load(q, at));
        let runs = L::gt(flow, L::mul(L::splat(rule.sleep.speed_m_s), hf));
        let leans = L::gt(L::abs(drop), L::splat(rule.sleep.level_m));
        let stirs = L::bits(L::gt(hf, L::splat(rule.sleep.film_m))) & (L::bits(runs) | L::bits(leans));
        let moves = L::and(wet, L::gt(flow, L::mul(L::splat(MOVING_M_S), hf)));
        let depth = L::select(wet, hf, hmin);
        let critical = L::mul(L::splat(rule.gravity_m_s2), L::mul(L::mul(hf, hf), hf));
        let square = L::mul(flow, flow);
        let brisk = L::and(moves, L::gt(L::mul(L::mul(L::splat(4.0), flow), flow), critical));
        let ring = L::select(brisk, L::splat(2.0), L::splat(1.0));
        let speed = L::div(flow, depth);
        let record = L::and(wet, L::gt(L::mul(ring, speed), L::splat(sums.fastest_m_s)));
        if L::any(record) {
            // Normal flow is reckoned only where it matters.
            let conveyance = if RASTER {
                L::div(L::splat(rule.conveyance), L::add(load(view.roughness, at), L::splat(1e-3)))
            } else {
                L::splat(rule.conveyance)
            };
            let thickness = L::mul(depth, inverse_cbrt::<L>(depth));
            let normal = L::mul(L::mul(conveyance, thickness), L::sqrt(L::abs(drop)));
            let speed = L::select(L::gt(speed, normal), normal, speed);
            // Walls and the edge faces of a given inflow have no depth.
            let speed = L::select(wet, L::mul(ring, speed), zero);
            sums.fastest_m_s = greatest::<L>(speed).max(sums.fastest_m_s);
        }
        sums.moving += L::bits(moves).count_ones();
        sums.brisk += L::bits(brisk).count_ones();
        sums.fast += L::bits(L::and(moves, L::gt(square, critical))).count_ones();
        stirs
    }
}

/// Keeps maxima and arrivals of some cells.
///
/// # Safety
/// As for [`Lanes`]; the cells, and those to their east and north, lie within the arrays.
#[inline(always)]
unsafe fn observe<L: Lanes>(view: &View<'_>, rule: &Rule, at: usize, records: &mut Records) {
    // SAFETY: by the contract.
    unsafe {
        let load = |layer: &[f32], at: usize| L::load(layer.as_ptr().add(at));
        let half = L::splat(0.5);
        let h = load(view.h, at);
        let qx = L::mul(half, L::add(load(view.qx, at), load(view.qx, at + 1)));
        let qy = L::mul(half, L::add(load(view.qy, at), load(view.qy, at + view.layout.stride)));
        // depth × (speed + 0.5) = |q| + depth/2
        let now = L::add(L::sqrt(L::add(L::mul(qx, qx), L::mul(qy, qy))), L::mul(half, h));
        let (depth, rating) =
            (records.depth_m.as_mut_ptr().add(at), records.rating_m2_s.as_mut_ptr().add(at));
        L::store(depth, L::max(h, L::load(depth)));
        L::store(rating, L::max(now, L::load(rating)));
        let arrived = L::ge(h, L::splat(rule.arrival_depth_m));
        if L::any(arrived) {
            let arrival = records.arrival_s.as_mut_ptr().add(at);
            let (before, now_s) = (L::load(arrival), L::splat(rule.now_s));
            L::store(arrival, L::select(L::and(arrived, L::gt(before, now_s)), now_s, before));
        }
    }
}

/// Surveys the tiles that are marked; `marks` holds one a tile.
///
/// # Panics
/// If an array is shorter than the layout asks: that would be a fault of the caller,
/// which builds all of them from one layout.
///
/// # Safety
/// As for [`Lanes`].
#[inline(always)]
pub(super) unsafe fn survey<L: Lanes, const RASTER: bool>(
    view: &View<'_>,
    rule: &Rule,
    marks: &[bool],
    records: &mut Records,
    found: &mut Vec<Found>,
) {
    let layout = view.layout;
    let long = |array: &[f32]| array.len() >= layout.len();
    assert!(
        [view.h, view.qx, view.qy, view.bed].into_iter().all(long)
            && (!RASTER || long(view.roughness))
            && [&records.depth_m, &records.arrival_s, &records.rating_m2_s]
                .into_iter()
                .all(|kept| long(kept)),
        "padded arrays are as long as the layout"
    );
    for (tile, _) in marks.iter().enumerate().filter(|(_, marked)| **marked) {
        let (band, column) = (tile / layout.tile_columns, tile % layout.tile_columns);
        let rows = layout.band_rows(band);
        // SAFETY: the tile lies within the arrays, which were tested just now.
        unsafe {
            let zero = L::splat(0.0);
            let mut sums =
                Sums::<L> { deepest: zero, sum: zero, fastest_m_s: 0.0, moving: 0, brisk: 0, fast: 0 };
            // Of the southern and of the northern eight rows.
            let mut awake = [0u32; 2];
            for (k, row) in rows.enumerate() {
                let start = layout.at(column * TILE, row);
                let (mut west, mut south) = (0u32, 0u32);
                for i in (0..TILE).step_by(L::WIDTH) {
                    let at = start + i;
                    west |= faces::<L, RASTER>(view, rule, view.qx, at, 1, &mut sums) << i;
                    south |= faces::<L, RASTER>(view, rule, view.qy, at, layout.stride, &mut sums) << i;
                    observe::<L>(view, rule, at, records);
                    let h = L::load(view.h.as_ptr().add(at));
                    sums.deepest = L::max_bits(sums.deepest, h);
                    sums.sum = L::add(sums.sum, h);
                }
                let weirs = view.weirs[tile * TILE + k];
                let stirs =
                    |seen: u32, (faces, stir): (u16, u16)| (seen & !u32::from(faces)) | u32::from(stir);
                awake[2 * k / TILE] |= stirs(west, weirs.west) | stirs(south, weirs.south);
            }
            found.push(sums.of_tile(tile, awake));
        }
    }
}

impl<L: Lanes> Sums<L> {
    /// What was found in a tile.
    ///
    /// # Safety
    /// As for [`Lanes`].
    #[inline(always)]
    unsafe fn of_tile(&self, tile: usize, awake: [u32; 2]) -> Found {
        let mut depths = [0.0f32; TILE];
        // SAFETY: by the contract; a vector is not longer than a tile.
        let deepest_m = unsafe {
            L::store(depths.as_mut_ptr(), self.sum);
            greatest::<L>(self.deepest)
        };
        let west = (1 << (TILE / 2)) - 1;
        let quadrants = [awake[0] & west, awake[0] & !west, awake[1] & west, awake[1] & !west];
        let bits = QUADRANTS.iter().zip(quadrants).filter(|(_, faces)| *faces != 0);
        Found {
            tile,
            awake: bits.fold(0, |awake, (bit, _)| awake | bit),
            deepest_m,
            fastest_m_s: self.fastest_m_s,
            sum_m: depths.iter().sum(),
            moving: self.moving,
            brisk: self.brisk,
            fast: self.fast,
        }
    }
}
