//! The forcing as files describe it, and its check.

use sandtable_kernel::{Dist, SimId};
use serde::{Deserialize, Serialize};

use super::sea::{Surge, Tide};
use crate::flood::hydrology::storm::IntensityFormula;
use crate::flood::site::check::Faults;
use crate::flood::site::{FloodFault, SiteSpec};

/// Rain, rivers and the sea. Hours count from the start of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FloodForcing {
    /// Rain; several entries add up.
    pub rain: Vec<Rain>,
    /// Side of the cells in which moving storms are reckoned, m.
    pub rain_cell_m: f64,
    /// Length of a step of all series, min.
    pub step_min: f64,
    /// Rivers; several entries of one inflow add up.
    pub hydrographs: Vec<Hydrograph>,
    /// Levels of stages: tides and surges, river stages.
    pub stages: Vec<StageSeries>,
}

impl Default for FloodForcing {
    fn default() -> Self {
        Self {
            rain: Vec::new(),
            rain_cell_m: 2000.0,
            step_min: 5.0,
            hydrographs: Vec::new(),
            stages: Vec::new(),
        }
    }
}

/// Rain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rain {
    /// The same everywhere: hours and mm/h; a rate holds until the next row.
    Uniform {
        /// Key.
        key: String,
        /// Hyetograph; the last row ends it and should have rate 0.
        rows: Vec<(f64, f64)>,
        /// Factor on all rates.
        #[serde(default = "one")]
        scale: Dist,
        /// Hours by which it comes later.
        #[serde(default = "zero")]
        shift_h: Dist,
    },
    /// A design storm, the same everywhere, spread as a Chicago hyetograph.
    Design {
        /// Key.
        key: String,
        /// The city's formula.
        formula: IntensityFormula,
        /// Return period, years, at least 1.
        years: Dist,
        /// Duration, h.
        duration_h: Dist,
        /// Share of the duration before the peak, 0 to 1.
        peak: f64,
        /// Hours at which it starts.
        starts_h: Dist,
    },
    /// Storm cells that move over the site.
    Storms {
        /// Key; each cell draws as its child.
        key: String,
        /// The cells.
        cells: Vec<StormCell>,
    },
}

/// A storm cell: rain falls off with distance as exp(−(d/radius)²) and in time as a
/// parabola over its life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StormCell {
    /// Where it starts, m east.
    pub x_m: Dist,
    /// Where it starts, m north.
    pub y_m: Dist,
    /// Drift to the east, m/s.
    pub u_m_s: Dist,
    /// Drift to the north, m/s.
    pub v_m_s: Dist,
    /// Distance at which rain has fallen to 1/e of its centre, m.
    pub radius_m: Dist,
    /// Greatest intensity, mm/h.
    pub peak_mm_h: Dist,
    /// When it starts, h.
    pub starts_h: Dist,
    /// How long it lives, h.
    pub duration_h: Dist,
}

/// Flow of a river into the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hydrograph {
    /// The inflow of the site.
    pub inflow: String,
    /// Hours and m³/s, linear between, constant outside.
    pub rows: Vec<(f64, f64)>,
    /// Factor on what exceeds the first row's flow.
    #[serde(default = "one")]
    pub scale: Dist,
    /// Hours by which it comes later.
    #[serde(default = "zero")]
    pub shift_h: Dist,
}

/// Level of a stage of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageSeries {
    /// The stage.
    pub stage: String,
    /// Tide: mean level and constituents.
    #[serde(default)]
    pub tide: Tide,
    /// Storm surge on top.
    #[serde(default)]
    pub surge: Option<Surge>,
    /// Further level to add: hours and m, linear between, constant outside.
    #[serde(default)]
    pub rows: Vec<(f64, f64)>,
    /// Factor on the further level.
    #[serde(default = "one")]
    pub scale: Dist,
    /// Hours by which the further level comes later.
    #[serde(default = "zero")]
    pub shift_h: Dist,
}

pub(super) fn one() -> Dist {
    Dist::Fixed(1.0)
}

pub(super) fn zero() -> Dist {
    Dist::Fixed(0.0)
}

impl Rain {
    /// Its key.
    pub fn key(&self) -> &str {
        match self {
            Self::Uniform { key, .. } | Self::Design { key, .. } | Self::Storms { key, .. } => key,
        }
    }

    /// Its identity.
    pub fn id(&self) -> SimId {
        SimId::from_key(self.key())
    }
}

