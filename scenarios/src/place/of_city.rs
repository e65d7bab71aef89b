//! From a generated city to a place.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_command::register::{Category, RatingTable};
use sandtable_command::standing::DispatchDesk;
use sandtable_command::{BeliefSettings, ChannelSpec};
use sandtable_hazards::flood::solver::{Params, Sleep};
use sandtable_impact::BuildingClass;
use sandtable_kernel::{Dist, SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_space::{Grid, Point, Quantity};
use serde::{Deserialize, Serialize};

use super as place;
use crate::city::CityModel;
use crate::city::lists::{self, GroupKey, SettlementKind};
use crate::city::terrain::recipe::Person;
use crate::city::terrain::{Cover, Terrain};

/// Water of the city that may sleep. Cells of 60 to 120 m are never level to a
/// centimetre; tests with stricter values give the same levels at the main gauge within
/// a millimetre and the same flooded cells within one in a hundred.
const SLEEP: Sleep = Sleep { film_m: 0.01, level_m: 1e-3, speed_m_s: 5e-3 };

/// `command.ron` of a city: how its people talk, who answers calls, what is
/// forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Communication {
    /// Where the figures come from.
    pub source: String,
    /// `recalled` or `assumed` if unconfirmed.
    pub status: Option<String>,
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
    /// Seats to which gauges, forecasts, teams and shelters report.
    pub duty_seats: Vec<String>,
    /// Desks that answer calls with any plan or none.
    pub desks: Vec<DispatchDesk>,
    /// Forecast products.
    pub forecasts: Vec<ForecastEntry>,
    /// Standard deviation of rain gauges, mm, and the chance that a reading fails.
    pub rain_error_mm: f64,
    /// Chance that a rain gauge's reading fails.
    pub rain_outage: f64,
    /// Rain of an hour from which slopes are in danger, mm.
    pub slope_rain_mm_h: f64,
    /// Time an operator takes to switch a gate or pump, s.
    pub operate_s: Dist,
}

/// A forecast product in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastEntry {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Gauge, inflow or unit that it speaks of.
    pub place: String,
    /// Inflow or stage whose value it is; none: the value at the place.
    #[serde(default)]
    pub thing: Option<String>,
    /// What is forecast.
    pub quantity: Quantity,
    /// Time between two issues, min.
    pub interval_min: f64,
    /// Leads, h.
    pub leads_h: Vec<f64>,
    /// Relative error at one hour lead.
    pub sigma_1h: f64,
    /// Mistiming at one hour lead, min.
    #[serde(default)]
    pub shift_min_1h: f64,
    /// Displacement at one hour lead, m.
    #[serde(default)]
    pub shift_m_1h: f64,
    /// Correlation of the error from issue to issue.
    pub persistence: f64,
}

/// A place made of a city and the way its people talk.
pub fn of_city(city: &CityModel, talk: &Communication) -> super::Place {
    let start_flow = start_flow(city);
    let (flood, layers) = city.flood_site(start_flow);
    let terrain = &city.terrain;
    let land: Vec<bool> = (0..layers.frame.len())
        .map(|k| terrain.river.cells[k] == 0 && !terrain.sea.cells[k] && terrain.lake.cells[k] == 0)
        .collect();
    let mut persons = Vec::new();
    let named = named(city, &mut persons);
    let zones = zones(city, &mut persons);
    let day = city.days.iter().find(|day| day.key == city.flood.day);
    place::Place {
        scheme: Params { sleep: Some(SLEEP), ..Params::default() },
        levels: city.levels.clone(),
        units: city
            .units
            .iter()
            .map(|unit| place::Unit {
                key: unit.key.clone(),
                name: unit.name.clone(),
                level: unit.level,
                within: unit.within.clone(),
                at: unit.at,
            })
            .collect(),
        communities: communities(city, day, talk.slope_rain_mm_h),
        shelters: city.shelters.iter().map(shelter).collect(),
        depots: city
            .depots
            .iter()
            .map(|depot| place::Depot {
                key: depot.key.clone(),
                name: depot.name.clone(),
                at: depot.at,
                admin: city.units.iter().any(|unit| unit.key == depot.unit).then(|| depot.unit.clone()),
                lorries: depot.lorries,
                stock: depot.stock.iter().cloned().collect(),
            })
            .collect(),
        hospitals: city
            .hospitals
            .iter()
            .map(|hospital| place::Hospital {
                key: hospital.key.clone(),
                name: hospital.name.clone(),
                at: hospital.at,
                beds: hospital.free_beds,
            })
            .collect(),
        substations: city.lifelines.substations.clone(),
        base_stations: base_stations(city),
        rumours: city.flood.rumours.clone(),
        stations: city
            .stations
            .iter()
            .map(|station| place::Station {
                key: station.key.clone(),
                name: station.name.clone(),
                at: station.at,
                admin: None,
            })
            .collect(),
        teams: city.teams.iter().map(team).collect(),
        gauges: gauges(city, talk),
        main_gauge: city.gauges.first().map(|gauge| gauge.spec.key.clone()),
        forecasts: talk.forecasts.iter().map(forecast).collect(),
        items: city
            .items
            .iter()
            .map(|item| place::Item {
                key: item.key.clone(),
                name: item.name.clone(),
                unit: item.unit.clone(),
                mass_kg: item.mass_kg,
                volume_m3: item.volume_m3,
            })
            .collect(),
        seats: city
            .seats
            .iter()
            .map(|seat| place::Seat {
                key: seat.key.clone(),
                name: seat.name.clone(),
                superior: seat.superior.clone(),
                admin: Some(seat.unit.clone()),
                on_duty: talk.duty_seats.contains(&seat.key),
            })
            .collect(),
        waterlogging: city.waterlogging.iter().map(waterlogging).collect(),
        stretches: stretches(city),
        roads: Arc::new(city.roads.graph.clone()),
        channels: talk.channels.clone(),
        telemetry_channel: talk.telemetry_channel.clone(),
        call_channel: talk.call_channel.clone(),
        duty_channel: talk.duty_channel.clone(),
        call_seat: talk.call_seat.clone(),
        desks: talk.desks.clone(),
        exits: city.exits.iter().map(|&node| city.roads.graph.node(node)).collect(),
        operate_s: talk.operate_s.clone(),
        beliefs: BeliefSettings::default(),
        params: ResponseParams::default(),
        borders: Vec::new(),
        epsg: None,
        named,
        zones,
        persons,
        fine: city.fine.as_ref().map(|fine| fine_ground(fine, terrain)),
        flood,
        layers,
        land,
    }
}

