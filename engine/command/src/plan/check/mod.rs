//! What is wrong with a plan: every fault at once, each with the path to its
//! element, so that whoever read the file can point at line and column.

mod actions;
mod conditions;
mod graph;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use sandtable_kernel::{Dist, DistError};

use super::{Plan, Role};
use crate::channel::negative_value;
use crate::key::{Key, nearest_name};
use crate::order::OrderError;
use crate::register::{Capability, KindTag, Register, RegisterError, did_you_mean};

/// A list of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanPart {
    /// `roles`.
    Roles,
    /// `tracks`.
    Tracks,
    /// `resources`; `field` tells whether it is `teams` or `stock`.
    Resources,
    /// `preposition`.
    PrePosition,
    /// `rules`.
    Rules,
}

/// Where in a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementPath {
    /// The list.
    pub part: PlanPart,
    /// The element of the list, from 0.
    pub index: usize,
    /// Its key, if it has one.
    pub key: Option<Key>,
    /// The field in it, such as `when.All[1].gauge`.
    pub field: String,
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            PlanPart::Roles => "roles",
            PlanPart::Tracks => "tracks",
            PlanPart::Resources => "resources",
            PlanPart::PrePosition => "preposition",
            PlanPart::Rules => "rules",
        };
        match (&self.key, self.part) {
            (_, PlanPart::Resources) => write!(f, "{part}.{}[{}]", self.field, self.index),
            (Some(key), _) => write!(f, "{part}[{}] '{key}' .{}", self.index, self.field),
            (None, _) => write!(f, "{part}[{}] .{}", self.index, self.field),
        }
    }
}

