//! Whether an order makes sense: its names by the register, its teams and stock by
//! the seat's own belief. An order that passes can still fail in the field.

use sandtable_kernel::SimTime;

use super::{Advance, OrderKind, Spot, Target, Task};
use crate::belief::Belief;
use crate::key::Key;
use crate::register::{Capability, EntryKind, KindTag, Register, RegisterError};
use crate::report::TeamState;

/// Why an order is refused before it is issued.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OrderError {
    /// A name is unknown or stands for something else.
    #[error(transparent)]
    Name(#[from] RegisterError),
    /// The team is not the seat's to order.
    #[error("'{seat}' does not command team '{team}'; ask for it as aid, or order one of its own")]
    NotYours {
        /// The seat.
        seat: Key,
        /// The team.
        team: Key,
    },
    /// The team cannot do this.
    #[error("team '{team}' has none of the capabilities {needs:?}; send one that has")]
    NotCapable {
        /// The team.
        team: Key,
        /// What the task needs one of.
        needs: Vec<Capability>,
    },
    /// The team is busy as far as the seat knows.
    #[error("team '{team}' is {state:?} as far as is known; recall it first, or send another")]
    TeamBusy {
        /// The team.
        team: Key,
        /// Its believed state.
        state: TeamState,
    },
    /// The number belongs to no incident or report of the seat.
    #[error("the seat has no {what} number {number}; take one from its list")]
    NoSuchNumber {
        /// Incident or report.
        what: &'static str,
        /// The number.
        number: u32,
    },
    /// The incident is over.
    #[error("incident {number} is closed; send teams to open ones")]
    IncidentClosed {
        /// The incident.
        number: u32,
    },
    /// There is less in store than is ordered.
    #[error("'{from}' holds {held} of '{item}' as far as is known, {wanted} are ordered; order less")]
    StockShort {
        /// The depot.
        from: Key,
        /// The item.
        item: Key,
        /// What is believed to be there.
        held: f64,
        /// What is ordered.
        wanted: f64,
    },
    /// A number is out of its range.
    #[error("{name} is {value}; it must be {range}")]
    Range {
        /// What.
        name: &'static str,
        /// What was found.
        value: f64,
        /// What is allowed.
        range: String,
    },
    /// A list that must name something is empty.
    #[error("no {what} given; name at least one")]
    Nothing {
        /// What is missing.
        what: &'static str,
    },
    /// From and to are the same.
    #[error("'{place}' is both origin and destination; name two places")]
    SamePlace {
        /// The place.
        place: Key,
    },
}

/// The checks that need no belief.
struct Names<'a>(&'a Register);

impl Names<'_> {
    fn is(&self, key: &Key, kinds: &[KindTag]) -> Result<(), OrderError> {
        self.0.expect_kind(key, kinds)?;
        Ok(())
    }

    fn areas(&self, areas: &[Key]) -> Result<(), OrderError> {
        if areas.is_empty() {
            return Err(OrderError::Nothing { what: "area" });
        }
        areas.iter().try_for_each(|area| self.is(area, &[KindTag::Zone, KindTag::AdminUnit]))
    }

    fn spot(&self, spot: &Spot) -> Result<(), OrderError> {
        match spot {
            Spot::At(key) => self.is(key, &[]),
            Spot::Point(point) => {
                finite("x of the point", point.0)?;
                finite("y of the point", point.1)
            }
        }
    }

    fn supplies(&self, from: &Key, to: &Key, item: &Key, quantity: f64) -> Result<(), OrderError> {
        self.is(from, &[KindTag::Depot, KindTag::Shelter])?;
        self.is(to, &[KindTag::Depot, KindTag::Shelter, KindTag::Hospital])?;
        self.is(item, &[KindTag::Item])?;
        if from == to {
            return Err(OrderError::SamePlace { place: from.clone() });
        }
        positive("quantity", quantity)
    }

    fn sandbag(&self, levee: &Key, from_m: f64, to_m: f64, by_m: f64) -> Result<(), OrderError> {
        let entry = self.0.expect_kind(levee, &[KindTag::Levee])?;
        let EntryKind::Levee { length_m, .. } = &entry.kind else { return Ok(()) };
        within("from_m", from_m, 0.0, *length_m)?;
        within("to_m", to_m, from_m, *length_m)?;
        positive("by_m", by_m)
    }
}

