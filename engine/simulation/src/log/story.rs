//! The story of each order: given, received, acknowledged, carried out or failed;
//! with the teams that carry it out, and the calls that came in.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::World;
use sandtable_command::cap::Announcement;
use sandtable_command::order::Basis;
use sandtable_command::report::{FailReason, Source as Teller};
use sandtable_command::{Beliefs, Key, Order, OrderKind, OrderNumber, ReportNumber};
use sandtable_kernel::Text;
use sandtable_response::decide::Brain;
use sandtable_response::observations::{Observation, Observations, Seen};
use sandtable_results::{LogEntry, LogKind, LogValue};

use super::Told;
use super::people::Crowd;
use super::words::{
    capability, channels, groups, hindrance, incident, level, list, name, names, point, reason, t, warning,
};

/// What has been told so far.
#[derive(Debug, Default)]
pub(super) struct Story {
    orders: BTreeMap<Key, OrderNumber>,
    unacknowledged: BTreeSet<(Key, OrderNumber)>,
    open: BTreeSet<(Key, OrderNumber)>,
    reports: BTreeMap<Key, ReportNumber>,
    dropped: usize,
}

impl Story {
    /// Notes orders, answers, teams and calls of a tick.
    pub fn observe(&mut self, world: &World, told: &mut Told, crowd: &mut Crowd) {
        let Some(beliefs) = world.get_resource::<Beliefs>() else { return };
        self.issued(beliefs, told);
        self.calls(beliefs, told);
        if let Some(seen) = world.get_resource::<Observations>() {
            for note in &seen.0 {
                self.note(note, beliefs, told, crowd);
            }
        }
        self.acknowledged(beliefs, told);
        if let Some(brain) = world.get_resource::<Brain>() {
            for given_up in brain.0.unfulfilled().get(self.dropped..).unwrap_or_default() {
                let each = given_up.each.as_ref().map(|key| name(told.register, key.as_str()));
                let (zh, en) = each.map_or_else(Default::default, |each| {
                    (format!("（{}）", each.zh), format!(" ({})", each.en))
                });
                let why = hindrance(told.register, &given_up.why);
                let text = t(
                    format!("预案要求的一项措施未能下达{zh}：{}", why.zh),
                    format!("a measure of the plan could not be ordered{en}: {}", why.en),
                );
                let mut entry = LogEntry::new(given_up.at, "plan", LogKind::OrderDropped, text)
                    .with("rule", given_up.rule.to_string())
                    .with("step", given_up.step)
                    .with("why", given_up.why.key());
                if let Some(each) = &given_up.each {
                    entry = entry.with("each", each.to_string());
                }
                if let Some(about) = given_up.why.about() {
                    entry = entry.with("about", about.to_string());
                }
                told.push(entry);
            }
            self.dropped = brain.0.unfulfilled().len();
        }
    }

    /// Orders that have not ended.
    pub fn open(&self, beliefs: &Beliefs) -> Vec<Order> {
        let find = |(seat, number): &(Key, OrderNumber)| {
            beliefs.0.get(seat)?.order(*number).map(|progress| progress.order.clone())
        };
        self.open.iter().filter_map(find).collect()
    }

    fn issued(&mut self, beliefs: &Beliefs, told: &mut Told) {
        for (seat, belief) in &beliefs.0 {
            let last = self.orders.get(seat).copied().unwrap_or_default();
            for progress in belief.orders().filter(|progress| progress.order.number > last) {
                let order = &progress.order;
                self.orders.insert(seat.clone(), order.number);
                self.unacknowledged.insert((seat.clone(), order.number));
                self.open.insert((seat.clone(), order.number));
                let source = told.source();
                let (who, what) = (name(told.register, seat.as_str()), source.say(&order.kind, Some(belief)));
                let why = source.because(order, belief);
                let (zh, en) = why.as_ref().map_or_else(Default::default, |why| {
                    (format!("；依据：{}", why.zh), format!("; because: {}", why.en))
                });
                let text = t(
                    format!("{}下令：{}{zh}", who.zh, what.zh),
                    format!("{} orders: {}{en}", who.en, what.en),
                );
                let (key, at) = source.place(&order.kind, Some(belief));
                let mut entry = LogEntry::new(order.issued_at, seat.to_string(), LogKind::OrderIssued, text)
                    .placed(key.as_deref(), at)
                    .with("order", order.number.0)
                    .with("basis", basis(&order.basis));
                if let Basis::Rule { rule, each } = &order.basis {
                    entry = entry.with("rule", rule.to_string());
                    if let Some(each) = each {
                        entry = entry.with("each", each.to_string());
                    }
                }
                if let Some(by) = order.deadline {
                    entry = entry.with("deadline_ms", LogValue::Count(by.0));
                }
                told.push(entry);
            }
        }
    }

