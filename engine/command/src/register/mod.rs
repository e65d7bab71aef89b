//! The public register of scenario and plan: everything that may be named in a
//! report, a belief, an order or a plan, with what is publicly known of it. It
//! holds no state; true states live where this crate cannot see them.

mod kinds;
mod rating;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use sandtable_kernel::Text;
use sandtable_space::Point;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::key::{Key, nearest_name};
use crate::report::Place;

pub use kinds::{Capability, Category, EntryKind, Group, KindTag, StockLine};
pub use rating::{Rated, RatingTable};

/// One thing in the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its key, unique in the register.
    pub key: Key,
    /// Its name.
    pub name: Text,
    /// What it is.
    pub kind: EntryKind,
    /// Where it is, or its middle.
    pub at: Option<Point>,
    /// The administrative unit it lies in; of a unit, the one above it.
    pub admin: Option<Key>,
    /// Free words by which plans select things.
    pub tags: Vec<String>,
}

impl Entry {
    /// Where it lies: its own point, or of a zone the middle of its outline's bounds.
    pub fn middle(&self) -> Option<Point> {
        self.at.or_else(|| match &self.kind {
            EntryKind::Zone { area: Some(area), .. } if !area.0.is_empty() => {
                let (low, high) = area.bounds();
                Some(low.towards(high, 0.5))
            }
            _ => None,
        })
    }
}

/// What is wrong with a register or with a name looked up in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Two entries have one key.
    #[error("key '{key}' is given twice; rename one of the two")]
    Duplicate {
        /// The key.
        key: Key,
    },
    /// Nothing has this key.
    #[error("there is no {expected} '{key}'{}", did_you_mean(.suggestion))]
    Unknown {
        /// What was found.
        key: Key,
        /// What should stand there.
        expected: &'static str,
        /// The most similar name there is.
        suggestion: Option<Key>,
    },
    /// The key belongs to something else.
    #[error("'{key}' is a {found}, but a {expected} is needed here{}", did_you_mean(.suggestion))]
    WrongKind {
        /// What was found.
        key: Key,
        /// What it is.
        found: &'static str,
        /// What should stand there.
        expected: &'static str,
        /// The most similar name of the right kind.
        suggestion: Option<Key>,
    },
}

/// The end of a message: the name that was probably meant.
pub(crate) fn did_you_mean(suggestion: &Option<Key>) -> String {
    suggestion.as_ref().map(|key| format!("; did you mean '{key}'?")).unwrap_or_default()
}

/// An entry, and the zones and units that it lies in once somebody has asked.
#[derive(Clone, Debug)]
struct Listed {
    entry: Entry,
    /// One for each way to name a place by its key: see [`Register::areas`].
    areas: [OnceLock<Arc<[Key]>>; 3],
}

/// All entries by key. In files a list of entries.
#[derive(Clone, Debug, Default)]
pub struct Register {
    entries: BTreeMap<Key, Listed>,
    /// Whether the areas of any entry have been asked for.
    asked: OnceLock<()>,
    by_kind: BTreeMap<KindTag, Vec<Key>>,
    /// Zones with an outline, and its bounds.
    outlined: BTreeMap<Key, (Point, Point)>,
    /// Names of the administrative levels, the highest first.
    pub levels: Vec<Text>,
}

impl Register {
    /// A register of entries.
    ///
    /// # Errors
    /// If two entries have one key.
    pub fn new(levels: Vec<Text>, entries: impl IntoIterator<Item = Entry>) -> Result<Self, RegisterError> {
        let mut register = Self { levels, ..Self::default() };
        for entry in entries {
            register.insert(entry)?;
        }
        Ok(register)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// If its key is taken.
    pub fn insert(&mut self, entry: Entry) -> Result<(), RegisterError> {
        if self.entries.contains_key(&entry.key) {
            return Err(RegisterError::Duplicate { key: entry.key });
        }
        let keys = self.by_kind.entry(entry.kind.tag()).or_default();
        let place = keys.partition_point(|key| *key < entry.key);
        keys.insert(place, entry.key.clone());
        if let EntryKind::Zone { area: Some(area), .. } = &entry.kind {
            self.outlined.insert(entry.key.clone(), area.bounds());
        }
        if self.asked.take().is_some() {
            // What is new may be an area around what is there.
            self.entries.values_mut().for_each(|listed| listed.areas = Default::default());
        }
        self.entries.insert(entry.key.clone(), Listed { entry, areas: Default::default() });
        Ok(())
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key).map(|listed| &listed.entry)
    }

