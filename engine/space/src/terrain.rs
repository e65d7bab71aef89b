//! What a terrain looks like and where it holds water.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::Grid;

/// Shaded relief, 0 (dark) to 1 (bright): the cosine between the surface's normal
/// and the light. Slopes by Horn's eight neighbours (Horn 1981, Proc. IEEE 69(1),
/// 14–47); missing neighbours count as the cell itself. `light_from_deg` is
/// clockwise from north, `light_height_deg` above the horizon, heights are
/// multiplied by `exaggeration`. NaN where the terrain is.
#[must_use]
pub fn hillshade(
    terrain: &Grid<f32>,
    light_from_deg: f64,
    light_height_deg: f64,
    exaggeration: f64,
) -> Grid<f32> {
    let (azimuth, height) = (light_from_deg.to_radians(), light_height_deg.to_radians());
    let flat = libm::cos(height);
    let light = [flat * libm::sin(azimuth), flat * libm::cos(azimuth), libm::sin(height)];
    let frame = terrain.frame;
    Grid::from_fn(frame, |column, row| {
        let own = f64::from(terrain.cells[frame.index(column, row)]);
        if own.is_nan() {
            return f32::NAN;
        }
        let z = |dc: isize, dr: isize| {
            let value = column
                .checked_add_signed(dc)
                .zip(row.checked_add_signed(dr))
                .and_then(|(c, r)| terrain.get(c, r))
                .map_or(own, |&v| f64::from(v));
            if value.is_nan() { own } else { value }
        };
        let scale = exaggeration / (8.0 * frame.cell_m);
        let east = scale * (z(1, 1) + 2.0 * z(1, 0) + z(1, -1) - z(-1, 1) - 2.0 * z(-1, 0) - z(-1, -1));
        let north = scale * (z(-1, 1) + 2.0 * z(0, 1) + z(1, 1) - z(-1, -1) - 2.0 * z(0, -1) - z(1, -1));
        let length = (1.0 + east * east + north * north).sqrt();
        ((light[2] - east * light[0] - north * light[1]) / length).max(0.0) as f32
    })
}

/// Where water would stand on a terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct Depressions {
    /// Depth to the spill level of each cell, m; 0 where water runs off.
    pub depth_m: Grid<f32>,
    /// Cells deeper than the tolerance.
    pub cells: usize,
    /// Their share of the cells with data.
    pub share: f64,
    /// Greatest depth, m.
    pub deepest_m: f32,
    /// Volume below the spill levels of these cells, m³.
    pub volume_m3: f64,
}

/// Finds depressions by priority flood (Barnes, Lehman and Mulla 2014, Computers &
/// Geosciences 62, 117–127; the algorithm of 8 neighbours without epsilon). Water
/// leaves at the rim of the grid and into cells without data. Depths up to
/// `tolerance_m` are not counted.
#[must_use]
pub fn depressions(terrain: &Grid<f32>, tolerance_m: f32) -> Depressions {
    let frame = terrain.frame;
    let mut level: Vec<f32> = terrain.cells.clone();
    let mut known = vec![false; frame.len()];
    let mut heap = BinaryHeap::new();
    let neighbours = |cell: usize| {
        let (column, row) = frame.column_row(cell);
        (-1isize..=1).flat_map(move |dr| (-1isize..=1).map(move |dc| (dc, dr))).filter_map(move |(dc, dr)| {
            let c = column.checked_add_signed(dc).filter(|&c| c < frame.columns)?;
            let r = row.checked_add_signed(dr).filter(|&r| r < frame.rows)?;
            ((dc, dr) != (0, 0)).then(|| frame.index(c, r))
        })
    };
    for cell in 0..frame.len() {
        let outside = level[cell].is_nan() || neighbours(cell).count() < 8;
        let beside = || neighbours(cell).any(|n| terrain.cells[n].is_nan());
        if outside || beside() {
            known[cell] = true;
            if !level[cell].is_nan() {
                heap.push(Reverse((rank(level[cell]), cell)));
            }
        }
    }
    while let Some(Reverse((_, cell))) = heap.pop() {
        for next in neighbours(cell) {
            if !std::mem::replace(&mut known[next], true) {
                level[next] = level[next].max(level[cell]);
                heap.push(Reverse((rank(level[next]), next)));
            }
        }
    }
    let depth_m = Grid {
        frame,
        cells: level
            .iter()
            .zip(&terrain.cells)
            .map(|(&level, &ground)| if ground.is_nan() { 0.0 } else { level - ground })
            .collect(),
    };
    let with_data = terrain.cells.iter().filter(|z| !z.is_nan()).count();
    let deep = || depth_m.cells.iter().copied().filter(|&d| d > tolerance_m);
    let cells = deep().count();
    Depressions {
        cells,
        share: if with_data > 0 { cells as f64 / with_data as f64 } else { 0.0 },
        deepest_m: deep().fold(0.0, f32::max),
        volume_m3: deep().map(f64::from).sum::<f64>() * frame.cell_area_m2(),
        depth_m,
    }
}

