//! Which messages the orders of a run come to, one after another.

use sandtable_kernel::{Calendar, Lang, SimSpan, SimTime, Text};
use sandtable_space::Point;

use super::message::{
    Area, CapAlert, CapTime, Certainty, Info, LatLon, MsgType, Named, ResponseType, Urgency,
};
use super::rules;
use super::standing::{Change, Part, Standing};
use crate::key::Key;
use crate::order::{Order, OrderKind, WarningLevel, WarningType};
use crate::register::{EntryKind, Register};
use crate::words::{channels, groups, joined, list, warning};

/// How long a warning holds that nobody renews. An order to warn does not say; a day is a
/// convention of this project.
pub const VALID_FOR: SimSpan = SimSpan::from_hours(24);

/// Name of the codes of areas: keys of the scenario's public register.
pub const REGISTER_CODE: &str = "sandtable:register";

/// Name of the codes of events: the types of warnings of this project.
pub const EVENT_CODE: &str = "sandtable:warning-type";

/// An order that bears on warnings, and when it was carried out: what went out then.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// The order.
    pub order: Order,
    /// When it was carried out.
    pub at: SimTime,
}

impl Announcement {
    /// The announcement that an order comes to, if it bears on warnings: an order to warn,
    /// or one that lets people return.
    pub fn of(order: &Order, at: SimTime) -> Option<Self> {
        match order.kind {
            OrderKind::IssueWarning { .. } | OrderKind::AllClear { .. } => {
                Some(Self { order: order.clone(), at })
            }
            _ => None,
        }
    }
}

/// A message, with what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct WarningMessage {
    /// Who warns.
    pub seat: Key,
    /// What of.
    pub hazard: WarningType,
    /// The colour that is new; none: a warning has ended.
    pub level: Option<WarningLevel>,
    /// The areas for which something is new.
    pub areas: Vec<Key>,
    /// The message.
    pub alert: CapAlert,
}

impl WarningMessage {
    /// Name of the file of the message that is the `number`-th of a run:
    /// `0003-update-flash_flood-red.cap.xml`.
    pub fn file_name(&self, number: usize) -> String {
        let what = self.alert.msg_type.word().to_ascii_lowercase();
        let colour = self.level.map_or("ended", rules::colour_word);
        format!("{number:04}-{what}-{}-{colour}.cap.xml", rules::type_word(self.hazard))
    }
}

/// From the case's metric system to WGS 84; none where a point has no place there.
pub type ToWgs84<'a> = dyn Fn(Point) -> Option<LatLon> + 'a;

/// Makes the messages of one run.
#[derive(Clone, Copy)]
pub struct Publisher<'a> {
    /// Names and outlines.
    pub register: &'a Register,
    /// Local time.
    pub calendar: &'a Calendar,
    /// What tells this run from others: it is part of each identifier.
    pub run: &'a str,
    /// Where points of the register lie on Earth. A fictional place lies nowhere; its areas
    /// then have a name and a code, but no outline.
    pub to_wgs84: &'a ToWgs84<'a>,
}

