//! From a place and its forcing to a checked case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sandtable_command::{Channels, Key};
use sandtable_hazards::flood::{FloodForcing, FloodSite};
use sandtable_kernel::{Calendar, SimId, SimSpan, Text};
use sandtable_response::ResponseSite;
use sandtable_response::site as built;
use sandtable_response::world::{Organisation, Prepared};
use sandtable_results::standard::standard;
use sandtable_simulation::case::FloodCase;
use sandtable_simulation::{Case, Unconfirmed};
use sandtable_space::index::PointIndex;
use sandtable_space::routing::{largest_component, weak_components};
use sandtable_space::{NodeId, Point, Quantity};

use super::footing::Footings;
use super::{Place, PlaceFault, packets, register};

/// How far from a road anything that people drive to may lie, m.
const ROAD_REACH_M: f64 = 1_500.0;

/// How households are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packets {
    /// Packets of up to so many households.
    Of(u32),
    /// Each household by itself: the reference.
    Single,
}

impl Packets {
    /// Households in a full packet.
    pub fn size(self) -> u32 {
        match self {
            Self::Of(size) => size.max(1),
            Self::Single => 1,
        }
    }
}

/// What a scenario adds to a place.
#[derive(Clone, Debug)]
pub struct Assembly {
    /// Key of the scenario.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// What a reader has to know.
    pub note: Text,
    /// Start.
    pub calendar: Calendar,
    /// Length of a tick.
    pub tick: SimSpan,
    /// Length of a run.
    pub length: SimSpan,
    /// Weather.
    pub forcing: FloodForcing,
    /// Packets.
    pub packets: Packets,
    /// Figures used but not confirmed.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Hash of everything that the case is made of.
    pub hash: u64,
}

/// Everything that is found wrong.
#[derive(Default)]
struct Faults(Vec<PlaceFault>);

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
struct Ground<'a> {
    place: &'a Place,
    nodes: PointIndex,
}

