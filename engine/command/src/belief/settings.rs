//! How a seat keeps and reads what it is told. Every value is this project's own
//! planning value (assumed) unless a scenario sets it.

use sandtable_kernel::SimSpan;
use serde::{Deserialize, Serialize};

/// The rule by which a map is made from single observations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapRule {
    /// An observation says nothing beyond this distance, m.
    pub radius_m: f64,
    /// Age at which the weight of an observation has halved.
    pub half_life: SimSpan,
    /// Below this weight an observation is too old to say anything.
    pub least_weight: f64,
}

impl Default for MapRule {
    fn default() -> Self {
        Self { radius_m: 800.0, half_life: SimSpan::from_mins(60), least_weight: 0.125 }
    }
}

/// Sizes, ages and distances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeliefSettings {
    /// Numbers kept of one quantity at one place.
    pub keep_values: usize,
    /// Places kept of one quantity.
    pub keep_places: usize,
    /// Reports kept in full, incidents kept after they are closed.
    pub keep_reports: usize,
    /// An observation older than this answers no question: it is *unknown* again.
    pub stale_after: SimSpan,
    /// How maps are made.
    pub map: MapRule,
    /// Calls of one kind within this distance are one incident, m.
    pub merge_radius_m: f64,
    /// … if the last of them came in within this time.
    pub merge_window: SimSpan,
    /// How long news of a flooded road holds.
    pub road_news_holds: SimSpan,
    /// Depth from which a road counts as closed, m (Pregnolato et al. 2017: 0.3 m).
    pub road_closed_m: f64,
    /// Speed believed possible on a road that is under less water, m/s.
    pub slow_road_m_s: f32,
    /// After a team could not reach an incident, another is sent no sooner.
    pub retry_after: SimSpan,
    /// An incident whose team has not been heard of for so long is open again.
    pub assignment_lapses: SimSpan,
    /// A busy team that has not been heard of for so long is thought idle again.
    pub team_forgotten_after: SimSpan,
}

impl Default for BeliefSettings {
    fn default() -> Self {
        Self {
            keep_values: 64,
            keep_places: 2000,
            keep_reports: 2000,
            stale_after: SimSpan::from_hours(3),
            map: MapRule::default(),
            merge_radius_m: 150.0,
            merge_window: SimSpan::from_hours(2),
            road_news_holds: SimSpan::from_hours(6),
            road_closed_m: 0.3,
            slow_road_m_s: 2.0,
            retry_after: SimSpan::from_mins(30),
            assignment_lapses: SimSpan::from_hours(4),
            team_forgotten_after: SimSpan::from_hours(6),
        }
    }
}
