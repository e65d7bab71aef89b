//! Pumps that discharge to the sea or out of the map put water nowhere else.

use sandtable_command::register::Capability;
use sandtable_hazards::flood::FloodForcing;
use sandtable_hazards::flood::forcing::Rain;
use sandtable_hazards::flood::site::{Outlet, PumpControl, PumpSpec, StageSpec};
use sandtable_kernel::Dist;
use sandtable_scenarios::place::{Packets, Place};
use sandtable_simulation::{Case, Finished};
use sandtable_space::Point;
use sandtable_tests::fixture;

use crate::common::{case, run};

/// Depth from which a cell counts as flooded, m; that of the metric `flood.area`.
const FLOODED_M: f32 = 0.05;

/// Share of cells that may become wet because a pump runs.
const SHARE: f64 = 0.001;

/// The town with a hollow and a sea beyond its western edge.
fn place() -> Place {
    let mut place = fixture::place();
    let columns = place.layers.frame.columns;
    for (k, ground) in place.layers.ground_m.iter_mut().enumerate() {
        let (column, row) = (k % columns, k / columns);
        if (8..13).contains(&column) && (8..13).contains(&row) {
            *ground = 1.2;
        }
        if column == 0 {
            *ground = -1.0;
            place.layers.stage[k] = 1;
            place.land[k] = false;
        }
    }
    place.flood.stages = vec![StageSpec { key: "stage.sea".into(), level_m: 0.0 }];
    // The river comes in beside the sea.
    place.flood.inflows[0].points = vec![Point(125.0, 525.0)];
    place
}

fn pump(key: &str, intake: Point, outlet: Outlet) -> PumpSpec {
    PumpSpec {
        key: key.into(),
        intake,
        outlet,
        curve: vec![(0.0, 4.0)],
        start_m: 0.05,
        stop_m: 0.0,
        control: PumpControl::Automatic,
    }
}

fn weather() -> FloodForcing {
    let mut forcing = fixture::assembly(Packets::Of(20)).forcing;
    forcing.rain = vec![Rain::Uniform {
        key: "rain".into(),
        rows: vec![(0.5, 40.0), (3.0, 15.0), (5.0, 0.0)],
        scale: Dist::Uniform { low: 0.7, high: 1.4 },
        shift_h: Dist::Fixed(0.0),
    }];
    forcing
}

struct Water {
    max_depth_m: Vec<f32>,
    pumped_m3: f64,
}

fn water(done: &Finished) -> Water {
    let lines = &done.outcome.ledgers.iter().find(|ledger| ledger.key == "water").expect("a ledger").lines;
    let pumped = lines.iter().find(|line| line.key == "pumped_out").map_or(0.0, |line| -line.amount);
    let layers = done.layers.as_ref().expect("kept");
    Water { max_depth_m: layers.max_depth_m.to_vec(), pumped_m3: pumped }
}

fn flooded(water: &Water) -> usize {
    water.max_depth_m.iter().filter(|depth| **depth > FLOODED_M).count()
}

/// Cells that are flooded in `b` and were not in `a`.
fn newly(a: &Water, b: &Water) -> usize {
    a.max_depth_m.iter().zip(&b.max_depth_m).filter(|(a, b)| **a <= FLOODED_M && **b > FLOODED_M).count()
}

fn no_plan(case: &Case, number: u64) -> Water {
    water(&run(case, &[fixture::plan(case, "no-plan", None)], number)[0])
}

#[test]
fn a_pump_to_the_sea_or_out_of_the_map_floods_no_other_place() {
    let hollow = Point(525.0, 525.0);
    let still = case(place(), weather(), Packets::Of(20));
    let outlets = [("out of the map", Outlet::Outside), ("to the sea", Outlet::Stage("stage.sea".into()))];
    for (name, outlet) in outlets {
        let mut changed = place();
        changed.flood.pumps = vec![
            pump("pump.hollow", hollow, outlet.clone()),
            pump("pump.river", Point(175.0, 525.0), outlet),
        ];
        let pumped = case(changed, weather(), Packets::Of(20));
        for number in 0..4 {
            let (a, b) = (no_plan(&still, number), no_plan(&pumped, number));
            let most = SHARE * a.max_depth_m.len() as f64;
            println!(
                "{name}, {number}: {} cells flooded without pumps, {} with, {} newly; {:.0} m³ pumped",
                flooded(&a),
                flooded(&b),
                newly(&a, &b),
                b.pumped_m3
            );
            assert!(b.pumped_m3 > 1e4 && a.pumped_m3 == 0.0, "{} {}", a.pumped_m3, b.pumped_m3);
            assert!(flooded(&a) > 40, "{}", flooded(&a));
            assert!(newly(&a, &b) as f64 <= most, "{} cells became wet", newly(&a, &b));
            let volume = |water: &Water| water.max_depth_m.iter().map(|depth| f64::from(*depth)).sum::<f64>();
            assert!(volume(&b) < volume(&a), "pumping has to lower the water somewhere");
        }
    }
}

#[test]
fn a_pump_onto_dry_ground_does_flood_it() {
    // The comparison above has to see it.
    let mut changed = place();
    changed.flood.pumps = vec![pump("pump.river", Point(175.0, 525.0), Outlet::Point(Point(925.0, 925.0)))];
    let (still, pumped) = (
        case(place(), fixture::assembly(Packets::Of(20)).forcing, Packets::Of(20)),
        case(changed, fixture::assembly(Packets::Of(20)).forcing, Packets::Of(20)),
    );
    let (a, b) = (no_plan(&still, 0), no_plan(&pumped, 0));
    println!("onto dry ground: {} cells newly flooded", newly(&a, &b));
    assert!(newly(&a, &b) as f64 > 10.0 * SHARE * a.max_depth_m.len() as f64);
}

#[test]
fn a_mobile_pump_set_up_by_a_team_floods_no_other_place() {
    let mut place = place();
    let boat = place.teams[0].clone();
    place.teams.push(sandtable_scenarios::place::Team {
        key: "team.pump".into(),
        capabilities: vec![Capability::Pumping],
        pump_m3_s: 1.5,
        ..boat
    });
    let case = case(place, weather(), Packets::Of(20));
    let plan = r#"(key: "pump", name: "Pump", roles: [(seat: "seat.city", decision_delay_min: 0)],
        resources: (teams: ["team.pump"]),
        rules: [(key: "pump", seat: "seat.city", when: At(since_start_min: 1), actions: [
            (order: Dispatch(team: Named("team.pump"), task: PlacePump(at: Point((525.0, 525.0))))),
        ])])"#;
    let plans = [fixture::plan(&case, "no-plan", None), fixture::plan(&case, "pump", Some(plan))];
    for number in 0..4 {
        let done = run(&case, &plans, number);
        let (a, b) = (water(&done[0]), water(&done[1]));
        println!(
            "mobile pump, {number}: {} cells flooded without, {} with, {} newly; {:.0} m³ pumped",
            flooded(&a),
            flooded(&b),
            newly(&a, &b),
            b.pumped_m3
        );
        assert!(b.pumped_m3 > 1e3, "{}", b.pumped_m3);
        assert!(newly(&a, &b) as f64 <= SHARE * a.max_depth_m.len() as f64);
        assert!(flooded(&b) <= flooded(&a));
    }
}
