//! The event log of a run: told in both languages by registered names, in the order
//! of time, with the whole story of every order; and what outside teams and orders
//! on the way do, which the log is the witness of.

use std::collections::BTreeMap;

use sandtable_command::channel::ChannelSpec;
use sandtable_command::register::Capability;
use sandtable_kernel::{Dist, SimTime};
use sandtable_response::site::AidTimes;
use sandtable_results::{LogEntry, LogKind, LogValue, RunLog};
use sandtable_scenarios::open::{OpenOptions, open};
use sandtable_scenarios::place::{Packets, Place, Seat, Team};
use sandtable_simulation::{Case, Keep, replicate};
use sandtable_tests::fixture::{self, EARLY};

fn log_of(case: &Case, plan: Option<&str>) -> RunLog {
    let plan = [fixture::plan(case, "plan", plan)];
    let keep = Keep { layers: false, log: true };
    let done = replicate(case, &plan, 7, 0, keep, &|| false).unwrap();
    assert!(done[0].outcome.status.is_complete(), "{:?}", done[0].outcome.status);
    done[0].log.clone().unwrap()
}

fn of(log: &RunLog, kind: LogKind) -> Vec<&LogEntry> {
    log.entries().iter().filter(|entry| entry.kind == kind).collect()
}

fn number(entry: &LogEntry, key: &str) -> f64 {
    match entry.data.get(key) {
        Some(LogValue::Number(x)) => *x,
        Some(LogValue::Count(n)) => *n as f64,
        other => panic!("{key} of {entry:?} is {other:?}"),
    }
}

fn word(entry: &LogEntry, key: &str) -> String {
    match entry.data.get(key) {
        Some(LogValue::Word(word)) => word.clone(),
        other => panic!("{key} of {entry:?} is {other:?}"),
    }
}

/// What a reader of source code would know and nobody else: `TeamEnRoute`, `Some(`.
fn looks_like_debug(text: &str) -> bool {
    let humps = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let chars: Vec<char> = word.chars().collect();
        chars.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
    });
    humps
        || ["{", "}", "::", "Some(", "None", "\"", "zone.", "team.", "seat."].iter().any(|x| text.contains(x))
}

fn assert_well_told(log: &RunLog, names: &[String]) {
    let mut last = SimTime(i64::MIN);
    for entry in log.entries() {
        assert!(entry.time >= last, "{entry:?} comes before {last}");
        last = entry.time;
        assert_eq!(entry.local.len(), "2026-06-12 18:05:30".len(), "{entry:?}");
        let (mut zh, mut en) = (entry.text.zh.clone(), entry.text.en.clone());
        for name in names {
            zh = zh.replace(name, "");
            en = en.replace(name, "");
        }
        assert!(!looks_like_debug(&zh) && !looks_like_debug(&en), "{:?}", entry.text);
        assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "no Chinese: {:?}", entry.text);
        assert!(!en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "no English: {:?}", entry.text);
        // In Chinese only units and numbers stay Latin.
        let latin = zh.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
        for word in latin {
            assert!(["m", "mm", "s", "km"].contains(&word), "'{word}' in {}", entry.text.zh);
        }
    }
}

/// Names by the register, the longest first.
fn names(case: &Case) -> Vec<String> {
    let register = case.response.register();
    let mut all: Vec<String> =
        register.iter().flat_map(|entry| [entry.name.zh.clone(), entry.name.en.clone()]).collect();
    all.sort_by_key(|name| std::cmp::Reverse(name.len()));
    all
}

/// The events of each order by seat and number.
fn stories(log: &RunLog) -> BTreeMap<(String, i64), Vec<LogKind>> {
    let mut stories: BTreeMap<(String, i64), Vec<LogKind>> = BTreeMap::new();
    for entry in log.entries() {
        let is_story = matches!(
            entry.kind,
            LogKind::OrderIssued
                | LogKind::OrderReceived
                | LogKind::OrderAcknowledged
                | LogKind::OrderDone
                | LogKind::OrderFailed
                | LogKind::OrderRefused
                | LogKind::OrderOpen
        );
        if is_story {
            let key = (entry.actor.clone(), number(entry, "order") as i64);
            stories.entry(key).or_default().push(entry.kind);
        }
    }
    stories
}

