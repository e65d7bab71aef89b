//! The warnings that hold at a moment, and what an order changes of them.

use std::collections::BTreeSet;

use sandtable_kernel::SimTime;

use super::message::Reference;
use super::publish::VALID_FOR;
use crate::key::Key;
use crate::order::{Order, OrderKind, WarningChannel, WarningLevel, WarningType};
use crate::register::{Group, KindTag, Register};

/// One warning as ordered, or what is left of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub level: WarningLevel,
    pub areas: Vec<Key>,
    pub groups: Vec<Group>,
    pub channels: Vec<WarningChannel>,
    /// When it was issued.
    pub since: SimTime,
    /// Whether it has just ended.
    pub ended: bool,
    /// Zones within its areas that have been cleared.
    cleared: BTreeSet<Key>,
}

impl Part {
    /// When it lapses.
    pub fn until(&self) -> SimTime {
        self.since + VALID_FOR
    }

    /// The part for some of its areas; none for no area.
    fn within(&self, keep: impl Fn(&Key) -> bool) -> Option<Self> {
        let areas: Vec<Key> = self.areas.iter().filter(|area| keep(area)).cloned().collect();
        (!areas.is_empty()).then(|| Self { areas, ..self.clone() })
    }

    /// What still holds beside a newer part: other areas, or all of it if the newer one is
    /// not for all of its people.
    fn beside(&self, newer: &Self, register: &Register) -> Option<Self> {
        let people = newer.groups.is_empty()
            || (!self.groups.is_empty() && self.groups.iter().all(|group| newer.groups.contains(group)));
        let covered =
            |area: &Key| newer.areas.iter().any(|new| register.lies_in(area.as_str(), new.as_str()));
        self.within(|area| !(people && covered(area)))
    }

    /// Whether it is for a part of an area of the other, or the other way round.
    fn touches(&self, other: &Self, register: &Register) -> bool {
        self.areas.iter().any(|a| {
            other
                .areas
                .iter()
                .any(|b| register.lies_in(a.as_str(), b.as_str()) || register.lies_in(b.as_str(), a.as_str()))
        })
    }

    /// Whether an area has been cleared: itself, or of a unit all the zones in it.
    fn is_over(&self, area: &Key, register: &Register) -> bool {
        let mut zones = register
            .of_kind(KindTag::Zone)
            .filter(|zone| register.lies_in(zone.key.as_str(), area.as_str()))
            .peekable();
        zones.peek().is_some() && zones.all(|zone| self.cleared.contains(&zone.key))
    }
}

/// A message that holds.
#[derive(Clone, Debug)]
struct Message {
    reference: Reference,
    seat: Key,
    hazard: WarningType,
    parts: Vec<Part>,
}

/// What an order changes: the content of one message.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub hazard: WarningType,
    /// The messages whose place it takes.
    pub references: Vec<Reference>,
    /// What is new first, then what still holds. Never empty.
    pub parts: Vec<Part>,
}

/// All messages that hold, in the order of sending.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing(Vec<Message>);

impl Standing {
    /// What an order changes at a moment, one change a message; messages whose place is
    /// taken no longer hold.
    pub fn take(&mut self, order: &Order, at: SimTime, register: &Register) -> Vec<Change> {
        self.0.retain_mut(|message| {
            message.parts.retain(|part| part.until() > at);
            !message.parts.is_empty()
        });
        match &order.kind {
            OrderKind::IssueWarning { hazard, level, areas, groups, channels } => {
                let new = Part {
                    level: *level,
                    areas: areas.clone(),
                    groups: groups.clone(),
                    channels: channels.clone(),
                    since: at,
                    ended: false,
                    cleared: BTreeSet::new(),
                };
                vec![self.warn(&order.seat, *hazard, new, register)]
            }
            OrderKind::AllClear { zone } => self.clear(&order.seat, zone, register),
            _ => Vec::new(),
        }
    }

    /// The change has gone out as a message.
    pub fn stand(&mut self, order: &Order, change: Change, reference: Reference) {
        let parts: Vec<Part> = change.parts.into_iter().filter(|part| !part.ended).collect();
        if !parts.is_empty() {
            self.0.push(Message { reference, seat: order.seat.clone(), hazard: change.hazard, parts });
        }
    }

    fn warn(&mut self, seat: &Key, hazard: WarningType, new: Part, register: &Register) -> Change {
        let touched = self.0.extract_if(.., |message| {
            message.seat == *seat
                && message.hazard == hazard
                && message.parts.iter().any(|part| part.touches(&new, register))
        });
        let touched: Vec<Message> = touched.collect();
        let left = touched.iter().flat_map(|message| &message.parts);
        let left: Vec<Part> = left.filter_map(|part| part.beside(&new, register)).collect();
        let references = touched.into_iter().map(|message| message.reference).collect();
        Change { hazard, references, parts: std::iter::once(new).chain(left).collect() }
    }

    fn clear(&mut self, seat: &Key, zone: &Key, register: &Register) -> Vec<Change> {
        let mut changes = Vec::new();
        self.0.retain_mut(|message| {
            if message.seat != *seat {
                return true;
            }
            let (mut ended, mut left) = (Vec::new(), Vec::new());
            for part in &mut message.parts {
                if part.areas.iter().any(|area| register.lies_in(zone.as_str(), area.as_str())) {
                    part.cleared.insert(zone.clone());
                }
                let over = part.within(|area| part.is_over(area, register));
                ended.extend(over.map(|over| Part { ended: true, ..over }));
                left.extend(part.within(|area| !part.is_over(area, register)));
            }
            if ended.is_empty() {
                return true;
            }
            ended.append(&mut left);
            let references = vec![message.reference.clone()];
            changes.push(Change { hazard: message.hazard, references, parts: ended });
            false
        });
        changes
    }
}
