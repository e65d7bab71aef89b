//! One import session: a case folder and the way to its coordinate system.

use std::path::{Path, PathBuf};

use sandtable_space::{Frame, Grid, Point};
use xxhash_rust::xxh3::Xxh3;

use super::provenance::{Provenance, Step};
use super::{ImportError, Kind, Options, areas, atomic, buildings, known, points, roads, terrain};
use crate::data::{DataError, Reason, Tally, open, t};
use crate::project::{Crs, Transform, Window};

/// Makes the bytes of a raster file from a grid and its EPSG code. The program hands
/// in the GeoTIFF writer of its reports.
pub type RasterEncoder = fn(&Grid<f32>, Option<u32>) -> Result<Vec<u8>, String>;

/// Data from elsewhere.
pub const MOVED: Reason =
    Reason { en: "moved from their true place: artificial", zh: "从真实位置移来：人为构造" };

/// Imports files into a case folder.
#[derive(Clone, Debug)]
pub struct Importer {
    folder: PathBuf,
    beside: PathBuf,
    date: String,
    encode: RasterEncoder,
}

impl Importer {
    /// Imports into a folder, which is made if it is missing. `date` is what
    /// provenance will say, such as `2026-11-21`.
    pub fn new(folder: &Path, date: &str, encode: RasterEncoder) -> Self {
        Self { folder: folder.to_path_buf(), beside: PathBuf::from("."), date: date.to_owned(), encode }
    }

    /// The same, with the folder that file names in options count from.
    #[must_use]
    pub fn beside(mut self, folder: &Path) -> Self {
        self.beside = folder.to_path_buf();
        self
    }

    /// Imports one file. Nothing is written if it fails.
    ///
    /// # Errors
    /// If the file, an option or the coordinate system is at fault, the kind does not
    /// take an option, or an earlier step is missing.
    pub fn import(&self, kind: Kind, file: &Path, options: &Options) -> Result<Tally, ImportError> {
        known::check(kind, options)?;
        let hash = hash_of(file)?;
        let mut provenance = Provenance::read(&self.folder)?;
        let mut tally = Tally::default();
        let work = Work { importer: self, file, options, case_epsg: options.epsg.or(provenance.epsg) };
        if let (Some(asked), Some(held)) = (options.epsg, provenance.epsg)
            && asked != held
            && provenance.steps.keys().any(|other| *other != kind)
        {
            return Err(ImportError::Option(t(
                format!("算例已使用 EPSG:{held}，不能再用 EPSG:{asked}；请新建文件夹或去掉该选项"),
                format!(
                    "the case uses EPSG:{held}, not EPSG:{asked}; take a new folder or leave the option out"
                ),
            )));
        }
        let (bytes, epsg) = match kind {
            Kind::Dem => terrain::dem(&work, &mut tally)?,
            Kind::Landcover => terrain::landcover(&work, &mut tally)?,
            Kind::Roads => roads::roads(&work, &mut tally)?,
            Kind::Zones => areas::zones(&work, &mut tally)?,
            Kind::Places => points::places(&work, &mut tally)?,
            Kind::Buildings => buildings::buildings(&work, &mut tally)?,
            Kind::Gauges => points::gauges(&work, &mut tally)?,
            Kind::Inflow => points::inflow(&work, &mut tally)?,
            Kind::Boundaries => points::boundaries(&work, &mut tally)?,
        };
        if options.moved.is_some() {
            tally.assume(MOVED, name_of(file));
            provenance.artificial = true;
        }
        atomic::replace(&self.folder.join(kind.file()), &bytes)?;
        provenance.epsg = epsg.or(provenance.epsg);
        let step = Step {
            source: name_of(file),
            hash,
            date: self.date.clone(),
            options: options.clone(),
            tally: tally.clone(),
        };
        provenance.steps.insert(kind, step);
        provenance.write(&self.folder)?;
        Ok(tally)
    }
}

/// Name of a file without its folders.
fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// XXH3 of a file's bytes, as `xxh3:` and sixteen digits.
fn hash_of(file: &Path) -> Result<String, DataError> {
    use std::io::Read;
    let (mut input, _) = open(file)?;
    let mut hasher = Xxh3::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let count = input.read(&mut buffer).map_err(|error| {
            DataError::unreadable(
                file,
                t(format!("无法读取：{error}"), format!("it cannot be read: {error}")),
                t("请检查文件与磁盘", "look at the file and the disk"),
            )
        })?;
        if count == 0 {
            return Ok(format!("xxh3:{:016x}", hasher.digest()));
        }
        hasher.update(&buffer[..count]);
    }
}

