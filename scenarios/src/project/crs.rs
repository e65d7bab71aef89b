//! Coordinate systems and the way from one to another.

use proj4rs::Proj;
use sandtable_kernel::{Lang, Text};
use sandtable_space::Point;

use crate::data::t;

/// Why coordinates cannot be carried over.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProjectError {
    /// The code is not among those known.
    #[error("{}", self.text().en)]
    UnknownCode {
        /// The EPSG code.
        epsg: u32,
    },
    /// A metric system is needed.
    #[error("{}", self.text().en)]
    NotMetric {
        /// The EPSG code.
        epsg: u32,
    },
    /// A point lies outside what the projection can show.
    #[error("{}", self.text().en)]
    Outside {
        /// EPSG code of the system the point is given in.
        from: u32,
        /// EPSG code of the other system.
        to: u32,
        /// First coordinate.
        x: f64,
        /// Second coordinate.
        y: f64,
    },
    /// The raster would become too large.
    #[error("{}", self.text().en)]
    TooLarge {
        /// Columns.
        columns: f64,
        /// Rows.
        rows: f64,
        /// Cells allowed.
        limit: u64,
    },
}

impl ProjectError {
    /// The message in both languages.
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownCode { epsg } => t(
                format!(
                    "未知的坐标系 EPSG:{epsg}；可用 4326 与 326xx/327xx（WGS 84 UTM）、4490 与 4491–4554（CGCS2000）、\
                     4283 与 28348–28358、7844 与 7846–7859（澳大利亚）；请先转换到其中之一"
                ),
                format!(
                    "unknown coordinate system EPSG:{epsg}; known are 4326 and 326xx/327xx (WGS 84, UTM), 4490 and \
                     4491–4554 (CGCS2000), 4283 and 28348–28358, 7844 and 7846–7859 (Australia); convert to one \
                     of these first"
                ),
            ),
            Self::NotMetric { epsg } => t(
                format!("EPSG:{epsg} 以度为单位；算例需要以米为单位的坐标系，如 UTM 或高斯-克吕格"),
                format!(
                    "EPSG:{epsg} counts in degrees; a case needs a metric system such as UTM or Gauss–Krüger"
                ),
            ),
            Self::Outside { from, to, x, y } => t(
                format!(
                    "点 ({x}, {y})（EPSG:{from}）在 EPSG:{to} 的范围之外；请检查坐标系与坐标次序（先经度后纬度）"
                ),
                format!(
                    "the point ({x}, {y}) of EPSG:{from} lies outside of EPSG:{to}; look at the coordinate system \
                     and at the order (longitude first)"
                ),
            ),
            Self::TooLarge { columns, rows, limit } => t(
                format!("结果将有 {columns} × {rows} 个栅格，超过 {limit}；请裁剪或加大栅格"),
                format!(
                    "the result would have {columns} × {rows} cells, more than {limit}; clip it or take larger cells"
                ),
            ),
        }
    }

    /// The message in a language.
    pub fn message(&self, lang: Lang) -> String {
        self.text().get(lang).to_owned()
    }
}

/// A coordinate system of a known EPSG code.
#[derive(Clone, Debug)]
pub struct Crs {
    epsg: u32,
    name: String,
    geographic: bool,
    proj: Proj,
}

impl Crs {
    /// The system of a code.
    ///
    /// # Errors
    /// If the code is unknown.
    pub fn from_epsg(epsg: u32) -> Result<Self, ProjectError> {
        let unknown = ProjectError::UnknownCode { epsg };
        let Some((name, definition)) = definition(epsg) else {
            return Err(unknown);
        };
        let proj = Proj::from_proj_string(&definition).map_err(|_| unknown)?;
        Ok(Self { epsg, name, geographic: proj.is_latlong(), proj })
    }

    /// The UTM zone of WGS 84 (south of the equator 327xx) around a longitude and
    /// latitude in degrees, without the exceptions of Norway and Svalbard.
    pub fn utm_around(longitude: f64, latitude: f64) -> Result<Self, ProjectError> {
        let zone = libm::floor((longitude + 180.0) / 6.0);
        let north = if latitude < 0.0 { 32_700 } else { 32_600 };
        if !(0.0..60.0).contains(&zone) || latitude.abs() > 84.0 {
            return Err(ProjectError::Outside { from: 4326, to: north, x: longitude, y: latitude });
        }
        Self::from_epsg(north + zone as u32 + 1)
    }

    /// EPSG code.
    pub fn epsg(&self) -> u32 {
        self.epsg
    }

    /// Name, such as `WGS 84 / UTM zone 50N`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it counts in degrees of longitude and latitude, not in metres.
    pub fn is_geographic(&self) -> bool {
        self.geographic
    }

