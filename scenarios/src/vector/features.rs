//! GeoJSON features, read and written.

use std::path::Path;

use geojson::{GeoJson, GeometryValue, Position};
use sandtable_kernel::Text;
use sandtable_space::{Point, Polygon, Polyline};
use serde_json::{Map, Value};

use crate::data::{At, DataError, read_text, t};

/// Bytes of one GeoJSON file.
const MOST_BYTES: u64 = 512 << 20;
/// Coordinates are longitude and latitude on WGS 84 unless the file says otherwise.
const WGS84: u32 = 4326;

/// A shape in the coordinates of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// Points.
    Points(Vec<Point>),
    /// Lines.
    Lines(Vec<Polyline>),
    /// Areas with the number of holes that each had: the outer rings only.
    Areas(Vec<(Polygon, usize)>),
}

/// A feature of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its place in the file, from 1.
    pub number: usize,
    /// Its identifier, if it has one.
    pub id: Option<String>,
    /// Its shape; none if the file gives none.
    pub geometry: Option<Geometry>,
    /// What is said of it.
    pub properties: Map<String, Value>,
}

impl Feature {
    /// A property as text; numbers are written out.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.properties.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// A property as a number, also when it is written as text.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.properties.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number| number.is_finite())
    }

    /// A property as yes or no: `true`, `yes` and 1 are yes.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.properties.get(name)? {
            Value::Bool(value) => Some(*value),
            Value::Number(number) => number.as_f64().map(|number| number != 0.0),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" | "" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The first of some properties that is there, as text.
    pub fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// A name to speak of the feature by.
    pub fn label(&self) -> String {
        self.first_text(&["key", "id", "name"])
            .or_else(|| self.id.clone())
            .unwrap_or_else(|| format!("#{}", self.number))
    }
}

/// The features of a file and their coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// EPSG code: 4326 unless the file says otherwise.
    pub epsg: u32,
    /// The features in the order of the file.
    pub list: Vec<Feature>,
}

/// Reads a GeoJSON file.
///
/// # Errors
/// [`DataError`] with line and column, or the number of the feature.
pub fn read_features(path: &Path) -> Result<Features, DataError> {
    let text = read_text(path, MOST_BYTES)?;
    let value: Value = serde_json::from_str(&text).map_err(|error| of_json(path, &error))?;
    let epsg = crs(path, &value)?;
    let objects = match value {
        Value::Object(mut object) if object.get("type").is_some_and(|kind| kind == "FeatureCollection") => {
            match object.remove("features") {
                Some(Value::Array(features)) => features,
                _ => {
                    return Err(no_geojson(
                        path,
                        t("没有要素列表的集合", "a collection without a list of features"),
                    ));
                }
            }
        }
        Value::Object(object) if object.contains_key("type") => vec![Value::Object(object)],
        _ => return Err(no_geojson(path, t("不是 GeoJSON 的 JSON", "JSON that is no GeoJSON object"))),
    };
    let list = objects
        .into_iter()
        .enumerate()
        .map(|(k, value)| feature(path, k + 1, value))
        .collect::<Result<_, _>>()?;
    Ok(Features { epsg, list })
}

fn of_json(path: &Path, error: &serde_json::Error) -> DataError {
    // The reader's own words, without the place that is told anyway.
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let kind = if error.is_eof() { "中途结束的 JSON" } else { "不合语法的 JSON" };
    DataError::malformed(
        path,
        At::Line(error.line() as u64, error.column() as u64),
        t(format!("{kind}（`{said}`）"), format!("broken JSON ({said})")),
        t("完整的 JSON", "complete JSON"),
        t("请修正此处或重新导出", "correct it there or export the file again"),
    )
}

fn no_geojson(path: &Path, found: Text) -> DataError {
    DataError::malformed(
        path,
        At::File,
        found,
        t("GeoJSON 要素集合", "a GeoJSON FeatureCollection"),
        t("请导出为 GeoJSON（RFC 7946）", "export it as GeoJSON (RFC 7946)"),
    )
}

/// The code in the `crs` member of GeoJSON 2008, which desktop programs still write.
fn crs(path: &Path, value: &Value) -> Result<u32, DataError> {
    let Some(name) = value.pointer("/crs/properties/name").and_then(Value::as_str) else {
        return Ok(WGS84);
    };
    if name.ends_with("CRS84") {
        return Ok(WGS84);
    }
    let code =
        name.to_ascii_uppercase().contains("EPSG").then(|| name.rsplit(':').next()?.parse().ok()).flatten();
    code.ok_or_else(|| {
        DataError::malformed(
            path,
            At::File,
            t(format!("坐标系 `{name}`"), format!("the coordinate system `{name}`")),
            t("EPSG 代码", "an EPSG code"),
            t("请重投影到 EPSG:4326 或给出 EPSG 代码", "reproject it to EPSG:4326 or name an EPSG code"),
        )
    })
}

