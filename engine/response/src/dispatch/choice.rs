//! Who goes where. A dispatcher knows what is believed: times of arrival here are
//! estimates on the believed roads, not the truth.

use sandtable_kernel::{SimId, SimTime};
use serde::{Deserialize, Serialize};

/// A team that could go.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The team.
    pub team: SimId,
    /// Believed time to be there, turnout included, s. Not finite: it cannot.
    pub eta_s: f64,
}

/// A call that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The call.
    pub id: SimId,
    /// Urgency; 0 is the most urgent.
    pub priority: u8,
    /// Since when it waits.
    pub since: SimTime,
}

impl Call {
    /// The order in which calls are served: by urgency, then by age.
    pub fn order(&self) -> (u8, SimTime, SimId) {
        (self.priority, self.since, self.id)
    }
}

/// The team that would be there first; the lowest identity among equals. None if
/// nobody can go.
pub fn nearest(offers: impl IntoIterator<Item = Offer>) -> Option<Offer> {
    offers
        .into_iter()
        .filter(|offer| offer.eta_s.is_finite() && offer.eta_s >= 0.0)
        .min_by(|a, b| a.eta_s.total_cmp(&b.eta_s).then(a.team.cmp(&b.team)))
}

/// The call that is next: the most urgent, the oldest of these.
pub fn next_call(calls: impl IntoIterator<Item = Call>) -> Option<Call> {
    calls.into_iter().min_by_key(Call::order)
}

/// Sends the nearest idle team to each call in turn, the most urgent first, until
/// teams or calls run out. A call that nobody can reach is passed over. `eta_s` is
/// the believed time for a team and a call.
pub fn assign(
    calls: &[Call],
    idle: &[SimId],
    mut eta_s: impl FnMut(SimId, &Call) -> f64,
) -> Vec<(SimId, Offer)> {
    let mut waiting: Vec<&Call> = calls.iter().collect();
    waiting.sort_by_key(|call| call.order());
    let mut free: Vec<SimId> = idle.to_vec();
    let mut sent = Vec::new();
    for call in waiting {
        if free.is_empty() {
            break;
        }
        let offers: Vec<Offer> = free.iter().map(|&team| Offer { team, eta_s: eta_s(team, call) }).collect();
        if let Some(best) = nearest(offers) {
            free.retain(|&team| team != best.team);
            sent.push((call.id, best));
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(id: u64, priority: u8, since: i64) -> Call {
        Call { id: SimId(id), priority, since: SimTime::from_secs(since) }
    }

    #[test]
    fn nearest_goes_and_ties_go_to_the_lowest_identity() {
        let offer = |team, eta_s| Offer { team: SimId(team), eta_s };
        let best = nearest([offer(7, 90.0), offer(9, 60.0), offer(3, 60.0), offer(1, f64::INFINITY)]);
        assert_eq!(best, Some(offer(3, 60.0)));
        assert_eq!(nearest([offer(1, f64::NAN), offer(2, f64::INFINITY)]), None);
    }

    #[test]
    fn urgent_calls_are_served_first_then_old_ones() {
        let calls = [call(1, 1, 0), call(2, 0, 50), call(3, 0, 40)];
        assert_eq!(next_call(calls).unwrap().id, SimId(3));
        let sent = assign(&calls, &[SimId(10), SimId(11)], |_, _| 5.0);
        assert_eq!(
            sent.iter().map(|(id, offer)| (id.0, offer.team.0)).collect::<Vec<_>>(),
            [(3, 10), (2, 11)]
        );
    }

    #[test]
    fn a_call_out_of_reach_keeps_no_team_from_others() {
        let calls = [call(1, 0, 0), call(2, 1, 0)];
        let sent = assign(&calls, &[SimId(10)], |_, c| if c.id == SimId(1) { f64::INFINITY } else { 9.0 });
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, SimId(2));
    }

    #[test]
    fn order_of_the_lists_does_not_matter() {
        let calls = [call(1, 1, 0), call(2, 0, 50), call(3, 0, 40)];
        let mut turned = calls;
        turned.reverse();
        let eta = |team: SimId, c: &Call| ((team.0 * 7 + c.id.0 * 3) % 5) as f64;
        let teams = [SimId(4), SimId(5), SimId(6)];
        assert_eq!(assign(&calls, &teams, eta), assign(&turned, &[SimId(6), SimId(4), SimId(5)], eta));
    }
}
