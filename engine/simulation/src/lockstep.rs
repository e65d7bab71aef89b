//! Plans in lockstep on shared hazards.
//!
//! All plans of a replicate begin on one set of hazards. Each tick the driver
//! advances the hazards of a group with the Works of earlier ticks, hands the
//! fields to the group's worlds and lets each world run its tick. Where the Works
//! of a tick differ inside a group, the hazards fork and the group splits. A run of
//! one plan is a group of one: the same code, so the same bits.

use std::sync::Arc;

use bevy_ecs::prelude::{Schedule, World};
use sandtable_exchange::outlook::OutlookBoard;
use sandtable_exchange::{FieldBoard, FieldFrame, Hazard, HazardError, HazardLedger, Work, WorksLog};
use sandtable_kernel::snapshot::{Sections, Snapshot, SnapshotError};
use sandtable_kernel::{Clock, SimSpan, SimTime};
use sandtable_response::Failure;
use sandtable_response::decide::SeatRoads;
use sandtable_response::exposure::HomeWatch;

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A hazard gave up.
    #[error(transparent)]
    Hazard(#[from] HazardError),
    /// A system of the world gave up.
    #[error("{0}")]
    World(String),
    /// A snapshot could not be taken or restored.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// The world of one plan.
pub struct Member {
    /// The world.
    pub world: World,
    /// Its schedule.
    pub schedule: Schedule,
    /// What a snapshot of it holds.
    pub sections: Sections,
    /// Why it ended early, if it did.
    pub failed: Option<String>,
}

/// Worlds that share their hazards.
struct Group {
    hazards: Vec<Box<dyn Hazard>>,
    frames: Vec<Arc<FieldFrame>>,
    members: Vec<usize>,
    /// Works that the hazards have seen.
    seen: usize,
    /// Updates of the hazards before this group had them for itself.
    updates_before: u64,
}

/// The plans of one replicate.
pub struct Lockstep {
    clock: Clock,
    until: SimTime,
    members: Vec<Member>,
    groups: Vec<Group>,
    forks: u32,
    /// Updates of groups that have ended early.
    updates_gone: u64,
}

/// A member's whole state: its world and the hazards it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSnapshot {
    clock: Clock,
    world: Snapshot,
    hazards: Vec<Vec<u8>>,
    seen: usize,
}

impl RunSnapshot {
    /// Hash of the world's and the hazards' state.
    pub fn hash(&self) -> u64 {
        let mut bytes = self.world.hash().to_le_bytes().to_vec();
        for hazard in &self.hazards {
            bytes.extend_from_slice(&(hazard.len() as u64).to_le_bytes());
            bytes.extend_from_slice(hazard);
        }
        xxhash_rust::xxh3::xxh3_64(&bytes)
    }
}

impl Lockstep {
    /// Plans that begin on the same hazards.
    pub fn new(
        mut hazards: Vec<Box<dyn Hazard>>,
        mut members: Vec<Member>,
        tick: SimSpan,
        length: SimSpan,
    ) -> Self {
        let outlook = OutlookBoard(hazards.iter().map(|hazard| hazard.outlook()).collect());
        let frames: Vec<_> = hazards.iter_mut().map(|hazard| hazard.publish()).collect();
        let clock = Clock::new(tick);
        for member in &mut members {
            member.world.insert_resource(outlook.clone());
            member.world.insert_resource(FieldBoard(frames.clone()));
            member.world.insert_resource(clock);
        }
        let group =
            Group { hazards, frames, members: (0..members.len()).collect(), seen: 0, updates_before: 0 };
        Self { clock, until: SimTime::ZERO + length, members, groups: vec![group], forks: 0, updates_gone: 0 }
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Whether the end is reached.
    pub fn is_done(&self) -> bool {
        self.clock.now >= self.until || self.groups.is_empty()
    }

    /// How often hazards have forked.
    pub fn forks(&self) -> u32 {
        self.forks
    }

    /// Cells that the hazards have updated, summed over steps and forks.
    pub fn updates(&self) -> u64 {
        self.updates_gone + self.groups.iter().map(Group::updates).sum::<u64>()
    }

    /// The plans' worlds.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The plans' worlds, to read results from.
    pub fn members_mut(&mut self) -> &mut [Member] {
        &mut self.members
    }

    /// The frames that a plan stands on.
    pub fn frames(&self, member: usize) -> &[Arc<FieldFrame>] {
        self.group_of(member).map_or(&[], |group| &group.frames)
    }

    /// Number of the group a plan is in; plans of one group share their hazards.
    pub fn group_number(&self, member: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.members.contains(&member))
    }

    /// Ledgers and warnings of the hazards that a plan stands on, by hazard.
    pub fn ledgers(&self, member: usize) -> Vec<(&'static str, HazardLedger, Vec<String>)> {
        self.group_of(member)
            .map(|group| group.hazards.iter().map(|h| (h.name(), h.ledger(), h.warnings())).collect())
            .unwrap_or_default()
    }

