use std::collections::BTreeMap;

use sandtable_kernel::{Calendar, SimSpan, SimTime, Streams};
use sandtable_space::Quantity;

use super::*;
use crate::belief::{Belief, BeliefSettings, Beliefs};
use crate::fixture::{level, mins, register, report, trapped};
use crate::order::{Basis, Level, Order, OrderKind, Task};
use crate::register::Register;
use crate::report::{About, Place, Report};
use crate::travel::StraightLine;

pub(super) fn parse(text: &str) -> Plan {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    match options.from_str(text) {
        Ok(plan) => plan,
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// A plan of these rules by `seat.city`, `seat.province` and `seat.call`.
pub(super) fn rules(text: &str) -> Plan {
    parse(&format!(
        r#"(key: "p", name: "p", roles: [
            (seat: "seat.city", decision_delay_min: 0),
            (seat: "seat.province", decision_delay_min: 30),
            (seat: "seat.call", decision_delay_min: 0),
        ], resources: (
            teams: ["team.bags", "team.boat", "team.boat2"],
            stock: [(depot: "depot.city", item: "item.sandbag", quantity: 500)],
        ), rules: [{text}])"#
    ))
}

/// A plan, its beliefs, and a clock of whole minutes.
struct Drill {
    register: Register,
    program: Program,
    interpreter: Interpreter,
    beliefs: Beliefs,
    calendar: Calendar,
    streams: Streams,
    minute: i64,
}

impl Drill {
    fn of(plan: &Plan) -> Self {
        let register = register();
        let program = Program::new(plan, &register);
        let belief = |seat: &str| (Key::from(seat), Belief::new(seat.into(), BeliefSettings::default()));
        Self {
            interpreter: Interpreter::new(&program),
            program,
            register,
            beliefs: Beliefs(
                ["seat.call", "seat.city", "seat.other", "seat.province"].map(belief).into_iter().collect(),
            ),
            calendar: Calendar::new("2026-06-12 18:00", "Asia/Shanghai").unwrap(),
            streams: Streams::new(7, 0),
            minute: 0,
        }
    }

    fn hear(&mut self, seat: &str, report: Report) {
        self.beliefs.0.get_mut(seat).unwrap().receive(report, &self.register);
    }

    fn tick(&mut self) -> Vec<Order> {
        self.minute += 1;
        let travel = StraightLine::default();
        let setting = Setting {
            now: mins(self.minute),
            register: &self.register,
            streams: &self.streams,
            calendar: &self.calendar,
            travel: &travel,
        };
        self.interpreter.decide(&self.program, &setting, &mut self.beliefs)
    }

    /// Ticks up to and including a minute.
    fn until(&mut self, minute: i64) -> Vec<Order> {
        let mut orders = Vec::new();
        while self.minute < minute {
            orders.extend(self.tick());
        }
        orders
    }
}

fn warn() -> &'static str {
    r#"(order: CloseRoad(road: "road.river"))"#
}

fn times(orders: &[Order]) -> Vec<i64> {
    orders.iter().map(|order| order.issued_at.0 / 60_000).collect()
}

