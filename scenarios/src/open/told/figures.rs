//! Words for distributions, channels and dates.

use sandtable_command::channel::ChannelError;
use sandtable_kernel::time::CalendarError;
use sandtable_kernel::{DistError, Text};

use super::{Told, in_range, number, rename};

/// What is wrong with a distribution, to follow a name: `X of Normal is …`.
pub fn of_dist(error: &DistError) -> Told {
    let parameter = |kind: &str, name: &str, value: f64| {
        let value = number(value);
        Text::new(format!("{kind} 的 `{name}` 为 {value}"), format!("`{name}` of {kind} is {value}"))
    };
    let told = |found, (zh, en): (String, String)| Told::new(found, Text::new(zh, en), in_range());
    match *error {
        DistError::NotFinite { kind, name, value } => {
            told(parameter(kind, name, value), ("有限的数".into(), "a finite number".into()))
        }
        DistError::TooSmall { kind, name, value, above } => {
            told(parameter(kind, name, value), (format!("大于 {above} 的数"), format!("more than {above}")))
        }
        DistError::TooLarge { kind, name, value, most } => {
            told(parameter(kind, name, value), (format!("不超过 {most} 的数"), format!("at most {most}")))
        }
        DistError::Order { kind, low, high } => Told::new(
            Text::new(
                format!("{kind} 的 low 为 {low}、high 为 {high}"),
                format!("{kind} with low {low} and high {high}"),
            ),
            Text::new(
                "low 小于 high，众数在两者之间",
                "low below high, and the mode, if there is one, between them",
            ),
            Text::new("改正上下限", "correct the bounds"),
        ),
        DistError::Empty { kind } => Told::new(
            Text::new(
                format!("{kind} 没有取值，或权重之和不大于 0"),
                format!("{kind} without values, or with weights that add up to nothing"),
            ),
            Text::new("至少一个权重大于 0 的取值", "a value with a weight above 0"),
            Text::new("补上取值和权重", "add values and weights"),
        ),
        DistError::Unlikely { kind, low, high } => Told::new(
            Text::new(
                format!("{kind} 落在 {low} 与 {high} 之间的机会不足 1 %"),
                format!("less than 1 % of {kind} between {low} and {high}"),
            ),
            Text::new("机会不小于 1 % 的区间", "an interval that holds at least 1 % of it"),
            Text::new("放宽截断区间", "widen the interval"),
        ),
    }
}

/// The same with the thing it belongs to in front.
pub fn within(told: Told, zh: &str, en: &str) -> Told {
    let found = Text::new(format!("{zh}：{}", told.found.zh), format!("{en}: {}", told.found.en));
    Told { found, ..told }
}

/// What is wrong with a channel.
pub fn of_channel(error: &ChannelError) -> Told {
    let named = |channel: &dyn std::fmt::Display, zh: String, en: String| {
        Text::new(format!("通道 `{channel}` {zh}"), format!("channel `{channel}` {en}"))
    };
    match error {
        ChannelError::Delay { channel, cause } => {
            let (zh, en) =
                (format!("通道 `{channel}` 的 delay_s"), format!("`delay_s` of channel `{channel}`"));
            within(of_dist(cause), &zh, &en)
        }
        ChannelError::NegativeDelay { channel, least } => Told::new(
            named(channel, format!("的延迟可低至 {least} 秒"), format!("with a delay that can be {least} s")),
            Text::new("不小于 0 的延迟", "a delay of 0 or more"),
            Text::new("用 Truncated 在 0 处截断", "cut it at zero with Truncated"),
        ),
        ChannelError::Share { channel, name, value } => Told::new(
            named(channel, format!("的 `{name}` 为 {value}"), format!("with `{name}` {value}")),
            Text::new("0 至 1 的比例", "a share from 0 to 1"),
            in_range(),
        ),
        ChannelError::Capacity { channel, value } => Told::new(
            named(channel, format!("的容量为每分钟 {value}"), format!("with a capacity of {value} a minute")),
            Text::new("大于 0 的容量", "a capacity above 0"),
            Text::new("没有上限时删去该字段", "leave it out if there is no limit"),
        ),
        ChannelError::Outage { channel, from, until } => Told::new(
            named(
                channel,
                format!("的中断在开始（{from}）之前结束（{until}）"),
                format!("with an outage that ends at {until}, before it begins at {from}"),
            ),
            Text::new("结束晚于开始", "an end after the beginning"),
            Text::new("改正中断的时刻", "correct the times of the outage"),
        ),
        ChannelError::Duplicate { channel } => Told::new(
            named(channel, "给了两次".into(), "twice".into()),
            Text::new("每个通道只给一次", "each channel once"),
            rename(),
        ),
        ChannelError::UnknownFallback { channel, fallback } => Told::new(
            named(
                channel,
                format!("的备用通道 `{fallback}` 不存在"),
                format!("with the fallback `{fallback}`, which does not exist"),
            ),
            Text::new("情景中的通道", "a channel of the scenario"),
            super::near(None),
        ),
    }
}

/// What is wrong with a start or a time zone.
pub fn of_calendar(error: &CalendarError) -> Told {
    match error {
        CalendarError::BadStart { text } => Told::new(
            Text::same(format!("`{text}`")),
            Text::new("日期和时间，如 2026-06-12 18:00", "a local date and time, such as 2026-06-12 18:00"),
            Text::new("按 年-月-日 时:分 改写", "write YYYY-MM-DD HH:MM"),
        ),
        CalendarError::UnknownZone { name } => Told::new(
            Text::same(format!("`{name}`")),
            Text::new("IANA 时区名，如 Asia/Shanghai", "an IANA time zone, such as Asia/Shanghai"),
            Text::new("改正时区名", "correct the name of the time zone"),
        ),
    }
}
