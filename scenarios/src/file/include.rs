//! `include: ["roads.ron", "../shared/teams.ron"]` at the top of a file.
//!
//! Rules. The file and every file it includes hold one `( … )`. Paths are
//! relative to the file that writes them and stay inside the folder of the first
//! file. A file included on several ways counts once; a cycle is an error. Lists
//! are joined, included files first, in the order written; maps are joined. Any
//! other field is set by one file only. Elements with the same `key` and map
//! keys given twice are errors that show both places.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sandtable_kernel::Text;

use super::fault::{Fault, code, excerpt};
use super::limits::Limits;
use super::parse::{duplicate, parse};
use super::source::{PathError, Place, Source, Store};
use super::tree::{Node, Span, Value};

/// A file with its tree.
#[derive(Debug)]
pub(crate) struct Piece {
    pub source: Arc<Source>,
    pub node: Node,
}

/// A file and all it includes.
#[derive(Debug)]
pub(crate) struct Composed {
    /// In the order in which they are joined; the file itself is the last.
    pub pieces: Vec<Piece>,
}

/// Reads a file and all it includes.
pub(crate) fn compose(store: &Store, name: &Path, limits: &Limits) -> Result<Composed, Vec<Fault>> {
    let source = store.read(name, limits).map_err(|fault| vec![*fault])?;
    compose_from(store, name, source, limits)
}

/// The same for a text that was read already.
pub(crate) fn compose_text(store: &Store, source: Source, limits: &Limits) -> Result<Composed, Vec<Fault>> {
    let name = source.path().to_path_buf();
    compose_from(store, &name, source, limits)
}

fn compose_from(store: &Store, name: &Path, source: Source, limits: &Limits) -> Result<Composed, Vec<Fault>> {
    let mut reader = Reader {
        store,
        limits,
        pieces: Vec::new(),
        done: Vec::new(),
        open: Vec::new(),
        bytes: 0,
        faults: Vec::new(),
    };
    reader.take(name.to_path_buf(), source);
    let Reader { pieces, mut faults, .. } = reader;
    if faults.is_empty() {
        faults = conflicts(&pieces);
    }
    if faults.is_empty() { Ok(Composed { pieces }) } else { Err(faults) }
}

struct Reader<'a> {
    store: &'a Store,
    limits: &'a Limits,
    pieces: Vec<Piece>,
    /// Files already joined.
    done: Vec<PathBuf>,
    /// Files being read, with where each was included: the way back for a cycle.
    open: Vec<(PathBuf, Option<Place>)>,
    bytes: u64,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn take(&mut self, name: PathBuf, source: Source) {
        self.bytes += source.text().len() as u64;
        let source = Arc::new(source);
        if self.open.is_empty() {
            self.open.push((name.clone(), None));
        }
        match parse(&source, self.limits) {
            Err(faults) => self.faults.extend(faults),
            Ok(node) => {
                for (written, span) in self.list_of(&source, &node) {
                    if self.faults.len() >= self.limits.max_faults {
                        break;
                    }
                    self.include(&name, &source, &written, span);
                }
                self.done.push(name);
                self.pieces.push(Piece { source, node });
            }
        }
    }

    /// The paths that a file includes.
    fn list_of(&mut self, source: &Arc<Source>, node: &Node) -> Vec<(String, Span)> {
        // A field `include` deeper down, or inside a wrapper, is no list of files.
        let Some(field) = own_field(node, "include", source) else { return Vec::new() };
        let mut paths = Vec::new();
        let wrong = |span: Span| {
            Fault::at(
                Place::new(source, span.range()),
                code::WRONG_TYPE,
                Text::same(excerpt(source, span.range())),
                Text::new("文件路径的列表 [\"a.ron\", …]", "a list of paths: [\"a.ron\", …]"),
                Text::new("写作 include: [\"a.ron\"]", "write include: [\"a.ron\"]"),
            )
            .with_path("include")
        };
        if let Value::List(items) = &field.value {
            for item in items {
                match (&item.value, item.text(source)) {
                    (Value::Str, Some(path)) => paths.push((path, item.span)),
                    _ => self.faults.push(wrong(item.span)),
                }
            }
        } else {
            self.faults.push(wrong(field.span));
        }
        paths
    }

    fn include(&mut self, from: &Path, source: &Arc<Source>, written: &str, span: Span) {
        let place = Place::new(source, span.range());
        let name = match self.store.beside(from, written) {
            Ok(name) => name,
            Err(error) => return self.faults.push(path_fault(place, &error)),
        };
        if let Some(first) = self.open.iter().position(|(open, _)| *open == name) {
            return self.faults.push(self.cycle(place, first));
        }
        if self.done.contains(&name) {
            return;
        }
        let files = self.done.len() + self.open.len();
        if self.open.len() > self.limits.max_include_depth || files >= self.limits.max_files {
            return self.faults.push(self.limit(place));
        }
        match self.store.read(&name, self.limits) {
            Ok(source) if self.bytes + source.text().len() as u64 <= self.limits.max_total_bytes => {
                self.open.push((name.clone(), Some(place)));
                self.take(name, source);
                self.open.pop();
            }
            Ok(_) => self.faults.push(self.limit(place)),
            // What is wrong with the file, and who asked for it.
            Err(fault) => {
                self.faults.push(fault.note(place, Text::new("在此被包含", "included here")));
            }
        }
    }

    fn cycle(&self, place: Place, first: usize) -> Fault {
        let way: Vec<_> = self.open[first..].iter().map(|(name, _)| name.display().to_string()).collect();
        let shown = way.join(" → ");
        let mut fault = Fault::at(
            place,
            code::INCLUDE_CYCLE,
            Text::new(
                format!("回到自身的包含：{shown} → …"),
                format!("a file that includes itself: {shown} → …"),
            ),
            Text::new("没有循环的包含", "includes without a cycle"),
            Text::new("把公共部分移到第三个文件", "move what both need into a third file"),
        );
        for (_, earlier) in self.open[first..].iter().skip(1) {
            if let Some(earlier) = earlier {
                fault = fault.note(earlier.clone(), Text::new("在此被包含", "included here"));
            }
        }
        fault
    }

    fn limit(&self, place: Place) -> Fault {
        let Limits { max_files, max_include_depth, max_total_bytes, .. } = *self.limits;
        Fault::at(
            place,
            code::INCLUDE_LIMIT,
            Text::new("包含的文件过多、过深或过大", "too many, too deep or too large includes"),
            Text::new(
                format!("至多 {max_files} 个文件、{max_include_depth} 层、共 {max_total_bytes} 字节"),
                format!(
                    "at most {max_files} files, {max_include_depth} deep, {max_total_bytes} bytes in all"
                ),
            ),
            Text::new("合并文件，或减少层次", "join files, or use fewer levels"),
        )
    }
}

