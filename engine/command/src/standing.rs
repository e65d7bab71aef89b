//! What goes on without any plan: whoever answers emergency calls sends the
//! nearest free team to each incident, most urgent first, then oldest.

use std::collections::BTreeMap;

use sandtable_kernel::{Component, Dist, SimId, SimSpan, SimTime};
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::belief::{Belief, Incident};
use crate::key::Key;
use crate::order::{Basis, Draft, Order, OrderKind, Target, Task};
use crate::plan::Setting;
use crate::register::{Capability, Entry, EntryKind, KindTag};
use crate::report::IncidentKind;

/// Purpose of the draw of the time that a call is handled before a team is sent.
const HANDLING: Component = Component(0x3005);
/// Incidents to which no way is known are tried again, all together, at the next
/// whole multiple of this time (assumed).
const RETRY: SimSpan = SimSpan::from_mins(5);

/// Which teams a desk may send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TeamScope {
    /// All that its seat commands.
    Commanded,
    /// Those of one station that its seat commands.
    Station(Key),
}

/// A desk that answers calls: an emergency-call centre, or a station that answers
/// its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchDesk {
    /// The seat whose calls and teams they are.
    pub seat: Key,
    /// Which teams it sends.
    pub teams: TeamScope,
    /// Time from the first call to the order, minutes, if a team is free.
    pub handling_min: Dist,
    /// Kinds of incident it deals with.
    pub kinds: Vec<IncidentKind>,
}

impl DispatchDesk {
    /// One tick: orders to the teams that are sent now, already noted in the belief.
    pub fn decide(&self, setting: &Setting, belief: &mut Belief) -> Vec<Order> {
        let mut waiting: Vec<(u8, SimTime, Incident)> = belief
            .incidents()
            .waiting(setting.now, belief.settings())
            .filter(|incident| self.kinds.contains(&incident.kind) && self.is_handled(setting, incident))
            .map(|incident| (incident.kind.priority(), incident.first_at, incident.clone()))
            .collect();
        waiting.sort_by_key(|(priority, first_at, incident)| (*priority, *first_at, incident.number));
        if waiting.is_empty() {
            return Vec::new();
        }
        let candidates: Vec<Key> = self.candidates(setting);
        let mut orders = Vec::new();
        let mut free: BTreeMap<Capability, Vec<Key>> = BTreeMap::new();
        for (_, _, incident) in waiting {
            let Some(capability) = incident.kind.capability() else { continue };
            let free_now = free
                .entry(capability)
                .or_insert_with(|| nearest_teams(setting, belief, candidates.iter(), &[capability], None));
            if free_now.is_empty() {
                continue;
            }
            let Some(team) = first_there(setting, belief, free_now, incident.at) else {
                let mark = setting.now.0 + RETRY.0 - setting.now.0.rem_euclid(RETRY.0);
                belief.postpone(incident.number, SimTime(mark));
                continue;
            };
            for teams in free.values_mut() {
                teams.retain(|key| *key != team);
            }
            let task = Task::Rescue { target: Target::Incident(incident.number) };
            orders.push(belief.issue(Draft {
                issued_at: setting.now,
                kind: OrderKind::Dispatch { team, task },
                basis: Basis::Standing,
                grounds: None,
                needs_ack: false,
                deadline: None,
            }));
        }
        orders
    }

    fn is_handled(&self, setting: &Setting, incident: &Incident) -> bool {
        let who = SimId::from_key(&format!("{}/desk", self.seat));
        let mut stream = setting.streams.at(who, incident.number.0, HANDLING, 0);
        let minutes = self.handling_min.draw(&mut stream).max(0.0);
        setting.now >= incident.first_at + SimSpan::from_mins_f64(minutes)
    }

    fn candidates(&self, setting: &Setting) -> Vec<Key> {
        let of_scope = |kind: &EntryKind| match (&self.teams, kind) {
            (TeamScope::Commanded, _) => true,
            (TeamScope::Station(station), EntryKind::Team { base, .. }) => base == station,
            _ => false,
        };
        let teams = setting.register.of_kind(KindTag::Team);
        teams.filter(|entry| of_scope(&entry.kind)).map(|entry| entry.key.clone()).collect()
    }
}

/// Of free teams in the order of their keys the one that is the first at a place;
/// without a place the first of the list.
fn first_there(setting: &Setting, belief: &Belief, free: &[Key], to: Option<Point>) -> Option<Key> {
    let Some(to) = to else { return free.first().cloned() };
    let register = setting.register;
    let known: Vec<(&Entry, Point)> = free
        .iter()
        .filter_map(|key| register.get(key.as_str()))
        .filter_map(|entry| Some((entry, belief.team_position(entry, register)?)))
        .collect();
    let first = setting.travel.nearest(belief.seat(), &known, to)?;
    Some(known[first].0.key.clone())
}