fn positive(name: &'static str, value: f64) -> Result<(), OrderError> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(OrderError::Range { name, value, range: "a number above 0".into() })
    }
}

fn within(name: &'static str, value: f64, low: f64, high: f64) -> Result<(), OrderError> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(OrderError::Range { name, value, range: format!("between {low} and {high}") })
    }
}

fn finite(name: &'static str, value: f64) -> Result<(), OrderError> {
    if value.is_finite() { Ok(()) } else { Err(OrderError::Range { name, value, range: "finite".into() }) }
}

/// Checks an order of a seat against the register and what the seat believes.
///
/// # Errors
/// The first thing that is wrong, with a remedy.
pub fn validate(
    order: &OrderKind,
    belief: &Belief,
    register: &Register,
    now: SimTime,
) -> Result<(), OrderError> {
    let names = Names(register);
    match order {
        OrderKind::RaiseLevel { .. } | OrderKind::LowerLevel { .. } => Ok(()),
        OrderKind::IssueWarning { areas, channels, .. } | OrderKind::Release { areas, channels } => {
            if channels.is_empty() {
                return Err(OrderError::Nothing { what: "warning channel" });
            }
            names.areas(areas)
        }
        OrderKind::EvacuateZone { zone, .. } | OrderKind::AllClear { zone } => {
            names.is(zone, &[KindTag::Zone])
        }
        OrderKind::OpenShelter { shelter } | OrderKind::CloseShelter { shelter } => {
            names.is(shelter, &[KindTag::Shelter])
        }
        OrderKind::Dispatch { team, task } => {
            validate_task(task, belief, register)?;
            let free_needed = !matches!(task, Task::Return);
            validate_team(team, task.needs(), free_needed, belief, register, now)
        }
        OrderKind::MoveSupplies { from, to, item, quantity }
        | OrderKind::PrePosition(Advance::Supplies { from, to, item, quantity }) => {
            names.supplies(from, to, item, *quantity)?;
            stock_suffices(from, item, *quantity, belief, register)
        }
        OrderKind::PrePosition(Advance::Team { team, at }) => {
            names.spot(at)?;
            validate_team(team, &[], true, belief, register, now)
        }
        OrderKind::CloseRoad { road } | OrderKind::OpenRoad { road } => names.is(road, &[KindTag::Road]),
        OrderKind::Contraflow { road, toward } => {
            names.is(road, &[KindTag::Road])?;
            names.is(toward, &[])
        }
        OrderKind::OperatePump { pump, .. } => names.is(pump, &[KindTag::Pump]),
        OrderKind::OperateGate { gate, opening } => {
            names.is(gate, &[KindTag::Gate])?;
            within("opening", *opening, 0.0, 1.0)
        }
        OrderKind::RequestAid { from, count, .. } => {
            names.is(from, &[KindTag::Seat])?;
            positive("count", f64::from(*count))
        }
        OrderKind::Post { person, to } => {
            names.is(person, &[KindTag::Person])?;
            to.as_ref().map_or(Ok(()), |post| names.is(post, &[]))
        }
    }
}

fn validate_team(
    team: &Key,
    needs: &[Capability],
    free_needed: bool,
    belief: &Belief,
    register: &Register,
    now: SimTime,
) -> Result<(), OrderError> {
    let entry = register.expect_kind(team, &[KindTag::Team])?;
    if !belief.commands(entry, register) {
        return Err(OrderError::NotYours { seat: belief.seat().clone(), team: team.clone() });
    }
    if !Belief::can_do(entry, needs) {
        return Err(OrderError::NotCapable { team: team.clone(), needs: needs.to_vec() });
    }
    if free_needed && !belief.is_available(team.as_str(), now) {
        let state =
            belief.assets().team(team.as_str()).map_or(TeamState::OnTask, |known| known.state.clone());
        return Err(OrderError::TeamBusy { team: team.clone(), state });
    }
    Ok(())
}

