use proptest::prelude::*;
use sandtable_space::{Frame, Point, Resampling};

use super::*;
use crate::raster::Raster;

/// Reference values: pyproj 3.7.2 with PROJ 9.5.1 (PyPI), `Transformer.from_crs(a,
/// b, always_xy=True)`. Rows: from, to, x, y, expected x, expected y.
const PYPROJ: &[(u32, u32, f64, f64, f64, f64)] = &[
    (4326, 32650, 120.16, 30.27, 804_022.623_979_116_1, 3_352_932.917_394_490_4),
    (4326, 32649, 113.2644, 23.1291, 731_879.917_759_340_8, 2_559_611.716_200_506_3),
    (4326, 32756, 151.7, -32.95, 378_486.673_722_154_7, 6_353_506.171_044_338_5),
    (4326, 28356, 151.7, -32.95, 378_486.673_721_564_5, 6_353_506.171_146_052),
    (4326, 32635, 24.9414, 60.1699, 385_777.736_656_491_4, 6_672_113.187_183_441),
    (4490, 4547, 113.2644, 23.1291, 424_654.892_970_059_53, 2_559_024.739_304_148_6),
    (4490, 4526, 113.2644, 23.1291, 38_424_654.892_970_06, 2_559_024.739_304_148_6),
    (4490, 4548, 116.4, 39.9, 448_688.855_734_416_4, 4_418_598.001_258_592),
    (4490, 4549, 120.16, 30.27, 515_395.853_112_615_35, 3_350_055.008_701_148),
    (4490, 4502, 76.0, 39.5, 586_014.262_559_380_4, 4_374_491.590_741_836_5),
    (4490, 4509, 117.2, 31.8, 518_939.553_249_110_2, 3_519_692.840_833_942),
    (4490, 4554, 134.0, 47.5, 424_656.760_876_661_7, 5_263_319.645_837_741),
    (4490, 4533, 134.0, 47.5, 45_424_656.760_876_66, 5_263_319.645_837_741),
];

/// Within 1 mm on the ground, both ways (back: 1e-8 degrees).
#[test]
fn val_points_against_pyproj() {
    for &(from, to, x, y, east, north) in PYPROJ {
        let there = Transform::between(from, to).expect("known codes");
        let point = there.point(Point(x, y)).expect("inside");
        let error = point.distance_m(Point(east, north));
        println!("{from} -> {to}: {error:.2e} m");
        assert!(error < 1e-3, "{from} -> {to}: {point:?}");
        let back = there.inverse().point(point).expect("inside");
        assert!(back.distance_m(Point(x, y)) < 1e-8, "{to} -> {from}: {back:?}");
    }
}

/// EPSG names of the zones, from the same tool.
#[test]
fn val_names_and_meridians_of_zones() {
    for (code, name) in [
        (4491, "CGCS2000 / Gauss-Kruger zone 13"),
        (4502, "CGCS2000 / Gauss-Kruger CM 75E"),
        (4512, "CGCS2000 / Gauss-Kruger CM 135E"),
        (4513, "CGCS2000 / 3-degree Gauss-Kruger zone 25"),
        (4533, "CGCS2000 / 3-degree Gauss-Kruger zone 45"),
        (4534, "CGCS2000 / 3-degree Gauss-Kruger CM 75E"),
        (4554, "CGCS2000 / 3-degree Gauss-Kruger CM 135E"),
        (32650, "WGS 84 / UTM zone 50N"),
        (32756, "WGS 84 / UTM zone 56S"),
        (28356, "GDA94 / MGA zone 56"),
        (7856, "GDA2020 / MGA zone 56"),
    ] {
        assert_eq!(Crs::from_epsg(code).expect("known").name(), name);
    }
}

#[test]
fn every_known_code_makes_a_system_and_others_none() {
    let known = (0..40_000).filter(|&code| Crs::from_epsg(code).is_ok()).count();
    // 4 geographic, 60 + 60 UTM, 11 + 14 MGA, 2 × 11 and 2 × 21 Gauss–Krüger.
    assert_eq!(known, 4 + 120 + 25 + 22 + 42);
    let error = Crs::from_epsg(3857).expect_err("not known");
    assert!(error.to_string().contains("EPSG:3857") && error.to_string().contains("convert"));
    assert!(matches!(
        Crs::from_epsg(4490).expect("known").metric(),
        Err(ProjectError::NotMetric { epsg: 4490 })
    ));
}

