use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::data::{At, FaultKind};

/// A file of the real data; prints why if there are none.
pub(crate) fn real(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("SANDTABLE_DATA") else {
        println!("skipped (set SANDTABLE_DATA)");
        return None;
    };
    Some(Path::new(&root).join(name))
}

fn text(text: &str) -> Result<Raster, DataError> {
    read_bytes(text.as_bytes(), Path::new("grid.asc"), Limits::default())
}

fn place(error: &DataError) -> At {
    assert_eq!(error.kind, FaultKind::Malformed, "{error}");
    error.at
}

/// Check values of the file, counted with PyPI tifffile 2024 and numpy.
#[test]
fn val_srtm15_geotiff() {
    let Some(path) = real("ecosystem/terrain/srtm15_bengal_float32_deflate.tif") else { return };
    let raster = read(&path).expect("a sound file");
    assert_eq!((raster.rows, raster.columns), (482, 281));
    let (low, high, mean) = raster.summary().expect("data");
    println!("min {low} max {high} mean {mean}");
    assert_eq!((f64::from(low), f64::from(high)), (-1522.94677734375, 3944.401611328125));
    assert!((mean - 74.0077077962346).abs() < 1e-9);
    assert_eq!(raster.value(0, 0).map(f64::from), Some(846.2120971679688));
    assert_eq!(raster.value(140, 240).map(f64::from), Some(7.312318325042725));
    assert_eq!(raster.value(280, 481).map(f64::from), Some(-64.81159210205078));
    assert_eq!(raster.values.iter().filter(|&&v| v < 0.0).count(), 36_119);
    assert!((raster.step_x - 0.015).abs() < 1e-12 && (raster.step_y - 0.015).abs() < 1e-12);
    assert!((raster.west - 88.3925).abs() < 1e-9 && (raster.north - 27.115).abs() < 1e-9);
    assert_eq!((raster.epsg, raster.no_data), (Some(4326), Some(-32767.0)));
}

/// Check values of the file, counted with numpy.
#[test]
fn val_srtmgl3_colorado_ascii() {
    let Some(path) = real("ecosystem/terrain/srtmgl3_colorado.asc") else { return };
    let raster = read(&path).expect("a sound file");
    assert_eq!((raster.rows, raster.columns), (144, 144));
    let (low, high, mean) = raster.summary().expect("data");
    println!("min {low} max {high} mean {mean}");
    assert_eq!((low, high), (2186.0, 3345.0));
    assert!((mean - 2727.3904320987654).abs() < 1e-9);
    assert_eq!((raster.values[0], *raster.values.last().expect("values")), (2588.0, 2627.0));
    assert_eq!((raster.missing(), raster.no_data), (0, Some(0.0)));
}

#[test]
fn real_grids_with_every_form_of_header_are_read() {
    let Some(root) = real("flood/landlab_dems") else { return };
    for (name, columns, rows, missing) in [
        ("Square_TestBasin.asc", 200, 200, 0),
        ("bijou_gully_5m_filled.asc", 105, 77, 0),
        ("hugo_site_rainfall.asc", 76, 55, 0),
        ("jacksboro_fault_srtm.asc", 403, 344, 0),
    ] {
        let raster = read(&root.join(name)).expect(name);
        assert_eq!((raster.columns, raster.rows, raster.missing()), (columns, rows, missing), "{name}");
    }
    // No NODATA_value in the header: -9999 is meant.
    let site = read(&root.join("hugo_site_filled.asc")).expect("a sound file");
    assert_eq!((site.columns, site.rows, site.no_data), (76, 55, None));
    assert!(site.missing() > 0);
    // Written with xllcenter: half a cell beyond the centres.
    let rain = read(&root.join("hugo_site_rainfall.asc")).expect("a sound file");
    assert_eq!(rain.bounds(), [-5.0, -5.0, 755.0, 545.0]);
}

#[test]
fn corner_and_centre_forms_say_the_same() {
    let corner = text("ncols 2\nnrows 1\nxllcorner 10\nyllcorner 20\ncellsize 4\nNODATA_value -1\n5 -1\n");
    let centre = text(
        "NROWS 1\r\nNCOLS 2\r\nXLLCENTER 12\r\nYLLCENTRE 22\r\nCELLSIZE 4\r\nnodata_VALUE -1\r\n5\r\n-1",
    );
    let corner = corner.expect("sound");
    assert_eq!(corner.bounds(), [10.0, 20.0, 18.0, 24.0]);
    assert_eq!((corner.values[0], corner.values[1].is_nan()), (5.0, true));
    assert_eq!(corner.bounds(), centre.expect("sound").bounds());
}

#[test]
fn any_value_may_stand_for_no_data() {
    let head = "ncols 3\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n";
    for (no_data, words) in [
        ("0", "0 1 2"),
        ("-3.4028234663852886e+38", "-3.4028235e38 1 2"),
        ("nan", "NaN 1 2"),
        ("1e400", "1e400 1 2"),
    ] {
        let raster = text(&format!("{head}NODATA_value {no_data}\n{words}\n")).expect(no_data);
        assert!(raster.values[0].is_nan() && raster.values[1] == 1.0, "{no_data}");
    }
}