fn ends(story: &[LogKind]) -> usize {
    let end = |kind: &&LogKind| {
        matches!(kind, LogKind::OrderDone | LogKind::OrderFailed | LogKind::OrderRefused | LogKind::OrderOpen)
    };
    story.iter().filter(end).count()
}

#[test]
fn the_fixture_tells_the_whole_story_of_every_order() {
    let case = fixture::case();
    let log = log_of(&case, Some(EARLY));
    assert_well_told(&log, &names(&case));
    let stories = stories(&log);
    // The three orders of the plan, and those of the desk if anybody called.
    assert!(stories.len() >= 3, "{stories:?}");
    for (order, story) in &stories {
        assert_eq!(story[0], LogKind::OrderIssued, "{order:?}: {story:?}");
        assert_eq!(ends(story), 1, "{order:?}: {story:?}");
        // No channel of the fixture loses anything: what arrived is acknowledged, unless
        // the run ended in the half minute that the receipt takes.
        let has = |kind| story.contains(&kind);
        assert!(has(LogKind::OrderReceived) || has(LogKind::OrderOpen), "{order:?}: {story:?}");
        assert!(has(LogKind::OrderAcknowledged) || has(LogKind::OrderOpen), "{order:?}: {story:?}");
    }
    for kind in [
        LogKind::GaugeRose,
        LogKind::WarningIssued,
        LogKind::EvacuationOrdered,
        LogKind::EvacuationLeft,
        LogKind::EvacuationCleared,
        LogKind::ShelterOpened,
    ] {
        assert!(!of(&log, kind).is_empty(), "nothing of {kind:?}");
    }
    // Half cannot have left before the first.
    let left: Vec<f64> =
        of(&log, LogKind::EvacuationLeft).iter().map(|e| number(e, "share_percent")).collect();
    assert!(left.windows(2).all(|pair| pair[0] < pair[1]) && left[0] == 0.0, "{left:?}");
}

#[test]
fn an_order_that_could_not_be_given_says_why_by_key_and_in_both_languages() {
    let case = fixture::case();
    let plan = r#"(
        key: "twice", name: "Twice", resources: (teams: ["team.boat"]),
        roles: [(seat: "seat.city", decision_delay_min: 5)],
        rules: [
            (key: "first", seat: "seat.city", when: At(since_start_min: 10), actions: [
                (order: Dispatch(team: Named("team.boat"), task: DoorKnock(zone: "zone.low"))),
                (order: Dispatch(team: Named("team.boat"), task: Patrol(place: "shelter.school")),
                 after_min: Some(1), deadline_min: Some(5)),
            ]),
        ],
    )"#;
    let log = log_of(&case, Some(plan));
    assert_well_told(&log, &names(&case));
    let [dropped] = of(&log, LogKind::OrderDropped)[..] else { panic!("not one order dropped") };
    let told = |key| word(dropped, key);
    assert_eq!(
        (told("rule"), told("why"), told("about")),
        ("first".into(), "team_busy".into(), "team.boat".into())
    );
    assert!(
        dropped.text.zh.ends_with("已有任务") && dropped.text.en.ends_with("is busy"),
        "{:?}",
        dropped.text
    );
}

/// A team that is still at it when the run ends is in the chart of what teams did.
#[test]
fn missions_that_are_open_at_the_end_are_activities_until_then() {
    let case = fixture::case();
    let plan = r#"(
        key: "wait", name: "Wait", resources: (teams: ["team.boat"]),
        roles: [(seat: "seat.city", decision_delay_min: 5)],
        rules: [
            (key: "wait", seat: "seat.city", when: At(since_start_min: 680), actions: [
                (order: Standby(team: Named("team.boat"), at: At("shelter.school"))),
            ]),
        ],
    )"#;
    let plans = [fixture::plan(&case, "plan", Some(plan))];
    let done = replicate(&case, &plans, 7, 0, Keep { layers: false, log: false }, &|| false).unwrap();
    let activities = &done[0].outcome.activities;
    let last = activities.iter().rfind(|one| one.who == "team.boat");
    let last = last.unwrap_or_else(|| panic!("no word of the team: {activities:?}"));
    assert!(last.from_h >= 11.0 && (last.to_h - 12.0).abs() < 1e-9, "{last:?}");
}

