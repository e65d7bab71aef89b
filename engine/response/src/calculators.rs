//! Calculators of the response: `sandtable calc`.

mod care;
mod roads;

use sandtable_kernel::Text;
use sandtable_kernel::calculator::{Calculator, CalculatorError, Input, InputKind, Output};

use crate::dispatch::theory::{self, TheoryError, Waiting};
use crate::warning::{Diffusion, Preparation};

/// All calculators of the response.
pub const CALCULATORS: &[Calculator] = &[
    DIFFUSION,
    DEPARTURE,
    roads::LINK_TRAVEL,
    roads::ROAD_SPEED,
    ERLANG_B,
    ERLANG_C,
    COBHAM,
    NEAREST_UNIT,
    care::SURVIVAL,
    care::CAPACITY,
    care::DEMAND,
    care::STOCK_OUT,
];

const fn number(
    name: &'static str,
    unit: &'static str,
    default: Option<f64>,
    (least, most): (f64, f64),
    meaning: (&'static str, &'static str),
) -> Input {
    Input { name, unit, default, kind: InputKind::Number { least, most }, meaning }
}

const fn output(name: &'static str, unit: &'static str, meaning: (&'static str, &'static str)) -> Output {
    Output { name, unit, meaning }
}

/// A refusal by a formula of queues as one of the calculator, for the input that holds
/// the load.
fn outside(model: &'static str, name: &'static str) -> impl Fn(TheoryError) -> CalculatorError {
    move |error| {
        let (value, range) = match error {
            TheoryError::Negative { value, .. } => {
                (value, Text::new("不小于 0 的数", "a number not below zero"))
            }
            TheoryError::Overload { load, servers } => (
                load,
                Text::new(
                    format!("0 以上且小于 servers = {servers}，否则队列无限增长"),
                    format!("from 0 to below servers = {servers}, or the queue grows for ever"),
                ),
            ),
        };
        CalculatorError::Validity { model, name, value, range }
    }
}

const DIFFUSION: Calculator = Calculator {
    name: "warning.diffusion",
    title: ("预警扩散：某时刻的知晓率", "Spread of a warning: share alerted by a time"),
    inputs: &[
        number("p", "1/min", Some(0.03), (0.0, 100.0), ("渠道告知率", "alert rate of the channel")),
        number("q", "1/min", Some(0.10), (0.0, 100.0), ("口头传播率", "contagion rate among people")),
        number("t", "min", Some(30.0), (0.0, 1e5), ("发布后的时间", "time since the issue")),
    ],
    outputs: &[
        output("share", "", ("知晓率", "share alerted")),
        output("t50", "min", ("一半知晓的时间", "time until half are alerted")),
        output("t90", "min", ("九成知晓的时间", "time until nine tenths are alerted")),
    ],
    validity: (
        "单一渠道可达所有人；p 大于 0；默认系数为示意值，未经标定",
        "one channel that reaches all; p above 0; the default rates are illustrative, not calibrated",
    ),
    source: "Rogers & Sorensen 1988, Environmental Professional 10 281–294 (form recalled); solution of Bass 1969",
    example: "p=0.03 q=0.1 t=30",
    run: |values| {
        let p = values.number("p");
        let outside = || CalculatorError::Validity {
            model: "warning.diffusion",
            name: "p",
            value: p,
            range: Text::new("大于 0，否则无人会知晓", "above 0, or nobody is ever alerted"),
        };
        let curve = Diffusion::new(p, values.number("q")).map_err(|_| outside())?;
        let time = |share| curve.time_min(share).ok_or_else(outside);
        Ok(vec![curve.share(values.number("t")), time(0.5)?, time(0.9)?])
    },
};

const DEPARTURE: Calculator = Calculator {
    name: "evacuation.departure",
    title: ("疏散出发：某时刻的出发率", "Departure: share that has left by a time"),
    inputs: &[
        number("sigma", "min", Some(30.0), (0.01, 1e5), ("瑞利分布尺度", "scale of the Rayleigh curve")),
        number(
            "mobilised",
            "",
            Some(1.0),
            (0.001, 1.0),
            ("最终会撤离的比例", "share that leaves in the end"),
        ),
        number("t", "min", Some(60.0), (0.0, 1e5), ("知晓后的时间", "time since the alert")),
    ],
    outputs: &[
        output("share", "", ("占全部住户的出发率", "share of all that has left")),
        output("t50", "min", ("撤离者半数出发", "half of those who leave have left")),
        output("t90", "min", ("撤离者九成出发", "nine tenths of those who leave have left")),
    ],
    validity: ("准备时间服从瑞利分布", "preparation times that follow a Rayleigh curve"),
    source: "Tweedie et al. 1986 with sigma 30 min: F = 1 − exp(−t²/1800) (recalled)",
    example: "sigma=30 t=60",
    run: |values| {
        let shape = Preparation::Rayleigh { sigma_min: values.number("sigma") };
        let share = values.number("mobilised") * shape.share(values.number("t"));
        Ok(vec![share, shape.quantile_min(0.5), shape.quantile_min(0.9)])
    },
};

