//! A plan read against a register: rules in the order of their keys, each with the
//! things it is read for, every name in its conditions already replaced.

use std::collections::BTreeMap;

use sandtable_kernel::Text;

use super::condition::Condition;
use super::track::TrackSpec;
use super::{Plan, PrePosition, Repeat, Role, Rule, Selector};
use crate::belief::Topics;
use crate::key::Key;
use crate::order::{Basis, OrderKind};
use crate::register::{Entry, EntryKind, KindTag, Register};
use crate::report::Place;

/// A rule as read for one thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    pub each: Option<Key>,
    pub when: Condition,
    pub guard: Option<Condition>,
}

/// A rule with all its cases, in the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ReadRule {
    pub rule: Rule,
    pub cases: Vec<Case>,
    /// The trigger does not depend on the case: one look answers for all.
    pub shared_when: bool,
    /// What it asks a belief about.
    pub topics: Topics,
    /// It has to be looked at although no report came in.
    pub timed: bool,
}

/// A plan read against a register. Read-only, shared by all runs of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    pub(super) roles: BTreeMap<Key, Role>,
    pub(super) tracks: Vec<TrackSpec>,
    pub(super) rules: Vec<ReadRule>,
    pub(super) teams: Vec<Key>,
    pub(super) preposition: Vec<PrePosition>,
    /// Rain gauges that stand for each zone and administrative unit.
    pub(super) rain: BTreeMap<Key, Vec<Place>>,
}

impl Program {
    /// Reads a plan. A name that the register does not know makes a condition that
    /// is never known to hold; `check` finds such names before.
    pub fn new(plan: &Plan, register: &Register) -> Self {
        let mut rules: Vec<ReadRule> = plan.rules.iter().map(|rule| read_rule(rule, register)).collect();
        rules.sort_by(|a, b| a.rule.key.cmp(&b.rule.key));
        let mut tracks = plan.tracks.clone();
        tracks.sort_by(|a, b| a.key.cmp(&b.key));
        let mut teams = plan.resources.teams.clone();
        teams.sort();
        teams.dedup();
        let asks_for_rain =
            |condition: &Condition| condition.has(|part| matches!(part, Condition::RainAbove { .. }));
        let rain_matters = plan.conditions().any(asks_for_rain);
        Self {
            roles: plan.roles.iter().map(|role| (role.seat.clone(), role.clone())).collect(),
            tracks,
            rules,
            teams,
            preposition: plan.preposition.clone(),
            rain: if rain_matters { rain_places(register) } else { BTreeMap::new() },
        }
    }

    /// Whether it orders nothing whatever happens: no rule, track or pre-positioning.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.tracks.is_empty() && self.preposition.is_empty()
    }

    /// What had to come to hold for an order to be given: the trigger of the rule as
    /// read for its thing, or the condition to raise the track to that level.
    pub fn trigger(&self, basis: &Basis, order: &OrderKind) -> Option<&Condition> {
        match basis {
            Basis::Rule { rule, each } => {
                let read = &self.rules[self.rule_index(rule)?];
                read.cases.iter().find(|case| case.each == *each).map(|case| &case.when)
            }
            Basis::Track(key) => {
                let OrderKind::RaiseLevel { level, .. } = order else { return None };
                let track = self.tracks.iter().find(|track| track.key == *key)?;
                track.levels.iter().find(|one| one.level == *level)?.raise.as_ref()
            }
            Basis::PrePosition | Basis::Standing | Basis::Person => None,
        }
    }

    /// Name of a track.
    pub fn track_name(&self, key: &Key) -> Option<&Text> {
        self.tracks.iter().find(|track| track.key == *key).map(|track| &track.name)
    }

    /// Rain gauges that stand for a zone or administrative unit; none if no rule asks
    /// for rain.
    pub fn rain_gauges(&self, area: &Key) -> &[Place] {
        self.rain.get(area).map_or(&[], Vec::as_slice)
    }

    pub(super) fn rule_index(&self, key: &Key) -> Option<usize> {
        self.rules.binary_search_by(|read| read.rule.key.cmp(key)).ok()
    }
}

