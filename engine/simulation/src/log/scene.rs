//! The physical scene: gauges, levees, roads, shelters, goods, and what was done to
//! the water.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::World;
use sandtable_command::EntryKind;
use sandtable_exchange::{FieldBoard, TrueRoads, WorkKind, WorksLog};
use sandtable_kernel::{SimId, Text};
use sandtable_response::index::Index;
use sandtable_response::roads::{HeldLinks, LinkWater, RoadChanges};
use sandtable_response::shelters::Shelter;
use sandtable_response::stores::{ConvoyStage, Convoys};
use sandtable_results::{LogEntry, LogKind};
use sandtable_space::{LinkId, LinkState, Quantity, RoadClass};

use super::Told;
use super::words::{goods, middle, name, road_class, t};

/// The scene as it was when last looked at.
#[derive(Debug, Default)]
pub(super) struct Scene {
    gauges: BTreeMap<SimId, usize>,
    over: BTreeSet<SimId>,
    /// Closed links of each main road or underpass.
    closed: BTreeMap<String, BTreeSet<LinkId>>,
    /// Underpasses and bridges by link.
    stretches: Option<BTreeMap<LinkId, String>>,
    shelters: Vec<(bool, bool, bool)>,
    convoys: Vec<bool>,
    works: usize,
}

impl Scene {
    /// What the water did: it comes before what people did about it.
    pub fn before_orders(&mut self, world: &World, told: &mut Told) {
        if let Some(board) = world.get_resource::<FieldBoard>() {
            self.gauges(board, told);
            self.levees(board, told);
        }
        self.roads(world, told);
    }

    /// Shelters, goods and works.
    pub fn observe(&mut self, world: &World, told: &mut Told) {
        self.works(world, told);
        self.shelters(world, told);
        self.convoys(world, told);
    }

    fn gauges(&mut self, board: &FieldBoard, told: &mut Told) {
        for gauge in &told.site.gauges {
            let Some(level_m) = board.thing(gauge.id, Quantity::WaterLevel) else { continue };
            let Some(EntryKind::Gauge { warning_m, guarantee_m, crest_m, .. }) =
                told.register.get(&gauge.key).map(|entry| &entry.kind)
            else {
                continue;
            };
            let marks = [
                (*warning_m, "警戒水位", "warning level"),
                (*guarantee_m, "保证水位", "guarantee level"),
                (*crest_m, "堤顶高程", "crest of the levee"),
            ];
            let before = self.gauges.get(&gauge.id).copied().unwrap_or(0);
            let reached = marks.iter().filter(|mark| level_m >= mark.0).count();
            // A level that swings about a mark by less than 0.1 m is told once.
            let kept = marks.iter().filter(|mark| level_m >= mark.0 - 0.1).count();
            let now = if reached > before { reached } else { before.min(kept) };
            self.gauges.insert(gauge.id, now);
            let what = name(told.register, &gauge.key);
            let crossed = marks.get(before.min(now)..before.max(now)).unwrap_or_default();
            for &(mark_m, zh, en) in crossed {
                let (kind, text) = if now > before {
                    let text = t(
                        format!("{}水位{level_m:.2} m，超过{zh}{mark_m:.2} m", what.zh),
                        format!("{} stands at {level_m:.2} m, above the {en} of {mark_m:.2} m", what.en),
                    );
                    (LogKind::GaugeRose, text)
                } else {
                    let text = t(
                        format!("{}水位{level_m:.2} m，回落到{zh}{mark_m:.2} m以下", what.zh),
                        format!("{} stands at {level_m:.2} m, below the {en} of {mark_m:.2} m", what.en),
                    );
                    (LogKind::GaugeFell, text)
                };
                let entry = LogEntry::new(told.now, gauge.key.clone(), kind, text)
                    .placed(Some(&gauge.key), Some(gauge.at))
                    .with("level_m", rounded(level_m))
                    .with("mark_m", mark_m);
                told.push(entry);
            }
        }
    }

