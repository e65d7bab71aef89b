//! The curve of first alert of a zone: several channels, issued at different times,
//! with contagion among the people.
//!
//! A household is within reach of channel i with chance r_i, independently of the
//! others; within reach, the channel alerts it at the rate p_i. Everybody hears it
//! from those who know at the rate q·n, q being the largest of the channels issued
//! (people talk once, whatever they talk about; assumed). Then
//!
//! n(t) = 1 − S(t)·exp(−∫ q·n dt),  S(t) = Π_i (1 − r_i + r_i·exp(−p_i·(t − t_i))).
//!
//! Who tells a household that hears it at t follows from the rates then: channel i with
//! −S_i'/S_i, the neighbours with q·n, each with the chance of its part in their sum.
//!
//! With one channel and r = 1 this is [`super::Diffusion`]. Where the reach rises
//! with the hour, those who come within reach begin to be alerted then; those whom a
//! falling hour would take out of reach stay (they have the message).

use sandtable_kernel::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::{Channel, Supply};
use crate::Hours;

/// A warning over one channel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// The channel's figures.
    pub channel: Channel,
    /// When it was issued.
    pub at: SimTime,
    /// What works in the zone.
    pub supply: Supply,
}

/// A share of a channel's audience and the minute from which it is in reach.
#[derive(Clone, Copy, Debug)]
struct Audience {
    from_min: f64,
    share: f64,
}

#[derive(Clone, Debug)]
struct Source {
    issued_min: f64,
    p_min: f64,
    q_min: f64,
    out_of_reach: f64,
    audiences: Vec<Audience>,
}

impl Source {
    fn new(issue: &Issue, start: SimTime, hours: &Hours) -> Self {
        let issued_min = issue.at.since(start).as_secs_f64() / 60.0;
        let mut audiences = Vec::new();
        let mut reached = 0.0;
        // Whole hours of the clock after the issue, one day on.
        let into_hour = hours.of_day(issue.at) % 1.0;
        for step in 0..24 {
            let wait_min = if step == 0 { 0.0 } else { (f64::from(step) - into_hour) * 60.0 };
            let hour = (hours.of_day(issue.at) - into_hour + f64::from(step) + 0.5) % 24.0;
            let reach = issue.channel.reach_at(hour, issue.supply);
            if reach > reached {
                audiences.push(Audience { from_min: issued_min + wait_min, share: reach - reached });
                reached = reach;
            }
        }
        Self {
            issued_min,
            p_min: issue.channel.p_min,
            q_min: issue.channel.q_min,
            out_of_reach: 1.0 - reached,
            audiences,
        }
    }

    /// Share that this channel has not alerted.
    fn left(&self, t_min: f64) -> f64 {
        self.audiences.iter().fold(self.out_of_reach, |left, audience| {
            let since = t_min - audience.from_min;
            left + audience.share * if since > 0.0 { libm::exp(-self.p_min * since) } else { 1.0 }
        })
    }

    /// Rate at which this channel alerts those whom it has not alerted, 1/min.
    fn rate(&self, t_min: f64) -> f64 {
        let told = self.audiences.iter().fold(0.0, |sum, audience| {
            let since = t_min - audience.from_min;
            let now = if since > 0.0 { self.p_min * libm::exp(-self.p_min * since) } else { 0.0 };
            sum + audience.share * now
        });
        let left = self.left(t_min);
        if left > 0.0 { told / left } else { 0.0 }
    }
}

/// Contagion of what has been issued by a minute, 1/min.
fn talk_rate(sources: &[Source], t_min: f64) -> f64 {
    let issued = sources.iter().filter(|source| source.issued_min <= t_min + 1e-9);
    issued.fold(0.0, |most: f64, source| most.max(source.q_min))
}

/// By whom a household is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// By the k-th of the warnings that the curve was made of.
    Issue(usize),
    /// By people who had heard it.
    Neighbour,
}

/// A zone's curve of first alert.
#[derive(Clone, Debug)]
pub struct Curve {
    start: SimTime,
    sources: Vec<Source>,
    /// Minutes since the start, and the share alerted by then.
    nodes: Vec<(f64, f64)>,
}

