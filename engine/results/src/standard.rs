//! The metrics that every study of the built-in hazards reports. Times are hours
//! since the start of the run unless the meaning names another start.
//!
//! "Arrival" is the first time at which the water at a person's place reaches the
//! depth that makes leaving unsafe (the hazard rating leaves its low band).
//! Targets: 应转尽转 is 100 % of each category; the lead times of 12, 6 and 3 h at
//! city, district and town level are those a flood headquarters reports.

mod warning;

use sandtable_kernel::Text;

use crate::metric::{Bound, Direction, Goal, Metric, MetricGroup, MetricRegistry, Scale};

use Direction::{HigherBetter, LowerBetter, Neutral};
use MetricGroup as G;

pub use warning::TELLERS;

/// Causes of death and injury: key, Chinese, English.
pub const CAUSES: [(&str, &str, &str); 4] = [
    ("drowned_indoors", "屋内溺水", "drowning indoors"),
    ("drowned_on_foot", "涉水溺水", "drowning on foot"),
    ("drowned_in_vehicle", "车内溺水", "drowning in vehicles"),
    ("collapse", "房屋倒塌", "collapse of houses"),
];

/// Hazard bands of FD2320 (Defra/EA 2006, Table 13.1): key, Chinese, English.
pub const HAZARD_BANDS: [(&str, &str, &str); 4] = [
    ("low", "低", "low"),
    ("moderate", "中", "moderate"),
    ("significant", "高", "significant"),
    ("extreme", "极高", "extreme"),
];

/// People who have to be moved, counted apart: key, Chinese, English.
pub const CATEGORIES: [(&str, &str, &str); 4] = [
    ("flood_villages", "洪水淹没区村庄", "villages in the flood zone"),
    ("slopes", "地质灾害点群众", "people at slopes"),
    ("dangerous_houses", "危房住户", "people in dangerous houses"),
    ("outdoor_workers", "户外作业人员", "outdoor workers"),
];

/// Administrative levels whose warning lead has a target: key, Chinese, English,
/// target in hours.
pub const LEAD_LEVELS: [(&str, &str, &str, f64); 3] = [
    ("city", "市级", "city level", 12.0),
    ("district", "区县级", "district level", 6.0),
    ("town", "镇街级", "town level", 3.0),
];

struct List(Vec<Metric>);

