//! Areas from GeoJSON or from CSV corners, and zones made of them.

use std::collections::BTreeSet;

use sandtable_kernel::Text;
use sandtable_space::{Point, Polygon};
use serde_json::{Map, Value, json};

use super::session::{Way, Work, Written};
use super::{ImportError, ZoneRow};
use crate::data::{Reason, Tally};
use crate::project::Window;
use crate::vector::{Feature, Geometry, Table, read_features, write_features};

/// Not an area.
pub const NO_AREA: Reason = Reason { en: "no area", zh: "不是面" };
/// Smaller parts.
pub const PARTS: Reason =
    Reason { en: "smaller part of an area of several parts", zh: "多部分面中较小的部分" };
/// Holes.
pub const HOLES: Reason = Reason { en: "hole in an area", zh: "面中的洞" };
/// Outside.
pub const OUTSIDE: Reason = Reason { en: "outside the case's area", zh: "在算例范围之外" };
/// Same key.
pub const SAME_KEY: Reason = Reason { en: "key given before: renamed", zh: "键重复：已改名" };
/// Zones.
pub const ZONES: Reason = Reason { en: "zones", zh: "分区" };

/// An area in the case's system with what is said of it.
pub(super) struct Area {
    pub(super) key: String,
    pub(super) polygon: Polygon,
    /// The feature it came from; none for CSV.
    pub(super) feature: Option<Feature>,
}

/// Reads the areas of a file: the largest part of each, without holes.
pub(super) fn read(work: &Work<'_>, tally: &mut Tally) -> Result<(Vec<Area>, u32), ImportError> {
    if work.ends_with(&[".csv"]) { corners(work) } else { features(work, tally) }
}

fn features(work: &Work<'_>, tally: &mut Tally) -> Result<(Vec<Area>, u32), ImportError> {
    let file = read_features(work.file)?;
    let middle = file.list.iter().find_map(|feature| match &feature.geometry {
        Some(Geometry::Areas(areas)) => areas.first().map(|(area, _)| area.centroid()),
        _ => None,
    });
    let middle = middle.ok_or_else(|| ImportError::Nothing("no areas".into()))?;
    let way = work.way(Some(file.epsg), middle)?;
    let mut list = Vec::new();
    for feature in file.list {
        let Some(Geometry::Areas(parts)) = &feature.geometry else {
            tally.drop(NO_AREA, feature.label());
            continue;
        };
        let mut best: Option<(f64, Polygon)> = None;
        for (part, holes) in parts {
            tally.drop_many(HOLES, *holes as u64);
            let polygon = Polygon(way.points(&part.0)?);
            let size = polygon.area_m2();
            if best.as_ref().is_none_or(|(largest, _)| size > *largest) {
                best = Some((size, polygon));
            }
        }
        tally.drop_many(PARTS, parts.len().saturating_sub(1) as u64);
        if let Some((_, polygon)) = best {
            let key = work.options.key_column.as_ref().and_then(|name| feature.text(name));
            list.push(Area { key: key.unwrap_or_else(|| feature.label()), polygon, feature: Some(feature) });
        }
    }
    Ok((list, way.epsg))
}

/// Corners in a table: `x` and `y`, and a key of the area each belongs to (the first
/// other column); without a line of names, two columns of one area.
fn corners(work: &Work<'_>) -> Result<(Vec<Area>, u32), ImportError> {
    let mut table = Table::read(work.file)?;
    let named = table.column_if_any(&["x", "lon", "longitude"]).is_some();
    if !named {
        table = Table::read_bare(work.file)?;
    }
    let (x, y) = if named {
        (table.column(&["x", "lon", "longitude"])?, table.column(&["y", "lat", "latitude"])?)
    } else {
        (table.column(&["0"])?, table.column(&["1"])?)
    };
    let key = match &work.options.key_column {
        Some(name) => Some(table.column(&[&name.to_lowercase()])?),
        None => (0..table.names().len()).find(|column| *column != x && *column != y),
    };
    let mut list: Vec<(String, Vec<Point>)> = Vec::new();
    for row in table.rows() {
        let name = key.map_or("area", |column| row.text(column));
        let point = Point(row.number(x)?, row.number(y)?);
        match list.iter_mut().find(|(held, _)| held == name) {
            Some((_, ring)) => ring.push(point),
            None => list.push((name.to_owned(), vec![point])),
        }
    }
    let middle = list.first().and_then(|(_, ring)| ring.first()).copied();
    let middle = middle.ok_or_else(|| ImportError::Nothing("no corners".into()))?;
    let way = work.way(None, middle)?;
    let areas = list
        .into_iter()
        .map(|(key, mut ring)| {
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if ring.len() < 3 {
                return Err(ImportError::Nothing(format!("{key} has fewer than three corners")));
            }
            Ok(Area { key, polygon: Polygon(way.points(&ring)?), feature: None })
        })
        .collect::<Result<_, _>>()?;
    Ok((areas, way.epsg))
}

