//! Reads a file into its tree of values and gathers every fault of form on the
//! way: brackets, commas, duplicates, numbers that are not finite, depth.
//!
//! It accepts at least what RON accepts; what it lets pass, RON judges later.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandtable_kernel::Text;

use super::fault::{Fault, code, excerpt};
use super::limits::Limits;
use super::source::{Place, Source};
use super::token::{Kind, Lexer, Token};
use super::tree::{Field, Node, Span, Value};

/// The tree of a file, or its faults of form.
pub(crate) fn parse(source: &Arc<Source>, limits: &Limits) -> Result<Node, Vec<Fault>> {
    let mut parser = Parser::new(source, limits);
    let node = parser.document();
    match node {
        Some(node) if parser.faults.is_empty() => Ok(node),
        _ => Err(parser.faults),
    }
}

struct Parser<'a> {
    source: &'a Arc<Source>,
    limits: &'a Limits,
    lexer: Lexer<'a>,
    token: Token,
    /// Open brackets: character and offset.
    open: Vec<(char, usize)>,
    values: usize,
    faults: Vec<Fault>,
    /// What follows can no longer be understood.
    lost: bool,
}

impl<'a> Parser<'a> {
    fn new(source: &'a Arc<Source>, limits: &'a Limits) -> Self {
        let mut lexer = Lexer::new(source.text());
        let token = lexer.next();
        Self { source, limits, lexer, token, open: Vec::new(), values: 0, faults: Vec::new(), lost: false }
    }

    fn document(&mut self) -> Option<Node> {
        while self.token.kind == Kind::Attribute {
            self.bump();
        }
        if self.token.kind == Kind::End {
            self.faults.push(empty(self.source));
            return None;
        }
        let node = self.value();
        if !self.lost && self.token.kind != Kind::End {
            match self.token.kind {
                Kind::Close(bracket) => self.stray_close(bracket),
                Kind::Endless => self.endless(),
                _ => self.unexpected(Text::new("文件到此结束", "the end of the file")),
            }
        }
        node
    }

    /// Goes to the next token.
    fn bump(&mut self) {
        if self.token.full_width && !self.lost {
            let wrong = self.source.slice(self.token.start..self.token.end).to_owned();
            let right = match self.token.kind {
                Kind::Open(c) | Kind::Close(c) => c,
                Kind::Colon => ':',
                _ => ',',
            };
            self.fault(
                self.token.start..self.token.end,
                code::SYNTAX,
                Text::new(format!("全角标点 `{wrong}`"), format!("the full-width character `{wrong}`")),
                Text::new(format!("半角 `{right}`"), format!("`{right}`")),
                Text::new(format!("改为半角 `{right}`"), format!("write `{right}`")),
            );
        }
        self.token = self.lexer.next();
    }

    fn value(&mut self) -> Option<Node> {
        self.values += 1;
        if self.values > self.limits.max_values {
            self.too_many();
        }
        if self.lost {
            return None;
        }
        let token = self.token;
        let plain = |value| Some(Node { span: Span::new(token.start, token.end), value });
        match token.kind {
            Kind::Number => {
                self.bump();
                self.finite(token);
                plain(Value::Number)
            }
            Kind::Str => {
                self.bump();
                plain(Value::Str)
            }
            Kind::Other => {
                self.bump();
                plain(Value::Other)
            }
            Kind::Word => {
                self.bump();
                if self.token.kind == Kind::Open('(') {
                    return self.parentheses(token.start, Some(Span::new(token.start, token.end)));
                }
                self.finite(token);
                plain(Value::Word)
            }
            Kind::Open('(') => self.parentheses(token.start, None),
            Kind::Open('[') => self.list(),
            Kind::Open(_) => self.map(),
            Kind::Endless => {
                self.endless();
                None
            }
            Kind::End => {
                self.unclosed();
                None
            }
            _ => {
                self.unexpected(Text::new("一个值", "a value"));
                self.recover();
                None
            }
        }
    }

    /// `Name(…)` or `(…)`, from its bracket on.
    fn parentheses(&mut self, start: usize, name: Option<Span>) -> Option<Node> {
        self.enter()?;
        let named = self.token.kind == Kind::Word && {
            let mut ahead = self.lexer;
            ahead.next().kind == Kind::Colon
        };
        let value = if named {
            let fields = self.items(Self::one_field);
            self.same_fields(&fields);
            Value::Struct { name, fields }
        } else {
            Value::Tuple { name, items: self.items(Self::value) }
        };
        self.leave(start, value)
    }