/// Checks a task against the register and what the seat believes, whoever is to do it.
///
/// # Errors
/// The first thing that is wrong, with a remedy.
pub(crate) fn validate_task(task: &Task, belief: &Belief, register: &Register) -> Result<(), OrderError> {
    let names = Names(register);
    match task {
        Task::Rescue { target: Target::Zone(zone) } => names.is(zone, &[KindTag::Zone]),
        Task::Rescue { target: Target::Incident(number) } => match belief.incidents().get(*number) {
            None => Err(OrderError::NoSuchNumber { what: "incident", number: number.0 }),
            Some(incident) if incident.closed.is_some() => {
                Err(OrderError::IncidentClosed { number: number.0 })
            }
            Some(_) => Ok(()),
        },
        Task::Rescue { target: Target::Report(number) } => {
            let known = belief.item(*number).is_some();
            known.then_some(()).ok_or(OrderError::NoSuchNumber { what: "report", number: number.0 })
        }
        Task::Sandbag { levee, from_m, to_m, by_m } => names.sandbag(levee, *from_m, *to_m, *by_m),
        Task::PlacePump { at, outlet } => {
            names.spot(at)?;
            outlet.as_ref().map_or(Ok(()), |outlet| names.spot(outlet))
        }
        Task::Patrol { place } => names.is(place, &[]),
        Task::DoorKnock { zone } => names.is(zone, &[KindTag::Zone]),
        Task::Escort { zone, shelter } => {
            names.is(zone, &[KindTag::Zone])?;
            shelter.as_ref().map_or(Ok(()), |shelter| names.is(shelter, &[KindTag::Shelter]))
        }
        Task::Deliver { from, to, item, quantity } => {
            names.supplies(from, to, item, *quantity)?;
            stock_suffices(from, item, *quantity, belief, register)
        }
        Task::Standby { at } => names.spot(at),
        Task::Return => Ok(()),
    }
}

