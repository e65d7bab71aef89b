//! Orders on the way: they travel through a channel like reports do, with its
//! delay, losses and outages, and whoever receives one says so, through a channel
//! again. An order that nobody reads back is given again.
//!
//! Levels and what stands ready before the start need no messenger: a seat changes
//! its own level, and pre-positioning happened before the clock began.

use bevy_ecs::prelude::Resource;
use sandtable_command::channel::{Sender, Sent};
use sandtable_command::order::Basis;
use sandtable_command::report::FailReason;
use sandtable_command::{Key, Order, OrderKind};
use sandtable_kernel::{EventQueue, Phase, SimId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Hands;
use crate::observations::{OrderRef, Seen};

/// After this time without a read-back an order is given again (assumed).
const READ_BACK: SimSpan = SimSpan::from_mins(2);
/// How often it is given before the sender gives up: about half an hour (assumed).
const TRIES: u32 = 15;

/// What happens to an order on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    /// It is given for the n-th time.
    Give(u32),
    /// It arrives.
    Arrive,
}

/// Orders on their way.
#[derive(Clone, Debug, Default, Resource, Serialize, Deserialize)]
pub struct InTransit(EventQueue<(Order, Step)>);

impl InTransit {
    /// Number of orders on the way.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whose draws an order's fate on the way are.
fn messenger(seat: &Key) -> SimId {
    SimId::from_key(&format!("{seat}/orders"))
}

impl Hands<'_, '_> {
    /// Orders that have arrived by the end of the tick, in the order of arrival.
    pub(super) fn receive_orders(&mut self) {
        while let Some((key, (order, step))) = self.transit.0.pop_due(self.clock.now) {
            match step {
                Step::Give(nth) => self.give(order, key.time, nth),
                Step::Arrive => {
                    // Nothing is done before the tick after that of the order.
                    let at = key.time.max(self.clock.before());
                    let reference = OrderRef { seat: order.seat.clone(), number: order.number };
                    self.answer(&reference, at, Seen::OrderReceived);
                    self.execute(&order, &reference, at);
                }
            }
        }
    }

    /// Sends an order out, or carries it out where it needs no messenger.
    pub(super) fn send_order(&mut self, order: Order) {
        let own = matches!(
            order.kind,
            OrderKind::RaiseLevel { .. } | OrderKind::LowerLevel { .. } | OrderKind::PrePosition(_)
        );
        if own {
            let reference = OrderRef { seat: order.seat.clone(), number: order.number };
            let at = order.issued_at.max(self.clock.before());
            return self.execute(&order, &reference, at);
        }
        let at = order.issued_at;
        self.give(order, at, 0);
    }

    fn execute(&mut self, order: &Order, reference: &OrderRef, at: SimTime) {
        if let Err(why) = self.act(order, reference, at) {
            self.answer(reference, at, Seen::TeamFailed(why));
        }
    }

    fn give(&mut self, order: Order, at: SimTime, nth: u32) {
        let who = messenger(&order.seat);
        let sender = Sender { who, nth: order.number.0.saturating_mul(TRIES).saturating_add(nth) };
        let channel = match order.basis {
            Basis::Standing => &self.site.dispatch_channel,
            _ => &self.site.duty_channel,
        };
        let channel = Key::new(channel);
        let sent = self.mail.carry(&self.public.channels, &self.streams, sender, at, &channel);
        if let Sent::Arrives { at: arrives, empty: false, .. } = sent {
            self.transit.0.push(arrives, Phase::Act, who, (order, Step::Arrive));
            return;
        }
        let reference = OrderRef { seat: order.seat.clone(), number: order.number };
        let missed = at + READ_BACK;
        self.answer(&reference, at.max(self.clock.before()), Seen::OrderLost);
        if nth + 1 < TRIES {
            self.transit.0.push(missed, Phase::Act, who, (order, Step::Give(nth + 1)));
        } else {
            self.answer(&reference, at.max(self.clock.before()), Seen::TeamFailed(FailReason::Unreachable));
        }
    }
}
