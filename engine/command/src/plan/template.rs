//! Orders as a plan writes them: names may stand for the thing the rule is read
//! for, times are relative, and a team may be chosen when it is needed.

use sandtable_kernel::SimTime;
use serde::{Deserialize, Serialize};

use super::minutes;
use crate::key::Key;
use crate::order::{
    Advance, Level, OrderKind, Spot, Target, Task, WarningChannel, WarningLevel, WarningType,
};
use crate::register::{Capability, Entry, EntryKind, Group, Register};

/// Which team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TeamChoice {
    /// This one.
    Named(Key),
    /// The nearest of the plan's teams that are thought free and can do this.
    Nearest {
        /// What they must be able to do.
        capability: Capability,
        /// How many.
        #[serde(default = "one")]
        count: u32,
    },
}

fn one() -> u32 {
    1
}

impl TeamChoice {
    /// Number of teams.
    pub fn count(&self) -> u32 {
        match self {
            Self::Named(_) => 1,
            Self::Nearest { count, .. } => *count,
        }
    }
}

/// An order as a plan writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum OrderTemplate {
    /// Raise the response of a track to a level.
    RaiseLevel {
        /// The track.
        track: Key,
        /// The level.
        level: Level,
    },
    /// Lower the response of a track; none ends it.
    LowerLevel {
        /// The track.
        track: Key,
        /// The level.
        #[serde(default)]
        level: Option<Level>,
    },
    /// Issue a warning.
    IssueWarning {
        /// What of.
        hazard: WarningType,
        /// How severe.
        level: WarningLevel,
        /// Zones or administrative units.
        areas: Vec<Key>,
        /// Groups; empty: everybody.
        #[serde(default)]
        groups: Vec<Group>,
        /// How it is spread.
        channels: Vec<WarningChannel>,
    },
    /// Tell the public the facts.
    Release {
        /// Zones or administrative units.
        areas: Vec<Key>,
        /// How it is spread.
        channels: Vec<WarningChannel>,
    },
    /// Order people of a zone to leave.
    EvacuateZone {
        /// The zone.
        zone: Key,
        /// Groups; empty: everybody.
        #[serde(default)]
        groups: Vec<Group>,
        /// Minutes from the order by which they have to be out.
        #[serde(default)]
        within_min: Option<f64>,
    },
    /// Let people of a zone return.
    AllClear {
        /// The zone.
        zone: Key,
    },
    /// Open a shelter (`$each.shelters`: each of the zone's).
    OpenShelter {
        /// The shelter.
        shelter: Key,
    },
    /// Close a shelter.
    CloseShelter {
        /// The shelter.
        shelter: Key,
    },
    /// Send a team.
    Dispatch {
        /// Which.
        team: TeamChoice,
        /// To do what.
        task: Task,
    },
    /// Have a team wait at a place.
    Standby {
        /// Which.
        team: TeamChoice,
        /// Where.
        at: Spot,
    },
    /// Move supplies.
    MoveSupplies {
        /// From which depot.
        from: Key,
        /// To which depot or shelter.
        to: Key,
        /// Item.
        item: Key,
        /// How much.
        quantity: f64,
    },
    /// Close a road.
    CloseRoad {
        /// The road.
        road: Key,
    },
    /// Turn the inbound lanes of a road; opening it ends that.
    Contraflow {
        /// The road.
        road: Key,
        /// Towards what its traffic shall go.
        toward: Key,
    },
    /// Open a road.
    OpenRoad {
        /// The road.
        road: Key,
    },
    /// Switch a pumping station.
    OperatePump {
        /// The station.
        pump: Key,
        /// Running or not.
        on: bool,
    },
    /// Set a gate.
    OperateGate {
        /// The gate.
        gate: Key,
        /// Share of the full opening, 0 to 1.
        opening: f64,
    },
    /// Ask for teams from outside.
    RequestAid {
        /// Whom.
        from: Key,
        /// What they must be able to do.
        capability: Capability,
        /// How many teams.
        count: u32,
    },
    /// Send a responsible person to his or her post.
    Post {
        /// The person.
        person: Key,
        /// Where; none: the post in the register.
        #[serde(default)]
        to: Option<Key>,
    },
}

