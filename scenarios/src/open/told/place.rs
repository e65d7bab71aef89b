//! Words for faults of places.

use sandtable_kernel::Text;

use super::figures::{of_channel, of_dist, within};
use super::flood::of_flood;
use super::names::of_register;
use super::words::{a, noun, range};
use super::{Told, in_range, near, number, rename};
use crate::place::PlaceFault;

/// What is wrong with a place.
pub fn of_place(fault: &PlaceFault) -> Told {
    match fault {
        PlaceFault::Duplicate { key } => Told::new(
            Text::new(format!("`{key}` 给了两次"), format!("`{key}` twice")),
            Text::new("每个 key 只用一次", "each key once"),
            rename(),
        ),
        PlaceFault::Unknown { what, key, role, name, suggestion } => {
            let own = matches!(*what, "place" | "desk");
            let (zh, en) = match own {
                true => (String::new(), String::new()),
                false => (format!("{} `{key}` 的", noun(what)), format!(" of {what} `{key}`")),
            };
            Told::new(
                Text::new(
                    format!("{zh}{} `{name}`，并不存在", noun(role)),
                    format!("{role} `{name}`{en}, which does not exist"),
                ),
                Text::new(format!("情景中已有的{}", noun(role)), format!("{} of the scenario", a(role))),
                near(suggestion.as_deref()),
            )
        }
        PlaceFault::Outside { what, key, at } => Told::new(
            Text::new(
                format!("{} `{key}` 在 ({}, {})，位于地形范围之外", noun(what), at.0, at.1),
                format!("{what} `{key}` at ({}, {}), outside the terrain", at.0, at.1),
            ),
            Text::new("地形范围之内的位置", "a place inside the terrain"),
            Text::new(
                "改正坐标：按 (东, 北) 书写，与地形用同一坐标系",
                "correct the coordinates: (east, north) in metres, in the system of the terrain",
            ),
        ),
        PlaceFault::InWater { what, key, at, water } => Told::new(
            Text::new(
                format!(
                    "{} `{key}` 在 ({}, {})，位于{}中",
                    noun(what),
                    at.0,
                    at.1,
                    if *water == "sea" { "海" } else { "河" }
                ),
                format!("{what} `{key}` at ({}, {}), in the {water}", at.0, at.1),
            ),
            Text::new("陆地上的位置", "a place on dry ground"),
            Text::new("移到陆地上", "move it to dry ground"),
        ),
        PlaceFault::NoRoad { what, key, distance_m, most_m } => Told::new(
            Text::new(
                format!("{} `{key}` 距最近的道路 {distance_m:.0} 米", noun(what)),
                format!("{what} `{key}` {distance_m:.0} m from the nearest road"),
            ),
            Text::new(format!("不超过 {most_m:.0} 米"), format!("at most {most_m:.0} m")),
            Text::new("移近道路，或补画通往该处的道路", "move it, or draw a road to it"),
        ),
        PlaceFault::RoadToNowhere { key, .. } => Told::new(
            Text::new(
                format!("道路 `{key}`，不通向任何地方：与路网的其余部分不相接"),
                format!("road `{key}`, which leads nowhere: it does not meet the rest of the network"),
            ),
            Text::new("连成一体的路网", "roads that hang together"),
            Text::new(
                "在路口接上它，或删去它；重新导入时可用 snap_m 接合相近的端点，或用 largest_part_only=true 只留主网",
                "join it at a junction, or remove it; on import snap_m joins ends that lie close, and largest_part_only=true keeps the main network alone",
            ),
        ),
        PlaceFault::Number { what, key, name, value, expected } => Told::new(
            Text::new(
                format!("{} `{key}` 的 `{name}` 为 {}", noun(what), number(*value)),
                format!("`{name}` of {what} `{key}`: {}", number(*value)),
            ),
            Text::new(range(expected), (*expected).to_owned()),
            in_range(),
        ),
        PlaceFault::Dist { what, key, cause } => {
            within(of_dist(cause), &format!("{} `{key}`", noun(what)), &format!("{what} `{key}`"))
        }
        PlaceFault::Flood(fault) => of_flood(fault),
        PlaceFault::Channel(error) => of_channel(error),
        PlaceFault::Register(error) => of_register(error),
        PlaceFault::Traffic(error) => Told::new(
            Text::new(format!("不能通车的路网：{error}"), format!("roads that carry no traffic: {error}")),
            Text::new("能够通车的路网", "roads that carry traffic"),
            Text::new("改正道路后重新导入", "correct the roads and import them again"),
        ),
        PlaceFault::Missing { what } => Told::new(
            Text::new(format!("没有{}", noun(what)), format!("no {what}")),
            Text::new(format!("至少一个{}", noun(what)), format!("at least one {what}")),
            Text::new("补上一个", "add one"),
        ),
    }
}
