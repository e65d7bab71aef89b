//! The words of a RON file, with their spans. Never fails: what is no RON is a
//! token of its own kind, so that the parser can name it and go on.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `(`, `[` or `{`.
    Open(char),
    /// `)`, `]` or `}`.
    Close(char),
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A number, as far as its first characters tell.
    Number,
    /// A text.
    Str,
    /// A character, a byte or a byte text.
    Other,
    /// A name.
    Word,
    /// `#![…]` at the top of a file.
    Attribute,
    /// A text or comment without its end; it reaches to the end of the file.
    Endless,
    /// A character that has no meaning here.
    Stray(char),
    /// The end of the file.
    End,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub kind: Kind,
    /// Byte where it starts.
    pub start: usize,
    /// Byte after its end.
    pub end: usize,
    /// Written with the full-width form of its character.
    pub full_width: bool,
}

/// Reads tokens from a text.
#[derive(Clone, Copy)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        // A byte-order mark, as Windows editors write it.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    /// Reads on from a byte of a text, which has to be a border of characters.
    pub(crate) fn from(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The next token; [`Kind::End`] again and again at the end.
    pub(crate) fn next(&mut self) -> Token {
        if let Some(endless) = self.skip_space() {
            return endless;
        }
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.chars().next() else {
            return Token { kind: Kind::End, start, end: start, full_width: false };
        };
        let (kind, length) = if let Some((kind, length)) = literal(rest) {
            (kind, length)
        } else if first.is_ascii_digit() || matches!(first, '+' | '-' | '.') {
            (Kind::Number, number_length(rest))
        } else if first == '_' || first.is_alphabetic() {
            (Kind::Word, rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len()))
        } else if rest.starts_with("#!") {
            (Kind::Attribute, rest.find(']').map_or(rest.len(), |bracket| bracket + 1))
        } else {
            (punctuation(first), first.len_utf8())
        };
        self.at = start + length;
        Token { kind, start, end: self.at, full_width: length > 1 && is_punctuation(kind) }
    }

    /// Skips space and comments; a comment without end is returned.
    fn skip_space(&mut self) -> Option<Token> {
        loop {
            let rest = &self.text[self.at..];
            let space = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            self.at += space;
            let rest = &rest[space..];
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                match comment_length(rest) {
                    Some(length) => self.at += length,
                    None => {
                        let start = self.at;
                        self.at = self.text.len();
                        return Some(Token { kind: Kind::Endless, start, end: self.at, full_width: false });
                    }
                }
            } else {
                return None;
            }
        }
    }
}

/// What RON takes for space.
fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '\x0B'
            | '\x0C'
            | '\u{85}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// Length of a block comment; comments nest.
fn comment_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut level, mut at) = (0_usize, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => {
                level += 1;
                at += 2;
            }
            b"*/" => {
                level -= 1;
                at += 2;
                if level == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

/// Texts, byte texts, characters, and raw names.
fn literal(rest: &str) -> Option<(Kind, usize)> {
    let (prefix, kind) = if rest.starts_with("br\"") || rest.starts_with("br#") {
        (2, Kind::Other)
    } else if rest.starts_with("b\"") || rest.starts_with("b'") {
        (1, Kind::Other)
    } else if rest.starts_with("r\"") || rest.starts_with("r#") {
        (1, Kind::Str)
    } else if rest.starts_with('"') {
        (0, Kind::Str)
    } else if rest.starts_with('\'') {
        (0, Kind::Other)
    } else {
        return None;
    };
    let raw = rest[..prefix].contains('r');
    let body = &rest[prefix..];
    if raw {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let Some(quoted) = body[hashes..].strip_prefix('"') else {
            // `r#name`: a name written raw.
            let name = &body[hashes..];
            let length = name
                .find(|c: char| !matches!(c, '_' | '.' | '+' | '-') && !c.is_alphanumeric())
                .unwrap_or(name.len());
            let well = hashes == 1 && length > 0 && prefix == 1;
            return Some(if well {
                (Kind::Word, prefix + 1 + length)
            } else {
                (Kind::Stray('#'), prefix + hashes)
            });
        };
        let closing = format!("\"{}", "#".repeat(hashes));
        return Some(match quoted.find(&closing) {
            Some(length) => (kind, prefix + hashes + 1 + length + closing.len()),
            None => (Kind::Endless, rest.len()),
        });
    }
    let quote = if body.starts_with('"') { '"' } else { '\'' };
    if quote == '\'' {
        return Some(match character_length(&body[1..]) {
            Some(length) => (kind, prefix + 1 + length),
            None => (Kind::Stray('\''), prefix + 1),
        });
    }
    let mut escaped = false;
    for (offset, c) in body.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((kind, prefix + offset + 1)),
            _ => {}
        }
    }
    Some((Kind::Endless, rest.len()))
}

