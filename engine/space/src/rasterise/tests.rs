use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{Frame, Grid, Point, Polygon, Polyline};

const FRAME: Frame = Frame { origin: Point(10.0, -5.0), cell_m: 2.0, columns: 16, rows: 12 };

fn any_line(vertices: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Point>> {
    // Half metres: corners, edges and centres of cells are all hit.
    prop::collection::vec((0i32..100, -40i32..60), vertices)
        .prop_map(|v| v.into_iter().map(|(x, y)| Point(f64::from(x) / 2.0, f64::from(y) / 2.0)).collect())
}

proptest! {
    #[test]
    fn an_area_takes_the_cells_whose_centres_it_contains(ring in any_line(0..9)) {
        let polygon = Polygon(ring);
        let expected: Vec<usize> = (0..FRAME.len())
            .filter(|&k| {
                let (column, row) = FRAME.column_row(k);
                polygon.0.len() >= 3 && polygon.contains(FRAME.centre(column, row))
            })
            .collect();
        prop_assert_eq!(cells_in_polygon(&FRAME, &polygon), expected);
    }

    #[test]
    fn a_line_touches_the_cells_that_its_points_lie_in(line in any_line(1..5)) {
        let line = Polyline(line);
        let cells: BTreeSet<usize> = cells_along(&FRAME, &line).into_iter().collect();
        let length = line.length_m();
        for k in 0..=4000 {
            let p = line.at(length * f64::from(k) / 4000.0);
            // Points on the lines of the grid belong to either side.
            let off = |v: f64| ((v / 2.0) - (v / 2.0).round()).abs() > 1e-6;
            if let Some(cell) = FRAME.index_at(p).filter(|_| off(p.0 - 10.0) && off(p.1 + 5.0)) {
                prop_assert!(cells.contains(&cell), "{:?} in {} is missing", p, cell);
            }
        }
        for &cell in &cells {
            let (column, row) = FRAME.column_row(cell);
            let half_diagonal = 2.0_f64.sqrt() + 1e-9;
            prop_assert!(line.nearest(FRAME.centre(column, row)).0 <= half_diagonal);
        }
    }

    #[test]
    fn the_faces_of_a_line_across_part_the_grid(south in 0i32..21, middle in 0i32..21, north in 0i32..21) {
        // From rim to rim; the flood from the west must not come to the east.
        let at = |x: f64, k: i32| Point(x, -5.0 + f64::from(k) + 1.3);
        let line = Polyline(vec![at(9.0, south), at(25.7, middle), at(43.0, north)]);
        let faces = faces_along(&FRAME, &line);
        let closed: BTreeSet<(usize, usize)> = faces.iter().map(|f| (f.low, f.high)).collect();
        prop_assert_eq!(closed.len(), faces.len());
        let corner = |k: i32| (f64::from(k) + 1.3) / 2.0 + 0.5;
        let meets_rim = [south, middle, north].iter().any(|&k| corner(k) < 1.0 || corner(k) >= 12.0);
        let mut wet: BTreeSet<usize> = (0..FRAME.columns).collect();
        let mut todo: Vec<usize> = wet.iter().copied().collect();
        while let Some(cell) = todo.pop() {
            let (c, r) = FRAME.column_row(cell);
            let mut next = Vec::new();
            if c > 0 { next.push(cell - 1); }
            if c + 1 < FRAME.columns { next.push(cell + 1); }
            if r > 0 { next.push(cell - FRAME.columns); }
            if r + 1 < FRAME.rows { next.push(cell + FRAME.columns); }
            for n in next {
                if !closed.contains(&(cell.min(n), cell.max(n))) && wet.insert(n) {
                    todo.push(n);
                }
            }
        }
        let top = (FRAME.rows - 1) * FRAME.columns;
        if !meets_rim {
            prop_assert!((top..FRAME.len()).all(|cell| !wet.contains(&cell)));
        }
        // Faces come in the order of the line, and near it.
        for face in &faces {
            let (c, r) = FRAME.column_row(face.high);
            let centre = FRAME.centre(c, r);
            let middle = match face.axis {
                Axis::X => Point(centre.0 - 1.0, centre.1),
                Axis::Y => Point(centre.0, centre.1 - 1.0),
            };
            prop_assert!(line.nearest(middle).0 <= 2.0);
            prop_assert!((0.0..=line.length_m() + 1e-9).contains(&face.along_m));
        }
    }
}

#[test]
fn a_ring_of_faces_encloses_its_cells() {
    let ring = Polyline(vec![
        Point(15.1, 0.0),
        Point(30.0, 0.2),
        Point(29.0, 13.0),
        Point(15.0, 12.0),
        Point(15.1, 0.0),
    ]);
    let closed: BTreeSet<(usize, usize)> =
        faces_along(&FRAME, &ring).iter().map(|f| (f.low, f.high)).collect();
    let start = FRAME.index_at(Point(22.0, 6.0)).expect("inside");
    let mut inside = BTreeSet::from([start]);
    let mut todo = vec![start];
    while let Some(cell) = todo.pop() {
        let (c, r) = FRAME.column_row(cell);
        assert!(c > 0 && c + 1 < FRAME.columns && r > 0 && r + 1 < FRAME.rows, "leaked to the rim");
        for n in [cell - 1, cell + 1, cell - FRAME.columns, cell + FRAME.columns] {
            if !closed.contains(&(cell.min(n), cell.max(n))) && inside.insert(n) {
                todo.push(n);
            }
        }
    }
    assert!((36..=56).contains(&inside.len()), "{} cells", inside.len());
}

#[test]
fn lines_far_away_or_without_numbers_cost_nothing() {
    let far = Polyline(vec![Point(-1e15, -1e15), Point(1e15, 1e15 + 3.0), Point(f64::NAN, 0.0)]);
    assert!(cells_along(&FRAME, &far).len() <= 40);
    assert!(faces_along(&FRAME, &far).len() <= 40);
    assert_eq!(cells_along(&FRAME, &Polyline(vec![])), Vec::<usize>::new());
}

#[test]
fn a_diagonal_through_corners_steps_diagonally() {
    let line = Polyline(vec![Point(11.0, -4.0), Point(17.0, 2.0)]);
    assert_eq!(cells_along(&FRAME, &line), vec![0, 17, 34, 51]);
}

#[test]
fn the_first_polygon_keeps_a_shared_cell() {
    let square =
        |x: f64| Polygon(vec![Point(x, -5.0), Point(x + 8.0, -5.0), Point(x + 8.0, 3.0), Point(x, 3.0)]);
    let mask: Grid<Option<u32>> = mask_of_polygons(FRAME, &[square(10.0), square(14.0)]);
    let count = |k: Option<u32>| mask.cells.iter().filter(|&&v| v == k).count();
    assert_eq!((count(Some(0)), count(Some(1)), count(None)), (16, 8, 168));
}
