//! Goods carried by teams' own vehicles: from a depot to a shelter or another depot, in as
//! many rounds as it takes. A team that cannot come through keeps what it has aboard until
//! it is next at a depot; it is counted there.

use sandtable_command::report::FailReason;
use sandtable_impact::VehicleClass;
use sandtable_kernel::{SimId, SimSpan, SimTime};

use super::missions::Scene;
use super::{Duty, Goal, Mission, Team};
use crate::observations::Seen;

/// What a vehicle carries beside its crew, kg (assumed, by the usual payload of its kind).
fn payload_kg(vehicle: VehicleClass) -> f64 {
    match vehicle {
        VehicleClass::HighTruck | VehicleClass::Bus => 5_000.0,
        VehicleClass::FireEngine => 1_000.0,
        VehicleClass::Van | VehicleClass::OffRoad | VehicleClass::AssaultBoat => 800.0,
        VehicleClass::SmallCar | VehicleClass::LargeCar | VehicleClass::Inflatable => 300.0,
        VehicleClass::Walker => 60.0,
    }
}

/// To the depot.
pub(super) fn fetch(team: &mut Team, id: SimId, at: SimTime, depot: u32, scene: &mut Scene) -> bool {
    match scene.begin(team, scene.site.depots[depot as usize].node, at) {
        Some(trip) => team.duty = Duty::Fetching(trip),
        None => scene.finish(team, id, at, Seen::TeamFailed(FailReason::Unreachable)),
    }
    true
}

/// Takes goods aboard at the depot, as much as the vehicle carries.
pub(super) fn load(team: &mut Team, id: SimId, at: SimTime, scene: &mut Scene) -> bool {
    let Some(Mission::Deliver { from, to, item, amount }) = team.mission.clone() else { return false };
    let spec = scene.team(team);
    let mass_kg = scene.site.mass_kg(&item).unwrap_or(1.0);
    let carries = payload_kg(spec.vehicle) * f64::from(spec.seats.div_ceil(45).max(1)) / mass_kg;
    let entity = scene.index.depots[from as usize];
    // What an earlier mission could not hand over goes back into a depot first.
    if let (Some((old, amount)), Ok(mut depot)) = (team.cargo.take(), scene.depots.get_mut(entity)) {
        *depot.stock.entry(old.clone()).or_insert(0.0) += amount;
        *scene.tally.cargo.entry(old).or_insert(0.0) -= amount;
    }
    let held = scene.depots.get_mut(entity).ok().and_then(|mut depot| {
        let stock = depot.stock.get_mut(&item)?;
        let taken = stock.min(amount).min(carries).max(0.0);
        *stock -= taken;
        Some(taken)
    });
    let taken = held.unwrap_or(0.0);
    if taken <= 0.0 {
        scene.finish(team, id, at, Seen::TeamFailed(FailReason::NothingLeft));
        return true;
    }
    team.cargo = Some((item.clone(), taken));
    *scene.tally.cargo.entry(item.clone()).or_insert(0.0) += taken;
    team.mission = Some(Mission::Deliver { from, to, item, amount: amount - taken });
    let minutes = scene.site.params.lorry_load_min * team.slowness(at, &scene.site.params);
    team.duty = Duty::Loading(at + SimSpan::from_mins_f64(minutes));
    true
}

/// Hands the goods over, and goes back for the rest.
pub(super) fn hand_over(
    team: &mut Team,
    id: SimId,
    at: SimTime,
    (from, to, left): (u32, Goal, f64),
    scene: &mut Scene,
) -> bool {
    let Some((item, amount)) = team.cargo.take() else { return false };
    *scene.tally.cargo.entry(item.clone()).or_insert(0.0) -= amount;
    match to {
        Goal::Shelter(k) => {
            if let Ok(mut shelter) = scene.shelters.get_mut(scene.index.shelters[k as usize]) {
                *shelter.stock.entry(item.clone()).or_insert(0.0) += amount;
            }
            *scene.supplies.delivered.entry(item).or_insert(0.0) += amount;
            let first = scene.supplies.first_delivery;
            scene.supplies.first_delivery = Some(first.map_or(at, |first| first.min(at)));
        }
        Goal::Depot(k) => {
            if let Ok(mut depot) = scene.depots.get_mut(scene.index.depots[k as usize]) {
                *depot.stock.entry(item).or_insert(0.0) += amount;
            }
        }
    }
    if left > 0.0 {
        return fetch(team, id, at, from, scene);
    }
    scene.finish(team, id, at, Seen::TeamDone(0));
    true
}
