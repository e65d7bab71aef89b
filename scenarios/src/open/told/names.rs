//! Words for names that the register does not know and orders that it refuses.

use sandtable_command::order::OrderError;
use sandtable_command::register::{Capability, RegisterError};
use sandtable_kernel::Text;

use super::words::{a, noun, range};
use super::{Told, in_range, near, rename};

/// What is wrong with a name.
pub fn of_register(error: &RegisterError) -> Told {
    match error {
        RegisterError::Duplicate { key } => Told::new(
            Text::new(format!("`{key}` 给了两次"), format!("`{key}` twice")),
            Text::new("每个 key 只用一次", "each key once"),
            rename(),
        ),
        RegisterError::Unknown { key, expected, suggestion } => Told::new(
            Text::new(
                format!("`{key}`，没有这样的{}", noun(expected)),
                format!("`{key}`, which is no {expected} of the scenario"),
            ),
            Text::new(
                format!("情景中{}的 key", noun(expected)),
                format!("the key of {} of the scenario", a(expected)),
            ),
            near(suggestion.as_ref().map(|key| key.as_str())),
        ),
        RegisterError::WrongKind { key, found, expected, suggestion } => Told::new(
            Text::new(format!("`{key}`，是{}", noun(found)), format!("`{key}`, which is {}", a(found))),
            Text::new(
                format!("情景中{}的 key", noun(expected)),
                format!("the key of {} of the scenario", a(expected)),
            ),
            near(suggestion.as_ref().map(|key| key.as_str())),
        ),
    }
}

/// Why an order would be refused.
pub fn of_order(error: &OrderError) -> Told {
    match error {
        OrderError::Name(error) => of_register(error),
        OrderError::NotYours { seat, team } => Told::new(
            Text::new(
                format!("队伍 `{team}`，不归 `{seat}` 指挥"),
                format!("team `{team}`, which `{seat}` does not command"),
            ),
            Text::new(format!("`{seat}` 指挥的队伍"), format!("a team that `{seat}` commands")),
            Text::new("改派自己的队伍，或请求增援", "order one of its own, or ask for it as aid"),
        ),
        OrderError::NotCapable { team, needs } => Told::new(
            Text::new(
                format!("队伍 `{team}`，不具备所需能力"),
                format!("team `{team}`, which is not able to do this"),
            ),
            Text::new(
                format!("具备以下能力之一的队伍：{}", names(needs, "、")),
                format!("a team with one of: {}", names(needs, ", ")),
            ),
            Text::new("改派有此能力的队伍", "send a team that has it"),
        ),
        OrderError::TeamBusy { team, .. } => Told::new(
            Text::new(format!("队伍 `{team}`，已有任务"), format!("team `{team}`, which is busy")),
            Text::new("空闲的队伍", "a team that is free"),
            Text::new("先召回，或改派别的队伍", "recall it first, or send another"),
        ),
        OrderError::NoSuchNumber { what, number } => Told::new(
            Text::new(format!("{} {number}，没有这个编号", noun(what)), format!("{what} number {number}")),
            Text::new("席位清单中的编号", "a number of the seat's list"),
            Text::new("改用清单中的编号", "take one from its list"),
        ),
        OrderError::IncidentClosed { number } => Told::new(
            Text::new(format!("事件 {number}，已结束"), format!("incident {number}, which is closed")),
            Text::new("未结束的事件", "an open incident"),
            Text::new("改派到未结束的事件", "send teams to open ones"),
        ),
        OrderError::StockShort { from, item, held, wanted } => Told::new(
            Text::new(
                format!("从 `{from}` 调 {wanted} 的 `{item}`"),
                format!("{wanted} of `{item}` from `{from}`"),
            ),
            Text::new(format!("不超过库存 {held}"), format!("at most the {held} in store")),
            Text::new("减少数量", "order less"),
        ),
        OrderError::Range { name, value, range: allowed } => Told::new(
            Text::new(format!("`{name}` 为 {value}"), format!("`{name}` {value}")),
            Text::new(range(allowed), allowed.clone()),
            in_range(),
        ),
        OrderError::Nothing { what } => Told::new(
            Text::new(format!("没有给出{}", noun(what)), format!("no {what}")),
            Text::new("至少一个", "at least one"),
            Text::new("补上一个", "name at least one"),
        ),
        OrderError::SamePlace { place } => Told::new(
            Text::new(
                format!("`{place}` 既是起点又是终点"),
                format!("`{place}` as both origin and destination"),
            ),
            Text::new("两个不同的地点", "two places"),
            Text::new("改正其中一个", "change one of them"),
        ),
    }
}

/// Capabilities as they stand in files.
pub fn names(list: &[Capability], separator: &str) -> String {
    list.iter().map(|capability| format!("{capability:?}")).collect::<Vec<_>>().join(separator)
}
