//! The values of a file with their spans: what messages, includes and the
//! [`SpanIndex`](super::SpanIndex) stand on. It holds no decoded values.

use std::ops::Range;

use super::source::Source;

/// A span in 32 bits: files are bounded far below 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether an offset lies in it, both ends included.
    fn touches(self, offset: usize) -> bool {
        (self.start as usize..=self.end as usize).contains(&offset)
    }
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub span: Span,
    pub value: Value,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number.
    Number,
    /// A text.
    Str,
    /// A name: true, a variant, …
    Word,
    /// A character or bytes.
    Other,
    /// `Name(a: 1, b: 2)`, with or without the name.
    Struct { name: Option<Span>, fields: Vec<Field> },
    /// `Name(1, 2)`, with or without the name.
    Tuple { name: Option<Span>, items: Vec<Node> },
    /// `[1, 2]`
    List(Vec<Node>),
    /// `{"a": 1}`
    Map(Vec<(Node, Node)>),
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub name: Span,
    pub value: Node,
}

/// How a value hangs on the one above it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Via<'a> {
    /// It is the whole file.
    Root,
    /// As a named field.
    Field(&'a Field),
    /// As an element of a list.
    Element(usize),
    /// As a place of a tuple.
    Position(usize),
    /// As the key of an entry of a map.
    Key(&'a (Node, Node)),
    /// As the value of an entry of a map.
    Entry(&'a (Node, Node)),
}

/// A value on the way from the top to an offset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub node: &'a Node,
    pub via: Via<'a>,
}

impl Node {
    /// The values around an offset, from the whole file to the innermost.
    pub(crate) fn chain(&self, offset: usize) -> Vec<Step<'_>> {
        let mut chain = vec![Step { node: self, via: Via::Root }];
        let mut node = self;
        while let Some(step) = node.child_at(offset) {
            chain.push(step);
            node = step.node;
        }
        chain
    }

    fn child_at(&self, offset: usize) -> Option<Step<'_>> {
        // Children are in the order of the file: the first that ends at or after
        // the offset is the only one that can touch it.
        let here = |step: Step<'_>| step.node.span.touches(offset);
        match &self.value {
            Value::Struct { fields, .. } => {
                let index = fields.partition_point(|field| (field.value.span.end as usize) < offset);
                let field = fields.get(index)?;
                Some(Step { node: &field.value, via: Via::Field(field) }).filter(|step| here(*step))
            }
            Value::Tuple { items, .. } | Value::List(items) => {
                let index = items.partition_point(|item| (item.span.end as usize) < offset);
                let node = items.get(index)?;
                let list = matches!(self.value, Value::List(_));
                let via = if list { Via::Element(index) } else { Via::Position(index) };
                Some(Step { node, via }).filter(|step| here(*step))
            }
            Value::Map(entries) => {
                let index = entries.partition_point(|(_, value)| (value.span.end as usize) < offset);
                let entry = entries.get(index)?;
                let key = Step { node: &entry.0, via: Via::Key(entry) };
                let value = Step { node: &entry.1, via: Via::Entry(entry) };
                [key, value].into_iter().find(|step| here(*step))
            }
            _ => None,
        }
    }

    /// The value of a field, looking through a wrapper such as `Some((…))`.
    pub(crate) fn field<'a>(&'a self, name: &str, source: &Source) -> Option<&'a Field> {
        match &self.value {
            Value::Struct { fields, .. } => {
                fields.iter().find(|field| source.slice(field.name.range()) == name)
            }
            Value::Tuple { items, .. } if items.len() == 1 => items[0].field(name, source),
            _ => None,
        }
    }

    /// What a text or name says: a text without its quotes and escapes.
    pub(crate) fn text(&self, source: &Source) -> Option<String> {
        let raw = source.slice(self.span.range());
        match self.value {
            Value::Word | Value::Number => Some(raw.to_owned()),
            Value::Str => ron::from_str::<String>(raw).ok(),
            _ => None,
        }
    }

    /// What names an element of a list: its field `key`.
    pub(crate) fn key(&self, source: &Source) -> Option<(String, Span)> {
        let value = &self.field("key", source)?.value;
        Some((value.text(source)?, value.span))
    }

    /// Where the value opens: its name and bracket, or all of a plain one.
    pub(crate) fn opening(&self) -> Span {
        match &self.value {
            Value::Struct { name, .. } | Value::Tuple { name, .. } => {
                let end = name.map_or(self.span.start, |name| name.end) + 1;
                Span { start: self.span.start, end: end.min(self.span.end) }
            }
            Value::List(_) | Value::Map(_) => Span { start: self.span.start, end: self.span.start + 1 },
            _ => self.span,
        }
    }
}

/// The path of a chain, such as `teams[boat-1].speed_m_s`.
pub(crate) fn path_of(chain: &[Step<'_>], source: &Source) -> String {
    let mut path = String::new();
    for step in chain {
        match step.via {
            Via::Root => {}
            Via::Field(field) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(source.slice(field.name.range()));
            }
            Via::Element(index) => match step.node.key(source) {
                Some((key, _)) => path.push_str(&format!("[{key}]")),
                None => path.push_str(&format!("[{index}]")),
            },
            Via::Position(index) => path.push_str(&format!("[{index}]")),
            Via::Key(entry) | Via::Entry(entry) => {
                path.push_str(&format!("[{}]", entry.0.text(source).unwrap_or_default()));
            }
        }
    }
    path.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
