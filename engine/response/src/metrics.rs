//! The numbers of one run, read from its world at the end. Sums of floats walk in
//! the order of the site's list.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::World;
use sandtable_command::order::WarningChannel;
use sandtable_command::register::{Category, EntryKind};
use sandtable_exchange::FieldBoard;
use sandtable_impact::DamageClass;
use sandtable_kernel::{Clock, SimTime};
use sandtable_space::{LinkId, Quantity};

use crate::Tally;
use crate::alerts::{Alerts, Issued, Told};
use crate::exposure::{Cause, depth_at_home};
use crate::index::{Index, Site};
use crate::lifelines::Lifelines;
use crate::orders::Posts;
use crate::people::Group;
use crate::rumours::Rumours;
use crate::sensing::Public;
use crate::stores::SupplyTally;
use crate::teams::TeamTally;
use crate::traffic::Traffic;

/// Values by the key of the standard metrics; what does not apply is left out.
pub type Values = BTreeMap<String, f64>;

/// Depth from which land counts as flooded, m.
const FLOODED_M: f32 = 0.05;

/// A packet as the measures see it.
struct Row<'a> {
    group: &'a Group,
    persons: f64,
    category: Category,
    zone: u32,
    /// When the danger that it is listed for came.
    arrival: Option<SimTime>,
    max_depth_m: f64,
    value_cny: f64,
}

fn hours(from: SimTime, to: SimTime) -> f64 {
    to.since(from).as_hours_f64()
}

/// The smallest value below or at which a share of the weights lies.
fn weighted_quantile(mut rows: Vec<(f64, f64)>, share: f64) -> Option<f64> {
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = rows.iter().fold(0.0, |sum, row| sum + row.1);
    let mut so_far = 0.0;
    for (value, weight) in &rows {
        so_far += weight;
        if so_far >= share * total - 1e-9 {
            return Some(*value);
        }
    }
    rows.last().map(|row| row.0)
}

/// All values of a run. `land` says which cells count as land.
pub fn measure(world: &mut World, land: &[bool]) -> Values {
    let query = world.query::<&Group>();
    let site = world.resource::<Site>().0.clone();
    let index = world.resource::<Index>().clone();
    let board = world.resource::<FieldBoard>().clone();
    let deepest = board.frame_of(Quantity::MaxDepth);
    let deepest = deepest.and_then(|frame| frame.layer(Quantity::MaxDepth)).unwrap_or(&[]);
    let world = &*world;
    let rows: Vec<Row> = index
        .groups
        .iter()
        .zip(&site.groups)
        .filter_map(|(&entity, spec)| {
            let group = query.get_manual(world, entity).ok()?;
            let arrival = if spec.category == Category::Slope {
                group.threatened.or(group.reached)
            } else {
                group.reached
            };
            Some(Row {
                group,
                persons: f64::from(if group.counted { group.present } else { spec.persons }),
                category: spec.category,
                zone: spec.zone as u32,
                arrival,
                max_depth_m: f64::from(depth_at_home(spec, deepest)),
                value_cny: spec.value_cny,
            })
        })
        .collect();
    let mut values = Values::new();
    let tally = world.resource::<Tally>();
    harm(&mut values, tally, &rows);
    warned(&mut values, world, &rows);
    evacuated(&mut values, world, tally, &rows);
    rescued(&mut values, &rows);
    cared_for(&mut values, world);
    lifelines(&mut values, world, tally);
    rumours(&mut values, world, tally, &rows);
    cost(&mut values, world, &rows);
    let set = |values: &mut Values, key: &str, value: f64| values.insert(key.to_owned(), value);
    let loss = rows
        .iter()
        .fold(0.0, |sum, row| sum + row.value_cny * DamageClass::Residential.share_lost(row.max_depth_m));
    set(&mut values, "loss.total", loss);
    set(&mut values, "loss.buildings", loss);
    let cells = deepest.iter().zip(land).filter(|(depth, land)| **land && **depth > FLOODED_M).count();
    set(&mut values, "flood.area", cells as f64 * site.frame.cell_area_m2() / 1e6);
    let residents = rows.iter().zip(&site.groups).filter(|(row, _)| row.max_depth_m > f64::from(FLOODED_M));
    set(&mut values, "flood.population", residents.fold(0.0, |sum, (_, spec)| sum + f64::from(spec.persons)));
    values
}

