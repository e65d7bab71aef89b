//! What a seat believes: the reports that came in and its own orders, read by
//! stated rules. Nothing else ever enters.
//!
//! * Items that contradict one another are kept; the newest observation answers.
//! * An observation older than `stale_after` answers nothing: *unknown*.
//! * A map is made by the rule of [`Belief::at_point`]: the nearest observation
//!   within a radius whose weight, halving with age, is still large enough.
//! * Everything is bounded; the oldest goes first.

mod assets;
mod incidents;
mod map;
mod receive;
mod roads;
mod series;
mod settings;
mod topic;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{Point, Quantity};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::order::{Draft, Order, OrderNumber, Target};
use crate::register::{Capability, Entry, EntryKind, Register};
use crate::report::{FailReason, IncidentKind, IncidentNumber, Place, Report, ReportNumber, TeamState};

pub use assets::{Assets, ShelterBelief, TeamBelief};
pub use incidents::{Assignment, Closed, Incident, Incidents};
pub use map::Estimate;
pub use roads::{BelievedRoads, RoadBeliefs, RoadIndex, RoadNews};
pub use series::{Known, SeriesStore};
pub use settings::{BeliefSettings, MapRule};
pub(crate) use topic::{Topic, Topics, Versions};

/// A report with the seat's number of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The number.
    pub number: ReportNumber,
    /// Zones and administrative units that its place lies in.
    pub areas: Arc<[Key]>,
    /// The report.
    pub report: Report,
}

/// A happening as counted by area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Happening {
    kind: IncidentKind,
    received_at: SimTime,
}

/// An own order and what became of it as far as the seat knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The order.
    pub order: Order,
    /// When its acknowledgement came in.
    pub acknowledged: Option<SimTime>,
    /// When the news came in that it has been carried out.
    pub done: Option<SimTime>,
    /// When the news came in that it failed, and why.
    pub failed: Option<(SimTime, FailReason)>,
}

impl Progress {
    /// Whether anything was heard back.
    pub fn answered(&self) -> bool {
        self.acknowledged.is_some() || self.done.is_some() || self.failed.is_some()
    }
}

/// The beliefs of all seats of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, bevy_ecs::prelude::Resource)]
#[serde(transparent)]
pub struct Beliefs(pub BTreeMap<Key, Belief>);

/// What one seat believes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Belief {
    seat: Key,
    settings: BeliefSettings,
    version: u64,
    topics: Versions,
    next_report: u32,
    next_order: u32,
    items: VecDeque<Item>,
    happenings: VecDeque<Happening>,
    happenings_in: BTreeMap<Key, VecDeque<Happening>>,
    spots: map::Spots,
    depths: map::Depths,
    series: SeriesStore,
    incidents: Incidents,
    roads: RoadBeliefs,
    assets: Assets,
    orders: BTreeMap<OrderNumber, Progress>,
    evacuating: BTreeMap<Key, OrderNumber>,
}

impl Belief {
    /// The belief of a seat that has heard nothing yet.
    pub fn new(seat: Key, settings: BeliefSettings) -> Self {
        Self {
            seat,
            settings,
            version: 0,
            topics: Versions::default(),
            next_report: 0,
            next_order: 0,
            items: VecDeque::new(),
            happenings: VecDeque::new(),
            happenings_in: BTreeMap::new(),
            spots: map::Spots::default(),
            depths: map::Depths::default(),
            series: SeriesStore::default(),
            incidents: Incidents::default(),
            roads: RoadBeliefs::default(),
            assets: Assets::default(),
            orders: BTreeMap::new(),
            evacuating: BTreeMap::new(),
        }
    }

    /// Whose belief it is.
    pub fn seat(&self) -> &Key {
        &self.seat
    }

    /// How it is kept and read.
    pub fn settings(&self) -> &BeliefSettings {
        &self.settings
    }

    /// Grows with each report and each order.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How often each part has changed.
    pub(crate) fn topics(&self) -> &Versions {
        &self.topics
    }

    /// Observations and forecasts.
    pub fn series(&self) -> &SeriesStore {
        &self.series
    }

    /// Incidents.
    pub fn incidents(&self) -> &Incidents {
        &self.incidents
    }

    /// News of roads.
    pub fn roads(&self) -> &RoadBeliefs {
        &self.roads
    }

