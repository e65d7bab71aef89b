//! Words of the event log in Chinese and English: names by the register, and the
//! fixed words of orders, causes and reasons.

use sandtable_command::order::Level;
use sandtable_command::plan::Hindrance;
use sandtable_command::register::Capability;
use sandtable_command::report::{FailReason, IncidentKind};
pub(super) use sandtable_command::words::{channels, groups, list, warning};
use sandtable_command::{EntryKind, Key, Register};
use sandtable_kernel::{SimSpan, Text};
use sandtable_response::exposure::Cause;
use sandtable_space::{Point, RoadClass};

/// A text in both languages.
pub(super) fn t(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// The registered name of a key; the key itself where nothing is registered.
pub(super) fn name(register: &Register, key: &str) -> Text {
    register.get(key).map_or_else(|| Text::same(key), |entry| entry.name.clone())
}

/// Where a registered thing lies.
pub(super) fn middle(register: &Register, key: &str) -> Option<Point> {
    register.get(key).and_then(sandtable_command::Entry::middle)
}

/// Names of some keys.
pub(super) fn names(register: &Register, keys: &[Key]) -> Text {
    let all: Vec<Text> = keys.iter().map(|key| name(register, key.as_str())).collect();
    list(&all)
}

/// A quantity of an item with its unit: `6000 L drinking water`.
pub(super) fn goods(register: &Register, item: &str, quantity: f64) -> Text {
    let what = name(register, item);
    let unit = match register.get(item).map(|entry| &entry.kind) {
        Some(EntryKind::Item { unit, .. }) => unit.as_str(),
        _ => "",
    };
    let zh = match unit {
        "piece" => "件",
        "bag" => "袋",
        "L" => "升",
        "kg" => "千克",
        other => other,
    };
    t(format!("{}{quantity:.0}{zh}", what.zh), format!("{quantity:.0} {unit} of {}", what.en))
}

/// A length of time: hours and minutes.
pub(super) fn span(span: SimSpan) -> Text {
    let minutes = (span.0.max(0) + 30_000) / 60_000;
    let (h, m) = (minutes / 60, minutes % 60);
    match (h, m) {
        (0, m) => t(format!("{m}分钟"), format!("{m} min")),
        (h, 0) => t(format!("{h}小时"), format!("{h} h")),
        (h, m) => t(format!("{h}小时{m}分"), format!("{h} h {m} min")),
    }
}

/// A point of the map in whole metres.
pub(super) fn point(at: Point) -> String {
    format!("({:.0}, {:.0})", at.0, at.1)
}

/// A response level.
pub(super) fn level(level: Level) -> Text {
    match level {
        Level::IV => t("Ⅳ级", "level IV"),
        Level::III => t("Ⅲ级", "level III"),
        Level::II => t("Ⅱ级", "level II"),
        Level::I => t("Ⅰ级", "level I"),
    }
}

/// What a team can do.
pub(super) fn capability(capability: Capability) -> Text {
    match capability {
        Capability::Rescue => t("陆上救援", "rescue"),
        Capability::WaterRescue => t("水域救援", "water rescue"),
        Capability::FloodFighting => t("抗洪抢险", "flood fighting"),
        Capability::Pumping => t("抽排", "pumping"),
        Capability::Medical => t("医疗救护", "medical"),
        Capability::Transport => t("运输", "transport"),
        Capability::Community => t("入户动员", "community"),
        Capability::Traffic => t("交通管制", "traffic control"),
        Capability::Repair => t("抢修", "repair"),
        Capability::Fire => t("灭火", "fire fighting"),
        Capability::ForestFire => t("森林灭火", "forest fire fighting"),
        Capability::Hazmat => t("危化处置", "hazardous substances"),
        Capability::Air => t("航空", "air"),
    }
}

/// Why something was not done.
pub(super) fn reason(why: &FailReason) -> Text {
    match why {
        FailReason::NothingThere => t("现场没有发现目标", "nothing was found there"),
        FailReason::Unreachable => t("道路不通，无法到达", "no way leads there"),
        FailReason::Unsafe => t("现场危险，已撤回", "too dangerous; withdrawn"),
        FailReason::Breakdown => t("车辆或设备故障", "vehicle or equipment broke down"),
        FailReason::NothingLeft => t("没有可用的物资、装备或名额", "no stock, equipment or room is left"),
        FailReason::Busy => t("力量已被占用", "busy with something else"),
        FailReason::Refused => t("无法按令执行", "not possible as ordered"),
    }
}

/// Why an order that a plan wants was not given.
pub(super) fn hindrance(register: &Register, why: &Hindrance) -> Text {
    let told = |key: &Key| name(register, key.as_str());
    match why {
        Hindrance::NoSuchSeat(_) => t("下令的席位不存在", "the seat that is to order it does not exist"),
        Hindrance::NoTeamFree(what) => {
            let what = capability(*what);
            t(format!("没有空闲的力量可用于{}", what.zh), format!("no team is free for {}", what.en))
        }
        Hindrance::NothingNamed => t("所写的名称在此没有对应", "its names stand for nothing here"),
        Hindrance::UnknownName(_) => t("情景中没有所写的名称", "the scenario has no such name"),
        Hindrance::NotInCommand(team) => {
            let team = told(team);
            t(format!("{}不归其指挥", team.zh), format!("{} is not under its command", team.en))
        }
        Hindrance::NotCapable(team) => {
            let team = told(team);
            t(format!("{}不具备所需能力", team.zh), format!("{} is not able to do it", team.en))
        }
        Hindrance::TeamBusy(team) => {
            let team = told(team);
            t(format!("{}已有任务", team.zh), format!("{} is busy", team.en))
        }
        Hindrance::NoSuchNumber(number) => {
            t(format!("席位没有编号 {number} 的情况"), format!("the seat has nothing of number {number}"))
        }
        Hindrance::IncidentClosed(number) => {
            t(format!("事件 {number} 已结束"), format!("incident {number} is closed"))
        }
        Hindrance::StockShort { depot, item } => {
            let (depot, item) = (told(depot), told(item));
            t(format!("{}的{}不足", depot.zh, item.zh), format!("{} is short of {}", depot.en, item.en))
        }
        Hindrance::OutOfRange(_) => t("数值超出允许范围", "a number is out of its range"),
        Hindrance::NothingGiven => t("没有给出对象", "nothing is named to do it for"),
        Hindrance::SamePlace(place) => {
            let place = told(place);
            t(format!("{}既是起点又是终点", place.zh), format!("{} is origin and destination", place.en))
        }
    }
}

/// What is reported.
pub(super) fn incident(kind: IncidentKind) -> Text {
    match kind {
        IncidentKind::Injured => t("人员受伤", "injured people"),
        IncidentKind::Trapped => t("人员被困", "people cut off"),
        IncidentKind::Collapse => t("坍塌", "a collapse"),
        IncidentKind::Fire => t("起火", "a fire"),
        IncidentKind::Leak => t("泄漏", "a leak"),
        IncidentKind::LeveeSeepage => t("堤防险情", "a levee in trouble"),
        IncidentKind::NeedSupplies => t("物资需求", "a need of supplies"),
        IncidentKind::RoadFlooded => t("道路积水", "a road under water"),
    }
}

/// How somebody was hurt.
pub(super) fn cause(cause: Cause) -> Text {
    match cause {
        Cause::Indoors => t("室内进水", "by water indoors"),
        Cause::OnFoot => t("徒步涉水", "on foot in the water"),
        Cause::InVehicle => t("车辆被困水中", "in a vehicle caught by water"),
        Cause::Collapse => t("房屋倒塌", "under a collapsing house"),
    }
}

/// Key of how somebody was hurt.
pub(super) fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::Indoors => "indoors",
        Cause::OnFoot => "on_foot",
        Cause::InVehicle => "in_vehicle",
        Cause::Collapse => "collapse",
    }
}

/// Class of a road.
pub(super) fn road_class(class: RoadClass) -> Text {
    match class {
        RoadClass::Motorway => t("高速公路", "motorway"),
        RoadClass::Trunk => t("主干道", "trunk road"),
        RoadClass::Primary => t("城市主路", "primary road"),
        RoadClass::Secondary => t("次干路", "secondary road"),
        RoadClass::Tertiary => t("支路", "tertiary road"),
        RoadClass::Local => t("街巷", "street"),
        RoadClass::Path => t("小路", "path"),
    }
}
