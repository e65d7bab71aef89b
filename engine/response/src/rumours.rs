//! Rumours: what people tell one another that is not so, and what comes of it.
//!
//! A rumour goes round by word of mouth and social media, as a warning does over that
//! channel. Who hears it before an official release made since has told him better may
//! leave on it, may cease to trust orders, and may call the emergency number, where such calls take the
//! places of others in the line and reach the seats as reports like any other.

use bevy_ecs::prelude::{Query, Res, ResMut, Resource};
use sandtable_command::order::WarningChannel;
use sandtable_command::report::{About, Place, Source};
use sandtable_command::{Key, Mailroom, Report};
use sandtable_kernel::{Clock, EventQueue, Phase, SimId, SimSpan, SimTime, Streams};
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::alerts::{Alerts, Circumstances};
use crate::index::{Index, Site};
use crate::lifelines::Lifelines;
use crate::people::{Group, Stage, draw as people_draw};
use crate::sensing::{Post, Public, SentCounts};
use crate::site::{Hearsay, RumourSite};
use crate::warning::{self, Curve, Issue};
use crate::{Hours, Tally};

/// Purposes of draws about rumours.
pub mod draw {
    use sandtable_kernel::Component;
    /// Whether a rumour comes up, and when.
    pub const BEGINS: Component = Component(0x4601);
}

/// Standard deviation of the place that callers give, m in each direction (assumed).
pub(crate) const CALLER_ERROR_M: f64 = 300.0;
/// Mean time from hearing a rumour to calling about it, min (assumed).
pub(crate) const ASK_AFTER_MIN: f64 = 10.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Turn {
    Begins,
    Heard(u32),
    Asks(u32),
}

/// Rumours of a run.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct Rumours {
    drawn: bool,
    queue: EventQueue<(u32, Turn)>,
    /// When each came up.
    pub begun: Vec<Option<SimTime>>,
    /// Calls made about each.
    asked: Vec<u32>,
}

/// Move: rumours come up, are heard, and are asked about.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn go_round(
    clock: Res<Clock>,
    hours: Res<Hours>,
    site: Res<Site>,
    index: Res<Index>,
    streams: Res<Streams>,
    public: Res<Public>,
    lifelines: Res<Lifelines>,
    mut rumours: ResMut<Rumours>,
    mut alerts: ResMut<Alerts>,
    mut tally: ResMut<Tally>,
    mut mail: ResMut<Mailroom>,
    mut sent: ResMut<SentCounts>,
    mut groups: Query<(&SimId, &mut Group)>,
) {
    if site.rumours.is_empty() {
        return;
    }
    rumours.draw(&site, &streams);
    let seat = [Key::new(&site.call_seat)];
    while let Some((key, (k, turn))) = rumours.queue.pop_due(clock.now) {
        let spec = &site.rumours[k as usize];
        match turn {
            Turn::Begins => {
                rumours.begun[k as usize] = Some(key.time);
                for &zone in &spec.zones {
                    let Some(issue) = warning::issue(WarningChannel::SocialMedia, key.time) else { continue };
                    let supply = lifelines.supply(zone);
                    let curve = Curve::new(&[Issue { supply, ..issue }], &hours);
                    for &packet in &index.near.by_zone[zone as usize] {
                        let id = site.groups[packet as usize].id;
                        let place = streams.uniform(id, k, people_draw::RUMOUR, 0);
                        if let Some(heard) = curve.first_alert(place) {
                            rumours.queue.push(heard, Phase::Move, id, (k, Turn::Heard(packet)));
                        }
                    }
                }
            }
            Turn::Heard(packet) => {
                let Ok((id, mut group)) = groups.get_mut(index.groups[packet as usize]) else { continue };
                if rumours.refuted(k, &group) || group.stage != Stage::Home {
                    continue;
                }
                tally.heard_rumours += u32::from(site.groups[packet as usize].persons);
                let own = |draw| streams.uniform(*id, k, people_draw::BELIEVE, draw);
                if own(0) < spec.leave_share {
                    let around = Circumstances { site: &site, streams: &streams, hours: &hours };
                    alerts.flee_rumour(*id, &mut group, key.time, around);
                } else if own(1) < spec.doubt_share {
                    group.doubts = true;
                }
                rumours.ask(spec, k, packet, &site, &streams, key.time);
            }
            Turn::Asks(packet) => {
                let home = &site.groups[packet as usize];
                let Ok((_, group)) = groups.get(index.groups[packet as usize]) else { continue };
                if rumours.refuted(k, group) || !lifelines.has_signal(home, key.time) {
                    continue;
                }
                let nth = rumours.asked[k as usize];
                rumours.asked[k as usize] += 1;
                tally.rumour_calls += 1;
                let report = hearsay(spec, &site, &streams, nth, key.time);
                let mut post = Post { public: &public, streams: &streams, mail: &mut mail, sent: &mut sent };
                post.send(spec.id, key.time, &seat, &report);
            }
        }
    }
}

impl Rumours {
    /// Draws, once, which rumours come up and when.
    fn draw(&mut self, site: &Site, streams: &Streams) {
        if std::mem::replace(&mut self.drawn, true) {
            return;
        }
        self.begun = vec![None; site.rumours.len()];
        self.asked = vec![0; site.rumours.len()];
        for (k, spec) in (0u32..).zip(&site.rumours) {
            if streams.uniform(spec.id, 0, draw::BEGINS, 0) < spec.chance {
                let hours = spec.starts_h.draw(&mut streams.at(spec.id, 0, draw::BEGINS, 1)).max(0.0);
                let at = SimTime::ZERO + SimSpan::from_secs_f64(3600.0 * hours);
                self.queue.push(at, Phase::Move, spec.id, (k, Turn::Begins));
            }
        }
    }

    /// Whether a packet has heard the facts since a rumour came up.
    fn refuted(&self, k: u32, group: &Group) -> bool {
        let begun = self.begun.get(k as usize).copied().flatten();
        begun.zip(group.informed).is_some_and(|(begun, informed)| begun <= informed)
    }

    /// Each household of a packet that has heard a rumour may call about it.
    fn ask(&mut self, spec: &RumourSite, k: u32, packet: u32, site: &Site, streams: &Streams, at: SimTime) {
        let home = &site.groups[packet as usize];
        for household in 0..home.households {
            if streams.uniform(home.id, k, people_draw::ASK, 2 * household) < spec.call_share {
                let wait = streams.at(home.id, k, people_draw::ASK, 2 * household + 1).exponential();
                let at = at + SimSpan::from_mins_f64(ASK_AFTER_MIN * wait);
                self.queue.push(at, Phase::Move, home.id, (k, Turn::Asks(packet)));
            }
        }
    }
}

/// What a caller says who has heard a rumour.
fn hearsay(spec: &RumourSite, site: &Site, streams: &Streams, nth: u32, at: SimTime) -> Report {
    let mut stream = streams.at(spec.id, nth, crate::sensing::draw::CALLER_PLACE, 0);
    let place =
        Point(spec.at.0 + CALLER_ERROR_M * stream.normal(), spec.at.1 + CALLER_ERROR_M * stream.normal());
    Report {
        about: match spec.about {
            Hearsay::Levee => About::LeveeSeepage,
            Hearsay::Collapse => About::Collapse,
            Hearsay::Fire => About::Fire,
            Hearsay::Leak => About::Leak,
        },
        place: Place::Point(place),
        value: None,
        error_sd: None,
        observed_at: at,
        received_at: at,
        source: Source::Caller,
        channel: Key::new(&site.call_channel),
        lead: None,
    }
}
