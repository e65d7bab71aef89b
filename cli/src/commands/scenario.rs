//! What `evaluate` and `run` have in common: opening a scenario by the words of
//! the command line.

use std::str::FromStr;

use sandtable_scenarios::open::{OpenOptions, Opened, open};
use sandtable_scenarios::place::Packets;

use crate::exit::Failure;
use crate::expected::Expected;

/// Seed unless told otherwise.
pub const SEED: u64 = 1;

/// A cell size as typed: `120m` or `120`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridSize(pub f64);

impl FromStr for GridSize {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let number = text.strip_suffix('m').unwrap_or(text);
        match number.parse::<f64>() {
            Ok(metres) if metres.is_finite() && metres > 0.0 => Ok(Self(metres)),
            _ => Err(Expected::CellSize),
        }
    }
}

/// How households are packed, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Households {
    /// Packets of up to 20.
    #[default]
    Packets,
    /// One by one.
    Single,
}

impl From<Households> for Packets {
    fn from(households: Households) -> Self {
        match households {
            Households::Packets => Self::Of(20),
            Households::Single => Self::Single,
        }
    }
}

/// Opens a scenario.
///
/// # Errors
/// All faults of its files.
pub fn open_scenario(
    name: &str,
    grid: Option<GridSize>,
    households: Households,
    plans: &[String],
) -> Result<Opened, Failure> {
    let options =
        OpenOptions { cell_m: grid.map(|grid| grid.0), packets: households.into(), plans: plans.to_vec() };
    open(name, &options).map_err(Failure::Faults)
}

/// A pool of so many threads; one a core if not told.
///
/// # Errors
/// When the system gives no threads.
pub fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, Failure> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.build().map_err(|error| Failure::Other(error.to_string()))
}
