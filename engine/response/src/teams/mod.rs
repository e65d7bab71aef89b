//! Teams: turnout, travel, and work of rescue, flood fighting and police teams.
//!
//! One state machine a team, advanced to the end of each tick with exact
//! milliseconds inside. A team knows its order and what it finds; where it finds
//! something else than the order said, it says so (`Observations`).

mod deliver;
mod escort;
mod missions;
mod rescue;
mod work;

use bevy_ecs::prelude::{Component, Resource};
use sandtable_kernel::{SimId, SimSpan, SimTime, Text};
use sandtable_space::{LinkId, NodeId, Point};
use serde::{Deserialize, Serialize};

use crate::observations::OrderRef;
use crate::params::ResponseParams;
use crate::travel::{Ability, Trip};

/// Assumed figures, for the list of them.
pub(crate) mod figures {
    pub(crate) use super::missions::{RESCUE_REACH_M, WORK_REACH_M};
    pub(crate) use super::rescue::{NEXT_HOUSE_MIN, SEARCH_MIN, SEARCH_RADIUS_M, WADE_M, WADE_SPEED_M_S};
    pub(crate) use super::work::{BAG_LOAD_MIN, BAGS_ABOARD};
}

pub use escort::{Claimed, Rides};
pub use missions::{Scene, advance, assign};

/// Purposes of draws about teams.
pub mod draw {
    use sandtable_kernel::Component;
    /// Turnout of a team, by number of the mission.
    pub const TURNOUT: Component = Component(0x4101);
}

/// What a team is sent to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mission {
    /// Bring people out around a place.
    Rescue {
        /// Where help was called for.
        at: Point,
    },
    /// Raise a length of a levee's crest.
    Sandbag {
        /// Levee, index in the site's list.
        levee: u32,
        /// Start along the levee, m.
        from_m: f64,
        /// End along the levee, m.
        to_m: f64,
        /// Rise, m.
        by_m: f64,
    },
    /// Pump water away.
    Pump {
        /// Intake.
        at: Point,
        /// Outlet; none: into the sea or river.
        outlet: Option<Point>,
    },
    /// Take people without a car from a zone to a shelter.
    Escort {
        /// Zone, index in the site's list.
        zone: u32,
        /// Shelter, index in the site's list; none: the nearest with room.
        shelter: Option<u32>,
    },
    /// Carry goods from a depot to a shelter or another depot.
    Deliver {
        /// Depot, index in the site's list.
        from: u32,
        /// Where to.
        to: Goal,
        /// Item.
        item: String,
        /// How much is still to be fetched, in the item's unit.
        amount: f64,
    },
    /// Knock at the doors of a zone.
    Knock {
        /// Zone, index in the site's list.
        zone: u32,
    },
    /// Block a road.
    CloseRoad {
        /// Its links, both directions.
        links: Vec<LinkId>,
        /// Where.
        at: Point,
    },
    /// Turn the lanes of a road.
    Contraflow {
        /// Its links in the direction that shall gain lanes, with what they gain, in
        /// their own lanes.
        gain: Vec<(LinkId, f64)>,
        /// Its links in the other direction, which are closed.
        shut: Vec<LinkId>,
        /// Where.
        at: Point,
        /// How long that takes.
        setup: SimSpan,
    },
    /// Open a road again.
    OpenRoad {
        /// Its links, both directions.
        links: Vec<LinkId>,
        /// Where.
        at: Point,
    },
    /// Look at a place and report.
    Patrol {
        /// Where.
        at: Point,
    },
    /// Stand by at a place.
    StandBy {
        /// Where.
        at: Point,
    },
}

/// Where goods go, by index in the site's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goal {
    /// A shelter.
    Shelter(u32),
    /// A depot.
    Depot(u32),
}

/// Where a team is in its mission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Duty {
    /// Free at its node.
    Idle,
    /// Getting ready until this moment.
    Turnout(SimTime),
    /// On the way to a depot for material.
    Fetching(Trip),
    /// Loading material until this moment.
    Loading(SimTime),
    /// On the way to the place of the mission.
    Driving(Trip),
    /// By boat or on foot from the last passable node to the people, until then.
    Approaching(SimTime),
    /// Looking for people until then.
    Searching(SimTime),
    /// Taking people aboard until then.
    Boarding(SimTime),
    /// Back to the vehicle until then.
    Leaving(SimTime),
    /// On the way with people to a hospital (true) or shelter.
    Carrying(Trip, bool),
    /// Setting people down until then.
    Unloading(SimTime, bool),
    /// Working on the spot until the next piece is done.
    Working(SimTime),
    /// On the way back to base.
    Returning(Trip),
}

/// A team.
#[derive(Clone, Debug, PartialEq, Component, Serialize, Deserialize)]
pub struct Team {
    /// Index in the site's list.
    pub site: u32,
    /// What it is doing.
    pub duty: Duty,
    /// Its mission, if it has one.
    pub mission: Option<Mission>,
    /// Order that sent it.
    pub order: Option<OrderRef>,
    /// Where its vehicle stands or last stood.
    pub node: NodeId,
    /// Missions begun.
    pub missions: u32,
    /// When the mission's order was received.
    pub ordered: SimTime,
    /// When work on the spot began.
    pub on_scene: Option<SimTime>,
    /// Time away from base so far.
    pub worked: SimSpan,
    /// Since when it is away from base.
    pub away_since: Option<SimTime>,
    /// People aboard: (packet, persons, injured among them).
    pub aboard: Vec<(SimId, u16, u16)>,
    /// People brought out in this mission.
    pub saved: u32,
    /// Distance of the last leg to the people, m.
    pub last_leg_m: f64,
    /// Progress of the work on the spot: metres of levee, or packets knocked.
    pub done: f64,
    /// Packet that it is dealing with.
    pub target: Option<u32>,
    /// Material aboard (bags).
    pub material: f64,
    /// Goods aboard: item and how much, in its unit.
    pub cargo: Option<(String, f64)>,
    /// Gone from the area until then (mutual aid that has not come yet).
    pub absent_until: Option<SimTime>,
}

