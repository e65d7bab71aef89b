//! The flood of June 2007 at Merewether, Newcastle (Australia): a steady flow
//! through a street of houses, on 1 m terrain.
//!
//! Set up as in the Australian Rainfall and Runoff project 15: 19.7 m³/s enter over a
//! disc of 10 m, houses stand 3 m out of the ground, roughness 0.02 on the road and
//! 0.04 elsewhere; south and west edges are closed, north and east are free. Stages
//! were surveyed from marks after the flood.
//!
//! The files are read here, not by the readers of `scenarios`, which this crate may not
//! know; only what these four files hold is understood.

use std::fs;
use std::path::Path;

use sandtable_kernel::validation::{CheckContext, CheckRow, Tolerance};
use sandtable_space::{Frame, Point};

use super::super::solver::{CellKind, Edge, Params, Roughness, Setup, Side, Solver, SolverError, Term};
use super::{ledger_row, rows_of};

const CASE: (&str, &str) = ("Merewether，2007 年洪水", "Merewether 2007");
const SOURCE: &str = "observed stages, ARR project 15 final report (anuga_core, Apache-2.0; WRL data)";
const INFLOW_M3_S: f64 = 19.7;
const INFLOW_AT: Point = Point(382_265.0, 6_354_280.0);
const INFLOW_RADIUS_M: f64 = 10.0;
const HOUSE_RISE_M: f32 = 3.0;
const UNTIL_S: f64 = 1000.0;
/// A cell counts as wet from this depth on, m.
const WET_M: f32 = 0.01;
/// Farthest wet cell that stands for an observed point, m.
const REACH_M: f64 = 3.0;

/// Run of the case; skipped without data.
pub fn merewether(context: &CheckContext) -> Vec<CheckRow> {
    let Some(folder) = context.data.as_ref().map(|data| data.join("flood/merewether")) else {
        return vec![CheckRow::skipped(CASE, SOURCE, ("请设置 SANDTABLE_DATA", "set SANDTABLE_DATA"))];
    };
    match Site::read(&folder) {
        Ok(site) => rows_of(CASE, SOURCE, || site.rows()),
        Err(why) => {
            let folder = folder.display();
            vec![CheckRow::skipped(
                CASE,
                SOURCE,
                (format!("读不出 {folder}：{why}"), format!("{folder} cannot be read: {why}")),
            )]
        }
    }
}

struct Observed {
    id: String,
    at: Point,
    stage_m: f64,
}

struct Site {
    frame: Frame,
    /// Rows from south to north; none where there are no data.
    ground_m: Vec<Option<f32>>,
    house: Vec<bool>,
    road: Vec<bool>,
    observed: Vec<Observed>,
}

impl Site {
    fn read(folder: &Path) -> Result<Self, String> {
        let text =
            |name: &str| fs::read_to_string(folder.join(name)).map_err(|fault| format!("{name}: {fault}"));
        let (frame, ground_m) = read_ascii_grid(&text("topography1.asc")?)?;
        let (mut house, mut road) = (vec![false; frame.len()], vec![false; frame.len()]);
        for outline in read_houses(&text("houses.csv")?)? {
            mark(&frame, &outline, &mut house);
        }
        mark(&frame, &read_outline(&text("road_polygon.csv")?)?, &mut road);
        let observed = read_observed(&text("observation_points.csv")?)?;
        Ok(Self { frame, ground_m, house, road, observed })
    }

    fn solver(&self) -> Result<Solver, SolverError> {
        let bed = self
            .ground_m
            .iter()
            .zip(&self.house)
            .map(|(ground, house)| ground.unwrap_or(0.0) + if *house { HOUSE_RISE_M } else { 0.0 })
            .collect();
        let roughness = self.road.iter().map(|road| if *road { 0.02 } else { 0.04 }).collect();
        let unknown: Vec<usize> =
            (0..self.frame.len()).filter(|cell| self.ground_m[*cell].is_none()).collect();
        let params = Params { froude_cap: Some(1.0), dt_max_s: 1.0, ..Params::default() };
        Setup::new(self.frame, bed)
            .roughness(Roughness::Raster(roughness))
            .block(&unknown)
            .edge(Side::North, Edge::FreeOnBed { least_slope: 0.005 })
            .edge(Side::East, Edge::FreeOnBed { least_slope: 0.005 })
            .build(params)
    }

