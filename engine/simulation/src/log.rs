//! The event log of a run, told from outside: after each tick a recorder compares
//! the world with what it looked like before and notes what happened, in both
//! languages. It reads and never writes, so a run with a log has the bits of one
//! without, and a run without pays nothing.

mod basis;
mod orders;
mod people;
mod scene;
mod story;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::World;
use sandtable_command::cap::Announcement;
use sandtable_command::{Beliefs, Program, Register};
use sandtable_kernel::{Calendar, SimTime};
use sandtable_response::decide::Doctrine;
use sandtable_response::index::Site;
use sandtable_response::sensing::Public;
use sandtable_response::site::ResponseSite;
use sandtable_results::{LogEntry, LogKind, RunLog};

/// What a tick is told in: names, the plan, the entries and announcements so far.
struct Told<'a> {
    register: &'a Register,
    program: &'a Program,
    site: &'a ResponseSite,
    now: SimTime,
    log: &'a mut RunLog,
    announced: &'a mut Vec<Announcement>,
}

impl<'a> Told<'a> {
    fn source(&self) -> orders::Source<'a> {
        orders::Source { register: self.register, program: self.program }
    }

    fn push(&mut self, entry: LogEntry) {
        self.log.push(entry);
    }
}

/// Watches one run and writes its log.
#[derive(Debug, Default)]
pub struct Recorder {
    log: RunLog,
    announced: Vec<Announcement>,
    story: story::Story,
    scene: scene::Scene,
    people: people::Crowd,
}

impl Recorder {
    /// Notes what happened in the tick that has ended at `now`.
    pub fn observe(&mut self, world: &mut World, now: SimTime) {
        let (Some(public), Some(site), Some(doctrine)) = (
            world.get_resource::<Public>().cloned(),
            world.get_resource::<Site>().map(|site| site.0.clone()),
            world.get_resource::<Doctrine>().map(|doctrine| doctrine.program.clone()),
        ) else {
            return;
        };
        let (register, program): (Arc<Register>, Arc<Program>) = (public.register, doctrine);
        let mut told = Told {
            register: &register,
            program: &program,
            site: &site,
            now,
            log: &mut self.log,
            announced: &mut self.announced,
        };
        self.scene.before_orders(world, &mut told);
        self.story.observe(world, &mut told, &mut self.people);
        self.scene.observe(world, &mut told);
        self.people.observe(world, &mut told);
    }

    /// The log in the order of time, with the orders that are still open at the end; and
    /// what was announced to the public.
    pub fn finish(mut self, world: &World, calendar: &Calendar, end: SimTime) -> (RunLog, Vec<Announcement>) {
        if let (Some(public), Some(beliefs)) =
            (world.get_resource::<Public>(), world.get_resource::<Beliefs>())
        {
            let open = self.story.open(beliefs);
            let program = world.get_resource::<Doctrine>().map(|doctrine| doctrine.program.clone());
            let program = program.unwrap_or_default();
            let source = orders::Source { register: &public.register, program: &program };
            for order in open {
                let what = source.say(&order.kind, beliefs.0.get(&order.seat));
                let text = words::t(
                    format!("推演结束时尚未办结：{}", what.zh),
                    format!("still open at the end of the run: {}", what.en),
                );
                let entry = LogEntry::new(end, order.seat.to_string(), LogKind::OrderOpen, text)
                    .with("order", order.number.0);
                self.log.push(entry);
            }
        }
        let mut labels: BTreeMap<SimTime, String> = BTreeMap::new();
        for entry in self.log.entries() {
            labels
                .entry(entry.time)
                .or_insert_with(|| calendar.at(entry.time).strftime("%Y-%m-%d %H:%M:%S").to_string());
        }
        self.log.settle(|time| labels.get(&time).cloned().unwrap_or_default());
        (self.log, self.announced)
    }
}
