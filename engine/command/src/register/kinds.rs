//! The kinds of things in the public register, with what is publicly known of each.

use sandtable_kernel::Text;
use sandtable_space::{Polygon, Polyline};
use serde::{Deserialize, Serialize};

use super::rating::RatingTable;
use crate::key::Key;

/// Why the people of a zone are on a list (应转尽转 is counted per category).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// Homes in a zone that floods.
    FloodVillage,
    /// Homes below slopes and in flash-flood valleys.
    Slope,
    /// Dangerous houses.
    DangerousHouse,
    /// Outdoor workers.
    OutdoorWork,
    /// Nobody on a list.
    #[default]
    Ordinary,
}

/// A population group that a warning or an order may be aimed at. An empty list
/// of groups means everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Group {
    /// People whose homes lie in a zone that floods.
    FloodVillage,
    /// People below slopes.
    Slope,
    /// People in dangerous houses.
    DangerousHouse,
    /// Outdoor workers.
    OutdoorWork,
    /// Children at school.
    Children,
    /// Elderly people alone.
    Elderly,
    /// Patients.
    Patients,
    /// Visitors.
    Visitors,
    /// People in basements.
    Basement,
    /// People on boats.
    Boats,
}

/// What a team can do. A task names what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Capability {
    /// Frees and brings out people on land.
    Rescue,
    /// Rescues from water, with boats.
    WaterRescue,
    /// Sandbags, levee patrol and repair.
    FloodFighting,
    /// Sets up and runs mobile pumps.
    Pumping,
    /// First aid and transport of injured people.
    Medical,
    /// Moves people: buses, trucks, boats.
    Transport,
    /// Knocks on doors, guides people, watches.
    Community,
    /// Closes roads, directs traffic.
    Traffic,
    /// Repairs power, telecom, roads.
    Repair,
    /// Fights fires in buildings.
    Fire,
    /// Fights forest fires.
    ForestFire,
    /// Handles hazardous substances.
    Hazmat,
    /// Flies.
    Air,
}

/// A quantity of an item in store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockLine {
    /// The item.
    pub item: Key,
    /// How much of it, in the item's unit.
    pub quantity: f64,
}

/// What an entry of the register is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum EntryKind {
    /// A province, city, district, town, village… The unit above it is the entry's
    /// `admin`.
    AdminUnit {
        /// Place in the register's list of levels, 0 the highest.
        level: u8,
    },
    /// An area whose people are warned and moved together.
    Zone {
        /// Its outline; none: only the entry's point is known.
        area: Option<Polygon>,
        /// Residents by the public figures.
        population: u32,
        /// Why its people are on a list.
        category: Category,
        /// Shelters that its people are assigned to, in order of preference.
        shelters: Vec<Key>,
        /// The person responsible for it (包保责任人).
        responsible: Option<Key>,
    },
    /// A river gauge. Warning ≤ guarantee ≤ crest.
    Gauge {
        /// Warning level (警戒水位), m above the datum.
        warning_m: f64,
        /// Guarantee level (保证水位), m above the datum.
        guarantee_m: f64,
        /// Crest of the levee at the gauge, m above the datum.
        crest_m: f64,
        /// Public rating: level against discharge.
        rating: RatingTable,
    },
    /// A rain gauge.
    RainGauge,
    /// A shelter.
    Shelter {
        /// Places.
        capacity: u32,
    },
    /// A team.
    Team {
        /// Type of team, such as `fire-rescue` (data of the scenario).
        team_type: Key,
        /// What it can do.
        capabilities: Vec<Capability>,
        /// The station where it waits.
        base: Key,
        /// People in it.
        crew: u32,
        /// The seat that commands it.
        seat: Option<Key>,
    },
    /// A station: base of teams.
    Station,
    /// A depot with its stock by the books.
    Depot {
        /// Stock at the start.
        stock: Vec<StockLine>,
    },
    /// An item of supply.
    Item {
        /// Unit in which it is counted, such as `bag` or `kg`.
        unit: String,
        /// Mass of one unit, kg.
        mass_kg: f64,
        /// Volume of one unit, m³.
        volume_m3: f64,
    },
    /// A hospital.
    Hospital {
        /// Beds.
        beds: u32,
    },
    /// A pumping station.
    Pump {
        /// Flow when all its pumps run, m³/s.
        capacity_m3_s: f64,
    },
    /// A gate or sluice.
    Gate,
    /// A levee.
    Levee {
        /// Length, m.
        length_m: f64,
        /// Its course.
        line: Option<Polyline>,
        /// The person responsible for it.
        responsible: Option<Key>,
    },
    /// A reservoir.
    Reservoir {
        /// Level above which it must be drawn down in the flood season (汛限水位), m.
        flood_limit_m: f64,
        /// Design flood level (设计洪水位), m.
        design_m: f64,
        /// Check flood level (校核洪水位), m.
        check_m: f64,
        /// The person responsible for it.
        responsible: Option<Key>,
    },
    /// A road; its links carry the same key.
    Road,
    /// A seat: a role that decides.
    Seat {
        /// The seat above it.
        superior: Option<Key>,
    },
    /// A named person with duties.
    Person {
        /// The person who takes over (B 角).
        deputy: Option<Key>,
        /// Where he or she has to be in an emergency.
        post: Option<Key>,
    },
    /// Where a river enters the area, with forecasts of its discharge.
    InflowPoint,
    /// A known point of waterlogging (易涝点).
    WaterloggingPoint {
        /// Its response sheet (一点一预案).
        sheet: Option<Text>,
    },
}

