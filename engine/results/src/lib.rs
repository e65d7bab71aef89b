//! Metrics, outcomes, ensemble layers, run logs and study tables: plain data
//! that the simulation and the study write and that reports read. Nothing here
//! simulates, estimates or draws.
//!
//! Three values of a metric are not plain numbers, and every file format keeps
//! them apart: **NaN** is *not applicable* (no responsible person was named, so
//! no time in post exists), **+∞** is *not reached within the run* (a clearance
//! that had not happened at the end), **−∞** is its mirror for metrics where more
//! is better (a margin of a zone that never cleared).
#![deny(missing_docs)]

pub mod bundle;
pub mod comparison;
pub mod layers;
pub mod log;
pub mod metric;
pub mod numbers;
pub mod outcome;
pub mod standard;
pub mod table;

pub use bundle::{BaseMap, Effort, LineKind, MapLine, MapPlace, PlaceKind, PlanMaps, StudyBundle};
pub use comparison::{Comparison, StudyManifest};
pub use layers::{EnsembleLayers, LayersError, RunLayers};
pub use log::{LogEntry, LogKind, LogPlace, LogValue, RunLog};
pub use metric::{Bound, Direction, Goal, Metric, MetricGroup, MetricRegistry, RegistryError, Scale};
pub use outcome::{
    Activity, Bottleneck, Ledger, LedgerLine, Outcome, RunWarning, Series, Status, UnservedCall,
};
pub use table::{PlanTitle, StudyTable, TableError};
