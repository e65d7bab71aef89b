//! Queues and distances: closed forms, and the same by serving calls one by one.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_kernel::{Component, SimId, SimSpan, SimTime, Streams, Text};

use super::theory::{
    Hypercube2, TheoryError, Waiting, cobham, erlang_b, nearest_rectangular_km, nearest_straight_km,
};
use super::{Job, Offer, Served, WhenBusy, nearest, serve};

/// Purposes of the draws of these checks.
const GAP: Component = Component(0x4FF0);
const SERVICE: Component = Component(0x4FF1);
const KIND: Component = Component(0x4FF2);
const PLACE: Component = Component(0x4FF3);

/// Mean service time of the simulated queues.
const SERVICE_S: f64 = 1000.0;

/// Calls of a Poisson process at `rate` a mean service time, with exponential
/// service. `kind` gives priority and place from a uniform number.
fn calls(n: u32, rate: f64, kind: impl Fn(f64) -> (u8, u32)) -> impl Iterator<Item = Job> {
    let streams = Streams::new(20_260_612, 0);
    let mut at_s = 0.0;
    (0..n).map(move |k| {
        let draw = |what| streams.at(SimId(1), k, what, 0).exponential();
        at_s += SERVICE_S * draw(GAP) / rate;
        let (priority, place) = kind(streams.uniform(SimId(1), k, KIND, 0));
        Job {
            id: SimId(u64::from(k)),
            at: SimTime((at_s * 1000.0) as i64),
            priority,
            place,
            service: SimSpan::from_secs_f64(SERVICE_S * draw(SERVICE)),
        }
    })
}

fn wait(served: &Served) -> f64 {
    served.wait().as_secs_f64() / SERVICE_S
}

fn rows_or_fault(
    case: impl Into<Text>,
    source: &str,
    rows: impl FnOnce() -> Result<Vec<CheckRow>, TheoryError>,
) -> Vec<CheckRow> {
    rows().unwrap_or_else(|error| {
        let quantity = (format!("未能算出：{error}"), format!("not computed: {error}"));
        vec![CheckRow::judged(case, quantity, 0.0, f64::NAN, Tolerance::Absolute(0.0), source)]
    })
}

/// Waiting.
pub(crate) fn erlang_waiting(_: &CheckContext) -> Vec<CheckRow> {
    let source = "Erlang 1917, C formula (computed)";
    let mut all = Vec::new();
    for (case, servers, load, n, share, length, mean, longer) in [
        (
            ("服务台 3 个，业务量 2", "c 3, a 2"),
            3,
            2.0,
            2_000_000,
            0.444_444,
            0.888_889,
            0.444_444,
            Some(0.269_569),
        ),
        (("服务台 10 个，业务量 8", "c 10, a 8"), 10, 8.0, 4_000_000, 0.409_180, 1.636_721, 0.204_590, None),
    ] {
        all.extend(rows_or_fault(case, source, || {
            let exact = |quantity: (&str, &str), expected, obtained| {
                CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-6), source)
            };
            let simulated = |quantity: (&str, &str), expected, obtained| {
                CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.02), source)
            };
            let queue = Waiting::new(servers, load)?;
            let mut rows = vec![
                exact(("等待的概率", "P(wait)"), share, queue.share),
                exact(("平均等待呼叫数", "calls waiting"), length, queue.length),
                exact(("平均等待（以平均服务时间计）", "mean wait, service times"), mean, queue.mean),
            ];
            let (mut waited, mut sum, mut long) = (0u32, 0.0, 0u32);
            serve(
                calls(n, load, |_| (0, 0)),
                servers,
                WhenBusy::Wait,
                |_, _| SimSpan::ZERO,
                |served| {
                    let wait = wait(&served);
                    waited += u32::from(wait > 0.0);
                    long += u32::from(wait > 0.5);
                    sum += wait;
                },
            );
            let n = f64::from(n);
            rows.push(simulated(
                ("等待的概率，逐个服务模拟", "P(wait), served one by one"),
                share,
                f64::from(waited) / n,
            ));
            rows.push(simulated(("平均等待，逐个服务模拟", "mean wait, served one by one"), mean, sum / n));
            if let Some(longer) = longer {
                rows.push(exact(
                    ("等待超过半个服务时间的概率", "P(wait > half a service time)"),
                    longer,
                    queue.longer_than(0.5),
                ));
                rows.push(simulated(
                    (
                        "等待超过半个服务时间的概率，逐个服务模拟",
                        "P(wait > half a service time), served one by one",
                    ),
                    longer,
                    f64::from(long) / n,
                ));
            }
            Ok(rows)
        }));
    }
    all
}