#[test]
fn rows_from_the_south_in_a_grid() {
    let raster = text("ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n").expect("sound");
    assert_eq!(raster.value(0, 0), Some(1.0));
    let grid = raster.into_grid().expect("square cells");
    assert_eq!(grid.cells, vec![3.0, 4.0, 1.0, 2.0]);
    assert_eq!(grid.frame.centre(0, 0), Point(0.5, 0.5));
}

#[test]
fn faults_of_an_ascii_grid_have_a_place() {
    let head = "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n";
    let at = |source: String| place(&text(&source).expect_err("a fault"));
    // A word, a comma, an infinity, a value too many, one too few.
    assert_eq!(at(format!("{head}1 2\n3 x4\n")), At::Line(7, 3));
    assert_eq!(at(format!("{head}1 2\n3,5 4\n")), At::Line(7, 1));
    assert_eq!(at(format!("{head}1 inf\n3 4\n")), At::Line(6, 3));
    assert_eq!(at(format!("{head}1 nan\n3 4\n")), At::Line(6, 3));
    assert_eq!(at(format!("{head}1 1e39\n3 4\n")), At::Line(6, 3));
    assert_eq!(at(format!("{head}1 2\n3 4\n5\n")), At::Line(8, 1));
    assert_eq!(at(format!("{head}1 2\n3\n")), At::Line(8, 1));
    // The header: an entry twice, an unknown one, a missing one, no number.
    assert_eq!(at(format!("{head}NROWS 2\n1 2\n3 4\n")), At::Line(6, 1));
    assert_eq!(at(format!("{head}colour 2\n1 2\n3 4\n")), At::Line(6, 1));
    assert_eq!(at("ncols 2\nnrows 2\ncellsize 1\nxllcorner 0\n1 2\n3 4\n".into()), At::Line(5, 1));
    assert_eq!(at("ncols two\n".into()), At::Line(1, 7));
    assert_eq!(at(format!("{}\n1 2", head.replace("cellsize 1", "cellsize -1"))), At::Line(7, 1));
    assert_eq!(at("ncols".into()), At::Line(1, 6));
    assert_eq!(at("\u{1}\u{2}binary".into()), At::Line(1, 1));
    assert_eq!(at("x".repeat(10_000)), At::Line(1, 1));
    assert_eq!(at(format!("{}1", head.replace("ncols 2", "ncols 0"))), At::Line(1, 7));
}

#[test]
fn messages_name_the_file_the_fault_and_the_remedy_in_both_languages() {
    use sandtable_kernel::Lang;
    let error = text("ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1,5\n").expect_err("a comma");
    assert_eq!(
        error.message(Lang::En),
        "grid.asc:6:1: found `1,5`; expected numbers with a decimal point, parted by spaces; \
         export it with decimal points and without commas"
    );
    assert_eq!(
        error.message(Lang::Zh),
        "grid.asc:6:1：发现 `1,5`；应为 以点作小数点、以空格分隔的数；请以点作小数点重新导出"
    );
}

#[test]
fn a_fault_of_data_stands_beside_those_of_scenario_files() {
    use sandtable_kernel::Lang;
    let error = text("ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1,5\n").expect_err("a comma");
    let row = crate::file::Fault::from(error).row(Lang::En);
    assert_eq!((row.file.as_str(), row.code.as_str()), ("grid.asc", "malformed"));
    assert_eq!((row.found.as_str(), row.line, row.column), ("`1,5`", Some(6), Some(1)));
    assert_eq!(row.remedy, "export it with decimal points and without commas");
}

#[test]
fn a_header_of_ten_gigabytes_is_refused_before_memory_is_taken() {
    let huge = text("ncols 100000\nnrows 100000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n");
    assert!(huge.is_err_and(|e| e.kind == FaultKind::TooLarge && e.at == At::Line(1, 7)));
    // Within the bound, but the file cannot hold as many.
    let hollow = text("ncols 10000\nnrows 10000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n");
    assert!(hollow.is_err_and(|e| e.kind == FaultKind::Malformed && e.at == At::Line(1, 7)));
    let wrapped = text("ncols 8589934592\nnrows 8589934592\nxllcorner 0\nyllcorner 0\ncellsize 1\n1\n");
    assert!(wrapped.is_err_and(|e| e.kind == FaultKind::TooLarge));
}

#[test]
fn what_is_no_file_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = |path: &Path| read(path).expect_err("no file").to_string();
    assert!(message(folder.path()).contains("it is a folder"));
    assert!(message(&folder.path().join("none.tif")).contains("there is no such file"));
    let empty = folder.path().join("empty.tif");
    std::fs::write(&empty, "").expect("written");
    assert!(message(&empty).contains("it is empty"));
    if Path::new("/dev/zero").exists() {
        assert!(message(Path::new("/dev/zero")).contains("device"));
    }
}