/// Ground that houses stand on; the berm between river and levee is not settled.
fn fine_ground(fine: &Terrain, grid: &Terrain) -> place::FineGround {
    let class = |value: u8| Cover::of(value).unwrap_or(Cover::Farmland);
    let dry = |(ground, cover): (&f32, &u8)| if class(*cover).is_water() { f32::NAN } else { *ground };
    let settled = |cover: &u8| !class(*cover).is_water() && class(*cover) != Cover::Wetland;
    place::FineGround {
        ground_m: Grid {
            frame: fine.ground_m.frame,
            cells: fine.ground_m.cells.iter().zip(&fine.cover.cells).map(dry).collect(),
        },
        settled: grid.cover.cells.iter().map(settled).collect(),
    }
}

/// Flow of the main river at the start of the scenario, m³/s: the first row of its
/// hydrograph.
fn start_flow(city: &CityModel) -> f64 {
    let first = city.flood.forcing.hydrographs.first().and_then(|hydrograph| hydrograph.rows.first());
    first.map_or(0.0, |row| row.1)
}

fn zones(city: &CityModel, persons: &mut Vec<place::Person>) -> Vec<place::Zone> {
    let mut zones = Vec::with_capacity(city.zones.len());
    for (zone, area) in city.zones.iter().zip(&city.zone_areas) {
        let person = in_charge(city, &zone.key, &zone.responsible, area.centre, persons);
        let town = city.communities.iter().find(|community| zone.communities.contains(&community.key));
        zones.push(place::Zone {
            key: zone.key.clone(),
            name: zone.name.clone(),
            category: zone.category,
            admin: Some(town.map_or_else(|| zone.district.clone(), |community| community.town.clone())),
            at: Some(area.centre),
            shelters: area.shelters.iter().map(|&(k, _)| city.shelters[k].key.clone()).collect(),
            responsible: Some(person),
            tags: Vec::new(),
        });
    }
    zones
}

/// Adds the person in charge of a thing; home lies on the way to the city's middle.
fn in_charge(
    city: &CityModel,
    of: &str,
    person: &Person,
    post: Point,
    persons: &mut Vec<place::Person>,
) -> String {
    let key = format!("person.{of}");
    let middle = city.units.iter().find(|unit| unit.level == 1).map_or(post, |unit| unit.at);
    let way = post.distance_m(middle).max(1.0);
    let home = post.towards(middle, (person.distance_m / way).min(1.0));
    persons.push(place::Person {
        key: key.clone(),
        name: person.name.clone(),
        of: of.to_owned(),
        home,
        post,
    });
    key
}

