//! Words of the checks in Chinese: the checks name kinds, roles and ranges in
//! English, one word for one thing.

/// Kinds of things and parts they play.
const NOUNS: &[(&str, &str)] = &[
    ("administrative unit", "行政单元"),
    ("approvals", "审批"),
    ("area", "区域"),
    ("call channel", "报警通道"),
    ("catchment", "集水区"),
    ("channel", "通道"),
    ("community", "居民点"),
    ("depot", "物资库"),
    ("desk", "接警席"),
    ("district", "县区"),
    ("duty channel", "值班通道"),
    ("gate", "水闸"),
    ("gauge", "测站"),
    ("hollow", "洼地"),
    ("hospital", "医院"),
    ("substation", "变电站"),
    ("base station", "基站"),
    ("rumour", "谣言"),
    ("incident", "事件"),
    ("inflow point", "入流点"),
    ("item", "物资"),
    ("kind of day", "日期类型"),
    ("kind of settlement", "聚落类型"),
    ("levee", "堤防"),
    ("level", "响应级别"),
    ("person", "责任人"),
    ("place", "情景"),
    ("pumping station", "泵站"),
    ("rain gauge", "雨量站"),
    ("report", "报告"),
    ("reservoir", "水库"),
    ("river", "河流"),
    ("road", "道路"),
    ("role", "角色"),
    ("rule", "规则"),
    ("rules that wait for one another", "互相等待的规则"),
    ("seat", "席位"),
    ("shelter", "安置点"),
    ("station", "驻地"),
    ("superior seats", "上级席位"),
    ("team", "队伍"),
    ("telemetry channel", "遥测通道"),
    ("thing", "事物"),
    ("town", "乡镇街道"),
    ("track", "响应轨"),
    ("underpass", "下穿通道"),
    ("unit", "行政单元"),
    ("warning channel", "预警渠道"),
    ("waterlogging point", "易涝点"),
    ("zone", "分区"),
];

/// Where a thing may lie.
const PLACES: &[(&str, &str)] = &[
    ("in a blocked cell", "在不过水的栅格内"),
    ("in a cell whose level is given", "在水位给定的栅格（海、湖）内"),
    ("in a lake", "在湖中"),
    ("in a river", "在河中"),
    ("in the sea", "在海中"),
    ("outside the grid", "在网格之外"),
    ("outside the map", "在地图之外"),
    ("river", "河"),
    ("sea", "海"),
];

/// What a number or a list has to be.
const RANGES: &[(&str, &str)] = &[
    ("1, 3, 6 or 24", "1、3、6 或 24"),
    ("24 numbers", "24 个数"),
    ("a bed no higher than upstream", "不高于上游的河床"),
    ("a finite number", "有限的数"),
    ("a level in m", "水位（米）"),
    ("a level not above start_m", "不高于 start_m 的水位"),
    ("a level not below warning_m", "不低于 warning_m 的水位"),
    ("a number above 0", "大于 0 的数"),
    ("a number of m", "一个数（米）"),
    ("a share from 0 to 1", "0 至 1 的比例"),
    ("a valid distribution", "正确的分布"),
    ("an hour from 0 to 24", "0 至 24 的小时数"),
    ("at most 20 a household", "每户不超过 20 人"),
    ("at most 254 rivers, lakes and catchments each", "河流、湖泊、集水区各不超过 254 个"),
    ("degrees", "角度（度）"),
    ("finite", "有限的数"),
    ("flows of 0 or more", "不小于 0 的流量"),
    ("limit ≤ design ≤ check level", "汛限 ≤ 设计 ≤ 校核水位"),
    ("marks in rising order", "由低到高的各水位"),
    ("no more than its beds", "不超过床位数"),
    ("one or more points", "至少一个点"),
    ("one place or more", "至少一个位置"),
    ("one row or more, distances rising", "至少一行，距离递增"),
    ("one zone in zones.ron", "zones.ron 中恰有一个分区"),
    ("rates of 0 to 1000 mm/h", "0 至 1000 毫米/小时的雨强"),
    ("rising years and flows", "递增的重现期和流量"),
    ("shares of at most 1 in all", "合计不超过 1 的比例"),
    ("shares that add up to 1", "合计为 1 的比例"),
    ("three corners or more", "至少三个角点"),
    ("two places or more", "至少两个位置"),
    ("two stations or more", "至少两个断面"),
];

