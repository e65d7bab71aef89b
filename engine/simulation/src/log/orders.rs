//! What an order says, in words.

use sandtable_command::order::{Advance, Spot, Target};
use sandtable_command::{Belief, Key, OrderKind, Program, Register, Task};
use sandtable_kernel::Text;
use sandtable_space::Point;

use super::words::{capability, channels, goods, groups, level, middle, name, names, point, t, warning};

/// What words of orders are taken from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// Names.
    pub register: &'a Register,
    /// Names of the plan's tracks.
    pub program: &'a Program,
}

impl Source<'_> {
    fn named(&self, key: &Key) -> Text {
        name(self.register, key.as_str())
    }

    /// Name of a track.
    pub fn track(&self, key: &Key) -> Text {
        self.program.track_name(key).cloned().unwrap_or_else(|| Text::same(key.as_str()))
    }

    fn spot(&self, spot: &Spot) -> Text {
        match spot {
            Spot::At(key) => self.named(key),
            Spot::Point(at) => Text::same(point(*at)),
        }
    }

    /// What is ordered: an order in the imperative.
    pub fn say(&self, kind: &OrderKind, belief: Option<&Belief>) -> Text {
        let n = |key: &Key| self.named(key);
        match kind {
            OrderKind::RaiseLevel { track, level: to } => {
                let (track, to) = (self.track(track), level(*to));
                t(format!("启动{}{}", track.zh, to.zh), format!("raise {} to {}", track.en, to.en))
            }
            OrderKind::LowerLevel { track, level: to } => {
                let track = self.track(track);
                match to.map(level) {
                    Some(to) => {
                        t(format!("将{}降至{}", track.zh, to.zh), format!("lower {} to {}", track.en, to.en))
                    }
                    None => t(format!("终止{}", track.zh), format!("end {}", track.en)),
                }
            }
            OrderKind::IssueWarning { hazard, level, areas, groups: to, channels: by } => {
                let (what, areas, to, by) =
                    (warning(*hazard, *level), names(self.register, areas), groups(to), channels(by));
                t(
                    format!("向{}的{}发布{}，渠道：{}", areas.zh, to.zh, what.zh, by.zh),
                    format!("issue a {} to {} in {} by {}", what.en, to.en, areas.en, by.en),
                )
            }
            OrderKind::Release { areas, channels: by } => {
                let (areas, by) = (names(self.register, areas), channels(by));
                t(
                    format!("向{}发布权威信息，渠道：{}", areas.zh, by.zh),
                    format!("tell {} the facts by {}", areas.en, by.en),
                )
            }
            OrderKind::EvacuateZone { zone, groups: who, .. } => {
                let (zone, who) = (n(zone), groups(who));
                t(format!("转移{}的{}", zone.zh, who.zh), format!("evacuate {} of {}", who.en, zone.en))
            }
            OrderKind::AllClear { zone } => {
                let zone = n(zone);
                t(format!("解除{}的转移，允许返回", zone.zh), format!("let people return to {}", zone.en))
            }
            OrderKind::OpenShelter { shelter } => both("开放", "open ", &n(shelter)),
            OrderKind::CloseShelter { shelter } => both("关闭", "close ", &n(shelter)),
            OrderKind::Dispatch { team, task } => {
                let (team, task) = (n(team), self.task(task, belief));
                t(format!("派{}{}", team.zh, task.zh), format!("send {} to {}", team.en, task.en))
            }
            OrderKind::MoveSupplies { from, to, item, quantity } => {
                self.supplies(from, to, goods(self.register, item.as_str(), *quantity))
            }
            OrderKind::PrePosition(Advance::Team { team, at }) => {
                let (team, at) = (n(team), self.spot(at));
                t(format!("{}前置到{}", team.zh, at.zh), format!("pre-position {} at {}", team.en, at.en))
            }
            OrderKind::PrePosition(Advance::Supplies { from, to, item, quantity }) => {
                self.supplies(from, to, goods(self.register, item.as_str(), *quantity))
            }
            OrderKind::CloseRoad { road } => both("封闭", "close ", &n(road)),
            OrderKind::Contraflow { road, toward } => {
                let (road, toward) = (n(road), n(toward));
                t(
                    format!("{}借道反行，去向{}", road.zh, toward.zh),
                    format!("turn the lanes of {} towards {}", road.en, toward.en),
                )
            }
            OrderKind::OpenRoad { road } => both("恢复通行：", "open ", &n(road)),
            OrderKind::OperatePump { pump, on: true } => both("开启", "start ", &n(pump)),
            OrderKind::OperatePump { pump, on: false } => both("停止", "stop ", &n(pump)),
            OrderKind::OperateGate { gate, opening } => {
                let gate = n(gate);
                let percent = 100.0 * opening;
                t(
                    format!("将{}开度调到{percent:.0}%", gate.zh),
                    format!("set {} to {percent:.0} % of its opening", gate.en),
                )
            }
            OrderKind::RequestAid { from, capability: what, count } => {
                let (from, what) = (n(from), capability(*what));
                t(
                    format!("向{}请求增援{count}支{}力量", from.zh, what.zh),
                    format!("ask {} for teams for {}: {count}", from.en, what.en),
                )
            }
            OrderKind::Post { person, .. } => {
                let person = n(person);
                t(format!("通知{}到岗到位", person.zh), format!("call {} to the post", person.en))
            }
        }
    }

    fn supplies(&self, from: &Key, to: &Key, what: Text) -> Text {
        let (from, to) = (self.named(from), self.named(to));
        t(
            format!("从{}向{}调运{}", from.zh, to.zh, what.zh),
            format!("move {} from {} to {}", what.en, from.en, to.en),
        )
    }

    /// A task, as what a team goes to do.
    pub fn task(&self, task: &Task, belief: Option<&Belief>) -> Text {
        let n = |key: &Key| self.named(key);
        match task {
            Task::Rescue { target } => {
                let place = self.target(target, belief);
                t(format!("前往{}救援", place.zh), format!("rescue people at {}", place.en))
            }
            Task::Sandbag { levee, from_m, to_m, by_m } => {
                let levee = n(levee);
                t(
                    format!("在{}{from_m:.0}~{to_m:.0}米段加筑子堤{by_m:.2}米", levee.zh),
                    format!("raise {} by {by_m:.2} m from {from_m:.0} to {to_m:.0} m", levee.en),
                )
            }
            Task::PlacePump { at, .. } => {
                let at = self.spot(at);
                t(format!("到{}抽排", at.zh), format!("pump at {}", at.en))
            }
            Task::Patrol { place } => both("巡查", "look at ", &n(place)),
            Task::DoorKnock { zone } => {
                let zone = n(zone);
                t(format!("到{}入户通知", zone.zh), format!("knock at the doors of {}", zone.en))
            }
            Task::Escort { zone, .. } => {
                let zone = n(zone);
                t(format!("接送{}人员", zone.zh), format!("take people out of {}", zone.en))
            }
            Task::Deliver { from, to, item, quantity } => {
                self.supplies(from, to, goods(self.register, item.as_str(), *quantity))
            }
            Task::Standby { at } => {
                let at = self.spot(at);
                t(format!("到{}待命", at.zh), format!("stand by at {}", at.en))
            }
            Task::Return => t("归队", "return to base"),
        }
    }

    fn target(&self, target: &Target, belief: Option<&Belief>) -> Text {
        let at = belief
            .and_then(|belief| belief.resolve(target, self.register))
            .and_then(|place| place.position(self.register));
        let at = at.map(point).unwrap_or_default();
        match target {
            Target::Incident(number) => {
                t(format!("第{}号警情{at}", number.0), format!("incident {} {at}", number.0))
            }
            Target::Report(number) => {
                t(format!("第{}号报告{at}", number.0), format!("report {} {at}", number.0))
            }
            Target::Zone(zone) => self.named(zone),
        }
    }

    /// Where an order is to be carried out: key and point.
    pub fn place(&self, kind: &OrderKind, belief: Option<&Belief>) -> (Option<String>, Option<Point>) {
        let of = |key: &Key| (Some(key.to_string()), middle(self.register, key.as_str()));
        let spot = |spot: &Spot| match spot {
            Spot::At(key) => of(key),
            Spot::Point(at) => (None, Some(*at)),
        };
        match kind {
            OrderKind::RaiseLevel { .. } | OrderKind::LowerLevel { .. } | OrderKind::RequestAid { .. } => {
                (None, None)
            }
            OrderKind::IssueWarning { areas, .. } | OrderKind::Release { areas, .. } => {
                areas.first().map_or((None, None), of)
            }
            OrderKind::EvacuateZone { zone, .. } | OrderKind::AllClear { zone } => of(zone),
            OrderKind::OpenShelter { shelter } | OrderKind::CloseShelter { shelter } => of(shelter),
            OrderKind::MoveSupplies { to, .. } | OrderKind::PrePosition(Advance::Supplies { to, .. }) => {
                of(to)
            }
            OrderKind::PrePosition(Advance::Team { at, .. }) => spot(at),
            OrderKind::CloseRoad { road }
            | OrderKind::OpenRoad { road }
            | OrderKind::Contraflow { road, .. } => of(road),
            OrderKind::OperatePump { pump, .. } => of(pump),
            OrderKind::OperateGate { gate, .. } => of(gate),
            OrderKind::Post { person, .. } => of(person),
            OrderKind::Dispatch { task, .. } => match task {
                Task::Rescue { target: Target::Zone(key) }
                | Task::Sandbag { levee: key, .. }
                | Task::Patrol { place: key }
                | Task::DoorKnock { zone: key }
                | Task::Escort { zone: key, .. }
                | Task::Deliver { to: key, .. } => of(key),
                Task::Rescue { target } => {
                    let place = belief.and_then(|belief| belief.resolve(target, self.register));
                    (None, place.and_then(|place| place.position(self.register)))
                }
                Task::PlacePump { at, .. } | Task::Standby { at } => spot(at),
                Task::Return => (None, None),
            },
        }
    }
}

fn both(zh: &str, en: &str, name: &Text) -> Text {
    t(format!("{zh}{}", name.zh), format!("{en}{}", name.en))
}