/// Length of a character after its opening quote, with the closing one.
fn character_length(body: &str) -> Option<usize> {
    // The longest escape is `\u{10FFFF}`.
    const LONGEST: usize = 12;
    let mut chars = body.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
    }
    let (offset, _) = chars.take(LONGEST).find(|(_, c)| *c == '\'')?;
    (first == '\\' || offset == first.len_utf8()).then_some(offset + 1)
}

/// Length of a number with sign, prefix, underscores, exponent, suffix or range.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let hex = matches!(bytes.get(..2), Some(b"0x" | b"0b" | b"0o"))
        || matches!(bytes.get(1..3), Some(b"0x" | b"0b" | b"0o"));
    let mut length = 1;
    while let Some(&byte) = bytes.get(length) {
        let before = &bytes[..length];
        let goes_on = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' => true,
            b'+' | b'-' => {
                let exponent = before.ends_with(b"e") || before.ends_with(b"E");
                before.ends_with(b"..") || before.ends_with(b"..=") || (exponent && !hex)
            }
            b'=' => before.ends_with(b".."),
            _ => false,
        };
        if !goes_on {
            break;
        }
        length += 1;
    }
    length
}

fn punctuation(c: char) -> Kind {
    match c {
        '(' | '（' => Kind::Open('('),
        '[' | '［' => Kind::Open('['),
        '{' | '｛' => Kind::Open('{'),
        ')' | '）' => Kind::Close(')'),
        ']' | '］' => Kind::Close(']'),
        '}' | '｝' => Kind::Close('}'),
        ',' | '，' | '、' => Kind::Comma,
        ':' | '：' => Kind::Colon,
        other => Kind::Stray(other),
    }
}

fn is_punctuation(kind: Kind) -> bool {
    matches!(kind, Kind::Open(_) | Kind::Close(_) | Kind::Comma | Kind::Colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut lexer = Lexer::new(text);
        let mut kinds = Vec::new();
        loop {
            match lexer.next().kind {
                Kind::End => return kinds,
                kind => kinds.push(kind),
            }
        }
    }

    #[test]
    fn every_form_of_a_value_is_one_token() {
        for number in
            ["1", "-1.5e-3", "+2", ".5", "1_000.5", "0x1F", "1.0f64", "1..5", "1..=-5", "..", "-inf", "1E+9"]
        {
            assert_eq!(kinds(number), [Kind::Number], "{number}");
        }
        for text in [r#""a\"b""#, r##"r#"a"b"#"##, r#"r"a""#, "\"两\n行\""] {
            assert_eq!(kinds(text), [Kind::Str], "{text}");
        }
        for other in [r#"b"x""#, "'x'", "'\\''", "'\\u{6c99}'", "'沙'", "b'x'", r##"br#"x"#"##] {
            assert_eq!(kinds(other), [Kind::Other], "{other}");
        }
        for word in ["a_1", "名称", "r#type", "br", "r", "b"] {
            assert_eq!(kinds(word), [Kind::Word], "{word}");
        }
    }

    #[test]
    fn comments_nest_and_are_space() {
        assert_eq!(kinds("/* a /* b */ c */ 1 // ) rest"), [Kind::Number]);
        assert_eq!(kinds("1 /* no end"), [Kind::Number, Kind::Endless]);
        assert_eq!(kinds("\"no end"), [Kind::Endless]);
    }

    #[test]
    fn full_width_punctuation_is_recognised() {
        let mut lexer = Lexer::new("（a：1，");
        let tokens: Vec<_> = std::iter::repeat_with(|| lexer.next()).take(5).collect();
        assert_eq!(tokens[0].kind, Kind::Open('('));
        assert!(tokens[0].full_width && tokens[2].full_width && tokens[4].full_width);
        assert!(!tokens[1].full_width);
    }
}
