//! Snapshots, explicit per plugin, and the state hash made from them.
//!
//! A plugin declares its state once as sections. The same bytes serve for
//! branching, for restoring and for the state hash, so nothing that matters can
//! be hashed but not restored. Rows of entities are written in `SimId` order.

use std::collections::BTreeMap;

use bevy_ecs::component::{Component, Mutable};
use bevy_ecs::prelude::{Resource, World};
use serde::{Serialize, de::DeserializeOwned};
use xxhash_rust::xxh3::Xxh3;

use crate::SimId;

/// What can go wrong when a snapshot is taken or restored.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// A section of the snapshot has no counterpart in this run.
    #[error("the snapshot has no section '{0}': it was made by another set of plugins")]
    Missing(&'static str),
    /// The bytes of a section do not describe its state.
    #[error("section '{name}' of the snapshot cannot be read: {cause}")]
    Unreadable {
        /// The section.
        name: &'static str,
        /// What the decoder said.
        cause: postcard::Error,
    },
    /// The state of a section cannot be written.
    #[error("section '{name}' cannot be written: {cause}")]
    Unwritable {
        /// The section.
        name: &'static str,
        /// What the encoder said.
        cause: postcard::Error,
    },
    /// The state itself is not there.
    #[error("section '{0}' has no state in this world")]
    NoState(&'static str),
}

/// One part of a world's state.
pub trait Section: Send + Sync {
    /// Name, unique in a run.
    fn name(&self) -> &'static str;

    /// Appends the state to `bytes`.
    ///
    /// # Errors
    /// If the state is not there or cannot be written.
    fn save(&self, world: &mut World, bytes: &mut Vec<u8>) -> Result<(), SnapshotError>;

    /// Puts the state of `bytes` in place of the world's.
    ///
    /// # Errors
    /// If the bytes do not describe the state.
    fn load(&self, world: &mut World, bytes: &[u8]) -> Result<(), SnapshotError>;
}

/// A resource as a section.
pub struct ResourceSection<T> {
    name: &'static str,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T> ResourceSection<T> {
    /// A section with a name that is unique in a run.
    pub fn new(name: &'static str) -> Self {
        Self { name, of: std::marker::PhantomData }
    }
}

impl<T: Resource + Serialize + DeserializeOwned> Section for ResourceSection<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn save(&self, world: &mut World, bytes: &mut Vec<u8>) -> Result<(), SnapshotError> {
        let state = world.get_resource::<T>().ok_or(SnapshotError::NoState(self.name))?;
        write(self.name, state, bytes)
    }

    fn load(&self, world: &mut World, bytes: &[u8]) -> Result<(), SnapshotError> {
        world.insert_resource(read::<T>(self.name, bytes)?);
        Ok(())
    }
}

/// A component of all entities that carry it, as a section. Entities are found by
/// their `SimId`; those that the world lacks are spawned.
pub struct ComponentSection<T> {
    name: &'static str,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T> ComponentSection<T> {
    /// A section with a name that is unique in a run.
    pub fn new(name: &'static str) -> Self {
        Self { name, of: std::marker::PhantomData }
    }
}

impl<T: Component<Mutability = Mutable> + Serialize + DeserializeOwned> Section for ComponentSection<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn save(&self, world: &mut World, bytes: &mut Vec<u8>) -> Result<(), SnapshotError> {
        let mut query = world.query::<(&SimId, &T)>();
        let rows: BTreeMap<SimId, &T> = query.iter(world).map(|(id, state)| (*id, state)).collect();
        write(self.name, &rows, bytes)
    }

    fn load(&self, world: &mut World, bytes: &[u8]) -> Result<(), SnapshotError> {
        let mut rows: BTreeMap<SimId, T> = read(self.name, bytes)?;
        let mut query = world.query::<(bevy_ecs::entity::Entity, &SimId, Option<&T>)>();
        let present: Vec<_> =
            query.iter(world).map(|(entity, id, state)| (entity, *id, state.is_some())).collect();
        for (entity, id, carries) in present {
            if let Some(state) = rows.remove(&id) {
                world.entity_mut(entity).insert(state);
            } else if carries {
                world.entity_mut(entity).remove::<T>();
            }
        }
        for (id, state) in rows {
            world.spawn((id, state));
        }
        Ok(())
    }
}

