//! A place: everything that stands, lives and is held ready in a case, whatever
//! it was read from (a generated city, a folder of files). One way leads from here
//! to a checked [`Case`](sandtable_simulation::Case).

mod assemble;
mod check;
mod faults;
mod footing;
mod of_city;
mod packets;
mod register;

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_command::register::{Capability, Category, RatingTable};
use sandtable_command::standing::DispatchDesk;
use sandtable_command::{BeliefSettings, ChannelSpec};
use sandtable_hazards::flood::solver::Params;
use sandtable_hazards::flood::{SiteLayers, SiteSpec};
use sandtable_impact::{BuildingClass, VehicleClass};
use sandtable_kernel::{Dist, SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_response::site::{AidTimes, Hearsay};
use sandtable_space::{Grid, LinkId, Point, Polyline, Quantity, RoadGraph};
use serde::{Deserialize, Serialize};

pub use assemble::{Assembly, Packets, assemble};
pub use faults::PlaceFault;
pub use of_city::{Communication, ForecastEntry, of_city};

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Level, 0 the highest; a position in the place's list of levels.
    #[serde(default)]
    pub level: u8,
    /// The unit above it.
    #[serde(default)]
    pub within: Option<String>,
    /// Its seat of government, roughly.
    pub at: Point,
}

/// An evacuation zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Why its people are on a list.
    pub category: Category,
    /// The administrative unit it lies in.
    pub admin: Option<String>,
    /// Its middle; none: the mean of its communities.
    pub at: Option<Point>,
    /// Its shelters, the nearest first; empty: found by distance.
    pub shelters: Vec<String>,
    /// Key of the responsible person.
    pub responsible: Option<String>,
    /// Free words for plans.
    pub tags: Vec<String>,
}

/// A village or community: people who live alike around a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Community {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Zone.
    pub zone: String,
    /// Key of the village or community as an administrative unit; people of one village
    /// may be listed apart.
    pub village: String,
    /// Why they are on a list.
    pub category: Category,
    /// Its middle.
    pub at: Point,
    /// How far around it people live, m.
    pub radius_m: f64,
    /// Places of the houses, over which people are spread evenly; empty: over the
    /// disc of the radius.
    pub spots: Vec<Point>,
    /// Households.
    pub households: u32,
    /// Residents.
    pub persons: u32,
    /// Share of children, elderly and patients.
    pub frail_share: f64,
    /// Share of households with a car.
    pub car_share: f64,
    /// Building they live in.
    pub building: BuildingClass,
    /// Storeys above the ground floor, the roof counted as one.
    pub upper_storeys: u8,
    /// Share of households below the street.
    pub basement_share: f64,
    /// Rain of an hour from which the slope above is in danger, mm.
    pub rain_limit_mm_h: Option<f64>,
    /// Building and contents of a household, CNY.
    pub value_cny: f64,
    /// Share of the residents who are there, by hour of the day.
    pub presence: [f32; 24],
}

/// A named responsible person.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Key of the zone, levee or other thing he or she is in charge of.
    pub of: String,
    /// Where he or she starts from.
    pub home: Point,
    /// The post.
    pub post: Point,
}

/// A shelter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelter {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// The administrative unit it lies in.
    #[serde(default)]
    pub admin: Option<String>,
    /// Places.
    pub capacity: u32,
    /// Floor above the ground outside, m.
    #[serde(default)]
    pub floor_m: f64,
    /// Open from the start.
    #[serde(default)]
    pub open_at_start: bool,
    /// Stock at the start.
    #[serde(default)]
    pub stock: BTreeMap<String, f64>,
}

/// A depot.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depot {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// The administrative unit it belongs to.
    #[serde(default)]
    pub admin: Option<String>,
    /// Lorries of its own.
    #[serde(default)]
    pub lorries: u32,
    /// Stock at the start.
    #[serde(default)]
    pub stock: BTreeMap<String, f64>,
}

/// A hospital.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hospital {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// Beds free at the start.
    pub beds: u32,
}

/// A rumour that may go round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rumour {
    /// Key.
    pub key: String,
    /// What is said.
    pub says: Text,
    /// What those report who call about it.
    pub about: Hearsay,
    /// Chance that it comes up, 0 to 1.
    pub chance: f64,
    /// When it comes up after the start, h.
    pub starts_h: Dist,
    /// Administrative units and zones in which it goes round.
    pub areas: Vec<String>,
    /// Where people say that it happened.
    pub at: Point,
    /// Share of households that leave on it.
    pub leave_share: f64,
    /// Share of the others that no longer trust orders.
    pub doubt_share: f64,
    /// Share of households that call the emergency number about it.
    pub call_share: f64,
}

