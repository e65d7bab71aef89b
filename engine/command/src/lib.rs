//! What can be known and ordered: reports, channels, beliefs, seats, orders,
//! warnings and the plan language.
//!
//! This crate decides, and therefore cannot name a hazard, a field or anybody's
//! true state: it knows the public [`register`], the [`report`]s that came in,
//! and the [`order`]s that were issued, and nothing else.
#![deny(missing_docs)]

mod answer;
pub mod belief;
pub mod cap;
pub mod channel;
#[cfg(test)]
mod fixture;
pub mod key;
pub mod order;
pub mod plan;
pub mod register;
pub mod report;
pub mod standing;
pub mod travel;
pub mod words;

pub use answer::Answer;
pub use belief::{Belief, BeliefSettings, Beliefs, BelievedRoads, RoadIndex};
pub use channel::{ChannelSpec, Channels, Mailroom};
pub use key::Key;
pub use order::{Order, OrderKind, OrderNumber, Task};
pub use plan::{Interpreter, Plan, Program, Setting};
pub use register::{Entry, EntryKind, KindTag, Register};
pub use report::{About, IncidentNumber, Place, Report, ReportNumber, Source};
pub use travel::{StraightLine, Travel};
