//! Seeded value noise: random numbers on lattices, joined smoothly. A number is
//! addressed by (layer, octave, lattice point), so the relief is the same for any
//! cell size and any number of threads.

use sandtable_kernel::{Component, SimId, Streams};
use sandtable_space::Point;

/// Purpose of the lattice draws.
const LATTICE: Component = Component(0x7000);

/// Several octaves of noise over a rectangle, each with half the length and half
/// the height of the one before.
#[derive(Clone, Debug)]
pub struct Noise {
    octaves: Vec<Octave>,
}

#[derive(Clone, Debug)]
struct Octave {
    length_m: f64,
    share: f64,
    columns: usize,
    rows: usize,
    values: Vec<f64>,
}

impl Noise {
    /// Noise named `layer` whose longest waves have `length_m`, over a rectangle
    /// from (0, 0) to `extent_m`.
    pub fn new(seed: u64, layer: &str, length_m: f64, octaves: u32, extent_m: (f64, f64)) -> Self {
        let streams = Streams::new(seed, 0);
        let mut all = Vec::new();
        let (mut length, mut share, mut total) = (length_m, 1.0, 0.0);
        for octave in 0..octaves {
            let who = SimId::from_key(layer).child(u64::from(octave));
            let columns = libm::ceil(extent_m.0 / length) as usize + 2;
            let rows = libm::ceil(extent_m.1 / length) as usize + 2;
            let values = (0..rows * columns)
                .map(|k| {
                    2.0 * streams.uniform(who, (k / columns) as u32, LATTICE, (k % columns) as u16) - 1.0
                })
                .collect();
            all.push(Octave { length_m: length, share, columns, rows, values });
            total += share;
            length *= 0.5;
            share *= 0.5;
        }
        for octave in &mut all {
            octave.share /= total;
        }
        Self { octaves: all }
    }

    /// The noise at a point, between −1 and 1.
    pub fn at(&self, p: Point) -> f64 {
        let mut sum = 0.0;
        for octave in &self.octaves {
            sum += octave.share * octave.at(p);
        }
        sum
    }
}

impl Octave {
    fn at(&self, p: Point) -> f64 {
        let (x, y) = ((p.0 / self.length_m).max(0.0), (p.1 / self.length_m).max(0.0));
        let column = (x as usize).min(self.columns - 2);
        let row = (y as usize).min(self.rows - 2);
        let (u, v) = (smooth_step(x - column as f64), smooth_step(y - row as f64));
        let k = row * self.columns + column;
        let south = self.values[k] + u * (self.values[k + 1] - self.values[k]);
        let n = k + self.columns;
        let north = self.values[n] + u * (self.values[n + 1] - self.values[n]);
        south + v * (north - south)
    }
}

/// 0 below 0, 1 above 1, and 3t² − 2t³ between.
pub fn smooth_step(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_bounded_and_has_no_jump() {
        let noise = Noise::new(7, "test", 1000.0, 3, (10_000.0, 10_000.0));
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut before = noise.at(Point(0.0, 4321.0));
        for k in 1..10_000 {
            let here = noise.at(Point(f64::from(k), 4321.0));
            assert!((here - before).abs() < 0.02, "jump at {k}");
            before = here;
            low = low.min(here);
            high = high.max(here);
        }
        assert!(low > -1.0 && high < 1.0 && high - low > 0.5, "{low} to {high}");
    }

    #[test]
    fn another_seed_or_layer_is_another_relief() {
        let at = |seed, layer| {
            Noise::new(seed, layer, 1000.0, 1, (5000.0, 5000.0)).at(Point(2500.0, 2500.0)).to_bits()
        };
        assert_eq!(at(1, "a"), at(1, "a"));
        assert_ne!(at(1, "a"), at(2, "a"));
        assert_ne!(at(1, "a"), at(1, "b"));
    }
}
