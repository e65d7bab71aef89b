//! Acting: the orders that are due are given, waited with, given up, or given
//! again by the next seat.

use sandtable_kernel::{SimId, SimTime};

use super::look::{activator, decided};
use super::{Awaited, Hindrance, Interpreter, PATIENCE, Pending, RETRY, Setting, Unfulfilled};
use crate::belief::{Belief, Beliefs};
use crate::order::{Basis, Draft, Order, OrderKind, Spot, validate};
use crate::plan::minutes;
use crate::plan::program::Program;
use crate::plan::template::{Drawn, TeamChoice, TeamJob};
use crate::register::Capability;
use crate::report::Place;
use crate::standing::nearest_teams;

impl Interpreter {
    pub(super) fn change_levels(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &mut Beliefs,
        orders: &mut Vec<Order>,
    ) {
        for spec in &program.tracks {
            let Some(state) = self.tracks.get_mut(&spec.key) else { continue };
            let Some(deciding) = state.deciding.filter(|deciding| deciding.due <= setting.now) else {
                continue;
            };
            let before = state.level;
            state.deciding = None;
            let seat = activator(spec, before, deciding.to);
            let Some(belief) = seat.and_then(|seat| beliefs.0.get_mut(seat)) else { continue };
            if !state.set(deciding.to, deciding.due) {
                continue;
            }
            let track = spec.key.clone();
            let kind = match deciding.to {
                Some(level) if deciding.to > before => OrderKind::RaiseLevel { track, level },
                level => OrderKind::LowerLevel { track, level },
            };
            let basis = Basis::Track(spec.key.clone());
            let draft = Draft {
                issued_at: deciding.due,
                kind,
                basis,
                grounds: None,
                needs_ack: false,
                deadline: None,
            };
            orders.push(belief.issue(draft));
        }
    }

    pub(super) fn give_orders(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &mut Beliefs,
        orders: &mut Vec<Order>,
    ) {
        let mut due = Vec::new();
        while let Some(first) = self.pending.first().copied().filter(|first| first.at <= setting.now) {
            self.pending.remove(&first);
            due.push(first);
        }
        due.sort_by_key(|one| (one.rule, one.case, one.step, one.firing, one.at));
        for one in due {
            self.give(program, setting, beliefs, one, orders);
        }
    }

    fn give(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &mut Beliefs,
        one: Pending,
        orders: &mut Vec<Order>,
    ) {
        let read = &program.rules[one.rule as usize];
        let rule = &read.rule;
        let case = &read.cases[one.case as usize];
        let action = &rule.actions[one.step as usize];
        let Some(belief) = beliefs.0.get_mut(&rule.seat) else {
            return self.give_up(program, setting, one, Hindrance::NoSuchSeat(rule.seat.clone()));
        };
        let each = case.each.as_ref().and_then(|key| setting.register.get(key.as_str()));
        let deadline = action.deadline_min.map(|span| one.since + minutes(span));
        let mut failed = None;
        let mut teams_left = one.teams;
        let kinds = match action.order.draw(each, setting.register, one.at) {
            Drawn::Orders(kinds) => kinds,
            Drawn::ForTeams(choice, job) => {
                let kinds = choose_teams(program, setting, belief, &choice, &job, one.teams);
                if let TeamChoice::Nearest { capability, .. } = choice
                    && (kinds.len() as u32) < one.teams
                {
                    failed = Some(Hindrance::NoTeamFree(capability));
                }
                kinds
            }
        };
        if kinds.is_empty() && failed.is_none() {
            failed = Some(Hindrance::NothingNamed);
        }
        for kind in kinds {
            if !self.level_changes(&kind, one.at) {
                continue;
            }
            if let Err(error) = validate(&kind, belief, setting.register, setting.now) {
                failed = Some(error.into());
                continue;
            }
            teams_left = teams_left.saturating_sub(1);
            let basis = Basis::Rule { rule: rule.key.clone(), each: case.each.clone() };
            let grounds = self.runs[one.rule as usize][one.case as usize].grounds;
            let draft = Draft { issued_at: one.at, kind, basis, grounds, needs_ack: action.ack, deadline };
            let order = belief.issue(draft);
            if let Some(escalation) = rule.escalate.as_ref().filter(|_| action.ack) {
                self.awaited.insert(Awaited {
                    at: order.issued_at + minutes(escalation.after_min),
                    seat: order.seat.clone(),
                    number: order.number,
                    rule: one.rule,
                    again: false,
                });
            }
            orders.push(order);
        }
        if let Some(why) = failed {
            let last = deadline.unwrap_or(one.since + PATIENCE);
            let next = setting.now + RETRY;
            if why.may_pass() && next <= last {
                self.pending.insert(Pending { at: next, teams: teams_left, ..one });
            } else {
                self.give_up(program, setting, one, why);
            }
        }
    }

