//! Time on a link by its flow.

use sandtable_space::{LinkId, Overlay};

use super::super::{ClassId, Network};

/// Time that the BPR curve adds at capacity, as a share of the free time (Bureau of
/// Public Roads 1964, "Traffic Assignment Manual").
pub const BPR_SHARE: f64 = 0.15;
/// Power of the BPR curve (same source).
pub const BPR_POWER: f64 = 4.0;

/// How the time on a link grows with its flow: t = free + added·(x/c)^power. Rising
/// and convex for powers of 1 and more, so that the equilibrium is one only.
///
/// It has no queue: a flow above capacity is possible and merely slow. Where queues
/// matter, the event model of [`super::super::Traffic`] is the one to ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    /// Time without other traffic, s.
    pub free_s: f64,
    /// Time added at capacity, s.
    pub added_s: f64,
    /// Capacity, cars/s.
    pub capacity_s: f64,
    /// Power, 1 or more.
    pub power: f64,
}

impl Latency {
    /// The BPR curve: t = t0·(1 + 0.15·(x/c)⁴).
    pub fn bpr(free_s: f64, capacity_s: f64) -> Self {
        Self { free_s, added_s: BPR_SHARE * free_s, capacity_s, power: BPR_POWER }
    }

    /// Whether the curve is one that an equilibrium can be looked for with.
    pub(super) fn is_sound(&self) -> bool {
        let finite = [self.free_s, self.added_s, self.power].iter().all(|value| value.is_finite());
        finite && self.free_s >= 0.0 && self.added_s >= 0.0 && self.capacity_s > 0.0 && self.power >= 1.0
    }

    /// Time at a flow in cars/s, s.
    pub fn time_s(&self, flow_s: f64) -> f64 {
        self.free_s + self.added_s * raised(flow_s / self.capacity_s, self.power)
    }

    /// Growth of the time with the flow, s a car/s.
    pub fn slope(&self, flow_s: f64) -> f64 {
        self.added_s * self.power / self.capacity_s * raised(flow_s / self.capacity_s, self.power - 1.0)
    }

    /// Integral of the time over the flow, the link's part of Beckmann's objective, cars.
    pub fn integral(&self, flow_s: f64) -> f64 {
        let last = raised(flow_s / self.capacity_s, self.power) / (self.power + 1.0);
        flow_s * (self.free_s + self.added_s * last)
    }
}

/// A power; the common whole ones by multiplication.
fn raised(base: f64, power: f64) -> f64 {
    if power == 4.0 {
        (base * base) * (base * base)
    } else if power == 3.0 {
        base * base * base
    } else if power == 1.0 {
        base
    } else if power == 0.0 {
        1.0
    } else {
        libm::pow(base, power)
    }
}

/// BPR curves of the links of a network for a class of vehicles, from the free times
/// and capacities that the event model uses, in the states of an overlay. None where
/// the class may not go.
pub fn latencies(net: &Network, class: ClassId, overlay: &Overlay) -> Vec<Option<Latency>> {
    (0..net.graph().links().len() as u32)
        .map(LinkId)
        .map(|link| {
            let state = overlay.state(link);
            let free_us = net.travel_us(class, link, state)?;
            Some(Latency::bpr(free_us as f64 * 1e-6, net.capacity_cars_s(link, state)))
        })
        .collect()
}