const SERVERS: Input = Input {
    name: "servers",
    unit: "",
    default: None,
    kind: InputKind::Whole { least: 1, most: 10_000 },
    meaning: ("服务台（队伍）数", "servers (teams)"),
};

const ERLANG_B: Calculator = Calculator {
    name: "queue.erlang_b",
    title: ("爱尔朗 B：全忙而损失的呼叫", "Erlang B: calls lost because all are busy"),
    inputs: &[
        SERVERS,
        number(
            "load",
            "erlang",
            None,
            (0.0, 1e6),
            ("到达率 × 平均服务时间", "arrival rate × mean service time"),
        ),
    ],
    outputs: &[output("blocking", "", ("损失率", "share lost"))],
    validity: ("泊松到达；全忙即离去", "Poisson arrivals; calls that find all busy go elsewhere"),
    source: "Erlang 1917",
    example: "servers=5 load=3",
    run: |values| {
        theory::erlang_b(values.number("servers") as u32, values.number("load"))
            .map(|b| vec![b])
            .map_err(outside("queue.erlang_b", "load"))
    },
};

const ERLANG_C: Calculator = Calculator {
    name: "queue.erlang_c",
    title: ("爱尔朗 C：等待概率与平均等待", "Erlang C: share that waits, and how long"),
    inputs: &[
        SERVERS,
        number(
            "load",
            "erlang",
            None,
            (0.0, 1e6),
            ("到达率 × 平均服务时间", "arrival rate × mean service time"),
        ),
        number("service", "min", Some(1.0), (1e-6, 1e6), ("平均服务时间", "mean service time")),
        number("limit", "min", Some(0.0), (0.0, 1e6), ("等待时限", "wait that should not be exceeded")),
    ],
    outputs: &[
        output("waits", "", ("需等待的比例", "share that waits")),
        output("queue", "", ("平均排队数", "mean number waiting")),
        output("wait", "min", ("平均等待", "mean wait of all calls")),
        output("beyond", "", ("等待超过时限的比例", "share that waits longer than the limit")),
    ],
    validity: (
        "泊松到达、指数服务、先到先服务；负荷小于服务台数",
        "Poisson arrivals, exponential service, first come first served; load below the servers",
    ),
    source: "Erlang 1917",
    example: "servers=3 load=2 limit=0.5",
    run: |values| {
        let queue = Waiting::new(values.number("servers") as u32, values.number("load"))
            .map_err(outside("queue.erlang_c", "load"))?;
        let service = values.number("service");
        let beyond = queue.longer_than(values.number("limit") / service);
        Ok(vec![queue.share, queue.length, queue.mean * service, beyond])
    },
};

const COBHAM: Calculator = Calculator {
    name: "queue.cobham",
    title: ("两级优先：各级平均等待", "Two priorities: mean wait of each"),
    inputs: &[
        SERVERS,
        number("urgent", "erlang", None, (0.0, 1e6), ("紧急呼叫负荷", "load of urgent calls")),
        number("other", "erlang", None, (0.0, 1e6), ("其余呼叫负荷", "load of the others")),
        number(
            "service",
            "min",
            Some(1.0),
            (1e-6, 1e6),
            ("平均服务时间", "mean service time, the same for both"),
        ),
    ],
    outputs: &[
        output("wait_urgent", "min", ("紧急呼叫平均等待", "mean wait of urgent calls")),
        output("wait_other", "min", ("其余呼叫平均等待", "mean wait of the others")),
    ],
    validity: ("泊松到达、指数服务、不中断", "Poisson arrivals, exponential service, no pre-emption"),
    source: "Cobham 1954, Operations Research 2(1) 70–76",
    example: "servers=3 urgent=0.5 other=1.5 service=10",
    run: |values| {
        let loads = [values.number("urgent"), values.number("other")];
        let service = values.number("service");
        theory::cobham(values.number("servers") as u32, &loads)
            .map(|waits| waits.into_iter().map(|wait| wait * service).collect())
            .map_err(outside("queue.cobham", "urgent + other"))
    },
};

