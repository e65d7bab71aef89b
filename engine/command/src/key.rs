//! Keys: how scenario, plan and orders name a thing. Nobody who decides knows a
//! thing by anything else.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The key of a thing in the public register, such as `gauge.main`. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(Arc<str>);

impl Key {
    /// A key from its text.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self(Arc::from(text))
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The name of `names` that is most like `wanted`, if any is near enough to be a
/// likely slip: at most a third of its letters (and at least one) may differ.
pub fn nearest_name<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let letters: Vec<char> = name.chars().collect();
        let allowed = (wanted.len().max(letters.len()) / 3).max(1);
        if wanted.len().abs_diff(letters.len()) > allowed {
            continue;
        }
        let steps = edit_distance(&wanted, &letters);
        if steps <= allowed && best.is_none_or(|(least, _)| steps < least) {
            best = Some((steps, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Levenshtein's distance: letters to insert, delete or replace.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distances_of_the_textbook() {
        // Levenshtein's standard examples: kitten/sitting 3, Saturday/Sunday 3.
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(edit_distance(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(edit_distance(&letters("Saturday"), &letters("Sunday")), 3);
        assert_eq!(edit_distance(&letters(""), &letters("abc")), 3);
    }

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["gauge.main", "gauge.upper", "team.fire.1"];
        assert_eq!(nearest_name("gauge.mian", names.into_iter()), Some("gauge.main"));
        assert_eq!(nearest_name("hospital.west", names.into_iter()), None);
    }

    #[test]
    fn a_key_is_a_bare_string_in_files() {
        let key: Key = ron::from_str("\"zone.a\"").unwrap();
        assert_eq!(key, Key::from("zone.a"));
        assert_eq!(postcard::from_bytes::<Key>(&postcard::to_stdvec(&key).unwrap()).unwrap(), key);
    }
}