#[test]
fn a_rule_fires_once_on_what_is_believed() {
    let plan = rules(&format!(
        r#"(key: "close", seat: "seat.city", when: GaugeAbove(gauge: "gauge.main", level: Warning),
            actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    assert!(drill.until(5).is_empty(), "nothing is known of the gauge");
    // Another seat's knowledge is not this seat's.
    drill.hear("seat.province", level(9.0, mins(5)));
    assert!(drill.until(10).is_empty());
    drill.hear("seat.city", level(3.99, mins(10)));
    assert!(drill.until(20).is_empty());
    drill.hear("seat.city", level(4.0, mins(20)));
    let orders = drill.until(30);
    assert_eq!(times(&orders), [21]);
    assert_eq!(orders[0].kind, OrderKind::CloseRoad { road: "road.river".into() });
    assert_eq!(orders[0].basis, Basis::Rule { rule: "close".into(), each: None });
    drill.hear("seat.city", level(3.0, mins(30)));
    drill.until(40);
    drill.hear("seat.city", level(4.5, mins(40)));
    assert!(drill.until(60).is_empty());
}

#[test]
fn a_rule_rearms_when_the_trigger_has_ceased_and_time_has_passed() {
    let plan = rules(&format!(
        r#"(key: "close", seat: "seat.city", when: GaugeAbove(gauge: "gauge.main", level: Warning),
            repeat: EveryTime(rearm_after_min: 60), actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    let mut orders = Vec::new();
    for (minute, value) in [(0, 4.5), (20, 3.0), (30, 4.5), (80, 4.6), (90, 3.0), (100, 4.5), (170, 4.4)] {
        orders.extend(drill.until(minute));
        drill.hear("seat.city", level(value, mins(minute)));
    }
    orders.extend(drill.until(200));
    // At 31 it is too early; at 61 the trigger, released at 21, holds and the hour is
    // over; released again at 91, too early at 101, the next hour is over at 121.
    assert_eq!(times(&orders), [1, 61, 121]);
}

#[test]
fn a_rule_repeats_while_the_trigger_holds() {
    let plan = rules(&format!(
        r#"(key: "patrol", seat: "seat.city", when: GaugeAbove(gauge: "gauge.main", level: Warning),
            repeat: While(every_min: 30), actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", level(4.5, mins(0)));
    let mut orders = drill.until(70);
    drill.hear("seat.city", level(3.5, mins(70)));
    orders.extend(drill.until(200));
    assert_eq!(times(&orders), [1, 31, 61]);
}

#[test]
fn a_guard_that_is_not_known_to_hold_holds_the_rule_back() {
    let plan = rules(&format!(
        r#"(key: "close", seat: "seat.city", when: At(since_start_min: 5),
            guard: Not(ZoneFlooded(zone: "zone.a", depth_m: 0.3)), actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    assert!(drill.until(30).is_empty(), "neither flooded nor known not to be");
    let dry = About::Quantity(Quantity::WaterDepth);
    drill.hear("seat.city", report(dry, Place::Zone("zone.a".into()), Some(0.0), mins(30)));
    assert_eq!(times(&drill.until(40)), [31]);
}

#[test]
fn old_observations_do_not_fire_rules() {
    let plan = rules(&format!(
        r#"(key: "close", seat: "seat.city",
            when: All([GaugeAbove(gauge: "gauge.main", level: Warning), At(since_start_min: 200)]),
            actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", level(4.5, mins(0)));
    assert!(drill.until(300).is_empty(), "the observation is more than three hours old");
    drill.hear("seat.city", level(4.5, mins(300)));
    assert_eq!(times(&drill.until(310)), [301]);
}

#[test]
fn delays_of_decision_approval_and_action_add_up() {
    let plan = parse(&format!(
        r#"(key: "p", name: "p", roles: [
            (seat: "seat.city", decision_delay_min: 12),
            (seat: "seat.province", decision_delay_min: 30),
        ], rules: [
            (key: "a", seat: "seat.city", when: Always, actions: [{0}]),
            (key: "b", seat: "seat.city", when: Always, approval: "seat.province",
             actions: [(order: OpenRoad(road: "road.river"), after_min: 3.5, deadline_min: 60)]),
            (key: "c", seat: "seat.city", when: AfterRule(rule: "b", delay_min: 10), actions: [{0}]),
        ])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    let orders = drill.until(120);
    let seconds: Vec<i64> = orders.iter().map(|order| order.issued_at.0 / 1000).collect();
    // a: 1 + 12; b: 1 + 12 + 30 + 3.5; c: 43 (decision of b) + 10 + 12.
    assert_eq!(seconds, [13 * 60, 46 * 60 + 30, 65 * 60]);
    assert_eq!(orders[1].deadline, Some(SimTime::from_secs(46 * 60 + 30 + 3600)));
}

#[test]
fn an_unmanned_seat_decides_when_it_is_manned() {
    // The scenario starts at 18:00; the seat is manned from 08:00 to 17:30.
    let plan = parse(&format!(
        r#"(key: "p", name: "p",
            roles: [(seat: "seat.city", decision_delay_min: 5, duty: (from_h: 8, to_h: 17.5))],
            rules: [(key: "a", seat: "seat.city", when: Always, actions: [{}])])"#,
        warn()
    ));
    assert_eq!(times(&Drill::of(&plan).until(1000)), [14 * 60 + 5]);
    let night = Duty { from_h: 22.0, to_h: 6.0 };
    assert_eq!(
        (night.wait_h(23.0), night.wait_h(3.0), night.wait_h(6.0), night.wait_h(20.0)),
        (0.0, 0.0, 16.0, 2.0)
    );
}

#[test]
fn an_unanswered_order_is_given_again_by_the_next_seat() {
    let plan = rules(
        r#"(key: "a", seat: "seat.city", when: Always, escalate: (to: "seat.province", after_min: 20),
            actions: [(order: EvacuateZone(zone: "zone.a", within_min: 120), ack: true),
                      (order: EvacuateZone(zone: "zone.b"), ack: true),
                      (order: CloseRoad(road: "road.river"))])"#,
    );
    let mut drill = Drill::of(&plan);
    let first = drill.until(10);
    assert_eq!(times(&first), [1, 1, 1]);
    let acknowledged = About::OrderAcknowledged { order: first[1].number };
    drill.hear("seat.city", report(acknowledged, Place::Nowhere, None, mins(10)));
    let again = drill.until(200);
    // After 20 minutes the province takes it up and decides within 30.
    assert_eq!(times(&again), [1 + 20 + 30]);
    assert_eq!((again[0].seat.as_str(), &again[0].kind), ("seat.province", &first[0].kind));
    assert_eq!(again[0].deadline, first[0].deadline);
}

#[test]
fn a_rule_is_read_for_each_thing() {
    let plan = rules(
        r#"(key: "out", seat: "seat.city", for_each: (kind: Zone),
            when: Reported(what: Trapped, area: "$each", at_least: 2, within_min: 60),
            actions: [(order: EvacuateZone(zone: "$each")), (order: OpenShelter(shelter: "$each.shelters")),
                      (order: Post(person: "$each.responsible")),
                      (order: IssueWarning(hazard: Flood, level: Red, areas: ["$each.admin"], channels: [Sms]))])"#,
    );
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", trapped(1, (2500.0, 500.0), mins(0)));
    assert!(drill.until(10).is_empty());
    drill.hear("seat.city", trapped(1, (2100.0, 900.0), mins(10)));
    drill.hear("seat.city", trapped(1, (100.0, 100.0), mins(10)));
    let orders = drill.until(200);
    assert!(
        orders
            .iter()
            .all(|order| order.basis == Basis::Rule { rule: "out".into(), each: Some("zone.b".into()) })
    );
    let shelter = |key: &str| OrderKind::OpenShelter { shelter: key.into() };
    assert_eq!(orders[0].kind, OrderKind::EvacuateZone { zone: "zone.b".into(), groups: vec![], by: None });
    assert_eq!((&orders[1].kind, &orders[2].kind), (&shelter("shelter.school"), &shelter("shelter.hall")));
    assert_eq!(orders[3].kind, OrderKind::Post { person: "person.li".into(), to: None });
    assert!(
        matches!(&orders[4].kind, OrderKind::IssueWarning { areas, .. } if areas[..] == ["district.west".into()])
    );
    assert_eq!(orders.len(), 5);
}

#[test]
fn the_nearest_free_team_of_the_plan_is_taken_and_another_is_waited_for() {
    let plan = rules(
        r#"(key: "knock", seat: "seat.call", for_each: (kind: Zone), when: Always, actions: [
            (order: Dispatch(team: Nearest(capability: WaterRescue, count: 1), task: DoorKnock(zone: "$each")))]),
           (key: "later", seat: "seat.call", when: At(since_start_min: 3), actions: [
            (order: Standby(team: Nearest(capability: WaterRescue), at: At("shelter.hall")), deadline_min: 60)]),
           (key: "never", seat: "seat.call", when: At(since_start_min: 3), actions: [
            (order: Standby(team: Nearest(capability: Medical), at: At("shelter.hall")), deadline_min: 30)])"#,
    );
    let mut drill = Drill::of(&plan);
    let orders = drill.until(20);
    // team.boat waits in the east at (0, 500), team.boat2 in the west at (3000, 500).
    let sent = |orders: &[Order]| -> Vec<String> {
        orders
            .iter()
            .filter_map(|order| match &order.kind {
                OrderKind::Dispatch { team, task: Task::DoorKnock { zone } } => {
                    Some(format!("{team} {zone}"))
                }
                OrderKind::PrePosition(crate::order::Advance::Team { team, .. }) => {
                    Some(format!("{team} waits"))
                }
                _ => None,
            })
            .collect()
    };
    assert_eq!(sent(&orders), ["team.boat zone.a", "team.boat2 zone.b"]);
    drill.hear(
        "seat.call",
        report(About::OrderDone { order: orders[1].number }, Place::Nowhere, None, mins(20)),
    );
    assert_eq!(sent(&drill.until(60)), ["team.boat2 waits"]);
    let given_up = drill.interpreter.unfulfilled();
    assert_eq!(given_up.len(), 1);
    assert_eq!((given_up[0].rule.as_str(), given_up[0].at <= mins(33)), ("never", true));
    assert_eq!(given_up[0].why.key(), "no_team_free");
}

#[test]
fn a_trend_fires_before_the_level_is_reached() {
    let plan = rules(&format!(
        r#"(key: "soon", seat: "seat.city",
            when: GaugeTrend(gauge: "gauge.main", level: Guarantee, within_min: 60, over_min: 45),
            actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", level(3.0, mins(0)));
    assert!(drill.until(30).is_empty(), "one observation is no trend");
    drill.hear("seat.city", level(3.3, mins(30)));
    // 0.6 m/h: 3.3 + 0.6 = 3.9 < 5.0.
    assert!(drill.until(45).is_empty());
    drill.hear("seat.city", level(4.3, mins(45)));
    // From (0, 3.0) on, least squares gives 1.4857 m/h: 4.3 + 1.49 > 5.0.
    assert_eq!(times(&drill.until(60)), [46]);
}

#[test]
fn a_forecast_of_discharge_is_read_through_the_public_rating() {
    let plan = rules(&format!(
        r#"(key: "soon", seat: "seat.city",
            when: ForecastAbove(quantity: Discharge, place: "inflow.main", within_h: 12,
                                limit: Gauge(gauge: "gauge.main", level: Warning)),
            actions: [{}])"#,
        warn()
    ));
    let forecast = |value: f64, lead_h: i64, issued: i64| Report {
        lead: Some(SimSpan::from_hours(lead_h)),
        ..report(
            About::Quantity(Quantity::Discharge),
            Place::Facility("inflow.main".into()),
            Some(value),
            mins(issued),
        )
    };
    // The rating gives 4.0 m at 200 + 2/3 · 1800 = 1400 m³/s.
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", forecast(1399.0, 6, 0));
    drill.hear("seat.city", forecast(1500.0, 13, 0));
    assert!(drill.until(50).is_empty(), "too low within 12 h, and too far ahead");
    assert_eq!(times(&drill.until(80)), [60], "an hour later the second lead is 12 h ahead");
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", forecast(1401.0, 6, 0));
    assert_eq!(times(&drill.until(5)), [1]);
}

#[test]
fn rain_of_an_area_is_the_most_at_its_gauges() {
    let plan = rules(&format!(
        r#"(key: "rain", seat: "seat.city", for_each: (kind: Zone),
            when: RainAbove(at: "$each", window_h: 3, mm: 50), actions: [(order: AllClear(zone: "$each"))]),
           (key: "all", seat: "seat.city", when: RainAbove(at: "city", window_h: 3, mm: 80), actions: [{}])"#,
        warn()
    ));
    let mut drill = Drill::of(&plan);
    let rain = |gauge: &str, mm: f64, at: i64| {
        report(About::Quantity(Quantity::Rain3h), Place::Gauge(gauge.into()), Some(mm), mins(at))
    };
    drill.hear("seat.city", rain("rain.east", 49.0, 0));
    drill.hear("seat.city", rain("rain.west", 60.0, 0));
    let orders = drill.until(10);
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].kind, OrderKind::AllClear { zone: "zone.b".into() });
    drill.hear("seat.city", rain("rain.east", 90.0, 10));
    let kinds: Vec<OrderKind> = drill.until(20).into_iter().map(|order| order.kind).collect();
    let close = OrderKind::CloseRoad { road: "road.river".into() };
    assert_eq!(kinds, [close, OrderKind::AllClear { zone: "zone.a".into() }]);
}

#[test]
fn the_clock_shelters_and_stock_are_triggers_too() {
    let plan = rules(
        r#"(key: "clock", seat: "seat.city", when: Clock(at: "19:30"), actions: [(order: OpenRoad(road: "road.river"))]),
           (key: "full", seat: "seat.city", when: ShelterFilled(shelter: "shelter.school", share: 0.9),
            actions: [(order: OpenShelter(shelter: "shelter.hall"))]),
           (key: "short", seat: "seat.city", when: StockBelow(depot: "depot.city", item: "item.sandbag", quantity: 100),
            actions: [(order: RequestAid(from: "seat.province", capability: FloodFighting, count: 2))])"#,
    );
    let mut drill = Drill::of(&plan);
    let full = About::ShelterStatus { occupants: 270, open: true };
    drill.hear("seat.city", report(full, Place::Facility("shelter.school".into()), None, mins(0)));
    let low = About::StockStatus { item: "item.sandbag".into(), quantity: 99.0 };
    drill.hear("seat.city", report(low, Place::Facility("depot.city".into()), None, mins(0)));
    let orders = drill.until(200);
    let names: Vec<String> = orders
        .iter()
        .map(|order| match &order.basis {
            Basis::Rule { rule, .. } => format!("{rule} {}", order.issued_at.0 / 60_000),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["full 1", "short 1", "clock 90"]);
}

fn track() -> Plan {
    parse(&format!(
        r#"(key: "p", name: "p", roles: [
            (seat: "seat.city", decision_delay_min: 10), (seat: "seat.province", decision_delay_min: 20),
        ], tracks: [(key: "flood", name: "flood", hold_min: 0, levels: [
            (level: IV, seat: "seat.city", raise: GaugeAbove(gauge: "gauge.main", level: Warning),
             lower: Not(GaugeAbove(gauge: "gauge.main", level: Warning, offset_m: -0.1)), lower_after_min: 30),
            (level: II, seat: "seat.province", raise: GaugeAbove(gauge: "gauge.main", level: Guarantee),
             lower: Not(GaugeAbove(gauge: "gauge.main", level: Guarantee, offset_m: -0.1)), lower_after_min: 60),
        ])], rules: [(key: "close", seat: "seat.city", when: LevelReached(track: "flood", level: III),
             actions: [{}])])"#,
        warn()
    ))
}

#[test]
fn levels_are_raised_by_their_activators_and_lowered_with_hysteresis() {
    let mut drill = Drill::of(&track());
    drill.hear("seat.city", level(4.0, mins(0)));
    let orders = drill.until(30);
    let raise = |level| OrderKind::RaiseLevel { track: "flood".into(), level };
    assert_eq!(orders.len(), 1);
    assert_eq!((&orders[0].kind, times(&orders)), (&raise(Level::IV), vec![11]));
    for seat in ["seat.city", "seat.province"] {
        drill.hear(seat, level(5.2, mins(30)));
    }
    let orders = drill.until(70);
    // The province decides within 20 minutes; the city's rule follows after 10.
    assert_eq!(orders[0].kind, raise(Level::II));
    assert_eq!((orders[0].seat.as_str(), times(&orders)), ("seat.province", vec![51, 62]));
    // 4.95 m lies within the hysteresis of 0.1 m; 4.85 m does not.
    for (minute, value) in [(70, 4.95), (100, 4.85), (150, 4.85)] {
        drill.until(minute);
        for seat in ["seat.city", "seat.province"] {
            drill.hear(seat, level(value, mins(minute)));
        }
    }
    let lowered = drill.until(200);
    let lower = OrderKind::LowerLevel { track: "flood".into(), level: Some(Level::IV) };
    assert_eq!((&lowered[0].kind, times(&lowered)), (&lower, vec![181]));
}

#[test]
fn a_rule_that_raises_to_the_level_reached_already_orders_nothing() {
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: 0)],
            tracks: [(key: "flood", name: "flood", levels: [(level: III, seat: "seat.city")])],
            rules: [(key: "a", seat: "seat.city", when: Always, actions: [(order: RaiseLevel(track: "flood", level: II))]),
                    (key: "b", seat: "seat.city", when: At(since_start_min: 5),
                     actions: [(order: RaiseLevel(track: "flood", level: III))]),
                    (key: "c", seat: "seat.city", when: At(since_start_min: 9),
                     actions: [(order: LowerLevel(track: "flood"))])])"#,
    );
    let mut drill = Drill::of(&plan);
    assert_eq!(times(&drill.until(20)), [1, 9]);
    assert_eq!(drill.interpreter.level(&"flood".into()), Some(None));
}

