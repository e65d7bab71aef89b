//! Words for faults of plans.

use sandtable_command::Key;
use sandtable_command::plan::{Fault as Wrong, PlanFault, PlanPart};
use sandtable_kernel::Text;

use super::figures::of_dist;
use super::names::{of_order, of_register};
use super::words::{noun, range};
use super::{Told, in_range, near, number, rename};
use crate::file::{Fault, SpanIndex};

/// A fault of a plan, at the place of the element.
pub fn of_plan(fault: &PlanFault, index: &SpanIndex) -> Fault {
    let part = match fault.at.part {
        PlanPart::Roles => "roles",
        PlanPart::Tracks => "tracks",
        PlanPart::Resources => "resources",
        PlanPart::PrePosition => "preposition",
        PlanPart::Rules => "rules",
    };
    let at = match fault.at.part {
        PlanPart::Resources => format!("{part}.{}[{}]", fault.at.field, fault.at.index),
        _ if fault.at.field.is_empty() => format!("{part}[{}]", fault.at.index),
        _ => format!("{part}[{}].{}", fault.at.index, fault.at.field),
    };
    told(&fault.fault).at(index, &at, "plan")
}

fn told(fault: &Wrong) -> Told {
    match fault {
        Wrong::Name(error) => of_register(error),
        Wrong::Order(error) => of_order(error),
        Wrong::Dist(error) => of_dist(error),
        Wrong::NotInPlan { what, name, suggestion } => not_in_plan(what, name, suggestion.as_ref()),
        Wrong::NoMeaning { name, thing } => no_meaning(name, thing.as_ref()),
        Wrong::Duplicate { what, key } => Told::new(
            Text::new(format!("{} `{key}` 给了两次", noun(what)), format!("{what} `{key}` twice")),
            Text::new("每个只给一次", "each of them once"),
            rename(),
        ),
        Wrong::NoRole { seat } => Told::new(
            Text::new(
                format!("席位 `{seat}` 在此决定，却没有角色"),
                format!("seat `{seat}`, which decides here but has no role"),
            ),
            Text::new("roles 中的席位", "a seat of `roles`"),
            Text::new("把它加入 roles，并给出决策延迟", "add it to roles with its decision delay"),
        ),
        Wrong::TeamNotListed { team } => Told::new(
            Text::new(
                format!("队伍 `{team}`，不在预案的资源中"),
                format!("team `{team}`, which is not among the plan's resources"),
            ),
            Text::new("resources.teams 中的队伍", "a team of resources.teams"),
            Text::new("加入 resources.teams", "add it to resources.teams"),
        ),
        Wrong::TooFewTeams { capability, wanted, held, seat } => Told::new(
            Text::new(
                format!("需要 {wanted} 支有 {capability:?} 能力的队伍，`{seat}` 可指挥的有 {held} 支"),
                format!("{wanted} team(s) with {capability:?} wanted, of which `{seat}` commands {held}"),
            ),
            Text::new("不多于可指挥的队伍", "no more than there are"),
            Text::new(
                "在 resources.teams 中补上队伍，或请求增援",
                "add teams to resources.teams, or request aid",
            ),
        ),
        Wrong::StockNotHeld { depot, item, listed, wanted } => stock_not_held(depot, item, *listed, *wanted),
        Wrong::StockBeyondBooks { depot, item, listed, booked } => Told::new(
            Text::new(
                format!("资源中列有 `{depot}` 的 `{item}` {listed}"),
                format!("{listed} of `{item}` counted on at `{depot}`"),
            ),
            Text::new(format!("不超过库存 {booked}"), format!("at most the {booked} in its books")),
            Text::new("减少数量，或在情景中增加库存", "list less, or stock more in the scenario"),
        ),
        Wrong::Selection { found } => Told::new(
            Text::new(
                if *found == "nothing" {
                    "什么也没有选中的 for_each"
                } else {
                    "选中全部事物的 for_each"
                },
                format!("a for_each that selects {found}"),
            ),
            Text::new("选中一部分事物的条件", "conditions that select some things"),
            Text::new("放宽或收紧条件", "narrow or widen its conditions"),
        ),
        Wrong::NoActions => Told::new(
            Text::new("没有行动的规则", "a rule without actions"),
            Text::new("至少一个行动", "at least one action"),
            Text::new("补上行动，或删去该规则", "add one, or remove the rule"),
        ),
        Wrong::Unreachable { why } => unreachable(why),
        Wrong::Circle { what, path } => circle(what, path),
        Wrong::Range { value, range: allowed } => Told::new(
            Text::same(format!("`{}`", number(*value))),
            Text::new(range(allowed), (*allowed).to_owned()),
            in_range(),
        ),
        Wrong::NegativeDelay { least } => Told::new(
            Text::new(format!("可低至 {least} 分钟的延迟"), format!("a delay that can be {least} min")),
            Text::new("不小于 0 的延迟", "a delay of 0 or more"),
            Text::new("用 Truncated 在 0 处截断", "cut it at zero with Truncated"),
        ),
        Wrong::TimeOfDay { text } => Told::new(
            Text::same(format!("`{text}`")),
            Text::new("一天中的时刻，如 08:30", "a time of day, such as 08:30"),
            Text::new("按 时:分 改写", "write it like 08:30"),
        ),
        Wrong::EscalatesToItself { seat } => Told::new(
            Text::new(format!("`{seat}` 升级报告给自己"), format!("`{seat}` escalating to itself")),
            Text::new("另一个席位", "another seat"),
            Text::new("改为上级席位", "name another seat"),
        ),
    }
}

