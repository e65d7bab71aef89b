//! The warnings that `run` leaves as CAP messages: held against the schema of the standard
//! by a validator, against its order and counts of elements without one, and against what
//! the plan ordered.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use super::{brook, run};

/// Name of the seat.
const SEAT: &str = "村 <&> \"]]></areaDesc>\" 'of' &amp;";

/// Three warnings: the second takes the place of the first, the third is of another type.
const PLAN: &str = r#"(
    key: "warn", name: "Warn", roles: [(seat: "seat.village", decision_delay_min: 1)],
    rules: [
        (key: "first", seat: "seat.village", when: Always, actions: [
            (order: IssueWarning(hazard: Flood, level: Yellow, areas: ["zone.all"], groups: [Children, Basement], channels: [Sms, Loudspeaker])),
        ]),
        (key: "second", seat: "seat.village", when: AfterRule(rule: "first", delay_min: 10), actions: [
            (order: IssueWarning(hazard: Flood, level: Red, areas: ["zone.all"], channels: [CellBroadcast])),
        ]),
        (key: "third", seat: "seat.village", when: AfterRule(rule: "second", delay_min: 10), actions: [
            (order: IssueWarning(hazard: Chemical, level: Orange, areas: ["zone.all"], channels: [Siren])),
        ]),
    ],
)"#;

/// The small place with the plan that warns, and a hostile name.
fn place() -> tempfile::TempDir {
    let folder = brook::folder();
    let path = folder.path().join("scenario.ron");
    let text = fs::read_to_string(&path).expect("read");
    let name = SEAT.replace('"', "\\\"");
    let text =
        text.replace("name: \"Village\"", &format!("name: \"{name}\"")).replace("leave.ron", "warn.ron");
    fs::write(&path, text).expect("written");
    fs::write(folder.path().join("warn.ron"), PLAN).expect("written");
    folder
}

/// The messages of a run in a folder, by name.
fn messages(out: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(out.join("warnings")).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// What a run of the place said, its folder and its messages.
fn warned(words: &[&str]) -> (super::Said, tempfile::TempDir, Vec<PathBuf>) {
    let case = place();
    let out = tempfile::tempdir().expect("a folder");
    let (place, folder) = (case.path().display().to_string(), out.path().display().to_string());
    let said = run(&[&["run", &place, "--plan", "warn", "--out", &folder], words].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let files = messages(out.path());
    (said, out, files)
}

/// An element with its text and its children.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The root of a document.
    fn read(document: &str) -> Self {
        let mut reader = Reader::from_str(document);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(start) => {
                    open.push(Self { name: start.name().as_ref().to_owned(), ..Self::default() });
                }
                Event::Empty(empty) => {
                    let name = empty.name().as_ref().to_owned();
                    open.last_mut().expect("open").children.push(Self { name, ..Self::default() });
                }
                Event::Text(text) => open.last_mut().expect("open").text.push_str(&text.xml10_content()),
                Event::GeneralRef(name) => {
                    let known = resolve_xml_entity(&name.xml10_content()).expect("a known entity").to_owned();
                    open.last_mut().expect("open").text.push_str(&known);
                }
                Event::End(_) => {
                    let done = open.pop().expect("open");
                    open.last_mut().expect("open").children.push(done);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        open.remove(0).children.remove(0)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn only(&self, name: &str) -> &str {
        let mut found = self.children.iter().filter(|child| child.name == name);
        let first = found.next().unwrap_or_else(|| panic!("no {name} in {}", self.name));
        assert!(found.next().is_none(), "{name} twice");
        &first.text
    }
}

const ANY: usize = usize::MAX;

/// Children of an element in the order of CAP-v1.2.xsd: name, least and greatest number.
fn schema(of: &str) -> &'static [(&'static str, usize, usize)] {
    match of {
        "alert" => &[
            ("identifier", 1, 1),
            ("sender", 1, 1),
            ("sent", 1, 1),
            ("status", 1, 1),
            ("msgType", 1, 1),
            ("source", 0, 1),
            ("scope", 1, 1),
            ("restriction", 0, 1),
            ("addresses", 0, 1),
            ("code", 0, ANY),
            ("note", 0, 1),
            ("references", 0, 1),
            ("incidents", 0, 1),
            ("info", 0, ANY),
        ],
        "info" => &[
            ("language", 0, 1),
            ("category", 1, ANY),
            ("event", 1, 1),
            ("responseType", 0, ANY),
            ("urgency", 1, 1),
            ("severity", 1, 1),
            ("certainty", 1, 1),
            ("audience", 0, 1),
            ("eventCode", 0, ANY),
            ("effective", 0, 1),
            ("onset", 0, 1),
            ("expires", 0, 1),
            ("senderName", 0, 1),
            ("headline", 0, 1),
            ("description", 0, 1),
            ("instruction", 0, 1),
            ("web", 0, 1),
            ("contact", 0, 1),
            ("parameter", 0, ANY),
            ("resource", 0, ANY),
            ("area", 0, ANY),
        ],
        "area" => &[
            ("areaDesc", 1, 1),
            ("polygon", 0, ANY),
            ("circle", 0, ANY),
            ("geocode", 0, ANY),
            ("altitude", 0, 1),
            ("ceiling", 0, 1),
        ],
        "eventCode" | "parameter" | "geocode" => &[("valueName", 1, 1), ("value", 1, 1)],
        _ => &[],
    }
}

/// Words that an element may hold; empty: any text.
fn choices(of: &str) -> &'static str {
    match of {
        "status" => "Actual Exercise System Test Draft",
        "msgType" => "Alert Update Cancel Ack Error",
        "scope" => "Public Restricted Private",
        "category" => "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
        "responseType" => "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
        "urgency" => "Immediate Expected Future Past Unknown",
        "severity" => "Extreme Severe Moderate Minor Unknown",
        "certainty" => "Observed Likely Possible Unlikely Unknown",
        _ => "",
    }
}

