//! The plan language: a contingency plan as data, read from a RON file.
//!
//! A plan names its roles (which seat decides, how fast, when on duty), its
//! response tracks with levels, the resources that it relies on, what it puts in
//! place beforehand, and its rules: when something is believed, a seat orders
//! something. `check` finds what is wrong with it against a register; `Program`
//! is the plan read against a register; `Interpreter` runs it.
//!
//! Names in a rule with `for_each` may be `$each` (the thing the rule is read for),
//! `$each.admin`, `$each.responsible`, `$each.shelters` or `$each.base`.
//!
//! ```
//! use sandtable_command::plan::Plan;
//! let text = r#"(key: "early", name: "Early", version: "1", rules: [(
//!     key: "evacuate", seat: "seat.city", for_each: Some((kind: Some(Zone))),
//!     when: GaugeAbove(gauge: "gauge.main", level: Warning),
//!     actions: [(order: EvacuateZone(zone: "$each"))],
//! )])"#;
//! let plan: Plan = ron::from_str(text)?;
//! assert_eq!(plan.rules[0].actions.len(), 1);
//! # Ok::<(), ron::error::SpannedError>(())
//! ```

mod check;
mod condition;
mod evaluate;
mod interpreter;
mod program;
mod template;
mod track;

#[cfg(test)]
mod tests;

use sandtable_kernel::{Dist, Text};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::order::Advance;
use crate::register::{Category, KindTag};

pub use check::{ElementPath, Fault, PlanFault, PlanPart, check};
pub use condition::{Condition, ForecastLimit, GaugeLevel};
pub use interpreter::{Hindrance, Interpreter, Setting, Unfulfilled};
pub use program::Program;
pub use template::{OrderTemplate, TeamChoice};
pub use track::{LevelSpec, TrackSpec, TrackState};

/// A contingency plan. The one without roles, tracks, resources and rules is the
/// plan `no-plan`: it orders nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Key; no number depends on it.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Version.
    #[serde(default)]
    pub version: String,
    /// What it is for and where it holds, in words.
    #[serde(default)]
    pub scope: Text,
    /// The seats that decide.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Response tracks with their levels.
    #[serde(default)]
    pub tracks: Vec<TrackSpec>,
    /// What the plan relies on.
    #[serde(default)]
    pub resources: Resources,
    /// What is put in place at the start.
    #[serde(default)]
    pub preposition: Vec<PrePosition>,
    /// When what is ordered.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// A seat's part in the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The seat.
    pub seat: Key,
    /// Time from seeing a condition to deciding on it, minutes.
    pub decision_delay_min: Dist,
    /// When the seat is manned; none: day and night.
    #[serde(default)]
    pub duty: Option<Duty>,
}

/// Hours of the local day in which a seat decides. `from_h` later than `to_h`
/// spans midnight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// First hour, 0 to 24.
    pub from_h: f64,
    /// Last hour, 0 to 24.
    pub to_h: f64,
}

impl Duty {
    /// Hours to wait at an hour of the day until the seat is manned.
    fn wait_h(self, hour: f64) -> f64 {
        let manned = if self.from_h <= self.to_h {
            self.from_h <= hour && hour < self.to_h
        } else {
            hour >= self.from_h || hour < self.to_h
        };
        match manned {
            true => 0.0,
            false if hour <= self.from_h => self.from_h - hour,
            false => self.from_h - hour + 24.0,
        }
    }
}

/// What a plan relies on. Teams and stock that it does not name, it does not use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Teams.
    #[serde(default)]
    pub teams: Vec<Key>,
    /// Stock.
    #[serde(default)]
    pub stock: Vec<StockAt>,
}

/// Stock at a depot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockAt {
    /// The depot.
    pub depot: Key,
    /// The item.
    pub item: Key,
    /// How much, in the item's unit.
    pub quantity: f64,
}

/// Something that is put in place at the start of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrePosition {
    /// Who orders it.
    pub seat: Key,
    /// What, and where to.
    pub what: Advance,
}

/// When a seat believes something, it orders something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Key, unique in the plan.
    pub key: Key,
    /// Who decides and orders.
    pub seat: Key,
    /// Read the rule once for each of these.
    #[serde(default)]
    pub for_each: Option<Selector>,
    /// The trigger: the rule fires when this comes to hold.
    pub when: Condition,
    /// What must hold as well at that moment.
    #[serde(default)]
    pub guard: Option<Condition>,
    /// What is ordered.
    pub actions: Vec<ActionStep>,
    /// Whether it can fire again.
    #[serde(default)]
    pub repeat: Repeat,
    /// A seat that has to approve: its decision delay comes on top.
    #[serde(default)]
    pub approval: Option<Key>,
    /// What happens when an order is not acknowledged.
    #[serde(default)]
    pub escalate: Option<Escalation>,
}

/// Whether a rule can fire again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Repeat {
    /// It fires once.
    #[default]
    Once,
    /// It fires each time the trigger comes to hold after it had ceased to hold,
    /// no sooner than this after the last time.
    EveryTime {
        /// Minutes.
        rearm_after_min: f64,
    },
    /// It fires again and again while the trigger holds.
    While {
        /// Minutes from one firing to the next.
        every_min: f64,
    },
}

/// One order of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionStep {
    /// What is ordered.
    pub order: OrderTemplate,
    /// Minutes after the decision; none: at once.
    #[serde(default)]
    pub after_min: Option<Dist>,
    /// Minutes after the order by which it has to be done.
    #[serde(default)]
    pub deadline_min: Option<f64>,
    /// Whether it has to be acknowledged.
    #[serde(default)]
    pub ack: bool,
}

/// An order that nobody acknowledges is given again by another seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Who gives it again.
    pub to: Key,
    /// After how many minutes without an answer.
    pub after_min: f64,
}

/// Things of the register. All conditions given have to be met.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// These, by name; empty: any.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// Things of this kind.
    #[serde(default)]
    pub kind: Option<KindTag>,
    /// Things with this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Zones of this category.
    #[serde(default)]
    pub category: Option<Category>,
    /// Things in this administrative unit.
    #[serde(default)]
    pub admin: Option<Key>,
}

/// One minute in seconds.
const MINUTE_S: f64 = 60.0;

/// A span of minutes.
fn minutes(minutes: f64) -> sandtable_kernel::SimSpan {
    sandtable_kernel::SimSpan::from_secs_f64(minutes * MINUTE_S)
}
