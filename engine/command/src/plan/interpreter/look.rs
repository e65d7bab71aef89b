//! Looking: which conditions hold, who decides on it, and when what is due.

use std::collections::BTreeMap;

use sandtable_kernel::{SimId, SimSpan, SimTime};

use super::{ACTION, DECISION, Interpreter, Pending, Run, Setting};
use crate::answer::Answer;
use crate::belief::{Belief, Beliefs, Topics};
use crate::key::Key;
use crate::order::{Grounds, Level};
use crate::plan::condition::Condition;
use crate::plan::evaluate::View;
use crate::plan::program::{Program, ReadRule};
use crate::plan::track::{Deciding, LevelSpec, TrackSpec, Wish};
use crate::plan::{Repeat, minutes};

impl Interpreter {
    pub(super) fn look_at_tracks(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &Beliefs,
        news: &BTreeMap<Key, Topics>,
    ) {
        for spec in &program.tracks {
            let Some(mut state) = self.tracks.get(&spec.key).copied() else { continue };
            let has_news =
                |seat: &Key, topics: Topics| news.get(seat).is_some_and(|news| news.concern(topics));
            let concerned = |level: &LevelSpec| has_news(&level.seat, level.topics()) || level.is_timed();
            if !state.is_timing() && !spec.levels.iter().any(concerned) {
                continue;
            }
            let ask = |level: &LevelSpec, condition: Option<&Condition>| {
                let belief = beliefs.0.get(&level.seat);
                match (condition, belief) {
                    (Some(condition), Some(belief)) => {
                        self.view(program, setting, belief, None).answer(condition)
                    }
                    _ => Answer::Unknown,
                }
            };
            let wish = state.look(
                spec,
                setting.now,
                |level| ask(level, level.raise.as_ref()),
                |level| ask(level, level.lower.as_ref()),
            );
            let to = match wish {
                Wish::Nothing => None,
                Wish::Raise(level) => Some(Some(level)),
                Wish::Lower(level) => Some(level),
            };
            if let Some(to) = to {
                state.deciding = Some(match state.deciding {
                    // The same meeting decides on the higher level.
                    Some(deciding) => Deciding { to: deciding.to.max(to), ..deciding },
                    None => {
                        let activator = activator(spec, state.level, to);
                        let due = match activator {
                            Some(seat) => {
                                let who = SimId::from_key(&format!("{seat}/track/{}", spec.key));
                                decided(program, setting, seat, setting.now, who, state.changes)
                            }
                            None => setting.now,
                        };
                        Deciding { due, to }
                    }
                });
            }
            self.tracks.insert(spec.key.clone(), state);
        }
    }

    pub(super) fn look_at_rules(
        &mut self,
        program: &Program,
        setting: &Setting,
        beliefs: &Beliefs,
        news: &BTreeMap<Key, Topics>,
    ) {
        for (index, read) in program.rules.iter().enumerate() {
            let rule = &read.rule;
            let has_news = news.get(&rule.seat).is_some_and(|news| news.concern(read.topics));
            if !(read.timed || has_news) || self.is_over(index, read) {
                continue;
            }
            let Some(belief) = beliefs.0.get(&rule.seat) else { continue };
            let mut shared = None;
            for (number, case) in read.cases.iter().enumerate() {
                let run = self.runs[index][number];
                if run.firings > 0 && rule.repeat == Repeat::Once {
                    continue;
                }
                let view = self.view(program, setting, belief, case.each.as_ref());
                let when = match (read.shared_when, shared) {
                    (true, Some(answer)) => answer,
                    _ => view.answer(&case.when),
                };
                shared = Some(when);
                if !when.is_yes() {
                    self.runs[index][number].released = true;
                    continue;
                }
                if !may_fire(&run, rule.repeat, setting.now) {
                    continue;
                }
                if case.guard.as_ref().is_none_or(|guard| view.answer(guard).is_yes()) {
                    let grounds = view.grounds(&case.when);
                    self.fire(program, setting, (index, number), grounds);
                }
            }
        }
    }

    fn is_over(&self, index: usize, read: &ReadRule) -> bool {
        read.rule.repeat == Repeat::Once && self.runs[index].iter().all(|run| run.firings > 0)
    }

    pub(super) fn view<'a>(
        &'a self,
        program: &'a Program,
        setting: &Setting<'a>,
        belief: &'a Belief,
        each: Option<&'a Key>,
    ) -> View<'a> {
        View {
            now: setting.now,
            calendar: setting.calendar,
            register: setting.register,
            belief,
            program,
            interpreter: self,
            each,
        }
    }

    /// The seat decides, another approves, and the actions are due.
    fn fire(
        &mut self,
        program: &Program,
        setting: &Setting,
        (index, number): (usize, usize),
        grounds: Option<Grounds>,
    ) {
        let read = &program.rules[index];
        let (rule, case) = (&read.rule, &read.cases[number]);
        let firing = self.runs[index][number].firings;
        let each = case.each.as_ref().map_or("", Key::as_str);
        let address = |seat: &Key| SimId::from_key(&format!("{seat}/{}/{each}", rule.key));
        let mut at = decided(program, setting, &rule.seat, setting.now, address(&rule.seat), firing);
        if let Some(superior) = &rule.approval {
            at = decided(program, setting, superior, at, address(superior), firing);
        }
        for (step, action) in rule.actions.iter().enumerate() {
            let after = action.after_min.as_ref().map_or(SimSpan::ZERO, |dist| {
                let who = address(&rule.seat);
                minutes(dist.draw(&mut setting.streams.at(who, firing, ACTION, step as u16)).max(0.0))
            });
            let due = at + after;
            let teams = action.order.teams();
            let (rule, case, step) = (index as u32, number as u32, step as u32);
            self.pending.insert(Pending { at: due, rule, case, step, firing, teams, since: due });
        }
        self.runs[index][number] = Run { firings: firing + 1, decided_at: at, released: false, grounds };
    }
}

fn may_fire(run: &Run, repeat: Repeat, now: SimTime) -> bool {
    run.firings == 0
        || match repeat {
            Repeat::Once => false,
            Repeat::EveryTime { rearm_after_min } => {
                run.released && now.since(run.decided_at) >= minutes(rearm_after_min)
            }
            Repeat::While { every_min } => now.since(run.decided_at) >= minutes(every_min),
        }
}

/// Who decides on a change of level: the activator of the level raised to, or of
/// the level lowered from.
pub(super) fn activator(spec: &TrackSpec, from: Option<Level>, to: Option<Level>) -> Option<&Key> {
    let level = from.max(to);
    spec.levels.iter().find(|one| Some(one.level) == level).map(|one| &one.seat)
}

/// When a seat that sees something at `from` has decided: it starts when on duty
/// and takes its decision delay.
pub(super) fn decided(
    program: &Program,
    setting: &Setting,
    seat: &Key,
    from: SimTime,
    who: SimId,
    step: u32,
) -> SimTime {
    let Some(role) = program.roles.get(seat) else { return from };
    let wait_h = role.duty.map_or(0.0, |duty| duty.wait_h(setting.calendar.hour_of_day(from)));
    let delay_min = role.decision_delay_min.draw(&mut setting.streams.at(who, step, DECISION, 0));
    from + minutes(wait_h * 60.0) + minutes(delay_min.max(0.0))
}