/// `2026-06-12T08:01:00+08:00`.
fn is_time(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd:dd+dd:dd";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            b'+' => byte == b'+' || byte == b'-',
            form => byte == form,
        })
}

/// What is wrong with an element and those in it.
fn faults(element: &Element, found: &mut String) {
    let (own, name) = (schema(&element.name), &element.name);
    let mut next = 0;
    for child in &element.children {
        match own.iter().position(|(known, ..)| *known == child.name) {
            None => writeln!(found, "{} in {name}", child.name).expect("a string"),
            Some(place) if place < next => {
                writeln!(found, "{} too late in {name}", child.name).expect("a string")
            }
            Some(place) => next = place,
        }
        faults(child, found);
    }
    for (child, least, most) in own {
        let count = element.all(child).count();
        if count < *least || count > *most {
            writeln!(found, "{count} {child} in {name}").expect("a string");
        }
    }
    let text = element.text.as_str();
    let choices = choices(name);
    let chosen = choices.is_empty() || choices.split(' ').any(|choice| choice == text);
    let timed = !["sent", "effective", "onset", "expires"].contains(&name.as_str()) || is_time(text);
    if !chosen || !timed {
        writeln!(found, "{name} is '{text}'").expect("a string");
    }
}

fn faults_of(document: &str) -> String {
    let mut found = String::new();
    let root = Element::read(document);
    assert_eq!(root.name, "alert");
    faults(&root, &mut found);
    found
}

