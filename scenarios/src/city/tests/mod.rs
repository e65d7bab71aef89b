//! Tests of the built-in city: the terrain that a river makes, the network that
//! reaches everybody, the lists, the marks at the main gauge, and broken files.

mod files;
mod ground;
mod lists;
mod network;
mod water;

use std::sync::LazyLock;

use super::CityModel;

/// The city on its usual grid, made once for all tests.
static CITY: LazyLock<CityModel> = LazyLock::new(|| match CityModel::yunjiang(120.0) {
    Ok(city) => city,
    Err(faults) => panic!("{faults:#?}"),
});
