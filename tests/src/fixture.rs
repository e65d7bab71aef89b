//! A place of 20 × 20 cells: a town on a gentle slope beside a river that rises,
//! with one gauge, one seat, one zone, one shelter and one rescue team.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_command::channel::ChannelKind;
use sandtable_command::register::{Capability, Category, RatingTable};
use sandtable_command::report::IncidentKind;
use sandtable_command::standing::{DispatchDesk, TeamScope};
use sandtable_command::{BeliefSettings, ChannelSpec, Plan};
use sandtable_hazards::flood::forcing::Hydrograph;
use sandtable_hazards::flood::site::{GaugeSpec, InflowSpec, SoilLoss, SoilSpec};
use sandtable_hazards::flood::solver::Params;
use sandtable_hazards::flood::{FloodForcing, SiteLayers, SiteSpec};
use sandtable_impact::{BuildingClass, VehicleClass};
use sandtable_kernel::{Calendar, Dist, SimSpan, Text};
use sandtable_response::ResponseParams;
use sandtable_response::site::Hearsay;
use sandtable_scenarios::place::{
    Assembly, BaseStation, Community, Depot, Gauge, Item, Packets, Place, Rumour, Seat, Shelter, Station,
    Substation, Team, Unit, Zone, assemble,
};
use sandtable_simulation::{Case, PlanCase};
use sandtable_space::{Frame, Link, LinkId, NodeId, Point, Polyline, Quantity, RoadClass, RoadGraph};

/// Columns and rows.
const N: usize = 20;
/// Side of a cell, m.
const CELL_M: f64 = 50.0;

/// The plan that orders people out when the gauge stands at its warning level.
pub const EARLY: &str = r#"(
    key: "early", name: "Early",
    roles: [(seat: "seat.city", decision_delay_min: 5)],
    rules: [
        (key: "evacuate", seat: "seat.city", when: GaugeAbove(gauge: "gauge.main", level: Warning), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            (order: IssueWarning(hazard: Flood, level: Red, areas: ["zone.low"], channels: [CellBroadcast, Loudspeaker])),
            (order: EvacuateZone(zone: "zone.low")),
        ]),
    ],
)"#;

/// The plan that does the same only at the guarantee level.
pub const LATE: &str = r#"(
    key: "late", name: "Late",
    roles: [(seat: "seat.city", decision_delay_min: 5)],
    rules: [
        (key: "evacuate", seat: "seat.city", when: GaugeAbove(gauge: "gauge.main", level: Guarantee), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            (order: IssueWarning(hazard: Flood, level: Red, areas: ["zone.low"], channels: [CellBroadcast, Loudspeaker])),
            (order: EvacuateZone(zone: "zone.low")),
        ]),
    ],
)"#;

/// A street grid with a node every 200 m, both directions.
fn streets() -> RoadGraph {
    let per_side = 5u32;
    let at = |k: u32| Point(100.0 + 200.0 * f64::from(k % per_side), 100.0 + 200.0 * f64::from(k / per_side));
    let nodes: Vec<Point> = (0..per_side * per_side).map(at).collect();
    let mut links = Vec::new();
    for a in 0..nodes.len() as u32 {
        let (column, row) = (a % per_side, a / per_side);
        let right = (column + 1 < per_side).then_some(a + 1);
        let up = (row + 1 < per_side).then_some(a + per_side);
        for b in [right, up].into_iter().flatten() {
            let first = links.len() as u32;
            for (from, to, opposite) in [(a, b, first + 1), (b, a, first)] {
                links.push(Link {
                    key: format!("road.{a}-{b}"),
                    from: NodeId(from),
                    to: NodeId(to),
                    length_m: 200.0,
                    class: RoadClass::Local,
                    lanes: 1,
                    free_speed_m_s: 8.3,
                    bridge: false,
                    sag_m: 0.0,
                    shape: Polyline(vec![nodes[from as usize], nodes[to as usize]]),
                    opposite: Some(LinkId(opposite)),
                });
            }
        }
    }
    RoadGraph::new(nodes, links).expect("a regular grid is a graph")
}

