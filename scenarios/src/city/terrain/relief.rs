//! The height of the ground at a point: plain, coast, hills, valleys, fill and
//! the channels of the wide rivers.

use sandtable_space::Point;

use super::recipe::{River, RiverKind, TerrainRecipe};
use crate::city::course::{Course, NearIndex, lookup};
use crate::city::noise::{Noise, smooth_step};

/// The courses that the relief needs, made once from the recipe.
#[derive(Clone, Debug)]
pub struct Courses {
    /// Rivers in the recipe's order.
    pub rivers: Vec<Course>,
    /// Crests of the ridges.
    pub ridges: Vec<Course>,
    /// The shore: outline of the sea, closed.
    pub shore: Course,
}

impl Courses {
    /// Smooth courses at 60 m.
    pub fn new(recipe: &TerrainRecipe) -> Self {
        let through = |points: Vec<Point>| Course::smooth(&points, 60.0);
        let mut shore = recipe.coast.sea.0.clone();
        if let Some(&first) = shore.first() {
            shore.push(first);
        }
        let along_m = super::super::course::distances(&shore);
        let control = (0..shore.len()).map(|k| k as f64).collect();
        Self {
            rivers: recipe
                .rivers
                .iter()
                .map(|river| through(river.stations.iter().map(|s| s.at).collect()))
                .collect(),
            ridges: recipe
                .ridges
                .iter()
                .map(|ridge| through(ridge.crest.iter().map(|c| c.0).collect()))
                .collect(),
            shore: Course { line: sandtable_space::Polyline(shore), along_m, control },
        }
    }
}

/// Values of a river's stations, for interpolation along its course.
#[derive(Clone, Debug)]
pub struct Section {
    /// Bed levels, m.
    pub bed_m: Vec<f64>,
    /// Widths, m.
    pub width_m: Vec<f64>,
    /// Bank levels, m.
    pub bank_m: Vec<f64>,
}

impl Section {
    /// The values of a river.
    pub fn of(river: &River) -> Self {
        Self {
            bed_m: river.stations.iter().map(|s| s.bed_m).collect(),
            width_m: river.stations.iter().map(|s| s.width_m).collect(),
            bank_m: river.stations.iter().map(|s| s.bank_m).collect(),
        }
    }
}

/// What there is at a sample point.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// Ground level, m.
    pub ground_m: f64,
    /// Height of the hills in it, m.
    pub hill_m: f64,
    /// Whether it lies in the sea.
    pub sea: bool,
    /// Wide river (number in the recipe + 1) whose channel it lies in; 0: none.
    pub river: u8,
}

/// Answers the height of the ground at any point.
pub struct Relief<'a> {
    recipe: &'a TerrainRecipe,
    sections: Vec<Section>,
    rivers: Vec<NearIndex<'a>>,
    ridges: Vec<NearIndex<'a>>,
    shore: NearIndex<'a>,
    plain: Noise,
    hills: Noise,
    feet: Noise,
    axis: (f64, f64),
}

/// Width of the slope between the flat bed of a wide river and its bank, m.
const BANK_SLOPE_M: f64 = 120.0;

impl<'a> Relief<'a> {
    /// Prepares the answers.
    pub fn new(recipe: &'a TerrainRecipe, courses: &'a Courses) -> Self {
        let (low, high) = (Point(0.0, 0.0), Point(recipe.extent_m.0, recipe.extent_m.1));
        let axis_m = recipe.plain.from.distance_m(recipe.plain.towards).max(1.0);
        let reach = |river: &River| {
            let widest = river.stations.iter().map(|s| s.width_m).fold(0.0, f64::max);
            river.valley_m.max(0.5 * widest + BANK_SLOPE_M)
        };
        Self {
            recipe,
            sections: recipe.rivers.iter().map(Section::of).collect(),
            rivers: courses
                .rivers
                .iter()
                .zip(&recipe.rivers)
                .map(|(course, river)| NearIndex::new(course, low, high, reach(river)))
                .collect(),
            ridges: courses
                .ridges
                .iter()
                .zip(&recipe.ridges)
                .map(|(course, ridge)| {
                    let widest = ridge.crest.iter().map(|c| c.2).fold(0.0, f64::max);
                    NearIndex::new(course, low, high, 1.34 * widest)
                })
                .collect(),
            shore: NearIndex::new(&courses.shore, low, high, f64::INFINITY),
            plain: Noise::new(recipe.seed, "terrain.plain", recipe.plain.wave_m, 2, recipe.extent_m),
            hills: Noise::new(recipe.seed, "terrain.hills", 2400.0, 4, recipe.extent_m),
            feet: Noise::new(recipe.seed, "terrain.feet", 3200.0, 3, recipe.extent_m),
            axis: (
                (recipe.plain.towards.0 - recipe.plain.from.0) / axis_m,
                (recipe.plain.towards.1 - recipe.plain.from.1) / axis_m,
            ),
        }
    }

