//! From buildings and places with people to zones and communities.

use std::collections::BTreeMap;

use sandtable_command::register::Category;
use sandtable_kernel::Text;
use sandtable_space::{Point, Polygon};

use super::file::{Grouping, PeopleRule, ScenarioFile, ZoneEntry};
use super::ground::Ground;
use crate::import::CaseFiles;
use crate::place::{Community, Zone};

/// Zone of everybody if neither the scenario nor the import has one.
const EVERYBODY: &str = "zone.all";

/// A zone with its outline.
struct Area {
    zone: Zone,
    area: Option<Polygon>,
}

/// People who live at one spot.
struct Home {
    key: String,
    name: Text,
    at: Point,
    radius_m: f64,
    persons: u32,
    upper_storeys: u8,
    zone: usize,
}

/// Zones and communities of a case.
pub fn settle(file: &ScenarioFile, files: &CaseFiles, ground: &Ground) -> (Vec<Zone>, Vec<Community>) {
    let areas = areas(file, files);
    let mut homes = Vec::new();
    for building in files.buildings.iter().filter(|building| building.occupants > 0) {
        let at = ground.doorstep(building);
        homes.push(Home {
            key: format!("home.{}", building.key),
            name: Text::same(building.key.clone()),
            at,
            radius_m: 1.0,
            persons: building.occupants,
            // The roof counts as one.
            upper_storeys: building.floors.clamp(1, 200) as u8,
            zone: zone_of(&areas, at),
        });
    }
    for place in &files.places {
        let Some(persons) = place.population.filter(|persons| *persons > 0) else { continue };
        homes.push(Home {
            key: format!("home.{}", place.key),
            name: place.name.clone(),
            at: place.at,
            radius_m: file.people.place_radius_m,
            persons,
            upper_storeys: 1,
            zone: zone_of(&areas, place.at),
        });
    }
    let communities = match file.people.by {
        Grouping::Building => by_home(&file.people, &areas, homes),
        Grouping::Zone => by_zone(&file.people, &areas, &homes),
    };
    (areas.into_iter().map(|area| area.zone).collect(), communities)
}

fn areas(file: &ScenarioFile, files: &CaseFiles) -> Vec<Area> {
    let imported: BTreeMap<&str, _> = files.zones.iter().map(|zone| (zone.key.as_str(), zone)).collect();
    let of_entry = |entry: &ZoneEntry| {
        let held = imported.get(entry.key.as_str());
        let name = entry.name.clone().or_else(|| held.map(|held| held.name.clone()));
        Area {
            zone: Zone {
                key: entry.key.clone(),
                name: name.unwrap_or_else(|| Text::same(entry.key.clone())),
                category: entry.category,
                admin: entry.admin.clone(),
                at: None,
                shelters: entry.shelters.clone(),
                responsible: entry.responsible.clone(),
                tags: entry.tags.clone(),
            },
            area: entry.area.clone().or_else(|| held.map(|held| held.polygon.clone())),
        }
    };
    if !file.zones.is_empty() {
        return file.zones.iter().map(of_entry).collect();
    }
    let plain = |key: &str, name: Text, area: Option<Polygon>| Area {
        zone: Zone {
            key: key.to_owned(),
            name,
            category: Category::FloodVillage,
            admin: None,
            at: None,
            shelters: Vec::new(),
            responsible: None,
            tags: Vec::new(),
        },
        area,
    };
    if files.zones.is_empty() {
        return vec![plain(EVERYBODY, Text::new("全体居民", "Everybody"), None)];
    }
    files.zones.iter().map(|zone| plain(&zone.key, zone.name.clone(), Some(zone.polygon.clone()))).collect()
}

