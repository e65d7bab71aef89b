//! What a scenario file says.

use std::collections::BTreeMap;

use sandtable_command::ChannelSpec;
use sandtable_command::register::{Category, RatingTable};
use sandtable_command::standing::DispatchDesk;
use sandtable_hazards::flood::{FloodForcing, SiteSpec};
use sandtable_impact::BuildingClass;
use sandtable_kernel::{Dist, Text};
use sandtable_space::{Point, Polygon, Polyline, Quantity};
use serde::Deserialize;

use crate::place;

/// A scenario over a case folder that the importers made. Places are points of the
/// case's coordinate system, m.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// What a reader of the results has to know.
    #[serde(default)]
    pub note: Text,
    /// Local start, `YYYY-MM-DD HH:MM`.
    pub start: String,
    /// Time zone, such as `Australia/Sydney`.
    pub zone: String,
    /// Length of a run, h.
    pub hours: f64,
    /// Side of a cell, m: a whole multiple of the terrain's; none: the terrain's.
    #[serde(default)]
    pub cell_m: Option<f64>,
    /// Folder of the imported files, inside the scenario file's folder.
    #[serde(default = "here")]
    pub case: String,
    /// EPSG code for exports; none: the one that the import noted.
    #[serde(default)]
    pub epsg: Option<u16>,
    /// Weather. Inflows of the case are added with `inflow` unless they stand here.
    #[serde(default)]
    pub forcing: FloodForcing,
    /// What is uncertain about the imported inflows.
    #[serde(default)]
    pub inflow: InflowRule,
    /// Levees, gates, pumps and the like. Imported inflows, edges and gauges are added.
    #[serde(default)]
    pub site: SiteSpec,
    /// Cells of the sea or of lakes whose level is given.
    #[serde(default)]
    pub sea: Vec<SeaEntry>,
    /// Names of the things of `site`.
    #[serde(default)]
    pub named: BTreeMap<String, Text>,
    /// Manning's n where no land cover was imported, s/m^(1/3).
    #[serde(default = "plain_manning")]
    pub manning: f64,
    /// What buildings are to the water.
    #[serde(default)]
    pub buildings: Buildings,
    /// How buildings and places become people.
    pub people: PeopleRule,
    /// Names of administrative levels, the highest first.
    #[serde(default)]
    pub levels: Vec<Text>,
    /// Administrative units.
    #[serde(default)]
    pub units: Vec<place::Unit>,
    /// Zones; none: those imported.
    #[serde(default)]
    pub zones: Vec<ZoneEntry>,
    /// Responsible persons.
    #[serde(default)]
    pub persons: Vec<place::Person>,
    /// Shelters.
    #[serde(default)]
    pub shelters: Vec<place::Shelter>,
    /// Depots.
    #[serde(default)]
    pub depots: Vec<place::Depot>,
    /// Hospitals.
    #[serde(default)]
    pub hospitals: Vec<place::Hospital>,
    /// Substations; none: power never fails.
    #[serde(default)]
    pub substations: Vec<place::Substation>,
    /// Base stations; none: everybody is always in reach of one.
    #[serde(default)]
    pub base_stations: Vec<place::BaseStation>,
    /// Rumours that may go round.
    #[serde(default)]
    pub rumours: Vec<place::Rumour>,
    /// Stations.
    #[serde(default)]
    pub stations: Vec<place::Station>,
    /// Teams.
    #[serde(default)]
    pub teams: Vec<place::Team>,
    /// Gauges that report; imported ones that have all three levels are added.
    #[serde(default)]
    pub gauges: Vec<GaugeEntry>,
    /// The gauge that charts show.
    #[serde(default)]
    pub main_gauge: Option<String>,
    /// Forecasts.
    #[serde(default)]
    pub forecasts: Vec<place::Forecast>,
    /// Items.
    #[serde(default)]
    pub items: Vec<place::Item>,
    /// Seats.
    pub seats: Vec<place::Seat>,
    /// Waterlogging points.
    #[serde(default)]
    pub waterlogging: Vec<place::WaterloggingPoint>,
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
    #[serde(default)]
    pub desks: Vec<DispatchDesk>,
    /// Places where people leave the area by road.
    #[serde(default)]
    pub exits: Vec<Point>,
    /// Time an operator takes to switch a gate or pump, s.
    #[serde(default = "ten_minutes")]
    pub operate_s: Dist,
    /// Calls without a cause, an hour; none: the program's planning value for a city.
    #[serde(default)]
    pub false_calls_h: Option<f64>,
    /// Lines for maps.
    #[serde(default)]
    pub borders: Vec<Polyline>,
    /// Plans: files beside this one, or `no-plan`.
    pub plans: Vec<String>,
    /// Metric by which plans are chosen.
    #[serde(default = "deaths")]
    pub decision_metric: String,
    /// Plan to which the others are compared; none: the first.
    #[serde(default)]
    pub reference: Option<String>,
    /// Figures that nobody has confirmed: what, and from where it is taken.
    #[serde(default)]
    pub unconfirmed: Vec<Figure>,
}