impl List {
    fn add(
        &mut self,
        (key, unit, decimals): (&str, &str, u8),
        (group, direction): (MetricGroup, Direction),
        title: (&str, &str),
        meaning: (&str, &str),
    ) -> &mut Metric {
        let scale = if unit == "1" { Scale::Share } else { Scale::Linear };
        self.0.push(Metric {
            key: key.into(),
            title: Text::new(title.0, title.1),
            meaning: Text::new(meaning.0, meaning.1),
            unit: unit.into(),
            direction,
            group,
            decimals,
            goal: None,
            scale,
            signed: false,
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }
}

fn at_least(value: f64) -> Option<Goal> {
    Some(Goal { bound: Bound::AtLeast, value })
}

/// The standard metrics in the order of tables.
pub fn standard() -> MetricRegistry {
    let mut list = List(Vec::with_capacity(80));
    casualties(&mut list);
    exposure(&mut list);
    warning::add(&mut list);
    evacuation(&mut list);
    rescue(&mut list);
    care(&mut list);
    warning::lifelines(&mut list);
    loss_and_command(&mut list);
    cost(&mut list);
    flood(&mut list);
    // The keys are constants; a test of this module registers every one.
    MetricRegistry::new(list.0).unwrap_or_default()
}

fn casualties(list: &mut List) {
    let bad = (G::Casualties, LowerBetter);
    list.add(
        ("deaths.total", "persons", 1),
        bad,
        ("死亡人数", "Deaths"),
        ("各种原因死亡人数之和", "Deaths of all causes"),
    );
    for (key, zh, en) in CAUSES {
        list.add(
            (&format!("deaths.{key}"), "persons", 1),
            bad,
            (&format!("死亡：{zh}"), &format!("Deaths: {en}")),
            (&format!("因{zh}死亡人数"), &format!("Deaths by {en}")),
        );
    }
    list.add(
        ("injuries.total", "persons", 1),
        bad,
        ("受伤人数", "Injuries"),
        ("各种原因受伤人数之和", "Injuries of all causes"),
    );
    for (key, zh, en) in CAUSES {
        list.add(
            (&format!("injuries.{key}"), "persons", 1),
            bad,
            (&format!("受伤：{zh}"), &format!("Injuries: {en}")),
            (&format!("因{zh}受伤人数"), &format!("Injuries by {en}")),
        );
    }
}

fn exposure(list: &mut List) {
    for (key, zh, en) in HAZARD_BANDS {
        list.add(
            (&format!("exposure.person_hours.{key}"), "person·h", 0),
            (G::Exposure, LowerBetter),
            (&format!("暴露人时：{zh}危险"), &format!("Exposure: {en} hazard")),
            (
                &format!("人员处于{zh}危险等级（FD2320）积水中的人时"),
                &format!("Person-hours in water of the {en} hazard band (FD2320)"),
            ),
        );
    }
    list.add(
        ("exposure.persons", "persons", 0),
        (G::Exposure, LowerBetter),
        ("暴露人数", "People exposed"),
        (
            "曾处于中等及以上危险等级积水中的人数",
            "People who were ever in water of the moderate band or above",
        ),
    );
}

fn evacuation(list: &mut List) {
    let (good, bad) = ((G::Evacuation, HigherBetter), (G::Evacuation, LowerBetter));
    for (key, zh, en) in CATEGORIES {
        list.add(
            (&format!("evacuation.before_arrival.{key}"), "1", 1),
            good,
            (&format!("应转尽转：{zh}"), &format!("Evacuated before arrival: {en}")),
            (
                &format!("{zh}中灾害到达前已转移到安全处的人数比例；分母为灾害实际到达其住处者"),
                &format!(
                    "Share of {en} who were in safety before arrival, among those whose place it reached"
                ),
            ),
        )
        .goal = at_least(1.0);
    }
    for (key, zh, en) in [("p10", "第10百分位", "10th percentile"), ("p50", "中位数", "median")] {
        list.add(
            (&format!("evacuation.margin.{key}"), "h", 2),
            good,
            (&format!("转移完成提前量：{zh}"), &format!("Margin before arrival: {en}")),
            (
                "各户到达安全处早于灾害到达的小时数，按人加权的分位数；迟到为负，未转移为负无穷",
                "Hours between reaching safety and arrival, by person; negative if late, −∞ if never",
            ),
        )
        .signed = true;
    }
    list.add(
        ("evacuation.margin.under_1h", "1", 1),
        bad,
        ("提前量不足1小时比例", "Margin under one hour"),
        (
            "提前量不足1小时（含迟到、未转移）的人数比例",
            "Share of people with a margin under 1 h, late and never included",
        ),
    );
    for (step, zh, en) in [("departure", "出发", "have left"), ("clearance", "到达安全处", "are in safety")]
    {
        for (key, share) in [("t50", "50"), ("t90", "90"), ("t100", "100")] {
            if step == "departure" && key == "t100" {
                continue;
            }
            list.add(
                (&format!("evacuation.{step}.{key}"), "h", 2),
                bad,
                (&format!("{share}%人员{zh}用时"), &format!("Time until {share} % {en}")),
                (
                    &format!("自首个转移命令起，应转移人员{share}%{zh}所需小时"),
                    &format!("Hours from the first evacuation order until {share} % of those ordered {en}"),
                ),
            );
        }
    }
    list.add(
        ("evacuation.delay", "vehicle·h", 0),
        bad,
        ("拥堵延误", "Time lost in queues"),
        (
            "转移车辆在途排队损失的车时（不含受困者）",
            "Vehicle-hours lost in queues on the way, those stranded not included",
        ),
    );
    for (key, zh, en, meaning_zh, meaning_en) in [
        (
            "escorted",
            "车辆转运人数",
            "Given a ride",
            "由队伍车辆从转移区接到安置点的人数",
            "People whom teams' vehicles took from their zones to shelters",
        ),
        (
            "returned",
            "已返回人数",
            "Home again",
            "解除转移后回到家中的人数",
            "People back in their homes after an all-clear",
        ),
    ] {
        list.add(
            (&format!("evacuation.{key}"), "persons", 0),
            (G::Evacuation, Neutral),
            (zh, en),
            (meaning_zh, meaning_en),
        );
    }
    list.add(
        ("evacuation.caught.persons", "persons", 0),
        bad,
        ("途中被困人数", "People caught on the way"),
        ("转移途中被洪水围困的人数", "People caught by water while on the move"),
    );
    list.add(
        ("evacuation.caught.vehicles", "vehicles", 0),
        bad,
        ("途中被困车辆", "Vehicles caught on the way"),
        ("行驶中被淹熄火或受困的车辆数", "Vehicles stalled or stranded by water"),
    );
}

fn rescue(list: &mut List) {
    let bad = (G::Rescue, LowerBetter);
    for (key, zh, en) in [("p50", "中位数", "median"), ("p90", "第90百分位", "90th percentile")] {
        list.add(
            (&format!("rescue.response.{key}"), "min", 0),
            bad,
            (&format!("救援响应时间：{zh}"), &format!("Rescue response: {en}")),
            (
                "自求救发生至队伍到场的分钟数，未到场计为未完成",
                "Minutes from the call to the team on the scene; calls never served count as not reached",
            ),
        );
    }
    list.add(
        ("rescue.calls_unserved", "calls", 0),
        bad,
        ("未响应求救", "Calls unserved"),
        ("结束时尚无队伍到场的求救数", "Calls with no team on the scene at the end"),
    );
    for (key, hours) in [("share_1h", 1), ("share_6h", 6)] {
        list.add(
            (&format!("rescue.{key}"), "1", 1),
            (G::Rescue, HigherBetter),
            (&format!("{hours}小时内获救比例"), &format!("Rescued within {hours} h")),
            (
                &format!("被困人员中{hours}小时内获救的比例"),
                &format!("Share of trapped people brought out within {hours} h"),
            ),
        );
    }
}

fn care(list: &mut List) {
    let bad = (G::Shelter, LowerBetter);
    list.add(
        ("shelter.overflow", "person·h", 0),
        bad,
        ("安置超员", "Shelter overflow"),
        ("各安置点超出容量的人时", "Person-hours above the places of shelters"),
    );
    list.add(
        ("hospital.overflow", "person·h", 0),
        bad,
        ("收治超员", "Hospital overflow"),
        ("各医院超出床位的患者人时", "Patient-hours above the beds of hospitals"),
    );
    list.add(
        ("supplies.unmet", "person·item·h", 0),
        (G::Supplies, LowerBetter),
        ("物资缺口", "Unmet need"),
        (
            "安置人员各类物资缺口对时间的累计",
            "Items that sheltered people lacked, times hours, over all items",
        ),
    );
    list.add(
        ("supplies.first_delivery", "h", 2),
        (G::Supplies, LowerBetter),
        ("首批物资到达用时", "First delivery"),
        (
            "自首个安置点开放至首批物资送达的小时数",
            "Hours from the first shelter's opening to the first delivery",
        ),
    );
}

fn loss_and_command(list: &mut List) {
    list.add(
        ("command.first_release", "h", 2),
        (G::Command, LowerBetter),
        ("首次权威信息发布用时", "First official release"),
        (
            "自首次有人受灾或首个谣言出现（取早者）至首次发布权威信息的小时数；事先发布为0",
            "Hours from the first danger to anybody, or the first rumour if earlier, to the first official release; 0 if released before",
        ),
    )
    // Five hours at the latest in major emergencies: general emergency plan of Beijing,
    // revision of 2021 (read in the reports of its press conference, 6 August 2021).
    .goal = Some(Goal { bound: Bound::AtMost, value: 5.0 });
    for (key, zh, en) in [
        ("total", "直接经济损失", "Direct loss"),
        ("buildings", "房屋及财产损失", "Loss: buildings and contents"),
    ] {
        let metric = list.add(
            (&format!("loss.{key}"), "CNY", 0),
            (G::Loss, LowerBetter),
            (zh, en),
            ("按水深-损失曲线估算的直接损失", "Direct loss by depth–damage functions"),
        );
        metric.scale = Scale::Log;
    }
    list.add(
        ("command.in_post.share", "1", 1),
        (G::Command, HigherBetter),
        ("责任人到岗比例", "Responsible persons in post"),
        ("灾害到达前已到岗的责任人比例", "Share of named responsible persons in post before arrival"),
    )
    .goal = at_least(1.0);
    list.add(
        ("command.in_post.mean_time", "h", 2),
        (G::Command, LowerBetter),
        ("责任人平均到岗时间", "Mean time to post"),
        ("自通知发出至到岗的平均小时数", "Mean hours from the call to being in post"),
    );
}

fn cost(list: &mut List) {
    let bad = (G::Cost, LowerBetter);
    list.add(
        ("cost.team_hours", "team·h", 0),
        bad,
        ("队伍工时", "Team-hours"),
        (
            "队伍待命以外（机动、作业、前置）的时数",
            "Hours of teams away from stand-by: moving, working, pre-positioned",
        ),
    );
    list.add(
        ("cost.stock_used", "items", 0),
        bad,
        ("物资消耗", "Stock used"),
        ("发放和消耗的物资件数", "Items issued or consumed"),
    );
    list.add(
        ("cost.stock_prepositioned", "items", 0),
        bad,
        ("物资前置", "Stock pre-positioned"),
        ("灾害到达前运离仓库的物资件数", "Items moved out of depots before arrival"),
    );
    list.add(
        ("cost.needless_evacuation", "person·h", 0),
        bad,
        ("不必要转移", "Needless evacuation"),
        ("住处始终未受灾者的离家人时", "Person-hours away from home of people whose place was never reached"),
    );
    list.add(
        ("cost.false_alarm_rate", "1", 1),
        bad,
        ("空报率", "False-alarm rate"),
        ("发布预警的区域中始终未受灾的比例", "Share of warned zones that the hazard never reached"),
    );
}

fn flood(list: &mut List) {
    let fact = (G::Hazard, Neutral);
    list.add(
        ("flood.area", "km²", 2),
        fact,
        ("淹没面积", "Flooded area"),
        ("最大水深超过0.05米的陆地面积", "Land with a maximum depth above 0.05 m"),
    );
    list.add(
        ("flood.population", "persons", 0),
        fact,
        ("淹没区人口", "Population in the flooded area"),
        (
            "住处最大水深超过0.05米的常住人口（不论是否转移）",
            "Residents whose place had a maximum depth above 0.05 m, evacuated or not",
        ),
    );
    list.add(
        ("flood.peak_stage", "m", 2),
        fact,
        ("主测站最高水位", "Peak stage"),
        ("主测站最高水位", "Highest stage at the main gauge"),
    )
    .signed = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_standard_metric_is_registered_in_both_languages() {
        let registry = standard();
        assert!(registry.len() > 50, "a bad or repeated key would have emptied the list");
        let mut titles = BTreeSet::new();
        for metric in registry.all() {
            assert!(!metric.title.zh.is_ascii(), "{}", metric.key);
            assert!(!metric.meaning.zh.is_empty() && !metric.meaning.en.is_empty(), "{}", metric.key);
            assert!(titles.insert(metric.title.clone().zh), "{} repeats a title", metric.key);
            assert_eq!(metric.scale == Scale::Share, metric.unit == "1", "{}", metric.key);
        }
        for group in MetricGroup::ALL {
            assert!(registry.all().iter().any(|metric| metric.group == group), "{group:?} has no metric");
        }
    }

    #[test]
    fn only_margins_leads_and_levels_can_be_negative() {
        let registry = standard();
        let least = |key: &str| registry.get(key).unwrap().bounds();
        assert_eq!(least("deaths.total"), (0.0, f64::INFINITY));
        assert_eq!(least("evacuation.clearance.t90"), (0.0, f64::INFINITY));
        assert_eq!(least("evacuation.margin.under_1h"), (0.0, 1.0));
        for metric in registry.all() {
            let told = metric.meaning.en.contains("negative") || metric.unit == "m";
            assert_eq!(metric.bounds().0 < 0.0, told, "{}", metric.key);
        }
    }

    #[test]
    fn lead_targets_are_twelve_six_and_three_hours() {
        let registry = standard();
        for (level, hours) in [("city", 12.0), ("district", 6.0), ("town", 3.0)] {
            let goal = registry.get(&format!("warning.lead.{level}")).and_then(|metric| metric.goal);
            assert_eq!(goal, Some(Goal { bound: Bound::AtLeast, value: hours }));
        }
    }
}
