//! Files composed by `include`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Item {
    key: String,
    size: f64,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct City {
    #[serde(default)]
    title: String,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    stock: BTreeMap<String, f64>,
}

/// A folder with these files, of which the first is read.
fn read(files: &[(&str, &str)]) -> Result<Loaded<City>, Vec<Fault>> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    read_ron(&folder.path().join(files[0].0), &Limits::default())
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn codes(faults: &[Fault]) -> Vec<(&'static str, String, usize)> {
    let name = |f: &Fault| f.file().file_name().unwrap().to_string_lossy().into_owned();
    faults.iter().map(|f| (f.code, name(f), f.place.line())).collect()
}

#[test]
fn lists_and_maps_are_joined_in_order_and_a_diamond_counts_once() {
    let files = [
        (
            "main.ron",
            "(include: [\"a.ron\", \"sub/b.ron\"], title: \"t\", items: [(key: \"m\", size: 1)] // end\n)",
        ),
        ("a.ron", "City(include: [\"c.ron\"], items: [(key: \"a\", size: 2),], stock: {\"x\": 1})"),
        ("sub/b.ron", "(include: [\"../c.ron\", \"./d.ron\"], stock: {\"y\": 2})"),
        ("c.ron", "(items: [(key: \"c\", size: 3) /* , */])"),
        ("sub/d.ron", "(items: [])"),
    ];
    let loaded = read(&files).unwrap();
    let keys: Vec<_> = loaded.value.items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["c", "a", "m"]);
    assert_eq!(loaded.value.stock.len(), 2);
    assert_eq!(loaded.value.title, "t");
    assert_eq!(loaded.index.files().len(), 5);
    // Places run through all files.
    let place = loaded.index.place("items[1].size");
    assert_eq!((place.source.path().file_name().unwrap().to_str(), place.line()), (Some("a.ron"), 1));
    let place = loaded.index.place("items[c].size");
    assert_eq!(place.source.path().file_name().unwrap().to_str(), Some("c.ron"));
    assert_eq!(loaded.index.place("stock[y]").source.path().file_name().unwrap().to_str(), Some("b.ron"));
    assert_eq!(loaded.index.place("items[99]").source.path().file_name().unwrap().to_str(), Some("c.ron"));
}

#[test]
fn faults_of_content_are_in_the_file_that_holds_them() {
    let files = [
        ("main.ron", "(\n  include: [\"a.ron\"],\n  items: [(key: \"m\", size: true)],\n)"),
        ("a.ron", "(\n\n  items: [\n    (key: \"a\", size: 1),\n    (key: \"b\", sice: 1),\n  ],\n)"),
    ];
    let faults = read(&files).unwrap_err();
    assert_eq!(
        codes(&faults),
        [(code::UNKNOWN_FIELD, "a.ron".to_owned(), 5), (code::WRONG_TYPE, "main.ron".to_owned(), 3)]
    );
}

#[test]
fn a_cycle_names_its_way() {
    let files = [
        ("main.ron", "(include: [\"a.ron\"])"),
        ("a.ron", "(\ninclude: [\"b.ron\"])"),
        ("b.ron", "(\n\ninclude: [\"a.ron\"])"),
    ];
    let faults = read(&files).unwrap_err();
    assert_eq!(codes(&faults), [(code::INCLUDE_CYCLE, "b.ron".to_owned(), 3)]);
    assert!(faults[0].found.en.contains("a.ron → b.ron"), "{}", faults[0].found.en);
    let own = read(&[("main.ron", "(include: [\"main.ron\"])")]).unwrap_err();
    assert_eq!(own[0].code, code::INCLUDE_CYCLE);
}

#[test]
fn one_file_sets_a_single_value_and_a_key_stands_once() {
    let files = [
        (
            "main.ron",
            "(include: [\"a.ron\"],\ntitle: \"t\",\nitems: [(key: \"k\", size: 1)],\nstock: {\"x\": 1})",
        ),
        ("a.ron", "(title: \"u\", items: [(key: \"k\", size: 2)], stock: {\"x\": 2})"),
    ];
    let faults = read(&files).unwrap_err();
    let main = "main.ron".to_owned();
    assert_eq!(
        codes(&faults),
        [
            (code::CONFLICT, main.clone(), 2),
            (code::DUPLICATE_KEY, main.clone(), 3),
            (code::DUPLICATE_KEY, main, 4)
        ]
    );
    for fault in &faults {
        assert!(fault.notes[0].0.source.path().ends_with("a.ron"), "{fault:?}");
    }
}