/// What `$each` and its parts stand for. A name without `$` stands for itself;
/// a part that the thing does not have stands for nothing.
pub(super) fn names_of(name: &Key, each: Option<&Entry>, register: &Register) -> Vec<Key> {
    let Some(part) = name.as_str().strip_prefix("$each") else { return vec![name.clone()] };
    let Some(each) = each else { return vec![] };
    match part {
        "" => vec![each.key.clone()],
        ".admin" => each.admin.iter().cloned().collect(),
        ".responsible" => match &each.kind {
            EntryKind::Zone { responsible, .. }
            | EntryKind::Levee { responsible, .. }
            | EntryKind::Reservoir { responsible, .. } => responsible.iter().cloned().collect(),
            _ => vec![],
        },
        ".shelters" => match &each.kind {
            EntryKind::Zone { shelters, .. } => {
                shelters.iter().filter(|shelter| register.get(shelter.as_str()).is_some()).cloned().collect()
            }
            _ => vec![],
        },
        ".base" => match &each.kind {
            EntryKind::Team { base, .. } => vec![base.clone()],
            _ => vec![],
        },
        _ => vec![],
    }
}

/// The first of the names that a name stands for.
pub(super) fn first_name(name: &Key, each: Option<&Entry>, register: &Register) -> Option<Key> {
    names_of(name, each, register).into_iter().next()
}

/// Replaces every name of a task; false if one stands for nothing.
fn read_task(task: &mut Task, read: &impl Fn(&mut Key) -> bool) -> bool {
    let spot = |spot: &mut Spot| match spot {
        Spot::At(key) => read(key),
        Spot::Point(_) => true,
    };
    match task {
        Task::Rescue { target: Target::Zone(zone) } | Task::DoorKnock { zone } => read(zone),
        Task::Rescue { .. } | Task::Return => true,
        Task::Sandbag { levee, .. } => read(levee),
        Task::PlacePump { at, outlet } => spot(at) && outlet.as_mut().is_none_or(spot),
        Task::Patrol { place } => read(place),
        Task::Escort { zone, shelter } => read(zone) && shelter.as_mut().is_none_or(read),
        Task::Deliver { from, to, item, .. } => read(from) && read(to) && read(item),
        Task::Standby { at } => spot(at),
    }
}

fn named(team: &TeamChoice) -> Option<(&'static str, &Key)> {
    match team {
        TeamChoice::Named(key) => Some(("team", key)),
        TeamChoice::Nearest { .. } => None,
    }
}

fn spot_name(spot: &Spot) -> Option<&Key> {
    match spot {
        Spot::At(key) => Some(key),
        Spot::Point(_) => None,
    }
}

fn task_names(task: &Task) -> Vec<&Key> {
    match task {
        Task::Rescue { target: Target::Zone(zone) } | Task::DoorKnock { zone } => vec![zone],
        Task::Rescue { .. } | Task::Return => vec![],
        Task::Sandbag { levee, .. } => vec![levee],
        Task::PlacePump { at, outlet } => {
            spot_name(at).into_iter().chain(outlet.as_ref().and_then(spot_name)).collect()
        }
        Task::Patrol { place } => vec![place],
        Task::Escort { zone, shelter } => std::iter::once(zone).chain(shelter).collect(),
        Task::Deliver { from, to, item, .. } => vec![from, to, item],
        Task::Standby { at } => spot_name(at).into_iter().collect(),
    }
}

/// The orders that a template stands for, those that need no choice of a team.
pub(super) enum Drawn {
    /// These orders.
    Orders(Vec<OrderKind>),
    /// One order for each team that is chosen.
    ForTeams(TeamChoice, TeamJob),
}

