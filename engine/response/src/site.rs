//! The static side of the response: who lives where, what there is to help with,
//! and every tunable with its unit and source. Shared read-only by all runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_command::register::{Capability, Category};
use sandtable_impact::{BuildingClass, VehicleClass};
use sandtable_kernel::{Dist, SimId, SimSpan, Text};
use sandtable_space::{Frame, LinkId, NodeId, Point, RoadGraph};
use serde::{Deserialize, Serialize};

use crate::params::ResponseParams;
use crate::spot::SpotGround;

/// An evacuation zone.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneSite {
    /// Key in the public register.
    pub key: String,
    /// Middle of the zone.
    pub centre: Point,
}

/// A named responsible person (责任人) of a levee, reservoir, village or zone.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Where he or she starts from.
    pub home: NodeId,
    /// The post.
    pub post: NodeId,
}

/// A packet of up to 20 households that live together and move as one.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupSite {
    /// Identity.
    pub id: SimId,
    /// Index of the zone.
    pub zone: usize,
    /// Index of the village or community.
    pub village: u32,
    /// Substation that feeds them, by index; none: their power never fails.
    pub substation: Option<u32>,
    /// Base stations that reach them, by index; without any in the place they are always
    /// in reach.
    pub base_stations: Arc<[u32]>,
    /// Why they are on a list.
    pub category: Category,
    /// Where they live.
    pub at: Point,
    /// Nearest node of the road graph.
    pub node: NodeId,
    /// Cell of the hazard grid whose water comes to their homes, if inside.
    pub cell: Option<u32>,
    /// Ground of their homes within that cell.
    pub ground: SpotGround,
    /// Households.
    pub households: u16,
    /// Residents.
    pub persons: u16,
    /// Children, elderly or patients among them: they stand less water.
    pub frail: u16,
    /// Cars in working order.
    pub cars: u16,
    /// Building they live in.
    pub building: BuildingClass,
    /// Storeys above the ground floor, the roof counted as one.
    pub upper_storeys: u8,
    /// Whether they live below the street.
    pub basement: bool,
    /// Value of buildings and contents, CNY.
    pub value_cny: f64,
    /// Rain of an hour from which the slope above is in danger, mm; none where no
    /// slope threatens.
    pub rain_limit_mm_h: Option<f64>,
    /// Share of the residents who are there, by hour of the day.
    pub presence: Arc<[f32; 24]>,
}

/// A shelter.
#[derive(Clone, Debug, PartialEq)]
pub struct ShelterSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Where it is.
    pub at: Point,
    /// Nearest node.
    pub node: NodeId,
    /// Cell of the hazard grid whose water comes to it.
    pub cell: Option<u32>,
    /// Its ground within that cell.
    pub ground: SpotGround,
    /// Places.
    pub capacity: u32,
    /// Floor above the ground there, m: water above it closes the shelter.
    pub floor_m: f64,
    /// Open from the start (public buildings that are always open).
    pub open_at_start: bool,
    /// Stock at the start, by item.
    pub stock: BTreeMap<String, f64>,
}

/// A rumour that may go round.
#[derive(Clone, Debug, PartialEq)]
pub struct RumourSite {
    /// Key.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// What is said.
    pub says: Text,
    /// What those report who call about it.
    pub about: Hearsay,
    /// Chance that it comes up at all.
    pub chance: f64,
    /// When it comes up after the start, h.
    pub starts_h: Dist,
    /// Zones in which it goes round.
    pub zones: Vec<u32>,
    /// Where people say that it happened.
    pub at: Point,
    /// Share of packets that leave on it.
    pub leave_share: f64,
    /// Share of the others that no longer trust orders.
    pub doubt_share: f64,
    /// Share of households that call the emergency number about it.
    pub call_share: f64,
}

/// What people say has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hearsay {
    /// A levee has failed.
    Levee,
    /// A building or slope has come down.
    Collapse,
    /// Something burns.
    Fire,
    /// A substance has escaped.
    Leak,
}

