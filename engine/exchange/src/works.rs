//! Works: typed, hazard-neutral changes to the physical world. Written in any
//! phase of tick k, read by hazards in tick k + 1.

use bevy_ecs::prelude::Resource;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{Point, Polyline};
use serde::{Deserialize, Serialize};

/// What is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WorkKind {
    /// A length of a levee's crest is raised, by sandbags for example. The rise adds
    /// to what was there.
    RaiseCrest {
        /// The levee.
        levee: SimId,
        /// Start of the length along the levee, m.
        from_m: f64,
        /// End of the length along the levee, m.
        to_m: f64,
        /// Rise, m.
        by_m: f64,
    },
    /// A gate is set to an opening.
    SetGate {
        /// The gate or sluice.
        gate: SimId,
        /// Share of the full opening, 0 to 1.
        opening: f64,
    },
    /// A pumping station is switched.
    SetPump {
        /// The station.
        pump: SimId,
        /// Running or not.
        on: bool,
    },
    /// The power of a device comes or goes.
    SetPower {
        /// The device.
        device: SimId,
        /// Power or none.
        on: bool,
    },
    /// A mobile pump starts at a place. A second such work of the same pump moves it.
    PlacePump {
        /// The pump.
        pump: SimId,
        /// Where it draws water.
        intake: Point,
        /// Where it lets the water out; none: out of the model, into the sea or a
        /// large river.
        outlet: Option<Point>,
        /// Flow, m³/s.
        capacity_m3_s: f64,
    },
    /// A mobile pump is taken away.
    RemovePump {
        /// The pump.
        pump: SimId,
    },
    /// A temporary wall along a line.
    Barrier {
        /// The wall.
        barrier: SimId,
        /// Its course.
        line: Polyline,
        /// Height above the ground, m.
        height_m: f64,
    },
}

/// A change with its author and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// The tick in which it was written; hazards see it from the next on.
    pub tick: u32,
    /// The exact time.
    pub at: SimTime,
    /// Who did it (team, station, cascade, inject).
    pub by: SimId,
    /// What is changed.
    pub kind: WorkKind,
}

/// All works of a run so far, in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq, Resource, Serialize, Deserialize)]
pub struct WorksLog(Vec<Work>);

impl WorksLog {
    /// Writes a work.
    pub fn write(&mut self, work: Work) {
        self.0.push(work);
    }

    /// All works so far.
    pub fn all(&self) -> &[Work] {
        &self.0
    }

    /// Works written from the `first`-th on.
    pub fn since(&self, first: usize) -> &[Work] {
        self.0.get(first..).unwrap_or_default()
    }
}
