//! The interpreter: one for all seats that a plan speaks for.
//!
//! Each tick it looks at the rules whose seats have heard something new, or that
//! depend on time, and at all of them every five minutes (observations grow
//! stale). A rule whose trigger and guard hold fires: its seat decides after its
//! decision delay, when on duty, and after the approving seat's; what was decided
//! is ordered even if the trigger has passed by then. Orders come out in the order
//! of rule, thing and step.
//!
//! Draws are addressed by seat, rule, thing and number of the firing; the name of
//! the plan and the order in its file play no part.

mod act;
mod hindrance;
mod look;

use std::collections::{BTreeMap, BTreeSet};

use sandtable_kernel::{Calendar, Component, SimSpan, SimTime, Streams};
use serde::{Deserialize, Serialize};

use super::program::Program;
use super::track::TrackState;
use crate::belief::{Beliefs, Topics, Versions};
use crate::key::Key;
use crate::order::{Basis, Draft, Grounds, Level, Order, OrderKind, OrderNumber};
use crate::register::Register;
use crate::travel::Travel;

pub use hindrance::Hindrance;

/// Purpose of the draw of a decision delay.
const DECISION: Component = Component(0x3003);
/// Purpose of the draw of an action's own delay.
const ACTION: Component = Component(0x3004);
/// All rules are looked at again after so long.
const REVIEW: SimSpan = SimSpan::from_mins(5);
/// An order that has to wait for a team or stock is tried again after so long …
const RETRY: SimSpan = SimSpan::from_mins(5);
/// … and given up after so long if it has no deadline.
const PATIENCE: SimSpan = SimSpan::from_hours(6);

/// What a decision is made in: the same for all seats.
pub struct Setting<'a> {
    /// End of the running tick.
    pub now: SimTime,
    /// The public register.
    pub register: &'a Register,
    /// The random streams of the replicate.
    pub streams: &'a Streams,
    /// The calendar of the place.
    pub calendar: &'a Calendar,
    /// Travel times as believed.
    pub travel: &'a dyn Travel,
}

/// An order that a plan wanted and could not give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfulfilled {
    /// When it was given up.
    pub at: SimTime,
    /// The rule.
    pub rule: Key,
    /// The thing it was read for.
    pub each: Option<Key>,
    /// The action, from 0.
    pub step: u32,
    /// Why.
    pub why: Hindrance,
}

/// One case of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    firings: u32,
    decided_at: SimTime,
    /// The trigger has ceased to hold since the last firing.
    released: bool,
    /// The news that made it fire the last time.
    grounds: Option<Grounds>,
}

/// An order that is decided on and not yet given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Pending {
    at: SimTime,
    rule: u32,
    case: u32,
    step: u32,
    firing: u32,
    /// Teams still to be found.
    teams: u32,
    /// When it was due first.
    since: SimTime,
}

/// An order whose answer is waited for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Awaited {
    at: SimTime,
    seat: Key,
    number: OrderNumber,
    rule: u32,
    /// The next seat has decided to give it again.
    again: bool,
}

/// State of the interpreter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, bevy_ecs::prelude::Resource)]
pub struct Interpreter {
    begun: bool,
    reviewed_at: SimTime,
    seen: BTreeMap<Key, Versions>,
    runs: Vec<Vec<Run>>,
    tracks: BTreeMap<Key, TrackState>,
    pending: BTreeSet<Pending>,
    awaited: BTreeSet<Awaited>,
    unfulfilled: Vec<Unfulfilled>,
}

impl Interpreter {
    /// An interpreter at the start of a run.
    pub fn new(program: &Program) -> Self {
        Self {
            runs: program.rules.iter().map(|read| vec![Run::default(); read.cases.len()]).collect(),
            tracks: program.tracks.iter().map(|spec| (spec.key.clone(), TrackState::default())).collect(),
            ..Self::default()
        }
    }

    /// Level of a track: none inside if it stands at no level, none outside if the
    /// plan has no such track.
    pub fn level(&self, track: &Key) -> Option<Option<Level>> {
        self.tracks.get(track).map(|state| state.level)
    }

    /// The tracks with their states.
    pub fn tracks(&self) -> &BTreeMap<Key, TrackState> {
        &self.tracks
    }

    /// Orders that the plan wanted and could not give.
    pub fn unfulfilled(&self) -> &[Unfulfilled] {
        &self.unfulfilled
    }

    /// When a rule was last decided on, for a thing if it is read for that, else for
    /// any.
    pub(super) fn fired_at(&self, program: &Program, rule: &Key, each: Option<&Key>) -> Option<SimTime> {
        let index = program.rule_index(rule)?;
        let (cases, runs) = (&program.rules[index].cases, self.runs.get(index)?);
        let same =
            each.and_then(|each| cases.binary_search_by(|case| case.each.as_ref().cmp(&Some(each))).ok());
        let fired = |run: &&Run| run.firings > 0;
        match same {
            Some(case) => runs.get(case).filter(fired).map(|run| run.decided_at),
            None => runs.iter().filter(fired).map(|run| run.decided_at).min(),
        }
    }

    /// One tick: looks at conditions, decides, and gives the orders that are due.
    /// They are already noted in the beliefs of their seats.
    pub fn decide(&mut self, program: &Program, setting: &Setting, beliefs: &mut Beliefs) -> Vec<Order> {
        if program.is_empty() {
            return Vec::new();
        }
        let mut orders = Vec::new();
        if !self.begun {
            self.begin(program, setting, beliefs, &mut orders);
        }
        let review = setting.now.since(self.reviewed_at) >= REVIEW;
        let news = self.news(beliefs, review);
        self.look_at_tracks(program, setting, beliefs, &news);
        self.look_at_rules(program, setting, beliefs, &news);
        if review {
            self.reviewed_at = setting.now;
        }
        self.change_levels(program, setting, beliefs, &mut orders);
        self.give_orders(program, setting, beliefs, &mut orders);
        self.escalate(program, setting, beliefs, &mut orders);
        orders
    }

    /// What each seat has news of since the last look; everything at a review and
    /// at the first look.
    fn news(&mut self, beliefs: &Beliefs, review: bool) -> BTreeMap<Key, Topics> {
        let mut news = BTreeMap::new();
        for (seat, belief) in &beliefs.0 {
            let topics = match self.seen.get(seat) {
                Some(before) if !review => belief.topics().changed_since(before),
                _ => Topics::ALL,
            };
            if !topics.is_empty() {
                news.insert(seat.clone(), topics);
                self.seen.insert(seat.clone(), *belief.topics());
            }
        }
        news
    }

    fn begin(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &mut Beliefs,
        orders: &mut Vec<Order>,
    ) {
        self.begun = true;
        for step in &program.preposition {
            let draft = Draft {
                issued_at: setting.now,
                kind: OrderKind::PrePosition(step.what.clone()),
                basis: Basis::PrePosition,
                grounds: None,
                needs_ack: false,
                deadline: None,
            };
            orders.extend(beliefs.0.get_mut(&step.seat).map(|belief| belief.issue(draft)));
        }
    }
}
