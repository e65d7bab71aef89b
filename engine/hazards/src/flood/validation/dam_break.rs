//! Dam breaks without friction. Their water runs above critical speed, which
//! the local inertial scheme does not claim: the errors are printed, not judged.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Params, Roughness, Setup, Solver, SolverError};
use super::{between, rows_of};

const SOURCE: &str = "Ritter 1892, Stoker 1957, closed form (SWASHES 4.1)";

pub(super) struct Dam {
    case: (&'static str, &'static str),
    length_m: f64,
    dam_m: f64,
    cell_m: f64,
    high_m: f64,
    low_m: f64,
    until_s: f64,
    /// Places and depths.
    depths_m: &'static [(f64, f64)],
    /// Depth below which no flow passes.
    hmin_m: f32,
}

pub(super) const DAMS: [Dam; 4] = [
    Dam {
        case: ("Ritter 溃坝，干床", "Ritter, dry bed"),
        length_m: 10.0,
        dam_m: 5.0,
        cell_m: 0.01,
        high_m: 0.005,
        low_m: 0.0,
        until_s: 6.0,
        depths_m: &[(4.0, 4.2092e-3), (5.0, 2.2222e-3), (6.0, 8.6453e-4), (7.0, 1.3608e-4)],
        hmin_m: 1e-6,
    },
    Dam {
        case: ("Stoker 溃坝，0.005 m/0.001 m", "Stoker 0.005/0.001"),
        length_m: 10.0,
        dam_m: 5.0,
        cell_m: 0.01,
        high_m: 0.005,
        low_m: 0.001,
        until_s: 6.0,
        // Between the contact (4.81668) and the shock (6.25978).
        depths_m: &[(5.2, 2.539_357e-3), (5.8, 2.539_357e-3)],
        hmin_m: 1e-6,
    },
    Dam {
        case: ("Stoker 溃坝，10 m/1 m", "Stoker 10/1"),
        length_m: 2000.0,
        dam_m: 1000.0,
        cell_m: 5.0,
        high_m: 10.0,
        low_m: 1.0,
        until_s: 30.0,
        depths_m: &[(1150.0, 3.961_748), (1250.0, 3.961_748)],
        hmin_m: 1e-3,
    },
    Dam {
        case: ("Stoker 溃坝，2 m/0.1 m", "Stoker 2/0.1"),
        length_m: 200.0,
        dam_m: 100.0,
        cell_m: 0.5,
        high_m: 2.0,
        low_m: 0.1,
        until_s: 10.0,
        depths_m: &[(130.0, 0.620_170), (143.0, 0.620_170)],
        hmin_m: 1e-3,
    },
];

impl Dam {
    pub(super) fn run(&self) -> Result<Solver, SolverError> {
        let columns = (self.length_m / self.cell_m + 0.5) as usize;
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: self.cell_m, columns, rows: 1 };
        let depth = (0..columns)
            .map(|column| {
                let x = frame.centre(column, 0).0;
                if x < self.dam_m { self.high_m as f32 } else { self.low_m as f32 }
            })
            .collect();
        let params = Params { hmin_m: self.hmin_m, sleep: None, ..Params::default() };
        let mut solver = Setup::new(frame, vec![0.0; columns])
            .roughness(Roughness::Uniform(0.0))
            .depth(depth)
            .build(params)?;
        solver.advance(self.until_s, 100_000)?;
        Ok(solver)
    }

    fn rows(&self) -> Result<Vec<CheckRow>, SolverError> {
        let solver = self.run()?;
        let depths: Vec<f64> = solver.depths_m().into_iter().map(f64::from).collect();
        Ok(self
            .depths_m
            .iter()
            .map(|(x, expected)| {
                let obtained = between(&depths, self.cell_m, *x);
                let after_s = self.until_s;
                let quantity = (
                    format!("{after_s} s 时 {x} m 处水深（m）"),
                    format!("depth at {x} m after {after_s} s, m"),
                );
                let tolerance = Tolerance::Relative(0.02);
                CheckRow::judged(self.case, quantity, *expected, obtained, tolerance, SOURCE)
                    .outside_validity()
            })
            .collect())
    }
}

/// All four dam breaks.
pub fn dam_breaks(_: &CheckContext) -> Vec<CheckRow> {
    DAMS.iter().flat_map(|dam| rows_of(dam.case, SOURCE, || dam.rows())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dam_break_raises_the_froude_warning() {
        for dam in &DAMS {
            let solver = dam.run().unwrap();
            let validity = solver.validity();
            println!(
                "{}: above Fr 1 {:.3} (peak {:.3}), above 0.5 {:.3}",
                dam.case.1,
                validity.share(),
                validity.peak_share,
                validity.brisk_share()
            );
            let warning = validity.warning();
            assert!(warning.is_some_and(|text| text.contains("Froude")), "{}: {validity:?}", dam.case.1);
        }
    }

    #[test]
    fn the_froude_warning_keeps_silent_in_a_slow_river() {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 100, rows: 1 };
        let bed = (0..100).map(|column| 0.001 * 10.0 * (99 - column) as f32).collect();
        let mut solver = Setup::new(frame, bed).depth(vec![1.0; 100]).build(Params::default()).unwrap();
        solver.advance(200.0, 10_000).unwrap();
        assert!(solver.validity().moving_faces > 1000);
        assert_eq!(solver.validity().warning(), None);
    }
}
