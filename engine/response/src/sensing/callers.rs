//! Callers: people in trouble, who call late and miss the place, and people who
//! call for nothing. At the other end both sound alike.

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use sandtable_command::report::{About, Place, Source};
use sandtable_command::{Key, Mailroom, Report};
use sandtable_exchange::FieldBoard;
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime, Streams};
use sandtable_space::{Point, Quantity};
use serde::{Deserialize, Serialize};

use super::{Post, Public, SentCounts, draw};
use crate::Tally;
use crate::exposure::{CallsToCome, call_later};
use crate::index::{Index, Site};
use crate::lifelines::Lifelines;
use crate::people::{Group, Stage, draw as people_draw};

/// Standard deviation of the place given in a call, m in each direction (assumed).
pub(crate) const CALLER_ERROR_M: f64 = 60.0;
/// Who calls again after this time if nobody came (assumed).
pub(crate) const CALL_AGAIN: SimSpan = SimSpan::from_mins(40);

/// False calls: how much heavy rain there has been, and how many calls it made.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct FalseCalls {
    /// Integrated rate of false calls so far.
    pub load: f64,
    /// Calls made.
    pub made: u32,
    /// Integrated rate at which the next is made.
    pub next: f64,
}

/// Sense: calls that are due, true and false.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn call(
    clock: Res<Clock>,
    site: Res<Site>,
    index: Res<Index>,
    board: Res<FieldBoard>,
    streams: Res<Streams>,
    public: Res<Public>,
    lifelines: Res<Lifelines>,
    mut calls: ResMut<CallsToCome>,
    mut false_calls: ResMut<FalseCalls>,
    mut tally: ResMut<Tally>,
    mut mail: ResMut<Mailroom>,
    mut sent: ResMut<SentCounts>,
    mut groups: Query<(&SimId, &mut Group)>,
) {
    let mut post = Post { public: &public, streams: &streams, mail: &mut mail, sent: &mut sent };
    let seat = [Key::new(&site.call_seat)];
    while let Some((key, k)) = calls.0.pop_due(clock.now) {
        let Ok((id, mut group)) = groups.get_mut(index.groups[k as usize]) else { continue };
        if !matches!(group.stage, Stage::Trapped | Stage::Stranded) || group.waiting() == 0 {
            continue;
        }
        let nth = u32::from(group.calls);
        let spec = &site.groups[k as usize];
        if !lifelines.has_signal(spec, key.time) {
            tally.calls_lost += 1;
        } else if streams.uniform(*id, nth, people_draw::CALL_THROUGH, 0) < site.params.call_success {
            group.called.get_or_insert(key.time);
            tally.calls += 1;
            let at = group.place(&site);
            let report = plea(&site, &streams, *id, nth, at, u32::from(group.waiting()), key.time);
            post.send(*id, key.time, &seat, &report);
        }
        call_later(*id, &mut group, &site, &streams, key.time + CALL_AGAIN, &mut calls);
    }
    // False calls: a Poisson process whose clock runs while it rains hard.
    let rain =
        site.zones.iter().filter_map(|zone| board.at(Quantity::Rain1h, zone.centre)).fold(0.0, f64::max);
    if rain >= site.params.false_call_rain_mm && !site.zones.is_empty() {
        let who = SimId::from_key("false calls");
        false_calls.load += site.params.false_calls_h * clock.step.as_hours_f64();
        while false_calls.load >= false_calls.next {
            let nth = false_calls.made;
            if nth > 0 {
                let mut stream = streams.at(who, nth, draw::FALSE_CALL, 1);
                let zone = &site.zones[stream.below(site.zones.len() as u32) as usize];
                let people = 1 + stream.below(6);
                let report = plea(&site, &streams, who, nth, zone.centre, people, clock.now);
                post.send(who, clock.now, &seat, &report);
                tally.false_calls += 1;
            }
            false_calls.made += 1;
            false_calls.next += streams.at(who, nth, draw::FALSE_CALL, 0).exponential();
        }
    }
}

/// A call for help as it is made.
fn plea(
    site: &Site,
    streams: &Streams,
    who: SimId,
    nth: u32,
    at: Point,
    people: u32,
    now: SimTime,
) -> Report {
    let mut stream = streams.at(who, nth, draw::CALLER_PLACE, 0);
    let place = Point(at.0 + CALLER_ERROR_M * stream.normal(), at.1 + CALLER_ERROR_M * stream.normal());
    Report {
        about: About::Trapped { people },
        place: Place::Point(place),
        value: None,
        error_sd: None,
        observed_at: now,
        received_at: now,
        source: Source::Caller,
        channel: Key::new(&site.call_channel),
        lead: None,
    }
}
