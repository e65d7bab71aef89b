//! What an import kept, what it dropped and why, and what it assumed.

use std::collections::BTreeMap;

use sandtable_kernel::Lang;
use serde::{Deserialize, Serialize};

/// A reason in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// How many of something, and a few of them by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// Up to five names.
    pub examples: Vec<String>,
    /// The reason in Chinese.
    pub zh: String,
}

/// Names kept as examples.
const EXAMPLES: usize = 5;

/// The account of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// What was written, by kind.
    pub kept: BTreeMap<String, Counted>,
    /// What was left out, by reason.
    pub dropped: BTreeMap<String, Counted>,
    /// What the file did not say and was assumed.
    pub assumed: BTreeMap<String, Counted>,
}

fn count(list: &mut BTreeMap<String, Counted>, reason: Reason, by: u64, example: Option<String>) {
    let entry = list.entry(reason.en.to_owned()).or_default();
    if entry.zh.is_empty() {
        reason.zh.clone_into(&mut entry.zh);
    }
    entry.count += by;
    if entry.examples.len() < EXAMPLES {
        entry.examples.extend(example);
    }
}

impl Tally {
    /// Counts things that were kept.
    pub fn keep(&mut self, what: Reason, by: u64) {
        count(&mut self.kept, what, by, None);
    }

    /// Counts a thing that was left out.
    pub fn drop(&mut self, why: Reason, name: impl Into<String>) {
        count(&mut self.dropped, why, 1, Some(name.into()));
    }

    /// Counts things that were left out and have no name.
    pub fn drop_many(&mut self, why: Reason, by: u64) {
        if by > 0 {
            count(&mut self.dropped, why, by, None);
        }
    }

    /// Counts a thing of which something had to be assumed.
    pub fn assume(&mut self, what: Reason, name: impl Into<String>) {
        count(&mut self.assumed, what, 1, Some(name.into()));
    }

    /// How many were left out for a reason.
    pub fn dropped_for(&self, why: Reason) -> u64 {
        self.dropped.get(why.en).map_or(0, |entry| entry.count)
    }

    /// How many of a kind were kept.
    pub fn kept_of(&self, what: Reason) -> u64 {
        self.kept.get(what.en).map_or(0, |entry| entry.count)
    }

    /// The account as lines of text.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let heads = match lang {
            Lang::Zh => ["保留", "舍弃", "假定"],
            Lang::En => ["kept", "dropped", "assumed"],
        };
        let mut lines = Vec::new();
        for (head, list) in heads.into_iter().zip([&self.kept, &self.dropped, &self.assumed]) {
            for (en, entry) in list {
                let reason = if lang == Lang::Zh { &entry.zh } else { en };
                let mut line = format!("{head} {}: {reason}", entry.count);
                if !entry.examples.is_empty() {
                    line.push_str(&format!(" ({})", entry.examples.join(", ")));
                }
                lines.push(line);
            }
        }
        lines
    }
}
