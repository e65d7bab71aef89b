//! Calls served by finitely many teams, event by event: a G/G/c queue whose servers
//! have places. Choices are those of [`super::choice`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use sandtable_kernel::{SimId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::choice::{Call, Offer, nearest};

/// A call to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its identity.
    pub id: SimId,
    /// When it comes in.
    pub at: SimTime,
    /// Urgency; 0 is the most urgent.
    pub priority: u8,
    /// Where it is: a number that `eta` understands.
    pub place: u32,
    /// Time on scene and until the team is available again.
    pub service: SimSpan,
}

/// What happens to calls that find all teams busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhenBusy {
    /// They wait.
    Wait,
    /// They are lost (to somebody else).
    Lost,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The call.
    pub job: Job,
    /// Who went, by place in the list; none if it was lost.
    pub team: Option<u32>,
    /// When the team was sent.
    pub sent: SimTime,
    /// When it was there.
    pub there: SimTime,
    /// When it was available again.
    pub free: SimTime,
}

impl Served {
    /// Time from the call until a team was sent.
    pub fn wait(&self) -> SimSpan {
        self.sent.since(self.job.at)
    }
}

/// Serves calls, which come in order of time, by so many teams and tells what became
/// of each, in the order in which teams are sent. `eta` is the time of a team (by
/// place in the list) to a place. Calls that come out of order are taken at the time
/// of the one before.
pub fn serve(
    jobs: impl IntoIterator<Item = Job>,
    teams: u32,
    when_busy: WhenBusy,
    eta: impl Fn(u32, u32) -> SimSpan,
    mut tell: impl FnMut(Served),
) {
    let mut idle: BTreeSet<u32> = (0..teams).collect();
    let mut busy: BinaryHeap<Reverse<(SimTime, u32)>> = BinaryHeap::new();
    let mut waiting: BTreeMap<(u8, SimTime, SimId), Job> = BTreeMap::new();
    let mut send = |job: Job, now: SimTime, idle: &mut BTreeSet<u32>, busy: &mut BinaryHeap<_>| {
        let offers = idle
            .iter()
            .map(|&team| Offer { team: SimId(u64::from(team)), eta_s: eta(team, job.place).as_secs_f64() });
        let Some(best) = nearest(offers) else { return false };
        let team = best.team.0 as u32;
        idle.remove(&team);
        let there = now + eta(team, job.place);
        let free = there + job.service;
        busy.push(Reverse((free, team)));
        tell(Served { job, team: Some(team), sent: now, there, free });
        true
    };
    let mut jobs = jobs.into_iter().peekable();
    let mut now = SimTime(i64::MIN);
    let mut lost = Vec::new();
    loop {
        let freed = busy.peek().map(|Reverse((at, _))| *at);
        let coming = jobs.peek().map(|job| job.at);
        match (freed, coming) {
            // A team that becomes free at the moment of a call can take it.
            (Some(at), coming) if coming.is_none_or(|coming| at <= coming) => {
                now = now.max(at);
                if let Some(Reverse((_, team))) = busy.pop() {
                    idle.insert(team);
                }
                if let Some((&key, &job)) = waiting.first_key_value()
                    && send(job, now, &mut idle, &mut busy)
                {
                    waiting.remove(&key);
                }
            }
            (_, Some(at)) => {
                now = now.max(at);
                let Some(job) = jobs.next() else { break };
                // Whoever waits goes first; a call waits only if nobody can come.
                if !send(job, now, &mut idle, &mut busy) {
                    match when_busy {
                        WhenBusy::Wait => {
                            let call = Call { id: job.id, priority: job.priority, since: job.at };
                            waiting.insert(call.order(), job);
                        }
                        WhenBusy::Lost => lost.push((job, now)),
                    }
                }
            }
            _ => break,
        }
    }
    for (job, at) in lost {
        tell(Served { job, team: None, sent: at, there: at, free: at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::{Component, Streams};

    fn mm_jobs(n: u32, rate: f64, seed: u64) -> impl Iterator<Item = Job> {
        let streams = Streams::new(seed, 0);
        let mut at_s = 0.0;
        (0..n).map(move |k| {
            at_s += 1000.0 * streams.at(SimId(1), k, Component(0x4FF0), 0).exponential() / rate;
            let service =
                SimSpan::from_secs_f64(1000.0 * streams.at(SimId(1), k, Component(0x4FF1), 0).exponential());
            Job {
                id: SimId(u64::from(k)),
                at: SimTime((at_s * 1000.0) as i64),
                priority: 0,
                place: 0,
                service,
            }
        })
    }

    fn waits(teams: u32, seed: u64) -> Vec<SimSpan> {
        let mut found = vec![SimSpan::ZERO; 20_000];
        serve(
            mm_jobs(20_000, 2.0, seed),
            teams,
            WhenBusy::Wait,
            |_, _| SimSpan::ZERO,
            |served| {
                found[served.job.id.0 as usize] = served.wait();
            },
        );
        found
    }

    #[test]
    fn one_team_fewer_shortens_nobodys_wait() {
        for seed in 0..5 {
            let (five, four, three) = (waits(5, seed), waits(4, seed), waits(3, seed));
            assert!((0..20_000).all(|k| four[k] >= five[k] && three[k] >= four[k]));
            let mean = |w: &[SimSpan]| w.iter().map(|w| w.as_secs_f64()).sum::<f64>() / 20_000.0;
            assert!(mean(&three) > mean(&four) && mean(&four) > mean(&five));
        }
    }

    #[test]
    fn every_call_is_told_once_and_teams_are_never_in_two_places() {
        for when_busy in [WhenBusy::Wait, WhenBusy::Lost] {
            let mut told = vec![0; 20_000];
            let mut free = [SimTime(i64::MIN); 3];
            serve(
                mm_jobs(20_000, 2.5, 9),
                3,
                when_busy,
                |team, _| SimSpan(1 + i64::from(team)),
                |served| {
                    told[served.job.id.0 as usize] += 1;
                    if let Some(team) = served.team {
                        assert!(served.sent >= free[team as usize] && served.sent >= served.job.at);
                        assert_eq!(served.there.since(served.sent), SimSpan(1 + i64::from(team)));
                        free[team as usize] = served.free;
                    }
                },
            );
            assert!(told.iter().all(|&n| n == 1), "{when_busy:?}");
        }
    }

    #[test]
    fn urgent_calls_overtake() {
        let job = |id: u64, at, priority| Job {
            id: SimId(id),
            at: SimTime::from_secs(at),
            priority,
            place: 0,
            service: SimSpan::from_secs(100),
        };
        let mut order = Vec::new();
        let jobs = [job(1, 0, 1), job(2, 10, 1), job(3, 20, 0)];
        serve(jobs, 1, WhenBusy::Wait, |_, _| SimSpan::ZERO, |served| order.push(served.job.id.0));
        assert_eq!(order, [1, 3, 2]);
    }
}
