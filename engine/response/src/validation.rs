//! Published checks of the response, as data: `sandtable validate` prints them and
//! the tests assert the same list.

use sandtable_kernel::validation::Check;

use crate::{dispatch, traffic, warning};

/// All checks of the response.
pub const CHECKS: &[Check] = &[
    Check { name: "response.warning.diffusion", slow: false, run: warning::checks::diffusion },
    Check { name: "response.warning.departure", slow: false, run: warning::checks::departure },
    Check { name: "response.traffic.rayleigh", slow: false, run: traffic::checks::rayleigh_exit },
    Check { name: "response.traffic.rectangle", slow: false, run: traffic::checks::rectangular_demand },
    Check { name: "response.traffic.shock", slow: false, run: traffic::checks::shock },
    Check { name: "response.traffic.grid20", slow: false, run: traffic::checks::grid },
    Check { name: "response.traffic.walking", slow: false, run: traffic::checks::weidmann },
    Check { name: "response.dispatch.waiting", slow: false, run: dispatch::checks::erlang_waiting },
    Check { name: "response.dispatch.loss", slow: false, run: dispatch::checks::erlang_loss },
    Check { name: "response.dispatch.priorities", slow: false, run: dispatch::checks::priorities },
    Check { name: "response.dispatch.hypercube", slow: false, run: dispatch::checks::hypercube },
    Check { name: "response.dispatch.nearest", slow: false, run: dispatch::checks::nearest_unit },
];

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::validation::{CheckContext, Verdict};

    #[test]
    fn every_published_number_is_met() {
        let context = CheckContext::default();
        let mut failed = 0;
        for check in CHECKS.iter().filter(|check| !check.slow) {
            let rows = (check.run)(&context);
            assert!(!rows.is_empty(), "{} has no rows", check.name);
            for row in rows {
                println!(
                    "{}: {} {} = {} ({})",
                    check.name, row.case, row.quantity, row.obtained, row.expected
                );
                if row.verdict != Verdict::Pass {
                    failed += 1;
                    eprintln!("FAILED {}: {row:?}", check.name);
                }
            }
        }
        assert_eq!(failed, 0);
    }
}
