//! `sandtable import`: data of a place into a case folder.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use sandtable_kernel::Lang;
use sandtable_reports::text::Catalogue;
use sandtable_scenarios::data::{FaultKind, Tally};
use sandtable_scenarios::file::{Limits, read_ron_text};
use sandtable_scenarios::import::{Form, ImportError, Importer, KNOWN, Kind, Options, Recipe};
use serde_json::json;

use crate::Answer;
use crate::exit::{Failure, Outcome};
use crate::expected::Expected;
use crate::session::{Session, labelled};

#[allow(missing_docs)] // Doc comments would be taken for help texts by clap.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "KIND", value_parser = what)]
    pub kind: What,
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(value_name = "NAME=VALUE")]
    pub options: Vec<String>,
    #[arg(long, value_name = "CASE")]
    pub into: PathBuf,
}

/// What is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One file.
    File(Kind),
    /// The files of a recipe.
    Recipe,
}

fn what(word: &str) -> Result<What, Expected> {
    match Kind::of_name(word) {
        Some(kind) => Ok(What::File(kind)),
        None if word == "recipe" => Ok(What::Recipe),
        None => {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).chain(["recipe"]).collect();
            Err(Expected::OneOf(names.join(", ")))
        }
    }
}

/// Imports a file, or the files of a recipe, and says what was kept, dropped and
/// assumed.
///
/// # Errors
/// Faults of the file, options that are missing or make no sense.
pub fn run(args: &Args, session: &Session) -> Answer {
    let date = jiff::Zoned::now().strftime("%Y-%m-%d").to_string();
    let importer = Importer::new(&args.into, &date, |grid, epsg| {
        sandtable_reports::raster::geotiff(grid, epsg).map_err(|error| error.to_string())
    });
    let done = match args.kind {
        What::File(kind) => {
            let options = options(&args.options)?;
            let beside = importer.beside(Path::new("."));
            vec![(kind, beside.import(kind, &args.file, &options).map_err(|error| failure(&error, session))?)]
        }
        What::Recipe => {
            if let Some(word) = args.options.first() {
                return Err(Failure::Usage(
                    session.say("import-recipe-options", &[("text", word.as_str().into())]),
                ));
            }
            let beside = args.file.parent().unwrap_or_else(|| Path::new("."));
            let data = std::env::var_os("SANDTABLE_DATA").filter(|data| !data.is_empty()).map(PathBuf::from);
            Recipe::read(&args.file)
                .and_then(|recipe| recipe.run(&importer, beside, data.as_deref(), None))
                .map_err(|error| failure(&error, session))?
        }
    };
    told(&done, &args.into, session)?;
    Ok(Outcome::Done)
}

/// Reads `name=value` words as the fields of [`Options`], each on a line of its own,
/// so that a fault names the word by its number.
fn options(words: &[String]) -> Result<Options, Failure> {
    if words.is_empty() {
        return Ok(Options::default());
    }
    let fields: Vec<String> = words
        .iter()
        .map(|word| match word.split_once('=') {
            Some((name, value)) => format!("{name}: {},", written(name, value)),
            None => format!("{word},"),
        })
        .collect();
    let text = format!("({}\n)", fields.join("\n"));
    read_ron_text("NAME=VALUE", &text, &Limits::default()).map(|loaded| loaded.value).map_err(Failure::Faults)
}

/// A value as a file would hold it: on the command line a point goes without brackets
/// and a text without quotes.
fn written(name: &str, value: &str) -> String {
    let form = KNOWN.iter().find(|known| known.name == name).map(|known| known.form);
    match form {
        Some(Form::Point) if !value.trim_start().starts_with('(') => format!("({value})"),
        Some(Form::Text) if !value.starts_with('"') => format!("{value:?}"),
        _ => value.to_owned(),
    }
}

/// The options of the kind that the words name, or of all kinds, for the help text.
pub(crate) fn options_help(words: &[OsString], text: &Catalogue) -> String {
    let lang = text.lang();
    let kind = words.iter().filter_map(|word| word.to_str()).find_map(Kind::of_name);
    let heading = match kind {
        Some(kind) => text.with("import-help-kind", &[("kind", kind.name().into())]),
        None => text.get("import-help-all"),
    };
    let mut help = format!("{}\n", labelled(lang, &heading, "").trim_end());
    for known in KNOWN.iter().filter(|known| kind.is_none_or(|kind| known.kinds.contains(&kind))) {
        let form = known.form.name();
        let [default, meaning] = [known.default, known.meaning].map(|(zh, en)| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        });
        let values =
            [("meaning", meaning.into()), ("form", form.get(lang).into()), ("default", default.into())];
        help.push_str(&format!("  {}\n          {}\n", known.name, text.with("import-help-option", &values)));
        if kind.is_none() {
            let kinds: Vec<&str> = known.kinds.iter().map(|kind| kind.name()).collect();
            let values = [("kinds", kinds.join(", ").into())];
            help.push_str(&format!("          {}\n", text.with("import-help-kinds", &values)));
        }
    }
    help
}

fn failure(error: &ImportError, session: &Session) -> Failure {
    let message = error.message(session.lang());
    match error {
        ImportError::Option(_) => Failure::Usage(message),
        ImportError::Data(data) if data.kind == FaultKind::Unwritable => Failure::Other(message),
        ImportError::Data(data) => Failure::Faults(vec![data.clone().into()]),
        _ => Failure::Input(message),
    }
}

fn told(done: &[(Kind, Tally)], into: &Path, session: &Session) -> Result<(), Failure> {
    if session.json {
        let steps: Vec<_> = done
            .iter()
            .map(|(kind, tally)| json!({ "kind": kind.name(), "file": kind.file(), "tally": tally }))
            .collect();
        return session.print_json(&json!({ "case": into.display().to_string(), "steps": steps }));
    }
    let mut text = String::new();
    for (kind, tally) in done {
        text.push_str(&format!("{} → {}\n", kind.name(), into.join(kind.file()).display()));
        for line in tally.lines(session.lang()) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    session.print(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn options_are_read_as_fields() {
        let read =
            options(&words(&["cell_m=20", "resampling=Mean", "clip=(west: 1, south: 2, east: 3, north: 4)"]));
        let read = read.unwrap();
        assert_eq!(read.cell_m, Some(20.0));
        assert_eq!(read.clip.map(|clip| clip.north), Some(4.0));
        assert_eq!(options(&[]).unwrap(), Options::default());
        let point = options(&words(&["at=382265,6354280", "key_column=id"])).unwrap();
        assert_eq!(point, options(&words(&["at=(382265,6354280)", "key_column=\"id\""])).unwrap());
        assert_eq!(point.at.map(|at| at.1), Some(6_354_280.0));
    }

    #[test]
    fn a_slip_in_an_option_names_its_word() {
        let Failure::Faults(faults) = options(&words(&["cell_m=20", "epsq=32650"])).unwrap_err() else {
            panic!("no faults")
        };
        assert_eq!(faults[0].place.line(), 2);
        assert!(faults[0].remedy.en.contains("`epsg`"), "{}", faults[0].remedy.en);
    }

    #[test]
    fn kinds_are_those_of_the_importer() {
        assert_eq!(what("dem"), Ok(What::File(Kind::Dem)));
        assert_eq!(what("recipe"), Ok(What::Recipe));
        assert!(what("rivers").unwrap_err().to_string().contains("landcover"));
    }
}
