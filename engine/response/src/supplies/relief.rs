//! From which toll on a national relief response is due.
//!
//! National plan for relief in natural disasters, 国办函〔2024〕11号, for one province
//! and one event: level I read there; II and III read in the text of 2016 with the same
//! bands; IV recalled. Who activates a level and what follows is the plan's, not ours;
//! the lower bar of linked provinces (160 dead) and of poor counties is left out.

use sandtable_command::order::Level;

/// Toll of an event in one province.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Toll {
    /// Dead and missing.
    pub dead_missing: u64,
    /// People relocated or in need of urgent relief.
    pub relocated: u64,
    /// Rooms collapsed or gravely damaged.
    pub rooms: u64,
    /// Households whose houses are.
    pub households: u64,
}

/// Least toll of each level, the highest first; one figure is enough.
const LEVELS: [(Level, Toll); 4] = [
    (Level::I, Toll { dead_missing: 200, relocated: 2_000_000, rooms: 300_000, households: 100_000 }),
    (Level::II, Toll { dead_missing: 100, relocated: 1_000_000, rooms: 200_000, households: 70_000 }),
    (Level::III, Toll { dead_missing: 50, relocated: 500_000, rooms: 100_000, households: 30_000 }),
    (Level::IV, Toll { dead_missing: 20, relocated: 100_000, rooms: 10_000, households: 3_000 }),
];

/// The highest level whose bar one of the figures meets; none below level IV.
pub fn relief_level(toll: &Toll) -> Option<Level> {
    let met = |bar: &Toll| {
        toll.dead_missing >= bar.dead_missing
            || toll.relocated >= bar.relocated
            || toll.rooms >= bar.rooms
            || toll.households >= bar.households
    };
    LEVELS.iter().find(|(_, bar)| met(bar)).map(|(level, _)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_is_enough_and_the_highest_counts() {
        let toll = Toll { dead_missing: 21, households: 70_000, ..Toll::default() };
        assert_eq!(relief_level(&toll), Some(Level::II));
        assert_eq!(relief_level(&Toll { rooms: 99_999, ..Toll::default() }), Some(Level::IV));
        assert_eq!(relief_level(&Toll { dead_missing: 19, relocated: 99_999, ..Toll::default() }), None);
    }

    #[test]
    fn a_greater_toll_never_lowers_the_level() {
        let mut before = None;
        for dead_missing in 0..400 {
            let level = relief_level(&Toll { dead_missing, ..Toll::default() });
            assert!(level >= before, "{dead_missing}");
            before = level;
        }
        assert_eq!(before, Some(Level::I));
    }
}
