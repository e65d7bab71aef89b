//! Journeys of teams and convoys: link by link, at their own speed, through as
//! much water as the vehicle stands. A crew learns that a road is under water
//! when it gets there, remembers it, and looks for another way.
//!
//! Teams are few and drive with priority, so they do not queue with evacuation
//! traffic (a simplification: in a jam of both directions they would).

use std::collections::BTreeSet;

use sandtable_impact::{SpeedCurve, VehicleClass};
use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::routing::{Bound, Mode, Profile};
use sandtable_space::{Link, LinkId, LinkState, NodeId, RoadGraph};
use serde::{Deserialize, Serialize};

/// Speed that a dispatcher reckons with on a road believed under water, m/s (assumed).
const WADING_SPEED_M_S: f64 = 2.0;

/// What a vehicle can do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ability {
    /// The vehicle, which decides through how much water it goes.
    pub vehicle: VehicleClass,
    /// Highest speed, m/s.
    pub top_speed_m_s: f64,
    /// Whether it passes roads that guards hold closed.
    pub passes_guards: bool,
}

impl Ability {
    /// Speed on a link under a depth of water, m/s; zero if it cannot pass.
    pub fn speed_m_s(&self, link: &Link, depth_m: f64) -> f64 {
        let dry = link.free_speed_m_s.min(self.top_speed_m_s);
        if depth_m < 0.01 { dry } else { self.vehicle.speed_m_s(dry, depth_m, 0.0, SpeedCurve::Fitted) }
    }
}

/// A journey under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trip {
    /// Links still to pass, the next one last.
    ahead: Vec<LinkId>,
    /// Node that is reached next (or where the vehicle stands).
    pub node: NodeId,
    /// When it is reached.
    pub at: SimTime,
    /// Where the journey goes.
    pub goal: NodeId,
    /// Roads found impassable on this journey.
    found: BTreeSet<LinkId>,
}

/// How a journey stands after an advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Still on the way.
    OnTheWay,
    /// At the goal since this moment.
    Arrived(SimTime),
    /// No way is left; the vehicle stands at its node since this moment.
    NoWay(SimTime),
}

/// Finds a way that avoids links known to be impassable; `known` is what whoever
/// sends the vehicle believes.
fn route(
    graph: &RoadGraph,
    from: NodeId,
    to: NodeId,
    ability: &Ability,
    found: &BTreeSet<LinkId>,
    known: &impl Fn(LinkId) -> LinkState,
) -> Option<Vec<LinkId>> {
    let profile = Profile { mode: Mode::Vehicle, speed_m_s: ability.top_speed_m_s, closed_speed_m_s: None };
    let wades = ability.vehicle.passable().most_depth_m > 0.4;
    // A road believed closed is waded at the same speed whatever its class.
    let fastest = ability.top_speed_m_s.min(graph.fastest_m_s()).max(WADING_SPEED_M_S);
    let found_way = Bound::up_to(graph, fastest).route(graph, from, to, |id, link| {
        if !found.is_empty() && found.contains(&id) {
            return f64::INFINITY;
        }
        match known(id) {
            // Believed closed to cars: one that wades may try, slowly.
            LinkState::Closed if wades => link.length_m / WADING_SPEED_M_S,
            LinkState::Closed => f64::INFINITY,
            state => profile.cost_s(link, state),
        }
    })?;
    let mut links = found_way.links;
    links.reverse();
    Some(links)
}

impl Trip {
    /// Begins a journey at a node. None if no way is known.
    pub fn begin(
        graph: &RoadGraph,
        from: NodeId,
        to: NodeId,
        at: SimTime,
        ability: &Ability,
        known: impl Fn(LinkId) -> LinkState,
    ) -> Option<Self> {
        let found = BTreeSet::new();
        let ahead = route(graph, from, to, ability, &found, &known)?;
        Some(Self { ahead, node: from, at, goal: to, found })
    }

    /// Moves on to `until`. `depth_m` and `guarded` are the truth of the link that
    /// the vehicle stands before; `known` is what its dispatcher believes.
    pub fn advance(
        &mut self,
        graph: &RoadGraph,
        ability: &Ability,
        until: SimTime,
        truth: impl Fn(LinkId) -> (f64, bool),
        known: impl Fn(LinkId) -> LinkState,
    ) -> Progress {
        while self.at <= until {
            let Some(&next) = self.ahead.last() else {
                return Progress::Arrived(self.at);
            };
            let link = graph.link(next);
            let (depth_m, guarded) = truth(next);
            let speed =
                if guarded && !ability.passes_guards { 0.0 } else { ability.speed_m_s(link, depth_m) };
            if speed > 0.0 {
                self.ahead.pop();
                self.node = link.to;
                self.at += SimSpan::from_secs_f64(link.length_m / speed);
                continue;
            }
            self.found.insert(next);
            match route(graph, self.node, self.goal, ability, &self.found, &known) {
                Some(ahead) => self.ahead = ahead,
                None => return Progress::NoWay(self.at),
            }
        }
        Progress::OnTheWay
    }

