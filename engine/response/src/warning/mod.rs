//! Warning: from the moment of issue to the first alert of a household, and from
//! there to its departure. Pure functions; who issues, hears and leaves is told
//! elsewhere.
//!
//! Each household has one place u on the zone's curve of first alert and one on the
//! curve of preparation (its own uniform draws); its times are the inverse of the
//! curves there. So a sample of households converges to the curves, plans meet the
//! same people, and a channel more or an earlier issue is heard earlier by all.
//!
//! * [`Diffusion`]: alert and contagion rate of one channel in closed form (Rogers &
//!   Sorensen 1988, Environmental Professional 10 281–294; form recalled).
//! * [`Channel`]: rates, reach by hour and dependence on power and base stations. The
//!   published table of rates could not be had: the figures are this project's own
//!   assumptions and say so.
//! * [`Curve`]: several channels, issued at different times, with contagion.
//! * [`Preparation`]: departure curves with a share that never leaves.
//! * [`doors`]: knocking at doors by finitely many teams.

pub mod channels;
pub(crate) mod checks;
mod curve;
mod diffusion;
pub mod doors;
mod preparation;

pub use channels::{CHANNELS, Channel, Needs, Supply};
pub use curve::{Curve, Issue, Teller};
pub use diffusion::Diffusion;
pub use preparation::{Preparation, PreparationCurve, rayleigh_quantile};

use sandtable_command::order::WarningChannel;
use sandtable_kernel::SimTime;

use crate::Hours;

/// What is out of range in a curve.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} is {value}; it must be {expected}")]
pub struct CurveError {
    /// The parameter.
    pub name: &'static str,
    /// What was found.
    pub value: f64,
    /// What it may be.
    pub expected: &'static str,
}

/// A warning over a channel with its assumed figures, power and base stations up.
/// None for knocking at doors, which teams do one door at a time ([`doors`]).
pub fn issue(channel: WarningChannel, at: SimTime) -> Option<Issue> {
    channels::figures(channel).map(|figures| Issue { channel: *figures, at, supply: Supply::FULL })
}

/// When a household at place `u` (0 to 1) of the zone's curve is first alerted; none
/// if the warnings do not reach it. For more than one household make a [`Curve`] and
/// ask that.
pub fn first_alert(issues: &[Issue], hours: &Hours, u: f64) -> Option<SimTime> {
    Curve::new(issues, hours).first_alert(u)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sandtable_kernel::{Component, SimId, SimSpan, Streams};
    use sandtable_space::{Link, LinkId, LinkState, NodeId, Point, Polyline, RoadClass, RoadGraph};

    use super::*;
    use crate::traffic::{
        ClassId, Departure, FlowParams, Network, Route, Traffic, TrafficEventKind, VehicleClass,
    };

    /// Households of one zone that are at the end of a street of 900 m when water closes
    /// it, three hours after the start, if the order goes out at a minute.
    fn clear_before_arrival(order_min: i64) -> usize {
        let nodes = vec![Point(0.0, 0.0), Point(900.0, 0.0)];
        let street = Link {
            key: "street".into(),
            from: NodeId(0),
            to: NodeId(1),
            length_m: 900.0,
            class: RoadClass::Local,
            lanes: 1,
            free_speed_m_s: 10.0,
            bridge: false,
            sag_m: 0.0,
            shape: Polyline(nodes.clone()),
            opposite: None,
        };
        let graph = Arc::new(RoadGraph::new(nodes, vec![street]).unwrap());
        let net = Network::new(graph, FlowParams::default(), vec![VehicleClass::walker(1.2)]).unwrap();
        let mut traffic = Traffic::new(Arc::new(net));
        let channel = Channel { reach: [0.8; 24], ..CHANNELS[2].figures };
        let order = Issue { channel, at: SimTime::from_mins(order_min), supply: Supply::FULL };
        let curve = Curve::new(&[order], &Hours { start: 1.0 });
        let prepare = PreparationCurve { shape: Preparation::Rayleigh { sigma_min: 30.0 }, mobilised: 0.85 };
        let streams = Streams::new(77, 0);
        for k in 0..500 {
            let id = SimId::from_key("zone").child(k);
            let own = |what| streams.uniform(id, 0, Component(what), 0);
            let Some(heard) = curve.first_alert(own(0x4001)) else { continue };
            let Some(minutes) = prepare.quantile_min(own(0x4002)) else { continue };
            let at = heard + SimSpan::from_mins_f64(minutes);
            let route = Route::links(vec![LinkId(0)]);
            let departure =
                Departure { unit: id, owner: k, vehicles: 3, class: ClassId(0), from: NodeId(0), at, route };
            traffic.depart(departure).unwrap();
        }
        let clear = traffic.advance(SimTime::from_hours(3));
        traffic.set_link(LinkId(0), LinkState::Closed).unwrap();
        let after = traffic.advance(SimTime::from_hours(12));
        let arrived = |e: &crate::traffic::TrafficEvent| matches!(e.what, TrafficEventKind::Arrived { .. });
        assert!(!after.iter().any(arrived), "nobody gets through the water");
        assert!(traffic.ledger().closes());
        clear.into_iter().filter(arrived).count()
    }

    #[test]
    fn a_later_order_never_raises_the_number_clear_before_arrival() {
        let clear: Vec<usize> = (0..=36).map(|k| clear_before_arrival(5 * k)).collect();
        assert!(clear.windows(2).all(|pair| pair[0] >= pair[1]), "{clear:?}");
        assert!(clear[0] > 400 && clear[36] == 0, "{clear:?}");
    }
}
