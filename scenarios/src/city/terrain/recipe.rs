//! The recipe of the terrain, as `terrain.ron` writes it. Lengths and levels in
//! metres; levels above the city's datum (mean sea level is given with the coast).

use sandtable_kernel::Text;
use sandtable_space::{Point, Polygon};
use serde::{Deserialize, Serialize};

/// Everything from which ground, cover and masks are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerrainRecipe {
    /// Seed of the relief noise.
    pub seed: u64,
    /// West–east and south–north extent from the origin (0, 0), m.
    pub extent_m: (f64, f64),
    /// Spacing of the samples that are averaged into cells, and of the ground that houses
    /// stand on whatever the grid, m.
    pub sample_m: f64,
    /// The plain.
    pub plain: Plain,
    /// Coast and sea.
    pub coast: Coast,
    /// Hills.
    pub ridges: Vec<Ridge>,
    /// Rivers, from the greatest to the least; later ones are carved into earlier.
    pub rivers: Vec<River>,
    /// Built-up areas.
    pub areas: Vec<Area>,
    /// Lakes, ponds and the pools of reservoirs.
    pub lakes: Vec<Lake>,
    /// Hollows in built-up ground where rain water stands.
    pub hollows: Vec<Hollow>,
    /// Levees and sea dykes.
    pub levees: Vec<LeveeRecipe>,
    /// Hill catchments whose runoff is lumped and enters a river.
    pub catchments: Vec<CatchmentRecipe>,
    /// Classes of land cover with their soil.
    pub cover: Vec<CoverClass>,
}

/// The plain: a profile along an axis, with a gentle relief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain {
    /// Start of the axis.
    pub from: Point,
    /// A point down the axis.
    pub towards: Point,
    /// Level against distance along the axis: (m, m), rising distances.
    pub profile: Vec<(f64, f64)>,
    /// Height of the relief above and below the profile, m.
    pub relief_m: f64,
    /// Length of its longest waves, m.
    pub wave_m: f64,
}

/// Coast and sea.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coast {
    /// The sea.
    pub sea: Polygon,
    /// Mean level of the sea, m.
    pub mean_level_m: f64,
    /// Level of the land at the shore, m.
    pub shore_m: f64,
    /// Way inland over which the plain bends down to the shore, m.
    pub blend_m: f64,
    /// Sea bed against distance from the shore: (m, m).
    pub bed: Vec<(f64, f64)>,
}

/// A ridge of hills, or one hill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ridge {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Crest: place, height above the plain (m), half width at the foot (m).
    pub crest: Vec<(Point, f64, f64)>,
}

/// What kind of water a river is; decides its colour, its mask and who may cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RiverKind {
    /// The main river and its branches: only bridges cross.
    Main,
    /// A tributary.
    Tributary,
    /// A creek of the plain (河涌) that drains to a sluice.
    Creek,
}

/// A river.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct River {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: RiverKind,
    /// Manning's n of the channel.
    pub manning_n: f64,
    /// Manning's n by cell size, m: linear between, the end values beyond; empty:
    /// `manning_n` at any size. Stepped banks of a coarse grid add drag of their own.
    #[serde(default)]
    pub grid_n: Vec<(f64, f64)>,
    /// Manning's n with which one-dimensional profiles meet the levels of the flood
    /// solver; none: `manning_n`.
    pub design_n: Option<f64>,
    /// Half width of the flat valley that it has cut into higher ground, m; 0: none.
    pub valley_m: f64,
    /// Control points downstream: place, bed level, width of the channel, level of
    /// the valley floor at its banks (used where `valley_m` > 0).
    pub stations: Vec<Station>,
    /// Flow at the start of the scenario, m³/s.
    pub base_flow_m3_s: f64,
    /// River or sea that receives it.
    pub into: String,
}

/// A control point of a river.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Place.
    pub at: Point,
    /// Bed level, m.
    pub bed_m: f64,
    /// Width of the channel, m.
    pub width_m: f64,
    /// Level of the banks, m.
    pub bank_m: f64,
}

/// Kinds of built-up ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaKind {
    /// Old town, high-rise centre.
    Dense,
    /// Ordinary urban quarters.
    Urban,
    /// Factories, port.
    Industrial,
    /// Sunken fields, not built up.
    Polder,
}

