use super::*;
use crate::fixture::{entry, register};
use crate::plan::tests::{parse, rules};
use crate::register::EntryKind;

/// Faults as `path: message`.
fn faults(plan: &Plan) -> Vec<String> {
    check(plan, &register()).iter().map(ToString::to_string).collect()
}

const GOOD: &str = r#"
    (key: "evacuate", seat: "seat.city", for_each: (kind: Zone, category: FloodVillage),
     when: Any([
        GaugeAbove(gauge: "gauge.main", level: Guarantee, offset_m: -0.3),
        GaugeTrend(gauge: "gauge.main", level: Crest, within_min: 120),
        ForecastAbove(quantity: Discharge, place: "inflow.main", within_h: 12,
                      limit: Gauge(gauge: "gauge.main", level: Guarantee)),
        All([RainAbove(at: "$each", window_h: 3, mm: 100), Not(EvacuationOrdered(zone: "$each"))]),
     ]),
     approval: "seat.province", escalate: (to: "seat.province", after_min: 20),
     actions: [
        (order: EvacuateZone(zone: "$each", groups: [Elderly], within_min: 180), ack: true, deadline_min: 180),
        (order: OpenShelter(shelter: "$each.shelters")),
        (order: Dispatch(team: Nearest(capability: WaterRescue, count: 2), task: DoorKnock(zone: "$each")),
         after_min: Uniform(low: 0, high: 10)),
        (order: MoveSupplies(from: "depot.city", to: "shelter.hall", item: "item.sandbag", quantity: 100)),
     ]),
    (key: "bags", seat: "seat.city", when: AfterRule(rule: "evacuate", delay_min: 30),
     repeat: While(every_min: 240),
     actions: [(order: Dispatch(team: Named("team.bags"),
                task: Sandbag(levee: "levee.north", from_m: 100, to_m: 300, by_m: 0.5)))])"#;

#[test]
fn a_good_plan_has_no_fault() {
    assert_eq!(faults(&rules(GOOD)), Vec::<String>::new());
    assert_eq!(faults(&Plan::default()), Vec::<String>::new());
}

/// One edit of the good plan, and the faults that must follow: parts of path and
/// message, in order.
#[track_caller]
fn broken(from: &str, to: &str, expected: &[(&str, &str)]) {
    assert!(GOOD.contains(from), "{from}");
    expect(&rules(&GOOD.replacen(from, to, 1)), expected);
}

#[track_caller]
fn expect(plan: &Plan, expected: &[(&str, &str)]) {
    let found = check(plan, &register());
    let text: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), expected.len(), "{text:#?}");
    for ((path, message), fault) in expected.iter().zip(&found) {
        assert!(fault.at.to_string().contains(path), "{path}: {text:#?}");
        assert!(fault.fault.to_string().contains(message), "{message}: {text:#?}");
    }
}