fn harm(values: &mut Values, tally: &Tally, rows: &[Row]) {
    let causes = [
        (Cause::Indoors, "drowned_indoors"),
        (Cause::OnFoot, "drowned_on_foot"),
        (Cause::InVehicle, "drowned_in_vehicle"),
        (Cause::Collapse, "collapse"),
    ];
    for (map, name) in [(&tally.deaths, "deaths"), (&tally.injuries, "injuries")] {
        let of = |cause| f64::from(map.get(&cause).copied().unwrap_or(0));
        values.insert(format!("{name}.total"), causes.iter().map(|(cause, _)| of(*cause)).sum());
        for (cause, key) in causes {
            values.insert(format!("{name}.{key}"), of(cause));
        }
    }
    for (band, key) in ["low", "moderate", "significant", "extreme"].into_iter().enumerate() {
        values.insert(format!("exposure.person_hours.{key}"), tally.exposed_ms[band] as f64 / 3.6e6);
    }
    let exposed = rows.iter().filter(|row| {
        let (strong, cleared) = (row.group.reached, row.group.cleared);
        strong.is_some_and(|at| cleared.is_none_or(|cleared| cleared > at))
    });
    values.insert("exposure.persons".into(), exposed.fold(0.0, |sum, row| sum + row.persons));
}

/// Key of a category in the metrics.
fn category_key(category: Category) -> Option<&'static str> {
    match category {
        Category::FloodVillage => Some("flood_villages"),
        Category::Slope => Some("slopes"),
        Category::DangerousHouse => Some("dangerous_houses"),
        Category::OutdoorWork => Some("outdoor_workers"),
        Category::Ordinary => None,
    }
}

/// Share of the people of a category that danger reached for whom `fits` holds.
fn share(rows: &[Row], category: Category, fits: impl Fn(&Row, SimTime) -> bool) -> Option<f64> {
    let (mut all, mut some) = (0.0, 0.0);
    for row in rows.iter().filter(|row| row.category == category) {
        let Some(arrival) = row.arrival else { continue };
        all += row.persons;
        if fits(row, arrival) {
            some += row.persons;
        }
    }
    (all > 0.0).then(|| some / all)
}

const LISTED: [Category; 4] =
    [Category::FloodVillage, Category::Slope, Category::DangerousHouse, Category::OutdoorWork];

fn warned(values: &mut Values, world: &World, rows: &[Row]) {
    for category in LISTED {
        let warned = share(rows, category, |row, arrival| row.group.alerted.is_some_and(|at| at < arrival));
        if let (Some(key), Some(value)) = (category_key(category), warned) {
            values.insert(format!("warning.before_arrival.{key}"), value);
        }
    }
    told(values, world, rows);
    chain(values, world, rows);
    let (site, public) = (world.resource::<Site>(), world.resource::<Public>());
    let mut first_warning: BTreeMap<u32, SimTime> = BTreeMap::new();
    for (zone, issued) in world.resource::<Alerts>().all_issued() {
        let first = first_warning.entry(zone).or_insert(issued.at);
        *first = (*first).min(issued.at);
    }
    let mut first_arrival: BTreeMap<u32, SimTime> = BTreeMap::new();
    for row in rows {
        if let Some(arrival) = row.arrival {
            let first = first_arrival.entry(row.zone).or_insert(arrival);
            *first = (*first).min(arrival);
        }
    }
    // Units of a level, by the zones that lie in them: the shortest lead counts.
    let count = public.register.levels.len();
    for (name, from_top) in [("city", 1usize), ("district", 2), ("town", 3)] {
        let mut units: BTreeMap<String, (Option<SimTime>, Option<SimTime>)> = BTreeMap::new();
        for (k, zone) in site.zones.iter().enumerate() {
            let unit = public.register.admin_chain(&zone.key).into_iter().find(|unit| {
                let entry = public.register.get(unit.as_str());
                entry.is_some_and(|entry| matches!(entry.kind, EntryKind::AdminUnit { level } if usize::from(level) == from_top))
            });
            let Some(unit) = unit.filter(|_| from_top < count.max(1)) else { continue };
            let times = units.entry(unit.to_string()).or_default();
            let earlier = |known: Option<SimTime>, new: Option<&SimTime>| match (known, new) {
                (Some(a), Some(b)) => Some(a.min(*b)),
                (a, b) => a.or(b.copied()),
            };
            times.0 = earlier(times.0, first_warning.get(&(k as u32)));
            times.1 = earlier(times.1, first_arrival.get(&(k as u32)));
        }
        let leads = units.values().filter_map(|(warning, arrival)| {
            arrival.map(|arrival| warning.map_or(f64::NEG_INFINITY, |warning| hours(warning, arrival)))
        });
        if let Some(least) = leads.min_by(f64::total_cmp) {
            values.insert(format!("warning.lead.{name}"), least);
        }
    }
    if let Some(&start) = first_warning.values().min() {
        let aimed = rows.iter().filter(|row| first_warning.contains_key(&row.zone));
        let times: Vec<_> = aimed
            .map(|row| (row.group.alerted.map_or(f64::INFINITY, |at| hours(start, at)), row.persons))
            .collect();
        for (key, part) in [("t50", 0.5), ("t90", 0.9)] {
            if let Some(value) = weighted_quantile(times.clone(), part) {
                values.insert(format!("warning.{key}"), value);
            }
        }
        let missed = first_warning.keys().filter(|zone| !first_arrival.contains_key(zone)).count();
        values.insert("cost.false_alarm_rate".into(), missed as f64 / first_warning.len() as f64);
    }
}