impl Plan {
    /// All conditions of tracks and rules.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let of_tracks = self
            .tracks
            .iter()
            .flat_map(|track| track.levels.iter().flat_map(|level| level.raise.iter().chain(&level.lower)));
        let of_rules = self.rules.iter().flat_map(|rule| std::iter::once(&rule.when).chain(&rule.guard));
        of_tracks.chain(of_rules)
    }
}

impl Selector {
    /// The things of the register that it selects, in the order of their keys.
    pub fn select<'a>(&self, register: &'a Register) -> Vec<&'a Entry> {
        register.iter().filter(|entry| self.takes(entry, register)).collect()
    }

    fn takes(&self, entry: &Entry, register: &Register) -> bool {
        let category = |wanted| match &entry.kind {
            EntryKind::Zone { category, .. } => *category == wanted,
            _ => false,
        };
        (self.keys.is_empty() || self.keys.contains(&entry.key))
            && self.kind.is_none_or(|kind| entry.kind.tag() == kind)
            && self.tag.as_ref().is_none_or(|tag| entry.tags.contains(tag))
            && self.category.is_none_or(category)
            && self.admin.as_ref().is_none_or(|admin| register.lies_in(entry.key.as_str(), admin.as_str()))
    }

    /// Whether it sets no condition at all.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn read_rule(rule: &Rule, register: &Register) -> ReadRule {
    let case = |each: Option<&Entry>| Case {
        each: each.map(|entry| entry.key.clone()),
        when: rule.when.read_for(each, register),
        guard: rule.guard.as_ref().map(|guard| guard.read_for(each, register)),
    };
    let cases = match &rule.for_each {
        Some(selector) => selector.select(register).into_iter().map(|entry| case(Some(entry))).collect(),
        None => vec![case(None)],
    };
    // Whether another rule has fired is asked case by case.
    let by_case = |condition: &Condition| {
        condition.mentions_each() || condition.has(|part| matches!(part, Condition::AfterRule { .. }))
    };
    let timed = rule.when.is_timed()
        || rule.guard.as_ref().is_some_and(Condition::is_timed)
        || rule.repeat != Repeat::Once;
    let topics = rule.guard.iter().fold(rule.when.topics(), |topics, guard| topics.and(guard.topics()));
    ReadRule { rule: rule.clone(), cases, shared_when: !by_case(&rule.when), topics, timed }
}

/// The rain gauges of each area: those in it; for a zone without one those of its
/// own unit; else the nearest.
fn rain_places(register: &Register) -> BTreeMap<Key, Vec<Place>> {
    let gauges: Vec<&Entry> = register.of_kind(KindTag::RainGauge).collect();
    let place = |entry: &&Entry| Place::Gauge(entry.key.clone());
    let mut all = BTreeMap::new();
    for gauge in &gauges {
        all.insert(gauge.key.clone(), vec![place(gauge)]);
    }
    for area in register.of_kind(KindTag::Zone).chain(register.of_kind(KindTag::AdminUnit)) {
        let inside = |gauge: &&&Entry| {
            register.lies_in(gauge.key.as_str(), area.key.as_str())
                || match (&area.kind, gauge.at) {
                    (EntryKind::Zone { area: Some(outline), .. }, Some(at)) => outline.contains(at),
                    _ => false,
                }
        };
        let beside = |gauge: &&&Entry| area.admin.is_some() && gauge.admin == area.admin;
        let mut places: Vec<Place> = gauges.iter().filter(inside).map(place).collect();
        if places.is_empty() && area.kind.tag() == KindTag::Zone {
            places = gauges.iter().filter(beside).map(place).collect();
        }
        if places.is_empty()
            && let Some(middle) = Place::Zone(area.key.clone()).position(register)
        {
            let distance = |gauge: &&&Entry| gauge.at.map_or(f64::INFINITY, |at| at.distance_m(middle));
            let nearest = gauges.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            places = nearest.into_iter().map(place).collect();
        }
        all.insert(area.key.clone(), places);
    }
    all
}
