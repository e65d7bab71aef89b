//! Builds the world of one plan: entities, resources, systems in their phases,
//! and the sections that a snapshot holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::{Entity, IntoScheduleConfigs, Schedule, World};
use sandtable_command::standing::DispatchDesk;
use sandtable_command::{
    Belief, BeliefSettings, Beliefs, Channels, Interpreter, Key, Mailroom, Plan, Program, Register, RoadIndex,
};
use sandtable_exchange::{TrueRoads, WorksLog};
use sandtable_kernel::snapshot::{ComponentSection, ResourceSection, Sections};
use sandtable_kernel::{Calendar, Phase, SimTime, Streams};
use sandtable_space::index::PointIndex;
use sandtable_space::{LinkId, Overlay};

use crate::alerts::Alerts;
use crate::decide::{Brain, Doctrine, SeatRoads};
use crate::exposure::{CallsToCome, HomeWatch};
use crate::index::{Index, Neighbourhood, OpenRoads, Site};
use crate::lifelines::{self, Lifelines};
use crate::observations::Observations;
use crate::orders::{InTransit, Issued, Operations, Posts};
use crate::people::{self, Group};
use crate::roads::{FootRoads, HeldLinks, Lanes, LinkWater, RoadCells, RoadChanges};
use crate::rumours::{self, Rumours};
use crate::sensing::{FalseCalls, Forecasts, Public, SentCounts};
use crate::series::Curves;
use crate::shelters::{Shelter, ShelterVersion};
use crate::site::ResponseSite;
use crate::stores::{Convoys, Depot, SupplyTally};
use crate::teams::{Claimed, Rides, Team, TeamTally};
use crate::traffic::{FlowParams, Network, Traffic, TrafficError, TrafficSection, VehicleClass};
use crate::{
    Failure, Hours, RoadKeys, Tally, decide, evacuation, exposure, orders, roads, sensing, series, shelters,
    stores, teams,
};

/// Who sits where and how they talk, beside the site itself.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Everything that can be named.
    pub register: Arc<Register>,
    /// All channels.
    pub channels: Arc<Channels>,
    /// Seats that hold a belief.
    pub seats: Vec<Key>,
    /// Seats that teams, shelters and officers report to.
    pub duty_seats: Vec<Key>,
    /// Desks that answer emergency calls with any plan or none.
    pub desks: Vec<DispatchDesk>,
    /// How beliefs are kept and read.
    pub settings: BeliefSettings,
}

/// What all runs of a case share of the response.
#[derive(Clone, Debug)]
pub struct Prepared {
    site: Arc<ResponseSite>,
    public: Public,
    cells: RoadCells,
    near: Arc<Neighbourhood>,
    nodes: Arc<PointIndex>,
    costs: Arc<OpenRoads>,
    network: Arc<Network>,
    road_keys: RoadKeys,
    road_index: Arc<RoadIndex>,
    desks: Arc<Vec<DispatchDesk>>,
    seats: Vec<Key>,
    settings: BeliefSettings,
    calendar: Arc<Calendar>,
    hours: Hours,
}

impl Prepared {
    /// Prepares a site: what is the same for every plan and replicate is made once.
    ///
    /// # Errors
    /// If the roads make no traffic network.
    pub fn new(
        site: ResponseSite,
        organisation: Organisation,
        calendar: Calendar,
    ) -> Result<Self, TrafficError> {
        let Organisation { register, channels, seats, duty_seats, desks, settings } = organisation;
        let classes = vec![
            VehicleClass::CAR,
            VehicleClass {
                crowd_width_m: Some(site.params.footway_m),
                ..VehicleClass::walker(site.params.walk_speed_m_s)
            },
        ];
        let network = Network::new(site.graph.clone(), FlowParams::default(), classes)?;
        let mut keys: BTreeMap<String, Vec<LinkId>> =
            site.graph.links_by_key().into_iter().map(|(key, links)| (key.to_owned(), links)).collect();
        keys.extend(site.stretches.clone());
        Ok(Self {
            road_index: Arc::new(RoadIndex::of(&site.graph)),
            cells: RoadCells::new(&site.graph, &site.frame, &site.land),
            near: Arc::new(Neighbourhood::new(&site)),
            nodes: Arc::new(PointIndex::of_nodes(&site.graph)),
            costs: Arc::new(OpenRoads::new(&site)),
            network: Arc::new(network),
            road_keys: RoadKeys(Arc::new(keys)),
            public: Public { register, channels, duty_seats: Arc::new(duty_seats) },
            site: Arc::new(site),
            seats,
            desks: Arc::new(desks),
            settings,
            hours: Hours { start: calendar.hour_of_day(SimTime::ZERO) },
            calendar: Arc::new(calendar),
        })
    }

    /// The site.
    pub fn site(&self) -> &Arc<ResponseSite> {
        &self.site
    }

    /// The public register.
    pub fn register(&self) -> &Arc<Register> {
        &self.public.register
    }

    /// A plan read against the register; none: nobody orders anything.
    pub fn program(&self, plan: Option<&Plan>) -> Arc<Program> {
        let empty = Plan::default();
        Arc::new(Program::new(plan.unwrap_or(&empty), &self.public.register))
    }

