//! One replicate of some plans, from the first tick to the outcomes.

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::World;
use sandtable_command::cap::Announcement;
use sandtable_kernel::{SimId, SimSpan, SimTime, Streams, Text};
use sandtable_response::Tally;
use sandtable_response::index::Site;
use sandtable_response::people::{Group, Stage};
use sandtable_response::series::Curves;
use sandtable_response::shelters::Shelter;
use sandtable_response::stores::{self, Convoys, Depot, SupplyTally};
use sandtable_response::teams::{Done, Team, TeamTally};
use sandtable_response::{metrics, series};
use sandtable_results::{
    Activity, Ledger, LedgerLine, Outcome, RunLayers, RunLog, RunWarning, Series, UnservedCall,
};
use sandtable_space::Quantity;

use crate::bottlenecks;
use crate::case::{Case, PlanCase};
use crate::lockstep::{Lockstep, Member, RunError};
use crate::log::Recorder;

/// What a run keeps beside its outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Maps of maximum depth and arrival.
    pub layers: bool,
    /// The event log with what was announced to the public, and in the maps all layers as they are at the end: for a run that
    /// is looked at by itself.
    pub log: bool,
}

/// What one plan of one replicate leaves.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The outcome.
    pub outcome: Outcome,
    /// Maps, if kept; plans that shared a hazard share them.
    pub layers: Option<Arc<RunLayers>>,
    /// The event log, if kept.
    pub log: Option<RunLog>,
    /// What was announced to the public, if the log is kept.
    pub announced: Vec<Announcement>,
    /// How often hazards forked in this replicate.
    pub forks: u32,
    /// Cells that the hazards of this replicate updated, summed over steps and forks.
    pub updates: u64,
}

/// Begins a replicate: hazards drawn, one world a plan.
///
/// # Errors
/// If a hazard refuses its weather.
pub fn begin(case: &Case, plans: &[PlanCase], seed: u64, replicate: u64) -> Result<Lockstep, RunError> {
    let streams = Streams::new(seed, replicate);
    let hazards = case
        .hazards
        .iter()
        .map(|hazard| hazard.start(&streams, case.length))
        .collect::<Result<Vec<_>, _>>()?;
    let members = plans
        .iter()
        .map(|plan| {
            let (world, schedule, sections) = case.response.world(plan.program.clone(), streams);
            Member { world, schedule, sections, failed: None }
        })
        .collect();
    Ok(Lockstep::new(hazards, members, case.tick, case.length))
}

