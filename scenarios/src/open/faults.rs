//! Faults of meaning as faults of files: with the line where the thing stands,
//! where the reader knows it.

use std::path::Path;
use std::sync::Arc;

use sandtable_kernel::Text;

use super::told;
use crate::data::read_text;
use crate::file::{Fault, Place, Source, SpanIndex};
use crate::place::PlaceFault;

/// Largest file of data that is searched for the line of a thing, bytes.
const MOST_BYTES: u64 = 64 << 20;

/// A fault of a whole file.
pub fn whole(path: &Path, code: &'static str, found: Text, expected: Text, remedy: Text) -> Fault {
    Fault::of_file(path, code, found, expected, remedy)
}

/// A fault of a place, at the line of the thing if `index` knows it.
pub fn of_place(fault: &PlaceFault, path: &Path, index: Option<(&SpanIndex, &str)>) -> Fault {
    let told = told::of_place(fault);
    match index {
        Some((index, at)) => told.at(index, at, "place"),
        None => told.of_file(path, "place"),
    }
}

/// A fault of a place in a file of data, at the line where the key stands.
pub fn of_data(fault: &PlaceFault, path: &Path, key: &str) -> Fault {
    let whole = of_place(fault, path, None);
    let Some(text) = read_text(path, MOST_BYTES).ok() else { return whole };
    let Some(start) = find_key(&text, key) else { return whole };
    let source = Arc::new(Source::new(path, text));
    let place = Place::new(&source, start..start + key.len());
    Fault::at(place, whole.code, whole.found, whole.expected, whole.remedy)
}

/// Where the key of a thing stands: the property `key` of GeoJSON, or the first
/// column of a table.
fn find_key(text: &str, key: &str) -> Option<usize> {
    let quoted = format!("\"{key}\"");
    let of_property = |start: &usize| {
        let before = text[..*start].trim_end().strip_suffix(':');
        before.is_some_and(|before| before.trim_end().ends_with("\"key\""))
    };
    let property = text.match_indices(&quoted).map(|(start, _)| start).find(of_property);
    let cell = || {
        let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1));
        starts.find(|start| {
            let first = text[*start..].split([',', '\n']).next().unwrap_or_default();
            first.trim().trim_matches('"') == key
        })
    };
    property.map(|start| start + 1).or_else(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_data() {
        let roads = r#"{"properties": {"name": "b", "key" : "b"}}"#;
        assert_eq!(find_key(roads, "b"), roads.rfind('b'));
        assert_eq!(find_key(roads, "c"), None);
        assert_eq!(find_key("key,x\nab,1\na,2\n", "a"), Some(11));
        assert_eq!(find_key("key,x\n\"a\",2\n", "a"), Some(6));
    }
}
