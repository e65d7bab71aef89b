//! What is known or true of each link beside its static data. One type, two
//! instances: the true one moves people, a believed one serves a seat's routes.

use serde::{Deserialize, Serialize};

use crate::LinkId;

/// State of a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum LinkState {
    /// As built.
    #[default]
    Open,
    /// Passable at no more than this speed, m/s.
    Slow(f32),
    /// Impassable for ordinary vehicles.
    Closed,
}

/// States of all links that are not open, and a version that grows with each change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overlay {
    states: Vec<LinkState>,
    version: u64,
}

impl Overlay {
    /// An overlay in which all links are open.
    pub fn open(links: usize) -> Self {
        Self { states: vec![LinkState::Open; links], version: 0 }
    }

    /// State of a link; open for links it does not know.
    #[inline]
    pub fn state(&self, link: LinkId) -> LinkState {
        self.states.get(link.0 as usize).copied().unwrap_or_default()
    }

    /// Sets the state of a link; true if that changed it. Links it does not know
    /// are left alone.
    pub fn set(&mut self, link: LinkId, state: LinkState) -> bool {
        match self.states.get_mut(link.0 as usize) {
            Some(slot) if *slot != state => {
                *slot = state;
                self.version += 1;
                true
            }
            _ => false,
        }
    }

    /// Grows by one with each change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Links that are closed.
    pub fn closed(&self) -> impl Iterator<Item = LinkId> + '_ {
        self.states
            .iter()
            .enumerate()
            .filter(|(_, state)| **state == LinkState::Closed)
            .map(|(k, _)| LinkId(k as u32))
    }
}
