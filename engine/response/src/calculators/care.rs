//! People who wait, people in shelters and what they need.

use sandtable_kernel::Text;
use sandtable_kernel::calculator::{Calculator, CalculatorError, Input, InputKind};

use super::{number, output};
use crate::medical::Survival;
use crate::shelters::area::{self, SPHERE_COVERED_M2, Stay};
use crate::supplies::demand::PEOPLE_A_TOILET_LATER;
use crate::supplies::{Delivery, Needs, Outlook, Quota};

const PEOPLE: Input = Input {
    name: "people",
    unit: "persons",
    default: None,
    kind: InputKind::Whole { least: 0, most: 100_000_000 },
    meaning: ("人数", "people"),
};

/// Share alive while waiting.
pub(super) const SURVIVAL: Calculator = Calculator {
    name: "medical.survival",
    title: ("待救期间的存活率", "Share alive while waiting for rescue"),
    inputs: &[
        Input {
            name: "cause",
            unit: "",
            default: None,
            kind: InputKind::Choice(&["collapse", "earth_house", "cold_water", "submerged"]),
            meaning: (
                "处境：楼房倒塌被困、土房倒塌被埋、冷水中漂浮、头部没入水中",
                "where: in a collapsed building, under an earthen house, afloat in cold water, head under water",
            ),
        },
        number("t", "min", Some(60.0), (0.0, 1e5), ("等待时间", "time waited")),
        number(
            "water",
            "°C",
            Some(10.0),
            (0.0, 22.9),
            ("水温（仅用于冷水）", "temperature of the water (cold_water only)"),
        ),
    ],
    outputs: &[
        output("share", "", ("存活率", "share alive")),
        output("half", "min", ("存活率降到一半的时间", "time until half are alive")),
        output("tenth", "min", ("存活率降到一成的时间", "time until one in ten is alive")),
    ],
    validity: (
        "事发时未当场死亡者。唐山数据为回忆值，限 5 天，早救出者埋压较浅；土房的中位时间、冷水曲线的形状为假定；\
         冷水公式限 23 °C 以下、穿救生衣静止的成人；没入水中为回忆值，不含冰水",
        "people who outlived the event itself. Tangshan's shares are recalled, reach five days, and flatter early \
         rescue; the median under earthen houses and the shape in cold water are assumed; Hayward's formula holds \
         below 23 °C for adults who keep still in life jackets; submersion is recalled and leaves out icy water",
    ),
    source: "Tangshan 1976; Noji 1997; Hayward, Eckerson & Collis 1975; Szpilman et al. 2012, N. Engl. J. Med. 366",
    example: "cause=cold_water water=10 t=60",
    run: |values| {
        let outside = |name, value, range: (&str, &str)| CalculatorError::Validity {
            model: "medical.survival",
            name,
            value,
            range: range.into(),
        };
        let water_c = values.number("water");
        let curve = match values.word("cause") {
            "earth_house" => Survival::earth_house(),
            "cold_water" => Survival::cold_water(water_c)
                .map_err(|_| outside("water", water_c, ("0 到 23 °C 以下", "from 0 to below 23 °C")))?,
            "submerged" => Survival::submerged(),
            _ => Survival::collapse(),
        };
        let waited = values.number("t");
        let range =
            ("不超过 7200 min（5 天），之后没有数据", "at most 7200 min, five days: nothing is known later");
        let share = curve.share(waited).ok_or_else(|| outside("t", waited, range))?;
        let time = |share: f64| curve.time_min(share).ok_or_else(|| outside("t", waited, range));
        Ok(vec![share, time(0.5)?, time(0.1)?])
    },
};