/// By whom those who were alerted heard it first; channels that were not used are left
/// out.
fn told(values: &mut Values, world: &World, rows: &[Row]) {
    let mut by: BTreeMap<Told, f64> =
        [Told::Neighbour, Told::Door, Told::Water].into_iter().map(|told| (told, 0.0)).collect();
    for (_, issued) in world.resource::<Alerts>().all_issued() {
        for &channel in &issued.channels {
            by.entry(Told::Channel(channel)).or_insert(0.0);
        }
    }
    by.remove(&Told::Channel(WarningChannel::DoorToDoor));
    for row in rows {
        if let Some(told) = row.group.alerted_by {
            *by.entry(told).or_insert(0.0) += row.persons;
        }
    }
    let all = by.values().fold(0.0, |sum, persons| sum + persons);
    for (told, persons) in by.into_iter().filter(|_| all > 0.0) {
        values.insert(format!("warning.told.{}", told.name()), persons / all);
    }
}

/// What failed of power and networks; left out where a place lists none.
fn lifelines(values: &mut Values, world: &World, tally: &Tally) {
    let (site, lifelines) = (world.resource::<Site>(), world.resource::<Lifelines>());
    let listed = [!site.substations.is_empty(), !site.base_stations.is_empty()];
    for (k, name) in ["no_power", "no_signal"].into_iter().enumerate() {
        if listed[k] {
            values.insert(format!("lifelines.{name}"), lifelines.without_ms[k] as f64 / 3.6e6);
        }
    }
    if listed[1] {
        values.insert("lifelines.calls_lost".into(), f64::from(tally.calls_lost));
    }
}

/// How long each link of the chain took for those who were warned, from the news that
/// made the seat decide to people leaving: medians over people, minutes.
fn chain(values: &mut Values, world: &World, rows: &[Row]) {
    let minutes = |from: SimTime, to: SimTime| 60.0 * hours(from, to);
    let mut first: BTreeMap<u32, &Issued> = BTreeMap::new();
    for (zone, issued) in world.resource::<Alerts>().all_issued().filter(|(_, one)| one.level.is_some()) {
        let known = first.entry(zone).or_insert(issued);
        if issued.at < known.at {
            *known = issued;
        }
    }
    let mut links: [Vec<(f64, f64)>; 5] = Default::default();
    for row in rows {
        let Some(issued) = first.get(&row.zone) else { continue };
        let mut add = |link: usize, value: f64| links[link].push((value, row.persons));
        if let Some(news) = issued.grounds {
            add(0, minutes(news.observed_at, news.told_at));
            add(1, minutes(news.told_at, issued.decided_at));
        }
        add(2, minutes(issued.decided_at, issued.at));
        if let Some(alerted) = row.group.alerted.filter(|&at| at >= issued.at) {
            add(3, minutes(issued.at, alerted));
        }
        if let Some((alerted, departed)) = row.group.alerted.zip(row.group.departed) {
            add(4, minutes(alerted, departed));
        }
    }
    for (name, link) in ["told", "decided", "issued", "alerted", "departed"].into_iter().zip(links) {
        if let Some(median) = weighted_quantile(link, 0.5) {
            values.insert(format!("warning.chain.{name}"), median);
        }
    }
}

