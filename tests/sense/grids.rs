//! The coarse grid of the main command against the fine one, with the same draws.

use std::collections::BTreeMap;

use sandtable_kernel::SimId;
use sandtable_response::exposure::depth_at_home;
use sandtable_response::spot::LOWEST_M;
use sandtable_scenarios::place::Packets;
use sandtable_simulation::{Case, Finished};
use sandtable_space::Point;

use crate::city::{City, column, difference, line, of_case, plan, replicates};

const METRICS: [&str; 5] =
    ["flood.population", "flood.area", "flood.peak_stage", "deaths.total", "exposure.persons"];
const PLANS: [&str; 2] = ["as-written", "no-plan"];

struct Run {
    case: Case,
    rows: Vec<Vec<Finished>>,
}

impl Run {
    fn new(cell_m: f64) -> Self {
        let city = City::new(cell_m);
        let case = city.case(city.place(), Packets::Of(20));
        let written = plan(PLANS[0]);
        let plans = [of_case(&case, PLANS[0], Some(&written)), of_case(&case, PLANS[1], None)];
        let rows = replicates(&case, &plans, 3);
        Self { case, rows }
    }

    fn of(&self, plan: usize, metric: &str) -> Vec<f64> {
        column(&self.case, &self.rows, plan, metric)
    }

    /// Residents whose homes were in deeper water at some time, by replicate.
    fn deeper_than(&self, plan: usize, depth_m: f32) -> Vec<f64> {
        let groups = &self.case.response.site().groups;
        let of_run = |run: &Finished| {
            let deepest = &run.layers.as_ref().expect("kept").max_depth_m;
            let wet = groups.iter().filter(|group| depth_at_home(group, deepest) > depth_m);
            wet.map(|group| f64::from(group.persons)).sum()
        };
        self.rows.iter().map(|row| of_run(&row[plan])).collect()
    }
}

#[test]
fn the_main_river_is_four_coarse_cells_wide() {
    let city = City::new(120.0);
    let model = city.model();
    let main = model.terrain_recipe.rivers.iter().position(|river| river.key == model.main_river);
    let number = main.expect("the main river") as u8 + 1;
    let (river, course) = (&model.terrain.river, &model.courses.rivers[usize::from(number) - 1]);
    // Cells of the river on lines across it, every kilometre of its course.
    let mut least = usize::MAX;
    let mut along = 1000.0;
    while along < course.length_m() - 1000.0 {
        let (here, next) = (course.line.at(along), course.line.at(along + 50.0));
        let (dx, dy) = ((next.0 - here.0) / 50.0, (next.1 - here.1) / 50.0);
        let mut cells: Vec<usize> = (-100..=100)
            .filter_map(|k| {
                let aside = 10.0 * f64::from(k);
                let at = Point(here.0 - dy * aside, here.1 + dx * aside);
                river.frame.index_at(at).filter(|&cell| river.cells[cell] == number)
            })
            .collect();
        cells.sort_unstable();
        cells.dedup();
        least = least.min(cells.len());
        along += 1000.0;
    }
    println!("the main river is at least {least} cells of 120 m wide");
    assert!((4..100).contains(&least), "{least}");
}

/// Homes of the packets by identity: place, persons, and height above the cell's ground.
fn homes(cell_m: f64, packets: Packets) -> BTreeMap<SimId, (Point, u16, f32)> {
    let city = City::new(cell_m);
    let case = city.case(city.place(), packets);
    let groups = case.response.site().groups.iter();
    groups.map(|group| (group.id, (group.at, group.persons, group.ground.rise_m()))).collect()
}

#[test]
fn homes_stand_on_the_same_ground_on_every_grid() {
    let (coarse, fine) = (homes(120.0, Packets::Of(20)), homes(60.0, Packets::Of(20)));
    assert_eq!(coarse.len(), fine.len());
    let (mut raised, mut lowered, mut all) = (0.0, 0.0, 0.0);
    for (id, (at, persons, rise)) in &coarse {
        let (own_at, own_persons, own_rise) = fine[id];
        assert_eq!((*at, *persons, own_rise), (own_at, own_persons, 0.0));
        assert!(*rise >= LOWEST_M);
        all += f64::from(*persons);
        raised += if *rise > 0.02 { f64::from(*persons) } else { 0.0 };
        lowered += if *rise < -0.02 { f64::from(*persons) } else { 0.0 };
    }
    println!("of {all} people {raised} live over 2 cm above the mean of 120 m, {lowered} below");
    assert!(raised > 0.1 * all && lowered > 0.1 * all);
    // A household by itself has the ground of its own spot, where its packet has that of
    // the middle one: as many low and high homes.
    let single = homes(120.0, Packets::Single);
    let low = |homes: &BTreeMap<SimId, (Point, u16, f32)>| {
        let (low, all) = homes.values().fold((0.0, 0.0), |(low, all), (_, persons, rise)| {
            let n = f64::from(*persons);
            (if *rise < -0.02 { low + n } else { low }, all + n)
        });
        low / all
    };
    let (packed, alone) = (low(&coarse), low(&single));
    println!("low homes: {packed:.4} of people in packets, {alone:.4} of single households");
    assert!((packed - alone).abs() < 0.01, "{packed} and {alone}");
}

#[test]
#[ignore = "runs the city on both grids; CI runs it in release"]
fn the_grids_agree_on_flooded_people_and_on_the_order_of_plans() {
    let (coarse, fine) = (Run::new(120.0), Run::new(60.0));
    for metric in METRICS {
        for (k, name) in PLANS.into_iter().enumerate() {
            let (a, b) = (coarse.of(k, metric), fine.of(k, metric));
            println!("{metric} {name}: 120 m {a:?}, 60 m {b:?}");
            println!("{}", line("  coarse - fine", &difference(&a, &b)));
        }
    }
    for depth_m in [0.05, 0.15, 0.3, 0.5] {
        for (k, name) in PLANS.into_iter().enumerate() {
            let (a, b) = (coarse.deeper_than(k, depth_m), fine.deeper_than(k, depth_m));
            let ratios: Vec<String> = a.iter().zip(&b).map(|(a, b)| format!("{:.3}", a / b)).collect();
            println!(
                "people in more than {depth_m} m, {name}: 120 m {a:?}, 60 m {b:?}, {}",
                ratios.join(" ")
            );
        }
    }
    let total = |run: &Run, k| run.of(k, "flood.population").iter().sum::<f64>();
    for (k, name) in PLANS.into_iter().enumerate() {
        let ratio = total(&coarse, k) / total(&fine, k);
        println!("flooded population, {name}: ratio {ratio:.3}");
        assert!((ratio - 1.0).abs() <= 0.10, "{name}: {ratio}");
    }
    // Deaths are the metric that the scenario decides by.
    let mean = |paired: &sandtable_study::paired::Paired| paired.mean.as_ref().expect("three pairs").value;
    for metric in ["deaths.total", "exposure.persons"] {
        let order = |run: &Run| difference(&run.of(0, metric), &run.of(1, metric));
        let (a, b) = (order(&coarse), order(&fine));
        println!("{}", line(&format!("{metric} at 120 m: {} - {}", PLANS[0], PLANS[1]), &a));
        println!("{}", line(&format!("{metric} at 60 m"), &b));
        if a.excludes_zero == Some(true) {
            assert!(mean(&a) * mean(&b) > 0.0, "{metric}: the grids order the plans differently");
        }
    }
}