    fn list(&mut self) -> Option<Node> {
        let start = self.token.start;
        self.enter()?;
        let items = self.items(Self::value);
        self.same_elements(&items);
        self.leave(start, Value::List(items))
    }

    fn map(&mut self) -> Option<Node> {
        let start = self.token.start;
        self.enter()?;
        let entries = self.items(Self::one_entry);
        self.same_keys(&entries);
        self.leave(start, Value::Map(entries))
    }

    fn one_field(&mut self) -> Option<Field> {
        let name = self.token;
        if name.kind != Kind::Word {
            self.unexpected(Text::new("一个字段 `名称: 值`", "a field `name: value`"));
            self.recover();
            return None;
        }
        self.bump();
        self.colon()?;
        let value = self.value()?;
        Some(Field { name: Span::new(name.start, name.end), value })
    }

    fn one_entry(&mut self) -> Option<(Node, Node)> {
        let key = self.value()?;
        self.colon()?;
        Some((key, self.value()?))
    }

    fn colon(&mut self) -> Option<()> {
        if self.token.kind == Kind::Colon {
            self.bump();
            return Some(());
        }
        match self.token.kind {
            Kind::End => self.unclosed(),
            Kind::Endless => self.endless(),
            _ => {
                self.unexpected(Text::new("`:`", "`:`"));
                self.recover();
            }
        }
        None
    }

    /// Everything up to the closing bracket of the innermost open one.
    fn items<T>(&mut self, one: fn(&mut Self) -> Option<T>) -> Vec<T> {
        let mut items = Vec::new();
        while !self.lost {
            match self.token.kind {
                Kind::Close(bracket) => {
                    let matches = self.open.last().is_some_and(|(open, _)| closing(*open) == bracket);
                    if !matches {
                        self.mismatch(bracket);
                    }
                    break;
                }
                Kind::End => self.unclosed(),
                Kind::Endless => self.endless(),
                _ => {
                    items.extend(one(self));
                    if self.lost {
                        break;
                    }
                    match self.token.kind {
                        Kind::Comma => self.bump(),
                        Kind::Close(_) | Kind::End | Kind::Endless => {}
                        _ => self.missing_comma(),
                    }
                }
            }
        }
        items
    }

    fn enter(&mut self) -> Option<()> {
        let Kind::Open(bracket) = self.token.kind else { return None };
        let start = self.token.start;
        if self.open.len() >= self.limits.max_depth {
            let most = self.limits.max_depth;
            self.fault(
                start..self.token.end,
                code::TOO_DEEP,
                Text::new(
                    format!("第 {} 层括号", most + 1),
                    format!("bracket number {} within another", most + 1),
                ),
                Text::new(format!("至多 {most} 层"), format!("at most {most} within another")),
                Text::new("减少嵌套", "nest less deeply"),
            );
            self.lost = true;
            return None;
        }
        self.bump();
        self.open.push((bracket, start));
        Some(())
    }

    fn leave(&mut self, start: usize, value: Value) -> Option<Node> {
        if self.lost {
            return None;
        }
        let end = self.token.end;
        self.open.pop();
        self.bump();
        Some(Node { span: Span::new(start, end), value })
    }

    /// Skips to the next comma or closing bracket of this level.
    fn recover(&mut self) {
        let mut level = 0_usize;
        while !self.lost {
            match self.token.kind {
                Kind::End | Kind::Endless => return,
                Kind::Comma | Kind::Close(_) if level == 0 => return,
                Kind::Open(_) => level += 1,
                Kind::Close(_) => level -= 1,
                _ => {}
            }
            self.token = self.lexer.next();
        }
    }
}

