//! Maps of one run and maps of an ensemble.
//!
//! An ensemble keeps, for each cell that was wet in any replicate, whole-number
//! counts over fixed bins of maximum depth and of arrival time. Counts make the
//! merge exact: any order, any sharding, the same maps to the bit. Memory does not
//! grow with the number of replicates: 2 bytes × (87 depth bins + arrival bins) a
//! wet cell, about 30 MB for 83,000 cells of which all get wet and 96 arrival
//! bins; storing every replicate as u16 would take 166 MB at 500.
//!
//! The price is the width of a bin: a quantile is interpolated within its bin, so
//! it is off the order statistic of the values by less than that width: 0.05 m up
//! to 2 m of depth, 0.1 m up to 4 m, 0.25 m up to 11 m (deeper is put below 11 m);
//! for arrival `span / bins` (a quarter of an hour for 24 h and 96 bins).

use std::sync::Arc;

use sandtable_space::{Frame, Grid, Quantity};
use serde::{Deserialize, Serialize};

/// Depth from which a cell counts as wet, m; the lowest bin border.
pub const WET_M: f64 = 0.05;
const DEPTH_BINS: usize = 87;
const NEVER_WET: u32 = u32::MAX;

/// Maps of one run; plans that share a hazard share its layers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunLayers {
    /// Number of the replicate.
    pub replicate: u64,
    /// Keys of the plans that had this hazard.
    pub plans: Vec<String>,
    /// Where the cells lie.
    pub frame: Frame,
    /// Maximum depth, m, a value a cell.
    pub max_depth_m: Arc<Vec<f32>>,
    /// First time wetter than [`WET_M`], hours since the start; not finite if
    /// never. A value a cell.
    pub arrival_h: Arc<Vec<f32>>,
    /// Layers as they were at the end of the run; empty unless they were asked for.
    pub at_end: Vec<(Quantity, Arc<Vec<f32>>)>,
}

/// Why layers cannot be counted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LayersError {
    /// Another grid or other bins.
    #[error(
        "the layers are on another grid or have other bins than the ensemble; run all replicates on one grid"
    )]
    Mismatch,
    /// A layer with another number of values than the grid has cells.
    #[error("a layer has {found} values, the grid has {expected} cells")]
    Length {
        /// Number of values.
        found: usize,
        /// Number of cells.
        expected: usize,
    },
    /// The counts are full.
    #[error("an ensemble holds at most 65535 replicates; split the study")]
    Full,
    /// A depth that is no number; the replicate should have failed.
    #[error("the maximum depth of cell {0} is not a number")]
    NotANumber(usize),
    /// A span of time that cannot be divided into bins.
    #[error("arrival bins need a positive span and 1 to 1000 bins")]
    Bins,
}

/// Exactly mergeable statistics of the maps of many replicates of one plan.
#[derive(Clone, Debug)]
pub struct EnsembleLayers {
    frame: Frame,
    span_h: f64,
    arrival_bins: usize,
    replicates: u16,
    /// Index of a cell's counts, or `NEVER_WET`.
    slot: Vec<u32>,
    /// For each slot the depth counts, then the arrival counts.
    counts: Vec<u16>,
}

impl EnsembleLayers {
    /// An empty ensemble on a grid, with `arrival_bins` equal bins over `span_h`
    /// hours of arrival.
    ///
    /// # Errors
    /// A span or a number of bins that is out of bounds.
    pub fn new(frame: Frame, span_h: f64, arrival_bins: usize) -> Result<Self, LayersError> {
        if !(span_h.is_finite() && span_h > 0.0 && (1..=1000).contains(&arrival_bins)) {
            return Err(LayersError::Bins);
        }
        let slot = vec![NEVER_WET; frame.len()];
        Ok(Self { frame, span_h, arrival_bins, replicates: 0, slot, counts: Vec::new() })
    }

