//! Impact: what water does to people, vehicles, buildings and goods.
//!
//! Pure functions with their sources and their limits. Deaths are never a share
//! of the people in a zone: the functions in [`person`] act on the exposure of
//! individual people (or packets of alike people) from tick to tick, and agree with
//! the published functions of [`drowning`] and [`people`] when the exposure is over.
//!
//! Coefficients that were not confirmed in a source, and our own assumptions, are
//! [`Coefficient`]s listed in [`recalled`], so that a report can print them.
#![deny(missing_docs)]

pub mod calculators;
pub mod damage;
pub mod drowning;
mod figures;
pub mod people;
pub mod person;
pub mod recalled;
pub mod validation;
pub mod vehicles;

pub use calculators::CALCULATORS;
pub use damage::{BuildingClass, DamageClass};
pub use people::{ArrClass, Body, HazardClass, LandUse, PersonClass};
pub use person::{Exposure, Flow, Level, Place, StepRisk};
pub use recalled::{Coefficient, Status};
pub use validation::CHECKS;
pub use vehicles::{SpeedCurve, VehicleClass};
