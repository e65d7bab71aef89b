//! How many people an area shelters, by how long they stay.

/// How long a shelter stays open (GB 51143-2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stay {
    /// Up to 1 day (紧急).
    Emergency,
    /// Up to 3 days (临时).
    Temporary,
    /// Up to 15 days (短期).
    Short,
    /// Up to 30 days (中期).
    Medium,
    /// Up to 100 days (长期).
    Long,
}

impl Stay {
    /// All, the shortest first.
    pub const ALL: [Self; 5] = [Self::Emergency, Self::Temporary, Self::Short, Self::Medium, Self::Long];

    /// Most days open (GB 51143-2015; recalled).
    pub fn days(self) -> u32 {
        match self {
            Self::Emergency => 1,
            Self::Temporary => 3,
            Self::Short => 15,
            Self::Medium => 30,
            Self::Long => 100,
        }
    }

    /// Least effective area of a person, m² (GB 51143-2015; recalled).
    pub fn area_m2(self) -> f64 {
        match self {
            Self::Emergency => 0.5,
            Self::Temporary => 1.0,
            Self::Short => 2.0,
            Self::Medium => 3.0,
            Self::Long => 4.5,
        }
    }

    /// The shortest stay that lasts so many days; none beyond 100.
    pub fn lasting(days: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|stay| days <= stay.days())
    }
}

/// Covered area of a person, m² (Sphere 2018; 4.5 to 5.5 in the cold or with cooking
/// inside; recalled).
pub const SPHERE_COVERED_M2: f64 = 3.5;

/// Whole people that an area has room for.
pub fn people(area_m2: f64, area_m2_person: f64) -> u32 {
    // A square metre computed as 0.999… is one.
    libm::floor(area_m2 / area_m2_person + 1e-9) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_stays_take_more_room() {
        for pair in Stay::ALL.windows(2) {
            assert!(pair[0].days() < pair[1].days() && pair[0].area_m2() < pair[1].area_m2());
        }
        assert_eq!(Stay::lasting(1), Some(Stay::Emergency));
        assert_eq!(Stay::lasting(4), Some(Stay::Short));
        assert_eq!(Stay::lasting(101), None);
    }

    #[test]
    fn people_are_whole() {
        assert_eq!(people(1_800.0, 2.0), 900);
        assert_eq!(people(1_799.9, 2.0), 899);
        // 0.3/0.1 is a little less than three in binary.
        assert_eq!(people(0.3, 0.1), 3);
        assert_eq!(people(-5.0, 1.0), 0);
    }
}
