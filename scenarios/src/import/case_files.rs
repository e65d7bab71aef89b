//! Reading a case folder's canonical files back.

use std::path::Path;

use sandtable_kernel::Text;
use sandtable_space::{Grid, Point, RoadGraph};

use super::provenance::{Provenance, from_ron};
use super::{Boundaries, BuildingRow, GaugeRow, InflowRow, Kind, PlaceRow, ZoneRow};
use crate::data::{At, DataError, Tally, read_text, t};
use crate::raster;
use crate::vector::{
    Feature, Geometry, GraphOptions, Row, Snap, Table, build_graph, read_features, road_lines, snapped,
};

/// The files of a case folder. What is not there is none or empty.
#[derive(Clone, Debug, Default)]
pub struct CaseFiles {
    /// Where everything came from.
    pub provenance: Provenance,
    /// Ground level, m; NaN where there are no data.
    pub terrain: Option<Grid<f32>>,
    /// Manning's n, s/m^(1/3), on the cells of the terrain.
    pub manning: Option<Grid<f32>>,
    /// Roads.
    pub roads: Option<RoadGraph>,
    /// Zones.
    pub zones: Vec<ZoneRow>,
    /// Places.
    pub places: Vec<PlaceRow>,
    /// Buildings.
    pub buildings: Vec<BuildingRow>,
    /// Gauges.
    pub gauges: Vec<GaugeRow>,
    /// Inflows.
    pub inflow: Vec<InflowRow>,
    /// Edges; closed all around if there is no file.
    pub boundaries: Option<Boundaries>,
}

/// Terrain may also be an ESRI ASCII grid.
const TERRAIN_TEXT: &str = "terrain.asc";

impl CaseFiles {
    /// Reads a folder.
    ///
    /// # Errors
    /// All files that are at fault.
    pub fn read(folder: &Path) -> Result<Self, Vec<DataError>> {
        let mut faults = Vec::new();
        let file = |kind: Kind| Some(folder.join(kind.file())).filter(|path| path.exists());
        let mut case = Self::default();
        let mut note = |result: Result<(), DataError>| faults.extend(result.err());
        note(Provenance::read(folder).map(|held| case.provenance = held));
        let text = Some(folder.join(TERRAIN_TEXT)).filter(|path| path.exists());
        if let Some(path) = file(Kind::Dem).or(text) {
            note(grid(&path).map(|held| case.terrain = Some(held)));
        }
        if let Some(path) = file(Kind::Landcover) {
            let held = grid(&path).and_then(|held| same_cells(&path, held, case.terrain.as_ref()));
            note(held.map(|held| case.manning = Some(held)));
        }
        if let Some(path) = file(Kind::Roads) {
            note(roads(&path).map(|held| case.roads = Some(held)));
        }
        if let Some(path) = file(Kind::Zones) {
            note(areas(&path, zone).map(|held| case.zones = held));
        }
        if let Some(path) = file(Kind::Buildings) {
            note(areas(&path, building).map(|held| case.buildings = held));
        }
        if let Some(path) = file(Kind::Places) {
            note(rows(&path, place).map(|held| case.places = held));
        }
        if let Some(path) = file(Kind::Gauges) {
            note(rows(&path, gauge).map(|held| case.gauges = held));
        }
        if let Some(path) = file(Kind::Inflow) {
            note(inflow(&path).map(|held| case.inflow = held));
        }
        if let Some(path) = file(Kind::Boundaries) {
            let held = read_text(&path, 1 << 20).and_then(|text| from_ron(&path, &text));
            note(held.map(|held| case.boundaries = Some(held)));
        }
        if faults.is_empty() { Ok(case) } else { Err(faults) }
    }

