//! Faults that only show when the rules are seen together: rules that can never
//! fire, and circles.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, ElementPath, Fault, PlanPart};
use crate::key::Key;
use crate::order::Level;
use crate::plan::condition::Condition;
use crate::plan::template::OrderTemplate;

/// What can come about: rules that can fire, and the highest level of each track
/// that can be reached.
#[derive(Default, PartialEq)]
struct Reach {
    rules: BTreeSet<Key>,
    levels: BTreeMap<Key, Level>,
}

impl Reach {
    /// Whether a condition could hold at all. Of measured things it is assumed that
    /// they can; thresholds are checked where they stand.
    fn can_hold(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Never => false,
            Condition::LevelReached { track, level } => {
                self.levels.get(track).is_some_and(|highest| highest >= level)
            }
            Condition::AfterRule { rule, .. } => self.rules.contains(rule),
            Condition::All(parts) => parts.iter().all(|part| self.can_hold(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.can_hold(part)),
            Condition::Not(part) => !always_holds(part),
            _ => true,
        }
    }
}

fn always_holds(condition: &Condition) -> bool {
    match condition {
        Condition::Always => true,
        Condition::All(parts) => parts.iter().all(always_holds),
        Condition::Any(parts) => parts.iter().any(always_holds),
        Condition::Not(part) => never_holds(part),
        _ => false,
    }
}

fn never_holds(condition: &Condition) -> bool {
    match condition {
        Condition::Never => true,
        Condition::All(parts) => parts.iter().any(never_holds),
        Condition::Any(parts) => parts.iter().all(never_holds),
        Condition::Not(part) => always_holds(part),
        _ => false,
    }
}

