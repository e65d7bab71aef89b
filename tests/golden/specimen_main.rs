//! Writes the made-up study in both languages, to be looked at:
//! `cargo run -p sandtable-tests --example specimen -- FOLDER`.

#[path = "specimen.rs"]
mod specimen;

use std::path::PathBuf;

use sandtable_kernel::Lang;
use sandtable_reports::{StudyOptions, write_study};
use specimen::{Recipe, bundle};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    let options = StudyOptions { made_at: Some("2026-07-02 09:30".into()), bom: false };
    let recipes = [
        ("plain", Recipe::default()),
        ("open", Recipe { gain: 0.4, replicates: 12, failures: 0, ..Recipe::default() }),
        ("five", Recipe { plans: 5, ..Recipe::default() }),
    ];
    for (name, recipe) in recipes {
        for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let written = write_study(&bundle(&recipe), lang, &folder.join(name).join(code), &options)?;
            for file in written.files {
                println!("{} {}", file.display(), std::fs::metadata(&file)?.len());
            }
        }
    }
    Ok(())
}
