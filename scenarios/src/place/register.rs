//! The public register of a place.

use std::collections::BTreeSet;

use sandtable_command::register::{EntryKind, RegisterError, StockLine};
use sandtable_command::{Entry, Key, Register};
use sandtable_kernel::Text;
use sandtable_space::Point;

use super::Place;

struct Builder {
    register: Register,
    faults: Vec<RegisterError>,
}

impl Builder {
    fn add(
        &mut self,
        key: &str,
        name: &Text,
        at: Option<Point>,
        admin: Option<&str>,
        tags: &[String],
        kind: EntryKind,
    ) {
        let entry = Entry {
            key: Key::new(key),
            name: name.clone(),
            kind,
            at,
            admin: admin.map(Key::new),
            tags: tags.to_vec(),
        };
        self.faults.extend(self.register.insert(entry).err());
    }
}

/// Everything of a place that can be named, and what is wrong with the names.
pub fn register(
    place: &Place,
    zone_centres: &[Point],
    zone_people: &[u32],
) -> (Register, Vec<RegisterError>) {
    let mut to = Builder { register: Register::default(), faults: Vec::new() };
    to.register.levels = place.levels.clone();
    let none: &[String] = &[];
    for unit in &place.units {
        to.add(
            &unit.key,
            &unit.name,
            Some(unit.at),
            unit.within.as_deref(),
            none,
            EntryKind::AdminUnit { level: unit.level },
        );
    }
    for (k, zone) in place.zones.iter().enumerate() {
        let kind = EntryKind::Zone {
            area: None,
            population: zone_people[k],
            category: zone.category,
            shelters: zone.shelters.iter().map(|key| Key::new(key)).collect(),
            responsible: zone.responsible.as_deref().map(Key::new),
        };
        to.add(&zone.key, &zone.name, Some(zone_centres[k]), zone.admin.as_deref(), &zone.tags, kind);
    }
    villages(place, &mut to);
    for gauge in &place.gauges {
        let kind = match gauge.levels_m {
            Some([warning_m, guarantee_m, crest_m]) => {
                EntryKind::Gauge { warning_m, guarantee_m, crest_m, rating: gauge.rating.clone() }
            }
            None => EntryKind::RainGauge,
        };
        to.add(&gauge.key, &gauge.name, Some(gauge.at), gauge.admin.as_deref(), none, kind);
    }
    for shelter in &place.shelters {
        let kind = EntryKind::Shelter { capacity: shelter.capacity };
        to.add(&shelter.key, &shelter.name, Some(shelter.at), shelter.admin.as_deref(), none, kind);
    }
    for item in &place.items {
        let kind =
            EntryKind::Item { unit: item.unit.clone(), mass_kg: item.mass_kg, volume_m3: item.volume_m3 };
        to.add(&item.key, &item.name, None, None, none, kind);
    }
    for depot in &place.depots {
        let stock = depot
            .stock
            .iter()
            .map(|(item, quantity)| StockLine { item: Key::new(item), quantity: *quantity });
        let kind = EntryKind::Depot { stock: stock.collect() };
        to.add(&depot.key, &depot.name, Some(depot.at), depot.admin.as_deref(), none, kind);
    }
    for hospital in &place.hospitals {
        to.add(
            &hospital.key,
            &hospital.name,
            Some(hospital.at),
            None,
            none,
            EntryKind::Hospital { beds: hospital.beds },
        );
    }
    for station in &place.stations {
        to.add(
            &station.key,
            &station.name,
            Some(station.at),
            station.admin.as_deref(),
            none,
            EntryKind::Station,
        );
    }
    for team in &place.teams {
        let base = place.stations.iter().find(|station| station.key == team.station);
        let kind = EntryKind::Team {
            team_type: Key::new(&team.kind),
            capabilities: team.capabilities.clone(),
            base: Key::new(&team.station),
            crew: u32::from(team.crew),
            seat: team.seat.as_deref().map(Key::new),
        };
        let (at, admin) = (base.map(|base| base.at), base.and_then(|base| base.admin.as_deref()));
        to.add(&team.key, &team.name, at, admin, none, kind);
    }
    for seat in &place.seats {
        let kind = EntryKind::Seat { superior: seat.superior.as_deref().map(Key::new) };
        to.add(&seat.key, &seat.name, None, seat.admin.as_deref(), none, kind);
    }
    for person in &place.persons {
        let kind = EntryKind::Person { deputy: None, post: Some(Key::new(&person.of)) };
        to.add(&person.key, &person.name, Some(person.post), None, none, kind);
    }
    for point in &place.waterlogging {
        let kind = EntryKind::WaterloggingPoint { sheet: Some(point.sheet.clone()) };
        to.add(&point.key, &point.name, Some(point.at), point.admin.as_deref(), none, kind);
    }
    for (key, (name, links)) in &place.stretches {
        let link = links.first().map(|&link| place.roads.link(link));
        let at = link.map(|link| link.shape.at(0.5 * link.length_m));
        to.add(key, name, at, None, none, EntryKind::Road);
    }
    structures(place, &mut to);
    (to.register, to.faults)
}

