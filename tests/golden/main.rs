//! The report of a study: its structure, its honesty with odd data, and that
//! nothing of the data can break out of it.

mod markup;
mod specimen;
mod told;

use std::collections::BTreeSet;
use std::path::Path;

use markup::{Element, parse};
use sandtable_kernel::{Lang, SimTime, Text};
use sandtable_reports::{PARTS, RunFiles, StudyOptions, report, summary, write_run, write_study};
use sandtable_results::standard::standard;
use sandtable_results::{
    Activity, BaseMap, LogEntry, LogKind, Outcome, PlanTitle, RunLayers, RunLog, StudyBundle, StudyTable,
};
use sandtable_space::{Frame, Grid, Point, Quantity};
use sandtable_study::compare::compare;
use specimen::{Recipe, bundle};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

fn small() -> Recipe {
    Recipe { replicates: 12, failures: 1, ..Recipe::default() }
}

fn page(bundle: &StudyBundle, lang: Lang) -> Vec<Element> {
    parse(&report(bundle, lang, None).unwrap()).unwrap()
}

/// Parts with what stands in them: one line a part, the same in both languages.
fn outline(page: &[Element]) -> String {
    let mut lines = String::new();
    for name in PARTS {
        let part = page
            .iter()
            .find(|element| element.name == "section" && element.value("id") == Some(name))
            .unwrap();
        let inside = &page[part.first..part.end];
        let count = |tag: &str| inside.iter().filter(|element| element.name == tag).count();
        let class = |class: &str| {
            inside
                .iter()
                .filter(|element| {
                    element.value("class").is_some_and(|found| found.split(' ').any(|one| one == class))
                })
                .count()
        };
        lines.push_str(&format!(
            "{name}: h2 {}, h3 {}, tables {}, rows {}, charts {}, maps {}, pictures {}\n",
            count("h2"),
            count("h3"),
            count("table"),
            count("tr"),
            class("chart"),
            class("map"),
            count("image"),
        ));
    }
    lines
}

#[test]
fn both_languages_have_every_part_with_the_same_content() {
    let bundle = bundle(&small());
    let golden = include_str!("outline.txt");
    for lang in LANGUAGES {
        let found = outline(&page(&bundle, lang));
        assert_eq!(
            found, golden,
            "{lang:?}: if this is meant, put it into tests/golden/outline.txt:\n{found}"
        );
    }
}

#[test]
fn every_text_is_translated_and_every_value_put_in() {
    let bundle = bundle(&small());
    for lang in LANGUAGES {
        let page = page(&bundle, lang);
        for element in &page {
            for text in element.texts() {
                assert!(
                    !text.contains("report-") && !text.contains("{$") && !text.contains("$level"),
                    "{text}"
                );
                assert!(!text.contains("NaN") && !text.contains(" inf"), "{text}");
            }
        }
        let heads: Vec<&str> =
            page.iter().filter(|element| element.name == "h2").map(|element| element.text.as_str()).collect();
        assert_eq!(heads.len(), PARTS.len());
        assert!(heads.iter().all(|head| head.is_ascii() == (lang == Lang::En)), "{heads:?}");
    }
}

/// Every team that turned out in the typical run has its row, however many there are.
#[test]
fn no_team_is_left_out_of_the_resource_chart() {
    let mut bundle = bundle(&small());
    let typical = bundle.comparison.typical_replicate.expect("a typical replicate");
    let mut table = StudyTable::new(bundle.table.plans.clone(), bundle.table.registry.clone());
    for outcome in bundle.table.outcomes() {
        let mut outcome = outcome.clone();
        if outcome.plan == bundle.table.plans[0].key && outcome.replicate == typical {
            let first = outcome.activities[0].clone();
            let team = |k: u32| {
                let (who, title) = (format!("team.{k}"), Text::same(format!("#{k}#")));
                Activity { who, title, ..first.clone() }
            };
            outcome.activities = (0..130).map(team).collect();
        }
        table.insert(outcome).unwrap();
    }
    bundle.table = table;
    for lang in LANGUAGES {
        let page = page(&bundle, lang);
        let rows: Vec<&str> = page
            .iter()
            .filter(|element| element.name == "text")
            .map(|element| element.text.as_str())
            .collect();
        let missing: Vec<String> =
            (0..130).map(|k| format!("#{k}#")).filter(|name| !rows.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:?}");
        let told = match lang {
            Lang::Zh => "第109至130支，共130支队伍",
            Lang::En => "teams 109 to 130 of 130",
        };
        assert!(page.iter().any(|element| element.texts().iter().any(|text| text.contains(told))), "{told}");
    }
}

