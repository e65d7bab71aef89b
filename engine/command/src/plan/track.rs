//! Response tracks (such as flood control, waterlogging, wind): each a state
//! machine over the levels IV to I, with conditions, activators and hysteresis as
//! data. A level is raised as soon as its condition holds and its activator has
//! decided; it is lowered one step at a time, when the condition to lower has held
//! without a break for a while and the level has stood for a least time.

use sandtable_kernel::{SimTime, Text};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::minutes;
use crate::answer::Answer;
use crate::belief::Topics;
use crate::key::Key;
use crate::order::Level;

/// A track as written in a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackSpec {
    /// Key, unique in the plan.
    pub key: Key,
    /// Name.
    pub name: Text,
    /// Least time at a level before it is lowered, minutes.
    #[serde(default)]
    pub hold_min: f64,
    /// The levels that it knows.
    pub levels: Vec<LevelSpec>,
}

/// A level of a track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelSpec {
    /// Which.
    pub level: Level,
    /// Who raises to it and lowers from it (the activator).
    pub seat: Key,
    /// When it is raised; none: only by a rule.
    #[serde(default)]
    pub raise: Option<Condition>,
    /// When it is lowered; none: only by a rule.
    #[serde(default)]
    pub lower: Option<Condition>,
    /// How long that must have held without a break, minutes.
    #[serde(default)]
    pub lower_after_min: f64,
}

impl LevelSpec {
    /// What its conditions ask a belief about.
    pub(super) fn topics(&self) -> Topics {
        let of_both = self.raise.iter().chain(&self.lower);
        of_both.fold(Topics::default(), |topics, condition| topics.and(condition.topics()))
    }

    /// Whether time or the plan's own doings can change its conditions.
    pub(super) fn is_timed(&self) -> bool {
        self.raise.iter().chain(&self.lower).any(Condition::is_timed)
    }
}

/// A change that the activator is deciding on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Deciding {
    pub due: SimTime,
    pub to: Option<Level>,
}

/// Where a track stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackState {
    /// The level; none: no response.
    pub level: Option<Level>,
    /// Since when.
    pub since: SimTime,
    /// Since when the condition to lower has held.
    lower_since: Option<SimTime>,
    pub(super) deciding: Option<Deciding>,
    pub(super) changes: u32,
}

/// What a look at the conditions asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Nothing,
    Raise(Level),
    Lower(Option<Level>),
}

impl TrackState {
    /// Looks at the answers to the conditions of all levels.
    pub(super) fn look(
        &mut self,
        spec: &TrackSpec,
        now: SimTime,
        raise: impl Fn(&LevelSpec) -> Answer,
        lower: impl Fn(&LevelSpec) -> Answer,
    ) -> Wish {
        let wanted = spec.levels.iter().filter(|one| raise(one).is_yes()).map(|one| one.level).max();
        if wanted > self.level {
            self.lower_since = None;
            return wanted.map_or(Wish::Nothing, Wish::Raise);
        }
        let still_called_for = wanted.is_some() && wanted == self.level;
        let current = spec.levels.iter().find(|one| Some(one.level) == self.level);
        let Some(current) = current.filter(|one| !still_called_for && lower(one).is_yes()) else {
            self.lower_since = None;
            return Wish::Nothing;
        };
        let since = *self.lower_since.get_or_insert(now);
        let long_enough = now.since(since) >= minutes(current.lower_after_min);
        let held = now.since(self.since) >= minutes(spec.hold_min);
        if long_enough && held {
            let below = spec.levels.iter().map(|one| one.level).filter(|level| *level < current.level).max();
            return Wish::Lower(below);
        }
        Wish::Nothing
    }

    /// Whether a condition to lower has begun to hold and is being timed.
    pub(super) fn is_timing(&self) -> bool {
        self.lower_since.is_some()
    }

    /// The level is changed; false if it stands there already.
    pub(super) fn set(&mut self, level: Option<Level>, at: SimTime) -> bool {
        if level == self.level {
            return false;
        }
        *self = Self { level, since: at, lower_since: None, deciding: None, changes: self.changes + 1 };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::mins;

    fn spec() -> TrackSpec {
        let level = |level, lower_after_min| LevelSpec {
            level,
            seat: "seat.city".into(),
            raise: Some(Condition::Always),
            lower: Some(Condition::Always),
            lower_after_min,
        };
        TrackSpec {
            key: "flood".into(),
            name: Text::same("flood"),
            hold_min: 60.0,
            levels: vec![level(Level::IV, 30.0), level(Level::II, 120.0)],
        }
    }

    fn look(state: &mut TrackState, at: i64, raise: Option<Level>, lower: bool) -> Wish {
        let raise = |one: &LevelSpec| Answer::from(Some(one.level) <= raise);
        state.look(&spec(), mins(at), raise, |_| Answer::from(lower))
    }

    #[test]
    fn a_level_is_raised_at_once_and_lowered_with_patience() {
        let mut state = TrackState::default();
        assert_eq!(look(&mut state, 0, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 1, Some(Level::II), false), Wish::Raise(Level::II));
        assert!(state.set(Some(Level::II), mins(1)));
        assert!(!state.set(Some(Level::II), mins(2)));
        // The condition to lower holds, breaks once, and has to hold 120 min anew.
        assert_eq!(look(&mut state, 10, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 100, None, false), Wish::Nothing);
        assert_eq!(look(&mut state, 110, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 229, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 230, None, true), Wish::Lower(Some(Level::IV)));
        state.set(Some(Level::IV), mins(230));
        // 30 min would do for level IV, but a level stands for at least 60.
        assert_eq!(look(&mut state, 231, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 289, None, true), Wish::Nothing);
        assert_eq!(look(&mut state, 291, None, true), Wish::Lower(None));
    }

    #[test]
    fn an_unknown_answer_neither_raises_nor_lowers() {
        let mut state = TrackState::default();
        assert_eq!(state.look(&spec(), mins(0), |_| Answer::Unknown, |_| Answer::Unknown), Wish::Nothing);
        state.set(Some(Level::IV), mins(0));
        for at in [0, 100, 1000] {
            let wish = state.look(&spec(), mins(at), |_| Answer::Unknown, |_| Answer::Unknown);
            assert_eq!(wish, Wish::Nothing);
        }
    }
}
