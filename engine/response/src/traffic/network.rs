//! What never changes in a run: the graph, the flow of each link, the classes of
//! vehicles. Shared by all worlds.

use std::sync::Arc;

use sandtable_space::routing::{LinkCosts, Mode, Profile};
use sandtable_space::{LinkId, LinkState, NodeId, RoadGraph};
use serde::{Deserialize, Serialize};

use super::state::{MILLI, Micros};
use super::{FlowParams, TrafficError};

/// A class of vehicles, by its place in the network's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(pub u8);

/// How a kind of unit moves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VehicleClass {
    /// Speeds and passage.
    pub profile: Profile,
    /// Whether it queues on the carriageway; walkers, boats and vehicles with
    /// priority do not.
    pub queues: bool,
    /// Room and capacity that one vehicle takes, in cars.
    pub cars: u8,
    /// Walkers only: width of the way, m, on which they hinder one another by
    /// Weidmann's density law. None: they do not.
    pub crowd_width_m: Option<f64>,
}

impl VehicleClass {
    /// Cars.
    pub const CAR: Self = Self { profile: Profile::CAR, queues: true, cars: 1, crowd_width_m: None };

    /// Buses: one counts as two cars (Columbia evacuation time estimate, section 8).
    pub const BUS: Self = Self { cars: 2, ..Self::CAR };

    /// Walkers at a speed, m/s, who do not hinder one another.
    pub fn walker(speed_m_s: f64) -> Self {
        Self { profile: Profile::walker(speed_m_s), queues: false, cars: 1, crowd_width_m: None }
    }

    /// Units that pass by the queue: with siren, on water, on two wheels.
    pub fn unqueued(profile: Profile) -> Self {
        Self { profile, queues: false, cars: 1, crowd_width_m: None }
    }
}

/// Flow of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LinkFlow {
    /// Where the link begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// Cars that the link holds, in thousandths; at least one car.
    pub storage_milli: i64,
    /// Time of the backward wave along the link.
    pub wave_us: Micros,
    /// Place of the link among those that enter its end.
    pub in_place: u16,
    /// First merge tag of the link: one for each link that enters its start, then
    /// one for the driveways.
    pub tag_start: u32,
    /// Capacity given for this link, cars/s; infinite if none was.
    pub given_capacity: f64,
}

/// Graph, flows and classes.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) graph: Arc<RoadGraph>,
    pub(super) params: FlowParams,
    pub(super) classes: Vec<VehicleClass>,
    /// What the links cost each class, in the order of the classes.
    costs: Vec<LinkCosts>,
    pub(super) links: Vec<LinkFlow>,
    pub(super) tags: usize,
}

impl Network {
    /// A network of a graph.
    ///
    /// # Errors
    /// If a parameter or a class is out of range.
    pub fn new(
        graph: Arc<RoadGraph>,
        params: FlowParams,
        classes: Vec<VehicleClass>,
    ) -> Result<Self, TrafficError> {
        params.check()?;
        if classes.len() > usize::from(u8::MAX) {
            let value = classes.len() as f64;
            return Err(TrafficError::Parameter { name: "classes", value, expected: "255 at most" });
        }
        for class in &classes {
            let speed = class.profile.speed_m_s;
            if speed.is_nan() || speed <= 0.0 {
                return Err(TrafficError::Parameter {
                    name: "speed_m_s",
                    value: speed,
                    expected: "positive",
                });
            }
            if class.cars == 0 {
                return Err(TrafficError::Parameter { name: "cars", value: 0.0, expected: "1 or more" });
            }
            if let Some(width) = class.crowd_width_m
                && !(width.is_finite() && width > 0.0)
            {
                let name = "crowd_width_m";
                return Err(TrafficError::Parameter { name, value: width, expected: "positive" });
            }
        }
        let mut links = Vec::with_capacity(graph.links().len());
        let mut tags = 0u32;
        for (k, link) in graph.links().iter().enumerate() {
            let here = LinkId(k as u32);
            let in_place = graph.entering(link.to).iter().position(|id| *id == here).unwrap_or(0) as u16;
            let storage = params.jam_density_veh_m * link.length_m * f64::from(link.lanes);
            links.push(LinkFlow {
                from: link.from,
                to: link.to,
                storage_milli: (libm::round(storage * MILLI as f64) as i64).max(MILLI),
                wave_us: micros(link.length_m / params.backward_wave_m_s),
                in_place,
                tag_start: tags,
                given_capacity: f64::INFINITY,
            });
            tags += graph.entering(link.from).len() as u32 + 1;
        }
        let costs = classes.iter().map(|class| LinkCosts::new(&graph, class.profile)).collect();
        Ok(Self { graph, params, classes, costs, links, tags: tags as usize })
    }

