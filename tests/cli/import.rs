//! `import`: a user's own data into a case folder, and data that are broken.

use std::fs;
use std::path::Path;

use super::{Said, run};

const GRID: &str = "ncols 4\nnrows 3\nxllcorner 500000\nyllcorner 2500000\ncellsize 50\nNODATA_value -9999\n\
    1 2 3 4\n2 3 4 5\n3 4 5 6\n";

fn import(folder: &Path, name: &str, content: &[u8], options: &[&str]) -> Said {
    let file = folder.join(name);
    fs::write(&file, content).expect("written");
    let (file, case) = (file.display().to_string(), folder.join("case").display().to_string());
    let words: Vec<&str> =
        ["import", "dem", &file, "--into", &case].into_iter().chain(options.iter().copied()).collect();
    run(&words)
}

#[test]
fn a_grid_becomes_the_terrain_of_a_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = import(folder.path(), "dem.asc", GRID.as_bytes(), &["from_epsg=32650", "epsg=32650"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(folder.path().join("case/terrain.tif").is_file(), "{}", said.out);
    assert!(folder.path().join("case/provenance.ron").is_file());
    assert!(said.out.contains("dem"), "{}", said.out);
}

#[test]
fn broken_rasters_are_answered_with_code_3_and_nothing_is_written() {
    let huge = "ncols 200000\nnrows 200000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n";
    let nan = GRID.replace("2 3 4 5", "2 NaN 4 5");
    let short = GRID.replace("3 4 5 6\n", "");
    // A little-endian TIFF that ends within its first directory.
    let tiff: &[u8] = b"II*\0\x08\0\0\0\x05\0\0\x01";
    for (name, content) in [
        ("huge.asc", huge.as_bytes()),
        ("nan.asc", nan.as_bytes()),
        ("short.asc", short.as_bytes()),
        ("truncated.tif", tiff),
        ("empty.asc", b"".as_slice()),
        ("bytes.asc", b"\xff\xfe\x00\x01\x02"),
        ("bytes.tif", b"\x00\x01\x02\x03"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let said = import(folder.path(), name, content, &["from_epsg=32650", "epsg=32650"]);
        assert_eq!(said.code, 3, "{name}: {}{}", said.out, said.err);
        assert!(said.err.contains(name), "{name}: {}", said.err);
        assert!(!folder.path().join("case/terrain.tif").exists(), "{name}");
    }
}

#[test]
fn missing_files_and_folders_are_code_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    for file in [path.as_str(), "/no/such/file.asc", "/dev/zero"] {
        let said = run(&["import", "dem", file, "--into", &format!("{path}/case")]);
        assert_eq!(said.code, 3, "{file}: {}", said.err);
    }
}

#[test]
fn a_slip_in_an_option_is_recognised() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = import(folder.path(), "dem.asc", GRID.as_bytes(), &["cel_m=20"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("cell_m"), "{}", said.err);
    assert_eq!(run(&["import", "rivers", "a", "--into", "b"]).code, 2);
    assert_eq!(run(&["import", "dem", "a"]).code, 2);
}

#[test]
fn the_options_of_a_kind_are_listed_and_others_are_refused() {
    let help = run(&["import", "inflow", "--help"]);
    assert_eq!(help.code, 0, "{}", help.err);
    assert!(help.out.contains("Options of inflow:") && help.out.contains("  at\n"), "{}", help.out);
    // Lines break where the terminal ends.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "two numbers: x,y; default: columns x and y of the file";
    assert!(words(&help.out).contains(told), "{}", help.out);
    assert!(!help.out.contains("cell_m\n"), "{}", help.out);
    let help = run(&["import", "dem", "--help", "--lang", "zh"]).out;
    let unbroken: String = help.split_whitespace().collect();
    assert!(
        unbroken.contains("dem的选项：") && unbroken.contains("地形栅格边长，m［数；默认：文件的栅格边长］"),
        "{help}"
    );
    let help = run(&["import", "--help"]).out;
    assert!(help.contains("  occupants_table\n") && words(&help).contains("taken by buildings"), "{help}");

    let folder = tempfile::tempdir().expect("a folder");
    let said = import(folder.path(), "dem.asc", GRID.as_bytes(), &["from_epsg=32650", "occupants=3"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err.contains("dem does not take the option occupants; it takes from_epsg, epsg, cell_m"),
        "{}",
        said.err
    );
    assert!(!folder.path().join("case/terrain.tif").exists());
}

#[test]
fn a_point_is_two_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("flow.csv");
    fs::write(&file, "time_s,m3_s\n0,10\n3600,20\n").expect("written");
    let (file, case) = (file.display().to_string(), folder.path().join("case"));
    for at in ["at=382265,6354280", "at=(382265,6354280)"] {
        let said = run(&["import", "inflow", &file, at, "epsg=28356", "--into", &case.display().to_string()]);
        assert_eq!(said.code, 0, "{at}: {}", said.err);
        let written = fs::read_to_string(case.join("inflow.csv")).expect("inflow");
        assert!(written.contains("382265") && written.contains("6354280"), "{written}");
    }
}
