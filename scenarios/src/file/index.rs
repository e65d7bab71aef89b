//! From a path such as `rules[3].seat` or `teams[boat-1].speed_m_s` to where it
//! was written, for checks that run on values after reading.

use std::path::PathBuf;
use std::sync::Arc;

use sandtable_kernel::Text;

use super::fault::Fault;
use super::include::{Composed, Piece};
use super::source::{Place, Source};
use super::tree::{Node, Value};

/// Where every value of a file and its includes was written.
#[derive(Debug)]
pub struct SpanIndex {
    composed: Composed,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Field(String),
    Bracket(String),
}

impl SpanIndex {
    pub(crate) fn new(composed: Composed) -> Self {
        Self { composed }
    }

    /// The files, the one that was opened last.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.composed.pieces.iter().map(|piece| &piece.source)
    }

    /// Paths of the files, as messages show them.
    pub fn files(&self) -> Vec<PathBuf> {
        self.composed.paths()
    }

    /// Where the value at a path was written; the nearest value above it that was
    /// written, if it was not (a default). In brackets stands the number of an
    /// element, its `key`, or a key of a map; a field name with dots is not known.
    ///
    /// # Examples
    /// `index.place("teams[boat-1].speed_m_s")`, `index.place("rules[0].actions[2]")`.
    pub fn place(&self, path: &str) -> Place {
        let parts = parts(path);
        let Some((first, rest)) = parts.split_first() else { return self.top() };
        let Part::Field(name) = first else { return self.within_top(&parts) };
        let owners: Vec<(&Piece, &Node)> = self
            .composed
            .pieces
            .iter()
            .filter_map(|piece| match &piece.node.value {
                Value::Struct { .. } => Some((piece, &piece.node.field(name, &piece.source)?.value)),
                _ => None,
            })
            .collect();
        match (owners.as_slice(), rest.split_first()) {
            ([], _) => self.top(),
            ([(piece, node)], _) => walk(piece, node, rest),
            // A list joined from several files: numbers run through all of them.
            ([(piece, node), ..], None) => Place::new(&piece.source, node.opening().range()),
            ([(piece, node), ..], Some((element, deeper))) => joined_element(&owners, element).map_or_else(
                || Place::new(&piece.source, node.opening().range()),
                |(piece, node)| walk(piece, node, deeper),
            ),
        }
    }

    /// A fault of the value at a path, for checks of meaning.
    pub fn fault(&self, path: &str, code: &'static str, found: Text, expected: Text, remedy: Text) -> Fault {
        Fault::at(self.place(path), code, found, expected, remedy).with_path(path)
    }

    fn top(&self) -> Place {
        match self.composed.pieces.last() {
            Some(piece) => Place::new(&piece.source, piece.node.opening().range()),
            None => Place::new(&Arc::new(Source::new("", "")), 0..0),
        }
    }

    fn within_top(&self, parts: &[Part]) -> Place {
        match self.composed.pieces.last() {
            Some(piece) => walk(piece, &piece.node, parts),
            None => self.top(),
        }
    }
}

fn walk(piece: &Piece, node: &Node, parts: &[Part]) -> Place {
    let mut node = node;
    for part in parts {
        match child(node, part, &piece.source) {
            Some(next) => node = next,
            None => return Place::new(&piece.source, node.opening().range()),
        }
    }
    Place::new(&piece.source, node.span.range())
}

fn child<'a>(node: &'a Node, part: &Part, source: &Source) -> Option<&'a Node> {
    match (part, &node.value) {
        // Look through `Some((…))` and newtype variants.
        (Part::Field(_), Value::Tuple { items, .. }) if items.len() == 1 => child(&items[0], part, source),
        (Part::Field(name), Value::Map(entries)) | (Part::Bracket(name), Value::Map(entries)) => {
            entries.iter().find(|(key, _)| key.text(source).as_deref() == Some(name)).map(|(_, value)| value)
        }
        (Part::Field(name), _) => node.field(name, source).map(|field| &field.value),
        (Part::Bracket(name), Value::List(items)) => by_key(items, name, source)
            .or_else(|| name.parse::<usize>().ok().and_then(|number| items.get(number))),
        (Part::Bracket(name), Value::Tuple { items, .. }) => {
            let inner = match items.as_slice() {
                [only] if matches!(only.value, Value::List(_) | Value::Map(_)) => child(only, part, source),
                _ => None,
            };
            inner.or_else(|| name.parse::<usize>().ok().and_then(|number| items.get(number)))
        }
        _ => None,
    }
}

fn by_key<'a>(items: &'a [Node], name: &str, source: &Source) -> Option<&'a Node> {
    items.iter().find(|item| item.key(source).is_some_and(|(key, _)| key == name))
}

fn joined_element<'a>(owners: &[(&'a Piece, &'a Node)], part: &Part) -> Option<(&'a Piece, &'a Node)> {
    let keyed = owners.iter().find_map(|(piece, node)| match (&node.value, part) {
        (Value::List(items), Part::Bracket(name)) => {
            by_key(items, name, &piece.source).map(|node| (*piece, node))
        }
        (Value::Map(_), _) => child(node, part, &piece.source).map(|node| (*piece, node)),
        _ => None,
    });
    if keyed.is_some() {
        return keyed;
    }
    let Part::Bracket(name) = part else { return None };
    let mut number = name.parse::<usize>().ok()?;
    for (piece, node) in owners {
        let Value::List(items) = &node.value else { continue };
        match items.get(number) {
            Some(item) => return Some((*piece, item)),
            None => number -= items.len(),
        }
    }
    None
}

/// `a[b].c` as its steps.
fn parts(path: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            parts.push(Part::Bracket(inner[..end].to_owned()));
            rest = inner.get(end + 1..).unwrap_or("");
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            if end > 0 {
                parts.push(Part::Field(name[..end].to_owned()));
            }
            rest = if end == 0 && name.starts_with('.') { &name[1..] } else { &name[end..] };
        }
    }
    parts
}
