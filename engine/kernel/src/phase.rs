//! The phases of a tick, in order. Truth fields and closures change at tick
//! borders only; an order issued in tick k acts from tick k + 1.

use bevy_ecs::prelude::{IntoScheduleConfigs, Schedule, SystemSet};
use bevy_ecs::schedule::SingleThreadedExecutor;
use serde::{Deserialize, Serialize};

/// A phase of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, SystemSet, Serialize, Deserialize)]
pub enum Phase {
    /// The clock moves.
    Clock,
    /// A drill acts on the world.
    Inject,
    /// Rain, inflow, tide and wind of the tick.
    Forcing,
    /// Hazards advance by their own sub-steps and publish Fields.
    Hazard,
    /// Fields act on people, buildings, roads and lifelines.
    Impact,
    /// Observers turn truth into reports; channels deliver.
    Sense,
    /// Seats decide on belief and issue orders.
    Decide,
    /// Orders of earlier ticks are carried out.
    Act,
    /// People and things move.
    Move,
    /// Ledgers close.
    Account,
    /// Series and logs are written.
    Record,
}

impl Phase {
    /// All phases in their order.
    pub const ALL: [Self; 11] = [
        Self::Clock,
        Self::Inject,
        Self::Forcing,
        Self::Hazard,
        Self::Impact,
        Self::Sense,
        Self::Decide,
        Self::Act,
        Self::Move,
        Self::Account,
        Self::Record,
    ];
}

/// A single-threaded schedule with the phases chained strongly.
pub fn schedule() -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    let p = Phase::ALL;
    schedule.configure_sets((p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10]).chain());
    schedule
}
