//! Orders: the only way in which a seat acts. They name things by the public
//! register or by the seat's own numbers of reports and incidents. Whether one is
//! carried out comes back as a report.

mod validate;

use std::fmt;

use sandtable_kernel::SimTime;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::register::{Capability, Group};
use crate::report::{IncidentNumber, ReportNumber};

pub(crate) use validate::validate_task;
pub use validate::{OrderError, validate};

/// Response level (响应级别), I the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Level IV, the lowest.
    IV,
    /// Level III.
    III,
    /// Level II.
    II,
    /// Level I, the highest.
    I,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IV => "IV",
            Self::III => "III",
            Self::II => "II",
            Self::I => "I",
        })
    }
}

/// Colour of a warning, red the most severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WarningLevel {
    /// Blue (蓝色).
    Blue,
    /// Yellow (黄色).
    Yellow,
    /// Orange (橙色).
    Orange,
    /// Red (红色).
    Red,
}

/// What a warning warns of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WarningType {
    /// River flood.
    Flood,
    /// Rainstorm.
    Rainstorm,
    /// Waterlogging of streets.
    Waterlogging,
    /// Flash flood.
    FlashFlood,
    /// Landslide and debris flow.
    Landslide,
    /// Typhoon.
    Typhoon,
    /// Storm surge.
    StormSurge,
    /// Dam or levee failure.
    DamFailure,
    /// Forest fire.
    ForestFire,
    /// Fire.
    Fire,
    /// Escape of a hazardous substance.
    Chemical,
}

/// How a warning is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WarningChannel {
    /// To all phones of a cell at once.
    CellBroadcast,
    /// Text messages.
    Sms,
    /// Village loudspeakers.
    Loudspeaker,
    /// Television and radio.
    Broadcast,
    /// Social media.
    SocialMedia,
    /// Sirens.
    Siren,
    /// From door to door, by teams ordered for it.
    DoorToDoor,
}

/// A seat's own running number of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(pub u32);

/// What a rescue goes to: a seat's own number, or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Target {
    /// An incident of the seat.
    Incident(IncidentNumber),
    /// A report of the seat.
    Report(ReportNumber),
    /// A zone.
    Zone(Key),
}

/// A spot: a thing in the register, or a point of the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Spot {
    /// Where this thing is.
    At(Key),
    /// This point.
    Point(Point),
}

/// What a team is sent to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Task {
    /// Bring out people.
    Rescue {
        /// Where to.
        target: Target,
    },
    /// Raise a length of a levee with sandbags.
    Sandbag {
        /// The levee.
        levee: Key,
        /// Start along the levee, m.
        from_m: f64,
        /// End along the levee, m.
        to_m: f64,
        /// Rise, m.
        by_m: f64,
    },
    /// Set up a mobile pump.
    PlacePump {
        /// Where it draws water.
        at: Spot,
        /// Where it lets it out; none: the sea or a large river.
        outlet: Option<Spot>,
    },
    /// Go and see: a zone, road, levee or waterlogging point.
    Patrol {
        /// What to look at.
        place: Key,
    },
    /// Warn and fetch people door by door.
    DoorKnock {
        /// Where.
        zone: Key,
    },
    /// Take people without means of their own to a shelter.
    Escort {
        /// From where.
        zone: Key,
        /// To which shelter; none: the nearest with room.
        shelter: Option<Key>,
    },
    /// Carry supplies.
    Deliver {
        /// From which depot.
        from: Key,
        /// To which depot or shelter.
        to: Key,
        /// Item.
        item: Key,
        /// How much, in the item's unit.
        quantity: f64,
    },
    /// Go to a place and wait there.
    Standby {
        /// Where.
        at: Spot,
    },
    /// Go back to base.
    Return,
}

