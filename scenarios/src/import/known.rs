//! Which options each kind of import takes, and what they mean.

use sandtable_kernel::Text;

use super::{ImportError, Kind, Options};
use crate::data::t;

/// How the value of an option is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    YesNo,
    /// A text, in quotes or without.
    Text,
    /// One of these words.
    Word(&'static str),
    /// Two numbers with a comma between them.
    Point,
    /// Fields in brackets, of which this is an example.
    Fields(&'static str),
}

impl Form {
    /// The form in words.
    pub fn name(self) -> Text {
        match self {
            Self::Number => t("数", "number"),
            Self::Whole => t("整数", "whole number"),
            Self::YesNo => t("true 或 false", "true or false"),
            Self::Text => t("文本", "text"),
            Self::Word(words) => Text::same(words),
            Self::Point => t("两个数：x,y", "two numbers: x,y"),
            Self::Fields(example) => Text::same(example),
        }
    }
}

/// An option of imports.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Name.
    pub name: &'static str,
    /// How its value is written.
    pub form: Form,
    /// Kinds that take it.
    pub kinds: &'static [Kind],
    /// What holds without it, Chinese and English.
    pub default: (&'static str, &'static str),
    /// Meaning with its unit, Chinese and English.
    pub meaning: (&'static str, &'static str),
    given: fn(&Options) -> bool,
}

/// Kinds with coordinates.
const PLACED: &[Kind] = &[
    Kind::Dem,
    Kind::Landcover,
    Kind::Roads,
    Kind::Zones,
    Kind::Places,
    Kind::Buildings,
    Kind::Gauges,
    Kind::Inflow,
];

/// Every option, in the order in which they are listed.
pub const KNOWN: &[Known] = &[
    Known {
        name: "from_epsg",
        form: Form::Whole,
        kinds: PLACED,
        default: ("文件所写", "as the file says"),
        meaning: ("文件坐标系的 EPSG 代码", "EPSG code of the file's coordinates"),
        given: |o| o.from_epsg.is_some(),
    },
    Known {
        name: "epsg",
        form: Form::Whole,
        kinds: &Kind::ALL,
        default: ("算例已有的；否则按数据位置选 UTM 带", "that of the case; else the UTM zone of the data"),
        meaning: ("算例坐标系的 EPSG 代码（米制）", "EPSG code of the case, a metric system"),
        given: |o| o.epsg.is_some(),
    },
    Known {
        name: "cell_m",
        form: Form::Number,
        kinds: &[Kind::Dem],
        default: ("文件的栅格边长", "that of the file"),
        meaning: ("地形栅格边长，m", "side of a cell of the terrain, m"),
        given: |o| o.cell_m.is_some(),
    },
    Known {
        name: "resampling",
        form: Form::Word("Nearest, Bilinear, Mean, Median, Max, Min, Majority"),
        kinds: &[Kind::Dem, Kind::Landcover],
        default: (
            "地形：不变则 Nearest，放大则 Mean，其余 Bilinear；地类：Majority",
            "terrain: Nearest if unchanged, Mean if coarser, else Bilinear; land cover: Majority",
        ),
        meaning: ("栅格重采样方法", "how cells are resampled"),
        given: |o| o.resampling.is_some(),
    },
    Known {
        name: "clip",
        form: Form::Fields("(west: 0, south: 0, east: 9000, north: 9000)"),
        kinds: &[Kind::Dem, Kind::Roads, Kind::Zones, Kind::Places, Kind::Buildings, Kind::Gauges],
        default: ("已导入地形的范围；没有则不裁剪", "the extent of the terrain; none without it"),
        meaning: ("保留的范围，算例坐标，m", "what is kept, in the case's coordinates, m"),
        given: |o| o.clip.is_some(),
    },
    Known {
        name: "simplify_m",
        form: Form::Number,
        kinds: &[Kind::Roads, Kind::Zones, Kind::Buildings],
        default: ("道路 0.5，分区 1，房屋 0.1", "roads 0.5, zones 1, buildings 0.1"),
        meaning: ("线与面化简的容许偏差，m", "distance within which lines and areas are simplified, m"),
        given: |o| o.simplify_m.is_some(),
    },
    Known {
        name: "snap_m",
        form: Form::Number,
        kinds: &[Kind::Roads],
        default: ("1", "1"),
        meaning: (
            "相距多近的路端相接，m（GeoJSON）",
            "distance within which ends of roads are joined, m (GeoJSON)",
        ),
        given: |o| o.snap_m.is_some(),
    },
    Known {
        name: "moved",
        form: Form::Fields("(epsg: 32650, east_m: 1000, north_m: 0)"),
        kinds: PLACED,
        default: ("不移动", "not moved"),
        meaning: (
            "把别处的数据移来（算例即为人为构造）：真实位置的坐标系与移动距离",
            "data of elsewhere are moved here, which makes the case artificial: system of the true place, distance",
        ),
        given: |o| o.moved.is_some(),
    },
    Known {
        name: "manning",
        form: Form::Fields("{10: 0.12, 50: 0.08}"),
        kinds: &[Kind::Landcover],
        default: ("内置 ESA WorldCover 地类表", "the built-in table for ESA WorldCover"),
        meaning: ("各地类的糙率 n", "Manning's n by class of land cover"),
        given: |o| !o.manning.is_empty(),
    },
    Known {
        name: "inside_n",
        form: Form::Number,
        kinds: &[Kind::Landcover],
        default: ("面状文件必填", "needed with a file of areas"),
        meaning: ("面内的糙率 n", "Manning's n inside the areas"),
        given: |o| o.inside_n.is_some(),
    },
    Known {
        name: "outside_n",
        form: Form::Number,
        kinds: &[Kind::Landcover],
        default: ("0.04", "0.04"),
        meaning: ("其余处的糙率 n", "Manning's n elsewhere"),
        given: |o| o.outside_n.is_some(),
    },
    Known {
        name: "paths",
        form: Form::YesNo,
        kinds: &[Kind::Roads],
        default: ("OSM false，GeoJSON true", "OSM false, GeoJSON true"),
        meaning: ("是否把步行道计入路网", "whether foot paths belong to the network"),
        given: |o| o.paths.is_some(),
    },
    Known {
        name: "tunnel_sag_m",
        form: Form::Number,
        kinds: &[Kind::Roads],
        default: ("5", "5"),
        meaning: ("道路隧道低于地面的深度，m（OSM）", "depth of road tunnels below the ground, m (OSM)"),
        given: |o| o.tunnel_sag_m.is_some(),
    },
    Known {
        name: "largest_part_only",
        form: Form::YesNo,
        kinds: &[Kind::Roads],
        default: ("true", "true"),
        meaning: ("只保留最大的连通部分", "only the largest connected part is kept"),
        given: |o| o.largest_part_only.is_some(),
    },
    Known {
        name: "occupants",
        form: Form::Whole,
        kinds: &[Kind::Buildings],
        default: ("0", "0"),
        meaning: ("未说明人数的房屋的人数", "people in a building of which nothing is said"),
        given: |o| o.occupants.is_some(),
    },
    Known {
        name: "occupants_table",
        form: Form::Text,
        kinds: &[Kind::Buildings],
        default: ("无", "none"),
        meaning: (
            "CSV 文件：key、occupants（可有 floors、use）",
            "CSV with key and occupants (and floors, use) of buildings",
        ),
        given: |o| o.occupants_table.is_some(),
    },
    Known {
        name: "at",
        form: Form::Point,
        kinds: &[Kind::Inflow],
        default: ("文件的 x、y 列", "columns x and y of the file"),
        meaning: ("入流位置，算例坐标，m", "where the inflow enters, in the case's coordinates, m"),
        given: |o| o.at.is_some(),
    },
    Known {
        name: "radius_m",
        form: Form::Number,
        kinds: &[Kind::Inflow],
        default: ("文件的 radius_m 列；否则 0", "column radius_m of the file; else 0"),
        meaning: ("入流分布的半径，m", "radius over which the inflow is spread, m"),
        given: |o| o.radius_m.is_some(),
    },
    Known {
        name: "key_column",
        form: Form::Text,
        kinds: &[Kind::Landcover, Kind::Zones, Kind::Places, Kind::Buildings, Kind::Gauges, Kind::Inflow],
        default: ("key 等常用列名", "key and other usual names"),
        meaning: ("作为编号的列名", "name of the column that holds the key"),
        given: |o| o.key_column.is_some(),
    },
];

