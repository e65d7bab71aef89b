//! Going home after an all-clear: the way back, and what people find there.

use std::collections::BTreeMap;

use sandtable_exchange::FieldBoard;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::routing::{Tree, TreeOptions};
use sandtable_space::{LinkState, NodeId, Quantity};

use crate::evacuation::{CAR, CARS_TO_SAFETY, WALKER, WALKERS_TO_SAFETY};
use crate::exposure::depth_at_home;
use crate::index::{Index, Site};
use crate::people::{Group, Stage};
use crate::traffic::{Departure, Route, Traffic, TrafficError, TrafficEvent, TrafficEventKind};

/// Ways to homes that were looked up in this step, by node and by foot or car.
#[derive(Default)]
pub struct Ways(BTreeMap<(NodeId, bool), Tree>);

impl Ways {
    /// The tree of ways to a node over the roads as the map has them: people learn of
    /// closures on the way.
    fn to(&mut self, home: NodeId, on_foot: bool, site: &Site, index: &Index) -> &Tree {
        self.0.entry((home, on_foot)).or_insert_with(|| {
            let costs = if on_foot { &index.costs.walker } else { &index.costs.car };
            let options = TreeOptions::default();
            Tree::to_targets(&site.graph, &[(home, 0.0)], options, |id, _| costs.cost_s(id, LinkState::Open))
        })
    }
}

/// What becomes of a packet that hears that it may go home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It is on its way home, and has left a shelter (index) or another place.
    Gone(Option<u32>),
    /// It is still on its way to safety and will hear it there.
    OnTheWay,
    /// It has nowhere to go back from or to.
    Stays,
}

/// A packet sets out for home as it came, by car or on foot.
///
/// # Errors
/// If the traffic refuses it.
pub fn set_out(
    id: SimId,
    group: &mut Group,
    at: SimTime,
    site: &Site,
    index: &Index,
    traffic: &mut Traffic,
    ways: &mut Ways,
) -> Result<Start, TrafficError> {
    let shelter = match group.stage {
        Stage::Sheltered(k) => Some(k),
        Stage::Away => None,
        Stage::Driving | Stage::Walking if !group.returning => return Ok(Start::OnTheWay),
        Stage::Preparing if group.escorted == 0 => {
            // It was about to leave, or waited for a ride, and stays.
            (group.stage, group.leaves, group.waits_ride) = (Stage::Home, None, None);
            return Ok(Start::Stays);
        }
        _ => return Ok(Start::Stays),
    };
    let home = site.groups[group.site as usize].node;
    let (Some(from), people) = (group.refuge, group.waiting()) else { return Ok(Start::Stays) };
    if people == 0 {
        return Ok(Start::Stays);
    }
    let spec = &site.groups[group.site as usize];
    let drives = !group.on_foot && spec.cars > 0;
    let path = ways.to(home, !drives, site, index).path(&site.graph, from);
    let Some(path) = path else { return Ok(Start::Stays) };
    if path.is_empty() {
        // The shelter stands at its own corner.
        come_home(group, at);
        return Ok(Start::Gone(shelter));
    }
    let (class, vehicles) = if drives { (CAR, spec.cars) } else { (WALKER, people) };
    let route = Route::links(path);
    traffic.depart(Departure { unit: id, owner: u64::from(group.site), vehicles, class, from, at, route })?;
    group.stage = if drives { Stage::Driving } else { Stage::Walking };
    (group.on_foot, group.returning, group.refuge) = (!drives, true, None);
    Ok(Start::Gone(shelter))
}

/// Whether an event of the traffic is a packet's arrival at its own door.
pub fn is_home(event: &TrafficEvent, group: &Group, site: &Site) -> bool {
    let door = site.groups[group.site as usize].node;
    group.returning && matches!(event.what, TrafficEventKind::Arrived { node } if node == door)
}

/// At its door a packet goes in, or turns round where there is water.
///
/// # Errors
/// If the traffic refuses it.
pub fn arrive(
    event: &TrafficEvent,
    group: &mut Group,
    site: &Site,
    board: &FieldBoard,
    traffic: &mut Traffic,
) -> Result<(), TrafficError> {
    let spec = &site.groups[group.site as usize];
    let frame = board.frame_of(Quantity::WaterDepth);
    let depths = frame.and_then(|frame| frame.layer(Quantity::WaterDepth)).unwrap_or(&[]);
    group.link = None;
    if f64::from(depth_at_home(spec, depths)) < site.params.wet_m {
        come_home(group, event.at);
        return Ok(());
    }
    group.returning = false;
    let (class, table) = if group.on_foot { (WALKER, WALKERS_TO_SAFETY) } else { (CAR, CARS_TO_SAFETY) };
    traffic.depart(Departure {
        unit: event.unit,
        owner: event.owner,
        vehicles: event.vehicles,
        class,
        from: spec.node,
        at: event.at,
        route: Route::Table(table),
    })
}

fn come_home(group: &mut Group, at: SimTime) {
    group.stage = Stage::Home;
    group.returning = false;
    (group.leaves, group.waits_ride, group.link, group.refuge) = (None, None, None, None);
    group.returned = Some(at);
}
