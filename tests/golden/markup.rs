//! A strict reader of the HTML that the report writer makes: every element is
//! closed where it was opened, every attribute is quoted.

/// An element of a page.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Name of its tag.
    pub name: String,
    /// Attributes with their values, decoded.
    pub attributes: Vec<(String, String)>,
    /// Text directly inside it, decoded.
    pub text: String,
    /// Elements inside it: their places in the list.
    pub first: usize,
    /// The place after the last.
    pub end: usize,
}

impl Element {
    /// An attribute.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.0 == name).map(|attribute| attribute.1.as_str())
    }

    /// All that a reader or a browser may show: text and values of attributes.
    pub fn texts(&self) -> Vec<&str> {
        let values = self.attributes.iter().map(|attribute| attribute.1.as_str());
        let own = (self.name != "style").then_some(self.text.as_str());
        values.chain(own).collect()
    }
}

const VOID: [&str; 5] = ["meta", "br", "hr", "img", "link"];

fn decode(text: &str) -> String {
    let named =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    let mut out = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        match named.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, letter)) => {
                out.push_str(letter);
                rest = &rest[entity.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// All elements of a page in the order of their opening.
pub fn parse(page: &str) -> Result<Vec<Element>, String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").ok_or("no document type")?;
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while let Some(place) = rest.find('<') {
        if let Some(&parent) = open.last() {
            elements[parent].text.push_str(&decode(&rest[..place]));
        }
        rest = &rest[place..];
        if let Some(after) = rest.strip_prefix("</") {
            let end = after.find('>').ok_or("a closing tag has no end")?;
            let element = open.pop().ok_or("something is closed that was not opened")?;
            if elements[element].name != after[..end] {
                return Err(format!("<{}> is closed by </{}>", elements[element].name, &after[..end]));
            }
            elements[element].end = elements.len();
            rest = &after[end + 1..];
            continue;
        }
        let (element, closed, after) = opening(&rest[1..])?;
        rest = after;
        let place = elements.len();
        let void = closed || VOID.contains(&element.name.as_str());
        let raw = element.name == "style";
        elements.push(Element { first: place + 1, end: place + 1, ..element });
        if raw {
            let end = rest.find("</style>").ok_or("a style has no end")?;
            elements[place].text = rest[..end].to_owned();
            rest = &rest[end + "</style>".len()..];
        } else if !void {
            open.push(place);
        }
    }
    match open.last() {
        Some(&element) => Err(format!("<{}> is never closed", elements[element].name)),
        None => Ok(elements),
    }
}

/// An opening tag after its bracket; whether it closes itself; what follows.
fn opening(text: &str) -> Result<(Element, bool, &str), String> {
    let part = |c: char| c.is_ascii_alphanumeric() || "-:_".contains(c);
    let end = text.find(|c: char| !part(c)).ok_or("a tag has no end")?;
    let mut element = Element { name: text[..end].to_owned(), ..Element::default() };
    if element.name.is_empty() {
        return Err(format!("a bracket that opens no tag: {:?}", text.chars().take(40).collect::<String>()));
    }
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((element, true, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((element, false, after));
        }
        let end = rest.find(|c: char| !part(c)).ok_or("a tag has no end")?;
        let name = &rest[..end];
        let value =
            rest[end..].strip_prefix("=\"").ok_or_else(|| format!("attribute {name:?} is not quoted"))?;
        let close = value.find('"').ok_or("a value has no end")?;
        if value[..close].contains('<') {
            return Err(format!("a bracket in the value of {name}"));
        }
        element.attributes.push((name.to_owned(), decode(&value[..close])));
        rest = value[close + 1..].trim_start();
    }
}