fn find(list: &'static [(&str, &str)], word: &str) -> Option<&'static str> {
    list.iter().find(|(en, _)| *en == word).map(|(_, zh)| *zh)
}

/// A kind or role in Chinese; names of fields stand as they are in the file.
pub fn noun(word: &str) -> String {
    find(NOUNS, word).map_or_else(|| format!("`{word}`"), str::to_owned)
}

/// A kind with its article in English.
pub fn a(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o']) || word == "underpass";
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// Where something lies, in Chinese.
pub fn place(word: &str) -> String {
    find(PLACES, word).unwrap_or(word).to_owned()
}

/// What a number has to be, in Chinese.
pub fn range(word: &str) -> String {
    if let Some(zh) = find(RANGES, word) {
        return zh.to_owned();
    }
    let unit = |rest: &str| -> String {
        let (value, unit) = rest.split_once(' ').unwrap_or((rest, ""));
        let value = if value == "zero" { "0" } else { value };
        let unit = find(UNITS, unit).unwrap_or(unit);
        if unit.is_empty() { value.to_owned() } else { format!("{value} {unit}") }
    };
    for (before, zh) in [("more than ", "大于 "), ("greater than ", "大于 "), ("at most ", "不超过 ")]
    {
        if let Some(rest) = word.strip_prefix(before) {
            return match rest.split_once(" up to ") {
                Some((low, high)) => format!("{zh}{low}、不超过 {}", unit(high)),
                None => format!("{zh}{}", unit(rest)),
            };
        }
    }
    if let Some(least) = word.strip_suffix(" or more") {
        return format!("不小于 {}", unit(least));
    }
    let word = word.strip_prefix("between ").unwrap_or(word);
    match word.split_once(" to ").or_else(|| word.split_once(" and ")) {
        Some((low, high)) => format!("{low} 至 {}", unit(high)),
        None => word.to_owned(),
    }
}

const UNITS: &[(&str, &str)] =
    &[("h", "小时"), ("m", "米"), ("min", "分钟"), ("mm", "毫米"), ("mm/h", "毫米/小时"), ("persons", "人")];

#[cfg(test)]
mod tests {
    use super::*;

    /// Every range of the checks, as they stand in the crates today.
    #[test]
    fn ranges_hold_no_english_word() {
        let units = ["start_m", "warning_m", "zones.ron"];
        for word in [
            "0 or more",
            "more than 0",
            "more than 0 h",
            "more than 0 m",
            "more than 0 up to 240 h",
            "greater than 0",
            "greater than zero",
            "0 to 1",
            "0 to 1000 mm/h",
            "0.5 to 60 min",
            "100 m or more",
            "1 to 20 persons",
            "1000 to 200000 m",
            "between 0 and 120",
            "a share from 0 to 1",
            "limit ≤ design ≤ check level",
        ]
        .into_iter()
        .chain(RANGES.iter().map(|(en, _)| *en))
        {
            let mut zh = range(word);
            for unit in units {
                zh = zh.replace(unit, "");
            }
            assert!(!zh.contains(|c: char| c.is_ascii_alphabetic()), "{word}: {zh}");
        }
        assert_eq!(range("more than 0 up to 240 h"), "大于 0、不超过 240 小时");
        assert_eq!(range("0.5 to 60 min"), "0.5 至 60 分钟");
        assert_eq!(range("100 m or more"), "不小于 100 米");
    }

    #[test]
    fn every_kind_of_the_register_has_a_word() {
        use sandtable_command::register::KindTag as K;
        for kind in [
            K::AdminUnit,
            K::Zone,
            K::Gauge,
            K::RainGauge,
            K::Shelter,
            K::Team,
            K::Station,
            K::Depot,
            K::Item,
            K::Hospital,
            K::Pump,
            K::Gate,
            K::Levee,
            K::Reservoir,
            K::Road,
            K::Seat,
            K::Person,
            K::InflowPoint,
            K::WaterloggingPoint,
        ] {
            assert!(!noun(kind.noun()).contains('`'), "{}", kind.noun());
        }
        assert_eq!((a("team").as_str(), a("item").as_str()), ("a team", "an item"));
        assert_eq!(a("unit"), "a unit");
    }
}
