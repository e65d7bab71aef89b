//! Metrics of warning: lead, who told whom, the links of the chain, rumours, and the power
//! and networks that warning depends on.

use super::{CATEGORIES, LEAD_LEVELS, List, at_least};
use crate::metric::Direction::{HigherBetter, LowerBetter, Neutral};
use crate::metric::MetricGroup as G;

pub(super) fn add(list: &mut List) {
    for (key, zh, en) in CATEGORIES {
        list.add(
            (&format!("warning.before_arrival.{key}"), "1", 1),
            (G::Warning, HigherBetter),
            (&format!("到达前已预警：{zh}"), &format!("Warned before arrival: {en}")),
            (
                &format!("{zh}中在灾害到达前收到预警的人数比例；分母为灾害实际到达者"),
                &format!("Share of {en} who had the warning before arrival, among those whom it reached"),
            ),
        )
        .goal = at_least(1.0);
    }
    for (key, zh, en, hours) in LEAD_LEVELS {
        let lead = list.add(
            (&format!("warning.lead.{key}"), "h", 1),
            (G::Warning, HigherBetter),
            (&format!("预警提前量：{zh}"), &format!("Warning lead: {en}")),
            (
                &format!("{zh}首次预警早于该级辖区首次受灾的小时数；发布晚于受灾为负"),
                &format!(
                    "Hours from the first warning at {en} to the first arrival in its area; negative if late"
                ),
            ),
        );
        lead.goal = at_least(hours);
        lead.signed = true;
    }
    told(list);
    chain(list);
    rumours(list);
    for (key, zh, en) in [("t50", "50%", "50 %"), ("t90", "90%", "90 %")] {
        list.add(
            (&format!("warning.{key}"), "h", 2),
            (G::Warning, LowerBetter),
            (&format!("{zh}人员收到预警用时"), &format!("Time until {en} are warned")),
            (
                &format!("自首次发布预警起，应预警人员{zh}收到预警所需小时"),
                &format!("Hours from the first warning until {en} of the people to be warned have it"),
            ),
        );
    }
}

/// By whom people are told first: key, Chinese, English.
pub const TELLERS: [(&str, &str, &str); 9] = [
    ("cell_broadcast", "小区广播", "cell broadcast"),
    ("sms", "短信", "text message"),
    ("loudspeaker", "村村响大喇叭", "village loudspeaker"),
    ("siren", "警报器", "siren"),
    ("broadcast", "广播电视", "television and radio"),
    ("social_media", "社交媒体", "social media"),
    ("neighbours", "邻里相告", "neighbours"),
    ("door", "上门叫应", "a knock at the door"),
    ("water", "自己见到水", "the water itself"),
];

fn told(list: &mut List) {
    for (key, zh, en) in TELLERS {
        list.add(
            (&format!("warning.told.{key}"), "1", 1),
            (G::Warning, Neutral),
            (&format!("首次获知途径：{zh}"), &format!("First told by: {en}")),
            (
                &format!("所有获知险情者中首次经{zh}获知的人数比例"),
                &format!("Share of all who were alerted that had it first by {en}"),
            ),
        );
    }
}

/// Links of the chain from the news to people leaving: key, Chinese, English, from what
/// to what.
const CHAIN: [(&str, &str, &str, &str, &str); 5] = [
    (
        "told",
        "信息传到席位",
        "news reaches the seat",
        "从观测（预报签发）到决策席位收到",
        "From the observation, or the issue of the forecast, to its receipt by the seat",
    ),
    (
        "decided",
        "研判决策",
        "decision",
        "从席位收到信息到决定发布预警",
        "From receipt by the seat to its decision to warn",
    ),
    ("issued", "发布", "issue", "从决定到预警发出", "From the decision to the warning going out"),
    (
        "alerted",
        "首次获知",
        "first alert",
        "从预警发出到住户首次获知（仅计其后获知者）",
        "From the issue to a household's first alert, of those alerted after it",
    ),
    (
        "departed",
        "准备出发",
        "preparation",
        "从首次获知到出发（仅计已出发者）",
        "From the first alert to departure, of those who left",
    ),
];

fn chain(list: &mut List) {
    for (key, zh, en, from_zh, from_en) in CHAIN {
        list.add(
            (&format!("warning.chain.{key}"), "min", 0),
            (G::Warning, LowerBetter),
            (&format!("预警链：{zh}"), &format!("Warning chain: {en}")),
            (
                &format!("{from_zh}的分钟数，按人加权的中位数"),
                &format!("{from_en}: minutes, median over people"),
            ),
        );
    }
}

fn rumours(list: &mut List) {
    for (key, unit, zh, en, meaning_zh, meaning_en) in [
        (
            "heard",
            "persons",
            "听到谣言人数",
            "People who heard a rumour",
            "在得知权威信息之前听到谣言的居民人数",
            "Residents who heard a rumour before they had been told the facts",
        ),
        (
            "left",
            "persons",
            "因谣言出走人数",
            "People who left on a rumour",
            "仅因谣言而离家的人数",
            "People who left home on a rumour alone",
        ),
        (
            "calls",
            "calls",
            "谣言来电",
            "Calls about rumours",
            "因谣言拨打报警电话的次数",
            "Calls to the emergency number about rumours",
        ),
    ] {
        list.add(
            (&format!("warning.rumour.{key}"), unit, 0),
            (G::Warning, LowerBetter),
            (zh, en),
            (meaning_zh, meaning_en),
        );
    }
}

pub(super) fn lifelines(list: &mut List) {
    let bad = (G::Lifelines, LowerBetter);
    for (key, zh, en) in [
        (
            "no_power",
            ("停电人时", "变电站因水淹停运，居民失去供电的人时"),
            ("Without power", "Person-hours of residents whose substation was put out by water"),
        ),
        (
            "no_signal",
            ("失联人时", "住处没有任何基站可用（被淹或电池耗尽）的居民人时"),
            (
                "Without a mobile network",
                "Person-hours of residents with no working base station in reach (flooded, or battery empty)",
            ),
        ),
    ] {
        list.add((&format!("lifelines.{key}"), "person·h", 0), bad, (zh.0, en.0), (zh.1, en.1));
    }
    list.add(
        ("lifelines.calls_lost", "calls", 0),
        bad,
        ("打不出的求救", "Calls that could not be made"),
        ("因无基站信号而未能拨出的求救次数", "Attempts to call for help without a base station in reach"),
    );
}
