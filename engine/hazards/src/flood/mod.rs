//! Flood: rain, rivers and the sea over terrain, with levees, gates, pumps,
//! drains and reservoirs.

pub mod calculators;
pub mod checks;
pub mod forcing;
pub mod hazard;
pub mod hydrology;
pub mod site;
pub mod solver;
pub mod structures;
pub mod validation;

pub use calculators::CALCULATORS;
pub use forcing::{FloodForcing, Weather};
pub use hazard::FloodHazard;
pub use site::{FloodFault, FloodSite, SiteLayers, SiteSpec};
