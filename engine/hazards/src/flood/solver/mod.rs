//! Water over terrain: the local inertial equations on a staggered grid.
//!
//! What it models: depth-averaged flow in which friction and the slope of the
//! water surface rule, with local acceleration (Bates, Horritt and Fewtrell 2010,
//! J. Hydrol. 387:33–45), the q-centred smoothing of de Almeida et al. 2012 (Water
//! Resour. Res. 48, W05528) and friction by the whole flow vector (de Almeida and
//! Bates 2013). What it leaves out: advection of momentum. So levels and fronts of
//! floods over land are right, while bores, hydraulic jumps and flow near or above
//! Froude number 1 are not; [`Solver::validity`] says how much of the moving water
//! is in that state.
//!
//! How it works:
//!
//! * Depth `h` lies at cell centres, unit flow `q` (m²/s, east and north positive) on
//!   west and south faces. A cell can give no more than it holds: where it would,
//!   its outflows are scaled, so no water is ever made or clipped away.
//! * The step is `alpha·dx/√(g·h_max)` of the deepest *active* water. The linear limit
//!   in two dimensions is `alpha ≤ √(theta/2)`; [`Params::checked`] refuses more than
//!   0.95 of it.
//! * The state is `f32`, all accounts are `f64` ([`Ledger`]).
//! * Tiles of 16 × 16 cells whose water is still sleep and cost nothing ([`Sleep`] has
//!   the rule and what it neglects).
//! * The sea, large lakes and tides are *stage cells*: their level is given, only
//!   those along a shore take part, and what passes the shore is in the ledger.
//! * Levees and walls thinner than a cell are *weir faces*.
//! * The inner loops run on the widest vector unit of the machine ([`Path`]) and give
//!   the same bits on each.

mod boundary;
mod field;
mod kernel;
mod lanes;
mod layout;
mod ledger;
mod params;
mod paths;
mod plan;
#[cfg(test)]
mod reference;
mod setup;
mod snapshot;
mod sources;
mod state;
mod step;
mod survey;
#[cfg(test)]
mod tests;
mod tiles;
mod validity;
mod view;
mod weir;

pub use ledger::{Ledger, Term};
pub use params::{Params, Roughness, Sleep, SolverError};
pub use paths::Path;
pub use setup::{CellKind, Edge, Face, Setup, Side, StageId};
pub use state::Solver;
pub use validity::Validity;
pub use view::RowView;
pub use weir::{VILLEMONTE_EXPONENT, WEIR_COEFFICIENT, weir_unit_flow_m2_s};
