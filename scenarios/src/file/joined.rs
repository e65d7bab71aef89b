//! One RON text from a file and its includes, and the way back from an offset of
//! that text to the file it came from.

use std::path::PathBuf;

use super::include::{Composed, Piece};
use super::tree::{Node, Span, Value};

/// A span of a piece that is to be left out: what was reported already.
pub(crate) type Removed = (usize, Span);

/// The joined text.
pub(crate) struct Joined {
    pub text: String,
    /// Start in the text, piece, start in the piece's file, length.
    segments: Vec<(usize, usize, usize, usize)>,
}

impl Joined {
    /// Joins the pieces; removed spans become spaces.
    pub(crate) fn new(composed: &Composed, removed: &[Removed]) -> Self {
        let mut joined = Self { text: String::new(), segments: Vec::new() };
        let pieces = &composed.pieces;
        let blanked: Vec<String> =
            pieces.iter().enumerate().map(|(index, piece)| blank(piece, index, removed)).collect();
        let (Some(own), last) = (pieces.last(), pieces.len().saturating_sub(1)) else { return joined };
        let Value::Struct { name, .. } = &own.node.value else {
            joined.copy(&blanked[last], last, own.node.span);
            return joined;
        };
        if let Some(name) = name {
            joined.copy(&blanked[last], last, *name);
        }
        joined.text.push('(');
        let mut seen: Vec<&str> = Vec::new();
        for piece in pieces {
            for name in field_names(piece) {
                if name != "include" && !seen.contains(&name) {
                    seen.push(name);
                    joined.field(pieces, &blanked, name);
                }
            }
        }
        // The closing bracket of the file itself, for messages about its end.
        joined.copy(&blanked[last], last, Span { start: own.node.span.end - 1, end: own.node.span.end });
        joined
    }

    fn field(&mut self, pieces: &[Piece], blanked: &[String], name: &str) {
        let parts: Vec<(usize, Span, &Node)> = pieces
            .iter()
            .enumerate()
            .filter_map(|(index, piece)| {
                let field = own(piece, name)?;
                let kept = !blanked[index][field.0.range()].trim().is_empty();
                kept.then_some((index, field.0, field.1))
            })
            .collect();
        let Some((index, name_span, node)) = parts.first().copied() else { return };
        self.copy(&blanked[index], index, name_span);
        self.text.push(':');
        if parts.len() == 1 {
            self.copy(&blanked[index], index, node.span);
        } else {
            let (open, close) = if matches!(node.value, Value::Map(_)) { ("{", "}") } else { ("[", "]") };
            self.text.push_str(open);
            for (index, _, node) in parts {
                for span in element_spans(node) {
                    if !blanked[index][span.range()].trim().is_empty() {
                        self.copy(&blanked[index], index, span);
                        self.text.push(',');
                    }
                }
            }
            self.text.push_str(close);
        }
        self.text.push_str(",\n");
    }

    fn copy(&mut self, text: &str, piece: usize, span: Span) {
        let range = span.range();
        self.segments.push((self.text.len(), piece, range.start, range.len()));
        self.text.push_str(&text[range]);
    }

    /// The piece and the offset in its file of an offset in the text; the nearest
    /// before it for what the joining added.
    pub(crate) fn origin(&self, offset: usize) -> (usize, usize) {
        let index = self.segments.partition_point(|(start, ..)| *start <= offset);
        match index.checked_sub(1).and_then(|index| self.segments.get(index)) {
            Some((start, piece, file_start, length)) => (*piece, file_start + (offset - start).min(*length)),
            None => (0, 0),
        }
    }

    /// The byte offset of a line and column, both from 1, the column in characters.
    pub(crate) fn offset(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for _ in 1..line {
            match self.text[start..].find('\n') {
                Some(length) => start += length + 1,
                None => return self.text.len(),
            }
        }
        let rest = &self.text[start..];
        start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(offset, _)| offset)
    }
}

impl Composed {
    /// Paths of all files, as messages show them.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.pieces.iter().map(|piece| piece.source.path().to_path_buf()).collect()
    }
}

/// Names of the fields at the top of a piece.
pub(crate) fn field_names(piece: &Piece) -> impl Iterator<Item = &str> {
    let fields = match &piece.node.value {
        Value::Struct { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    fields.iter().map(|field| piece.source.slice(field.name.range()))
}

fn own<'a>(piece: &'a Piece, name: &str) -> Option<(Span, &'a Node)> {
    let Value::Struct { .. } = &piece.node.value else { return None };
    piece.node.field(name, &piece.source).map(|field| (field.name, &field.value))
}

fn element_spans(node: &Node) -> Vec<Span> {
    match &node.value {
        Value::List(items) => items.iter().map(|item| item.span).collect(),
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| Span { start: key.span.start, end: value.span.end }).collect()
        }
        _ => Vec::new(),
    }
}

/// The text of a piece with its removed spans, and the comma after each, as spaces.
fn blank(piece: &Piece, index: usize, removed: &[Removed]) -> String {
    let text = piece.source.text();
    if !removed.iter().any(|(piece, _)| *piece == index) {
        return text.to_owned();
    }
    let mut bytes = text.as_bytes().to_vec();
    for (_, span) in removed.iter().filter(|(piece, _)| *piece == index) {
        let mut end = span.end as usize;
        let next = super::token::Lexer::from(text, end).next();
        if next.kind == super::token::Kind::Comma {
            end = next.end;
        }
        for byte in bytes.iter_mut().take(end).skip(span.start as usize) {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    // Whole tokens were overwritten with ASCII, so it is UTF-8 still.
    String::from_utf8_lossy(&bytes).into_owned()
}
