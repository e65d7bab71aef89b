//! What people in shelters need, by person and day.

/// Quotas of one person. Sphere 2018 where not said otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Water of all uses, L/day: 15; 7.5 to 15 for survival.
    pub water_l: f64,
    /// Food as it is carried, kg/day: 0.6 to 0.8 of dry food hold the 2,100 kcal.
    pub food_kg: f64,
    /// Food, kcal/day: 2,100.
    pub energy_kcal: f64,
    /// Blankets or quilts, once: 2, or 1 with a mat.
    pub blankets: f64,
    /// Soap, kg a month: 0.25 for bathing and 0.2 for laundry.
    pub soap_kg_month: f64,
    /// People a tap: 250.
    pub people_a_tap: u32,
    /// People a toilet in the first days: 50, as soon as possible 20.
    pub people_a_toilet: u32,
}

impl Quota {
    /// Sphere 2018 (soap of 250 g, taps, toilets and water read in a comparison sheet;
    /// the rest recalled), food at the middle of its span (assumed).
    pub const SPHERE: Self = Self {
        water_l: 15.0,
        food_kg: 0.7,
        energy_kcal: 2_100.0,
        blankets: 2.0,
        soap_kg_month: 0.45,
        people_a_tap: 250,
        people_a_toilet: 50,
    };
}

/// People a toilet once the first days are over (Sphere 2018).
pub const PEOPLE_A_TOILET_LATER: u32 = 20;

/// What a number of people need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needs {
    /// Water, m³/day.
    pub water_m3_day: f64,
    /// Food, t/day.
    pub food_t_day: f64,
    /// Food, Mcal (thousand kcal) a day.
    pub energy_mcal_day: f64,
    /// Blankets, once.
    pub blankets: f64,
    /// Soap, kg/day.
    pub soap_kg_day: f64,
    /// Taps.
    pub taps: u32,
    /// Toilets.
    pub toilets: u32,
}

impl Needs {
    /// Needs of people by a quota. Taps, toilets and blankets are whole, rounded up.
    pub fn of(people: u32, quota: &Quota) -> Self {
        let n = f64::from(people);
        Self {
            water_m3_day: n * quota.water_l / 1_000.0,
            food_t_day: n * quota.food_kg / 1_000.0,
            energy_mcal_day: n * quota.energy_kcal / 1_000.0,
            blankets: libm::ceil(n * quota.blankets),
            soap_kg_day: n * quota.soap_kg_month / 30.0,
            taps: people.div_ceil(quota.people_a_tap.max(1)),
            toilets: people.div_ceil(quota.people_a_toilet.max(1)),
        }
    }

    /// Lorries a day that carry water (1 t/m³) and food, each full but the last.
    /// Infinite for lorries that carry nothing.
    pub fn lorries_day(&self, payload_t: f64) -> f64 {
        libm::ceil((self.water_m3_day + self.food_t_day) / payload_t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_people_drink_fifteen_lorries_a_day() {
        // 10,000 people × 15 L = 150 m³ = 15 trips of 10 t.
        let water = Quota { food_kg: 0.0, ..Quota::SPHERE };
        let needs = Needs::of(10_000, &water);
        assert!((needs.water_m3_day - 150.0).abs() < 1e-12);
        assert_eq!(needs.lorries_day(10.0), 15.0);
        assert_eq!((needs.taps, needs.toilets), (40, 200));
        assert!((needs.energy_mcal_day - 21_000.0).abs() < 1e-9 && needs.blankets == 20_000.0);
    }

    #[test]
    fn one_person_more_needs_a_tap_more_and_nobody_needs_nothing() {
        assert_eq!(Needs::of(250, &Quota::SPHERE).taps, 1);
        assert_eq!(Needs::of(251, &Quota::SPHERE).taps, 2);
        let none = Needs::of(0, &Quota::SPHERE);
        assert_eq!((none.taps, none.toilets, none.lorries_day(10.0)), (0, 0, 0.0));
    }
}