    /// Kinds that a flood case needs and the folder lacks, and those it would gain
    /// from, each with a word why.
    pub fn missing(&self) -> Vec<(Kind, bool, Text)> {
        let mut list = Vec::new();
        let mut check = |there: bool, kind: Kind, needed: bool, zh: &str, en: &str| {
            if !there {
                list.push((kind, needed, t(zh, en)));
            }
        };
        check(
            self.terrain.is_some(),
            Kind::Dem,
            true,
            "没有地形就没有洪水",
            "without terrain there is no flood",
        );
        check(
            self.roads.is_some(),
            Kind::Roads,
            true,
            "没有道路就无法转移",
            "without roads nobody can leave",
        );
        let people = !self.buildings.is_empty() || self.places.iter().any(|place| place.population.is_some());
        check(
            people,
            Kind::Buildings,
            true,
            "没有建筑或有人口的地点，就没有人",
            "without buildings or places with people nobody is there",
        );
        check(
            !self.inflow.is_empty(),
            Kind::Inflow,
            false,
            "没有入流时须在情景中给出降雨",
            "without inflow the scenario has to give rain",
        );
        check(
            !self.zones.is_empty(),
            Kind::Zones,
            false,
            "没有分区时按整个范围转移",
            "without zones everybody is one zone",
        );
        check(
            !self.gauges.is_empty(),
            Kind::Gauges,
            false,
            "没有测站时预案只能依据报告",
            "without gauges plans act on reports alone",
        );
        check(
            self.manning.is_some(),
            Kind::Landcover,
            false,
            "没有地类时糙率处处相同",
            "without land cover roughness is the same everywhere",
        );
        check(
            self.boundaries.is_some(),
            Kind::Boundaries,
            false,
            "没有边界时四周封闭",
            "without boundaries all edges are closed",
        );
        list
    }
}

fn grid(path: &Path) -> Result<Grid<f32>, DataError> {
    raster::read(path)?.into_grid().ok_or_else(|| {
        DataError::unsupported(
            path,
            t("非正方形的栅格", "cells that are not square"),
            t("正方形的栅格（米）", "square cells in metres"),
            t("请用 import dem 导入", "import it with import dem"),
        )
    })
}

fn same_cells(path: &Path, held: Grid<f32>, terrain: Option<&Grid<f32>>) -> Result<Grid<f32>, DataError> {
    let fits = terrain.is_none_or(|terrain| {
        let (a, b) = (&held.frame, &terrain.frame);
        let near = (a.origin.0 - b.origin.0).abs() + (a.origin.1 - b.origin.1).abs() < 0.01 * b.cell_m;
        near && (a.columns, a.rows) == (b.columns, b.rows)
    });
    if fits {
        return Ok(held);
    }
    Err(DataError::malformed(
        path,
        At::File,
        t("与地形不同的栅格", "cells other than those of the terrain"),
        t("与地形相同的栅格", "the cells of the terrain"),
        t("地形变更后请重新导入地类", "import the land cover again after the terrain has changed"),
    ))
}

/// The graph of canonical roads: split at junctions and joined already.
fn roads(path: &Path) -> Result<RoadGraph, DataError> {
    let file = read_features(path)?;
    let mut tally = Tally::default();
    let roads = road_lines(&file.list, &mut tally);
    let lines: Vec<_> = roads.iter().map(|road| road.line.clone()).collect();
    let (vertices, _) = snapped(&lines, Snap { distance_m: 0.0 });
    let graph = build_graph(&roads, &vertices, GraphOptions { largest_part_only: false }, &mut tally);
    if graph.links().is_empty() {
        return Err(DataError::malformed(
            path,
            At::File,
            t("没有道路", "no roads"),
            t("道路中心线", "centre lines of roads"),
            t("请用 import roads 导入", "import them with import roads"),
        ));
    }
    Ok(graph)
}

fn areas<T>(
    path: &Path,
    make: impl Fn(&Feature, sandtable_space::Polygon) -> Option<T>,
) -> Result<Vec<T>, DataError> {
    let file = read_features(path)?;
    file.list
        .iter()
        .map(|feature| {
            let area = match &feature.geometry {
                Some(Geometry::Areas(areas)) => areas.first().map(|(area, _)| area.clone()),
                _ => None,
            };
            area.and_then(|area| make(feature, area)).ok_or_else(|| {
                DataError::malformed(
                    path,
                    At::Feature(feature.number),
                    t("没有面或没有 key", "no area or no key"),
                    t("带 key 的面", "an area with a property key"),
                    t("请重新导入", "import it again"),
                )
            })
        })
        .collect()
}

