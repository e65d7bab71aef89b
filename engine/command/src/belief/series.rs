//! Numbers that came in, by quantity and place. Contradicting ones are kept.

use std::collections::{BTreeMap, VecDeque};

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::Quantity;
use serde::{Deserialize, Serialize};

use crate::report::{Place, Report, ReportNumber, Source};

/// One number, with everything that is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The report it came with.
    pub number: ReportNumber,
    /// The number, in the quantity's unit.
    pub value: f64,
    /// Its standard error as stated.
    pub error_sd: Option<f64>,
    /// When it was seen or issued.
    pub observed_at: SimTime,
    /// When it came in.
    pub received_at: SimTime,
    /// Who says so.
    pub source: Source,
    /// Of a forecast: how far ahead.
    pub lead: Option<SimSpan>,
}

impl Known {
    fn of(number: ReportNumber, value: f64, report: &Report) -> Self {
        Self {
            number,
            value,
            error_sd: report.error_sd,
            observed_at: report.observed_at,
            received_at: report.received_at,
            source: report.source.clone(),
            lead: report.lead,
        }
    }

    /// How long ago it was seen.
    pub fn age(&self, now: SimTime) -> SimSpan {
        now.since(self.observed_at)
    }

    /// The moment it speaks of.
    pub fn valid_at(&self) -> SimTime {
        self.observed_at + self.lead.unwrap_or_default()
    }

    fn rank(&self) -> (SimTime, SimTime, ReportNumber) {
        (self.observed_at, self.received_at, self.number)
    }
}

type Rows = BTreeMap<Quantity, BTreeMap<Place, VecDeque<Known>>>;

/// Observations and forecasts, each series bounded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesStore {
    observed: Rows,
    forecast: Rows,
}

impl SeriesStore {
    /// Adds a number in the order of observation; the oldest of a full series goes. Says
    /// whether the series is new.
    pub(super) fn add(
        &mut self,
        quantity: Quantity,
        number: ReportNumber,
        value: f64,
        report: &Report,
        keep: usize,
    ) -> bool {
        let rows = if report.lead.is_some() { &mut self.forecast } else { &mut self.observed };
        let series = rows.entry(quantity).or_default().entry(report.place.clone()).or_default();
        let known = Known::of(number, value, report);
        // Most come in in the order of observation.
        if series.back().is_none_or(|last| last.rank() <= known.rank()) {
            series.push_back(known);
        } else {
            let place = series.partition_point(|other| other.rank() <= known.rank());
            series.insert(place, known);
        }
        if series.len() > keep.max(1) {
            series.pop_front();
        }
        series.len() == 1
    }

    /// Drops the series of a quantity that has been silent longest while there are
    /// more than `most` places, and says which places went.
    pub(super) fn prune(&mut self, quantity: Quantity, most: usize) -> Vec<Place> {
        let mut gone = Vec::new();
        while self.observed.get(&quantity).is_some_and(|places| places.len() > most) {
            let silent = self
                .places(quantity)
                .filter_map(|place| Some((self.latest(quantity, place)?.rank(), place)))
                .min()
                .map(|(_, place)| place.clone());
            let Some(place) = silent else { break };
            if let Some(places) = self.observed.get_mut(&quantity) {
                places.remove(&place);
            }
            gone.push(place);
        }
        gone
    }

    /// Places at which a quantity has been observed.
    pub fn places(&self, quantity: Quantity) -> impl Iterator<Item = &Place> {
        self.observed.get(&quantity).into_iter().flat_map(|places| places.keys())
    }

    /// All observations kept of a quantity at a place, oldest first.
    pub fn observations(&self, quantity: Quantity, place: &Place) -> impl DoubleEndedIterator<Item = &Known> {
        self.observed.get(&quantity).and_then(|places| places.get(place)).into_iter().flatten()
    }

    /// The newest observation: by time of observation, then of receipt.
    pub fn latest(&self, quantity: Quantity, place: &Place) -> Option<&Known> {
        self.observed.get(&quantity)?.get(place)?.back()
    }

    /// Rate of change per hour: least squares through the observations of the last
    /// `window` before the newest. None with fewer than two different times.
    pub fn trend_per_h(&self, quantity: Quantity, place: &Place, window: SimSpan) -> Option<f64> {
        let newest = self.latest(quantity, place)?.observed_at;
        let recent = || {
            self.observations(quantity, place)
                .filter(move |known| newest.since(known.observed_at) <= window)
                .map(move |known| (-newest.since(known.observed_at).as_hours_f64(), known.value))
        };
        let count = recent().count() as f64;
        let (mut mean_t, mut mean_v) = (0.0, 0.0);
        for (t, v) in recent() {
            mean_t += t / count;
            mean_v += v / count;
        }
        let (mut square, mut product) = (0.0, 0.0);
        for (t, v) in recent() {
            square += (t - mean_t) * (t - mean_t);
            product += (t - mean_t) * (v - mean_v);
        }
        (square > 0.0).then(|| product / square)
    }

    /// The newest issue of a forecast: all leads that share its time of issue.
    pub fn newest_forecast(&self, quantity: Quantity, place: &Place) -> impl Iterator<Item = &Known> {
        let rows = self.forecast.get(&quantity).and_then(|places| places.get(place));
        let issued = rows.and_then(|rows| rows.back()).map(|known| known.observed_at);
        rows.into_iter().flatten().filter(move |known| Some(known.observed_at) == issued)
    }
}
