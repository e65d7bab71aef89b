//! A small place for the tests of this crate: one river gauge, two zones, four
//! seats, four teams.

use sandtable_kernel::{SimTime, Text};
use sandtable_space::{Point, Polygon, Quantity};

use crate::belief::{Belief, BeliefSettings};
use crate::key::Key;
use crate::register::{Capability, Category, Entry, EntryKind, RatingTable, Register, StockLine};
use crate::report::{About, Place, Report, Source};

pub(crate) fn entry(key: &str, kind: EntryKind, at: Option<(f64, f64)>, admin: Option<&str>) -> Entry {
    Entry {
        key: key.into(),
        name: Text::same(key),
        kind,
        at: at.map(|(x, y)| Point(x, y)),
        admin: admin.map(Key::new),
        tags: vec![],
    }
}

fn zone(x: f64, category: Category) -> EntryKind {
    let ring = [(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0)];
    EntryKind::Zone {
        area: Some(Polygon(ring.iter().map(|(dx, y)| Point(x + dx, *y)).collect())),
        population: 500,
        category,
        shelters: vec!["shelter.school".into(), "shelter.hall".into()],
        responsible: Some("person.li".into()),
    }
}

fn team(capabilities: Vec<Capability>, seat: &str) -> EntryKind {
    EntryKind::Team {
        team_type: "test".into(),
        capabilities,
        base: "station.east".into(),
        crew: 6,
        seat: Some(seat.into()),
    }
}

fn seat(superior: Option<&str>) -> EntryKind {
    EntryKind::Seat { superior: superior.map(Key::new) }
}

/// Zone A is [0, 1] × [0, 1] km, zone B [2, 3] × [0, 1] km.
pub(crate) fn register() -> Register {
    let rating = RatingTable(vec![(2.0, 200.0), (5.0, 2000.0), (8.0, 8000.0)]);
    let stock = vec![StockLine { item: "item.sandbag".into(), quantity: 1000.0 }];
    let person = || EntryKind::Person { deputy: None, post: Some("zone.a".into()) };
    let entries = [
        entry("city", EntryKind::AdminUnit { level: 0 }, None, None),
        entry("district.east", EntryKind::AdminUnit { level: 1 }, None, Some("city")),
        entry("district.west", EntryKind::AdminUnit { level: 1 }, None, Some("city")),
        entry("zone.a", zone(0.0, Category::FloodVillage), Some((500.0, 500.0)), Some("district.east")),
        entry("zone.b", zone(2000.0, Category::Slope), Some((2500.0, 500.0)), Some("district.west")),
        entry(
            "gauge.main",
            EntryKind::Gauge { warning_m: 4.0, guarantee_m: 5.0, crest_m: 6.5, rating },
            Some((500.0, -200.0)),
            Some("district.east"),
        ),
        entry("rain.east", EntryKind::RainGauge, Some((400.0, 400.0)), Some("district.east")),
        entry("rain.west", EntryKind::RainGauge, Some((2400.0, 400.0)), Some("district.west")),
        entry("shelter.school", EntryKind::Shelter { capacity: 300 }, Some((1500.0, 500.0)), None),
        entry("shelter.hall", EntryKind::Shelter { capacity: 400 }, Some((1500.0, 800.0)), None),
        entry("station.east", EntryKind::Station, Some((0.0, 500.0)), None),
        entry("station.west", EntryKind::Station, Some((3000.0, 500.0)), None),
        entry("team.boat", team(vec![Capability::WaterRescue], "seat.call"), None, None),
        entry(
            "team.boat2",
            team(vec![Capability::WaterRescue, Capability::Rescue], "seat.call"),
            Some((3000.0, 500.0)),
            None,
        ),
        entry("team.bags", team(vec![Capability::FloodFighting], "seat.city"), None, None),
        entry("team.medic", team(vec![Capability::Medical], "seat.other"), None, None),
        entry("depot.city", EntryKind::Depot { stock }, Some((1200.0, 500.0)), None),
        entry("depot.town", EntryKind::Depot { stock: vec![] }, Some((100.0, 500.0)), None),
        entry(
            "item.sandbag",
            EntryKind::Item { unit: "bag".into(), mass_kg: 25.0, volume_m3: 0.02 },
            None,
            None,
        ),
        entry(
            "levee.north",
            EntryKind::Levee { length_m: 2000.0, line: None, responsible: Some("person.li".into()) },
            Some((500.0, -100.0)),
            None,
        ),
        entry("pump.east", EntryKind::Pump { capacity_m3_s: 4.0 }, Some((600.0, 100.0)), None),
        entry("gate.east", EntryKind::Gate, Some((600.0, 0.0)), None),
        entry("road.river", EntryKind::Road, Some((700.0, 100.0)), None),
        entry("person.li", person(), None, None),
        entry("inflow.main", EntryKind::InflowPoint, Some((-5000.0, 0.0)), None),
        entry("seat.province", seat(None), None, None),
        entry("seat.city", seat(Some("seat.province")), None, None),
        entry("seat.call", seat(Some("seat.city")), None, None),
        entry("seat.other", seat(None), None, None),
    ];
    Register::new(vec![Text::same("city"), Text::same("district")], entries).unwrap()
}

pub(crate) fn belief(seat: &str) -> Belief {
    Belief::new(seat.into(), BeliefSettings::default())
}

pub(crate) fn report(about: About, place: Place, value: Option<f64>, observed: SimTime) -> Report {
    Report {
        about,
        place,
        value,
        error_sd: None,
        observed_at: observed,
        received_at: observed,
        source: Source::Caller,
        channel: "119".into(),
        lead: None,
    }
}

pub(crate) fn level(value: f64, observed: SimTime) -> Report {
    let about = About::Quantity(Quantity::WaterLevel);
    report(about, Place::Gauge("gauge.main".into()), Some(value), observed)
}

pub(crate) fn trapped(people: u32, at: (f64, f64), observed: SimTime) -> Report {
    report(About::Trapped { people }, Place::Point(Point(at.0, at.1)), None, observed)
}

pub(crate) fn mins(minutes: i64) -> SimTime {
    SimTime::from_mins(minutes)
}