fn write<T: Serialize + ?Sized>(
    name: &'static str,
    state: &T,
    bytes: &mut Vec<u8>,
) -> Result<(), SnapshotError> {
    let written = postcard::to_stdvec(state).map_err(|cause| SnapshotError::Unwritable { name, cause })?;
    bytes.extend_from_slice(&written);
    Ok(())
}

fn read<T: DeserializeOwned>(name: &'static str, bytes: &[u8]) -> Result<T, SnapshotError> {
    postcard::from_bytes(bytes).map_err(|cause| SnapshotError::Unreadable { name, cause })
}

/// The sections of a run, in the order of their names.
#[derive(Default)]
pub struct Sections {
    sections: BTreeMap<&'static str, Box<dyn Section>>,
}

/// The bytes of every section of a world at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    sections: BTreeMap<&'static str, Vec<u8>>,
}

impl Sections {
    /// Adds a section.
    pub fn add(&mut self, section: impl Section + 'static) {
        self.sections.insert(section.name(), Box::new(section));
    }

    /// Takes a snapshot.
    ///
    /// # Errors
    /// If a section's state is missing or cannot be written.
    pub fn save(&self, world: &mut World) -> Result<Snapshot, SnapshotError> {
        let mut sections = BTreeMap::new();
        for (name, section) in &self.sections {
            let mut bytes = Vec::new();
            section.save(world, &mut bytes)?;
            sections.insert(*name, bytes);
        }
        Ok(Snapshot { sections })
    }

    /// Restores a snapshot.
    ///
    /// # Errors
    /// If a section is missing or cannot be read.
    pub fn load(&self, world: &mut World, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        for (name, section) in &self.sections {
            let bytes = snapshot.sections.get(name).ok_or(SnapshotError::Missing(name))?;
            section.load(world, bytes)?;
        }
        Ok(())
    }
}

impl Snapshot {
    /// The state hash: XXH3 over names and bytes of all sections.
    pub fn hash(&self) -> u64 {
        let mut hasher = Xxh3::new();
        for (name, bytes) in &self.sections {
            hasher.update(name.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher.digest()
    }

    /// Names and sizes of the sections.
    pub fn sizes(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.sections.iter().map(|(name, bytes)| (*name, bytes.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Component, Serialize, Deserialize, Clone, Debug, PartialEq)]
    struct Load(f64);

    #[derive(Resource, Serialize, Deserialize)]
    struct Total(u64);

    fn sections() -> Sections {
        let mut sections = Sections::default();
        sections.add(ComponentSection::<Load>::new("loads"));
        sections.add(ResourceSection::<Total>::new("total"));
        sections
    }

    #[test]
    fn the_hash_does_not_see_entity_numbers_or_spawn_order() {
        let build = |order: &[u64]| {
            let mut world = World::new();
            world.insert_resource(Total(3));
            for &k in order {
                world.spawn((SimId(k), Load(k as f64)));
            }
            sections().save(&mut world).unwrap().hash()
        };
        assert_eq!(build(&[1, 2, 3]), build(&[3, 1, 2]));
        assert_ne!(build(&[1, 2, 3]), build(&[1, 2, 4]));
    }

    #[test]
    fn a_restored_world_has_the_same_hash() {
        let mut world = World::new();
        world.insert_resource(Total(3));
        let gone = world.spawn((SimId(8), Load(0.5))).id();
        world.spawn((SimId(9), Load(1.5)));
        let snapshot = sections().save(&mut world).unwrap();
        world.despawn(gone);
        world.spawn((SimId(10), Load(7.0)));
        world.insert_resource(Total(4));
        sections().load(&mut world, &snapshot).unwrap();
        assert_eq!(sections().save(&mut world).unwrap(), snapshot);
    }
}
