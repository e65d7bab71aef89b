//! What a study tells while it runs, and how it is asked to stop. Both are out of
//! band: neither can change a number.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Told how far a study is; called from several threads.
pub trait Progress: Sync {
    /// `done` of `of` replicates (of all plans) have finished; `of` grows when a
    /// precision asks for more.
    fn advance(&self, done: u64, of: u64);
}

/// Tells nobody.
impl Progress for () {
    fn advance(&self, _done: u64, _of: u64) {}
}

/// A request to stop after the replicates that are running.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
