//! Words for faults of a city's files, at their lines.

use std::path::Path;
use std::sync::Arc;

use sandtable_kernel::Text;

use super::words::{a, noun, place, range};
use super::{Told, in_range, near, number, rename};
use crate::city::{CityFault, CityFiles};
use crate::file::{Fault, Place, Source};

/// A fault of a city, at its line in the city's files.
pub fn of_city(fault: &CityFault, files: &CityFiles, folder: &Path) -> Fault {
    let told = told(fault);
    let (file, line) = match fault {
        CityFault::Unreadable { file, line, column, .. } => {
            let fault = told.of_file(&folder.join(file), "city");
            return fault.told_at(*line, *column);
        }
        CityFault::Duplicate { file, line, .. }
        | CityFault::Unknown { file, line, .. }
        | CityFault::Number { file, line, .. }
        | CityFault::Place { file, line, .. } => (*file, *line),
        CityFault::Missing { file } => (*file, 0),
        CityFault::Roads { .. } => ("roads.ron", 0),
        CityFault::Cell { .. } => return told.of_file(folder, "city"),
    };
    let path = folder.join(file);
    let text = files.text(file).unwrap_or_default();
    match text.split_inclusive('\n').take(line).last() {
        Some(held) => {
            let end = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
            let start = end - held.trim_start().len();
            let source = Arc::new(Source::new(path, text));
            let span = start..start + held.trim().len();
            Fault::at(Place::new(&source, span), "city", told.found, told.expected, told.remedy)
        }
        None => told.of_file(&path, "city"),
    }
}

fn told(fault: &CityFault) -> Told {
    match fault {
        CityFault::Missing { file } => Told::new(
            Text::new(format!("没有 {file}"), format!("no {file}")),
            Text::new("城市的全部文件", "all files of a city"),
            Text::new("从内置城市复制后修改", "copy it from the built-in city and change it"),
        ),
        CityFault::Unreadable { found, expected, remedy, .. } => {
            Told::new(found.clone(), expected.clone(), remedy.clone())
        }
        CityFault::Duplicate { key, .. } => Told::new(
            Text::new(format!("`{key}` 给了两次"), format!("`{key}` twice")),
            Text::new("每个 key 只用一次", "each key once"),
            rename(),
        ),
        CityFault::Unknown { key, expected, found, suggestion, .. } => Told::new(
            Text::new(
                format!("`{key}` 的{} `{found}`，并不存在", noun(expected)),
                format!("{expected} `{found}` of `{key}`, which does not exist"),
            ),
            Text::new(format!("已有的{}", noun(expected)), format!("{} of the city", a(expected))),
            near(suggestion.as_deref()),
        ),
        CityFault::Number { key, name, value, expected, .. } => Told::new(
            Text::new(
                format!("`{key}` 的 `{name}` 为 {}", number(*value)),
                format!("`{name}` of `{key}`: {}", number(*value)),
            ),
            Text::new(range(expected), (*expected).to_owned()),
            in_range(),
        ),
        CityFault::Place { key, x, y, place: lies, .. } => Told::new(
            Text::new(
                format!("`{key}` 在 ({x}, {y})，{}", place(lies)),
                format!("`{key}` at ({x}, {y}), {lies}"),
            ),
            Text::new("地图内的陆地", "dry ground of the map"),
            Text::new("移开它", "move it"),
        ),
        CityFault::Roads { what } => Told::new(
            Text::new(format!("不成路网的道路：{what}"), format!("roads that make no network: {what}")),
            Text::new("连成一体的路网", "roads that hang together"),
            Text::new("改正所指的道路", "correct the road named"),
        ),
        CityFault::Cell { cell_m } => Told::new(
            Text::new(format!("{cell_m} 米的栅格"), format!("cells of {cell_m} m")),
            Text::new("30 至 250 米", "30 to 250 m"),
            Text::new("改用 --grid 120m 等", "give --grid 120m or another size in this range"),
        ),
    }
}