/// Length of a curve, minutes: two days.
const HORIZON_MIN: f64 = 2880.0;
/// First step and growth of the steps: shares are good to 1e-4, between steps too.
const FIRST_STEP_MIN: f64 = 0.1;
const STEP_GROWTH: f64 = 0.01;

impl Curve {
    /// The curve of some warnings. Without any it stays at zero.
    pub fn new(issues: &[Issue], hours: &Hours) -> Self {
        let start = issues.iter().map(|issue| issue.at).min().unwrap_or(SimTime::NEVER);
        let sources: Vec<Source> = issues.iter().map(|issue| Source::new(issue, start, hours)).collect();
        let mut breaks: Vec<f64> =
            sources.iter().flat_map(|source| source.audiences.iter().map(|a| a.from_min)).collect();
        breaks.extend(sources.iter().map(|source| source.issued_min));
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        let mut nodes = vec![(0.0, 0.0)];
        if sources.is_empty() {
            return Self { start, sources, nodes };
        }
        let left = |t: f64| sources.iter().fold(1.0, |product, source| product * source.left(t));
        let (mut t, mut talk) = (0.0, 0.0);
        let mut since_break = 0.0;
        let mut next_break = 0;
        while t < HORIZON_MIN {
            while breaks.get(next_break).is_some_and(|&b| b <= t + 1e-9) {
                next_break += 1;
                since_break = 0.0;
            }
            let mut step = FIRST_STEP_MIN.max(STEP_GROWTH * since_break);
            if let Some(&b) = breaks.get(next_break) {
                step = step.min(b - t);
            }
            // Contagion over the step: q of what has been issued before it.
            let q = talk_rate(&sources, t);
            let (begin, middle, end) = (left(t), left(t + 0.5 * step), left(t + step));
            // Fourth-order Runge–Kutta on the talk m = ∫ q·n dt.
            let rate = |left: f64, talk: f64| q * (1.0 - left * libm::exp(-talk));
            let k1 = rate(begin, talk);
            let k2 = rate(middle, talk + 0.5 * step * k1);
            let k3 = rate(middle, talk + 0.5 * step * k2);
            let k4 = rate(end, talk + step * k3);
            talk += step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
            t += step;
            since_break += step;
            let share = 1.0 - end * libm::exp(-talk);
            nodes.push((t, share));
            if share > 1.0 - 1e-12 {
                break;
            }
        }
        Self { start, sources, nodes }
    }

    /// By whom a household is told that hears it at a moment; `u` (0 to 1) is its place
    /// among the tellers.
    pub fn teller(&self, at: SimTime, u: f64) -> Teller {
        let t = at.since(self.start).as_secs_f64() / 60.0;
        // At the very moment of the issue nobody has had it from a neighbour.
        let just_after = t.max(1e-6);
        let rates: Vec<f64> = self.sources.iter().map(|source| source.rate(just_after)).collect();
        let talk = talk_rate(&self.sources, t) * self.share(at);
        let all = rates.iter().fold(talk, |sum, rate| sum + rate);
        let mut rest = u * all;
        for (k, rate) in rates.iter().enumerate() {
            if rest < *rate {
                return Teller::Issue(k);
            }
            rest -= rate;
        }
        Teller::Neighbour
    }

    /// Share that has been alerted by a moment.
    pub fn share(&self, at: SimTime) -> f64 {
        let t = at.since(self.start).as_secs_f64() / 60.0;
        let k = self.nodes.partition_point(|&(node, _)| node <= t);
        match (k.checked_sub(1).and_then(|k| self.nodes.get(k)), self.nodes.get(k)) {
            (Some(&(t0, n0)), Some(&(t1, n1))) => {
                let depth = |n: f64| -libm::log1p(-n.min(1.0 - 1e-15));
                let inside = depth(n0) + (t - t0) / (t1 - t0) * (depth(n1) - depth(n0));
                1.0 - libm::exp(-inside)
            }
            (Some(&(_, n)), None) => n,
            (None, _) => 0.0,
        }
    }

