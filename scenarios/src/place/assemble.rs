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
use sandtable_space::Point;
use sandtable_space::index::PointIndex;

use super::check::{self, Faults, Ground};
use super::footing::Footings;
use super::{Place, PlaceFault, packets, register};

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

/// Checks a place with its forcing and builds the case, without plans.
///
/// # Errors
/// All faults that were found.
pub fn assemble(place: Place, assembly: Assembly) -> Result<Case, Vec<PlaceFault>> {
    let mut faults = Faults::default();
    let ground = Ground { place: &place, nodes: PointIndex::of_nodes(&place.roads) };
    check::keys(&place, &mut faults);
    check::names(&place, &mut faults);
    check::places(&place, &ground, &mut faults);
    check::roads(&place, &mut faults);
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

/// Key of the channel by which desks that answer calls alarm their stations; a place
/// without one uses its duty channel.
const DISPATCH: &str = "dispatch";

fn response_site(place: &Place, ground: &Ground, packing: Packets) -> ResponseSite {
    let frame = place.layers.frame;
    let zone_index: BTreeMap<&str, usize> =
        place.zones.iter().enumerate().map(|(k, zone)| (zone.key.as_str(), k)).collect();
    let mut footings = Footings::new(place);
    let mut groups = Vec::new();
    let villages = villages(place);
    let stations: Vec<(Point, f64)> =
        place.base_stations.iter().map(|station| (station.at, station.reach_m)).collect();
    for community in &place.communities {
        let zone = zone_index.get(community.zone.as_str()).copied().unwrap_or(0);
        let belongs = packets::Belongs {
            zone,
            village: villages.iter().position(|key| *key == community.village).unwrap_or(0) as u32,
            substation: place.zones.get(zone).and_then(|zone| feeder(place, zone)),
            base_stations: &stations,
        };
        groups.extend(packets::of_community(
            community,
            &belongs,
            packing.size(),
            &ground.nodes,
            &mut footings,
        ));
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
        villages,
        groups,
        substations: place
            .substations
            .iter()
            .map(|station| {
                let (cell, footing) = footings.at(station.at);
                built::SubstationSite {
                    key: station.key.clone(),
                    id: SimId::from_key(&station.key),
                    cell,
                    ground: footing,
                    floor_m: station.floor_m,
                }
            })
            .collect(),
        base_stations: place
            .base_stations
            .iter()
            .map(|station| {
                let (cell, footing) = footings.at(station.at);
                let feeder = |own: &super::Substation| Some(&own.key) == station.substation.as_ref();
                built::BaseStationSite {
                    key: station.key.clone(),
                    id: SimId::from_key(&station.key),
                    cell,
                    ground: footing,
                    floor_m: station.floor_m,
                    substation: place.substations.iter().position(feeder).map(|k| k as u32),
                    battery_h: station.battery_h.clone(),
                }
            })
            .collect(),
        rumours: place.rumours.iter().map(|rumour| rumour_site(place, rumour)).collect(),
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

/// Keys of the villages, each once, in the order of the place's list.
fn villages(place: &Place) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let first = |community: &&super::Community| seen.insert(community.village.clone());
    place.communities.iter().filter(first).map(|community| community.village.clone()).collect()
}

/// A zone and the units around it, the nearest first.
fn areas_of<'a>(place: &'a Place, zone: &'a super::Zone) -> Vec<&'a str> {
    let mut areas = vec![zone.key.as_str()];
    let mut unit = zone.admin.as_deref();
    while let Some(key) = unit.filter(|key| !areas.contains(key)) {
        areas.push(key);
        unit = place.units.iter().find(|own| own.key == key).and_then(|own| own.within.as_deref());
    }
    areas
}

/// The substation that feeds a zone: one that names it, or the nearest unit around it
/// that any names.
fn feeder(place: &Place, zone: &super::Zone) -> Option<u32> {
    areas_of(place, zone).into_iter().find_map(|area| {
        let feeds = |own: &super::Substation| own.feeds.iter().any(|fed| fed == area);
        place.substations.iter().position(feeds).map(|k| k as u32)
    })
}

fn rumour_site(place: &Place, rumour: &super::Rumour) -> built::RumourSite {
    let meant = |zone: &super::Zone| {
        let areas = areas_of(place, zone);
        rumour.areas.iter().any(|area| areas.contains(&area.as_str()))
    };
    built::RumourSite {
        key: rumour.key.clone(),
        id: SimId::from_key(&rumour.key),
        says: rumour.says.clone(),
        about: rumour.about,
        chance: rumour.chance,
        starts_h: rumour.starts_h.clone(),
        zones: (0u32..).zip(&place.zones).filter(|(_, zone)| meant(zone)).map(|(k, _)| k).collect(),
        at: rumour.at,
        leave_share: rumour.leave_share,
        doubt_share: rumour.doubt_share,
        call_share: rumour.call_share,
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