/// What a chosen team is to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TeamJob {
    Task(Task),
    Standby(Spot),
}

impl TeamJob {
    pub(super) fn order(&self, team: Key) -> OrderKind {
        match self {
            Self::Task(task) => OrderKind::Dispatch { team, task: task.clone() },
            Self::Standby(at) => OrderKind::PrePosition(Advance::Team { team, at: at.clone() }),
        }
    }

    /// The task; waiting at a place is one too.
    pub(super) fn task(&self) -> Task {
        match self {
            Self::Task(task) => task.clone(),
            Self::Standby(at) => Task::Standby { at: at.clone() },
        }
    }

    /// Where the job is, to choose the nearest team.
    pub(super) fn spot(&self) -> Option<Spot> {
        Some(match self {
            Self::Standby(at) | Self::Task(Task::Standby { at } | Task::PlacePump { at, .. }) => at.clone(),
            Self::Task(Task::Sandbag { levee: key, .. })
            | Self::Task(Task::Patrol { place: key })
            | Self::Task(Task::DoorKnock { zone: key } | Task::Escort { zone: key, .. })
            | Self::Task(Task::Rescue { target: Target::Zone(key) })
            | Self::Task(Task::Deliver { from: key, .. }) => Spot::At(key.clone()),
            Self::Task(Task::Rescue { .. } | Task::Return) => return None,
        })
    }
}

impl OrderTemplate {
    /// Names in it with their fields; those of tasks and spots under `task` and `at`.
    pub(super) fn names(&self) -> Vec<(&'static str, &Key)> {
        match self {
            Self::RaiseLevel { .. } | Self::LowerLevel { .. } => vec![],
            Self::IssueWarning { areas, .. } | Self::Release { areas, .. } => {
                areas.iter().map(|area| ("areas", area)).collect()
            }
            Self::EvacuateZone { zone, .. } | Self::AllClear { zone } => vec![("zone", zone)],
            Self::OpenShelter { shelter } | Self::CloseShelter { shelter } => vec![("shelter", shelter)],
            Self::MoveSupplies { from, to, item, .. } => vec![("from", from), ("to", to), ("item", item)],
            Self::CloseRoad { road } | Self::OpenRoad { road } => vec![("road", road)],
            Self::Contraflow { road, toward } => vec![("road", road), ("toward", toward)],
            Self::OperatePump { pump, .. } => vec![("pump", pump)],
            Self::OperateGate { gate, .. } => vec![("gate", gate)],
            Self::RequestAid { from, .. } => vec![("from", from)],
            Self::Post { person, to } => {
                std::iter::once(("person", person)).chain(to.iter().map(|to| ("to", to))).collect()
            }
            Self::Dispatch { team, task } => named(team)
                .into_iter()
                .chain(task_names(task).into_iter().map(|name| ("task", name)))
                .collect(),
            Self::Standby { team, at } => {
                named(team).into_iter().chain(spot_name(at).map(|name| ("at", name))).collect()
            }
        }
    }

    /// Number of teams that it sends.
    pub(super) fn teams(&self) -> u32 {
        match self {
            Self::Dispatch { team, .. } | Self::Standby { team, .. } => team.count(),
            _ => 0,
        }
    }