/// Unknown stock does not stop an order: the depot will answer.
fn stock_suffices(
    from: &Key,
    item: &Key,
    wanted: f64,
    belief: &Belief,
    register: &Register,
) -> Result<(), OrderError> {
    match belief.stock(from, item, register) {
        Some(held) if held < wanted => {
            Err(OrderError::StockShort { from: from.clone(), item: item.clone(), held, wanted })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{belief, mins, register, report, trapped};
    use crate::order::{Basis, Draft, WarningChannel, WarningLevel, WarningType};
    use crate::report::{About, IncidentNumber, Place, ReportNumber};

    fn dispatch(team: &str, task: Task) -> OrderKind {
        OrderKind::Dispatch { team: team.into(), task }
    }

    fn rescue(number: u32) -> Task {
        Task::Rescue { target: Target::Incident(IncidentNumber(number)) }
    }

    fn sandbag(from_m: f64, to_m: f64, by_m: f64) -> Task {
        Task::Sandbag { levee: "levee.north".into(), from_m, to_m, by_m }
    }

    #[test]
    fn each_fault_is_named() {
        let (register, mut city) = (register(), belief("seat.city"));
        city.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
        let check = |order: &OrderKind| validate(order, &city, &register, mins(1));
        let supplies = |from: &str, to: &str, quantity: f64| OrderKind::MoveSupplies {
            from: from.into(),
            to: to.into(),
            item: "item.sandbag".into(),
            quantity,
        };
        let warning = |areas: Vec<Key>, channels: Vec<WarningChannel>| OrderKind::IssueWarning {
            hazard: WarningType::Flood,
            level: WarningLevel::Red,
            areas,
            groups: vec![],
            channels,
        };
        use OrderError as E;
        let range =
            |name: &'static str| move |error: &E| matches!(error, E::Range { name: n, .. } if *n == name);
        type Test = Box<dyn Fn(&E) -> bool>;
        let faults: Vec<(OrderKind, Test)> = vec![
            (
                dispatch("team.boot", rescue(1)),
                Box::new(|e| e.to_string().contains("did you mean 'team.boat'?")),
            ),
            (
                dispatch("zone.a", rescue(1)),
                Box::new(|e| matches!(e, E::Name(RegisterError::WrongKind { .. }))),
            ),
            (dispatch("team.medic", rescue(1)), Box::new(|e| matches!(e, E::NotYours { .. }))),
            (dispatch("team.bags", rescue(1)), Box::new(|e| matches!(e, E::NotCapable { .. }))),
            (dispatch("team.boat", rescue(2)), Box::new(|e| matches!(e, E::NoSuchNumber { number: 2, .. }))),
            (
                dispatch("team.boat", Task::Rescue { target: Target::Report(ReportNumber(9)) }),
                Box::new(|e| matches!(e, E::NoSuchNumber { what: "report", .. })),
            ),
            (dispatch("team.bags", sandbag(0.0, 2500.0, 0.5)), Box::new(range("to_m"))),
            (dispatch("team.bags", sandbag(300.0, 200.0, 0.5)), Box::new(range("to_m"))),
            (dispatch("team.bags", sandbag(0.0, 200.0, f64::NAN)), Box::new(range("by_m"))),
            (supplies("depot.city", "depot.town", 1001.0), Box::new(|e| matches!(e, E::StockShort { .. }))),
            (supplies("depot.city", "depot.city", 1.0), Box::new(|e| matches!(e, E::SamePlace { .. }))),
            (supplies("depot.city", "depot.town", -1.0), Box::new(range("quantity"))),
            (OrderKind::OperateGate { gate: "gate.east".into(), opening: 1.2 }, Box::new(range("opening"))),
            (
                OrderKind::EvacuateZone { zone: "district.east".into(), groups: vec![], by: None },
                Box::new(|e| matches!(e, E::Name(RegisterError::WrongKind { .. }))),
            ),
            (warning(vec![], vec![WarningChannel::Sms]), Box::new(|e| *e == E::Nothing { what: "area" })),
            (warning(vec!["zone.a".into()], vec![]), Box::new(|e| matches!(e, E::Nothing { .. }))),
            (
                OrderKind::RequestAid {
                    from: "seat.province".into(),
                    capability: Capability::Rescue,
                    count: 0,
                },
                Box::new(range("count")),
            ),
        ];
        for (order, is_expected) in faults {
            let error = check(&order).expect_err(&format!("{order:?}"));
            assert!(is_expected(&error), "{order:?}: {error}");
        }
    }

    #[test]
    fn good_orders_pass_and_a_busy_team_is_refused_until_it_is_free() {
        let (register, mut city) = (register(), belief("seat.city"));
        city.receive(trapped(2, (500.0, 500.0), mins(0)), &register);
        let order = dispatch("team.boat", rescue(1));
        assert_eq!(validate(&order, &city, &register, mins(1)), Ok(()));
        let draft = Draft {
            issued_at: mins(1),
            kind: order.clone(),
            basis: Basis::Person,
            grounds: None,
            needs_ack: false,
            deadline: None,
        };
        let issued = city.issue(draft);
        let busy = validate(&order, &city, &register, mins(2));
        assert!(matches!(busy, Err(OrderError::TeamBusy { .. })));
        // It may be recalled all the same.
        assert_eq!(validate(&dispatch("team.boat", Task::Return), &city, &register, mins(2)), Ok(()));
        city.receive(
            report(About::OrderDone { order: issued.number }, Place::Nowhere, None, mins(9)),
            &register,
        );
        let closed = validate(&order, &city, &register, mins(9));
        assert_eq!(closed, Err(OrderError::IncidentClosed { number: 1 }));
        let patrol = dispatch("team.boat", Task::Patrol { place: "levee.north".into() });
        assert_eq!(validate(&patrol, &city, &register, mins(9)), Ok(()));
        assert_eq!(
            validate(&dispatch("team.bags", sandbag(0.0, 200.0, 0.5)), &city, &register, mins(9)),
            Ok(())
        );
    }
}
