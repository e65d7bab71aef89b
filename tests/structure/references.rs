//! Texts stand on what a reader can find: publications, and files of the repository.

use std::collections::BTreeSet;

use super::{read, repository_files};

/// Documents named in a line, by their file names.
fn documents(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || "._-".contains(c)))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.ends_with(".md"))
}

/// Whether a line leans on a numbered issue or on notes that are not here.
fn leans_on_notes(line: &str) -> bool {
    let line = line.to_lowercase();
    let issue = line
        .match_indices("issue ")
        .any(|(at, word)| line[at + word.len()..].starts_with(|c: char| c.is_ascii_digit()));
    issue || line.contains(concat!("reference", " notes")) || line.contains(concat!("the notes", " say"))
}

#[test]
fn no_text_names_a_document_outside_the_repository() {
    let files = repository_files();
    let here: BTreeSet<&str> = files.iter().filter_map(|file| file.rsplit('/').next()).collect();
    let mut outside = Vec::new();
    for file in
        files.iter().filter(|file| [".rs", ".ron", ".md", ".ftl"].iter().any(|end| file.ends_with(end)))
    {
        for (number, line) in read(file).lines().enumerate() {
            // A bare `.md` is an ending, not a document.
            if documents(line).any(|name| name != ".md" && !here.contains(name)) || leans_on_notes(line) {
                outside.push(format!("{file}:{}: {line}", number + 1));
            }
        }
    }
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn documents_and_issues_are_found_in_a_line() {
    assert_eq!(documents("(see README.md).").collect::<Vec<_>>(), ["README.md"]);
    assert!(leans_on_notes(concat!("as Issue", " 2 asks")) && !leans_on_notes("an issue of the forecast"));
}