impl Checker<'_> {
    pub(super) fn graphs(&mut self) {
        self.reachability();
        self.approvals();
        self.superiors();
    }

    fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        loop {
            let before = reach.rules.len() + reach.levels.len();
            let highest_before: Vec<Level> = reach.levels.values().copied().collect();
            for track in &self.plan.tracks {
                for level in &track.levels {
                    if level.raise.as_ref().is_some_and(|raise| reach.can_hold(raise)) {
                        raise(&mut reach.levels, &track.key, level.level);
                    }
                }
            }
            for rule in &self.plan.rules {
                let guarded = rule.guard.as_ref().is_none_or(|guard| reach.can_hold(guard));
                if !guarded || !reach.can_hold(&rule.when) {
                    continue;
                }
                reach.rules.insert(rule.key.clone());
                for action in &rule.actions {
                    if let OrderTemplate::RaiseLevel { track, level } = &action.order {
                        raise(&mut reach.levels, track, *level);
                    }
                }
            }
            let highest: Vec<Level> = reach.levels.values().copied().collect();
            if before == reach.rules.len() + reach.levels.len() && highest == highest_before {
                return reach;
            }
        }
    }

    fn reachability(&mut self) {
        let reach = self.reach();
        let plan = self.plan;
        for (index, track) in plan.tracks.iter().enumerate() {
            for (k, level) in track.levels.iter().enumerate() {
                for (field, condition) in [("raise", &level.raise), ("lower", &level.lower)] {
                    let Some(condition) = condition else { continue };
                    let field = format!("levels[{k}].{field}");
                    let at = ElementPath::of(PlanPart::Tracks, index, Some(&track.key), field);
                    self.explain(&at, condition, &reach);
                }
            }
        }
        let after = |rule: &crate::plan::Rule| {
            let mut names = Vec::new();
            rule.when.walk(&mut |part| {
                if let Condition::AfterRule { rule, .. } = part {
                    names.push(rule.clone());
                }
            });
            names
        };
        let edges: BTreeMap<Key, Vec<Key>> =
            plan.rules.iter().map(|rule| (rule.key.clone(), after(rule))).collect();
        for (index, rule) in plan.rules.iter().enumerate() {
            if reach.rules.contains(&rule.key) {
                continue;
            }
            let at = |field: &str| ElementPath::of(PlanPart::Rules, index, Some(&rule.key), field);
            if let Some(path) = circle(&rule.key, &edges) {
                self.add(&at("when"), Fault::Circle { what: "rules that wait for one another", path });
                continue;
            }
            self.explain(&at("when"), &rule.when, &reach);
            if let Some(guard) = &rule.guard {
                self.explain(&at("guard"), guard, &reach);
            }
        }
    }

    /// Reports the innermost part because of which a condition cannot hold.
    fn explain(&mut self, at: &ElementPath, condition: &Condition, reach: &Reach) {
        if reach.can_hold(condition) {
            return;
        }
        let why = match condition {
            Condition::All(parts) => {
                for (k, part) in parts.iter().enumerate() {
                    self.explain(&at.inside(&format!("All[{k}]")), part, reach);
                }
                return;
            }
            Condition::Any(parts) if !parts.is_empty() => {
                for (k, part) in parts.iter().enumerate() {
                    self.explain(&at.inside(&format!("Any[{k}]")), part, reach);
                }
                return;
            }
            Condition::Any(_) => "it is one of none".to_owned(),
            Condition::Never => "it is written so".to_owned(),
            // A name that is not there is reported where it stands.
            Condition::LevelReached { track, .. }
                if !self.plan.tracks.iter().any(|known| known.key == *track) =>
            {
                return;
            }
            Condition::LevelReached { track, level } => {
                format!("nothing raises track '{track}' to level {level}")
            }
            Condition::AfterRule { rule, .. } if !self.plan.rules.iter().any(|known| known.key == *rule) => {
                return;
            }
            Condition::AfterRule { rule, .. } => format!("rule '{rule}' never fires"),
            _ => "what it denies always holds".to_owned(),
        };
        self.add(at, Fault::Unreachable { why });
    }

    /// Seats that approve one another's rules.
    fn approvals(&mut self) {
        let plan = self.plan;
        let mut edges: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        for rule in &plan.rules {
            edges.entry(rule.seat.clone()).or_default().extend(rule.approval.clone());
        }
        for (index, rule) in plan.rules.iter().enumerate() {
            let Some(superior) = &rule.approval else { continue };
            // Only a circle through this very approval is this rule's fault.
            let way_back = path_between(superior, &rule.seat, &edges);
            if let Some(mut path) = way_back {
                path.insert(0, rule.seat.clone());
                let at = ElementPath::of(PlanPart::Rules, index, Some(&rule.key), "approval");
                self.add(&at, Fault::Circle { what: "approvals", path });
            }
        }
    }

    /// Seats of the plan that stand above themselves in the register.
    fn superiors(&mut self) {
        let plan = self.plan;
        for (index, role) in plan.roles.iter().enumerate() {
            let mut path = vec![role.seat.clone()];
            let mut above = self.register.superior(role.seat.as_str());
            while let Some(seat) = above {
                let known = path.contains(seat);
                path.push(seat.clone());
                if known {
                    let at = ElementPath::of(PlanPart::Roles, index, Some(&role.seat), "seat");
                    self.add(&at, Fault::Circle { what: "superior seats", path });
                    break;
                }
                above = self.register.superior(seat.as_str());
            }
        }
    }
}

fn raise(levels: &mut BTreeMap<Key, Level>, track: &Key, level: Level) {
    let highest = levels.entry(track.clone()).or_insert(level);
    *highest = level.max(*highest);
}

/// A way from an element back to itself.
fn circle(from: &Key, edges: &BTreeMap<Key, Vec<Key>>) -> Option<Vec<Key>> {
    let next = edges.get(from)?;
    let mut path = next.iter().find_map(|step| path_between(step, from, edges))?;
    path.insert(0, from.clone());
    Some(path)
}

/// The elements on a way from one to another, both included.
fn path_between(from: &Key, to: &Key, edges: &BTreeMap<Key, Vec<Key>>) -> Option<Vec<Key>> {
    let mut before: BTreeMap<Key, Key> = BTreeMap::new();
    let mut open = vec![from.clone()];
    let mut seen: BTreeSet<Key> = open.iter().cloned().collect();
    while let Some(at) = open.pop() {
        if at == *to {
            let mut path = vec![at];
            while let Some(step) = path.last().and_then(|last| before.get(last)) {
                path.push(step.clone());
            }
            path.reverse();
            return Some(path);
        }
        for next in edges.get(&at).into_iter().flatten() {
            if seen.insert(next.clone()) {
                before.insert(next.clone(), at.clone());
                open.push(next.clone());
            }
        }
    }
    None
}