    /// Reads the template for one thing at the time of the order. Names that stand
    /// for nothing drop the orders that need them.
    pub(super) fn draw(&self, each: Option<&Entry>, register: &Register, at: SimTime) -> Drawn {
        let many = |name: &Key| names_of(name, each, register);
        let one = |name: &Key| first_name(name, each, register);
        let read = |name: &mut Key| match first_name(name, each, register) {
            Some(known) => {
                *name = known;
                true
            }
            None => false,
        };
        let orders: Vec<OrderKind> = match self {
            Self::RaiseLevel { track, level } => {
                vec![OrderKind::RaiseLevel { track: track.clone(), level: *level }]
            }
            Self::LowerLevel { track, level } => {
                vec![OrderKind::LowerLevel { track: track.clone(), level: *level }]
            }
            Self::IssueWarning { hazard, level, areas, groups, channels } => {
                let areas: Vec<Key> = areas.iter().flat_map(many).collect();
                let (groups, channels) = (groups.clone(), channels.clone());
                let warning =
                    OrderKind::IssueWarning { hazard: *hazard, level: *level, areas, groups, channels };
                vec![warning]
            }
            Self::Release { areas, channels } => {
                let areas: Vec<Key> = areas.iter().flat_map(many).collect();
                vec![OrderKind::Release { areas, channels: channels.clone() }]
            }
            Self::EvacuateZone { zone, groups, within_min } => {
                let by = within_min.map(|span| at + minutes(span));
                let order = |zone| OrderKind::EvacuateZone { zone, groups: groups.clone(), by };
                many(zone).into_iter().map(order).collect()
            }
            Self::AllClear { zone } => {
                many(zone).into_iter().map(|zone| OrderKind::AllClear { zone }).collect()
            }
            Self::OpenShelter { shelter } => {
                many(shelter).into_iter().map(|shelter| OrderKind::OpenShelter { shelter }).collect()
            }
            Self::CloseShelter { shelter } => {
                many(shelter).into_iter().map(|shelter| OrderKind::CloseShelter { shelter }).collect()
            }
            Self::MoveSupplies { from, to, item, quantity } => {
                let order = |to| {
                    Some(OrderKind::MoveSupplies {
                        from: one(from)?,
                        to,
                        item: one(item)?,
                        quantity: *quantity,
                    })
                };
                many(to).into_iter().filter_map(order).collect()
            }
            Self::CloseRoad { road } => {
                many(road).into_iter().map(|road| OrderKind::CloseRoad { road }).collect()
            }
            Self::Contraflow { road, toward } => one(toward)
                .map(|toward| {
                    let order = |road| OrderKind::Contraflow { road, toward: toward.clone() };
                    many(road).into_iter().map(order).collect()
                })
                .unwrap_or_default(),
            Self::OpenRoad { road } => {
                many(road).into_iter().map(|road| OrderKind::OpenRoad { road }).collect()
            }
            Self::OperatePump { pump, on } => {
                many(pump).into_iter().map(|pump| OrderKind::OperatePump { pump, on: *on }).collect()
            }
            Self::OperateGate { gate, opening } => {
                let order = |gate| OrderKind::OperateGate { gate, opening: *opening };
                many(gate).into_iter().map(order).collect()
            }
            Self::RequestAid { from, capability, count } => {
                let order = |from| OrderKind::RequestAid { from, capability: *capability, count: *count };
                many(from).into_iter().map(order).collect()
            }
            Self::Post { person, to } => {
                let post = to.as_ref().and_then(one);
                let order = |person| OrderKind::Post { person, to: post.clone() };
                many(person).into_iter().map(order).collect()
            }
            Self::Dispatch { team, task } => {
                let mut task = task.clone();
                if !read_task(&mut task, &read) {
                    return Drawn::Orders(vec![]);
                }
                return self.for_teams(team, TeamJob::Task(task), &one);
            }
            Self::Standby { team, at } => {
                let mut at = at.clone();
                if let Spot::At(key) = &mut at
                    && !read(key)
                {
                    return Drawn::Orders(vec![]);
                }
                return self.for_teams(team, TeamJob::Standby(at), &one);
            }
        };
        Drawn::Orders(orders)
    }

    fn for_teams(&self, team: &TeamChoice, job: TeamJob, one: &impl Fn(&Key) -> Option<Key>) -> Drawn {
        let team = match team {
            TeamChoice::Named(key) => match one(key) {
                Some(known) => TeamChoice::Named(known),
                None => return Drawn::Orders(vec![]),
            },
            nearest => nearest.clone(),
        };
        Drawn::ForTeams(team, job)
    }
}
