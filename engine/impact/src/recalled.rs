//! Coefficients that stand on memory or assumption. Each is used from here, so
//! the list that a report prints is the list that the run used.

use sandtable_kernel::Text;
use serde::Serialize;

use crate::{damage, drowning, figures, people, person, vehicles};

/// How well a coefficient is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    /// Attributed to a source, but not confirmed by reading it.
    Recalled,
    /// Ours: chosen to be plausible.
    Assumed,
}

/// A number that is not confirmed in a source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Coefficient {
    /// Stable key, such as `xia2014.toppling.a`.
    pub key: &'static str,
    /// The number.
    pub value: f64,
    /// Unit; empty for none.
    pub unit: &'static str,
    /// Recalled or assumed.
    pub status: Status,
    /// What it is, and whose.
    pub note: &'static str,
}

impl Coefficient {
    /// A number recalled from a source.
    pub const fn recalled(key: &'static str, value: f64, unit: &'static str, note: &'static str) -> Self {
        Self { key, value, unit, status: Status::Recalled, note }
    }

    /// A number of our own.
    pub const fn assumed(key: &'static str, value: f64, unit: &'static str, note: &'static str) -> Self {
        Self { key, value, unit, status: Status::Assumed, note }
    }
}

impl Coefficient {
    /// Name, value and unit.
    pub fn named(&self) -> Text {
        let value = format!("{} {}", self.value, self.unit);
        let name = figures::name(self.key);
        Text::new(
            format!("{}：{}", name.map_or(self.key, |name| name.0), value.trim_end()),
            format!("{}: {}", name.map_or(self.key, |name| name.1), value.trim_end()),
        )
    }
}

/// All of them, module by module.
pub fn list() -> impl Iterator<Item = &'static Coefficient> {
    [people::RECALLED, vehicles::RECALLED, drowning::RECALLED, damage::RECALLED, person::RECALLED]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_name_in_both_languages() {
        for coefficient in list() {
            let (zh, en) = figures::name(coefficient.key).unwrap_or_else(|| panic!("{}", coefficient.key));
            assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{zh}");
            assert!(en.is_ascii() || en.contains(['×', 'α', 'β']), "{en}");
        }
        assert_eq!(list().count(), figures::NAMES.len(), "a name without its figure");
    }

    #[test]
    fn keys_are_unique_and_every_entry_says_what_it_is() {
        let mut keys: Vec<_> = list().map(|c| c.key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
        assert!(list().all(|c| c.note.len() > 10 && c.value.is_finite()));
        assert!(all > 40, "{all}");
    }
}