#[test]
fn a_log_is_the_same_each_time_and_changes_no_bit_of_the_run() {
    let case = fixture::case();
    assert_eq!(log_of(&case, Some(EARLY)), log_of(&case, Some(EARLY)));
    let plan = [fixture::plan(&case, "early", Some(EARLY))];
    let hash = |log| {
        let keep = Keep { layers: false, log };
        replicate(&case, &plan, 7, 0, keep, &|| false).unwrap()[0].outcome.state_hash
    };
    assert_eq!(hash(true), hash(false));
}

#[test]
fn the_city_tells_its_night() {
    let plans = vec!["as-written".to_owned()];
    let opened = open("yunjiang-flood", &OpenOptions { plans, ..OpenOptions::default() }).unwrap();
    let keep = Keep { layers: false, log: true };
    let done = replicate(&opened.case, &opened.case.plans[..1], 20_260_612, 0, keep, &|| false).unwrap();
    let log = done[0].log.as_ref().unwrap();
    assert_well_told(log, &names(&opened.case));
    let stories = stories(log);
    for (order, story) in &stories {
        assert_eq!((story[0], ends(story)), (LogKind::OrderIssued, 1), "{order:?}: {story:?}");
    }
    // A hundredth of the messages is lost; nearly all orders are acknowledged.
    let received = of(log, LogKind::OrderReceived).len() as f64;
    let acknowledged = of(log, LogKind::OrderAcknowledged).len() as f64;
    assert!(acknowledged > 0.9 * received && received > 100.0, "{acknowledged} of {received}");
    for kind in [
        LogKind::LevelRaised,
        LogKind::TeamTurnedOut,
        LogKind::TeamBegan,
        LogKind::TeamEnded,
        LogKind::RoadClosed,
        LogKind::ShelterFull,
        LogKind::CallReceived,
        LogKind::CallServed,
        LogKind::SandbagsLaid,
        LogKind::PumpSet,
        LogKind::PersonInPost,
    ] {
        assert!(!of(log, kind).is_empty(), "nothing of {kind:?}");
    }
    // The as-written plan asks for aid at level II, and the aid comes hours later.
    let raised = of(log, LogKind::LevelRaised).into_iter().find(|e| e.text.zh.contains("Ⅱ级")).unwrap();
    let came = of(log, LogKind::AidArrived);
    assert!(!came.is_empty(), "no aid came");
    for team in &came {
        let hours = team.time.since(raised.time).as_hours_f64();
        assert!((1.7..12.0).contains(&hours), "{} came after {hours} h", team.actor);
    }
    let at_work = |team: &str| log.entries().iter().any(|e| e.kind == LogKind::TeamBegan && e.actor == team);
    assert!(came.iter().any(|team| at_work(&team.actor)), "no team from outside went to work");
    // Who is at work is not sent elsewhere again and again.
    let busy = of(log, LogKind::OrderRefused).into_iter().filter(|e| word(e, "reason") == "busy").count();
    assert!(20 * busy < stories.len(), "{busy} of {} orders refused by busy teams", stories.len());
    // An order says on what belief it was given, and a dispatch by radio is quick but
    // not at once.
    let basis = of(log, LogKind::OrderIssued).iter().filter(|e| e.text.zh.contains("依据")).count();
    assert_eq!(basis, stories.len(), "orders without a reason");
    for entry in of(log, LogKind::OrderReceived) {
        assert!(number(entry, "after_s") > 0.0, "{entry:?}");
    }
}