/// Loss.
pub(crate) fn erlang_loss(_: &CheckContext) -> Vec<CheckRow> {
    let (case, source) = (("服务台 5 个，业务量 3", "c 5, a 3"), "Erlang 1917, B formula (computed)");
    rows_or_fault(case, source, || {
        let n = 1_000_000;
        let mut lost = 0u32;
        serve(
            calls(n, 3.0, |_| (0, 0)),
            5,
            WhenBusy::Lost,
            |_, _| SimSpan::ZERO,
            |served| {
                lost += u32::from(served.team.is_none());
            },
        );
        Ok(vec![
            CheckRow::judged(
                case,
                ("呼损率", "blocking"),
                0.110_054,
                erlang_b(5, 3.0)?,
                Tolerance::Absolute(1e-6),
                source,
            ),
            CheckRow::judged(
                case,
                ("呼损率，逐个服务模拟", "blocking, served one by one"),
                0.110_054,
                f64::from(lost) / f64::from(n),
                Tolerance::Relative(0.02),
                source,
            ),
        ])
    })
}

/// Two priorities.
pub(crate) fn priorities(_: &CheckContext) -> Vec<CheckRow> {
    let (case, source) = (
        ("服务台 3 个，两级优先，到达率 0.5 与 1.5", "c 3, λ 0.5 and 1.5"),
        "Cobham 1954, W = W0/((1 − σ1)(1 − σ2)) (computed)",
    );
    rows_or_fault(case, source, || {
        let exact = cobham(3, &[0.5, 1.5])?;
        let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
        let kind = |u: f64| (u8::from(u >= 0.25), 0);
        serve(
            calls(2_000_000, 2.0, kind),
            3,
            WhenBusy::Wait,
            |_, _| SimSpan::ZERO,
            |served| {
                let class = usize::from(served.job.priority.min(1));
                sums[class] += wait(&served);
                counts[class] += 1.0;
            },
        );
        let mut rows = Vec::new();
        for (k, expected) in [0.177_778, 0.533_333].into_iter().enumerate() {
            let class = k + 1;
            let name =
                (format!("第 {class} 级平均等待（以平均服务时间计）"), format!("W{class}, service times"));
            let obtained = exact.get(k).copied().unwrap_or(f64::NAN);
            rows.push(CheckRow::judged(case, name, expected, obtained, Tolerance::Absolute(1e-6), source));
            let name =
                (format!("第 {class} 级平均等待，逐个服务模拟"), format!("W{class}, served one by one"));
            let obtained = sums[k] / counts[k];
            rows.push(CheckRow::judged(case, name, expected, obtained, Tolerance::Relative(0.03), source));
        }
        Ok(rows)
    })
}

/// Two units with districts.
pub(crate) fn hypercube(_: &CheckContext) -> Vec<CheckRow> {
    let (case, source) = (
        ("超立方模型，2 支队伍，到达率 1 与 0.5", "hypercube N 2, λ 1 and 0.5"),
        "Larson 1974, balance of four states (computed)",
    );
    rows_or_fault(case, source, || {
        let cube = Hypercube2::new(1.0, 0.5)?;
        let n = 1_000_000;
        let kind = |u: f64| (0, u32::from(u >= 2.0 / 3.0));
        // The own unit is a millisecond away, the other two: of a service of 1,000 s.
        let eta = |team: u32, place: u32| SimSpan(1 + i64::from(team != place));
        let (mut busy, mut away, mut served_calls, mut end) = ([0.0; 2], 0.0, 0.0, 0.0);
        serve(calls(n, 1.5, kind), 2, WhenBusy::Lost, eta, |served| {
            if let Some(team) = served.team {
                busy[team.min(1) as usize] += served.free.since(served.sent).as_secs_f64();
                served_calls += 1.0;
                away += f64::from(u8::from(team != served.job.place));
                end = served.free.as_secs_f64();
            }
        });
        let exact = |quantity: (&str, &str), expected, obtained| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-6), source)
        };
        let simulated = |quantity: (&str, &str), expected, obtained| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.02), source)
        };
        Ok(vec![
            exact(("全部空闲的概率", "P(none busy)"), 0.275_862, cube.none),
            exact(("仅 1 队忙的概率", "P(unit 1 alone busy)"), 0.234_483, cube.first),
            exact(("仅 2 队忙的概率", "P(unit 2 alone busy)"), 0.179_310, cube.second),
            exact(("两队都忙的概率", "P(both busy)"), 0.310_345, cube.both),
            exact(("1 队忙时占比", "workload of unit 1"), 0.544_828, cube.first + cube.both),
            exact(("2 队忙时占比", "workload of unit 2"), 0.489_655, cube.second + cube.both),
            exact(("跨区出动的比例", "share out of district"), 0.313_333, cube.away),
            simulated(
                ("1 队忙时占比，逐个服务模拟", "workload of unit 1, served one by one"),
                0.544_828,
                busy[0] / end,
            ),
            simulated(
                ("2 队忙时占比，逐个服务模拟", "workload of unit 2, served one by one"),
                0.489_655,
                busy[1] / end,
            ),
            simulated(
                ("跨区出动的比例，逐个服务模拟", "share out of district, served one by one"),
                0.313_333,
                away / served_calls,
            ),
        ])
    })
}

