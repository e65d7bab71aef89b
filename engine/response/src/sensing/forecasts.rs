//! Forecasts: the forcing to come as an office would have it.
//!
//! Each issue has four errors, each a first-order autoregression from issue to
//! issue: of the logarithm of the amount, of the time, and of the place in two
//! directions. They grow with the square root of the lead. So a forecast that is
//! too low stays too low for a while, and the far end is worse than the near one.
//! A growth with the square root is the law of a random walk (assumed).

use std::collections::BTreeMap;

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_command::report::{About, Place, Source};
use sandtable_command::{Key, Mailroom, Report};
use sandtable_exchange::OutlookPlace;
use sandtable_exchange::outlook::OutlookBoard;
use sandtable_kernel::{Clock, SimId, SimSpan, SimTime, Streams};
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use super::{Post, Public, SentCounts, draw};
use crate::index::Site;
use crate::site::ForecastSite;

/// Errors of the last issue of each product, in standard deviations.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct Forecasts(BTreeMap<SimId, [f64; 4]>);

/// What an issue with these errors says of a lead, in the unit of the quantity.
pub fn value(
    product: &ForecastSite,
    errors: &[f64; 4],
    outlook: &OutlookBoard,
    now: SimTime,
    lead: SimSpan,
) -> Option<f64> {
    let growth = libm::sqrt(lead.as_hours_f64().max(0.0));
    let sigma = product.sigma_1h * growth;
    let factor = libm::exp(sigma * errors[0] - 0.5 * sigma * sigma);
    let shift = SimSpan::from_mins_f64(product.shift_min_1h * growth * errors[1]);
    let moved = product.shift_m_1h * growth;
    let place = match product.thing {
        Some(thing) => OutlookPlace::Thing(thing),
        None => {
            OutlookPlace::Point(Point(product.at.0 + moved * errors[2], product.at.1 + moved * errors[3]))
        }
    };
    let at = (now + lead + shift).max(SimTime::ZERO);
    let truth = outlook.value(product.quantity, place, at).or_else(|| {
        // Displaced beyond the map: the value at its own place.
        outlook.value(product.quantity, OutlookPlace::Point(product.at), at)
    })?;
    Some(factor * truth)
}

/// Sense: products whose interval ends in this tick, and one at the start.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn forecast(
    clock: Res<Clock>,
    site: Res<Site>,
    outlook: Res<OutlookBoard>,
    streams: Res<Streams>,
    public: Res<Public>,
    mut forecasts: ResMut<Forecasts>,
    mut mail: ResMut<Mailroom>,
    mut sent: ResMut<SentCounts>,
) {
    let mut post = Post { public: &public, streams: &streams, mail: &mut mail, sent: &mut sent };
    for product in &site.forecasts {
        let interval = product.interval.0.max(1);
        let issue = clock.now.0 / interval;
        let at = SimTime(issue * interval);
        let first = clock.tick == 1;
        if at <= clock.before() && !first {
            continue;
        }
        let nth = issue as u32;
        let fresh: [f64; 4] =
            std::array::from_fn(|k| streams.at(product.id, nth, draw::FORECAST, k as u16).normal());
        let rho = product.persistence;
        let errors = match forecasts.0.get(&product.id) {
            Some(last) => std::array::from_fn(|k| rho * last[k] + libm::sqrt(1.0 - rho * rho) * fresh[k]),
            None => fresh,
        };
        forecasts.0.insert(product.id, errors);
        let seats: Vec<Key> = product.seats.iter().map(|seat| Key::new(seat)).collect();
        for &lead in &product.leads {
            let Some(value) = value(product, &errors, &outlook, at, lead) else { continue };
            let sigma = product.sigma_1h * libm::sqrt(lead.as_hours_f64().max(0.0));
            let key = Key::new(&product.place);
            let report = Report {
                about: About::Quantity(product.quantity),
                place: Place::of(&key, &public.register).unwrap_or(Place::Nowhere),
                value: Some(value),
                error_sd: Some(value * sigma),
                observed_at: at,
                received_at: at,
                source: Source::Forecast,
                channel: Key::new(&product.channel),
                lead: Some(lead),
            };
            post.send(product.id, at, &seats, &report);
        }
    }
}