#[test]
fn unknown_names_come_with_path_and_suggestion() {
    broken(
        r#"gauge: "gauge.main", level: Guarantee, offset"#,
        r#"gauge: "gauge.man", level: Guarantee, offset"#,
        &[("rules[0] 'evacuate' .when.Any[0].gauge", "did you mean 'gauge.main'?")],
    );
    broken(
        r#"at: "$each", window"#,
        r#"at: "shelter.hall", window"#,
        &[("when.Any[3].All[0].at", "'shelter.hall' is a shelter")],
    );
    broken(
        r#"Named("team.bags")"#,
        r#"Named("team.bag")"#,
        &[("rules[1] 'bags' .actions[0].order", "team.bags")],
    );
    broken(r#"levee: "levee.north""#, r#"levee: "levee.nord""#, &[("actions[0].order", "levee.north")]);
    broken(
        r#"rule: "evacuate""#,
        r#"rule: "evakuate""#,
        &[("rules[1] 'bags' .when.rule", "no rule 'evakuate'; did you mean 'evacuate'?")],
    );
    broken(
        r#"seat: "seat.city", when: AfterRule"#,
        r#"seat: "seat.town", when: AfterRule"#,
        &[
            ("actions[0].order", "does not command"),
            ("rules[1] 'bags' .seat", "there is no seat 'seat.town'"),
        ],
    );
}

/// Aid that is asked for may be sent: what it is to do is known all the same, although
/// none of the plan's own teams can do it.
#[test]
fn what_aid_is_to_do_has_known_names_too() {
    let plan = |task: &str, team: &str| {
        rules(&format!(
            r#"(key: "aid", seat: "seat.city", when: Always, actions: [
                (order: RequestAid(from: "seat.province", capability: Traffic, count: 2)),
                (order: {team}(team: Nearest(capability: Traffic, count: 2), {task})),
            ])"#
        ))
    };
    expect(&plan(r#"task: Patrol(place: "road.river")"#, "Dispatch"), &[]);
    let unknown = "did you mean 'road.river'?";
    expect(&plan(r#"task: Patrol(place: "road.rivers")"#, "Dispatch"), &[("actions[1].order", unknown)]);
    expect(&plan(r#"at: At("road.rivers")"#, "Standby"), &[("actions[1].order", unknown)]);
    expect(
        &plan(
            r#"task: Deliver(from: "depot.city", to: "shelter.hall", item: "item.sandbag", quantity: 1e9)"#,
            "Dispatch",
        ),
        &[("actions[1].order", "1000000000")],
    );
}

#[test]
fn the_wrong_text_itself_is_told_for_the_file_reader() {
    let plan = rules(&GOOD.replacen("levee.north", "levee.nord", 1));
    let fault = &check(&plan, &register())[0];
    assert_eq!((fault.found(), fault.at.index, fault.at.part), (Some("levee.nord"), 1, PlanPart::Rules));
}

#[test]
fn each_must_have_a_meaning() {
    broken(
        r#"for_each: (kind: Zone, category: FloodVillage),"#,
        r#"for_each: (keys: ["gauge.main"]),"#,
        &[
            ("actions[0].order", "is a gauge, but a zone"),
            ("actions[1].order.shelter", "'$each.shelters' stands for nothing for 'gauge.main'"),
            ("actions[2].order", "is a gauge, but a zone"),
            ("when.Any[3].All[0].at", "is a gauge"),
            ("when.Any[3].All[1].Not.zone", "is a gauge, but a zone"),
        ],
    );
    broken(r#"levee: "levee.north""#, r#"levee: "$each""#, &[("actions[0].order.task", "has no for_each")]);
}

#[test]
fn selections_of_nothing_and_of_everything_are_faults() {
    broken("category: FloodVillage", "category: OutdoorWork", &[("for_each", "selects nothing")]);
    broken(
        "for_each: (kind: Zone, category: FloodVillage)",
        r#"for_each: (kind: Zone, admin: "distrct.east")"#,
        &[("for_each", "selects nothing"), ("for_each.admin", "did you mean 'district.east'?")],
    );
}

#[test]
fn duplicate_keys_are_faults() {
    broken(r#"key: "bags""#, r#"key: "evacuate""#, &[("rules[1] 'evacuate' .key", "given twice")]);
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: 1), (seat: "seat.city", decision_delay_min: 2)],
            tracks: [(key: "t", name: "t", levels: [(level: II, seat: "seat.city"), (level: II, seat: "seat.city")])])"#,
    );
    expect(
        &plan,
        &[("roles[1]", "given twice"), ("tracks[0] 't' .levels[1].level", "level 'II' is given twice")],
    );
}

#[test]
fn what_can_never_hold_is_a_fault() {
    broken(
        "level: Guarantee, offset_m: -0.3",
        "level: Metres(6.6)",
        &[("Any[0].level", "above the crest at 6.5 m")],
    );
    broken("level: Crest, within", "level: Metres(9), within", &[("Any[1].level", "above the crest")]);
    broken(
        r#"when: AfterRule(rule: "evacuate", delay_min: 30)"#,
        "when: All([Always, Never])",
        &[("when.All[1]", "can never hold: it is written so")],
    );
    broken(
        r#"limit: Gauge(gauge: "gauge.main", level: Guarantee)"#,
        r#"limit: Gauge(gauge: "gauge.main", level: Metres(1.5))"#,
        &[("Any[2].limit", "beyond the rating table")],
    );
    broken("quantity: Discharge", "quantity: Rain3h", &[("Any[2].limit", "cannot be compared")]);
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: 1)],
            tracks: [(key: "flood", name: "t", levels: [(level: IV, seat: "seat.city", raise: Always), (level: I, seat: "seat.city")])],
            rules: [
                (key: "a", seat: "seat.city", when: LevelReached(track: "flood", level: II), actions: [(order: OpenRoad(road: "road.river"))]),
                (key: "b", seat: "seat.city", when: AfterRule(rule: "a"), actions: [(order: OpenRoad(road: "road.river"))]),
                (key: "c", seat: "seat.city", when: LevelReached(track: "flod", level: IV), actions: [(order: OpenRoad(road: "road.river"))]),
            ])"#,
    );
    expect(
        &plan,
        &[
            ("rules[0] 'a' .when", "nothing raises track 'flood' to level II"),
            ("rules[1] 'b' .when", "rule 'a' never fires"),
            ("rules[2] 'c' .when.track", "no track 'flod'; did you mean 'flood'?"),
        ],
    );
    // A rule that raises the level makes both reachable.
    let raising = r#"(key: "d", seat: "seat.city", when: Always, actions: [(order: RaiseLevel(track: "flood", level: I))]),"#;
    let mut mended = plan.clone();
    mended.rules.remove(2);
    mended.rules.push(rules(raising).rules.remove(0));
    assert_eq!(faults(&mended), Vec::<String>::new());
}

