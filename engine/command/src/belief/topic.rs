//! What a report changes, so that only rules that ask about it are looked at again.

use serde::{Deserialize, Serialize};

/// Parts of a belief that conditions ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Water levels.
    Level,
    /// Rain.
    Rain,
    /// Depths of water on the ground.
    Depth,
    /// Forecasts.
    Forecast,
    /// Happenings.
    Happening,
    /// Teams, shelters, stocks and own orders.
    Asset,
}

/// Some topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topics(u8);

impl Topics {
    /// All of them.
    pub(crate) const ALL: Self = Self(0b11_1111);

    /// These and one more.
    #[must_use]
    pub(crate) fn with(self, topic: Topic) -> Self {
        Self(self.0 | 1 << topic as u8)
    }

    /// These and those.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether news of these concern somebody who asks about others. News of
    /// everything concern everybody.
    pub(crate) fn concern(self, others: Self) -> bool {
        self == Self::ALL || self.0 & others.0 != 0
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// How often each topic has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Versions([u32; 6]);

impl Versions {
    pub(crate) fn change(&mut self, topic: Topic) {
        let count = &mut self.0[topic as usize];
        *count = count.wrapping_add(1);
    }

    /// Topics that have changed since.
    pub(crate) fn changed_since(&self, before: &Self) -> Topics {
        let changed = |k: &usize| self.0[*k] != before.0[*k];
        Topics((0..self.0.len()).filter(changed).fold(0, |bits, k| bits | 1 << k))
    }
}
