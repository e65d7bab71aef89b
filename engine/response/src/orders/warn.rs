//! Warnings, orders to leave and releases: at whom they are aimed.

use std::collections::BTreeSet;

use sandtable_command::order::{WarningChannel, WarningLevel};
use sandtable_command::register::{Category, Group as People};
use sandtable_command::{Key, Order};
use sandtable_kernel::{SimSpan, SimTime};

use super::Hands;
use crate::alerts::{Circumstances, Notice};
use crate::site::GroupSite;

/// A zone that is aimed at.
pub(super) struct Aim {
    /// The zone.
    pub zone: u32,
    /// Its villages that are meant; none: all.
    pub villages: Option<BTreeSet<u32>>,
}

impl Aim {
    fn holds(&self, spec: &GroupSite) -> bool {
        self.villages.as_ref().is_none_or(|villages| villages.contains(&spec.village))
    }
}

impl Hands<'_, '_> {
    /// Zones that people of some areas live in, in the order of the site's list: the whole
    /// zone where it lies in an area, else those of its villages that are named.
    pub(super) fn aims(&self, areas: &[Key]) -> Vec<Aim> {
        let register = &self.public.register;
        let named = |key: &String| areas.iter().any(|area| area.as_str() == key);
        let villages: BTreeSet<u32> =
            (0u32..).zip(&self.site.villages).filter(|(_, key)| named(key)).map(|(k, _)| k).collect();
        let mut aims = Vec::new();
        for (k, zone) in self.site.zones.iter().enumerate() {
            if areas.iter().any(|area| register.lies_in(&zone.key, area.as_str())) {
                aims.push(Aim { zone: k as u32, villages: None });
                continue;
            }
            let packets = &self.index.near.by_zone[k];
            let own = packets.iter().map(|&packet| self.site.groups[packet as usize].village);
            let own: BTreeSet<u32> = own.filter(|village| villages.contains(village)).collect();
            if !own.is_empty() {
                aims.push(Aim { zone: k as u32, villages: Some(own) });
            }
        }
        aims
    }

    /// What goes out to a zone by an order that was received at `at`.
    pub(super) fn notice<'a>(
        &self,
        zone: u32,
        order: &Order,
        channels: &'a [WarningChannel],
        level: Option<WarningLevel>,
        at: SimTime,
    ) -> Notice<'a> {
        let supply = self.lifelines.supply(zone);
        Notice { zone, at, channels, level, supply, decided_at: order.issued_at, grounds: order.grounds }
    }

    /// Sends out a warning, or an order to leave, to groups of people; none named: to all.
    pub(super) fn warn(&mut self, aim: &Aim, groups: &[People], notice: Notice) {
        let near = self.index.near.clone();
        let site = self.site.0.clone();
        let packets = near.by_zone[aim.zone as usize].iter().copied().filter(|&k| {
            let spec = &site.groups[k as usize];
            aim.holds(spec) && (groups.is_empty() || groups.iter().any(|group| belongs(spec, *group)))
        });
        let around = Circumstances { site: &site, streams: &self.streams, hours: &self.hours };
        self.alerts.issue(around, notice, packets);
    }

    /// Lets people of a zone go home when their homes have been looked at.
    pub(super) fn all_clear(&mut self, zone: u32, at: SimTime) {
        let near = self.index.near.clone();
        let site = self.site.0.clone();
        let ready = at + SimSpan::from_mins_f64(site.params.inspect_min);
        let around = Circumstances { site: &site, streams: &self.streams, hours: &self.hours };
        let told = (ready, self.lifelines.supply(zone));
        self.alerts.all_clear(around, told, near.by_zone[zone as usize].iter().copied());
        self.rides.0.remove(&zone);
    }

    /// Sends out the facts.
    pub(super) fn release(&mut self, aim: &Aim, notice: Notice) {
        let near = self.index.near.clone();
        let site = self.site.0.clone();
        let own = |k: &u32| aim.holds(&site.groups[*k as usize]);
        let packets = near.by_zone[aim.zone as usize].iter().copied().filter(own);
        let around = Circumstances { site: &site, streams: &self.streams, hours: &self.hours };
        self.alerts.release(around, notice, packets);
    }
}

/// Whether a packet belongs to a population group.
pub fn belongs(spec: &crate::site::GroupSite, group: People) -> bool {
    match group {
        People::FloodVillage => spec.category == Category::FloodVillage,
        People::Slope => spec.category == Category::Slope,
        People::DangerousHouse => spec.category == Category::DangerousHouse,
        People::OutdoorWork | People::Boats => spec.category == Category::OutdoorWork,
        People::Basement => spec.basement,
        People::Children | People::Elderly | People::Patients => spec.frail > 0,
        People::Visitors => false,
    }
}
