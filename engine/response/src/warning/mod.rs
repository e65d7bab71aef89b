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
//! * [`cues`]: people who act on what they see.

pub mod channels;
pub(crate) mod checks;
pub mod cues;
mod curve;
mod diffusion;
pub mod doors;
mod preparation;

pub use channels::{CHANNELS, Channel, Needs, Supply};
pub use curve::{Curve, Issue};
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
