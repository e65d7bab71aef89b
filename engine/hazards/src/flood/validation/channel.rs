//! Steady flow in channels.

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{Edge, Params, Roughness, Setup, Side, SolverError};
use super::{ledger_row, rows_of};

const LENGTH_M: f64 = 1000.0;
const Q_M2_S: f64 = 2.0;
const N: f64 = 0.033;
const G: f64 = 9.81;

const MACDONALD: (&str, &str) = ("MacDonald 渠道，缓流", "MacDonald channel, subcritical");
const MACDONALD_SOURCE: &str = "SWASHES 3.2.1 (MacDonald 1997) bed; profile of the local inertial equations \
     dh/dx = −z′ − n²q²/h^(10/3) integrated from h(L)";

/// Depth that the bed is made for: (4/g)^(1/3)·(1 + ½·exp(−16·(x/L − ½)²)).
fn made_for(x: f64) -> f64 {
    let r = x / LENGTH_M - 0.5;
    libm::cbrt(4.0 / G) * (1.0 + 0.5 * libm::exp(-16.0 * r * r))
}

/// Fall of the bed, z′, for which that depth is the steady one of the full equations.
fn bed_slope(x: f64) -> f64 {
    let h = made_for(x);
    let r = x / LENGTH_M - 0.5;
    let rise = libm::cbrt(4.0 / G) * 0.5 * libm::exp(-16.0 * r * r) * (-32.0 * r / LENGTH_M);
    (Q_M2_S * Q_M2_S / (G * h * h * h) - 1.0) * rise - N * N * Q_M2_S * Q_M2_S / libm::pow(h, 10.0 / 3.0)
}

/// Bed above its end at the places k·dx, by Simpson's rule from the end.
fn bed(dx: f64, cells: usize) -> Vec<f64> {
    let mut z = vec![0.0; cells];
    for k in (0..cells - 1).rev() {
        let (x0, parts) = (k as f64 * dx, 20);
        let step = dx / f64::from(parts);
        for part in 0..parts {
            let a = x0 + f64::from(part) * step;
            z[k] -= step / 6.0 * (bed_slope(a) + 4.0 * bed_slope(a + 0.5 * step) + bed_slope(a + step));
        }
        z[k] += z[k + 1];
    }
    z
}

/// The channel of MacDonald with the flow given at x = 0 and the depth at x = L.
pub fn macdonald(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(MACDONALD, MACDONALD_SOURCE, run_macdonald)
}

fn run_macdonald() -> Result<Vec<CheckRow>, SolverError> {
    let dx = 5.0;
    let columns = (LENGTH_M / dx) as usize + 1;
    let frame = Frame { origin: Point(-0.5 * dx, 0.0), cell_m: dx, columns, rows: 1 };
    let z = bed(dx, columns);
    let depth = (0..columns).map(|k| made_for(k as f64 * dx) as f32).collect();
    let (setup, _) = Setup::new(frame, z.iter().map(|z| *z as f32).collect())
        .roughness(Roughness::Uniform(N as f32))
        .depth(depth)
        .stage(&[columns - 1], made_for(LENGTH_M) as f32);
    let mut solver = setup.build(Params::default())?;
    solver.set_edge_inflow(Side::West, 0, Q_M2_S as f32)?;
    solver.advance(6000.0, 100_000)?;
    let mut rows: Vec<CheckRow> = [(0.0, 0.751_200), (250.0, 0.907_601), (500.0, 1.092_390)]
        .into_iter()
        .map(|(x, expected)| {
            let obtained = f64::from(solver.depth_m((x / dx) as usize));
            let quantity = (format!("{x} m 处水深（m）"), format!("depth at {x} m, m"));
            CheckRow::judged(
                MACDONALD,
                quantity,
                expected,
                obtained,
                Tolerance::Relative(0.01),
                MACDONALD_SOURCE,
            )
        })
        .collect();
    rows.push(ledger_row(MACDONALD, MACDONALD_SOURCE, solver.ledger().relative_error()));
    Ok(rows)
}

const NORMAL: (&str, &str) =
    ("正常水深，单宽流量 1 m²/s，糙率 0.03，坡度 0.001", "normal depth, q 1 m²/s, n 0.03, slope 0.001");
const NORMAL_SOURCE: &str = "Manning, closed form";

/// Uniform flow down a plane with a free edge at its end.
pub fn normal_depth(_: &CheckContext) -> Vec<CheckRow> {
    rows_of(NORMAL, NORMAL_SOURCE, || {
        let frame = Frame { origin: Point(0.0, 0.0), cell_m: 10.0, columns: 100, rows: 1 };
        let bed = (0..100).map(|column| 0.001 * 10.0 * (99 - column) as f32).collect();
        let mut solver = Setup::new(frame, bed)
            .roughness(Roughness::Uniform(0.03))
            .edge(Side::East, Edge::Free { slope: 0.001 })
            .build(Params::default())?;
        solver.set_edge_inflow(Side::West, 0, 1.0)?;
        solver.advance(20_000.0, 200_000)?;
        let obtained = f64::from(solver.depth_m(50));
        let tolerance = Tolerance::Relative(1e-3);
        Ok(vec![
            CheckRow::judged(
                NORMAL,
                ("渠道中段水深（m）", "depth in mid-channel, m"),
                0.968_886,
                obtained,
                tolerance,
                NORMAL_SOURCE,
            ),
            ledger_row(NORMAL, NORMAL_SOURCE, solver.ledger().relative_error()),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bed_is_macdonalds() {
        let z = bed(5.0, 201);
        assert!((z[0] - 6.952_245).abs() < 1e-4, "{}", z[0]);
        assert!((z[100] - 3.311_430).abs() < 1e-4, "{}", z[100]);
        assert!((made_for(0.0) - 0.748_324).abs() < 1e-6);
        assert!((made_for(500.0) - 1.112_299).abs() < 1e-6);
    }
}