const NEAREST_UNIT: Calculator = Calculator {
    name: "rescue.nearest_unit",
    title: ("最近队伍的平均距离", "Mean distance to the nearest unit"),
    inputs: &[
        number("units", "", None, (1e-6, 1e9), ("可用队伍数", "units available")),
        number("area", "km²", None, (1e-6, 1e9), ("区域面积", "area of the region")),
        number("speed", "km/h", Some(30.0), (0.1, 1000.0), ("行驶速度", "travel speed")),
    ],
    outputs: &[
        output("straight", "km", ("直线距离", "straight distance")),
        output("rectangular", "km", ("直角距离", "rectangular distance")),
        output("second", "km", ("次近队伍的直线距离", "straight distance to the second nearest")),
        output("travel", "min", ("直角距离的行程时间", "travel time over the rectangular distance")),
    ],
    validity: (
        "队伍随机均匀分布，区域远大于间距",
        "units spread at random, region much larger than their spacing",
    ),
    source: "Kolesar & Blum 1973, Management Science 19(12) 1368–1378",
    example: "units=100 area=100",
    run: |values| {
        let density = values.number("units") / values.number("area");
        let distances = (|| {
            Ok((
                theory::nearest_straight_km(density, 1)?,
                theory::nearest_rectangular_km(density)?,
                theory::nearest_straight_km(density, 2)?,
            ))
        })();
        let (straight, rectangular, second) =
            distances.map_err(outside("rescue.nearest_unit", "units / area"))?;
        Ok(vec![straight, rectangular, second, rectangular / values.number("speed") * 60.0])
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, given: &[(&str, &str)]) -> Result<Vec<f64>, CalculatorError> {
        let model = CALCULATORS.iter().find(|model| model.name == name).unwrap();
        let given: Vec<(String, String)> =
            given.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let results = (model.run)(&model.read(&given).unwrap())?;
        assert_eq!(results.len(), model.outputs.len());
        Ok(results)
    }

    /// What a calculator says to these inputs.
    pub(super) fn run(name: &str, given: &[(&str, &str)]) -> Vec<f64> {
        answer(name, given).unwrap()
    }

    /// How it refuses them.
    pub(super) fn refused(name: &str, given: &[(&str, &str)]) -> String {
        answer(name, given).unwrap_err().to_string()
    }

    /// The first results are these.
    pub(super) fn near(found: Vec<f64>, wanted: &[f64], within: f64) {
        assert!(found.len() >= wanted.len());
        for (a, b) in found.iter().zip(wanted) {
            assert!((a - b).abs() <= within, "{found:?} {wanted:?}");
        }
    }

    #[test]
    fn numbers_of_the_formulas() {
        // Computed from the formulas that the calculators cite.
        near(run("warning.diffusion", &[("t", "10")]), &[0.3812, 12.877, 28.376], 1e-3);
        near(run("evacuation.departure", &[("t", "35.322")]), &[0.5, 35.322, 64.379], 1e-3);
        near(run("queue.erlang_b", &[("servers", "5"), ("load", "3")]), &[0.110_054], 1e-6);
        let waiting = [("servers", "3"), ("load", "2"), ("limit", "0.5")];
        near(run("queue.erlang_c", &waiting), &[0.444_444, 0.888_889, 0.444_444, 0.269_569], 1e-6);
        let classes = [("servers", "3"), ("urgent", "0.5"), ("other", "1.5"), ("service", "10")];
        near(run("queue.cobham", &classes), &[1.777_78, 5.333_33], 1e-4);
        let units = [("units", "100"), ("area", "100")];
        near(run("rescue.nearest_unit", &units), &[0.5, 0.626_66, 0.75, 1.253_32], 1e-5);
    }

    #[test]
    fn outside_its_validity_a_calculator_says_so() {
        let error = refused("queue.erlang_c", &[("servers", "2"), ("load", "2")]);
        assert!(error.contains("outside the validity of queue.erlang_c: load = 2; "), "{error}");
        assert!(error.contains("below servers = 2"), "{error}");
        refused("warning.diffusion", &[("p", "0")]);
    }
}