/// What is uncertain about imported inflows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InflowRule {
    /// Factor on what exceeds the first row's flow.
    pub scale: Dist,
    /// Hours by which they come later than the rows say.
    pub shift_h: Dist,
}

impl Default for InflowRule {
    fn default() -> Self {
        Self { scale: Dist::Fixed(1.0), shift_h: Dist::Fixed(0.0) }
    }
}

/// What buildings are to the water.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub enum Buildings {
    /// Nothing: water flows through them.
    #[default]
    Open,
    /// Ground raised by so much, m: water flows around, and over them if it is deep.
    Raised(f32),
    /// No part of the water's domain.
    Blocked,
}

/// Who is one community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Grouping {
    /// The people of a building: each is warned, floods and leaves by itself.
    #[default]
    Building,
    /// The people of a zone, spread over its buildings.
    Zone,
}

/// How buildings with occupants and places with residents become households.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleRule {
    /// Who is one community.
    #[serde(default)]
    pub by: Grouping,
    /// Persons a household, 1 to 20.
    pub household_size: f64,
    /// Share of children, elderly and patients.
    pub frail_share: f64,
    /// Share of households with a car.
    pub car_share: f64,
    /// Building and contents of a household, CNY.
    pub value_cny: f64,
    /// What buildings are made of.
    #[serde(default)]
    pub building: BuildingClass,
    /// Share of households below the street.
    #[serde(default)]
    pub basement_share: f64,
    /// How far around an imported place its people live, m.
    #[serde(default = "village")]
    pub place_radius_m: f64,
    /// Share of the residents who are there, by hour of the day.
    #[serde(default = "always")]
    pub presence: [f32; 24],
}

/// Sea or lake: cells that stand at the level of a stage and are not simulated. Nobody
/// lives in them, and nothing is built there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeaEntry {
    /// Key of the stage of `site` whose level it has.
    pub stage: String,
    /// Ground below this level is under it, and so are cells without data, m.
    pub below_m: f64,
    /// The area looked at; none: the whole terrain.
    #[serde(default)]
    pub area: Option<Polygon>,
}

/// An evacuation zone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneEntry {
    /// Key; the one of an imported zone takes its area.
    pub key: String,
    /// Name; none: the imported one, or the key.
    #[serde(default)]
    pub name: Option<Text>,
    /// Why its people are on a list.
    #[serde(default)]
    pub category: Category,
    /// Its area; none and not imported: whoever lies in no other.
    #[serde(default)]
    pub area: Option<Polygon>,
    /// The administrative unit it lies in.
    #[serde(default)]
    pub admin: Option<String>,
    /// Its shelters, the nearest first; empty: found by distance.
    #[serde(default)]
    pub shelters: Vec<String>,
    /// Key of the responsible person.
    #[serde(default)]
    pub responsible: Option<String>,
    /// Free words for plans.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A gauge as an observer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaugeEntry {
    /// Key; the one of an imported gauge takes its place, name and levels.
    pub key: String,
    /// Name.
    #[serde(default)]
    pub name: Option<Text>,
    /// Where it stands.
    #[serde(default)]
    pub at: Option<Point>,
    /// Warning, guarantee and crest level, m; none: the imported ones, or a rain gauge.
    #[serde(default)]
    pub levels_m: Option<[f64; 3]>,
    /// Level against discharge.
    #[serde(default)]
    pub rating: RatingTable,
    /// What it reads.
    #[serde(default = "level")]
    pub quantities: Vec<Quantity>,
    /// Time between two readings, min.
    #[serde(default = "five")]
    pub interval_min: f64,
    /// Standard deviation of a reading.
    #[serde(default = "one_centimetre")]
    pub error_sd: f64,
    /// Chance that a reading fails.
    #[serde(default)]
    pub outage: f64,
    /// The administrative unit it lies in.
    #[serde(default)]
    pub admin: Option<String>,
}

/// A figure that is used but not confirmed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure with its unit, in both languages or in one for both.
    pub figure: Text,
    /// From where it is taken.
    pub source: String,
}

fn here() -> String {
    ".".into()
}

fn plain_manning() -> f64 {
    0.04
}

fn ten_minutes() -> Dist {
    Dist::Fixed(600.0)
}

fn deaths() -> String {
    "deaths.total".into()
}

fn village() -> f64 {
    200.0
}

fn always() -> [f32; 24] {
    [1.0; 24]
}

fn level() -> Vec<Quantity> {
    vec![Quantity::WaterLevel]
}

fn five() -> f64 {
    5.0
}

fn one_centimetre() -> f64 {
    0.01
}
