//! Checks of a place: keys, names that things use for one another, where things stand,
//! and numbers out of their range.

use std::collections::{BTreeMap, BTreeSet};

use sandtable_kernel::SimId;
use sandtable_space::index::PointIndex;
use sandtable_space::routing::{largest_component, weak_components};
use sandtable_space::{NodeId, Point, Quantity};

use super::{Place, PlaceFault};

/// How far from a road anything that people drive to may lie, m.
const ROAD_REACH_M: f64 = 1_500.0;

/// Everything that is found wrong.
#[derive(Default)]
pub(super) struct Faults(pub Vec<PlaceFault>);

impl Faults {
    fn number(
        &mut self,
        what: &'static str,
        key: &str,
        name: &'static str,
        value: f64,
        ok: bool,
        expected: &'static str,
    ) {
        if !ok {
            self.0.push(PlaceFault::Number { what, key: key.to_owned(), name, value, expected });
        }
    }

    /// A name that has to be one of a list.
    fn name<'a>(
        &mut self,
        what: &'static str,
        key: &str,
        role: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let names: Vec<&str> = known.collect();
        if !names.contains(&name) {
            let suggestion = sandtable_command::key::nearest_name(name, names.into_iter()).map(str::to_owned);
            self.0.push(PlaceFault::Unknown {
                what,
                key: key.to_owned(),
                role,
                name: name.to_owned(),
                suggestion,
            });
        }
    }
}

/// Lookups that several checks use.
pub(super) struct Ground<'a> {
    pub place: &'a Place,
    pub nodes: PointIndex,
}

impl Ground<'_> {
    pub fn node(&self, at: Point) -> NodeId {
        self.nodes.nearest_node(at).unwrap_or(NodeId(0))
    }

    /// Permanent water at a point: sea, or a river that flows at the start.
    fn water(&self, at: Point) -> Option<&'static str> {
        let cell = self.place.layers.frame.index_at(at)?;
        if self.place.layers.stage[cell] > 0 {
            return Some("sea");
        }
        (!self.place.land.get(cell).copied().unwrap_or(true)).then_some("river")
    }

    /// A building: inside, dry, and near a road.
    fn building(&self, faults: &mut Faults, what: &'static str, key: &str, at: Point) {
        let key = key.to_owned();
        if self.place.layers.frame.index_at(at).is_none() {
            faults.0.push(PlaceFault::Outside { what, key, at });
            return;
        }
        if let Some(water) = self.water(at) {
            faults.0.push(PlaceFault::InWater { what, key, at, water });
            return;
        }
        match self.nodes.nearest(at) {
            Some((_, distance_m)) if distance_m <= ROAD_REACH_M => {}
            Some((_, distance_m)) => {
                faults.0.push(PlaceFault::NoRoad { what, key, distance_m, most_m: ROAD_REACH_M });
            }
            None => faults.0.push(PlaceFault::Missing { what: "road" }),
        }
    }
}

/// Keys are unique, and so are the identities made from them.
pub(super) fn keys(place: &Place, faults: &mut Faults) {
    let mut ids: BTreeMap<SimId, &str> = BTreeMap::new();
    let lists: [Vec<&str>; 15] = [
        place.units.iter().map(|x| x.key.as_str()).collect(),
        place.zones.iter().map(|x| x.key.as_str()).collect(),
        place.communities.iter().map(|x| x.key.as_str()).collect(),
        place.shelters.iter().map(|x| x.key.as_str()).collect(),
        place.depots.iter().map(|x| x.key.as_str()).collect(),
        place.hospitals.iter().map(|x| x.key.as_str()).collect(),
        place.substations.iter().map(|x| x.key.as_str()).collect(),
        place.base_stations.iter().map(|x| x.key.as_str()).collect(),
        place.rumours.iter().map(|x| x.key.as_str()).collect(),
        place.stations.iter().map(|x| x.key.as_str()).collect(),
        place.teams.iter().map(|x| x.key.as_str()).collect(),
        place.gauges.iter().map(|x| x.key.as_str()).collect(),
        place.forecasts.iter().map(|x| x.key.as_str()).collect(),
        place.persons.iter().map(|x| x.key.as_str()).collect(),
        place.seats.iter().map(|x| x.key.as_str()).collect(),
    ];
    for key in lists.into_iter().flatten() {
        if ids.insert(SimId::from_key(key), key).is_some() {
            faults.0.push(PlaceFault::Duplicate { key: key.to_owned() });
        }
    }
}