/// A substation. Water above its switchgear puts it out.
#[derive(Clone, Debug, PartialEq)]
pub struct SubstationSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Cell of the hazard grid whose water comes to it.
    pub cell: Option<u32>,
    /// Its ground within that cell.
    pub ground: SpotGround,
    /// Switchgear above the ground there, m.
    pub floor_m: f64,
}

/// A base station of the mobile networks.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseStationSite {
    /// Key.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Cell of the hazard grid whose water comes to it.
    pub cell: Option<u32>,
    /// Its ground within that cell.
    pub ground: SpotGround,
    /// Cabinet above the ground there, m.
    pub floor_m: f64,
    /// Substation that feeds it, by index; none: its power never fails.
    pub substation: Option<u32>,
    /// How long its battery lasts, h.
    pub battery_h: Dist,
}

/// A depot of materials.
#[derive(Clone, Debug, PartialEq)]
pub struct DepotSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Where it is.
    pub at: Point,
    /// Nearest node.
    pub node: NodeId,
    /// Lorries of its own.
    pub lorries: u32,
    /// Stock at the start, by item.
    pub stock: BTreeMap<String, f64>,
}

/// A hospital.
#[derive(Clone, Debug, PartialEq)]
pub struct HospitalSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Nearest node.
    pub node: NodeId,
    /// Beds free at the start.
    pub beds: u32,
}

/// How a team from outside comes after it has been asked for, hours each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AidTimes {
    /// From the request to the grant.
    pub approval_h: Dist,
    /// From the grant to wheels turning.
    pub mobilise_h: Dist,
    /// From there to its assembly point in the area.
    pub travel_h: Dist,
}

/// A team with its vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// What it can do; the public register lists the same.
    pub capabilities: Vec<Capability>,
    /// People in the team.
    pub crew: u16,
    /// Base.
    pub base: NodeId,
    /// Where the base lies.
    pub at: Point,
    /// Vehicle: how fast, and through how much water.
    pub vehicle: VehicleClass,
    /// Boats carried: with them the last leg goes over water.
    pub boats: u16,
    /// People carried in one trip.
    pub seats: u16,
    /// From the order to wheels turning, minutes.
    pub turnout_min: Dist,
    /// Whom it has to be asked from, if it comes from outside; none: a team of the city.
    pub aid_from: Option<String>,
    /// How it comes then; none: at once after the general delay of mutual aid.
    pub aid_times: Option<AidTimes>,
    /// Mobile pump on the vehicle, m³/s.
    pub pump_m3_s: f64,
}

/// A river or tide gauge.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeSite {
    /// Key in the public register.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Where it stands.
    pub at: Point,
    /// Time between two readings.
    pub interval: SimSpan,
    /// Standard deviation of a reading, in the unit of the quantity.
    pub error_sd: f64,
    /// Chance that a reading fails.
    pub outage: f64,
    /// What it reads.
    pub quantities: Vec<sandtable_space::Quantity>,
    /// Channel by which it reports.
    pub channel: String,
    /// Seats that receive it.
    pub seats: Vec<String>,
}

/// A forecast product.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastSite {
    /// Key.
    pub key: String,
    /// Identity.
    pub id: SimId,
    /// Place named in the reports (a gauge or an inflow of the register).
    pub place: String,
    /// Thing of the forcing whose value is forecast, or none for a point.
    pub thing: Option<SimId>,
    /// Point whose value is forecast.
    pub at: Point,
    /// What is forecast.
    pub quantity: sandtable_space::Quantity,
    /// Time between two issues.
    pub interval: SimSpan,
    /// Leads.
    pub leads: Vec<SimSpan>,
    /// Relative error (standard deviation of the logarithm) at one hour lead; it
    /// grows with the square root of the lead.
    pub sigma_1h: f64,
    /// Mistiming, standard deviation in minutes at one hour lead.
    pub shift_min_1h: f64,
    /// Displacement, standard deviation in metres at one hour lead (points only).
    pub shift_m_1h: f64,
    /// Correlation of the error from one issue to the next.
    pub persistence: f64,
    /// Channel by which it is sent.
    pub channel: String,
    /// Seats that receive it.
    pub seats: Vec<String>,
}

