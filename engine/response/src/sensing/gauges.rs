//! Gauges: readings at fixed intervals, with error and failures.

use bevy_ecs::prelude::{Res, ResMut};
use sandtable_command::report::{About, Place, Source};
use sandtable_command::{Key, Mailroom, Report};
use sandtable_exchange::FieldBoard;
use sandtable_kernel::{Clock, SimTime, Streams};
use sandtable_space::Quantity;

use super::{Post, Public, SentCounts, draw};
use crate::index::Site;

/// Sense: readings of the gauges whose interval ends in this tick.
pub fn read(
    clock: Res<Clock>,
    site: Res<Site>,
    board: Res<FieldBoard>,
    streams: Res<Streams>,
    public: Res<Public>,
    mut mail: ResMut<Mailroom>,
    mut sent: ResMut<SentCounts>,
) {
    let mut post = Post { public: &public, streams: &streams, mail: &mut mail, sent: &mut sent };
    for gauge in &site.gauges {
        let interval = gauge.interval.0.max(1);
        let reading = clock.now.0 / interval;
        let at = SimTime(reading * interval);
        if at <= clock.before() {
            continue;
        }
        let nth = reading as u32;
        if streams.uniform(gauge.id, nth, draw::OUTAGE, 0) < gauge.outage {
            continue;
        }
        let seats: Vec<Key> = gauge.seats.iter().map(|seat| Key::new(seat)).collect();
        for (k, &quantity) in gauge.quantities.iter().enumerate() {
            // Levels and flows are told of the gauge itself, rain of its place.
            let truth = board.thing(gauge.id, quantity).or_else(|| board.at(quantity, gauge.at));
            let Some(truth) = truth else { continue };
            let noise = gauge.error_sd * streams.at(gauge.id, nth, draw::READING, k as u16).normal();
            // Rain and depth cannot be read below zero; levels can.
            let value =
                if quantity == Quantity::WaterLevel { truth + noise } else { (truth + noise).max(0.0) };
            let report = Report {
                about: About::Quantity(quantity),
                place: Place::Gauge(Key::new(&gauge.key)),
                value: Some(value),
                error_sd: Some(gauge.error_sd),
                observed_at: at,
                received_at: at,
                source: Source::Gauge,
                channel: Key::new(&gauge.channel),
                lead: None,
            };
            post.send(gauge.id, at, &seats, &report);
        }
    }
}
