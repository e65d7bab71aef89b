//! A list of imports in a file.
//!
//! ```ron
//! (
//!     epsg: 28356,
//!     steps: [
//!         (kind: dem, file: "data:flood/merewether/topography1.asc", options: (from_epsg: 28356)),
//!         (kind: roads, file: "streets.geojson"),
//!     ],
//! )
//! ```
//!
//! A file name counts from the recipe's folder, or, after `data:`, from the folder of
//! the data that the caller names. Names that climb out of either are refused.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{ImportError, Importer, Kind, Options, provenance};
use crate::data::{Tally, read_text, t};

/// One import of a recipe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipeStep {
    /// What it is.
    pub kind: Kind,
    /// The file.
    pub file: String,
    /// Options.
    #[serde(default)]
    pub options: Options,
}

/// A list of imports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// EPSG code of the case.
    pub epsg: u32,
    /// The imports in their order.
    pub steps: Vec<RecipeStep>,
}

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        Ok(provenance::from_ron(path, &read_text(path, 1 << 20)?)?)
    }

    /// Does all imports. `beside` is the recipe's folder, `data` that of the data;
    /// `cell_m` replaces the side of the terrain's cells.
    ///
    /// # Errors
    /// Those of the first import that fails; the ones before it stay done.
    pub fn run(
        &self,
        importer: &Importer,
        beside: &Path,
        data: Option<&Path>,
        cell_m: Option<f64>,
    ) -> Result<Vec<(Kind, Tally)>, ImportError> {
        let importer = importer.clone().beside(beside);
        let mut done = Vec::new();
        for step in &self.steps {
            let file = resolve(&step.file, beside, data)?;
            let mut options = step.options.clone();
            options.epsg = Some(self.epsg);
            if step.kind == Kind::Dem {
                options.cell_m = cell_m.or(options.cell_m);
            }
            done.push((step.kind, importer.import(step.kind, &file, &options)?));
        }
        Ok(done)
    }
}

fn resolve(name: &str, beside: &Path, data: Option<&Path>) -> Result<PathBuf, ImportError> {
    let (folder, name) = match name.strip_prefix("data:") {
        Some(rest) => {
            let folder = data.ok_or_else(|| {
                ImportError::Option(t(
                    format!("{name} 需要数据文件夹；请设置 SANDTABLE_DATA"),
                    format!("{name} needs the folder of data; set SANDTABLE_DATA"),
                ))
            })?;
            (folder, rest)
        }
        None => (beside, name),
    };
    let inside =
        Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !inside {
        return Err(ImportError::Option(t(
            format!("{name} 在文件夹之外；请使用文件夹内的相对路径"),
            format!("{name} leads outside its folder; use a relative path inside it"),
        )));
    }
    Ok(folder.join(name))
}