/// What teams came to.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct TeamTally {
    /// From order to arrival on the spot of rescues, ms.
    pub responses_ms: Vec<i64>,
    /// Rescue missions that found nobody.
    pub found_nothing: u32,
    /// Rescue missions that could not get there.
    pub no_way: u32,
    /// People brought out.
    pub rescued: u32,
    /// People taken from their zones by escorts.
    pub escorted: u32,
    /// Of those, people whose packet has not been brought out as a whole.
    pub parted: u32,
    /// Bags laid.
    pub bags: f64,
    /// Bags taken from depots and not laid yet.
    pub bags_aboard: f64,
    /// Goods on teams' vehicles, by item.
    pub cargo: std::collections::BTreeMap<String, f64>,
    /// What teams did, mission by mission.
    pub activities: Vec<Done>,
    /// People taken to hospitals, by hospital.
    pub hospital: Vec<u32>,
    /// People turned away by full hospitals.
    pub hospital_overflow: u32,
    /// Team-milliseconds away from base.
    pub team_ms: i64,
}

/// What a mission was, for charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MissionKind {
    /// Rescue.
    Rescue,
    /// Raising a levee.
    Sandbag,
    /// Pumping.
    Pump,
    /// Door to door.
    Knock,
    /// Rides out of a zone.
    Escort,
    /// Goods.
    Deliver,
    /// Closing and opening roads.
    Road,
    /// Patrol.
    Patrol,
    /// Standing by.
    StandBy,
}

impl MissionKind {
    /// Key as used in results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rescue => "rescue",
            Self::Sandbag => "sandbag",
            Self::Pump => "pump",
            Self::Knock => "knock",
            Self::Escort => "escort",
            Self::Deliver => "deliver",
            Self::Road => "road",
            Self::Patrol => "patrol",
            Self::StandBy => "standby",
        }
    }

    /// Name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::Rescue => Text::new("救援", "rescue"),
            Self::Sandbag => Text::new("加筑子堤", "sandbagging"),
            Self::Pump => Text::new("抽排", "pumping"),
            Self::Knock => Text::new("入户通知", "door to door"),
            Self::Escort => Text::new("转运群众", "rides out"),
            Self::Deliver => Text::new("运送物资", "delivery"),
            Self::Road => Text::new("道路管制", "road control"),
            Self::Patrol => Text::new("巡查", "patrol"),
            Self::StandBy => Text::new("待命", "standing by"),
        }
    }
}

impl Mission {
    /// What kind it is.
    pub fn kind(&self) -> MissionKind {
        match self {
            Self::Rescue { .. } => MissionKind::Rescue,
            Self::Sandbag { .. } => MissionKind::Sandbag,
            Self::Pump { .. } => MissionKind::Pump,
            Self::Knock { .. } => MissionKind::Knock,
            Self::Escort { .. } => MissionKind::Escort,
            Self::Deliver { .. } => MissionKind::Deliver,
            Self::CloseRoad { .. } | Self::OpenRoad { .. } | Self::Contraflow { .. } => MissionKind::Road,
            Self::Patrol { .. } => MissionKind::Patrol,
            Self::StandBy { .. } => MissionKind::StandBy,
        }
    }
}

/// A mission that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Team, index in the site's list.
    pub team: u32,
    /// What it was.
    pub kind: MissionKind,
    /// When the order was received.
    pub from: SimTime,
    /// When the team was free again.
    pub to: SimTime,
}

impl Team {
    /// A team at its base.
    pub fn at_base(site: u32, base: NodeId) -> Self {
        Self {
            site,
            duty: Duty::Idle,
            mission: None,
            order: None,
            node: base,
            missions: 0,
            ordered: SimTime::ZERO,
            on_scene: None,
            worked: SimSpan::ZERO,
            away_since: None,
            aboard: Vec::new(),
            saved: 0,
            last_leg_m: 0.0,
            done: 0.0,
            target: None,
            material: 0.0,
            cargo: None,
            absent_until: None,
        }
    }

    /// Whether it can take a mission: free, on its way home, or standing by.
    pub fn is_free(&self) -> bool {
        let waits = matches!(self.mission, None | Some(Mission::StandBy { .. }));
        let rests = matches!(self.duty, Duty::Idle | Duty::Returning(_) | Duty::Working(SimTime::NEVER));
        self.absent_until.is_none() && waits && rests
    }

    /// How long work takes now in units of the rested team's time: one up to the
    /// start of fatigue, then rising until it works at 0.6 after twice that time.
    pub fn slowness(&self, now: SimTime, params: &ResponseParams) -> f64 {
        let hours =
            (self.worked + self.away_since.map_or(SimSpan::ZERO, |since| now.since(since))).as_hours_f64();
        let start = params.fatigue_start_h;
        let pace = 1.0 - 0.4 * ((hours - start) / start).clamp(0.0, 1.0);
        1.0 / pace
    }
}

/// What a team's vehicle can do.
pub fn ability(site: &crate::site::TeamSite) -> Ability {
    Ability { vehicle: site.vehicle, top_speed_m_s: 22.2, passes_guards: true }
}