#[test]
fn points_off_the_earth_are_errors() {
    let there = Transform::between(4326, 32650).expect("known");
    for (x, y) in [(f64::NAN, 0.0), (117.0, 95.0), (30.27e6, 0.0), (f64::INFINITY, 1.0)] {
        assert!(matches!(there.point(Point(x, y)), Err(ProjectError::Outside { .. })), "{x} {y}");
    }
    assert_eq!(Crs::utm_around(113.26, 23.13).map(|crs| crs.epsg()), Ok(32649));
    assert_eq!(Crs::utm_around(151.7, -32.95).map(|crs| crs.epsg()), Ok(32756));
    assert!(Crs::utm_around(200.0, 0.0).is_err());
}

/// A raster whose values are a plane over longitude and latitude.
fn plane() -> Raster {
    let (columns, rows, step) = (60, 50, 0.001);
    let (west, north) = (113.2, 23.2);
    let values = (0..rows * columns)
        .map(|k| {
            let x = west + ((k % columns) as f64 + 0.5) * step;
            let y = north - ((k / columns) as f64 + 0.5) * step;
            ((x - 113.0) * 1000.0 + (y - 23.0) * 500.0) as f32
        })
        .collect();
    Raster { columns, rows, west, north, step_x: step, step_y: step, epsg: Some(4326), no_data: None, values }
}

#[test]
fn a_plane_stays_a_plane_in_metres() {
    let transform = Transform::between(4326, 32649).expect("known");
    for (cell, method, tolerance) in
        [(30.0, Resampling::Bilinear, 1e-3), (250.0, Resampling::Mean, 0.5), (250.0, Resampling::Median, 0.5)]
    {
        let frame = frame_covering(&plane(), &transform, cell, None, 1_000_000).expect("a frame");
        let grid = warp(plane(), &transform, frame, method).expect("warped");
        let mut inside = 0;
        for (k, &value) in grid.cells.iter().enumerate() {
            let (column, row) = frame.column_row(k);
            let centre = transform.inverse().point(frame.centre(column, row)).expect("inside");
            // Half an old cell at the rim is constant, and a new cell needs all of its block.
            let margin = 0.0005 + cell / 100_000.0;
            let within = centre.0 > 113.2 + margin && centre.0 < 113.26 - margin;
            if within && centre.1 > 23.15 + margin && centre.1 < 23.2 - margin {
                let expected = (centre.0 - 113.0) * 1000.0 + (centre.1 - 23.0) * 500.0;
                assert!((f64::from(value) - expected).abs() < tolerance, "{value} {expected}");
                inside += 1;
            }
        }
        assert!(2 * inside > frame.len(), "{inside} of {}", frame.len());
        // The turned raster leaves corners of its upright frame empty.
        assert!(grid.cells.iter().any(|v| v.is_nan()));
    }
}

#[test]
fn a_raster_that_stays_keeps_its_cells() {
    let values: Vec<f32> = (0..12).map(|k| k as f32).collect();
    let raster = Raster {
        columns: 4,
        rows: 3,
        west: 382_249.79,
        north: 6_354_268.4,
        step_x: 0.99993,
        step_y: 0.99993,
        epsg: Some(28356),
        no_data: None,
        values,
    };
    let stay = Transform::between(28356, 28356).expect("known");
    let frame = frame_covering(&raster, &stay, 0.99993, None, 100).expect("a frame");
    let grid = warp(raster.clone(), &stay, frame, Resampling::Nearest).expect("warped");
    assert_eq!(Some(grid), raster.clone().into_grid());
    // Two by two: the mean of four.
    let coarse = Frame { cell_m: 2.0 * 0.99993, columns: 2, rows: 1, ..frame };
    let grid = warp(raster, &stay, coarse, Resampling::Mean).expect("warped");
    assert_eq!(grid.cells, vec![6.5, 8.5]);
}

#[test]
fn a_raster_that_would_grow_beyond_the_limit_is_refused() {
    let transform = Transform::between(4326, 32649).expect("known");
    assert!(matches!(
        frame_covering(&plane(), &transform, 1e-3, None, 1_000_000),
        Err(ProjectError::TooLarge { .. })
    ));
    let clip = Window { west: 0.0, south: 0.0, east: 10.0, north: 10.0 };
    let nothing = frame_covering(&plane(), &transform, 30.0, Some(clip), 1_000_000).expect("a frame");
    assert!(nothing.is_empty());
}

proptest! {
    #[test]
    fn there_and_back_is_where_one_was(zone in 32_601u32..=32_660, x in -3.0..3.0f64, y in 0.0..80.0f64) {
        let longitude = f64::from(zone - 32_600) * 6.0 - 183.0 + x;
        let there = Transform::between(4326, zone).expect("known");
        let metres = there.point(Point(longitude, y)).expect("inside");
        let back = there.inverse().point(metres).expect("inside");
        prop_assert!(back.distance_m(Point(longitude, y)) < 1e-9);
        prop_assert!(metres.0 > 160_000.0 && metres.0 < 840_000.0);
    }
}
