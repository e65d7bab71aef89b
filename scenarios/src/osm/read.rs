//! Ways and nodes of a PBF file.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use osmpbf::{BlobDecode, BlobReader, Element, PrimitiveBlock};
use sandtable_space::Point;

use crate::data::{self, At, DataError, t};

/// Bytes of one PBF file.
const MOST_BYTES: u64 = 4 << 30;
/// Nodes that the kept ways may name.
const MOST_NODES: usize = 100_000_000;

/// Tags that are kept; all others are left in the file.
const TAGS: &[&str] = &[
    "highway",
    "building",
    "name",
    "name:zh",
    "name:en",
    "oneway",
    "junction",
    "lanes",
    "lanes:forward",
    "lanes:backward",
    "maxspeed",
    "bridge",
    "tunnel",
    "layer",
    "access",
    "motor_vehicle",
    "area",
    "building:levels",
];

/// What a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OsmCounts {
    /// Nodes.
    pub nodes: u64,
    /// Ways.
    pub ways: u64,
    /// Relations.
    pub relations: u64,
    /// Ways with a tag `highway`.
    pub highways: u64,
    /// Ways with a tag `building`.
    pub buildings: u64,
    /// West, south, east and north edge of the header, degrees.
    pub bounds: Option<[f64; 4]>,
}

/// A way of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct OsmWay {
    /// Its number.
    pub id: i64,
    /// Numbers of its nodes; those missing from the file are left out.
    pub nodes: Vec<i64>,
    /// Longitude and latitude of the nodes, degrees.
    pub points: Vec<Point>,
    /// Nodes that the file does not hold.
    pub missing: usize,
    /// The tags of interest.
    pub tags: BTreeMap<String, String>,
}

impl OsmWay {
    /// A tag.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.get(name).map(String::as_str)
    }
}

/// Roads and buildings of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OsmExtract {
    /// What the file holds.
    pub counts: OsmCounts,
    /// Ways with a tag `highway`, in the order of the file.
    pub highways: Vec<OsmWay>,
    /// Ways with a tag `building`, in the order of the file.
    pub buildings: Vec<OsmWay>,
}

/// Reads roads and buildings of a PBF file.
///
/// # Errors
/// [`DataError`] with the byte of the block at fault.
pub fn read(path: &Path) -> Result<OsmExtract, DataError> {
    let (_, length) = data::open(path)?;
    if length > MOST_BYTES {
        return Err(DataError::too_large(
            path,
            t(format!("{length} 字节"), format!("{length} bytes")),
            t(format!("{MOST_BYTES} 字节"), format!("{MOST_BYTES} bytes")),
            t("请先裁剪到算例范围", "cut out the area of the case first, for example with osmium extract"),
        ));
    }
    let mut extract = OsmExtract::default();
    let mut wanted: Vec<i64> = Vec::new();
    let mut bounds = None;
    for_each_block(path, |block| match block {
        Block::Header(edges) => bounds = edges,
        Block::Data(data) => first_pass(&data, &mut extract, &mut wanted),
    })?;
    extract.counts.bounds = bounds;
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.len() > MOST_NODES {
        return Err(DataError::too_large(
            path,
            t(format!("{} 个节点", wanted.len()), format!("{} nodes of roads and buildings", wanted.len())),
            t(format!("{MOST_NODES} 个"), format!("{MOST_NODES}")),
            t("请先裁剪到算例范围", "cut out the area of the case first, for example with osmium extract"),
        ));
    }
    let mut places = vec![None; wanted.len()];
    for_each_block(path, |block| {
        if let Block::Data(data) = block {
            second_pass(&data, &wanted, &mut places);
        }
    })?;
    for way in extract.highways.iter_mut().chain(&mut extract.buildings) {
        let named = std::mem::take(&mut way.nodes);
        for id in named {
            match wanted.binary_search(&id).ok().and_then(|k| places[k]) {
                Some(point) => {
                    way.nodes.push(id);
                    way.points.push(point);
                }
                None => way.missing += 1,
            }
        }
    }
    Ok(extract)
}

