//! Calculators of hydrology and structures.

use sandtable_kernel::Text;
use sandtable_kernel::calculator::{Calculator, CalculatorError, Input, InputKind, Output, Values};

use super::hydrology::channel::{Channel, wide_normal_depth_m};
use super::hydrology::green_ampt::GreenAmpt;
use super::hydrology::scs;
use super::solver::weir_unit_flow_m2_s;

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

/// All calculators of this module.
pub const CALCULATORS: &[Calculator] = &[
    Calculator {
        name: "flood.green_ampt",
        title: ("Green–Ampt 下渗", "Green–Ampt infiltration"),
        inputs: &[
            number("conductivity", "mm/h", None, (1e-6, 1000.0), ("导水率 K", "conductivity K")),
            number("suction", "mm", None, (0.0, 5000.0), ("湿润锋吸力 ψ", "suction at the front ψ")),
            number("deficit", "", None, (0.0, 1.0), ("含水量亏缺 Δθ", "moisture deficit Δθ")),
            number("hours", "h", None, (0.0, 1000.0), ("历时", "time")),
            number(
                "rain",
                "mm/h",
                Some(0.0),
                (0.0, 1000.0),
                ("雨强；0 表示地面一直积水", "rain; 0 for ground that is ponded throughout"),
            ),
        ],
        outputs: &[
            output("infiltrated", "mm", ("累积下渗", "cumulative infiltration")),
            output("capacity", "mm/h", ("下渗能力", "infiltration capacity")),
            output("runoff", "mm", ("超渗产流", "rain in excess")),
            output("ponding", "h", ("开始积水时间；不积水为 -1", "time of ponding; -1 for never")),
        ],
        validity: ("单一均质厚土层，不计雨间恢复", "one deep homogeneous layer, no recovery between storms"),
        source: "Green & Ampt 1911; Mein & Larson 1973; Chow, Maidment & Mays 1988, sections 4.3 and 4.4",
        example: "conductivity=6.5 suction=167 deficit=0.34 hours=1",
        run: green_ampt,
    },
    Calculator {
        name: "flood.scs_runoff",
        title: ("SCS 曲线数产流", "SCS curve number runoff"),
        inputs: &[
            number("rain", "mm", None, (0.0, 3000.0), ("雨量", "rain")),
            number("curve_number", "", None, (1.0, 100.0), ("曲线数 CN", "curve number CN")),
            number("abstraction", "", Some(0.2), (0.0, 1.0), ("初损比 Ia/S", "initial abstraction Ia/S")),
        ],
        outputs: &[
            output("runoff", "mm", ("径流深", "runoff")),
            output("retention", "mm", ("最大滞留 S", "potential retention S")),
        ],
        validity: ("一场雨的总量；小流域", "totals of one storm; small catchments"),
        source: "US Soil Conservation Service, National Engineering Handbook, section 4",
        example: "rain=100 curve_number=80",
        run: |values| {
            let cn = values.number("curve_number");
            let runoff = scs::runoff_mm(values.number("rain"), cn, values.number("abstraction"));
            Ok(vec![runoff, scs::retention_mm(cn)])
        },
    },
    Calculator {
        name: "flood.weir",
        title: ("宽顶堰（含淹没）", "broad-crested weir, free or drowned"),
        inputs: &[
            number("width", "m", None, (0.0, 1e5), ("堰宽", "width")),
            number("upstream", "m", None, (0.0, 50.0), ("堰上水头", "head above the crest, upstream")),
            number(
                "downstream",
                "m",
                Some(0.0),
                (-50.0, 50.0),
                ("堰下水头", "head above the crest, downstream"),
            ),
        ],
        outputs: &[
            output("flow", "m³/s", ("流量", "flow")),
            output("drowning", "", ("淹没系数", "factor of drowning")),
        ],
        validity: (
            "宽顶堰，流量系数 1.705，正向流",
            "broad crest, coefficient 1.705, flow from upstream to downstream",
        ),
        source: "critical flow over a crest; Villemonte 1947",
        example: "width=10 upstream=1 downstream=0.8",
        run: |values| {
            let (up, down) = (values.number("upstream"), values.number("downstream"));
            if down > up {
                return Err(CalculatorError::Validity {
                    model: "flood.weir",
                    name: "downstream",
                    value: down,
                    range: Text::new(
                        format!("不高于上游 upstream = {up} m；否则请对调两侧"),
                        format!("no higher than upstream = {up} m; otherwise swap the sides"),
                    ),
                });
            }
            let (flow, free) = (weir_unit_flow_m2_s(up, down), weir_unit_flow_m2_s(up, 0.0));
            let factor = if free > 0.0 { flow / free } else { 1.0 };
            Ok(vec![values.number("width") * flow, factor])
        },
    },
    Calculator {
        name: "flood.normal_depth",
        title: ("均匀流正常水深", "normal depth of uniform flow"),
        inputs: &[
            number(
                "discharge",
                "m³/s",
                None,
                (0.0, 1e6),
                ("流量；宽浅河道为单宽流量", "discharge; of a wide channel that of one metre"),
            ),
            number("manning", "s/m^(1/3)", None, (1e-3, 1.0), ("糙率 n", "Manning's n")),
            number("slope", "", None, (1e-7, 1.0), ("底坡", "slope of the bed")),
            number(
                "width",
                "m",
                Some(0.0),
                (0.0, 1e5),
                ("底宽；0 表示宽浅", "width of the bed; 0 for a wide channel"),
            ),
            number(
                "side_slope",
                "",
                Some(0.0),
                (0.0, 20.0),
                ("边坡系数", "side slope, horizontal over vertical"),
            ),
        ],
        outputs: &[
            output("depth", "m", ("正常水深", "normal depth")),
            output("speed", "m/s", ("平均流速", "mean speed")),
            output("froude", "", ("弗劳德数", "Froude number")),
        ],
        validity: ("稳定均匀流", "steady uniform flow"),
        source: "Manning; see Chow 1959",
        example: "discharge=1 manning=0.03 slope=0.001",
        run: normal_depth,
    },
];

