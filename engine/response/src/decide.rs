//! Decide: the seats read their beliefs and give orders. The decisions themselves
//! are made in `sandtable-command`, which cannot name the truth; this module hands
//! it the beliefs and answers how long a way would take on the roads as believed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_command::standing::DispatchDesk;
use sandtable_command::{Beliefs, Entry, Interpreter, Key, Program, RoadIndex, Setting, Travel};
use sandtable_kernel::{Calendar, Clock, SimSpan, SimTime, Streams};
use sandtable_space::index::PointIndex;
use sandtable_space::routing::{LinkCosts, Tree, TreeOptions};
use sandtable_space::{LinkId, LinkState, NodeId, Overlay, Point, RoadGraph};
use serde::{Deserialize, Serialize};

use crate::index::{Index, Site};
use crate::orders::Issued;
use crate::sensing::Public;

/// The occupant of the seats, as far as it changes in a run.
#[derive(Clone, Debug, Resource, Serialize, Deserialize)]
pub struct Brain(pub Interpreter);

/// The occupant of the seats, as far as it does not: the plan that was read, the
/// desks that answer calls with any plan or none, and the calendar.
#[derive(Clone, Debug, Resource)]
pub struct Doctrine {
    /// The plan; an empty program for `no-plan`.
    pub program: Arc<Program>,
    /// Desks.
    pub desks: Arc<Vec<DispatchDesk>>,
    /// Calendar of the place.
    pub calendar: Arc<Calendar>,
    /// Links of each road.
    pub roads: Arc<RoadIndex>,
}

/// Travel times on the roads as a seat believes them. One search towards a place
/// answers for all teams, in one tick; one from the teams for all places, as long as
/// the seat believes the same of the roads.
struct Believed<'a> {
    graph: &'a RoadGraph,
    nodes: &'a PointIndex,
    car: &'a LinkCosts,
    overlays: &'a BTreeMap<Key, Arc<Overlay>>,
    towards: RefCell<BTreeMap<(Key, NodeId), Tree>>,
    from: RefCell<&'a mut BTreeMap<Key, Searches>>,
}

/// Searches from the places of teams, on one belief of the roads.
type Searches = BTreeMap<Vec<NodeId>, Tree>;

/// Searches kept for a seat before they are dropped.
const MOST_SEARCHES: usize = 32;

impl Travel for Believed<'_> {
    fn seconds(&self, seat: &Key, _team: &Entry, from: Point, to: Point) -> Option<f64> {
        let (from, to) = (self.nodes.nearest_node(from)?, self.nodes.nearest_node(to)?);
        let mut towards = self.towards.borrow_mut();
        let tree = towards.entry((seat.clone(), to)).or_insert_with(|| {
            let open = Overlay::default();
            let overlay = self.overlays.get(seat).map_or(&open, |overlay| overlay);
            Tree::to_targets(self.graph, &[(to, 0.0)], TreeOptions::default(), self.car.cost_over(overlay))
        });
        Some(tree.cost_s(from)).filter(|seconds| seconds.is_finite())
    }

    fn nearest(&self, seat: &Key, teams: &[(&Entry, Point)], to: Point) -> Option<usize> {
        let starts: Vec<NodeId> =
            teams.iter().map(|(_, from)| self.nodes.nearest_node(*from)).collect::<Option<_>>()?;
        let to = self.nodes.nearest_node(to)?;
        let mut from = self.from.borrow_mut();
        let searches = from.entry(seat.clone()).or_default();
        if searches.len() >= MOST_SEARCHES && !searches.contains_key(&starts) {
            searches.clear();
        }
        let tree = searches.entry(starts).or_insert_with_key(|starts| {
            let open = Overlay::default();
            let overlay = self.overlays.get(seat).map_or(&open, |overlay| overlay);
            let roots: Vec<(NodeId, f64)> = starts.iter().map(|&node| (node, 0.0)).collect();
            Tree::from_sources(self.graph, &roots, TreeOptions::default(), self.car.cost_over(overlay))
        });
        tree.root_of(to)
    }
}

/// Overlays of the seats as last made, and from which news; no state of a run.
#[derive(Clone, Debug, Default, Resource)]
pub struct SeatRoads {
    /// The links that are not open, of which the overlays are made.
    states: BTreeMap<Key, Vec<(LinkId, LinkState)>>,
    overlays: BTreeMap<Key, Arc<Overlay>>,
    made: BTreeMap<Key, (u64, SimTime)>,
    searches: BTreeMap<Key, Searches>,
}

/// An overlay is made anew when news came in, and at this interval, since news
/// expire.
const RENEW: SimSpan = SimSpan::from_mins(5);

/// Decide: orders of this tick, carried out from the next.
#[expect(clippy::too_many_arguments, reason = "a system names each resource it touches")]
pub fn decide(
    clock: Res<Clock>,
    site: Res<Site>,
    index: Res<Index>,
    public: Res<Public>,
    streams: Res<Streams>,
    doctrine: Res<Doctrine>,
    mut seat_roads: ResMut<SeatRoads>,
    mut brain: ResMut<Brain>,
    mut beliefs: ResMut<Beliefs>,
    mut issued: ResMut<Issued>,
) {
    let SeatRoads { states, overlays, made, searches } = &mut *seat_roads;
    for (seat, belief) in &beliefs.0 {
        let version = belief.roads().version();
        // Whole multiples of the interval, so that a restored run renews with the others.
        let slot = SimTime(clock.now.0 - clock.now.0.rem_euclid(RENEW.0));
        if made.get(seat) != Some(&(version, slot)) {
            let now = belief.roads().states(&doctrine.roads, slot);
            if states.get(seat) != Some(&now) {
                overlays.insert(seat.clone(), Arc::new(doctrine.roads.overlay(&now)));
                states.insert(seat.clone(), now);
                searches.remove(seat);
            }
            made.insert(seat.clone(), (version, slot));
        }
    }
    let travel = Believed {
        graph: &site.graph,
        nodes: &index.nodes,
        car: &index.costs.car,
        overlays,
        towards: RefCell::default(),
        from: RefCell::new(searches),
    };
    let setting = Setting {
        now: clock.now,
        register: &public.register,
        streams: &streams,
        calendar: &doctrine.calendar,
        travel: &travel,
    };
    issued.0.extend(brain.0.decide(&doctrine.program, &setting, &mut beliefs));
    for desk in doctrine.desks.iter() {
        if let Some(belief) = beliefs.0.get_mut(&desk.seat) {
            issued.0.extend(desk.decide(&setting, belief));
        }
    }
}
