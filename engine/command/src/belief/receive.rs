//! How reports and own orders change a belief.

use std::collections::VecDeque;

use sandtable_kernel::SimTime;
use sandtable_space::{LinkState, Point, Quantity};

use super::{Assignment, Belief, Happening, Item, Topic};
use crate::key::Key;
use crate::order::{Advance, Order, OrderKind, OrderNumber, Target, Task};
use crate::register::Register;
use crate::report::{About, FailReason, Place, Report, ReportNumber, TeamState};

impl Belief {
    /// Takes a report in and gives it the seat's next number.
    pub fn receive(&mut self, report: Report, register: &Register) -> ReportNumber {
        self.version += 1;
        self.next_report += 1;
        let number = ReportNumber(self.next_report);
        let (at, areas) = register.areas(&report.place);
        if let Some(kind) = report.about.incident() {
            self.topics.change(Topic::Happening);
            self.incidents.hear(number, kind, &report, at, &self.settings);
            let happening = Happening { kind, received_at: report.received_at };
            push_bounded(&mut self.happenings, happening, self.settings.keep_reports);
            for area in areas.iter() {
                let list = self.happenings_in.entry(area.clone()).or_default();
                push_bounded(list, happening, self.settings.keep_reports);
            }
        }
        self.read(number, &report, &areas, at);
        push_bounded(&mut self.items, Item { number, areas, report }, self.settings.keep_reports);
        number
    }

    fn read(&mut self, number: ReportNumber, report: &Report, areas: &[Key], at: Option<Point>) {
        match &report.about {
            About::Quantity(quantity) => self.read_number(*quantity, number, report, areas, at),
            About::RoadFlooded => {
                let state = self.road_state(report.value);
                let holds = Some(self.settings.road_news_holds);
                self.roads.hear(&report.place, state, report.observed_at, holds);
                self.read_number(Quantity::WaterDepth, number, report, areas, at);
            }
            About::RoadClear => {
                let holds = Some(self.settings.road_news_holds);
                self.roads.hear(&report.place, LinkState::Open, report.observed_at, holds);
            }
            About::TeamStatus { team, state, at, order } => {
                self.topics.change(Topic::Asset);
                self.assets.hear_team(team, state.clone(), *at, *order, report.observed_at);
            }
            About::ShelterStatus { occupants, open } => {
                self.topics.change(Topic::Asset);
                if let Some(shelter) = report.place.key() {
                    self.assets.hear_shelter(shelter, *occupants, *open, report.observed_at);
                }
            }
            About::StockStatus { item, quantity } => {
                self.topics.change(Topic::Asset);
                if let Some(place) = report.place.key() {
                    self.assets.hear_stock(place, item, *quantity, report.observed_at);
                }
            }
            About::FacilityStatus { working } => {
                if let Some(facility) = report.place.key() {
                    self.assets.hear_working(facility, *working, report.observed_at);
                }
            }
            About::OrderAcknowledged { order } => {
                if let Some(progress) = self.orders.get_mut(order) {
                    progress.acknowledged.get_or_insert(report.received_at);
                }
            }
            About::OrderDone { order } => {
                if let Some(progress) = self.orders.get_mut(order) {
                    progress.done.get_or_insert(report.received_at);
                }
                self.end_order(*order, report, None);
            }
            About::OrderFailed { order, why } => {
                self.topics.change(Topic::Asset);
                if let Some(progress) = self.orders.get_mut(order) {
                    progress.failed.get_or_insert((report.received_at, why.clone()));
                }
                self.end_order(*order, report, Some(why));
            }
            About::AidGranted { teams, .. } => self.assets.granted.extend(teams.iter().cloned()),
            About::Trapped { .. }
            | About::Injured { .. }
            | About::LeveeSeepage
            | About::Collapse
            | About::Fire
            | About::Leak
            | About::NeedSupplies { .. }
            | About::Empty => {}
        }
    }