impl Task {
    /// Capabilities of which a team must have at least one; empty: any team.
    pub fn needs(&self) -> &'static [Capability] {
        match self {
            Self::Rescue { .. } => {
                &[Capability::Rescue, Capability::WaterRescue, Capability::Medical, Capability::Fire]
            }
            Self::Sandbag { .. } => &[Capability::FloodFighting],
            Self::PlacePump { .. } => &[Capability::Pumping],
            Self::Deliver { .. } | Self::Escort { .. } => &[Capability::Transport],
            Self::Patrol { .. } | Self::DoorKnock { .. } | Self::Standby { .. } | Self::Return => &[],
        }
    }
}

/// What is put in place before it is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Advance {
    /// A team waits at a place.
    Team {
        /// The team.
        team: Key,
        /// Where.
        at: Spot,
    },
    /// Supplies are moved to a depot or shelter.
    Supplies {
        /// From which depot.
        from: Key,
        /// To which depot or shelter.
        to: Key,
        /// Item.
        item: Key,
        /// How much.
        quantity: f64,
    },
}

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum OrderKind {
    /// Raise the response of a track to a level.
    RaiseLevel {
        /// The track, such as flood control or waterlogging.
        track: Key,
        /// The level.
        level: Level,
    },
    /// Lower the response of a track; none ends it.
    LowerLevel {
        /// The track.
        track: Key,
        /// The level.
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
        groups: Vec<Group>,
        /// How it is spread.
        channels: Vec<WarningChannel>,
    },
    /// Tell the public the facts (信息发布、辟谣): what is true of what people hear.
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
        groups: Vec<Group>,
        /// When they have to be out.
        by: Option<SimTime>,
    },
    /// Let people of a zone return.
    AllClear {
        /// The zone.
        zone: Key,
    },
    /// Open a shelter.
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
        /// The team.
        team: Key,
        /// To do what.
        task: Task,
    },
    /// Move supplies by whatever transport the depot has.
    MoveSupplies {
        /// From which depot.
        from: Key,
        /// To which depot or shelter.
        to: Key,
        /// Item.
        item: Key,
        /// How much, in the item's unit.
        quantity: f64,
    },
    /// Put something in place before it is needed.
    PrePosition(Advance),
    /// Close a road.
    CloseRoad {
        /// The road.
        road: Key,
    },
    /// Turn the lanes of a road's inbound direction (contraflow, 借道反行); opening the road
    /// ends it.
    Contraflow {
        /// The road.
        road: Key,
        /// Towards what its traffic shall go: anything with a place.
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
        to: Option<Key>,
    },
}

/// On what ground an order was issued.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Basis {
    /// A rule of the plan, for one of the things it is read for.
    Rule {
        /// The rule.
        rule: Key,
        /// The thing.
        each: Option<Key>,
    },
    /// A level track of the plan.
    Track(Key),
    /// The plan's pre-positioning.
    PrePosition,
    /// Standing behaviour that needs no plan.
    Standing,
    /// A person at the seat.
    Person,
}

/// The news that made a seat decide: when it was seen and when the seat had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// When the thing was observed, or the forecast issued.
    pub observed_at: SimTime,
    /// When the seat was told.
    pub told_at: SimTime,
}

/// An order as issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The seat's own number of it.
    pub number: OrderNumber,
    /// Who orders.
    pub seat: Key,
    /// When, to the millisecond.
    pub issued_at: SimTime,
    /// What.
    pub kind: OrderKind,
    /// Why.
    pub basis: Basis,
    /// The news behind it; none where no single report decided.
    pub grounds: Option<Grounds>,
    /// Whether whoever receives it has to acknowledge.
    pub needs_ack: bool,
    /// By when it has to be done.
    pub deadline: Option<SimTime>,
}

/// An order before its seat has numbered it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// When it is issued.
    pub issued_at: SimTime,
    /// What.
    pub kind: OrderKind,
    /// Why.
    pub basis: Basis,
    /// The news behind it; none where no single report decided.
    pub grounds: Option<Grounds>,
    /// Whether it has to be acknowledged.
    pub needs_ack: bool,
    /// By when it has to be done.
    pub deadline: Option<SimTime>,
}
