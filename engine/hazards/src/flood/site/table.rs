//! Tables of two columns, read by linear interpolation.

/// Value at `x`, linear between rows, constant outside. Zero for an empty table.
pub fn interpolate(rows: &[(f64, f64)], x: f64) -> f64 {
    let Some(first) = rows.first() else { return 0.0 };
    if x <= first.0 {
        return first.1;
    }
    for pair in rows.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x <= x1 {
            return if x1 > x0 { y0 + (x - x0) / (x1 - x0) * (y1 - y0) } else { y1 };
        }
    }
    rows.last().map_or(0.0, |row| row.1)
}

/// The `x` at which a table that rises in both columns has the value `y`; beyond its
/// ends along the slope of its last rows, so that nothing is lost above the table.
pub fn invert(rows: &[(f64, f64)], y: f64) -> f64 {
    let last = rows.len().saturating_sub(1);
    for (k, pair) in rows.windows(2).enumerate() {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if (y <= y1 || k + 1 == last) && y1 > y0 {
            return x0 + (y - y0) / (y1 - y0) * (x1 - x0);
        }
    }
    rows.last().map_or(0.0, |row| row.0)
}

/// The first row (from 1) that breaks the order: first column rising, second not
/// falling; all finite. Zero if the table has fewer than `least` rows.
pub fn first_fault(rows: &[(f64, f64)], least: usize, rising: bool) -> Option<usize> {
    if rows.len() < least {
        return Some(rows.len());
    }
    if let Some(k) = rows.iter().position(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return Some(k + 1);
    }
    rows.windows(2)
        .position(|pair| pair[1].0 <= pair[0].0 || (rising && pair[1].1 < pair[0].1))
        .map(|k| k + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &[(f64, f64)] = &[(10.0, 0.0), (20.0, 100.0), (30.0, 400.0)];

    #[test]
    fn reading_there_and_back() {
        assert_eq!(interpolate(ROWS, 15.0), 50.0);
        assert_eq!(interpolate(ROWS, 5.0), 0.0);
        assert_eq!(interpolate(ROWS, 50.0), 400.0);
        assert_eq!(invert(ROWS, 250.0), 25.0);
        assert_eq!(invert(ROWS, 700.0), 40.0, "along the last slope");
        assert_eq!(invert(ROWS, 0.0), 10.0);
    }

    #[test]
    fn faults_are_found_by_row() {
        assert_eq!(first_fault(ROWS, 2, true), None);
        assert_eq!(first_fault(&[(1.0, 0.0), (1.0, 2.0)], 2, true), Some(2));
        assert_eq!(first_fault(&[(1.0, 3.0), (2.0, 2.0)], 2, true), Some(2));
        assert_eq!(first_fault(&[(1.0, 3.0), (2.0, 2.0)], 2, false), None);
        assert_eq!(first_fault(&[(1.0, f64::NAN), (2.0, 2.0)], 2, false), Some(1));
        assert_eq!(first_fault(&[], 1, true), Some(0));
    }
}