#[test]
fn rules_that_wait_for_one_another_are_a_circle() {
    let plan = rules(
        r#"(key: "a", seat: "seat.city", when: AfterRule(rule: "b"), actions: [(order: OpenRoad(road: "road.river"))]),
           (key: "b", seat: "seat.city", when: AfterRule(rule: "a"), actions: [(order: OpenRoad(road: "road.river"))])"#,
    );
    expect(&plan, &[("rules[0] 'a' .when", "a → b → a"), ("rules[1] 'b' .when", "b → a → b")]);
    // With another way to begin it is none.
    let text = r#"(key: "a", seat: "seat.city", when: Any([AfterRule(rule: "b"), At(since_start_min: 9)]), actions: [(order: OpenRoad(road: "road.river"))]),
           (key: "b", seat: "seat.city", when: AfterRule(rule: "a"), actions: [(order: OpenRoad(road: "road.river"))])"#;
    assert_eq!(faults(&rules(text)), Vec::<String>::new());
}

#[test]
fn circles_of_approvals_and_superiors_are_faults() {
    let rule = |key: &str, seat: &str, by: &str| {
        format!(
            r#"(key: "{key}", seat: "{seat}", when: Always, approval: "{by}", actions: [(order: OpenRoad(road: "road.river"))])"#
        )
    };
    let two = [rule("a", "seat.city", "seat.province"), rule("b", "seat.province", "seat.city")].join(",");
    expect(
        &rules(&two),
        &[
            ("rules[0] 'a' .approval", "seat.city → seat.province → seat.city"),
            ("rules[1] 'b' .approval", "seat.province → seat.city → seat.province"),
        ],
    );
    expect(&rules(&rule("a", "seat.city", "seat.city")), &[("approval", "seat.city → seat.city")]);
    let mut register = register();
    for (key, above) in [("seat.x", "seat.y"), ("seat.y", "seat.x")] {
        let seat = EntryKind::Seat { superior: Some(above.into()) };
        register.insert(entry(key, seat, None, None)).unwrap();
    }
    let plan = parse(r#"(key: "p", name: "p", roles: [(seat: "seat.x", decision_delay_min: 1)])"#);
    let found = check(&plan, &register);
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().contains("seat.x → seat.y → seat.x"), "{}", found[0]);
}

#[test]
fn actions_need_teams_that_are_listed_capable_and_enough() {
    broken(
        "capability: WaterRescue, count: 2",
        "capability: WaterRescue, count: 3",
        &[("actions[2].order.team", "3 team(s) with WaterRescue are wanted, but 2 of the plan's teams")],
    );
    broken(
        "capability: WaterRescue, count: 2",
        "capability: Medical",
        &[("actions[2].order.team", "0 of the plan's")],
    );
    broken(
        r#"Named("team.bags")"#,
        r#"Named("team.boat")"#,
        &[("actions[0].order", "none of the capabilities [FloodFighting]")],
    );
    broken(
        r#"Named("team.bags")"#,
        r#"Named("team.medic")"#,
        &[
            ("actions[0].order", "does not command team 'team.medic'"),
            ("actions[0].order.team", "not among the plan's resources"),
        ],
    );
    // Asked for as aid, the teams may come.
    let aid = r#"(key: "aid", seat: "seat.city", when: Always, actions: [(order: RequestAid(from: "seat.province", capability: WaterRescue, count: 2))]),"#;
    let more = GOOD.replacen("WaterRescue, count: 2", "WaterRescue, count: 3", 1);
    assert_eq!(faults(&rules(&format!("{aid}{more}"))), Vec::<String>::new());
}