    /// When a household at place `u` (0 to 1) is first alerted; none if it never is.
    pub fn first_alert(&self, u: f64) -> Option<SimTime> {
        let k = self.nodes.partition_point(|&(_, n)| n < u);
        let &(t1, n1) = self.nodes.get(k)?;
        let Some(&(t0, n0)) = k.checked_sub(1).and_then(|k| self.nodes.get(k)) else {
            return (self.nodes.len() > 1).then_some(self.start);
        };
        // Between two nodes the hazard is taken as constant.
        let depth = |n: f64| -libm::log1p(-n.min(1.0 - 1e-15));
        let whole = depth(n1) - depth(n0);
        let share = if whole > 0.0 { (depth(u) - depth(n0)) / whole } else { 1.0 };
        Some(self.start + SimSpan::from_mins_f64(t0 + share.clamp(0.0, 1.0) * (t1 - t0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warning::{CHANNELS, Diffusion, channels, issue};
    use sandtable_command::order::WarningChannel;
    use sandtable_kernel::{Component, SimId, Streams};

    const NOON: Hours = Hours { start: 12.0 };

    fn everywhere(p: f64, q: f64, at: SimTime) -> Issue {
        Issue { channel: Channel::everywhere(p, q).unwrap(), at, supply: Supply::FULL }
    }

    #[test]
    fn one_channel_that_reaches_all_is_the_closed_form() {
        for (p, q) in [(0.03, 0.10), (0.03, 0.0), (0.25, 0.05), (0.005, 0.3)] {
            let start = SimTime::from_mins(90);
            let curve = Curve::new(&[everywhere(p, q, start)], &NOON);
            let exact = Diffusion::new(p, q).unwrap();
            for minute in [0, 1, 2, 5, 10, 15, 30, 60, 120] {
                let found = curve.share(start + SimSpan::from_mins(minute));
                assert!((found - exact.share(minute as f64)).abs() < 1e-4, "{p} {q} {minute}: {found}");
            }
            for u in [0.01, 0.1, 0.5, 0.9, 0.99, 0.9999] {
                let found = curve.first_alert(u).unwrap().since(start).as_secs_f64() / 60.0;
                let wanted = exact.time_min(u).unwrap();
                assert!((found - wanted).abs() < 0.002 * wanted + 0.01, "{p} {q} {u}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn without_talk_the_reach_is_the_limit() {
        let channel = Channel { reach: [0.6; 24], ..Channel::everywhere(0.2, 0.0).unwrap() };
        let curve = Curve::new(&[Issue { channel, at: SimTime::ZERO, supply: Supply::FULL }], &NOON);
        assert!((curve.share(SimTime::from_hours(10)) - 0.6).abs() < 1e-9);
        assert!(curve.first_alert(0.59).is_some() && curve.first_alert(0.61).is_none());
        // Talk takes it to the rest.
        let talked = Channel { q_min: 0.05, ..channel };
        let curve = Curve::new(&[Issue { channel: talked, at: SimTime::ZERO, supply: Supply::FULL }], &NOON);
        assert!(curve.share(SimTime::from_hours(5)) > 0.999);
    }

    #[test]
    fn independent_channels_without_talk_multiply() {
        let a = everywhere(0.02, 0.0, SimTime::ZERO);
        let b = everywhere(0.05, 0.0, SimTime::from_mins(20));
        let curve = Curve::new(&[a, b], &NOON);
        // e^(−0.02·50 − 0.05·30) of the households are left after 50 minutes.
        assert!((curve.share(SimTime::from_mins(50)) - (1.0 - 0.082_084_998_6)).abs() < 1e-6);
        assert!((curve.share(SimTime::from_mins(10)) - (1.0 - 0.818_730_753)).abs() < 1e-6);
    }

    #[test]
    fn earlier_issues_and_more_channels_are_heard_no_later_by_anybody() {
        let at = |minute| SimTime::from_mins(minute);
        let of = |channel, minute| issue(channel, at(minute)).unwrap();
        let late = Curve::new(&[of(WarningChannel::Loudspeaker, 60)], &NOON);
        let early = Curve::new(&[of(WarningChannel::Loudspeaker, 30)], &NOON);
        let more =
            Curve::new(&[of(WarningChannel::Loudspeaker, 30), of(WarningChannel::CellBroadcast, 45)], &NOON);
        for k in 1..1000 {
            let u = f64::from(k) / 1000.0;
            let never = SimTime::NEVER;
            let [late, early, more] = [&late, &early, &more].map(|c| c.first_alert(u).unwrap_or(never));
            assert!(early <= late, "{u}");
            assert!(more <= early + SimSpan(50), "{u}: {more} {early}");
        }
        // The shift of one issue is a shift of the curve.
        let shift = late.first_alert(0.5).unwrap().since(early.first_alert(0.5).unwrap());
        assert_eq!(shift, SimSpan::from_mins(30));
    }

    #[test]
    fn a_warning_at_night_reaches_the_sleepers_in_the_morning() {
        let night = Hours { start: 3.0 };
        let silent = Channel { q_min: 0.0, ..*channels::figures(WarningChannel::CellBroadcast).unwrap() };
        let curve = Curve::new(&[Issue { channel: silent, at: SimTime::ZERO, supply: Supply::FULL }], &night);
        assert!((curve.share(SimTime::from_hours(2)) - 0.75).abs() < 1e-6);
        assert!((curve.share(SimTime::from_hours(5)) - 0.90).abs() < 1e-6);
    }

    #[test]
    fn tellers_share_a_sample_as_their_rates_do() {
        // Without talk and with equal reach the first of two constant rates tells
        // a/(a + b) of all; with talk alone beside one channel the channel tells the
        // share ∫ p(1 − n) dt of the closed form, which is ln 2 for p = q.
        let streams = Streams::new(8, 2);
        let sample = |curve: &Curve| {
            let n = 20_000u32;
            let told = |k: u32| {
                let own = |what| streams.uniform(SimId(9), k, Component(what), 0);
                let at = curve.first_alert(own(0x4001)).unwrap();
                curve.teller(at, own(0x400b))
            };
            let first = (0..n).filter(|&k| told(k) == Teller::Issue(0)).count();
            first as f64 / f64::from(n)
        };
        let two = [everywhere(0.03, 0.0, SimTime::ZERO), everywhere(0.06, 0.0, SimTime::ZERO)];
        assert!((sample(&Curve::new(&two, &NOON)) - 1.0 / 3.0).abs() < 0.011);
        let talked = [everywhere(0.1, 0.1, SimTime::ZERO)];
        assert!((sample(&Curve::new(&talked, &NOON)) - std::f64::consts::LN_2).abs() < 0.011);
    }

    #[test]
    fn without_base_stations_phones_stay_silent() {
        let supply = Supply { power: 1.0, base_stations: 0.0 };
        let dead = Issue { supply, ..issue(WarningChannel::CellBroadcast, SimTime::ZERO).unwrap() };
        let curve = Curve::new(&[dead], &NOON);
        assert_eq!(curve.first_alert(0.01), None);
        assert_eq!(Curve::new(&[], &NOON).first_alert(0.01), None);
    }

    #[test]
    fn a_sample_of_households_converges_to_the_mix() {
        let issues: Vec<Issue> = CHANNELS
            .iter()
            .enumerate()
            .filter_map(|(k, row)| issue(row.channel, SimTime::from_mins(7 * k as i64)))
            .collect();
        let curve = Curve::new(&issues, &Hours { start: 19.5 });
        let n = 20_000;
        let streams = Streams::new(3, 1);
        let heard: Vec<SimTime> = (0..n)
            .filter_map(|k| curve.first_alert(streams.uniform(SimId(2), k, Component(0x4001), 0)))
            .collect();
        for minute in [2, 5, 10, 20, 40] {
            let at = SimTime::from_mins(minute);
            let share = curve.share(at);
            let found = heard.iter().filter(|&&t| t <= at).count() as f64 / f64::from(n);
            let sigma = (share * (1.0 - share) / f64::from(n)).sqrt();
            assert!((found - share).abs() <= 3.0 * sigma + 1e-4, "{minute}: {found} {share}");
        }
    }
}
