//! Supplies on paper: what people need, how long a stock lasts, and from which toll on a
//! relief response is due. Pure functions; the stock that moves in a run is in
//! [`crate::stores`].
//!
//! * [`demand`]: needs by person and day.
//! * [`outlook`]: a stock against a steady use and the convoys to come.
//! * [`relief`]: thresholds of the national relief response levels.

pub(crate) mod checks;
pub mod demand;
pub mod outlook;
pub mod relief;

pub use demand::{Needs, Quota};
pub use outlook::{Delivery, Gap, Outlook, OutlookError};
pub use relief::{Toll, relief_level};
