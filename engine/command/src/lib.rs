//! What can be known and ordered: reports, channels, beliefs, seats, orders, warnings and the plan language.
#![deny(missing_docs)]
