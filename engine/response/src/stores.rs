//! Supplies: depots, convoys and what shelters use up. Stock is conserved: every
//! unit is in a depot, on a lorry, in a shelter or used up, and the ledger says so.

use std::collections::BTreeMap;

use bevy_ecs::prelude::{Component, Query, Res, ResMut, Resource};
use sandtable_impact::VehicleClass;
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime};
use sandtable_space::LinkState;
use serde::{Deserialize, Serialize};

use crate::index::Site;
use crate::roads::{HeldLinks, LinkWater};
use crate::shelters::Shelter;
use crate::travel::{Ability, Progress, Trip};

/// Stock by item.
pub type Stock = BTreeMap<String, f64>;

/// A depot.
#[derive(Clone, Debug, PartialEq, Component, Serialize, Deserialize)]
pub struct Depot {
    /// Index in the site's list.
    pub site: u32,
    /// What is there.
    pub stock: Stock,
    /// Lorries that are in.
    pub lorries: u32,
}

/// Where a convoy is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ConvoyStage {
    /// Waiting for lorries or being loaded, until this moment.
    Loading(SimTime),
    /// On the road.
    Driving(Trip),
    /// Being unloaded at the goal.
    Unloading(SimTime),
    /// Going home empty.
    Returning(Trip),
    /// Back.
    Home,
    /// No way to the goal; standing loaded.
    Stuck,
}

/// Goods on their way to a shelter or a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Convoy {
    /// Identity: a child of the depot's.
    pub id: SimId,
    /// Depot it belongs to.
    pub depot: u32,
    /// Shelter it goes to.
    pub shelter: u32,
    /// Item.
    pub item: String,
    /// Amount loaded at the depot.
    pub sent: f64,
    /// Amount still aboard.
    pub amount: f64,
    /// Lorries.
    pub lorries: u32,
    /// Where it is.
    pub stage: ConvoyStage,
}

/// All convoys of a run, in the order in which they were ordered.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Convoys(pub Vec<Convoy>);

/// What supplies came to.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct SupplyTally {
    /// Used up, by item.
    pub used: Stock,
    /// Person-hours in shelters without the item, by item.
    pub unmet_person_h: Stock,
    /// First delivery to any shelter.
    pub first_delivery: Option<SimTime>,
    /// Amounts moved before the start by the plan, by item.
    pub prepositioned: Stock,
    /// Amounts delivered, by item.
    pub delivered: Stock,
}

/// Vehicles that carry goods: ordinary lorries, which stand as much water as a bus.
pub const LORRY: Ability = Ability { vehicle: VehicleClass::Bus, top_speed_m_s: 16.7, passes_guards: true };

/// Why goods cannot be sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SupplyError {
    /// The depot does not hold enough.
    #[error("the depot holds {held} of {item}, not {asked}")]
    Short {
        /// Item.
        item: String,
        /// What is there.
        held: f64,
        /// What was asked.
        asked: f64,
    },
    /// All lorries are out.
    #[error("no lorry is in")]
    NoLorry,
}

/// Goods for a shelter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consignment<'a> {
    /// Shelter, index in the site's list.
    pub shelter: u32,
    /// Item.
    pub item: &'a str,
    /// Amount, in the item's unit.
    pub amount: f64,
    /// Weight of a unit, kg.
    pub mass_kg: f64,
}

