//! Decide: the seats read their beliefs and give orders. The decisions themselves
//! are made in `sandtable-command`, which cannot name the truth.

use bevy_ecs::prelude::{Res, ResMut, Resource};
use sandtable_command::plan::Interpreter;
use sandtable_kernel::{Clock, Streams};
use serde::{Deserialize, Serialize};

use crate::orders::Issued;
use crate::sensing::{Beliefs, Public};

/// The occupant of the seats: a plan, or nobody but the standing behaviour.
#[derive(Clone, Debug, Resource, Serialize, Deserialize)]
pub struct Brain(pub Interpreter);

/// Decide: orders of this tick, carried out from the next.
pub fn decide(
    clock: Res<Clock>,
    public: Res<Public>,
    streams: Res<Streams>,
    mut brain: ResMut<Brain>,
    mut beliefs: ResMut<Beliefs>,
    mut issued: ResMut<Issued>,
) {
    let orders = brain.0.decide(clock.now, &mut beliefs.0, &public.register, &streams);
    issued.0.extend(orders);
}
