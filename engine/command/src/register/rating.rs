//! Rating tables: level against discharge at a gauge, linear between rows.

use serde::{Deserialize, Serialize};

/// Rows of (level in m above the datum, discharge in m³/s), both rising. Empty
/// for a gauge without a rating.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RatingTable(pub Vec<(f64, f64)>);

/// A value read from a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rated {
    /// The value; beyond the table's end it is that of the last row there.
    pub value: f64,
    /// What was asked for lies outside the table: the value is a bound only.
    pub outside: bool,
}

impl RatingTable {
    /// Level at a discharge, m. None for an empty table.
    pub fn level_at(&self, discharge_m3_s: f64) -> Option<Rated> {
        interpolate(self.0.iter().map(|row| (row.1, row.0)), discharge_m3_s)
    }

    /// Discharge at a level, m³/s. None for an empty table.
    pub fn discharge_at(&self, level_m: f64) -> Option<Rated> {
        interpolate(self.0.iter().copied(), level_m)
    }

    /// The first row that is not finite or does not rise over the one before it.
    pub fn fault(&self) -> Option<usize> {
        let finite = |row: &(f64, f64)| row.0.is_finite() && row.1.is_finite();
        (0..self.0.len()).find(|&k| {
            let row = &self.0[k];
            !finite(row) || (k > 0 && (row.0 <= self.0[k - 1].0 || row.1 <= self.0[k - 1].1))
        })
    }
}

fn interpolate(rows: impl Iterator<Item = (f64, f64)>, x: f64) -> Option<Rated> {
    let mut before: Option<(f64, f64)> = None;
    for (at, value) in rows {
        if x <= at {
            return Some(match before {
                Some((low, from)) => {
                    Rated { value: from + (x - low) / (at - low) * (value - from), outside: false }
                }
                None => Rated { value, outside: x < at },
            });
        }
        before = Some((at, value));
    }
    before.map(|(_, value)| Rated { value, outside: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_linear_between_rows_and_flagged_beyond_them() {
        let table = RatingTable(vec![(2.0, 100.0), (4.0, 500.0), (5.0, 1500.0)]);
        assert_eq!(table.level_at(300.0), Some(Rated { value: 3.0, outside: false }));
        assert_eq!(table.discharge_at(4.5), Some(Rated { value: 1000.0, outside: false }));
        assert_eq!(table.level_at(9000.0), Some(Rated { value: 5.0, outside: true }));
        assert_eq!(table.level_at(1.0), Some(Rated { value: 2.0, outside: true }));
        assert_eq!(table.level_at(100.0), Some(Rated { value: 2.0, outside: false }));
        assert_eq!(RatingTable::default().level_at(1.0), None);
    }

    #[test]
    fn a_table_that_falls_is_found() {
        assert_eq!(RatingTable(vec![(2.0, 100.0), (4.0, 90.0)]).fault(), Some(1));
        assert_eq!(RatingTable(vec![(f64::NAN, 100.0)]).fault(), Some(0));
        assert_eq!(RatingTable(vec![(2.0, 100.0), (4.0, 101.0)]).fault(), None);
    }
}