/// Faults of form.
impl Parser<'_> {
    fn fault(
        &mut self,
        span: std::ops::Range<usize>,
        code: &'static str,
        found: Text,
        expected: Text,
        remedy: Text,
    ) {
        self.push(Fault::at(Place::new(self.source, span), code, found, expected, remedy));
    }

    fn push(&mut self, fault: Fault) {
        if self.faults.len() < self.limits.max_faults {
            self.faults.push(fault);
        } else {
            self.lost = true;
        }
    }

    fn unexpected(&mut self, expected: Text) {
        let span = self.token.start..self.token.end;
        let (found, remedy) = match self.token.kind {
            Kind::Stray(c) => (
                Text::new(format!("字符 {}", shown(c)), format!("the character {}", shown(c))),
                match c {
                    '“' | '”' | '‘' | '’' => {
                        Text::new("文本用半角引号 \"…\"", "write texts in plain quotes: \"…\"")
                    }
                    '=' => Text::new("字段写作 `名称: 值`", "write fields as `name: value`"),
                    ';' | '；' => Text::new("用 `,` 分隔", "separate with `,`"),
                    '\'' => Text::new("文本用 \"…\"", "write texts as \"…\""),
                    _ => Text::new("删去它", "remove it"),
                },
            ),
            _ => {
                let piece = excerpt(self.source, span.clone());
                (
                    Text::same(piece),
                    Text::new("检查这里及前面的标点", "check the punctuation here and before"),
                )
            }
        };
        self.fault(span, code::SYNTAX, found, expected, remedy);
    }

    fn missing_comma(&mut self) {
        let starts_value = !matches!(self.token.kind, Kind::Stray(_) | Kind::Colon | Kind::Attribute);
        self.unexpected(Text::new("`,` 或右括号", "`,` or a closing bracket"));
        if starts_value {
            if let Some(fault) = self.faults.last_mut() {
                fault.remedy = Text::new("在它前面加 `,`", "put a `,` before it");
            }
        } else {
            self.recover();
            if self.token.kind == Kind::Comma {
                self.bump();
            }
        }
    }

    /// A closing bracket that does not belong to the innermost open one.
    fn mismatch(&mut self, found: char) {
        let span = self.token.start..self.token.end;
        if let Some((open, start)) = self.open.last().copied() {
            let note = (
                Place::new(self.source, start..start + open.len_utf8()),
                Text::new(format!("`{open}` 在此打开"), format!("`{open}` opened here")),
            );
            self.fault(
                span,
                code::UNBALANCED,
                Text::same(format!("`{found}`")),
                Text::same(format!("`{}`", closing(open))),
                Text::new("检查两处括号是否配对", "make the two brackets match"),
            );
            if let Some(fault) = self.faults.last_mut() {
                fault.notes.push(note);
            }
        }
        self.lost = true;
    }

    fn stray_close(&mut self, bracket: char) {
        self.fault(
            self.token.start..self.token.end,
            code::UNBALANCED,
            Text::new(format!("多余的 `{bracket}`"), format!("a `{bracket}` too many")),
            Text::new("文件到此结束", "the end of the file"),
            Text::new("删去它，或补上它的左括号", "remove it, or open its bracket"),
        );
        self.lost = true;
    }

    /// The file ends while something is open.
    fn unclosed(&mut self) {
        let end = self.source.text().trim_end().len();
        let mut fault = match self.open.last().copied() {
            Some((open, start)) => {
                let (line, column) = self.source.line_column(start);
                Fault::at(
                    Place::new(self.source, end..end),
                    code::TRUNCATED,
                    Text::new("文件到此中断", "the end of the file"),
                    Text::new(
                        format!("`{}`，与第 {line} 行第 {column} 列的 `{open}` 配对", closing(open)),
                        format!("`{}` for the `{open}` at {line}:{column}", closing(open)),
                    ),
                    Text::new(
                        "文件不完整，或缺右括号：补全后再试",
                        "the file is cut off or a closing bracket is missing: complete it",
                    ),
                )
            }
            None => Fault::at(
                Place::new(self.source, end..end),
                code::TRUNCATED,
                Text::new("文件到此中断", "the end of the file"),
                Text::new("一个值", "a value"),
                Text::new("补全文件", "complete the file"),
            ),
        };
        for (open, start) in self.open.iter().rev().take(3) {
            let place = Place::new(self.source, *start..start + open.len_utf8());
            fault = fault.note(
                place,
                Text::new(
                    format!("`{open}` 在此打开，未关闭"),
                    format!("`{open}` opened here, never closed"),
                ),
            );
        }
        self.push(fault);
        self.lost = true;
    }

    fn endless(&mut self) {
        let start = self.token.start;
        let comment = self.source.slice(start..start + 2) == "/*";
        let what = if comment {
            Text::new("没有 `*/` 的注释", "a comment without `*/`")
        } else {
            Text::new("没有右引号的文本", "a text without its closing quote")
        };
        self.fault(
            start..start + 1,
            code::TRUNCATED,
            what,
            Text::new("它的结尾", "its end"),
            Text::new("补上结尾；文件也可能不完整", "end it; the file may also be cut off"),
        );
        self.lost = true;
    }

    fn too_many(&mut self) {
        let most = self.limits.max_values;
        self.fault(
            self.token.start..self.token.end,
            code::TOO_MANY,
            Text::new(format!("多于 {most} 个值"), format!("more than {most} values")),
            Text::new(format!("至多 {most} 个"), format!("at most {most}")),
            Text::new("把大表放进栅格或 CSV 文件", "keep long tables in a raster or CSV file"),
        );
        self.lost = true;
    }

    /// No infinities and no NaN, however they are written.
    fn finite(&mut self, token: Token) {
        let text = self.source.slice(token.start..token.end);
        if is_finite(text) {
            return;
        }
        let piece = excerpt(self.source, token.start..token.end);
        self.fault(
            token.start..token.end,
            code::NON_FINITE,
            Text::same(piece),
            Text::new("有限的数", "a finite number"),
            Text::new(
                "写出一个具体的数；没有值时删去这个字段",
                "write a number; leave the field out if there is none",
            ),
        );
    }

    fn same_fields(&mut self, fields: &[Field]) {
        let source = Arc::clone(self.source);
        let names = fields.iter().map(|field| (source.slice(field.name.range()).to_owned(), field.name));
        self.same(names, ("字段", "the field"));
    }

    fn same_keys(&mut self, entries: &[(Node, Node)]) {
        let source = Arc::clone(self.source);
        let keys = entries.iter().map(|(key, _)| {
            let raw = source.slice(key.span.range());
            (key.text(&source).unwrap_or_else(|| raw.to_owned()), key.span)
        });
        self.same(keys, ("键", "the key"));
    }

    fn same_elements(&mut self, items: &[Node]) {
        let source = Arc::clone(self.source);
        self.same(items.iter().filter_map(|item| item.key(&source)), ("元素 key", "the element key"));
    }

    fn same(&mut self, names: impl Iterator<Item = (String, Span)>, what: (&str, &str)) {
        let mut seen = BTreeMap::new();
        for (name, span) in names {
            if let Some(first) = seen.insert(name, span) {
                let first = Place::new(self.source, Span::range(first));
                let second = Place::new(self.source, span.range());
                self.push(duplicate(first, second, what));
            }
        }
    }
}

