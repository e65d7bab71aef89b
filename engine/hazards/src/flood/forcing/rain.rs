//! Rain of a replicate in space and time, with sums over the last hours.

use sandtable_kernel::{SimSpan, SimTime};
use sandtable_space::{Frame, Point};

/// Rain on a coarse grid: rates of each step and sums since the start. One cell if
/// rain is the same everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct RainTable {
    frame: Frame,
    step: SimSpan,
    steps: usize,
    /// mm/h, cells of the first step, then of the next.
    rates: Vec<f32>,
    /// mm since the start at the end of each step, likewise.
    sums: Vec<f32>,
}

impl RainTable {
    /// A table over a site, its cells of about `cell_m`; one cell if none is asked for.
    pub fn new(site: &Frame, cell_m: Option<f64>, step: SimSpan, steps: usize) -> Self {
        let (low, high) = site.bounds();
        let size = (high.0 - low.0).max(high.1 - low.1).max(1.0);
        // At most 256 cells along a side.
        let cell_m = cell_m.map_or(size, |cell| cell.max(size / 256.0));
        let count = |span: f64| (libm::ceil(span / cell_m - 1e-9).max(1.0)) as usize;
        let frame =
            Frame { origin: low, cell_m, columns: count(high.0 - low.0), rows: count(high.1 - low.1) };
        let cells = frame.len() * steps;
        Self { frame, step, steps, rates: vec![0.0; cells], sums: vec![0.0; cells] }
    }

    /// Where its cells lie.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Adds rates, mm/h, by the cell's centre and the step.
    pub fn add(&mut self, rate_mm_h: impl Fn(Point, usize) -> f64) {
        let n = self.frame.len();
        for step in 0..self.steps {
            for cell in 0..n {
                let (column, row) = self.frame.column_row(cell);
                let slot = &mut self.rates[step * n + cell];
                *slot += rate_mm_h(self.frame.centre(column, row), step).max(0.0) as f32;
            }
        }
    }

    /// Makes the sums; to be called after the last rate was added.
    pub fn close(&mut self) {
        let n = self.frame.len();
        let hours = self.step.as_hours_f64();
        let mut sums = vec![0.0f64; n];
        for step in 0..self.steps {
            for (cell, sum) in sums.iter_mut().enumerate() {
                *sum += f64::from(self.rates[step * n + cell]) * hours;
                self.sums[step * n + cell] = *sum as f32;
            }
        }
    }

    /// The cell of the table at a point; the nearest one outside.
    pub fn cell_at(&self, point: Point) -> usize {
        let along = |x: f64, n: usize| (libm::floor(x / self.frame.cell_m).max(0.0) as usize).min(n - 1);
        let column = along(point.0 - self.frame.origin.0, self.frame.columns);
        let row = along(point.1 - self.frame.origin.1, self.frame.rows);
        self.frame.index(column, row)
    }

    /// The step that holds a moment; a moment on a border belongs to the step it ends.
    pub fn step_at(&self, at: SimTime) -> Option<usize> {
        let step = usize::try_from((at.0 - 1).max(0) / self.step.0.max(1)).ok()?;
        (at.0 >= 0 && step < self.steps).then_some(step)
    }

    /// Rates of all cells in a step, mm/h.
    pub fn rates(&self, step: usize) -> &[f32] {
        let n = self.frame.len();
        self.rates.get(step * n..(step + 1) * n).unwrap_or_default()
    }

    /// Rate in a cell at a moment, mm/h; none beyond the horizon.
    pub fn rate_mm_h(&self, cell: usize, at: SimTime) -> Option<f64> {
        self.rates(self.step_at(at)?).get(cell).map(|rate| f64::from(*rate))
    }

    /// Rain in a cell from the start to a moment, mm; what is beyond the horizon is not
    /// counted.
    pub fn since_start_mm(&self, cell: usize, at: SimTime) -> f64 {
        if at.0 <= 0 || self.steps == 0 {
            return 0.0;
        }
        let n = self.frame.len();
        let step = usize::try_from(at.0 / self.step.0.max(1)).unwrap_or(self.steps).min(self.steps);
        let whole = if step == 0 { 0.0 } else { f64::from(self.sums[(step - 1) * n + cell]) };
        if step == self.steps {
            return whole;
        }
        let part = SimSpan(at.0 - self.step.0 * step as i64).as_hours_f64();
        whole + f64::from(self.rates[step * n + cell]) * part
    }

    /// Rain in a cell over the last `span`, mm.
    pub fn last_mm(&self, cell: usize, at: SimTime, span: SimSpan) -> f64 {
        (self.since_start_mm(cell, at) - self.since_start_mm(cell, SimTime(at.0 - span.0))).max(0.0)
    }

    /// Whether it rains anywhere in a step.
    pub fn is_wet(&self, step: usize) -> bool {
        self.rates(step).iter().any(|rate| *rate > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_agree_with_rates_within_and_across_steps() {
        let site = Frame { origin: Point(0.0, 0.0), cell_m: 100.0, columns: 50, rows: 30 };
        let mut rain = RainTable::new(&site, Some(1000.0), SimSpan::from_mins(5), 36);
        assert_eq!((rain.frame().columns, rain.frame().rows), (5, 3));
        rain.add(|point, step| if point.0 > 2500.0 { 12.0 * step as f64 } else { 0.0 });
        rain.close();
        let east = rain.cell_at(Point(4100.0, 900.0));
        assert_eq!(rain.since_start_mm(rain.cell_at(Point(0.0, 0.0)), SimTime::from_hours(2)), 0.0);
        // Steps 0 … 11 of the first hour: 12 × (0 + … + 11)/12 h.
        assert!((rain.since_start_mm(east, SimTime::from_hours(1)) - 66.0).abs() < 1e-4);
        let last = rain.last_mm(east, SimTime::from_mins(90), SimSpan::from_mins(30));
        assert!((last - (12 + 13 + 14 + 15 + 16 + 17) as f64).abs() < 1e-3, "{last}");
        assert_eq!(rain.rate_mm_h(east, SimTime::from_mins(5)), Some(0.0));
        assert_eq!(rain.rate_mm_h(east, SimTime::from_mins(6)), Some(12.0));
        assert_eq!(rain.rate_mm_h(east, SimTime::from_hours(4)), None);
        // Half a step: 2.5 min at 12 mm/h more than after the first.
        let half = rain.since_start_mm(east, SimTime::from_secs(450));
        assert!((half - 0.5).abs() < 1e-6, "{half}");
    }

    #[test]
    fn points_outside_take_the_nearest_cell() {
        let site = Frame { origin: Point(0.0, 0.0), cell_m: 100.0, columns: 50, rows: 30 };
        let rain = RainTable::new(&site, Some(1000.0), SimSpan::from_mins(5), 1);
        assert_eq!(rain.cell_at(Point(-500.0, 9e9)), rain.frame().index(0, 2));
    }
}
