//! Rain on a plane, and the tilted V-catchment of Di Giammarco et
//! al. 1996.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Edge, Params, Roughness, Setup, Side, Sleep, Solver, SolverError, Term};
use super::{ledger_row, rows_of};

const PLANE: (&str, &str) = ("降雨下的斜面", "plane under rain");
const PLANE_SOURCE: &str = "kinematic wave, closed form (2 %: kinematic against dynamic)";
const RAIN_M_S: f64 = 3e-6;

/// Films are what these cases are about: nothing is thin enough to be held back.
fn params() -> Params {
    let sleep = Sleep { film_m: 1e-5, level_m: 0.0, speed_m_s: 0.0 };
    Params { hmin_m: 1e-5, dt_max_s: 5.0, sleep: Some(sleep), ..Params::default() }
}

/// Rains for `wet_s` seconds and runs to `until_s`, with a look at the solver after each
/// interval.
fn rain_and_run(
    solver: &mut Solver,
    interval_s: f64,
    wet_s: f64,
    until_s: f64,
    mut look: impl FnMut(&Solver),
) -> Result<(), SolverError> {
    while solver.time_s() < until_s {
        if solver.time_s() < wet_s {
            solver.rain_uniform(RAIN_M_S * interval_s)?;
        }
        solver.advance(solver.time_s() + interval_s, 10_000)?;
        look(solver);
    }
    Ok(())
}

/// A plane 800 m long, slope 0.05, n 0.015, rain 3e-6 m/s.
pub fn plane(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(PLANE, PLANE_SOURCE, || {
        let (dx, columns) = (5.0, 160);
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: dx, columns, rows: 1 };
        let bed = (0..columns).map(|column| (0.05 * dx * (columns - 1 - column) as f64) as f32).collect();
        let mut solver = Setup::new(frame, bed)
            .roughness(Roughness::Uniform(0.015))
            .edge(Side::East, Edge::Free { slope: 0.05 })
            .build(params())?;
        // Flow at x = L is what leaves through the edge; between looks, its mean.
        let (mut left, mut flows) = (0.0, Vec::new());
        rain_and_run(&mut solver, 1.0, 3600.0, 3600.0, |solver| {
            let out = solver.ledger().edge_out_m3 / dx;
            flows.push(out - left);
            left = out;
        })?;
        let depth = f64::from(solver.depth_m(columns - 1));
        let row = |quantity: (&str, &str), expected, obtained| {
            CheckRow::judged(PLANE, quantity, expected, obtained, Tolerance::Relative(0.02), PLANE_SOURCE)
        };
        Ok(vec![
            row(
                ("300 s 时坡脚单宽流量（m²/s）", "unit flow at the foot after 300 s, m²/s"),
                1.250_64e-4,
                flows[299],
            ),
            row(
                ("600 s 时坡脚单宽流量（m²/s）", "unit flow at the foot after 600 s, m²/s"),
                3.970_52e-4,
                flows[599],
            ),
            row(
                ("平衡时坡脚单宽流量（m²/s）", "unit flow at the foot in equilibrium, m²/s"),
                2.4e-3,
                flows[3599],
            ),
            row(("平衡时坡脚水深（m）", "depth at the foot in equilibrium, m"), 5.2977e-3, depth),
            ledger_row(PLANE, PLANE_SOURCE, solver.ledger().relative_error()),
        ])
    })
}

const V: (&str, &str) = ("V 形流域", "V-catchment");
const V_SOURCE: &str = "Di Giammarco et al. 1996 (geometry); volumes and equilibrium exact";
const V_HYDROGRAPH: (&str, &str) = ("V 形流域，流量过程", "V-catchment, hydrograph");
const V_HYDROGRAPH_SOURCE: &str = "kinematic planes and channel, computed (3 % of 4.86 m³/s); ours on 5 m";

/// Minutes and outflow, m³/s.
const HYDROGRAPH: [(f64, f64); 11] = [
    (20.0, 0.175),
    (30.0, 1.007),
    (40.0, 2.797),
    (50.0, 4.64),
    (60.0, 4.859),
    (90.0, 4.860),
    (100.0, 4.26),
    (110.0, 3.15),
    (120.0, 2.14),
    (150.0, 0.702),
    (180.0, 0.299),
];

