//! Reports: what somebody says about the world, right or wrong. A false report
//! looks exactly like a true one; nothing here says which is which.

use std::cmp::Ordering;

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{LinkId, Point, Quantity};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::order::OrderNumber;
use crate::register::{Capability, KindTag, Register};

/// Where something was seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Place {
    /// At a river or rain gauge.
    Gauge(Key),
    /// In a zone or an administrative unit.
    Zone(Key),
    /// On a road, both directions.
    Road(Key),
    /// On one directed link.
    Link(LinkId),
    /// At a facility: shelter, depot, hospital, pump, gate, levee, station…
    Facility(Key),
    /// With a team.
    Team(Key),
    /// At a point of the map.
    Point(Point),
    /// Not said.
    Nowhere,
}

impl Place {
    /// The place of a thing in the register; none for an unknown key.
    pub fn of(key: &Key, register: &Register) -> Option<Self> {
        let key_of = key.clone();
        Some(match register.get(key.as_str())?.kind.tag() {
            KindTag::Gauge | KindTag::RainGauge => Self::Gauge(key_of),
            KindTag::Zone | KindTag::AdminUnit => Self::Zone(key_of),
            KindTag::Road => Self::Road(key_of),
            KindTag::Team => Self::Team(key_of),
            _ => Self::Facility(key_of),
        })
    }

    /// The key it names, if it names one.
    pub fn key(&self) -> Option<&Key> {
        match self {
            Self::Gauge(key) | Self::Zone(key) | Self::Road(key) | Self::Facility(key) | Self::Team(key) => {
                Some(key)
            }
            Self::Link(_) | Self::Point(_) | Self::Nowhere => None,
        }
    }

    /// Where it lies on the map, by the register: a point as it is, a zone at its
    /// entry's point or else the middle of its outline's bounds. None for links and
    /// for teams, whose place is not public.
    pub fn position(&self, register: &Register) -> Option<Point> {
        match self {
            Self::Point(point) => Some(*point),
            Self::Link(_) | Self::Nowhere | Self::Team(_) => None,
            Self::Gauge(key) | Self::Zone(key) | Self::Road(key) | Self::Facility(key) => {
                register.get(key.as_str())?.middle()
            }
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Gauge(_) => 0,
            Self::Zone(_) => 1,
            Self::Road(_) => 2,
            Self::Link(_) => 3,
            Self::Facility(_) => 4,
            Self::Team(_) => 5,
            Self::Point(_) => 6,
            Self::Nowhere => 7,
        }
    }
}

/// A total order, points by their coordinates, so that places can be sorted.
impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Link(a), Self::Link(b)) => a.cmp(b),
            (Self::Point(a), Self::Point(b)) => a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)),
            _ => self.rank().cmp(&other.rank()).then_with(|| self.key().cmp(&other.key())),
        }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place {}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// An instrument.
    Gauge,
    /// Somebody who called an emergency number.
    Caller,
    /// A patrol or information officer.
    Patrol(Option<Key>),
    /// A team.
    Team(Key),
    /// The forecast office.
    Forecast,
    /// Another agency.
    Agency(Key),
    /// Another seat.
    Seat(Key),
}

/// What a team says it is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TeamState {
    /// Waiting at its base or where it was put.
    Idle,
    /// Leaving or on the way.
    EnRoute,
    /// At work.
    OnTask,
    /// On the way back; may be sent elsewhere.
    Returning,
    /// Cannot be used: broken down, exhausted, cut off.
    OutOfService,
}

