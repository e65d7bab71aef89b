//! The traffic in a snapshot.

use bevy_ecs::prelude::World;
use sandtable_kernel::snapshot::{Section, SnapshotError};

use super::{Traffic, TrafficState};

/// The traffic's state as a section. The network is no part of it: a world that
/// loads has to hold a [`Traffic`] of the same network.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrafficSection;

const NAME: &str = "response.traffic";

impl Section for TrafficSection {
    fn name(&self) -> &'static str {
        NAME
    }

    fn save(&self, world: &mut World, bytes: &mut Vec<u8>) -> Result<(), SnapshotError> {
        let traffic = world.get_resource::<Traffic>().ok_or(SnapshotError::NoState(NAME))?;
        let made = postcard::to_stdvec(traffic.state())
            .map_err(|cause| SnapshotError::Unwritable { name: NAME, cause })?;
        bytes.extend(made);
        Ok(())
    }

    fn load(&self, world: &mut World, bytes: &[u8]) -> Result<(), SnapshotError> {
        let state: TrafficState =
            postcard::from_bytes(bytes).map_err(|cause| SnapshotError::Unreadable { name: NAME, cause })?;
        let mut traffic = world.get_resource_mut::<Traffic>().ok_or(SnapshotError::NoState(NAME))?;
        if !state.fits(traffic.network()) {
            let cause = postcard::Error::DeserializeBadEncoding;
            return Err(SnapshotError::Unreadable { name: NAME, cause });
        }
        *traffic = Traffic::restore(traffic.network().clone(), state);
        Ok(())
    }
}
