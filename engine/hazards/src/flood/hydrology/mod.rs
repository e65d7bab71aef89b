//! Hydrology: what becomes of rain before it is water on the map. Pure functions
//! and small states, usable alone.

pub mod catchment;
pub mod channel;
pub mod green_ampt;
pub mod scs;
pub mod storm;
