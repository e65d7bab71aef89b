//! Published numbers for the estimators; `sandtable validate study` prints them.

use sandtable_kernel::special::normal_quantile;
use sandtable_kernel::validation::{Check, CheckContext, CheckRow, Tolerance};
use sandtable_kernel::{Component, SimId, Streams, Text};

use crate::bootstrap::{self, Resamples};
use crate::mean::{half_width, t_quantile};
use crate::moments::Moments;
use crate::proportion::{clopper_pearson, wilson};
use crate::quantile::wilks_n;
use crate::selection::{kn_constants, ocba_shares};
use crate::tail::cvar;

/// Purpose of the draws of sampled checks.
const SAMPLE: Component = Component(0x6001);

/// The checks of this crate.
pub const CHECKS: &[Check] = &[
    Check { name: "study.student_t", slow: false, run: student_t },
    Check { name: "study.mean_interval", slow: false, run: mean_interval },
    Check { name: "study.wilks", slow: false, run: wilks },
    Check { name: "study.wilson", slow: false, run: wilson_table },
    Check { name: "study.clopper_pearson", slow: false, run: clopper_pearson_table },
    Check { name: "study.ocba", slow: false, run: ocba },
    Check { name: "study.cvar", slow: false, run: cvar_normal },
    Check { name: "study.kim_nelson", slow: false, run: kim_nelson },
    Check { name: "study.antithetic", slow: false, run: antithetic },
    Check { name: "study.bca", slow: false, run: bca },
];

/// A row whose number our code may not have been able to give.
fn row(
    case: (&str, &str),
    quantity: impl Into<Text>,
    expected: f64,
    obtained: Option<f64>,
    tol: Tolerance,
    source: &str,
) -> CheckRow {
    CheckRow::judged(case, quantity, expected, obtained.unwrap_or(f64::NAN), tol, source)
}

fn student_t(_: &CheckContext) -> Vec<CheckRow> {
    let table =
        [(0.975, 9.0, 2.262_157), (0.975, 29.0, 2.045_230), (0.95, 19.0, 1.729_133), (0.995, 9.0, 3.249_836)];
    let check = |(p, freedom, expected): (f64, f64, f64)| {
        let quantity = (
            format!("t 分布 {p} 分位数，自由度 {freedom}"),
            format!("t quantile {p}, {freedom} degrees of freedom"),
        );
        let source = "tables of Student's t";
        row(
            ("学生 t 分布", "Student t"),
            quantity,
            expected,
            t_quantile(p, freedom),
            Tolerance::Absolute(1e-6),
            source,
        )
    };
    table.into_iter().map(check).collect()
}

fn mean_interval(_: &CheckContext) -> Vec<CheckRow> {
    let moments = Moments::of(&[1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]);
    let case = ("十个数值", "ten values");
    let source = "Law & Kelton 2000, example of section 4.5 (recalled; there 1.34 ± 0.24)";
    let tolerance = Tolerance::Absolute(1e-6);
    vec![
        row(case, ("平均值", "mean"), 1.343, moments.mean(), tolerance, source),
        row(case, ("方差", "variance"), 0.167_512, moments.variance(), tolerance, source),
        row(
            case,
            ("90% 区间半宽", "half-width, 90 %"),
            0.237_253,
            half_width(&moments, 0.9),
            tolerance,
            source,
        ),
    ]
}

fn wilks(_: &CheckContext) -> Vec<CheckRow> {
    let n = wilks_n(0.95, 0.95).map(|n| n as f64);
    let (case, quantity) = (("Wilks 容许限", "Wilks"), ("95/95 所需次数", "runs for 95/95"));
    vec![row(case, quantity, 59.0, n, Tolerance::Absolute(0.0), "Wilks 1941")]
}

const LOWER: (&str, &str) = ("95% 区间下限", "lower 95 % bound");
const UPPER: (&str, &str) = ("95% 区间上限", "upper 95 % bound");

type Shares = [(u64, u64, f64, f64); 4];

fn shares(
    case: (&str, &str),
    table: Shares,
    share: fn(u64, u64, f64) -> Option<sandtable_results::comparison::Estimate>,
    tolerance: Tolerance,
    source: &str,
) -> Vec<CheckRow> {
    let mut rows = Vec::new();
    for (met, n, low, high) in table {
        let interval = share(met, n, 0.95).and_then(|estimate| estimate.interval);
        let ends = [(LOWER, low, interval.map(|i| i.low)), (UPPER, high, interval.map(|i| i.high))];
        for ((zh, en), expected, obtained) in ends {
            rows.push(row(
                case,
                (format!("{zh}，{met}/{n}"), format!("{en}, {met}/{n}")),
                expected,
                obtained,
                tolerance,
                source,
            ));
        }
    }
    rows
}

fn wilson_table(_: &CheckContext) -> Vec<CheckRow> {
    let table = [
        (81, 263, 0.255_289, 0.366_210),
        (15, 148, 0.062_386, 0.160_487),
        (0, 20, 0.0, 0.161_125),
        (1, 29, 0.006_113, 0.171_755),
    ];
    let source =
        "Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3 (recalled; recomputed)";
    shares(("威尔逊区间", "Wilson"), table, wilson, Tolerance::Absolute(1e-6), source)
}

fn clopper_pearson_table(_: &CheckContext) -> Vec<CheckRow> {
    let table =
        [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)];
    let source = "Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 5 (recalled)";
    shares(
        ("Clopper–Pearson 区间（Newcombe）", "Newcombe"),
        table,
        clopper_pearson,
        Tolerance::Absolute(5e-5),
        source,
    )
}

