//! Who may compute: several submissions at the same time, or one alone.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held by whatever keeps the machine busy.
#[derive(Default)]
pub struct Turn(RwLock<()>);

impl Turn {
    /// A turn with others.
    pub fn share(&self) -> RwLockReadGuard<'_, ()> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn while no other submission is compiled or run.
    pub fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
