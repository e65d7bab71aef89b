//! Water added and taken between steps: rain, rivers, drains, pumps.

use super::SolverError;
use super::layout::TILE;
use super::ledger::Term;
use super::setup::check_layer;
use super::state::Solver;

impl Solver {
    /// Adds a volume (m³) to an open cell.
    ///
    /// # Errors
    /// If the cell is not open, or the volume negative or not finite.
    pub fn add_volume(&mut self, term: Term, cell: usize, volume_m3: f64) -> Result<(), SolverError> {
        let at = self.open_cell(cell)?;
        check_volume(cell, volume_m3)?;
        if volume_m3 > 0.0 {
            self.pour(at, volume_m3 / self.fixed.frame.cell_area_m2());
            self.books.added_m3[term.slot()] += volume_m3;
            self.changed(at, self.fixed.layout.tile_of(cell));
        }
        Ok(())
    }

    /// Takes up to a volume (m³) from an open cell; gives what was there to take.
    ///
    /// # Errors
    /// If the cell is not open, or the volume negative or not finite.
    pub fn take_volume(&mut self, term: Term, cell: usize, volume_m3: f64) -> Result<f64, SolverError> {
        let at = self.open_cell(cell)?;
        check_volume(cell, volume_m3)?;
        let area = self.fixed.frame.cell_area_m2();
        let taken = self.draw(at, volume_m3 / area) * area;
        if taken > 0.0 {
            self.books.taken_m3[term.slot()] += taken;
            self.changed(at, self.fixed.layout.tile_of(cell));
        }
        Ok(taken)
    }

    /// Adds the same depth of rain (m) to all open cells.
    ///
    /// # Errors
    /// If the depth is negative or not finite.
    pub fn rain_uniform(&mut self, depth_m: f64) -> Result<(), SolverError> {
        check_volume(0, depth_m)?;
        self.rain_on(|_| depth_m);
        Ok(())
    }

    /// Adds a depth of rain (m) to each open cell.
    ///
    /// # Errors
    /// If the layer does not fit or a depth is negative or not finite.
    pub fn rain(&mut self, depths_m: &[f32]) -> Result<(), SolverError> {
        check_layer("rain", depths_m, self.fixed.frame.len(), "between 0 and 100 m", |depth| {
            (0.0..=100.0).contains(&depth)
        })?;
        self.rain_on(|cell| f64::from(depths_m[cell]));
        Ok(())
    }

    fn rain_on(&mut self, depth_m: impl Fn(usize) -> f64) {
        let mut fallen_m = 0.0;
        for cell in 0..self.fixed.frame.len() {
            let depth = depth_m(cell);
            if self.fixed.works[cell] && depth > 0.0 {
                let at = self.fixed.layout.cell(cell);
                self.pour(at, depth);
                fallen_m += depth;
                self.changed(at, self.fixed.layout.tile_of(cell));
            }
        }
        self.books.added_m3[Term::Rain.slot()] += fallen_m * self.fixed.frame.cell_area_m2();
    }

    /// Takes water from all wet open cells: `wanted` gives for a cell and its depth (m)
    /// the depth to take (m), of which at most what is there is taken. Gives the
    /// volume taken, m³. For infiltration and drains, once a forcing interval.
    pub fn abstract_depths(&mut self, term: Term, mut wanted: impl FnMut(usize, f32) -> f32) -> f64 {
        let (columns, rows) = (self.fixed.layout.columns, self.fixed.layout.rows);
        let area = self.fixed.frame.cell_area_m2();
        let mut taken_m = 0.0;
        for row in 0..rows {
            for column in 0..columns {
                let cell = row * columns + column;
                let at = self.fixed.layout.at(column, row);
                if !self.fixed.works[cell] || self.h[at] <= 0.0 {
                    continue;
                }
                let depth = wanted(cell, self.h[at]);
                if depth > 0.0 {
                    taken_m += self.draw(at, f64::from(depth));
                    self.changed(at, (row / TILE) * self.fixed.layout.tile_columns + column / TILE);
                }
            }
        }
        self.books.taken_m3[term.slot()] += taken_m * area;
        taken_m * area
    }

    /// Adds a depth to a cell. What is too little for the cell's last bit is carried to
    /// the next cell that gets water, so that no rain is lost on deep water.
    pub(super) fn pour(&mut self, at: usize, depth_m: f64) {
        let old = f64::from(self.h[at]);
        let wanted = depth_m + self.rain_carry_m;
        let new = ((old + wanted).max(0.0)) as f32;
        self.rain_carry_m = wanted - (f64::from(new) - old);
        self.h[at] = new;
    }

    /// Takes up to a depth from a cell; gives what the cell really lost.
    pub(super) fn draw(&mut self, at: usize, depth_m: f64) -> f64 {
        let old = f64::from(self.h[at]);
        let new = (old - depth_m.min(old)) as f32;
        self.h[at] = new;
        old - f64::from(new)
    }
}

fn check_volume(cell: usize, amount: f64) -> Result<(), SolverError> {
    if amount >= 0.0 && amount.is_finite() {
        return Ok(());
    }
    let value = amount as f32;
    Err(SolverError::Value { layer: "volume", cell, value, expected: "finite and not negative" })
}