/// Runs a replicate of some plans to its end. None if `cancelled` said so on the
/// way.
pub fn replicate(
    case: &Case,
    plans: &[PlanCase],
    seed: u64,
    replicate: u64,
    keep: Keep,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Finished>> {
    let metrics = case.registry.len();
    let mut run = match begin(case, plans, seed, replicate) {
        Ok(run) => run,
        Err(error) => {
            let failed = |plan: &PlanCase| Finished {
                outcome: Outcome::failed(&plan.key, replicate, metrics, error.to_string()),
                layers: None,
                log: None,
                announced: Vec::new(),
                forks: 0,
                updates: 0,
            };
            return Some(plans.iter().map(failed).collect());
        }
    };
    let mut stages = vec![StageCurve::default(); plans.len()];
    let mut logs: Vec<Recorder> = Vec::new();
    logs.resize_with(if keep.log { plans.len() } else { 0 }, Recorder::default);
    while !run.is_done() {
        if cancelled() {
            return None;
        }
        run.tick();
        for (k, stage) in stages.iter_mut().enumerate() {
            stage.sample(case, &run, k);
        }
        for (k, log) in logs.iter_mut().enumerate() {
            let now = run.clock().now;
            if run.members()[k].failed.is_none() {
                log.observe(&mut run.members_mut()[k].world, now);
            }
        }
    }
    Some(finish(case, plans, replicate, keep, &mut run, stages, logs))
}

/// Level at the main gauge over time.
#[derive(Clone, Debug, Default)]
struct StageCurve {
    time_h: Vec<f64>,
    level_m: Vec<f64>,
    peak_m: Option<f64>,
}

impl StageCurve {
    fn sample(&mut self, case: &Case, run: &Lockstep, member: usize) {
        let Some(gauge) = case.main_gauge else { return };
        let level = run.frames(member).iter().find_map(|frame| frame.thing(gauge, Quantity::WaterLevel));
        let Some(level) = level else { return };
        self.peak_m = Some(self.peak_m.map_or(level, |peak| peak.max(level)));
        if run.clock().now.0 % series::STEP.0 < run.clock().step.0 {
            self.time_h.push(run.clock().now.as_hours_f64());
            self.level_m.push(level);
        }
    }
}

fn finish(
    case: &Case,
    plans: &[PlanCase],
    replicate: u64,
    keep: Keep,
    run: &mut Lockstep,
    stages: Vec<StageCurve>,
    mut logs: Vec<Recorder>,
) -> Vec<Finished> {
    let (forks, updates) = (run.forks(), run.updates());
    let mut done: Vec<Finished> = Vec::with_capacity(plans.len());
    let mut layers: Vec<(usize, Arc<RunLayers>)> = Vec::new();
    for (k, plan) in plans.iter().enumerate() {
        let outcome = match run.members()[k].failed.clone() {
            Some(reason) => Outcome::failed(&plan.key, replicate, case.registry.len(), reason),
            None => match outcome(case, plan, replicate, run, k, &stages[k]) {
                Ok(outcome) => outcome,
                Err(error) => Outcome::failed(&plan.key, replicate, case.registry.len(), error.to_string()),
            },
        };
        let kept = if keep.layers && outcome.status.is_complete() {
            let group = run.group_number(k).unwrap_or(0);
            match layers.iter().find(|(number, _)| *number == group) {
                Some((_, shared)) => Some(shared.clone()),
                None => {
                    let own = maps(plans, replicate, run, k, keep.log);
                    layers.extend(own.iter().map(|own| (group, own.clone())));
                    own
                }
            }
        } else {
            None
        };
        let told = logs.get_mut(k).map(|log| {
            let end = run.clock().now;
            std::mem::take(log).finish(&run.members()[k].world, &case.calendar, end)
        });
        let (log, announced) = told.map_or((None, Vec::new()), |(log, all)| (Some(log), all));
        done.push(Finished { outcome, layers: kept, log, announced, forks, updates });
    }
    done
}

fn maps(
    plans: &[PlanCase],
    replicate: u64,
    run: &Lockstep,
    member: usize,
    at_end: bool,
) -> Option<Arc<RunLayers>> {
    let frame = run.frames(member).iter().find(|frame| frame.layer(Quantity::MaxDepth).is_some())?;
    let group = run.group_number(member);
    let depth = frame.layer(Quantity::MaxDepth)?;
    let arrival = frame.layer(Quantity::ArrivalTime)?;
    Some(Arc::new(RunLayers {
        replicate,
        plans: (0..plans.len())
            .filter(|&k| run.group_number(k) == group)
            .map(|k| plans[k].key.clone())
            .collect(),
        frame: frame.frame,
        max_depth_m: Arc::new(depth.to_vec()),
        arrival_h: Arc::new(arrival.iter().map(|seconds| seconds / 3600.0).collect()),
        at_end: if at_end { frame.layers().to_vec() } else { Vec::new() },
    }))
}

fn outcome(
    case: &Case,
    plan: &PlanCase,
    replicate: u64,
    run: &mut Lockstep,
    member: usize,
    stage: &StageCurve,
) -> Result<Outcome, RunError> {
    let state_hash = run.snapshot(member)?.hash();
    let mut ledgers = Vec::new();
    let mut warnings = Vec::new();
    for (hazard, told, remarks) in run.ledgers(member) {
        let lines = told.terms.into_iter();
        ledgers.push(Ledger {
            key: told.key.into(),
            title: told.title,
            unit: told.unit.into(),
            lines: lines
                .map(|term| LedgerLine { key: term.key.into(), title: term.title, amount: term.amount })
                .collect(),
            tolerance: told.tolerance,
        });
        for remark in remarks {
            warnings.push(RunWarning {
                key: format!("{hazard}.validity"),
                text: Text::same(remark),
                count: 1,
            });
        }
    }
    let world = &mut run.members_mut()[member].world;
    let mut values = metrics::measure(world, &case.land);
    if let Some(peak) = stage.peak_m {
        values.insert("flood.peak_stage".into(), peak);
    }
    let row = case
        .registry
        .all()
        .iter()
        .map(|metric| values.get(&metric.key).copied().unwrap_or(f64::NAN))
        .collect();
    ledgers.push(people_ledger(world));
    ledgers.extend(stock_ledgers(world));
    for ledger in ledgers.iter().filter(|ledger| !ledger.closes()) {
        let text = Text::new(
            format!("账目不平：{}", ledger.title.zh),
            format!("ledger does not close: {}", ledger.title.en),
        );
        warnings.push(RunWarning { key: format!("ledger.{}", ledger.key), text, count: 1 });
    }
    let mut outcome = Outcome::complete(&plan.key, replicate, row, state_hash);
    outcome.curves = curves(world, stage, case.length);
    outcome.activities = activities(world, case.length);
    outcome.unserved_calls = unserved(world);
    outcome.bottlenecks = bottlenecks::of(world);
    outcome.ledgers = ledgers;
    outcome.warnings = warnings;
    Ok(outcome)
}

/// Everybody is somewhere: those of the packets by where they are now, the dead as they
/// were counted by cause, those brought out as the teams counted them.
fn people_ledger(world: &mut World) -> Ledger {
    let mut query = world.query::<&Group>();
    let (mut present, mut places) = (0u64, [0u64; 4]);
    for group in query.iter(world) {
        present += u64::from(group.present);
        let place = match group.stage {
            Stage::Home | Stage::Preparing => 0,
            Stage::Driving | Stage::Walking => 1,
            Stage::Sheltered(_) | Stage::Away | Stage::Aboard => 2,
            Stage::Stranded | Stage::Trapped => 3,
        };
        places[place] += u64::from(group.waiting());
    }
    let dead: u32 = world.resource::<Tally>().deaths.values().sum();
    let (rescued, parted) = (world.resource::<TeamTally>().rescued, world.resource::<TeamTally>().parted);
    let [home, way, clear, caught] = places;
    let line = |key: &str, zh: &str, en: &str, amount: u64, sign: f64| LedgerLine {
        key: key.into(),
        title: Text::new(zh, en),
        amount: sign * amount as f64,
    };
    Ledger {
        key: "people".into(),
        title: Text::new("人员", "People"),
        unit: "persons".into(),
        lines: vec![
            line(
                "present",
                "首次接警或进水时在场的人",
                "there when first warned or reached by water",
                present,
                1.0,
            ),
            line("home", "在家", "at home", home, -1.0),
            line("way", "途中", "on the way", way, -1.0),
            line("clear", "已到避难场所或区外", "in shelters or outside the area", clear, -1.0),
            line("caught", "被困", "cut off or caught", caught, -1.0),
            line(
                "rescued",
                "被救出（按队伍统计）",
                "brought out, as the teams count",
                u64::from(rescued),
                -1.0,
            ),
            line(
                "parted",
                "已乘车转出、同组其余仍在等候",
                "given a ride while others of their packet wait",
                u64::from(parted),
                -1.0,
            ),
            line("dead", "死亡（按原因统计）", "dead, as counted by cause", u64::from(dead), -1.0),
        ],
        tolerance: 0.0,
    }
}

/// One ledger an item: what there was at the start against where it is now.
fn stock_ledgers(world: &mut World) -> Vec<Ledger> {
    let mut depots = world.query::<&Depot>();
    let mut shelters = world.query::<&Shelter>();
    let depots: Vec<&Depot> = depots.iter(world).collect();
    let shelters: Vec<&Shelter> = shelters.iter(world).collect();
    let (site, teams) = (world.resource::<Site>(), world.resource::<TeamTally>());
    let now =
        stores::ledger(&depots, world.resource::<Convoys>(), &shelters, world.resource::<SupplyTally>());
    let mut start = stores::Stock::new();
    let stocks = site
        .depots
        .iter()
        .map(|depot| &depot.stock)
        .chain(site.shelters.iter().map(|shelter| &shelter.stock));
    for (item, amount) in stocks.flatten() {
        *start.entry(item.clone()).or_insert(0.0) += amount;
    }
    start
        .into_iter()
        .filter(|(item, _)| item != "sandbag")
        .map(|(item, amount)| {
            let held = now.get(&item).copied().unwrap_or(0.0);
            let line = |key: &str, zh: &str, en: &str, amount: f64| LedgerLine {
                key: key.into(),
                title: Text::new(zh, en),
                amount,
            };
            Ledger {
                key: format!("stock.{item}"),
                title: stock_title(&site.item_name, &item),
                unit: String::new(),
                lines: vec![
                    line("start", "期初", "at the start", amount),
                    line("held", "期末及已用", "held and used", -held),
                    line(
                        "vehicles",
                        "随队车辆",
                        "on teams' vehicles",
                        -teams.cargo.get(&item).copied().unwrap_or(0.0),
                    ),
                ],
                tolerance: 1e-9,
            }
        })
        .chain(std::iter::once(bag_ledger(world, &depots, teams)))
        .collect()
}

/// Title of the ledger of an item, by its name.
fn stock_title(names: &BTreeMap<String, Text>, item: &str) -> Text {
    let name = names.get(item).cloned().unwrap_or_else(|| Text::same(item));
    Text::new(format!("物资：{}", name.zh), format!("Stock: {}", name.en))
}

/// Sandbags: in depots, in vehicles or in walls.
fn bag_ledger(world: &World, depots: &[&Depot], tally: &TeamTally) -> Ledger {
    let site = world.resource::<Site>();
    let of = |stock: &stores::Stock| stock.get("sandbag").copied().unwrap_or(0.0);
    let start: f64 = site.depots.iter().map(|depot| of(&depot.stock)).sum();
    let held: f64 = depots.iter().map(|depot| of(&depot.stock)).sum();
    let line = |key: &str, zh: &str, en: &str, amount: f64| LedgerLine {
        key: key.into(),
        title: Text::new(zh, en),
        amount,
    };
    Ledger {
        key: "stock.sandbag".into(),
        title: Text::new("物资：编织袋", "Stock: sandbags"),
        unit: "bags".into(),
        lines: vec![
            line("start", "期初", "at the start", start),
            line("depots", "库存", "in depots", -held),
            line("vehicles", "随车", "in vehicles", -tally.bags_aboard),
            line("walls", "已筑", "in walls", -tally.bags),
        ],
        tolerance: 1e-9,
    }
}

fn curves(world: &mut World, stage: &StageCurve, length: SimSpan) -> Vec<Series> {
    let curves = world.resource::<Curves>().clone();
    let grid: Vec<f64> = (0..=length.0 / series::STEP.0).map(|k| (series::STEP * k).as_hours_f64()).collect();
    let completion = metrics::completion(world, &grid);
    let make = |key: &str, zh: &str, en: &str, unit: &str, time_h: &[f64], values: Vec<f64>| Series {
        key: key.into(),
        title: Text::new(zh, en),
        unit: unit.into(),
        time_h: time_h.to_vec(),
        values,
    };
    let t = &curves.time_h;
    vec![
        make("evacuation.completion", "转移完成率", "Evacuation completed", "1", &grid, completion),
        make(
            "stage.main",
            "主测站水位",
            "Stage at the main gauge",
            "m",
            &stage.time_h,
            stage.level_m.clone(),
        ),
        make("shelter.people", "安置人数", "People in shelters", "persons", t, curves.sheltered),
        make("supplies.water", "安置点饮用水", "Drinking water in shelters", "L", t, curves.water_l),
        make("supplies.food", "安置点食品", "Food in shelters", "kg", t, curves.food_kg),
        make("supplies.unmet", "累计物资缺口", "Unmet need so far", "person·item·h", t, curves.unmet),
        make("teams.busy", "出动队伍", "Teams out", "teams", t, curves.busy_teams),
        make("deaths", "累计死亡", "Deaths so far", "persons", t, curves.deaths),
        make("rescue.people", "累计获救", "Brought out so far", "persons", t, curves.rescued),
    ]
}

/// What teams did, mission by mission; missions that are still going on at the end last
/// until then.
fn activities(world: &mut World, length: SimSpan) -> Vec<Activity> {
    let mut query = world.query::<(&SimId, &Team)>();
    let mut open: Vec<(SimId, Done)> = query
        .iter(world)
        .filter(|(_, team)| team.away_since.is_some())
        .filter_map(|(id, team)| {
            let kind = team.mission.as_ref()?.kind();
            Some((*id, Done { team: team.site, kind, from: team.ordered, to: SimTime::ZERO + length }))
        })
        .collect();
    open.sort_by_key(|(id, _)| *id);
    let (site, tally) = (world.resource::<Site>(), world.resource::<TeamTally>());
    let register = world.resource::<sandtable_response::sensing::Public>().register.clone();
    tally
        .activities
        .iter()
        .chain(open.iter().map(|(_, done)| done))
        .map(|done| {
            let who = site.teams[done.team as usize].key.clone();
            let title =
                register.get(&who).map_or_else(|| Text::same(who.clone()), |entry| entry.name.clone());
            Activity {
                title,
                kind: done.kind.key().into(),
                text: done.kind.name(),
                from_h: done.from.as_hours_f64(),
                to_h: done.to.as_hours_f64(),
                who,
            }
        })
        .collect()
}

fn unserved(world: &mut World) -> Vec<UnservedCall> {
    let mut query = world.query::<&Group>();
    let site = world.resource::<Site>().0.clone();
    let mut calls: Vec<UnservedCall> = query
        .iter(world)
        .filter(|group| group.unserved())
        .filter_map(|group| {
            Some(UnservedCall {
                place: group.place(&site),
                time_h: group.called?.as_hours_f64(),
                persons: f64::from(group.waiting()),
            })
        })
        .collect();
    calls.sort_by(|a, b| a.time_h.total_cmp(&b.time_h).then(a.place.0.total_cmp(&b.place.0)));
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stock_of_an_item_is_titled_by_its_name() {
        let names = BTreeMap::from([("bed".to_owned(), Text::new("折叠床", "folding bed"))]);
        assert_eq!(stock_title(&names, "bed"), Text::new("物资：折叠床", "Stock: folding bed"));
        assert_eq!(stock_title(&names, "rope"), Text::new("物资：rope", "Stock: rope"));
    }
}