    /// Where the cells lie.
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// Number of replicates counted.
    pub fn replicates(&self) -> u16 {
        self.replicates
    }

    fn width(&self) -> usize {
        DEPTH_BINS + self.arrival_bins
    }

    fn slot_of(&mut self, cell: usize) -> usize {
        if self.slot[cell] == NEVER_WET {
            self.slot[cell] = (self.counts.len() / self.width()) as u32;
            self.counts.resize(self.counts.len() + self.width(), 0);
        }
        self.slot[cell] as usize * self.width()
    }

    /// Counts one replicate. Nothing is counted if there is an error.
    ///
    /// # Errors
    /// Another grid, layers of a wrong length, a depth that is no number, or more
    /// than 65535 replicates.
    pub fn add(&mut self, layers: &RunLayers) -> Result<(), LayersError> {
        if layers.frame != self.frame {
            return Err(LayersError::Mismatch);
        }
        let expected = self.frame.len();
        for found in [layers.max_depth_m.len(), layers.arrival_h.len()] {
            if found != expected {
                return Err(LayersError::Length { found, expected });
            }
        }
        if let Some(cell) = layers.max_depth_m.iter().position(|depth| depth.is_nan()) {
            return Err(LayersError::NotANumber(cell));
        }
        self.replicates = self.replicates.checked_add(1).ok_or(LayersError::Full)?;
        for cell in 0..expected {
            let depth = f64::from(layers.max_depth_m[cell]);
            let Some(bin) = depth_bin(depth) else { continue };
            let start = self.slot_of(cell);
            self.counts[start + bin] += 1;
            let arrival = f64::from(layers.arrival_h[cell]);
            if arrival.is_finite() {
                let bin = arrival.max(0.0) / self.span_h * self.arrival_bins as f64;
                let bin = (bin as usize).min(self.arrival_bins - 1);
                self.counts[start + DEPTH_BINS + bin] += 1;
            }
        }
        Ok(())
    }

    /// Adds the counts of another ensemble. The order of merging does not matter.
    ///
    /// # Errors
    /// Another grid or bins, or more than 65535 replicates in all.
    pub fn merge(&mut self, other: &Self) -> Result<(), LayersError> {
        let same = self.frame == other.frame
            && self.span_h == other.span_h
            && self.arrival_bins == other.arrival_bins
            && self.slot.len() == other.slot.len();
        if !same {
            return Err(LayersError::Mismatch);
        }
        self.replicates = self.replicates.checked_add(other.replicates).ok_or(LayersError::Full)?;
        let width = self.width();
        for cell in 0..self.slot.len() {
            if other.slot[cell] == NEVER_WET {
                continue;
            }
            let from = other.slot[cell] as usize * width;
            let to = self.slot_of(cell);
            for k in 0..width {
                self.counts[to + k] += other.counts[from + k];
            }
        }
        Ok(())
    }

    /// The depth that a share `p` of replicates do not exceed, m: 0 where that
    /// replicate was dry.
    pub fn depth_quantile_m(&self, p: f64) -> Grid<f32> {
        self.grid(|counts| {
            let wet: u32 = counts[..DEPTH_BINS].iter().map(|&count| u32::from(count)).sum();
            let dry = u32::from(self.replicates) - wet;
            let rank = rank(p, u32::from(self.replicates));
            if rank <= dry {
                return 0.0;
            }
            within(&counts[..DEPTH_BINS], rank - dry, depth_border)
        })
        .with_default(self, 0.0)
    }

    /// The time by which water had come in a share `p` of replicates, hours since
    /// the start; NaN where it came in fewer.
    pub fn arrival_quantile_h(&self, p: f64) -> Grid<f32> {
        let border = |bin: usize| bin as f64 * self.span_h / self.arrival_bins as f64;
        self.grid(|counts| {
            let arrivals = &counts[DEPTH_BINS..];
            let arrived: u32 = arrivals.iter().map(|&count| u32::from(count)).sum();
            let rank = rank(p, u32::from(self.replicates));
            if rank > arrived { f32::NAN } else { within(arrivals, rank, border) }
        })
        .with_default(self, f32::NAN)
    }

