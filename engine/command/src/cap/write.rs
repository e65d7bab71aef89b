//! A message as a document. Elements stand in the order that the schema wants; empty
//! optional ones are left out.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sandtable_kernel::Lang;

use super::message::{Area, CapAlert, Info, LatLon, Named, Reference};

/// Namespace of CAP 1.2.
pub const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// Writes a message as an XML document in UTF-8. Characters that no XML document may
/// hold, escaped or not (most control characters), become U+FFFD.
///
/// # Errors
/// Those of `out`.
pub fn write(alert: &CapAlert, out: impl Write) -> io::Result<()> {
    let mut to = Writer::new_with_indent(out, b' ', 2);
    to.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    to.create_element("alert")
        .with_attribute(("xmlns", NAMESPACE))
        .write_inner_content(|to| write_alert(to, alert))?;
    to.get_mut().write_all(b"\n")
}

fn write_alert(to: &mut Writer<impl Write>, alert: &CapAlert) -> io::Result<()> {
    text(to, "identifier", &alert.identifier)?;
    text(to, "sender", &alert.sender)?;
    text(to, "sent", alert.sent.as_str())?;
    text(to, "status", "Exercise")?;
    text(to, "msgType", alert.msg_type.word())?;
    text(to, "source", &alert.source)?;
    text(to, "scope", "Restricted")?;
    text(to, "restriction", &alert.restriction)?;
    text(to, "note", &alert.note)?;
    if !alert.references.is_empty() {
        let all: Vec<String> = alert.references.iter().map(reference).collect();
        text(to, "references", &all.join(" "))?;
    }
    alert.infos.iter().try_for_each(|info| element(to, "info", |to| write_info(to, info)))
}

fn write_info(to: &mut Writer<impl Write>, info: &Info) -> io::Result<()> {
    let language = match info.language {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    text(to, "language", language)?;
    info.categories.iter().try_for_each(|category| text(to, "category", category.word()))?;
    text(to, "event", &info.event)?;
    info.response_types.iter().try_for_each(|response| text(to, "responseType", response.word()))?;
    text(to, "urgency", info.urgency.word())?;
    text(to, "severity", info.severity.word())?;
    text(to, "certainty", info.certainty.word())?;
    text(to, "audience", &info.audience)?;
    info.event_codes.iter().try_for_each(|code| named(to, "eventCode", code))?;
    text(to, "effective", info.effective.as_str())?;
    if let Some(expires) = &info.expires {
        text(to, "expires", expires.as_str())?;
    }
    text(to, "senderName", &info.sender_name)?;
    text(to, "headline", &info.headline)?;
    text(to, "description", &info.description)?;
    text(to, "instruction", &info.instruction)?;
    info.parameters.iter().try_for_each(|parameter| named(to, "parameter", parameter))?;
    info.areas.iter().try_for_each(|area| element(to, "area", |to| write_area(to, area)))
}

fn write_area(to: &mut Writer<impl Write>, area: &Area) -> io::Result<()> {
    text(to, "areaDesc", &area.description)?;
    area.polygons.iter().try_for_each(|ring| text(to, "polygon", &polygon(ring)))?;
    area.geocodes.iter().try_for_each(|code| named(to, "geocode", code))
}

/// `sender,identifier,sent`.
fn reference(of: &Reference) -> String {
    [&of.sender, &of.identifier, of.sent.as_str()].join(",")
}

/// `lat,lon lat,lon …`, to about a decimetre.
fn polygon(ring: &[LatLon]) -> String {
    let all: Vec<String> =
        ring.iter().map(|point| format!("{:.6},{:.6}", point.lat_deg, point.lon_deg)).collect();
    all.join(" ")
}

fn named(to: &mut Writer<impl Write>, name: &str, of: &Named) -> io::Result<()> {
    element(to, name, |to| {
        text(to, "valueName", &of.name)?;
        text(to, "value", &of.value)
    })
}

fn element<W: Write>(
    to: &mut Writer<W>,
    name: &str,
    inner: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    to.create_element(name).write_inner_content(inner).map(|_| ())
}

fn text(to: &mut Writer<impl Write>, name: &str, text: &str) -> io::Result<()> {
    to.create_element(name).write_text_content(BytesText::new(&legal(text))).map(|_| ())
}

/// A text of characters that XML 1.0 (2.2) allows.
fn legal(text: &str) -> Cow<'_, str> {
    let barred =
        |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(barred) { text.replace(barred, "\u{fffd}").into() } else { text.into() }
}