    fn levees(&mut self, board: &FieldBoard, told: &mut Told) {
        for levee in &told.site.levees {
            let over = board.thing(levee.id, Quantity::Overtopping).unwrap_or(0.0) > 0.0;
            if over == self.over.contains(&levee.id) {
                continue;
            }
            let what = name(told.register, &levee.key);
            let (kind, text) = if over {
                self.over.insert(levee.id);
                (
                    LogKind::LeveeOvertopped,
                    t(format!("{}漫溢", what.zh), format!("{} is overtopped", what.en)),
                )
            } else {
                self.over.remove(&levee.id);
                let text = t(format!("{}停止漫溢", what.zh), format!("{} is no longer overtopped", what.en));
                (LogKind::LeveeHeld, text)
            };
            let at = levee.line.at(0.5 * levee.line.length_m());
            let entry =
                LogEntry::new(told.now, levee.key.clone(), kind, text).placed(Some(&levee.key), Some(at));
            told.push(entry);
        }
    }

    fn roads(&mut self, world: &World, told: &mut Told) {
        let (Some(changes), Some(roads)) =
            (world.get_resource::<RoadChanges>(), world.get_resource::<TrueRoads>())
        else {
            return;
        };
        let (water, held) = (world.get_resource::<LinkWater>(), world.get_resource::<HeldLinks>());
        let site = told.site;
        let stretches = self.stretches.get_or_insert_with(|| {
            let pairs =
                site.stretches.iter().flat_map(|(key, links)| links.iter().map(move |link| (*link, key)));
            pairs.map(|(link, key)| (link, key.clone())).collect()
        });
        let links: BTreeSet<LinkId> = changes.0.iter().map(|change| change.0).collect();
        for link in links {
            let road = site.graph.link(link);
            let main = matches!(road.class, RoadClass::Motorway | RoadClass::Trunk | RoadClass::Primary);
            let stretch = stretches.get(&link);
            if !main && stretch.is_none() {
                continue;
            }
            let key = stretch.map_or_else(|| whole_road(&road.key), String::clone);
            let shut = self.closed.entry(key.clone()).or_default();
            let before = shut.len();
            let closed = roads.0.state(link) == LinkState::Closed;
            if closed {
                shut.insert(link)
            } else {
                shut.remove(&link)
            };
            let now = shut.len();
            // Told when the first of its links closes and when the last opens.
            if (before == 0) == (now == 0) {
                continue;
            }
            let at = road.shape.at(0.5 * road.shape.length_m());
            let what = match told.register.get(&key) {
                Some(entry) => entry.name.clone(),
                None => {
                    let (near, class) = (nearest_zone(told, at), road_class(road.class));
                    t(format!("{}附近的{}", near.zh, class.zh), format!("the {} near {}", class.en, near.en))
                }
            };
            let depth_m = water.and_then(|water| water.0.get(link.0 as usize)).copied().unwrap_or(0.0);
            let by_order = held.is_some_and(|held| held.0.contains_key(&link));
            let (kind, text) = match (closed, by_order) {
                (true, true) => (
                    LogKind::RoadClosed,
                    t(format!("{}奉令封闭", what.zh), format!("{} is closed by order", what.en)),
                ),
                (true, false) => (
                    LogKind::RoadClosed,
                    t(
                        format!("{}积水{depth_m:.2} m，交通中断", what.zh),
                        format!("{} is closed by {depth_m:.2} m of water", what.en),
                    ),
                ),
                (false, _) => (
                    LogKind::RoadOpened,
                    t(format!("{}恢复通行", what.zh), format!("{} can be passed again", what.en)),
                ),
            };
            let mut entry = LogEntry::new(told.now, key.clone(), kind, text)
                .placed(Some(&key), Some(at))
                .with("depth_m", rounded(f64::from(depth_m)));
            if closed {
                entry = entry.with("cause", if by_order { "order" } else { "water" });
            }
            told.push(entry);
        }
    }

