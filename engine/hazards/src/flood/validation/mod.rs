//! Published checks of the flood solver: cases with an exact solution, the
//! Environment Agency's Test 4, and the Merewether flood of 2007.
//!
//! Each case says what is compared and where. Supercritical dam breaks are run too
//! but not judged: the local inertial scheme leaves out advection, and does not claim
//! them.

mod channel;
mod dam_break;
mod ea4;
mod merewether;
mod rainfall;
mod still;
mod wave;

use sandtable_kernel::Text;
use sandtable_kernel::validation::{Check, CheckRow, Tolerance};

use super::solver::SolverError;

/// The checks of the solver.
pub const CHECKS: &[Check] = &[
    Check { name: "flood.lake_at_rest", slow: false, run: still::lake_at_rest },
    Check { name: "flood.wave", slow: false, run: wave::waves },
    Check { name: "flood.steady_channel", slow: false, run: channel::macdonald },
    Check { name: "flood.uniform_flow", slow: false, run: channel::normal_depth },
    Check { name: "flood.plane", slow: false, run: rainfall::plane },
    Check { name: "flood.v_catchment", slow: false, run: rainfall::v_catchment },
    Check { name: "flood.ea4", slow: false, run: ea4::vector_friction },
    Check { name: "flood.ea4_component_friction", slow: false, run: ea4::component_friction },
    Check { name: "flood.dam_break", slow: false, run: dam_break::dam_breaks },
    Check { name: "flood.merewether", slow: false, run: merewether::merewether },
];

/// Rows of a case; a solver that failed is a failed row that says why.
fn rows_of(
    case: impl Into<Text>,
    source: &str,
    run: impl FnOnce() -> Result<Vec<CheckRow>, SolverError>,
) -> Vec<CheckRow> {
    run().unwrap_or_else(|fault| {
        let quantity = (format!("求解器出错：{fault}"), format!("the solver failed: {fault}"));
        vec![CheckRow::judged(case, quantity, 0.0, f64::NAN, Tolerance::Absolute(0.0), source)]
    })
}

/// A row about the ledger of a run: its relative error.
fn ledger_row(case: impl Into<Text>, source: &str, relative_error: f64) -> CheckRow {
    let quantity = ("水量账误差占总水量的比例", "ledger error relative to all water");
    CheckRow::judged(case, quantity, 1e-6, relative_error, Tolerance::AtMost, source)
}

/// Value at x of samples at the centres (k + ½)·dx, linear between them.
fn between(samples: &[f64], dx: f64, x: f64) -> f64 {
    let place = (x / dx - 0.5).clamp(0.0, (samples.len() - 1) as f64);
    let low = (libm::floor(place) as usize).min(samples.len().saturating_sub(2));
    let share = place - low as f64;
    samples[low] + share * (samples[low + 1] - samples[low])
}

#[cfg(test)]
mod tests {
    use sandtable_kernel::validation::{CheckContext, Verdict};

    use super::*;

    fn context() -> CheckContext {
        CheckContext { data: std::env::var_os("SANDTABLE_DATA").map(Into::into) }
    }

    fn passes(check: fn(&CheckContext) -> Vec<CheckRow>) {
        let begun = std::time::Instant::now();
        let rows = check(&context());
        println!("run time {:.2} s", begun.elapsed().as_secs_f64());
        for row in &rows {
            println!(
                "{} | {} | expected {:.6} obtained {:.6} {:?} {:?}",
                row.case, row.quantity, row.expected, row.obtained, row.tolerance, row.verdict
            );
        }
        assert!(!rows.is_empty());
        let failed: Vec<_> = rows.iter().filter(|row| row.verdict == Verdict::Fail).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }

    macro_rules! checks_pass {
        ($($test:ident: $check:path),* $(,)?) => {$(
            #[test]
            fn $test() {
                passes($check);
            }
        )*};
    }

    checks_pass!(
        val_lake_at_rest: still::lake_at_rest,
        val_non_breaking_waves: wave::waves,
        val_macdonald_channel: channel::macdonald,
        val_normal_depth: channel::normal_depth,
        val_plane_under_rain: rainfall::plane,
        val_v_catchment: rainfall::v_catchment,
        val_ea4_vector_friction: ea4::vector_friction,
        val_ea4_component_friction_differs: ea4::component_friction,
        val_merewether: merewether::merewether,
    );

    #[test]
    fn dam_breaks_are_outside_validity_and_say_so() {
        let rows = dam_break::dam_breaks(&context());
        for row in &rows {
            println!(
                "{} | {} | expected {:.6} obtained {:.6}",
                row.case, row.quantity, row.expected, row.obtained
            );
        }
        assert!(rows.len() >= 8);
        assert!(rows.iter().all(|row| row.verdict == Verdict::OutsideValidity && row.obtained.is_finite()));
    }

    #[test]
    fn names_are_unique_and_belong_to_flood() {
        let mut names: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
        assert!(names.iter().all(|name| name.starts_with("flood.")));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}
