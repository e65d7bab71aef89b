//! The one face that every hazard shows to the run.

use std::sync::Arc;

use sandtable_kernel::{Clock, Text};

use crate::{FieldFrame, Outlook, Work, WorkKind};

/// A term of a hazard's ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerTerm {
    /// Key of the term, such as `rain` or `stored`.
    pub key: &'static str,
    /// Name.
    pub title: Text,
    /// Amount since the start: positive for what came in, negative for what has left or
    /// is held now.
    pub amount: f64,
}

/// What a hazard conserves: the terms sum to nothing but rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardLedger {
    /// Key, such as `water`.
    pub key: &'static str,
    /// Name.
    pub title: Text,
    /// Unit of all amounts.
    pub unit: &'static str,
    /// The terms.
    pub terms: Vec<LedgerTerm>,
    /// Share of the turnover that rounding may take.
    pub tolerance: f64,
}

/// Why a hazard could not go on. The replicate becomes a row with this status.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HazardError {
    /// The state has left the numbers.
    #[error("{hazard}: the state is no longer finite at {at}")]
    NotFinite {
        /// The hazard.
        hazard: &'static str,
        /// When.
        at: sandtable_kernel::SimTime,
    },
    /// More steps than the case allows.
    #[error("{hazard}: more than {limit} steps")]
    WorkLimit {
        /// The hazard.
        hazard: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A snapshot that is not this hazard's.
    #[error("{hazard}: the snapshot cannot be read: {cause}")]
    Snapshot {
        /// The hazard.
        hazard: &'static str,
        /// Why.
        cause: String,
    },
}

/// A hazard of one replicate. Its physics is pure functions elsewhere; this is
/// what drives them. It depends on its case, the replicate's streams and the Works
/// alone, so plans with equal Works share one.
pub trait Hazard: Send {
    /// Name, such as `flood`.
    fn name(&self) -> &'static str;

    /// Whether a kind of work changes anything here.
    fn consumes(&self, kind: &WorkKind) -> bool;

    /// Advances to the end of the running tick. `works` are those of earlier ticks
    /// that were not handed over before, in the order in which they were written.
    ///
    /// # Errors
    /// If the state is no longer finite or the work limit is reached.
    fn advance(&mut self, clock: &Clock, works: &[Work]) -> Result<(), HazardError>;

    /// The fields at the end of the last tick.
    fn publish(&mut self) -> Arc<FieldFrame>;

    /// The forcing of the whole replicate.
    fn outlook(&self) -> Arc<dyn Outlook>;

    /// A second hazard in the same state, step and active tiles included.
    fn fork(&self) -> Box<dyn Hazard>;

    /// Appends the whole state to `bytes`.
    ///
    /// # Errors
    /// If the state cannot be written.
    fn save(&self, bytes: &mut Vec<u8>) -> Result<(), HazardError>;

    /// Takes over a saved state.
    ///
    /// # Errors
    /// If the bytes are not a state of this hazard.
    fn load(&mut self, bytes: &[u8]) -> Result<(), HazardError>;

    /// Work done so far: cells updated, summed over steps; those of the hazard that this
    /// one was forked from included.
    fn updates(&self) -> u64;

    /// The ledger so far.
    fn ledger(&self) -> HazardLedger;

    /// Remarks that belong in the report, such as a validity limit left.
    fn warnings(&self) -> Vec<String>;
}
