//! Power and mobile networks, as far as warning and calling depend on them.
//!
//! A substation goes out when water stands above its switchgear and stays out: what was
//! under water is dried, tested and repaired before it is switched on. A base station
//! goes silent when water reaches its cabinet, or when its battery is empty after its
//! power went. Both follow from the water of the run, nothing from a coefficient.

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_exchange::FieldBoard;
use sandtable_kernel::{Clock, SimSpan, SimTime, Streams};
use sandtable_space::Quantity;
use serde::{Deserialize, Serialize};

use crate::index::Site;
use crate::site::{GroupSite, ResponseSite};
use crate::spot::SpotGround;
use crate::warning::Supply;

/// Purposes of draws about lifelines.
pub mod draw {
    use sandtable_kernel::Component;
    /// How long a station's battery lasts.
    pub const BATTERY: Component = Component(0x4501);
}

/// What works, and how long people have gone without.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Lifelines {
    /// When each substation went out.
    pub out: Vec<Option<SimTime>>,
    /// When each base station goes silent, or went.
    pub silent: Vec<Option<SimTime>>,
    /// Substations and base stations that are down.
    down: u32,
    /// Shares of each zone's residents with power and with a station in reach.
    supply: Vec<Supply>,
    /// Residents without power, without a station, at the last look.
    without: [u32; 2],
    /// Person-milliseconds without power, without a station.
    pub without_ms: [i64; 2],
}

fn depth_m(depths: &[f32], cell: Option<u32>, ground: &SpotGround) -> f64 {
    let cell = cell.and_then(|cell| depths.get(cell as usize)).copied().unwrap_or(0.0);
    f64::from(ground.depth_m(cell))
}

/// Impact: water puts substations and base stations out.
pub fn follow(
    clock: Res<Clock>,
    site: Res<Site>,
    streams: Res<Streams>,
    board: Res<FieldBoard>,
    mut lifelines: ResMut<Lifelines>,
) {
    if site.substations.is_empty() && site.base_stations.is_empty() {
        return;
    }
    for (kind, people) in lifelines.without.map(i64::from).into_iter().enumerate() {
        lifelines.without_ms[kind] += people * clock.step.0;
    }
    let every = SimSpan(site.params.look_interval.0.max(clock.step.0));
    if clock.now.0 % every.0 >= clock.step.0 {
        return;
    }
    let frame = board.frame_of(Quantity::WaterDepth);
    let depths = frame.and_then(|frame| frame.layer(Quantity::WaterDepth)).unwrap_or(&[]);
    lifelines.step(&site, &streams, clock.now, depths);
}

impl Lifelines {
    /// What the water of a moment does; `depths` of the cells of the hazard grid, m.
    pub fn step(&mut self, site: &ResponseSite, streams: &Streams, now: SimTime, depths: &[f32]) {
        self.out.resize(site.substations.len(), None);
        self.silent.resize(site.base_stations.len(), None);
        for (out, spec) in self.out.iter_mut().zip(&site.substations) {
            if out.is_none() && depth_m(depths, spec.cell, &spec.ground) > spec.floor_m {
                *out = Some(now);
            }
        }
        for (silent, spec) in self.silent.iter_mut().zip(&site.base_stations) {
            if depth_m(depths, spec.cell, &spec.ground) > spec.floor_m {
                *silent = Some(silent.map_or(now, |at| at.min(now)));
            }
            let out = spec.substation.and_then(|k| self.out[k as usize]);
            if let (None, Some(out)) = (*silent, out) {
                let hours = spec.battery_h.draw(&mut streams.at(spec.id, 0, draw::BATTERY, 0)).max(0.0);
                *silent = Some(out + SimSpan::from_secs_f64(3600.0 * hours));
            }
        }
        let down = self.out.iter().filter(|out| out.is_some()).count()
            + self.silent.iter().filter(|silent| silent.is_some_and(|at| at <= now)).count();
        // Nothing comes back by itself, so as many down are the same ones down.
        if !self.supply.is_empty() && down as u32 == self.down {
            return;
        }
        self.down = down as u32;
        self.count(site, now);
    }

    /// Counts who has power and a station in reach.
    fn count(&mut self, site: &ResponseSite, now: SimTime) {
        let mut sums = vec![(0u32, 0u32, 0u32); site.zones.len()];
        for group in &site.groups {
            let persons = u32::from(group.persons);
            let sum = &mut sums[group.zone];
            sum.0 += persons;
            sum.1 += if self.has_power(group) { persons } else { 0 };
            sum.2 += if self.has_signal(group, now) { persons } else { 0 };
        }
        let share = |some: u32, all: u32| if all == 0 { 1.0 } else { f64::from(some) / f64::from(all) };
        self.supply = sums
            .iter()
            .map(|&(all, power, signal)| Supply {
                power: share(power, all),
                base_stations: share(signal, all),
            })
            .collect();
        self.without = sums
            .iter()
            .fold([0, 0], |sum, &(all, power, signal)| [sum[0] + (all - power), sum[1] + (all - signal)]);
    }

    /// What works in a zone, as of the last look.
    pub fn supply(&self, zone: u32) -> Supply {
        self.supply.get(zone as usize).copied().unwrap_or(Supply::FULL)
    }

    /// Whether a packet's homes have power.
    pub fn has_power(&self, group: &GroupSite) -> bool {
        group.substation.is_none_or(|k| self.out.get(k as usize).is_none_or(Option::is_none))
    }

    /// Whether a base station reaches a packet's homes.
    pub fn has_signal(&self, group: &GroupSite, now: SimTime) -> bool {
        let works =
            |k: &u32| self.silent.get(*k as usize).is_none_or(|silent| silent.is_none_or(|at| now < at));
        // A place whose base stations nobody has listed is not one without a network.
        group.base_stations.is_empty() && self.silent.is_empty() || group.base_stations.iter().any(works)
    }
}