/// What a step works with.
pub(super) struct Work<'a> {
    importer: &'a Importer,
    pub(super) file: &'a Path,
    pub(super) options: &'a Options,
    case_epsg: Option<u32>,
}

/// What a step writes, and the coordinate system it settled on.
pub(super) type Written = (Vec<u8>, Option<u32>);

impl Work<'_> {
    /// Whether the file has one of these endings.
    pub(super) fn ends_with(&self, endings: &[&str]) -> bool {
        let name = name_of(self.file).to_ascii_lowercase();
        endings.iter().any(|ending| name.ends_with(ending))
    }

    /// A file that an option names.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.importer.beside.join(name)
    }

    /// The bytes of a raster of the case.
    pub(super) fn encode(&self, grid: &Grid<f32>, kind: Kind, epsg: u32) -> Result<Vec<u8>, ImportError> {
        (self.importer.encode)(grid, Some(epsg))
            .map_err(|error| DataError::unwritable(&self.importer.folder.join(kind.file()), error).into())
    }

    /// EPSG code of the file: as the option says, as the file says, or an error.
    fn source_epsg(&self, stated: Option<u32>) -> Result<u32, ImportError> {
        self.options.from_epsg.or(stated).ok_or_else(|| {
            ImportError::Option(t(
                format!("{} 没有说明坐标系；请给出 from_epsg（例如 4326 或 4490）", name_of(self.file)),
                format!(
                    "{} does not name its coordinate system; give from_epsg (such as 4326 or 4490)",
                    name_of(self.file)
                ),
            ))
        })
    }

    /// The way from the file's coordinates to the case's. `middle` is some point of
    /// the data in the file's coordinates: around it the UTM zone is chosen where
    /// neither the case nor an option has a system yet and the file is in degrees.
    pub(super) fn way(&self, stated: Option<u32>, middle: Point) -> Result<Way, ImportError> {
        let from = self.source_epsg(stated)?;
        let source = Crs::from_epsg(from)?;
        let target = match (self.case_epsg, self.options.moved) {
            (Some(code), _) => Crs::from_epsg(code)?.metric()?,
            (None, Some(moved)) => Crs::from_epsg(moved.epsg)?.metric()?,
            (None, None) if source.is_geographic() => Crs::utm_around(middle.0, middle.1)?,
            (None, None) => source,
        };
        let through = self.options.moved.map_or(target.epsg(), |moved| moved.epsg);
        let transform = Transform::between(from, through)?;
        transform.target().clone().metric()?;
        let shift = self.options.moved.map_or((0.0, 0.0), |moved| (moved.east_m, moved.north_m));
        if !(shift.0.is_finite() && shift.1.is_finite()) {
            return Err(ImportError::Option(t("移动距离必须是有限数", "the distance moved must be finite")));
        }
        Ok(Way { transform, shift, epsg: target.epsg() })
    }

    /// The frame of the case's terrain, if it has been imported.
    pub(super) fn terrain(&self) -> Result<Option<Frame>, ImportError> {
        let path = self.importer.folder.join(Kind::Dem.file());
        if !path.exists() {
            return Ok(None);
        }
        Ok(crate::raster::read(&path)?.into_grid().map(|grid| grid.frame))
    }

    /// What lies outside is dropped: the option's window, else the terrain's extent.
    pub(super) fn clip(&self) -> Result<Option<Window>, ImportError> {
        if let Some(clip) = self.options.clip {
            return Ok(Some(clip));
        }
        Ok(self.terrain()?.map(|frame| {
            let (low, high) = frame.bounds();
            Window { west: low.0, south: low.1, east: high.0, north: high.1 }
        }))
    }

    /// Simplification, m: the option or a default.
    pub(super) fn simplify_m(&self, usual: f64) -> f64 {
        self.options.simplify_m.filter(|m| m.is_finite() && *m >= 0.0).unwrap_or(usual)
    }
}

/// From the file's coordinates to the case's.
pub(super) struct Way {
    pub(super) transform: Transform,
    pub(super) shift: (f64, f64),
    pub(super) epsg: u32,
}

impl Way {
    /// A point in the case's system.
    pub(super) fn point(&self, point: Point) -> Result<Point, ImportError> {
        let there = self.transform.point(point)?;
        Ok(Point(there.0 + self.shift.0, there.1 + self.shift.1))
    }

    /// Points in the case's system.
    pub(super) fn points(&self, points: &[Point]) -> Result<Vec<Point>, ImportError> {
        points.iter().map(|&point| self.point(point)).collect()
    }
}