/// The fixture's place with a second boat team, which has to be asked for.
fn with_aid() -> Place {
    let mut place = fixture::place();
    let mut team: Team = place.teams[0].clone();
    team.key = "team.outside".into();
    team.seat = Some("seat.outside".into());
    team.aid_from = Some("seat.outside".into());
    team.aid_times = Some(AidTimes {
        approval_h: Dist::Fixed(0.5),
        mobilise_h: Dist::Fixed(0.25),
        travel_h: Dist::Uniform { low: 1.0, high: 1.5 },
    });
    team.capabilities = vec![Capability::Pumping, Capability::WaterRescue];
    team.pump_m3_s = 0.5;
    place.teams.push(team);
    place.seats.push(Seat { key: "seat.outside".into(), on_duty: false, ..place.seats[0].clone() });
    place
}

const ASKS: &str = r#"(
    key: "asks", name: "Asks",
    roles: [(seat: "seat.city", decision_delay_min: 5)],
    resources: (teams: ["team.outside"]),
    rules: [
        (key: "ask", seat: "seat.city", when: At(since_start_min: 60), actions: [
            (order: RequestAid(from: "seat.outside", capability: Pumping, count: 1)),
        ]),
        (key: "pump", seat: "seat.city", when: AfterRule(rule: "ask", delay_min: 60), actions: [
            (order: Dispatch(team: Named("team.outside"), task: PlacePump(at: At("zone.low")))),
        ]),
    ],
)"#;

#[test]
fn outside_teams_come_only_when_asked_and_then_work() {
    let case = fixture::case_of(with_aid(), Packets::Of(20));
    let unasked = log_of(&case, Some(EARLY));
    assert!(unasked.entries().iter().all(|entry| entry.actor != "team.outside"), "came without a request");
    let log = log_of(&case, Some(ASKS));
    let one = |kind: LogKind| {
        let all: Vec<&LogEntry> = of(&log, kind);
        assert_eq!(all.len(), 1, "{kind:?}: {all:?}");
        all[0].time
    };
    let (granted, came) = (one(LogKind::AidGranted), one(LogKind::AidArrived));
    let asked = of(&log, LogKind::OrderReceived)[0].time;
    assert_eq!(granted.since(asked).as_hours_f64(), 0.5);
    let way = came.since(granted).as_hours_f64();
    assert!((1.25..=1.75).contains(&way), "{way} h from the grant");
    let works: Vec<_> =
        of(&log, LogKind::PumpSet).into_iter().filter(|e| e.actor == "team.outside").collect();
    assert_eq!(works.len(), 1);
    assert!(works[0].time > came, "pumps at {} before it came at {came}", works[0].time);
}

#[test]
fn a_slow_channel_makes_orders_late_and_a_deaf_one_makes_them_repeated() {
    let case_with = |change: fn(&mut ChannelSpec)| {
        let mut place = fixture::place();
        place.channels.iter_mut().filter(|own| own.key.as_str() == "duty").for_each(change);
        fixture::case_of(place, Packets::Of(20))
    };
    let warned = |log: &RunLog| of(log, LogKind::WarningIssued)[0].time;
    let quick = log_of(&case_with(|own| own.delay_s = Dist::Fixed(0.0)), Some(EARLY));
    let slow = log_of(&case_with(|own| own.delay_s = Dist::Fixed(1800.0)), Some(EARLY));
    let late = warned(&slow).since(warned(&quick)).as_secs_f64();
    assert!((1740.0..=1800.0).contains(&late), "{late} s later");
    let deaf = log_of(&case_with(|own| own.loss = 0.7), Some(EARLY));
    let repeated = of(&deaf, LogKind::OrderLost);
    assert!(!repeated.is_empty());
    // A lost order is given again two minutes later, and gets through in the end.
    let seat = word(repeated[0], "seat");
    let order = number(repeated[0], "order");
    let arrived = of(&deaf, LogKind::OrderReceived)
        .into_iter()
        .find(|entry| entry.actor == seat && number(entry, "order") == order)
        .unwrap();
    assert!(number(arrived, "after_s") >= 120.0, "{arrived:?}");
}