/// Names and persons in charge of levees, reservoirs, gates and pumps.
fn named(city: &CityModel, persons: &mut Vec<place::Person>) -> Vec<place::Named> {
    let mut all = Vec::new();
    let mut add = |key: &str, name: &Text, person: &Person, post: Point| {
        let responsible = Some(in_charge(city, key, person, post, persons));
        all.push(place::Named {
            key: key.to_owned(),
            name: name.clone(),
            admin: None,
            responsible,
            tags: Vec::new(),
        });
    };
    for levee in &city.levees {
        let line = &levee.line;
        add(&levee.key, &levee.name, &levee.responsible, line.at(0.5 * line.length_m()));
    }
    for reservoir in &city.reservoirs {
        add(&reservoir.spec.key, &reservoir.name, &reservoir.responsible, reservoir.at);
    }
    for gate in &city.gates {
        add(&gate.spec.key, &gate.name, &gate.responsible, gate.spec.inner);
    }
    for pump in &city.pumps {
        add(&pump.spec.key, &pump.name, &pump.responsible, pump.spec.intake);
    }
    all
}

/// Two communities of each: those on the evacuation list, and the others.
fn communities(city: &CityModel, day: Option<&lists::Day>, slope_mm: f64) -> Vec<place::Community> {
    let frame = &city.home_terrain().ground_m.frame;
    let mut all = Vec::with_capacity(2 * city.communities.len());
    for (community, home) in city.communities.iter().zip(&city.homes) {
        let Some(kind) = city.people.kinds.iter().find(|kind| kind.key == community.kind) else { continue };
        let spots: Vec<Point> = home
            .cells
            .iter()
            .map(|&cell| {
                let (column, row) = frame.column_row(cell as usize);
                frame.centre(column, row)
            })
            .collect();
        let away = day.map_or(0.0, |day| {
            let district = city
                .units
                .iter()
                .find(|unit| unit.key == community.town)
                .and_then(|unit| unit.within.as_ref());
            day.away.iter().find(|(key, _)| Some(key) == district).map_or(0.0, |row| row.1)
        });
        let share = f64::from(home.listed) / f64::from(community.population.max(1));
        let listed = libm::round(share * f64::from(home.households)) as u32;
        let part = |key: String, category: Category, households: u32, persons: u32| place::Community {
            key,
            name: community.name.clone(),
            zone: city.zones[home.zone].key.clone(),
            village: community.key.clone(),
            category,
            at: community.at,
            radius_m: 300.0,
            spots: spots.clone(),
            households,
            persons,
            frail_share: frail(city, kind),
            car_share: kind.cars_per_household.min(1.0),
            building: building(kind, category),
            upper_storeys: storeys(kind, category),
            basement_share: kind.share(GroupKey::Basement),
            rain_limit_mm_h: (category == Category::Slope).then_some(slope_mm),
            value_cny: kind.value_cny_m2 * kind.floor_area_m2 / f64::from(kind.floors.max(1)),
            presence: presence(city, kind, category, away),
        };
        if listed > 0 {
            all.push(part(community.key.clone(), community.category, listed, home.listed));
        }
        let rest = home.households - listed.min(home.households);
        if rest > 0 {
            let key = if listed > 0 { format!("{}.rest", community.key) } else { community.key.clone() };
            all.push(part(
                key,
                Category::Ordinary,
                rest,
                community.population - home.listed.min(community.population),
            ));
        }
    }
    all
}

fn frail(city: &CityModel, kind: &SettlementKind) -> f64 {
    let part = |row: &lists::GroupRow| if row.visitors { 0.0 } else { kind.share(row.key) * row.frail };
    city.people.groups.iter().map(part).sum::<f64>().clamp(0.0, 1.0)
}

/// The most usual building of the settlement; people on the list of dangerous
/// houses live in such.
fn building(kind: &SettlementKind, category: Category) -> BuildingClass {
    if category == Category::DangerousHouse {
        return BuildingClass::Dangerous;
    }
    let most = kind.buildings.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    most.map_or(BuildingClass::Masonry, |row| row.0)
}

/// Floors above the ground floor; a flat roof counts as one, a hut has none.
fn storeys(kind: &SettlementKind, category: Category) -> u8 {
    match building(kind, category) {
        BuildingClass::Concrete | BuildingClass::Masonry => kind.floors,
        BuildingClass::Light | BuildingClass::Dangerous => kind.floors.min(2).saturating_sub(1),
    }
}

/// Share at home by the hour: the mean over the groups of the settlement. Outdoor
/// workers are where they work, which is where they are listed.
fn presence(city: &CityModel, kind: &SettlementKind, category: Category, away: f64) -> [f32; 24] {
    std::array::from_fn(|hour| {
        let home: f64 = city
            .people
            .groups
            .iter()
            .filter(|row| !row.visitors)
            .map(|row| kind.share(row.key) * f64::from(row.presence.get(hour).copied().unwrap_or(1.0)))
            .sum();
        let there = if category == Category::OutdoorWork { 1.0 - 0.5 * home } else { home };
        ((there * (1.0 - away)).clamp(0.0, 1.0)) as f32
    })
}