#[test]
fn an_empty_plan_orders_nothing_and_leaves_no_trace() {
    let plan = parse(r#"(key: "empty", name: "empty", roles: [(seat: "seat.city", decision_delay_min: 3)])"#);
    let mut drill = Drill::of(&plan);
    drill.hear("seat.city", level(9.0, mins(0)));
    let before = drill.beliefs.clone();
    assert!(drill.until(300).is_empty());
    assert_eq!(drill.interpreter, Interpreter::new(&Program::default()));
    assert_eq!(drill.beliefs, before);
}

/// Rules with random delays, for tests of what numbers may depend on.
fn random_rules() -> Vec<String> {
    ["a", "b", "c"]
        .map(|key| {
            format!(
                r#"(key: "{key}", seat: "seat.city", for_each: (kind: Zone), when: At(since_start_min: 2),
                    repeat: While(every_min: 40), actions: [(order: EvacuateZone(zone: "$each"),
                    after_min: Uniform(low: 0, high: 30))])"#
            )
        })
        .to_vec()
}

fn random_plan(name: &str, rules: &[String]) -> Plan {
    parse(&format!(
        r#"(key: "{name}", name: "{name}",
            roles: [(seat: "seat.city", decision_delay_min: LogNormal(median: 10, sigma: 0.5))], rules: [{}])"#,
        rules.join(",")
    ))
}