    /// Sets the track of an order about a level; false if that changes nothing.
    fn level_changes(&mut self, kind: &OrderKind, at: SimTime) -> bool {
        let (track, level) = match kind {
            OrderKind::RaiseLevel { track, level } => (track, Some(*level)),
            OrderKind::LowerLevel { track, level } => (track, *level),
            _ => return true,
        };
        let raising = matches!(kind, OrderKind::RaiseLevel { .. });
        self.tracks
            .get_mut(track)
            .is_some_and(|state| (level > state.level) == raising && state.set(level, at))
    }

    fn give_up(&mut self, program: &Program, setting: &Setting, one: Pending, why: Hindrance) {
        let read = &program.rules[one.rule as usize];
        self.unfulfilled.push(Unfulfilled {
            at: setting.now,
            rule: read.rule.key.clone(),
            each: read.cases[one.case as usize].each.clone(),
            step: one.step,
            why,
        });
    }

    /// Orders without an answer go to the next seat, which decides and gives them
    /// again.
    pub(super) fn escalate(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &mut Beliefs,
        orders: &mut Vec<Order>,
    ) {
        while let Some(first) = self.awaited.first().cloned().filter(|first| first.at <= setting.now) {
            self.awaited.remove(&first);
            let rule = &program.rules[first.rule as usize].rule;
            let Some(escalation) = &rule.escalate else { continue };
            let progress = beliefs.0.get(&first.seat).and_then(|belief| belief.order(first.number));
            let Some(progress) = progress.filter(|progress| first.again || !progress.answered()) else {
                continue;
            };
            if !first.again {
                let who = SimId::from_key(&format!("{}/{}/{}", escalation.to, rule.key, first.seat));
                let at = decided(program, setting, &escalation.to, first.at, who, first.number.0);
                self.awaited.insert(Awaited { at, again: true, ..first });
                continue;
            }
            let order = &progress.order;
            let draft = Draft {
                issued_at: first.at,
                kind: order.kind.clone(),
                basis: order.basis.clone(),
                grounds: order.grounds,
                needs_ack: true,
                deadline: order.deadline,
            };
            orders.extend(beliefs.0.get_mut(&escalation.to).map(|belief| belief.issue(draft)));
        }
    }
}

/// The nearest teams of the plan (and those that came as aid) that can do a job.
fn choose_teams(
    program: &Program,
    setting: &Setting,
    belief: &Belief,
    choice: &TeamChoice,
    job: &TeamJob,
    count: u32,
) -> Vec<OrderKind> {
    let capability: Capability = match choice {
        TeamChoice::Named(team) => return vec![job.order(team.clone())],
        TeamChoice::Nearest { capability, .. } => *capability,
    };
    let to = match job.spot() {
        Some(Spot::Point(point)) => Some(point),
        Some(Spot::At(key)) => {
            Place::of(&key, setting.register).and_then(|place| place.position(setting.register))
        }
        None => None,
    };
    let teams = program.teams.iter().chain(belief.assets().granted());
    let nearest = nearest_teams(setting, belief, teams, &[capability], to);
    nearest.into_iter().take(count as usize).map(|team| job.order(team)).collect()
}