/// Names that things use for one another.
pub(super) fn names(place: &Place, faults: &mut Faults) {
    let units = || place.units.iter().map(|unit| unit.key.as_str());
    let zones = || place.zones.iter().map(|zone| zone.key.as_str());
    let seats = || place.seats.iter().map(|seat| seat.key.as_str());
    for unit in &place.units {
        if let Some(within) = &unit.within {
            faults.name("unit", &unit.key, "unit", within, units());
        }
    }
    for zone in &place.zones {
        if let Some(admin) = &zone.admin {
            faults.name("zone", &zone.key, "unit", admin, units());
        }
        for shelter in &zone.shelters {
            faults.name("zone", &zone.key, "shelter", shelter, place.shelters.iter().map(|s| s.key.as_str()));
        }
        if let Some(person) = &zone.responsible {
            faults.name("zone", &zone.key, "person", person, place.persons.iter().map(|p| p.key.as_str()));
        }
    }
    for community in &place.communities {
        faults.name("community", &community.key, "zone", &community.zone, zones());
    }
    for station in &place.substations {
        for fed in &station.feeds {
            faults.name("substation", &station.key, "unit", fed, units().chain(zones()));
        }
    }
    for rumour in &place.rumours {
        for area in &rumour.areas {
            faults.name("rumour", &rumour.key, "unit", area, units().chain(zones()));
        }
    }
    for station in &place.base_stations {
        if let Some(feeder) = &station.substation {
            let known = place.substations.iter().map(|own| own.key.as_str());
            faults.name("base station", &station.key, "substation", feeder, known);
        }
    }
    for team in &place.teams {
        faults.name(
            "team",
            &team.key,
            "station",
            &team.station,
            place.stations.iter().map(|s| s.key.as_str()),
        );
        if let Some(seat) = &team.seat {
            faults.name("team", &team.key, "seat", seat, seats());
        }
        if let Some(from) = &team.aid_from {
            faults.name("team", &team.key, "aid_from", from, seats());
        }
    }
    for seat in &place.seats {
        if let Some(superior) = &seat.superior {
            faults.name("seat", &seat.key, "seat", superior, seats());
        }
    }
    let channels = || place.channels.iter().map(|channel| channel.key.as_str());
    for (role, name) in [
        ("telemetry channel", &place.telemetry_channel),
        ("call channel", &place.call_channel),
        ("duty channel", &place.duty_channel),
    ] {
        faults.name("place", "channels", role, name, channels());
    }
    faults.name("place", "calls", "seat", &place.call_seat, seats());
    for desk in &place.desks {
        faults.name("desk", desk.seat.as_str(), "seat", desk.seat.as_str(), seats());
    }
    if let Some(gauge) = &place.main_gauge {
        faults.name("place", "main gauge", "gauge", gauge, place.gauges.iter().map(|g| g.key.as_str()));
    }
}