    fn group_of(&self, member: usize) -> Option<&Group> {
        self.groups.iter().find(|group| group.members.contains(&member))
    }

    /// Runs one tick of every plan. A plan that fails is taken out; the others go on.
    pub fn tick(&mut self) {
        self.clock.advance();
        let (clock, members) = (self.clock, &mut self.members);
        for group in &mut self.groups {
            let Some(&first) = group.members.first() else { continue };
            if let Err(error) = group.advance(&clock, works_since(&members[first].world, group.seen)) {
                for &k in &group.members {
                    members[k].failed = Some(error.to_string());
                }
                group.members.clear();
                continue;
            }
            group.seen = works_since(&members[first].world, 0).len();
            for &k in &group.members {
                let member = &mut members[k];
                member.world.insert_resource(FieldBoard(group.frames.clone()));
                member.world.insert_resource(clock);
                member.schedule.run(&mut member.world);
                member.failed = member.world.get_resource::<Failure>().and_then(|failure| failure.0.clone());
            }
            group.members.retain(|&k| members[k].failed.is_none());
        }
        let ended = self.groups.iter().filter(|group| group.members.is_empty());
        self.updates_gone += ended.map(Group::updates).sum::<u64>();
        self.groups.retain(|group| !group.members.is_empty());
        self.split();
    }

    /// Splits groups whose members wrote different Works in this tick. The part of
    /// the first member keeps the hazards; every other part gets a fork.
    fn split(&mut self) {
        let mut split = Vec::new();
        for mut group in std::mem::take(&mut self.groups) {
            let mut parts: Vec<Vec<usize>> = Vec::new();
            for &k in &group.members {
                let works = works_since(&self.members[k].world, group.seen);
                let same = parts
                    .iter_mut()
                    .find(|part| works_since(&self.members[part[0]].world, group.seen) == works);
                match same {
                    Some(part) => part.push(k),
                    None => parts.push(vec![k]),
                }
            }
            for part in parts.drain(1..) {
                self.forks += 1;
                split.push(Group {
                    hazards: group.hazards.iter().map(|hazard| hazard.fork()).collect(),
                    frames: group.frames.clone(),
                    members: part,
                    seen: group.seen,
                    updates_before: group.hazards.iter().map(|hazard| hazard.updates()).sum(),
                });
            }
            group.members = parts.pop().unwrap_or_default();
            split.push(group);
        }
        self.groups = split;
    }

    /// The whole state of one plan's run.
    ///
    /// # Errors
    /// If a part of the state cannot be written, or the plan has failed.
    pub fn snapshot(&mut self, member: usize) -> Result<RunSnapshot, RunError> {
        let world = &mut self.members[member];
        if let Some(failure) = &world.failed {
            return Err(RunError::World(failure.clone()));
        }
        let world = world.sections.save(&mut world.world)?;
        let mut hazards = Vec::new();
        let mut seen = 0;
        if let Some(group) = self.group_of(member) {
            seen = group.seen;
            for hazard in &group.hazards {
                let mut bytes = Vec::new();
                hazard.save(&mut bytes)?;
                hazards.push(bytes);
            }
        }
        Ok(RunSnapshot { clock: self.clock, world, hazards, seen })
    }

    /// Puts a run of one plan into a saved state.
    ///
    /// # Errors
    /// If this run has several plans, or the snapshot is not one of this case.
    pub fn restore(&mut self, snapshot: &RunSnapshot) -> Result<(), RunError> {
        let ([member], [group]) = (&mut self.members[..], &mut self.groups[..]) else {
            return Err(RunError::World("only a run of one plan can be restored".into()));
        };
        member.sections.load(&mut member.world, &snapshot.world)?;
        for (hazard, bytes) in group.hazards.iter_mut().zip(&snapshot.hazards) {
            hazard.load(bytes)?;
        }
        group.frames = group.hazards.iter_mut().map(|hazard| hazard.publish()).collect();
        group.seen = snapshot.seen;
        self.clock = snapshot.clock;
        member.world.insert_resource(snapshot.clock);
        // Derived from the beliefs and the people; made anew from the restored ones.
        member.world.insert_resource(SeatRoads::default());
        member.world.insert_resource(HomeWatch::default());
        member.world.insert_resource(FieldBoard(group.frames.clone()));
        Ok(())
    }
}

impl Group {
    fn updates(&self) -> u64 {
        self.hazards.iter().map(|hazard| hazard.updates()).sum::<u64>() - self.updates_before
    }

    fn advance(&mut self, clock: &Clock, works: &[Work]) -> Result<(), HazardError> {
        for (hazard, frame) in self.hazards.iter_mut().zip(&mut self.frames) {
            hazard.advance(clock, works)?;
            *frame = hazard.publish();
        }
        Ok(())
    }
}

/// Works that a world has written from the `first`-th on.
fn works_since(world: &World, first: usize) -> &[Work] {
    world.get_resource::<WorksLog>().map_or(&[], |log| log.since(first))
}
