//! "Did you mean": the nearest of the names that would have been right.

use sandtable_kernel::Text;

/// The candidate nearest to what was written, if one is near enough: at most a
/// third of its characters differ (Damerau–Levenshtein distance).
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Names are short; a hostile one of a megabyte is not compared.
    const LONGEST: usize = 80;
    if written.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST && *candidate != written)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&written.to_lowercase(), &candidate.to_lowercase());
            // A forgotten unit is the usual slip: `speed` for `speed_m_s`.
            let prefix = written.chars().count() >= 3 && candidate.starts_with(written);
            (if prefix { distance.min(1) } else { distance }, candidate)
        })
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A remedy naming the nearest candidate or, failing that, all of them.
pub fn remedy(written: &str, candidates: &[&str]) -> Text {
    match nearest(written, candidates.iter().copied()) {
        Some(near) => Text::new(format!("是否想写 `{near}`？"), format!("did you mean `{near}`?")),
        None if candidates.is_empty() => Text::new("删去它", "remove it"),
        None => Text::new(
            format!("可用：{}", list(candidates, "、")),
            format!("possible here: {}", list(candidates, ", ")),
        ),
    }
}

/// At most thirty names in a row.
pub(crate) fn list(names: &[&str], separator: &str) -> String {
    const MOST: usize = 30;
    let mut text =
        names.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(separator);
    if names.len() > MOST {
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        let fields = ["speed_m_s", "crew", "depot", "capacity"];
        assert_eq!(nearest("sped_m_s", fields), Some("speed_m_s"));
        assert_eq!(nearest("speed", fields), Some("speed_m_s"));
        assert_eq!(nearest("Capacity", fields), Some("capacity"));
        assert_eq!(nearest("wind_direction", fields), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), fields), None);
    }
}
