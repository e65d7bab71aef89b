//! What a seat believes of the roads: news that expire, and the overlay made of
//! them for routes and travel times.

use std::collections::BTreeMap;

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{LinkId, LinkState, Overlay, RoadGraph};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::report::Place;

/// The links of each road.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadIndex {
    links: usize,
    by_key: BTreeMap<Key, Vec<LinkId>>,
}

impl RoadIndex {
    /// The index of a road graph.
    pub fn of(graph: &RoadGraph) -> Self {
        let by_key = graph.links_by_key().into_iter().map(|(key, links)| (Key::new(key), links)).collect();
        Self { links: graph.links().len(), by_key }
    }

    /// The overlay in which these links have these states, and all others are open.
    pub fn overlay(&self, states: &[(LinkId, LinkState)]) -> Overlay {
        let mut overlay = Overlay::open(self.links);
        for &(link, state) in states {
            overlay.set(link, state);
        }
        overlay
    }

    /// Links of a place on the roads.
    fn links<'a>(&'a self, place: &'a Place) -> &'a [LinkId] {
        match place {
            Place::Link(link) => std::slice::from_ref(link),
            Place::Road(key) => self.by_key.get(key).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }
}

/// The last news of a road or link.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoadNews {
    /// Its state.
    pub state: LinkState,
    /// When it was seen.
    pub observed_at: SimTime,
    /// From when the news no longer holds; none: until it is replaced.
    pub expires: Option<SimTime>,
}

impl RoadNews {
    fn holds(&self, now: SimTime) -> bool {
        self.expires.is_none_or(|end| now < end)
    }
}

/// News of all roads, and a count that grows with each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadBeliefs {
    news: BTreeMap<Place, RoadNews>,
    version: u64,
}

impl RoadBeliefs {
    /// Takes news in: the newer observation stands, of equals the worse state.
    /// What the seat itself has ordered closed only its own order opens.
    pub(super) fn hear(
        &mut self,
        place: &Place,
        state: LinkState,
        observed_at: SimTime,
        holds: Option<SimSpan>,
    ) {
        if !matches!(place, Place::Road(_) | Place::Link(_)) {
            return;
        }
        let news = RoadNews { state, observed_at, expires: holds.map(|span| observed_at + span) };
        if let Some(old) = self.news.get(place) {
            let own_order = old.expires.is_none() && news.expires.is_some();
            let older = old.observed_at > observed_at;
            let no_worse = old.observed_at == observed_at && badness(&old.state) >= badness(&state);
            if own_order || older || (no_worse && news.expires.is_some()) {
                return;
            }
        }
        self.news.insert(place.clone(), news);
        self.version += 1;
    }

    /// The seat's own order to open a road again.
    pub(super) fn opened(&mut self, place: &Place) {
        if self.news.remove(place).is_some() {
            self.version += 1;
        }
    }

    /// News of a road or link that still hold.
    pub fn news(&self, place: &Place, now: SimTime) -> Option<&RoadNews> {
        self.news.get(place).filter(|news| news.holds(now))
    }

    /// All news that still hold, in the order of places.
    pub fn all(&self, now: SimTime) -> impl Iterator<Item = (&Place, &RoadNews)> {
        self.news.iter().filter(move |(_, news)| news.holds(now))
    }

    /// Grows by one with each change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The links that are believed not open now, in their order. Where news of a road and
    /// of one of its links differ, the newer stands, of equals the worse.
    pub fn states(&self, index: &RoadIndex, now: SimTime) -> Vec<(LinkId, LinkState)> {
        let mut latest: BTreeMap<LinkId, &RoadNews> = BTreeMap::new();
        for (place, news) in self.all(now) {
            for &link in index.links(place) {
                let rank = |news: &RoadNews| (news.observed_at, badness(&news.state));
                if latest.get(&link).is_none_or(|old| rank(old) < rank(news)) {
                    latest.insert(link, news);
                }
            }
        }
        let states = latest.into_iter().map(|(link, news)| (link, news.state));
        states.filter(|(_, state)| *state != LinkState::Open).collect()
    }

    /// The overlay of what is believed now.
    pub fn overlay(&self, index: &RoadIndex, now: SimTime) -> Overlay {
        index.overlay(&self.states(index, now))
    }

    /// When the first of the news that hold now expires.
    fn next_expiry(&self, now: SimTime) -> SimTime {
        self.all(now).filter_map(|(_, news)| news.expires).min().unwrap_or(SimTime::NEVER)
    }
}

fn badness(state: &LinkState) -> u8 {
    match state {
        LinkState::Open => 0,
        LinkState::Slow(_) => 1,
        LinkState::Closed => 2,
    }
}

/// The overlay of one seat, made anew only when news came in or expired.
#[derive(Clone, Debug, Default)]
pub struct BelievedRoads {
    overlay: Overlay,
    made: Option<(u64, SimTime)>,
}

impl BelievedRoads {
    /// The overlay of what is believed now.
    pub fn refresh(&mut self, roads: &RoadBeliefs, index: &RoadIndex, now: SimTime) -> &Overlay {
        let fresh = self.made.is_some_and(|(version, expiry)| version == roads.version() && now < expiry);
        if !fresh {
            self.overlay = roads.overlay(index, now);
            self.made = Some((roads.version(), roads.next_expiry(now)));
        }
        &self.overlay
    }
}