/// Teams that the seat commands, thinks free and capable, and for which a way to
/// the place is known: nearest first by believed travel time, then by key. Without
/// a place in the order of their keys.
pub(crate) fn nearest_teams<'a>(
    setting: &Setting,
    belief: &Belief,
    teams: impl Iterator<Item = &'a Key>,
    needs: &[Capability],
    to: Option<Point>,
) -> Vec<Key> {
    let register = setting.register;
    let mut near: Vec<(f64, &Key)> = teams
        .filter_map(|key| {
            let entry = register.get(key.as_str())?;
            let fit = Belief::can_do(entry, needs)
                && belief.is_available(key.as_str(), setting.now)
                && belief.commands(entry, register);
            if !fit {
                return None;
            }
            let seconds = match to {
                None => 0.0,
                Some(to) => {
                    let from = belief.team_position(entry, register)?;
                    setting.travel.seconds(belief.seat(), entry, from, to)?
                }
            };
            Some((seconds, key))
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().map(|(_, key)| key.clone()).collect()
}

#[cfg(test)]
mod tests {
    use sandtable_kernel::{Calendar, Streams};

    use super::*;
    use crate::fixture::{belief, mins, register, report, trapped};
    use crate::register::Register;
    use crate::report::{About, Place};
    use crate::travel::{StraightLine, Travel};

    fn desk(teams: TeamScope) -> DispatchDesk {
        DispatchDesk {
            seat: "seat.call".into(),
            teams,
            handling_min: Dist::Fixed(2.0),
            kinds: vec![IncidentKind::Trapped, IncidentKind::Collapse, IncidentKind::LeveeSeepage],
        }
    }

    fn tick(desk: &DispatchDesk, belief: &mut Belief, minute: i64, travel: &dyn Travel) -> Vec<String> {
        let (register, streams): (Register, _) = (register(), Streams::new(1, 0));
        let calendar = Calendar::new("2026-06-12 18:00", "Asia/Shanghai").unwrap();
        let now = mins(minute);
        let setting = Setting { now, register: &register, streams: &streams, calendar: &calendar, travel };
        let order = |order: Order| match order.kind {
            OrderKind::Dispatch { team, task: Task::Rescue { target: Target::Incident(number) } } => {
                format!("{team} to {}", number.0)
            }
            other => panic!("{other:?}"),
        };
        desk.decide(&setting, belief).into_iter().map(order).collect()
    }

    #[test]
    fn the_nearest_free_team_goes_and_the_oldest_call_is_first() {
        let (register, mut belief) = (register(), belief("seat.call"));
        let (desk, line) = (desk(TeamScope::Commanded), StraightLine::default());
        // West, then two in the east; team.boat waits in the east, team.boat2 in the west.
        belief.receive(trapped(1, (100.0, 500.0), mins(0)), &register);
        belief.receive(trapped(9, (200.0, 900.0), mins(1)), &register);
        assert!(tick(&desk, &mut belief, 1, &line).is_empty(), "the first call is still being handled");
        assert_eq!(tick(&desk, &mut belief, 2, &line), ["team.boat to 1"]);
        assert_eq!(tick(&desk, &mut belief, 3, &line), ["team.boat2 to 2"]);
        belief.receive(trapped(1, (500.0, 500.0), mins(4)), &register);
        assert!(tick(&desk, &mut belief, 9, &line).is_empty(), "no team is free");
        let order = belief.orders().next().unwrap().order.number;
        belief.receive(report(About::OrderDone { order }, Place::Nowhere, None, mins(10)), &register);
        assert_eq!(tick(&desk, &mut belief, 11, &line), ["team.boat to 3"]);
    }

    #[test]
    fn priority_comes_before_age_and_capability_is_respected() {
        let (register, mut belief) = (register(), belief("seat.call"));
        let (desk, line) = (desk(TeamScope::Commanded), StraightLine::default());
        belief.receive(
            report(About::LeveeSeepage, Place::Facility("levee.north".into()), None, mins(0)),
            &register,
        );
        belief.receive(report(About::Collapse, Place::Zone("zone.a".into()), None, mins(1)), &register);
        // The seepage needs a flood-fighting team, and the desk commands none; only
        // team.boat2 can deal with the collapse, though team.boat is nearer.
        assert_eq!(tick(&desk, &mut belief, 5, &line), ["team.boat2 to 2"]);
    }

    #[test]
    fn a_station_answers_with_its_own_teams() {
        let (register, mut belief) = (register(), belief("seat.call"));
        let line = StraightLine::default();
        belief.receive(trapped(1, (100.0, 500.0), mins(0)), &register);
        let west = desk(TeamScope::Station("station.west".into()));
        assert!(tick(&west, &mut belief, 5, &line).is_empty());
        let east = desk(TeamScope::Station("station.east".into()));
        assert_eq!(tick(&east, &mut belief, 5, &line), ["team.boat to 1"]);
    }

    #[test]
    fn nobody_is_sent_where_no_way_is_known() {
        struct OnlyWest;
        impl Travel for OnlyWest {
            fn seconds(&self, _seat: &Key, team: &Entry, _from: Point, _to: Point) -> Option<f64> {
                (team.key.as_str() == "team.boat2").then_some(9e9)
            }
        }
        let (register, mut belief) = (register(), belief("seat.call"));
        belief.receive(trapped(1, (100.0, 500.0), mins(0)), &register);
        let desk = desk(TeamScope::Commanded);
        assert_eq!(tick(&desk, &mut belief, 5, &OnlyWest), ["team.boat2 to 1"]);
        belief.receive(trapped(1, (900.0, 500.0), mins(5)), &register);
        assert!(tick(&desk, &mut belief, 8, &OnlyWest).is_empty());
        // The way is clear again, but is asked for only every five minutes.
        let line = StraightLine::default();
        assert!(tick(&desk, &mut belief, 9, &line).is_empty());
        assert_eq!(tick(&desk, &mut belief, 10, &line), ["team.boat to 2"]);
    }
}
