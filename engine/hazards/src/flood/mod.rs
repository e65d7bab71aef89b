//! Flood: rain, rivers and the sea over terrain, with levees, gates, pumps,
//! drains and reservoirs.

pub mod forcing;
pub mod hydrology;
pub mod site;
pub mod solver;
