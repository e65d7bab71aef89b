//! Generated cities, and the built-in training city Yunjiang 云江市.
//!
//! Yunjiang is fictional: no place, figure or person of it exists. It is made from
//! readable files (`library/yunjiang/*.ron`): a recipe of the terrain and one of the
//! roads, from which code makes rasters and a road graph at any cell size, and
//! lists of everything else. The same files and cell size give the same bits on
//! any machine and any number of threads; nothing random is drawn but the relief
//! noise, addressed by lattice point.
//!
//! [`CityModel`] holds the whole of it; [`CityModel::flood_site`] gives what the
//! flood model takes.

mod assign;
mod check;
pub mod course;
pub mod figures;
mod flood;
pub mod hydraulics;
pub mod levees;
pub mod lists;
mod model;
pub mod noise;
pub mod read;
pub mod roads;
pub mod terrain;
#[cfg(test)]
mod tests;

pub use assign::{Home, ZoneArea};
pub use model::{CityModel, build};
pub use read::{CityFault, CityFiles};
