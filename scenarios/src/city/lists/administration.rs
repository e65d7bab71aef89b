//! Administrative levels, communities, evacuation zones and the calendar.

use sandtable_command::register::Category;
use sandtable_kernel::Text;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::city::terrain::Person;

/// `administration.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Administration {
    /// Names of the levels, the highest first.
    pub levels: Vec<Text>,
    /// Units of all levels but the lowest.
    pub units: Vec<Unit>,
}

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Place in the list of levels, 0 the highest.
    pub level: u8,
    /// Unit above it.
    pub within: Option<String>,
    /// Its seat.
    pub at: Point,
}

/// `communities.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Communities {
    /// Villages and communities.
    pub communities: Vec<Community>,
}

/// A village or community, the lowest administrative level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Community {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Town or street.
    pub town: String,
    /// Its middle.
    pub at: Point,
    /// Residents.
    pub population: u32,
    /// Kind of settlement (`people.ron`).
    pub kind: String,
    /// Why its people are on an evacuation list.
    pub category: Category,
    /// Named person in charge.
    pub responsible: Text,
}

/// `zones.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zones {
    /// Evacuation zones.
    pub zones: Vec<ZoneEntry>,
}

/// An evacuation zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneEntry {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Why its people are on a list.
    pub category: Category,
    /// District.
    pub district: String,
    /// Communities whose people are warned and moved together.
    pub communities: Vec<String>,
    /// Named person who has to be in post (包保责任人).
    pub responsible: Person,
    /// His or her deputy.
    pub deputy: Text,
}

/// `calendar.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// Kinds of days.
    pub days: Vec<Day>,
}

/// A kind of day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Dates, `YYYY-MM-DD`; empty for the ordinary kinds.
    pub dates: Vec<String>,
    /// Share of the staff of offices at their posts.
    pub duty: f64,
    /// Share of the residents of districts who are away.
    pub away: Vec<(String, f64)>,
    /// Crowds.
    pub crowds: Vec<Crowd>,
}

/// People who gather at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crowd {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where.
    pub at: Point,
    /// How many at the height.
    pub persons: u32,
    /// From this hour of the day …
    pub from_h: u8,
    /// … to this (past midnight if smaller).
    pub to_h: u8,
    /// Share of them who do not live in the city.
    pub visitors: f64,
}
