//! From an error of the RON reader to a fault with place, expectation and remedy.

use std::sync::Arc;

use ron::error::{Error, SpannedError};
use sandtable_kernel::Text;

use super::fault::{Fault, code, excerpt};
use super::include::Piece;
use super::source::Place;
use super::suggest;
use super::tree::{Field, Node, Span, Step, Value, Via, path_of};

/// An error put in its place.
pub(crate) struct Explained {
    pub fault: Fault,
    /// What to leave out, so that the next reading shows the next fault; none if
    /// nothing can be left out.
    pub remove: Option<Span>,
    /// The struct that misses a field, and the field.
    pub missing: Option<(u32, String)>,
    /// The struct whose field is left out, and the field that it may have stood for.
    pub removed_field: Option<(u32, String)>,
}

/// Explains an error at an offset of a piece: the offset where the reader stood
/// when it gave up.
pub(crate) fn explain(error: &SpannedError, piece: &Piece, offset: usize) -> Explained {
    let Piece { source, node } = piece;
    let mut chain = node.chain(offset);
    let at = |span: Span| Place::new(source, span.range());
    let mut about_missing = None;
    let mut stands_for = None;
    let fault = match &error.code {
        Error::MissingStructField { field, .. } => {
            // The reader stands at the closing bracket: strictly inside the struct.
            while chain.len() > 1 && !encloses(chain[chain.len() - 1].node, offset) {
                chain.pop();
            }
            let owner = chain.last().map_or(node, |step| step.node);
            about_missing = Some((owner.span.start, (*field).to_owned()));
            missing(source, owner, field)
        }
        Error::NoSuchStructField { expected, found, .. } => {
            let span = unknown_field_span(&chain, source, offset, found);
            stands_for = suggest::nearest(found, expected.iter().copied()).map(str::to_owned);
            Fault::at(
                at(span),
                code::UNKNOWN_FIELD,
                Text::new(
                    format!("未知字段 `{}`", clean(found)),
                    format!("the unknown field `{}`", clean(found)),
                ),
                one_of(expected, ("字段 ", "the fields")),
                choice(found, expected),
            )
        }
        Error::NoSuchEnumVariant { expected, found, .. } => {
            let inner = chain.last().map_or(node, |step| step.node);
            let span = match &inner.value {
                Value::Struct { name: Some(name), .. } | Value::Tuple { name: Some(name), .. } => *name,
                _ => inner.span,
            };
            Fault::at(
                at(span),
                code::UNKNOWN_VARIANT,
                Text::new(
                    format!("未知类型 `{}`", clean(found)),
                    format!("the unknown kind `{}`", clean(found)),
                ),
                one_of(expected, ("", "one of")),
                choice(found, expected),
            )
        }
        other => {
            let inner = chain.last().map_or(node, |step| step.node);
            let span = inner.span;
            value_fault(other, at(span), excerpt(source, span.range()))
        }
    };
    let path = path_of(&chain, source);
    let unknown = matches!(error.code, Error::NoSuchStructField { .. });
    let (remove, owner) = if unknown {
        let owner = chain.last().map(|step| step.node);
        let field = owner.and_then(|owner| field_at(owner, fault.place.span.start));
        (field.map(field_span), owner.map(|owner| (owner.span.start, stands_for.unwrap_or_default())))
    } else {
        removable(&chain, source)
    };
    Explained { fault: fault.with_path(path), remove, missing: about_missing, removed_field: owner }
}

