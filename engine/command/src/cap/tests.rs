use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use sandtable_kernel::{Calendar, SimTime, Text};
use sandtable_space::Point;

use super::rules::{certainty, response_types, severity, urgency};
use super::*;
use crate::fixture::register;
use crate::key::Key;
use crate::order::{Order, OrderKind, OrderNumber, WarningChannel, WarningLevel, WarningType};
use crate::register::{Group, Register};

/// The n-th order of the city's seat at an hour of the run.
fn order(n: u32, hour: i64, kind: OrderKind) -> Announcement {
    let at = SimTime::from_hours(hour);
    let bare = r#"(number: 0, seat: "seat.city", issued_at: 0, kind: AllClear(zone: ""), basis: Person, needs_ack: false)"#;
    let order = Order { number: OrderNumber(n), issued_at: at, kind, ..ron::from_str(bare).unwrap() };
    Announcement::of(&order, at).expect("it bears on warnings")
}

fn warn(hazard: WarningType, level: WarningLevel, areas: &[&str], groups: &[Group]) -> OrderKind {
    OrderKind::IssueWarning {
        hazard,
        level,
        areas: areas.iter().map(|area| Key::new(area)).collect(),
        groups: groups.to_vec(),
        channels: vec![WarningChannel::Sms, WarningChannel::Siren],
    }
}

fn flood(level: WarningLevel, areas: &[&str]) -> OrderKind {
    warn(WarningType::Flood, level, areas, &[])
}

fn all_clear(zone: &str) -> OrderKind {
    OrderKind::AllClear { zone: zone.into() }
}

fn publish(announcements: &[Announcement]) -> Vec<WarningMessage> {
    publish_of(&register(), "Asia/Shanghai", &nowhere, announcements)
}

fn publish_of(
    register: &Register,
    zone: &str,
    to_wgs84: &ToWgs84,
    announcements: &[Announcement],
) -> Vec<WarningMessage> {
    let calendar = Calendar::new("2026-06-12 18:05:30", zone).unwrap();
    Publisher { register, calendar: &calendar, run: "case 1", to_wgs84 }.publish(announcements)
}

/// A fictional place.
fn nowhere(_: Point) -> Option<LatLon> {
    None
}

