//! The ground of a spot within its cell of the hazard grid.
//!
//! A cell has one level of the ground, the mean, and one depth. In a built-up cell the
//! houses stand on ground above and below that mean, so that the depth of the cell says
//! too much of some and too little of others; flood damage is therefore reckoned with the
//! level of the water on the best ground known (the sub-grid view of Defina 2000, Water
//! Resources Research 36(11):3251-3264, and Casulli 2009, International Journal for
//! Numerical Methods in Fluids 60:391-408; recalled).
//!
//! Here: the water of a cell lies level over the ground in it. As long as it covers all
//! of that ground its level is mean ground plus depth; a little water fills the lowest
//! part first and stands below that. So a spot is never deeper than the cell's own water
//! makes it, and dry where the cell is. Left out: which hollow of the cell the water
//! comes to first, and any slope of its surface. Where no finer ground is known a spot
//! has the depth of its cell.

use std::sync::Arc;

/// Ground of a spot lies at most this far below the mean of its cell, m: lower ground in
/// a built-up cell is a ditch, a pit or the foot of a slope, where water runs on and
/// nobody lives (assumed).
pub const LOWEST_M: f32 = -1.0;

/// Parts of equal area that a cell's ground is divided into, at most.
const MOST_PARTS: usize = 16;

/// How the ground in a cell lies about its mean.
#[derive(Clone, Debug, PartialEq)]
pub struct CellRelief {
    /// Parts of equal area in rising order: height above the mean, and depth of the cell
    /// from which water stands on it, m.
    parts: Vec<(f64, f64)>,
}

impl CellRelief {
    /// The relief of a cell from samples of its ground, m, each for the same area; none
    /// of no sample. Also gives the mean, m.
    pub fn of(samples: &[f32]) -> Option<(Self, f32)> {
        if samples.is_empty() {
            return None;
        }
        let mut ground: Vec<f64> = samples.iter().map(|z| f64::from(*z)).collect();
        ground.sort_by(f64::total_cmp);
        let mean = ground.iter().sum::<f64>() / ground.len() as f64;
        let n = ground.len().min(MOST_PARTS);
        let mut parts: Vec<(f64, f64)> = Vec::with_capacity(n);
        let mut below = 0.0;
        for k in 0..n {
            let part = &ground[k * ground.len() / n..(k + 1) * ground.len() / n];
            let height = part.iter().sum::<f64>() / part.len() as f64 - mean;
            let height = height.max(f64::from(LOWEST_M));
            // With the water at this height the lower parts hold that much.
            parts.push((height, (k as f64 * height - below) / n as f64));
            below += height;
        }
        Some((Self { parts }, mean as f32))
    }

    /// Level over the mean ground at which the water of a cell stands, m, for the cell's
    /// depth. Never above the cell's own level.
    pub fn level_m(&self, depth_m: f32) -> f32 {
        let depth = f64::from(depth_m);
        let wet = self.parts.iter().take_while(|(_, begins)| *begins < depth).count().max(1);
        let ground: f64 = self.parts.iter().take(wet).map(|(height, _)| height).sum();
        let level = (self.parts.len() as f64 * depth + ground) / wet as f64;
        level.min(depth) as f32
    }
}

/// The ground of a spot within its cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpotGround {
    /// Height of the spot above the ground of its cell, m.
    rise_m: f32,
    /// The ground around it; none where nothing finer than the cell is known.
    relief: Option<Arc<CellRelief>>,
}

impl SpotGround {
    /// A spot so high above the ground of its cell, m; not lower than [`LOWEST_M`].
    pub fn new(rise_m: f32, relief: Arc<CellRelief>) -> Self {
        Self { rise_m: rise_m.max(LOWEST_M), relief: Some(relief) }
    }

    /// Height above the ground of the cell, m; zero where nothing finer is known.
    pub fn rise_m(&self) -> f32 {
        self.rise_m
    }