/// The smallest thing around the faulty value that can be left out, and, if that
/// is a field, the struct that then lacks it.
fn removable(chain: &[Step<'_>], source: &super::Source) -> (Option<Span>, Option<(u32, String)>) {
    for (index, step) in chain.iter().enumerate().rev() {
        let parent = index.checked_sub(1).and_then(|index| chain.get(index)).map(|step| step.node.span.start);
        match step.via {
            Via::Field(field) => {
                let name = source.slice(field.name.range()).to_owned();
                return (Some(field_span(field)), parent.map(|parent| (parent, name)));
            }
            Via::Element(_) => return (Some(step.node.span), None),
            Via::Key(entry) | Via::Entry(entry) => {
                return (Some(Span { start: entry.0.span.start, end: entry.1.span.end }), None);
            }
            Via::Position(_) | Via::Root => {}
        }
    }
    (None, None)
}

/// The smallest removable thing around the struct that starts at an offset.
pub(crate) fn removable_around(piece: &Piece, start: u32) -> (Option<Span>, Option<(u32, String)>) {
    let mut chain = piece.node.chain(start as usize);
    while chain.len() > 1 && chain[chain.len() - 1].node.span.start != start {
        chain.pop();
    }
    removable(&chain, &piece.source)
}

fn field_span(field: &Field) -> Span {
    Span { start: field.name.start, end: field.value.span.end }
}

fn field_at(owner: &Node, start: usize) -> Option<&Field> {
    match &owner.value {
        Value::Struct { fields, .. } => fields.iter().find(|field| field.name.start as usize == start),
        Value::Tuple { items, .. } => items.iter().find_map(|item| field_at(item, start)),
        _ => None,
    }
}

fn encloses(node: &Node, offset: usize) -> bool {
    let bracketed = matches!(node.value, Value::Struct { .. } | Value::Tuple { .. } | Value::Map(_));
    bracketed && (node.span.start as usize) < offset && offset < node.span.end as usize
}

fn unknown_field_span(chain: &[Step<'_>], source: &super::Source, offset: usize, name: &str) -> Span {
    let owner = chain.iter().rev().find_map(|step| match &step.node.value {
        Value::Struct { fields, .. } => fields.iter().map(|field| field.name).find(|span| {
            source.slice(span.range()) == name && (span.start as usize..=span.end as usize).contains(&offset)
        }),
        _ => None,
    });
    let inner = chain.last().map_or(Span::new(offset, offset), |step| step.node.span);
    owner.unwrap_or(inner)
}

fn missing(source: &Arc<super::Source>, owner: &Node, field: &str) -> Fault {
    let opening = owner.opening();
    let end = owner.span.end as usize;
    let close = end.saturating_sub(1)..end;
    let (first, _) = source.line_column(opening.start as usize);
    let (last, _) = source.line_column(close.start);
    Fault::at(
        Place::new(source, opening.range()),
        code::MISSING_FIELD,
        if first == last {
            Text::new(
                format!("第 {first} 行没有字段 `{field}`"),
                format!("no field `{field}` in line {first}"),
            )
        } else {
            Text::new(
                format!("第 {first} 至 {last} 行没有字段 `{field}`"),
                format!("no field `{field}` from line {first} to line {last}"),
            )
        },
        Text::new(format!("字段 `{field}`"), format!("the field `{field}`")),
        Text::new(
            format!("在右括号前加上 `{field}: …`"),
            format!("add `{field}: …` before the closing bracket"),
        ),
    )
    .note(Place::new(source, close), Text::new("到此结束", "ends here"))
}

/// What to do about a word that is not among those just listed.
fn choice(found: &str, possible: &[&str]) -> Text {
    match suggest::nearest(found, possible.iter().copied()) {
        None if !possible.is_empty() => Text::new("改用其中之一", "take one of them"),
        _ => suggest::remedy(found, possible),
    }
}

fn one_of(names: &[&str], (zh, en): (&str, &str)) -> Text {
    if names.is_empty() {
        return Text::new("没有任何字段", "no fields at all");
    }
    Text::new(
        format!("{zh}{}", suggest::list(names, "、")),
        format!("{en} {}", suggest::list(names, ", ")).trim_start().to_owned(),
    )
}

/// A value that is not what its place needs.
fn value_fault(error: &Error, place: Place, found: String) -> Fault {
    let typed = |zh: &str, en: &str| {
        Fault::at(
            place.clone(),
            code::WRONG_TYPE,
            Text::same(found.clone()),
            Text::new(zh, en),
            Text::new("改成所需类型的值", "write a value of that type"),
        )
    };
    let invalid = |expected: Text, remedy: Text| {
        Fault::at(place.clone(), code::INVALID_VALUE, Text::same(found.clone()), expected, remedy)
    };
    // The reader stopped within a number: `1.5` for a whole one, `0x1F` for a float.
    let cut = matches!(
        error,
        Error::ExpectedComma | Error::ExpectedStructLikeEnd | Error::ExpectedArrayEnd | Error::ExpectedMapEnd
    );
    if cut
        && found
            .trim_start_matches('`')
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
    {
        return if found.contains(['x', 'o', 'b']) {
            typed("一个十进制的数", "a number in decimal digits")
        } else {
            typed("一个整数", "a whole number")
        };
    }
    match error {
        Error::ExpectedFloat => typed("一个数", "a number"),
        Error::ExpectedInteger => typed("一个整数", "a whole number"),
        Error::ExpectedBoolean => typed("true 或 false", "true or false"),
        Error::ExpectedString => typed("一个文本 \"…\"", "a text \"…\""),
        Error::ExpectedChar => typed("一个字符", "a character"),
        Error::ExpectedArray => typed("一个列表 [ … ]", "a list [ … ]"),
        Error::ExpectedMap => typed("一个映射 { 键: 值 }", "a map { key: value }"),
        Error::ExpectedUnit => typed("()", "()"),
        // Newtype variants need no brackets of their own.
        Error::ExpectedIdentifier if found.starts_with("`(") => Fault::at(
            place.clone(),
            code::WRONG_TYPE,
            Text::same(found.clone()),
            Text::new("字段: 值，不另加括号", "fields without another pair of brackets"),
            Text::new("去掉一层括号", "remove one pair of brackets"),
        ),
        Error::ExpectedIdentifier => typed("一个名称", "a name"),
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            typed("写在 ( … ) 中的值", "a value in ( … )")
        }
        Error::ExpectedDifferentStructName { expected, .. } => {
            typed(&format!("`{expected}( … )` 或 `( … )`"), &format!("`{expected}( … )` or `( … )`"))
        }
        Error::ExpectedDifferentLength { expected, found } => invalid(
            Text::new(format!("{expected}（发现 {found} 个）"), format!("{expected} (found {found})")),
            Text::new("补足或删去多余的值", "add or remove values"),
        ),
        Error::IntegerOutOfBounds => invalid(
            Text::new("范围之内的整数", "a whole number within its range"),
            Text::new("检查正负号和大小", "check its sign and size"),
        ),
        Error::InvalidValueForType { expected, .. } => {
            let expected = clean(expected);
            typed(&expected, &expected)
        }
        Error::Message(message) => {
            invalid(Text::same(clean(message)), Text::new("按要求修改这个值", "change the value as said"))
        }
        other => Fault::at(
            place.clone(),
            code::SYNTAX,
            Text::same(found.clone()),
            Text::new(format!("RON 语法（{other}）"), format!("RON ({other})")),
            Text::new("检查这里的写法", "check how this is written"),
        ),
    }
}

/// Text from a file or a message for print: no control characters, not endless.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