    /// Zones and administrative units that a place lies in, by outline and by the register,
    /// in the order of their keys; and where the place is on the map. Each place that has a
    /// key is looked up once.
    pub fn areas(&self, place: &Place) -> (Option<Point>, Arc<[Key]>) {
        let Some(listed) = place.key().and_then(|key| self.entries.get(key)) else {
            let at = place.position(self);
            return (at, self.find_areas(place, at));
        };
        self.asked.get_or_init(|| ());
        let (way, at) = match place {
            Place::Team(_) => (0, None),
            Place::Zone(_) => (1, listed.entry.middle()),
            _ => (2, listed.entry.middle()),
        };
        (at, listed.areas[way].get_or_init(|| self.find_areas(place, at)).clone())
    }

    fn find_areas(&self, place: &Place, at: Option<Point>) -> Arc<[Key]> {
        let mut areas = BTreeSet::new();
        if let Some(key) = place.key() {
            if matches!(place, Place::Zone(_)) {
                areas.insert(key.clone());
            }
            areas.extend(self.admin_chain(key.as_str()).into_iter().cloned());
        }
        if let Some(point) = at.filter(|_| !matches!(place, Place::Zone(_))) {
            for zone in self.zones_at(point) {
                areas.insert(zone.key.clone());
                areas.extend(self.admin_chain(zone.key.as_str()).into_iter().cloned());
            }
        }
        areas.into_iter().collect()
    }

    /// The entry of a key that has to be of one of these kinds.
    ///
    /// # Errors
    /// If there is no such entry, with the most similar name of these kinds.
    pub fn expect_kind(&self, key: &Key, kinds: &[KindTag]) -> Result<&Entry, RegisterError> {
        let expected = kinds.first().map_or("thing", |kind| kind.noun());
        let entry = self.get(key.as_str());
        match entry {
            Some(entry) if kinds.is_empty() || kinds.contains(&entry.kind.tag()) => Ok(entry),
            _ => {
                let suggestion = self.suggest(key.as_str(), kinds);
                Err(match entry {
                    Some(entry) => RegisterError::WrongKind {
                        key: key.clone(),
                        found: entry.kind.tag().noun(),
                        expected,
                        suggestion,
                    },
                    None => RegisterError::Unknown { key: key.clone(), expected, suggestion },
                })
            }
        }
    }

    /// The name most like a wrong one, among entries of these kinds (all if empty).
    pub fn suggest(&self, wrong: &str, kinds: &[KindTag]) -> Option<Key> {
        let names = self.iter().filter(|entry| {
            entry.key.as_str() != wrong && (kinds.is_empty() || kinds.contains(&entry.kind.tag()))
        });
        nearest_name(wrong, names.map(|entry| entry.key.as_str())).map(Key::new)
    }

    /// Entries of a kind, in the order of their keys.
    pub fn of_kind(&self, kind: KindTag) -> impl Iterator<Item = &Entry> {
        self.by_kind.get(&kind).into_iter().flatten().filter_map(|key| self.get(key.as_str()))
    }

    /// Entries that carry a tag, in the order of their keys.
    pub fn tagged<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.iter().filter(move |entry| entry.tags.iter().any(|own| own == tag))
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|listed| &listed.entry)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The administrative units around an entry, nearest first. A circle in the
    /// data ends the walk.
    pub fn admin_chain(&self, key: &str) -> Vec<&Key> {
        let mut chain: Vec<&Key> = Vec::new();
        let mut next = self.get(key).and_then(|entry| entry.admin.as_ref());
        while let Some(unit) = next {
            if chain.contains(&unit) {
                break;
            }
            chain.push(unit);
            next = self.get(unit.as_str()).and_then(|entry| entry.admin.as_ref());
        }
        chain
    }

    /// Whether an entry is the area itself or lies in that administrative unit.
    pub fn lies_in(&self, key: &str, area: &str) -> bool {
        key == area || self.admin_chain(key).iter().any(|unit| unit.as_str() == area)
    }

    /// The zones at a point: those whose outline holds it, in the order of keys.
    pub fn zones_at(&self, point: Point) -> Vec<&Entry> {
        self.outlined
            .iter()
            .filter(|(_, (low, high))| {
                low.0 <= point.0 && point.0 <= high.0 && low.1 <= point.1 && point.1 <= high.1
            })
            .filter_map(|(key, _)| self.get(key.as_str()))
            .filter(|entry| match &entry.kind {
                EntryKind::Zone { area: Some(area), .. } => area.contains(point),
                _ => false,
            })
            .collect()
    }

    /// The seat above a seat.
    pub fn superior(&self, seat: &str) -> Option<&Key> {
        match &self.get(seat)?.kind {
            EntryKind::Seat { superior } => superior.as_ref(),
            _ => None,
        }
    }
}

