//! Streets of built-up areas: two families of parallel lines, cut at the outline,
//! at wide rivers with their berms, at the sea, lakes and hills.

use sandtable_space::{Point, Polyline, RoadClass};

use crate::city::terrain::{Area, AreaKind};

/// A street before it is cut at crossings.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// Key.
    pub key: String,
    /// Class.
    pub class: RoadClass,
    /// Course, straight.
    pub line: Polyline,
}

/// Step in which a line is tested, m.
const STEP_M: f64 = 30.0;

/// Lays the streets of an area; `passable` says where one may lie.
pub fn lay(area: &Area, passable: impl Fn(Point) -> bool) -> Vec<Street> {
    if area.kind == AreaKind::Polder {
        return Vec::new();
    }
    let radians = area.street_degrees * std::f64::consts::PI / 180.0;
    let (cos, sin) = (libm::cos(radians), libm::sin(radians));
    let (low, high) = area.outline.bounds();
    let centre = low.towards(high, 0.5);
    let reach = 0.5 * low.distance_m(high);
    let mut streets = Vec::new();
    let count = libm::ceil(reach / area.block_m) as i32;
    for (family, along, across) in
        [("a", Point(cos, sin), Point(-sin, cos)), ("b", Point(-sin, cos), Point(cos, sin))]
    {
        for k in -count..=count {
            let offset = f64::from(k) * area.block_m;
            let at = |s: f64| {
                Point(centre.0 + offset * across.0 + s * along.0, centre.1 + offset * across.1 + s * along.1)
            };
            // Every third street collects, every sixth leads through.
            let class = match k.rem_euclid(6) {
                0 => RoadClass::Secondary,
                3 => RoadClass::Tertiary,
                _ => RoadClass::Local,
            };
            let steps = (2.0 * reach / STEP_M) as usize;
            let mut run: Option<(f64, f64)> = None;
            let mut piece = 0;
            for step in 0..=steps + 1 {
                let s = -reach + step as f64 * STEP_M;
                let inside = step <= steps && area.outline.contains(at(s)) && passable(at(s));
                match (&mut run, inside) {
                    (None, true) => run = Some((s, s)),
                    (Some(run), true) => run.1 = s,
                    (Some(done), false) => {
                        if done.1 - done.0 > 0.8 * area.block_m {
                            streets.push(Street {
                                key: format!("street.{}.{family}{}.{piece}", area.key, k + count),
                                class,
                                line: Polyline(vec![at(done.0), at(done.1)]),
                            });
                            piece += 1;
                        }
                        run = None;
                    }
                    (None, false) => {}
                }
            }
        }
    }
    streets
}
