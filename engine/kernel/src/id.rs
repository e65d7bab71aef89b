//! Stable identities: a hash of the key in the file, never an entity number.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// The identity of a thing: the 64-bit XXH3 hash of its key, or of its parent
/// and a running number. Independent of load order and of other entities.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Component, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct SimId(pub u64);

impl SimId {
    /// The identity of the thing that a file calls `key`.
    pub fn from_key(key: &str) -> Self {
        Self(xxh3_64(key.as_bytes()))
    }

    /// The identity of this thing's `k`-th child.
    pub fn child(self, k: u64) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.to_le_bytes());
        bytes[8..].copy_from_slice(&k.to_le_bytes());
        Self(xxh3_64(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xxh3_of_the_empty_key_is_the_published_value() {
        // XXH3_64bits of empty input with seed 0, xxHash specification.
        assert_eq!(SimId::from_key("").0, 0x2D06_8005_38D3_94C2);
    }

    #[test]
    fn children_differ_from_one_another_and_from_the_parent() {
        let parent = SimId::from_key("station.east");
        assert_ne!(parent.child(0), parent.child(1));
        assert_ne!(parent.child(0), parent);
    }
}