    /// A depth of the cell (m, above 0) with which the spot is just not yet so deep (m), or
    /// just so where nothing finer is known: what lies below it needs no look at the spot.
    pub fn cell_depth_before_m(&self, spot_m: f32) -> f32 {
        if self.relief.is_none() || spot_m <= 0.0 {
            return spot_m;
        }
        let (mut low, mut high) = (f32::MIN_POSITIVE, spot_m + self.rise_m.max(0.0) + 1.0);
        if self.depth_m(high) < spot_m {
            return high;
        }
        while high - low > 1e-4 {
            let middle = 0.5 * (low + high);
            if self.depth_m(middle) < spot_m { low = middle } else { high = middle }
        }
        // A margin for roundings, by which depth might not rise with the cell's.
        (low - 1e-4).max(f32::MIN_POSITIVE)
    }

    /// Depth at the spot for the depth of its cell, m.
    pub fn depth_m(&self, cell_m: f32) -> f32 {
        match &self.relief {
            Some(relief) if cell_m > 0.0 => (relief.level_m(cell_m) - self.rise_m).max(0.0),
            _ => cell_m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(samples: &[f32]) -> (Arc<CellRelief>, Vec<SpotGround>) {
        let (relief, mean) = CellRelief::of(samples).unwrap();
        let relief = Arc::new(relief);
        let spots = samples.iter().map(|z| SpotGround::new(z - mean, relief.clone())).collect();
        (relief, spots)
    }

    #[test]
    fn the_water_of_the_spots_is_that_of_the_cell() {
        let ground = [3.1f32, 2.8, 3.6, 2.9];
        let (_, spots) = spots(&ground);
        for depth in [0.0f32, 0.004, 0.03, 0.1, 0.2, 0.35, 0.6, 2.0] {
            let all: f32 = spots.iter().map(|spot| spot.depth_m(depth)).sum();
            assert!((all / 4.0 - depth).abs() < 1e-5, "{depth}: {}", all / 4.0);
        }
        // Covered, each has the level of the cell; a little water lies in the lowest spot.
        let deep: Vec<f32> = ground.iter().zip(&spots).map(|(z, spot)| z + spot.depth_m(2.0)).collect();
        assert!(deep.iter().all(|level| (level - 5.1).abs() < 1e-5), "{deep:?}");
        let film: Vec<f32> = spots.iter().map(|spot| spot.depth_m(0.02)).collect();
        assert!((film[1] - 0.08).abs() < 1e-5 && film[0] == 0.0 && film[2] == 0.0, "{film:?}");
    }

    #[test]
    fn depth_rises_with_the_cells_and_starts_from_dry() {
        let samples: Vec<f32> = (0..100).map(|k| 5.0 + 0.02 * ((k * 37) % 100) as f32).collect();
        let (relief, spots) = spots(&samples);
        assert_eq!(relief.parts.len(), MOST_PARTS);
        for spot in &spots {
            assert_eq!(spot.depth_m(0.0), 0.0);
            let mut before = 0.0;
            for k in 1..400 {
                let cell = 0.005 * k as f32;
                let here = spot.depth_m(cell);
                assert!(here >= before && here <= (cell - spot.rise_m()).max(0.0) + 1e-6);
                before = here;
            }
        }
    }

    #[test]
    fn below_the_depth_that_needs_a_look_no_spot_is_so_deep() {
        let samples: Vec<f32> = (0..30).map(|k| 2.0 + 0.05 * ((k * 7) % 30) as f32).collect();
        let (_, spots) = spots(&samples);
        for spot in &spots {
            for wanted in [0.02f32, 0.05, 0.3] {
                let before = spot.cell_depth_before_m(wanted);
                for k in 1..200 {
                    assert!(spot.depth_m(before * k as f32 / 200.0) < wanted);
                }
                assert!(spot.depth_m(before + 3e-4) >= wanted, "{before} {wanted}");
            }
        }
        assert_eq!(SpotGround::default().cell_depth_before_m(0.05), 0.05);
    }

    #[test]
    fn a_pit_is_no_home_and_unknown_ground_has_the_cells_depth() {
        let (_, spots) = spots(&[1.0, 1.0, 1.0, -9.0]);
        assert_eq!(spots[3].rise_m(), LOWEST_M);
        assert!(spots.iter().all(|spot| spot.depth_m(0.3) <= 1.3));
        let unknown = SpotGround::default();
        assert_eq!((unknown.depth_m(0.37), unknown.rise_m()), (0.37, 0.0));
        assert_eq!(CellRelief::of(&[]), None);
    }
}