/// Two planes 800 m × 1000 m that fall to a channel 20 m wide; 10.8 mm/h for 90 min.
/// Once as a raster that tilts the planes along the channel too, as is usual; and once
/// with planes that fall straight to the channel, over a step into it, which is what
/// the kinematic hydrograph stands for. Its planes run at Froude number 2, beyond what
/// the scheme is made for: pulses form on them unless the steps are short.
pub fn v_catchment(_: &CheckContext) -> Vec<CheckRow> {
    let mut rows = rows_of(V, V_SOURCE, || Ok(equilibrium_rows(V, &VCatchment::run(true, 10.0)?)));
    rows.extend(rows_of(V_HYDROGRAPH, V_HYDROGRAPH_SOURCE, || {
        let run = VCatchment::run(false, 5.0)?;
        let mut rows = equilibrium_rows(V_HYDROGRAPH, &run);
        for (minutes, expected) in HYDROGRAPH {
            rows.push(CheckRow::judged(
                V_HYDROGRAPH,
                (format!("{minutes} min 时出流（m³/s）"), format!("outflow at {minutes} min, m³/s")),
                expected,
                run.outflow_m3_s(minutes),
                Tolerance::Absolute(0.03 * 4.86),
                V_HYDROGRAPH_SOURCE,
            ));
        }
        Ok(rows)
    }));
    rows
}

struct VCatchment {
    solver: Solver,
    /// Mean outflow of each interval.
    outflows_m3_s: Vec<f64>,
}

impl VCatchment {
    const INTERVAL_S: f64 = 5.0;

    fn run(tilted: bool, cell_m: f64) -> Result<Self, SolverError> {
        let columns = (1620.0 / cell_m) as usize;
        let frame = Frame { origin: Point(-810.0, 0.0), cell_m, columns, rows: (1000.0 / cell_m) as usize };
        let (mut bed, mut roughness) = (Vec::new(), Vec::new());
        for cell in 0..frame.len() {
            let (column, row) = frame.column_row(cell);
            let Point(x, y) = frame.centre(column, row);
            let channel = x.abs() < 10.0;
            let along = if tilted || channel { 0.02 * y } else { 0.02 * 1000.0 };
            bed.push((0.05 * (x.abs() - 10.0).max(0.0) + along) as f32);
            roughness.push(if channel { 0.15 } else { 0.015 });
        }
        let mut setup = Setup::new(frame, bed).roughness(Roughness::Raster(roughness));
        let channel_cells = (10.0 / cell_m) as usize;
        for column in columns / 2 - channel_cells..columns / 2 + channel_cells {
            setup = setup.edge_cell(Side::South, column, Edge::Free { slope: 0.02 });
        }
        let dt_max_s = if tilted { 5.0 } else { 1.0 };
        let mut solver = setup.build(Params { dt_max_s, ..params() })?;
        let (mut left, mut outflows_m3_s) = (0.0, Vec::new());
        rain_and_run(&mut solver, Self::INTERVAL_S, 5400.0, 10_800.0, |solver| {
            let out = solver.ledger().edge_out_m3;
            outflows_m3_s.push((out - left) / Self::INTERVAL_S);
            left = out;
        })?;
        Ok(Self { solver, outflows_m3_s })
    }

    fn outflow_m3_s(&self, minutes: f64) -> f64 {
        self.outflows_m3_s[(minutes * 60.0 / Self::INTERVAL_S) as usize - 1]
    }
}

fn equilibrium_rows(case: (&str, &str), run: &VCatchment) -> Vec<CheckRow> {
    let ledger = run.solver.ledger();
    let exact = Tolerance::Relative(1e-6);
    let out = ("流出与存留水量（m³）", "gone out and still there, m³");
    let flow = ("平衡时出流（m³/s）", "outflow in equilibrium, m³/s");
    let rain = ("降雨量（m³）", "rain, m³");
    vec![
        CheckRow::judged(case, flow, 4.86, run.outflow_m3_s(90.0), Tolerance::Relative(0.01), V_SOURCE),
        CheckRow::judged(case, rain, 26_244.0, ledger.added(Term::Rain), exact, V_SOURCE),
        CheckRow::judged(case, out, 26_244.0, ledger.edge_out_m3 + ledger.stored_m3, exact, V_SOURCE),
    ]
}
