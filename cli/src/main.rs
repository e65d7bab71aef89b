//! The command line of Sandtable.
fn main() {}