/// Takes goods out of a depot and begins to load them, until `loaded`.
///
/// # Errors
/// If the depot lacks the goods or has no lorry in.
pub fn send(
    depot: &mut Depot,
    depot_id: SimId,
    goods: Consignment,
    loaded: SimTime,
    lorry_kg: f64,
    convoys: &mut Convoys,
) -> Result<(), SupplyError> {
    let Consignment { shelter, item, amount, mass_kg } = goods;
    let held = depot.stock.get(item).copied().unwrap_or(0.0);
    if held < amount || amount <= 0.0 {
        return Err(SupplyError::Short { item: item.to_owned(), held, asked: amount });
    }
    let wanted = libm::ceil(amount * mass_kg / lorry_kg).max(1.0) as u32;
    let lorries = wanted.min(depot.lorries);
    if lorries == 0 {
        return Err(SupplyError::NoLorry);
    }
    // With fewer lorries than wanted, send what they carry; the rest stays.
    let amount = amount.min(f64::from(lorries) * lorry_kg / mass_kg);
    depot.lorries -= lorries;
    if let Some(stock) = depot.stock.get_mut(item) {
        *stock -= amount;
    }
    let id = depot_id.child(convoys.0.len() as u64);
    convoys.0.push(Convoy {
        id,
        depot: depot.site,
        shelter,
        item: item.to_owned(),
        sent: amount,
        amount,
        lorries,
        stage: ConvoyStage::Loading(loaded),
    });
    Ok(())
}

/// Move: convoys load, drive, unload and come home.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn drive(
    clock: Res<Clock>,
    site: Res<Site>,
    water: Res<LinkWater>,
    held: Res<HeldLinks>,
    mut convoys: ResMut<Convoys>,
    mut tally: ResMut<SupplyTally>,
    mut depots: Query<&mut Depot>,
    mut shelters: Query<&mut Shelter>,
) {
    let truth = |link: sandtable_space::LinkId| {
        (f64::from(water.0.get(link.0 as usize).copied().unwrap_or(0.0)), held.0.contains_key(&link))
    };
    let known = |_| LinkState::Open;
    let handling = SimSpan::from_mins_f64(site.params.lorry_load_min);
    for convoy in &mut convoys.0 {
        let home = site.depots[convoy.depot as usize].node;
        let goal = site.shelters[convoy.shelter as usize].node;
        loop {
            let next = match &mut convoy.stage {
                ConvoyStage::Loading(until) if *until <= clock.now => {
                    match Trip::begin(&site.graph, home, goal, *until, &LORRY, known) {
                        Some(trip) => ConvoyStage::Driving(trip),
                        None => ConvoyStage::Stuck,
                    }
                }
                ConvoyStage::Driving(trip) => {
                    match trip.advance(&site.graph, &LORRY, clock.now, truth, known) {
                        Progress::Arrived(at) => ConvoyStage::Unloading(at + handling),
                        Progress::NoWay(_) => ConvoyStage::Stuck,
                        Progress::OnTheWay => break,
                    }
                }
                ConvoyStage::Unloading(until) if *until <= clock.now => {
                    let at = *until;
                    if let Some(mut shelter) =
                        shelters.iter_mut().find(|shelter| shelter.site == convoy.shelter)
                    {
                        *shelter.stock.entry(convoy.item.clone()).or_insert(0.0) += convoy.amount;
                    }
                    *tally.delivered.entry(convoy.item.clone()).or_insert(0.0) += convoy.amount;
                    tally.first_delivery = Some(tally.first_delivery.map_or(at, |first| first.min(at)));
                    convoy.amount = 0.0;
                    match Trip::begin(&site.graph, goal, home, at, &LORRY, known) {
                        Some(trip) => ConvoyStage::Returning(trip),
                        None => ConvoyStage::Stuck,
                    }
                }
                ConvoyStage::Returning(trip) => {
                    match trip.advance(&site.graph, &LORRY, clock.now, truth, known) {
                        Progress::Arrived(_) => {
                            if let Some(mut depot) =
                                depots.iter_mut().find(|depot| depot.site == convoy.depot)
                            {
                                depot.lorries += convoy.lorries;
                            }
                            ConvoyStage::Home
                        }
                        Progress::NoWay(_) => ConvoyStage::Stuck,
                        Progress::OnTheWay => break,
                    }
                }
                _ => break,
            };
            convoy.stage = next;
        }
    }
}