    fn rows(&self) -> Result<Vec<CheckRow>, SolverError> {
        let mut solver = self.solver()?;
        let disc: Vec<usize> = (0..self.frame.len())
            .filter(|&cell| {
                let (column, row) = self.frame.column_row(cell);
                distance(self.frame.centre(column, row), INFLOW_AT) <= INFLOW_RADIUS_M
                    && solver.kind(cell) == Some(CellKind::Open)
            })
            .collect();
        self.run(&mut solver, &disc, UNTIL_S - 100.0)?;
        let stored = solver.stored_m3();
        self.run(&mut solver, &disc, UNTIL_S)?;
        let change = solver.stored_m3() / stored.max(1.0) - 1.0;
        let mut rows: Vec<CheckRow> = self.observed.iter().map(|point| self.row(&solver, point)).collect();
        let ledger = solver.ledger();
        let steady =
            ("最后 100 s 蓄水量的相对变化", "change of the stored volume over the last 100 s, share");
        rows.push(CheckRow::judged(
            CASE,
            steady,
            0.01,
            change.abs(),
            Tolerance::AtMost,
            "steadiness of the run",
        ));
        let (inflow, source) = (ledger.added(Term::Inflow), "inflow × time; ledger of the run");
        let exact = Tolerance::Relative(1e-6);
        let whole = INFLOW_M3_S * UNTIL_S;
        rows.push(CheckRow::judged(
            CASE,
            ("水量账中的入流（m³）", "inflow of the ledger, m³"),
            whole,
            inflow,
            exact,
            source,
        ));
        let accounted = ledger.edge_out_m3 + ledger.stored_m3;
        let stored = ledger.stored_m3;
        let quantity = (
            format!("经边界流出与蓄存（{stored:.0} m³）之和（m³）"),
            format!("gone out over the edges and stored ({stored:.0} m³), m³"),
        );
        rows.push(CheckRow::judged(CASE, quantity, whole, accounted, exact, source));
        rows.push(ledger_row(CASE, SOURCE, ledger.relative_error()));
        Ok(rows)
    }

    /// Runs to a time with the inflow poured on the disc every 0.2 s, 13 mm at a time.
    fn run(&self, solver: &mut Solver, disc: &[usize], until_s: f64) -> Result<(), SolverError> {
        while solver.time_s() < until_s {
            let pour_until_s = (solver.time_s() + 0.2).min(until_s);
            let volume = INFLOW_M3_S * (pour_until_s - solver.time_s()) / disc.len() as f64;
            for cell in disc {
                solver.add_volume(Term::Inflow, *cell, volume)?;
            }
            while solver.time_s() < pour_until_s {
                solver.step_towards(pour_until_s)?;
            }
        }
        Ok(())
    }

    fn row(&self, solver: &Solver, point: &Observed) -> CheckRow {
        let bound = if point.id == "0" || point.id == "1" { 0.15 } else { 0.3 };
        let nearest = self.nearest_wet(solver, point.at);
        let id = &point.id;
        let (quantity, stage) = match nearest {
            Some((away, cell)) => (
                (
                    format!("{id} 号点水位（m，湿格距 {away:.1} m）"),
                    format!("stage at point {id}, m (wet cell {away:.1} m away)"),
                ),
                solver.level_m(cell),
            ),
            None => {
                ((format!("{id} 号点水位（m，无水）"), format!("stage at point {id}, m (dry)")), f64::NAN)
            }
        };
        CheckRow::judged(CASE, quantity, point.stage_m, stage, Tolerance::Absolute(bound), SOURCE)
    }