    /// The same system, if it is metric.
    ///
    /// # Errors
    /// If it counts in degrees.
    pub fn metric(self) -> Result<Self, ProjectError> {
        if self.geographic { Err(ProjectError::NotMetric { epsg: self.epsg }) } else { Ok(self) }
    }
}

/// Name and definition of a code (EPSG Geodetic Parameter Dataset v11).
fn definition(epsg: u32) -> Option<(String, String)> {
    let degrees =
        |name: &str, ellipsoid: &str| Some((name.to_owned(), format!("+proj=longlat +{ellipsoid} +no_defs")));
    let utm = |name: &str, zone: u32, south: bool, ellipsoid: &str| {
        let (letter, side) = if south { ("S", " +south") } else { ("N", "") };
        (
            format!("{name} zone {zone}{letter}"),
            format!("+proj=utm +zone={zone}{side} +{ellipsoid} +units=m +no_defs"),
        )
    };
    let mga = |name: &str, zone: u32| {
        let (_, definition) = utm(name, zone, true, "ellps=GRS80");
        Some((format!("{name} zone {zone}"), definition))
    };
    let gauss = |name: String, meridian: u32, false_easting: u32| {
        Some((
            format!("CGCS2000 / {name}"),
            format!(
                "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={false_easting} +y_0=0 +ellps=GRS80 +units=m +no_defs"
            ),
        ))
    };
    match epsg {
        4326 => degrees("WGS 84", "datum=WGS84"),
        4490 => degrees("CGCS2000", "ellps=GRS80"),
        4283 => degrees("GDA94", "ellps=GRS80"),
        7844 => degrees("GDA2020", "ellps=GRS80"),
        32_601..=32_660 => Some(utm("WGS 84 / UTM", epsg - 32_600, false, "datum=WGS84")),
        32_701..=32_760 => Some(utm("WGS 84 / UTM", epsg - 32_700, true, "datum=WGS84")),
        28_348..=28_358 => mga("GDA94 / MGA", epsg - 28_300),
        7_846..=7_859 => mga("GDA2020 / MGA", epsg - 7_800),
        // Six-degree zones 13 to 23, the number of the zone before the easting.
        4_491..=4_501 => {
            let zone = epsg - 4_491 + 13;
            gauss(format!("Gauss-Kruger zone {zone}"), 6 * zone - 3, zone * 1_000_000 + 500_000)
        }
        // The same without the number.
        4_502..=4_512 => {
            let meridian = 75 + 6 * (epsg - 4_502);
            gauss(format!("Gauss-Kruger CM {meridian}E"), meridian, 500_000)
        }
        // Three-degree zones 25 to 45.
        4_513..=4_533 => {
            let zone = epsg - 4_513 + 25;
            gauss(format!("3-degree Gauss-Kruger zone {zone}"), 3 * zone, zone * 1_000_000 + 500_000)
        }
        4_534..=4_554 => {
            let meridian = 75 + 3 * (epsg - 4_534);
            gauss(format!("3-degree Gauss-Kruger CM {meridian}E"), meridian, 500_000)
        }
        _ => None,
    }
}

/// The way from one system to another.
#[derive(Clone, Debug)]
pub struct Transform {
    from: Crs,
    to: Crs,
}

impl Transform {
    /// The way from one code to another.
    ///
    /// # Errors
    /// If a code is unknown.
    pub fn between(from: u32, to: u32) -> Result<Self, ProjectError> {
        Ok(Self { from: Crs::from_epsg(from)?, to: Crs::from_epsg(to)? })
    }

    /// The system that points come from.
    pub fn source(&self) -> &Crs {
        &self.from
    }

    /// The system that points go to.
    pub fn target(&self) -> &Crs {
        &self.to
    }

    /// The way back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone() }
    }

    /// A point in the other system. Geographic points are (longitude, latitude) in
    /// degrees on either side.
    ///
    /// # Errors
    /// If the point lies outside what either projection can show.
    pub fn point(&self, point: Point) -> Result<Point, ProjectError> {
        let outside =
            ProjectError::Outside { from: self.from.epsg, to: self.to.epsg, x: point.0, y: point.1 };
        let sound = point.0.is_finite() && point.1.is_finite();
        let on_earth = !self.from.geographic || (point.0.abs() <= 360.0 && point.1.abs() <= 90.0);
        if !(sound && on_earth) {
            return Err(outside);
        }
        if self.from.epsg == self.to.epsg {
            return Ok(point);
        }
        let mut pair = (point.0, point.1);
        if self.from.geographic {
            pair = (pair.0.to_radians(), pair.1.to_radians());
        }
        proj4rs::transform::transform(&self.from.proj, &self.to.proj, &mut pair)
            .map_err(|_| outside.clone())?;
        if self.to.geographic {
            pair = (pair.0.to_degrees(), pair.1.to_degrees());
        }
        if pair.0.is_finite() && pair.1.is_finite() { Ok(Point(pair.0, pair.1)) } else { Err(outside) }
    }
}