    /// Teams, shelters, stocks and facilities.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Reports kept, oldest first.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = &Item> {
        self.items.iter()
    }

    /// A report by its number, while it is kept.
    pub fn item(&self, number: ReportNumber) -> Option<&Item> {
        let place = self.items.partition_point(|item| item.number < number);
        self.items.get(place).filter(|item| item.number == number)
    }

    /// Own orders in the order of their numbers, with what became of them.
    pub fn orders(&self) -> impl Iterator<Item = &Progress> {
        self.orders.values()
    }

    /// An own order.
    pub fn order(&self, number: OrderNumber) -> Option<&Progress> {
        self.orders.get(&number)
    }

    /// Zones that the seat has ordered out and not yet cleared, with the order.
    pub fn evacuating(&self) -> &BTreeMap<Key, OrderNumber> {
        &self.evacuating
    }

    /// The newest observation at a place, unless it is stale.
    pub fn fresh(&self, quantity: Quantity, place: &Place, now: SimTime) -> Option<&Known> {
        self.series.latest(quantity, place).filter(|known| known.age(now) <= self.settings.stale_after)
    }

    /// Number of reports of a kind that came in within `within`, in an area or
    /// anywhere. Counted from the reports kept, which come in in order of receipt.
    pub fn count_reports(
        &self,
        kind: IncidentKind,
        area: Option<&str>,
        within: SimSpan,
        now: SimTime,
    ) -> usize {
        let list = match area {
            Some(area) => self.happenings_in.get(area),
            None => Some(&self.happenings),
        };
        list.into_iter()
            .flat_map(|list| list.iter().rev())
            .take_while(|one| now.since(one.received_at) <= within)
            .filter(|one| one.kind == kind && one.received_at <= now)
            .count()
    }

    /// Where a target is, by the seat's own numbers and the register.
    pub fn resolve(&self, target: &Target, register: &Register) -> Option<Place> {
        match target {
            Target::Incident(number) => {
                let incident = self.incidents.get(*number)?;
                Some(incident.at.map_or_else(|| incident.place.clone(), Place::Point))
            }
            Target::Report(number) => Some(self.item(*number)?.report.place.clone()),
            Target::Zone(zone) => Place::of(zone, register),
        }
    }

    /// Whether the seat may order a team: its own, a subordinate seat's, one that
    /// nobody commands, or one that came as aid.
    pub fn commands(&self, team: &Entry, register: &Register) -> bool {
        let EntryKind::Team { seat, .. } = &team.kind else { return false };
        if self.assets.is_granted(team.key.as_str()) {
            return true;
        }
        let mut at = seat.as_ref();
        let mut steps = 0;
        while let Some(commander) = at {
            if *commander == self.seat {
                return true;
            }
            steps += 1;
            if steps > register.len() {
                return false;
            }
            at = register.superior(commander.as_str());
        }
        seat.is_none()
    }

    /// Whether a team is thought free for an order. One of which nothing was heard
    /// waits at its base; a busy one that has been silent for long is thought free.
    pub fn is_available(&self, team: &str, now: SimTime) -> bool {
        self.assets.team(team).is_none_or(|known| match known.state {
            TeamState::Idle | TeamState::Returning => true,
            TeamState::EnRoute | TeamState::OnTask => {
                now.since(known.heard_at) > self.settings.team_forgotten_after
            }
            TeamState::OutOfService => false,
        })
    }

    /// Where a team is thought to be: where it last said, else at its base.
    pub fn team_position(&self, team: &Entry, register: &Register) -> Option<Point> {
        let said = self.assets.team(team.key.as_str()).and_then(|known| known.at);
        said.or(team.at).or_else(|| match &team.kind {
            EntryKind::Team { base, .. } => register.get(base.as_str())?.at,
            _ => None,
        })
    }

    /// Whether a team can do at least one of these (any team if there are none).
    pub fn can_do(team: &Entry, needs: &[Capability]) -> bool {
        match &team.kind {
            EntryKind::Team { capabilities, .. } => {
                needs.is_empty() || needs.iter().any(|need| capabilities.contains(need))
            }
            _ => false,
        }
    }

    /// Stock of an item: as last reported, else by the books of the register.
    pub fn stock(&self, place: &Key, item: &Key, register: &Register) -> Option<f64> {
        self.assets.stock(place.as_str(), item.as_str()).or_else(|| {
            match &register.get(place.as_str())?.kind {
                EntryKind::Depot { stock } => {
                    let lines = stock.iter().filter(|line| line.item == *item);
                    // Not `sum`, which is −0 for no lines.
                    Some(lines.fold(0.0, |sum, line| sum + line.quantity))
                }
                _ => None,
            }
        })
    }

    /// No way to an incident is known: the next try comes no sooner than this.
    pub(crate) fn postpone(&mut self, incident: IncidentNumber, until: SimTime) {
        self.incidents.postpone(incident, until);
    }

    /// Numbers a draft, notes it as the seat's own order, and hands it out.
    pub fn issue(&mut self, draft: Draft) -> Order {
        self.next_order += 1;
        let order = Order {
            number: OrderNumber(self.next_order),
            seat: self.seat.clone(),
            issued_at: draft.issued_at,
            kind: draft.kind,
            basis: draft.basis,
            grounds: draft.grounds,
            needs_ack: draft.needs_ack,
            deadline: draft.deadline,
        };
        self.version += 1;
        self.topics.change(Topic::Asset);
        self.note(&order);
        let progress = Progress { order: order.clone(), acknowledged: None, done: None, failed: None };
        self.orders.insert(order.number, progress);
        order
    }
}