/// Rumours, and how soon the public was told the facts: from the first danger to anybody,
/// or from the first rumour if that was earlier.
fn rumours(values: &mut Values, world: &World, tally: &Tally, rows: &[Row]) {
    let begun = world.resource::<Rumours>().begun.iter().flatten().min().copied();
    let danger = rows.iter().filter_map(|row| row.arrival).min();
    let trouble = danger.into_iter().chain(begun).min();
    if let Some(trouble) = trouble {
        let release = world.resource::<Alerts>().first_release();
        let wait = release.map_or(f64::INFINITY, |at| hours(trouble, at).max(0.0));
        values.insert("command.first_release".into(), wait);
    }
    if !world.resource::<Site>().rumours.is_empty() {
        let misled = rows.iter().filter(|row| {
            let before =
                row.group.departed.is_some_and(|at| row.group.ordered.is_none_or(|order| at < order));
            row.group.misled.is_some() && before
        });
        values.insert("warning.rumour.heard".into(), f64::from(tally.heard_rumours));
        values.insert("warning.rumour.left".into(), misled.fold(0.0, |sum, row| sum + row.persons));
        values.insert("warning.rumour.calls".into(), f64::from(tally.rumour_calls));
    }
}

fn evacuated(values: &mut Values, world: &World, tally: &Tally, rows: &[Row]) {
    for category in LISTED {
        let out = share(rows, category, |row, arrival| row.group.cleared.is_some_and(|at| at <= arrival));
        if let (Some(key), Some(value)) = (category_key(category), out) {
            values.insert(format!("evacuation.before_arrival.{key}"), value);
        }
    }
    let listed = rows.iter().filter(|row| row.category != Category::Ordinary);
    let margins: Vec<(f64, f64)> = listed
        .filter_map(|row| {
            let margin = |arrival| row.group.cleared.map_or(f64::NEG_INFINITY, |at| hours(at, arrival));
            row.arrival.map(|arrival| (margin(arrival), row.persons))
        })
        .collect();
    let total = margins.iter().fold(0.0, |sum, row| sum + row.1);
    if total > 0.0 {
        for (key, part) in [("p10", 0.1), ("p50", 0.5)] {
            if let Some(value) = weighted_quantile(margins.clone(), part) {
                values.insert(format!("evacuation.margin.{key}"), value);
            }
        }
        let short = margins.iter().filter(|row| row.0 < 1.0).fold(0.0, |sum, row| sum + row.1);
        values.insert("evacuation.margin.under_1h".into(), short / total);
    }
    if let Some(&start) = tally.ordered_zones.values().min() {
        let ordered: Vec<&Row> =
            rows.iter().filter(|row| tally.ordered_zones.contains_key(&row.zone)).collect();
        for step in ["departure", "clearance"] {
            let moment = |group: &Group| if step == "departure" { group.departed } else { group.cleared };
            let times: Vec<_> = ordered
                .iter()
                .map(|row| (moment(row.group).map_or(f64::INFINITY, |at| hours(start, at)), row.persons))
                .collect();
            for (key, part) in [("t50", 0.5), ("t90", 0.9), ("t100", 1.0)] {
                if let Some(value) = weighted_quantile(times.clone(), part) {
                    values.insert(format!("evacuation.{step}.{key}"), value);
                }
            }
        }
    }
    let traffic = world.resource::<Traffic>();
    let links = 0..world.resource::<Site>().graph.links().len() as u32;
    let lost_s = links.fold(0.0, |sum, k| sum + traffic.delay_s(LinkId(k)));
    values.insert("evacuation.delay".into(), lost_s / 3600.0);
    let returned = rows.iter().filter(|row| row.group.returned.is_some());
    values.insert("evacuation.returned".into(), returned.fold(0.0, |sum, row| sum + row.persons));
    values.insert("evacuation.caught.persons".into(), f64::from(tally.stranded_people));
    values.insert("evacuation.caught.vehicles".into(), f64::from(tally.stranded_cars));
}

