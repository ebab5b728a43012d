//! Who may compute: several submissions at the same time, or one alone.

use super::watch::Watched;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held by whatever keeps the machine busy.
#[derive(Default)]
pub struct Turn {
    lock: RwLock<()>,
    /// Processes that wait between two calls, or seem to.
    idle: Mutex<Vec<Watched>>,
}

impl Turn {
    /// A turn with others.
    pub fn share(&self) -> RwLockReadGuard<'_, ()> {
        self.lock.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn while no other submission is compiled or run. Processes that wait for their
    /// next call are ended: one may have left threads behind that go on computing.
    pub fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        let alone = self.lock.write().unwrap_or_else(PoisonError::into_inner);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.drain(..).for_each(|process| process.end());
        alone
    }

    /// Notes a process that stays between calls.
    pub fn stays(&self, process: Watched) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|process| !process.over());
        idle.push(process);
    }
}
