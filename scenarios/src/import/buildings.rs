//! Buildings from OpenStreetMap, GeoJSON or CSV corners.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, json};

use super::areas::{Area, OUTSIDE, carried, meets, read, unique};
use super::session::{Work, Written};
use super::{BuildingRow, ImportError};
use crate::data::{Reason, Tally};
use crate::osm;
use crate::vector::{Geometry, Table, write_features};

/// Buildings.
pub const BUILDINGS: Reason = Reason { en: "buildings", zh: "建筑" };
/// People in them.
pub const PEOPLE: Reason = Reason { en: "people in buildings", zh: "建筑内人数" };
/// Floors unknown.
pub const NO_FLOORS: Reason =
    Reason { en: "number of floors unknown: one taken", zh: "层数未知：取一层" };
/// Occupants unknown.
pub const NO_OCCUPANTS: Reason = Reason {
    en: "people unknown: the number given as option taken",
    zh: "人数未知：取选项给出的数",
};
/// No closed ring.
pub const NO_RING: Reason = Reason { en: "outline that is no ring of three corners", zh: "轮廓不成环" };

pub(super) fn buildings(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let (list, epsg) =
        if work.ends_with(&[".pbf"]) { from_osm(work, tally)? } else { from_areas(work, tally)? };
    let table = occupants(work)?;
    let clip = work.clip()?;
    let mut given = BTreeSet::new();
    let mut rows = Vec::new();
    for (area, floors, people, use_) in list {
        if !meets(&area.polygon, clip) {
            tally.drop(OUTSIDE, area.key);
            continue;
        }
        let key = unique(&area.key, &mut given, tally);
        let said = table.get(&area.key);
        let floors = said.and_then(|row| row.floors).or(floors).unwrap_or_else(|| {
            tally.assume(NO_FLOORS, key.clone());
            1
        });
        let occupants = said.map(|row| row.occupants).or(people).unwrap_or_else(|| {
            tally.assume(NO_OCCUPANTS, key.clone());
            work.options.occupants.unwrap_or(0)
        });
        let use_ = said.and_then(|row| row.use_.clone()).or(use_).unwrap_or_default();
        let polygon = area.polygon.simplified(work.simplify_m(0.1));
        rows.push(BuildingRow { key, floors, occupants, use_, polygon });
    }
    if rows.is_empty() {
        return Err(ImportError::Nothing("no building inside the case's area".into()));
    }
    tally.keep(BUILDINGS, rows.len() as u64);
    tally.keep(PEOPLE, rows.iter().map(|row| u64::from(row.occupants)).sum());
    Ok((text(epsg, &rows).into_bytes(), Some(epsg)))
}

/// Area, floors, people, use.
type Found = (Area, Option<u32>, Option<u32>, Option<String>);

fn from_areas(work: &Work<'_>, tally: &mut Tally) -> Result<(Vec<Found>, u32), ImportError> {
    let (areas, epsg) = read(work, tally)?;
    let found = areas
        .into_iter()
        .map(|area| {
            let number = |names: &[&str]| {
                let feature = area.feature.as_ref()?;
                names.iter().find_map(|name| feature.number(name)).map(|n| n.clamp(0.0, 1e6) as u32)
            };
            let floors = number(&["floors", "levels", "building:levels"]);
            let people = number(&["occupants", "people", "population"]);
            let use_ = area.feature.as_ref().and_then(|feature| feature.first_text(&["use", "building"]));
            (area, floors, people, use_)
        })
        .collect();
    Ok((found, epsg))
}

fn from_osm(work: &Work<'_>, tally: &mut Tally) -> Result<(Vec<Found>, u32), ImportError> {
    let extract = osm::read(work.file)?;
    let middle = extract.buildings.iter().find_map(|way| way.points.first()).copied();
    let middle = middle.ok_or_else(|| ImportError::Nothing("no buildings".into()))?;
    let way_to = work.way(Some(4326), middle)?;
    let mut found = Vec::new();
    for way in &extract.buildings {
        let key = format!("osm-{}", way.id);
        let polygon = carried(&way_to, &way.points)?;
        if polygon.0.len() < 3 || way.missing > 0 || way.nodes.first() != way.nodes.last() {
            tally.drop(NO_RING, key);
            continue;
        }
        let floors = way.tag("building:levels").and_then(|n| n.parse::<f64>().ok());
        let floors = floors.filter(|n| *n >= 1.0).map(|n| n.min(200.0) as u32);
        let use_ = way.tag("building").filter(|kind| *kind != "yes").map(str::to_owned);
        found.push((Area { key, polygon, feature: None }, floors, None, use_));
    }
    Ok((found, way_to.epsg))
}

/// What a table says of a building.
struct Said {
    occupants: u32,
    floors: Option<u32>,
    use_: Option<String>,
}

/// The table beside the recipe: columns `key`, `occupants`, and perhaps `floors`, `use`.
fn occupants(work: &Work<'_>) -> Result<BTreeMap<String, Said>, ImportError> {
    let Some(name) = &work.options.occupants_table else {
        return Ok(BTreeMap::new());
    };
    let table = Table::read(&work.beside(name))?;
    let (key, occupants) = (table.column(&["key"])?, table.column(&["occupants"])?);
    let (floors, use_) = (table.column_if_any(&["floors"]), table.column_if_any(&["use"]));
    table
        .rows()
        .map(|row| {
            let whole = |column: usize| row.number(column).map(|n| n.clamp(0.0, 1e6) as u32);
            let said = Said {
                occupants: whole(occupants)?,
                floors: floors.map(whole).transpose()?,
                use_: use_.map(|column| row.text(column).to_owned()),
            };
            Ok((row.text(key).to_owned(), said))
        })
        .collect()
}

fn text(epsg: u32, rows: &[BuildingRow]) -> String {
    let shapes: Vec<Geometry> =
        rows.iter().map(|row| Geometry::Areas(vec![(row.polygon.clone(), 0)])).collect();
    let properties = rows.iter().map(|row| {
        let mut map = Map::new();
        map.insert("key".into(), json!(row.key));
        map.insert("floors".into(), json!(row.floors));
        map.insert("occupants".into(), json!(row.occupants));
        map.insert("use".into(), json!(row.use_));
        map
    });
    write_features(epsg, shapes.iter().zip(properties))
}