/// People that a shelter's area has room for.
pub(super) const CAPACITY: Calculator = Calculator {
    name: "shelter.capacity",
    title: ("避难场所容量", "People that a shelter has room for"),
    inputs: &[
        number("area", "m²", None, (0.0, 1e8), ("有效避难面积", "effective area")),
        Input {
            name: "days",
            unit: "d",
            default: Some(15.0),
            kind: InputKind::Whole { least: 1, most: 100 },
            meaning: ("开放天数", "days open"),
        },
    ],
    outputs: &[
        output("each", "m²", ("人均有效面积下限", "least area of a person")),
        output("people", "persons", ("可容纳人数", "people")),
        output("sphere", "persons", ("按 Sphere 人均 3.5 m² 可容纳人数", "people at Sphere's 3.5 m²")),
        output("taps", "", ("所需水龙头", "taps needed")),
        output("toilets", "", ("所需厕位（初期 50 人一个）", "toilets needed at first, one for 50")),
        output("toilets_later", "", ("所需厕位（其后 20 人一个）", "toilets needed later, one for 20")),
    ],
    validity: (
        "人均面积按开放 1、3、15、30、100 天分档，为回忆值，待核对；不含通道、设备和管理用房",
        "areas by 1, 3, 15, 30 and 100 days are recalled, to be confirmed; ways, plant and offices are left out",
    ),
    source: "GB 51143-2015 (recalled); Sphere 2018",
    example: "area=1800 days=15",
    run: |values| {
        let days = values.number("days");
        let stay = Stay::lasting(days as u32).ok_or_else(|| CalculatorError::Validity {
            model: "shelter.capacity",
            name: "days",
            value: days,
            range: Text::new("1 到 100 天", "from 1 to 100 days"),
        })?;
        let area_m2 = values.number("area");
        let people = area::people(area_m2, stay.area_m2());
        let needs = Needs::of(people, &Quota::SPHERE);
        Ok(vec![
            stay.area_m2(),
            f64::from(people),
            f64::from(area::people(area_m2, SPHERE_COVERED_M2)),
            f64::from(needs.taps),
            f64::from(needs.toilets),
            f64::from(people.div_ceil(PEOPLE_A_TOILET_LATER)),
        ])
    },
};

/// What people need.
pub(super) const DEMAND: Calculator = Calculator {
    name: "supplies.demand",
    title: ("安置人员物资需求", "Supplies that people in shelters need"),
    inputs: &[
        PEOPLE,
        number("days", "d", Some(3.0), (0.0, 1000.0), ("天数", "days")),
        number(
            "water",
            "L",
            Some(Quota::SPHERE.water_l),
            (0.0, 500.0),
            ("每人每天用水", "water of a person and day"),
        ),
        number(
            "food",
            "kg",
            Some(Quota::SPHERE.food_kg),
            (0.0, 10.0),
            ("每人每天食品", "food of a person and day"),
        ),
        number("payload", "t", Some(10.0), (0.1, 100.0), ("货车载重", "load of a lorry")),
    ],
    outputs: &[
        output("water_day", "m³/d", ("每天用水", "water a day")),
        output("food_day", "t/d", ("每天食品", "food a day")),
        output("lorries_day", "", ("每天车次（水和食品）", "lorry trips a day, water and food")),
        output("water_all", "m³", ("合计用水", "water of all days")),
        output("food_all", "t", ("合计食品", "food of all days")),
        output("energy_day", "Mcal/d", ("每天热量（每人 2100 千卡）", "energy a day, 2,100 kcal a person")),
        output("blankets", "", ("被毯（一次性，每人 2 条）", "blankets, once, two a person")),
        output("soap_day", "kg/d", ("每天肥皂", "soap a day")),
    ],
    validity: (
        "Sphere 最低标准，部分为回忆值；每人每天用水 15 L 含饮用、个人卫生和做饭，维持生存 7.5–15 L；食品 0.6–0.8 kg 干粮",
        "Sphere's least standards, in part recalled; 15 L of water hold drinking, washing and cooking (7.5 to 15 \
         keep alive); 0.6 to 0.8 kg of dry food",
    ),
    source: "Sphere 2018",
    example: "people=10000 days=3",
    run: |values| {
        let quota =
            Quota { water_l: values.number("water"), food_kg: values.number("food"), ..Quota::SPHERE };
        let needs = Needs::of(values.number("people") as u32, &quota);
        let days = values.number("days");
        Ok(vec![
            needs.water_m3_day,
            needs.food_t_day,
            needs.lorries_day(values.number("payload")),
            needs.water_m3_day * days,
            needs.food_t_day * days,
            needs.energy_mcal_day,
            needs.blankets,
            needs.soap_kg_day,
        ])
    },
};

