//! Tests of sense on the whole engine: what has to follow, whatever the numbers.
//!
//! On the small place they are asserted; on the built-in city the same questions are
//! printed with paired intervals (`cargo test --release -- --ignored --nocapture`).

mod calm;
mod city;
mod common;
mod grids;
mod orders;
mod packets;
mod pumps;
mod questions;
mod rides;
mod roads;
mod warning;