/// Documents made wrong in ways that a schema has to see.
fn tampered(document: &str) -> Vec<(&'static str, String)> {
    let swap = |from: &str, to: &str| {
        assert!(document.contains(from), "{from} is not in {document}");
        document.replacen(from, to, 1)
    };
    let sent = document.find("</sent>").expect("sent");
    let offset = &document[sent - 6..sent + 7];
    vec![
        ("Z", swap(offset, "Z</sent>")),
        ("fraction", swap(offset, &format!(".5{offset}"))),
        ("status", swap("<status>Exercise", "<status>Drill")),
        (
            "order",
            swap("<status>Exercise</status>", "").replacen("<note>", "<status>Exercise</status><note>", 1),
        ),
        ("missing", swap("<certainty>", "<x>").replacen("</certainty>", "</x>", 1)),
        ("twice", swap("<scope>Restricted</scope>", &"<scope>Restricted</scope>".repeat(2))),
        ("half a pair", swap("<value>", "<valueName>").replacen("</value>", "</valueName>", 1)),
    ]
}

#[test]
fn messages_have_the_elements_of_the_schema_in_its_order() {
    let (_, _out, files) = warned(&["--quiet"]);
    assert_eq!(files.len(), 3);
    for file in &files {
        let document = fs::read_to_string(file).expect("read");
        assert_eq!(faults_of(&document), "", "{}", file.display());
        for (what, wrong) in tampered(&document) {
            assert_ne!(faults_of(&wrong), "", "{what} is not seen");
        }
    }
}

/// Says so on the terminal itself, past what a test that passes keeps for itself.
fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "CAP messages are not held against the schema: skipped ({why})");
}

/// `CAP-v1.2.xsd` and whether there is a validator for it.
fn validator() -> Option<PathBuf> {
    let Some(data) = std::env::var_os("SANDTABLE_DATA") else {
        skip("set SANDTABLE_DATA");
        return None;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        skip("install xmllint");
        return None;
    }
    let schema = Path::new(&data).join("drills/CAP-v1.2.xsd");
    assert!(schema.is_file(), "{}", schema.display());
    Some(schema)
}

/// What the validator has against files; none if nothing.
fn refused(schema: &Path, files: &[PathBuf]) -> Option<String> {
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .args(files)
        .output()
        .expect("xmllint runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(told)
}

#[test]
fn messages_are_valid_against_the_schema() {
    let Some(schema) = validator() else { return };
    let (_, out, files) = warned(&["--quiet"]);
    assert_eq!(files.len(), 3);
    assert_eq!(refused(&schema, &files), None);
    // The validator sees what is wrong, and takes the standard's own example.
    let document = fs::read_to_string(&files[1]).expect("read");
    for (what, wrong) in tampered(&document) {
        let path = out.path().join("wrong.xml");
        fs::write(&path, wrong).expect("written");
        assert!(refused(&schema, &[path]).is_some(), "{what} is not seen");
    }
    assert_eq!(refused(&schema, &[schema.with_file_name("cap_amber_alert_example.xml")]), None);
}

#[test]
#[ignore = "minutes in a debug build; CI runs it in release"]
fn the_citys_messages_are_valid_against_the_schema() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    for plan in ["early-evacuation", "as-written"] {
        let said = run(&["run", "yunjiang-flood", "--plan", plan, "--quiet", "--out", &folder]);
        assert_eq!(said.code, 0, "{}", said.err);
        let files = messages(out.path());
        assert!(!files.is_empty(), "{plan} warns nobody");
        for file in &files {
            assert_eq!(faults_of(&fs::read_to_string(file).expect("read")), "", "{}", file.display());
        }
        if let Some(schema) = validator() {
            assert_eq!(refused(&schema, &files), None, "{plan}");
        }
    }
}