    fn read_number(
        &mut self,
        quantity: Quantity,
        number: ReportNumber,
        report: &Report,
        areas: &[Key],
        at: Option<Point>,
    ) {
        let Some(value) = report.value.filter(|value| value.is_finite()) else { return };
        let new = self.series.add(quantity, number, value, report, self.settings.keep_values);
        if report.lead.is_some() {
            return self.topics.change(Topic::Forecast);
        }
        match quantity {
            Quantity::WaterLevel => self.topics.change(Topic::Level),
            Quantity::Rain1h | Quantity::Rain3h | Quantity::Rain6h | Quantity::Rain24h => {
                self.topics.change(Topic::Rain);
            }
            Quantity::WaterDepth => {
                self.topics.change(Topic::Depth);
                self.depths.add(areas, &report.place, report.observed_at, value, &self.settings.map);
            }
            Quantity::LinkState => {
                let state = match value {
                    v if v >= 1.5 => LinkState::Closed,
                    v if v >= 0.5 => LinkState::Slow(self.settings.slow_road_m_s),
                    _ => LinkState::Open,
                };
                let holds = Some(self.settings.road_news_holds);
                self.roads.hear(&report.place, state, report.observed_at, holds);
            }
            _ => {}
        }
        // The spot of a place stays as long as its series.
        if !new {
            return;
        }
        if let Some(point) = at {
            self.spots.add(quantity, &report.place, point, &self.settings.map);
        }
        for gone in self.series.prune(quantity, self.settings.keep_places) {
            self.spots.remove(quantity, &gone);
        }
    }

    /// State of a road under water of a depth; without a depth it is closed.
    fn road_state(&self, depth_m: Option<f64>) -> LinkState {
        match depth_m {
            Some(depth) if depth < self.settings.road_closed_m => {
                LinkState::Slow(self.settings.slow_road_m_s)
            }
            _ => LinkState::Closed,
        }
    }

    /// The team of an order that is over is free again, unless it broke down or was
    /// busy with something else.
    fn end_order(&mut self, order: OrderNumber, report: &Report, failed: Option<&FailReason>) {
        self.incidents.order_ended(order, report.received_at, failed, &self.settings);
        let busy = self.assets.teams.iter().find(|(_, known)| known.order == Some(order));
        let team = busy.map(|(team, _)| team.clone());
        if let Some(team) = team {
            let state = match failed {
                Some(FailReason::Breakdown) => TeamState::OutOfService,
                // It is at something else still: it is free when it says so.
                Some(FailReason::Busy) => TeamState::OnTask,
                _ => TeamState::Returning,
            };
            let at = report.place.clone();
            let point = if let Place::Point(point) = at { Some(point) } else { None };
            self.assets.hear_team(&team, state, point, None, report.observed_at);
        }
        if failed.is_some() {
            self.evacuating.retain(|_, running| *running != order);
        }
    }

    /// What follows for the seat from its own order.
    pub(super) fn note(&mut self, order: &Order) {
        let (at, number) = (order.issued_at, order.number);
        match &order.kind {
            OrderKind::Dispatch { team, task } => {
                self.note_team(team, number, at);
                if let Task::Rescue { target: Target::Incident(incident) } = task {
                    let assignment = Assignment { team: team.clone(), order: number, at };
                    self.incidents.assign(*incident, assignment);
                }
            }
            OrderKind::PrePosition(Advance::Team { team, .. }) => self.note_team(team, number, at),
            OrderKind::EvacuateZone { zone, .. } => {
                self.evacuating.insert(zone.clone(), number);
            }
            OrderKind::AllClear { zone } => {
                self.evacuating.remove(zone);
            }
            OrderKind::OpenShelter { shelter } => self.assets.order_shelter(shelter, true, at),
            OrderKind::CloseShelter { shelter } => self.assets.order_shelter(shelter, false, at),
            OrderKind::CloseRoad { road } => {
                self.roads.hear(&Place::Road(road.clone()), LinkState::Closed, at, None);
            }
            OrderKind::OpenRoad { road } => self.roads.opened(&Place::Road(road.clone())),
            OrderKind::RaiseLevel { .. }
            | OrderKind::LowerLevel { .. }
            | OrderKind::IssueWarning { .. }
            | OrderKind::Release { .. }
            | OrderKind::Contraflow { .. }
            | OrderKind::MoveSupplies { .. }
            | OrderKind::PrePosition(Advance::Supplies { .. })
            | OrderKind::OperatePump { .. }
            | OrderKind::OperateGate { .. }
            | OrderKind::RequestAid { .. }
            | OrderKind::Post { .. } => {}
        }
    }

    fn note_team(&mut self, team: &Key, order: OrderNumber, at: SimTime) {
        self.assets.hear_team(team, TeamState::EnRoute, None, Some(order), at);
    }
}

fn push_bounded<T>(list: &mut VecDeque<T>, one: T, most: usize) {
    list.push_back(one);
    while list.len() > most.max(1) {
        list.pop_front();
    }
}
