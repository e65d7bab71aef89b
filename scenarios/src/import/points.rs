//! Places, gauges, inflows and edges.

use std::collections::BTreeSet;
use std::fmt::Write;

use sandtable_space::Point;

use super::areas::{OUTSIDE, names, unique};
use super::session::{Way, Work, Written};
use super::{Boundaries, ImportError, provenance};
use crate::data::{Reason, Tally, read_text, t};
use crate::vector::{Geometry, Row, Table, read_features};

/// Points kept.
pub const POINTS: Reason = Reason { en: "points", zh: "点" };
/// Rows of a hydrograph.
pub const ROWS: Reason = Reason { en: "rows of hydrographs", zh: "过程线行" };
/// Stretches of edges.
pub const EDGES: Reason = Reason { en: "stretches of edges", zh: "边界段" };
/// No point.
pub const NO_POINT: Reason = Reason { en: "no point", zh: "不是点" };
/// Far from the case.
const X: &[&str] = &["x", "lon", "longitude", "easting"];
const Y: &[&str] = &["y", "lat", "latitude", "northing"];
const KEYS: &[&str] = &["key", "id", "geonameid", "code"];

/// A field of CSV: quoted where it has to be.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with('#') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The way to the case for a table, from the names of its columns: `lon` is degrees.
fn way_of(work: &Work<'_>, table: &Table, x: usize, y: usize) -> Result<Way, ImportError> {
    let first = table.rows().next().ok_or_else(|| ImportError::Nothing("no rows".into()))?;
    let degrees = table.names()[x].starts_with("lon");
    work.way(degrees.then_some(4326), Point(first.number(x)?, first.number(y)?))
}

fn whole(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{}", libm::rint(value.max(0.0))))
}

fn metres(point: Point) -> String {
    format!("{:.3},{:.3}", point.0, point.1)
}

fn text_at(row: Row<'_>, column: Option<usize>) -> &str {
    column.map_or("", |column| row.text(column))
}

/// Places with people.
pub(super) fn places(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let mut out = String::from("key,name_zh,name_en,kind,x,y,population\n");
    let mut given = BTreeSet::new();
    let clip = work.clip()?;
    let mut kept = 0;
    let mut take =
        |key: &str, name: (&str, &str), kind: &str, at: Point, people: Option<f64>, tally: &mut Tally| {
            if clip.is_some_and(|window| !window.contains(at)) {
                tally.drop(OUTSIDE, key);
                return;
            }
            let key = unique(key, &mut given, tally);
            // Writing to a String does not fail.
            let _ = writeln!(
                out,
                "{},{},{},{},{},{}",
                field(&key),
                field(name.0),
                field(name.1),
                field(kind),
                metres(at),
                whole(people)
            );
            kept += 1;
        };
    let epsg = if work.ends_with(&[".geojson", ".json"]) {
        let file = read_features(work.file)?;
        let middle = file.list.iter().find_map(|feature| match &feature.geometry {
            Some(Geometry::Points(points)) => points.first().copied(),
            _ => None,
        });
        let way =
            work.way(Some(file.epsg), middle.ok_or_else(|| ImportError::Nothing("no points".into()))?)?;
        for feature in &file.list {
            let Some(Geometry::Points(points)) = &feature.geometry else {
                tally.drop(NO_POINT, feature.label());
                continue;
            };
            let key = feature.label();
            let name = names(Some(feature), &key);
            let kind = feature.first_text(&["kind", "place", "type"]).unwrap_or_default();
            for &point in points {
                take(
                    &key,
                    (&name.zh, &name.en),
                    &kind,
                    way.point(point)?,
                    feature.number("population"),
                    tally,
                );
            }
        }
        way.epsg
    } else {
        let table = Table::read(work.file)?;
        let (x, y) = (table.column(X)?, table.column(Y)?);
        let key = table.column(&keys(work).iter().map(String::as_str).collect::<Vec<_>>())?;
        let name = table.column_if_any(&["name_en", "name"]);
        let name_zh = table.column_if_any(&["name_zh", "name"]);
        let kind = table.column_if_any(&["kind", "type", "place"]);
        let people = table.column_if_any(&["population", "people", "persons", "capacity"]);
        let way = way_of(work, &table, x, y)?;
        for row in table.rows() {
            let at = way.point(Point(row.number(x)?, row.number(y)?))?;
            let en = text_at(row, name);
            // Several spellings in one field: the first.
            let zh = text_at(row, name_zh).split('/').next().filter(|zh| !zh.is_empty()).unwrap_or(en);
            // Zero stands for not known in the sources of such tables.
            let people = people
                .filter(|&column| !row.text(column).is_empty())
                .map(|column| row.number(column))
                .transpose()?;
            take(row.text(key), (zh, en), text_at(row, kind), at, people.filter(|n| *n > 0.0), tally);
        }
        way.epsg
    };
    if kept == 0 {
        return Err(ImportError::Nothing("no place inside the case's area".into()));
    }
    tally.keep(POINTS, kept);
    Ok((out.into_bytes(), Some(epsg)))
}

