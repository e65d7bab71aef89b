//! The files of a city: embedded, or read from a folder by the caller.

use sandtable_kernel::Text;
use serde::de::DeserializeOwned;

use super::lists::{
    Administration, Calendar, Communities, Depots, FloodScenario, Gauges, Hospitals, Lifelines, People,
    Seats, Shelters, Teams, WaterWorks, WaterloggingPoints, Zones,
};
use super::roads::RoadRecipe;
use super::terrain::TerrainRecipe;
use crate::file::{Limits, read_ron_text};

/// What is wrong with a city's files.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CityFault {
    /// A file is missing.
    #[error("{file}: not there; a city needs it, copy it from the built-in city and change it")]
    Missing {
        /// The file.
        file: &'static str,
    },
    /// A file cannot be read.
    #[error("{file}:{line}:{column}: found {}; expected {}; {}", .found.en, .expected.en, .remedy.en)]
    Unreadable {
        /// The file.
        file: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found.
        found: Text,
        /// What was expected.
        expected: Text,
        /// What to do.
        remedy: Text,
    },
    /// Two things have one key.
    #[error("{file}:{line}: key '{key}' is given twice; rename one of the two")]
    Duplicate {
        /// The file of the second.
        file: &'static str,
        /// Its line, 0 if not found.
        line: usize,
        /// The key.
        key: String,
    },
    /// A key that is not there.
    #[error(
        "{file}:{line}: '{key}': there is no {expected} '{found}'{}",
        .suggestion.as_ref().map_or_else(String::new, |name| format!("; did you mean '{name}'?"))
    )]
    Unknown {
        /// The file.
        file: &'static str,
        /// Line of the thing, 0 if not found.
        line: usize,
        /// The thing that names it.
        key: String,
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
        /// The most similar name.
        suggestion: Option<String>,
    },
    /// A number is out of its range.
    #[error("{file}:{line}: '{key}': {name} is {value}; give {expected}")]
    Number {
        /// The file.
        file: &'static str,
        /// Line of the thing, 0 if not found.
        line: usize,
        /// The thing.
        key: String,
        /// The field.
        name: &'static str,
        /// What was found.
        value: f64,
        /// What is accepted.
        expected: &'static str,
    },
    /// A thing stands where it cannot.
    #[error("{file}:{line}: '{key}' at ({x}, {y}) lies {place}; move it")]
    Place {
        /// The file.
        file: &'static str,
        /// Line of the thing, 0 if not found.
        line: usize,
        /// The thing.
        key: String,
        /// East, m.
        x: f64,
        /// North, m.
        y: f64,
        /// Where it lies.
        place: &'static str,
    },
    /// The roads make no graph.
    #[error("roads.ron: {what}; correct the road named")]
    Roads {
        /// What is wrong.
        what: String,
    },
    /// The cell size suits neither the extent nor the rivers.
    #[error("cell size {cell_m} m: give 30 to 250 m")]
    Cell {
        /// What was asked for.
        cell_m: f64,
    },
}

/// The texts of a city's files, by name.
#[derive(Clone, Debug, Default)]
pub struct CityFiles {
    files: Vec<(&'static str, String)>,
}

/// Names of the files of a city, in the order in which they are read.
pub const FILES: [&str; 17] = [
    "terrain.ron",
    "roads.ron",
    "administration.ron",
    "communities.ron",
    "people.ron",
    "calendar.ron",
    "zones.ron",
    "shelters.ron",
    "depots.ron",
    "hospitals.ron",
    "lifelines.ron",
    "teams.ron",
    "gauges.ron",
    "water.ron",
    "waterlogging.ron",
    "seats.ron",
    "flood.ron",
];

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../library/yunjiang/", $name)))),+]
    };
}

impl CityFiles {
    /// The built-in training city Yunjiang 云江市.
    #[must_use]
    pub fn yunjiang() -> Self {
        let files = embedded!(
            "terrain.ron",
            "roads.ron",
            "administration.ron",
            "communities.ron",
            "people.ron",
            "calendar.ron",
            "zones.ron",
            "shelters.ron",
            "depots.ron",
            "hospitals.ron",
            "lifelines.ron",
            "teams.ron",
            "gauges.ron",
            "water.ron",
            "waterlogging.ron",
            "seats.ron",
            "flood.ron",
        );
        Self { files: files.into_iter().map(|(name, text)| (name, text.to_owned())).collect() }
    }