    /// The world of one plan in one replicate, its schedule and its sections.
    pub fn world(&self, program: Arc<Program>, streams: Streams) -> (World, Schedule, Sections) {
        let mut world = World::new();
        let interpreter = Interpreter::new(&program);
        world.insert_resource(Doctrine {
            program,
            desks: self.desks.clone(),
            calendar: self.calendar.clone(),
            roads: self.road_index.clone(),
        });
        world.init_resource::<SeatRoads>();
        world.init_resource::<HomeWatch>();
        let site = &self.site;
        let groups = people::spawn(&mut world, site, &streams);
        let shelters: Vec<Entity> = site
            .shelters
            .iter()
            .enumerate()
            .map(|(k, spec)| {
                let shelter = Shelter {
                    site: k as u32,
                    open: spec.open_at_start,
                    opened: None,
                    flooded: None,
                    occupants: 0,
                    turned_away: 0,
                    stock: spec.stock.clone(),
                };
                world.spawn((spec.id, shelter)).id()
            })
            .collect();
        let depots: Vec<Entity> = site
            .depots
            .iter()
            .enumerate()
            .map(|(k, spec)| {
                let depot = Depot { site: k as u32, stock: spec.stock.clone(), lorries: spec.lorries };
                world.spawn((spec.id, depot)).id()
            })
            .collect();
        let team_entities: Vec<Entity> = site
            .teams
            .iter()
            .enumerate()
            .map(|(k, spec)| {
                let mut team = Team::at_base(k as u32, spec.base);
                team.absent_until = spec.aid_from.as_ref().map(|_| SimTime::NEVER);
                world.spawn((spec.id, team)).id()
            })
            .collect();
        let mut team_order: Vec<u32> = (0..site.teams.len() as u32).collect();
        team_order.sort_by_key(|&k| site.teams[k as usize].id);
        world.insert_resource(Index {
            groups,
            shelters,
            depots,
            teams: team_entities,
            team_order,
            near: self.near.clone(),
            nodes: self.nodes.clone(),
            costs: self.costs.clone(),
        });
        let links = site.graph.links().len();
        let mut traffic = Traffic::new(self.network.clone());
        traffic.tell_links(true);
        let beliefs = self.seats.iter().map(|seat| (seat.clone(), Belief::new(seat.clone(), self.settings)));
        world.insert_resource(Site(site.clone()));
        world.insert_resource(self.public.clone());
        world.insert_resource(self.cells.clone());
        world.insert_resource(self.road_keys.clone());
        world.insert_resource(self.hours);
        world.insert_resource(streams);
        world.insert_resource(traffic);
        world.insert_resource(TrueRoads(Overlay::open(links)));
        world.insert_resource(FootRoads(Overlay::open(links)));
        world.insert_resource(LinkWater(vec![0.0; links]));
        world.insert_resource(Beliefs(beliefs.collect()));
        world.insert_resource(Brain(interpreter));
        world.init_resource::<Failure>();
        world.init_resource::<RoadChanges>();
        init_state(&mut world);
        (world, schedule(), sections())
    }
}

macro_rules! state {
    ($($name:literal => $type:ty),* $(,)?) => {
        /// Resources that begin empty.
        fn init_state(world: &mut World) {
            $(world.init_resource::<$type>();)*
        }

        /// Their sections.
        fn add_state(sections: &mut Sections) {
            $(sections.add(ResourceSection::<$type>::new($name));)*
        }
    };
}

state! {
    "response.alerts" => Alerts,
    "response.calls" => CallsToCome,
    "response.convoys" => Convoys,
    "response.curves" => Curves,
    "response.false_calls" => FalseCalls,
    "response.forecasts" => Forecasts,
    "response.held_links" => HeldLinks,
    "response.lifelines" => Lifelines,
    "response.lanes" => Lanes,
    "response.mail" => Mailroom,
    "response.observations" => Observations,
    "response.operations" => Operations,
    "response.orders" => Issued,
    "response.posts" => Posts,
    "response.rides" => Rides,
    "response.rides_claimed" => Claimed,
    "response.rumours" => Rumours,
    "response.sent" => SentCounts,
    "response.shelter_version" => ShelterVersion,
    "response.orders_in_transit" => InTransit,
    "response.supplies" => SupplyTally,
    "response.tally" => Tally,
    "response.teams" => TeamTally,
    "response.ways" => evacuation::Ways,
    "response.works" => WorksLog,
}

fn sections() -> Sections {
    let mut sections = Sections::default();
    add_state(&mut sections);
    sections.add(ResourceSection::<Beliefs>::new("command.beliefs"));
    sections.add(ResourceSection::<Brain>::new("command.brain"));
    sections.add(ResourceSection::<TrueRoads>::new("response.true_roads"));
    sections.add(ResourceSection::<FootRoads>::new("response.foot_roads"));
    sections.add(ResourceSection::<LinkWater>::new("response.link_water"));
    sections.add(ComponentSection::<Group>::new("response.groups"));
    sections.add(ComponentSection::<Shelter>::new("response.shelters"));
    sections.add(ComponentSection::<Depot>::new("response.depots"));
    sections.add(ComponentSection::<Team>::new("response.team"));
    sections.add(TrafficSection);
    sections
}

/// The systems of a run in their phases.
pub fn schedule() -> Schedule {
    let mut schedule = sandtable_kernel::phase::schedule();
    schedule.add_systems(
        (roads::close_by_water, shelters::close_by_water, lifelines::follow, exposure::expose)
            .chain()
            .in_set(Phase::Impact),
    );
    schedule.add_systems(
        (sensing::read, sensing::forecast, sensing::call, sensing::report, sensing::receive)
            .chain()
            .in_set(Phase::Sense),
    );
    schedule.add_systems(decide::decide.in_set(Phase::Decide));
    schedule.add_systems(orders::carry_out.in_set(Phase::Act));
    schedule.add_systems(
        (
            teams::advance,
            evacuation::pass_on_closures,
            evacuation::find_ways,
            rumours::go_round,
            evacuation::travel,
            stores::drive,
        )
            .chain()
            .in_set(Phase::Move),
    );
    schedule.add_systems((stores::consume, series::overflow).chain().in_set(Phase::Account));
    schedule.add_systems(series::record.in_set(Phase::Record));
    schedule
}
