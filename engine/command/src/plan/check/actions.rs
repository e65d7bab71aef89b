//! Faults of rules and of what they order.

use std::collections::BTreeMap;

use sandtable_kernel::SimTime;

use super::{Checker, ElementPath, Fault, PlanPart};
use crate::belief::{Belief, BeliefSettings};
use crate::key::Key;
use crate::order::{Advance, OrderError, OrderKind, Task, validate, validate_task};
use crate::plan::template::{Drawn, OrderTemplate, TeamChoice, TeamJob};
use crate::plan::{ActionStep, Repeat, Rule};
use crate::register::{Capability, Entry, EntryKind, KindTag};

/// Stock that orders take, by depot and item.
type Taken = BTreeMap<(Key, Key), f64>;

fn take(depot: &Key, item: &Key, quantity: f64, taken: &mut Taken) {
    *taken.entry((depot.clone(), item.clone())).or_insert(0.0) += quantity;
}

fn take_for(task: &Task, taken: &mut Taken) {
    if let Task::Deliver { from, item, quantity, .. } = task {
        take(from, item, *quantity, taken);
    }
}

impl Checker<'_> {
    pub(super) fn prepositions(&mut self) {
        let plan = self.plan;
        for (index, step) in plan.preposition.iter().enumerate() {
            let at = |field: &str| ElementPath::of(PlanPart::PrePosition, index, None, field);
            self.decider(&at("seat"), &step.seat);
            let mut taken = Taken::new();
            let what = at("what");
            if let Advance::Team { team, .. } = &step.what {
                self.listed(&what, team);
            }
            self.order(&what, &step.seat, &OrderKind::PrePosition(step.what.clone()), &mut taken);
            self.stock(&what, &taken);
        }
    }

    pub(super) fn rules(&mut self) {
        let plan = self.plan;
        self.duplicates(PlanPart::Rules, "rule", "key", plan.rules.iter().map(|rule| &rule.key).collect());
        for (index, rule) in plan.rules.iter().enumerate() {
            self.rule(index, rule);
        }
    }

    fn rule(&mut self, index: usize, rule: &Rule) {
        let at = |field: &str| ElementPath::of(PlanPart::Rules, index, Some(&rule.key), field);
        self.decider(&at("seat"), &rule.seat);
        self.selector(&at("for_each"), rule);
        let register = self.register;
        let things: Vec<Option<&Entry>> = match &rule.for_each {
            Some(selector) => selector.select(register).into_iter().map(Some).collect(),
            None => vec![None],
        };
        self.condition(&at("when"), &rule.when, &things);
        if let Some(guard) = &rule.guard {
            self.condition(&at("guard"), guard, &things);
        }
        match rule.repeat {
            Repeat::Once => {}
            Repeat::EveryTime { rearm_after_min } => {
                self.not_negative(&at("repeat.rearm_after_min"), rearm_after_min);
            }
            Repeat::While { every_min } => self.positive(&at("repeat.every_min"), every_min),
        }
        if let Some(superior) = &rule.approval {
            self.decider(&at("approval"), superior);
        }
        if let Some(escalation) = &rule.escalate {
            self.decider(&at("escalate.to"), &escalation.to);
            self.positive(&at("escalate.after_min"), escalation.after_min);
            if escalation.to == rule.seat {
                self.add(&at("escalate.to"), Fault::EscalatesToItself { seat: rule.seat.clone() });
            }
        }
        if rule.actions.is_empty() {
            self.add(&at("actions"), Fault::NoActions);
        }
        for (step, action) in rule.actions.iter().enumerate() {
            self.action(&at(&format!("actions[{step}]")), rule, action, &things);
        }
    }

    /// Selected things; a fault for a selector that is wrong.
    fn selector(&mut self, at: &ElementPath, rule: &Rule) {
        let Some(selector) = &rule.for_each else { return };
        for key in &selector.keys {
            let kinds: Vec<KindTag> = selector.kind.into_iter().collect();
            self.name(&at.inside("keys"), key, &kinds);
        }
        if let Some(admin) = &selector.admin {
            self.name(&at.inside("admin"), admin, &[KindTag::AdminUnit]);
        }
        if selector.is_empty() {
            self.add(at, Fault::Selection { found: "everything in the register" });
        } else if selector.select(self.register).is_empty() {
            self.add(at, Fault::Selection { found: "nothing" });
        }
    }

    fn action(&mut self, at: &ElementPath, rule: &Rule, action: &ActionStep, things: &[Option<&Entry>]) {
        if let Some(after) = &action.after_min {
            self.delay(&at.inside("after_min"), after);
        }
        if let Some(deadline) = action.deadline_min {
            self.positive(&at.inside("deadline_min"), deadline);
        }
        let at = at.inside("order");
        if let OrderTemplate::RaiseLevel { track, .. } | OrderTemplate::LowerLevel { track, .. } =
            &action.order
        {
            return self.track(&at.inside("track"), track);
        }
        if let OrderTemplate::EvacuateZone { within_min: Some(span), .. } = &action.order {
            self.positive(&at.inside("within_min"), *span);
        }
        let mut taken = Taken::new();
        for thing in things {
            let before = self.faults.len();
            for (field, name) in action.order.names() {
                self.meaning(&at.inside(field), name, *thing);
            }
            if self.faults.len() == before {
                self.drawn(&at, rule, &action.order, *thing, &mut taken);
            }
            if self.faults.len() > before {
                return;
            }
        }
        self.stock(&at, &taken);
    }

    fn drawn(
        &mut self,
        at: &ElementPath,
        rule: &Rule,
        order: &OrderTemplate,
        thing: Option<&Entry>,
        taken: &mut Taken,
    ) {
        match order.draw(thing, self.register, SimTime::ZERO) {
            Drawn::Orders(kinds) => {
                for kind in &kinds {
                    self.order(at, &rule.seat, kind, taken);
                }
            }
            Drawn::ForTeams(TeamChoice::Named(team), job) => {
                let at_team = at.inside("team");
                self.listed(&at_team, &team);
                self.order(at, &rule.seat, &job.order(team), taken);
            }
            Drawn::ForTeams(TeamChoice::Nearest { capability, count }, job) => {
                self.nearest(at, &rule.seat, capability, count, &job, taken);
            }
        }
    }

    /// Enough of the plan's teams can do it, and it can be ordered to one of them.
    fn nearest(
        &mut self,
        at: &ElementPath,
        seat: &Key,
        capability: Capability,
        count: u32,
        job: &TeamJob,
        taken: &mut Taken,
    ) {
        self.positive(&at.inside("team.count"), f64::from(count));
        let nobody = Belief::new(seat.clone(), BeliefSettings::default());
        let (plan, register) = (self.plan, self.register);
        let fit: Vec<&Key> = plan
            .resources
            .teams
            .iter()
            .filter(|team| {
                register.get(team.as_str()).is_some_and(|entry| {
                    Belief::can_do(entry, &[capability]) && nobody.commands(entry, register)
                })
            })
            .collect();
        let aid = plan.rules.iter().flat_map(|rule| &rule.actions).any(|action| {
            matches!(&action.order, OrderTemplate::RequestAid { capability: asked, .. } if *asked == capability)
        });
        if (fit.len() as u32) < count && !aid {
            let (seat, held) = (seat.clone(), fit.len() as u32);
            self.add(&at.inside("team"), Fault::TooFewTeams { capability, wanted: count, held, seat });
        }
        match fit.first() {
            Some(team) => self.order(at, seat, &job.order((*team).clone()), taken),
            // Which teams come as aid is not known yet; what they are to do is.
            None => {
                let task = job.task();
                self.judge(at, seat, validate_task(&task, &nobody, register));
                take_for(&task, taken);
            }
        }
    }

    fn listed(&mut self, at: &ElementPath, team: &Key) {
        let known = self.register.expect_kind(team, &[KindTag::Team]).is_ok();
        if known && !self.plan.resources.teams.contains(team) {
            self.add(at, Fault::TeamNotListed { team: team.clone() });
        }
    }

    /// Whether a seat asks for a team as aid in any rule: of the team's own seat, for
    /// something that it can do.
    fn is_asked_for(&self, seat: &Key, team: &Key) -> bool {
        let Some(EntryKind::Team { capabilities, seat: own, .. }) =
            self.register.get(team.as_str()).map(|entry| &entry.kind)
        else {
            return false;
        };
        let asks = self.plan.rules.iter().filter(|rule| rule.seat == *seat).flat_map(|rule| &rule.actions);
        asks.into_iter().any(|action| match &action.order {
            OrderTemplate::RequestAid { from, capability, .. } => {
                own.as_ref() == Some(from) && capabilities.contains(capability)
            }
            _ => false,
        })
    }

    /// An order as its seat would give it, knowing nothing: names, numbers,
    /// capabilities, command. Stock is added up and compared by `stock`.
    fn order(&mut self, at: &ElementPath, seat: &Key, kind: &OrderKind, taken: &mut Taken) {
        let nobody = Belief::new(seat.clone(), BeliefSettings::default());
        self.judge(at, seat, validate(kind, &nobody, self.register, SimTime::ZERO));
        match kind {
            OrderKind::MoveSupplies { from, item, quantity, .. }
            | OrderKind::PrePosition(Advance::Supplies { from, item, quantity, .. }) => {
                take(from, item, *quantity, taken);
            }
            OrderKind::Dispatch { task, .. } => take_for(task, taken),
            _ => {}
        }
    }

    fn judge(&mut self, at: &ElementPath, seat: &Key, verdict: Result<(), OrderError>) {
        match verdict {
            Ok(()) | Err(OrderError::StockShort { .. }) => {}
            // A team from outside is the seat's to order once it has been granted.
            Err(OrderError::NotYours { team, .. }) if self.is_asked_for(seat, &team) => {}
            Err(OrderError::Name(error)) => self.add(at, error),
            Err(error) => self.add(at, Fault::Order(error)),
        }
    }

    fn stock(&mut self, at: &ElementPath, taken: &Taken) {
        for ((depot, item), &wanted) in taken {
            let lines = self.plan.resources.stock.iter();
            let listed: f64 = lines
                .filter(|line| line.depot == *depot && line.item == *item)
                .map(|line| line.quantity)
                .fold(0.0, |sum, quantity| sum + quantity);
            if wanted > listed {
                let (depot, item) = (depot.clone(), item.clone());
                self.add(at, Fault::StockNotHeld { depot, item, listed, wanted });
            }
        }
    }
}
