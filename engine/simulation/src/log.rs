//! The event log of a run: what seats ordered and what came back from the field,
//! read after each tick.

use bevy_ecs::prelude::World;
use sandtable_command::OrderKind;
use sandtable_kernel::Text;
use sandtable_response::observations::{Observations, Seen};
use sandtable_response::orders::Issued;
use sandtable_results::{LogEntry, LogKind, RunLog};

/// Adds the orders issued and the observations made in the tick that has ended.
pub fn collect(world: &World, tick: u32, log: &mut RunLog) {
    if let Some(issued) = world.get_resource::<Issued>() {
        for order in &issued.0 {
            let kind = match order.kind {
                OrderKind::IssueWarning { .. } => LogKind::Warning,
                OrderKind::EvacuateZone { .. } | OrderKind::AllClear { .. } => LogKind::Evacuation,
                OrderKind::OpenShelter { .. } | OrderKind::CloseShelter { .. } => LogKind::Shelter,
                OrderKind::MoveSupplies { .. } => LogKind::Supplies,
                _ => LogKind::Order,
            };
            let what = format!("{:?}", order.kind);
            let entry = LogEntry::new(order.issued_at, order.seat.to_string(), kind, Text::same(what))
                .with("order", order.number.0)
                .with("basis", format!("{:?}", order.basis))
                .with("tick", tick);
            log.push(entry);
        }
    }
    if let Some(seen) = world.get_resource::<Observations>() {
        for note in &seen.0 {
            let kind = match note.seen {
                Seen::TeamFailed(_) | Seen::NothingFound => LogKind::Reply,
                Seen::TeamDone(saved) if saved > 0 => LogKind::Rescue,
                Seen::DeviceSet(_) => LogKind::Works,
                Seen::Overtopping(_) => LogKind::Hazard,
                Seen::Road(..) => LogKind::Damage,
                _ => LogKind::Movement,
            };
            let entry = LogEntry::new(note.at, note.by.clone(), kind, Text::same(format!("{:?}", note.seen)))
                .with("x", note.place.0)
                .with("y", note.place.1);
            log.push(entry);
        }
    }
}