#[test]
fn paths_stay_inside_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("outside.ron", "(title: \"secret\")"), ("case/ok.ron", "(title: \"t\")")]);
    let case = folder.path().join("case");
    let mut expected = vec![
        ("../outside.ron", code::INCLUDE_OUTSIDE),
        ("/etc/hostname", code::INCLUDE_OUTSIDE),
        ("sub/../../outside.ron", code::INCLUDE_OUTSIDE),
        ("", code::INCLUDE_OUTSIDE),
        ("none.ron", code::INCLUDE_MISSING),
        (".", code::INCLUDE_OUTSIDE),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../outside.ron", case.join("link.ron")).unwrap();
        std::os::unix::fs::symlink("..", case.join("up")).unwrap();
        expected.push(("link.ron", code::INCLUDE_OUTSIDE));
        expected.push(("up/outside.ron", code::INCLUDE_OUTSIDE));
    }
    for (path, code) in expected {
        fs::write(case.join("main.ron"), format!("(include: [\"{path}\"])")).unwrap();
        let faults = read_ron::<City>(&case.join("main.ron"), &Limits::default()).unwrap_err();
        assert_eq!(faults[0].code, code, "{path}");
    }
    fs::create_dir(case.join("folder.ron")).unwrap();
    fs::write(case.join("main.ron"), "(include: [\"folder.ron\"])").unwrap();
    let faults = read_ron::<City>(&case.join("main.ron"), &Limits::default()).unwrap_err();
    assert_eq!(faults[0].code, code::IS_DIRECTORY);
    assert_eq!(faults[0].notes.len(), 1);
}

#[test]
fn depth_number_and_total_size_are_bounded() {
    let chain: Vec<(String, String)> = (0..20)
        .map(|k| (format!("{k}.ron"), format!("(include: [\"{}.ron\"])", k + 1)))
        .chain([("20.ron".to_owned(), "()".to_owned())])
        .collect();
    let chain: Vec<_> = chain.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(read(&chain).unwrap_err()[0].code, code::INCLUDE_LIMIT);

    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("main.ron", "(include: [\"a.ron\"])"), ("a.ron", "(title: \"0123456789\")")]);
    let limits = Limits { max_total_bytes: 30, ..Limits::default() };
    let faults = read_ron::<City>(&folder.path().join("main.ron"), &limits).unwrap_err();
    assert_eq!(faults[0].code, code::INCLUDE_LIMIT);
}

#[test]
fn the_list_holds_texts_and_the_included_file_is_a_struct() {
    assert_eq!(read(&[("main.ron", "(include: \"a.ron\")")]).unwrap_err()[0].code, code::WRONG_TYPE);
    assert_eq!(read(&[("main.ron", "(include: [1])")]).unwrap_err()[0].code, code::WRONG_TYPE);
    let files = [("main.ron", "(include: [\"a.ron\"])"), ("a.ron", "[1, 2]")];
    assert_eq!(read(&files).unwrap_err()[0].code, code::WRONG_TYPE);
}

#[test]
fn the_built_in_library_is_read_alike() {
    const FILES: BuiltIn = &[
        ("flood/main.ron", "(include: [\"../city.ron\"], title: \"t\")"),
        ("city.ron", "(items: [(key: \"a\", size: 1)])"),
        ("bad.ron", "(include: [\"../x.ron\", \"none.ron\"])"),
    ];
    let limits = Limits::default();
    let loaded = read_ron_built_in::<City>(FILES, "flood/main.ron", &limits).unwrap();
    assert_eq!(loaded.value.items.len(), 1);
    let faults = read_ron_built_in::<City>(FILES, "bad.ron", &limits).unwrap_err();
    assert_eq!(faults[0].code, code::INCLUDE_OUTSIDE);
    assert_eq!(faults[1].code, code::INCLUDE_MISSING);
    assert_eq!(read_ron_built_in::<City>(FILES, "none", &limits).unwrap_err()[0].code, code::MISSING_FILE);
}

#[test]
fn a_text_in_memory_is_read_and_includes_nothing() {
    let limits = Limits::default();
    let loaded = read_ron_text::<City>("city.ron", "(title: \"t\")", &limits).unwrap();
    assert_eq!(loaded.index.place("title").to_string(), "city.ron:1:9");
    let faults = read_ron_text::<City>("city.ron", "(include: [\"a.ron\"])", &limits).unwrap_err();
    assert_eq!(faults[0].code, code::INCLUDE_MISSING);
}