/// A field of the top-level struct itself.
fn own_field<'a>(node: &'a Node, name: &str, source: &Source) -> Option<&'a Node> {
    match &node.value {
        Value::Struct { .. } => node.field(name, source).map(|field| &field.value),
        _ => None,
    }
}

/// What is wrong with a path written in a file.
pub(crate) fn path_fault(place: Place, error: &PathError) -> Fault {
    let expected = Text::new("文件所在文件夹内的普通文件", "a plain file inside the folder of the file");
    match error {
        PathError::Outside(path) => Fault::at(
            place,
            code::INCLUDE_OUTSIDE,
            Text::new(
                format!("指向文件夹之外的路径 \"{path}\""),
                format!("the path \"{path}\", which leads outside"),
            ),
            expected,
            Text::new(
                "把文件放进同一文件夹，用 `/` 写相对路径",
                "put the file into the folder and write a relative path with `/`",
            ),
        ),
        PathError::Missing(path) | PathError::NotAFile(path) => Fault::at(
            place,
            code::INCLUDE_MISSING,
            Text::new(format!("不存在或不是文件：\"{path}\""), format!("\"{path}\", which is no file there")),
            expected,
            Text::new("检查拼写和大小写", "check its spelling and case"),
        ),
    }
}

/// Fields that more than one file sets, and keys that meet across files.
fn conflicts(pieces: &[Piece]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if pieces.len() < 2 {
        return faults;
    }
    let mut first: BTreeMap<&str, (usize, &Node)> = BTreeMap::new();
    let mut keys: BTreeMap<(&str, String), Place> = BTreeMap::new();
    for (index, Piece { source, node }) in pieces.iter().enumerate() {
        let Value::Struct { fields, .. } = &node.value else {
            faults.push(not_a_struct(source, node));
            continue;
        };
        for field in fields {
            let name = source.slice(field.name.range());
            if name == "include" {
                continue;
            }
            if let Some((other, value)) = first.get(name) {
                if !joins(value, &field.value) {
                    let earlier = Place::new(&pieces[*other].source, value.opening().range());
                    faults.push(conflict(Place::new(source, field.name.range()), name, earlier));
                    continue;
                }
            } else {
                first.insert(name, (index, &field.value));
            }
            for (key, span) in own_keys(&field.value, source) {
                let place = Place::new(source, span.range());
                match keys.get(&(name, key.clone())) {
                    // Within one file the parser has said so already.
                    Some(earlier) if !Arc::ptr_eq(&earlier.source, source) => {
                        faults.push(duplicate(earlier.clone(), place, ("key", "the key")).with_path(name));
                    }
                    Some(_) => {}
                    None => {
                        keys.insert((name, key), place);
                    }
                }
            }
        }
    }
    faults
}

/// Whether the values of one field in two files are joined.
fn joins(a: &Node, b: &Node) -> bool {
    matches!((&a.value, &b.value), (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_)))
}

/// The keys of a list's elements or of a map.
fn own_keys(node: &Node, source: &Source) -> Vec<(String, Span)> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(|item| item.key(source)).collect(),
        Value::Map(entries) => {
            entries.iter().filter_map(|(key, _)| Some((key.text(source)?, key.span))).collect()
        }
        _ => Vec::new(),
    }
}

fn conflict(place: Place, name: &str, earlier: Place) -> Fault {
    Fault::at(
        place,
        code::CONFLICT,
        Text::new(format!("另一个文件已给出 `{name}`"), format!("`{name}`, which another file sets already")),
        Text::new("单值字段只由一个文件给出", "a single value set by one file"),
        Text::new("只在一个文件中保留它", "keep it in one of the files"),
    )
    .note(earlier, Text::new("已在此给出", "set here"))
    .with_path(name)
}

fn not_a_struct(source: &Arc<Source>, node: &Node) -> Fault {
    Fault::at(
        Place::new(source, node.opening().range()),
        code::WRONG_TYPE,
        Text::same(excerpt(source, node.span.range())),
        Text::new("写在 ( 字段: 值, … ) 中的文件", "a file of fields: ( name: value, … )"),
        Text::new(
            "被包含的文件与主文件用同样的字段",
            "an included file has the fields of the file that includes it",
        ),
    )
}
