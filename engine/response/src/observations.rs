//! What was seen in the field, before it is reported. Truth systems write here;
//! `sensing` alone turns it into reports, with error, delay and loss.

use bevy_ecs::prelude::Resource;
use sandtable_command::Key;
use sandtable_command::order::OrderNumber;
use sandtable_command::register::Capability;
use sandtable_command::report::FailReason;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{LinkId, LinkState, Point, Quantity};
use serde::{Deserialize, Serialize};

/// An order by the seat that gave it and that seat's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRef {
    /// The seat.
    pub seat: Key,
    /// Its number.
    pub number: OrderNumber,
}

/// Something seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// A team has become free at a place.
    TeamIdle,
    /// A team has set out.
    TeamEnRoute,
    /// A team has arrived as near as the roads let it.
    TeamArrived,
    /// A team has begun its work.
    TeamAtWork,
    /// A team could not carry out its order.
    TeamFailed(FailReason),
    /// A team has finished its order; for rescues, the people brought out.
    TeamDone(u32),
    /// A road is in this state.
    Road(LinkId, LinkState),
    /// A value at the place, with the observer's error (standard deviation).
    Value(Quantity, f64, f64),
    /// Nobody was found where help was called for.
    NothingFound,
    /// Water goes over a levee.
    Overtopping(String),
    /// A device has been switched (on or opening above zero).
    DeviceSet(bool),
    /// A zone has been gone through from door to door.
    ZoneKnocked(String),
    /// Teams from outside are on their way, with what they can do.
    AidComing(Vec<String>, Capability),
    /// A responsible person is in post.
    InPost,
    /// An order has reached whom it is for, who says so to the seat.
    OrderReceived,
    /// An order did not get through: nobody read it back, and it is given again.
    OrderLost,
}

/// Something seen by somebody at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// When.
    pub at: SimTime,
    /// Key of who saw it, as in the public register; empty for callers.
    pub by: String,
    /// Identity of who saw it.
    pub who: SimId,
    /// Where.
    pub place: Point,
    /// What.
    pub seen: Seen,
    /// Order that it answers.
    pub order: Option<OrderRef>,
}

/// Observations of the tick, taken out by `sensing` in the next.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Observations(pub Vec<Observation>);
