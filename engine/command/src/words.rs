//! Words of orders in Chinese and English, for everything that tells of one: the
//! event log of a run and the messages that warn.

use sandtable_kernel::Text;

use crate::order::{WarningChannel, WarningLevel, WarningType};
use crate::register::Group;

/// Names one after another.
pub fn joined(names: &[Text]) -> Text {
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// Names of places one after another: all of a few, else the first three and how many.
pub fn list(names: &[Text]) -> Text {
    if names.len() <= 4 {
        return joined(names);
    }
    let (first, all) = (joined(&names[..3]), names.len());
    Text::new(format!("{}等{all}处", first.zh), format!("{} and {} others", first.en, all - 3))
}

/// A warning: colour and what of.
pub fn warning(of: WarningType, level: WarningLevel) -> Text {
    let what = match of {
        WarningType::Flood => Text::new("洪水", "flood"),
        WarningType::Rainstorm => Text::new("暴雨", "rainstorm"),
        WarningType::Waterlogging => Text::new("内涝", "waterlogging"),
        WarningType::FlashFlood => Text::new("山洪", "flash flood"),
        WarningType::Landslide => Text::new("地质灾害", "landslide"),
        WarningType::Typhoon => Text::new("台风", "typhoon"),
        WarningType::StormSurge => Text::new("风暴潮", "storm surge"),
        WarningType::DamFailure => Text::new("溃坝溃堤", "dam or levee failure"),
        WarningType::ForestFire => Text::new("森林火灾", "forest fire"),
        WarningType::Fire => Text::new("火灾", "fire"),
        WarningType::Chemical => Text::new("危险化学品泄漏", "chemical release"),
    };
    let colour = match level {
        WarningLevel::Blue => Text::new("蓝色", "blue"),
        WarningLevel::Yellow => Text::new("黄色", "yellow"),
        WarningLevel::Orange => Text::new("橙色", "orange"),
        WarningLevel::Red => Text::new("红色", "red"),
    };
    Text::new(format!("{}{}预警", what.zh, colour.zh), format!("{} {} warning", colour.en, what.en))
}

/// Channels of a warning.
pub fn channels(channels: &[WarningChannel]) -> Text {
    let all: Vec<Text> = channels
        .iter()
        .map(|channel| match channel {
            WarningChannel::CellBroadcast => Text::new("小区广播", "cell broadcast"),
            WarningChannel::Sms => Text::new("短信", "text messages"),
            WarningChannel::Loudspeaker => Text::new("应急广播", "loudspeakers"),
            WarningChannel::Broadcast => Text::new("广播电视", "television and radio"),
            WarningChannel::SocialMedia => Text::new("社交媒体", "social media"),
            WarningChannel::Siren => Text::new("警报器", "sirens"),
            WarningChannel::DoorToDoor => Text::new("入户通知", "door to door"),
        })
        .collect();
    joined(&all)
}

/// Population groups; everybody if none is named.
pub fn groups(groups: &[Group]) -> Text {
    if groups.is_empty() {
        return Text::new("全体人员", "everybody");
    }
    let all: Vec<Text> = groups
        .iter()
        .map(|group| match group {
            Group::FloodVillage => Text::new("洪水威胁区居民", "residents of the flood zone"),
            Group::Slope => Text::new("地质灾害点居民", "residents below slopes"),
            Group::DangerousHouse => Text::new("危房居民", "residents of dangerous houses"),
            Group::OutdoorWork => Text::new("户外作业人员", "outdoor workers"),
            Group::Children => Text::new("在校学生", "children at school"),
            Group::Elderly => Text::new("独居老人", "elderly people alone"),
            Group::Patients => Text::new("病患", "patients"),
            Group::Visitors => Text::new("游客", "visitors"),
            Group::Basement => Text::new("地下室人员", "people in basements"),
            Group::Boats => Text::new("船上人员", "people on boats"),
        })
        .collect();
    joined(&all)
}