/// A levee that can be raised and patrolled.
#[derive(Clone, Debug, PartialEq)]
pub struct LeveeSite {
    /// Key in the public register.
    pub key: String,
    /// Identity; the hazard knows it under the same one.
    pub id: SimId,
    /// Course.
    pub line: sandtable_space::Polyline,
}

/// A fixed device that orders can switch.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceSite {
    /// Key in the public register.
    pub key: String,
    /// Identity; the hazard knows it under the same one.
    pub id: SimId,
    /// Gate (true) or pump (false).
    pub gate: bool,
    /// Time its operator needs from the order on.
    pub operate: Dist,
}

/// Everything static about the response.
#[derive(Clone, Debug)]
pub struct ResponseSite {
    /// Roads.
    pub graph: Arc<RoadGraph>,
    /// Cells of the hazard grid.
    pub frame: Frame,
    /// Cells that are no permanent water (see [`crate::roads::cell_under`]).
    pub land: Arc<Vec<bool>>,
    /// Zones.
    pub zones: Vec<ZoneSite>,
    /// Keys of villages and communities in the public register.
    pub villages: Vec<String>,
    /// Household packets, in the order of their identities.
    pub groups: Vec<GroupSite>,
    /// Substations.
    pub substations: Vec<SubstationSite>,
    /// Base stations.
    pub base_stations: Vec<BaseStationSite>,
    /// Rumours that may go round.
    pub rumours: Vec<RumourSite>,
    /// Shelters.
    pub shelters: Vec<ShelterSite>,
    /// Depots.
    pub depots: Vec<DepotSite>,
    /// Hospitals.
    pub hospitals: Vec<HospitalSite>,
    /// Teams.
    pub teams: Vec<TeamSite>,
    /// Gauges.
    pub gauges: Vec<GaugeSite>,
    /// Forecast products.
    pub forecasts: Vec<ForecastSite>,
    /// Stretches of road that orders may name beside single roads (underpasses,
    /// bridges), with their links.
    pub stretches: BTreeMap<String, Vec<LinkId>>,
    /// Levees.
    pub levees: Vec<LeveeSite>,
    /// Gates and pumps.
    pub devices: Vec<DeviceSite>,
    /// Nodes outside any danger to which people without a shelter drive.
    pub exits: Vec<NodeId>,
    /// Where emergency calls go: seat and channel.
    pub call_seat: String,
    /// Channel of emergency calls.
    pub call_channel: String,
    /// Channel on which teams, shelters and towns report, and orders travel.
    pub duty_channel: String,
    /// Channel on which desks that answer calls send their teams out.
    pub dispatch_channel: String,
    /// Weight of a unit of each item, kg, as the register gives it.
    pub item_mass_kg: BTreeMap<String, f64>,
    /// Names of items, by key.
    pub item_name: BTreeMap<String, Text>,
    /// Named responsible persons.
    pub persons: Vec<PersonSite>,
    /// Tunables.
    pub params: ResponseParams,
}

impl ResponseSite {
    /// Index of a shelter by key.
    pub fn shelter(&self, key: &str) -> Option<usize> {
        self.shelters.iter().position(|s| s.key == key)
    }

    /// Index of a depot by key.
    pub fn depot(&self, key: &str) -> Option<usize> {
        self.depots.iter().position(|s| s.key == key)
    }

    /// Index of a team by key.
    pub fn team(&self, key: &str) -> Option<usize> {
        self.teams.iter().position(|s| s.key == key)
    }

    /// Weight of a unit of an item, kg; none for an item that nobody has described.
    pub fn mass_kg(&self, item: &str) -> Option<f64> {
        self.item_mass_kg.get(item).copied().filter(|mass| *mass > 0.0)
    }

    /// Index of a zone by key.
    pub fn zone(&self, key: &str) -> Option<usize> {
        self.zones.iter().position(|s| s.key == key)
    }
}
