//! Shelters: opening, filling, overflowing, and closing when water comes in.

pub mod area;

use bevy_ecs::prelude::{Component, Query, Res, ResMut, Resource};
use sandtable_exchange::FieldBoard;
use sandtable_kernel::{Clock, SimTime};
use sandtable_space::Quantity;
use serde::{Deserialize, Serialize};

use crate::index::Site;
use crate::stores::Stock;

/// A shelter.
#[derive(Clone, Debug, PartialEq, Component, Serialize, Deserialize)]
pub struct Shelter {
    /// Index in the site's list.
    pub site: u32,
    /// Whether it takes people.
    pub open: bool,
    /// When it was opened.
    pub opened: Option<SimTime>,
    /// When water closed it.
    pub flooded: Option<SimTime>,
    /// People in it.
    pub occupants: u32,
    /// People who came when it was full or closed.
    pub turned_away: u32,
    /// What is there.
    pub stock: Stock,
}

impl Shelter {
    /// Places left.
    pub fn room(&self, capacity: u32) -> u32 {
        if self.open { capacity.saturating_sub(self.occupants) } else { 0 }
    }
}

/// Grows whenever the set of shelters with room changes; ways to shelters are
/// looked for anew then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Resource, Serialize, Deserialize)]
pub struct ShelterVersion(pub u64);

/// Impact: a shelter whose floor is under water closes; who is inside stays dry on
/// the floors above and is counted as exposed by the people's own module.
pub fn close_by_water(
    clock: Res<Clock>,
    site: Res<Site>,
    board: Res<FieldBoard>,
    mut version: ResMut<ShelterVersion>,
    mut shelters: Query<&mut Shelter>,
) {
    let frame = board.frame_of(Quantity::WaterDepth);
    let Some(depth) = frame.and_then(|frame| frame.layer(Quantity::WaterDepth)) else { return };
    for mut shelter in &mut shelters {
        let spec = &site.shelters[shelter.site as usize];
        let Some(cell) = spec.cell else { continue };
        let here = spec.ground.depth_m(depth.get(cell as usize).copied().unwrap_or(0.0));
        if f64::from(here) > spec.floor_m && shelter.flooded.is_none() {
            shelter.flooded = Some(clock.now);
            if shelter.open {
                shelter.open = false;
                version.0 += 1;
            }
        }
    }
}