    /// The nearest wet cell outside houses, and its distance.
    fn nearest_wet(&self, solver: &Solver, at: Point) -> Option<(f64, usize)> {
        let mut nearest: Option<(f64, usize)> = None;
        for cell in 0..self.frame.len() {
            let (column, row) = self.frame.column_row(cell);
            let away = distance(self.frame.centre(column, row), at);
            let closer = nearest.is_none_or(|(least, _)| away < least);
            if away <= REACH_M && closer && !self.house[cell] && solver.depth_m(cell) >= WET_M {
                nearest = Some((away, cell));
            }
        }
        nearest
    }
}

fn distance(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    (dx * dx + dy * dy).sqrt()
}

/// Marks the cells whose centre lies in an outline (even-odd rule).
fn mark(frame: &Frame, outline: &[Point], marks: &mut [bool]) {
    for (cell, mark) in marks.iter_mut().enumerate() {
        let (column, row) = frame.column_row(cell);
        *mark |= inside(outline, frame.centre(column, row));
    }
}

fn inside(outline: &[Point], at: Point) -> bool {
    let mut inside = false;
    for (k, a) in outline.iter().enumerate() {
        let b = outline[(k + 1) % outline.len()];
        let crosses = (a.1 > at.1) != (b.1 > at.1);
        if crosses && at.0 < a.0 + (at.1 - a.1) / (b.1 - a.1) * (b.0 - a.0) {
            inside = !inside;
        }
    }
    inside
}

fn number(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| format!("'{}' is not a number", text.trim()))
}

/// An ESRI ASCII grid with corner coordinates.
fn read_ascii_grid(text: &str) -> Result<(Frame, Vec<Option<f32>>), String> {
    let mut words = text.split_ascii_whitespace();
    let mut field = |name: &str| -> Result<f64, String> {
        match (words.next(), words.next()) {
            (Some(key), Some(value)) if key.eq_ignore_ascii_case(name) => number(value),
            (key, _) => Err(format!("expected {name}, found {key:?}")),
        }
    };
    let (columns, rows) = (field("ncols")? as usize, field("nrows")? as usize);
    let origin = Point(field("xllcorner")?, field("yllcorner")?);
    let (cell_m, missing) = (field("cellsize")?, field("NODATA_value")?);
    let frame = Frame { origin, cell_m, columns, rows };
    let values: Vec<Option<f32>> = words
        .map(|word| number(word).map(|z| (z != missing).then_some(z as f32)))
        .collect::<Result<_, _>>()?;
    if columns == 0 || values.len() != frame.len() {
        return Err(format!("{} values for {columns} × {rows} cells", values.len()));
    }
    // Files run from north to south.
    let ground = values.chunks_exact(columns).rev().flatten().copied().collect();
    Ok((frame, ground))
}

fn read_houses(text: &str) -> Result<Vec<Vec<Point>>, String> {
    let mut outlines: Vec<(String, Vec<Point>)> = Vec::new();
    for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let [name, x, y] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("'{line}' is not house,x,y"));
        };
        let point = Point(number(x)?, number(y)?);
        match outlines.last_mut().filter(|(last, _)| last == name) {
            Some((_, outline)) => outline.push(point),
            None => outlines.push((name.to_owned(), vec![point])),
        }
    }
    Ok(outlines.into_iter().map(|(_, outline)| outline).collect())
}

fn read_outline(text: &str) -> Result<Vec<Point>, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once(',') {
            Some((x, y)) => Ok(Point(number(x)?, number(y)?)),
            None => Err(format!("'{line}' is not x,y")),
        })
        .collect()
}

/// Columns x, y, ID, and stages; the observed one is the fifth.
fn read_observed(text: &str) -> Result<Vec<Observed>, String> {
    text.lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [x, y, id, _, stage, ..] = fields[..] else {
                return Err(format!("'{line}' is not x, y, ID, stage, stage"));
            };
            let at = Point(number(x)?, number(y)?);
            Ok(Observed { id: id.trim().to_owned(), at, stage_m: number(stage)? })
        })
        .collect()
}