/// The place. The ground rises from 0 m in the west to 4.75 m in the east.
pub fn place() -> Place {
    let frame = Frame { origin: Point(0.0, 0.0), cell_m: CELL_M, columns: N, rows: N };
    let ground: Vec<f32> = (0..frame.len()).map(|k| 0.25 * (k % N) as f32).collect();
    let flood = SiteSpec {
        soils: vec![SoilSpec { key: "sealed".into(), loss: SoilLoss::Sealed, storage_mm: 0.0 }],
        inflows: vec![InflowSpec {
            key: "inflow.river".into(),
            points: vec![Point(25.0, 525.0)],
            catchments: vec![],
        }],
        gauges: vec![GaugeSpec {
            key: "gauge.main".into(),
            point: Point(25.0, 525.0),
            warning_m: Some(0.3),
            guarantee_m: Some(0.9),
            rating: vec![],
        }],
        ..SiteSpec::default()
    };
    let channel = |key: &str, kind, delay_s: f64| ChannelSpec {
        key: key.into(),
        name: Text::same(key),
        kind,
        delay_s: Dist::Fixed(delay_s),
        loss: 0.0,
        dropout: 0.0,
        capacity_per_min: None,
        outages: vec![],
        fallback: None,
    };
    let stock = |rows: &[(&str, f64)]| {
        rows.iter().map(|(item, n)| ((*item).to_owned(), *n)).collect::<BTreeMap<_, _>>()
    };
    let item = |key: &str, unit: &str| Item {
        key: key.into(),
        name: Text::same(key),
        unit: unit.into(),
        mass_kg: 1.0,
        volume_m3: 0.001,
    };
    Place {
        scheme: Params::default(),
        levels: vec![Text::same("city")],
        units: vec![Unit {
            key: "city".into(),
            name: Text::same("City"),
            level: 0,
            within: None,
            at: Point(500.0, 500.0),
        }],
        flood,
        layers: SiteLayers::of_terrain(frame, ground, 0.05),
        land: vec![true; frame.len()],
        fine: None,
        roads: Arc::new(streets()),
        stretches: BTreeMap::new(),
        zones: vec![Zone {
            key: "zone.low".into(),
            name: Text::new("低洼区", "Low ground"),
            category: Category::FloodVillage,
            admin: Some("city".into()),
            at: None,
            shelters: vec!["shelter.school".into()],
            responsible: None,
            tags: vec![],
        }],
        communities: vec![Community {
            key: "community.low".into(),
            name: Text::same("Low village"),
            zone: "zone.low".into(),
            village: "community.low".into(),
            category: Category::FloodVillage,
            at: Point(300.0, 500.0),
            radius_m: 200.0,
            spots: vec![],
            households: 120,
            persons: 340,
            frail_share: 0.3,
            car_share: 0.5,
            building: BuildingClass::Masonry,
            upper_storeys: 1,
            basement_share: 0.0,
            rain_limit_mm_h: None,
            value_cny: 400_000.0,
            presence: [1.0; 24],
        }],
        persons: vec![],
        shelters: vec![Shelter {
            key: "shelter.school".into(),
            name: Text::new("小学", "School"),
            at: Point(900.0, 500.0),
            admin: Some("city".into()),
            capacity: 400,
            floor_m: 0.4,
            open_at_start: false,
            stock: stock(&[("water", 500.0), ("food", 100.0)]),
        }],
        depots: vec![Depot {
            key: "depot.city".into(),
            name: Text::same("Store"),
            at: Point(900.0, 700.0),
            admin: Some("city".into()),
            lorries: 2,
            stock: stock(&[("water", 4000.0), ("food", 900.0), ("sandbag", 5000.0)]),
        }],
        hospitals: vec![],
        substations: vec![],
        base_stations: vec![],
        rumours: vec![],
        stations: vec![Station {
            key: "station.fire".into(),
            name: Text::same("Fire station"),
            at: Point(900.0, 300.0),
            admin: Some("city".into()),
        }],
        teams: vec![Team {
            key: "team.boat".into(),
            name: Text::same("Boat team"),
            kind: "water".into(),
            station: "station.fire".into(),
            capabilities: vec![Capability::WaterRescue, Capability::Rescue],
            crew: 6,
            vehicle: VehicleClass::FireEngine,
            boats: 1,
            seats: 10,
            turnout_min: Dist::Fixed(1.0),
            pump_m3_s: 0.0,
            seat: None,
            aid_from: None,
            aid_times: None,
        }],
        gauges: vec![Gauge {
            key: "gauge.main".into(),
            name: Text::new("主测站", "Main gauge"),
            at: Point(25.0, 525.0),
            levels_m: Some([0.3, 0.9, 3.0]),
            rating: RatingTable::default(),
            quantities: vec![Quantity::WaterLevel],
            interval: SimSpan::from_mins(5),
            error_sd: 0.01,
            outage: 0.0,
            admin: Some("city".into()),
        }],
        main_gauge: Some("gauge.main".into()),
        forecasts: vec![],
        items: vec![item("water", "L"), item("food", "kg"), item("sandbag", "bag")],
        seats: vec![Seat {
            key: "seat.city".into(),
            name: Text::same("City"),
            superior: None,
            admin: Some("city".into()),
            on_duty: true,
        }],
        named: vec![],
        waterlogging: vec![],
        channels: vec![
            channel("telemetry", ChannelKind::Telemetry, 30.0),
            channel("119", ChannelKind::Phone119, 60.0),
            channel("duty", ChannelKind::Radio, 30.0),
        ],
        telemetry_channel: "telemetry".into(),
        call_channel: "119".into(),
        duty_channel: "duty".into(),
        call_seat: "seat.city".into(),
        desks: vec![DispatchDesk {
            seat: "seat.city".into(),
            teams: TeamScope::Commanded,
            handling_min: Dist::Fixed(2.0),
            kinds: vec![IncidentKind::Trapped],
        }],
        exits: vec![Point(900.0, 900.0)],
        operate_s: Dist::Fixed(300.0),
        beliefs: BeliefSettings::default(),
        params: ResponseParams::default(),
        borders: vec![],
        epsg: None,
    }
}