impl Publisher<'_> {
    /// The messages that some announcements come to, in the order of time.
    ///
    /// A warning of a seat that touches an area for which a warning of the same seat and
    /// type holds is an `Update` that refers to that one and takes its place; what of the
    /// earlier one still holds (other areas, other people) is said in it again. So is a
    /// lower colour. An all-clear of the same seat ends its warnings for the zone: a
    /// `Cancel` where nothing of a message is left, else an `Update`. A warning that
    /// nobody renews lapses after [`VALID_FOR`] without a message.
    #[must_use]
    pub fn publish(&self, announcements: &[Announcement]) -> Vec<WarningMessage> {
        let mut sorted: Vec<&Announcement> = announcements.iter().collect();
        sorted.sort_by_key(|one| (one.at, &one.order.seat, one.order.number));
        let mut standing = Standing::default();
        let mut messages = Vec::new();
        for Announcement { order, at } in sorted {
            for change in standing.take(order, *at, self.register) {
                let message = self.message(order, *at, messages.len() + 1, change.clone());
                standing.stand(order, change, message.alert.reference());
                messages.push(message);
            }
        }
        messages
    }

    fn message(&self, order: &Order, at: SimTime, number: usize, change: Change) -> WarningMessage {
        let msg_type = match (change.references.is_empty(), change.parts.iter().any(|part| !part.ended)) {
            (true, _) => MsgType::Alert,
            (false, true) => MsgType::Update,
            (false, false) => MsgType::Cancel,
        };
        let infos = change
            .parts
            .iter()
            .flat_map(|part| [Lang::Zh, Lang::En].map(|lang| self.info(order, at, &change, part, lang)))
            .collect();
        let fresh = change.parts.first();
        WarningMessage {
            seat: order.seat.clone(),
            hazard: change.hazard,
            level: fresh.filter(|part| !part.ended).map(|part| part.level),
            areas: fresh.map(|part| part.areas.clone()).unwrap_or_default(),
            alert: CapAlert {
                identifier: format!("sandtable.exercise.{}.{number:04}", token(self.run)),
                sender: format!("{}@sandtable.invalid", token(order.seat.as_str())),
                sent: self.time(at),
                msg_type,
                source: "Sandtable, 推演模拟 / simulation".into(),
                restriction: "仅供推演参与人员 / participants of the exercise only".into(),
                note: "演练：本信息由模拟推演生成，不是真实预警。 / EXERCISE: made by a simulated run; this is no warning."
                    .into(),
                references: change.references,
                infos,
            },
        }
    }

    fn info(&self, order: &Order, at: SimTime, change: &Change, part: &Part, lang: Lang) -> Info {
        let seat = self.name(&order.seat);
        let names: Vec<Text> = part.areas.iter().map(|area| self.name(area)).collect();
        let (what, whom, by) =
            (warning(change.hazard, part.level), groups(&part.groups), channels(&part.channels));
        let (few, all) = (list(&names), joined(&names));
        let issued = self.calendar.at(part.since);
        let since = Text::new(
            issued.strftime("%Y年%-m月%-d日%H时%M分").to_string(),
            issued.strftime("%Y-%m-%d %H:%M").to_string(),
        );
        let (headline, description, instruction) = if part.ended {
            (
                Text::new(
                    format!("{}解除{}：{}", seat.zh, what.zh, few.zh),
                    format!("{}: the {} has ended for {}", seat.en, what.en, few.en),
                ),
                Text::new(
                    format!("{}于{}发布的{}已对{}解除。", seat.zh, since.zh, what.zh, all.zh),
                    format!(
                        "The {} issued by {} at {} has ended for {}.",
                        what.en, seat.en, since.en, all.en
                    ),
                ),
                Text::new("可以返回。", "People may return."),
            )
        } else {
            (
                Text::new(
                    format!("{}发布{}：{}", seat.zh, what.zh, few.zh),
                    format!("{}: {} for {}", seat.en, what.en, few.en),
                ),
                Text::new(
                    format!(
                        "{}于{}向{}的{}发布{}，渠道：{}。",
                        seat.zh, since.zh, all.zh, whom.zh, what.zh, by.zh
                    ),
                    format!(
                        "{} for {} in {}, issued by {} at {}; channels: {}.",
                        capital(&what.en),
                        whom.en,
                        all.en,
                        seat.en,
                        since.en,
                        by.en
                    ),
                ),
                rules::instruction(part.level),
            )
        };
        let marked = |text: &Text| match lang {
            Lang::Zh => format!("【演练】{}", text.zh),
            Lang::En => format!("EXERCISE: {}", text.en),
        };
        let event = Text::new(format!("{}（演练）", what.zh), format!("{} (exercise)", capital(&what.en)));
        let colour = Named::new("colour", rules::colour_word(part.level));
        let by = part.channels.iter().map(|channel| Named::new("channel", rules::channel_word(*channel)));
        Info {
            language: lang,
            categories: rules::categories(change.hazard).to_vec(),
            event: event.get(lang).to_owned(),
            response_types: match part.ended {
                true => vec![ResponseType::AllClear],
                false => rules::response_types(part.level).to_vec(),
            },
            urgency: if part.ended { Urgency::Past } else { rules::urgency(part.level) },
            // What ends a warning is as weighty as the warning was, so it passes the same filters.
            severity: rules::severity(part.level),
            certainty: if part.ended { Certainty::Unknown } else { rules::certainty(part.level) },
            audience: whom.get(lang).to_owned(),
            event_codes: vec![Named::new(EVENT_CODE, rules::type_word(change.hazard))],
            effective: self.time(if part.ended { at } else { part.since }),
            expires: (!part.ended).then(|| self.time(part.until())),
            sender_name: seat.get(lang).to_owned(),
            headline: marked(&headline),
            description: marked(&description),
            instruction: marked(&instruction),
            parameters: std::iter::once(colour).chain(by).collect(),
            areas: part.areas.iter().map(|area| self.area(area, lang)).collect(),
        }
    }

    fn name(&self, key: &Key) -> Text {
        self.register.get(key.as_str()).map_or_else(|| Text::same(key.as_str()), |entry| entry.name.clone())
    }

    fn time(&self, at: SimTime) -> CapTime {
        CapTime::new(&self.calendar.at(at))
    }

    /// An area by its name and its key in the register, with the outline where the
    /// register has one and the place lies on Earth. Administrative units have none.
    fn area(&self, key: &Key, lang: Lang) -> Area {
        Area {
            description: self.name(key).get(lang).to_owned(),
            polygons: self.outline(key).into_iter().collect(),
            geocodes: vec![Named::new(REGISTER_CODE, key.as_str())],
        }
    }

    fn outline(&self, key: &Key) -> Option<Vec<LatLon>> {
        let EntryKind::Zone { area: Some(area), .. } = &self.register.get(key.as_str())?.kind else {
            return None;
        };
        let mut ring = area.0.iter().map(|point| (self.to_wgs84)(*point)).collect::<Option<Vec<_>>>()?;
        if ring.len() < 3 {
            return None;
        }
        ring.extend(ring.first().copied());
        Some(ring)
    }
}

/// The text in letters that identifiers and senders may have; different texts stay
/// different.
fn token(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '.' || c == '-' {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    out
}

/// With a capital letter first.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