#[test]
fn the_start_has_its_time_zone_and_brackets_are_those_of_the_language() {
    let bundle = bundle(&small());
    for (lang, start) in [
        (Lang::Zh, "2026-07-01 08:00（Asia/Shanghai UTC+08:00）"),
        (Lang::En, "2026-07-01 08:00 (Asia/Shanghai UTC+08:00)"),
    ] {
        let page = page(&bundle, lang);
        let texts: Vec<&str> = page.iter().flat_map(|element| element.texts()).collect();
        assert!(texts.contains(&start), "{lang:?}");
        let hanzi = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let narrow = |text: &&&str| text.contains('(') && text.chars().any(hanzi);
        let found: Vec<&&str> = texts.iter().filter(narrow).collect();
        assert!(lang == Lang::En || found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let mut bundle = bundle(&small());
    bundle.note = Text::same("see https://example.org/ for url(x)");
    for lang in LANGUAGES {
        for element in page(&bundle, lang) {
            assert!(
                !["script", "link", "iframe", "object", "embed", "base", "img", "form"]
                    .contains(&element.name.as_str())
            );
            for (name, value) in &element.attributes {
                match name.as_str() {
                    "href" => assert!(
                        value.starts_with('#') || value.starts_with("data:image/png;base64,"),
                        "{value}"
                    ),
                    "src" | "srcset" | "action" | "poster" | "data" | "xlink:href" => {
                        panic!("{name}={value}")
                    }
                    "style" => assert!(!value.contains("url("), "{value}"),
                    _ => {}
                }
            }
            if element.name == "style" {
                assert!(
                    !element.text.contains("url(")
                        && !element.text.contains("@import")
                        && !element.text.contains("//")
                );
            }
        }
    }
}

/// The same study with every text of the data replaced.
fn hostile(text: &str) -> StudyBundle {
    let mut bundle = bundle(&small());
    let evil = Text::same(text);
    bundle.note = evil.clone();
    bundle.start = text.into();
    bundle.zone = text.into();
    bundle.manifest.title = evil.clone();
    bundle.manifest.scenario = text.into();
    bundle.manifest.version = text.into();
    bundle.manifest.unconfirmed[0].figure = evil.clone();
    bundle.manifest.unconfirmed[0].source = text.into();
    bundle.manifest.unconfirmed[0].place = text.into();
    bundle.manifest.files[0].path = text.into();
    for place in &mut bundle.base.places {
        place.name = evil.clone();
    }
    let metrics: Vec<_> = bundle
        .table
        .registry
        .all()
        .iter()
        .map(|metric| sandtable_results::Metric {
            title: evil.clone(),
            meaning: evil.clone(),
            unit: text.into(),
            ..metric.clone()
        })
        .collect();
    let registry = sandtable_results::MetricRegistry::new(metrics).unwrap();
    let plans: Vec<PlanTitle> = bundle
        .table
        .plans
        .iter()
        .map(|plan| PlanTitle { key: format!("{}{text}", plan.key), title: evil.clone() })
        .collect();
    let mut table = StudyTable::new(plans, registry);
    for row in bundle.table.outcomes() {
        let mut row = row.clone();
        row.plan = format!("{}{text}", row.plan);
        if let sandtable_results::Status::Failed { reason } = &mut row.status {
            *reason = text.into();
        }
        for curve in &mut row.curves {
            curve.title = evil.clone();
            curve.unit = text.into();
        }
        for activity in &mut row.activities {
            activity.title = evil.clone();
            activity.text = evil.clone();
            activity.kind.push_str(text);
            activity.who.push_str(text);
        }
        for warning in &mut row.warnings {
            warning.text = evil.clone();
            warning.key = text.into();
        }
        for ledger in &mut row.ledgers {
            ledger.title = evil.clone();
            ledger.unit = text.into();
            ledger.lines.iter_mut().for_each(|line| line.title = evil.clone());
        }
        table.insert(row).unwrap();
    }
    bundle.comparison = compare(&table, "deaths.total", &format!("as-written{text}"), 0.95).unwrap();
    for maps in &mut bundle.maps {
        maps.plan.push_str(text);
    }
    bundle.manifest.plans = bundle.comparison.plans.clone();
    bundle.table = table;
    bundle
}

#[test]
fn hostile_names_stay_text() {
    let tags = |page: &[Element]| page.iter().map(|element| element.name.clone()).collect::<BTreeSet<_>>();
    let attributes = |page: &[Element]| {
        page.iter()
            .flat_map(|element| &element.attributes)
            .map(|(name, _)| name.clone())
            .collect::<BTreeSet<_>>()
    };
    let honest = page(&bundle(&small()), Lang::En);
    for text in [
        "<script>alert(1)</script>",
        "\"><b onmouseover=x>",
        "' onload='x",
        "</style></section><!--",
        "]]>&amp;&lt;b&gt;",
    ] {
        for lang in LANGUAGES {
            let odd = page(&hostile(text), lang);
            assert_eq!(tags(&odd), tags(&honest), "{text}");
            assert!(attributes(&odd).is_subset(&attributes(&honest)), "{text}");
            assert!(odd.iter().any(|element| element.name == "h1" && element.text.contains(text)), "{text}");
        }
    }
}

#[test]
fn data_without_numbers_give_a_report_without_nonsense() {
    let plans = ["a", "b"].map(|key| PlanTitle { key: key.into(), title: Text::same(key) }).to_vec();
    let sound = bundle(&small());
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1e300, -1e-300] {
        for count in [1u64, 7, 300] {
            let mut table = StudyTable::new(plans.clone(), standard());
            for replicate in 0..count {
                for plan in ["a", "b"] {
                    let mut row = Outcome::complete(plan, replicate, vec![odd; standard().len()], 0);
                    if let Some(like) = sound.table.outcomes().first() {
                        row.curves = like.curves.clone();
                        row.curves.iter_mut().for_each(|curve| curve.values.fill(odd));
                        row.ledgers = like.ledgers.clone();
                        row.ledgers
                            .iter_mut()
                            .flat_map(|ledger| &mut ledger.lines)
                            .for_each(|line| line.amount = odd);
                        row.activities = like.activities.clone();
                        row.activities.iter_mut().for_each(|activity| activity.to_h = odd);
                        row.unserved_calls = like.unserved_calls.clone();
                        row.unserved_calls.iter_mut().for_each(|call| call.persons = odd);
                    }
                    table.insert(row).unwrap();
                }
            }
            let comparison = compare(&table, "deaths.total", "a", 0.95).unwrap();
            let mut maps = sound.maps[..2].to_vec();
            for (map, plan) in maps.iter_mut().zip(["a", "b"]) {
                map.plan = plan.into();
                map.depth_p50_m.cells.fill(odd as f32);
                map.arrival_p50_h.cells.fill(odd as f32);
            }
            let bundle = StudyBundle { table, comparison, maps, ..sound.clone() };
            for lang in LANGUAGES {
                for element in page(&bundle, lang) {
                    for text in element.texts().into_iter().filter(|text| !text.starts_with("data:")) {
                        assert!(
                            !text.contains("NaN") && !text.contains("inf,") && text != "inf",
                            "{odd} {count}: {text}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_study_without_maps_curves_or_rivals_is_still_a_report() {
    let mut bundle = bundle(&Recipe { plans: 1, failures: 0, ..small() });
    let frame = Frame { origin: Point(0.0, 0.0), cell_m: 100.0, columns: 0, rows: 0 };
    bundle.base = BaseMap {
        ground_m: Grid { frame, cells: vec![] },
        water: vec![],
        lines: vec![],
        places: vec![],
        epsg: None,
    };
    bundle.maps.clear();
    bundle.comparison.bands.clear();
    bundle.comparison.exceedance.clear();
    bundle.comparison.typical_replicate = None;
    bundle.manifest.unconfirmed.clear();
    for lang in LANGUAGES {
        let page = page(&bundle, lang);
        assert_eq!(page.iter().filter(|element| element.name == "section").count(), PARTS.len());
        assert!(page.iter().all(|element| element.value("class") != Some("chart")));
    }
    let english = report(&bundle, Lang::En, None).unwrap();
    assert!(english.contains("Only one plan was run") && english.contains("none failed"));
}

fn text_of(bundle: &StudyBundle) -> String {
    page(bundle, Lang::En).iter().map(|element| element.text.replace('\u{a0}', " ") + "\n").collect()
}

#[test]
fn the_words_say_no_more_than_the_numbers() {
    let clear = text_of(&bundle(&Recipe { replicates: 40, failures: 0, ..Recipe::default() }));
    assert!(clear.contains("“Early evacuation” is the best, and clearly so"));
    assert!(!clear.contains("intervals are rough"));
    let open = text_of(&bundle(&Recipe { replicates: 12, gain: 0.0, failures: 0, ..Recipe::default() }));
    assert!(open.contains("the choice is open") && open.contains("chance alone may explain it"));
    assert!(open.contains("Only 12 replicates: intervals are rough"));
    assert!(!open.contains("clearly so") && !open.contains("probably the best"));
    let mut stopped = bundle(&small());
    if let Some(stopping) = &mut stopped.comparison.stopping {
        stopping.interrupted = true;
    }
    let stopped = text_of(&stopped);
    assert!(
        stopped.contains("The study was interrupted")
            && stopped.contains("Runs that failed and are left out of pairs: 1")
    );
    // All plans alike: as many rows of one plan under three names.
    let alike = bundle(&Recipe { failures: 0, ..small() });
    let mut table = StudyTable::new(alike.table.plans.clone(), alike.table.registry.clone());
    for row in alike.table.outcomes().iter().filter(|row| row.plan == "as-written") {
        for plan in &alike.table.plans {
            table.insert(Outcome { plan: plan.key.clone(), ..row.clone() }).unwrap();
        }
    }
    let comparison = compare(&table, "deaths.total", "as-written", 0.95).unwrap();
    let alike = text_of(&StudyBundle { table, comparison, ..alike });
    assert!(alike.contains("All plans gave the same “Deaths” in every replicate"), "{alike}");
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_same_bundle_gives_the_same_bytes_and_other_files_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("deep/one"), folder.path().join("two"));
    std::fs::create_dir_all(&two).unwrap();
    std::fs::write(two.join("notes.txt"), "mine").unwrap();
    std::fs::write(two.join("report.html"), "old").unwrap();
    let options = StudyOptions { made_at: Some("2026-07-02 09:30".into()), bom: false };
    let first = write_study(&bundle(&small()), Lang::Zh, &one, &options).unwrap();
    write_study(&bundle(&small()), Lang::Zh, &two, &options).unwrap();
    let mut again = files(&two);
    assert_eq!(again.remove(again.iter().position(|file| file.0 == "notes.txt").unwrap()).1, b"mine");
    assert_eq!(files(&one), again);
    assert_eq!(files(&one).len(), first.files.len(), "no temporary file is left");
    for name in
        ["report.html", "outcomes.csv", "outcomes.parquet", "metrics.csv", "comparison.json", "manifest.json"]
    {
        assert!(first.file(name).is_some(), "{name}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error =
        write_study(&bundle(&small()), Lang::En, &file.join("out"), &StudyOptions::default()).unwrap_err();
    assert!(error.to_string().contains("--out"), "{error}");
}

#[test]
fn csv_reads_back_to_the_table_with_and_without_the_mark() {
    let bundle = bundle(&small());
    for bom in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        write_study(&bundle, Lang::Zh, folder.path(), &StudyOptions { made_at: None, bom }).unwrap();
        let bytes = std::fs::read(folder.path().join("outcomes.csv")).unwrap();
        assert_eq!(bytes.starts_with(b"\xef\xbb\xbf"), bom);
        let text = String::from_utf8(bytes).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), bundle.table.outcomes().len());
        for (row, outcome) in rows.iter().zip(bundle.table.outcomes()) {
            assert_eq!(&row[1], outcome.plan);
            for (column, value) in outcome.values.iter().enumerate() {
                let read = match &row[5 + column] {
                    "" => f64::NAN,
                    word => word.parse::<f64>().unwrap(),
                };
                assert!(read == *value || (read.is_nan() && value.is_nan()), "{} {value}", &row[5 + column]);
            }
        }
    }
}

#[test]
fn documents_for_programs_hold_identity_finding_and_numbers() {
    let bundle = bundle(&small());
    let folder = tempfile::tempdir().unwrap();
    write_study(&bundle, Lang::En, folder.path(), &StudyOptions::default()).unwrap();
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    let manifest = read("manifest.json");
    assert_eq!(manifest["format"], "sandtable.study/1");
    assert_eq!(manifest["study"]["case_hash"], "0123456789abcdef");
    assert_eq!(manifest["study"]["seed"], 20_260_701);
    let mut comparison = read("comparison.json");
    comparison.as_object_mut().unwrap().remove("format").unwrap();
    let back: sandtable_results::Comparison = serde_json::from_value(comparison).unwrap();
    assert_eq!(back.finding, bundle.comparison.finding);
    assert_eq!(serde_json::to_string(&back).unwrap(), serde_json::to_string(&bundle.comparison).unwrap());
    let short = serde_json::to_value(summary(&bundle)).unwrap();
    assert_eq!(short["finding"]["best"], "early-evacuation");
    assert_eq!(
        (short["decision"].as_array().unwrap().len(), short["failed"].as_array().unwrap().len()),
        (3, 1)
    );
}

#[test]
fn one_run_leaves_its_row_its_events_its_curves_and_its_maps() {
    let bundle = bundle(&small());
    let outcome = bundle.table.outcome("early-evacuation", 3).unwrap();
    let mut log = RunLog::default();
    log.push(LogEntry::new(
        SimTime::from_mins(3),
        "seat.city",
        LogKind::OrderIssued,
        Text::new("启动", "begin"),
    ));
    let frame = Frame { origin: Point(0.0, 0.0), cell_m: 100.0, columns: 4, rows: 3 };
    let layers = RunLayers {
        replicate: 3,
        plans: vec!["early-evacuation".into()],
        frame,
        max_depth_m: std::sync::Arc::new(vec![0.5; 12]),
        arrival_h: std::sync::Arc::new(vec![f32::INFINITY; 12]),
        at_end: [Quantity::WaterDepth, Quantity::WaterSpeed, Quantity::HazardRating, Quantity::Rain24h]
            .map(|quantity| (quantity, std::sync::Arc::new(vec![0.25; 12])))
            .to_vec(),
    };
    let folder = tempfile::tempdir().unwrap();
    let run = RunFiles {
        registry: &bundle.table.registry,
        outcome,
        log: &log,
        layers: Some(&layers),
        epsg: Some(4547),
        warnings: &[],
    };
    let written = write_run(&run, folder.path()).unwrap();
    assert_eq!(written.files.len(), 9);
    for name in ["depth_m.tif", "speed_m_s.tif", "max_hazard_rating.tif"] {
        assert!(std::fs::read(written.file(name).unwrap()).unwrap().starts_with(b"II"), "{name}");
    }
    let read = |name: &str| std::fs::read_to_string(written.file(name).unwrap()).unwrap();
    let row = read("outcome.csv").lines().nth(1).unwrap().to_owned();
    assert!(bundle.table.to_csv().lines().any(|line| line == row), "the row of the study, to the byte");
    assert_eq!(RunLog::from_json_lines(&read("events.jsonl")).unwrap().entries(), log.entries());
    let points: usize = outcome.curves.iter().map(|curve| curve.time_h.len()).sum();
    assert_eq!(read("series.csv").lines().count(), 1 + points);
    let back: Outcome = serde_json::from_str(&read("outcome.json")).unwrap();
    assert_eq!(back.ledgers, outcome.ledgers);
    let told: serde_json::Value = serde_json::from_str(&read("outcome.json")).unwrap();
    let place = bundle.table.registry.all().iter().position(|metric| metric.key == "deaths.total").unwrap();
    assert_eq!(told["metrics"]["deaths.total"], outcome.values[place]);
    assert!(std::fs::read(written.file("max_depth_m.tif").unwrap()).unwrap().starts_with(b"II"));
}
