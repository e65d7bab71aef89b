//! Exposure, vulnerability functions, casualties, losses and lifelines.
#![deny(missing_docs)]