    /// Roads that the crew found impassable.
    pub fn found(&self) -> impl Iterator<Item = LinkId> + '_ {
        self.found.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_space::{Point, Polyline, RoadClass};

    /// Two ways from node 0 to node 3: over 1 (short) and over 2 (long).
    fn diamond() -> RoadGraph {
        let nodes = vec![Point(0.0, 0.0), Point(500.0, 0.0), Point(0.0, 900.0), Point(1000.0, 0.0)];
        let link = |from: u32, to: u32, length_m: f64| Link {
            key: format!("{from}-{to}"),
            from: NodeId(from),
            to: NodeId(to),
            length_m,
            class: RoadClass::Secondary,
            lanes: 1,
            free_speed_m_s: 10.0,
            bridge: false,
            sag_m: 0.0,
            shape: Polyline(vec![nodes[from as usize], nodes[to as usize]]),
            opposite: None,
        };
        let links = vec![
            link(0, 1, 500.0),
            link(1, 3, 500.0),
            link(0, 2, 900.0),
            link(2, 3, 1300.0),
            link(1, 0, 500.0),
        ];
        RoadGraph::new(nodes, links).unwrap()
    }

    fn vehicle(vehicle: VehicleClass) -> Ability {
        Ability { vehicle, top_speed_m_s: 20.0, passes_guards: false }
    }

    #[test]
    fn a_dry_journey_takes_length_over_speed() {
        let graph = diamond();
        let mut trip = Trip::begin(
            &graph,
            NodeId(0),
            NodeId(3),
            SimTime::ZERO,
            &vehicle(VehicleClass::SmallCar),
            |_| LinkState::Open,
        )
        .unwrap();
        let progress = trip.advance(
            &graph,
            &vehicle(VehicleClass::SmallCar),
            SimTime::from_mins(60),
            |_| (0.0, false),
            |_| LinkState::Open,
        );
        assert_eq!(progress, Progress::Arrived(SimTime::from_secs(100)));
    }

    #[test]
    fn a_flooded_road_is_found_and_gone_round() {
        let graph = diamond();
        let truth = |id: LinkId| (if id == LinkId(1) { 0.5 } else { 0.0 }, false);
        let mut trip = Trip::begin(
            &graph,
            NodeId(0),
            NodeId(3),
            SimTime::ZERO,
            &vehicle(VehicleClass::SmallCar),
            |_| LinkState::Open,
        )
        .unwrap();
        let progress =
            trip.advance(&graph, &vehicle(VehicleClass::SmallCar), SimTime::from_mins(60), truth, |_| {
                LinkState::Open
            });
        // 50 s out, 50 s back, then 2,200 m round at 10 m/s.
        assert_eq!(progress, Progress::Arrived(SimTime::from_secs(320)));
        assert_eq!(trip.found().collect::<Vec<_>>(), [LinkId(1)]);
        // A high truck goes straight through, more slowly than on a dry road.
        let mut trip = Trip::begin(
            &graph,
            NodeId(0),
            NodeId(3),
            SimTime::ZERO,
            &vehicle(VehicleClass::HighTruck),
            |_| LinkState::Open,
        )
        .unwrap();
        let progress =
            trip.advance(&graph, &vehicle(VehicleClass::HighTruck), SimTime::from_mins(60), truth, |_| {
                LinkState::Open
            });
        let Progress::Arrived(at) = progress else { panic!("{progress:?}") };
        assert!(at > SimTime::from_secs(100) && at < SimTime::from_secs(320), "{at}");
    }

    #[test]
    fn without_a_way_it_stays_where_it_is() {
        let graph = diamond();
        let mut trip = Trip::begin(
            &graph,
            NodeId(0),
            NodeId(3),
            SimTime::ZERO,
            &vehicle(VehicleClass::SmallCar),
            |_| LinkState::Open,
        )
        .unwrap();
        let progress = trip.advance(
            &graph,
            &vehicle(VehicleClass::SmallCar),
            SimTime::from_mins(60),
            |_| (2.0, false),
            |_| LinkState::Open,
        );
        assert_eq!(progress, Progress::NoWay(SimTime::ZERO));
    }
}