/// A kind without its data: for look-ups and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of `EntryKind`")]
pub enum KindTag {
    AdminUnit,
    Zone,
    Gauge,
    RainGauge,
    Shelter,
    Team,
    Station,
    Depot,
    Item,
    Hospital,
    Pump,
    Gate,
    Levee,
    Reservoir,
    Road,
    Seat,
    Person,
    InflowPoint,
    WaterloggingPoint,
}

impl EntryKind {
    /// The kind without its data.
    pub fn tag(&self) -> KindTag {
        match self {
            Self::AdminUnit { .. } => KindTag::AdminUnit,
            Self::Zone { .. } => KindTag::Zone,
            Self::Gauge { .. } => KindTag::Gauge,
            Self::RainGauge => KindTag::RainGauge,
            Self::Shelter { .. } => KindTag::Shelter,
            Self::Team { .. } => KindTag::Team,
            Self::Station => KindTag::Station,
            Self::Depot { .. } => KindTag::Depot,
            Self::Item { .. } => KindTag::Item,
            Self::Hospital { .. } => KindTag::Hospital,
            Self::Pump { .. } => KindTag::Pump,
            Self::Gate => KindTag::Gate,
            Self::Levee { .. } => KindTag::Levee,
            Self::Reservoir { .. } => KindTag::Reservoir,
            Self::Road => KindTag::Road,
            Self::Seat { .. } => KindTag::Seat,
            Self::Person { .. } => KindTag::Person,
            Self::InflowPoint => KindTag::InflowPoint,
            Self::WaterloggingPoint { .. } => KindTag::WaterloggingPoint,
        }
    }
}

impl KindTag {
    /// How messages call one of this kind.
    pub fn noun(self) -> &'static str {
        match self {
            Self::AdminUnit => "administrative unit",
            Self::Zone => "zone",
            Self::Gauge => "gauge",
            Self::RainGauge => "rain gauge",
            Self::Shelter => "shelter",
            Self::Team => "team",
            Self::Station => "station",
            Self::Depot => "depot",
            Self::Item => "item",
            Self::Hospital => "hospital",
            Self::Pump => "pumping station",
            Self::Gate => "gate",
            Self::Levee => "levee",
            Self::Reservoir => "reservoir",
            Self::Road => "road",
            Self::Seat => "seat",
            Self::Person => "person",
            Self::InflowPoint => "inflow point",
            Self::WaterloggingPoint => "waterlogging point",
        }
    }
}
