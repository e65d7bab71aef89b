//! What is wrong with a place: each fault names the thing, what was found and what
//! to do.

use sandtable_hazards::flood::FloodFault;
use sandtable_space::Point;

/// A fault of a place. `key` is the thing it belongs to, so that a reader of files
/// can find its line.
#[derive(Debug, thiserror::Error)]
pub enum PlaceFault {
    /// Two things have one key, or a key's hash meets another's.
    #[error("key '{key}' is given twice; rename one of the two")]
    Duplicate {
        /// The key.
        key: String,
    },
    /// A name that nothing has.
    #[error("{what} '{key}' names {role} '{name}', which does not exist{}", hint(.suggestion))]
    Unknown {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// What the name stands for.
        role: &'static str,
        /// The name.
        name: String,
        /// The most similar name.
        suggestion: Option<String>,
    },
    /// A place outside the terrain.
    #[error("{what} '{key}' lies at ({:.0}, {:.0}), outside the terrain; move it inside", at.0, at.1)]
    Outside {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// Where.
        at: Point,
    },
    /// A building in water.
    #[error("{what} '{key}' lies in the {water} at ({:.0}, {:.0}); move it to dry ground", at.0, at.1)]
    InWater {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// Where.
        at: Point,
        /// Sea or river.
        water: &'static str,
    },
    /// A place far from any road.
    #[error(
        "{what} '{key}' is {distance_m:.0} m from the nearest road; draw a road to it (at most {most_m:.0} m)"
    )]
    NoRoad {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// Distance.
        distance_m: f64,
        /// Distance allowed.
        most_m: f64,
    },
    /// A road that no other road meets.
    #[error("road '{key}' leads nowhere: {why}; join it to the network")]
    RoadToNowhere {
        /// The road.
        key: String,
        /// Why.
        why: String,
    },
    /// A number out of range.
    #[error("{what} '{key}': {name} is {value}; it has to be {expected}")]
    Number {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// Which number.
        name: &'static str,
        /// What was found.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A distribution that is none.
    #[error("{what} '{key}': {cause}")]
    Dist {
        /// Kind of thing.
        what: &'static str,
        /// The thing.
        key: String,
        /// What is wrong.
        cause: sandtable_kernel::DistError,
    },
    /// A fault of the flood site or its forcing.
    #[error(transparent)]
    Flood(#[from] FloodFault),
    /// A fault of a channel.
    #[error(transparent)]
    Channel(#[from] sandtable_command::channel::ChannelError),
    /// A fault of the register.
    #[error(transparent)]
    Register(#[from] sandtable_command::register::RegisterError),
    /// The roads make no traffic network.
    #[error(transparent)]
    Traffic(#[from] sandtable_response::traffic::TrafficError),
    /// A list that has to hold something is empty.
    #[error("there is no {what}; add at least one")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map_or_else(String::new, |name| format!("; did you mean '{name}'?"))
}

impl PlaceFault {
    /// The thing that the fault belongs to, if it is one thing.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Duplicate { key }
            | Self::Unknown { key, .. }
            | Self::Outside { key, .. }
            | Self::InWater { key, .. }
            | Self::NoRoad { key, .. }
            | Self::RoadToNowhere { key, .. }
            | Self::Number { key, .. }
            | Self::Dist { key, .. } => Some(key),
            _ => None,
        }
    }
}
