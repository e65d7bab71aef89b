//! Curves over time of one run, on a grid of whole quarters of an hour.

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use sandtable_kernel::{Clock, SimSpan};
use serde::{Deserialize, Serialize};

use crate::Tally;
use crate::index::{Index, Site};
use crate::shelters::Shelter;
use crate::stores::SupplyTally;
use crate::teams::{Duty, Team, TeamTally};

/// Distance of two points of the curves.
pub const STEP: SimSpan = SimSpan::from_mins(15);

/// What a run is sampled for.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Curves {
    /// Time, h.
    pub time_h: Vec<f64>,
    /// People in shelters.
    pub sheltered: Vec<f64>,
    /// Drinking water in shelters, litres.
    pub water_l: Vec<f64>,
    /// Food in shelters, kg.
    pub food_kg: Vec<f64>,
    /// Person-hours without water or food so far.
    pub unmet: Vec<f64>,
    /// Teams at work or on the way.
    pub busy_teams: Vec<f64>,
    /// Deaths so far.
    pub deaths: Vec<f64>,
    /// People brought out so far.
    pub rescued: Vec<f64>,
}

/// Account: people above the places of shelters and beds of hospitals.
pub fn overflow(
    clock: Res<Clock>,
    site: Res<Site>,
    index: Res<Index>,
    teams: Res<TeamTally>,
    mut tally: ResMut<Tally>,
    shelters: Query<&Shelter>,
) {
    for (k, &entity) in index.shelters.iter().enumerate() {
        if let Ok(shelter) = shelters.get(entity) {
            let above = shelter.occupants.saturating_sub(site.shelters[k].capacity);
            tally.overflow_ms += i64::from(above) * clock.step.0;
        }
    }
    tally.hospital_overflow_ms += i64::from(teams.hospital_overflow) * clock.step.0;
}

/// Record: a point of every curve at the end of each quarter of an hour.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn record(
    clock: Res<Clock>,
    index: Res<Index>,
    tally: Res<Tally>,
    supplies: Res<SupplyTally>,
    team_tally: Res<TeamTally>,
    mut curves: ResMut<Curves>,
    shelters: Query<&Shelter>,
    teams: Query<&Team>,
) {
    if clock.now.0 % STEP.0 >= clock.step.0 {
        return;
    }
    let (mut people, mut water, mut food) = (0u64, 0.0, 0.0);
    for &entity in &index.shelters {
        if let Ok(shelter) = shelters.get(entity) {
            people += u64::from(shelter.occupants);
            water += shelter.stock.get("water").copied().unwrap_or(0.0);
            food += shelter.stock.get("food").copied().unwrap_or(0.0);
        }
    }
    let busy = teams.iter().filter(|team| !matches!(team.duty, Duty::Idle)).count();
    curves.time_h.push(clock.now.as_hours_f64());
    curves.sheltered.push(people as f64);
    curves.water_l.push(water);
    curves.food_kg.push(food);
    curves.unmet.push(supplies.unmet_person_h.values().sum());
    curves.busy_teams.push(busy as f64);
    curves.deaths.push(f64::from(tally.deaths.values().sum::<u32>()));
    curves.rescued.push(f64::from(team_tally.rescued));
}
