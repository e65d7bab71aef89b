//! Groups of people by kind of settlement and hour.

use sandtable_command::register::Category;
use sandtable_impact::BuildingClass;
use sandtable_kernel::Text;
use serde::{Deserialize, Serialize};

/// `people.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if unconfirmed.
    pub status: Option<String>,
    /// Share of a community's residents who are on the list of its category.
    pub listed: Vec<(Category, f64)>,
    /// Groups.
    pub groups: Vec<GroupRow>,
    /// Kinds of settlement.
    pub kinds: Vec<SettlementKind>,
}

/// Groups of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupKey {
    /// Nobody special.
    Residents,
    /// Children and pupils, at school by day.
    Children,
    /// Elderly people who live alone.
    ElderlyAlone,
    /// People ill at home, pregnant women.
    Patients,
    /// People who work out of doors.
    OutdoorWorkers,
    /// Travellers and guests, on top of the residents.
    Visitors,
    /// People who live below ground.
    Basement,
    /// People in houses listed as dangerous.
    DangerousHouses,
    /// People who live or work on boats.
    Boats,
}

/// A group and where it is by the hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRow {
    /// Group.
    pub key: GroupKey,
    /// Name.
    pub name: Text,
    /// Whether they come on top of the residents.
    pub visitors: bool,
    /// Share who stand less water than a healthy adult.
    pub frail: f64,
    /// Share at home at 0, 1, … 23 h: 24 numbers.
    pub presence: Vec<f32>,
}

/// What follows from the kind of a settlement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementKind {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Residents a household.
    pub household_size: f64,
    /// Cars a household.
    pub cars_per_household: f64,
    /// Usual number of floors.
    pub floors: u8,
    /// Value of building and contents, CNY a square metre of floor.
    pub value_cny_m2: f64,
    /// Floor area of a household, m².
    pub floor_area_m2: f64,
    /// Share of households by building.
    pub buildings: Vec<(BuildingClass, f64)>,
    /// Share of the residents in each group; the rest are residents without mark.
    pub shares: Vec<(GroupKey, f64)>,
}

impl SettlementKind {
    /// Share of a group among the residents (visitors: relative to them).
    pub fn share(&self, group: GroupKey) -> f64 {
        if group == GroupKey::Residents {
            let marked: f64 =
                self.shares.iter().filter(|row| row.0 != GroupKey::Visitors).map(|row| row.1).sum();
            return 1.0 - marked;
        }
        self.shares.iter().find(|row| row.0 == group).map_or(0.0, |row| row.1)
    }

    /// Households of a population, to the nearest.
    pub fn households(&self, population: u32) -> u32 {
        libm::round(f64::from(population) / self.household_size) as u32
    }
}
