//! Entry points for the vector units, chosen at run time.

use super::kernel::{Coefficients, Fields, Patch, Scratch, sweep};
use super::lanes::{Baseline, Lanes};
use super::layout::Layout;
use super::survey::{Found, Records, Rule, View, survey};
use super::tiles::Band;

/// The vector unit that the inner loops use. All give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// What every machine of the target has (SSE2 on x86-64).
    Baseline,
    /// 256 bits.
    Avx2,
    /// 512 bits.
    Avx512,
}

impl Path {
    /// All paths, slowest first.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Avx2, Self::Avx512];

    /// Whether this machine can run it.
    #[must_use]
    pub fn available(self) -> bool {
        match self {
            Self::Baseline => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512vl")
                    && std::arch::is_x86_feature_detected!("avx512bw")
                    && std::arch::is_x86_feature_detected!("avx512dq")
            }
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The widest that this machine can run.
    #[must_use]
    pub fn widest() -> Self {
        Self::ALL.into_iter().rev().find(|path| path.available()).unwrap_or(Self::Baseline)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
        }
    }
}

/// What a sweep needs besides the fields.
pub(super) struct Sweep<'a> {
    pub k: &'a Coefficients,
    pub layout: &'a Layout,
    pub bands: &'a [Band],
    pub patches: &'a [Patch],
    pub froude_cap: bool,
    /// The row that gives the surplus of rounding back.
    pub settled_row: usize,
}

/// # Safety
/// As for [`Lanes`].
#[inline(always)]
unsafe fn sweep_any<L: Lanes>(sweep_of: &Sweep<'_>, fields: &mut Fields<'_>, scratch: &mut Scratch) -> f32 {
    let Sweep { k, layout, bands, patches, froude_cap, settled_row: row } = *sweep_of;
    // SAFETY: by the contract.
    unsafe {
        match (froude_cap, fields.west_n2.is_empty()) {
            (false, true) => sweep::<L, false, false>(k, layout, bands, patches, row, fields, scratch),
            (false, false) => sweep::<L, false, true>(k, layout, bands, patches, row, fields, scratch),
            (true, true) => sweep::<L, true, false>(k, layout, bands, patches, row, fields, scratch),
            (true, false) => sweep::<L, true, true>(k, layout, bands, patches, row, fields, scratch),
        }
    }
}

/// # Safety
/// As for [`Lanes`].
#[inline(always)]
unsafe fn survey_any<L: Lanes>(
    view: &View<'_>,
    rule: &Rule,
    marks: &[bool],
    records: &mut Records,
    found: &mut Vec<Found>,
) {
    // SAFETY: by the contract.
    unsafe {
        if view.roughness.is_empty() {
            survey::<L, false>(view, rule, marks, records, found);
        } else {
            survey::<L, true>(view, rule, marks, records, found);
        }
    }
}

macro_rules! entry_points {
    ($($module:ident $lanes:ident: $features:literal),*) => {$(
        #[cfg(target_arch = "x86_64")]
        mod $module {
            use super::*;

            #[target_feature(enable = $features)]
            pub fn run_sweep(sweep_of: &Sweep<'_>, fields: &mut Fields<'_>, scratch: &mut Scratch) -> f32 {
                // SAFETY: the features of the lanes are those of this function.
                unsafe { sweep_any::<crate::flood::solver::lanes::$lanes>(sweep_of, fields, scratch) }
            }

            #[target_feature(enable = $features)]
            pub fn run_survey(
                view: &View<'_>,
                rule: &Rule,
                marks: &[bool],
                records: &mut Records,
                found: &mut Vec<Found>,
            ) {
                // SAFETY: the features of the lanes are those of this function.
                unsafe {
                    survey_any::<crate::flood::solver::lanes::$lanes>(view, rule, marks, records, found);
                }
            }
        }
    )*};
}

entry_points!(avx2 Avx2: "avx2", avx512 Avx512: "avx512f,avx512vl,avx512bw,avx512dq");

/// Calls the entry point of a path, and the baseline where the path is not available.
macro_rules! on_path {
    ($path:expr, $entry:ident or $any:ident($($argument:expr),*)) => {
        match $path {
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 if $path.available() => {
                // SAFETY: the features that the entry point enables were detected just now.
                unsafe { avx512::$entry($($argument),*) }
            }
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 if $path.available() => {
                // SAFETY: the features that the entry point enables were detected just now.
                unsafe { avx2::$entry($($argument),*) }
            }
            // SAFETY: every machine has what the baseline asks for.
            _ => unsafe { $any::<Baseline>($($argument),*) },
        }
    };
}

/// Runs a step on a path; an unavailable one falls back to the baseline.
pub(super) fn run_sweep(
    path: Path,
    sweep_of: &Sweep<'_>,
    fields: &mut Fields<'_>,
    scratch: &mut Scratch,
) -> f32 {
    on_path!(path, run_sweep or sweep_any(sweep_of, fields, scratch))
}

/// Surveys tiles on a path; an unavailable one falls back to the baseline.
pub(super) fn run_survey(
    path: Path,
    view: &View<'_>,
    rule: &Rule,
    marks: &[bool],
    records: &mut Records,
) -> Vec<Found> {
    let mut found = Vec::new();
    on_path!(path, run_survey or survey_any(view, rule, marks, records, &mut found));
    found
}
