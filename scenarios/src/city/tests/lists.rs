//! Lists: numbers of things, names, assignments.

use std::collections::BTreeSet;

use sandtable_command::register::Category;

use super::CITY;
use crate::city::lists::{DepotLevel, GroupKey, StationKind};
use crate::city::terrain::Cover;

#[test]
fn the_city_has_the_size_that_was_asked_for() {
    let city = &*CITY;
    let of_level = |level| city.units.iter().filter(|unit| unit.level == level).count();
    assert_eq!(city.population(), 1_200_000);
    assert_eq!((of_level(0), of_level(1), of_level(2), of_level(3)), (1, 1, 4, 26));
    assert!((175..=190).contains(&city.communities.len()), "{}", city.communities.len());
    assert!((110..=130).contains(&city.shelters.len()), "{}", city.shelters.len());
    for level in [DepotLevel::City, DepotLevel::District, DepotLevel::Town, DepotLevel::Village] {
        assert!(city.depots.iter().any(|depot| depot.level == level), "{level:?}");
    }
    assert_eq!(city.stations.iter().filter(|s| s.kind == StationKind::Forward).count(), 4);
    assert_eq!(city.waterlogging.len(), 24);
    assert!(city.waterlogging.iter().all(|point| point.sheet.len() >= 3));
    assert_eq!(city.seats.iter().filter(|seat| seat.key.starts_with("seat.town.")).count(), 26);
    println!(
        "zones {}, shelters {} with {} places, depots {}, hospitals {} with {} beds, stations {}, teams {}, \
         gauges {}+{}, levees {} with {:.0} km, unconfirmed {}",
        city.zones.len(),
        city.shelters.len(),
        city.shelters.iter().map(|s| s.capacity).sum::<u32>(),
        city.depots.len(),
        city.hospitals.len(),
        city.hospitals.iter().map(|h| h.beds).sum::<u32>(),
        city.stations.len(),
        city.teams.len(),
        city.gauges.len(),
        city.rain_gauges.len(),
        city.levees.len(),
        city.levees.iter().map(|l| l.length_m).sum::<f64>() / 1000.0,
        city.unconfirmed.len(),
    );
}

#[test]
fn names_are_real_words_in_both_languages() {
    let city = &*CITY;
    let mut seen = BTreeSet::new();
    for community in &city.communities {
        let name = &community.name;
        assert!(name.zh.chars().all(|c| c as u32 > 0x2E80), "{}", name.zh);
        assert!(name.en.is_ascii() || name.en.contains('’') || name.en.contains('ü'), "{}", name.en);
        assert!(!name.zh.chars().chain(name.en.chars()).any(|c| c.is_ascii_digit()), "{}", name.en);
        assert!(seen.insert(name.zh.clone()), "{} twice", name.zh);
        assert!(!community.responsible.zh.is_empty());
    }
}

#[test]
fn unconfirmed_figures_and_items_are_named_in_both_languages() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert!(CITY.unconfirmed.len() > 15, "{}", CITY.unconfirmed.len());
    for figure in &CITY.unconfirmed {
        assert!(chinese(&figure.what.zh) && !chinese(&figure.what.en), "{figure:?}");
    }
    for item in &CITY.items {
        assert!(chinese(&item.name.zh) && !chinese(&item.name.en), "{item:?}");
    }
}

#[test]
fn zones_divide_the_city_and_every_category_has_some() {
    let city = &*CITY;
    let total: u32 = city.zone_areas.iter().map(|area| area.population).sum();
    assert_eq!(total, city.population());
    for category in [Category::FloodVillage, Category::Slope, Category::DangerousHouse, Category::OutdoorWork]
    {
        let people: u32 = city
            .zones
            .iter()
            .zip(&city.listed_by_zone())
            .filter(|(zone, _)| zone.category == category)
            .map(|(_, listed)| *listed)
            .sum();
        println!("{category:?}: {people} people on the list");
        assert!(people > 5_000, "{category:?}");
    }
    for (zone, area) in city.zones.iter().zip(&city.zone_areas) {
        assert!(!area.shelters.is_empty(), "{}", zone.key);
        assert!(area.area.0.len() >= 3 && area.area.area_m2() > 1e4, "{}", zone.key);
    }
}

#[test]
fn no_shelter_is_promised_twice() {
    let city = &*CITY;
    let mut promised = vec![0u32; city.shelters.len()];
    for area in &city.zone_areas {
        for &(shelter, places) in &area.shelters {
            promised[shelter] += places;
        }
    }
    for (shelter, places) in city.shelters.iter().zip(promised) {
        assert!(places <= shelter.capacity, "{}", shelter.key);
    }
}

#[test]
fn groups_cover_the_residents_and_presence_has_a_night_and_a_day() {
    let city = &*CITY;
    for kind in &city.people.kinds {
        let sum: f64 = city
            .people
            .groups
            .iter()
            .filter(|group| !group.visitors)
            .map(|group| kind.share(group.key))
            .sum();
        assert!((sum - 1.0).abs() < 1e-9, "{}: {sum}", kind.key);
    }
    let children = city.people.groups.iter().find(|group| group.key == GroupKey::Children).unwrap();
    assert!(children.presence[2] > 0.9 && children.presence[10] < 0.2);
    let boats: f64 = city
        .communities
        .iter()
        .filter_map(|c| {
            let kind = city.people.kinds.iter().find(|kind| kind.key == c.kind)?;
            Some(f64::from(c.population) * kind.share(GroupKey::Boats))
        })
        .sum();
    assert!(boats > 1_000.0, "{boats}");
}

#[test]
fn homes_stand_on_dry_ground() {
    let city = &*CITY;
    let terrain = city.home_terrain();
    assert_eq!(terrain.ground_m.frame.cell_m, city.terrain_recipe.sample_m);
    for (community, home) in city.communities.iter().zip(&city.homes) {
        assert!(!home.cells.is_empty() && home.households > 0, "{}", community.key);
        for &cell in &home.cells {
            let cover = Cover::of(terrain.cover.cells[cell as usize]);
            assert!(cover.is_some_and(|cover| !cover.is_water()), "{} stands in water", community.key);
        }
    }
}
