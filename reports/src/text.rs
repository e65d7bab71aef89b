//! The text catalogue: every sentence that the program prints, in Chinese and
//! English, kept in `locales/*.ftl` (Fluent), so that translators edit files and
//! not code.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use sandtable_kernel::Lang;
use unic_langid::LanguageIdentifier;

/// A value put into a sentence: a text or a number.
pub type Arg<'a> = FluentValue<'a>;

const ZH: &str = include_str!("../locales/zh.ftl");
const EN: &str = include_str!("../locales/en.ftl");

/// The texts of one language.
pub struct Catalogue {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The texts of a language.
    pub fn new(lang: Lang) -> Self {
        let (locale, text) = match lang {
            Lang::Zh => ("zh-Hans", ZH),
            Lang::En => ("en", EN),
        };
        let locale: LanguageIdentifier = locale.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks of direction around every value are noise in a terminal and a report.
        bundle.set_use_isolating(false);
        // A test reads both files without a fault; what stands is used in any case.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether there is a text under this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// A text; the key itself if there is none, which a test would show.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with values in it.
    ///
    /// # Examples
    /// ```
    /// use sandtable_kernel::Lang;
    /// use sandtable_reports::text::Catalogue;
    /// let text = Catalogue::new(Lang::En);
    /// assert_eq!(text.with("check-ok", &[("file", "a.ron".into())]), "a.ron: no fault found");
    /// ```
    pub fn with(&self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Keys of a file with the values that each text takes.
    fn entries(text: &str) -> BTreeMap<String, Vec<String>> {
        let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key = name.to_owned();
                assert!(entries.insert(key.clone(), Vec::new()).is_none(), "{key} twice");
            }
            let values = entries.entry(key.clone()).or_default();
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
                values.push(part[..end].to_owned());
            }
            values.sort();
            values.dedup();
        }
        entries
    }

    #[test]
    fn both_languages_have_every_key_with_the_same_values() {
        assert_eq!(entries(ZH), entries(EN));
    }

    #[test]
    fn both_files_are_read_without_fault_and_every_text_is_there() {
        for (lang, text) in [(Lang::Zh, ZH), (Lang::En, EN)] {
            if let Err((_, faults)) = FluentResource::try_new(text.to_owned()) {
                panic!("{lang:?}: {faults:?}");
            }
            let catalogue = Catalogue::new(lang);
            for key in entries(text).keys() {
                assert!(catalogue.has(key), "{lang:?} {key}");
                assert!(!catalogue.get(key).trim().is_empty(), "{lang:?} {key}");
            }
        }
    }

    #[test]
    fn the_chinese_texts_are_chinese() {
        let catalogue = Catalogue::new(Lang::Zh);
        let missing: Vec<_> = entries(ZH)
            .into_keys()
            .filter(|key| catalogue.get(key).is_ascii())
            .filter(|key| catalogue.get(key).chars().any(char::is_alphabetic))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn values_are_put_in() {
        let catalogue = Catalogue::new(Lang::Zh);
        assert!(catalogue.with("check-ok", &[("file", "a.ron".into())]).contains("a.ron"));
        assert_eq!(catalogue.get("no-such-key"), "no-such-key");
    }
}