    /// Limits the flow of a link to so many cars a second: a gate, a ferry, a
    /// checkpoint. Above the diagram's capacity it changes nothing.
    ///
    /// # Errors
    /// If there is no such link or the flow is not positive.
    pub fn with_capacity(mut self, link: LinkId, cars_s: f64) -> Result<Self, TrafficError> {
        let links = self.links.len();
        let flow =
            self.links.get_mut(link.0 as usize).ok_or(TrafficError::NoSuchLink { link: link.0, links })?;
        if cars_s.is_nan() || cars_s <= 0.0 {
            return Err(TrafficError::Parameter { name: "capacity", value: cars_s, expected: "positive" });
        }
        flow.given_capacity = cars_s;
        Ok(self)
    }

    /// The graph.
    pub fn graph(&self) -> &RoadGraph {
        &self.graph
    }

    /// Capacity of a link in a state, cars/s. Closed links keep that of the open
    /// one, for those who may pass.
    pub fn capacity_cars_s(&self, link: LinkId, state: LinkState) -> f64 {
        let Some(flow) = self.links.get(link.0 as usize) else { return 0.0 };
        let road = self.graph.link(link);
        let speed = match state {
            LinkState::Slow(limit) => road.free_speed_m_s.min(f64::from(limit)),
            LinkState::Open | LinkState::Closed => road.free_speed_m_s,
        };
        (self.params.lane_capacity_veh_s(speed.max(SLOWEST_M_S), road.class) * f64::from(road.lanes))
            .min(flow.given_capacity)
    }

    /// Time a car takes at capacity before the next may follow.
    pub(super) fn headway_us(&self, link: LinkId, state: LinkState) -> Micros {
        micros(1.0 / self.capacity_cars_s(link, state).max(1e-6))
    }

    /// Time on an empty link; none if the class may not enter it.
    pub(super) fn travel_us(&self, class: ClassId, link: LinkId, state: LinkState) -> Option<Micros> {
        let costs = self.costs.get(class.0 as usize)?;
        let speed = costs.speed_on(link, state);
        (speed > 0.0).then(|| micros(costs.length_m(link) / speed.max(SLOWEST_M_S)))
    }

    /// Whether the class may enter a link in a state.
    pub(super) fn passes(&self, class: ClassId, link: LinkId, state: LinkState) -> bool {
        self.costs.get(class.0 as usize).is_some_and(|costs| costs.speed_on(link, state) > 0.0)
    }

    /// Whether units of the class are on foot.
    pub(super) fn walks(&self, class: ClassId) -> bool {
        self.classes.get(class.0 as usize).is_some_and(|class| class.profile.mode == Mode::Walk)
    }

    /// Whether there is such a node.
    pub(super) fn check_node(&self, node: NodeId) -> Result<(), TrafficError> {
        let nodes = self.graph.nodes().len();
        if (node.0 as usize) < nodes { Ok(()) } else { Err(TrafficError::NoSuchNode { node: node.0, nodes }) }
    }

    /// Whether units of the class walk, so that a crowd slows them.
    pub(super) fn crowd_factor(&self, class: ClassId, link: LinkId, people: u32) -> f64 {
        let Some(class) = self.classes.get(class.0 as usize) else { return 1.0 };
        match (class.profile.mode, class.crowd_width_m) {
            (Mode::Walk, Some(width)) => {
                let area = self.graph.link(link).length_m * width;
                super::flow::weidmann_m_s(f64::from(people) / area) / super::flow::WEIDMANN_FREE_M_S
            }
            _ => 1.0,
        }
    }
}

/// Slower than this nobody goes, m/s: below it a link should be closed.
const SLOWEST_M_S: f64 = 0.05;

/// Seconds as microseconds, from one millisecond to some thirty years.
pub(super) fn micros(seconds: f64) -> Micros {
    libm::round((seconds * 1e6).clamp(1e3, 1e15)) as Micros
}
