//! How long a team is thought to need to a place: asked by whoever chooses a team,
//! answered by whoever can route over the believed roads.

use sandtable_space::Point;

use crate::key::Key;
use crate::register::Entry;

/// Estimates of travel times on what a seat believes of the roads.
pub trait Travel {
    /// Seconds from a point to another as `seat` believes; none: no way known.
    fn seconds(&self, seat: &Key, team: &Entry, from: Point, to: Point) -> Option<f64>;

    /// Which of some teams, each at its place, is the first at a point as `seat`
    /// believes: its number in the list, the lowest of equals; none: no way known to
    /// any of them.
    fn nearest(&self, seat: &Key, teams: &[(&Entry, Point)], to: Point) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (k, (team, from)) in teams.iter().enumerate() {
            if let Some(seconds) = self.seconds(seat, team, *from, to)
                && best.is_none_or(|(least, _)| seconds < least)
            {
                best = Some((seconds, k));
            }
        }
        best.map(|(_, k)| k)
    }
}

/// The straight line times a detour factor, at one speed: for places without a
/// road graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StraightLine {
    /// Speed, m/s.
    pub speed_m_s: f64,
    /// Way by road over straight line, 1.3 in towns (assumed).
    pub detour: f64,
}

impl Default for StraightLine {
    fn default() -> Self {
        Self { speed_m_s: 10.0, detour: 1.3 }
    }
}

impl Travel for StraightLine {
    fn seconds(&self, _seat: &Key, _team: &Entry, from: Point, to: Point) -> Option<f64> {
        let seconds = from.distance_m(to) * self.detour / self.speed_m_s;
        seconds.is_finite().then_some(seconds)
    }
}