pub(super) fn places(place: &Place, ground: &Ground, faults: &mut Faults) {
    for community in &place.communities {
        ground.building(faults, "community", &community.key, community.at);
        let (key, positive) = (&community.key, community.radius_m > 0.0);
        faults.number("community", key, "radius_m", community.radius_m, positive, "greater than 0");
        for (name, share) in [
            ("frail_share", community.frail_share),
            ("car_share", community.car_share),
            ("basement_share", community.basement_share),
        ] {
            faults.number("community", key, name, share, (0.0..=1.0).contains(&share), "a share from 0 to 1");
        }
        let most = community.persons <= community.households.saturating_mul(20);
        faults.number(
            "community",
            key,
            "persons",
            f64::from(community.persons),
            most,
            "at most 20 a household",
        );
    }
    for station in &place.substations {
        ground.building(faults, "substation", &station.key, station.at);
        let (key, floor) = (&station.key, station.floor_m);
        faults.number("substation", key, "floor_m", floor, (0.0..=20.0).contains(&floor), "0 to 20 m");
    }
    for station in &place.base_stations {
        let (key, what) = (&station.key, "base station");
        let (floor, reach) = (station.floor_m, station.reach_m);
        faults.number(what, key, "floor_m", floor, (0.0..=500.0).contains(&floor), "0 to 500 m");
        faults.number(what, key, "reach_m", reach, (1.0..=100_000.0).contains(&reach), "1 to 100000 m");
        if let Err(cause) = station.battery_h.check() {
            faults.0.push(PlaceFault::Dist { what, key: key.clone(), cause });
        }
    }
    for rumour in &place.rumours {
        let (key, what) = (&rumour.key, "rumour");
        for (name, share) in [
            ("chance", rumour.chance),
            ("leave_share", rumour.leave_share),
            ("doubt_share", rumour.doubt_share),
            ("call_share", rumour.call_share),
        ] {
            faults.number(what, key, name, share, (0.0..=1.0).contains(&share), "a share from 0 to 1");
        }
        if let Err(cause) = rumour.starts_h.check() {
            faults.0.push(PlaceFault::Dist { what, key: key.clone(), cause });
        }
    }
    for shelter in &place.shelters {
        ground.building(faults, "shelter", &shelter.key, shelter.at);
    }
    for depot in &place.depots {
        ground.building(faults, "depot", &depot.key, depot.at);
    }
    for hospital in &place.hospitals {
        ground.building(faults, "hospital", &hospital.key, hospital.at);
    }
    for station in &place.stations {
        ground.building(faults, "station", &station.key, station.at);
    }
    for team in &place.teams {
        let times = team.aid_times.iter().flat_map(|t| [&t.approval_h, &t.mobilise_h, &t.travel_h]);
        for dist in std::iter::once(&team.turnout_min).chain(times) {
            if let Err(cause) = dist.check() {
                faults.0.push(PlaceFault::Dist { what: "team", key: team.key.clone(), cause });
            }
        }
    }
    for gauge in &place.gauges {
        if place.layers.frame.index_at(gauge.at).is_none() {
            faults.0.push(PlaceFault::Outside { what: "gauge", key: gauge.key.clone(), at: gauge.at });
        }
        if gauge.quantities.contains(&Quantity::WaterLevel) {
            let told = place.flood.gauges.iter().map(|gauge| gauge.key.as_str());
            faults.name("gauge", &gauge.key, "water level of the flood", &gauge.key, told);
        }
    }
    for (list, what) in [
        (place.zones.is_empty(), "zone"),
        (place.communities.is_empty(), "community"),
        (place.seats.is_empty(), "seat"),
    ] {
        if list {
            faults.0.push(PlaceFault::Missing { what });
        }
    }
}

/// Roads that hang together with nothing: their people and teams could never move.
pub(super) fn roads(place: &Place, faults: &mut Faults) {
    let parts = weak_components(&place.roads, |_, _| true);
    let Some(main) = largest_component(&parts) else {
        faults.0.push(PlaceFault::Missing { what: "road" });
        return;
    };
    let mut named = BTreeSet::new();
    for link in place.roads.links() {
        if parts[link.from.0 as usize] != main && named.insert(link.key.clone()) {
            let why = "it does not meet the rest of the network".to_owned();
            faults.0.push(PlaceFault::RoadToNowhere { key: link.key.clone(), why });
        }
    }
}