/// Whether an area has its middle inside a window, or touches it with a corner.
pub(super) fn meets(polygon: &Polygon, clip: Option<Window>) -> bool {
    clip.is_none_or(|window| {
        window.contains(polygon.centroid()) || polygon.0.iter().any(|&corner| window.contains(corner))
    })
}

/// A key that has not been given yet: the key itself, or with a number after it.
pub(super) fn unique(key: &str, given: &mut BTreeSet<String>, tally: &mut Tally) -> String {
    let mut name = key.to_owned();
    let mut number = 2;
    while !given.insert(name.clone()) {
        name = format!("{key}-{number}");
        number += 1;
    }
    if name != key {
        tally.assume(SAME_KEY, name.clone());
    }
    name
}

/// Names in both languages from the usual properties.
pub(super) fn names(feature: Option<&Feature>, key: &str) -> Text {
    let text = |list: &[&str]| feature.and_then(|feature| feature.first_text(list));
    let zh = text(&["name_zh", "name:zh", "name"]);
    let en = text(&["name_en", "name:en", "name"]);
    let other = zh.clone().or_else(|| en.clone()).unwrap_or_else(|| key.to_owned());
    Text::new(zh.unwrap_or_else(|| other.clone()), en.unwrap_or(other))
}

/// Zones: areas with key, names, category and people.
pub(super) fn zones(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let (list, epsg) = read(work, tally)?;
    let clip = work.clip()?;
    let mut given = BTreeSet::new();
    let mut rows = Vec::new();
    for area in list {
        if !meets(&area.polygon, clip) {
            tally.drop(OUTSIDE, area.key);
            continue;
        }
        let feature = area.feature.as_ref();
        rows.push(ZoneRow {
            key: unique(&area.key, &mut given, tally),
            name: names(feature, &area.key),
            category: feature.and_then(|f| f.text("category")),
            population: feature.and_then(|f| f.number("population")).map(|people| people.max(0.0) as u32),
            polygon: area.polygon.simplified(work.simplify_m(1.0)),
        });
    }
    if rows.is_empty() {
        return Err(ImportError::Nothing("no zone inside the case's area".into()));
    }
    tally.keep(ZONES, rows.len() as u64);
    Ok((zone_text(epsg, &rows).into_bytes(), Some(epsg)))
}

fn zone_text(epsg: u32, rows: &[ZoneRow]) -> String {
    let shapes: Vec<Geometry> =
        rows.iter().map(|row| Geometry::Areas(vec![(row.polygon.clone(), 0)])).collect();
    let properties = rows.iter().map(|row| {
        let mut map = Map::new();
        map.insert("key".into(), json!(row.key));
        map.insert("name_zh".into(), json!(row.name.zh));
        map.insert("name_en".into(), json!(row.name.en));
        map.insert("category".into(), row.category.clone().map_or(Value::Null, Value::String));
        map.insert("population".into(), row.population.map_or(Value::Null, |people| json!(people)));
        map
    });
    write_features(epsg, shapes.iter().zip(properties))
}

/// Carries the polygon of a way, for others.
pub(super) fn carried(way: &Way, ring: &[Point]) -> Result<Polygon, ImportError> {
    let mut ring = way.points(ring)?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    Ok(Polygon(ring))
}