impl FloodForcing {
    /// All faults of the forcing against a site's description.
    #[must_use]
    pub fn check(&self, site: &SiteSpec) -> Vec<FloodFault> {
        let mut faults = Faults::default();
        let step = self.step_min;
        faults.number("forcing", "step_min", step, (0.5..=60.0).contains(&step), "0.5 to 60 min");
        let cell = self.rain_cell_m;
        faults.number("forcing", "rain_cell_m", cell, (100.0..=1e6).contains(&cell), "100 m or more");
        for (k, rain) in self.rain.iter().enumerate() {
            if self.rain[..k].iter().any(|other| other.key() == rain.key()) {
                faults.0.push(FloodFault::Duplicate { key: rain.key().into() });
            }
            check_rain(&mut faults, rain);
        }
        let inflows: Vec<_> = site.inflows.iter().map(|inflow| inflow.key.as_str()).collect();
        for hydrograph in &self.hydrographs {
            let key = &hydrograph.inflow;
            faults.known("hydrographs", "inflow", key, &inflows);
            faults.table(key, "rows", &hydrograph.rows, 1, false);
            for (_, flow) in &hydrograph.rows {
                faults.number(key, "rows", *flow, *flow >= 0.0, "flows of 0 or more");
            }
            faults.dist(key, "scale", &hydrograph.scale);
            faults.dist(key, "shift_h", &hydrograph.shift_h);
        }
        let stages: Vec<_> = site.stages.iter().map(|stage| stage.key.as_str()).collect();
        for (k, series) in self.stages.iter().enumerate() {
            let key = &series.stage;
            faults.known("stages", "stage", key, &stages);
            if self.stages[..k].iter().any(|other| other.stage == *key) {
                faults.0.push(FloodFault::Duplicate { key: key.clone() });
            }
            if !series.rows.is_empty() {
                faults.table(key, "rows", &series.rows, 1, false);
            }
            faults.dist(key, "scale", &series.scale);
            faults.dist(key, "shift_h", &series.shift_h);
            faults.dist(key, "tide.mean_m", &series.tide.mean_m);
            for part in &series.tide.constituents {
                faults.number(key, "tide.period_h", part.period_h, part.period_h > 0.0, "more than 0");
                faults.number(key, "tide.amplitude_m", part.amplitude_m, true, "a number of m");
                faults.number(key, "tide.phase_deg", part.phase_deg, true, "degrees");
            }
            if let Some(surge) = &series.surge {
                faults.dist(key, "surge.peak_m", &surge.peak_m);
                faults.dist(key, "surge.at_h", &surge.at_h);
                for (name, value) in [("surge.rise_h", surge.rise_h), ("surge.fall_h", surge.fall_h)] {
                    faults.number(key, name, value, value > 0.0, "more than 0 h");
                }
            }
        }
        faults.0
    }
}

fn check_rain(faults: &mut Faults, rain: &Rain) {
    let key = rain.key();
    match rain {
        Rain::Uniform { rows, scale, shift_h, .. } => {
            faults.table(key, "rows", rows, 1, false);
            for (_, rate) in rows {
                faults.number(key, "rows", *rate, (0.0..=1000.0).contains(rate), "rates of 0 to 1000 mm/h");
            }
            faults.dist(key, "scale", scale);
            faults.dist(key, "shift_h", shift_h);
        }
        Rain::Design { formula, years, duration_h, peak, starts_h, .. } => {
            faults.number(key, "formula.a1_mm_min", formula.a1_mm_min, formula.a1_mm_min >= 0.0, "0 or more");
            faults.number(key, "formula.b_min", formula.b_min, formula.b_min > 0.0, "more than 0");
            faults.number(key, "formula.n", formula.n, formula.n > 0.0 && formula.n <= 1.5, "0 to 1.5");
            faults.number(key, "formula.c", formula.c, formula.c >= 0.0, "0 or more");
            faults.number(key, "peak", *peak, (0.0..=1.0).contains(peak), "0 to 1");
            faults.dist(key, "years", years);
            faults.dist(key, "duration_h", duration_h);
            faults.dist(key, "starts_h", starts_h);
        }
        Rain::Storms { cells, .. } => {
            for cell in cells {
                let numbers = [
                    ("x_m", &cell.x_m),
                    ("y_m", &cell.y_m),
                    ("u_m_s", &cell.u_m_s),
                    ("v_m_s", &cell.v_m_s),
                    ("radius_m", &cell.radius_m),
                    ("peak_mm_h", &cell.peak_mm_h),
                    ("starts_h", &cell.starts_h),
                    ("duration_h", &cell.duration_h),
                ];
                for (name, dist) in numbers {
                    faults.dist(key, name, dist);
                }
            }
        }
    }
}
