//! Environment Agency benchmark test 4 (Néelz and Pender 2013, SC120002): a
//! flood wave over a flat floodplain.
//!
//! 1000 m × 2000 m, flat, n 0.05, cells of 5 m; 20 m³/s at its peak through 20 m of the
//! west edge. All depths are those of the cell floor(x/dx), floor(y/dx), as in the
//! reference runs of the check with vector friction.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Params, Roughness, Setup, Side, Solver, SolverError};
use super::{ledger_row, rows_of};

const BAND: (&str, &str) = ("EA 算例 4", "EA test 4");
const BAND_SOURCE: &str = "Néelz and Pender 2013: range of 19 packages, read from the figure (±0.02 m)";
const TIGHT: (&str, &str) = ("EA 算例 4，矢量摩阻", "EA test 4, vector friction");
const TIGHT_SOURCE: &str = "two independent runs of the same scheme in f64; ANUGA agrees to 0.005 m";
const COMPONENT: (&str, &str) = ("EA 算例 4，分方向摩阻", "EA test 4, friction by component");
const COMPONENT_SOURCE: &str = "run of the original scheme of Bates et al. 2010";

const X_M: [f64; 9] = [25.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0];
/// Least and greatest depth of the packages at 1 h.
const BAND_M: [(f64, f64); 9] = [
    (0.32, 0.46),
    (0.29, 0.36),
    (0.25, 0.29),
    (0.21, 0.25),
    (0.18, 0.21),
    (0.15, 0.18),
    (0.11, 0.14),
    (0.06, 0.10),
    (0.00, 0.04),
];
const TIGHT_1H_M: [f64; 9] = [0.368, 0.309, 0.248, 0.208, 0.177, 0.149, 0.120, 0.089, 0.041];
const COMPONENT_1H_M: [f64; 9] = [0.348, 0.292, 0.233, 0.196, 0.165, 0.137, 0.109, 0.075, 0.013];
const POINTS: [(f64, f64); 6] =
    [(50.0, 1000.0), (100.0, 1000.0), (200.0, 1000.0), (300.0, 1000.0), (400.0, 1000.0), (300.0, 1300.0)];
const TIGHT_3H_M: [f64; 6] = [0.324, 0.273, 0.224, 0.195, 0.172, 0.167];
const ARRIVAL_S: [f64; 6] = [305.0, 679.0, 1530.0, 2458.0, 3437.0, 3753.0];
const PEAK_M: [f64; 6] = [0.326, 0.275, 0.228, 0.201, 0.181, 0.176];

/// Inflow, m³/s: up to 20 in an hour, held to 4 h, down to none at 5 h.
fn inflow_m3_s(t: f64) -> f64 {
    (20.0 * t / 3600.0).min(20.0).min(20.0 * (18_000.0 - t) / 3600.0).max(0.0)
}

struct Run {
    solver: Solver,
    arrival_s: [f64; 6],
    peak_m: [f64; 6],
}

impl Run {
    fn new(vector_friction: bool) -> Result<Self, SolverError> {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 5.0, columns: 200, rows: 400 };
        let params = Params {
            theta: 1.0,
            alpha: 0.67,
            dt_max_s: 5.0,
            gravity_m_s2: 9.81,
            vector_friction,
            ..Params::default()
        };
        let solver =
            Setup::new(frame, vec![0.0; frame.len()]).roughness(Roughness::Uniform(0.05)).build(params)?;
        Ok(Self { solver, arrival_s: [f64::INFINITY; 6], peak_m: [0.0; 6] })
    }

    fn depth_m(&self, (x, y): (f64, f64)) -> f64 {
        self.solver
            .frame()
            .index_at(Point(x, y))
            .map_or(f64::NAN, |cell| f64::from(self.solver.depth_m(cell)))
    }

    fn advance(&mut self, until_s: f64) -> Result<(), SolverError> {
        while self.solver.time_s() < until_s {
            let from_s = self.solver.time_s();
            let to_s = (from_s + self.solver.next_dt_s()?).min(until_s);
            let unit_flow = inflow_m3_s(0.5 * (from_s + to_s)) / 20.0;
            for position in 198..202 {
                self.solver.set_edge_inflow(Side::West, position, unit_flow as f32)?;
            }
            self.solver.step_towards(to_s)?;
            for (k, point) in POINTS.into_iter().enumerate() {
                let depth = self.depth_m(point);
                self.peak_m[k] = self.peak_m[k].max(depth);
                if depth >= 0.01 {
                    self.arrival_s[k] = self.arrival_s[k].min(to_s);
                }
            }
        }
        Ok(())
    }

    /// Where the depth on the centre line falls to 0.15 m, between cell centres.
    fn front_m(&self) -> f64 {
        let depth = |column: usize| self.depth_m((5.0 * column as f64, 1000.0));
        let last = (0..200).rev().find(|column| depth(*column) >= 0.15).unwrap_or(0);
        5.0 * last as f64 + 2.5
    }
}

