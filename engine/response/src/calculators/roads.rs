//! Travel on a road by its flow or its density.

use sandtable_kernel::calculator::{Calculator, Input, InputKind};

use super::{number, output};
use crate::traffic::assignment::Latency;
use crate::traffic::{CensusClass, MPH, SpeedDensity};

/// Time on a road by its flow.
pub(super) const LINK_TRAVEL: Calculator = Calculator {
    name: "evacuation.link_travel",
    title: ("路段通行时间与排队", "Travel time and queue of a road"),
    inputs: &[
        number("length", "km", None, (0.001, 1000.0), ("路段长度", "length of the road")),
        number("speed", "km/h", Some(60.0), (1.0, 150.0), ("自由流速度", "speed without other traffic")),
        Input {
            name: "lanes",
            unit: "",
            default: Some(1.0),
            kind: InputKind::Whole { least: 1, most: 12 },
            meaning: ("车道数", "lanes"),
        },
        number(
            "capacity",
            "vehicles/h",
            Some(600.0),
            (1.0, 3000.0),
            ("每车道通行能力（疏散中可持续的流量）", "capacity of a lane (flow that lasts in an evacuation)"),
        ),
        number("flow", "vehicles/h", None, (0.0, 1e5), ("驶入流量", "flow that wants in")),
        number("duration", "h", Some(1.0), (0.0, 240.0), ("持续时间", "how long it does")),
    ],
    outputs: &[
        output("ratio", "", ("流量/通行能力", "flow over capacity")),
        output("free", "min", ("自由流时间", "time without other traffic")),
        output("time", "min", ("BPR 通行时间", "time by the BPR curve")),
        output("queue", "vehicles", ("持续时间结束时的排队", "queue at the end")),
        output("wait", "min", ("最后一辆车的排队等待", "wait of the last vehicle in the queue")),
    ],
    validity: (
        "BPR 曲线用于平均时间，流量超过通行能力后只作参考，此时以排队等待为准；默认通行能力取无反向车道的疏散实测值",
        "the BPR curve tells mean times; above capacity it is a hint only, and the wait in the queue counts; \
         the default capacity was measured in evacuations without contraflow",
    ),
    source: "Bureau of Public Roads 1964, t0 (1 + 0.15 (x/c)⁴); deterministic point queue; TRB paper 11-4115 (600 veh/h)",
    example: "length=3 capacity=1000 flow=1500",
    run: |values| {
        let capacity = values.number("lanes") * values.number("capacity");
        let flow = values.number("flow");
        let free_s = values.number("length") / values.number("speed") * 3600.0;
        let time_s = Latency::bpr(free_s, capacity / 3600.0).time_s(flow / 3600.0);
        let queue = (flow - capacity).max(0.0) * values.number("duration");
        Ok(vec![flow / capacity, free_s / 60.0, time_s / 60.0, queue, queue / capacity * 60.0])
    },
};

/// Speed of a road by its density.
pub(super) const ROAD_SPEED: Calculator = Calculator {
    name: "evacuation.road_speed",
    title: ("道路速度—密度关系（LifeSim）", "Speed of a road by its density (LifeSim)"),
    inputs: &[
        Input {
            name: "class",
            unit: "",
            default: None,
            kind: InputKind::Choice(&["A10", "A20", "A30", "A40", "A50", "A70"]),
            meaning: (
                "道路类别：A10 高速公路至 A50 支路，A70 步道",
                "class of road: A10 motorway to A50 side street, A70 walkway",
            ),
        },
        number("density", "vehicles/km", None, (0.0, 200.0), ("每车道密度", "vehicles a kilometre of lane")),
    ],
    outputs: &[
        output("speed", "km/h", ("速度", "speed")),
        output("flow", "vehicles/h", ("每车道流量", "flow of a lane")),
        output("speed_mph", "mph", ("速度", "speed")),
    ],
    validity: (
        "美国道路的默认参数；没有排队锋面与回溢",
        "defaults of roads in the United States; no front of a queue and no spillback",
    ),
    source: "USACE LifeSim 2.1 technical reference, eq. 10–11 and default roads",
    example: "class=A10 density=37.3",
    run: |values| {
        let class = match values.word("class") {
            "A20" => CensusClass::A20,
            "A30" => CensusClass::A30,
            "A40" => CensusClass::A40,
            "A50" => CensusClass::A50,
            "A70" => CensusClass::A70,
            _ => CensusClass::A10,
        };
        let speed_m_s = SpeedDensity::of(class).speed_m_s(values.number("density") / 1000.0);
        let speed_km_h = speed_m_s * 3.6;
        Ok(vec![speed_km_h, speed_km_h * values.number("density"), speed_m_s / MPH])
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{near, run};
    use crate::traffic::MILE_M;

    #[test]
    fn a_full_road_of_three_kilometres() {
        // By hand: 3 km at 60 km/h 3 min; at 1.5 times the capacity 1.759375 times that;
        // 500 vehicles too many in an hour, half an hour's worth of capacity.
        let given = [("length", "3"), ("capacity", "1000"), ("flow", "1500")];
        near(run("evacuation.link_travel", &given), &[1.5, 3.0, 5.278_125, 500.0, 30.0], 1e-9);
        let two_lanes = [("length", "3"), ("capacity", "1000"), ("flow", "1500"), ("lanes", "2")];
        near(run("evacuation.link_travel", &two_lanes), &[0.75, 3.0, 3.142_383, 0.0, 0.0], 1e-6);
    }

    #[test]
    fn a_motorway_at_sixty_vehicles_a_mile() {
        let density = (60_000.0 / MILE_M).to_string();
        let found = run("evacuation.road_speed", &[("class", "A10"), ("density", &density)]);
        assert!((found[2] - 34.472).abs() < 1e-3, "{found:?}");
        // 34.472 mph = 55.478 km/h, times 37.282 vehicles/km.
        near(found, &[55.478, 2068.3], 0.1);
    }
}