/// The plan of the busy place: everything that people, teams and the public may be told.
pub const BUSY: &str = r#"(
    key: "busy", name: "Busy",
    roles: [(seat: "seat.city", decision_delay_min: 2)],
    resources: (teams: ["team.boat", "team.bus"], stock: [(depot: "depot.city", item: "water", quantity: 1500)]),
    rules: [
        (key: "out", seat: "seat.city", when: At(since_start_min: 30), actions: [
            (order: OpenShelter(shelter: "shelter.school")),
            (order: IssueWarning(hazard: Flood, level: Orange, areas: ["zone.low"], channels: [Sms, Broadcast])),
            (order: Dispatch(team: Named("team.bus"), task: Escort(zone: "zone.low"))),
            (order: EvacuateZone(zone: "zone.low")),
            (order: Dispatch(team: Named("team.boat"), task: Deliver(from: "depot.city", to: "shelter.school", item: "water", quantity: 1500))),
        ]),
        (key: "facts", seat: "seat.city", when: At(since_start_min: 90), actions: [
            (order: Release(areas: ["city"], channels: [CellBroadcast, Loudspeaker])),
        ]),
        (key: "home", seat: "seat.city", when: At(since_start_min: 540), actions: [
            (order: AllClear(zone: "zone.low")),
        ]),
    ],
)"#;

/// The place with a bus, a substation and a base station by the river, and a rumour.
pub fn busy_place() -> Place {
    let mut place = place();
    place.communities[0].car_share = 0.3;
    place.teams[0].capabilities.push(Capability::Transport);
    let boat = place.teams[0].clone();
    place.teams.push(Team {
        key: "team.bus".into(),
        capabilities: vec![Capability::Transport],
        vehicle: VehicleClass::Bus,
        boats: 0,
        seats: 30,
        ..boat
    });
    place.substations = vec![Substation {
        key: "substation".into(),
        name: Text::same("Substation"),
        at: Point(125.0, 525.0),
        floor_m: 0.2,
        feeds: vec!["city".into()],
    }];
    place.base_stations = vec![BaseStation {
        key: "cell".into(),
        at: Point(425.0, 525.0),
        reach_m: 2000.0,
        floor_m: 1.0,
        substation: Some("substation".into()),
        battery_h: Dist::Uniform { low: 0.5, high: 2.0 },
    }];
    place.rumours = vec![Rumour {
        key: "rumour.levee".into(),
        says: Text::same("the levee has broken"),
        about: Hearsay::Levee,
        chance: 1.0,
        starts_h: Dist::Uniform { low: 0.2, high: 0.6 },
        areas: vec!["zone.low".into()],
        at: Point(300.0, 500.0),
        leave_share: 0.2,
        doubt_share: 0.3,
        call_share: 0.2,
    }];
    place
}

/// Twelve hours in which the river rises; its peak is random.
pub fn assembly(packets: Packets) -> Assembly {
    Assembly {
        key: "fixture".into(),
        name: Text::new("测试", "Fixture"),
        note: Text::same("A test place."),
        calendar: Calendar::new("2026-06-12 08:00", "Asia/Shanghai").expect("a date"),
        tick: SimSpan::from_secs(60),
        length: SimSpan::from_hours(12),
        forcing: FloodForcing {
            hydrographs: vec![Hydrograph {
                inflow: "inflow.river".into(),
                rows: vec![(0.0, 0.5), (2.0, 2.0), (6.0, 60.0), (9.0, 2.0)],
                scale: Dist::Uniform { low: 0.7, high: 1.3 },
                shift_h: Dist::Fixed(0.0),
            }],
            ..FloodForcing::default()
        },
        packets,
        unconfirmed: vec![],
        hash: 1,
    }
}

/// The checked case.
pub fn case() -> Case {
    case_of(place(), Packets::Of(20))
}

/// The case of a changed place.
pub fn case_of(place: Place, packets: Packets) -> Case {
    assemble(place, assembly(packets)).expect("the fixture is a sound case")
}

/// A plan of the case; none for `no-plan`.
pub fn plan(case: &Case, key: &str, text: Option<&str>) -> PlanCase {
    let plan: Option<Plan> = text.map(|text| ron::from_str(text).expect("a plan"));
    PlanCase::new(key, Text::same(key), plan.as_ref(), &case.response).expect("a sound plan of the fixture")
}
