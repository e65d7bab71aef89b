//! People: who has left and is clear by zone, who was caught, reached by teams,
//! hurt or killed.

use bevy_ecs::prelude::World;
use sandtable_command::register::Group as People;
use sandtable_kernel::{SimTime, Text};
use sandtable_response::exposure::Cause;
use sandtable_response::orders::belongs;
use sandtable_response::people::{Group, Stage};
use sandtable_response::site::ResponseSite;
use sandtable_results::{LogEntry, LogKind};
use sandtable_space::Point;

use super::Told;
use super::words::{cause, cause_key, name, point, span, t};

/// Shares of a zone's people at which its evacuation is told, beside the first.
const SHARES: [u32; 2] = [50, 90];

/// A packet as it was when last looked at.
#[derive(Clone, Debug, Default)]
struct Was {
    present: u16,
    left: bool,
    clear: bool,
    stranded: bool,
    helped: bool,
    dead: u16,
    crushed: (u16, u16),
    injured: u16,
    cause: Option<Cause>,
    aimed: bool,
}

/// A zone's evacuation.
#[derive(Clone, Debug, Default)]
struct Zone {
    ordered: Option<SimTime>,
    /// People told to leave, of those who have left, and of those clear.
    told: u32,
    left: u32,
    clear: u32,
    /// Shares told so far: (left, clear); 0 is nobody yet.
    stage: (usize, usize),
    touched: Option<SimTime>,
    spontaneous: bool,
}

/// All packets and zones.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    packets: Vec<Was>,
    zones: Vec<Zone>,
}

fn how(group: &Group) -> Cause {
    match group.stage {
        Stage::Walking | Stage::Driving | Stage::Stranded if group.on_foot => Cause::OnFoot,
        Stage::Walking | Stage::Driving | Stage::Stranded => Cause::InVehicle,
        _ => Cause::Indoors,
    }
}

impl Crowd {
    fn prepare(&mut self, site: &ResponseSite) {
        if self.zones.len() != site.zones.len() {
            self.zones = vec![Zone::default(); site.zones.len()];
            let fresh =
                |spec: &sandtable_response::site::GroupSite| Was { present: spec.persons, ..Was::default() };
            self.packets = site.groups.iter().map(fresh).collect();
        }
    }

    /// A zone is told to leave, or some groups of it; the number of residents meant.
    pub fn aim(&mut self, zone: &str, groups: &[People], at: SimTime, site: &ResponseSite) -> u32 {
        self.prepare(site);
        let Some(k) = site.zone(zone) else { return 0 };
        let (mut meant, own) = (0, &mut self.zones[k]);
        own.ordered.get_or_insert(at);
        (own.told, own.left, own.clear) = (0, 0, 0);
        for (was, spec) in self.packets.iter_mut().zip(&site.groups).filter(|(_, spec)| spec.zone == k) {
            if groups.is_empty() || groups.iter().any(|group| belongs(spec, *group)) {
                was.aimed = true;
                meant += u32::from(spec.persons);
            }
            if was.aimed {
                let persons = u32::from(was.present);
                own.told += persons;
                own.left += if was.left { persons } else { 0 };
                own.clear += if was.clear { persons } else { 0 };
            }
        }
        own.touched = Some(at);
        meant
    }

    /// Notes what happened to people in a tick.
    pub fn observe(&mut self, world: &mut World, told: &mut Told) {
        self.prepare(told.site);
        let mut entries: Vec<(u32, LogEntry)> = Vec::new();
        let mut query = world.query::<&Group>();
        for group in query.iter(world) {
            let k = group.site as usize;
            let Some(was) = self.packets.get_mut(k) else { continue };
            let spec = &told.site.groups[k];
            let zone = &mut self.zones[spec.zone];
            if group.present != was.present {
                if was.aimed {
                    let (now, before) = (u32::from(group.present), u32::from(was.present));
                    zone.told = (zone.told + now).saturating_sub(before);
                }
                was.present = group.present;
            }
            let persons = u32::from(group.present);
            if let Some(at) = group.departed.filter(|_| !was.left) {
                was.left = true;
                if was.aimed {
                    zone.left += persons;
                    zone.touched = zone.touched.max(Some(at));
                } else if zone.ordered.is_none() && !zone.spontaneous && persons > 0 {
                    zone.spontaneous = true;
                    let entry = spontaneous(told, spec.zone, at, persons);
                    entries.push((group.site, entry));
                }
            }
            if let Some(at) = group.cleared.filter(|_| !was.clear) {
                was.clear = true;
                if was.aimed {
                    zone.clear += persons;
                    zone.touched = zone.touched.max(Some(at));
                }
            }
            let place = || group.place(told.site);
            let zone_key = told.site.zones[spec.zone].key.as_str();
            let stranded = group.stage == Stage::Stranded;
            if stranded && !was.stranded {
                let entry = caught(told, zone_key, place(), u32::from(group.waiting()));
                entries.push((group.site, entry));
            }
            was.stranded = stranded;
            if let Some(at) = group.helped.filter(|_| !was.helped) {
                was.helped = true;
                entries.push((group.site, served(told, zone_key, place(), group, at)));
            }
            // What harmed them is how they stood when the tick began.
            let by = was.cause.unwrap_or(Cause::Indoors);
            let crushed = group.crushed;
            for (kind, now, before, by) in [
                (LogKind::Death, group.dead - crushed.0, was.dead - was.crushed.0, by),
                (LogKind::Injury, group.injured - crushed.1, was.injured - was.crushed.1, by),
                (LogKind::Death, crushed.0, was.crushed.0, Cause::Collapse),
                (LogKind::Injury, crushed.1, was.crushed.1, Cause::Collapse),
            ] {
                if now > before {
                    let entry = harmed(told, zone_key, place(), kind, u32::from(now - before), by);
                    entries.push((group.site, entry));
                }
            }
            was.crushed = crushed;
            (was.dead, was.injured, was.cause) = (group.dead, group.injured, Some(how(group)));
        }
        entries.sort_by_key(|(packet, entry)| (entry.time, *packet));
        entries.into_iter().for_each(|(_, entry)| told.push(entry));
        self.shares(told);
    }

