//! Published checks of the response, as data: `sandtable validate` prints them and
//! the tests assert the same list.

use sandtable_kernel::validation::Check;

use crate::{dispatch, medical, supplies, traffic, warning};

/// All checks of the response.
pub const CHECKS: &[Check] = &[
    Check { name: "response.warning.diffusion", slow: false, run: warning::checks::diffusion },
    Check { name: "response.warning.departure", slow: false, run: warning::checks::departure },
    Check { name: "response.traffic.rayleigh", slow: false, run: traffic::checks::rayleigh_exit },
    Check { name: "response.traffic.rectangle", slow: false, run: traffic::checks::rectangular_demand },
    Check { name: "response.traffic.shock", slow: false, run: traffic::checks::shock },
    Check { name: "response.traffic.grid20", slow: false, run: traffic::checks::grid },
    Check { name: "response.traffic.walking", slow: false, run: traffic::checks::weidmann },
    Check { name: "response.traffic.speed_density", slow: false, run: traffic::density::check },
    Check { name: "response.traffic.bpr", slow: false, run: traffic::assignment::checks::bpr },
    Check { name: "response.traffic.braess", slow: false, run: traffic::assignment::checks::paradox },
    Check { name: "response.traffic.equilibrium", slow: false, run: traffic::assignment::checks::published },
    Check { name: "response.dispatch.waiting", slow: false, run: dispatch::checks::erlang_waiting },
    Check { name: "response.dispatch.loss", slow: false, run: dispatch::checks::erlang_loss },
    Check { name: "response.dispatch.priorities", slow: false, run: dispatch::checks::priorities },
    Check { name: "response.dispatch.hypercube", slow: false, run: dispatch::checks::hypercube },
    Check { name: "response.dispatch.nearest", slow: false, run: dispatch::checks::nearest_unit },
    Check { name: "response.medical.rcrs", slow: false, run: medical::checks::rcrs },
    Check { name: "response.medical.cold_water", slow: false, run: medical::checks::cold_water },
    Check { name: "response.supplies.relief_level", slow: false, run: supplies::checks::relief },
    Check { name: "response.supplies.stock_out", slow: false, run: supplies::checks::stock_out },
];

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::validation::{CheckContext, Verdict};

    #[test]
    fn every_published_number_is_met() {
        let context = CheckContext { data: std::env::var_os("SANDTABLE_DATA").map(Into::into) };
        let mut failed = 0;
        for check in CHECKS.iter().filter(|check| !check.slow) {
            let rows = (check.run)(&context);
            assert!(!rows.is_empty(), "{} has no rows", check.name);
            for row in rows {
                println!(
                    "{}: {} {} = {} ({})",
                    check.name, row.case, row.quantity, row.obtained, row.expected
                );
                if !matches!(row.verdict, Verdict::Pass | Verdict::Skipped(_)) {
                    failed += 1;
                    eprintln!("FAILED {}: {row:?}", check.name);
                }
            }
        }
        assert_eq!(failed, 0);
    }
}