impl Ground<'_> {
    fn node(&self, at: Point) -> NodeId {
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

/// Checks a place with its forcing and builds the case, without plans.
///
/// # Errors
/// All faults that were found.
pub fn assemble(place: Place, assembly: Assembly) -> Result<Case, Vec<PlaceFault>> {
    let mut faults = Faults::default();
    let ground = Ground { place: &place, nodes: PointIndex::of_nodes(&place.roads) };
    check_keys(&place, &mut faults);
    check_names(&place, &mut faults);
    check_places(&place, &ground, &mut faults);
    check_roads(&place, &mut faults);
    faults.0.extend(assembly.forcing.check(&place.flood).into_iter().map(PlaceFault::from));
    let channels = Channels::new(place.channels.clone()).map_err(PlaceFault::from);
    let site = FloodSite::new(place.flood.clone(), place.layers.clone(), place.scheme);
    let (channels, site) = match (channels, site) {
        (Ok(channels), Ok(site)) if faults.0.is_empty() => (channels, site),
        (channels, site) => {
            faults.0.extend(channels.err());
            faults.0.extend(site.err().into_iter().flatten().map(PlaceFault::from));
            return Err(faults.0);
        }
    };
    let response = response_site(&place, &ground, assembly.packets);
    let centres: Vec<Point> = response.zones.iter().map(|zone| zone.centre).collect();
    let mut people = vec![0; place.zones.len()];
    for group in &response.groups {
        people[group.zone] += u32::from(group.persons);
    }
    let (register, wrong) = register::register(&place, &centres, &people);
    if !wrong.is_empty() {
        return Err(wrong.into_iter().map(PlaceFault::from).collect());
    }
    let keys = |on_duty: bool| {
        place
            .seats
            .iter()
            .filter(move |seat| seat.on_duty || !on_duty)
            .map(|seat| Key::new(&seat.key))
            .collect()
    };
    let organisation = Organisation {
        register: Arc::new(register),
        channels: Arc::new(channels),
        seats: keys(false),
        duty_seats: keys(true),
        desks: place.desks.clone(),
        settings: place.beliefs,
    };
    let main_gauge =
        place.main_gauge.as_deref().and_then(|key| place.gauges.iter().find(|gauge| gauge.key == key));
    let prepared = Prepared::new(response, organisation, assembly.calendar.clone())
        .map_err(|error| vec![PlaceFault::from(error)])?;
    Ok(Case {
        key: assembly.key,
        name: assembly.name,
        note: assembly.note,
        calendar: assembly.calendar,
        tick: assembly.tick,
        length: assembly.length,
        hazards: vec![Arc::new(FloodCase { site, forcing: Arc::new(assembly.forcing) })],
        response: Arc::new(prepared),
        main_gauge: main_gauge.map(|gauge| SimId::from_key(&gauge.key)),
        registry: Arc::new(standard()),
        plans: Vec::new(),
        unconfirmed: assembly.unconfirmed,
        cell_m: place.layers.frame.cell_m,
        hash: assembly.hash,
        land: Arc::new(place.land),
    })
}

/// Keys are unique, and so are the identities made from them.
fn check_keys(place: &Place, faults: &mut Faults) {
    let mut ids: BTreeMap<SimId, &str> = BTreeMap::new();
    let lists: [Vec<&str>; 12] = [
        place.units.iter().map(|x| x.key.as_str()).collect(),
        place.zones.iter().map(|x| x.key.as_str()).collect(),
        place.communities.iter().map(|x| x.key.as_str()).collect(),
        place.shelters.iter().map(|x| x.key.as_str()).collect(),
        place.depots.iter().map(|x| x.key.as_str()).collect(),
        place.hospitals.iter().map(|x| x.key.as_str()).collect(),
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
fn check_names(place: &Place, faults: &mut Faults) {
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

fn check_places(place: &Place, ground: &Ground, faults: &mut Faults) {
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

/// Key of the channel by which desks that answer calls alarm their stations; a place
/// without one uses its duty channel.
const DISPATCH: &str = "dispatch";

/// Roads that hang together with nothing: their people and teams could never move.
fn check_roads(place: &Place, faults: &mut Faults) {
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

fn response_site(place: &Place, ground: &Ground, packing: Packets) -> ResponseSite {
    let frame = place.layers.frame;
    let zone_index: BTreeMap<&str, usize> =
        place.zones.iter().enumerate().map(|(k, zone)| (zone.key.as_str(), k)).collect();
    let mut footings = Footings::new(place);
    let mut groups = Vec::new();
    for community in &place.communities {
        let zone = zone_index.get(community.zone.as_str()).copied().unwrap_or(0);
        groups.extend(packets::of_community(community, zone, packing.size(), &ground.nodes, &mut footings));
    }
    groups.sort_by_key(|group| group.id);
    let zones = place
        .zones
        .iter()
        .map(|zone| {
            let own = place.communities.iter().filter(|community| community.zone == zone.key);
            let (x, y, n) = own.fold((0.0, 0.0, 0.0), |(x, y, n), c| (x + c.at.0, y + c.at.1, n + 1.0));
            let middle = if n > 0.0 { Point(x / n, y / n) } else { Point(0.0, 0.0) };
            built::ZoneSite { key: zone.key.clone(), centre: zone.at.unwrap_or(middle) }
        })
        .collect();
    let gauge_seats: Vec<String> =
        place.seats.iter().filter(|seat| seat.on_duty).map(|seat| seat.key.clone()).collect();
    ResponseSite {
        land: Arc::new(place.land.clone()),
        graph: place.roads.clone(),
        frame,
        zones,
        groups,
        shelters: place
            .shelters
            .iter()
            .map(|shelter| {
                let (cell, footing) = footings.at(shelter.at);
                built::ShelterSite {
                    key: shelter.key.clone(),
                    id: SimId::from_key(&shelter.key),
                    at: shelter.at,
                    node: ground.node(shelter.at),
                    cell,
                    ground: footing,
                    capacity: shelter.capacity,
                    floor_m: shelter.floor_m,
                    open_at_start: shelter.open_at_start,
                    stock: shelter.stock.clone(),
                }
            })
            .collect(),
        depots: place
            .depots
            .iter()
            .map(|depot| built::DepotSite {
                key: depot.key.clone(),
                id: SimId::from_key(&depot.key),
                at: depot.at,
                node: ground.node(depot.at),
                lorries: depot.lorries,
                stock: depot.stock.clone(),
            })
            .collect(),
        hospitals: place
            .hospitals
            .iter()
            .map(|hospital| built::HospitalSite {
                key: hospital.key.clone(),
                id: SimId::from_key(&hospital.key),
                node: ground.node(hospital.at),
                beds: hospital.beds,
            })
            .collect(),
        teams: teams(place, ground),
        gauges: place
            .gauges
            .iter()
            .map(|gauge| built::GaugeSite {
                key: gauge.key.clone(),
                id: SimId::from_key(&gauge.key),
                at: gauge.at,
                interval: gauge.interval,
                error_sd: gauge.error_sd,
                outage: gauge.outage,
                quantities: gauge.quantities.clone(),
                channel: place.telemetry_channel.clone(),
                seats: gauge_seats.clone(),
            })
            .collect(),
        forecasts: forecasts(place, &gauge_seats),
        stretches: place.stretches.iter().map(|(key, (_, links))| (key.clone(), links.clone())).collect(),
        levees: place
            .flood
            .levees
            .iter()
            .map(|levee| built::LeveeSite {
                key: levee.key.clone(),
                id: SimId::from_key(&levee.key),
                line: levee.line.clone(),
            })
            .collect(),
        devices: devices(place),
        exits: place.exits.iter().map(|&at| ground.node(at)).collect(),
        item_name: place.items.iter().map(|item| (item.key.clone(), item.name.clone())).collect(),
        item_mass_kg: place.items.iter().map(|item| (item.key.clone(), item.mass_kg)).collect(),
        call_seat: place.call_seat.clone(),
        call_channel: place.call_channel.clone(),
        duty_channel: place.duty_channel.clone(),
        dispatch_channel: match place.channels.iter().find(|own| own.key.as_str() == DISPATCH) {
            Some(own) => own.key.to_string(),
            None => place.duty_channel.clone(),
        },
        persons: place
            .persons
            .iter()
            .map(|person| built::PersonSite {
                key: person.key.clone(),
                id: SimId::from_key(&person.key),
                home: ground.node(person.home),
                post: ground.node(person.post),
            })
            .collect(),
        params: place.params.clone(),
    }
}

fn teams(place: &Place, ground: &Ground) -> Vec<built::TeamSite> {
    let base = |team: &super::Team| {
        place
            .stations
            .iter()
            .find(|station| station.key == team.station)
            .map_or(Point(0.0, 0.0), |station| station.at)
    };
    place
        .teams
        .iter()
        .map(|team| built::TeamSite {
            key: team.key.clone(),
            id: SimId::from_key(&team.key),
            capabilities: team.capabilities.clone(),
            crew: team.crew,
            base: ground.node(base(team)),
            at: base(team),
            vehicle: team.vehicle,
            boats: team.boats,
            seats: team.seats,
            turnout_min: team.turnout_min.clone(),
            aid_from: team.aid_from.clone(),
            aid_times: team.aid_times.clone(),
            pump_m3_s: team.pump_m3_s,
        })
        .collect()
}

fn forecasts(place: &Place, seats: &[String]) -> Vec<built::ForecastSite> {
    let at_of = |key: &str| {
        let gauge = place.gauges.iter().find(|gauge| gauge.key == key).map(|gauge| gauge.at);
        gauge.or_else(|| place.units.iter().find(|unit| unit.key == key).map(|unit| unit.at))
    };
    place
        .forecasts
        .iter()
        .map(|forecast| built::ForecastSite {
            key: forecast.key.clone(),
            id: SimId::from_key(&forecast.key),
            place: forecast.place.clone(),
            thing: forecast.thing.as_deref().map(SimId::from_key),
            at: at_of(&forecast.place).unwrap_or(Point(0.0, 0.0)),
            quantity: forecast.quantity,
            interval: SimSpan::from_mins_f64(forecast.interval_min),
            leads: forecast.leads_h.iter().map(|hours| SimSpan::from_secs_f64(hours * 3600.0)).collect(),
            sigma_1h: forecast.sigma_1h,
            shift_min_1h: forecast.shift_min_1h,
            shift_m_1h: forecast.shift_m_1h,
            persistence: forecast.persistence,
            channel: place.telemetry_channel.clone(),
            seats: seats.to_vec(),
        })
        .collect()
}

fn devices(place: &Place) -> Vec<built::DeviceSite> {
    let device = |key: &str, gate: bool| built::DeviceSite {
        key: key.to_owned(),
        id: SimId::from_key(key),
        gate,
        operate: place.operate_s.clone(),
    };
    let gates = place.flood.gates.iter().map(|gate| device(&gate.key, true));
    gates.chain(place.flood.pumps.iter().map(|pump| device(&pump.key, false))).collect()
}
