//! Shelters, depots, hospitals, stations, teams, waterlogging points and seats.

use sandtable_command::register::Capability;
use sandtable_impact::VehicleClass;
use sandtable_kernel::{Dist, Text};
use sandtable_response::site::AidTimes;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::city::terrain::Person;

/// `shelters.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelters {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// The shelters.
    pub shelters: Vec<Shelter>,
}

/// Kinds of shelters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShelterKind {
    /// School.
    School,
    /// Gymnasium, stadium.
    Gymnasium,
    /// Hall, community centre.
    Hall,
}

/// A shelter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelter {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: ShelterKind,
    /// Town or street that runs it.
    pub town: String,
    /// Where it is.
    pub at: Point,
    /// Places.
    pub capacity: u32,
    /// Floor above the ground outside, m.
    pub floor_m: f64,
    /// Open without an order.
    pub open_at_start: bool,
    /// Stock by item.
    pub stock: Vec<(String, f64)>,
}

/// `depots.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depots {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// Items.
    pub items: Vec<Item>,
    /// Depots.
    pub depots: Vec<Depot>,
}

/// A kind of goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Unit of quantities.
    pub unit: String,
    /// Mass of a unit, kg.
    pub mass_kg: f64,
    /// Volume of a unit, m³.
    pub volume_m3: f64,
}

/// Level of a depot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DepotLevel {
    /// City.
    City,
    /// District.
    District,
    /// Town or street.
    Town,
    /// Village.
    Village,
}

/// A depot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depot {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Level.
    pub level: DepotLevel,
    /// Unit or community that keeps it.
    pub unit: String,
    /// Where it is.
    pub at: Point,
    /// Lorries of its own.
    pub lorries: u32,
    /// Stock by item.
    pub stock: Vec<(String, f64)>,
}

/// `hospitals.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hospitals {
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
}

/// A hospital.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hospital {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Grade, 3 the highest.
    pub level: u8,
    /// Where it is.
    pub at: Point,
    /// Beds.
    pub beds: u32,
    /// Beds free at the start.
    pub free_beds: u32,
    /// Ambulances on duty.
    pub ambulances: u16,
}

/// `teams.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teams {
    /// Stations and bases.
    pub stations: Vec<Station>,
    /// Teams.
    pub teams: Vec<Team>,
}

/// Kinds of stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StationKind {
    /// Fire station.
    Fire,
    /// Forward base (前置备勤点).
    Forward,
    /// Yard of drainage crews.
    Drainage,
    /// Yard of levee crews.
    Flood,
    /// Garrison.
    Army,
    /// Police.
    Police,
    /// Repair crews.
    Repair,
    /// Buses.
    Bus,
    /// Sea rescue.
    Sea,
    /// Militia of a town.
    Militia,
    /// Assembly point of teams from outside (增援集结点).
    Assembly,
}

/// A station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: StationKind,
    /// Where it is.
    pub at: Point,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Type.
    pub team_type: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Station.
    pub station: String,
    /// People.
    pub crew: u16,
    /// Vehicle.
    pub vehicle: VehicleClass,
    /// Boats carried.
    pub boats: u16,
    /// People carried in one trip.
    pub seats: u16,
    /// From the order to wheels turning, minutes.
    pub turnout_min: Dist,
    /// Pump on the vehicle, m³/s.
    pub pump_m3_s: f64,
    /// Seat that commands it.
    pub seat: String,
    /// How it comes, if it is from outside.
    #[serde(default)]
    pub aid: Option<Aid>,
}

/// A team from outside: whom it has to be asked from, and how it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aid {
    /// Seat that is asked.
    pub from: String,
    /// Grant, mobilisation and way.
    pub times: AidTimes,
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
}

/// `waterlogging.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterloggingPoints {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// The points.
    pub points: Vec<WaterloggingPoint>,
}

/// A known waterlogging point (易涝点) with its response sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterloggingPoint {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Deepest place.
    pub at: Point,
    /// Town or street.
    pub town: String,
    /// Hollow of the terrain, if it is one.
    pub hollow: Option<String>,
    /// Underpass of the roads, if it is one.
    pub underpass: Option<String>,
    /// Keeper of the point.
    pub responsible: Person,
    /// The sheet, step by step.
    pub sheet: Vec<SheetStep>,
}

/// A step of a response sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetStep {
    /// At which sign.
    pub when: Text,
    /// What is done.
    pub what: Text,
    /// By which team.
    pub who: String,
    /// With what, by item.
    pub with: Vec<(String, f64)>,
}

/// `seats.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// Duty posts.
    pub seats: Vec<Seat>,
}

/// Kinds of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeatKind {
    /// Flood headquarters.
    Headquarters,
    /// Emergency number.
    Dispatch,
    /// Bureau or agency.
    Bureau,
    /// Town or street office.
    Town,
}

/// A duty post that receives reports and gives orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: SeatKind,
    /// Unit that it serves.
    pub unit: String,
    /// Seat that it answers to.
    pub superior: Option<String>,
    /// Where it sits.
    pub at: Point,
    /// Named person in charge.
    pub responsible: Person,
    /// Deputy.
    pub deputy: Text,
}