/// 19 × 17 cells of value 100·row + column + 0.25, cell (5, 3) without data, 32 bit
/// floats, big-endian, tiles of 16, deflate, floating-point predictor, EPSG 32650;
/// written with rasterio 1.4.4 (GDAL) for this test.
const TILED: &[u8] = include_bytes!("testdata/tiled_predictor3_bigendian.tif");

#[test]
fn val_tiles_with_floating_point_predictor_from_gdal() {
    let raster = read_bytes(TILED, Path::new("tiled.tif"), Limits::default()).expect("a sound file");
    assert_eq!(
        (raster.columns, raster.rows, raster.epsg, raster.no_data),
        (19, 17, Some(32650), Some(-9999.0))
    );
    assert_eq!(raster.bounds(), [500_000.0, 3_999_830.0, 500_190.0, 4_000_000.0]);
    for row in 0..17 {
        for column in 0..19 {
            let value = raster.value(column, row).expect("a cell");
            if (column, row) == (5, 3) {
                assert!(value.is_nan());
            } else {
                assert_eq!(value, (100 * row + column) as f32 + 0.25);
            }
        }
    }
}

#[test]
fn every_cut_of_a_geotiff_is_an_error() {
    for cut in 0..TILED.len() {
        let error = read_bytes(&TILED[..cut], Path::new("cut.tif"), Limits::default()).expect_err("cut");
        assert!(error.to_string().starts_with("cut.tif"), "{error}");
    }
}

#[test]
fn a_geotiff_with_a_huge_header_is_refused() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("an encoder");
    encoder.write_image::<tiff::encoder::colortype::Gray32Float>(2, 2, &[0.0; 4]).expect("written");
    let mut bytes = bytes.into_inner();
    // ImageWidth, ImageLength and RowsPerStrip: 50,000 × 50,000 cells, ten gigabytes.
    let directory = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
    let entries = u16::from_le_bytes([bytes[directory], bytes[directory + 1]]) as usize;
    let mut changed = 0;
    for entry in (0..entries).map(|k| directory + 2 + 12 * k) {
        if matches!(u16::from_le_bytes([bytes[entry], bytes[entry + 1]]), 256 | 257 | 278) {
            bytes[entry + 8..entry + 12].copy_from_slice(&50_000u32.to_le_bytes());
            changed += 1;
        }
    }
    assert_eq!(changed, 3);
    let error = read_bytes(&bytes, Path::new("huge.tif"), Limits::default()).expect_err("huge");
    assert!(error.kind == FaultKind::TooLarge, "{error}");
    let wide = Limits { cells: u64::MAX };
    let error = read_bytes(&bytes, Path::new("huge.tif"), wide).expect_err("hollow");
    assert!(error.kind == FaultKind::Malformed, "{error}");
}

#[test]
fn a_plain_picture_has_no_position() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("an encoder");
    encoder.write_image::<tiff::encoder::colortype::Gray8>(2, 2, &[1, 2, 3, 4]).expect("written");
    let error = read_bytes(bytes.get_ref(), Path::new("p.tif"), Limits::default()).expect_err("no position");
    assert!(error.to_string().contains("no position"), "{error}");
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("an encoder");
    encoder.write_image::<tiff::encoder::colortype::RGB8>(1, 1, &[1, 2, 3]).expect("written");
    let error = read_bytes(bytes.get_ref(), Path::new("p.tif"), Limits::default()).expect_err("colours");
    assert!(error.kind == FaultKind::Unsupported, "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spoilt_geotiffs_never_panic(changes in prop::collection::vec((0..TILED.len(), any::<u8>()), 1..12)) {
        let mut bytes = TILED.to_vec();
        for (k, byte) in changes {
            bytes[k] = byte;
        }
        if let Ok(raster) = read_bytes(&bytes, Path::new("spoilt.tif"), Limits { cells: 1_000_000 }) {
            prop_assert!(raster.values.iter().all(|v| !v.is_infinite()));
            prop_assert_eq!(raster.values.len(), raster.columns * raster.rows);
        }
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..3usize) {
        let start: &[u8] = [b"II*\0".as_slice(), b"MM\0+\0\x08\0\0", b"ncols 3\nnrows 2\n"][kind];
        let bytes = [start, &bytes].concat();
        let _ = read_bytes(&bytes, Path::new("garbage"), Limits { cells: 1_000_000 });
    }

    #[test]
    fn ascii_words_come_back_as_they_were(cells in prop::collection::vec(-1e6..1e6f32, 12)) {
        let words: Vec<String> = cells.iter().map(f32::to_string).collect();
        let source = format!("ncols 4\nnrows 3\nxllcorner 1.5\nyllcorner 2\ncellsize 0.5\n{}", words.join(" "));
        prop_assert_eq!(text(&source).expect("sound").values, cells);
    }
}
