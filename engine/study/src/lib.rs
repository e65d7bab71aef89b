//! Replicates, statistics and plan comparison.
//!
//! Estimators are those of the literature named at each; every one answers `None`
//! where the sample cannot carry the statement (one replicate, no spread, a metric
//! that never applied), never a stand-in. Sums run in the order of replicates, so a
//! comparison has the same bits for any number of threads.
#![deny(missing_docs)]

pub mod bootstrap;
pub mod compare;
pub mod curves;
pub mod evaluate;
pub mod finding;
pub mod mean;
pub mod moments;
pub mod paired;
pub mod precision;
pub mod progress;
pub mod proportion;
pub mod quantile;
pub mod selection;
pub mod tail;
pub mod validation;

pub use compare::{CompareError, compare};
pub use evaluate::{EvaluateError, Evaluation, Length, Request, evaluate};
pub use moments::Moments;
pub use precision::{RelativePrecision, Verdict, fixed_counts};
pub use progress::{Cancel, Progress};