/// When a stock runs out.
pub(super) const STOCK_OUT: Calculator = Calculator {
    name: "supplies.stock_out",
    title: ("库存可用天数与断供", "How long a stock lasts, and what is missing"),
    inputs: &[
        number("stock", "", None, (0.0, 1e12), ("库存", "stock")),
        number("use", "", None, (0.0, 1e12), ("每天消耗", "use a day")),
        number("convoy", "", Some(0.0), (0.0, 1e12), ("下一批补给数量", "size of the next convoy")),
        number("day", "d", Some(0.0), (0.0, 1000.0), ("补给到达的天数", "day on which it comes")),
        number("span", "d", Some(10.0), (0.0, 1000.0), ("考察天数", "days looked at")),
    ],
    outputs: &[
        output(
            "lasts",
            "d",
            ("首次断供的时间（无断供则为考察天数）", "first day without (all days if none)"),
        ),
        output("without", "d", ("断供天数", "days without")),
        output("unmet", "", ("未满足的需求", "unmet")),
        output("left", "", ("期末库存", "left at the end")),
    ],
    validity: ("消耗均匀；断供期间的缺口事后不补", "a steady use; what was missing is not made up for later"),
    source: "arithmetic",
    example: "stock=600 use=100 convoy=500 day=8",
    run: |values| {
        let convoy = Delivery { day: values.number("day"), amount: values.number("convoy") };
        let span = values.number("span");
        let outlook =
            Outlook::of(values.number("stock"), values.number("use"), &[convoy], span).map_err(|error| {
                CalculatorError::Validity {
                    model: "supplies.stock_out",
                    name: error.name,
                    value: error.value,
                    range: Text::new("不小于 0 的数", "a number not below zero"),
                }
            })?;
        let without: f64 = outlook.gaps.iter().map(|gap| gap.to_day - gap.from_day).sum();
        let lasts = outlook.gaps.first().map_or(span, |gap| gap.from_day);
        Ok(vec![lasts, without, outlook.unmet, outlook.left])
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{near, refused, run};

    #[test]
    fn shares_alive_by_the_sources() {
        // Hayward at 10 °C: 15 + 7.2/0.0445 = 176.80 min; half are taken to live to it.
        let cold = run("medical.survival", &[("cause", "cold_water"), ("t", "176.798")]);
        near(cold, &[0.5, 176.798], 1e-3);
        // Tangshan: 81 % on the first day; half between 81 % at 24 h and 35.5 % at 48 h,
        // 24 + 24·31/45.5 = 40.35 h; a tenth between 19 and 7 %, 96 + 24·9/12 = 114 h.
        let dug_out = run("medical.survival", &[("cause", "collapse"), ("t", "1440")]);
        near(dug_out, &[0.81, 40.351_648 * 60.0, 114.0 * 60.0], 1e-4);
        // A constant rate with half at 4 h: a quarter at 8 h, a tenth at 4·log2(10) h.
        let earth = run("medical.survival", &[("cause", "earth_house"), ("t", "480")]);
        near(earth, &[0.25, 240.0, 797.263], 1e-3);
        near(run("medical.survival", &[("cause", "submerged"), ("t", "7.5")]), &[0.44], 1e-12);
        let error = refused("medical.survival", &[("cause", "collapse"), ("t", "9000")]);
        assert!(error.contains("t = 9000; it has to be at most 7200 min"), "{error}");
    }

    #[test]
    fn room_by_the_standards() {
        // 1,800 m² at 2 m² are 900 people, at 3.5 m² 514; 250 a tap, 50 and 20 a toilet.
        near(run("shelter.capacity", &[("area", "1800")]), &[2.0, 900.0, 514.0, 4.0, 18.0, 45.0], 0.0);
        near(run("shelter.capacity", &[("area", "1800"), ("days", "1")]), &[0.5, 3600.0], 0.0);
        near(run("shelter.capacity", &[("area", "1800"), ("days", "31")]), &[4.5, 400.0], 0.0);
    }

    #[test]
    fn needs_of_ten_thousand() {
        // 150 m³ a day are 15 trips of 10 t; 7 t of food are one more.
        let given = [("people", "10000"), ("days", "3")];
        let wanted = [150.0, 7.0, 16.0, 450.0, 21.0, 21_000.0, 20_000.0, 150.0];
        near(run("supplies.demand", &given), &wanted, 1e-9);
        let water_alone = [("people", "10000"), ("food", "0")];
        near(run("supplies.demand", &water_alone), &[150.0, 0.0, 15.0], 1e-9);
    }

    #[test]
    fn a_convoy_two_days_late() {
        let given = [("stock", "600"), ("use", "100"), ("convoy", "500"), ("day", "8")];
        near(run("supplies.stock_out", &given), &[6.0, 2.0, 200.0, 300.0], 0.0);
        near(run("supplies.stock_out", &[("stock", "600"), ("use", "10")]), &[10.0, 0.0, 0.0, 500.0], 0.0);
    }
}
