//! Vectors of cells, one kind for each vector unit.
//!
//! The inner loops are written once over [`Lanes`] and are made for each unit. Stretches
//! of cells are whole tiles, so no loop has a remainder, and short stretches cost no more
//! a cell than long ones. All operations are those of IEEE 754 without fusing, so
//! each unit gives the same bits.

/// A vector unit.
///
/// # Safety
/// Methods may be called only where the unit's features are present, and pointers must be
/// good for [`WIDTH`](Self::WIDTH) numbers.
pub(super) trait Lanes {
    /// Numbers in a vector; divides [`TILE`](super::layout::TILE).
    const WIDTH: usize;
    /// A vector.
    type F: Copy;
    /// A truth value for each number.
    type M: Copy;

    unsafe fn load(from: *const f32) -> Self::F;
    unsafe fn store(to: *mut f32, value: Self::F);
    unsafe fn splat(value: f32) -> Self::F;
    unsafe fn add(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn sub(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn mul(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn div(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn sqrt(a: Self::F) -> Self::F;
    unsafe fn abs(a: Self::F) -> Self::F;
    unsafe fn gt(a: Self::F, b: Self::F) -> Self::M;
    unsafe fn ge(a: Self::F, b: Self::F) -> Self::M;
    unsafe fn and(a: Self::M, b: Self::M) -> Self::M;
    /// A bit for each number, the first lowest.
    unsafe fn bits(mask: Self::M) -> u32;
    /// `a` where the mask is true, else `b`.
    unsafe fn select(mask: Self::M, a: Self::F, b: Self::F) -> Self::F;
    /// The greater by bits taken as `i32`, the order of numbers that are not negative.
    unsafe fn max_bits(a: Self::F, b: Self::F) -> Self::F;
    /// 0x54a20000 less a third of the bits, as bits: a first guess at x^(−1/3).
    unsafe fn cbrt_seed(x: Self::F) -> Self::F;

    /// Whether one is true.
    #[inline(always)]
    unsafe fn any(mask: Self::M) -> bool {
        // SAFETY: as for the method.
        unsafe { Self::bits(mask) != 0 }
    }

    /// The greater; `b` if one is not a number.
    #[inline(always)]
    unsafe fn max(a: Self::F, b: Self::F) -> Self::F {
        // SAFETY: as for the method.
        unsafe { Self::select(Self::gt(a, b), a, b) }
    }
}

/// Integer from which [`Lanes::cbrt_seed`] subtracts.
pub(super) const CBRT_SEED: i32 = 0x54a2_0000;

/// What every machine of the target has: four numbers that the compiler may put into
/// a vector.
pub(super) struct Baseline;

const FOUR: usize = 4;

#[inline(always)]
fn each(op: impl Fn(usize) -> f32) -> [f32; FOUR] {
    [op(0), op(1), op(2), op(3)]
}

#[inline(always)]
fn test(op: impl Fn(usize) -> bool) -> [bool; FOUR] {
    [op(0), op(1), op(2), op(3)]
}

impl Lanes for Baseline {
    const WIDTH: usize = FOUR;
    type F = [f32; FOUR];
    type M = [bool; FOUR];

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self::F {
        // SAFETY: good for four numbers, by the contract; arrays need no more alignment.
        unsafe { from.cast::<Self::F>().read() }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: Self::F) {
        // SAFETY: as above.
        unsafe { to.cast::<Self::F>().write(value) }
    }
    #[inline(always)]
    unsafe fn splat(value: f32) -> Self::F {
        [value; FOUR]
    }
    #[inline(always)]
    unsafe fn add(a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] + b[i])
    }
    #[inline(always)]
    unsafe fn sub(a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] - b[i])
    }
    #[inline(always)]
    unsafe fn mul(a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] * b[i])
    }
    #[inline(always)]
    unsafe fn div(a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] / b[i])
    }
    #[inline(always)]
    unsafe fn sqrt(a: Self::F) -> Self::F {
        each(|i| a[i].sqrt())
    }
    #[inline(always)]
    unsafe fn abs(a: Self::F) -> Self::F {
        each(|i| a[i].abs())
    }
    #[inline(always)]
    unsafe fn gt(a: Self::F, b: Self::F) -> Self::M {
        test(|i| a[i] > b[i])
    }
    #[inline(always)]
    unsafe fn ge(a: Self::F, b: Self::F) -> Self::M {
        test(|i| a[i] >= b[i])
    }
    #[inline(always)]
    unsafe fn and(a: Self::M, b: Self::M) -> Self::M {
        test(|i| a[i] & b[i])
    }
    #[inline(always)]
    unsafe fn bits(mask: Self::M) -> u32 {
        let bit = |i: usize| u32::from(mask[i]) << i;
        bit(0) | bit(1) | bit(2) | bit(3)
    }
    #[inline(always)]
    unsafe fn select(mask: Self::M, a: Self::F, b: Self::F) -> Self::F {
        each(|i| if mask[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn max_bits(a: Self::F, b: Self::F) -> Self::F {
        each(|i| {
            let (a, b) = (a[i].to_bits() as i32, b[i].to_bits() as i32);
            f32::from_bits(if a > b { a as u32 } else { b as u32 })
        })
    }
    #[inline(always)]
    unsafe fn cbrt_seed(x: Self::F) -> Self::F {
        each(|i| {
            let third = x[i].to_bits() as i32 as f32 * (1.0 / 3.0);
            // SAFETY: a third of an `i32` is an `i32`.
            let third: i32 = unsafe { third.to_int_unchecked() };
            f32::from_bits(CBRT_SEED.wrapping_sub(third) as u32)
        })
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) use wide::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::{CBRT_SEED, Lanes};

    /// 256 bits.
    pub struct Avx2;

    /// 512 bits.
    pub struct Avx512;

    // SAFETY of all bodies: the features are present and pointers are good for a vector,
    // by the contract of the trait. Some bodies, such as that of `and` for masks, call
    // nothing unsafe, hence the second `allow`.
    macro_rules! methods {
        ($(fn $name:ident($($arg:ident: $kind:ty),*) -> $result:ty $body:block)*) => {$(
            #[inline(always)]
            #[allow(clippy::undocumented_unsafe_blocks, unused_unsafe)]
            unsafe fn $name($($arg: $kind),*) -> $result {
                unsafe { $body }
            }
        )*};
    }

    impl Lanes for Avx2 {
        const WIDTH: usize = 8;
        type F = __m256;
        type M = __m256;

        methods! {
            fn load(from: *const f32) -> __m256 { _mm256_loadu_ps(from) }
            fn store(to: *mut f32, value: __m256) -> () { _mm256_storeu_ps(to, value) }
            fn splat(value: f32) -> __m256 { _mm256_set1_ps(value) }
            fn add(a: __m256, b: __m256) -> __m256 { _mm256_add_ps(a, b) }
            fn sub(a: __m256, b: __m256) -> __m256 { _mm256_sub_ps(a, b) }
            fn mul(a: __m256, b: __m256) -> __m256 { _mm256_mul_ps(a, b) }
            fn div(a: __m256, b: __m256) -> __m256 { _mm256_div_ps(a, b) }
            fn sqrt(a: __m256) -> __m256 { _mm256_sqrt_ps(a) }
            fn abs(a: __m256) -> __m256 { _mm256_andnot_ps(_mm256_set1_ps(-0.0), a) }
            fn gt(a: __m256, b: __m256) -> __m256 { _mm256_cmp_ps::<_CMP_GT_OQ>(a, b) }
            fn ge(a: __m256, b: __m256) -> __m256 { _mm256_cmp_ps::<_CMP_GE_OQ>(a, b) }
            fn and(a: __m256, b: __m256) -> __m256 { _mm256_and_ps(a, b) }
            fn bits(mask: __m256) -> u32 { _mm256_movemask_ps(mask) as u32 }
            fn select(mask: __m256, a: __m256, b: __m256) -> __m256 { _mm256_blendv_ps(b, a, mask) }
            fn max_bits(a: __m256, b: __m256) -> __m256 {
                _mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(a), _mm256_castps_si256(b)))
            }
            fn cbrt_seed(x: __m256) -> __m256 {
                let third = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_castps_si256(x)), _mm256_set1_ps(1.0 / 3.0));
                _mm256_castsi256_ps(_mm256_sub_epi32(_mm256_set1_epi32(CBRT_SEED), _mm256_cvttps_epi32(third)))
            }
        }
    }

    impl Lanes for Avx512 {
        const WIDTH: usize = 16;
        type F = __m512;
        type M = __mmask16;

        methods! {
            fn load(from: *const f32) -> __m512 { _mm512_loadu_ps(from) }
            fn store(to: *mut f32, value: __m512) -> () { _mm512_storeu_ps(to, value) }
            fn splat(value: f32) -> __m512 { _mm512_set1_ps(value) }
            fn add(a: __m512, b: __m512) -> __m512 { _mm512_add_ps(a, b) }
            fn sub(a: __m512, b: __m512) -> __m512 { _mm512_sub_ps(a, b) }
            fn mul(a: __m512, b: __m512) -> __m512 { _mm512_mul_ps(a, b) }
            fn div(a: __m512, b: __m512) -> __m512 { _mm512_div_ps(a, b) }
            fn sqrt(a: __m512) -> __m512 { _mm512_sqrt_ps(a) }
            fn abs(a: __m512) -> __m512 { _mm512_abs_ps(a) }
            fn gt(a: __m512, b: __m512) -> __mmask16 { _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b) }
            fn ge(a: __m512, b: __m512) -> __mmask16 { _mm512_cmp_ps_mask::<_CMP_GE_OQ>(a, b) }
            fn and(a: __mmask16, b: __mmask16) -> __mmask16 { a & b }
            fn bits(mask: __mmask16) -> u32 { u32::from(mask) }
            fn select(mask: __mmask16, a: __m512, b: __m512) -> __m512 { _mm512_mask_blend_ps(mask, b, a) }
            fn max_bits(a: __m512, b: __m512) -> __m512 {
                _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)))
            }
            fn cbrt_seed(x: __m512) -> __m512 {
                let third = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_castps_si512(x)), _mm512_set1_ps(1.0 / 3.0));
                _mm512_castsi512_ps(_mm512_sub_epi32(_mm512_set1_epi32(CBRT_SEED), _mm512_cvttps_epi32(third)))
            }
        }
    }
}