    /// Share of replicates in which a cell was wetter than [`WET_M`].
    pub fn wet_share(&self) -> Grid<f32> {
        self.grid(|counts| {
            let wet: u32 = counts[..DEPTH_BINS].iter().map(|&count| u32::from(count)).sum();
            (f64::from(wet) / f64::from(self.replicates.max(1))) as f32
        })
        .with_default(self, 0.0)
    }

    fn grid(&self, value: impl Fn(&[u16]) -> f32) -> WetCells {
        let width = self.width();
        let values = self
            .slot
            .iter()
            .map(|&slot| (slot != NEVER_WET).then(|| value(&self.counts[slot as usize * width..][..width])));
        WetCells(values.collect())
    }
}

/// Values of the cells that were ever wet.
struct WetCells(Vec<Option<f32>>);

impl WetCells {
    fn with_default(self, ensemble: &EnsembleLayers, dry: f32) -> Grid<f32> {
        Grid { frame: ensemble.frame, cells: self.0.into_iter().map(|value| value.unwrap_or(dry)).collect() }
    }
}

/// Lower border of a depth bin, m.
fn depth_border(bin: usize) -> f64 {
    match bin {
        0..=39 => 0.05 * (bin + 1) as f64,
        40..=59 => 2.0 + 0.1 * (bin - 39) as f64,
        _ => 4.0 + 0.25 * (bin - 59) as f64,
    }
}

