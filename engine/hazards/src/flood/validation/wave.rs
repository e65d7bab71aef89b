//! A wave that runs over a horizontal dry bed without breaking.
//!
//! With friction, a front at speed u leaves the depth [7/3·n²·u²·(u·t − x)]^(3/7)
//! behind it (Hunter et al. 2005; Bates et al. 2010). Uniform u is an exact solution of
//! the full equations. The local inertial ones keep ∂q/∂t without the advection that
//! cancels it, so they have an error of the order of Fr² here, which does not go away
//! with finer cells: the bounds are those measured with two other implementations.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Params, Roughness, Setup, SolverError};
use super::{ledger_row, rows_of};

const SOURCE: &str = "Hunter et al. 2005 and Bates et al. 2010, closed form; bound of level 1 from two runs";

struct Wave {
    case: (&'static str, &'static str),
    speed_m_s: f64,
    roughness: f64,
    until_s: f64,
    /// Root mean square error that is accepted, m.
    bound_m: f64,
}

const WAVES: [Wave; 3] = [
    Wave {
        case: ("不破碎波，波速 0.4 m/s，糙率 0.01", "wave u 0.4 n 0.01"),
        speed_m_s: 0.4,
        roughness: 0.01,
        until_s: 3600.0,
        bound_m: 5e-3,
    },
    Wave {
        case: ("不破碎波，波速 1 m/s，糙率 0.03", "wave u 1 n 0.03"),
        speed_m_s: 1.0,
        roughness: 0.03,
        until_s: 3600.0,
        bound_m: 0.03,
    },
    Wave {
        case: ("不破碎波，波速 0.29 m/s，糙率 0.03", "wave u 0.29 n 0.03"),
        speed_m_s: 0.29,
        roughness: 0.03,
        until_s: 9000.0,
        bound_m: 2e-3,
    },
];

impl Wave {
    fn depth_m(&self, x: f64, t: f64) -> f64 {
        let run = (self.speed_m_s * t - x).max(0.0);
        let core = 7.0 / 3.0 * self.roughness * self.roughness * self.speed_m_s * self.speed_m_s * run;
        libm::pow(core, 3.0 / 7.0)
    }

    fn run(&self) -> Result<Vec<CheckRow>, SolverError> {
        let dx = 25.0;
        let front = self.speed_m_s * self.until_s;
        let columns = (front / dx) as usize + 20;
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: dx, columns, rows: 1 };
        let params = Params { dt_max_s: 5.0, ..Params::default() };
        let (setup, boundary) = Setup::new(frame, vec![0.0; frame.len()])
            .roughness(Roughness::Uniform(self.roughness as f32))
            .stage(&[0], 0.0);
        let mut solver = setup.build(params)?;
        while solver.time_s() < self.until_s {
            let until = (solver.time_s() + solver.next_dt_s()?).min(self.until_s);
            solver.set_stage(boundary, self.depth_m(0.0, until) as f32)?;
            solver.step_towards(until)?;
        }
        // The boundary holds at the centre of cell 0, so cell k lies at k·dx.
        let (mut sum, mut count) = (0.0, 0.0);
        for column in 1..columns {
            let x = column as f64 * dx;
            if x < 0.9 * front {
                let error = f64::from(solver.depth_m(column)) - self.depth_m(x, self.until_s);
                sum += error * error;
                count += 1.0;
            }
        }
        let rms = (sum / f64::max(count, 1.0)).sqrt();
        let quantity = (
            "0 < x < 0.9·u·t 范围内水深的均方根误差（m，网格 25 m）",
            "rms error of depth over 0 < x < 0.9·u·t, m (dx 25 m)",
        );
        Ok(vec![
            CheckRow::judged(self.case, quantity, self.bound_m, rms, Tolerance::AtMost, SOURCE),
            ledger_row(self.case, SOURCE, solver.ledger().relative_error()),
        ])
    }
}

/// All three waves.
pub fn waves(_: &CheckContext) -> Vec<CheckRow> {
    WAVES.iter().flat_map(|wave| rows_of(wave.case, SOURCE, || wave.run())).collect()
}