impl ElementPath {
    fn of(part: PlanPart, index: usize, key: Option<&Key>, field: impl Into<String>) -> Self {
        Self { part, index, key: key.cloned(), field: field.into() }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A name is unknown to the register or stands for something else.
    #[error(transparent)]
    Name(#[from] RegisterError),
    /// An order would be refused.
    #[error(transparent)]
    Order(OrderError),
    /// A track or rule that the plan does not have.
    #[error("the plan has no {what} '{name}'{}", did_you_mean(.suggestion))]
    NotInPlan {
        /// Track or rule.
        what: &'static str,
        /// What was found.
        name: Key,
        /// The most similar one.
        suggestion: Option<Key>,
    },
    /// `$each` or a part of it stands for nothing.
    #[error("'{name}' stands for nothing{}", .thing.as_ref().map_or_else(
        || " because the rule has no for_each; add one or write a name".to_owned(),
        |thing| format!(" for '{thing}'; complete the register or leave that one out")))]
    NoMeaning {
        /// What was found.
        name: Key,
        /// The thing it was read for.
        thing: Option<Key>,
    },
    /// A key is used twice.
    #[error("{what} '{key}' is given twice; rename or remove one of the two")]
    Duplicate {
        /// Of what.
        what: &'static str,
        /// The key.
        key: Key,
    },
    /// A seat decides, but has no role.
    #[error("'{seat}' decides here but has no role; add it to roles with its decision delay")]
    NoRole {
        /// The seat.
        seat: Key,
    },
    /// Nothing is selected, or everything.
    #[error("for_each selects {found}; narrow or widen its conditions")]
    Selection {
        /// What it selects.
        found: &'static str,
    },
    /// A rule orders nothing.
    #[error("the rule has no actions; add one or remove the rule")]
    NoActions,
    /// A condition can never hold.
    #[error("this can never hold: {why}")]
    Unreachable {
        /// Why.
        why: String,
    },
    /// Elements wait for or approve one another in a circle.
    #[error("a circle of {what}: {}; break it at one place", join(.path))]
    Circle {
        /// Of what.
        what: &'static str,
        /// The elements, the first again at the end.
        path: Vec<Key>,
    },
    /// A team that is used is not among the resources.
    #[error("team '{team}' is not among the plan's resources; add it to resources.teams")]
    TeamNotListed {
        /// The team.
        team: Key,
    },
    /// Too few of the plan's teams can do something.
    #[error(
        "{wanted} team(s) with {capability:?} are wanted, but {held} of the plan's teams that '{seat}' commands \
         have it; add teams to resources or request aid"
    )]
    TooFewTeams {
        /// What they must be able to do.
        capability: Capability,
        /// How many are wanted.
        wanted: u32,
        /// How many there are.
        held: u32,
        /// Who orders.
        seat: Key,
    },
    /// Stock that is used is not among the resources, or not enough of it.
    #[error(
        "{wanted} of '{item}' at '{depot}' are wanted, the plan's resources hold {listed}; raise one or lower the other"
    )]
    StockNotHeld {
        /// The depot.
        depot: Key,
        /// The item.
        item: Key,
        /// What the plan lists.
        listed: f64,
        /// What the orders of this element take in all.
        wanted: f64,
    },
    /// The plan lists more than the depot's books.
    #[error("the plan counts on {listed} of '{item}' at '{depot}', the books of the depot say {booked}")]
    StockBeyondBooks {
        /// The depot.
        depot: Key,
        /// The item.
        item: Key,
        /// What the plan lists.
        listed: f64,
        /// What the register says.
        booked: f64,
    },
    /// A number is out of its range.
    #[error("{value} is out of range; it must be {range}")]
    Range {
        /// What was found.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// A distribution is no distribution.
    #[error(transparent)]
    Dist(#[from] DistError),
    /// A delay can be negative.
    #[error("this delay can be {least} min; cut it at zero with Truncated")]
    NegativeDelay {
        /// A value it takes.
        least: f64,
    },
    /// A time of day cannot be read.
    #[error("'{text}' is no time of day; write it like 08:30")]
    TimeOfDay {
        /// What was found.
        text: String,
    },
    /// An escalation leads back to the seat itself.
    #[error("'{seat}' would escalate to itself; name another seat")]
    EscalatesToItself {
        /// The seat.
        seat: Key,
    },
}

fn join(path: &[Key]) -> String {
    path.iter().map(Key::as_str).collect::<Vec<_>>().join(" → ")
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{at}: {fault}")]
pub struct PlanFault {
    /// Where.
    pub at: ElementPath,
    /// What.
    #[source]
    pub fault: Fault,
}

impl PlanFault {
    /// The text that is wrong, as it stands in the file, if it is a name or a time.
    pub fn found(&self) -> Option<&str> {
        match &self.fault {
            Fault::Name(error) | Fault::Order(OrderError::Name(error)) => match error {
                RegisterError::Duplicate { key }
                | RegisterError::Unknown { key, .. }
                | RegisterError::WrongKind { key, .. } => Some(key.as_str()),
            },
            Fault::NotInPlan { name: key, .. }
            | Fault::NoMeaning { name: key, .. }
            | Fault::Duplicate { key, .. }
            | Fault::NoRole { seat: key }
            | Fault::TeamNotListed { team: key }
            | Fault::EscalatesToItself { seat: key } => Some(key.as_str()),
            Fault::TimeOfDay { text } => Some(text),
            _ => None,
        }
    }
}

/// Faults so far, and what they are found against.
struct Checker<'a> {
    plan: &'a Plan,
    register: &'a Register,
    faults: Vec<PlanFault>,
}

/// Everything that is wrong with a plan, in the order of the file.
pub fn check(plan: &Plan, register: &Register) -> Vec<PlanFault> {
    let mut checker = Checker { plan, register, faults: Vec::new() };
    checker.roles();
    checker.resources();
    checker.tracks();
    checker.prepositions();
    checker.rules();
    checker.graphs();
    let mut faults = checker.faults;
    faults.sort_by(|a, b| a.at.cmp(&b.at));
    faults.dedup();
    faults
}

impl<'a> Checker<'a> {
    fn add(&mut self, at: &ElementPath, fault: impl Into<Fault>) {
        self.faults.push(PlanFault { at: at.clone(), fault: fault.into() });
    }

    fn name(&mut self, at: &ElementPath, key: &Key, kinds: &[KindTag]) -> bool {
        match self.register.expect_kind(key, kinds) {
            Ok(_) => true,
            Err(error) => {
                self.add(at, error);
                false
            }
        }
    }

    /// A seat that decides: known, and with a role.
    fn decider(&mut self, at: &ElementPath, seat: &Key) {
        if self.name(at, seat, &[KindTag::Seat]) && !self.plan.roles.iter().any(|role| role.seat == *seat) {
            self.add(at, Fault::NoRole { seat: seat.clone() });
        }
    }

    fn range(&mut self, at: &ElementPath, value: f64, fits: bool, range: &'static str) {
        if !(value.is_finite() && fits) {
            self.add(at, Fault::Range { value, range });
        }
    }

    fn not_negative(&mut self, at: &ElementPath, value: f64) {
        self.range(at, value, value >= 0.0, "0 or more");
    }

    fn positive(&mut self, at: &ElementPath, value: f64) {
        self.range(at, value, value > 0.0, "more than 0");
    }

    fn delay(&mut self, at: &ElementPath, delay: &Dist) {
        if let Err(error) = delay.check() {
            self.add(at, error);
        } else if let Some(least) = negative_value(delay) {
            self.add(at, Fault::NegativeDelay { least });
        }
    }

    /// Keys of a list that occur before.
    fn duplicates(&mut self, part: PlanPart, what: &'static str, field: &str, keys: Vec<&Key>) {
        let mut seen = BTreeMap::new();
        for (index, key) in keys.into_iter().enumerate() {
            if seen.insert(key.clone(), index).is_some() {
                let at = ElementPath::of(part, index, Some(key), field);
                self.add(&at, Fault::Duplicate { what, key: key.clone() });
            }
        }
    }

    fn roles(&mut self) {
        let plan = self.plan;
        self.duplicates(PlanPart::Roles, "role", "seat", plan.roles.iter().map(|role| &role.seat).collect());
        for (index, role) in plan.roles.iter().enumerate() {
            let at = |field: &str| ElementPath::of(PlanPart::Roles, index, Some(&role.seat), field);
            self.name(&at("seat"), &role.seat, &[KindTag::Seat]);
            self.delay(&at("decision_delay_min"), &role.decision_delay_min);
            self.duty(role, &at("duty"));
        }
    }

    fn duty(&mut self, role: &Role, at: &ElementPath) {
        let Some(duty) = role.duty else { return };
        for hour in [duty.from_h, duty.to_h] {
            self.range(at, hour, (0.0..=24.0).contains(&hour), "an hour from 0 to 24");
        }
        if duty.from_h == duty.to_h {
            let why = "the duty ends when it begins; leave it out for day and night".to_owned();
            self.add(at, Fault::Unreachable { why });
        }
    }

    fn resources(&mut self) {
        let plan = self.plan;
        let teams = &plan.resources.teams;
        self.duplicates(PlanPart::Resources, "team", "teams", teams.iter().collect());
        for (index, team) in teams.iter().enumerate() {
            let at = ElementPath::of(PlanPart::Resources, index, Some(team), "teams");
            self.name(&at, team, &[KindTag::Team]);
        }
        for (index, line) in plan.resources.stock.iter().enumerate() {
            let at = ElementPath::of(PlanPart::Resources, index, Some(&line.depot), "stock");
            let known = self.name(&at, &line.depot, &[KindTag::Depot]);
            self.name(&at, &line.item, &[KindTag::Item]);
            self.positive(&at, line.quantity);
            let nobody = crate::Belief::new("".into(), crate::BeliefSettings::default());
            let booked = nobody.stock(&line.depot, &line.item, self.register).unwrap_or(0.0);
            if known && line.quantity > booked {
                let (depot, item, listed) = (line.depot.clone(), line.item.clone(), line.quantity);
                self.add(&at, Fault::StockBeyondBooks { depot, item, listed, booked });
            }
        }
    }

    fn tracks(&mut self) {
        let plan = self.plan;
        self.duplicates(
            PlanPart::Tracks,
            "track",
            "key",
            plan.tracks.iter().map(|track| &track.key).collect(),
        );
        for (index, track) in plan.tracks.iter().enumerate() {
            let at = |field: String| ElementPath::of(PlanPart::Tracks, index, Some(&track.key), field);
            self.not_negative(&at("hold_min".into()), track.hold_min);
            for (k, level) in track.levels.iter().enumerate() {
                let of_level = |field: &str| at(format!("levels[{k}].{field}"));
                if track.levels[..k].iter().any(|other| other.level == level.level) {
                    let key = level.level.to_string().into();
                    self.add(&of_level("level"), Fault::Duplicate { what: "level", key });
                }
                self.decider(&of_level("seat"), &level.seat);
                self.not_negative(&of_level("lower_after_min"), level.lower_after_min);
                for (field, condition) in [("raise", &level.raise), ("lower", &level.lower)] {
                    if let Some(condition) = condition {
                        self.condition(&of_level(field), condition, &[None]);
                    }
                }
            }
        }
    }

    fn track(&mut self, at: &ElementPath, name: &Key) {
        let tracks = self.plan.tracks.iter().map(|track| track.key.as_str());
        self.in_plan(at, "track", name, tracks.collect());
    }

    fn rule_name(&mut self, at: &ElementPath, name: &Key) {
        let rules = self.plan.rules.iter().map(|rule| rule.key.as_str());
        self.in_plan(at, "rule", name, rules.collect());
    }

    fn in_plan(&mut self, at: &ElementPath, what: &'static str, name: &Key, names: Vec<&str>) {
        if !names.contains(&name.as_str()) {
            let suggestion = nearest_name(name.as_str(), names.into_iter()).map(Key::new);
            self.add(at, Fault::NotInPlan { what, name: name.clone(), suggestion });
        }
    }
}
