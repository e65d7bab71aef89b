//! Structures: how much water they pass. Pure functions of levels and states; the
//! hazard moves the water.

pub mod drain;
pub mod gate;
pub mod pump;
pub mod reservoir;
