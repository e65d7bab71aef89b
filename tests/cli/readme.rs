//! The `sandtable` commands of the README are run as they stand.

use std::path::Path;

use super::run;

#[test]
fn the_commands_of_the_readme_work() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("repository").join("README.md");
    let text = std::fs::read_to_string(readme).expect("README.md");
    let mut inside = false;
    let mut count = 0;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if let Some(words) = line.strip_prefix("sandtable ").filter(|_| inside) {
            let words: Vec<&str> = words.split_whitespace().collect();
            // Long ones are run by CI with the release build.
            if words.first() == Some(&"evaluate") {
                continue;
            }
            let said = run(&words);
            assert_eq!(said.code, 0, "{line}: {}", said.err);
            assert!(!said.out.is_empty(), "{line}");
            count += 1;
        }
    }
    assert!(count >= 3, "only {count} commands in the README");
}
