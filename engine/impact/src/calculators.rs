//! Calculators of the impact functions.

use sandtable_kernel::Text;
use sandtable_kernel::calculator::{Calculator, Input, InputKind, Output};

use crate::damage::DamageClass;
use crate::people::{ArrClass, Body, EXTREME_FROM, HazardClass, LandUse, PersonClass, hazard_rating};
use crate::person::{Flow, share_unstable};
use crate::vehicles::{Passage, SpeedCurve, VehicleClass};

const DEPTH: Input = Input {
    name: "depth",
    unit: "m",
    default: None,
    kind: InputKind::Number { least: 0.0, most: 20.0 },
    meaning: ("水深", "water depth"),
};
const SPEED: Input = Input {
    name: "speed",
    unit: "m/s",
    default: Some(0.0),
    kind: InputKind::Number { least: 0.0, most: 15.0 },
    meaning: ("流速", "speed of the water"),
};

/// All calculators of this crate.
pub const CALCULATORS: &[Calculator] = &[
    Calculator {
        name: "flood.hazard_rating",
        title: ("洪水对人的危险等级", "hazard of flood water to people"),
        inputs: &[
            DEPTH,
            SPEED,
            Input {
                name: "land",
                unit: "",
                default: None,
                kind: InputKind::Choice(&["urban", "pasture", "woodland"]),
                meaning: ("用地（决定漂浮物系数）", "land use (decides the debris factor)"),
            },
            Input {
                name: "extreme_from",
                unit: "",
                default: Some(EXTREME_FROM.value),
                kind: InputKind::Number { least: 1.25, most: 10.0 },
                meaning: ("极危等级下限", "rating above which danger is extreme"),
            },
        ],
        outputs: &[
            Output { name: "rating", unit: "", meaning: ("危险度 HR", "hazard rating HR") },
            Output {
                name: "class",
                unit: "",
                meaning: ("等级 1–4（低、中、高、极高）", "class 1 to 4 (low to extreme)"),
            },
            Output { name: "debris_factor", unit: "", meaning: ("漂浮物系数", "debris factor") },
            Output {
                name: "arr_class",
                unit: "",
                meaning: ("澳大利亚 ARR 等级 H1–H6", "ARR class H1 to H6"),
            },
        ],
        validity: (
            "漂浮物系数分段为回忆值，待核对",
            "bands of the debris factor are recalled, to be confirmed",
        ),
        source: "HR Wallingford 2006 (FD2320/FD2321); Smith, Davey & Cox 2014 (H1–H6)",
        example: "depth=0.5 speed=1",
        run: |values| {
            let (depth, speed) = (values.number("depth"), values.number("speed"));
            let land = match values.word("land") {
                "pasture" => LandUse::Pasture,
                "woodland" => LandUse::Woodland,
                _ => LandUse::Urban,
            };
            let rating = hazard_rating(depth, speed, land);
            let class = HazardClass::of(rating, values.number("extreme_from")) as u8;
            let arr = ArrClass::of(depth, speed) as u8;
            Ok(vec![
                rating,
                f64::from(class) + 1.0,
                if depth > 0.0 { land.debris_factor(depth, speed) } else { 0.0 },
                f64::from(arr) + 1.0,
            ])
        },
    },
    Calculator {
        name: "flood.depth_damage",
        title: ("水深—损失率（JRC 亚洲）", "depth–damage (JRC, Asia)"),
        inputs: &[
            DEPTH,
            Input {
                name: "class",
                unit: "",
                default: None,
                kind: InputKind::Choice(&[
                    "residential",
                    "commercial",
                    "industrial",
                    "transport",
                    "roads",
                    "agriculture",
                ]),
                meaning: ("资产类别", "class of asset"),
            },
            Input {
                name: "value",
                unit: "CNY",
                default: Some(0.0),
                kind: InputKind::Number { least: 0.0, most: 1e15 },
                meaning: ("资产价值", "value of the asset"),
            },
        ],
        outputs: &[
            Output { name: "share", unit: "", meaning: ("损失率", "share lost") },
            Output { name: "loss", unit: "CNY", meaning: ("损失", "loss") },
        ],
        validity: (
            "最大水深；0.05 m 以下不计损失，6 m 以上全损",
            "greatest depth; none below 0.05 m, all from 6 m on",
        ),
        source: "Huizinga, de Moel & Szewczyk 2017 (JRC 105688), Asia",
        example: "depth=1.25 value=100000",
        run: |values| {
            let class = match values.word("class") {
                "commercial" => DamageClass::Commercial,
                "industrial" => DamageClass::Industrial,
                "transport" => DamageClass::Transport,
                "roads" => DamageClass::Roads,
                "agriculture" => DamageClass::Agriculture,
                _ => DamageClass::Residential,
            };
            let share = class.share_lost(values.number("depth"));
            Ok(vec![share, share * values.number("value")])
        },
    },
    Calculator {
        name: "flood.people_stability",
        title: ("人在水流中的稳定性", "stability of people in flowing water"),
        inputs: &[
            DEPTH,
            SPEED,
            Input {
                name: "person",
                unit: "",
                default: None,
                kind: InputKind::Choice(&["adult", "child", "elderly", "patient"]),
                meaning: ("人群", "class of people"),
            },
        ],
        outputs: &[
            Output {
                name: "toppling",
                unit: "m/s",
                meaning: ("倾覆临界流速", "critical speed for toppling"),
            },
            Output {
                name: "sliding", unit: "m/s", meaning: ("滑移临界流速", "critical speed for sliding")
            },
            Output { name: "hazard_degree", unit: "", meaning: ("危险度 HD", "hazard degree HD") },
            Output {
                name: "share_falling",
                unit: "",
                meaning: ("站立不稳的人的比例", "share of such people who fall"),
            },
        ],
        validity: (
            "水深大于零且不超过身高；系数为回忆值；老人、病人折减与离散度为本项目假定",
            "depth above zero up to the body's height; parameters recalled; strength of elderly and patients and the scatter are assumptions",
        ),
        source: "Xia, Falconer, Wang & Xiao 2014",
        example: "depth=0.6 speed=0.5 person=child",
        run: |values| {
            let person = match values.word("person") {
                "child" => PersonClass::Child,
                "elderly" => PersonClass::Elderly,
                "patient" => PersonClass::Patient,
                _ => PersonClass::Adult,
            };
            let (depth, speed) = (values.number("depth"), values.number("speed"));
            let body: Body = person.body();
            if depth <= 0.0 || depth > body.height_m {
                return Err(sandtable_kernel::calculator::CalculatorError::Validity {
                    model: "flood.people_stability",
                    name: "depth",
                    value: depth,
                    range: Text::new(
                        format!("大于 0 m 且不超过此人身高 {} m", body.height_m),
                        format!("above 0 m and up to the body's height, {} m", body.height_m),
                    ),
                });
            }
            Ok(vec![
                body.toppling_speed_m_s(depth),
                body.sliding_speed_m_s(depth),
                body.hazard_degree(depth, speed),
                share_unstable(Flow { depth_m: depth, speed_m_s: speed, rise_m_h: 0.0 }, person),
            ])
        },
    },
    Calculator {
        name: "flood.vehicle_speed",
        title: ("积水道路车速与通行", "speed and passage of vehicles on flooded roads"),
        inputs: &[
            DEPTH,
            SPEED,
            Input {
                name: "free_speed",
                unit: "km/h",
                default: Some(60.0),
                kind: InputKind::Number { least: 1.0, most: 150.0 },
                meaning: ("无水时车速", "speed without water"),
            },
            Input {
                name: "curve",
                unit: "",
                default: None,
                kind: InputKind::Choice(&["fitted", "cautious", "bold"]),
                meaning: ("曲线", "curve"),
            },
            Input {
                name: "vehicle",
                unit: "",
                default: None,
                kind: InputKind::Choice(&[
                    "small_car",
                    "large_car",
                    "off_road",
                    "van",
                    "bus",
                    "fire_engine",
                    "high_truck",
                    "assault_boat",
                    "inflatable",
                    "walker",
                ]),
                meaning: ("车辆类别", "class of vehicle"),
            },
        ],
        outputs: &[
            Output {
                name: "car_speed",
                unit: "km/h",
                meaning: ("普通车曲线车速", "speed of the published curve"),
            },
            Output { name: "speed", unit: "km/h", meaning: ("该类车辆车速", "speed of this vehicle") },
            Output {
                name: "passage",
                unit: "",
                meaning: ("0 通过，1 熄火停住，2 被冲走", "0 passes, 1 stalls, 2 swept off"),
            },
        ],
        validity: (
            "拟合曲线 0–300 mm；大车与舟艇阈值为本项目假定",
            "fitted curve 0 to 300 mm; thresholds of large vehicles and boats are assumptions",
        ),
        source: "Pregnolato et al. 2017; Shand et al. 2011 (recalled)",
        example: "depth=0.15",
        run: |values| {
            let curve = match values.word("curve") {
                "cautious" => SpeedCurve::Cautious,
                "bold" => SpeedCurve::Bold,
                _ => SpeedCurve::Fitted,
            };
            let class = match values.word("vehicle") {
                "large_car" => VehicleClass::LargeCar,
                "off_road" => VehicleClass::OffRoad,
                "van" => VehicleClass::Van,
                "bus" => VehicleClass::Bus,
                "fire_engine" => VehicleClass::FireEngine,
                "high_truck" => VehicleClass::HighTruck,
                "assault_boat" => VehicleClass::AssaultBoat,
                "inflatable" => VehicleClass::Inflatable,
                "walker" => VehicleClass::Walker,
                _ => VehicleClass::SmallCar,
            };
            let (depth, flow) = (values.number("depth"), values.number("speed"));
            let free = values.number("free_speed") / 3.6;
            let passage = match class.passage(depth, flow) {
                Passage::Passes => 0.0,
                Passage::Stalls => 1.0,
                Passage::Swept => 2.0,
            };
            Ok(vec![
                free.min(curve.speed_m_s(depth)) * 3.6,
                class.speed_m_s(free, depth, flow, curve) * 3.6,
                passage,
            ])
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, pairs: &[(&str, &str)]) -> Vec<f64> {
        let model = CALCULATORS.iter().find(|model| model.name == name).unwrap();
        let given: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let values = model.read(&given).unwrap();
        let out = (model.run)(&values).unwrap();
        assert_eq!(out.len(), model.outputs.len());
        out
    }

    #[test]
    fn calculators_return_the_published_numbers() {
        let rating = run("flood.hazard_rating", &[("depth", "0.5"), ("speed", "1")]);
        assert_eq!(rating[..3], [1.75, 3.0, 1.0]);
        let damage = run("flood.depth_damage", &[("depth", "1.25"), ("value", "1000")]);
        assert!((damage[0] - 0.5555).abs() < 1e-12 && (damage[1] - 555.5).abs() < 1e-9);
        let stand = run("flood.people_stability", &[("depth", "0.6"), ("person", "child")]);
        assert!((stand[0] - 0.69).abs() < 0.007, "{stand:?}");
        let car = run("flood.vehicle_speed", &[("depth", "0.1")]);
        assert!((car[1] - 40.655).abs() < 1e-3 && car[2] == 0.0, "{car:?}");
        let engine =
            run("flood.vehicle_speed", &[("depth", "0.5"), ("vehicle", "fire_engine"), ("speed", "0.2")]);
        assert!(engine[1] > 0.0 && engine[0] == 0.0, "{engine:?}");
    }
}
