//! Every number that a user may set, with its meaning and its range.

use serde::{Deserialize, Serialize};

use super::layout::MAX_CELLS;

/// Parameters of the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Weight of a face's own flow against its two neighbours (de Almeida et al.
    /// 2012: 0.7 to 0.9; 1 is Bates et al. 2010).
    pub theta: f32,
    /// Share of the gravity-wave time step, at most 0.95·√(theta/2).
    pub alpha: f32,
    /// Flow depth at a face below which nothing flows, m.
    pub hmin_m: f32,
    /// Largest Froude number that a face may have; none: no cap.
    pub froude_cap: Option<f32>,
    /// Longest step, s.
    pub dt_max_s: f32,
    /// Acceleration of gravity, m/s².
    pub gravity_m_s2: f32,
    /// Friction by the whole flow vector. `false` gives the friction of each
    /// component alone (Bates et al. 2010), which makes fronts diamond-shaped: for
    /// comparison only.
    pub vector_friction: bool,
    /// When tiles may sleep; none: never.
    pub sleep: Option<Sleep>,
    /// Depth at which water counts as arrived, m.
    pub arrival_depth_m: f32,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            theta: 0.9,
            alpha: 0.6,
            hmin_m: 1e-3,
            froude_cap: None,
            dt_max_s: 60.0,
            gravity_m_s2: 9.81,
            vector_friction: true,
            sleep: Some(Sleep::default()),
            arrival_depth_m: 0.05,
        }
    }
}

impl Params {
    /// The largest `alpha` that is accepted with a `theta`: 0.95 of the limit of the
    /// linear analysis of the two-dimensional checkerboard mode, √(theta/2).
    #[must_use]
    pub fn alpha_limit(theta: f32) -> f32 {
        0.95 * (theta / 2.0).sqrt()
    }

    /// These parameters, if every one is in its range.
    ///
    /// # Errors
    /// Names the first parameter out of range.
    pub fn checked(self) -> Result<Self, SolverError> {
        let within = |name, value: f32, low: f32, high: f32| {
            if value >= low && value <= high {
                Ok(())
            } else {
                Err(SolverError::Parameter { name, value, low, high })
            }
        };
        within("theta", self.theta, 0.5, 1.0)?;
        within("alpha", self.alpha, 0.05, Self::alpha_limit(self.theta))?;
        within("hmin_m", self.hmin_m, 1e-7, 0.1)?;
        within("froude_cap", self.froude_cap.unwrap_or(1.0), 0.1, 10.0)?;
        within("dt_max_s", self.dt_max_s, 1e-4, 3600.0)?;
        within("gravity_m_s2", self.gravity_m_s2, 0.1, 30.0)?;
        within("arrival_depth_m", self.arrival_depth_m, 1e-4, 10.0)?;
        if let Some(sleep) = self.sleep {
            within("sleep.film_m", sleep.film_m, self.hmin_m, 0.5)?;
            within("sleep.level_m", sleep.level_m, 0.0, 0.1)?;
            within("sleep.speed_m_s", sleep.speed_m_s, 0.0, 0.5)?;
        }
        Ok(self)
    }
}

/// When a tile may sleep.
///
/// A face is *quiet* when the water that could pass it is at most `film_m` deep, or
/// when it moves slower than `speed_m_s` and the levels on its sides differ by at most
/// `level_m`. A tile none of whose faces moves within eight cells of it, nor its own,
/// sleeps: its flows are set to zero and its depths stay as they are. It is looked at
/// again when water is added to it, when its neighbour stirs, and every eight steps
/// while it borders water that moves.
///
/// What is neglected: a film of `film_m` is held back on slopes (as if it were
/// depression storage), differences of level of `level_m` from cell to cell may
/// remain, and the momentum of water slower than `speed_m_s` is lost. Volume is kept
/// exactly. With `film_m` = `hmin_m` the first of the three is nothing, for such a film
/// does not flow anyway.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sleep {
    /// Flow depth that counts as a film, m; at least `hmin_m`.
    pub film_m: f32,
    /// Difference of level between neighbours that counts as none, m.
    pub level_m: f32,
    /// Speed that counts as none, m/s.
    pub speed_m_s: f32,
}

impl Default for Sleep {
    fn default() -> Self {
        Self { film_m: 1e-3, level_m: 5e-5, speed_m_s: 1e-3 }
    }
}

/// Manning's roughness, s/m^(1/3).
#[derive(Clone, Debug, PartialEq)]
pub enum Roughness {
    /// The same everywhere.
    Uniform(f32),
    /// One value a cell, rows from south to north. A face has the mean of its cells.
    Raster(Vec<f32>),
}

/// Why a solver could not be made, changed or restored.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SolverError {
    /// A parameter is out of its range.
    #[error("flood parameter {name} is {value}, but must lie between {low} and {high}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What was given.
        value: f32,
        /// Smallest accepted value.
        low: f32,
        /// Largest accepted value.
        high: f32,
    },
    /// The grid has no cells, too many, or cells without size.
    #[error(
        "a grid of {columns} × {rows} cells of {cell_m} m cannot be simulated: \
         give 1 to {MAX_CELLS} cells of a positive size"
    )]
    Size {
        /// Columns.
        columns: usize,
        /// Rows.
        rows: usize,
        /// Cell size, m.
        cell_m: f64,
    },
    /// A layer has another number of values than the grid has cells.
    #[error("{layer} has {found} values, but the grid has {expected} cells")]
    Length {
        /// The layer.
        layer: &'static str,
        /// Values found.
        found: usize,
        /// Values expected.
        expected: usize,
    },
    /// A value is not finite or out of the range of its layer.
    #[error("{layer} is {value} in cell {cell}, but must be {expected}")]
    Value {
        /// The layer.
        layer: &'static str,
        /// The cell, or the position in the list.
        cell: usize,
        /// What was found.
        value: f32,
        /// What is accepted.
        expected: &'static str,
    },
    /// A cell or face that is not there.
    #[error("{what} {index} is not on the grid (there are {limit})")]
    Outside {
        /// What was named.
        what: &'static str,
        /// Its number.
        index: usize,
        /// How many there are.
        limit: usize,
    },
    /// The state is no longer finite.
    #[error("the water is no longer finite at {time_s} s (step {step})")]
    NotFinite {
        /// Time of the solver, s.
        time_s: f64,
        /// Step.
        step: u64,
    },
    /// More steps than allowed.
    #[error("more than {limit} steps to reach {until_s} s; give a larger limit or coarser cells")]
    WorkLimit {
        /// The limit.
        limit: u64,
        /// The aim, s.
        until_s: f64,
    },
    /// Saved bytes that are not a state of this solver.
    #[error("the saved flood state cannot be used: {cause}")]
    Snapshot {
        /// Why.
        cause: String,
    },
}