/// A substation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substation {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// Switchgear above the ground outside, m.
    pub floor_m: f64,
    /// Keys of the administrative units and zones it feeds.
    pub feeds: Vec<String>,
}

/// A base station of the mobile networks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseStation {
    /// Key.
    pub key: String,
    /// Where it is.
    pub at: Point,
    /// How far it reaches, m.
    pub reach_m: f64,
    /// Cabinet above the ground outside, m.
    pub floor_m: f64,
    /// Key of the substation that feeds it; none: its power never fails.
    #[serde(default)]
    pub substation: Option<String>,
    /// How long its battery lasts, h.
    pub battery_h: Dist,
}

/// Where teams are based.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// The administrative unit it lies in.
    #[serde(default)]
    pub admin: Option<String>,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind, such as `fire`.
    #[serde(default)]
    pub kind: String,
    /// Key of its station.
    pub station: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// People.
    pub crew: u16,
    /// Vehicle.
    pub vehicle: VehicleClass,
    /// Boats.
    #[serde(default)]
    pub boats: u16,
    /// People carried in one trip.
    #[serde(default)]
    pub seats: u16,
    /// From order to wheels turning, minutes.
    pub turnout_min: Dist,
    /// Pump on the vehicle, m³/s.
    #[serde(default)]
    pub pump_m3_s: f64,
    /// Seat that commands it; none: every seat may.
    #[serde(default)]
    pub seat: Option<String>,
    /// Whom it has to be asked from, if it comes from outside.
    #[serde(default)]
    pub aid_from: Option<String>,
    /// How it comes then: grant, mobilisation and way, hours each; none: after the
    /// general delay of mutual aid.
    #[serde(default)]
    pub aid_times: Option<AidTimes>,
}

/// A gauge as an observer.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it stands.
    pub at: Point,
    /// Warning, guarantee and crest level, m; none for a rain gauge.
    pub levels_m: Option<[f64; 3]>,
    /// Level against discharge.
    pub rating: RatingTable,
    /// What it reads.
    pub quantities: Vec<Quantity>,
    /// Time between two readings.
    pub interval: SimSpan,
    /// Standard deviation of a reading.
    pub error_sd: f64,
    /// Chance that a reading fails.
    pub outage: f64,
    /// The administrative unit it lies in.
    pub admin: Option<String>,
}

/// A forecast product.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Key of the gauge, inflow or unit that it speaks of.
    pub place: String,
    /// Key of the inflow or stage of the flood site whose value is forecast; none:
    /// the value at the place.
    #[serde(default)]
    pub thing: Option<String>,
    /// What is forecast.
    pub quantity: Quantity,
    /// Time between two issues, min.
    pub interval_min: f64,
    /// Leads, h.
    pub leads_h: Vec<f64>,
    /// Relative error at one hour lead.
    pub sigma_1h: f64,
    /// Mistiming at one hour lead, min.
    #[serde(default)]
    pub shift_min_1h: f64,
    /// Displacement at one hour lead, m.
    #[serde(default)]
    pub shift_m_1h: f64,
    /// Correlation of the error from issue to issue.
    pub persistence: f64,
}

/// An item that is stocked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Unit.
    pub unit: String,
    /// Weight of a unit, kg.
    pub mass_kg: f64,
    /// Volume of a unit, m³.
    pub volume_m3: f64,
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// The seat above it.
    #[serde(default)]
    pub superior: Option<String>,
    /// The administrative unit it leads.
    #[serde(default)]
    pub admin: Option<String>,
    /// Whether gauges, forecasts, teams and shelters report to it.
    #[serde(default)]
    pub on_duty: bool,
}

/// A named thing of the flood site that plans may speak of: levee, gate, pump,
/// reservoir, inflow. Its physics is in the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Key, as in the flood site.
    pub key: String,
    /// Name.
    pub name: Text,
    /// The administrative unit it lies in.
    pub admin: Option<String>,
    /// Key of the responsible person.
    pub responsible: Option<String>,
    /// Free words for plans.
    pub tags: Vec<String>,
}

/// A known waterlogging point with its response sheet.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterloggingPoint {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Where it is.
    pub at: Point,
    /// The administrative unit it lies in.
    #[serde(default)]
    pub admin: Option<String>,
    /// What is done there, and by whom.
    pub sheet: Text,
}

