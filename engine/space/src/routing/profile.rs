//! Who travels: what a link costs a vehicle, a walker or a crew with passage.

use serde::{Deserialize, Serialize};

use crate::{Link, LinkId, LinkState, Overlay, RoadClass, RoadGraph};

/// How somebody moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// On the carriageway at the link's free speed; not on paths.
    Vehicle,
    /// On foot at the profile's own speed; not on motorways.
    Walk,
}

/// What a traveller can do, from which follow the seconds that a link costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How the traveller moves.
    pub mode: Mode,
    /// Greatest speed of the traveller, m/s: caps the link's free speed for a
    /// vehicle, and is the walking speed for a walker.
    pub speed_m_s: f64,
    /// Speed on links that are closed to ordinary traffic, m/s; none if the
    /// traveller cannot pass them.
    pub closed_speed_m_s: Option<f64>,
}

impl Profile {
    /// An ordinary car: the link's free speed, no passage through closures.
    pub const CAR: Self = Self { mode: Mode::Vehicle, speed_m_s: f64::INFINITY, closed_speed_m_s: None };

    /// A walker at the given speed, m/s.
    #[must_use]
    pub fn walker(speed_m_s: f64) -> Self {
        Self { mode: Mode::Walk, speed_m_s, closed_speed_m_s: None }
    }

    /// The same traveller, able to pass closed links at a speed, m/s.
    #[must_use]
    pub fn passing_closed(self, speed_m_s: f64) -> Self {
        Self { closed_speed_m_s: Some(speed_m_s), ..self }
    }

    /// Speed on a link in a state, m/s; 0 where the traveller cannot go.
    pub fn speed_on(&self, link: &Link, state: LinkState) -> f64 {
        let barred = match self.mode {
            Mode::Vehicle => link.class == RoadClass::Path,
            Mode::Walk => link.class == RoadClass::Motorway,
        };
        if barred {
            return 0.0;
        }
        let dry = match self.mode {
            Mode::Vehicle => link.free_speed_m_s.min(self.speed_m_s),
            Mode::Walk => self.speed_m_s,
        };
        match state {
            LinkState::Open => dry,
            LinkState::Slow(limit) => dry.min(f64::from(limit)),
            LinkState::Closed => self.closed_speed_m_s.map_or(0.0, |speed| dry.min(speed)),
        }
    }

    /// Seconds to pass a link in a state; infinite where the traveller cannot go.
    pub fn cost_s(&self, link: &Link, state: LinkState) -> f64 {
        let speed = self.speed_on(link, state);
        if speed > 0.0 { link.length_m / speed } else { f64::INFINITY }
    }

    /// The cost of links under an overlay, for the searches of this module.
    pub fn cost_over<'a>(&'a self, overlay: &'a Overlay) -> impl Fn(LinkId, &Link) -> f64 + 'a {
        move |id, link| self.cost_s(link, overlay.state(id))
    }
}

/// What the links of a graph cost a traveller, as far as it can be worked out once for
/// searches that are repeated. It gives what [`Profile`] gives, to the bit.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkCosts {
    closed_speed_m_s: Option<f64>,
    links: Vec<OpenLink>,
}

/// A link while it is open.
#[derive(Clone, Copy, Debug, PartialEq)]
struct OpenLink {
    length_m: f64,
    speed_m_s: f64,
    cost_s: f64,
}

impl LinkCosts {
    /// The costs of all links of a graph.
    #[must_use]
    pub fn new(graph: &RoadGraph, profile: Profile) -> Self {
        let open = |link: &Link| OpenLink {
            length_m: link.length_m,
            speed_m_s: profile.speed_on(link, LinkState::Open),
            cost_s: profile.cost_s(link, LinkState::Open),
        };
        Self { closed_speed_m_s: profile.closed_speed_m_s, links: graph.links().iter().map(open).collect() }
    }

    /// Length of a link of the graph, m.
    #[inline]
    pub fn length_m(&self, id: LinkId) -> f64 {
        self.links[id.0 as usize].length_m
    }

    /// Speed on a link of the graph in a state, m/s, as [`Profile::speed_on`].
    #[inline]
    pub fn speed_on(&self, id: LinkId, state: LinkState) -> f64 {
        let dry = self.links[id.0 as usize].speed_m_s;
        match state {
            LinkState::Open => dry,
            LinkState::Slow(limit) => dry.min(f64::from(limit)),
            LinkState::Closed => self.closed_speed_m_s.map_or(0.0, |speed| dry.min(speed)),
        }
    }

    /// Seconds to pass a link of the graph in a state, as [`Profile::cost_s`].
    #[inline]
    pub fn cost_s(&self, id: LinkId, state: LinkState) -> f64 {
        if state == LinkState::Open {
            return self.links[id.0 as usize].cost_s;
        }
        let speed = self.speed_on(id, state);
        if speed > 0.0 { self.length_m(id) / speed } else { f64::INFINITY }
    }

    /// The cost of links under an overlay, for the searches of this module.
    pub fn cost_over<'a>(&'a self, overlay: &'a Overlay) -> impl Fn(LinkId, &Link) -> f64 + 'a {
        move |id, _| self.cost_s(id, overlay.state(id))
    }
}
