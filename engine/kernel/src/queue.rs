//! Event queue with a total order: (time, phase, owner, owner's counter). No
//! tie is ever broken by insertion order across owners, so an added entity or
//! inject moves nobody else's place.

use std::cmp::Ordering;
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

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry<E> {
    key: EventKey,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl<E> Eq for Entry<E> {}
impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Entry<E> {
    /// Reversed: the heap's greatest entry is the earliest event.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

/// Events to come, earliest first. One queue a plugin: within a phase plugins run
/// in the order of the schedule, and each handles its due events in key order.
#[derive(Clone, Debug, Resource)]
pub struct EventQueue<E: Send + Sync + 'static> {
    heap: BinaryHeap<Entry<E>>,
    counters: BTreeMap<SimId, u32>,
}

impl<E: Send + Sync + 'static> Default for EventQueue<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), counters: BTreeMap::new() }
    }
}

impl<E: Send + Sync + 'static> EventQueue<E> {
    /// Adds an event of `owner`, due at `time` in `phase`.
    pub fn push(&mut self, time: SimTime, phase: Phase, owner: SimId, event: E) -> EventKey {
        let counter = self.counters.entry(owner).or_insert(0);
        let key = EventKey { time, phase, owner, count: *counter };
        *counter += 1;
        self.heap.push(Entry { key, event });
        key
    }

    /// Takes the earliest event that is due at or before `until`.
    pub fn pop_due(&mut self, until: SimTime) -> Option<(EventKey, E)> {
        if self.heap.peek()?.key.time > until {
            return None;
        }
        self.heap.pop().map(|entry| (entry.key, entry.event))
    }

    /// When the earliest event is due.
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.peek().map(|entry| entry.key.time)
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
        let mut entries: Vec<&Entry<E>> = self.heap.iter().collect();
        entries.sort_by_key(|entry| entry.key);
        (entries, &self.counters).serialize(serializer)
    }
}

impl<'de, E: Send + Sync + Deserialize<'de> + 'static> Deserialize<'de> for EventQueue<E> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (entries, counters) = <(Vec<Entry<E>>, BTreeMap<SimId, u32>)>::deserialize(deserializer)?;
        Ok(Self { heap: entries.into(), counters })
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