fn green_ampt(values: &Values) -> Result<Vec<f64>, CalculatorError> {
    let soil = GreenAmpt {
        conductivity_mm_h: values.number("conductivity"),
        suction_mm: values.number("suction"),
        deficit: values.number("deficit"),
    };
    let (hours, rain) = (values.number("hours"), values.number("rain"));
    let (infiltrated, ponding) = if rain > 0.0 {
        (soil.under_rain_mm(rain, hours), soil.ponding_time_h(rain))
    } else {
        (soil.ponded_mm(0.0, hours), 0.0)
    };
    if infiltrated <= 0.0 {
        return Err(CalculatorError::Validity {
            model: "flood.green_ampt",
            name: "hours",
            value: hours,
            range: Text::new(
                "大于 0 h（起始瞬间下渗能力无界）",
                "above 0 h, because the capacity has no bound at the first moment",
            ),
        });
    }
    let ponding = if ponding.is_finite() { ponding } else { -1.0 };
    Ok(vec![infiltrated, soil.capacity_mm_h(infiltrated), (rain * hours - infiltrated).max(0.0), ponding])
}

fn normal_depth(values: &Values) -> Result<Vec<f64>, CalculatorError> {
    let (q, n) = (values.number("discharge"), values.number("manning"));
    let (slope, width, side_slope) =
        (values.number("slope"), values.number("width"), values.number("side_slope"));
    if width == 0.0 && side_slope == 0.0 {
        let depth = wide_normal_depth_m(q, n, slope);
        let speed = if depth > 0.0 { q / depth } else { 0.0 };
        return Ok(vec![depth, speed, froude(speed, depth)]);
    }
    let depth = Channel { width_m: width, side_slope, manning: n, slope }.normal_depth_m(q);
    let area = (width + side_slope * depth) * depth;
    let speed = if area > 0.0 { q / area } else { 0.0 };
    Ok(vec![depth, speed, froude(speed, area / (width + 2.0 * side_slope * depth))])
}

fn froude(speed_m_s: f64, mean_depth_m: f64) -> f64 {
    if mean_depth_m > 0.0 { speed_m_s / (9.81 * mean_depth_m).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, pairs: &[(&str, &str)]) -> Vec<f64> {
        let model = CALCULATORS.iter().find(|model| model.name == name).unwrap();
        let given: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let out = (model.run)(&model.read(&given).unwrap()).unwrap();
        assert_eq!(out.len(), model.outputs.len());
        out
    }

    #[test]
    fn calculators_return_the_published_numbers() {
        let soil = [("conductivity", "6.5"), ("suction", "167"), ("deficit", "0.34"), ("hours", "1")];
        let ponded = run("flood.green_ampt", &soil);
        assert!((ponded[0] - 31.664).abs() < 0.01 && (ponded[1] - 18.156).abs() < 0.01, "{ponded:?}");
        let rain = run("flood.green_ampt", &[&soil[..], &[("rain", "50")]].concat());
        assert!((rain[3] - 0.169_69).abs() < 1e-4, "{rain:?}");
        let scs = run("flood.scs_runoff", &[("rain", "100"), ("curve_number", "80")]);
        assert!((scs[0] - 50.539).abs() < 1e-3);
        let weir = run("flood.weir", &[("width", "10"), ("upstream", "1"), ("downstream", "0.8")]);
        assert!((weir[0] - 17.05 * 0.6163).abs() < 0.01 && (weir[1] - 0.6163).abs() < 1e-3, "{weir:?}");
        let wide = run("flood.normal_depth", &[("discharge", "1"), ("manning", "0.03"), ("slope", "0.001")]);
        assert!((wide[0] - 0.968_886).abs() < 1e-3 && wide[2] < 1.0, "{wide:?}");
    }
}