#[test]
fn actions_need_stock_for_all_things_together() {
    broken(
        "quantity: 100",
        "quantity: 501",
        &[("actions[3].order", "501 of 'item.sandbag' at 'depot.city' are wanted")],
    );
    // Two zones take 300 each; 500 are listed.
    let both = GOOD.replacen("kind: Zone, category: FloodVillage", "kind: Zone", 1).replacen(
        "quantity: 100",
        "quantity: 300",
        1,
    );
    expect(&rules(&both), &[("actions[3].order", "600 of")]);
    broken(r#"from: "depot.city""#, r#"from: "depot.town""#, &[("actions[3].order", "resources hold 0")]);
    let plan = parse(
        r#"(key: "p", name: "p", resources: (stock: [(depot: "depot.city", item: "item.sandbag", quantity: 1200)]))"#,
    );
    expect(&plan, &[("resources.stock[0]", "the books of the depot say 1000")]);
}

#[test]
fn numbers_out_of_range_and_bad_distributions_are_faults() {
    broken(
        "after_min: Uniform(low: 0, high: 10)",
        "after_min: Uniform(low: 10, high: 0)",
        &[("actions[2].after_min", "low 10")],
    );
    broken(
        "after_min: Uniform(low: 0, high: 10)",
        "after_min: Normal(mean: 5, sd: 5)",
        &[("actions[2].after_min", "Truncated")],
    );
    broken("after_min: 20", "after_min: -1", &[("escalate.after_min", "-1 is out of range")]);
    broken("every_min: 240", "every_min: 0", &[("repeat.every_min", "more than 0")]);
    broken("deadline_min: 180", "deadline_min: NaN", &[("actions[0].deadline_min", "NaN is out of range")]);
    broken("within_min: 180", "within_min: -5", &[("actions[0].order.within_min", "-5")]);
    broken("window_h: 3", "window_h: 12", &[("All[0].window_h", "1, 3, 6 or 24")]);
    broken("to_m: 300", "to_m: 3000", &[("actions[0].order", "to_m is 3000")]);
    broken(
        "offset_m: -0.3",
        "offset_m: inf",
        &[("Any[0].level", "above the crest"), ("Any[0].offset_m", "finite")],
    );
    broken(
        r#"AfterRule(rule: "evacuate", delay_min: 30)"#,
        r#"Clock(at: "25:00")"#,
        &[("when.at", "write it like 08:30")],
    );
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: -2, duty: (from_h: 8, to_h: 25))])"#,
    );
    expect(&plan, &[("decision_delay_min", "-2 min"), ("duty", "25 is out of range")]);
}

#[test]
fn seats_that_decide_need_a_role() {
    broken(r#"approval: "seat.province""#, r#"approval: "seat.other""#, &[("approval", "has no role")]);
    broken(r#"(to: "seat.province""#, r#"(to: "seat.city""#, &[("escalate.to", "escalate to itself")]);
    broken(
        "actions: [(order: Dispatch(team: Named(\"team.bags\"),\n                task: Sandbag(levee: \"levee.north\", from_m: 100, to_m: 300, by_m: 0.5)))]",
        "actions: []",
        &[("actions", "no actions")],
    );
}

#[test]
fn prepositions_are_checked_like_actions() {
    let plan = parse(
        r#"(key: "p", name: "p", roles: [(seat: "seat.city", decision_delay_min: 60)], preposition: [
            (seat: "seat.city", what: Team(team: "team.bags", at: At("levee.nort"))),
            (seat: "seat.city", what: Supplies(from: "depot.city", to: "depot.town", item: "item.sandbag", quantity: 200)),
        ])"#,
    );
    expect(
        &plan,
        &[
            ("preposition[0] .what", "not among the plan's resources"),
            ("preposition[0] .what", "levee.nort"),
            ("preposition[1] .what", "200 of 'item.sandbag'"),
        ],
    );
}
