//! Where a fault of a place was written: a field of the scenario file, or the line of
//! an imported file.

use std::path::Path;

use sandtable_command::channel::ChannelError;
use sandtable_command::register::RegisterError;
use sandtable_hazards::flood::FloodFault;

use super::file::ScenarioFile;
use crate::file::{Fault, SpanIndex};
use crate::import::{CaseFiles, Kind};
use crate::open::faults::{of_data, of_place};
use crate::place::PlaceFault;

/// A fault of a place at its line in the scenario file, or in the imported file that
/// it comes from.
pub fn placed(
    fault: &PlaceFault,
    file: &ScenarioFile,
    files: &CaseFiles,
    index: &SpanIndex,
    folder: &Path,
) -> Fault {
    let in_file = |at: &str| of_place(fault, Path::new(""), Some((index, at)));
    let in_data = |kind: Kind, key: &str| of_data(fault, &folder.join(kind.file()), key);
    let About { what, key, field } = about(fault);
    match what {
        "place" => return in_file(field),
        "road" => return in_data(Kind::Roads, key),
        "community" => {
            let held = key.strip_prefix("home.").unwrap_or(key);
            let is_place = files.places.iter().any(|place| place.key == held);
            return in_data(if is_place { Kind::Places } else { Kind::Buildings }, held);
        }
        "desk" => {
            let desk = file.desks.iter().position(|desk| desk.seat.as_str() == key);
            return in_file(&desk.map_or_else(String::new, |k| format!("desks[{k}].seat")));
        }
        _ => {}
    }
    let at = where_written(file, key);
    if !at.is_empty() {
        return in_file(&if field.is_empty() { at } else { format!("{at}.{field}") });
    }
    let imported = [
        (Kind::Gauges, files.gauges.iter().any(|gauge| gauge.key == key)),
        (Kind::Inflow, files.inflow.iter().any(|inflow| inflow.key == key)),
        (Kind::Zones, files.zones.iter().any(|zone| zone.key == key)),
    ];
    match imported.iter().find(|(_, held)| *held) {
        Some((kind, _)) => in_data(*kind, key),
        None => in_file(""),
    }
}

/// What a fault is about.
struct About<'a> {
    /// Kind of thing; empty if its key alone tells.
    what: &'static str,
    /// The thing.
    key: &'a str,
    /// The field of it; empty for the thing as a whole.
    field: &'static str,
}

fn about(fault: &PlaceFault) -> About<'_> {
    let whole = |key| About { what: "", key, field: "" };
    match fault {
        PlaceFault::Unknown { what, key, role, .. } => About { what, key, field: field_of(what, role) },
        PlaceFault::Outside { what, key, .. }
        | PlaceFault::InWater { what, key, .. }
        | PlaceFault::NoRoad { what, key, .. } => About { what, key, field: "at" },
        PlaceFault::Number { what, key, name, .. } => About { what, key, field: name },
        PlaceFault::Dist { what, key, .. } => {
            About { what, key, field: if *what == "team" { "turnout_min" } else { "" } }
        }
        PlaceFault::RoadToNowhere { key, .. } => About { what: "road", key, field: "" },
        PlaceFault::Flood(fault) => of_flood(fault),
        PlaceFault::Channel(error) => of_channel(error),
        PlaceFault::Register(
            RegisterError::Duplicate { key }
            | RegisterError::Unknown { key, .. }
            | RegisterError::WrongKind { key, .. },
        ) => whole(key.as_str()),
        other => whole(other.key().unwrap_or_default()),
    }
}

/// The field in which a thing names another.
fn field_of(what: &str, role: &str) -> &'static str {
    match (what, role) {
        ("place", "telemetry channel") => "telemetry_channel",
        ("place", "call channel") => "call_channel",
        ("place", "duty channel") => "duty_channel",
        ("place", "gauge") => "main_gauge",
        ("place", _) => "call_seat",
        ("unit", "unit") => "within",
        ("zone", "unit") => "admin",
        ("zone", "shelter") => "shelters",
        ("zone", "person") => "responsible",
        ("team", "station") => "station",
        ("team", "seat") => "seat",
        ("seat", "seat") => "superior",
        _ => "",
    }
}

fn of_flood(fault: &FloodFault) -> About<'_> {
    let (key, field) = match fault {
        FloodFault::Number { key, name, .. }
        | FloodFault::Dist { key, name, .. }
        | FloodFault::Table { key, name, .. }
        | FloodFault::Unknown { key, name, .. }
        | FloodFault::Place { key, name, .. } => (key.as_str(), *name),
        FloodFault::Line { key } => (key.as_str(), "line"),
        FloodFault::Duplicate { key } => (key.as_str(), ""),
        _ => ("", ""),
    };
    About { what: "", key, field }
}

fn of_channel(error: &ChannelError) -> About<'_> {
    let (channel, field) = match error {
        ChannelError::Delay { channel, .. } | ChannelError::NegativeDelay { channel, .. } => {
            (channel, "delay_s")
        }
        ChannelError::Share { channel, name, .. } => (channel, *name),
        ChannelError::Capacity { channel, .. } => (channel, "capacity_per_min"),
        ChannelError::Outage { channel, .. } => (channel, "outages"),
        ChannelError::Duplicate { channel } => (channel, ""),
        ChannelError::UnknownFallback { channel, .. } => (channel, "fallback"),
    };
    About { what: "channel", key: channel.as_str(), field }
}

/// Path of the thing with a key; empty if it is not written in the scenario file.
fn where_written(file: &ScenarioFile, key: &str) -> String {
    macro_rules! find {
        ($($list:ident),*) => {
            $(if file.$list.iter().any(|thing| thing.key.as_str() == key) {
                return format!("{}[{key}]", stringify!($list));
            })*
        };
    }
    find!(
        units,
        zones,
        persons,
        shelters,
        depots,
        hospitals,
        substations,
        base_stations,
        rumours,
        stations,
        teams,
        gauges,
        forecasts,
        items,
        seats,
        waterlogging,
        channels
    );
    macro_rules! of_site {
        ($($list:ident),*) => {
            $(if file.site.$list.iter().any(|thing| thing.key == key) {
                return format!("site.{}[{key}]", stringify!($list));
            })*
        };
    }
    of_site!(soils, stages, drains, levees, gates, pumps, reservoirs, catchments, inflows, gauges);
    let forcing = &file.forcing;
    if forcing.rain.iter().any(|rain| rain.key() == key) {
        return format!("forcing.rain[{key}]");
    }
    match forcing.hydrographs.iter().position(|river| river.inflow == key) {
        Some(k) => format!("forcing.hydrographs[{k}]"),
        None => String::new(),
    }
}