    /// Level of the plain without coast, hills and fill, m.
    pub fn plain_m(&self, p: Point) -> f64 {
        let plain = &self.recipe.plain;
        let along = (p.0 - plain.from.0) * self.axis.0 + (p.1 - plain.from.1) * self.axis.1;
        lookup(&plain.profile, along)
    }

    /// Height of the hills above the plain, m: each ridge a bell across its crest,
    /// joined as the root of the sum of squares, with spurs and gullies from noise.
    fn hill_m(&self, p: Point) -> f64 {
        let mut squares = 0.0;
        // The foot winds: the half width swings by a third.
        let winding = 1.0 + 0.33 * self.feet.at(p);
        for (ridge, index) in self.recipe.ridges.iter().zip(&self.ridges) {
            let Some(near) = index.near(p) else { continue };
            let k = near.control as usize;
            let next = (k + 1).min(ridge.crest.len() - 1);
            let share = near.control - k as f64;
            let blend = |a: f64, b: f64| a + share * (b - a);
            let height = blend(ridge.crest[k].1, ridge.crest[next].1);
            let half_width = blend(ridge.crest[k].2, ridge.crest[next].2);
            let r = near.distance_m / (half_width * winding);
            if r < 1.0 {
                let bell = height * (1.0 - r * r) * (1.0 - r * r);
                squares += bell * bell;
            }
        }
        if squares <= 0.0 {
            return 0.0;
        }
        squares.sqrt() * (1.0 + 0.55 * self.hills.at(p))
    }

    /// Everything at a point.
    pub fn at(&self, p: Point) -> Sample {
        let coast = &self.recipe.coast;
        let offshore_m = self.shore.near(p).map_or(f64::INFINITY, |near| near.distance_m);
        let sea = coast.sea.contains(p);
        let mut hill_m = self.hill_m(p);
        let mut z = if sea {
            hill_m = 0.0;
            lookup(&coast.bed, offshore_m)
        } else {
            let inland = self.plain_m(p) + self.recipe.plain.relief_m * self.plain.at(p);
            let share = smooth_step(offshore_m / coast.blend_m);
            // At the very shore hills end in a low cliff.
            hill_m *= smooth_step(offshore_m / 400.0);
            coast.shore_m + share * (inland - coast.shore_m) + hill_m
        };
        if !sea {
            for area in &self.recipe.areas {
                z += area.raise_m * self.inside(&area.outline, p);
            }
        }
        let mut river_of = 0;
        for (k, river) in self.recipe.rivers.iter().enumerate() {
            let Some(near) = self.rivers[k].near(p) else { continue };
            let section = &self.sections[k];
            if river.valley_m > 0.0 && near.distance_m < river.valley_m {
                let floor = Course::value(&section.bank_m, near.control);
                if z > floor {
                    let r = near.distance_m / river.valley_m;
                    z = floor + (z - floor) * smooth_step(r * r);
                }
            }
            if river.kind != RiverKind::Main {
                continue;
            }
            let half = 0.5 * Course::value(&section.width_m, near.control);
            let out = (near.distance_m - (half - 0.5 * BANK_SLOPE_M)) / BANK_SLOPE_M;
            if out < 1.0 {
                let bed = Course::value(&section.bed_m, near.control);
                z = z.min(bed + (z - bed) * out.max(0.0));
                if near.distance_m <= half && !sea {
                    river_of = k as u8 + 1;
                }
            }
        }
        Sample { ground_m: z, hill_m, sea, river: river_of }
    }

    /// 1 well inside an outline, 0 outside, smooth over 300 m within the edge.
    fn inside(&self, outline: &sandtable_space::Polygon, p: Point) -> f64 {
        let (low, high) = outline.bounds();
        if p.0 < low.0 || p.1 < low.1 || p.0 > high.0 || p.1 > high.1 || !outline.contains(p) {
            return 0.0;
        }
        let ring = &outline.0;
        let mut least = f64::INFINITY;
        for (k, &a) in ring.iter().enumerate() {
            let b = ring[(k + 1) % ring.len()];
            least = least.min(sandtable_space::Polyline(vec![a, b]).nearest(p).0);
        }
        smooth_step(least / 300.0)
    }
}
