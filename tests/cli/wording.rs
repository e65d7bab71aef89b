//! What is said of faults of meaning: each at its line, in words of the language asked
//! for.

use std::fs;

use super::{assert_chinese, brook, run};

/// A plan in which nothing is right.
const PLAN: &str = r#"(
    key: "w", name: (zh: "试", en: "try"),
    roles: [(seat: "seat.village", decision_delay_min: Normal(mean: 1, sd: -2)), (seat: "seat.none", decision_delay_min: -1)],
    resources: (teams: ["team.x"], stock: [(depot: "d", item: "i", quantity: -2)]),
    tracks: [(key: "t", name: "t", hold_min: -1, levels: [(level: II, seat: "seat.village", raise: Never)])],
    rules: [
        (key: "a", seat: "seat.village", when: AfterRule(rule: "b"), actions: []),
        (key: "b", seat: "seat.village", when: AfterRule(rule: "a"), actions: [(order: EvacuateZone(zone: "shelter.school"))]),
        (key: "e", seat: "seat.x", when: Clock(at: "25:99"), actions: [(order: OpenShelter(shelter: "$each.shelters")), (order: EvacuateZone(zone: "zone.al"))]),
        (key: "c", seat: "seat.village", when: LevelReached(track: "t", level: II), actions: [(order: CloseRoad(road: "street")), (order: IssueWarning(hazard: Flood, level: Red, areas: [], channels: []))]),
        (key: "d", seat: "seat.village", for_each: (kind: Gate), when: Always, actions: [(order: OpenShelter(shelter: "shelter.school"))]),
    ],
)
"#;

/// A scenario in which nothing is right.
const SCENARIO: &str = r#"(
    key: "brook", name: "Brook", start: "2026-06-12 08:00", zone: "Asia/Shanghai", hours: 2,
    buildings: Raised(3),
    site: (
        soils: [(key: "s", loss: GreenAmpt(conductivity_mm_h: -1, suction_mm: 10, deficit: 2))],
        levees: [(key: "l", line: [(1, 2), (3, 4)], crest: Level(12))],
        pumps: [(key: "p", intake: (5, 5), outlet: Stage("nosea"), curve: [], start_m: 1, stop_m: 2)],
        gauges: [(key: "gg", point: (1, 1), warning_m: 3, guarantee_m: 2)],
    ),
    forcing: (rain: [Uniform(key: "r", rows: [(2, 1), (1, 1)], scale: Uniform(low: 3, high: 1))]),
    people: (household_size: 2.5, frail_share: 0.2, car_share: 1, value_cny: 400000),
    units: [(key: "u", name: "U", within: "v", at: (1,1))],
    zones: [(key: "z", shelters: ["no"], responsible: "who", admin: "u")],
    shelters: [(key: "shelter.school", name: "School", at: (382425, 6359320), capacity: 20)],
    stations: [(key: "st", name: "S", at: (382425, 6354320))],
    teams: [(key: "t", name: "T", station: "sta", capabilities: [Rescue], crew: 3, vehicle: FireEngine, turnout_min: Normal(mean: 1, sd: 0), seat: "nobody")],
    gauges: [(key: "g1", at: (382225, 6354320), interval_min: 5)],
    main_gauge: "g2",
    seats: [(key: "seat.village", name: "Village", on_duty: true, superior: "seat.cit")],
    channels: [(key: "phone", name: "Phone", kind: Phone, delay_s: -30, loss: 2), (key: "phone2", name: "Phone", kind: Phone, delay_s: 1, fallback: "fone")],
    telemetry_channel: "phon", call_channel: "phone", duty_channel: "phone", call_seat: "seat.village",
    desks: [(seat: "seat.x", teams: Commanded, handling_min: 3, kinds: [Trapped])],
    plans: ["leave.ron", "no-plan"],
)
"#;

/// Faults of a file put into the sound folder, in English and in Chinese.
fn faults(name: &str, text: &str) -> [String; 2] {
    let folder = brook::folder();
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    let path = path.display().to_string();
    ["en", "zh"].map(|lang| {
        let said = run(&["check", &path, "--lang", lang]);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
        said.err
    })
}

/// Every fault has a place in the file, and all come in the order of the file.
fn in_order(text: &str, name: &str) -> usize {
    let places: Vec<(usize, usize)> = text
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(|line| {
            let rest = line.split(&format!("{name}:")).nth(1).unwrap_or_else(|| panic!("no place in {line}"));
            let mut numbers = rest.split(':').map(|number| number.parse().expect("a number"));
            (numbers.next().expect("a line"), numbers.next().expect("a column"))
        })
        .collect();
    assert!(places.windows(2).all(|pair| pair[0] <= pair[1]), "{places:?}");
    assert!(places.iter().all(|(line, _)| *line > 1), "{text}");
    places.len()
}

