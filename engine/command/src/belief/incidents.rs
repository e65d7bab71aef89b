//! Incidents: calls about one thing, merged by kind, place and time. Several
//! callers may speak of the same people, so the number of people believed is the
//! greatest that was named, not the sum.

use std::collections::BTreeMap;

use sandtable_kernel::SimTime;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use super::settings::BeliefSettings;
use crate::key::Key;
use crate::order::OrderNumber;
use crate::report::{FailReason, IncidentKind, IncidentNumber, Place, Report, ReportNumber};

/// A team that was sent to an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The team.
    pub team: Key,
    /// The order.
    pub order: OrderNumber,
    /// When it was issued.
    pub at: SimTime,
}

/// Why an incident is no longer open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closed {
    /// A team has dealt with it.
    Dealt,
    /// A team found nothing there.
    NothingFound,
}

/// An incident as the seat sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// The seat's number of it.
    pub number: IncidentNumber,
    /// What it is.
    pub kind: IncidentKind,
    /// Where the first call put it.
    pub place: Place,
    /// Its point on the map, if one can be told.
    pub at: Option<Point>,
    /// Greatest number of people named.
    pub people: u32,
    /// When the first call came in.
    pub first_at: SimTime,
    /// When the last call came in.
    pub last_at: SimTime,
    /// The calls.
    pub calls: Vec<ReportNumber>,
    /// Teams on it.
    pub assigned: Vec<Assignment>,
    /// No team is sent before this moment.
    pub not_before: SimTime,
    /// Why and when it was closed.
    pub closed: Option<(SimTime, Closed)>,
}

/// Open and closed incidents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Incidents {
    open: BTreeMap<IncidentNumber, Incident>,
    closed: BTreeMap<IncidentNumber, Incident>,
    next: u32,
}

impl Incidents {
    /// Takes a call in: into the nearest open incident of its kind within the
    /// radius (of equals the oldest), or as a new one.
    pub(super) fn hear(
        &mut self,
        number: ReportNumber,
        kind: IncidentKind,
        report: &Report,
        at: Option<Point>,
        settings: &BeliefSettings,
    ) -> IncidentNumber {
        let mut nearest: Option<(f64, IncidentNumber)> = None;
        for incident in self.open.values() {
            let recent = report.received_at.since(incident.last_at) <= settings.merge_window;
            if incident.kind != kind || !recent {
                continue;
            }
            let distance = match (incident.at, at) {
                (Some(a), Some(b)) => a.distance_m(b),
                _ if incident.place == report.place && report.place != Place::Nowhere => 0.0,
                _ => f64::INFINITY,
            };
            if distance <= settings.merge_radius_m && nearest.is_none_or(|(least, _)| distance < least) {
                nearest = Some((distance, incident.number));
            }
        }
        if let Some(incident) = nearest.and_then(|(_, found)| self.open.get_mut(&found)) {
            incident.people = incident.people.max(report.about.people());
            incident.last_at = incident.last_at.max(report.received_at);
            incident.calls.push(number);
            return incident.number;
        }
        self.next += 1;
        let incident = Incident {
            number: IncidentNumber(self.next),
            kind,
            place: report.place.clone(),
            at,
            people: report.about.people(),
            first_at: report.received_at,
            last_at: report.received_at,
            calls: vec![number],
            assigned: Vec::new(),
            not_before: SimTime(i64::MIN),
            closed: None,
        };
        self.open.insert(incident.number, incident);
        IncidentNumber(self.next)
    }

    pub(super) fn assign(&mut self, incident: IncidentNumber, assignment: Assignment) {
        if let Some(incident) = self.open.get_mut(&incident) {
            incident.assigned.push(assignment);
        }
    }

    /// No team is sent before a moment.
    pub(super) fn postpone(&mut self, incident: IncidentNumber, until: SimTime) {
        if let Some(incident) = self.open.get_mut(&incident) {
            incident.not_before = incident.not_before.max(until);
        }
    }

    /// An order is over: closes its incident, or takes the team off it.
    pub(super) fn order_ended(
        &mut self,
        order: OrderNumber,
        at: SimTime,
        failed: Option<&FailReason>,
        settings: &BeliefSettings,
    ) {
        let Some(number) = self
            .open
            .values()
            .find(|incident| incident.assigned.iter().any(|assigned| assigned.order == order))
            .map(|incident| incident.number)
        else {
            return;
        };
        let outcome = match failed {
            None => Some(Closed::Dealt),
            Some(FailReason::NothingThere) => Some(Closed::NothingFound),
            Some(_) => None,
        };
        match outcome {
            Some(why) => {
                if let Some(mut incident) = self.open.remove(&number) {
                    incident.closed = Some((at, why));
                    self.closed.insert(number, incident);
                }
                while self.closed.len() > settings.keep_reports {
                    self.closed.pop_first();
                }
            }
            None => {
                if let Some(incident) = self.open.get_mut(&number) {
                    incident.assigned.retain(|assigned| assigned.order != order);
                    incident.not_before = at + settings.retry_after;
                }
            }
        }
    }

    /// An incident, open or closed.
    pub fn get(&self, number: IncidentNumber) -> Option<&Incident> {
        self.open.get(&number).or_else(|| self.closed.get(&number))
    }

    /// Open incidents in the order of their numbers.
    pub fn open(&self) -> impl Iterator<Item = &Incident> {
        self.open.values()
    }

    /// Open incidents to which a team should be sent now: nobody is on the way
    /// (or has been silent too long), and it is not too early for another try.
    pub fn waiting<'a>(
        &'a self,
        now: SimTime,
        settings: &'a BeliefSettings,
    ) -> impl Iterator<Item = &'a Incident> {
        self.open.values().filter(move |incident| {
            incident.not_before <= now
                && incident
                    .assigned
                    .iter()
                    .all(|assigned| now.since(assigned.at) > settings.assignment_lapses)
        })
    }
}
