//! A stock against a steady use and the convoys to come: when it runs out, for how
//! long, and how much is missing.

/// Goods that come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// When, days from the start.
    pub day: f64,
    /// How much, in the unit of the stock.
    pub amount: f64,
}

/// A time without stock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// From when on, days.
    pub from_day: f64,
    /// Until when: a delivery, or the end of the outlook.
    pub to_day: f64,
    /// What was missing meanwhile.
    pub unmet: f64,
}

/// What becomes of a stock. Stock and deliveries of the span = used + left; use of the
/// span = used + unmet.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct Outlook {
    /// Times without stock, in order.
    pub gaps: Vec<Gap>,
    /// Used up.
    pub used: f64,
    /// Missing.
    pub unmet: f64,
    /// Left at the end.
    pub left: f64,
}

/// Numbers that make no stock.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{name} of the stock is {value}; it has to be a number not below 0")]
pub struct OutlookError {
    /// What is wrong.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

impl Outlook {
    /// Runs a stock down by a steady use a day, filled up by deliveries in any order, for
    /// a span of days. Deliveries after its end do not count. Without stock nobody
    /// goes on using: what was missing is not made up for later.
    ///
    /// # Errors
    /// If a number is negative or none.
    pub fn of(stock: f64, use_day: f64, deliveries: &[Delivery], days: f64) -> Result<Self, OutlookError> {
        let given = [("start", stock), ("daily use", use_day), ("span", days)];
        let coming = deliveries.iter().flat_map(|d| [("day of a delivery", d.day), ("delivery", d.amount)]);
        for (name, value) in given.into_iter().chain(coming) {
            if !(value.is_finite() && value >= 0.0) {
                return Err(OutlookError { name, value });
            }
        }
        let mut due: Vec<Delivery> = deliveries.iter().copied().filter(|d| d.day <= days).collect();
        due.sort_by(|a, b| a.day.total_cmp(&b.day));
        let mut outlook = Self { left: stock, ..Self::default() };
        let mut now = 0.0;
        for delivery in due {
            outlook.run_down(now, delivery.day, use_day);
            outlook.left += delivery.amount;
            now = delivery.day;
        }
        outlook.run_down(now, days, use_day);
        Ok(outlook)
    }

    fn run_down(&mut self, from_day: f64, to_day: f64, use_day: f64) {
        let wanted = use_day * (to_day - from_day);
        let used = wanted.min(self.left);
        let unmet = wanted - used;
        self.used += used;
        if unmet > 0.0 {
            self.unmet += unmet;
            let empty_day = from_day + self.left / use_day;
            self.left = 0.0;
            // A delivery that is used up at once, or of nothing, does not part a gap.
            match self.gaps.last_mut() {
                Some(gap) if gap.to_day == empty_day => {
                    gap.to_day = to_day;
                    gap.unmet += unmet;
                }
                _ => self.gaps.push(Gap { from_day: empty_day, to_day, unmet }),
            }
        } else {
            self.left -= used;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn delivery((day, amount): (f64, f64)) -> Delivery {
        Delivery { day, amount }
    }

    #[test]
    fn a_late_convoy_leaves_a_gap_and_an_early_one_none() {
        let late = Outlook::of(600.0, 100.0, &[delivery((8.0, 500.0))], 10.0).unwrap();
        assert_eq!(late.gaps, [Gap { from_day: 6.0, to_day: 8.0, unmet: 200.0 }]);
        assert_eq!((late.used, late.unmet, late.left), (800.0, 200.0, 300.0));
        let early = Outlook::of(600.0, 100.0, &[delivery((5.0, 500.0))], 10.0).unwrap();
        assert!(early.gaps.is_empty() && early.left == 100.0);
        // At the very moment at which the stock ends, nobody goes without.
        assert!(Outlook::of(600.0, 100.0, &[delivery((6.0, 500.0))], 10.0).unwrap().gaps.is_empty());
    }

    #[test]
    fn the_end_of_the_outlook_ends_a_gap_and_order_does_not_matter() {
        let two = [delivery((20.0, 100.0)), delivery((3.0, 50.0))];
        let outlook = Outlook::of(100.0, 50.0, &two, 10.0).unwrap();
        let gaps = [(2.0, 3.0, 50.0), (4.0, 10.0, 300.0)];
        let gaps = gaps.map(|(from_day, to_day, unmet)| Gap { from_day, to_day, unmet });
        assert_eq!(outlook.gaps, gaps);
        // Two empty lorries on the way change nothing.
        let empty = [delivery((5.0, 0.0)), delivery((3.0, 50.0)), delivery((7.0, 0.0))];
        assert_eq!(Outlook::of(100.0, 50.0, &empty, 10.0).unwrap().gaps, gaps);
    }

    #[test]
    fn nonsense_is_named() {
        let error = Outlook::of(1.0, 1.0, &[delivery((1.0, -4.0))], 5.0).unwrap_err();
        assert_eq!(error, OutlookError { name: "delivery", value: -4.0 });
        assert!(Outlook::of(f64::NAN, 1.0, &[], 5.0).is_err());
        assert!(Outlook::of(0.0, 0.0, &[], 5.0).unwrap().gaps.is_empty(), "who needs nothing misses nothing");
    }

    proptest! {
        #[test]
        fn the_ledger_closes(
            stock in 0.0..500.0f64,
            use_day in 0.0..80.0f64,
            due in prop::collection::vec((0.0..20.0f64, 0.0..300.0f64), 0..8),
        ) {
            let due: Vec<Delivery> = due.into_iter().map(delivery).collect();
            let outlook = Outlook::of(stock, use_day, &due, 15.0).unwrap();
            let came: f64 = due.iter().filter(|d| d.day <= 15.0).map(|d| d.amount).sum();
            prop_assert!((stock + came - outlook.used - outlook.left).abs() < 1e-9);
            prop_assert!((15.0 * use_day - outlook.used - outlook.unmet).abs() < 1e-9);
            let missing: f64 = outlook.gaps.iter().map(|gap| gap.unmet).sum();
            prop_assert!((missing - outlook.unmet).abs() < 1e-9);
            for gap in &outlook.gaps {
                prop_assert!(((gap.to_day - gap.from_day) * use_day - gap.unmet).abs() < 1e-6);
            }
            prop_assert!(outlook.gaps.windows(2).all(|pair| pair[0].to_day < pair[1].from_day));
        }
    }
}
