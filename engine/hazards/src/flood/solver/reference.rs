//! The scheme written down as simply as possible, in `f64`, for comparison: two passes,
//! the limiter always on, no padding, no tiles, library roots.

/// Fields of a closed rectangle. `qx` has a column and `qy` a row more than `h`.
pub(super) struct Reference {
    pub columns: usize,
    pub rows: usize,
    pub cell_m: f64,
    pub bed: Vec<f64>,
    pub h: Vec<f64>,
    pub qx: Vec<f64>,
    pub qy: Vec<f64>,
    pub theta: f64,
    pub alpha: f64,
    pub hmin: f64,
    pub n: f64,
}

const G: f64 = 9.81;

impl Reference {
    pub fn new(columns: usize, rows: usize, cell_m: f64, bed: &[f32], h: &[f32], n: f64) -> Self {
        Self {
            columns,
            rows,
            cell_m,
            bed: bed.iter().map(|z| f64::from(*z)).collect(),
            h: h.iter().map(|h| f64::from(*h)).collect(),
            qx: vec![0.0; (columns + 1) * rows],
            qy: vec![0.0; columns * (rows + 1)],
            theta: 0.9,
            alpha: 0.6,
            hmin: 1e-3,
            n,
        }
    }

    fn face(&self, dt: f64, low: usize, high: usize, own: f64, along: f64, across: f64) -> f64 {
        let (eta0, eta1) = (self.bed[low] + self.h[low], self.bed[high] + self.h[high]);
        let hf = eta0.max(eta1) - self.bed[low].max(self.bed[high]);
        if hf <= self.hmin {
            return 0.0;
        }
        let drive = G * hf * dt * (eta1 - eta0) / self.cell_m;
        let mut top = self.theta * own + 0.5 * (1.0 - self.theta) * along - drive;
        if top * (eta1 - eta0) > 0.0 {
            top = own - drive;
        }
        let speed = (own * own + across * across).sqrt();
        top / (1.0 + G * dt * self.n * self.n * speed / libm::pow(hf, 7.0 / 3.0))
    }

    /// One step of a given length.
    pub fn step(&mut self, dt: f64) {
        let (columns, rows) = (self.columns, self.rows);
        let x = |column: usize, row: usize| row * (columns + 1) + column;
        let y = |column: usize, row: usize| row * columns + column;
        let (mut new_x, mut new_y) = (vec![0.0; self.qx.len()], vec![0.0; self.qy.len()]);
        for row in 0..rows {
            for column in 1..columns {
                let cell = y(column, row);
                let along = self.qx[x(column - 1, row)] + self.qx[x(column + 1, row)];
                let across = 0.25
                    * (self.qy[cell - 1]
                        + self.qy[cell]
                        + self.qy[cell - 1 + columns]
                        + self.qy[cell + columns]);
                let own = self.qx[x(column, row)];
                new_x[x(column, row)] = self.face(dt, cell - 1, cell, own, along, across);
            }
        }
        for row in 1..rows {
            for column in 0..columns {
                let cell = y(column, row);
                let along = self.qy[y(column, row - 1)] + self.qy[y(column, row + 1)];
                let (below, here) = (x(column, row - 1), x(column, row));
                let across = 0.25 * (self.qx[below] + self.qx[below + 1] + self.qx[here] + self.qx[here + 1]);
                new_y[cell] = self.face(dt, cell - columns, cell, self.qy[cell], along, across);
            }
        }
        let k = dt / self.cell_m;
        let share: Vec<f64> = (0..columns * rows)
            .map(|cell| {
                let (column, row) = (cell % columns, cell / columns);
                let (west, east) = (new_x[x(column, row)], new_x[x(column + 1, row)]);
                let (south, north) = (new_y[cell], new_y[cell + columns]);
                let out = (-west).max(0.0) + east.max(0.0) + (-south).max(0.0) + north.max(0.0);
                if k * out > self.h[cell] { self.h[cell] / (k * out) } else { 1.0 }
            })
            .collect();
        for row in 0..rows {
            for column in 1..columns {
                let cell = y(column, row);
                let flow = &mut new_x[x(column, row)];
                *flow *= if *flow > 0.0 { share[cell - 1] } else { share[cell] };
            }
        }
        for cell in columns..columns * rows {
            let flow = &mut new_y[cell];
            *flow *= if *flow > 0.0 { share[cell - columns] } else { share[cell] };
        }
        for cell in 0..columns * rows {
            let (column, row) = (cell % columns, cell / columns);
            self.h[cell] +=
                k * (new_x[x(column, row)] - new_x[x(column + 1, row)] + new_y[cell] - new_y[cell + columns]);
        }
        (self.qx, self.qy) = (new_x, new_y);
    }

    /// Length of the next step, s.
    pub fn next_dt(&self) -> f64 {
        let deepest = self.h.iter().copied().fold(0.0, f64::max);
        self.alpha * self.cell_m / (G * deepest).sqrt()
    }
}
