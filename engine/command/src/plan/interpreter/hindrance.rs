//! Why an order that a plan wants is not given, as a word for programs and with the
//! thing that it is about.

use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::order::OrderError;
use crate::register::{Capability, RegisterError};

/// Why a plan could not give an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hindrance {
    /// The rule's seat is none of the case.
    NoSuchSeat(Key),
    /// Fewer teams are free than are wanted.
    NoTeamFree(Capability),
    /// Its names stand for nothing here.
    NothingNamed,
    /// A name is unknown or stands for something else.
    UnknownName(Key),
    /// The team is not the seat's to order: aid that has not been granted, say.
    NotInCommand(Key),
    /// The team cannot do this.
    NotCapable(Key),
    /// The team is busy as far as the seat knows.
    TeamBusy(Key),
    /// The seat has no incident or report of that number.
    NoSuchNumber(u32),
    /// The incident is over.
    IncidentClosed(u32),
    /// There is less in store than is wanted.
    StockShort {
        /// The depot.
        depot: Key,
        /// The item.
        item: Key,
    },
    /// A number is out of its range.
    OutOfRange(String),
    /// A list that must name something is empty.
    NothingGiven,
    /// From and to are the same.
    SamePlace(Key),
}

impl Hindrance {
    /// A word for programs.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoSuchSeat(_) => "no_such_seat",
            Self::NoTeamFree(_) => "no_team_free",
            Self::NothingNamed => "nothing_named",
            Self::UnknownName(_) => "unknown_name",
            Self::NotInCommand(_) => "not_in_command",
            Self::NotCapable(_) => "not_capable",
            Self::TeamBusy(_) => "team_busy",
            Self::NoSuchNumber(_) => "no_such_number",
            Self::IncidentClosed(_) => "incident_closed",
            Self::StockShort { .. } => "stock_short",
            Self::OutOfRange(_) => "out_of_range",
            Self::NothingGiven => "nothing_given",
            Self::SamePlace(_) => "same_place",
        }
    }

    /// The seat, team, depot or name that it is about.
    pub fn about(&self) -> Option<&Key> {
        match self {
            Self::NoSuchSeat(key)
            | Self::UnknownName(key)
            | Self::NotInCommand(key)
            | Self::NotCapable(key)
            | Self::TeamBusy(key)
            | Self::StockShort { depot: key, .. }
            | Self::SamePlace(key) => Some(key),
            Self::NoTeamFree(_)
            | Self::NothingNamed
            | Self::NoSuchNumber(_)
            | Self::IncidentClosed(_)
            | Self::OutOfRange(_)
            | Self::NothingGiven => None,
        }
    }

    /// Whether waiting may help.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::NoTeamFree(_) | Self::TeamBusy(_) | Self::StockShort { .. })
    }
}

impl From<OrderError> for Hindrance {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Name(
                RegisterError::Duplicate { key }
                | RegisterError::Unknown { key, .. }
                | RegisterError::WrongKind { key, .. },
            ) => Self::UnknownName(key),
            OrderError::NotYours { team, .. } => Self::NotInCommand(team),
            OrderError::NotCapable { team, .. } => Self::NotCapable(team),
            OrderError::TeamBusy { team, .. } => Self::TeamBusy(team),
            OrderError::NoSuchNumber { number, .. } => Self::NoSuchNumber(number),
            OrderError::IncidentClosed { number } => Self::IncidentClosed(number),
            OrderError::StockShort { from, item, .. } => Self::StockShort { depot: from, item },
            OrderError::Range { name, .. } => Self::OutOfRange(name.to_owned()),
            OrderError::Nothing { .. } => Self::NothingGiven,
            OrderError::SamePlace { place } => Self::SamePlace(place),
        }
    }
}
