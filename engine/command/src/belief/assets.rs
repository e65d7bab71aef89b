//! What a seat believes of its teams, shelters and stocks: what they last said.

use std::collections::{BTreeMap, BTreeSet};

use sandtable_kernel::SimTime;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::order::OrderNumber;
use crate::report::TeamState;

/// A team as last heard of, or as last ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamBelief {
    /// Its state.
    pub state: TeamState,
    /// Where it said it was.
    pub at: Option<Point>,
    /// When it was last heard of or ordered.
    pub heard_at: SimTime,
    /// The order it works on.
    pub order: Option<OrderNumber>,
}

/// A shelter as last heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelterBelief {
    /// People in it.
    pub occupants: u32,
    /// Open, or ordered to open.
    pub open: bool,
    /// When that was seen or ordered.
    pub at: SimTime,
}

/// Teams, shelters, stocks and facilities as last heard of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assets {
    pub(super) teams: BTreeMap<Key, TeamBelief>,
    pub(super) granted: BTreeSet<Key>,
    pub(super) shelters: BTreeMap<Key, ShelterBelief>,
    pub(super) stock: BTreeMap<Key, BTreeMap<Key, (SimTime, f64)>>,
    pub(super) working: BTreeMap<Key, (SimTime, bool)>,
}

impl Assets {
    /// What is believed of a team; none if nothing was heard: it waits at its base.
    pub fn team(&self, team: &str) -> Option<&TeamBelief> {
        self.teams.get(team)
    }

    /// Whether the team came to the seat as aid.
    pub fn is_granted(&self, team: &str) -> bool {
        self.granted.contains(team)
    }

    /// Teams that came as aid.
    pub fn granted(&self) -> impl Iterator<Item = &Key> {
        self.granted.iter()
    }

    /// What is believed of a shelter.
    pub fn shelter(&self, shelter: &str) -> Option<&ShelterBelief> {
        self.shelters.get(shelter)
    }

    /// Stock of an item at a depot or shelter as last reported.
    pub fn stock(&self, place: &str, item: &str) -> Option<f64> {
        self.stock.get(place)?.get(item).map(|(_, quantity)| *quantity)
    }

    /// Whether a facility works, as last reported.
    pub fn working(&self, facility: &str) -> Option<bool> {
        self.working.get(facility).map(|(_, working)| *working)
    }

    /// A team's own word. Older news than the last are dropped.
    pub(super) fn hear_team(
        &mut self,
        team: &Key,
        state: TeamState,
        at: Option<Point>,
        order: Option<OrderNumber>,
        heard: SimTime,
    ) {
        let old = self.teams.get(team);
        if old.is_some_and(|old| old.heard_at > heard) {
            return;
        }
        let at = at.or_else(|| old.and_then(|old| old.at));
        self.teams.insert(team.clone(), TeamBelief { state, at, heard_at: heard, order });
    }

    pub(super) fn hear_stock(&mut self, place: &Key, item: &Key, quantity: f64, seen: SimTime) {
        let items = self.stock.entry(place.clone()).or_default();
        match items.get_mut(item) {
            Some(stock) if stock.0 <= seen => *stock = (seen, quantity),
            Some(_) => {}
            None => {
                items.insert(item.clone(), (seen, quantity));
            }
        }
    }

    pub(super) fn hear_shelter(&mut self, shelter: &Key, occupants: u32, open: bool, seen: SimTime) {
        if self.shelters.get(shelter).is_none_or(|last| last.at <= seen) {
            self.shelters.insert(shelter.clone(), ShelterBelief { occupants, open, at: seen });
        }
    }

    pub(super) fn hear_working(&mut self, facility: &Key, working: bool, seen: SimTime) {
        if self.working.get(facility).is_none_or(|(last, _)| *last <= seen) {
            self.working.insert(facility.clone(), (seen, working));
        }
    }

    /// A shelter is ordered to open or close.
    pub(super) fn order_shelter(&mut self, shelter: &Key, open: bool, at: SimTime) {
        let occupants = self.shelters.get(shelter).map_or(0, |last| last.occupants);
        self.hear_shelter(shelter, occupants, open, at);
    }
}