    fn calls(&mut self, beliefs: &Beliefs, told: &mut Told) {
        for (seat, belief) in &beliefs.0 {
            let last = self.reports.get(seat).copied().unwrap_or_default();
            let fresh: Vec<_> = belief.items().rev().take_while(|item| item.number > last).collect();
            for item in fresh.into_iter().rev() {
                self.reports.insert(seat.clone(), item.number);
                let report = &item.report;
                let Some(kind) = report.about.incident().filter(|_| report.source == Teller::Caller) else {
                    continue;
                };
                let at = report.place.position(told.register);
                let (who, what) = (name(told.register, seat.as_str()), incident(kind));
                let (people, place) = (report.about.people(), at.map(point).unwrap_or_default());
                let text = t(
                    format!("{}接到报警：{}，称有{people}人，位置{place}", who.zh, what.zh),
                    format!("{} takes a call: {}, {people} persons named, at {place}", who.en, what.en),
                );
                let entry = LogEntry::new(report.received_at, seat.to_string(), LogKind::CallReceived, text)
                    .placed(None, at)
                    .with("report", item.number.0)
                    .with("people", people)
                    .with("channel", report.channel.to_string())
                    .with("delay_s", report.received_at.since(report.observed_at).as_secs_f64());
                told.push(entry);
            }
        }
    }

    fn acknowledged(&mut self, beliefs: &Beliefs, told: &mut Told) {
        let mut heard = Vec::new();
        for (seat, number) in &self.unacknowledged {
            let Some(belief) = beliefs.0.get(seat) else { continue };
            let Some(progress) = belief.order(*number) else { continue };
            let Some(at) = progress.acknowledged else { continue };
            heard.push((seat.clone(), *number));
            let (who, what) =
                (name(told.register, seat.as_str()), told.source().say(&progress.order.kind, Some(belief)));
            let text = t(
                format!("{}收到回执：{}", who.zh, what.zh),
                format!("{} has the receipt of its order: {}", who.en, what.en),
            );
            let after_s = at.since(progress.order.issued_at).as_secs_f64();
            let entry = LogEntry::new(at, seat.to_string(), LogKind::OrderAcknowledged, text)
                .with("order", number.0)
                .with("after_s", after_s);
            told.push(entry);
        }
        for one in heard {
            self.unacknowledged.remove(&one);
        }
    }

    /// One thing seen in the field.
    fn note(&mut self, note: &Observation, beliefs: &Beliefs, told: &mut Told, crowd: &mut Crowd) {
        let order = note.order.as_ref().and_then(|reference| {
            let belief = beliefs.0.get(&reference.seat)?;
            belief.order(reference.number).map(|progress| (&progress.order, belief))
        });
        let who = name(told.register, &note.by);
        let is_seat = note.order.as_ref().is_some_and(|order| order.seat.as_str() == note.by);
        let job = match order {
            Some((Order { kind: OrderKind::Dispatch { task, .. }, .. }, belief)) => {
                told.source().task(task, Some(belief))
            }
            Some((order, belief)) => told.source().say(&order.kind, Some(belief)),
            None => t("任务", "its mission"),
        };
        let from_outside = note.order.is_none() && told.site.team(&note.by).is_some();
        let mut team = |kind: LogKind, text: Text| {
            let entry = LogEntry::new(note.at, note.by.clone(), kind, text)
                .placed(None, Some(note.place))
                .with_order(note);
            told.push(entry);
        };
        match &note.seen {
            Seen::TeamEnRoute => team(
                LogKind::TeamTurnedOut,
                t(format!("{}出动：{}", who.zh, job.zh), format!("{} turns out: {}", who.en, job.en)),
            ),
            Seen::TeamArrived => team(
                LogKind::TeamArrived,
                t(format!("{}到达：{}", who.zh, job.zh), format!("{} has arrived: {}", who.en, job.en)),
            ),
            Seen::TeamAtWork => team(
                LogKind::TeamBegan,
                t(format!("{}开始作业：{}", who.zh, job.zh), format!("{} begins: {}", who.en, job.en)),
            ),
            Seen::TeamIdle if from_outside => team(
                LogKind::AidArrived,
                t(
                    format!("增援力量{}到达集结点", who.zh),
                    format!("{} has arrived at its assembly point from outside", who.en),
                ),
            ),
            Seen::OrderReceived => {
                if let Some((order, belief)) = order {
                    let what = told.source().say(&order.kind, Some(belief));
                    let after_s = note.at.since(order.issued_at).as_secs_f64();
                    let text =
                        t(format!("命令送达：{}", what.zh), format!("the order has arrived: {}", what.en));
                    let entry = LogEntry::new(note.at, order.seat.to_string(), LogKind::OrderReceived, text)
                        .with_order(note)
                        .with("after_s", after_s);
                    told.push(entry);
                }
            }
            Seen::OrderLost => {
                if let Some((order, belief)) = order {
                    let what = told.source().say(&order.kind, Some(belief));
                    let text = t(
                        format!("命令未送达，将重发：{}", what.zh),
                        format!("the order did not get through and is given again: {}", what.en),
                    );
                    let entry = LogEntry::new(note.at, order.seat.to_string(), LogKind::OrderLost, text)
                        .with_order(note);
                    told.push(entry);
                }
            }
            Seen::TeamFailed(why) => self.failed(note, order.map(|one| one.0), &job, why, is_seat, told),
            Seen::NothingFound => {
                self.failed(note, order.map(|one| one.0), &job, &FailReason::NothingThere, false, told);
            }
            Seen::TeamDone(saved) => {
                let (zh, en) = match saved {
                    0 => (String::new(), String::new()),
                    n => (format!("，救出{n}人"), format!(", {n} persons brought out")),
                };
                self.done(note, order.map(|one| one.0), (&who, &job), (zh, en), told, crowd);
            }
            Seen::ZoneKnocked(_) => {
                let how = ("，已逐户通知".to_owned(), ", every door knocked".to_owned());
                self.done(note, order.map(|one| one.0), (&who, &job), how, told, crowd);
            }
            Seen::DeviceSet(_) | Seen::InPost | Seen::AidComing(..) => {
                self.done(note, order.map(|one| one.0), (&who, &job), Default::default(), told, crowd);
            }
            Seen::TeamIdle | Seen::Road(..) | Seen::Value(..) | Seen::Overtopping(_) => {}
        }
    }