fn document(message: &WarningMessage) -> String {
    let mut bytes = Vec::new();
    write(&message.alert, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// All texts of a document by the name of their element, entities resolved.
fn texts(document: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = Reader::from_str(document);
    let mut open: Vec<(String, String)> = Vec::new();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push((start.name().as_ref().to_owned(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, own)) = open.last_mut() {
                    own.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(name) => {
                let known = resolve_xml_entity(&name.xml10_content()).expect("a known entity").to_owned();
                open.last_mut().unwrap().1.push_str(&known);
            }
            Event::End(_) => {
                let (name, text) = open.pop().unwrap();
                found.entry(name).or_default().push(text);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn one<'a>(texts: &'a BTreeMap<String, Vec<String>>, name: &str) -> &'a str {
    match &texts[name][..] {
        [only] => only,
        all => panic!("{name}: {all:?}"),
    }
}

/// Colours and areas that a message says, in its first language.
fn said(message: &WarningMessage) -> Vec<(String, String)> {
    let infos = message.alert.infos.iter().step_by(2);
    let areas = |info: &Info| {
        let all: Vec<&str> = info.areas.iter().map(|area| area.geocodes[0].value.as_str()).collect();
        all.join(" ")
    };
    infos.map(|info| (info.parameters[0].value.clone(), areas(info))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_colour_comes_to_one_severity_and_never_to_less_urgency_than_a_lower_one() {
    use WarningLevel::{Blue, Orange, Red, Yellow};
    let levels = [Blue, Yellow, Orange, Red];
    assert_eq!(levels.map(|level| severity(level).word()), ["Minor", "Moderate", "Severe", "Extreme"]);
    assert_eq!(levels.map(|level| urgency(level).word()), ["Future", "Future", "Expected", "Immediate"]);
    assert_eq!(levels.map(|level| certainty(level).word()), ["Possible", "Possible", "Likely", "Likely"]);
    let asked = levels.map(|level| response_types(level)[0].word());
    assert_eq!(asked, ["Monitor", "Prepare", "Prepare", "Execute"]);
}

#[test]
fn a_message_says_what_was_ordered_in_both_languages() {
    let groups = [Group::Boats, Group::OutdoorWork];
    let kind = warn(WarningType::StormSurge, WarningLevel::Orange, &["zone.a", "city"], &groups);
    let mut register = Register::default();
    for entry in crate::fixture::register().iter() {
        let mut entry = entry.clone();
        if entry.key.as_str() == "seat.city" {
            entry.name = Text::new("市防指", "City headquarters");
        }
        register.insert(entry).unwrap();
    }
    let messages = publish_of(&register, "Asia/Shanghai", &nowhere, &[order(4, 1, kind)]);
    assert_eq!(messages[0].file_name(1), "0001-alert-storm_surge-orange.cap.xml");
    let texts = texts(&document(&messages[0]));
    assert_eq!(one(&texts, "status"), "Exercise");
    assert_eq!(one(&texts, "scope"), "Restricted");
    assert_eq!(one(&texts, "msgType"), "Alert");
    assert_eq!(one(&texts, "sender"), "seat.city@sandtable.invalid");
    assert_eq!(one(&texts, "identifier"), "sandtable.exercise.case_20_1.0001");
    assert_eq!(one(&texts, "sent"), "2026-06-12T19:05:30+08:00");
    assert!(one(&texts, "note").contains("不是真实预警") && one(&texts, "note").contains("no warning"));
    assert!(!texts.contains_key("references") && !texts.contains_key("polygon"));
    assert_eq!(texts["language"], ["zh-CN", "en"]);
    assert_eq!(texts["event"], ["风暴潮橙色预警（演练）", "Orange storm surge warning (exercise)"]);
    assert_eq!(texts["senderName"], ["市防指", "City headquarters"]);
    assert_eq!(texts["audience"], ["船上人员、户外作业人员", "people on boats, outdoor workers"]);
    assert_eq!(texts["severity"], ["Severe"; 2]);
    assert_eq!(texts["effective"], ["2026-06-12T19:05:30+08:00"; 2]);
    assert_eq!(texts["expires"], ["2026-06-13T19:05:30+08:00"; 2]);
    assert_eq!(texts["areaDesc"], ["zone.a", "city", "zone.a", "city"]);
    let values = [EVENT_CODE, "colour", "channel", "channel", REGISTER_CODE, REGISTER_CODE];
    assert_eq!(texts["valueName"], [values, values].concat());
    let values = ["storm_surge", "orange", "sms", "siren", "zone.a", "city"];
    assert_eq!(texts["value"], [values, values].concat());
    assert_eq!(
        texts["description"],
        [
            "【演练】市防指于2026年6月12日19时05分向zone.a、city的船上人员、户外作业人员发布风暴潮橙色预警，\
             渠道：短信、警报器。",
            "EXERCISE: Orange storm surge warning for people on boats, outdoor workers in zone.a, city, issued \
             by City headquarters at 2026-06-12 19:05; channels: text messages, sirens.",
        ]
    );
    for name in ["headline", "description", "instruction"] {
        assert!(texts[name][0].starts_with("【演练】") && texts[name][1].starts_with("EXERCISE: "), "{name}");
    }
}

#[test]
fn hostile_names_stay_text() {
    let name = "]]></areaDesc><status>Actual</status>&amp;<!--\"'\u{0}\u{b}\u{ffff} 沙田😀";
    let mut register = Register::default();
    for entry in crate::fixture::register().iter() {
        let mut entry = entry.clone();
        entry.name = Text::same(name);
        if entry.key.as_str() == "zone.a" {
            entry.key = "z <&>, \"一\"".into();
        }
        register.insert(entry).unwrap();
    }
    let mut announced = order(1, 0, flood(WarningLevel::Red, &["z <&>, \"一\""]));
    announced.order.seat = "a b,c@<&>_".into();
    let again = order(2, 1, flood(WarningLevel::Red, &["z <&>, \"一\""]));
    let again = Announcement { order: Order { seat: announced.order.seat.clone(), ..again.order }, ..again };
    let messages = publish_of(&register, "Asia/Shanghai", &nowhere, &[announced, again]);
    let texts = texts(&document(&messages[1]));
    let expected = name.replace(['\u{0}', '\u{b}', '\u{ffff}'], "\u{fffd}");
    assert_eq!(texts["areaDesc"], [expected.as_str(); 2]);
    assert_eq!(one(&texts, "status"), "Exercise");
    assert!(texts["value"].iter().any(|value| value == "z <&>, \"一\""), "{:?}", texts["value"]);
    // One reference of three parts, whatever the keys are.
    let reference: Vec<&str> = one(&texts, "references").split(',').collect();
    assert_eq!(reference.len(), 3, "{reference:?}");
    assert_eq!(reference[0], "a_20_b_2c_c_40__3c__26__3e__5f_@sandtable.invalid");
    assert!(reference.iter().all(|part| !part.contains([' ', '<', '&'])), "{reference:?}");
    assert!(!document(&messages[1]).contains('\u{0}'));
}

#[test]
fn a_later_warning_of_the_same_seat_type_and_area_is_an_update() {
    let mut other = order(3, 2, flood(WarningLevel::Red, &["zone.a"]));
    other.order.seat = "seat.other".into();
    let messages = publish(&[
        order(1, 0, flood(WarningLevel::Yellow, &["zone.a"])),
        order(2, 1, flood(WarningLevel::Red, &["zone.b"])),
        other,
        order(4, 3, warn(WarningType::Landslide, WarningLevel::Red, &["zone.a"], &[])),
        // Higher, then lower, and for the unit around it.
        order(5, 4, flood(WarningLevel::Red, &["zone.a"])),
        order(6, 5, flood(WarningLevel::Blue, &["district.east"])),
    ]);
    let types: Vec<MsgType> = messages.iter().map(|message| message.alert.msg_type).collect();
    use MsgType::{Alert, Update};
    assert_eq!(types, [Alert, Alert, Alert, Alert, Update, Update]);
    assert_eq!(messages[4].alert.references, [messages[0].alert.reference()]);
    assert_eq!(messages[5].alert.references, [messages[4].alert.reference()]);
    assert_eq!(said(&messages[5]), pairs(&[("blue", "district.east")]));
    let first = &messages[0].alert;
    let written = format!("{},{},{}", first.sender, first.identifier, first.sent.as_str());
    assert_eq!(one(&texts(&document(&messages[4])), "references"), written);
}

#[test]
fn an_update_says_again_what_it_does_not_change() {
    let messages = publish(&[
        order(1, 0, flood(WarningLevel::Yellow, &["zone.a", "zone.b"])),
        // One of the two areas.
        order(2, 1, flood(WarningLevel::Red, &["zone.a"])),
        // Some of the people of the other.
        order(3, 2, warn(WarningType::Flood, WarningLevel::Orange, &["zone.b"], &[Group::Boats])),
        // A place within what is warned as a whole, then the whole.
        order(4, 3, flood(WarningLevel::Blue, &["city"])),
        order(5, 4, flood(WarningLevel::Red, &["zone.a"])),
    ]);
    assert_eq!(said(&messages[1]), pairs(&[("red", "zone.a"), ("yellow", "zone.b")]));
    assert_eq!(said(&messages[2]), pairs(&[("orange", "zone.b"), ("red", "zone.a"), ("yellow", "zone.b")]));
    assert_eq!(said(&messages[3]), pairs(&[("blue", "city")]));
    assert_eq!(messages[3].alert.references, [messages[2].alert.reference()]);
    assert_eq!(said(&messages[4]), pairs(&[("red", "zone.a"), ("blue", "city")]));
    // What is said again keeps its own times.
    let again = &messages[1].alert.infos[2];
    assert_eq!(again.effective.as_str(), "2026-06-12T18:05:30+08:00");
    assert_eq!(again.expires.as_ref().map(CapTime::as_str), Some("2026-06-13T18:05:30+08:00"));
}

#[test]
fn an_all_clear_cancels_what_it_leaves_nothing_of() {
    let messages = publish(&[
        order(1, 0, flood(WarningLevel::Red, &["zone.a", "zone.b"])),
        order(2, 1, all_clear("zone.a")),
        order(3, 2, all_clear("zone.a")),
        order(4, 3, all_clear("zone.b")),
        order(5, 4, flood(WarningLevel::Yellow, &["zone.a"])),
    ]);
    let types: Vec<MsgType> = messages.iter().map(|message| message.alert.msg_type).collect();
    assert_eq!(types, [MsgType::Alert, MsgType::Update, MsgType::Cancel, MsgType::Alert]);
    assert_eq!(said(&messages[1]), pairs(&[("red", "zone.a"), ("red", "zone.b")]));
    let (ended, left) = (&messages[1].alert.infos[0], &messages[1].alert.infos[2]);
    assert_eq!((&ended.response_types[..], ended.urgency), (&[ResponseType::AllClear][..], Urgency::Past));
    assert_eq!((ended.severity, &ended.expires), (Severity::Extreme, &None));
    assert_eq!(left.urgency, Urgency::Immediate);
    assert_eq!(messages[2].alert.references, [messages[1].alert.reference()]);
    assert_eq!(said(&messages[2]), pairs(&[("red", "zone.b")]));
    assert_eq!(messages[2].file_name(3), "0003-cancel-flood-ended.cap.xml");
    assert!(messages[2].alert.infos[0].headline.contains("解除"));
}

#[test]
fn a_warning_of_a_unit_ends_with_the_last_of_its_zones() {
    let mut other = order(3, 2, all_clear("zone.b"));
    other.order.seat = "seat.other".into();
    let before = [order(1, 0, flood(WarningLevel::Red, &["city"])), order(2, 1, all_clear("zone.a")), other];
    assert_eq!(publish(&before).len(), 1);
    let messages = publish(&[&before[..], &[order(3, 3, all_clear("zone.b"))]].concat());
    assert_eq!(messages[1].alert.msg_type, MsgType::Cancel);
    assert_eq!(said(&messages[1]), pairs(&[("red", "city")]));
}

#[test]
fn a_warning_that_nobody_renews_lapses() {
    let messages = publish(&[
        order(1, 0, flood(WarningLevel::Red, &["zone.a"])),
        order(2, 23, flood(WarningLevel::Red, &["zone.a"])),
        order(3, 47, flood(WarningLevel::Red, &["zone.a"])),
        order(4, 71, all_clear("zone.a")),
    ]);
    let types: Vec<MsgType> = messages.iter().map(|message| message.alert.msg_type).collect();
    assert_eq!(types, [MsgType::Alert, MsgType::Update, MsgType::Alert]);
}

#[test]
fn messages_are_in_the_order_of_time_and_of_one_moment_by_seat_and_number() {
    let mut other = order(1, 1, flood(WarningLevel::Red, &["zone.a"]));
    other.order.seat = "seat.call".into();
    let all = [
        order(3, 1, flood(WarningLevel::Red, &["zone.b"])),
        order(2, 1, flood(WarningLevel::Red, &["zone.a"])),
        order(4, 0, flood(WarningLevel::Blue, &["zone.b"])),
        other,
    ];
    let messages = publish(&all);
    let told: Vec<&str> =
        messages.iter().map(|message| message.alert.infos[0].areas[0].description.as_str()).collect();
    assert_eq!(told, ["zone.b", "zone.a", "zone.a", "zone.b"]);
    assert_eq!(messages[1].seat.as_str(), "seat.call");
    let identifiers: Vec<&str> =
        messages.iter().map(|message| message.alert.identifier.rsplit('.').next().unwrap()).collect();
    assert_eq!(identifiers, ["0001", "0002", "0003", "0004"]);
}

#[test]
fn times_have_an_offset_and_utc_is_minus_zero() {
    for (zone, expected) in [
        ("Asia/Shanghai", "2026-06-12T18:05:30+08:00"),
        ("America/St_Johns", "2026-06-12T18:05:30-02:30"),
        ("UTC", "2026-06-12T18:05:30-00:00"),
    ] {
        let messages =
            publish_of(&register(), zone, &nowhere, &[order(1, 0, flood(WarningLevel::Red, &["zone.a"]))]);
        assert_eq!(messages[0].alert.sent.as_str(), expected);
    }
    // Before there were zones clocks went by the sun.
    let calendar = Calendar::new("1850-06-12 18:00", "Asia/Shanghai").unwrap();
    let time = CapTime::new(&calendar.at(SimTime(999)));
    assert_eq!(time.as_str(), "1850-06-12T17:59:17+08:05");
}

#[test]
fn outlines_are_closed_and_in_degrees_where_the_place_lies_on_earth() {
    let east = |point: Point| Some(LatLon { lat_deg: 23.0 + point.1 / 1e5, lon_deg: 113.0 + point.0 / 1e5 });
    let announced = [order(1, 0, flood(WarningLevel::Red, &["zone.a", "city"]))];
    let messages = publish_of(&register(), "Asia/Shanghai", &east, &announced);
    let texts = texts(&document(&messages[0]));
    let ring = "23.000000,113.000000 23.000000,113.010000 23.010000,113.010000 23.010000,113.000000 \
                23.000000,113.000000";
    // The zone has an outline in the register, the city none.
    assert_eq!(texts["polygon"], [ring; 2]);
    // No half outline where a corner has no place on Earth.
    let half = |point: Point| (point.0 < 500.0).then_some(LatLon { lat_deg: 0.0, lon_deg: 0.0 });
    let messages = publish_of(&register(), "Asia/Shanghai", &half, &announced);
    assert!(messages[0].alert.infos.iter().flat_map(|info| &info.areas).all(|area| area.polygons.is_empty()));
}