/// Distance to the nearest unit, by the choice that sends teams.
pub(crate) fn nearest_unit(_: &CheckContext) -> Vec<CheckRow> {
    let (case, source) =
        (("每平方千米一支队伍", "one unit per km²"), "Kolesar & Blum 1973, square root law (computed)");
    rows_or_fault(case, source, || {
        // Units of a Poisson field, uniform on a torus of 20 km: 400 of them stand for
        // the field to one part in 400.
        let streams = Streams::new(15, 0);
        let side = 20.0;
        let mut sums = [0.0; 3];
        let (fields, looks) = (100u32, 100u32);
        for field in 0..fields {
            let place = |who: u64, k: u32| {
                let mut draw = streams.at(SimId(who), field * 1000 + k, PLACE, 0);
                (side * draw.uniform(), side * draw.uniform())
            };
            let units: Vec<(f64, f64)> = (0..400).map(|k| place(1, k)).collect();
            for look in 0..looks {
                let call = place(2, look);
                let apart = |a: f64, b: f64| {
                    let d = (a - b).abs();
                    d.min(side - d)
                };
                let offers = |straight: bool| {
                    units.iter().enumerate().map(move |(k, unit)| {
                        let (dx, dy) = (apart(unit.0, call.0), apart(unit.1, call.1));
                        let eta_s = if straight { (dx * dx + dy * dy).sqrt() } else { dx + dy };
                        Offer { team: SimId(k as u64), eta_s }
                    })
                };
                let Some(first) = nearest(offers(true)) else { continue };
                let second = nearest(offers(true).filter(|offer| offer.team != first.team));
                sums[0] += first.eta_s;
                sums[1] += nearest(offers(false)).map_or(f64::NAN, |offer| offer.eta_s);
                sums[2] += second.map_or(f64::NAN, |offer| offer.eta_s);
            }
        }
        let n = f64::from(fields * looks);
        let row = |quantity: (&str, &str), expected, obtained| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Relative(0.02), source)
        };
        let exact = |quantity: (&str, &str), expected, obtained| {
            CheckRow::judged(case, quantity, expected, obtained, Tolerance::Absolute(1e-5), source)
        };
        Ok(vec![
            exact(("最近队伍，直线距离（km）", "nearest, straight, km"), 0.5, nearest_straight_km(1.0, 1)?),
            exact(
                ("最近队伍，直角路网距离（km）", "nearest, rectangular, km"),
                0.626_66,
                nearest_rectangular_km(1.0)?,
            ),
            exact(
                ("次近队伍，直线距离（km）", "second nearest, straight, km"),
                0.75,
                nearest_straight_km(1.0, 2)?,
            ),
            row(
                ("最近队伍，直线距离，按派队选择（km）", "nearest, straight, by choice, km"),
                0.5,
                sums[0] / n,
            ),
            row(
                ("最近队伍，直角路网距离，按派队选择（km）", "nearest, rectangular, by choice, km"),
                0.626_66,
                sums[1] / n,
            ),
            row(
                ("次近队伍，直线距离，按派队选择（km）", "second nearest, straight, by choice, km"),
                0.75,
                sums[2] / n,
            ),
        ])
    })
}
