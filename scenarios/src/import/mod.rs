//! Building a case folder from a user's own data, step by step.
//!
//! Each step takes one file, carries it to the case's metric coordinate system,
//! clips, resamples or simplifies it, writes one canonical file and says what it
//! kept, dropped and assumed. `provenance.ron` in the folder remembers where every
//! file came from. Files are replaced at once or not at all; a step that is done
//! again replaces its own earlier result.
//!
//! | kind | reads | writes |
//! |---|---|---|
//! | `dem` | GeoTIFF, ESRI ASCII | `terrain.tif` |
//! | `landcover` | the same with classes, or areas (GeoJSON, CSV corners) | `manning.tif` |
//! | `roads` | OSM PBF, GeoJSON lines | `roads.geojson` |
//! | `zones` | GeoJSON areas, CSV corners | `zones.geojson` |
//! | `places` | CSV, GeoJSON points | `places.csv` |
//! | `buildings` | OSM PBF, GeoJSON areas, CSV corners | `buildings.geojson` |
//! | `gauges` | CSV | `gauges.csv` |
//! | `inflow` | CSV | `inflow.csv` |
//! | `boundaries` | RON | `boundaries.ron` |
//!
//! A [`Recipe`] is a list of steps in a file. [`CaseFiles`] reads a folder back.

mod areas;
mod atomic;
mod buildings;
mod case_files;
mod error;
mod known;
mod options;
mod points;
mod provenance;
mod recipe;
mod roads;
mod rows;
mod session;
mod terrain;

pub use case_files::CaseFiles;
pub use error::ImportError;
pub use known::{Form, KNOWN, Known};
pub use options::{Kind, Moved, Options};
pub use provenance::{PROVENANCE, Provenance, Step};
pub use recipe::{Recipe, RecipeStep};
pub use rows::{Boundaries, BuildingRow, GaugeRow, InflowRow, PlaceRow, ZoneRow};
pub use session::{Importer, RasterEncoder};