    fn close(&mut self, note: &Observation) -> bool {
        note.order.as_ref().is_some_and(|one| self.open.remove(&(one.seat.clone(), one.number)))
    }

    fn failed(
        &mut self,
        note: &Observation,
        order: Option<&Order>,
        job: &Text,
        why: &FailReason,
        by_seat: bool,
        told: &mut Told,
    ) {
        let because = reason(why);
        let who = name(told.register, &note.by);
        if !by_seat {
            let text = t(
                format!("{}未能完成：{}；{}", who.zh, job.zh, because.zh),
                format!("{} could not do it: {}; {}", who.en, job.en, because.en),
            );
            let entry = LogEntry::new(note.at, note.by.clone(), LogKind::TeamEnded, text)
                .placed(None, Some(note.place))
                .with_order(note)
                .with("reason", reason_key(why));
            told.push(entry);
        }
        let Some(order) = order.filter(|_| self.close(note)) else { return };
        let refused = by_seat && matches!(why, FailReason::Refused | FailReason::Busy);
        let (kind, zh, en) = match refused {
            true => (LogKind::OrderRefused, "命令未被接受", "order refused"),
            false => (LogKind::OrderFailed, "命令未能完成", "order failed"),
        };
        let text =
            t(format!("{zh}：{}；{}", job.zh, because.zh), format!("{en}: {}; {}", job.en, because.en));
        let entry = LogEntry::new(note.at, order.seat.to_string(), kind, text)
            .with_order(note)
            .with("reason", reason_key(why));
        told.push(entry);
    }

    fn done(
        &mut self,
        note: &Observation,
        order: Option<&Order>,
        (who, job): (&Text, &Text),
        (zh, en): (String, String),
        told: &mut Told,
        crowd: &mut Crowd,
    ) {
        let by_team = told.site.team(&note.by).is_some();
        if by_team && !matches!(note.seen, Seen::DeviceSet(_)) {
            let text =
                t(format!("{}完成：{}{zh}", who.zh, job.zh), format!("{} has ended: {}{en}", who.en, job.en));
            let mut entry = LogEntry::new(note.at, note.by.clone(), LogKind::TeamEnded, text)
                .placed(None, Some(note.place))
                .with_order(note);
            if let Seen::TeamDone(saved) = note.seen {
                entry = entry.with("persons_brought_out", saved);
            }
            told.push(entry);
        }
        let Some(order) = order.filter(|_| self.close(note)) else { return };
        effect(order, note, told, crowd);
        told.announced.extend(Announcement::of(order, note.at));
        let text = t(format!("命令已执行：{}{zh}", job.zh), format!("order carried out: {}{en}", job.en));
        let entry = LogEntry::new(note.at, order.seat.to_string(), LogKind::OrderDone, text)
            .with_order(note)
            .with("after_s", note.at.since(order.issued_at).as_secs_f64());
        told.push(entry);
    }
}