/// Heights as whole numbers of the same order.
fn rank(height: f32) -> u32 {
    let bits = height.to_bits();
    if bits & 0x8000_0000 == 0 { bits | 0x8000_0000 } else { !bits }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Frame, Point};

    const FRAME: Frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 9, rows: 7 };

    #[test]
    fn flat_ground_is_as_bright_as_the_light_is_high() {
        let shade = hillshade(&Grid::filled(FRAME, 12.0), 315.0, 30.0, 1.0);
        assert!(shade.cells.iter().all(|&s| (s - 0.5).abs() < 1e-6));
    }

    #[test]
    fn a_slope_towards_the_light_is_brightest() {
        // Rises to the east by 100 %: it faces west at 45°, so a light in the west at
        // 45° meets it square on, and one in the east at 45° only grazes it.
        let slope = Grid::from_fn(FRAME, |c, _| 10.0 * c as f32);
        let inner = FRAME.index(4, 3);
        assert!((hillshade(&slope, 270.0, 45.0, 1.0).cells[inner] - 1.0).abs() < 1e-6);
        assert!(hillshade(&slope, 90.0, 45.0, 1.0).cells[inner].abs() < 1e-6);
    }

    #[test]
    fn a_bowl_fills_to_its_lowest_rim() {
        let mut bowl = Grid::filled(FRAME, 5.0f32);
        bowl.cells[FRAME.index(4, 3)] = 1.0;
        bowl.cells[FRAME.index(5, 3)] = 2.0;
        // A notch of the rim at 4 m, two cells long.
        bowl.cells[FRAME.index(6, 3)] = 4.0;
        bowl.cells[FRAME.index(7, 3)] = 4.0;
        bowl.cells[FRAME.index(8, 3)] = 4.0;
        let found = depressions(&bowl, 0.01);
        assert_eq!(found.cells, 2);
        assert_eq!(found.depth_m.cells[FRAME.index(4, 3)], 3.0);
        assert_eq!(found.depth_m.cells[FRAME.index(5, 3)], 2.0);
        assert_eq!(found.deepest_m, 3.0);
        assert_eq!(found.volume_m3, 500.0);
        // A hole without data drains it.
        bowl.cells[FRAME.index(4, 2)] = f32::NAN;
        assert_eq!(depressions(&bowl, 0.01).cells, 0);
    }

    proptest! {
        #[test]
        fn levels_are_the_lowest_that_let_water_out(heights in prop::collection::vec(-9i8..10, 63)) {
            let terrain = Grid { frame: FRAME, cells: heights.iter().map(|&h| f32::from(h)).collect() };
            // The spill level by relaxation until nothing changes.
            let mut level: Vec<f32> = (0..63)
                .map(|k| {
                    let (c, r) = FRAME.column_row(k);
                    if c == 0 || r == 0 || c == 8 || r == 6 { terrain.cells[k] } else { f32::INFINITY }
                })
                .collect();
            loop {
                let before = level.clone();
                for r in 1..6 {
                    for c in 1..8 {
                        let k = FRAME.index(c, r);
                        let mut out = f32::INFINITY;
                        for n in [k - 10, k - 9, k - 8, k - 1, k + 1, k + 8, k + 9, k + 10] {
                            out = out.min(level[n]);
                        }
                        level[k] = terrain.cells[k].max(out);
                    }
                }
                if before == level { break; }
            }
            let found = depressions(&terrain, 0.0);
            let depths: Vec<f32> = level.iter().zip(&terrain.cells).map(|(level, z)| level - z).collect();
            prop_assert_eq!(found.depth_m.cells, depths);
        }
    }
}