/// Ground finer than the grid of the water.
#[derive(Clone, Debug, PartialEq)]
pub struct FineGround {
    /// Ground level, m; not a number where nobody can live: permanent water, unknown
    /// ground.
    pub ground_m: Grid<f32>,
    /// Cells of the grid of the water whose level is that of the water at homes: no
    /// channels, lakes, berms or walls.
    pub settled: Vec<bool>,
}

impl FineGround {
    /// Ground at a spot, m, if houses can stand there.
    pub fn at(&self, at: Point) -> Option<f32> {
        self.ground_m.at(at).copied().filter(|ground| !ground.is_nan())
    }

    /// Known ground of the fine cells whose middles lie in a square (its south and west
    /// sides included), from its south-west and north-east corner, m.
    pub fn within(&self, low: Point, high: Point) -> Vec<f32> {
        let frame = &self.ground_m.frame;
        // The first cell whose middle lies at or beyond a place.
        let from = |x: f64, origin: f64, n: usize| {
            (libm::ceil((x - origin) / frame.cell_m - 0.5).max(0.0) as usize).min(n)
        };
        let columns = from(low.0, frame.origin.0, frame.columns)..from(high.0, frame.origin.0, frame.columns);
        let rows = from(low.1, frame.origin.1, frame.rows)..from(high.1, frame.origin.1, frame.rows);
        let cells = rows.flat_map(|row| columns.clone().map(move |column| frame.index(column, row)));
        cells.map(|cell| self.ground_m.cells[cell]).filter(|ground| !ground.is_nan()).collect()
    }
}

/// A place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Names of the administrative levels, the highest first.
    pub levels: Vec<Text>,
    /// Administrative units.
    pub units: Vec<Unit>,
    /// What stands in the water's way.
    pub flood: SiteSpec,
    /// The ground and its layers.
    pub layers: SiteLayers,
    /// Parameters of the flood's scheme.
    pub scheme: Params,
    /// Cells that count as land when flooded area is measured.
    pub land: Vec<bool>,
    /// Ground finer than the grid, on which homes and shelters stand; none: that of the
    /// grid.
    pub fine: Option<FineGround>,
    /// Roads.
    pub roads: Arc<RoadGraph>,
    /// Stretches of road that plans may speak of: name and links, by key.
    pub stretches: BTreeMap<String, (Text, Vec<LinkId>)>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Villages and communities.
    pub communities: Vec<Community>,
    /// Responsible persons.
    pub persons: Vec<Person>,
    /// Shelters.
    pub shelters: Vec<Shelter>,
    /// Depots.
    pub depots: Vec<Depot>,
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
    /// Substations.
    pub substations: Vec<Substation>,
    /// Base stations.
    pub base_stations: Vec<BaseStation>,
    /// Rumours that may go round.
    pub rumours: Vec<Rumour>,
    /// Stations.
    pub stations: Vec<Station>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Gauges.
    pub gauges: Vec<Gauge>,
    /// Key of the main gauge.
    pub main_gauge: Option<String>,
    /// Forecasts.
    pub forecasts: Vec<Forecast>,
    /// Items.
    pub items: Vec<Item>,
    /// Seats.
    pub seats: Vec<Seat>,
    /// Named things of the flood site.
    pub named: Vec<Named>,
    /// Waterlogging points.
    pub waterlogging: Vec<WaterloggingPoint>,
    /// Channels.
    pub channels: Vec<ChannelSpec>,
    /// Channel of telemetry and forecasts.
    pub telemetry_channel: String,
    /// Channel of emergency calls.
    pub call_channel: String,
    /// Channel of duty reports.
    pub duty_channel: String,
    /// Seat that emergency calls go to.
    pub call_seat: String,
    /// Desks that answer calls with any plan or none.
    pub desks: Vec<DispatchDesk>,
    /// Places where people leave the area by road.
    pub exits: Vec<Point>,
    /// Time an operator takes to switch a gate or pump, s.
    pub operate_s: Dist,
    /// How beliefs are kept.
    pub beliefs: BeliefSettings,
    /// Tunables of the response.
    pub params: ResponseParams,
    /// Borders of administrative units or zones, for maps.
    pub borders: Vec<Polyline>,
    /// EPSG code of the coordinates, if they are real.
    pub epsg: Option<u16>,
}
