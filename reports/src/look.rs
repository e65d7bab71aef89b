//! How plans look: a letter, a colour and a stroke each, the same in every chart,
//! to be told apart in colour, by the colour-blind and in black and white.

/// Colours of Okabe and Ito (2008), in an order in which neighbours also differ in
/// lightness.
const COLOURS: [(u8, u8, u8); 7] = [
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (230, 159, 0),
    (60, 60, 60),
];

/// How a line is drawn: drawn and skipped length in points; none for a solid one.
const STROKES: [Option<(u32, u32)>; 4] = [None, Some((8, 4)), Some((2, 3)), Some((15, 4))];

/// The look of one plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Letter by which charts name it.
    pub letter: char,
    /// Red, green, blue.
    pub colour: (u8, u8, u8),
    /// Drawn and skipped length; none for a solid line.
    pub stroke: Option<(u32, u32)>,
}

impl Look {
    /// The look of the plan at a place of the table.
    pub fn of(place: usize) -> Self {
        let letter = char::from_u32('A' as u32 + (place % 26) as u32).unwrap_or('?');
        Self { letter, colour: COLOURS[place % COLOURS.len()], stroke: STROKES[place % STROKES.len()] }
    }

    /// The colour for CSS and SVG.
    pub fn css(&self) -> String {
        hex(self.colour)
    }
}

/// A colour for CSS and SVG.
pub fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_plans_differ_in_colour_stroke_and_lightness() {
        let looks: Vec<Look> = (0..4).map(Look::of).collect();
        let grey = |look: &Look| {
            let (r, g, b) = look.colour;
            0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
        };
        for (place, look) in looks.iter().enumerate() {
            for other in &looks[..place] {
                assert!(look.colour != other.colour && look.stroke != other.stroke);
                assert!((grey(look) - grey(other)).abs() > 10.0, "{look:?} {other:?}");
            }
        }
    }
}
