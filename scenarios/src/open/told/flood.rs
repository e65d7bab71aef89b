//! Words for faults of the flood site and its forcing.

use sandtable_hazards::flood::FloodFault;
use sandtable_hazards::flood::solver::SolverError;
use sandtable_kernel::Text;

use super::figures::{of_dist, within};
use super::words::{place, range};
use super::{Told, in_range, near, number, rename};

/// What is wrong with a flood site.
pub fn of_flood(fault: &FloodFault) -> Told {
    match fault {
        FloodFault::Layer { layer, found, expected } => Told::new(
            Text::new(format!("图层 {layer} 有 {found} 个值"), format!("{found} values in layer {layer}")),
            Text::new(format!("每个栅格一个，共 {expected} 个"), format!("one for each of {expected} cells")),
            Text::new("按案例的网格重做该图层", "make the layer on the grid of the case"),
        ),
        FloodFault::Entry { layer, cell, found, known } => Told::new(
            Text::new(
                format!("图层 {layer} 的第 {cell} 个栅格引用第 {found} 项"),
                format!("entry {found} in cell {cell} of layer {layer}"),
            ),
            Text::new(format!("清单中的 {known} 项之一"), format!("one of the {known} entries of its list")),
            Text::new("补上该项，或改正图层", "add the entry, or correct the layer"),
        ),
        FloodFault::Number { key, name, value, expected } => Told::new(
            Text::new(
                format!("`{key}` 的 `{name}` 为 {}", number(*value)),
                format!("`{name}` of `{key}`: {}", number(*value)),
            ),
            Text::new(range(expected), (*expected).to_owned()),
            in_range(),
        ),
        FloodFault::Dist { key, name, fault } => {
            within(of_dist(fault), &format!("`{key}` 的 `{name}`"), &format!("`{name}` of `{key}`"))
        }
        FloodFault::Table { key, name, least, order, row } => Told::new(
            match row {
                0 => Text::new(
                    format!("`{key}` 的 `{name}` 行数不足"),
                    format!("`{name}` of `{key}` with too few rows"),
                ),
                _ => Text::new(
                    format!("`{key}` 的 `{name}` 在第 {row} 行出错"),
                    format!("`{name}` of `{key}` with a fault in row {row}"),
                ),
            },
            Text::new(
                format!(
                    "至少 {least} 行，第一列递增，第二列{}",
                    if order.starts_with("not falling") { "不减" } else { "为有限的数" }
                ),
                format!("at least {least} row(s), rising in the first column and {order}"),
            ),
            Text::new("改正或补上该行", "correct or add the row"),
        ),
        FloodFault::Duplicate { key } => Told::new(
            Text::new(format!("`{key}` 给了两次"), format!("`{key}` twice")),
            Text::new("水工建筑、入流和测站的 key 各不相同", "keys of a flood site that differ"),
            rename(),
        ),
        FloodFault::Unknown { key, name, found, known } => {
            let none = known == "none";
            let names: Vec<&str> = known.split(", ").collect();
            let suggestion = crate::file::suggest::nearest(found, names.iter().copied());
            Told::new(
                Text::new(
                    format!("`{key}` 的 {name} `{found}` 不存在"),
                    format!("{name} `{found}` of `{key}`, which does not exist"),
                ),
                match none {
                    true => {
                        Text::new("已有的名称（目前一个也没有）", "a name that exists (there is none yet)")
                    }
                    false => Text::new(format!("{} 之一", names.join("、")), format!("one of {known}")),
                },
                near(suggestion.filter(|_| !none)),
            )
        }
        FloodFault::Place { key, name, point, place: lies } => Told::new(
            Text::new(
                format!(
                    "`{key}` 的 {name} 在 ({}, {})，位于{}",
                    point.0,
                    point.1,
                    place(lies).trim_start_matches('在')
                ),
                format!("{name} of `{key}` at ({}, {}), which lies {lies}", point.0, point.1),
            ),
            Text::new("网格内可过水的位置", "an open cell of the grid"),
            Text::new("移到可过水的位置", "move it to an open cell"),
        ),
        FloodFault::Line { key } => Told::new(
            Text::new(
                format!("`{key}` 的线没有经过网格内的任何边"),
                format!("the line of `{key}`, which follows no side of a cell of the grid"),
            ),
            Text::new("网格内的折线", "a line inside the grid"),
            Text::new("给出网格内的两个以上的点", "give two or more points inside it"),
        ),
        FloodFault::Solver(error) => of_solver(error),
    }
}

/// What the solver does not take.
fn of_solver(error: &SolverError) -> Told {
    let remedy = || Text::new("改正地形或参数", "correct the terrain or the parameters");
    match error {
        SolverError::Parameter { name, value, low, high } => Told::new(
            Text::new(format!("洪水参数 `{name}` 为 {value}"), format!("flood parameter `{name}` {value}")),
            Text::new(format!("{low} 至 {high}"), format!("{low} to {high}")),
            in_range(),
        ),
        SolverError::Size { columns, rows, cell_m } => Told::new(
            Text::new(
                format!("{columns} × {rows} 个 {cell_m} 米的栅格"),
                format!("{columns} × {rows} cells of {cell_m} m"),
            ),
            Text::new("能够计算的网格", "a grid that can be simulated"),
            Text::new("缩小范围，或加大栅格", "take a smaller area, or larger cells"),
        ),
        SolverError::Value { layer, cell, value, expected } => Told::new(
            Text::new(
                format!("第 {cell} 个栅格的 {layer} 为 {value}"),
                format!("{layer} {value} in cell {cell}"),
            ),
            Text::new(range(expected), (*expected).to_owned()),
            remedy(),
        ),
        other => Told::new(
            Text::new(
                format!("洪水模型不接受：{other}"),
                format!("a site that the flood model refuses: {other}"),
            ),
            Text::new("洪水模型能够计算的地形和参数", "terrain and parameters that it takes"),
            remedy(),
        ),
    }
}