#[test]
fn messages_say_what_was_ordered_and_that_it_is_an_exercise() {
    let (said, out, files) = warned(&["--json"]);
    let names: Vec<&str> =
        files.iter().map(|file| file.file_name().and_then(|name| name.to_str()).expect("a name")).collect();
    assert_eq!(
        names,
        [
            "0001-alert-flood-yellow.cap.xml",
            "0002-update-flood-red.cap.xml",
            "0003-alert-chemical-orange.cap.xml"
        ]
    );
    let alerts: Vec<Element> =
        files.iter().map(|file| Element::read(&fs::read_to_string(file).expect("read"))).collect();
    for alert in &alerts {
        assert_eq!(alert.only("status"), "Exercise");
        assert_eq!(alert.only("scope"), "Restricted");
        assert!(alert.only("sender").ends_with(".invalid"), "{}", alert.only("sender"));
        assert!(alert.only("note").contains("EXERCISE") && alert.only("note").contains("演练"));
        let infos: Vec<&Element> = alert.all("info").collect();
        let languages: Vec<&str> = infos.iter().map(|info| info.only("language")).collect();
        assert_eq!(languages, ["zh-CN", "en"]);
        for (info, marker) in infos.iter().zip(["【演练】", "EXERCISE: "]) {
            assert_eq!(info.only("senderName"), SEAT);
            for name in ["headline", "description", "instruction"] {
                assert!(info.only(name).starts_with(marker), "{name}: {}", info.only(name));
            }
            let area = info.all("area").next().expect("an area");
            let code = area.all("geocode").next().expect("a code");
            assert_eq!((code.only("valueName"), code.only("value")), ("sandtable:register", "zone.all"));
        }
    }
    let english: Vec<&Element> =
        alerts.iter().map(|alert| alert.all("info").last().expect("English")).collect();
    let told = |name: &str| english.iter().map(|info| info.only(name)).collect::<Vec<_>>();
    assert_eq!(told("severity"), ["Moderate", "Extreme", "Severe"]);
    assert_eq!(told("audience"), ["children at school, people in basements", "everybody", "everybody"]);
    // In the time of the place, in the order of sending.
    let sent: Vec<&str> = alerts.iter().map(|alert| alert.only("sent")).collect();
    assert!(sent.is_sorted() && sent.iter().all(|time| time.starts_with("2026-06-12T08:")), "{sent:?}");
    assert!(sent.iter().all(|time| time.ends_with("+08:00")), "{sent:?}");
    let first = [alerts[0].only("sender"), alerts[0].only("identifier"), sent[0]].join(",");
    assert_eq!(alerts[1].only("references"), first);
    assert_eq!(alerts[0].all("references").chain(alerts[2].all("references")).count(), 0);
    // The lists name just these.
    let printed: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let written = fs::read_to_string(out.path().join("outcome.json")).expect("outcome.json");
    let written: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(printed["issued_warnings"], written["issued_warnings"]);
    let list = printed["issued_warnings"].as_array().expect("a list");
    let listed: Vec<String> =
        list.iter().map(|one| one["file"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(listed, names.iter().map(|name| format!("warnings/{name}")).collect::<Vec<_>>());
    let second = &list[1];
    assert_eq!(
        (&second["msg_type"], &second["hazard"], &second["level"]),
        (&"Update".into(), &"Flood".into(), &"Red".into())
    );
    assert_eq!((second["sent"].as_str(), second["seat"].as_str()), (Some(sent[1]), Some("seat.village")));
}

#[test]
fn the_folder_holds_the_messages_of_one_run_and_is_tried_before() {
    let case = place();
    let out = tempfile::tempdir().expect("a folder");
    let (place, folder) = (case.path().display().to_string(), out.path().display().to_string());
    let run_plan = |plan: &str| run(&["run", &place, "--plan", plan, "--out", &folder]);
    let said = run_plan("warn");
    assert!(
        said.out.contains("warnings") || said.err.contains("0002-update-flood-red.cap.xml"),
        "{}",
        said.err
    );
    let other = out.path().join("warnings/mine.txt");
    fs::write(&other, "mine").expect("written");
    assert_eq!(run_plan("no-plan").code, 0);
    assert_eq!(messages(out.path()), [other.as_path()]);
    fs::remove_dir_all(out.path().join("warnings")).expect("removed");
    assert_eq!(run_plan("no-plan").code, 0);
    assert!(!out.path().join("warnings").exists(), "an empty folder is left");
    fs::write(out.path().join("warnings"), "mine").expect("written");
    let said = run_plan("warn");
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    assert!(said.err.contains("warnings") && said.err.contains("--out"), "{}", said.err);
}