#[test]
fn neither_the_name_of_a_plan_nor_the_order_of_its_rules_changes_a_number() {
    let rules = random_rules();
    let turned: Vec<String> = rules.iter().rev().cloned().collect();
    let orders = Drill::of(&random_plan("one", &rules)).until(200);
    assert!(orders.len() > 20);
    assert_eq!(orders, Drill::of(&random_plan("two", &turned)).until(200));
}

#[test]
fn an_added_rule_moves_no_delay_of_the_others() {
    let by_rule = |rules: &[String]| {
        let mut times: BTreeMap<Basis, Vec<SimTime>> = BTreeMap::new();
        for order in Drill::of(&random_plan("p", rules)).until(200) {
            times.entry(order.basis).or_default().push(order.issued_at);
        }
        times
    };
    let all = by_rule(&random_rules());
    let fewer = by_rule(&random_rules()[1..]);
    assert_eq!(fewer.len(), 4);
    for (basis, times) in fewer {
        assert_eq!(all[&basis], times);
    }
    assert_eq!(all.values().collect::<std::collections::BTreeSet<_>>().len(), all.len(), "all delays differ");
}

#[test]
fn a_stored_interpreter_goes_on_as_it_was() {
    let mut drill = Drill::of(&random_plan("p", &random_rules()));
    let mut orders = drill.until(70);
    let bytes = postcard::to_stdvec(&(&drill.interpreter, &drill.beliefs)).unwrap();
    let (interpreter, beliefs) = postcard::from_bytes(&bytes).unwrap();
    assert_eq!((&drill.interpreter, &drill.beliefs), (&interpreter, &beliefs));
    orders.extend(drill.until(200));
    let mut again =
        Drill { interpreter, beliefs, minute: 70, ..Drill::of(&random_plan("p", &random_rules())) };
    let later = again.until(200);
    assert_eq!(orders[orders.len() - later.len()..], later);
}

#[test]
fn prepositions_are_ordered_at_the_start() {
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: 60)], preposition: [
            (seat: "seat.city", what: Team(team: "team.bags", at: At("levee.north"))),
            (seat: "seat.city", what: Supplies(from: "depot.city", to: "depot.town", item: "item.sandbag", quantity: 200)),
        ])"#,
    );
    let orders = Drill::of(&plan).until(10);
    assert_eq!(times(&orders), [1, 1]);
    assert!(orders.iter().all(|order| order.basis == Basis::PrePosition));
}

#[test]
fn a_plan_written_and_read_again_is_the_same() {
    let plan = track();
    let text = ron::ser::to_string_pretty(&plan, ron::ser::PrettyConfig::default()).unwrap();
    assert_eq!(parse(&text), plan);
    let error = ron::from_str::<Plan>(r#"(key: "p", name: "p", rulez: [])"#).unwrap_err();
    assert!(error.to_string().contains("rulez"), "{error}");
}
