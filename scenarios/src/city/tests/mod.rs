//! Tests of the built-in city.