/// Why an order was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailReason {
    /// There was nothing at the place: the call was false or the people have left.
    NothingThere,
    /// No way leads there.
    Unreachable,
    /// Too dangerous; withdrawn.
    Unsafe,
    /// Vehicle or equipment broke down.
    Breakdown,
    /// No room, stock or equipment.
    NothingLeft,
    /// Whoever it names is busy with something else.
    Busy,
    /// Refused or not possible as ordered.
    Refused,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum About {
    /// A measured or forecast quantity; its number is the report's `value`.
    Quantity(Quantity),
    /// People are cut off by water or debris.
    Trapped {
        /// How many, as far as the caller knows.
        people: u32,
    },
    /// People are injured.
    Injured {
        /// How many.
        people: u32,
    },
    /// A road is under water; `value` is the depth in m if it was said.
    RoadFlooded,
    /// A road can be passed again.
    RoadClear,
    /// A levee seeps, slides or boils.
    LeveeSeepage,
    /// A building or slope has collapsed.
    Collapse,
    /// Something burns.
    Fire,
    /// A substance has escaped.
    Leak,
    /// Supplies are needed.
    NeedSupplies {
        /// Which item.
        item: Key,
        /// How much.
        quantity: f64,
    },
    /// What a team is doing.
    TeamStatus {
        /// The team.
        team: Key,
        /// Its state.
        state: TeamState,
        /// Where it says it is.
        at: Option<Point>,
        /// The order it works on.
        order: Option<OrderNumber>,
    },
    /// State of a shelter.
    ShelterStatus {
        /// People in it.
        occupants: u32,
        /// Open or closed.
        open: bool,
    },
    /// Stock of a depot or shelter.
    StockStatus {
        /// Which item.
        item: Key,
        /// How much is left.
        quantity: f64,
    },
    /// A facility works or does not (power, pump, gate).
    FacilityStatus {
        /// Whether it works.
        working: bool,
    },
    /// An order has been received.
    OrderAcknowledged {
        /// The order.
        order: OrderNumber,
    },
    /// An order has been carried out.
    OrderDone {
        /// The order.
        order: OrderNumber,
    },
    /// An order could not be carried out.
    OrderFailed {
        /// The order.
        order: OrderNumber,
        /// Why.
        why: FailReason,
    },
    /// Aid that was asked for is on its way; its teams may be ordered from now on.
    AidGranted {
        /// The request.
        order: OrderNumber,
        /// What the teams can do.
        capability: Capability,
        /// The teams.
        teams: Vec<Key>,
    },
    /// Something came in, but nothing can be made out.
    Empty,
}

/// The kind of a happening, without its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IncidentKind {
    /// People are injured.
    Injured,
    /// People are cut off.
    Trapped,
    /// A building or slope has collapsed.
    Collapse,
    /// Something burns.
    Fire,
    /// A substance has escaped.
    Leak,
    /// A levee seeps, slides or boils.
    LeveeSeepage,
    /// Supplies are needed.
    NeedSupplies,
    /// A road is under water.
    RoadFlooded,
}

impl IncidentKind {
    /// What a team needs to deal with it, if a team is sent at all.
    pub fn capability(self) -> Option<Capability> {
        match self {
            Self::Injured => Some(Capability::Medical),
            Self::Trapped => Some(Capability::WaterRescue),
            Self::Collapse => Some(Capability::Rescue),
            Self::Fire => Some(Capability::Fire),
            Self::Leak => Some(Capability::Hazmat),
            Self::LeveeSeepage => Some(Capability::FloodFighting),
            Self::NeedSupplies | Self::RoadFlooded => None,
        }
    }

    /// Rank among calls that wait: 1 first. Life, then what threatens many lives,
    /// then needs (this project's own ranking; a plan may dispatch otherwise).
    pub fn priority(self) -> u8 {
        match self {
            Self::Injured | Self::Trapped | Self::Collapse | Self::Fire | Self::Leak => 1,
            Self::LeveeSeepage => 2,
            Self::NeedSupplies => 3,
            Self::RoadFlooded => 4,
        }
    }
}

impl About {
    /// The kind of happening it tells of, if it is one.
    pub fn incident(&self) -> Option<IncidentKind> {
        Some(match self {
            Self::Trapped { .. } => IncidentKind::Trapped,
            Self::Injured { .. } => IncidentKind::Injured,
            Self::Collapse => IncidentKind::Collapse,
            Self::Fire => IncidentKind::Fire,
            Self::Leak => IncidentKind::Leak,
            Self::LeveeSeepage => IncidentKind::LeveeSeepage,
            Self::NeedSupplies { .. } => IncidentKind::NeedSupplies,
            Self::RoadFlooded => IncidentKind::RoadFlooded,
            _ => return None,
        })
    }

    /// People it speaks of; 0 if it speaks of none.
    pub fn people(&self) -> u32 {
        match self {
            Self::Trapped { people } | Self::Injured { people } => *people,
            _ => 0,
        }
    }
}

/// A report as it reaches a seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What it is about.
    pub about: About,
    /// Where.
    pub place: Place,
    /// The number, in the quantity's unit, if it has one.
    pub value: Option<f64>,
    /// Standard error of the number as stated by the source.
    pub error_sd: Option<f64>,
    /// When it was seen, or when a forecast was issued.
    pub observed_at: SimTime,
    /// When it came in.
    pub received_at: SimTime,
    /// Who says so.
    pub source: Source,
    /// The channel it came through.
    pub channel: Key,
    /// Of a forecast: how far ahead of `observed_at` it holds.
    pub lead: Option<SimSpan>,
}

impl Report {
    /// The moment it speaks of: that of the observation, or the end of the lead.
    pub fn valid_at(&self) -> SimTime {
        self.observed_at + self.lead.unwrap_or_default()
    }
}

/// A seat's own running number of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportNumber(pub u32);

/// A seat's own running number of an incident: calls merged by place and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentNumber(pub u32);