#[test]
fn faults_of_a_plan() {
    let [en, zh] = faults("w.ron", PLAN);
    assert_chinese(&zh);
    assert_eq!(in_order(&en, "w.ron"), in_order(&zh, "w.ron"));
    for words in [
        "`sd` of Normal is -2",
        "`seat.none`, which is no seat of the scenario",
        "a delay that can be -1 min",
        "`team.x`, which is no team",
        "a rule without actions",
        "a circle of rules that wait for one another: a → b → a",
        "`shelter.school`, which is a shelter; expected the key of a zone",
        "`$each.shelters` in a rule without for_each",
        "did you mean `zone.all`?",
        "`25:99`; expected a time of day",
        "no warning channel",
        "nothing raises track 't' to level II",
        "a for_each that selects nothing",
    ] {
        assert!(en.contains(words), "{words}: {en}");
    }
    for words in [
        "Normal 的 `sd` 为 -2；应为大于 0 的数",
        "`seat.none`，没有这样的席位",
        "循环的互相等待的规则：a → b → a",
        "`shelter.school`，是安置点；应为情景中分区的 key",
        "是否想写 `zone.all`？",
        "没有什么使响应轨 `t` 升至 II 级",
    ] {
        assert!(zh.contains(words), "{words}: {zh}");
    }
}

#[test]
fn faults_of_a_scenario() {
    let [en, zh] = faults("scenario.ron", SCENARIO);
    assert_chinese(&zh);
    assert_eq!(in_order(&en, "scenario.ron"), in_order(&zh, "scenario.ron"));
    for words in [
        "(units[u].within): found unit `v` of unit `u`, which does not exist",
        "(shelters[shelter.school].at): found shelter `shelter.school` at (382425, 6359320), outside the terrain",
        "(forcing.rain[r].rows): found `rows` of `r` with a fault in row 2",
        "(channels[phone].delay_s): found channel `phone` with a delay that can be -30 s",
        "(site.levees[l].line)",
        "outlet `nosea` of `p`, which does not exist",
        "`curve` of `p` with too few rows",
        "did you mean `phone`?",
    ] {
        assert!(en.contains(words), "{words}: {en}");
    }
    for words in [
        "行政单元 `u` 的行政单元 `v`，并不存在",
        "位于地形范围之外",
        "通道 `phone` 的延迟可低至 -30 秒",
        "不高于 start_m 的水位",
        "是否想写 `phone`？",
    ] {
        assert!(zh.contains(words), "{words}: {zh}");
    }
}

/// The sound scenario with some more lists.
fn with(lists: &str) -> String {
    brook::SCENARIO.replace("    seats: [", &format!("{lists}\n    seats: ["))
}

#[test]
fn power_networks_and_rumours_are_read_and_their_faults_told() {
    let folder = brook::folder();
    let sound = with(
        r#"    substations: [(key: "substation.1", name: "Substation", at: (382425, 6354320), floor_m: 0.8, feeds: ["zone.all"])],
    base_stations: [(key: "cell.1", at: (382400, 6354320), reach_m: 1500, floor_m: 0.8, substation: "substation.1", battery_h: Triangular(low: 2, mode: 3, high: 4))],
    rumours: [(key: "rumour.1", says: (zh: "决口", en: "a breach"), about: Levee, chance: 0.5, starts_h: Uniform(low: 0.2, high: 1), areas: ["zone.all"], at: (382425, 6354320), leave_share: 0.1, doubt_share: 0.2, call_share: 0.1)],"#,
    );
    let path = folder.path().join("scenario.ron");
    fs::write(&path, sound).expect("written");
    let said = run(&["check", &path.display().to_string(), "--lang", "en"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let [en, zh] = faults(
        "scenario.ron",
        &with(
            r#"    substations: [(key: "substation.1", name: "Substation", at: (382425, 6354320), floor_m: -1, feeds: ["zone.al"])],
    base_stations: [(key: "cell.1", at: (382400, 6354320), reach_m: 0, floor_m: 0.8, substation: "substation.2", battery_h: Triangular(low: 5, mode: 3, high: 4))],
    rumours: [(key: "rumour.1", says: "a breach", about: Levee, chance: 1.5, starts_h: Uniform(low: 2, high: 1), areas: ["nowhere"], at: (382425, 6354320), leave_share: 0.1, doubt_share: 0.2, call_share: 0.1)],"#,
        ),
    );
    assert_chinese(&zh);
    assert_eq!(in_order(&en, "scenario.ron"), in_order(&zh, "scenario.ron"));
    println!("{en}\n{zh}");
    for words in [
        "zone.al",
        "did you mean `zone.all`?",
        "floor_m",
        "reach_m",
        "substation.2",
        "chance",
        "nowhere",
        "high",
    ] {
        assert!(en.contains(words), "{words}: {en}");
    }
}