fn feature(path: &Path, number: usize, value: Value) -> Result<Feature, DataError> {
    let fault = |found: Text| {
        DataError::malformed(
            path,
            At::Feature(number),
            found,
            t("RFC 7946 的要素", "a feature as RFC 7946 has it"),
            t("请修正该要素或重新导出", "correct the feature or export the file again"),
        )
    };
    let object = serde_json::from_value::<GeoJson>(value)
        .map_err(|error| fault(t(format!("不合规的要素（`{error}`）"), error.to_string())))?;
    let (id, geometry, properties) = match object {
        GeoJson::Feature(feature) => (feature.id, feature.geometry, feature.properties),
        GeoJson::Geometry(geometry) => (None, Some(geometry), None),
        GeoJson::FeatureCollection(_) => {
            return Err(fault(t("集合中的集合", "a collection within a collection")));
        }
    };
    let geometry = geometry.map(|geometry| shape(geometry.value)).transpose().map_err(fault)?;
    let id = id.map(|id| match id {
        geojson::feature::Id::String(text) => text,
        geojson::feature::Id::Number(number) => number.to_string(),
    });
    Ok(Feature { number, id, geometry, properties: properties.unwrap_or_default() })
}

fn shape(value: GeometryValue) -> Result<Geometry, Text> {
    let lines = |lines: Vec<Vec<Position>>| -> Result<Vec<Polyline>, Text> {
        lines.iter().map(|line| points(line).map(Polyline)).collect()
    };
    let area = |rings: Vec<Vec<Position>>| -> Result<(Polygon, usize), Text> {
        let mut ring = points(rings.first().ok_or_else(|| t("没有边界环的面", "an area without a ring"))?)?;
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        if ring.len() < 3 {
            let n = ring.len();
            return Err(t(format!("只有 {n} 个角点的面"), format!("an area of {n} corners")));
        }
        Ok((Polygon(ring), rings.len() - 1))
    };
    Ok(match value {
        GeometryValue::Point { coordinates } => Geometry::Points(points(&[coordinates])?),
        GeometryValue::MultiPoint { coordinates } => Geometry::Points(points(&coordinates)?),
        GeometryValue::LineString { coordinates } => Geometry::Lines(lines(vec![coordinates])?),
        GeometryValue::MultiLineString { coordinates } => Geometry::Lines(lines(coordinates)?),
        GeometryValue::Polygon { coordinates } => Geometry::Areas(vec![area(coordinates)?]),
        GeometryValue::MultiPolygon { coordinates } => {
            Geometry::Areas(coordinates.into_iter().map(area).collect::<Result<_, _>>()?)
        }
        GeometryValue::GeometryCollection { .. } => return Err(t("几何集合", "a collection of geometries")),
    })
}

fn points(positions: &[Position]) -> Result<Vec<Point>, Text> {
    positions
        .iter()
        .map(|position| match position.as_slice() {
            &[x, y, ..] if x.is_finite() && y.is_finite() => Ok(Point(x, y)),
            other => {
                let n = other.len();
                Err(t(format!("由 {n} 个数构成的坐标"), format!("a position of {n} numbers")))
            }
        })
        .collect()
}

/// Features as the text of a GeoJSON file in a metric system: coordinates in
/// millimetres' precision, the system named in a `crs` member, a feature a line.
pub fn write_features<'a>(
    epsg: u32,
    features: impl IntoIterator<Item = (&'a Geometry, Map<String, Value>)>,
) -> String {
    let mut text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\
         \"urn:ogc:def:crs:EPSG::{epsg}\"}}}},\"features\":[\n"
    );
    for (k, (geometry, properties)) in features.into_iter().enumerate() {
        let head = if k == 0 { "" } else { ",\n" };
        let (kind, coordinates) = coordinates(geometry);
        let properties = Value::Object(properties);
        text.push_str(&format!(
            "{head}{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"{kind}\",\
             \"coordinates\":{coordinates}}}}}"
        ));
    }
    text.push_str("\n]}\n");
    text
}

/// Type and coordinates as RFC 7946 writes them.
fn coordinates(geometry: &Geometry) -> (&'static str, String) {
    let point = |p: &Point| format!("[{},{}]", millimetres(p.0), millimetres(p.1));
    let list = |points: &mut dyn Iterator<Item = &Point>| {
        format!("[{}]", points.map(point).collect::<Vec<_>>().join(","))
    };
    let line = |line: &Polyline| list(&mut line.0.iter());
    let area = |(area, _): &(Polygon, usize)| format!("[{}]", list(&mut area.0.iter().chain(area.0.first())));
    let many = |parts: Vec<String>| format!("[{}]", parts.join(","));
    match geometry {
        Geometry::Points(points) => match &points[..] {
            [only] => ("Point", point(only)),
            points => ("MultiPoint", list(&mut points.iter())),
        },
        Geometry::Lines(lines) => match &lines[..] {
            [only] => ("LineString", line(only)),
            lines => ("MultiLineString", many(lines.iter().map(line).collect())),
        },
        Geometry::Areas(areas) => match &areas[..] {
            [only] => ("Polygon", area(only)),
            areas => ("MultiPolygon", many(areas.iter().map(area).collect())),
        },
    }
}

/// A length in metres with three decimals, without needless zeros.
fn millimetres(value: f64) -> String {
    let text = format!("{value:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}
