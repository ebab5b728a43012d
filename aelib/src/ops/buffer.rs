//! Memory that is used again: the training loop asks for the same buffers in every batch,
//! and the system's answer to large requests is slow.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard};

/// Buffers that nobody holds, by length.
static FREE: Mutex<BTreeMap<usize, Vec<Vec<f32>>>> = Mutex::new(BTreeMap::new());

/// More free buffers of one length than this are given back to the system.
const KEPT: usize = 64;

fn free() -> MutexGuard<'static, BTreeMap<usize, Vec<Vec<f32>>>> {
    FREE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Numbers that go back to the pool when dropped.
pub struct Buffer(Vec<f32>);

/// A buffer of `len` numbers with anything in them.
pub fn take(len: usize) -> Buffer {
    let used = free().get_mut(&len).and_then(Vec::pop);
    Buffer(used.unwrap_or_else(|| vec![0.0; len]))
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = free();
        let same = free.entry(self.0.len()).or_default();
        if same.len() < KEPT {
            same.push(std::mem::take(&mut self.0));
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
