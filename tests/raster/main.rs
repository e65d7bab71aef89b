//! What the writers of `reports` write, the readers of `scenarios` read.

use std::path::Path;

use proptest::prelude::*;
use sandtable_reports::raster::{ascii, geotiff, write_ascii, write_geotiff};
use sandtable_scenarios::raster::{Limits, Raster, read, read_bytes};
use sandtable_space::{Frame, Grid, Point};

fn grid(columns: usize, rows: usize, cells: Vec<f32>) -> Grid<f32> {
    Grid {
        frame: Frame {
            origin: Point(382_249.791_744_63, 6_354_265.432_285_8),
            cell_m: 0.999_936_810_000_29,
            columns,
            rows,
        },
        cells,
    }
}

fn any_grid() -> impl Strategy<Value = Grid<f32>> {
    (1usize..40, 1usize..90).prop_flat_map(|(columns, rows)| {
        let value = prop_oneof![9 => -1e5..1e5f32, 1 => Just(f32::NAN), 1 => -1e-30..1e30f32];
        prop::collection::vec(value, columns * rows).prop_map(move |cells| grid(columns, rows, cells))
    })
}

/// Same values, NaN where NaN.
fn same(raster: Raster, grid: &Grid<f32>) -> bool {
    let read = raster.into_grid().expect("square cells");
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    read.frame.columns == grid.frame.columns
        && read.frame.rows == grid.frame.rows
        && near(read.frame.cell_m, grid.frame.cell_m)
        && near(read.frame.origin.0, grid.frame.origin.0)
        && near(read.frame.origin.1, grid.frame.origin.1)
        && read.cells.iter().zip(&grid.cells).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

proptest! {
    #[test]
    fn geotiff_round_trip(grid in any_grid()) {
        let bytes = geotiff(&grid, Some(32756)).expect("written");
        let raster = read_bytes(&bytes, Path::new("g.tif"), Limits::default()).expect("read");
        prop_assert_eq!((raster.epsg, raster.no_data), (Some(32756), Some(-9999.0)));
        prop_assert!(same(raster, &grid));
    }

    #[test]
    fn ascii_round_trip(grid in any_grid()) {
        let raster = read_bytes(ascii(&grid).as_bytes(), Path::new("g.asc"), Limits::default()).expect("read");
        prop_assert!(same(raster, &grid));
    }

    #[test]
    fn whole_numbers_round_trip(cells in prop::collection::vec(any::<i16>(), 60)) {
        let whole = grid(6, 10, cells.iter().map(|&v| f32::from(v)).collect());
        let short = Grid { frame: whole.frame, cells };
        let bytes = geotiff(&short, Some(4490)).expect("written");
        let raster = read_bytes(&bytes, Path::new("g.tif"), Limits::default()).expect("read");
        prop_assert_eq!(raster.epsg, Some(4490));
        let expected = whole.map(|&v| if v == -9999.0 { f32::NAN } else { v });
        prop_assert!(same(raster, &expected));
    }
}

#[test]
fn files_are_written_whole_and_leave_nothing_beside_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = grid(3, 2, vec![1.0, 2.0, f32::NAN, 4.0, 5.0, 6.5]);
    let (tif, asc) = (folder.path().join("a.tif"), folder.path().join("a.asc"));
    std::fs::write(&tif, "older").expect("written");
    write_geotiff(&tif, &small, None).expect("written");
    write_ascii(&asc, &small).expect("written");
    assert!(same(read(&tif).expect("read"), &small));
    assert!(same(read(&asc).expect("read"), &small));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
    assert!(write_ascii(&folder.path().join("none/a.asc"), &small).is_err());
}

#[test]
fn grids_without_cells_are_refused() {
    assert!(geotiff(&grid(0, 5, vec![]), None).is_err());
    assert!(geotiff(&grid(2, 2, vec![1.0]), None).is_err());
}
