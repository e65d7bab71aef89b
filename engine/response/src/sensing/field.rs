//! What teams, shelters and officers saw in the last tick, reported to the seats
//! on duty and to the seat that gave the order.

use bevy_ecs::prelude::{Query, Res, ResMut};
use sandtable_command::report::{About, FailReason, Place, Source, TeamState};
use sandtable_command::{Key, Mailroom, Report};
use sandtable_kernel::{Clock, Streams};
use sandtable_space::LinkState;

use super::{Post, Public, SentCounts, draw};
use crate::index::{Index, Site};
use crate::observations::{Observation, Observations, Seen};
use crate::shelters::Shelter;

/// Interval at which open shelters report (assumed).
const SHELTER_REPORT_MS: i64 = 1_800_000;

/// Sense: reports of the observations of the last tick.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn report(
    clock: Res<Clock>,
    site: Res<Site>,
    index: Res<Index>,
    streams: Res<Streams>,
    public: Res<Public>,
    mut seen: ResMut<Observations>,
    mut mail: ResMut<Mailroom>,
    mut sent: ResMut<SentCounts>,
    shelters: Query<&Shelter>,
) {
    let mut post = Post { public: &public, streams: &streams, mail: &mut mail, sent: &mut sent };
    if clock.now.0 % SHELTER_REPORT_MS == 0 {
        for (k, &entity) in index.shelters.iter().enumerate() {
            let Ok(shelter) = shelters.get(entity) else { continue };
            if shelter.opened.is_none() {
                continue;
            }
            let spec = &site.shelters[k];
            let about = About::ShelterStatus { occupants: shelter.occupants, open: shelter.open };
            let place = Place::Facility(Key::new(&spec.key));
            let note =
                message(&site, about, place, None, None, clock.now, Source::Agency(Key::new(&spec.key)));
            post.send(spec.id, clock.now, &public.duty_seats, &note);
            for (item, quantity) in &shelter.stock {
                let about = About::StockStatus { item: Key::new(item), quantity: *quantity };
                let place = Place::Facility(Key::new(&spec.key));
                let note =
                    message(&site, about, place, None, None, clock.now, Source::Agency(Key::new(&spec.key)));
                post.send(spec.id, clock.now, &public.duty_seats, &note);
            }
        }
    }
    for (k, note) in std::mem::take(&mut seen.0).into_iter().enumerate() {
        let mut seats: Vec<Key> = public.duty_seats.to_vec();
        if let Some(order) = &note.order
            && !seats.contains(&order.seat)
        {
            seats.push(order.seat.clone());
        }
        for report in reports(&site, &streams, &note, k as u16) {
            // Order numbers are the issuing seat's own: the answer goes there alone.
            let own = matches!(
                report.about,
                About::OrderAcknowledged { .. }
                    | About::OrderDone { .. }
                    | About::OrderFailed { .. }
                    | About::AidGranted { .. }
            );
            match &note.order {
                Some(order) if own => {
                    post.send(note.who, note.at, std::slice::from_ref(&order.seat), &report)
                }
                _ if own => {}
                _ => post.send(note.who, note.at, &seats, &report),
            }
        }
    }
}

fn message(
    site: &Site,
    about: About,
    place: Place,
    value: Option<f64>,
    error_sd: Option<f64>,
    at: sandtable_kernel::SimTime,
    source: Source,
) -> Report {
    Report {
        about,
        place,
        value,
        error_sd,
        observed_at: at,
        received_at: at,
        source,
        channel: Key::new(&site.duty_channel),
        lead: None,
    }
}

/// The reports that one observation leads to.
fn reports(site: &Site, streams: &Streams, note: &Observation, draw_number: u16) -> Vec<Report> {
    let by = Key::new(&note.by);
    let source = Source::Team(by.clone());
    let own = note.order.as_ref().map(|order| order.number);
    let here = Place::Point(note.place);
    let say = |about, place, value, sd| message(site, about, place, value, sd, note.at, source.clone());
    let status = |state| {
        let about = About::TeamStatus { team: by.clone(), state, at: Some(note.place), order: own };
        say(about, Place::Team(by.clone()), None, None)
    };
    let done = |place: Place| own.map(|order| say(About::OrderDone { order }, place, None, None));
    let failed = |why| own.map(|order| say(About::OrderFailed { order, why }, here.clone(), None, None));
    match &note.seen {
        Seen::TeamIdle => vec![status(TeamState::Idle)],
        // Only the sender knows: nobody reports it.
        Seen::OrderLost => vec![],
        Seen::OrderReceived => own
            .map(|order| say(About::OrderAcknowledged { order }, Place::Nowhere, None, None))
            .into_iter()
            .collect(),
        Seen::TeamEnRoute => vec![status(TeamState::EnRoute)],
        Seen::TeamArrived | Seen::TeamAtWork => vec![status(TeamState::OnTask)],
        Seen::TeamFailed(why) => failed(why.clone()).into_iter().collect(),
        Seen::TeamDone(_) | Seen::InPost | Seen::DeviceSet(_) => done(here.clone()).into_iter().collect(),
        Seen::ZoneKnocked(zone) => done(Place::Zone(Key::new(zone))).into_iter().collect(),
        Seen::NothingFound => failed(FailReason::NothingThere).into_iter().collect(),
        Seen::Road(link, state) => {
            let about = if *state == LinkState::Open { About::RoadClear } else { About::RoadFlooded };
            vec![say(about, Place::Link(*link), None, None)]
        }
        Seen::Value(quantity, truth, sd) => {
            let noise = sd * streams.at(note.who, note.at.0 as u32, draw::ESTIMATE, draw_number).normal();
            vec![say(About::Quantity(*quantity), here.clone(), Some((truth + noise).max(0.0)), Some(*sd))]
        }
        Seen::Overtopping(levee) => {
            vec![say(About::LeveeSeepage, Place::Facility(Key::new(levee)), None, None)]
        }
        Seen::AidComing(teams, capability) => {
            let Some(order) = own else { return Vec::new() };
            let teams: Vec<Key> = teams.iter().map(|team| Key::new(team)).collect();
            // They may be ordered once they are there: until then they are on the way.
            let coming = teams.iter().map(|team| {
                let (state, at) = (TeamState::EnRoute, None);
                let about = About::TeamStatus { team: team.clone(), state, at, order: None };
                say(about, Place::Team(team.clone()), None, None)
            });
            let coming: Vec<Report> = coming.collect();
            let about = About::AidGranted { order, capability: *capability, teams };
            std::iter::once(say(about, Place::Nowhere, None, None)).chain(coming).collect()
        }
    }
}