/// The zone around a place; else the first without an area; else the one whose middle
/// is nearest.
fn zone_of(areas: &[Area], at: Point) -> usize {
    let around = areas.iter().position(|area| area.area.as_ref().is_some_and(|area| area.contains(at)));
    let rest = || areas.iter().position(|area| area.area.is_none());
    let nearest = || {
        let away =
            |area: &Area| area.area.as_ref().map_or(f64::INFINITY, |area| area.centroid().distance_m(at));
        let best = areas.iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1)));
        best.map(|(k, _)| k)
    };
    around.or_else(rest).or_else(nearest).unwrap_or(0)
}

fn households(persons: u32, rule: &PeopleRule) -> u32 {
    let fewest = persons.div_ceil(20);
    (libm::round(f64::from(persons) / rule.household_size) as u32).clamp(fewest.max(1), persons.max(1))
}

/// A community a home. Shares are dealt along the homes so that the totals hold: a
/// house has its car or has none.
fn by_home(rule: &PeopleRule, areas: &[Area], homes: Vec<Home>) -> Vec<Community> {
    let (mut frail, mut cars) = (Dealt::new(rule.frail_share), Dealt::new(rule.car_share));
    let mut cellars = Dealt::new(rule.basement_share);
    homes
        .into_iter()
        .map(|home| {
            let n = households(home.persons, rule);
            let mut community =
                community(rule, &home.key, home.name.clone(), &areas[home.zone].zone, home.at);
            community.radius_m = home.radius_m;
            community.households = n;
            community.persons = home.persons;
            community.frail_share = frail.share(home.persons);
            community.car_share = cars.share(n);
            community.basement_share = cellars.share(n);
            community.upper_storeys = home.upper_storeys;
            community
        })
        .collect()
}

/// A community a zone, its people spread over the homes by the number of them.
fn by_zone(rule: &PeopleRule, areas: &[Area], homes: &[Home]) -> Vec<Community> {
    let mut communities = Vec::new();
    for (k, area) in areas.iter().enumerate() {
        let own: Vec<&Home> = homes.iter().filter(|home| home.zone == k).collect();
        let persons: u32 = own.iter().map(|home| home.persons).sum();
        let Some(first) = own.first() else { continue };
        let key = format!("people.{}", area.zone.key);
        let mut community = community(rule, &key, area.zone.name.clone(), &area.zone, first.at);
        community.spots =
            own.iter().flat_map(|home| vec![home.at; households(home.persons, rule) as usize]).collect();
        community.households = community.spots.len() as u32;
        community.persons = persons;
        community.upper_storeys = own.iter().map(|home| home.upper_storeys).min().unwrap_or(1);
        communities.push(community);
    }
    communities
}

fn community(rule: &PeopleRule, key: &str, name: Text, zone: &Zone, at: Point) -> Community {
    Community {
        key: key.to_owned(),
        village: key.to_owned(),
        name,
        zone: zone.key.clone(),
        category: zone.category,
        at,
        radius_m: 1.0,
        spots: Vec::new(),
        households: 1,
        persons: 0,
        frail_share: rule.frail_share,
        car_share: rule.car_share,
        building: rule.building,
        upper_storeys: 1,
        basement_share: rule.basement_share,
        rain_limit_mm_h: None,
        value_cny: rule.value_cny,
        presence: rule.presence,
    }
}

/// A share dealt in whole units so that every running total is the nearest whole.
struct Dealt {
    share: f64,
    due: f64,
    given: f64,
}

impl Dealt {
    fn new(share: f64) -> Self {
        Self { share, due: 0.0, given: 0.0 }
    }

    /// Share of the next `n` units.
    fn share(&mut self, n: u32) -> f64 {
        self.due += self.share * f64::from(n);
        let now = (libm::round(self.due) - self.given).clamp(0.0, f64::from(n));
        self.given += now;
        now / f64::from(n.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_single_houses_add_up() {
        let mut cars = Dealt::new(0.7);
        let given: Vec<f64> = (0..10).map(|_| cars.share(1)).collect();
        assert_eq!(given.iter().sum::<f64>(), 7.0);
        assert!(given.iter().all(|share| *share == 0.0 || *share == 1.0));
    }
}