    fn works(&mut self, world: &World, told: &mut Told) {
        let Some(works) = world.get_resource::<WorksLog>() else { return };
        for work in works.since(self.works) {
            let by = actor(told, work.by);
            let (kind, key, at, text, data): (LogKind, String, _, Text, Vec<(&str, f64)>) = match &work.kind {
                WorkKind::RaiseCrest { levee, from_m, to_m, by_m } => {
                    let Some(levee) = told.site.levees.iter().find(|own| own.id == *levee) else { continue };
                    let (what, who) = (name(told.register, &levee.key), name(told.register, &by));
                    let text = t(
                        format!("{}在{}{from_m:.0}~{to_m:.0}米段筑子堤{by_m:.2} m", who.zh, what.zh),
                        format!(
                            "{} raises {} by {by_m:.2} m from {from_m:.0} to {to_m:.0} m",
                            who.en, what.en
                        ),
                    );
                    let at = Some(levee.line.at(0.5 * (from_m + to_m)));
                    let data = vec![("from_m", *from_m), ("to_m", *to_m), ("by_m", *by_m)];
                    (LogKind::SandbagsLaid, levee.key.clone(), at, text, data)
                }
                WorkKind::SetGate { gate, opening } => {
                    let key = actor(told, *gate);
                    let (what, percent) = (name(told.register, &key), 100.0 * opening);
                    let text = t(
                        format!("{}开度调到{percent:.0}%", what.zh),
                        format!("{} is set to {percent:.0} % of its opening", what.en),
                    );
                    (
                        LogKind::GateSet,
                        key.clone(),
                        middle(told.register, &key),
                        text,
                        vec![("opening_1", *opening)],
                    )
                }
                WorkKind::SetPump { pump, on } | WorkKind::SetPower { device: pump, on } => {
                    let key = actor(told, *pump);
                    let what = name(told.register, &key);
                    let power = matches!(work.kind, WorkKind::SetPower { .. });
                    let text = match (power, on) {
                        (false, true) => t(format!("{}开机", what.zh), format!("{} is started", what.en)),
                        (false, false) => t(format!("{}停机", what.zh), format!("{} is stopped", what.en)),
                        (true, true) => {
                            t(format!("{}恢复供电", what.zh), format!("{} has power again", what.en))
                        }
                        (true, false) => {
                            t(format!("{}失电", what.zh), format!("{} has lost its power", what.en))
                        }
                    };
                    let data = vec![("on_1", f64::from(u8::from(*on)))];
                    (LogKind::PumpSet, key.clone(), middle(told.register, &key), text, data)
                }
                WorkKind::PlacePump { intake, capacity_m3_s, .. } => {
                    let who = name(told.register, &by);
                    let text = t(
                        format!("{}开始抽排，流量{capacity_m3_s:.2} m³/s", who.zh),
                        format!("{} starts to pump {capacity_m3_s:.2} m³/s", who.en),
                    );
                    (
                        LogKind::PumpSet,
                        by.clone(),
                        Some(*intake),
                        text,
                        vec![("capacity_m3_s", *capacity_m3_s)],
                    )
                }
                WorkKind::RemovePump { .. } => {
                    let who = name(told.register, &by);
                    let text = t(format!("{}撤除移动泵", who.zh), format!("{} takes its pump away", who.en));
                    (LogKind::PumpSet, by.clone(), None, text, vec![])
                }
                WorkKind::Barrier { line, height_m, .. } => {
                    let who = name(told.register, &by);
                    let text = t(
                        format!("{}筑成高{height_m:.2} m的临时挡水墙", who.zh),
                        format!("{} has set up a wall of {height_m:.2} m", who.en),
                    );
                    let data = vec![("height_m", *height_m), ("length_m", line.length_m())];
                    (LogKind::WorksDone, by.clone(), Some(line.at(0.0)), text, data)
                }
            };
            let entry = LogEntry::new(work.at, by, kind, text).placed(Some(&key), at);
            told.push(data.into_iter().fold(entry, |entry, (key, value)| entry.with(key, rounded(value))));
        }
        self.works = works.all().len();
    }

