//! The parts of a CAP 1.2 message that this project writes. Names are those of the
//! standard; what it leaves open as text is text.

use jiff::Zoned;
use jiff::tz::{Offset, TimeZone};
use sandtable_kernel::Lang;

/// A date and time with its offset, to the second, as CAP wants it:
/// `2026-06-12T18:05:00+08:00`. There is no `Z`; UTC is `-00:00` (CAP 1.2, 3.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapTime(String);

impl CapTime {
    /// A local date and time. Fractions of a second are cut off; an offset of the time
    /// before standard zones is taken in whole minutes.
    pub fn new(at: &Zoned) -> Self {
        let seconds = at.offset().seconds();
        let whole = Offset::from_seconds(seconds - seconds % 60).unwrap_or(Offset::UTC);
        let local = at.timestamp().to_zoned(TimeZone::fixed(whole));
        let form = if whole == Offset::UTC { "%Y-%m-%dT%H:%M:%S-00:00" } else { "%Y-%m-%dT%H:%M:%S%:z" };
        Self(local.strftime(form).to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The three parts by which a message is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its sender.
    pub sender: String,
    /// Its identifier.
    pub identifier: String,
    /// When it was sent.
    pub sent: CapTime,
}

/// A value under a name of the sender's own choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Named {
    /// A value under a name.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// A point of WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    /// Latitude, degrees, north positive.
    pub lat_deg: f64,
    /// Longitude, degrees, east positive.
    pub lon_deg: f64,
}

/// Enumerations of the standard, with the words that it has for them.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            /// The word of the standard.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }
        }
    };
}

words! {
    /// What a message does.
    MsgType {
        /// Warns for the first time.
        Alert,
        /// Takes the place of the messages it refers to.
        Update,
        /// Calls back the messages it refers to.
        Cancel,
    }
}

words! {
    /// What kind of event it is about.
    Category {
        /// Of the earth: slides.
        Geo,
        /// Of the weather, floods included.
        Met,
        /// Of public safety.
        Safety,
        /// Fire.
        Fire,
        /// Of the environment.
        Env,
        /// Of infrastructure.
        Infra,
        /// Chemical, biological, radiological, nuclear, explosive.
        CBRNE,
    }
}

words! {
    /// What those who get it should do.
    ResponseType {
        /// Get ready.
        Prepare,
        /// Do what is planned for this, as the instruction says.
        Execute,
        /// Keep away.
        Avoid,
        /// Mind what comes next.
        Monitor,
        /// There is nothing to fear any more.
        AllClear,
    }
}

words! {
    /// How soon to act.
    Urgency {
        /// At once.
        Immediate,
        /// Soon, within the next hour.
        Expected,
        /// In the near future.
        Future,
        /// No longer.
        Past,
    }
}

words! {
    /// How severe it is.
    Severity {
        /// Extraordinary threat to life or property.
        Extreme,
        /// Significant threat.
        Severe,
        /// Possible threat.
        Moderate,
        /// Minimal threat.
        Minor,
    }
}

words! {
    /// How certain it is.
    Certainty {
        /// More likely than not.
        Likely,
        /// Possible, but not likely.
        Possible,
        /// Not known.
        Unknown,
    }
}

/// An area that a message is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// What people call it.
    pub description: String,
    /// Its outlines, each closed: the last point is the first again.
    pub polygons: Vec<Vec<LatLon>>,
    /// Codes of it.
    pub geocodes: Vec<Named>,
}

/// What a message says, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// The language.
    pub language: Lang,
    /// What kind of event; at least one.
    pub categories: Vec<Category>,
    /// What the event is called.
    pub event: String,
    /// What to do.
    pub response_types: Vec<ResponseType>,
    /// How soon.
    pub urgency: Urgency,
    /// How severe.
    pub severity: Severity,
    /// How certain.
    pub certainty: Certainty,
    /// For whom.
    pub audience: String,
    /// Codes of the event.
    pub event_codes: Vec<Named>,
    /// From when it holds.
    pub effective: CapTime,
    /// Until when it holds; none: what it says has ended.
    pub expires: Option<CapTime>,
    /// Who warns.
    pub sender_name: String,
    /// The message in a line.
    pub headline: String,
    /// What is the matter.
    pub description: String,
    /// What to do.
    pub instruction: String,
    /// Further values.
    pub parameters: Vec<Named>,
    /// Where.
    pub areas: Vec<Area>,
}

/// A message of CAP 1.2. Its status is `Exercise` and its scope `Restricted`, always.
#[derive(Clone, Debug, PartialEq)]
pub struct CapAlert {
    /// Which message of its sender; no spaces, commas, `<` or `&`.
    pub identifier: String,
    /// Who sends it; the same letters are barred.
    pub sender: String,
    /// When it was sent.
    pub sent: CapTime,
    /// What it does.
    pub msg_type: MsgType,
    /// Where it comes from.
    pub source: String,
    /// Who may read it.
    pub restriction: String,
    /// What it is not.
    pub note: String,
    /// The messages that it updates or cancels.
    pub references: Vec<Reference>,
    /// What it says.
    pub infos: Vec<Info>,
}

impl CapAlert {
    /// How a later message refers to this one.
    pub fn reference(&self) -> Reference {
        Reference {
            sender: self.sender.clone(),
            identifier: self.identifier.clone(),
            sent: self.sent.clone(),
        }
    }
}