/// Bin of a maximum depth; none if dry.
fn depth_bin(depth_m: f64) -> Option<usize> {
    if depth_m <= WET_M {
        return None;
    }
    let (mut low, mut high) = (0, DEPTH_BINS);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if depth_border(middle) < depth_m {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

/// Rank from one of the quantile `p` among `n` (inverse of the empirical
/// distribution function: Hyndman & Fan 1996, type 1).
fn rank(p: f64, n: u32) -> u32 {
    // A hair off, so that 0.9 × 40 is 36 and not the rounding above it.
    let rank = (p * f64::from(n) - 1e-9).ceil();
    (rank as u32).clamp(1, n.max(1))
}

/// The value of a rank (from one) among binned counts, ranks spread evenly over
/// their bin.
fn within(counts: &[u16], rank: u32, border: impl Fn(usize) -> f64) -> f32 {
    let mut below = 0;
    for (bin, &count) in counts.iter().enumerate() {
        let count = u32::from(count);
        if below + count >= rank {
            let share = (f64::from(rank - below) - 0.5) / f64::from(count);
            return (border(bin) + share * (border(bin + 1) - border(bin))) as f32;
        }
        below += count;
    }
    border(counts.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandtable_kernel::{Component, SimId, Streams};
    use sandtable_space::Point;

    const CELLS: usize = 30;

    fn frame() -> Frame {
        Frame { origin: Point(0.0, 0.0), cell_m: 100.0, columns: CELLS, rows: 1 }
    }

    /// Depths spread over 0 to 6 m; the first cells stay dry.
    fn run(replicate: u64) -> RunLayers {
        let streams = Streams::new(11, replicate);
        let draw = |cell: usize, k| streams.uniform(SimId(cell as u64), 0, Component(0x6F00), k);
        let depth = |cell: usize| (draw(cell, 0) * cell as f64 * 0.2 - 0.4).max(0.0) as f32;
        let depths: Vec<f32> = (0..CELLS).map(depth).collect();
        let arrival =
            |cell: usize| if depths[cell] > 0.05 { (24.0 * draw(cell, 1)) as f32 } else { f32::INFINITY };
        RunLayers {
            replicate,
            plans: vec!["a".into()],
            frame: frame(),
            arrival_h: Arc::new((0..CELLS).map(arrival).collect()),
            max_depth_m: Arc::new(depths),
            at_end: Vec::new(),
        }
    }

    fn ensemble(replicates: impl Iterator<Item = u64>) -> EnsembleLayers {
        let mut ensemble = EnsembleLayers::new(frame(), 24.0, 96).unwrap();
        replicates.for_each(|replicate| ensemble.add(&run(replicate)).unwrap());
        ensemble
    }

    #[test]
    fn borders_rise_and_bins_hold_their_depths() {
        for bin in 0..DEPTH_BINS {
            assert!(depth_border(bin) < depth_border(bin + 1));
            let middle = 0.5 * (depth_border(bin) + depth_border(bin + 1));
            assert_eq!(depth_bin(middle), Some(bin));
        }
        assert_eq!(depth_bin(0.05), None);
        assert_eq!(depth_bin(99.0), Some(DEPTH_BINS - 1));
        assert!((depth_border(39) - 2.0).abs() < 1e-12 && (depth_border(59) - 4.0).abs() < 1e-12);
        assert!((depth_border(DEPTH_BINS) - 11.0).abs() < 1e-12);
    }

    #[test]
    fn quantiles_are_within_a_bin_of_the_order_statistics() {
        let n = 200;
        let ensemble = ensemble(0..n);
        let runs: Vec<RunLayers> = (0..n).map(run).collect();
        for (p, rank) in [(0.5, 100), (0.9, 180)] {
            let (depth, arrival) = (ensemble.depth_quantile_m(p), ensemble.arrival_quantile_h(p));
            for cell in 0..CELLS {
                let mut depths: Vec<f32> = runs.iter().map(|run| run.max_depth_m[cell]).collect();
                depths.sort_by(f32::total_cmp);
                let truth = if depths[rank - 1] <= 0.05 { 0.0 } else { depths[rank - 1] };
                let bound = if truth < 2.0 {
                    0.0501
                } else if truth < 4.0 {
                    0.1001
                } else {
                    0.2501
                };
                assert!((depth.cells[cell] - truth).abs() < bound, "cell {cell}: {truth}");
                let mut arrivals: Vec<f32> = runs.iter().map(|run| run.arrival_h[cell]).collect();
                arrivals.sort_by(f32::total_cmp);
                let truth = arrivals[rank - 1];
                let found = arrival.cells[cell];
                assert!((found - truth).abs() < 0.2501 || (found.is_nan() && truth.is_infinite()));
            }
        }
        assert_eq!(ensemble.wet_share().cells[0], 0.0);
        assert!(ensemble.wet_share().cells[CELLS - 1] > 0.8);
    }

    #[test]
    fn order_and_sharding_change_no_bit() {
        let whole = ensemble(0..60);
        let mut parts = ensemble((20..60).rev());
        parts.merge(&ensemble(0..20)).unwrap();
        assert_eq!(parts.replicates(), 60);
        for p in [0.1, 0.5, 0.9] {
            let bits = |grid: Grid<f32>| grid.cells.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(whole.depth_quantile_m(p)), bits(parts.depth_quantile_m(p)));
            assert_eq!(bits(whole.arrival_quantile_h(p)), bits(parts.arrival_quantile_h(p)));
        }
    }

    #[test]
    fn wrong_layers_are_refused_and_leave_the_counts_alone() {
        let mut counts = ensemble(0..3);
        let mut odd = run(3);
        odd.frame.cell_m = 50.0;
        assert_eq!(counts.add(&odd), Err(LayersError::Mismatch));
        let mut odd = run(3);
        Arc::make_mut(&mut odd.max_depth_m)[4] = f32::NAN;
        assert_eq!(counts.add(&odd), Err(LayersError::NotANumber(4)));
        assert_eq!(counts.replicates(), 3);
        assert!(EnsembleLayers::new(frame(), f64::NAN, 10).is_err());
    }
}