fn rescued(values: &mut Values, rows: &[Row]) {
    let calls: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            let called = row.group.called?;
            Some((row.group.helped.map_or(f64::INFINITY, |at| 60.0 * hours(called, at)), 1.0))
        })
        .collect();
    for (key, part) in [("p50", 0.5), ("p90", 0.9)] {
        if let Some(value) = weighted_quantile(calls.clone(), part) {
            values.insert(format!("rescue.response.{key}"), value);
        }
    }
    values.insert(
        "rescue.calls_unserved".into(),
        rows.iter().filter(|row| row.group.unserved()).count() as f64,
    );
    let trapped: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            let since = row.group.trapped?;
            Some((row.group.rescued.map_or(f64::INFINITY, |at| hours(since, at)), row.persons))
        })
        .collect();
    let total = trapped.iter().fold(0.0, |sum, row| sum + row.1);
    if total > 0.0 {
        for (key, limit) in [("share_1h", 1.0), ("share_6h", 6.0)] {
            let within = trapped.iter().filter(|row| row.0 <= limit).fold(0.0, |sum, row| sum + row.1);
            values.insert(format!("rescue.{key}"), within / total);
        }
    }
}

fn cared_for(values: &mut Values, world: &World) {
    let (tally, supplies) = (world.resource::<Tally>(), world.resource::<SupplyTally>());
    values.insert("shelter.overflow".into(), tally.overflow_ms as f64 / 3.6e6);
    values.insert("hospital.overflow".into(), tally.hospital_overflow_ms as f64 / 3.6e6);
    values.insert(
        "supplies.unmet".into(),
        supplies.unmet_person_h.values().fold(0.0, |sum, hours| sum + hours),
    );
    if let (Some(opened), Some(delivered)) = (tally.first_shelter, supplies.first_delivery) {
        values.insert("supplies.first_delivery".into(), hours(opened, delivered));
    }
    let site = world.resource::<Site>();
    let posts = world.resource::<Posts>();
    if !site.persons.is_empty() {
        let called: BTreeSet<u32> = tally.posted.keys().copied().collect();
        values.insert("command.in_post.share".into(), posts.in_post.len() as f64 / site.persons.len() as f64);
        let waits: Vec<f64> = called
            .iter()
            .filter_map(|k| Some(hours(*tally.posted.get(k)?, *posts.in_post.get(k)?)))
            .collect();
        if !waits.is_empty() {
            values.insert("command.in_post.mean_time".into(), waits.iter().sum::<f64>() / waits.len() as f64);
        }
    }
}

fn cost(values: &mut Values, world: &World, rows: &[Row]) {
    let end = world.resource::<Clock>().now;
    let (teams, supplies) = (world.resource::<TeamTally>(), world.resource::<SupplyTally>());
    values.insert("evacuation.escorted".into(), f64::from(teams.escorted));
    values.insert("cost.team_hours".into(), teams.team_ms as f64 / 3.6e6);
    values.insert("cost.stock_used".into(), supplies.used.values().sum::<f64>() + teams.bags);
    values.insert(
        "cost.stock_prepositioned".into(),
        supplies.prepositioned.values().fold(0.0, |sum, amount| sum + amount),
    );
    let needless = rows.iter().filter(|row| row.arrival.is_none() && row.max_depth_m <= f64::from(FLOODED_M));
    let spent = needless.filter_map(|row| Some(row.persons * hours(row.group.departed?, end)));
    values.insert("cost.needless_evacuation".into(), spent.fold(0.0, |sum, hours| sum + hours));
}

/// People clear of the zones of their lists at each moment of a grid, as a share
/// of all who are on a list: the completion curve S(t).
pub fn completion(world: &mut World, grid: &[f64]) -> Vec<f64> {
    let query = world.query::<&Group>();
    let site = world.resource::<Site>().0.clone();
    let index = world.resource::<Index>().clone();
    let world = &*world;
    let mut cleared: Vec<(f64, f64)> = Vec::new();
    let mut total = 0.0;
    for (&entity, spec) in index.groups.iter().zip(&site.groups) {
        let Ok(group) = query.get_manual(world, entity) else { continue };
        if spec.category == Category::Ordinary {
            continue;
        }
        let persons = f64::from(if group.counted { group.present } else { spec.persons });
        total += persons;
        if let Some(at) = group.cleared {
            cleared.push((at.as_hours_f64(), persons));
        }
    }
    cleared.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut so_far = 0.0;
    let mut next = 0;
    grid.iter()
        .map(|&hour| {
            while next < cleared.len() && cleared[next].0 <= hour {
                so_far += cleared[next].1;
                next += 1;
            }
            if total > 0.0 { so_far / total } else { 0.0 }
        })
        .collect()
}