fn ocba(_: &CheckContext) -> Vec<CheckRow> {
    let means: Vec<f64> = (1..=10).map(f64::from).collect();
    let expected = [0.40317, 0.38761, 0.09690, 0.04307, 0.02423, 0.01550, 0.01077, 0.00791, 0.00606, 0.00479];
    let shares = ocba_shares(&means, &[6.0; 10]);
    let case = ("十个方案的计算量分配", "budget of ten designs");
    let source = "rule of Chen, Lin, Yücesan & Chick 2000, recomputed";
    let tolerance = Tolerance::Absolute(1e-5);
    let share = |(i, expected): (usize, f64)| {
        row(
            case,
            (format!("方案 {} 的份额", i + 1), format!("share of design {}", i + 1)),
            expected,
            shares.as_ref().map(|s| s[i]),
            tolerance,
            source,
        )
    };
    let mut rows: Vec<CheckRow> = expected.into_iter().enumerate().map(share).collect();
    let ratio = shares.as_ref().map(|s| s[0] / s[1]);
    rows.push(row(
        case,
        ("最好与次好之比", "best to second"),
        1.040_162,
        ratio,
        Tolerance::Absolute(1e-6),
        source,
    ));
    rows
}

/// The empirical estimator on the 10⁶ midpoints of equal probability.
fn cvar_normal(_: &CheckContext) -> Vec<CheckRow> {
    let n = 1_000_000;
    let sample: Vec<f64> = (0..n).map(|i| normal_quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
    let check = |(alpha, expected): (f64, f64)| {
        let quantity = (format!("N(0, 1) 的 CVaR，水平 {alpha}"), format!("CVaR {alpha} of N(0, 1)"));
        let source = "φ(z)/(1 − α), Rockafellar & Uryasev 2000; midpoints of 10⁶ equal cells";
        row(
            ("正态样本", "normal sample"),
            quantity,
            expected,
            cvar(&sample, alpha),
            Tolerance::Absolute(2e-5),
            source,
        )
    };
    [(0.90, 1.754_983), (0.95, 2.062_713), (0.99, 2.665_214)].into_iter().map(check).collect()
}

fn kim_nelson(_: &CheckContext) -> Vec<CheckRow> {
    let mut rows = Vec::new();
    for (first, eta, h2) in [(10, 0.859_083, 15.463_502), (20, 0.302_934, 11.511_485)] {
        let obtained = kn_constants(10, first, 0.05);
        let source = "Kim & Nelson 2001, formula recomputed";
        let tolerance = Tolerance::Absolute(1e-6);
        let case = ("Kim–Nelson 逐次选优", "Kim-Nelson");
        let quantity = |name: &str| {
            (
                format!("{name}，10 个预案，首批 {first} 次"),
                format!("{name}, 10 plans, {first} first replicates"),
            )
        };
        rows.push(row(case, quantity("η"), eta, obtained.map(|c| c.0), tolerance, source));
        rows.push(row(case, quantity("h²"), h2, obtained.map(|c| c.1), tolerance, source));
    }
    rows
}

/// Var e^U by single draws and by averages of antithetic pairs, 10⁵ replicates.
fn antithetic(_: &CheckContext) -> Vec<CheckRow> {
    let (mut plain, mut pairs) = (Moments::default(), Moments::default());
    for replicate in 0..100_000 {
        let u = Streams::new(14, replicate).uniform(SimId::from_key("study.antithetic"), 0, SAMPLE, 0);
        plain.push(libm::exp(u));
        pairs.push(0.5 * (libm::exp(u) + libm::exp(1.0 - u)));
    }
    let case = ("对偶变量配对", "antithetic pairs");
    let source = "Ross, Simulation (recalled); closed form";
    let tolerance = Tolerance::Relative(0.05);
    vec![
        row(case, ("e^U 的方差", "variance of e^U"), 0.242_036, plain.variance(), tolerance, source),
        row(
            case,
            ("配对平均值的方差", "variance of pair averages"),
            0.003_912_50,
            pairs.variance(),
            tolerance,
            source,
        ),
    ]
}

fn bca(_: &CheckContext) -> Vec<CheckRow> {
    let interval =
        bootstrap::bca(&BCA_SAMPLE, 0.95, &Resamples::new(BCA_SAMPLE.len(), 20_000), bootstrap::mean_of);
    let case = ("BCa 自助法", "BCa");
    let source = "scipy.stats.bootstrap, method BCa, 200 000 resamples";
    let tolerance = Tolerance::Relative(0.02);
    vec![
        row(case, LOWER, BCA_EXPECTED.0, interval.map(|i| i.low), tolerance, source),
        row(case, UPPER, BCA_EXPECTED.1, interval.map(|i| i.high), tolerance, source),
    ]
}

/// A skewed sample of twenty.
const BCA_SAMPLE: [f64; 20] =
    [0.1, 0.2, 0.2, 0.4, 0.5, 0.7, 0.8, 1.0, 1.1, 1.3, 1.6, 1.9, 2.2, 2.6, 3.1, 3.9, 4.8, 6.5, 9.0, 14.0];
const BCA_EXPECTED: (f64, f64) = (1.68, 4.95);

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::validation::Verdict;

    #[test]
    fn every_published_number_is_met() {
        for check in CHECKS {
            for row in (check.run)(&CheckContext::default()) {
                println!("{} {} {}: {} {}", check.name, row.case, row.quantity, row.expected, row.obtained);
                assert_eq!(
                    row.verdict,
                    Verdict::Pass,
                    "{} {}: {} {}",
                    row.case,
                    row.quantity,
                    row.expected,
                    row.obtained
                );
            }
        }
    }
}
