//! Classes of maps and their colours: light to dark, told apart by the
//! colour-blind and in grey. Times of arrival run the other way: early is dark.

/// Colours from light to dark (sampled from viridis, Smith & van der Walt 2015).
const LIGHT_TO_DARK: [(u8, u8, u8); 7] = [
    (245, 230, 60),
    (170, 220, 50),
    (92, 200, 99),
    (33, 165, 133),
    (38, 110, 142),
    (58, 72, 136),
    (68, 1, 84),
];

/// Colours from light to dark (sampled from magma, the same).
const LATE_TO_EARLY: [(u8, u8, u8); 8] = [
    (252, 240, 190),
    (254, 200, 140),
    (253, 155, 107),
    (241, 96, 93),
    (205, 64, 113),
    (158, 47, 127),
    (100, 26, 128),
    (30, 12, 70),
];

/// Classes of values with a colour each.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// Lower borders, ascending; below the first nothing is drawn.
    pub borders: Vec<f32>,
    /// Upper end of the last class; none if it is open.
    pub end: Option<f32>,
    /// A colour a class.
    pub colours: Vec<(u8, u8, u8)>,
}

impl Classes {
    /// Depth of water, m. The borders below 1 m are those at which walking, cars and
    /// ground floors get into trouble.
    pub fn depth() -> Self {
        let borders = vec![0.05, 0.15, 0.3, 0.5, 1.0, 2.0, 4.0];
        Self { borders, end: None, colours: LIGHT_TO_DARK.to_vec() }
    }

    /// Time of arrival within a run of `span_h` hours, at most eight classes.
    pub fn arrival(span_h: f64) -> Self {
        let steps = [0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0];
        let most = LATE_TO_EARLY.len() as f64;
        let step = steps.into_iter().find(|step| span_h / step <= most).unwrap_or(span_h / most);
        let count = (span_h / step).ceil().clamp(1.0, most) as usize;
        let borders = (0..count).map(|k| (k as f64 * step) as f32).collect();
        let colours = LATE_TO_EARLY.iter().rev().take(count).copied().collect();
        Self { borders, end: Some((count as f64 * step) as f32), colours }
    }

    /// Class of a value; none below the first border, for what is no number, and
    /// beyond the end.
    pub fn class(&self, value: f32) -> Option<usize> {
        if value.is_nan() || self.end.is_some_and(|end| value > end) {
            return None;
        }
        self.borders.iter().rposition(|&border| value >= border)
    }

    /// What the legend says of a class.
    pub fn label(&self, class: usize) -> String {
        let low = self.borders.get(class).copied().unwrap_or(0.0);
        match self.borders.get(class + 1).copied().or(self.end) {
            Some(high) => format!("{low}–{high}"),
            None => format!("≥ {low}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_into_their_class_and_nothing_else_is_drawn() {
        let depth = Classes::depth();
        assert_eq!(depth.class(0.0), None);
        assert_eq!(depth.class(f32::NAN), None);
        assert_eq!((depth.class(0.05), depth.class(0.99), depth.class(40.0)), (Some(0), Some(3), Some(6)));
        assert_eq!((depth.label(2), depth.label(6)), ("0.3–0.5".into(), "≥ 4".into()));
        let arrival = Classes::arrival(24.0);
        assert_eq!(
            (arrival.borders.len(), arrival.class(23.9), arrival.class(f32::INFINITY)),
            (8, Some(7), None)
        );
        assert_eq!(Classes::arrival(1.5).borders.len(), 6);
    }

    #[test]
    fn colours_get_steadily_darker() {
        let grey =
            |(r, g, b): (u8, u8, u8)| 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
        for colours in [&LIGHT_TO_DARK[..], &LATE_TO_EARLY[..]] {
            assert!(colours.windows(2).all(|pair| grey(pair[0]) > grey(pair[1]) + 8.0), "{colours:?}");
        }
    }
}
