//! Warnings as messages of the Common Alerting Protocol (OASIS CAP 1.2, 1 July 2010).
//!
//! An [`Announcement`] is an order of a seat that bears on warnings, with the moment at
//! which it was carried out. A [`Publisher`] makes messages of them, from the order and
//! the public register alone: neither what is true nor what the seat believed is in
//! them. [`write`](fn@write) makes a document of a message, valid against the schema of
//! the standard.
//!
//! Nothing here is a warning to anybody. Every message has the status `Exercise`, which
//! cannot be chosen, a restricted scope and a note that says so; its sender lies in the
//! domain `.invalid` (RFC 2606), and every text for people begins with a marker.
//!
//! An order to warn carries a type and a colour and no more, so how urgent and how certain
//! it is follows from the colour, by a convention of this project (`Observed` is never
//! said: an order says what is expected, not what was seen):
//!
//! | colour | severity | urgency | certainty | response |
//! |---|---|---|---|---|
//! | blue | `Minor` | `Future` | `Possible` | `Monitor` |
//! | yellow | `Moderate` | `Future` | `Possible` | `Prepare` |
//! | orange | `Severe` | `Expected` | `Likely` | `Prepare`, `Avoid` |
//! | red | `Extreme` | `Immediate` | `Likely` | `Execute`, `Avoid` |
//! | ended | as it was | `Past` | `Unknown` | `AllClear` |
//!
//! Left out are elements for which an order has nothing to say: when the hazard will
//! begin (`onset`), `web`, `contact`, `resource`, `circle` and heights, and codes of
//! national lists of events.

mod message;
mod publish;
mod rules;
mod standing;
mod write;

pub use message::{
    Area, CapAlert, CapTime, Category, Certainty, Info, LatLon, MsgType, Named, Reference, ResponseType,
    Severity, Urgency,
};
pub use publish::{Announcement, EVENT_CODE, Publisher, REGISTER_CODE, ToWgs84, VALID_FOR, WarningMessage};
pub use write::{NAMESPACE, write};

#[cfg(test)]
mod tests;