/// Account: people in shelters eat and drink; what is missing is counted.
pub fn consume(
    clock: Res<Clock>,
    site: Res<Site>,
    mut tally: ResMut<SupplyTally>,
    mut shelters: Query<(&SimId, &mut Shelter)>,
) {
    let day = clock.step.as_hours_f64() / 24.0;
    let needs = [("water", site.params.water_l_day), ("food", site.params.food_kg_day)];
    // Sums of floats keep a fixed order: by identity.
    let mut rows: Vec<_> = shelters.iter_mut().filter(|(_, shelter)| shelter.occupants > 0).collect();
    rows.sort_by_key(|(id, _)| **id);
    for (_, shelter) in &mut rows {
        for (item, per_day) in needs {
            let want = f64::from(shelter.occupants) * per_day * day;
            let have = shelter.stock.get(item).copied().unwrap_or(0.0);
            let used = want.min(have);
            if used > 0.0 {
                if let Some(stock) = shelter.stock.get_mut(item) {
                    *stock -= used;
                }
                match tally.used.get_mut(item) {
                    Some(sum) => *sum += used,
                    None => {
                        tally.used.insert(item.to_owned(), used);
                    }
                }
            }
            if used < want {
                let missing = f64::from(shelter.occupants) * (1.0 - used / want) * clock.step.as_hours_f64();
                *tally.unmet_person_h.entry(item.to_owned()).or_insert(0.0) += missing;
            }
        }
    }
}

/// What is in depots, on lorries, in shelters and used up, by item; constant over
/// a run but for sandbags laid.
pub fn ledger(depots: &[&Depot], convoys: &Convoys, shelters: &[&Shelter], tally: &SupplyTally) -> Stock {
    let mut sum = Stock::new();
    let mut add = |item: &str, amount: f64| *sum.entry(item.to_owned()).or_insert(0.0) += amount;
    for depot in depots {
        depot.stock.iter().for_each(|(item, amount)| add(item, *amount));
    }
    for convoy in &convoys.0 {
        add(&convoy.item, convoy.amount);
    }
    for shelter in shelters {
        shelter.stock.iter().for_each(|(item, amount)| add(item, *amount));
    }
    tally.used.iter().for_each(|(item, amount)| add(item, *amount));
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depot(tents: f64, lorries: u32) -> Depot {
        Depot { site: 0, stock: Stock::from([("tent".to_owned(), tents)]), lorries }
    }

    fn tents(amount: f64) -> Consignment<'static> {
        Consignment { shelter: 0, item: "tent", amount, mass_kg: 55.0 }
    }

    #[test]
    fn lorries_go_by_weight_and_what_they_cannot_carry_stays() {
        // 8 t a lorry: 400 tents of 55 kg are 22 t, three lorries.
        let (mut depot, mut convoys) = (depot(1000.0, 5), Convoys::default());
        send(&mut depot, SimId(1), tents(400.0), SimTime::ZERO, 8000.0, &mut convoys).unwrap();
        assert_eq!((depot.lorries, convoys.0[0].lorries), (2, 3));
        // The two that are left carry 16 t of the next 22 t.
        send(&mut depot, SimId(1), tents(400.0), SimTime::ZERO, 8000.0, &mut convoys).unwrap();
        assert_eq!(depot.lorries, 0);
        let aboard: f64 = convoys.0.iter().map(|convoy| convoy.amount).sum();
        assert!((aboard + depot.stock["tent"] - 1000.0).abs() < 1e-9);
        assert!((convoys.0[1].amount * 55.0 - 16_000.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_there_is_not_sent() {
        let (mut depot, mut convoys) = (depot(10.0, 5), Convoys::default());
        let short = send(&mut depot, SimId(1), tents(11.0), SimTime::ZERO, 8000.0, &mut convoys);
        assert!(matches!(short, Err(SupplyError::Short { .. })));
        let mut empty = self::depot(10.0, 0);
        let none = send(&mut empty, SimId(1), tents(1.0), SimTime::ZERO, 8000.0, &mut convoys);
        assert_eq!(none, Err(SupplyError::NoLorry));
        assert!(convoys.0.is_empty() && depot.stock["tent"] == 10.0);
    }
}