/// A built-up area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Kind.
    pub kind: AreaKind,
    /// Outline.
    pub outline: Polygon,
    /// Height of the fill on which it is built, m (negative where it has sunk).
    pub raise_m: f64,
    /// Spacing of its streets, m.
    pub block_m: f64,
    /// Direction of its streets, degrees from east.
    pub street_degrees: f64,
}

/// A lake or the pool of a reservoir.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lake {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Outline.
    pub outline: Polygon,
    /// Level of the pool of a reservoir, m. Its water is kept by level and storage,
    /// not on the grid: the ground of its cells is this level. None for a lake,
    /// whose water stands half a metre under the ground around it.
    pub surface_m: Option<f64>,
    /// Depth, m.
    pub depth_m: f64,
}

/// A hollow in which water stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hollow {
    /// Key.
    pub key: String,
    /// Middle.
    pub at: Point,
    /// Radius, m.
    pub radius_m: f64,
    /// Depth in the middle, m.
    pub depth_m: f64,
}

/// Which bank, looking downstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bank {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// Where a levee runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum LeveeCourse {
    /// Beside a river.
    Along {
        /// The river.
        river: String,
        /// Which bank.
        bank: Bank,
        /// Distance from the middle of the river, m.
        offset_m: f64,
        /// Start along the river, m.
        from_m: f64,
        /// End along the river, m.
        to_m: f64,
        /// Crest level against distance along the river: (m, m).
        crest: Vec<(f64, f64)>,
    },
    /// Through given places with their crest levels.
    Through(Vec<(Point, f64)>),
}

/// A levee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeveeRecipe {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Course.
    pub course: LeveeCourse,
    /// Levee to whose nearest vertex the start is tied, so that no gap stays open.
    pub start_meets: Option<String>,
    /// The same for its end.
    pub end_meets: Option<String>,
    /// Named responsible person (堤防责任人).
    pub responsible: Person,
}

/// A named person in charge. All names are invented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Name.
    pub name: Text,
    /// Office held.
    pub post: Text,
    /// Distance between home and post, m.
    pub distance_m: f64,
}

/// A hill catchment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatchmentRecipe {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// River that receives its runoff.
    pub river: String,
    /// Place on that river.
    pub at: Point,
    /// Whole area, the part outside the map included, km².
    pub area_km2: f64,
    /// SCS curve number.
    pub curve_number: f64,
    /// Lag of the unit hydrograph, minutes.
    pub lag_min: f64,
    /// The part on the map: rain on it is counted here and not on the grid.
    pub outline: Polygon,
    /// Reservoir that it fills first, if any.
    pub reservoir: Option<String>,
}

/// A class of land cover and its soil.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverClass {
    /// Class.
    pub class: Cover,
    /// Name.
    pub name: Text,
    /// Manning's n.
    pub manning_n: f64,
    /// SCS curve number (antecedent condition II).
    pub curve_number: f64,
    /// Saturated conductivity of Green and Ampt, mm/h.
    pub conductivity_mm_h: f64,
    /// Suction at the wetting front, mm.
    pub suction_mm: f64,
    /// Moisture deficit at the start.
    pub deficit: f64,
    /// What the surface holds back before water runs off, mm.
    pub storage_mm: f64,
    /// Where the figures come from.
    pub source: String,
    /// `recalled` if nobody has confirmed them against the source.
    pub status: Option<String>,
}

/// Classes of land cover; the number is the value in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Cover {
    /// Sea.
    Sea = 0,
    /// River and creek.
    River = 1,
    /// Lake, pond, reservoir pool.
    Lake = 2,
    /// Forest.
    Forest = 3,
    /// Fields and orchards.
    Farmland = 4,
    /// Village.
    Village = 5,
    /// Urban quarters.
    Urban = 6,
    /// Old town and high-rise centre.
    Dense = 7,
    /// Factories and port.
    Industrial = 8,
    /// Berm between river and levee, tidal flat.
    Wetland = 9,
}

impl Cover {
    /// All classes in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Sea,
        Self::River,
        Self::Lake,
        Self::Forest,
        Self::Farmland,
        Self::Village,
        Self::Urban,
        Self::Dense,
        Self::Industrial,
        Self::Wetland,
    ];

    /// The class of a grid value.
    pub fn of(value: u8) -> Option<Self> {
        Self::ALL.get(value as usize).copied()
    }

    /// Whether it is open water.
    pub fn is_water(self) -> bool {
        matches!(self, Self::Sea | Self::River | Self::Lake)
    }
}