    fn shelters(&mut self, world: &World, told: &mut Told) {
        let Some(index) = world.get_resource::<Index>() else { return };
        if self.shelters.len() != told.site.shelters.len() {
            let begin = |spec: &sandtable_response::site::ShelterSite| (spec.open_at_start, false, false);
            self.shelters = told.site.shelters.iter().map(begin).collect();
        }
        for (k, &entity) in index.shelters.iter().enumerate() {
            let Some(state) = world.get::<Shelter>(entity) else { continue };
            let spec = &told.site.shelters[k];
            // One that was full once is told full once.
            let was_full = self.shelters[k].1;
            let now = (state.open, was_full || state.occupants >= spec.capacity, state.flooded.is_some());
            let before = std::mem::replace(&mut self.shelters[k], now);
            if before == now {
                continue;
            }
            let (what, people, places) = (name(told.register, &spec.key), state.occupants, spec.capacity);
            let mut say = |kind: LogKind, text: Text| {
                let entry = LogEntry::new(told.now, spec.key.clone(), kind, text)
                    .placed(Some(&spec.key), Some(spec.at))
                    .with("occupants", people)
                    .with("capacity", places);
                told.log.push(entry);
            };
            if now.2 && !before.2 {
                let text = t(
                    format!("{}进水关闭，在内{people}人", what.zh),
                    format!("{} is closed by water with {people} persons inside", what.en),
                );
                say(LogKind::ShelterFlooded, text);
            } else if now.0 && !before.0 {
                let text = t(
                    format!("{}开放，可安置{places}人", what.zh),
                    format!("{} opens with {places} places", what.en),
                );
                say(LogKind::ShelterOpened, text);
            } else if before.0 && !now.0 {
                say(LogKind::ShelterClosed, t(format!("{}关闭", what.zh), format!("{} closes", what.en)));
            }
            if now.1 && !before.1 {
                let text = t(
                    format!("{}已满（{people}/{places}人）", what.zh),
                    format!("{} is full ({people} of {places})", what.en),
                );
                say(LogKind::ShelterFull, text);
            }
        }
    }

    fn convoys(&mut self, world: &World, told: &mut Told) {
        let Some(convoys) = world.get_resource::<Convoys>() else { return };
        self.convoys.resize(convoys.0.len(), false);
        for (convoy, told_of) in convoys.0.iter().zip(&mut self.convoys) {
            let there = matches!(convoy.stage, ConvoyStage::Returning(_) | ConvoyStage::Home);
            if !there || *told_of {
                continue;
            }
            *told_of = true;
            let (to, from) =
                (&told.site.shelters[convoy.shelter as usize], &told.site.depots[convoy.depot as usize]);
            let (goal, origin) = (name(told.register, &to.key), name(told.register, &from.key));
            let what = goods(told.register, &convoy.item, convoy.sent);
            let text = t(
                format!("{}运来的{}送达{}", origin.zh, what.zh, goal.zh),
                format!("{} from {} has reached {}", what.en, origin.en, goal.en),
            );
            let entry = LogEntry::new(told.now, from.key.clone(), LogKind::SuppliesDelivered, text)
                .placed(Some(&to.key), Some(to.at))
                .with("item", convoy.item.clone())
                .with("lorries", convoy.lorries);
            told.log.push(entry);
        }
    }
}

/// A number to three decimals, as measured things are written.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Key of who did something.
fn actor(told: &Told, id: SimId) -> String {
    let site = told.site;
    let teams = site.teams.iter().find(|own| own.id == id).map(|own| own.key.clone());
    teams
        .or_else(|| site.devices.iter().find(|own| own.id == id).map(|own| own.key.clone()))
        .unwrap_or_default()
}

/// Key of the road that a link is a piece of: without the piece's running number.
fn whole_road(key: &str) -> String {
    match key.rsplit_once('.') {
        Some((road, piece)) if piece.bytes().all(|byte| byte.is_ascii_digit()) => road.to_owned(),
        _ => key.to_owned(),
    }
}

/// Name of the zone nearest to a place.
fn nearest_zone(told: &Told, at: sandtable_space::Point) -> Text {
    let nearest = told.site.zones.iter().min_by(|a, b| {
        a.centre.distance_m(at).total_cmp(&b.centre.distance_m(at)).then_with(|| a.key.cmp(&b.key))
    });
    nearest.map_or_else(Text::default, |zone| name(told.register, &zone.key))
}
