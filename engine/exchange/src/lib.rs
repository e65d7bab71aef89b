//! What hazards and the acting world tell each other, and nothing else: Fields
//! (hazard → world), Works (world → hazard), the Outlook (forcing to come) and
//! the true road overlay. The crate that decides (`sandtable-command`) does not
//! depend on this one.
#![deny(missing_docs)]

pub mod fields;
pub mod hazard;
pub mod outlook;
pub mod works;

pub use fields::{FieldBoard, FieldFrame};
pub use hazard::{Hazard, HazardError, HazardLedger, LedgerTerm};
pub use outlook::{Outlook, OutlookPlace};
pub use works::{Work, WorkKind, WorksLog};

use bevy_ecs::prelude::Resource;
use sandtable_space::Overlay;
use serde::{Deserialize, Serialize};

/// The true state of the roads. Response moves people on it; seats never see it.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct TrueRoads(pub Overlay);