impl Kind {
    /// The options that this kind takes.
    pub fn options(self) -> impl Iterator<Item = &'static Known> {
        KNOWN.iter().filter(move |known| known.kinds.contains(&self))
    }
}

/// Refuses options that a kind does not take.
pub(super) fn check(kind: Kind, options: &Options) -> Result<(), ImportError> {
    let taken: Vec<&str> = kind.options().map(|known| known.name).collect();
    let Some(other) = KNOWN.iter().find(|known| (known.given)(options) && !known.kinds.contains(&kind))
    else {
        return Ok(());
    };
    let (name, kind, taken) = (other.name, kind.name(), taken.join(", "));
    Err(ImportError::Option(t(
        format!("{kind} 没有选项 {name}；可用选项：{taken}"),
        format!("{kind} does not take the option {name}; it takes {taken}"),
    )))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sandtable_space::{Point, Resampling};

    use super::*;
    use crate::import::Moved;
    use crate::project::Window;

    /// All fields written out, so that a new one is missed here.
    fn all() -> Options {
        Options {
            from_epsg: Some(1),
            epsg: Some(1),
            cell_m: Some(1.0),
            resampling: Some(Resampling::Mean),
            clip: Some(Window { west: 0.0, south: 0.0, east: 1.0, north: 1.0 }),
            simplify_m: Some(1.0),
            snap_m: Some(1.0),
            moved: Some(Moved { epsg: 1, east_m: 0.0, north_m: 0.0 }),
            manning: BTreeMap::from([(10, 0.1)]),
            inside_n: Some(0.1),
            outside_n: Some(0.1),
            paths: Some(true),
            tunnel_sag_m: Some(1.0),
            largest_part_only: Some(true),
            occupants: Some(1),
            occupants_table: Some("a.csv".into()),
            at: Some(Point(0.0, 0.0)),
            radius_m: Some(1.0),
            key_column: Some("key".into()),
        }
    }

    #[test]
    fn every_option_is_known_by_its_name() {
        let written = ron::to_string(&all()).unwrap();
        for known in KNOWN {
            assert!(written.contains(&format!("{}:", known.name)), "{}", known.name);
            assert!((known.given)(&all()) && !(known.given)(&Options::default()), "{}", known.name);
            assert!(!known.kinds.is_empty(), "{}", known.name);
        }
        assert_eq!(KNOWN.len(), 19);
    }

    #[test]
    fn what_a_kind_does_not_take_is_refused_with_what_it_takes() {
        let options = Options { cell_m: Some(5.0), ..Options::default() };
        assert_eq!(check(Kind::Dem, &options), Ok(()));
        let error = check(Kind::Gauges, &options).unwrap_err().to_string();
        assert!(error.contains("cell_m") && error.contains("it takes from_epsg, epsg, clip"), "{error}");
    }
}