/// One base station in the middle of each community, fed by its town's substation.
fn base_stations(city: &CityModel) -> Vec<place::BaseStation> {
    let lifelines = &city.lifelines;
    let rule = &lifelines.base_stations;
    let station = |community: &lists::Community| {
        let feeder = lifelines.substations.iter().find(|own| own.feeds.contains(&community.town));
        place::BaseStation {
            key: format!("cell.{}", community.key),
            at: community.at,
            reach_m: rule.reach_m,
            floor_m: if rule.on_roofs.contains(&community.kind) { rule.roof_m } else { rule.cabinet_m },
            substation: feeder.map(|own| own.key.clone()),
            battery_h: rule.battery_h.clone(),
        }
    };
    city.communities.iter().map(station).collect()
}

fn shelter(shelter: &lists::Shelter) -> place::Shelter {
    place::Shelter {
        key: shelter.key.clone(),
        name: shelter.name.clone(),
        at: shelter.at,
        admin: Some(shelter.town.clone()),
        capacity: shelter.capacity,
        floor_m: shelter.floor_m,
        open_at_start: shelter.open_at_start,
        stock: shelter.stock.iter().cloned().collect(),
    }
}

fn team(team: &lists::Team) -> place::Team {
    place::Team {
        key: team.key.clone(),
        name: team.name.clone(),
        kind: team.team_type.clone(),
        station: team.station.clone(),
        capabilities: team.capabilities.clone(),
        crew: team.crew,
        vehicle: team.vehicle,
        boats: team.boats,
        seats: team.seats,
        turnout_min: team.turnout_min.clone(),
        pump_m3_s: team.pump_m3_s,
        seat: Some(team.seat.clone()),
        aid_from: team.aid.as_ref().map(|aid| aid.from.clone()),
        aid_times: team.aid.as_ref().map(|aid| aid.times.clone()),
    }
}

fn gauges(city: &CityModel, talk: &Communication) -> Vec<place::Gauge> {
    let river = city.gauges.iter().map(|gauge| place::Gauge {
        key: gauge.spec.key.clone(),
        name: gauge.name.clone(),
        at: gauge.spec.point,
        levels_m: Some([
            gauge.spec.warning_m.unwrap_or(gauge.crest_m),
            gauge.spec.guarantee_m.unwrap_or(gauge.crest_m),
            gauge.crest_m,
        ]),
        rating: RatingTable(gauge.spec.rating.clone()),
        quantities: vec![Quantity::WaterLevel],
        interval: SimSpan::from_mins_f64(gauge.interval_min),
        error_sd: gauge.error_sd_m,
        outage: gauge.outage,
        admin: None,
    });
    let rain = city.rain_gauges.iter().map(|gauge| place::Gauge {
        key: gauge.key.clone(),
        name: gauge.name.clone(),
        at: gauge.at,
        levels_m: None,
        rating: RatingTable::default(),
        quantities: vec![Quantity::Rain1h, Quantity::Rain3h, Quantity::Rain6h, Quantity::Rain24h],
        interval: SimSpan::from_mins(10),
        error_sd: talk.rain_error_mm,
        outage: talk.rain_outage,
        admin: None,
    });
    river.chain(rain).collect()
}

fn forecast(entry: &ForecastEntry) -> place::Forecast {
    place::Forecast {
        key: entry.key.clone(),
        name: entry.name.clone(),
        place: entry.place.clone(),
        thing: entry.thing.clone(),
        quantity: entry.quantity,
        interval_min: entry.interval_min,
        leads_h: entry.leads_h.clone(),
        sigma_1h: entry.sigma_1h,
        shift_min_1h: entry.shift_min_1h,
        shift_m_1h: entry.shift_m_1h,
        persistence: entry.persistence,
    }
}

fn waterlogging(point: &lists::WaterloggingPoint) -> place::WaterloggingPoint {
    let join = |pick: fn(&Text) -> &str| {
        point
            .sheet
            .iter()
            .map(|step| format!("{}: {}", pick(&step.when), pick(&step.what)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    place::WaterloggingPoint {
        key: point.key.clone(),
        name: point.name.clone(),
        at: point.at,
        admin: Some(point.town.clone()),
        sheet: Text::new(join(|text| &text.zh), join(|text| &text.en)),
    }
}

/// Underpasses and bridges, which plans close by name.
fn stretches(city: &CityModel) -> BTreeMap<String, (Text, Vec<sandtable_space::LinkId>)> {
    let underpasses =
        city.roads.underpasses.iter().map(|it| (it.key.clone(), (it.name.clone(), it.links.clone())));
    let bridges = city.roads.bridges.iter().map(|it| (it.key.clone(), (it.name.clone(), it.links.clone())));
    underpasses.chain(bridges).collect()
}