/// Everything else follows from the entries.
impl PartialEq for Register {
    fn eq(&self, other: &Self) -> bool {
        self.levels == other.levels && self.iter().eq(other.iter())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    levels: Vec<Text>,
    entries: Vec<Entry>,
}

impl Serialize for Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { levels: self.levels.clone(), entries: self.iter().cloned().collect() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Register {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Self::new(written.levels, written.entries).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{entry, register};

    #[test]
    fn names_are_found_by_kind_tag_and_place() {
        let register = register();
        let zones: Vec<&str> = register.of_kind(KindTag::Zone).map(|zone| zone.key.as_str()).collect();
        assert_eq!(zones, ["zone.a", "zone.b"]);
        let at =
            |x, y| register.zones_at(Point(x, y)).iter().map(|zone| zone.key.to_string()).collect::<Vec<_>>();
        assert_eq!(at(10.0, 990.0), ["zone.a"]);
        assert!(at(1500.0, 500.0).is_empty());
        assert!(register.lies_in("zone.a", "city") && !register.lies_in("zone.a", "district.west"));
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_likely_one() {
        let register = register();
        let unknown = register.expect_kind(&"gauge.mian".into(), &[KindTag::Gauge]).unwrap_err();
        assert_eq!(unknown.to_string(), "there is no gauge 'gauge.mian'; did you mean 'gauge.main'?");
        let wrong = register.expect_kind(&"zone.a".into(), &[KindTag::Shelter]).unwrap_err();
        assert_eq!(wrong.to_string(), "'zone.a' is a zone, but a shelter is needed here");
    }

    #[test]
    fn a_key_twice_is_an_error_also_in_a_file() {
        let mut register = register();
        let again = register.insert(entry("zone.a", EntryKind::Road, None, None));
        assert_eq!(again, Err(RegisterError::Duplicate { key: "zone.a".into() }));
        let text =
            "(levels: [], entries: [(key: \"a\", name: \"a\", kind: Gate, at: None, admin: None, tags: []),
            (key: \"a\", name: \"a\", kind: Road, at: None, admin: None, tags: [])])";
        assert!(ron::from_str::<Register>(text).unwrap_err().to_string().contains("given twice"));
    }

    #[test]
    fn areas_are_those_of_the_register_as_it_is() {
        let mut register = register();
        let areas = |register: &Register, place: &Place| {
            register.areas(place).1.iter().map(Key::to_string).collect::<Vec<_>>()
        };
        let (zone, point) = (Place::Zone("zone.a".into()), Place::Point(Point(10.0, 990.0)));
        let before = areas(&register, &zone);
        assert!(before.contains(&"zone.a".to_string()) && before.contains(&"city".to_string()), "{before:?}");
        assert_eq!(before, areas(&register, &zone));
        assert_eq!(before, areas(&register, &point));
        assert!(areas(&register, &Place::Nowhere).is_empty());
        // A unit that comes later is around what was there before.
        assert!(areas(&register, &Place::Facility("hut".into())).is_empty());
        register.insert(entry("hut", EntryKind::Road, None, Some("hamlet"))).unwrap();
        assert_eq!(areas(&register, &Place::Road("hut".into())), ["hamlet"]);
        register.insert(entry("hamlet", EntryKind::AdminUnit { level: 3 }, None, Some("city"))).unwrap();
        assert_eq!(areas(&register, &Place::Road("hut".into())), ["city", "hamlet"]);
    }

    #[test]
    fn a_circle_of_administrative_units_ends() {
        let mut register = Register::default();
        for (unit, above) in [("a", "b"), ("b", "a")] {
            register.insert(entry(unit, EntryKind::AdminUnit { level: 0 }, None, Some(above))).unwrap();
        }
        assert_eq!(register.admin_chain("a").len(), 2);
    }

    #[test]
    fn a_written_register_reads_the_same() {
        let register = register();
        let text = ron::to_string(&register).unwrap();
        assert_eq!(ron::from_str::<Register>(&text).unwrap(), register);
        let bytes = postcard::to_stdvec(&register).unwrap();
        assert_eq!(postcard::from_bytes::<Register>(&bytes).unwrap(), register);
    }
}
