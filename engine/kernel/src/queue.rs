//! Event queue with a total order: (time, phase, owner, owner's counter). No
//! tie is ever broken by insertion order across owners, so an added entity or
//! inject moves nobody else's place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

use crate::{Phase, SimId, SimTime};

/// The place of an event in the order of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventKey {
    /// When it is due.
    pub time: SimTime,
    /// In which phase of that tick.
    pub phase: Phase,
    /// Whose event it is.
    pub owner: SimId,
    /// Running number of the owner's events.
    pub count: u32,
}

/// An event as it is stored.
#[derive(Serialize, Deserialize)]
struct Entry<E> {
    key: EventKey,
    event: E,
}

/// Events to come, earliest first. One queue a plugin: within a phase plugins run
/// in the order of the schedule, and each handles its due events in key order.
#[derive(Clone, Debug, Resource)]
pub struct EventQueue<E: Send + Sync + 'static> {
    /// Keys with the slots of their events, which may be large and stay where they are.
    heap: BinaryHeap<Reverse<(EventKey, u32)>>,
    slots: Vec<Option<E>>,
    free: Vec<u32>,
    counters: BTreeMap<SimId, u32>,
}

impl<E: Send + Sync + 'static> Default for EventQueue<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), slots: Vec::new(), free: Vec::new(), counters: BTreeMap::new() }
    }
}

impl<E: Send + Sync + 'static> EventQueue<E> {
    /// Adds an event of `owner`, due at `time` in `phase`.
    pub fn push(&mut self, time: SimTime, phase: Phase, owner: SimId, event: E) -> EventKey {
        let counter = self.counters.entry(owner).or_insert(0);
        let key = EventKey { time, phase, owner, count: *counter };
        *counter += 1;
        self.put(key, event);
        key
    }

    fn put(&mut self, key: EventKey, event: E) {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.slots.push(None);
                self.slots.len() as u32 - 1
            }
        };
        self.slots[slot as usize] = Some(event);
        self.heap.push(Reverse((key, slot)));
    }

    /// Takes the earliest event that is due at or before `until`.
    pub fn pop_due(&mut self, until: SimTime) -> Option<(EventKey, E)> {
        if self.heap.peek()?.0.0.time > until {
            return None;
        }
        let Reverse((key, slot)) = self.heap.pop()?;
        self.free.push(slot);
        self.slots[slot as usize].take().map(|event| (key, event))
    }

    /// When the earliest event is due.
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.peek().map(|next| next.0.0.time)
    }

    /// Number of events that wait.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

/// A queue is stored as its events in order and its counters.
impl<E: Send + Sync + Serialize + 'static> Serialize for EventQueue<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = |slot: u32| self.slots[slot as usize].as_ref();
        let mut entries: Vec<Entry<&E>> = self
            .heap
            .iter()
            .filter_map(|&Reverse((key, slot))| Some(Entry { key, event: event(slot)? }))
            .collect();
        entries.sort_by_key(|entry| entry.key);
        (entries, &self.counters).serialize(serializer)
    }
}

impl<'de, E: Send + Sync + Deserialize<'de> + 'static> Deserialize<'de> for EventQueue<E> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (entries, counters) = <(Vec<Entry<E>>, BTreeMap<SimId, u32>)>::deserialize(deserializer)?;
        let mut queue = Self { counters, ..Self::default() };
        for Entry { key, event } in entries {
            queue.put(key, event);
        }
        Ok(queue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(queue: &mut EventQueue<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| queue.pop_due(SimTime::NEVER).map(|(_, event)| event)).collect()
    }

    #[test]
    fn ties_are_broken_by_phase_then_owner_then_the_owners_own_order() {
        let (a, b) = (SimId(1), SimId(2));
        let t = SimTime::from_secs(60);
        let mut queue = EventQueue::default();
        queue.push(t, Phase::Move, a, "a moves");
        queue.push(t, Phase::Sense, b, "b first");
        queue.push(t, Phase::Sense, b, "b second");
        queue.push(t, Phase::Sense, a, "a senses");
        assert_eq!(drain(&mut queue), ["a senses", "b first", "b second", "a moves"]);
    }

    #[test]
    fn an_added_owner_moves_no_tie() {
        let t = SimTime::from_secs(1);
        let order = |with_stranger: bool| {
            let mut queue = EventQueue::default();
            if with_stranger {
                queue.push(t, Phase::Act, SimId(5), "stranger");
            }
            queue.push(t, Phase::Act, SimId(9), "nine");
            queue.push(t, Phase::Act, SimId(3), "three");
            drain(&mut queue).into_iter().filter(|name| *name != "stranger").collect::<Vec<_>>()
        };
        assert_eq!(order(true), order(false));
    }

    #[test]
    fn a_stored_queue_goes_on_as_it_was() {
        let mut queue = EventQueue::default();
        for k in 0..50u64 {
            queue.push(SimTime((k as i64 * 37) % 11), Phase::Act, SimId(k % 7), k);
        }
        let bytes = postcard::to_stdvec(&queue).unwrap();
        let mut again: EventQueue<u64> = postcard::from_bytes(&bytes).unwrap();
        while let Some(event) = queue.pop_due(SimTime::NEVER) {
            assert_eq!(Some(event), again.pop_due(SimTime::NEVER));
        }
        assert!(again.is_empty());
    }
}
