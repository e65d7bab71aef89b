//! Water at rest around a bump that stands out of it stays at rest.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Face, Params, Setup};
use super::{ledger_row, rows_of};

const CASE: (&str, &str) = ("静水湖泊，湖底凸起露出水面", "lake at rest, emerged bump");
const SOURCE: &str = "SWASHES (Delestre et al. 2013) 3.1.2, exact";

/// Bed max(0, 0.2 − 0.05·(x − 10)²) on 25 m, level 0.1 m, 100 s.
pub fn lake_at_rest(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(CASE, SOURCE, || {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 0.1, columns: 250, rows: 5 };
        let bed: Vec<f32> = (0..frame.len())
            .map(|cell| {
                let x = frame.centre(cell % frame.columns, 0).0;
                (0.2 - 0.05 * (x - 10.0) * (x - 10.0)).max(0.0) as f32
            })
            .collect();
        let depth: Vec<f32> = bed.iter().map(|z| (0.1 - z).max(0.0)).collect();
        let params = Params { sleep: None, ..Params::default() };
        let mut solver = Setup::new(frame, bed).depth(depth).build(params)?;
        solver.advance(100.0, 100_000)?;
        let most = (0..frame.len())
            .flat_map(|cell| [Face::West(cell), Face::South(cell)])
            .map(|face| f64::from(solver.face_flow_m2_s(face)).abs())
            .fold(0.0, f64::max);
        Ok(vec![
            CheckRow::judged(
                CASE,
                ("100 s 后最大单宽流量（m²/s）", "greatest |q| after 100 s, m²/s"),
                1e-6,
                most,
                Tolerance::AtMost,
                SOURCE,
            ),
            ledger_row(CASE, SOURCE, solver.ledger().relative_error()),
        ])
    })
}
