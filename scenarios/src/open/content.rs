//! What a file or folder that a user points at holds, told by its content.

use std::path::{Path, PathBuf};

use sandtable_kernel::Text;

use super::user::held_in;
use crate::file::{Fault, Limits, top_fields};
use crate::import::{Kind, PROVENANCE};

/// What a file or folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A scenario, with its file.
    Scenario(PathBuf),
    /// A plan.
    Plan,
    /// A folder of imported data.
    Case,
    /// A list of imports.
    Recipe,
    /// What lies beyond the edges of a case.
    Boundaries,
    /// A raster.
    Raster,
    /// Points, lines or areas.
    Features,
    /// A table.
    Table,
    /// An extract of OpenStreetMap.
    Osm,
}

/// Fields by which RON files are told apart, at the top of the file.
const SCENARIO: &[&str] = &[
    "people",
    "seats",
    "channels",
    "start",
    "zone",
    "hours",
    "case",
    "forcing",
    "teams",
    "shelters",
    "plans",
    "call_seat",
    "telemetry_channel",
    "call_channel",
    "duty_channel",
];
const PLAN: &[&str] = &["roles", "rules", "tracks", "resources", "preposition", "scope"];
const RECIPE: &[&str] = &["steps", "epsg"];
const BOUNDARIES: &[&str] = &["edges"];

impl Content {
    /// Looks at a file or folder.
    ///
    /// # Errors
    /// If it is not there, cannot be read, or is a folder of nothing that is known.
    pub fn of(path: &Path) -> Result<Self, Vec<Fault>> {
        if path.is_dir() {
            return Self::of_folder(path);
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "tif" | "tiff" | "asc" => return Ok(Self::Raster),
            "geojson" | "json" => return Ok(Self::Features),
            "csv" => return Ok(Self::Table),
            "pbf" => return Ok(Self::Osm),
            _ if path.ends_with(PROVENANCE) => return Ok(Self::Case),
            _ => {}
        }
        let fields = top_fields(path, &Limits::default())?;
        let hits = |known: &[&str]| fields.iter().filter(|field| known.contains(&field.as_str())).count();
        let kinds = [
            (hits(PLAN), Self::Plan),
            (hits(SCENARIO), Self::Scenario(path.to_path_buf())),
            (hits(RECIPE), Self::Recipe),
            (hits(BOUNDARIES), Self::Boundaries),
        ];
        let most = kinds.iter().map(|(hits, _)| *hits).max().unwrap_or(0);
        let best = kinds.into_iter().find(|(hits, _)| *hits == most);
        Ok(best.map_or(Self::Plan, |(_, content)| content))
    }

    fn of_folder(folder: &Path) -> Result<Self, Vec<Fault>> {
        if let Some(file) = held_in(folder) {
            return Ok(Self::Scenario(file));
        }
        let mut own = Kind::ALL.iter().map(|kind| kind.file()).chain(["terrain.asc", PROVENANCE]);
        if own.any(|name| folder.join(name).exists()) {
            return Ok(Self::Case);
        }
        Err(vec![Fault::of_file(
            folder,
            "no-scenario",
            Text::new(
                "既没有情景文件也没有导入数据的文件夹",
                "a folder with neither a scenario file nor imported data",
            ),
            Text::new("其中有 scenario.ron 或导入的数据", "scenario.ron or imported data in it"),
            Text::new(
                "用 sandtable new scenario 生成情景，用 sandtable import 导入数据，或给出文件的路径",
                "make one with sandtable new scenario, bring data in with sandtable import, or name a file",
            ),
        )])
    }
}
