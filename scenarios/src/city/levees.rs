//! Levees as lines with a crest profile, made from the recipe: beside a river at
//! an offset, or through given places; ends tied to one another so that no gap
//! stays open at a confluence.

use sandtable_kernel::Text;
use sandtable_space::{Point, Polyline};

use super::course::{distances, lookup};
use super::terrain::{Bank, Courses, LeveeCourse, Person, TerrainRecipe};

/// A levee.
#[derive(Clone, Debug, PartialEq)]
pub struct Levee {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Course.
    pub line: Polyline,
    /// Crest level against distance along the line: (m, m).
    pub crest: Vec<(f64, f64)>,
    /// Length, m.
    pub length_m: f64,
    /// Named responsible person (堤防责任人).
    pub responsible: Person,
}

/// Spacing of the vertices of a levee beside a river, m.
const STEP_M: f64 = 90.0;

/// Makes the levees in the recipe's order. Rivers and levees that a recipe names
/// have been checked; a missing one leaves its levee out or its end loose.
pub fn build(recipe: &TerrainRecipe, courses: &Courses) -> Vec<Levee> {
    let mut lines: Vec<Vec<(Point, f64)>> = Vec::new();
    for levee in &recipe.levees {
        lines.push(match &levee.course {
            LeveeCourse::Through(places) => places.clone(),
            LeveeCourse::Along { river, bank, offset_m, from_m, to_m, crest } => {
                let Some(k) = recipe.rivers.iter().position(|r| r.key == *river) else {
                    lines.push(Vec::new());
                    continue;
                };
                let side = if *bank == Bank::Left { *offset_m } else { -*offset_m };
                courses.rivers[k]
                    .beside(*from_m, *to_m, side, STEP_M)
                    .into_iter()
                    .map(|(p, along)| (p, lookup(crest, along)))
                    .collect()
            }
        });
    }
    let untied = lines.clone();
    let nearest = |key: &str, p: Point| {
        let other = recipe.levees.iter().position(|l| l.key == key)?;
        untied[other].iter().copied().min_by(|a, b| a.0.distance_m(p).total_cmp(&b.0.distance_m(p)))
    };
    for (levee, line) in recipe.levees.iter().zip(&mut lines) {
        if let (Some(key), Some(&(first, _))) = (&levee.start_meets, line.first()) {
            line.splice(0..0, nearest(key, first));
        }
        if let (Some(key), Some(&(last, _))) = (&levee.end_meets, line.last()) {
            line.extend(nearest(key, last));
        }
    }
    recipe
        .levees
        .iter()
        .zip(lines)
        .filter(|(_, line)| line.len() > 1)
        .map(|(levee, line)| {
            let places: Vec<Point> = line.iter().map(|vertex| vertex.0).collect();
            let along = distances(&places);
            let crest = along.iter().zip(&line).map(|(&a, vertex)| (a, vertex.1)).collect();
            let line = Polyline(places);
            Levee {
                key: levee.key.clone(),
                name: levee.name.clone(),
                length_m: line.length_m(),
                line,
                crest,
                responsible: levee.responsible.clone(),
            }
        })
        .collect()
}