/// Villages and communities as the administrative level below that of their zone's unit,
/// where the place has such a level.
fn villages(place: &Place, to: &mut Builder) {
    let mut seen = BTreeSet::new();
    for community in place.communities.iter().filter(|own| seen.insert(own.village.as_str())) {
        let zone = place.zones.iter().find(|zone| zone.key == community.zone);
        let admin = zone.and_then(|zone| zone.admin.as_deref());
        let unit = admin.and_then(|key| place.units.iter().find(|unit| unit.key == key));
        let Some(level) = unit.map(|unit| unit.level + 1) else { continue };
        let known = place.units.iter().any(|unit| unit.key == community.village);
        if usize::from(level) < place.levels.len() && !known {
            let kind = EntryKind::AdminUnit { level };
            to.add(&community.village, &community.name, Some(community.at), admin, &[], kind);
        }
    }
}

/// Levees, gates, pumps, reservoirs and inflows of the flood site, under the names
/// that the place gives them; those without a name are known by their key.
fn structures(place: &Place, to: &mut Builder) {
    let named = |key: &str| place.named.iter().find(|named| named.key == key);
    let mut add = |key: &str, at: Option<Point>, kind: &dyn Fn(Option<Key>) -> EntryKind| {
        let own = named(key);
        let name = own.map_or_else(|| Text::same(key), |own| own.name.clone());
        let responsible = own.and_then(|own| own.responsible.as_deref()).map(Key::new);
        let (admin, tags) = (own.and_then(|own| own.admin.as_deref()), own.map_or(&[][..], |own| &own.tags));
        to.add(key, &name, at, admin, tags, kind(responsible));
    };
    for levee in &place.flood.levees {
        let line = levee.line.clone();
        let length_m = line.length_m();
        add(&levee.key, Some(line.at(0.5 * length_m)), &|responsible| EntryKind::Levee {
            length_m,
            line: Some(line.clone()),
            responsible,
        });
    }
    for gate in &place.flood.gates {
        add(&gate.key, Some(gate.inner), &|_| EntryKind::Gate);
    }
    for pump in &place.flood.pumps {
        let capacity_m3_s = pump.curve.first().map_or(0.0, |row| row.1);
        add(&pump.key, Some(pump.intake), &|_| EntryKind::Pump { capacity_m3_s });
    }
    for reservoir in &place.flood.reservoirs {
        add(&reservoir.key, None, &|responsible| EntryKind::Reservoir {
            flood_limit_m: reservoir.limit_m,
            design_m: reservoir.design_m,
            check_m: reservoir.check_m,
            responsible,
        });
    }
    for inflow in &place.flood.inflows {
        add(&inflow.key, inflow.points.first().copied(), &|_| EntryKind::InflowPoint);
    }
}