/// Names of the column of keys.
fn keys(work: &Work<'_>) -> Vec<String> {
    match &work.options.key_column {
        Some(name) => vec![name.to_lowercase()],
        None => KEYS.iter().map(|&name| name.to_owned()).collect(),
    }
}

/// Gauges with their levels.
pub(super) fn gauges(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let table = Table::read(work.file)?;
    let (x, y) = (table.column(X)?, table.column(Y)?);
    let key = table.column(&keys(work).iter().map(String::as_str).collect::<Vec<_>>())?;
    let name = table.column_if_any(&["name_en", "name"]);
    let name_zh = table.column_if_any(&["name_zh", "name"]);
    let levels = [
        table.column_if_any(&["warning_m"]),
        table.column_if_any(&["guarantee_m"]),
        table.column_if_any(&["crest_m"]),
        table.column_if_any(&["observed_m", "stage (arr report final)", "stage"]),
    ];
    let way = way_of(work, &table, x, y)?;
    let clip = work.clip()?;
    let mut given = BTreeSet::new();
    let mut out = String::from("key,name_zh,name_en,x,y,warning_m,guarantee_m,crest_m,observed_m\n");
    let mut kept = 0;
    for row in table.rows() {
        let at = way.point(Point(row.number(x)?, row.number(y)?))?;
        if clip.is_some_and(|window| !window.contains(at)) {
            tally.drop(OUTSIDE, row.text(key));
            continue;
        }
        let own = unique(row.text(key), &mut given, tally);
        let en = text_at(row, name);
        let en = if en.is_empty() { &own } else { en };
        let zh = text_at(row, name_zh);
        let zh = if zh.is_empty() { en } else { zh };
        let _ = write!(out, "{},{},{},{}", field(&own), field(zh), field(en), metres(at));
        for level in levels {
            let level = level.filter(|&column| !row.text(column).is_empty()).map(|column| row.number(column));
            let _ = write!(out, ",{}", level.transpose()?.map_or(String::new(), |level| level.to_string()));
        }
        out.push('\n');
        kept += 1;
    }
    if kept == 0 {
        return Err(ImportError::Nothing("no gauge inside the case's area".into()));
    }
    tally.keep(POINTS, kept);
    Ok((out.into_bytes(), Some(way.epsg)))
}

/// Inflows: where and how much, by time.
pub(super) fn inflow(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let table = Table::read(work.file)?;
    let (time, flow) = (table.column(&["time_s"])?, table.column(&["m3_s", "discharge_m3_s", "q_m3_s"])?);
    let key = table.column_if_any(&keys(work).iter().map(String::as_str).collect::<Vec<_>>());
    let place = table.column_if_any(X).zip(table.column_if_any(Y));
    let radius = table.column_if_any(&["radius_m"]);
    let way = place.map(|(x, y)| way_of(work, &table, x, y)).transpose()?;
    let mut out = String::from("key,x,y,radius_m,time_s,m3_s\n");
    let mut last: Vec<(String, f64)> = Vec::new();
    for row in table.rows() {
        let own = key.map_or("inflow", |column| row.text(column));
        let at = match (&way, place) {
            (Some(way), Some((x, y))) => way.point(Point(row.number(x)?, row.number(y)?))?,
            _ => work.options.at.ok_or_else(|| {
                ImportError::Option(t(
                    "文件没有 x、y 列；请用 at 给出入流位置",
                    "the file has no columns x and y; give the place of the inflow with the option at",
                ))
            })?,
        };
        let spread =
            radius.map(|column| row.number(column)).transpose()?.or(work.options.radius_m).unwrap_or(0.0);
        let (seconds, flow_m3_s) = (row.number(time)?, row.number(flow)?);
        if flow_m3_s < 0.0 {
            let found = t(format!("流量 {flow_m3_s}"), format!("a discharge of {flow_m3_s}"));
            return Err(row.fault(flow, found, t("不为负的流量", "a discharge that is not negative")).into());
        }
        match last.iter_mut().find(|(held, _)| held == own) {
            Some((_, before)) if seconds <= *before => {
                let found =
                    t(format!("时间 {seconds} 在 {before} 之后"), format!("time {seconds} after {before}"));
                return Err(row.fault(time, found, t("递增的时间", "times that rise")).into());
            }
            Some((_, before)) => *before = seconds,
            None => last.push((own.to_owned(), seconds)),
        }
        let _ = writeln!(out, "{},{},{spread},{seconds},{flow_m3_s}", field(own), metres(at));
    }
    if last.is_empty() {
        return Err(ImportError::Nothing("no rows".into()));
    }
    tally.keep(ROWS, table.len() as u64);
    Ok((out.into_bytes(), way.map(|way| way.epsg)))
}

/// Edges: the file is checked and kept as it is, remarks included.
pub(super) fn boundaries(work: &Work<'_>, tally: &mut Tally) -> Result<Written, ImportError> {
    let text = read_text(work.file, 1 << 20)?;
    let held: Boundaries = provenance::from_ron(work.file, &text)?;
    tally.keep(EDGES, held.edges.len() as u64);
    Ok((text.into_bytes(), None))
}