    /// First departure and the shares of a zone's people that have left and are clear.
    fn shares(&mut self, told: &mut Told) {
        for k in 0..self.zones.len() {
            let zone = &mut self.zones[k];
            let (Some(ordered), Some(at)) = (zone.ordered, zone.touched.take()) else { continue };
            let all = zone.told.max(1);
            let steps = |persons: u32| match persons {
                0 => 0,
                n => 1 + SHARES.iter().filter(|share| 100 * n >= **share * all).count(),
            };
            let now = (steps(zone.left), steps(zone.clear));
            let (before, left, clear) = (zone.stage, zone.left, zone.clear);
            zone.stage = (now.0.max(before.0), now.1.max(before.1));
            let key = told.site.zones[k].key.clone();
            let what = name(told.register, &key);
            let after = span(at.since(ordered));
            for (from, to, persons, kind, zh, en) in [
                (before.0, now.0, left, LogKind::EvacuationLeft, "离开", "have left"),
                (before.1, now.1, clear, LogKind::EvacuationCleared, "到达安全地点", "are clear"),
            ] {
                for step in from..to {
                    let mark: Text = match step {
                        0 => t(format!("首批人员{zh}"), format!("the first {en}")),
                        step => {
                            let share = SHARES[step - 1];
                            t(format!("{share}%的人员{zh}"), format!("{share} % {en}"))
                        }
                    };
                    let text = t(
                        format!("{}：{}（{persons}/{all}人），下令后{}", what.zh, mark.zh, after.zh),
                        format!(
                            "{}: {} ({persons} of {all}), {} after the order",
                            what.en, mark.en, after.en
                        ),
                    );
                    let share = if step == 0 { 0 } else { SHARES[step - 1] };
                    let entry = LogEntry::new(at, key.clone(), kind, text)
                        .placed(Some(&key), Some(told.site.zones[k].centre))
                        .with("share_percent", share)
                        .with("persons", persons)
                        .with("persons_told", all)
                        .with("after_s", at.since(ordered).as_secs_f64());
                    told.push(entry);
                }
            }
        }
    }
}

fn spontaneous(told: &Told, zone: usize, at: SimTime, persons: u32) -> LogEntry {
    let spec = &told.site.zones[zone];
    let what = name(told.register, &spec.key);
    let text = t(
        format!("{}：未接到转移令，已有人自行离开（{persons}人）", what.zh),
        format!("{}: the first leave without an order ({persons} persons)", what.en),
    );
    LogEntry::new(at, spec.key.clone(), LogKind::EvacuationLeft, text)
        .placed(Some(&spec.key), Some(spec.centre))
        .with("persons", persons)
        .with("ordered", false)
}

fn caught(told: &Told, zone: &str, at: Point, persons: u32) -> LogEntry {
    let what = name(told.register, zone);
    let text = t(
        format!("{}的{persons}人在路上{}被水围困", what.zh, point(at)),
        format!("{persons} persons of {} are caught by water on the road at {}", what.en, point(at)),
    );
    LogEntry::new(told.now, zone, LogKind::PeopleStranded, text)
        .placed(None, Some(at))
        .with("persons", persons)
}

fn served(told: &Told, zone: &str, at: Point, group: &Group, when: SimTime) -> LogEntry {
    let what = name(told.register, zone);
    let waited = group.called.map(|called| when.since(called));
    let wait = waited.map(span);
    let (zh, en) = wait.map_or_else(Default::default, |wait| {
        (format!("，报警后{}", wait.zh), format!(", {} after the call", wait.en))
    });
    let text = t(
        format!("救援队接到{}的被困人员{}{zh}", what.zh, point(at)),
        format!("a team takes people of {} aboard at {}{en}", what.en, point(at)),
    );
    let entry = LogEntry::new(when, zone, LogKind::CallServed, text)
        .placed(None, Some(at))
        .with("persons", u32::from(group.taken));
    match waited {
        Some(waited) => entry.with("waited_s", waited.as_secs_f64()),
        None => entry,
    }
}

fn harmed(told: &Told, zone: &str, at: Point, kind: LogKind, persons: u32, by: Cause) -> LogEntry {
    let (what, by_words) = (name(told.register, zone), cause(by));
    let (zh, en) = if kind == LogKind::Death { ("死亡", "died") } else { ("受伤", "injured") };
    let text = t(
        format!("{}{}：{persons}人{zh}，原因：{}", what.zh, point(at), by_words.zh),
        format!("{persons} {en} in {} at {}: {}", what.en, point(at), by_words.en),
    );
    LogEntry::new(told.now, zone, kind, text)
        .placed(None, Some(at))
        .with("persons", persons)
        .with("cause", cause_key(by))
}