    /// Puts the text of one of [`FILES`] in place of what was there; other names are
    /// left out.
    #[must_use]
    pub fn with(mut self, file: &str, text: impl Into<String>) -> Self {
        if let Some(name) = FILES.iter().find(|name| **name == file) {
            self.files.retain(|(other, _)| other != name);
            self.files.push((name, text.into()));
        }
        self
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|(name, _)| *name == file).map(|(_, text)| text.as_str())
    }

    /// Every file with the hash of its text, in the order of [`FILES`].
    pub fn hashes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let of = |name: &str| xxhash_rust::xxh3::xxh3_64(self.text(name).unwrap_or_default().as_bytes());
        FILES.into_iter().map(move |name| (name, of(name)))
    }

    /// A 64-bit hash of all texts in the order of [`FILES`], for caches.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for name in FILES {
            hasher.update(name.as_bytes());
            hasher.update(self.text(name).unwrap_or_default().as_bytes());
        }
        hasher.digest()
    }
}

/// Everything that the files say.
#[derive(Clone, Debug, PartialEq)]
pub struct CityRecipe {
    /// `terrain.ron`.
    pub terrain: TerrainRecipe,
    /// `roads.ron`.
    pub roads: RoadRecipe,
    /// `administration.ron`.
    pub administration: Administration,
    /// `communities.ron`.
    pub communities: Communities,
    /// `people.ron`.
    pub people: People,
    /// `calendar.ron`.
    pub calendar: Calendar,
    /// `zones.ron`.
    pub zones: Zones,
    /// `shelters.ron`.
    pub shelters: Shelters,
    /// `depots.ron`.
    pub depots: Depots,
    /// `hospitals.ron`.
    pub hospitals: Hospitals,
    /// `lifelines.ron`.
    pub lifelines: Lifelines,
    /// `teams.ron`.
    pub teams: Teams,
    /// `gauges.ron`.
    pub gauges: Gauges,
    /// `water.ron`.
    pub water: WaterWorks,
    /// `waterlogging.ron`.
    pub waterlogging: WaterloggingPoints,
    /// `seats.ron`.
    pub seats: Seats,
    /// `flood.ron`.
    pub flood: FloodScenario,
}

/// Reads one file.
fn file<T: DeserializeOwned>(
    files: &CityFiles,
    name: &'static str,
    faults: &mut Vec<CityFault>,
) -> Option<T> {
    let Some(text) = files.text(name) else {
        faults.push(CityFault::Missing { file: name });
        return None;
    };
    match read_ron_text(name, text, &Limits::default()) {
        Ok(loaded) => Some(loaded.value),
        Err(wrong) => {
            faults.extend(wrong.into_iter().map(|fault| {
                let (line, column) = fault.position().unwrap_or((1, 1));
                let (found, expected, remedy) = (fault.found, fault.expected, fault.remedy);
                CityFault::Unreadable { file: name, line, column, found, expected, remedy }
            }));
            None
        }
    }
}

/// Reads all files.
///
/// # Errors
/// Every file that is missing, and every fault of form of the others.
pub fn read(files: &CityFiles) -> Result<CityRecipe, Vec<CityFault>> {
    let mut faults = Vec::new();
    let all = (|| {
        // Every file is read before any is given up, so that all faults are told.
        let terrain = file(files, "terrain.ron", &mut faults);
        let roads = file(files, "roads.ron", &mut faults);
        let administration = file(files, "administration.ron", &mut faults);
        let communities = file(files, "communities.ron", &mut faults);
        let people = file(files, "people.ron", &mut faults);
        let calendar = file(files, "calendar.ron", &mut faults);
        let zones = file(files, "zones.ron", &mut faults);
        let shelters = file(files, "shelters.ron", &mut faults);
        let depots = file(files, "depots.ron", &mut faults);
        let hospitals = file(files, "hospitals.ron", &mut faults);
        let lifelines = file(files, "lifelines.ron", &mut faults);
        let teams = file(files, "teams.ron", &mut faults);
        let gauges = file(files, "gauges.ron", &mut faults);
        let water = file(files, "water.ron", &mut faults);
        let waterlogging = file(files, "waterlogging.ron", &mut faults);
        let seats = file(files, "seats.ron", &mut faults);
        let flood = file(files, "flood.ron", &mut faults);
        Some(CityRecipe {
            terrain: terrain?,
            roads: roads?,
            administration: administration?,
            communities: communities?,
            people: people?,
            calendar: calendar?,
            zones: zones?,
            shelters: shelters?,
            depots: depots?,
            hospitals: hospitals?,
            lifelines: lifelines?,
            teams: teams?,
            gauges: gauges?,
            water: water?,
            waterlogging: waterlogging?,
            seats: seats?,
            flood: flood?,
        })
    })();
    match all {
        Some(recipe) if faults.is_empty() => Ok(recipe),
        _ => Err(faults),
    }
}