/// A name given twice, at the second place, with the first noted.
pub(crate) fn duplicate(first: Place, second: Place, what: (&str, &str)) -> Fault {
    let piece = excerpt(&second.source, second.span.clone());
    let (zh, en) = what;
    Fault::at(
        second,
        code::DUPLICATE_KEY,
        Text::new(format!("{zh} {piece} 第二次出现"), format!("{en} {piece} a second time")),
        Text::new("每个只出现一次", "each of them once"),
        Text::new("删去其一，或改名", "remove one of the two, or rename it"),
    )
    .note(first, Text::new("第一次在此", "first given here"))
}

fn empty(source: &Arc<Source>) -> Fault {
    Fault {
        whole_file: true,
        ..Fault::at(
            Place::new(source, 0..0),
            code::EMPTY,
            Text::new("空文件", "an empty file"),
            Text::new("一个写在 ( … ) 中的值", "a value in ( … )"),
            Text::new("用 `sandtable new` 生成一个可用的起点", "`sandtable new` writes a file to start from"),
        )
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn shown(c: char) -> String {
    if c.is_control() || c == '`' { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") }
}

/// Whether a number or word, as written, is not an infinity or NaN. Ranges hold
/// two numbers.
fn is_finite(text: &str) -> bool {
    text.split("..").all(|part| {
        let part = part.trim_start_matches('=').trim_start_matches(['+', '-']);
        let bare = part.strip_suffix("f32").or_else(|| part.strip_suffix("f64")).unwrap_or(part);
        if bare == "inf" || bare == "NaN" {
            return false;
        }
        if !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') || bare.starts_with("0x") {
            return true;
        }
        bare.replace('_', "").parse::<f64>().map_or(true, f64::is_finite)
    })
}