/// Name of the depth on the centre line at 1 h.
fn axis_depth(x: f64) -> (String, String) {
    (format!("x = {x} m 处 1 h 时水深（m）"), format!("depth at x {x} m, 1 h, m"))
}

/// Name of the place of the front.
fn front(hours: u32) -> (String, String) {
    (format!("{hours} h 时 0.15 m 水深前锋的位置（m）"), format!("0.15 m front at {hours} h, m"))
}

/// The test with friction by the whole flow vector, which is what we claim.
pub fn vector_friction(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(TIGHT, TIGHT_SOURCE, || {
        let mut rows = Vec::new();
        let tight = |quantity: (String, String), expected, obtained, tolerance| {
            CheckRow::judged(TIGHT, quantity, expected, obtained, tolerance, TIGHT_SOURCE)
        };
        let mut run = Run::new(true)?;
        run.advance(3600.0)?;
        for (k, x) in X_M.into_iter().enumerate() {
            let depth = run.depth_m((x, 1000.0));
            let (least, most) = BAND_M[k];
            let (middle, half) = (0.5 * (least + most), 0.5 * (most - least));
            let tolerance = Tolerance::Absolute(half + 0.02);
            let quantity = axis_depth(x);
            rows.push(CheckRow::judged(BAND, quantity.clone(), middle, depth, tolerance, BAND_SOURCE));
            rows.push(tight(quantity, TIGHT_1H_M[k], depth, Tolerance::Absolute(0.005)));
        }
        let cell = Tolerance::Absolute(5.0);
        rows.push(tight(front(1), 247.5, run.front_m(), cell));
        run.advance(3.0 * 3600.0)?;
        for (k, place) in POINTS.into_iter().enumerate() {
            let point = k + 1;
            let quantity = (format!("P{point} 点 3 h 时水深（m）"), format!("depth at P{point}, 3 h, m"));
            rows.push(tight(quantity, TIGHT_3H_M[k], run.depth_m(place), Tolerance::Absolute(0.005)));
        }
        rows.push(tight(front(3), 512.5, run.front_m(), cell));
        run.advance(5.0 * 3600.0)?;
        for k in 0..POINTS.len() {
            let point = k + 1;
            let arrival = (
                format!("P{point} 点水深达 0.01 m 的时间（s）"),
                format!("arrival of 0.01 m at P{point}, s"),
            );
            rows.push(tight(arrival, ARRIVAL_S[k], run.arrival_s[k], Tolerance::Relative(0.02)));
            let peak = (format!("P{point} 点最大水深（m）"), format!("peak depth at P{point}, m"));
            rows.push(tight(peak, PEAK_M[k], run.peak_m[k], Tolerance::Absolute(0.005)));
        }
        let ledger = run.solver.ledger();
        let volume = ("水量（m³）".to_owned(), "volume, m³".to_owned());
        rows.push(tight(volume, 288_000.0, ledger.stored_m3, Tolerance::Relative(1e-6)));
        rows.push(ledger_row(TIGHT, TIGHT_SOURCE, ledger.relative_error()));
        Ok(rows)
    })
}

/// The test with friction by component: it agrees with its own reference and differs
/// from the one with vector friction, on the axis and in the shape of its front.
pub fn component_friction(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(COMPONENT, COMPONENT_SOURCE, || {
        let mut run = Run::new(false)?;
        run.advance(3600.0)?;
        let mut rows = Vec::new();
        for (k, x) in X_M.into_iter().enumerate() {
            let depth = run.depth_m((x, 1000.0));
            let quantity = axis_depth(x);
            let differs = Tolerance::Differs(0.005);
            rows.push(CheckRow::judged(COMPONENT, quantity, TIGHT_1H_M[k], depth, differs, TIGHT_SOURCE));
        }
        let depth = run.depth_m((250.0, 1000.0));
        let (expected, tolerance) = (COMPONENT_1H_M[5], Tolerance::Absolute(0.005));
        let quantity = axis_depth(250.0);
        rows.push(CheckRow::judged(COMPONENT, quantity, expected, depth, tolerance, COMPONENT_SOURCE));
        let lead = run.arrival_s[4] - run.arrival_s[5];
        let quantity = (
            "斜向（424 m）比轴向（400 m）早到的时间（s）",
            "lead of the diagonal (424 m) over the axis (400 m), s",
        );
        let tolerance = Tolerance::Absolute(60.0);
        rows.push(CheckRow::judged(COMPONENT, quantity, 3587.0 - 3435.0, lead, tolerance, COMPONENT_SOURCE));
        Ok(rows)
    })
}