/// What an order that has been carried out means to those it is for.
fn effect(order: &Order, note: &Observation, told: &mut Told, crowd: &mut Crowd) {
    let register = told.register;
    let source = told.source();
    let (key, at) = source.place(&order.kind, None);
    let new = |kind: LogKind, text: Text| {
        LogEntry::new(note.at, order.seat.to_string(), kind, text).placed(key.as_deref(), at).with_order(note)
    };
    let who = name(register, order.seat.as_str());
    let entry = match &order.kind {
        OrderKind::RaiseLevel { track, level: to } => {
            let (track, to) = (source.track(track), level(*to));
            let text = t(
                format!("{}启动{}{}", who.zh, track.zh, to.zh),
                format!("{} raises {} to {}", who.en, track.en, to.en),
            );
            new(LogKind::LevelRaised, text)
        }
        OrderKind::LowerLevel { track, level: to } => {
            let track = source.track(track);
            let text = match to.map(level) {
                Some(to) => t(
                    format!("{}将{}降至{}", who.zh, track.zh, to.zh),
                    format!("{} lowers {} to {}", who.en, track.en, to.en),
                ),
                None => t(format!("{}终止{}", who.zh, track.zh), format!("{} ends {}", who.en, track.en)),
            };
            new(LogKind::LevelLowered, text)
        }
        OrderKind::IssueWarning { hazard, level, areas, groups: to, channels: by } => {
            let (what, to_names, by_names) = (warning(*hazard, *level), groups(to), channels(by));
            let places = names(register, areas);
            let text = t(
                format!("{}已向{}的{}发布，渠道：{}", what.zh, places.zh, to_names.zh, by_names.zh),
                format!("{} issued to {} in {} by {}", what.en, to_names.en, places.en, by_names.en),
            );
            new(LogKind::WarningIssued, text).with("areas", areas.len() as u32)
        }
        OrderKind::Release { areas, channels: by } => {
            let (places, by) = (names(register, areas), channels(by));
            let text = t(
                format!("向{}发布权威信息，渠道：{}", places.zh, by.zh),
                format!("{} is told the facts by {}", places.en, by.en),
            );
            new(LogKind::FactsReleased, text).with("areas", areas.len() as u32)
        }
        OrderKind::EvacuateZone { zone, groups: who, .. } => {
            let aimed = crowd.aim(zone.as_str(), who, note.at, told.site);
            let (place, who) = (name(register, zone.as_str()), groups(who));
            let text = t(
                format!("{}的{}被要求转移，涉及居民{aimed}人", place.zh, who.zh),
                format!("{} of {} are told to leave: {aimed} residents", who.en, place.en),
            );
            new(LogKind::EvacuationOrdered, text).with("residents", aimed)
        }
        OrderKind::AllClear { zone } => {
            let place = name(register, zone.as_str());
            let text = t(
                format!("{}解除转移，居民可以返回", place.zh),
                format!("{} is clear; its people may return", place.en),
            );
            new(LogKind::ReturnAllowed, text)
        }
        OrderKind::MoveSupplies { .. } => {
            let what = source.say(&order.kind, None);
            new(LogKind::SuppliesSent, t(format!("开始装车：{}", what.zh), format!("loading: {}", what.en)))
        }
        OrderKind::RequestAid { from, capability: what, .. } => {
            let Seen::AidComing(teams, _) = &note.seen else { return };
            let all: Vec<Text> = teams.iter().map(|team| name(register, team)).collect();
            let (from, what, all) = (name(register, from.as_str()), capability(*what), list(&all));
            let text = t(
                format!("{}同意增援{}：{}", from.zh, what.zh, all.zh),
                format!("{} grants teams for {}: {}", from.en, what.en, all.en),
            );
            new(LogKind::AidGranted, text).with("teams", teams.len() as u32)
        }
        OrderKind::Post { person, .. } if note.seen == Seen::InPost => {
            let person = name(register, person.as_str());
            let text = t(format!("{}已到岗", person.zh), format!("{} is in post", person.en));
            new(LogKind::PersonInPost, text)
        }
        _ => return,
    };
    told.push(entry);
}

/// An entry that names the order it belongs to.
trait OfOrder {
    fn with_order(self, note: &Observation) -> Self;
}

impl OfOrder for LogEntry {
    fn with_order(self, note: &Observation) -> Self {
        match &note.order {
            Some(order) => self.with("order", order.number.0).with("seat", order.seat.to_string()),
            None => self,
        }
    }
}

fn basis(basis: &Basis) -> &'static str {
    match basis {
        Basis::Rule { .. } => "rule",
        Basis::Track(_) => "track",
        Basis::PrePosition => "preposition",
        Basis::Standing => "standing",
        Basis::Person => "person",
    }
}

fn reason_key(why: &FailReason) -> &'static str {
    match why {
        FailReason::NothingThere => "nothing_there",
        FailReason::Unreachable => "unreachable",
        FailReason::Unsafe => "unsafe",
        FailReason::Breakdown => "breakdown",
        FailReason::NothingLeft => "nothing_left",
        FailReason::Busy => "busy",
        FailReason::Refused => "refused",
    }
}
