//! How wide a text is without a font at hand: a hanzi is one em, Latin letters
//! and digits about 0.55 em.

use unicode_width::UnicodeWidthChar;

/// Mean advance of Latin letters and digits of a sans-serif face.
const LATIN_EM: f64 = 0.55;

/// Width of a text, em.
pub fn ems(text: &str) -> f64 {
    text.chars()
        .map(|c| match c.width() {
            Some(2) => 1.0,
            Some(0) | None => 0.0,
            _ if matches!(c, 'i' | 'l' | 'I' | '.' | ',' | ' ' | '\'' | '|' | ':' | ';') => 0.3,
            _ if matches!(c, 'm' | 'w' | 'M' | 'W' | '—' | '%') => 0.9,
            _ => LATIN_EM,
        })
        .sum()
}

/// A text cut to a width, em, with an ellipsis if something went.
pub fn cut(text: &str, most_em: f64) -> String {
    if ems(text) <= most_em {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut wide = 1.0;
    for c in text.chars() {
        wide += ems(c.encode_utf8(&mut [0; 4]));
        if wide > most_em {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hanzi_is_one_em_and_not_three_bytes() {
        assert_eq!(ems("云江市"), 3.0);
        assert!((ems("2026") - 2.2).abs() < 1e-12);
        assert_eq!(ems(""), 0.0);
    }

    #[test]
    fn long_names_are_cut_with_an_ellipsis() {
        assert_eq!(cut("云江市防汛抗旱指挥部", 6.0), "云江市防汛…");
        assert_eq!(cut("云江", 6.0), "云江");
        assert!(ems(&cut("a very long name of a team indeed", 8.0)) <= 8.0);
    }
}
