//! The coarse grid of the main command against the fine one, with the same draws.

use sandtable_scenarios::place::Packets;
use sandtable_simulation::{Case, Finished};

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
                let at = sandtable_space::Point(here.0 - dy * aside, here.1 + dx * aside);
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

#[test]
#[ignore = "runs the city on both grids; CI runs it in release"]
fn the_order_of_plans_is_that_of_the_fine_grid() {
    let (coarse, fine) = (Run::new(120.0), Run::new(60.0));
    for metric in METRICS {
        for (k, name) in PLANS.into_iter().enumerate() {
            let (a, b) = (coarse.of(k, metric), fine.of(k, metric));
            println!("{metric} {name}: 120 m {a:?}, 60 m {b:?}");
            println!("{}", line("  coarse - fine", &difference(&a, &b)));
        }
    }
    let total = |run: &Run, k| run.of(k, "flood.population").iter().sum::<f64>();
    for (k, name) in PLANS.into_iter().enumerate() {
        println!("flooded population, {name}: ratio {:.3}", total(&coarse, k) / total(&fine, k));
    }
    let order = |run: &Run| difference(&run.of(0, "deaths.total"), &run.of(1, "deaths.total"));
    let (a, b) = (order(&coarse), order(&fine));
    println!("{}\n{}", line("deaths at 120 m: as-written - no-plan", &a), line("deaths at 60 m", &b));
    let mean = |paired: &sandtable_study::paired::Paired| paired.mean.expect("three pairs").value;
    if a.excludes_zero == Some(true) {
        assert!(mean(&a) * mean(&b) > 0.0, "the grids order the plans differently");
    }
}