fn not_in_plan(what: &str, name: &Key, suggestion: Option<&Key>) -> Told {
    Told::new(
        Text::new(
            format!("`{name}`，预案中没有这个{}", noun(what)),
            format!("`{name}`, which is no {what} of the plan"),
        ),
        Text::new(format!("本预案中的{}", noun(what)), format!("a {what} of the plan")),
        match suggestion {
            Some(key) => near(Some(key.as_str())),
            None => Text::new("改正名称，或在预案中补上它", "correct the name, or add it to the plan"),
        },
    )
}

fn no_meaning(name: &Key, thing: Option<&Key>) -> Told {
    match thing {
        None => Told::new(
            Text::new(
                format!("`{name}`，但规则没有 for_each"),
                format!("`{name}` in a rule without for_each"),
            ),
            Text::new("有 for_each 的规则，或具体的名称", "a rule with for_each, or a name"),
            Text::new("加上 for_each，或写出名称", "add for_each, or write a name"),
        ),
        Some(thing) => Told::new(
            Text::new(
                format!("`{name}`，对 `{thing}` 没有所指"),
                format!("`{name}`, which stands for nothing at `{thing}`"),
            ),
            Text::new("情景中给出的事物", "something that the scenario gives"),
            Text::new("在情景中补全，或不选中它", "complete the scenario there, or leave that one out"),
        ),
    }
}

fn stock_not_held(depot: &Key, item: &Key, listed: f64, wanted: f64) -> Told {
    Told::new(
        Text::new(
            format!("从 `{depot}` 调用 {wanted} 的 `{item}`"),
            format!("{wanted} of `{item}` wanted from `{depot}`"),
        ),
        Text::new(
            format!("不超过预案资源中的 {listed}"),
            format!("at most the {listed} of the plan's resources"),
        ),
        Text::new("增加 resources.stock，或减少调用", "raise resources.stock, or order less"),
    )
}

fn circle(what: &str, path: &[Key]) -> Told {
    let way = path.iter().map(Key::as_str).collect::<Vec<_>>().join(" → ");
    Told::new(
        Text::new(format!("循环的{}：{way}", noun(what)), format!("a circle of {what}: {way}")),
        Text::new("没有循环", "no circle"),
        Text::new("在一处断开", "break it at one place"),
    )
}

/// A condition that can never hold. The check says why in English; the patterns of
/// its reasons are told apart by what they begin and end with.
fn unreachable(why: &str) -> Told {
    let quoted: Vec<&str> = why.split('\'').skip(1).step_by(2).collect();
    let name = quoted.first().copied().unwrap_or_default();
    let tail = why.rsplit(' ').next().unwrap_or_default();
    let zh = if why.starts_with("the duty ends") {
        "值班在开始时即结束".to_owned()
    } else if why.contains("lies above the crest") {
        let metres = why.split(' ').next().unwrap_or_default();
        let crest = why.split("crest at ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        format!("`{name}` 处 {metres} 米高于堤顶 {crest} 米，水会漫溢而不再上涨")
    } else if why.starts_with("that level lies beyond") {
        format!("该水位超出 `{name}` 的水位流量关系")
    } else if why.contains("has no rating table") {
        format!("`{name}` 没有水位流量关系；请以 Value 给出界限")
    } else if why.starts_with("a level at a gauge") {
        format!("测站水位不能与 {tail} 的预报比较")
    } else if why == "it is one of none" {
        "空的 Any".to_owned()
    } else if why == "it is written so" {
        "写作 Never".to_owned()
    } else if why.starts_with("nothing raises track") {
        format!("没有什么使响应轨 `{name}` 升至 {tail} 级")
    } else if why.ends_with("never fires") {
        format!("规则 `{name}` 从不触发")
    } else {
        "所否定的总是成立".to_owned()
    };
    Told::new(
        Text::new(format!("永不成立的条件：{zh}"), format!("a condition that can never hold: {why}")),
        Text::new("可能成立的条件", "a condition that can hold"),
        Text::new("改正条件，或删去它", "correct the condition, or remove it"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_chinese() {
        for (why, zh) in [
            ("the duty ends when it begins; leave it out for day and night", "值班在开始时即结束"),
            (
                "7.5 m at 'gauge.a' lies above the crest at 7 m, where the water spreads instead of rising",
                "`gauge.a` 处 7.5 米高于堤顶 7 米",
            ),
            ("that level lies beyond the rating table of 'gauge.a'", "`gauge.a` 的水位流量关系"),
            ("'gauge.a' has no rating table; give the limit as a Value", "`gauge.a` 没有水位流量关系"),
            ("a level at a gauge cannot be compared with a forecast of Rain1h", "与 Rain1h 的预报"),
            ("nothing raises track 'flood' to level II", "响应轨 `flood` 升至 II 级"),
            ("rule 'leave' never fires", "规则 `leave` 从不触发"),
        ] {
            let told = unreachable(why);
            assert!(told.found.zh.contains(zh), "{}", told.found.zh);
            assert!(told.found.en.contains(why));
        }
    }
}