/// A block of the file.
enum Block {
    /// The edges of the header, if it has them.
    Header(Option<[f64; 4]>),
    /// Nodes, ways and relations.
    Data(PrimitiveBlock),
}

/// Reads the file block by block.
fn for_each_block(path: &Path, mut visit: impl FnMut(Block)) -> Result<(), DataError> {
    let (file, length) = data::open(path)?;
    let damaged = |byte: u64, what: String| {
        DataError::malformed(
            path,
            At::Byte(byte),
            t(format!("损坏的数据块（`{what}`）"), what),
            t("OpenStreetMap PBF 数据块", "a block of OpenStreetMap PBF"),
            t("请重新下载该文件", "download the file again"),
        )
    };
    let taken = Arc::new(AtomicU64::new(0));
    let reader = BlobReader::new(Counting { input: BufReader::new(file), taken: Arc::clone(&taken) });
    let (mut headers, mut byte) = (0, 0);
    for blob in reader {
        let blob = blob.map_err(|error| damaged(byte, error.to_string()))?;
        // The crate (0.3.8) adds the differences that coordinates are stored as without
        // a check: in a build with overflow checks a spoilt block would end the program.
        let decoded = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| -> Result<_, String> {
            match blob.decode().map_err(|error| error.to_string())? {
                BlobDecode::OsmHeader(header) => {
                    let edges = header.bbox().map(|b| [b.left, b.bottom, b.right, b.top]);
                    headers += 1;
                    visit(Block::Header(edges));
                }
                BlobDecode::OsmData(data) => visit(Block::Data(data)),
                BlobDecode::Unknown(_) => {}
            }
            Ok(())
        }));
        decoded
            .unwrap_or_else(|_| Err("numbers out of range in a block".to_owned()))
            .map_err(|what| damaged(byte, what))?;
        byte = taken.load(Ordering::Relaxed);
    }
    // The crate takes one to three bytes at the end for the end.
    if byte != length {
        return Err(damaged(byte, "the end of the file within a block".to_owned()));
    }
    if headers == 0 {
        return Err(damaged(0, "no OSMHeader block".to_owned()));
    }
    Ok(())
}

/// A reader that says how far it is, also while another holds it.
struct Counting<R> {
    input: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Counts everything and keeps ways of interest.
fn first_pass(block: &PrimitiveBlock, extract: &mut OsmExtract, wanted: &mut Vec<i64>) {
    for element in block.elements() {
        match element {
            Element::Node(_) | Element::DenseNode(_) => extract.counts.nodes += 1,
            Element::Relation(_) => extract.counts.relations += 1,
            Element::Way(way) => {
                extract.counts.ways += 1;
                let tags: BTreeMap<String, String> = way
                    .tags()
                    .filter(|(name, _)| TAGS.contains(name))
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                let (highway, building) = (tags.contains_key("highway"), tags.contains_key("building"));
                extract.counts.highways += u64::from(highway);
                extract.counts.buildings += u64::from(building);
                if !(highway || building) {
                    continue;
                }
                let mut id = 0i64;
                let nodes: Vec<i64> = way
                    .raw_refs()
                    .iter()
                    .map(|difference| {
                        id = id.wrapping_add(*difference);
                        id
                    })
                    .collect();
                wanted.extend(&nodes);
                let kept = OsmWay { id: way.id(), nodes, points: Vec::new(), missing: 0, tags };
                if highway {
                    extract.highways.push(kept);
                } else {
                    extract.buildings.push(kept);
                }
            }
        }
    }
}

/// Takes the places of the nodes wanted.
fn second_pass(block: &PrimitiveBlock, wanted: &[i64], places: &mut [Option<Point>]) {
    let mut take = |id: i64, longitude: f64, latitude: f64| {
        let sound = longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
        if let Some(slot) = wanted.binary_search(&id).ok().filter(|_| sound) {
            places[slot] = Some(Point(longitude, latitude));
        }
    };
    for element in block.elements() {
        match element {
            Element::Node(node) => take(node.id(), node.lon(), node.lat()),
            Element::DenseNode(node) => take(node.id(), node.lon(), node.lat()),
            Element::Way(_) | Element::Relation(_) => {}
        }
    }
}