fn zone(feature: &Feature, polygon: sandtable_space::Polygon) -> Option<ZoneRow> {
    let key = feature.text("key")?;
    let name = super::areas::names(Some(feature), &key);
    let population = feature.number("population").map(|people| people.max(0.0) as u32);
    Some(ZoneRow { key, name, category: feature.text("category"), population, polygon })
}

fn building(feature: &Feature, polygon: sandtable_space::Polygon) -> Option<BuildingRow> {
    let whole = |name: &str| feature.number(name).map(|n| n.clamp(0.0, 1e6) as u32);
    Some(BuildingRow {
        key: feature.text("key")?,
        floors: whole("floors").unwrap_or(1),
        occupants: whole("occupants").unwrap_or(0),
        use_: feature.text("use").unwrap_or_default(),
        polygon,
    })
}

/// A table with its columns found once.
struct Columns<'a>(&'a Table);

impl Columns<'_> {
    fn text<'r>(&self, row: Row<'r>, name: &str) -> Result<&'r str, DataError> {
        Ok(row.text(self.0.column(&[name])?))
    }

    fn number(&self, row: Row<'_>, name: &str) -> Result<f64, DataError> {
        row.number(self.0.column(&[name])?)
    }

    fn maybe(&self, row: Row<'_>, name: &str) -> Result<Option<f64>, DataError> {
        let column = self.0.column_if_any(&[name]).filter(|&column| !row.text(column).is_empty());
        column.map(|column| row.number(column)).transpose()
    }

    fn point(&self, row: Row<'_>) -> Result<Point, DataError> {
        Ok(Point(self.number(row, "x")?, self.number(row, "y")?))
    }

    fn name(&self, row: Row<'_>) -> Result<Text, DataError> {
        Ok(Text::new(self.text(row, "name_zh")?, self.text(row, "name_en")?))
    }
}

fn rows<T>(
    path: &Path,
    make: impl Fn(&Columns<'_>, Row<'_>) -> Result<T, DataError>,
) -> Result<Vec<T>, DataError> {
    let table = Table::read(path)?;
    table.rows().map(|row| make(&Columns(&table), row)).collect()
}

fn place(columns: &Columns<'_>, row: Row<'_>) -> Result<PlaceRow, DataError> {
    Ok(PlaceRow {
        key: columns.text(row, "key")?.to_owned(),
        name: columns.name(row)?,
        kind: columns.text(row, "kind")?.to_owned(),
        at: columns.point(row)?,
        population: columns.maybe(row, "population")?.map(|people| people.max(0.0) as u32),
    })
}

fn gauge(columns: &Columns<'_>, row: Row<'_>) -> Result<GaugeRow, DataError> {
    Ok(GaugeRow {
        key: columns.text(row, "key")?.to_owned(),
        name: columns.name(row)?,
        at: columns.point(row)?,
        warning_m: columns.maybe(row, "warning_m")?,
        guarantee_m: columns.maybe(row, "guarantee_m")?,
        crest_m: columns.maybe(row, "crest_m")?,
        observed_m: columns.maybe(row, "observed_m")?,
    })
}

fn inflow(path: &Path) -> Result<Vec<InflowRow>, DataError> {
    let table = Table::read(path)?;
    let columns = Columns(&table);
    let mut list: Vec<InflowRow> = Vec::new();
    for row in table.rows() {
        let key = columns.text(row, "key")?;
        let pair = (columns.number(row, "time_s")?, columns.number(row, "m3_s")?);
        if let Some(held) = list.iter_mut().find(|held| held.key == key) {
            held.hydrograph.push(pair);
        } else {
            let (at, radius_m) = (columns.point(row)?, columns.number(row, "radius_m")?);
            list.push(InflowRow { key: key.to_owned(), at, radius_m, hydrograph: vec![pair] });
        }
    }
    Ok(list)
}
