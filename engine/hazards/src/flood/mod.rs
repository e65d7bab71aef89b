//! Flood: rain, rivers and the sea over terrain, with levees, gates, pumps,
//! drains and reservoirs.

pub mod calculators;
pub mod checks;
pub mod forcing;
pub mod hydrology;
pub mod site;
pub mod solver;
pub mod structures;

pub use calculators::CALCULATORS;
