//! The ground.

use super::CITY;
use crate::city::course::lookup;
use crate::city::terrain::{self, Cover, RiverKind, carve, depression};
use crate::city::{CityFiles, CityModel};

#[test]
fn the_channel_falls_all_the_way_to_the_sea() {
    let city = &*CITY;
    let ground = &city.terrain.ground_m;
    for (river, course) in city.terrain_recipe.rivers.iter().zip(&city.courses.rivers) {
        let mut levels = Vec::new();
        let mut in_sea = false;
        carve::cells_along(ground.frame, &course.line, |cell, _| {
            in_sea |= city.terrain.sea.cells[cell];
            if !in_sea && city.terrain.lake.cells[cell] == 0 {
                levels.push(ground.cells[cell]);
            }
        });
        assert!(levels.len() > 20, "{}", river.key);
        for pair in levels.windows(2) {
            // A cell of a wide river is a mean of samples: a centimetre of play.
            assert!(pair[1] <= pair[0] + 0.011, "{}: {} to {}", river.key, pair[0], pair[1]);
        }
        assert!(levels[0] - levels[levels.len() - 1] > 0.2, "{} does not fall", river.key);
    }
}

#[test]
fn unintended_depressions_are_rare_and_filling_was_moderate() {
    for cell_m in [120.0, 60.0] {
        let city = CityModel::yunjiang(cell_m).unwrap();
        let t = &city.terrain;
        let outlet = terrain::outlets(&t.sea, &t.river);
        let share = depression::pit_share(&t.ground_m, &outlet, &t.intended_pit.cells, 0.01);
        println!("{cell_m} m: pits {:.4} %, raised {:.2} % of cells", 100.0 * share, 100.0 * t.filled.0);
        // Hollows without outlet stay under 0.5 % of the area.
        assert!(share < 0.005, "{share}");
        assert!(t.filled.0 < 0.05, "{}", t.filled.0);
    }
}

#[test]
fn a_coarse_cell_is_the_mean_of_the_fine_ones() {
    let (coarse, fine) = (&CITY.terrain, CityModel::yunjiang(60.0).unwrap().terrain);
    let (mut sum, mut count, mut off_by_more) = (0.0f64, 0.0, 0.0);
    for row in 0..coarse.ground_m.frame.rows {
        for column in 0..coarse.ground_m.frame.columns {
            let k = coarse.ground_m.frame.index(column, row);
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .map(|(dx, dy)| fine.ground_m.frame.index(2 * column + dx, 2 * row + dy));
            let narrow = |river: u8| {
                river > 0 && CITY.terrain_recipe.rivers[river as usize - 1].kind != RiverKind::Main
            };
            let special = narrow(coarse.river.cells[k])
                || coarse.lake.cells[k] > 0
                || coarse.intended_pit.cells[k]
                || four.iter().any(|&f| narrow(fine.river.cells[f]) || fine.lake.cells[f] > 0)
                || coarse.hill_m.cells[k] > 0.0;
            if special {
                continue;
            }
            let mean: f64 = four.iter().map(|&f| f64::from(fine.ground_m.cells[f])).sum::<f64>() / 4.0;
            let off = (f64::from(coarse.ground_m.cells[k]) - mean).abs();
            sum += off;
            count += 1.0;
            off_by_more += f64::from(u8::from(off > 0.1));
        }
    }
    let share = off_by_more / count;
    println!(
        "120 m against mean of 60 m on the plain: mean {:.4} m, {:.3} % off by more than 0.1 m",
        sum / count,
        100.0 * share
    );
    // Where they differ, the 120 m grid has filled a pit that the 60 m grid drains.
    assert!(sum / count < 0.005 && share < 0.005);
}

#[test]
fn the_same_files_make_the_same_bits() {
    let begun = std::time::Instant::now();
    let again = CityModel::yunjiang(120.0).unwrap();
    println!("city made in {:.2} s at 120 m", begun.elapsed().as_secs_f64());
    assert_eq!(again.terrain, CITY.terrain);
    assert_eq!(again.roads.graph, CITY.roads.graph);
    assert_eq!(again.zone_areas, CITY.zone_areas);
    let other = CityFiles::yunjiang().text("terrain.ron").unwrap().replace("seed: 20260612", "seed: 1");
    let moved = super::super::build(&CityFiles::yunjiang().with("terrain.ron", other), 120.0);
    // Another relief: places may now lie wrong, but the ground is another one.
    if let Ok(moved) = moved {
        assert_ne!(moved.terrain.ground_m, CITY.terrain.ground_m);
        assert_ne!(moved.hash, CITY.hash);
    }
}

#[test]
fn it_is_a_city_between_hills_and_sea() {
    let share = |class: Cover| {
        let cells = &CITY.terrain.cover.cells;
        cells.iter().filter(|&&c| c == class as u8).count() as f64 / cells.len() as f64
    };
    for class in Cover::ALL {
        println!("{class:?} {:.1} %", 100.0 * share(class));
    }
    assert!((0.15..0.4).contains(&share(Cover::Forest)));
    assert!((0.05..0.2).contains(&share(Cover::Sea)));
    assert!(share(Cover::Urban) + share(Cover::Dense) + share(Cover::Industrial) > 0.08);
    // 39.96 × 30 km.
    let frame = CITY.terrain.ground_m.frame;
    assert_eq!((frame.columns, frame.rows), (333, 250));
}

#[test]
fn levees_stand_above_the_ground_and_the_low_stretch_is_low() {
    for levee in &CITY.levees {
        for (place, crest) in levee.line.0.iter().zip(&levee.crest) {
            if let Some(ground) = CITY.terrain.ground_m.at(*place) {
                assert!(
                    crest.1 > f64::from(*ground) - 0.3,
                    "{} at {place:?}: {} over {ground}",
                    levee.key,
                    crest.1
                );
            }
        }
    }
    let shatian = CITY.levees.iter().find(|levee| levee.key == "levee.shatian").unwrap();
    let lowest = shatian.crest.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
    let usual = lookup(&shatian.crest, 6000.0);
    assert!(usual - lowest > 1.0);
}
