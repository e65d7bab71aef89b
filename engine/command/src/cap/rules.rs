//! What a warning's type and colour come to in the words of CAP.
//! The reasons stand in the module above.

use sandtable_kernel::Text;

use super::message::{Category, Certainty, ResponseType, Severity, Urgency};
use crate::order::{WarningChannel, WarningLevel, WarningType};

/// Severity of a colour (blue to red: `Minor`, `Moderate`, `Severe`, `Extreme`).
pub(super) fn severity(level: WarningLevel) -> Severity {
    match level {
        WarningLevel::Blue => Severity::Minor,
        WarningLevel::Yellow => Severity::Moderate,
        WarningLevel::Orange => Severity::Severe,
        WarningLevel::Red => Severity::Extreme,
    }
}

/// Urgency of a colour.
pub(super) fn urgency(level: WarningLevel) -> Urgency {
    match level {
        WarningLevel::Blue | WarningLevel::Yellow => Urgency::Future,
        WarningLevel::Orange => Urgency::Expected,
        WarningLevel::Red => Urgency::Immediate,
    }
}

/// Certainty of a colour.
pub(super) fn certainty(level: WarningLevel) -> Certainty {
    match level {
        WarningLevel::Blue | WarningLevel::Yellow => Certainty::Possible,
        WarningLevel::Orange | WarningLevel::Red => Certainty::Likely,
    }
}

/// What a colour asks people to do. Leaving is not among it: that is ordered by itself.
pub(super) fn response_types(level: WarningLevel) -> &'static [ResponseType] {
    match level {
        WarningLevel::Blue => &[ResponseType::Monitor],
        WarningLevel::Yellow => &[ResponseType::Prepare],
        WarningLevel::Orange => &[ResponseType::Prepare, ResponseType::Avoid],
        WarningLevel::Red => &[ResponseType::Execute, ResponseType::Avoid],
    }
}

/// Categories of a type.
pub(super) fn categories(of: WarningType) -> &'static [Category] {
    match of {
        WarningType::Flood | WarningType::Rainstorm | WarningType::Typhoon | WarningType::StormSurge => {
            &[Category::Met]
        }
        WarningType::Waterlogging => &[Category::Met, Category::Infra],
        WarningType::FlashFlood => &[Category::Met, Category::Geo],
        WarningType::Landslide => &[Category::Geo],
        WarningType::DamFailure => &[Category::Infra, Category::Safety],
        WarningType::ForestFire | WarningType::Fire => &[Category::Fire],
        WarningType::Chemical => &[Category::CBRNE, Category::Env],
    }
}

/// Word for programs of a type.
pub(super) fn type_word(of: WarningType) -> &'static str {
    match of {
        WarningType::Flood => "flood",
        WarningType::Rainstorm => "rainstorm",
        WarningType::Waterlogging => "waterlogging",
        WarningType::FlashFlood => "flash_flood",
        WarningType::Landslide => "landslide",
        WarningType::Typhoon => "typhoon",
        WarningType::StormSurge => "storm_surge",
        WarningType::DamFailure => "dam_failure",
        WarningType::ForestFire => "forest_fire",
        WarningType::Fire => "fire",
        WarningType::Chemical => "chemical",
    }
}

/// Word for programs of a channel.
pub(super) fn channel_word(channel: WarningChannel) -> &'static str {
    match channel {
        WarningChannel::CellBroadcast => "cell_broadcast",
        WarningChannel::Sms => "sms",
        WarningChannel::Loudspeaker => "loudspeaker",
        WarningChannel::Broadcast => "broadcast",
        WarningChannel::SocialMedia => "social_media",
        WarningChannel::Siren => "siren",
        WarningChannel::DoorToDoor => "door_to_door",
    }
}

/// Word for programs of a colour.
pub(super) fn colour_word(level: WarningLevel) -> &'static str {
    match level {
        WarningLevel::Blue => "blue",
        WarningLevel::Yellow => "yellow",
        WarningLevel::Orange => "orange",
        WarningLevel::Red => "red",
    }
}

/// What people should do, in a sentence.
pub(super) fn instruction(level: WarningLevel) -> Text {
    match level {
        WarningLevel::Blue => Text::new("请关注后续信息。", "Mind what is said next."),
        WarningLevel::Yellow => {
            Text::new("请做好防范准备，关注后续信息。", "Get ready, and mind what is said next.")
        }
        WarningLevel::Orange => Text::new(
            "请远离危险区域，做好转移准备，听从责任人安排。",
            "Keep away from dangerous places, be ready to leave, and do as those responsible say.",
        ),
        WarningLevel::Red => Text::new(
            "请立即远离危险区域，接到转移命令立即转移，听从责任人安排。",
            "Keep away from dangerous places now, leave at once when told to, and do as those responsible say.",
        ),
    }
}
